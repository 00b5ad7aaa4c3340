//! Suites, one after the other, and the summary of what ran.

use crate::Outcome;
use crate::count::Count;
use std::time::{Duration, Instant};

/// What ran so far.
#[derive(Default)]
pub(crate) struct Suites {
    ran: Vec<Suite>,
}

struct Suite {
    name: String,
    count: Count,
    took: Duration,
    trouble: Option<String>,
}

impl Suites {
    /// Runs a check that either holds or does not.
    pub(crate) fn check(&mut self, name: &str, work: impl FnOnce() -> Outcome<()>) {
        self.suite(name, |count| {
            let outcome = work();
            *count = if outcome.is_ok() { Count::HELD } else { Count::BROKEN };
            outcome
        });
    }

    /// Runs a suite that counts its tests. One that ran nothing has failed: a missing tool must not look like success.
    pub(crate) fn suite(&mut self, name: &str, work: impl FnOnce(&mut Count) -> Outcome<()>) {
        println!("\n==> {name}");
        let start = Instant::now();
        let mut count = Count::default();
        let mut trouble = work(&mut count).err();
        if trouble.is_none() && count.passed + count.failed == 0 {
            trouble = Some("not one test ran".to_owned());
        }
        if let Some(trouble) = &trouble {
            println!("    {name}: {trouble}");
            count.failed = count.failed.max(1);
        }
        self.ran.push(Suite { name: name.to_owned(), count, took: start.elapsed(), trouble });
    }

    /// Prints the table, and as its last line the plain totals.
    ///
    /// # Errors
    /// Something failed.
    pub(crate) fn summary(&self) -> Outcome<()> {
        println!("\n{:<28}{:>8}{:>8}{:>9}{:>10}", "suite", "passed", "failed", "skipped", "seconds");
        let mut total = Count::default();
        for Suite { name, count, took, trouble } in &self.ran {
            let Count { passed, failed, skipped } = count;
            println!("{name:<28}{passed:>8}{failed:>8}{skipped:>9}{:>10.1}", took.as_secs_f64());
            if let Some(trouble) = trouble {
                println!("    {trouble}");
            }
            total += *count;
        }
        let took: Duration = self.ran.iter().map(|suite| suite.took).sum();
        println!("\n{} suites in {:.1} minutes", self.ran.len(), took.as_secs_f64() / 60.0);
        println!("{} passed, {} failed", total.passed, total.failed);
        if total.failed == 0 { Ok(()) } else { Err("the tests failed".to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_that_ran_nothing_has_failed() {
        let mut suites = Suites::default();
        suites.suite("flows", |_| Ok(()));
        assert!(suites.summary().is_err());
    }

    #[test]
    fn a_suite_that_could_not_start_has_failed() {
        let mut suites = Suites::default();
        suites.check("formatting", || Ok(()));
        suites.suite("flows", |_| Err("no such program".to_owned()));
        assert!(suites.summary().is_err());
    }

    #[test]
    fn suites_that_held_are_a_success() {
        let mut suites = Suites::default();
        suites.check("formatting", || Ok(()));
        suites.suite("flows", |count| {
            *count += Count { passed: 3, failed: 0, skipped: 0 };
            Ok(())
        });
        assert!(suites.summary().is_ok());
    }
}
