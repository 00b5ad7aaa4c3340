//! `bench verdicts`: the five verdicts and the coverage ledger against an oracle that shares no code with `assessment`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use acceptance::verdicts::oracle::Answer;
use acceptance::verdicts::plan::{Plan, Size};
use acceptance::verdicts::play::{Failure, play};
use acceptance::verdicts::product::LAG_ALLOWANCE;
use acceptance::verdicts::tally::Tally;
use serde_json::json;

use crate::Outcome;

const SEEDS: u64 = 50;
const RETENTION_DAYS: [u32; 4] = [1, 5, 10, 30];
const JUDGED: Size = Size { clients: 122, moments: 5 };
const LEDGER_RUNS: u64 = 1_000;
/// For so many ledger runs there is another one in which rows come later than allowed for.
const LATE_EVERY: u64 = 20;
const LEDGER: Size = Size { clients: 10, moments: 1 };

/// One world to be played.
#[derive(Clone, Copy)]
struct Run {
    seed: u64,
    retention_days: u32,
    size: Size,
    every_ledger: bool,
    late: bool,
}

/// Plays every world, prints the table, and says which demands of the issue were not met. Two numbers may stand for fewer seeds
/// and fewer ledger runs than the issue asks for.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let number =
        |place: usize, otherwise: u64| arguments.get(place).map_or(Ok(otherwise), |text| text.parse());
    let (seeds, ledger_runs) = (number(0, SEEDS)?, number(1, LEDGER_RUNS)?);
    let judged = RETENTION_DAYS.into_iter().flat_map(|retention_days| {
        (0..seeds).map(move |seed| Run {
            seed,
            retention_days,
            size: JUDGED,
            every_ledger: false,
            late: false,
        })
    });
    let by_retention = play_all(&judged.collect::<Vec<_>>(), |run| run.retention_days)?;
    let ledgers = (0..ledger_runs).zip(RETENTION_DAYS.into_iter().cycle()).map(|(number, retention_days)| {
        Run { seed: 1_000 + number, retention_days, size: LEDGER, every_ledger: true, late: false }
    });
    let ledgers: Vec<Run> = ledgers.collect();
    let ledger = total(&play_all(&ledgers, |_| 0)?);
    let late = ledgers.iter().take(usize::try_from(ledger_runs / LATE_EVERY)?);
    let late: Vec<Run> = late.map(|run| Run { seed: run.seed + 100_000, late: true, ..*run }).collect();
    let late = total(&play_all(&late, |_| 0)?);
    let all = total(&by_retention);
    print(&by_retention, &all, &ledger, &late);
    let missed = missed(&all, &ledger, &late);
    let figures = json!({
        "bench": "verdicts",
        "met": missed.is_empty(),
        "seconds": started.elapsed().as_secs(),
        "lag_allowance_ms": LAG_ALLOWANCE,
        "verdicts": all.figures(),
        "by_retention_days": by_retention
            .iter()
            .map(|(retention, tally)| (retention.to_string(), tally.figures()))
            .collect::<serde_json::Map<_, _>>(),
        "ledger": ledger.figures(),
        "late_rows": late.figures(),
    });
    Ok(Outcome { figures, missed })
}

/// Plays the worlds on every core and adds up their counts by key.
fn play_all(runs: &[Run], key: impl Fn(&Run) -> u32 + Sync) -> Result<Vec<(u32, Tally)>, Failure> {
    let started = Instant::now();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let tallies: Mutex<Vec<(u32, Tally)>> = Mutex::default();
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let worker = || -> Result<(), Failure> {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let plan = Plan::new(run.seed, run.retention_days, run.size, LAG_ALLOWANCE);
                let plan = if run.late { plan.with_late_rows(LAG_ALLOWANCE) } else { plan };
                let played = runtime.block_on(play(&plan, run.every_ledger)).map_err(|error| {
                    format!("seed {}, retention {}: {error}", run.seed, run.retention_days)
                })?;
                if let Some(odd) = odd(&played) {
                    eprintln!("seed {}, log kept for {} d: {odd}", run.seed, run.retention_days);
                }
                let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                if count.is_multiple_of(10) || count == runs.len() {
                    eprintln!("{count} of {} worlds played, {} s", runs.len(), started.elapsed().as_secs());
                }
                let mut tallies = tallies.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                match tallies.iter_mut().find(|(known, _)| *known == key(run)) {
                    Some((_, tally)) => tally.merge(&played),
                    None => tallies.push((key(run), played)),
                }
            }
            Ok(())
        };
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a world ended in a panic".into())))
    })?;
    let mut tallies = tallies.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    tallies.sort_by_key(|(key, _)| *key);
    Ok(tallies)
}

/// What is not as it should be in one world, to play that one again.
fn odd(played: &Tally) -> Option<String> {
    let differ = played.of("judgements") - played.of("agree");
    let (hidden, held_back) = (played.of("not_shown"), played.largest("held_back_ms"));
    let lost = played.of("rows_lost");
    let is_odd = differ > 0 || hidden > 0 || lost > 0 || held_back > LAG_ALLOWANCE;
    is_odd.then(|| {
        format!(
            "{differ} verdicts differ, {hidden} clients not shown, {lost} rows not held, under-claimed by {held_back} ms"
        )
    })
}

fn total(parts: &[(u32, Tally)]) -> Tally {
    let mut all = Tally::default();
    for (_, part) in parts {
        all.merge(part);
    }
    all
}

const VERDICTS: [Answer; 5] =
    [Answer::InUse, Answer::TooNew, Answer::NotProven, Answer::TokensMayLive, Answer::Inactive];

fn print(by_retention: &[(u32, Tally)], all: &Tally, ledger: &Tally, late: &Tally) {
    let columns: Vec<(String, &Tally)> = by_retention
        .iter()
        .map(|(retention, tally)| (format!("{retention} d"), tally))
        .chain([("all".to_owned(), all)])
        .collect();
    let line = |name: &str, cell: &dyn Fn(&Tally) -> String| {
        print!("{name:<44}");
        for (_, tally) in &columns {
            print!("{:>12}", cell(tally));
        }
        println!();
    };
    print!("{:<44}", "log kept for");
    for (name, _) in &columns {
        print!("{name:>12}");
    }
    println!();
    for (name, what) in [
        ("worlds of 60 virtual days", "worlds"),
        ("syncs", "syncs"),
        ("syncs failed or offline, as planned", "syncs_failed_as_planned"),
        ("judged after closed days (moments)", "judged_after_closed_days"),
        ("judged offline (moments)", "judged_offline"),
        ("log rows", "rows"),
        ("client-judgements", "judgements"),
        ("equal to the oracle", "agree"),
        ("false Inactive", "false_inactive"),
        ("naive rule: false inactive", "naive_false_inactive"),
    ] {
        line(name, &|tally| tally.of(what).to_string());
    }
    let percent = |tally: &Tally, times: u64| format!("{:.1} %", tally.share(times) * 100.0);
    for (name, what) in [
        ("truly inactive", "truly_inactive"),
        ("last used within 1 h of the window's edge", "at_edge"),
        ("used only inside a hole", "only_in_hole"),
        ("naive rule's error", "naive_false_inactive"),
    ] {
        line(name, &|tally| percent(tally, tally.of(what)));
    }
    for verdict in VERDICTS {
        line(verdict.words(), &|tally| percent(tally, tally.said(verdict)));
    }
    all.disagreements().iter().for_each(|disagreement| println!("  {disagreement}"));
    println!();
    println!(
        "coverage ledger: {} runs, {} ledgers, {} log rows",
        ledger.of("worlds"),
        ledger.of("ledgers"),
        ledger.of("rows")
    );
    println!("  unread rows in a claimed second   {}", ledger.of("unread_rows_claimed"));
    println!("  stretches due and not claimed     {}", ledger.of("stretches_missing"));
    println!(
        "  longest under-claim               {} s of {} s allowed",
        ledger.largest("held_back_ms") / 1000,
        LAG_ALLOWANCE / 1000
    );
    println!(
        "  ledgers after an empty log that proves nothing, after long absence   {}",
        ledger.of("nothing_due")
    );
    println!("  rows that could be read, not held {}", all.of("rows_lost") + ledger.of("rows_lost"));
    println!(
        "rows later than allowed for: {} in {} more runs; never noticed {}; allowance grew to {} s",
        late.of("rows_later_than_allowed"),
        late.of("worlds"),
        late.of("rows_lost"),
        late.largest("lag_allowance_ms") / 1000
    );
}

/// The demands of the table that were not met.
fn missed(all: &Tally, ledger: &Tally, late: &Tally) -> Vec<String> {
    let judgements = all.of("judgements");
    let mut demands = vec![
        ("at least 100,000 client-judgements".to_owned(), judgements >= 100_000),
        ("every verdict equals the oracle's".to_owned(), all.of("agree") == judgements),
        ("no false Inactive".to_owned(), all.of("false_inactive") == 0),
        ("every listed client is shown".to_owned(), all.of("not_shown") == 0),
        ("20 % truly inactive".to_owned(), all.share(all.of("truly_inactive")) >= 0.2),
        ("20 % within 1 h of the window's edge".to_owned(), all.share(all.of("at_edge")) >= 0.2),
        ("20 % used only inside a hole".to_owned(), all.share(all.of("only_in_hole")) >= 0.2),
        ("1,000 ledger runs".to_owned(), ledger.of("worlds") >= LEDGER_RUNS),
    ];
    for verdict in VERDICTS {
        demands.push((format!("5 % \"{}\"", verdict.words()), all.share(all.said(verdict)) >= 0.05));
    }
    for tally in [all, ledger, late] {
        demands.push(("every row that could be read is held".to_owned(), tally.of("rows_lost") == 0));
    }
    for tally in [all, ledger] {
        demands.push(("no unread row in a claimed second".to_owned(), tally.of("unread_rows_claimed") == 0));
        demands.push(("every stretch that is due is claimed".to_owned(), tally.of("stretches_missing") == 0));
        demands.push((
            "under-claimed by at most the lag allowance".to_owned(),
            tally.largest("held_back_ms") <= LAG_ALLOWANCE,
        ));
    }
    demands.into_iter().filter(|(_, met)| !met).map(|(demand, _)| demand).collect()
}
