//! `bench journey`: the journey of the end-to-end tests, twenty times over, each on a desk and with a data folder of its own. A
//! number stands for another count.

use acceptance::journey::travel;
use acceptance::verdicts::play::Failure;
use acceptance::window::{DemoTimes, Desk, Outcome as Seen, Trouble, program};
use serde_json::json;

use crate::Outcome;

const TIMES: usize = 20;

/// Goes again and again, prints each outcome, and says how often the way was free.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let times = arguments.first().map_or(Ok(TIMES), |number| number.parse())?;
    let mut rounds = Vec::with_capacity(times);
    for round in 1..=times {
        let outcome = go();
        match &outcome {
            Ok(demo) => println!(
                "round {round:>2}  whole; first rows after {:>5.1} s, all of the roll call after {:>5.1} s",
                demo.first_rows.as_secs_f64(),
                demo.all.as_secs_f64()
            ),
            Err(trouble) => println!("round {round:>2}  FAILED: {trouble}"),
        }
        rounds.push(outcome);
    }
    let passed = rounds.iter().filter(|round| round.is_ok()).count();
    println!("{passed} of {times}");
    let missed = (passed < times).then(|| format!("{passed} of {times} journeys came to their end"));
    let missed: Vec<String> = missed.into_iter().collect();
    let rounds: Vec<_> = rounds
        .iter()
        .map(|round| match round {
            Ok(demo) => json!({
                "first_rows_ms": demo.first_rows.as_millis(), "all_ms": demo.all.as_millis(),
            }),
            Err(trouble) => json!({"failed": trouble.to_string()}),
        })
        .collect();
    let figures = json!({
        "bench": "journey", "met": missed.is_empty(), "passed": passed, "times": times, "rounds": rounds,
    });
    Ok(Outcome { figures, missed })
}

fn go() -> Seen<DemoTimes> {
    let desk = Desk::with_keyring()?;
    let data = tempfile::tempdir().map_err(Trouble::new)?;
    travel(&desk, &program("rollcall")?, data.path(), &data.path().join("last-screen.png"))
}
