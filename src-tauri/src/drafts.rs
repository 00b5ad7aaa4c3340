//! Connections that were checked and are not saved yet. The typed credential waits here, in memory only, until it is
//! connected, put in the place of another, or dropped.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use assessment::WindowDays;
use domain::connection::{Connection, Environment, Permission};
use domain::ids::{ClientId, ConnectionId};
use domain::time::{DAY_MS, Timestamp};
use provider::auth0::{Auth0, Probe, TokenInfo};
use provider::{Credential, Endpoint, Share, scopes};
use secrecy::SecretString;

use crate::credentials::{HeldCredential, split};
use crate::error::CommandError;
use crate::state::App;
use crate::views::connect::{
    CheckConnectionRequest, CheckConnectionResponse, FeatureRow, ReadinessRow, ReadinessState,
    TypedCredential,
};
use crate::words;

/// A clock that differs more than this is pointed out.
const SKEW_WORTH_SAYING_MS: i64 = 60_000;

/// Checked connections by draft id.
#[derive(Default)]
pub struct Drafts(Mutex<HashMap<String, Draft>>);

/// One checked connection.
#[derive(Clone)]
pub struct Draft {
    endpoint: Endpoint,
    credential: Credential,
    token: Option<TokenInfo>,
    clock_offset_ms: i64,
}

impl Drafts {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Draft>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops a draft and its credential.
    pub fn drop_draft(&self, id: &str) {
        self.all().remove(id);
    }

    fn get(&self, id: &str) -> Result<Draft, CommandError> {
        self.all().get(id).cloned().ok_or_else(|| {
            CommandError::bad_input("this check is no longer held", "Type the credential again and check it.")
        })
    }
}

/// A new connection's id.
///
/// # Errors
/// The system gives no random bytes.
pub fn new_connection_id(now: Timestamp) -> Result<ConnectionId, CommandError> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|error| {
        CommandError::other(format!("the system gives no random bytes: {error}"), "Try again.")
    })?;
    Ok(ConnectionId::from_random(now, random))
}

/// Signs in with what was typed and looks around; nothing is saved.
///
/// # Errors
/// The address cannot be used or signing in failed. The typed credential is not kept then.
pub async fn check(
    app: &App,
    request: CheckConnectionRequest,
) -> Result<CheckConnectionResponse, CommandError> {
    let mut endpoint = Endpoint::of_domain(&request.domain)?;
    if !request.base_url.trim().is_empty() {
        endpoint = endpoint.at(request.base_url.trim())?;
    }
    if !request.ca_file.trim().is_empty() {
        endpoint = endpoint.trusting(request.ca_file.trim());
    }
    let credential = typed(request.credential)?;
    let id = new_connection_id(app.clock.now())?.to_string();
    let draft = Draft { endpoint, credential, token: None, clock_offset_ms: 0 };
    look_around(app, id, draft).await
}

/// The same check again.
///
/// # Errors
/// The draft is gone, or signing in failed.
pub async fn check_again(app: &App, id: String) -> Result<CheckConnectionResponse, CommandError> {
    let draft = app.drafts.get(&id)?;
    look_around(app, id, draft).await
}

async fn look_around(
    app: &App,
    id: String,
    mut draft: Draft,
) -> Result<CheckConnectionResponse, CommandError> {
    let held = Arc::new(HeldCredential(draft.credential.clone()));
    let tenant = Auth0::new(draft.endpoint.clone(), held, Arc::clone(&app.clock), Share::default())?
        .answering_within(app.answer_within)
        .interactive();
    let probe = tenant.probe().await?;
    let host = draft.endpoint.base_url.host_str().unwrap_or_default().to_owned();
    app.store.record_egress(&host, tenant.calls(), app.clock.now()).await?;
    draft.token = Some(probe.token.clone());
    draft.clock_offset_ms = probe.clock_offset_ms.unwrap_or(0);
    let answer = answer(&id, &draft, &probe, app.clock.now());
    app.drafts.all().insert(id, draft);
    Ok(answer)
}

fn typed(credential: TypedCredential) -> Result<Credential, CommandError> {
    let named = |client_id: String| {
        let trimmed = client_id.trim();
        if trimmed.is_empty() {
            return Err(CommandError::bad_input(
                "the client id is empty",
                "Copy it from the client's settings.",
            ));
        }
        Ok(ClientId::new(trimmed))
    };
    Ok(match credential {
        TypedCredential::ClientSecret { client_id, secret } => {
            Credential::ClientSecret { client_id: named(client_id)?, secret }
        }
        TypedCredential::PrivateKeyJwt { client_id, pem } => {
            Credential::PrivateKeyJwt { client_id: named(client_id)?, pem }
        }
        TypedCredential::PrivateKeyFile { client_id, path } => {
            let pem = std::fs::read_to_string(&path).map_err(|error| {
                CommandError::bad_input(format!("{path} cannot be read: {error}"), "Choose another file.")
            })?;
            Credential::PrivateKeyJwt { client_id: named(client_id)?, pem: SecretString::from(pem) }
        }
        TypedCredential::PastedToken { token } => Credential::Token(token),
    })
}

/// A checked draft as a connection, with the secret that belongs into the vault.
///
/// # Errors
/// The draft is gone.
pub fn into_connection(
    app: &App,
    draft_id: &str,
    name: &str,
    environment: Environment,
    permission: Permission,
) -> Result<(Connection, SecretString, i64), CommandError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(CommandError::bad_input("the connection has no name", "Type a name for it."));
    }
    let draft = app.drafts.get(draft_id)?;
    let token = draft.token.as_ref();
    let now = app.clock.now();
    let ends_at = token.map_or(now, |token| token.ends_at);
    let token_client = token.and_then(|token| token.client_id.clone());
    let (sign_in, secret) = split(draft.credential.clone(), ends_at, token_client);
    let connection = Connection {
        id: new_connection_id(now)?,
        name: name.to_owned(),
        domain: draft.endpoint.domain,
        base_url: draft.endpoint.base_url,
        audience: token.map_or(draft.endpoint.audience, |token| token.audience.clone()),
        environment,
        permission,
        sign_in,
        ca_file: draft.endpoint.ca_file.map(|path| path.display().to_string()),
        paused: false,
        created_at: now,
    };
    Ok((connection, secret, draft.clock_offset_ms))
}

fn answer(id: &str, draft: &Draft, probe: &Probe, now: Timestamp) -> CheckConnectionResponse {
    let log_days = probe.oldest_row.as_ref().ok().and_then(|row| row.as_ref()).map(|(_, at)| {
        u32::try_from(now.plus_millis(draft.clock_offset_ms).millis_since(*at).max(0) / DAY_MS)
            .unwrap_or(u32::MAX)
    });
    let oldest = probe.oldest_row.as_ref().ok().and_then(|row| row.as_ref()).map(|(_, at)| *at);
    CheckConnectionResponse {
        draft_id: id.to_owned(),
        checked_at: now.millis(),
        readiness: readiness(probe, oldest, log_days, now),
        features: features(&probe.token),
        can_connect: probe.token.may_hold("read:clients") || probe.token.may_hold("read:logs"),
        log_days,
        clients: probe.clients.as_ref().ok().map(|count| *count as u64),
        provable_at: oldest.map(|at| at.plus_millis(WindowDays::default().millis()).millis()),
        suggested_name: draft.endpoint.domain.split('.').next().unwrap_or("tenant").to_owned(),
    }
}

fn row(
    state: ReadinessState,
    title: impl Into<String>,
    detail: impl Into<String>,
    source: impl Into<String>,
) -> ReadinessRow {
    ReadinessRow { state, title: title.into(), detail: detail.into(), source: source.into() }
}

fn readiness(
    probe: &Probe,
    oldest: Option<Timestamp>,
    log_days: Option<u32>,
    now: Timestamp,
) -> Vec<ReadinessRow> {
    let mut rows = vec![row(
        ReadinessState::Ok,
        "Signed in",
        format!(
            "Token for the Management API, {}, ends in {}.",
            words::counted(probe.token.scopes.len() as u64, "scope"),
            words::stretch(probe.token.ends_at.millis_since(now))
        ),
        format!("{} ms", probe.answered_in.as_millis()),
    )];
    rows.push(match &probe.oldest_row {
        Ok(Some(_)) => {
            let days = u64::from(log_days.unwrap_or(0));
            row(
                ReadinessState::Ok,
                format!("Log keeps {}", words::counted(days.max(1), "day")),
                format!(
                    "Measured: the oldest entry is from {}. Sync at least every {} or days turn hatched.",
                    oldest.map(|at| words::day(at, now)).unwrap_or_default(),
                    words::counted(days.max(1), "day")
                ),
                "measured",
            )
        }
        Ok(None) => {
            row(ReadinessState::Warning, "Log is empty", "The tenant has no log entry yet.", "measured")
        }
        Err(why) => row(
            ReadinessState::Warning,
            "Log cannot be read",
            words::sentence(&format!(
                "{}; without it every verdict stays Not proven",
                words::unread_parts(why).1
            )),
            "unknown",
        ),
    });
    if let Some(limit) = probe.limits.iter().max_by_key(|limit| limit.limit) {
        let sync = probe.first_sync.as_ref().map_or_else(String::new, |first| {
            let floor = i64::try_from(first.floor.as_millis()).unwrap_or(i64::MAX);
            let long =
                if floor < 120_000 { format!("{} s", (floor / 1000).max(1)) } else { words::stretch(floor) };
            format!(" The first sync sends about {} calls: about {long}.", words::grouped(first.calls as u64))
        });
        rows.push(row(
            ReadinessState::Ok,
            "Rate limit known",
            format!(
                "Bursts of {} calls; Rollcall keeps to half of what the server allows.{sync}",
                limit.limit
            ),
            "x-ratelimit",
        ));
    }
    match &probe.registration_is_open {
        Ok(Some(true)) => rows.push(row(
            ReadinessState::Warning,
            "Registration is open",
            "/oidc/register is on and needs no token: anyone can create clients here.",
            "finding",
        )),
        Ok(Some(false)) => {
            rows.push(row(ReadinessState::Ok, "Registration is closed", "Nobody can register clients without you.", "read"));
        }
        Ok(None) | Err(_) => rows.push(row(
            ReadinessState::Unknown,
            "Registration unknown",
            "The tenant settings could not be read, so Rollcall cannot say whether anyone may register clients.",
            "unknown",
        )),
    }
    if let Some(offset) = probe.clock_offset_ms.filter(|offset| offset.abs() > SKEW_WORTH_SAYING_MS) {
        rows.push(row(
            ReadinessState::Warning,
            "Clocks differ",
            format!(
                "This computer's clock is {} {} the server's. Rollcall judges by the server's time.",
                // measured to about a second, so to the nearest minute
                words::stretch(offset.abs() + 30_000),
                if offset > 0 { "behind" } else { "ahead of" }
            ),
            "measured",
        ));
    }
    rows.extend(
        scopes::warnings(&probe.token)
            .iter()
            .map(|warning| row(ReadinessState::Warning, "More than needed", warning.sentence(), "advice")),
    );
    rows
}

fn features(token: &TokenInfo) -> Vec<FeatureRow> {
    scopes::features(token)
        .into_iter()
        .map(|feature| FeatureRow {
            scope: feature.needs.first().copied().unwrap_or_default().to_owned(),
            what: feature.name.to_owned(),
            held: feature.held,
            sentence: feature.sentence,
            acts: feature.acts,
        })
        .collect()
}
