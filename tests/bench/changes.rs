//! `bench changes`: what Rollcall says about changes, and about the past, against the simulator's journal.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use acceptance::changes::plan::Plan;
use acceptance::changes::play::play;
use acceptance::changes::tally::Tally;
use acceptance::verdicts::play::Failure;
use serde_json::json;

use crate::{Outcome, timeline};

const RETENTION_DAYS: [u32; 4] = [1, 5, 10, 30];
/// Worlds that are played; each has some 300 changes.
const WORLDS: u64 = 48;
const CLIENTS: usize = 12;
const DAYS: i64 = 20;
/// Moments of the past that are asked for in each world.
const MOMENTS: u64 = 240;

/// Clients of the store in which the timeline is told.
const TIMELINE_CLIENTS: u32 = 100_000;
/// A page of the Redirect changes screen is told within this, in 95 of 100 cases.
const PAGE_MS: f64 = 50.0;

/// Plays the worlds, prints the table, and says which demands of the issue were not met. Two numbers may stand for another
/// count of worlds and of clients in the store in which the timeline is told. How fast the past is told, `bench past` measures.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let worlds = arguments.first().map_or(Ok(WORLDS), |text| text.parse())?;
    let timeline_clients = arguments.get(1).map_or(Ok(TIMELINE_CLIENTS), |text| text.parse())?;
    let tally = play_all(worlds)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let screen = runtime.block_on(timeline::figures(timeline_clients))?;
    print(&tally);
    let mut missed = missed(&tally);
    let mut figures = tally.figures();
    for timeline::Figure { what, key, p95_ms, is_demanded } in screen {
        println!("{what:<50}{p95_ms:>10.2} ms");
        figures.insert(key.into(), json!(p95_ms));
        if is_demanded && p95_ms > PAGE_MS {
            missed.push(format!("{what} within {PAGE_MS} ms"));
        }
    }
    figures.insert("timeline_clients".into(), json!(timeline_clients));
    figures.insert("bench".into(), json!("changes"));
    figures.insert("met".into(), json!(missed.is_empty()));
    figures.insert("seconds".into(), json!(started.elapsed().as_secs()));
    Ok(Outcome { figures: figures.into(), missed })
}

fn play_all(worlds: u64) -> Result<Tally, Failure> {
    let started = Instant::now();
    let (next, all) = (AtomicU64::new(0), Mutex::new(Tally::default()));
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let worker = || -> Result<(), Failure> {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= worlds {
                    return Ok(());
                }
                let retention = RETENTION_DAYS[usize::try_from(seed)? % RETENTION_DAYS.len()];
                let plan = Plan::new(seed, retention, CLIENTS, DAYS);
                let played = runtime
                    .block_on(play(&plan, MOMENTS))
                    .map_err(|error| format!("world {seed}: {error}"))?;
                all.lock().unwrap_or_else(std::sync::PoisonError::into_inner).merge(&played, seed);
                eprintln!("world {} of {worlds}, {} s", seed + 1, started.elapsed().as_secs());
            }
        };
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a world ended in a panic".into())))
    })?;
    Ok(all.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

fn print(tally: &Tally) {
    for (words, what) in [
        ("worlds", "worlds"),
        ("looks", "looks"),
        ("changes really made", "made"),
        ("to be seen in log or snapshots", "seen"),
        ("recovered", "recovered"),
        ("members whose changes differ from the journal's", "not_recovered"),
        ("by exactly one row", "by_row"),
        ("by one of two or more rows", "by_one_of"),
        ("by a row, or earlier in a gap", "by_row_or_earlier"),
        ("not in the log", "not_in_log"),
        ("removals of grants that no list held", "removals_that_name_no_client"),
        ("with a covering row", "with_covering_row"),
        ("of these attributed", "attributed"),
        ("wrongly attributed", "wrongly_attributed"),
        ("intervals that do not hold the truth", "interval_without_truth"),
        ("intervals wider than the looks around them", "interval_too_wide"),
        ("moments of the past", "moments"),
        ("of these watched", "moments_watched"),
        ("answered wrongly", "past_wrong"),
        ("claimed though not watched", "past_claimed_unwatched"),
        ("unknown though watched", "past_unknown_though_watched"),
        ("answered wrongly by the list of that moment", "list_wrong"),
        ("unknown in that list though told", "list_unknown_though_told"),
    ] {
        println!("{words:<50}{:>10}", tally.of(what));
    }
    tally.notes().iter().for_each(|note| println!("  {note}"));
}

fn missed(tally: &Tally) -> Vec<String> {
    let none = |what: &'static str| tally.of(what) == 0;
    let demands = [
        ("10,000 changes", tally.of("made") >= 10_000),
        (
            "100 % of those in log or snapshots recovered",
            none("not_recovered") && tally.of("recovered") == tally.of("seen"),
        ),
        (
            "99 % of those with a covering row attributed",
            tally.of("attributed") * 100 >= tally.of("with_covering_row") * 99,
        ),
        ("no wrong attribution", none("wrongly_attributed")),
        ("every interval holds the truth", none("interval_without_truth")),
        ("no interval wider than the two looks around it", none("interval_too_wide")),
        ("10,000 moments of the past", tally.of("moments") >= 10_000),
        ("the past is true where it was watched", none("past_wrong") && none("past_unknown_though_watched")),
        ("the past is unknown where it was not watched", none("past_claimed_unwatched")),
        ("the list of a past moment is true", none("list_wrong") && none("list_unknown_though_told")),
    ];
    demands.into_iter().filter(|(_, met)| !met).map(|(demand, _)| demand.to_owned()).collect()
}
