//! `bench sync`: the first sync beside the least time that a plan's rate limit allows, in virtual time; and beside the export of
//! `auth0-deploy-cli`, in real time.
//!
//! In virtual time an answer takes no time at all: what is measured is how many calls are made, and how well they are spread
//! over the budgets of the plan. The clock moves to the next moment that somebody waits for once both halves of the sync wait.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use acceptance::verdicts::plan::{BEGINNING, DAY, MINUTE};
use acceptance::verdicts::play::Failure;
use acceptance::verdicts::product::Product;
use domain::time::{Clock, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use simulator::{
    OverCap, PageCap, Plan, Population, Running, ScriptedClient, ScriptedEvent, ScriptedGrant, Settings,
    Tenant,
};
use sync::progress::{Progress, ProgressSink, Step};
use tokio::sync::{Notify, watch};

use crate::Outcome;

/// Clients of the ratio, and of the times that are printed.
const CLIENTS: usize = 5_000;
const FEWER_CLIENTS: usize = 4_000;
const LOG_ROWS: usize = 100_000;
const LOG_PAGE: usize = 100;
/// Of a hundred clients so many hold a grant.
const GRANTED: usize = 60;
const LONGEST_RATIO: f64 = 1.10;
const AUDIENCE: &str = "https://api.northmere.example/claims";
/// Nobody waits and nothing happens for so long: the clock moves all the same, and it is counted.
const STUCK: Duration = Duration::from_millis(500);

/// A virtual clock for several who wait at the same time.
#[derive(Debug)]
struct Waiting {
    clock: simulator::Clock,
    until: Mutex<BTreeMap<u64, i64>>,
    somebody_waits: Notify,
    moved: Notify,
}

impl Waiting {
    fn until(&self) -> MutexGuard<'_, BTreeMap<u64, i64>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait for a moment that has not come, and the first such moment.
    fn waiting(&self) -> (usize, Option<i64>) {
        let now = self.clock.now_ms();
        let until = self.until();
        let ahead = until.values().copied().filter(|at| *at > now);
        (ahead.clone().count(), ahead.min())
    }
}

impl Clock for Waiting {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now_ms())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let until = self.clock.now_ms() + i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 2);
        Box::pin(async move {
            let number = {
                let mut waiting = self.until();
                let number = waiting.last_key_value().map_or(0, |(last, _)| last + 1);
                waiting.insert(number, until);
                number
            };
            self.somebody_waits.notify_one();
            loop {
                let moved = self.moved.notified();
                if self.clock.now_ms() >= until {
                    break;
                }
                moved.await;
            }
            self.until().remove(&number);
        })
    }
}

/// The real time, from where the tenant's clock stands.
#[derive(Debug)]
struct Real(simulator::Clock);

impl Clock for Real {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.now_ms())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// When a first sync had come how far, in milliseconds after its start.
#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    first_rows: Option<i64>,
    listing: Option<i64>,
    end: i64,
    /// How often the clock moved although somebody may have been at work.
    pushed: u64,
}

impl Marks {
    fn note(&mut self, progress: &Progress, now: i64) {
        let after = now - progress.started_at.millis();
        if let Step::Running { done, unit: "log rows", .. } = progress.log
            && done >= 1_000
        {
            self.first_rows.get_or_insert(after);
        }
        let is_listed = match progress.clients {
            Step::Running { unit, .. } => unit != "clients",
            Step::Done => true,
            Step::Waiting => false,
        };
        if is_listed {
            self.listing.get_or_insert(after);
        }
        self.end = after;
    }
}

/// How many halves of the sync are under way; before they part there is one.
fn halves(progress: &Progress) -> usize {
    match progress.clients {
        Step::Waiting => 1,
        _ => usize::from(progress.clients != Step::Done) + usize::from(progress.log != Step::Done),
    }
}

/// Moves the clock whenever everybody waits, until the sync has ended.
async fn drive(clock: &Waiting, mut progress: watch::Receiver<Progress>) -> Marks {
    let mut marks = Marks::default();
    loop {
        let is_stuck = tokio::select! {
            () = clock.somebody_waits.notified() => false,
            changed = progress.changed() => if changed.is_err() { return marks } else { false },
            () = tokio::time::sleep(STUCK) => true,
        };
        let now = progress.borrow_and_update().clone();
        marks.note(&now, clock.clock.now_ms());
        let (waiting, first) = clock.waiting();
        if let Some(first) = first.filter(|_| is_stuck || waiting >= halves(&now)) {
            marks.pushed += u64::from(is_stuck);
            clock.clock.set(first);
            clock.moved.notify_waiters();
        }
    }
}

/// One first sync.
struct First {
    plan: Plan,
    clients: usize,
    page: usize,
    marks: Marks,
    calls: u64,
    refused: u64,
    floor_calls: usize,
    floor_seconds: f64,
}

impl First {
    fn ratio(&self) -> f64 {
        seconds(self.marks.end) / self.floor_seconds
    }
}

#[expect(clippy::cast_precision_loss, reason = "times and counts of this bench stay far below 2^53")]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1_000.0
}

/// Burst and calls a minute of the budgets for clients and logs; one budget for both where there is one (facts/auth0.md 7).
const fn budgets(plan: Plan) -> (bool, u32, u32, u32) {
    match plan {
        Plan::Free => (true, 2, 2, 120),
        Plan::Professional => (false, 5, 10, 100),
        Plan::Enterprise | Plan::Unlimited => (true, 50, 50, 960),
    }
}

/// Calls that no first sync can do without, and the least time that the plan needs to answer them, in seconds.
fn floor(plan: Plan, clients: usize, page: usize) -> (usize, f64) {
    let (of_clients, of_logs) = (2 * clients.div_ceil(page), LOG_ROWS.div_ceil(LOG_PAGE));
    let (is_shared, client_burst, log_burst, a_minute) = budgets(plan);
    let least = |calls: usize, burst: u32| {
        let beyond = calls.saturating_sub(usize::try_from(burst).unwrap_or(0));
        f64::from(u32::try_from(beyond).unwrap_or(u32::MAX)) * 60.0 / f64::from(a_minute)
    };
    let time = if is_shared {
        least(of_clients + of_logs, client_burst)
    } else {
        least(of_clients, client_burst).max(least(of_logs, log_burst))
    };
    (of_clients + of_logs, time)
}

/// A tenant with so many clients, the two that every tenant has among them, and the log that its plan keeps.
fn settings(plan: Plan, clients: usize, page: usize) -> Settings {
    let mut rng = StdRng::seed_from_u64(9);
    let mut population: Vec<ScriptedClient> = (0..clients - 2)
        .map(|number| ScriptedClient {
            client: json!({"client_id": format!("{number:032}"), "name": format!("Client {number}"),
                "app_type": "non_interactive"}),
            created_at_ms: BEGINNING - 400 * DAY,
            grants: (number % 100 < GRANTED)
                .then(|| ScriptedGrant {
                    audience: AUDIENCE.to_owned(),
                    scope: vec!["read:claims".to_owned()],
                    subject_type: "client".to_owned(),
                })
                .into_iter()
                .collect(),
            ..ScriptedClient::default()
        })
        .collect();
    // none so old that it is dropped while the rows are read
    let oldest = BEGINNING - i64::from(plan.retention_days()) * DAY + 30 * MINUTE;
    for number in 0..LOG_ROWS {
        // taken in some seconds after its date, and readable when the sync begins
        let at = rng.random_range(oldest..BEGINNING - MINUTE);
        let kind = ["seccft", "seccft", "sertft", "s", "feccft"][number % 5];
        population[number % (clients - 2)].events.push(ScriptedEvent::new(at, kind));
    }
    Settings {
        plan,
        entity_limits: false,
        page_cap: PageCap { limit: page, over: OverCap::Refuse },
        reorder: true,
        population: Population::Scripted(population),
        ..Settings::default()
    }
}

/// One first sync in virtual time.
async fn first_sync(plan: Plan, clients: usize, page: usize) -> Result<First, Failure> {
    let clock = simulator::Clock::starting_at(BEGINNING);
    let tenant = Tenant::start(settings(plan, clients, page), clock.clone()).await?;
    let waiting = Arc::new(Waiting {
        clock: clock.clone(),
        until: Mutex::default(),
        somebody_waits: Notify::new(),
        moved: Notify::new(),
    });
    let time: Arc<dyn Clock> = Arc::<Waiting>::clone(&waiting);
    let product = Product::open_at(&tenant, time).await?;
    let (sink, progress) = ProgressSink::new(waiting.now());
    let (calls, mut marks) = tokio::join!(product.sync_telling(true, sink), drive(&waiting, progress));
    let calls = calls?;
    marks.end = clock.now_ms() - BEGINNING;
    let held = product.rows_held().await?;
    if held < LOG_ROWS as u64 {
        return Err(format!("{plan:?}: {held} of {LOG_ROWS} log rows were read").into());
    }
    let refused = tenant.call_counts().values().map(|calls| calls.refused).sum();
    tenant.stop().await;
    let (floor_calls, floor_seconds) = floor(plan, clients, page);
    Ok(First { plan, clients, page, marks, calls, refused, floor_calls, floor_seconds })
}

/// An export by `auth0-deploy-cli`, and Rollcall's first sync, of the same tenant in real time.
struct Export {
    seconds: f64,
    calls: u64,
    refused: u64,
    rollcall: Marks,
    rollcall_calls: u64,
}

async fn export(plan: Plan) -> Result<Export, Failure> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/node_modules");
    let program = packages.join(".bin/a0deploy");
    if !program.is_file() {
        return Err(format!("auth0-deploy-cli is missing: run `npm ci` beside {}", packages.display()).into());
    }
    let clock = simulator::Clock::starting_at(BEGINNING);
    let mut settings = settings(plan, FEWER_CLIENTS, 100);
    settings.tls = true;
    // it pages by offset: where that ends at 1,000 records, it exports nothing at all
    settings.offset_cap = usize::MAX;
    // what it asks for besides, Rollcall never does
    settings.management_scopes.extend(["read:client_keys", "read:client_credentials"].map(str::to_owned));
    let tenant = Tenant::start(settings, clock.clone()).await?;
    clock.go_live();
    let product = Product::open_at(&tenant, Arc::new(Real(clock.clone()))).await?;
    let (sink, mut progress) = ProgressSink::new(Timestamp::from_millis(clock.now_ms()));
    let watched = async {
        let mut marks = Marks::default();
        while progress.changed().await.is_ok() {
            marks.note(&progress.borrow_and_update(), clock.now_ms());
        }
        marks
    };
    let (calls, rollcall) = tokio::join!(product.sync_telling(true, sink), watched);
    let rollcall_calls = calls?;
    // the budgets are full again before the other begins
    tokio::time::sleep(Duration::from_secs(6)).await;
    tenant.reset_call_counts();
    let started = Instant::now();
    run_export(&program, &tenant).await?;
    let seconds = started.elapsed().as_secs_f64();
    let counts = tenant.call_counts();
    let (calls, refused) =
        (counts.values().map(|calls| calls.answered).sum(), counts.values().map(|calls| calls.refused).sum());
    tenant.stop().await;
    Ok(Export { seconds, calls, refused, rollcall, rollcall_calls })
}

async fn run_export(program: &Path, tenant: &Running) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let us = tenant.management_client();
    let address = tenant.base_url().trim_start_matches("https://");
    let output = tokio::process::Command::new(program)
        .args(["export", "--format", "yaml", "--output_folder"])
        .arg(folder.path())
        .env("NODE_EXTRA_CA_CERTS", tenant.ca_file().ok_or("the simulator has no CA")?)
        .env("AUTH0_DOMAIN", address)
        .env("AUTH0_CLIENT_ID", &us.client_id)
        .env("AUTH0_CLIENT_SECRET", &us.client_secret)
        .env("AUTH0_AUDIENCE", format!("https://{}/api/v2/", tenant.domain()))
        .env(
            "AUTH0_INCLUDED_ONLY",
            json!(["clients", "clientGrants", "resourceServers", "connections", "tenant"]).to_string(),
        )
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stdout);
        return Err(format!("auth0-deploy-cli: {said}").into());
    }
    let text = tokio::fs::read_to_string(folder.path().join("tenant.yaml")).await?;
    let clients = text.split("\nclientGrants:").next().unwrap_or_default().matches("\n  - ").count();
    if clients + 1 < FEWER_CLIENTS {
        return Err(format!("auth0-deploy-cli exported {clients} of {FEWER_CLIENTS} clients").into());
    }
    Ok(())
}

/// Syncs on each plan, exports, prints the tables, and says which demands of the issue were not met.
pub(crate) fn run(_: &[String]) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (mut missed, mut figures) = (Vec::new(), Vec::new());
    println!(
        "{:<14}{:>8}{:>6}{:>12}{:>8}{:>6}{:>10}{:>10}{:>8}{:>14}{:>14}",
        "plan",
        "clients",
        "page",
        "floor calls",
        "calls",
        "429",
        "floor",
        "took",
        "ratio",
        "1,000 rows",
        "whole list"
    );
    for plan in [Plan::Free, Plan::Professional, Plan::Enterprise] {
        for (clients, page) in [(CLIENTS, 100), (CLIENTS, 50), (FEWER_CLIENTS, 100)] {
            let first = runtime.block_on(first_sync(plan, clients, page))?;
            let after =
                |at: Option<i64>| at.map_or_else(|| "-".to_owned(), |at| format!("{:.1} s", seconds(at)));
            println!(
                "{:<14}{:>8}{:>6}{:>12}{:>8}{:>6}{:>8.0} s{:>8.0} s{:>8.3}{:>14}{:>14}",
                format!("{:?}", first.plan),
                first.clients,
                first.page,
                first.floor_calls,
                first.calls,
                first.refused,
                first.floor_seconds,
                seconds(first.marks.end),
                first.ratio(),
                after(first.marks.first_rows),
                after(first.marks.listing),
            );
            if first.ratio() > LONGEST_RATIO {
                missed.push(format!(
                    "{plan:?}, {clients} clients, pages of {page}: {:.3} times the floor, more than {LONGEST_RATIO}",
                    first.ratio()
                ));
            }
            figures.push(of_first(&first));
        }
    }
    let export = runtime.block_on(export(Plan::Enterprise))?;
    println!(
        "\nin real time, {FEWER_CLIENTS} clients on Enterprise (first sync with {LOG_ROWS} log rows, Rollcall's limit at full share):"
    );
    println!(
        "  auth0-deploy-cli export   {:>6.1} s, {} calls, {} refused",
        export.seconds, export.calls, export.refused
    );
    println!(
        "  Rollcall                  {:>6.1} s to the whole list, {:.1} s to 1,000 rows, {:.1} s in all, {} calls",
        seconds(export.rollcall.listing.unwrap_or_default()),
        seconds(export.rollcall.first_rows.unwrap_or_default()),
        seconds(export.rollcall.end),
        export.rollcall_calls
    );
    let figures = json!({
        "bench": "sync", "met": missed.is_empty(), "first_syncs": figures,
        "real_time": {
            "clients": FEWER_CLIENTS, "deploy_cli_seconds": export.seconds, "deploy_cli_calls": export.calls,
            "deploy_cli_refused": export.refused, "rollcall_listing_ms": export.rollcall.listing,
            "rollcall_first_1000_rows_ms": export.rollcall.first_rows, "rollcall_ms": export.rollcall.end,
            "rollcall_calls": export.rollcall_calls,
        },
    });
    Ok(Outcome { figures, missed })
}

fn of_first(first: &First) -> Value {
    json!({
        "plan": format!("{:?}", first.plan), "clients": first.clients, "page": first.page, "log_rows": LOG_ROWS,
        "floor_calls": first.floor_calls, "calls": first.calls, "refused": first.refused,
        "floor_seconds": first.floor_seconds, "seconds": seconds(first.marks.end), "ratio": first.ratio(),
        "first_1000_rows_ms": first.marks.first_rows, "first_listing_ms": first.marks.listing,
        "clock_pushed": first.marks.pushed,
    })
}
