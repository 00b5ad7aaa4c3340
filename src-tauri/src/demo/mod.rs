//! The demo: two simulated tenants over loopback, their past lived through provider, sync and store.
//!
//! At the first start some ninety virtual days are played. On most of them Rollcall "was open" and synced; on the closed
//! days it was not, so the demo's history has the holes that a real one has. Nothing else writes its history.

mod play;
mod scripts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::connection::{Connection, Permission, SignIn};
use domain::ids::{ClientId, ConnectionId};
use domain::operation::{Settlement, State};
use domain::time::Timestamp;
use provider::auth0::Auth0;
use provider::{Credential, Endpoint, Share};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use simulator::{Clock, Running, Settings, Tenant};

use crate::clock::DemoClock;
use crate::credentials::HeldCredential;
use crate::error::CommandError;
use crate::state::App;
use scripts::{SCRIPTS, Script};

/// The demo tenants of this run.
#[derive(Default)]
pub struct Demo(Mutex<HashMap<ConnectionId, Tenancy>>);

#[derive(Clone)]
struct Tenancy {
    running: Arc<tokio::sync::Mutex<Running>>,
    clock: Clock,
    tenant: Auth0,
    reachable: bool,
}

/// What a run leaves for the next, for each tenant.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Lived {
    /// The moment that the demo calls today, in milliseconds: when it was added.
    present_ms: i64,
    /// How far its past was played, in milliseconds.
    played_to_ms: i64,
    /// Whether a person left it connected.
    reachable: bool,
}

impl Demo {
    /// The reader of a demo tenant. `None` while it does not run or is disconnected.
    #[must_use]
    pub fn tenant(&self, id: &ConnectionId) -> Option<Auth0> {
        self.tenancy(id).filter(|tenancy| tenancy.reachable).map(|tenancy| tenancy.tenant)
    }

    /// A demo tenant's time. `None` while it does not run.
    #[must_use]
    pub fn now(&self, id: &ConnectionId) -> Option<Timestamp> {
        self.tenancy(id).map(|tenancy| Timestamp::from_millis(tenancy.clock.now_ms()))
    }

    /// Whether a demo tenant answers.
    #[must_use]
    pub fn is_reachable(&self, id: &ConnectionId) -> bool {
        self.tenancy(id).is_some_and(|tenancy| tenancy.reachable)
    }

    /// Whether a demo tenant's past is still being played.
    #[must_use]
    pub fn is_playing(&self, id: &ConnectionId) -> bool {
        self.tenancy(id).is_some_and(|tenancy| !tenancy.clock.is_live())
    }

    fn tenancy(&self, id: &ConnectionId) -> Option<Tenancy> {
        self.tenancies().get(id).cloned()
    }

    fn tenancies(&self) -> MutexGuard<'_, HashMap<ConnectionId, Tenancy>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds the demo tenants that are not there yet and begins to play their past. Gives them all.
///
/// # Errors
/// The files cannot be written, or no port on loopback is free.
pub async fn add(app: &App) -> Result<Vec<ConnectionId>, CommandError> {
    let there = app.store.connections().await?;
    let mut ids = Vec::new();
    for script in &SCRIPTS {
        let known =
            there.iter().find(|connection| Script::of(connection).is_some_and(|of| of.key == script.key));
        let id = match known {
            Some(connection) => connection.id.clone(),
            None => add_one(app, script).await?,
        };
        ids.push(id);
    }
    Ok(ids)
}

async fn add_one(app: &App, script: &'static Script) -> Result<ConnectionId, CommandError> {
    let now = app.clock.now();
    let lived = Lived { present_ms: now.millis(), played_to_ms: 0, reachable: true };
    app.store.put_setting(script.key, &lived).await?;
    let id = crate::drafts::new_connection_id(now)?;
    let started = start(app, script, &id, lived).await?;
    let connection = Connection {
        id: id.clone(),
        name: script.name.into(),
        audience: format!("https://{}/api/v2/", started.domain),
        domain: started.domain,
        base_url: started.base_url,
        environment: script.environment,
        permission: Permission::ReadAndAct,
        sign_in: SignIn::Demo { client_id: started.client_id },
        ca_file: None,
        paused: false,
        created_at: now,
    };
    app.store.add_connection(connection.clone()).await?;
    play::in_background(app, script, connection, lived);
    Ok(id)
}

/// At a start with demo tenants among the connections: runs them again, those that a person disconnected excepted.
///
/// # Errors
/// The files cannot be read, or no port on loopback is free.
pub async fn resume(app: &App) -> Result<(), CommandError> {
    for connection in app.store.connections().await? {
        if let Some(script) = Script::of(&connection)
            && let Some(lived) = app.store.setting::<Lived>(script.key).await?
            && lived.reachable
        {
            resume_one(app, script, connection, lived).await?;
        }
    }
    Ok(())
}

async fn resume_one(
    app: &App,
    script: &'static Script,
    connection: Connection,
    lived: Lived,
) -> Result<(), CommandError> {
    let started = start(app, script, &connection.id, lived).await?;
    let connection = Connection { base_url: started.base_url, ..connection };
    app.store.update_connection(connection.clone()).await?;
    play::in_background(app, script, connection, lived);
    Ok(())
}

/// What was done to a demo tenant in earlier runs is true in this one. Its clock shows a time after all of that.
async fn carry_over(app: &App, id: &ConnectionId) -> Result<(), CommandError> {
    let Some(tenancy) = app.demo.tenancy(id) else { return Ok(()) };
    let tenant = tenancy.running.lock().await.edit();
    for operation in app.store.operations(id).await? {
        let was_carried_out = matches!(
            &operation.state,
            State::Done { .. } | State::Settled { settlement: Settlement::Applied, .. }
        ) || operation.witness.is_some();
        if was_carried_out && let Ok(members) = serde_json::from_str(&operation.request.body) {
            tenant.carry_over(operation.client.as_str(), &members);
        }
    }
    Ok(())
}

/// Lets a demo tenant answer, or not.
///
/// # Errors
/// The connection is no demo tenant, or its port is taken meanwhile.
pub async fn set_reachable(app: &App, connection: Connection, reachable: bool) -> Result<(), CommandError> {
    let no_demo = || CommandError::bad_input("this connection is not a demo tenant", "Choose a demo tenant.");
    let script = Script::of(&connection).ok_or_else(no_demo)?;
    let mut lived = app.store.setting::<Lived>(script.key).await?.ok_or_else(no_demo)?;
    lived.reachable = reachable;
    app.store.put_setting(script.key, &lived).await?;
    let Some(tenancy) = app.demo.tenancy(&connection.id) else {
        return if reachable { resume_one(app, script, connection, lived).await } else { Ok(()) };
    };
    let mut running = tenancy.running.lock().await;
    if reachable {
        running.reconnect().await.map_err(|error| CommandError::other(error.to_string(), "Try again."))?;
    } else {
        running.disconnect().await;
    }
    if let Some(tenancy) = app.demo.tenancies().get_mut(&connection.id) {
        tenancy.reachable = reachable;
    }
    Ok(())
}

/// Ends a demo tenant, because its connection was deleted.
pub async fn end(app: &App, id: &ConnectionId) {
    let tenancy = app.demo.tenancies().remove(id);
    if let Some(tenancy) = tenancy {
        tenancy.running.lock().await.disconnect().await;
    }
}

struct Started {
    domain: String,
    base_url: url::Url,
    client_id: ClientId,
}

async fn start(app: &App, script: &Script, id: &ConnectionId, lived: Lived) -> Result<Started, CommandError> {
    let failed =
        |what: String| CommandError::other(format!("the demo tenant did not start: {what}"), "Try again.");
    let begin = lived.present_ms - script.length_ms();
    let clock = Clock::starting_at(begin.max(lived.played_to_ms));
    let settings = Settings { present_ms: Some(lived.present_ms), ..(script.settings)() };
    let running = Tenant::start(settings, clock.clone()).await.map_err(|error| failed(error.to_string()))?;
    let domain = running.domain().to_owned();
    let endpoint = Endpoint::of_domain(&domain)?.at(running.base_url())?;
    let base_url = endpoint.base_url.clone();
    let signs_in = running.management_client();
    let client_id = ClientId::new(signs_in.client_id);
    let credential = Credential::ClientSecret {
        client_id: client_id.clone(),
        secret: SecretString::from(signs_in.client_secret),
    };
    let tenant = Auth0::new(
        endpoint,
        Arc::new(HeldCredential(credential)),
        Arc::new(DemoClock(clock.clone())),
        Share::default(),
    )?;
    let running = Arc::new(tokio::sync::Mutex::new(running));
    app.demo.tenancies().insert(id.clone(), Tenancy { running, clock, tenant, reachable: true });
    Ok(Started { domain, base_url, client_id })
}
