//! The frame of the window.

use domain::connection::{Connection, SignIn};
use domain::judgement::Verdict;
use domain::time::Timestamp;
use sync::progress::{Progress, Step};

use crate::error::CommandError;
use crate::judging::{self, InScope};
use crate::state::App;
use crate::views::ScopeRequest;
use crate::views::frame::{ConnectionView, FrameResponse, ProgressView, SyncView};
use crate::words;

/// Connections, counts and how their syncs stand.
#[tauri::command]
pub async fn show_frame(app: App, request: ScopeRequest) -> Result<FrameResponse, CommandError> {
    let preferences = app.preferences().await?;
    let scope = judging::scope(&app, &request.scope, request.window_days).await?;
    let counts = app.store.count_clients(judging::judged(&scope)).await?;
    let read = judging::read(&app, &scope).await?;
    let mut connections = Vec::new();
    for connection in app.store.connections().await? {
        connections.push(view(&app, connection).await?);
    }
    let inactive = counts.verdicts[Verdict::Inactive as usize]
        + counts.verdicts[Verdict::InactiveTokensMayLive as usize];
    Ok(FrameResponse {
        connections,
        clients: read.count(counts.all),
        inactive: read.count_by_log(inactive),
        open_changes: read
            .count_by_log(app.store.count_changes(crate::timeline::ids(&scope)).await?.open_uris),
        keychain: app.vaults.keychain().await,
        now_at: judging_now(&scope, app.clock.now()).millis(),
        window_days: preferences.window.days(),
        theme: preferences.theme,
        notice: app.notice(),
    })
}

fn judging_now(scope: &[InScope], here: Timestamp) -> Timestamp {
    scope.iter().map(|place| place.cutlines.now).max().unwrap_or(here)
}

async fn view(app: &App, connection: Connection) -> Result<ConnectionView, CommandError> {
    let sync = sync_view(app, &connection).await?;
    Ok(ConnectionView {
        credential: app.vaults.place(&connection).await,
        sign_in: match connection.sign_in {
            SignIn::ClientSecret { .. } => "client credentials",
            SignIn::PrivateKeyJwt { .. } => "private key JWT",
            SignIn::PastedToken { .. } => "pasted token",
            SignIn::Demo { .. } => "demo tenant",
        }
        .into(),
        signs_in_as: connection.sign_in.client_id().map(ToString::to_string),
        token_ends_at: match connection.sign_in {
            SignIn::PastedToken { ends_at, .. } => Some(ends_at.millis()),
            _ => None,
        },
        is_demo: connection.is_demo(),
        demo_reachable: connection.is_demo().then(|| app.demo.is_reachable(&connection.id)),
        id: connection.id.to_string(),
        base_url: connection.base_url.to_string(),
        name: connection.name,
        domain: connection.domain,
        environment: connection.environment,
        permission: connection.permission,
        paused: connection.paused,
        sync,
    })
}

async fn sync_view(app: &App, connection: &Connection) -> Result<SyncView, CommandError> {
    let state = app.store.sync_state(&connection.id).await?;
    let ledger = app.store.ledger(&connection.id).await?;
    let flight = app.flights.of(&connection.id);
    let now = app.clock.now();
    Ok(SyncView {
        running: flight
            .map(|flight| progress_view(&flight.progress.borrow(), flight.stop.is_cancelled(), now)),
        last_success_at: state.last_success_at.map(Timestamp::millis),
        log_read_to_at: ledger.read_to.map(Timestamp::millis),
        problem: if connection.is_demo() && !app.demo.is_reachable(&connection.id) {
            Some(words::demo_is_disconnected(state.last_success_at))
        } else {
            state.problem.map(|(why, at)| words::of_unread("Sync", &why, at))
        },
        next_at: app.flights.next_at(connection, now).map(Timestamp::millis),
        budget: app.budget(connection),
    })
}

/// How far a sync has come, in one line.
#[must_use]
pub fn progress_line(progress: &Progress) -> String {
    let view = progress_view(progress, false, progress.started_at);
    let of = view.total.map_or_else(String::new, |total| format!(" of {}", words::grouped(total)));
    format!("{}: {}{of} {}", view.stage, words::grouped(view.done), view.unit)
}

fn progress_view(progress: &Progress, stopping: bool, now: Timestamp) -> ProgressView {
    let step = match (&progress.clients, &progress.log) {
        (Step::Running { .. }, _) => &progress.clients,
        (_, log) => log,
    };
    let (stage, done, total, unit) = match step {
        Step::Running { what, done, total, unit } => (*what, *done, *total, *unit),
        Step::Waiting => ("Signing in", 0, None, "calls"),
        Step::Done => ("Finishing", 0, None, "calls"),
    };
    let elapsed = now.millis_since(progress.started_at);
    ProgressView {
        stage: stage.into(),
        done,
        total,
        unit: unit.into(),
        started_at: progress.started_at.millis(),
        floor_left_ms: progress
            .floor
            .map(|floor| i64::try_from(floor.as_millis()).unwrap_or(i64::MAX).saturating_sub(elapsed).max(0)),
        stopping,
    }
}
