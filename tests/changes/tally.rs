//! What the bench counts.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// So many disagreements are kept in words.
const NOTES: usize = 12;

/// Counts by name, and the first disagreements. Adding two tallies adds their counts.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    counts: BTreeMap<&'static str, u64>,
    notes: Vec<String>,
}

impl Tally {
    /// Counts something.
    pub fn count(&mut self, what: &'static str, times: u64) {
        *self.counts.entry(what).or_default() += times;
    }

    /// How often something was counted.
    #[must_use]
    pub fn of(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or(0)
    }

    /// Keeps a disagreement in words.
    pub fn note(&mut self, words: String) {
        if self.notes.len() < NOTES {
            self.notes.push(words);
        }
    }

    /// The first disagreements.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Takes in the counts of another tally, which is of this world.
    pub fn merge(&mut self, other: &Self, world: u64) {
        for (what, times) in &other.counts {
            self.count(what, *times);
        }
        for words in &other.notes {
            self.note(format!("world {world}: {words}"));
        }
    }

    /// Every count.
    #[must_use]
    pub fn figures(&self) -> Map<String, Value> {
        self.counts.iter().map(|(what, times)| ((*what).to_owned(), Value::from(*times))).collect()
    }
}
