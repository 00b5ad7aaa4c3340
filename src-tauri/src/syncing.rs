//! Running syncs: one at a time per connection, watched, stoppable, on a schedule while Rollcall is open.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::connection::Connection;
use domain::ids::{ClientId, ConnectionId};
use domain::operation::OperationId;
use domain::snapshot::SnapshotKind;
use domain::time::Timestamp;
use provider::Privacy;
use provider::auth0::{Auth0, RowRules};
use sync::progress::{Progress, ProgressSink};
use sync::{Errand, Pull, PullReport, Schedule, SyncLock};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::error::CommandError;
use crate::state::App;

/// How often the schedule looks whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// When the log is read again after an operation, each counted from the one before.
const FOLLOW_UP_AFTER: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(40),
    Duration::from_mins(2),
];

/// The demo's tenant is on this computer, so its log is followed more closely.
const DEMO_LOG_EVERY_MS: i64 = 60_000;

/// The syncs that run now, and when each connection is due.
#[derive(Default)]
pub struct Flights(Mutex<Board>);

#[derive(Default)]
struct Board {
    running: HashMap<ConnectionId, Flight>,
    schedules: HashMap<ConnectionId, Schedule>,
    global_clients: HashMap<ConnectionId, ClientId>,
}

/// One running sync, as seen from outside.
#[derive(Clone)]
pub struct Flight {
    /// How far it has come.
    pub progress: watch::Receiver<Progress>,
    /// Stops it.
    pub stop: CancellationToken,
}

impl Flights {
    /// The running sync of a connection.
    #[must_use]
    pub fn of(&self, id: &ConnectionId) -> Option<Flight> {
        self.board().running.get(id).cloned()
    }

    /// When the schedule will sync a connection next.
    #[must_use]
    pub fn next_at(&self, connection: &Connection, now: Timestamp) -> Option<Timestamp> {
        if connection.paused {
            return None;
        }
        let schedule = self.board().schedules.get(&connection.id).copied().unwrap_or_default();
        let next = schedule.next_pull_at(now);
        let sooner = schedule.last_pull_at.map(|at| at.plus_millis(DEMO_LOG_EVERY_MS));
        Some(if connection.is_demo() { sooner.unwrap_or(next) } else { next })
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts a sync in the background. `false`: one is running already, here or in another copy.
///
/// # Errors
/// The tenant's reader cannot be made, or the files cannot be used.
pub async fn start(app: &App, connection: &Connection, errand: Errand) -> Result<bool, CommandError> {
    let Some((pull, lock)) = prepare(app, connection).await? else { return Ok(false) };
    let (here, connection) = (app.clone(), connection.clone());
    app.tasks.spawn(async move {
        if let Err(error) = fly(&here, &connection, pull, lock, errand).await {
            tracing::warn!(connection = %connection.name, %error, "a sync did not end well");
        }
    });
    Ok(true)
}

/// Takes back what was claimed over a row that was found outside of a sync, and reads it again, as soon as no sync runs.
pub fn allow_for_late_row(app: &App, connection: &Connection, late: Timestamp) {
    let (here, connection) = (app.clone(), connection.clone());
    app.tasks.spawn(async move {
        let reread = async {
            let (pull, lock) = loop {
                match prepare(&here, &connection).await? {
                    Some(ready) => break ready,
                    None => tokio::time::sleep(LOOK_EVERY).await,
                }
            };
            if let Err(error) = pull.allow_for_late_row(late).await {
                // the reading below takes nothing back, but it goes on, and it frees the lock
                tracing::warn!(connection = %connection.name, %error, "a late row could not be allowed for");
            }
            fly(&here, &connection, pull, lock, Errand::Log).await
        };
        if let Err(error) = reread.await {
            tracing::warn!(connection = %connection.name, %error, "a late row was not read over");
        }
    });
}

/// Runs a sync to its end. `None`: one is running already, here or in another copy.
///
/// # Errors
/// It could not begin, could not sign in, or the files cannot be used.
pub async fn run(
    app: &App,
    connection: &Connection,
    errand: Errand,
) -> Result<Option<PullReport>, CommandError> {
    let Some((pull, lock)) = prepare(app, connection).await? else { return Ok(None) };
    fly(app, connection, pull, lock, errand).await.map(Some)
}

async fn prepare(app: &App, connection: &Connection) -> Result<Option<(Pull, SyncLock)>, CommandError> {
    let tenant = app.tenant(connection)?;
    let lock = app.single_flight.take(&connection.id).map_err(|error| {
        CommandError::other(
            format!("the sync could not be locked: {error}"),
            "Make the data folder writable.",
        )
    })?;
    let Some(lock) = lock else { return Ok(None) };
    let preferences = app.preferences().await?;
    let global_client = app.flights.board().global_clients.get(&connection.id).cloned();
    let (sink, progress) = ProgressSink::new(app.clock.now());
    let stop = CancellationToken::new();
    let flight = Flight { progress, stop: stop.clone() };
    app.flights.board().running.insert(connection.id.clone(), flight);
    let pull = Pull {
        store: app.store.clone(),
        connection: connection.id.clone(),
        tenant,
        rules: RowRules { privacy: Privacy { keep_personal: preferences.keep_personal }, global_client },
        stop,
        sink,
    };
    Ok(Some((pull, lock)))
}

async fn fly(
    app: &App,
    connection: &Connection,
    pull: Pull,
    lock: SyncLock,
    errand: Errand,
) -> Result<PullReport, CommandError> {
    let id = &connection.id;
    let (tenant, calls_before) = (pull.tenant.clone(), pull.tenant.calls());
    let teller = CancellationToken::new();
    if let Some(flight) = app.flights.of(id) {
        let (app, id, told) = (app.clone(), id.clone(), teller.clone());
        let mut progress = flight.progress;
        app.clone().tasks.spawn(async move {
            while told.run_until_cancelled(progress.changed()).await.is_some_and(|changed| changed.is_ok()) {
                app.tell_sync(&id);
            }
        });
    }
    let outcome = Box::pin(pull.run(errand)).await;
    teller.cancel();
    drop(lock);
    let now = app.clock.now();
    {
        let mut board = app.flights.board();
        board.running.remove(id);
        let schedule = board.schedules.entry(id.clone()).or_default();
        schedule.last_pull_at = Some(now);
        if errand == Errand::Everything && outcome.is_ok() {
            schedule.last_listing_at = Some(now);
        }
    }
    app.tell_sync(id);
    let settled = match &outcome {
        Ok(_) => Box::pin(crate::reverting::settle(app, connection)).await,
        Err(_) => Ok(()),
    };
    record_calls(app, connection, &tenant, calls_before).await?;
    remember(app, connection, tenant.clock_offset_ms()).await?;
    if errand == Errand::Everything {
        let keep_days = app.preferences().await?.keep_raw_days;
        app.store.prune_raw(keep_days, tenant.server_now()).await?;
    }
    let report = outcome?;
    settled?;
    tracing::info!(connection = %connection.name, calls = report.calls, end = ?report.end, "synced");
    Ok(report)
}

/// Follows an operation in the log for some minutes, sooner than the schedule would, until its row is there.
pub fn follow_up(app: &App, connection: &Connection, operation: OperationId) {
    let (here, connection) = (app.clone(), connection.clone());
    app.tasks.spawn(async move {
        for pause in FOLLOW_UP_AFTER {
            tokio::time::sleep(pause).await;
            if let Err(error) = run(&here, &connection, Errand::Log).await {
                tracing::warn!(connection = %connection.name, %error, "an operation was not followed up");
            }
            let known = here.store.operation(&operation).await.ok().flatten();
            if known.is_none_or(|operation| operation.witness.is_some()) {
                return;
            }
        }
    });
}

/// Counts the calls since `before` in the list of hosts that were contacted.
///
/// # Errors
/// The files cannot be written.
pub async fn record_calls(
    app: &App,
    connection: &Connection,
    tenant: &Auth0,
    before: u64,
) -> Result<(), CommandError> {
    let calls = tenant.calls().saturating_sub(before);
    Ok(app.store.record_egress(&host_of(connection), calls, app.clock.now()).await?)
}

/// The host that a connection's requests go to, with its port when it is not the usual one.
fn host_of(connection: &Connection) -> String {
    let host = connection.base_url.host_str().unwrap_or_default();
    connection.base_url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Keeps the clock's offset for the next start, and learns the tenant's global client.
async fn remember(app: &App, connection: &Connection, offset_ms: Option<i64>) -> Result<(), CommandError> {
    if !connection.is_demo()
        && let Some(offset_ms) = offset_ms
    {
        let mut preferences = app.preferences().await?;
        let known = preferences.clock_offsets_ms.insert(connection.id.to_string(), offset_ms);
        if known.is_none_or(|known| (known - offset_ms).abs() > 1_000) {
            app.keep_preferences(&preferences).await?;
        }
    }
    if !app.flights.board().global_clients.contains_key(&connection.id)
        && let Some(global) = app.store.global_client(&connection.id).await?
    {
        app.flights.board().global_clients.insert(connection.id.clone(), global);
    }
    Ok(())
}

/// Syncs what is due, until the program ends: the log every ten minutes, everything every six hours at most.
pub async fn keep_watching(app: App) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let connections = match app.store.connections().await {
            Ok(connections) => connections,
            Err(error) => {
                tracing::warn!(%error, "the schedule could not read the connections");
                continue;
            }
        };
        let now = app.clock.now();
        for connection in connections {
            if connection.is_demo()
                && (app.demo.is_playing(&connection.id) || !app.demo.is_reachable(&connection.id))
            {
                continue;
            }
            let due = app.flights.next_at(&connection, now).is_some_and(|at| at <= now);
            if !due || app.flights.of(&connection.id).is_some() {
                continue;
            }
            let schedule = schedule_of(&app, &connection).await;
            let errand = if schedule.listing_is_due(now) { Errand::Everything } else { Errand::Log };
            if let Err(error) = start(&app, &connection, errand).await {
                tracing::warn!(connection = %connection.name, %error, "a scheduled sync could not begin");
                app.flights.board().schedules.entry(connection.id.clone()).or_default().last_pull_at =
                    Some(now);
            }
        }
    }
}

/// The schedule of a connection; after a start, from what the store knows of earlier runs.
async fn schedule_of(app: &App, connection: &Connection) -> Schedule {
    let known = app.flights.board().schedules.get(&connection.id).copied().unwrap_or_default();
    if known.last_listing_at.is_some() {
        return known;
    }
    let states = app.store.read_states(&connection.id).await.unwrap_or_default();
    let listed = states.iter().find(|state| state.what == Some(SnapshotKind::Client));
    let last = listed.and_then(|state| state.last_complete);
    let listing_ms = last.map_or(0, |(started, ended)| ended.millis_since(started) / 2);
    Schedule { last_listing_at: last.map(|(_, ended)| ended), listing_ms, ..known }
}
