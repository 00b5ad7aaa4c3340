//! `bench store`: the screens' queries on a reopened store of 100,000 clients and 10 M events, its size, and its raw rows.
//!
//! `--events N` and `--clients N` make it smaller. Events are generated in memory, in the order of their dates over ninety
//! days, once spread evenly over the clients and once by Zipf's law (the first client has the most, the n-th an n-th of it).
//! A sample of them is held against Auth0's schema.

use std::path::Path;
use std::time::{Duration, Instant};

use acceptance::connection::connection;
use domain::client::{Origin, Party};
use domain::coverage::Interval;
use domain::ids::{ClientId, ConnectionId};
use domain::judgement::{Cutlines, Verdict};
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::{DAY_MS, Timestamp};
use provider::Endpoint;
use serde_json::json;
use store::{
    AnnotationField, ClientColumn, ClientFilter, ClientKey, ClientSort, CredentialKind, Judged, LogBatch,
    Store,
};

use crate::events::{BATCH, DAYS, Dice, START_MS, Spread, Tenant, client_body, client_id};
use crate::{Outcome, schema};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Queries of each kind.
const QUERIES: usize = 200;
/// Events that are held against Auth0's schema.
const SAMPLE: usize = 2_000;
/// Demands of the issue.
const QUERY_MS: f64 = 50.0;
const RAW_ROW_MS: f64 = 2.0;
const SHARE_OF_RAW: f64 = 0.20;
const MEAN_RAW_BYTES: f64 = 1_200.0;

/// What filling one store took.
struct Filled {
    id: ConnectionId,
    /// Rows whose ids the store did not know yet.
    new_rows: u64,
    raw_bytes: u64,
    rows_per_second: f64,
    listing_seconds: f64,
}

fn end() -> Timestamp {
    Timestamp::from_millis(START_MS + DAYS * DAY_MS)
}

async fn fill(folder: &Path, mut tenant: Tenant) -> Result<Filled, Failure> {
    let store = Store::open(folder)?;
    let start = Timestamp::from_millis(START_MS);
    let endpoint = Endpoint::of_domain("northmere-prod.eu.auth0.com")?;
    let connection = connection("northmere-prod", &endpoint, ClientId::new(client_id(3)), start);
    let id = connection.id.clone();
    store.add_connection(connection).await?;

    let (clients, events) = (tenant.clients, tenant.events);
    let started = Instant::now();
    for first in (0..clients).step_by(1_000) {
        let items = (first..clients.min(first + 1_000)).map(|number| Snapshot {
            kind: SnapshotKind::Client,
            key: client_id(number),
            body: client_body(number),
        });
        store.apply_page(&id, SnapshotKind::Client, items.collect(), start).await?;
    }
    let keys = (0..clients).map(client_id).collect();
    store.apply_listing(&id, SnapshotKind::Client, keys, start, start).await?;
    let lifetimes = (0..clients).map(|number| (ClientId::new(client_id(number)), hours(number % 900), false));
    store.set_token_lifetimes(&id, lifetimes.collect()).await?;
    let owned = (0..clients).filter(|number| number % 4 == 0).map(|number| {
        let client_id = ClientId::new(client_id(number));
        (ClientKey { connection: id.clone(), client_id }, format!("Team {}", number % 120))
    });
    store.annotate(owned.collect(), AnnotationField::Owner, "Bench".to_owned(), start).await?;
    let listing_seconds = started.elapsed().as_secs_f64();

    let (give, mut take) = tokio::sync::mpsc::channel(2);
    let generator = std::thread::spawn(move || {
        for first in (0..events).step_by(usize::try_from(BATCH).unwrap_or(1)) {
            if give.blocking_send(tenant.batch(first)).is_err() {
                break;
            }
        }
    });
    let started = Instant::now();
    let (mut raw_bytes, mut new_rows) = (0, 0);
    while let Some(rows) = take.recv().await {
        raw_bytes += rows.iter().map(|row| row.raw.len() as u64).sum::<u64>();
        let claim =
            rows.first().zip(rows.last()).and_then(|(first, last)| Interval::new(first.date, last.date));
        let batch = LogBatch { rows, read_at: Some(end()), claim, ..LogBatch::default() };
        new_rows += store.apply_log(&id, batch).await?.new_rows;
    }
    generator.join().map_err(|_| "the generator failed")?;
    let rows_per_second = figure(events) / started.elapsed().as_secs_f64();
    Ok(Filled { id, new_rows, raw_bytes, rows_per_second, listing_seconds })
}

fn hours(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(0) * 3_600_000
}

#[expect(clippy::cast_precision_loss, reason = "counts of this bench stay far below 2^53")]
fn figure(count: u64) -> f64 {
    count as f64
}

/// Times of one kind of query.
struct Timed {
    name: &'static str,
    times: Vec<Duration>,
}

impl Timed {
    fn percentile(&self, share: f64) -> f64 {
        let mut times: Vec<f64> = self.times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect();
        times.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index of a short list"
        )]
        let place = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1);
        times.get(place).copied().unwrap_or(0.0)
    }
}

fn judged(id: &ConnectionId, window_days: i64) -> Vec<Judged> {
    let cutlines = Cutlines {
        now: end(),
        horizon: Some(end().plus_millis(-60_000)),
        window_start: end().plus_millis(-60_000 - window_days * DAY_MS),
        unbroken_since: Some(Timestamp::from_millis(START_MS)),
    };
    vec![Judged { connection: id.clone(), cutlines }]
}

const COLUMNS: [ClientColumn; 10] = [
    ClientColumn::Name,
    ClientColumn::Id,
    ClientColumn::Kind,
    ClientColumn::Credential,
    ClientColumn::LastUse,
    ClientColumn::Verdict,
    ClientColumn::RedirectUris,
    ClientColumn::Owner,
    ClientColumn::Quiet,
    ClientColumn::Created,
];

/// Every filter of the Clients screen in turn.
fn filter(number: usize, dice: &mut Dice) -> ClientFilter {
    let week = end().plus_millis(-7 * DAY_MS);
    let some = |texts: &[&str], dice: &mut Dice| {
        texts[usize::try_from(dice.below(texts.len() as u64)).unwrap_or(0)].to_owned()
    };
    let plain = ClientFilter::default();
    match number % 11 {
        0 => plain,
        1 => {
            ClientFilter { text: some(&["port", "a", "northmere", "7", "Zz", "mcp agent 99"], dice), ..plain }
        }
        2 => ClientFilter { verdicts: vec![Verdict::ALL[number / 11 % 5]], ..plain },
        3 => ClientFilter { parties: vec![Party::ThirdStrict, Party::ThirdPermissive], ..plain },
        4 => ClientFilter { origins: vec![Origin::Dcr], ..plain },
        5 => ClientFilter { credentials: vec![CredentialKind::Public], ..plain },
        6 => ClientFilter { has_owner: Some((number / 11).is_multiple_of(2)), ..plain },
        7 => ClientFilter { never_used: Some((number / 11).is_multiple_of(2)), ..plain },
        8 => ClientFilter { created_since: Some(week), ..plain },
        9 => ClientFilter { failed_since: Some(week), ..plain },
        _ => ClientFilter {
            text: some(&["claims", "job", "app1"], dice),
            verdicts: vec![Verdict::Inactive, Verdict::NotProven],
            has_owner: Some(false),
            ..plain
        },
    }
}

async fn ask(store: &Store, id: &ConnectionId, clients: u64) -> Result<Vec<Timed>, Failure> {
    let mut dice = Dice(11);
    let first_day = Timestamp::from_millis(START_MS).day();
    let mut overview = Timed { name: "Overview", times: Vec::new() };
    let mut page = Timed { name: "Clients, a page", times: Vec::new() };
    let mut counts = Timed { name: "Clients, counts", times: Vec::new() };
    let mut inactive = Timed { name: "Inactive, head", times: Vec::new() };
    let mut detail = Timed { name: "Inspector", times: Vec::new() };
    for number in 0..QUERIES {
        let window = [30, 60, 90, 45][number % 4];
        let started = Instant::now();
        store.overview(judged(id, window), first_day).await?;
        store.ledger(id).await?;
        overview.times.push(started.elapsed());

        let sort = ClientSort { column: COLUMNS[number % 10], descending: number / 10 % 2 == 0 };
        let offset = [0, 100, clients / 2, clients - 100][number / 7 % 4];
        let started = Instant::now();
        let listed =
            store.list_clients(judged(id, window), filter(number, &mut dice), sort, offset, 100).await?;
        let keys: Vec<ClientKey> = listed.rows.into_iter().map(|row| row.key).collect();
        store.strips(keys, first_day).await?;
        store.ledger(id).await?;
        page.times.push(started.elapsed());

        let started = Instant::now();
        store.count_clients(judged(id, window)).await?;
        counts.times.push(started.elapsed());

        let started = Instant::now();
        let thresholds = [30, 60, 90, window].map(|days| judged(id, days));
        store.count_inactive(thresholds.into()).await?;
        store.ledger(id).await?;
        inactive.times.push(started.elapsed());

        let started = Instant::now();
        let client = ClientId::new(client_id(dice.below(clients)));
        let scope = judged(id, window).remove(0);
        store.client(scope, client).await?;
        detail.times.push(started.elapsed());
    }
    Ok(vec![overview, page, counts, inactive, detail])
}

/// Reads rows back by their ids, which are generated again.
async fn read_back(store: &Store, id: &ConnectionId, mut tenant: Tenant) -> Result<Timed, Failure> {
    let rows = tenant.batch(0);
    let mut dice = Dice(5);
    let mut timed = Timed { name: "One raw row", times: Vec::new() };
    for _ in 0..QUERIES {
        let row = &rows[usize::try_from(dice.below(rows.len() as u64))?];
        let started = Instant::now();
        let raw = store.raw_row(id, &row.log_id).await?;
        timed.times.push(started.elapsed());
        if raw.as_ref() != Some(&row.raw) {
            return Err("a raw row did not come back as it was stored".into());
        }
    }
    Ok(timed)
}

fn bytes_of(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { bytes_of(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

async fn bench(spread: Spread, clients: u64, events: u64) -> Result<Outcome, Failure> {
    let folder = tempfile::tempdir()?;
    let tenant = || Tenant { clients, events, spread, dice: Dice(1) };
    let filled = fill(folder.path(), tenant()).await?;
    let bytes = bytes_of(folder.path())?;
    let opening = Instant::now();
    let store = Store::open(folder.path())?;
    let opening = opening.elapsed();
    let mut timed = ask(&store, &filled.id, clients).await?;
    let raw_row = read_back(&store, &filled.id, tenant()).await?;

    let share = figure(bytes) / figure(filled.raw_bytes);
    let mean = figure(filled.raw_bytes) / figure(events);
    println!("\n{spread:?}: {clients} clients, {events} events of {mean:.0} bytes");
    println!(
        "  filled at {:.0} rows a second, clients in {:.1} s, opened again in {:.1} ms",
        filled.rows_per_second,
        filled.listing_seconds,
        opening.as_secs_f64() * 1_000.0
    );
    println!(
        "  {:.1} MB on disk, {:.1} % of raw, {:.0} bytes an event",
        figure(bytes) / 1e6,
        share * 100.0,
        figure(bytes) / figure(events)
    );
    let mut missed = Vec::new();
    if share > SHARE_OF_RAW {
        missed.push(format!("{spread:?}: the store is {:.1} % of raw, more than 20 %", share * 100.0));
    }
    if filled.new_rows != events {
        missed.push(format!("{spread:?}: {} of {events} events have ids of their own", filled.new_rows));
    }
    let sample: Vec<Vec<u8>> = tenant().batch(0).into_iter().map(|row| row.raw).take(SAMPLE).collect();
    let invalid = schema::invalid(&sample)?;
    println!(
        "  {} of {} events of a sample are valid by Auth0's schema",
        sample.len() - invalid.len(),
        sample.len()
    );
    if let Some(first) = invalid.first() {
        missed.push(format!("{spread:?}: {} events of a sample are not valid: {first}", invalid.len()));
    }
    if mean < MEAN_RAW_BYTES {
        missed.push(format!("{spread:?}: events are {mean:.0} bytes, fewer than 1,200"));
    }
    timed.push(raw_row);
    let mut queries = serde_json::Map::new();
    for one in &timed {
        let (p50, p95, p100) = (one.percentile(0.5), one.percentile(0.95), one.percentile(1.0));
        println!("  {:<16} p50 {p50:7.2} ms   p95 {p95:7.2} ms   most {p100:7.2} ms", one.name);
        let limit = if one.name == "One raw row" { RAW_ROW_MS } else { QUERY_MS };
        if p95 > limit {
            missed.push(format!("{spread:?}: {} takes {p95:.1} ms at p95, more than {limit} ms", one.name));
        }
        queries.insert(one.name.to_owned(), json!({"p50_ms": p50, "p95_ms": p95, "max_ms": p100}));
    }
    let figures = json!({
        "bytes": bytes, "raw_bytes": filled.raw_bytes, "share_of_raw": share, "mean_raw_bytes": mean,
        "sampled": sample.len(), "invalid_in_sample": invalid.len(), "fresh_ids": filled.new_rows,
        "rows_per_second": filled.rows_per_second, "queries": queries,
    });
    Ok(Outcome { figures, missed })
}

fn option(arguments: &[String], name: &str, otherwise: u64) -> Result<u64, Failure> {
    let Some(place) = arguments.iter().position(|argument| argument == name) else { return Ok(otherwise) };
    Ok(arguments.get(place + 1).ok_or_else(|| format!("{name} needs a number"))?.parse()?)
}

/// Fills a store for each spread, reopens it, and asks.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let events = option(arguments, "--events", 10_000_000)?;
    let clients = option(arguments, "--clients", 100_000)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build()?;
    let uniform = runtime.block_on(bench(Spread::Uniform, clients, events))?;
    let zipf = runtime.block_on(bench(Spread::Zipf, clients, events))?;
    let missed: Vec<String> = uniform.missed.into_iter().chain(zipf.missed).collect();
    let figures = json!({
        "bench": "store", "met": missed.is_empty(), "clients": clients, "events": events,
        "uniform": uniform.figures, "zipf": zipf.figures,
    });
    Ok(Outcome { figures, missed })
}
