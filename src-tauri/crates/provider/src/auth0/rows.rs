//! What a log row says: who acted, what kind of use it was, whom it is about (facts/auth0.md 6.6 to 6.8, settled in 16).
//!
//! Every column but `log_id` and `type` is treated as optional, because real rows lack them. A failure never counts as
//! use, whatever id it carries; an administrative row is use by its caller and never by its target.

use domain::activity::{ActivityKind, AdminAction, LogEvent};
use domain::ids::{ClientId, LogId};
use domain::time::Timestamp;
use serde_json::Value;

use super::deeds;
use crate::scrub::{self, Privacy};

/// How rows of the log are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowRules {
    /// What is kept about people.
    pub privacy: Privacy,
    /// The tenant's global client ("All Applications"), when a listing has shown it: never a user of anything.
    pub global_client: Option<ClientId>,
}

/// The name of the global client in rows (facts/auth0.md 16, row 5).
const GLOBAL_NAME: &str = "All Applications";
/// Where Dashboard requests come from (facts/auth0.md 6.8).
const DASHBOARD: &str = "https://manage.";
/// How rows of self-registrations are described (facts/auth0.md 5.7, 16).
const SELF_REGISTRATION: &str = "dynamic client registration";
/// Where clients register themselves (facts/auth0.md 5.2).
const REGISTRATION_PATH: &str = "/oidc/register";
/// How rows of creations through the Management API are described.
const CREATION: &str = "create a client";

/// Reads one row as the log API gives it. `None`: it has no id, so it cannot be told from others.
///
/// `read_at` dates a row that carries no time at all, neither in its `date` nor in its id.
pub(super) fn read(mut row: Value, rules: &RowRules, read_at: Timestamp) -> Option<LogEvent> {
    let log_id = text(&row, "log_id").or_else(|| text(&row, "_id")).map(LogId::new)?;
    let date = text(&row, "date")
        .and_then(Timestamp::parse_rfc3339)
        .or_else(|| log_id.ingested_at())
        .unwrap_or(read_at);
    let code = text(&row, "type").unwrap_or_default().to_owned();
    let is_admin = is_administrative(&code);
    let is_registration = is_admin && is_registration(&row);
    let kind = kind_of(&code);
    let actor = actor(&row, kind, rules, is_admin, is_registration);
    let client_name = actor
        .as_ref()
        .and_then(|_| text(&row, "client_name"))
        .filter(|name| !name.is_empty())
        .map(str::to_owned);
    let target = is_admin.then(|| target(&row, &code, is_registration));
    let target_name = target.as_ref().and_then(|_| target_name(&row));
    let keeps_people = rules.privacy.keep_personal || is_admin || is_machine(&code);
    let user = if keeps_people { user(&row) } else { None };
    let deed = deeds::read(&row, &log_id, date, rules);
    scrub::row(&mut row);
    if !keeps_people {
        scrub::personal(&mut row);
    }
    Some(LogEvent {
        log_id,
        date,
        kind: kind.filter(|kind| actor.is_some() || *kind == ActivityKind::Failure),
        code,
        actor,
        target,
        client_name,
        target_name,
        deed,
        user,
        raw: row.to_string().into_bytes(),
    })
}

/// What a code says about the client that is named as the actor.
fn kind_of(code: &str) -> Option<ActivityKind> {
    Some(match code {
        "seccft" => ActivityKind::ClientCredentials,
        "s"
        | "seacft"
        | "sede"
        | "scoa"
        | "sens"
        | "sepft"
        | "seoobft"
        | "seotpft"
        | "sercft"
        | "sepkoobft"
        | "sepkotpft"
        | "sepkrcft"
        | "sdel"
        | "sdeleacft"
        | "my_account_authentication_method_succeeded"
        | "connected_accounts_connection_succeeded" => ActivityKind::SignIn,
        "sertft" => ActivityKind::Refresh,
        "ssa" | "sdelsa" => ActivityKind::SilentAuthentication,
        "secte"
        | "success_on_behalf_of_token_exchange"
        | "ciba_exchange_succeeded"
        | "idjag_exchange_succeeded"
        | "seta"
        | "sd" => ActivityKind::TokenExchange,
        "sapi" | "mgmt_api_read" => ActivityKind::ManagementCall,
        "srrt"
        | "slo"
        | "ss"
        | "scv"
        | "cs"
        | "cls"
        | "ciba_start_succeeded"
        | "mfar"
        | "passkey_challenge_started"
        | "pla"
        | "w"
        | "si"
        | "sv" => ActivityKind::Traffic,
        "feccft"
        | "feacft"
        | "fdeleacft"
        | "fertft"
        | "ferrt"
        | "fede"
        | "fdeac"
        | "fdeaz"
        | "fdecc"
        | "fepft"
        | "feoobft"
        | "feotpft"
        | "fercft"
        | "fepotpft"
        | "fecte"
        | "failed_on_behalf_of_token_exchange"
        | "ciba_start_failed"
        | "ciba_exchange_failed"
        | "idjag_exchange_failed"
        | "jwt_bearer_exchange_failed"
        | "feta"
        | "fens"
        | "fd"
        | "f"
        | "fp"
        | "fu"
        | "fsa"
        | "fdelsa"
        | "fco"
        | "fcoa"
        | "fpar"
        | "flo"
        | "api_limit"
        | "api_limit_warning"
        | "limit_wc"
        | "limit_mu"
        | "limit_sul"
        | "limit_delegation"
        | "limit_phone"
        | "pwd_leak"
        | "signup_pwd_leak"
        | "reset_pwd_leak" => ActivityKind::Failure,
        _ => return None,
    })
}

/// Rows about requests to the Management API and about the tenant itself: theirs is not a person's sign-in.
fn is_administrative(code: &str) -> bool {
    matches!(
        code,
        "sapi" | "mgmt_api_read" | "gd_tenant_update" | "acls_summary" | "depnote" | "resource_cleanup"
    ) || code.starts_with("kms_")
}

/// Rows of clients that act for themselves.
fn is_machine(code: &str) -> bool {
    matches!(code, "seccft" | "feccft" | "api_limit" | "api_limit_warning")
}

fn actor(
    row: &Value,
    kind: Option<ActivityKind>,
    rules: &RowRules,
    is_admin: bool,
    is_registration: bool,
) -> Option<ClientId> {
    if is_registration || (is_admin && (kind.is_none() || is_from_dashboard(row))) {
        return None;
    }
    let is_failure = kind == Some(ActivityKind::Failure);
    // failed rows often name the client only in their details (facts/auth0.md 16, row 1)
    let id = non_empty(text(row, "client_id"))
        .or_else(|| at_text(row, "/details/error/payload/client/clientID").filter(|_| is_failure))
        .or_else(|| at_text(row, "/details/error/payload/clientID").filter(|_| is_failure))
        .or_else(|| at_text(row, "/details/qs/client_id").filter(|_| is_failure))
        .or_else(|| at_text(row, "/details/body/client_id").filter(|_| is_failure))
        .map(ClientId::new)?;
    (!is_global(row, &id, rules)).then_some(id)
}

/// The tenant's own client, by its id; by its name only while no listing has told the id, since a name is anybody's choice.
pub(super) fn is_global(row: &Value, id: &ClientId, rules: &RowRules) -> bool {
    match &rules.global_client {
        Some(global) => global == id,
        None => text(row, "client_name") == Some(GLOBAL_NAME),
    }
}

/// A client that registered itself: use by nobody. By its description, or by where it was sent, as descriptions are free
/// text that may change or be missing (facts/auth0.md 6.6, 16.2).
pub(super) fn is_registration(row: &Value) -> bool {
    let is_post = at_text(row, "/details/request/method").is_some_and(|m| m.eq_ignore_ascii_case("post"));
    let path = at_text(row, "/details/request/path").unwrap_or_default();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    is_described_as(row, SELF_REGISTRATION) || (is_post && path.ends_with(REGISTRATION_PATH))
}

fn is_described_as(row: &Value, wanted: &str) -> bool {
    text(row, "description").is_some_and(|description| description.trim().eq_ignore_ascii_case(wanted))
}

/// A person in the Dashboard: the caller is the global client, also when no listing has shown it yet.
pub(super) fn is_from_dashboard(row: &Value) -> bool {
    let names_a_person = at_text(row, "/details/request/auth/user/user_id")
        .or_else(|| at_text(row, "/details/request/auth/user/name"))
        .or_else(|| at_text(row, "/details/request/auth/user/email"))
        .is_some();
    names_a_person
        && at_text(row, "/details/request/channel").is_some_and(|channel| channel.starts_with(DASHBOARD))
}

fn target(row: &Value, code: &str, is_registration: bool) -> (Option<ClientId>, AdminAction) {
    let answered = || at_text(row, "/details/response/body/client_id").map(ClientId::new);
    if is_registration {
        return (answered(), AdminAction::ClientSelfRegistered);
    }
    let failed =
        at(row, "/details/response/statusCode").and_then(Value::as_u64).is_some_and(|status| status >= 400);
    let Some(path) = at_text(row, "/details/request/path") else {
        let made = answered().filter(|_| !failed && is_described_as(row, CREATION));
        let action = if made.is_some() { AdminAction::ClientCreated } else { AdminAction::Other };
        return (made, action);
    };
    let method = at_text(row, "/details/request/method").unwrap_or_default().to_ascii_lowercase();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_prefix("/api/v2").unwrap_or(path);
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let (id, action) = match (segments.as_slice(), method.as_str()) {
        // a metadata document is registered and read again by the same call, and a first registration was seen to answer
        // 200 as well (facts/auth0.md 2.1): the store takes it for an update where the client was there before
        (["clients"] | ["clients", "cimd", "register"], "post") => (answered(), AdminAction::ClientCreated),
        (["clients", "cimd" | "search", ..], _) => (None, AdminAction::Other),
        (["clients"], "get") => (answered(), secret_read(row, code)),
        (["clients", id], "get") => (Some(client(id)), secret_read(row, code)),
        (["clients", id], "patch" | "put") => {
            let sets_secret =
                at(row, "/details/request/body/client_secret").is_some_and(|secret| !secret.is_null());
            let action = if sets_secret { AdminAction::SecretRotated } else { AdminAction::ClientUpdated };
            (Some(client(id)), action)
        }
        (["clients", id], "delete") => (Some(client(id)), AdminAction::ClientDeleted),
        (["clients", id, "rotate-secret"], "post") => (Some(client(id)), AdminAction::SecretRotated),
        (["clients", id, ..], _) => (Some(client(id)), AdminAction::Other),
        (["client-grants", ..], "post" | "patch" | "put" | "delete") => {
            (granted(row), AdminAction::GrantChanged)
        }
        (["connections", _, "clients"], _) => (only_client(row), AdminAction::Other),
        (_, "get") => (None, secret_read(row, code)),
        _ => (None, AdminAction::Other),
    };
    (id, if failed { AdminAction::Other } else { action })
}

fn secret_read(row: &Value, code: &str) -> AdminAction {
    let reads_secrets =
        at(row, "/details/accessedSecrets").and_then(Value::as_array).is_none_or(|list| !list.is_empty());
    if code == "mgmt_api_read" && reads_secrets { AdminAction::SecretRead } else { AdminAction::Other }
}

/// A grant names its client when it is made; later rows carry only the grant's id, unless the answer repeats the client.
fn granted(row: &Value) -> Option<ClientId> {
    at_text(row, "/details/request/body/client_id")
        .or_else(|| at_text(row, "/details/response/body/client_id"))
        .map(ClientId::new)
}

/// The client of a change of a connection's clients, when it is exactly one.
fn only_client(row: &Value) -> Option<ClientId> {
    match at(row, "/details/request/body")?.as_array()?.as_slice() {
        [one] => non_empty(text(one, "client_id")).map(ClientId::new),
        _ => None,
    }
}

fn target_name(row: &Value) -> Option<String> {
    let body = "/details/response/body";
    at(row, body)
        .filter(|body| body.get("client_id").is_some())
        .and_then(|body| non_empty(text(body, "name")).or_else(|| non_empty(text(body, "client_name"))))
        .map(str::to_owned)
}

fn user(row: &Value) -> Option<String> {
    non_empty(text(row, "user_id"))
        .or_else(|| at_text(row, "/details/request/auth/user/user_id"))
        .map(str::to_owned)
}

/// A client id in a path segment, with `%` encoding undone.
pub(super) fn client(segment: &str) -> ClientId {
    let form = segment.replace('+', "%2B").replace('=', "%3D").replace('&', "%26");
    let decoded = url::form_urlencoded::parse(form.as_bytes()).next();
    ClientId::new(decoded.map_or_else(|| segment.to_owned(), |(name, _)| name.into_owned()))
}

pub(super) fn text<'a>(row: &'a Value, name: &str) -> Option<&'a str> {
    row.get(name)?.as_str()
}

pub(super) fn at<'a>(row: &'a Value, pointer: &str) -> Option<&'a Value> {
    row.pointer(pointer)
}

pub(super) fn at_text<'a>(row: &'a Value, pointer: &str) -> Option<&'a str> {
    non_empty(at(row, pointer)?.as_str())
}

pub(super) fn non_empty(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
