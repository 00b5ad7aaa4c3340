//! The inspector: one client with its access, history and proof.

use std::collections::BTreeSet;

use assessment::redirect_risk::compare;
use assessment::{LifetimeSource, TokenLifetimes};
use domain::activity::{ActivityKind, AdminAction};
use domain::client::{ClientFace, CredentialMethod, Party};
use domain::ids::ClientId;
use domain::member::Member;
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::Timestamp;
use serde_json::Value;
use store::{AnnotationField, ClientDetail, Version};

use crate::error::CommandError;
use crate::judging::{self, InScope};
use crate::risks::{Trust, application_of, server_of};
use crate::state::App;
use crate::views::client::{
    AccessView, AnnotationView, CredentialView, EventRow, GrantRow, HistoryEntry, LastByKindView,
    ShowClientResponse, UriEntryView, UriListView,
};
use crate::{rows, timeline, uri_lines};

/// How many entries of one list are shown.
const URIS: usize = 500;

/// Everything that is known about a client.
///
/// # Errors
/// There is no such client, or the files cannot be read.
pub async fn client(app: &App, place: &InScope, id: ClientId) -> Result<ShowClientResponse, CommandError> {
    let detail = app.store.client(place.judged(), id.clone()).await?.ok_or_else(|| {
        CommandError::bad_input(
            format!("there is no client {id} here"),
            "It may have been deleted; go back to the list.",
        )
    })?;
    let trust = app.risks.of(&place.connection).await?;
    let application = application_of(detail.row.app_type.as_deref());
    let strip = app.store.strips(vec![detail.row.key.clone()], place.first_day()).await?;
    let unread = judging::unread(app, std::slice::from_ref(place)).await?;
    let face = detail.versions.first().map(|latest| ClientFace::of_auth0(&latest.body));
    let hidden = |what: &str| unread.iter().any(|part| part.what == what);
    let access = access(&detail, &id, hidden("client grants"), hidden("APIs"));
    let row = rows::view(place, detail.row.clone(), strip.first().map_or(&[][..], Vec::as_slice));
    Ok(ShowClientResponse {
        proof: rows::proof(place, &detail.row, &detail.last_by_kind, access.longest.as_deref()),
        coverage: judging::coverage_view(place),
        last_by_kind: detail
            .last_by_kind
            .iter()
            .map(|(kind, at)| LastByKindView { kind: *kind, words: kind.words().into(), at: at.millis() })
            .collect(),
        uris: detail.versions.first().and_then(|latest| uris(&trust, &detail, &latest.body)),
        uri_rule: compare("", "", server_of(detail.row.party), application).rule.into(),
        credential: credential(face.as_ref(), detail.versions.first()),
        access,
        history: history(&detail),
        json: detail.versions.first().map(|latest| latest.body.clone()),
        read_at: detail.versions.first().map(|latest| latest.last_read_at.millis()),
        annotations: detail
            .annotations
            .iter()
            .map(|note| AnnotationView {
                field: match note.field {
                    AnnotationField::Owner => "owner",
                    AnnotationField::Note => "note",
                }
                .into(),
                text: note.text.clone(),
                by: note.by.clone(),
                at: note.at.millis(),
            })
            .collect(),
        events: detail
            .events
            .iter()
            .map(|event| EventRow {
                log_id: event.log_id.to_string(),
                at: event.at.millis(),
                words: event.kind.map_or_else(|| event.code.clone(), event_words),
                code: event.code.clone(),
                kind: event.kind,
            })
            .collect(),
        unread,
        row,
    })
}

/// Every list of a client with what rules say about each entry. `None`: the lists are hidden. Lists that hold nothing are left
/// out, but for redirect URIs.
fn uris(trust: &Trust, detail: &ClientDetail, client: &Value) -> Option<Vec<UriListView>> {
    let list = |member: &Member| {
        let held = member.held_by(client)?;
        let entry = |uri: &String| UriEntryView {
            punycode: uri_lines::punycode(uri),
            risks: trust
                .judge_held(member, uri, detail.row.party, detail.row.app_type.as_deref())
                .iter()
                .map(timeline::finding_view)
                .collect(),
            uri: uri.clone(),
        };
        Some(UriListView {
            what: timeline::member_words(member, 2),
            entries: held.iter().take(URIS).map(entry).collect(),
            total: held.len() as u64,
        })
    };
    let redirects = list(&Member::RedirectUris)?;
    let others = Member::OF_CLIENT.iter().filter(|member| member.holds_uris()).filter_map(list);
    let others = others.filter(|others| others.total > 0 && others.what != redirects.what);
    Some(std::iter::once(redirects.clone()).chain(others).collect())
}

fn event_words(kind: ActivityKind) -> String {
    crate::words::sentence(kind.words()).trim_end_matches('.').to_owned()
}

fn credential(face: Option<&ClientFace>, latest: Option<&Version>) -> CredentialView {
    let key_ids = latest.map(|latest| key_ids(&latest.body)).unwrap_or_default();
    let (words, why) = match face.map(|face| &face.credential) {
        Some(CredentialMethod::Secret(method)) => (format!("Client secret ({method})"), None),
        Some(CredentialMethod::Public) => ("Public client, no secret".into(), None),
        Some(CredentialMethod::PrivateKeyJwt) => ("Private key JWT".into(), None),
        Some(CredentialMethod::Mtls) => ("Mutual TLS".into(), None),
        Some(CredentialMethod::Other(method)) => (method.clone(), None),
        Some(CredentialMethod::CannotTell) => (
            "Cannot tell".into(),
            Some(
                "The scopes of Rollcall's token hide how this client proves itself; absent is not none."
                    .into(),
            ),
        ),
        None => (
            "Not read yet".into(),
            Some("No listing has shown this client yet; it is known from the log.".into()),
        ),
    };
    CredentialView { words, why, key_ids }
}

fn key_ids(client: &Value) -> Vec<String> {
    let credentials = client.pointer("/client_authentication_methods/private_key_jwt/credentials");
    credentials
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|credential| credential.get("id")?.as_str().map(str::to_owned))
        .collect()
}

fn snapshots(kind: SnapshotKind, bodies: &[Value]) -> Vec<Snapshot> {
    bodies.iter().map(|body| Snapshot { kind, key: String::new(), body: body.clone() }).collect()
}

fn access(detail: &ClientDetail, id: &ClientId, grants_unread: bool, apis_unread: bool) -> AccessView {
    let party = detail.row.party;
    let grants = snapshots(SnapshotKind::ClientGrant, &detail.grants);
    let apis = snapshots(SnapshotKind::ResourceServer, &detail.resource_servers);
    let lifetime = TokenLifetimes::read(
        (!grants_unread).then_some(grants.as_slice()),
        (!apis_unread).then_some(apis.as_slice()),
    )
    .of(id, party);
    let third_party = matches!(party, Party::ThirdStrict | Party::ThirdPermissive);
    let open_to_all = matches!(party, Party::First | Party::ThirdPermissive);
    AccessView {
        grants: detail
            .grants
            .iter()
            .filter(|grant| {
                grant.get("client_id").is_some() || (third_party && grant.get("default_for").is_some())
            })
            .map(|grant| grant_row(grant, &detail.resource_servers))
            .collect(),
        open_apis: if open_to_all {
            detail.resource_servers.iter().filter(|api| is_open(api)).filter_map(api_name).collect()
        } else {
            Vec::new()
        },
        longest: match &lifetime.source {
            LifetimeSource::Api { identifier } => Some(
                detail
                    .resource_servers
                    .iter()
                    .find(|api| text(api, "identifier") == Some(identifier))
                    .and_then(api_name)
                    .unwrap_or_else(|| identifier.clone()),
            ),
            LifetimeSource::NoApi | LifetimeSource::Unreadable(_) => None,
        },
        token_lifetime_ms: detail.row.facts.token_lifetime_ms,
        lifetime_unreadable: detail.row.lifetime_unreadable,
    }
}

fn grant_row(grant: &Value, apis: &[Value]) -> GrantRow {
    let audience = text(grant, "audience").unwrap_or_default();
    let api = apis.iter().find(|api| text(api, "identifier") == Some(audience));
    let scopes = grant.get("scope").and_then(Value::as_array).into_iter().flatten();
    GrantRow {
        api: api.and_then(api_name).unwrap_or_else(|| audience.to_owned()),
        audience: audience.to_owned(),
        scopes: scopes.filter_map(|scope| scope.as_str().map(str::to_owned)).collect(),
        all_scopes: grant.get("allow_all_scopes").and_then(Value::as_bool).unwrap_or(false),
        by_default: grant.get("client_id").is_none(),
        token_lifetime_ms: api.and_then(|api| Some(api.get("token_lifetime")?.as_i64()? * 1_000)),
    }
}

fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

fn api_name(api: &Value) -> Option<String> {
    text(api, "name").or_else(|| text(api, "identifier")).map(str::to_owned)
}

/// Whether users of any first-party client may get tokens for it (facts/auth0.md 9.2; the default where nothing is said).
fn is_open(api: &Value) -> bool {
    api.pointer("/subject_type_authorization/user/policy").and_then(Value::as_str).unwrap_or("allow_all")
        == "allow_all"
}

fn history(detail: &ClientDetail) -> Vec<HistoryEntry> {
    let mut entries: Vec<HistoryEntry> = detail
        .admin_rows
        .iter()
        .map(|row| HistoryEntry {
            at: row.at.millis(),
            what: action_words(row.action).into(),
            who: row.user.clone().or_else(|| row.caller.as_ref().map(ToString::to_string)),
            log_id: Some(row.log_id.to_string()),
        })
        .collect();
    for pair in detail.versions.windows(2) {
        let changed = changed_members(&pair[1].body, &pair[0].body);
        entries.push(HistoryEntry {
            at: pair[0].first_read_at.millis(),
            what: format!("Changed: {}", changed.into_iter().collect::<Vec<_>>().join(", ")),
            who: None,
            log_id: None,
        });
    }
    entries.extend(detail.versions.last().map(|first| seen("First read by Rollcall", first.first_read_at)));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    entries
}

fn seen(what: &str, at: Timestamp) -> HistoryEntry {
    HistoryEntry { at: at.millis(), what: what.into(), who: None, log_id: None }
}

const fn action_words(action: AdminAction) -> &'static str {
    match action {
        AdminAction::ClientCreated => "Created",
        AdminAction::ClientSelfRegistered => "Registered itself",
        AdminAction::ClientUpdated => "Updated",
        AdminAction::ClientDeleted => "Deleted",
        AdminAction::SecretRotated => "Secret rotated",
        AdminAction::SecretRead => "Secret read",
        AdminAction::GrantChanged => "Grant changed",
        AdminAction::Other => "Administrative call",
    }
}

fn changed_members(before: &Value, after: &Value) -> BTreeSet<String> {
    let (Some(before), Some(after)) = (before.as_object(), after.as_object()) else { return BTreeSet::new() };
    before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}
