//! `bench past`: lists of past moments, and the past of single clients, in a store of 100,000 clients with ten versions each;
//! and 10,000 pairs of a client and a moment against what was really so.
//!
//! `--clients N` and `--pairs N` make it smaller.

use std::time::{Duration, Instant};

use acceptance::changes::tally::Tally;
use acceptance::past::examine::{asked, examine};
use acceptance::past::fill::fill;
use acceptance::past::world::{LISTS, START, World, end};
use acceptance::verdicts::play::Failure;
use assessment::changes::as_of;
use domain::coverage::Coverage;
use domain::ids::{ClientId, ConnectionId};
use domain::time::{DAY_MS, Day, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Map, json};
use store::{PastColumn, PastFilter, Store};

use crate::Outcome;

/// Clients that are asked for alone.
const ASKED: usize = 2_000;
/// Moments that each column is sorted at.
const MOMENTS: u32 = 40;
/// Rows of a page of the grid.
const PAGE: u32 = 200;
/// Days that its strips show.
const STRIP_DAYS: i32 = 90;
/// Clients that are asked for at one moment.
const CLIENTS_A_MOMENT: u32 = 100;
/// Demands of the issue.
const ONE_CLIENT_MS: f64 = 10.0;
const FIRST_PAGE_MS: f64 = 100.0;

const COLUMNS: [(&str, PastColumn); 7] = [
    ("name", PastColumn::Name),
    ("id", PastColumn::Id),
    ("kind", PastColumn::Kind),
    ("credential", PastColumn::Credential),
    ("last_use", PastColumn::LastUse),
    ("verdict", PastColumn::Verdict),
    ("redirect_uris", PastColumn::RedirectUris),
];

/// A filled store, opened anew.
struct Filled {
    store: Store,
    id: ConnectionId,
    world: World,
    coverage: Coverage,
}

/// Fills the store, prints the table, and says which demands of the issue were not met.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let number = |name: &str, otherwise: u32| -> Result<u32, Failure> {
        let place = arguments.iter().position(|argument| argument == name);
        Ok(place.and_then(|place| arguments.get(place + 1)).map_or(Ok(otherwise), |text| text.parse())?)
    };
    let (clients, pairs) = (number("--clients", 100_000)?, number("--pairs", 10_000)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(World { clients, seed: 1 }, pairs))
}

async fn measure(world: World, pairs: u32) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let folder = tempfile::tempdir()?;
    let id = fill(&Store::open(folder.path())?, &world).await?;
    let filling = started.elapsed();
    let store = Store::open(folder.path())?;
    let coverage = store.ledger(&id).await?.coverage;
    let storage = store.storage().await?;
    let versions: u64 = storage.connections.iter().map(|connection| connection.snapshots).sum();
    let rows: u64 = storage.connections.iter().map(|connection| connection.log_rows).sum();
    let filled = Filled { store, id, world, coverage };
    println!(
        "{} clients, {versions} versions, {rows} log rows, filled in {} s",
        world.clients,
        filling.as_secs()
    );
    let mut figures = Map::new();
    let mut missed = Vec::new();

    let first = filled.first_page(PastColumn::Name, false, START + LISTS * DAY_MS).await?;
    println!("{:<44}{:>8.1} ms", "very first page after a start", millis(first));
    figures.insert("very_first_page_ms".into(), json!(millis(first)));
    let mut rng = StdRng::seed_from_u64(7);
    for (name, column) in COLUMNS {
        let mut times = Vec::new();
        let mut again = Vec::new();
        for turn in 0..MOMENTS {
            let at = rng.random_range(START..end());
            let descending = turn % 2 == 1;
            times.push(filled.first_page(column, descending, at).await?);
            again.push(filled.first_page(column, !descending, at).await?);
        }
        let (fresh, again) = (millis(p95(&mut times)), millis(p95(&mut again)));
        println!("first page by {name:<30}{fresh:>8.1} ms, sorted again {again:>6.1} ms");
        figures.insert(format!("first_page_by_{name}_p95_ms"), json!(fresh));
        figures.insert(format!("sorted_again_by_{name}_p95_ms"), json!(again));
        if fresh > FIRST_PAGE_MS {
            missed.push(format!("the first page by {name} within {FIRST_PAGE_MS} ms"));
        }
    }
    let one_client = millis(filled.one_client().await?);
    println!("{:<44}{one_client:>8.2} ms", "one client, p95");
    figures.insert("one_client_p95_ms".into(), json!(one_client));
    if one_client > ONE_CLIENT_MS {
        missed.push(format!("the past of one client within {ONE_CLIENT_MS} ms"));
    }
    let mut tally = Tally::default();
    let moments = pairs.div_ceil(CLIENTS_A_MOMENT);
    examine(&filled.store, &filled.id, &world, (moments, CLIENTS_A_MOMENT), &mut tally).await?;
    missed.extend(print_pairs(&tally));
    figures.extend(tally.figures());
    figures.insert("clients".into(), json!(world.clients));
    figures.insert("versions".into(), json!(versions));
    figures.insert("log_rows".into(), json!(rows));
    figures.insert("precious_bytes".into(), json!(storage.precious_bytes));
    figures.insert("bench".into(), json!("past"));
    figures.insert("met".into(), json!(missed.is_empty()));
    figures.insert("seconds".into(), json!(started.elapsed().as_secs()));
    Ok(Outcome { figures: figures.into(), missed })
}

impl Filled {
    /// The time to the first page of the grid with its strips.
    async fn first_page(&self, column: PastColumn, descending: bool, at: i64) -> Result<Duration, Failure> {
        let asked = asked(&self.id, &self.coverage, at);
        let started = Instant::now();
        let sort = (column, descending);
        let page = self.store.list_past(asked, PastFilter::default(), sort, 0, PAGE).await?;
        let keys = page.rows.into_iter().map(|row| row.key).collect();
        let first_day = Day(Timestamp::from_millis(at).day().0 - STRIP_DAYS + 1);
        std::hint::black_box(self.store.strips(keys, first_day).await?);
        Ok(started.elapsed())
    }

    /// The 95th percentile of the time in which what each member of one client held at a past moment is told.
    async fn one_client(&self) -> Result<Duration, Failure> {
        let mut rng = StdRng::seed_from_u64(1);
        let mut times = Vec::with_capacity(ASKED);
        for _ in 0..ASKED {
            let client = ClientId::new(World::id(rng.random_range(0..self.world.clients)));
            let at = Timestamp::from_millis(rng.random_range(START..end()));
            let started = Instant::now();
            let last = self.store.last_use_by(&self.id, &client, at).await?;
            let history = self.store.history(&self.id, &client).await?;
            let history = history.ok_or("a client that was read is not known")?;
            std::hint::black_box((last, as_of(&history, &self.coverage, at)));
            times.push(started.elapsed());
        }
        Ok(p95(&mut times))
    }
}

fn p95(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() * 95 / 100]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn print_pairs(tally: &Tally) -> Vec<String> {
    for (words, what) in [
        ("pairs of a client and a moment", "pairs"),
        ("of these watched", "pairs_watched"),
        ("not there then, so not shown", "known_not_to_exist"),
        ("shown and gone since", "gone_since"),
        ("answered wrongly", "wrong"),
        ("claimed though not watched", "claimed_though_not_watched"),
        ("unknown though watched", "unknown_though_watched"),
        ("kind unknown though watched, for rows", "kind_unknown_though_watched"),
        ("with a verdict", "pairs_judged"),
        ("judged otherwise than in the inspector", "judged_otherwise"),
        ("told otherwise than in the inspector", "told_otherwise_than_inspector"),
        ("last use wrong", "last_use_wrong"),
    ] {
        println!("{words:<44}{:>8}", tally.of(what));
    }
    tally.notes().iter().for_each(|note| println!("  {note}"));
    let demands = [
        ("no pair is answered wrongly", "wrong"),
        ("what was not watched is unknown", "claimed_though_not_watched"),
        ("what was watched is known", "unknown_though_watched"),
        ("the list judges as the inspector", "judged_otherwise"),
        ("the list tells what the inspector tells", "told_otherwise_than_inspector"),
        ("the last use is known", "last_use_wrong"),
    ];
    demands.into_iter().filter(|(_, what)| tally.of(what) > 0).map(|(demand, _)| demand.to_owned()).collect()
}
