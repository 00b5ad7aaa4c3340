//! `bench journey`: the two journeys of the end-to-end tests, twenty times over, each on a desk and with a data folder of its
//! own: offline (demo tenant, network gone, start) and revert (risky change, review, revert, read back). A journey's name takes
//! that one alone, a number stands for another count.

use std::time::Instant;

use acceptance::journey::travel;
use acceptance::revert::journey::go_back;
use acceptance::verdicts::play::Failure;
use acceptance::window::{Desk, Outcome as Seen, Trouble, program};
use serde_json::{Value, json};

use crate::Outcome;

const TIMES: usize = 20;
/// Goes one journey once, and tells its figures.
type Way = fn() -> Seen<Value>;
const WAYS: [(&str, Way); 2] = [("offline", offline), ("revert", revert)];

/// Goes again and again, prints each outcome, and says how often the way was free.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let named = arguments.iter().find(|argument| WAYS.iter().any(|(name, _)| name == argument));
    let times = arguments.iter().find(|argument| Some(*argument) != named);
    let times = times.map_or(Ok(TIMES), |number| number.parse())?;
    let mut missed = Vec::new();
    let mut figures = Vec::new();
    for (name, way) in WAYS.iter().filter(|(name, _)| named.is_none_or(|named| named == name)) {
        let mut rounds = Vec::with_capacity(times);
        for round in 1..=times {
            let began = Instant::now();
            let outcome = way();
            let seconds = began.elapsed().as_secs_f64();
            match &outcome {
                Ok(told) => println!("{name} {round:>2}  whole in {seconds:>5.1} s {told}"),
                Err(trouble) => println!("{name} {round:>2}  FAILED after {seconds:.1} s: {trouble}"),
            }
            rounds.push(outcome);
        }
        let passed = rounds.iter().filter(|round| round.is_ok()).count();
        println!("{name}: {passed} of {times}");
        if passed < times {
            missed.push(format!("{passed} of {times} journeys ({name}) came to their end"));
        }
        let rounds: Vec<Value> = rounds
            .into_iter()
            .map(|round| round.unwrap_or_else(|trouble| json!({"failed": trouble.to_string()})))
            .collect();
        figures.push(json!({"journey": name, "passed": passed, "times": times, "rounds": rounds}));
    }
    let figures = json!({"bench": "journey", "met": missed.is_empty(), "journeys": figures});
    Ok(Outcome { figures, missed })
}

fn offline() -> Seen<Value> {
    let desk = Desk::with_keyring()?;
    let data = tempfile::tempdir().map_err(Trouble::new)?;
    let demo = travel(&desk, &program("rollcall")?, data.path(), &data.path().join("last-screen.png"))?;
    Ok(json!({"first_rows_ms": demo.first_rows.as_millis(), "all_ms": demo.all.as_millis()}))
}

fn revert() -> Seen<Value> {
    let desk = Desk::with_keyring()?;
    let data = tempfile::tempdir().map_err(Trouble::new)?;
    go_back(&desk, &program("rollcall")?, data.path(), data.path())?;
    Ok(json!({}))
}
