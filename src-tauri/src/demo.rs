//! The demo tenant: the simulator over loopback, its past lived through provider, sync and store.
//!
//! At the first start some ninety virtual days are played. On most of them Rollcall "was open" and synced; on the closed
//! days it was not, so the demo's history has the holes that a real one has. Nothing else writes its history.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::connection::{Connection, Environment, Permission, SignIn};
use domain::ids::{ClientId, ConnectionId};
use domain::time::{DAY_MS, Timestamp};
use provider::auth0::Auth0;
use provider::{Credential, Endpoint, Share};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use simulator::{Clock, Plan, Running, Settings, Tenant};
use sync::Errand;

use crate::clock::DemoClock;
use crate::credentials::HeldCredential;
use crate::error::CommandError;
use crate::state::App;

/// Days before today on which Rollcall was opened for the first time. The tenant keeps ten days, so coverage begins ten
/// days earlier.
const FIRST_OPEN_DAYS_AGO: i64 = 67;

/// Days before today on which Rollcall stayed closed: longer than the tenant keeps its log, so eight days are lost.
const CLOSED_DAYS_AGO: std::ops::Range<i64> = 36..53;

/// While the past is played, clients are listed on every so many days.
const DAYS_BETWEEN_LISTINGS: i64 = 7;

/// The demo tenant of this run.
#[derive(Default)]
pub struct Demo(Mutex<Option<Tenancy>>);

struct Tenancy {
    running: Arc<tokio::sync::Mutex<Running>>,
    clock: Clock,
    tenant: Auth0,
    reachable: bool,
}

/// What a run leaves for the next.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Lived {
    /// The moment that the demo calls today, in milliseconds: when it was added.
    present_ms: i64,
    /// How far its past was played, in milliseconds.
    played_to_ms: i64,
    /// Whether a person left it connected.
    reachable: bool,
}

impl Lived {
    const KEY: &'static str = "demo";
}

impl Demo {
    /// The reader of the demo tenant. `None` while it does not run or is disconnected.
    #[must_use]
    pub fn tenant(&self) -> Option<Auth0> {
        self.tenancy().as_ref().filter(|tenancy| tenancy.reachable).map(|tenancy| tenancy.tenant.clone())
    }

    /// The demo tenant's time. `None` while it does not run or is disconnected.
    #[must_use]
    pub fn now(&self) -> Option<Timestamp> {
        let now = self.tenancy().as_ref().map(|tenancy| tenancy.clock.now_ms());
        now.map(Timestamp::from_millis)
    }

    /// Whether the demo tenant answers.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.tenancy().as_ref().is_some_and(|tenancy| tenancy.reachable)
    }

    /// Whether its past is still being played.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.tenancy().as_ref().is_some_and(|tenancy| !tenancy.clock.is_live())
    }

    fn tenancy(&self) -> MutexGuard<'_, Option<Tenancy>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds the demo tenant, or gives the one that is there, and begins to play its past.
///
/// # Errors
/// The files cannot be written, or no port on loopback is free.
pub async fn add(app: &App) -> Result<ConnectionId, CommandError> {
    if let Some(there) = app.store.connections().await?.into_iter().find(Connection::is_demo) {
        return Ok(there.id);
    }
    let now = app.clock.now();
    let lived = Lived { present_ms: now.millis(), played_to_ms: 0, reachable: true };
    app.store.put_setting(Lived::KEY, &lived).await?;
    let (domain, base_url, client_id) = start(app, lived).await?;
    let base_url = base_url.parse().map_err(|error| CommandError::other(format!("{error}"), "Try again."))?;
    let id = crate::drafts::new_connection_id(now)?;
    let connection = Connection {
        id: id.clone(),
        name: "northmere-prod".into(),
        audience: format!("https://{domain}/api/v2/"),
        domain,
        base_url,
        environment: Environment::Production,
        permission: Permission::ReadOnly,
        sign_in: SignIn::Demo { client_id: ClientId::new(client_id) },
        ca_file: None,
        paused: false,
        created_at: now,
    };
    app.store.add_connection(connection.clone()).await?;
    play_in_background(app, connection, lived);
    Ok(id)
}

/// At a start with the demo tenant among the connections: runs it again, unless a person disconnected it.
///
/// # Errors
/// The files cannot be read, or no port on loopback is free.
pub async fn resume(app: &App) -> Result<(), CommandError> {
    let Some(connection) = app.store.connections().await?.into_iter().find(Connection::is_demo) else {
        return Ok(());
    };
    let Some(lived) = app.store.setting::<Lived>(Lived::KEY).await? else { return Ok(()) };
    if !lived.reachable {
        return Ok(());
    }
    let (_, base_url, _) = start(app, lived).await?;
    let base_url = base_url.parse().unwrap_or_else(|_| connection.base_url.clone());
    let connection = Connection { base_url, ..connection };
    app.store.update_connection(connection.clone()).await?;
    play_in_background(app, connection, lived);
    Ok(())
}

/// Lets the demo tenant answer, or not.
///
/// # Errors
/// There is no demo tenant, or its port is taken meanwhile.
pub async fn set_reachable(app: &App, reachable: bool) -> Result<(), CommandError> {
    let Some(mut lived) = app.store.setting::<Lived>(Lived::KEY).await? else {
        return Err(CommandError::bad_input("there is no demo tenant", "Add it in Connect."));
    };
    lived.reachable = reachable;
    app.store.put_setting(Lived::KEY, &lived).await?;
    let running = app.demo.tenancy().as_ref().map(|tenancy| Arc::clone(&tenancy.running));
    match running {
        Some(running) => {
            let mut running = running.lock().await;
            if reachable {
                running
                    .reconnect()
                    .await
                    .map_err(|error| CommandError::other(error.to_string(), "Try again."))?;
            } else {
                running.disconnect().await;
            }
            if let Some(tenancy) = app.demo.tenancy().as_mut() {
                tenancy.reachable = reachable;
            }
        }
        None if reachable => resume(app).await?,
        None => {}
    }
    Ok(())
}

/// Ends the demo tenant, because its connection was deleted.
pub async fn end(app: &App) {
    let tenancy = app.demo.tenancy().take();
    if let Some(tenancy) = tenancy {
        tenancy.running.lock().await.disconnect().await;
    }
}

async fn start(app: &App, lived: Lived) -> Result<(String, String, String), CommandError> {
    let failed =
        |what: String| CommandError::other(format!("the demo tenant did not start: {what}"), "Try again.");
    let begin = lived.present_ms - FIRST_OPEN_DAYS_AGO * DAY_MS;
    let clock = Clock::starting_at(begin.max(lived.played_to_ms));
    let settings = Settings { present_ms: Some(lived.present_ms), ..Settings::demo() };
    let running = Tenant::start(settings, clock.clone()).await.map_err(|error| failed(error.to_string()))?;
    let (domain, base_url) = (running.domain().to_owned(), running.base_url().to_owned());
    let signs_in = running.management_client();
    let endpoint = Endpoint::of_domain(&domain)?.at(&base_url)?;
    let credential = Credential::ClientSecret {
        client_id: ClientId::new(signs_in.client_id.clone()),
        secret: SecretString::from(signs_in.client_secret),
    };
    let tenant = Auth0::new(
        endpoint,
        Arc::new(HeldCredential(credential)),
        Arc::new(DemoClock(clock.clone())),
        Share::default(),
    )?;
    let tenancy =
        Tenancy { running: Arc::new(tokio::sync::Mutex::new(running)), clock, tenant, reachable: true };
    *app.demo.tenancy() = Some(tenancy);
    Ok((domain, base_url, signs_in.client_id))
}

fn play_in_background(app: &App, connection: Connection, lived: Lived) {
    let player = app.clone();
    app.tasks.spawn(async move {
        if let Err(error) = play(&player, &connection, lived).await {
            tracing::warn!(%error, "the demo's past was not played to its end");
        }
        go_live(&player).await;
        player.tell_sync(&connection.id);
        if let Err(error) = crate::syncing::start(&player, &connection, Errand::Everything).await {
            tracing::warn!(%error, "the demo did not sync");
        }
    });
}

/// Day by day to today: moves the tenant's clock, and syncs on the days on which Rollcall was open.
async fn play(app: &App, connection: &Connection, mut lived: Lived) -> Result<(), CommandError> {
    for days_ago in (1..=FIRST_OPEN_DAYS_AGO).rev() {
        let at = lived.present_ms - days_ago * DAY_MS;
        if at <= lived.played_to_ms || CLOSED_DAYS_AGO.contains(&days_ago) {
            continue;
        }
        let Some(clock) = app.demo.tenancy().as_ref().map(|tenancy| tenancy.clock.clone()) else {
            return Ok(());
        };
        clock.set(at);
        // a full listing now and then, the log every time: as the schedule does it on real days
        let errand = if days_ago == FIRST_OPEN_DAYS_AGO || days_ago % DAYS_BETWEEN_LISTINGS == 0 {
            Errand::Everything
        } else {
            Errand::Log
        };
        crate::syncing::run(app, connection, errand).await?;
        lived.played_to_ms = at;
        app.store.put_setting(Lived::KEY, &lived).await?;
    }
    Ok(())
}

/// From now on the demo's clock is today's, and its plan has limits again.
async fn go_live(app: &App) {
    let now = app.clock.now().millis();
    let parts =
        app.demo.tenancy().as_ref().map(|tenancy| (tenancy.clock.clone(), Arc::clone(&tenancy.running)));
    if let Some((clock, running)) = parts {
        clock.set(now);
        clock.go_live();
        running.lock().await.edit().set_plan(Plan::Professional);
    }
}
