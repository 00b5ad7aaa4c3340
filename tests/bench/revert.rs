//! `bench revert`: reverts while others change the same client at every moment, with faults of the server and the
//! program's end; and reverts in processes of their own that are killed.

use std::time::{Duration, Instant};

use acceptance::revert::interleaving::{Failure, play};
use acceptance::revert::killed::{self, Moment};
use acceptance::revert::tally::Tally;
use acceptance::revert::world::World;
use serde_json::json;

use crate::Outcome;

const INTERLEAVINGS: u64 = 10_000;
/// So many clients has one tenant; each is used once.
const CLIENTS: u64 = 100;
/// So many processes are killed at each of their calls, and so many at moments that are `BETWEEN` apart.
const AT_EACH_CALL: u32 = 25;
const AT_MOMENTS: u32 = 200;
const BETWEEN: Duration = Duration::from_micros(500);

/// Plays every interleaving, prints the counts, and says which demands of the issue were not met. A number may stand for fewer
/// interleavings than the issue asks for.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let interleavings: u64 = arguments.first().map_or(Ok(INTERLEAVINGS), |text| text.parse())?;
    let threads = u64::try_from(std::thread::available_parallelism()?.get())?;
    let players: Vec<_> = (0..threads)
        .map(|thread| std::thread::spawn(move || play_all(thread, threads, interleavings)))
        .collect();
    let mut tally = Tally::default();
    for player in players {
        tally.merge(player.join().map_err(|_| "a player panicked")??);
    }
    println!("in one process");
    print(&tally);
    let killed = tokio::runtime::Runtime::new()?.block_on(kill_all())?;
    println!("in a process that is killed");
    print(&killed);
    let demands = [
        ("lost though visible", "a foreign update that was visible at the re-read was lost"),
        ("undetected", "a foreign update was lost and not detected afterwards"),
        ("sent twice", "a request was sent twice"),
        ("unexplained", "a state was not explained at the next start"),
        ("false alarms", "a loss was told that was none"),
    ];
    let times = |what: &str| tally.of(what) + killed.of(what);
    let missed = demands.iter().filter(|(what, _)| times(what) > 0);
    let mut missed: Vec<String> = missed.map(|(what, demand)| format!("{demand}: {}", times(what))).collect();
    if tally.of("interleavings") < INTERLEAVINGS {
        missed.push(format!("{} of {INTERLEAVINGS} interleavings", tally.of("interleavings")));
    }
    Ok(Outcome {
        figures: json!({"bench": "revert", "seconds": started.elapsed().as_secs(), "counts": tally.counts,
            "killed": killed.counts}),
        missed,
    })
}

fn print(tally: &Tally) {
    for (what, count) in &tally.counts {
        println!("{count:>8}  {what}");
    }
    for wrong in tally.wrong.iter().take(20) {
        println!("WRONG   {wrong}");
    }
}

/// Kills reverts in processes of their own, at each of their calls and in between.
async fn kill_all() -> Result<Tally, Failure> {
    let calls = (0..4 * AT_EACH_CALL).map(|number| Moment::AtCall(number % 4));
    let times = (0..AT_MOMENTS).map(|number| Moment::After(BETWEEN * number));
    let mut tally = Tally::default();
    let mut world = World::open((4 * AT_EACH_CALL + AT_MOMENTS).into()).await?;
    for (number, moment) in (0..).zip(calls.chain(times)) {
        world = killed::play(world, number, moment, &mut tally).await?;
    }
    Ok(tally)
}

/// This thread's share, tenant by tenant.
fn play_all(thread: u64, threads: u64, interleavings: u64) -> Result<Tally, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut tally = Tally::default();
        let tenants = interleavings.div_ceil(CLIENTS);
        for tenant in (0..tenants).filter(|tenant| tenant % threads == thread) {
            let mut world = World::open(CLIENTS).await?;
            for number in 0..CLIENTS.min(interleavings - tenant * CLIENTS) {
                world = play(world, number, tenant * CLIENTS + number, &mut tally).await?;
            }
        }
        Ok(tally)
    })
}
