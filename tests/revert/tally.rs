//! What was counted.

use std::collections::BTreeMap;

/// Counts by name, with the interleavings that went wrong.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Counts.
    pub counts: BTreeMap<&'static str, u64>,
    /// What went wrong, in words, with the seed.
    pub wrong: Vec<String>,
}

impl Tally {
    /// Counts one.
    pub fn add(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// How many there were.
    #[must_use]
    pub fn of(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or(0)
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: Self) {
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
        self.wrong.extend(other.wrong);
    }
}
