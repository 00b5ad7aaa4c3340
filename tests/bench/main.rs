//! `bench <name>`: a table for people and, as the last line, one JSON object with every figure.
//!
//! `cargo xtask bench <name>` builds this in release mode and starts it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its table and its figures")]

mod changes;
mod events;
mod grid;
mod journey;
mod listing;
mod past;
mod revert;
mod risk;
mod schema;
mod start;
mod store;
mod sync;
mod timeline;
mod verdicts;

use std::error::Error;
use std::process::ExitCode;

use serde_json::Value;

/// What a bench found.
struct Outcome {
    /// Every figure.
    figures: Value,
    /// The demands that were not met, in words.
    missed: Vec<String>,
}

type Bench = fn(&[String]) -> Result<Outcome, Box<dyn Error + Send + Sync>>;

/// Every bench by name.
const BENCHES: [(&str, Bench); 11] = [
    ("changes", changes::run),
    ("grid", grid::run),
    ("journey", journey::run),
    ("listing", listing::run),
    ("past", past::run),
    ("revert", revert::run),
    ("risk", risk::run),
    ("start", start::run),
    ("store", store::run),
    ("sync", sync::run),
    ("verdicts", verdicts::run),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let chosen = arguments.first().and_then(|name| BENCHES.iter().find(|(known, _)| known == name));
    let Some((_, bench)) = chosen else {
        eprintln!("bench <name>, one of: {}", BENCHES.map(|(name, _)| name).join(", "));
        return ExitCode::from(2);
    };
    match bench(&arguments[1..]) {
        Ok(outcome) => {
            for missed in &outcome.missed {
                println!("MISSED  {missed}");
            }
            println!("{}", outcome.figures);
            if outcome.missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
