//! One step of a command: says what it does before it starts and how long it took when it has ended.

use crate::Outcome;
use std::time::Instant;

/// What a step found to do.
pub(crate) enum Done {
    /// It did its work.
    Worked,
    /// There was nothing to do, because …
    Nothing(&'static str),
}

/// Announces `what`, does it, and prints its time.
pub(crate) fn step(what: &str, work: impl FnOnce() -> Outcome<Done>) -> Outcome<()> {
    println!("==> {what}");
    let start = Instant::now();
    match work() {
        Ok(Done::Worked) => println!("    done in {:.1} s", start.elapsed().as_secs_f64()),
        Ok(Done::Nothing(why)) => println!("    {why} ({:.1} s)", start.elapsed().as_secs_f64()),
        Err(message) => {
            println!("    failed after {:.1} s", start.elapsed().as_secs_f64());
            return Err(message);
        }
    }
    Ok(())
}
