//! What was watched: half-open intervals of time in which we hold the log of a connection.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The moments from `from` up to, but not including, `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// First moment inside.
    pub from: Timestamp,
    /// First moment after.
    pub to: Timestamp,
}

impl Interval {
    /// The interval, or `None` when it holds no moment.
    #[must_use]
    pub fn new(from: Timestamp, to: Timestamp) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// Its length in milliseconds, always positive.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.to.millis_since(self.from)
    }

    /// The part inside `other`, when there is one.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }
}

/// How an interval came to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Read from the server's log API.
    Poll,
}

/// Why an interval is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoleReason {
    /// Rollcall was not running, and the server had dropped the rows by the next sync.
    NotRunning,
    /// The server had already dropped the rows at the first sync.
    BeyondRetention,
    /// The credential may not read the log.
    ScopeMissing,
    /// Reading failed or was stopped; the next sync tries again.
    Error,
    /// A row arrived later than the lag allowance, so what was claimed is read again.
    LateRows,
    /// Not read yet.
    NotReadYet,
}

impl HoleReason {
    /// How the reason is worded for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotRunning => "Rollcall was not running, and the log was gone by the next sync",
            Self::BeyondRetention => "older than the log that the tenant keeps",
            Self::ScopeMissing => "the credential may not read the log",
            Self::Error => "reading failed or was stopped",
            Self::LateRows => "rows came later than allowed for; they are read again",
            Self::NotReadYet => "not read yet",
        }
    }
}

/// One stretch without log, with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// The stretch.
    pub interval: Interval,
    /// Why it is not held.
    pub reason: HoleReason,
}

/// The covered intervals of one connection: sorted, disjoint, never touching.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage(Vec<Interval>);

impl FromIterator<Interval> for Coverage {
    fn from_iter<T: IntoIterator<Item = Interval>>(intervals: T) -> Self {
        let mut coverage = Self::default();
        for interval in intervals {
            coverage.add(interval);
        }
        coverage
    }
}

impl Coverage {
    /// The covered intervals, oldest first.
    #[must_use]
    pub fn intervals(&self) -> &[Interval] {
        &self.0
    }

    /// Claims an interval; overlapping and touching ones become one.
    pub fn add(&mut self, interval: Interval) {
        let start = self.0.partition_point(|held| held.to < interval.from);
        let end = self.0.partition_point(|held| held.from <= interval.to);
        let merged = self.0[start..end]
            .iter()
            .fold(interval, |all, held| Interval { from: all.from.min(held.from), to: all.to.max(held.to) });
        self.0.splice(start..end, [merged]);
    }

    /// Takes a claim back.
    pub fn withdraw(&mut self, interval: Interval) {
        self.0 = self
            .0
            .iter()
            .flat_map(|held| {
                [
                    Interval::new(held.from, held.to.min(interval.from)),
                    Interval::new(held.from.max(interval.to), held.to),
                ]
            })
            .flatten()
            .collect();
    }

    /// The end of the newest covered interval. `None`: nothing is covered.
    #[must_use]
    pub fn horizon(&self) -> Option<Timestamp> {
        self.0.last().map(|last| last.to)
    }

    /// The start of the unbroken coverage that ends at the horizon.
    #[must_use]
    pub fn unbroken_since(&self) -> Option<Timestamp> {
        self.0.last().map(|last| last.from)
    }

    /// The stretches of `window` that are not covered, oldest first.
    #[must_use]
    pub fn gaps(&self, window: Interval) -> Vec<Interval> {
        let mut gaps = Vec::new();
        let mut from = window.from;
        for held in self.0.iter().filter_map(|held| held.intersection(window)) {
            gaps.extend(Interval::new(from, held.from));
            from = held.to;
        }
        gaps.extend(Interval::new(from, window.to));
        gaps
    }

    /// How many milliseconds of `window` are covered.
    #[must_use]
    pub fn covered_millis(&self, window: Interval) -> i64 {
        self.0.iter().filter_map(|held| held.intersection(window)).map(Interval::millis).sum()
    }

    /// Whether every moment of `window` is covered.
    #[must_use]
    pub fn covers(&self, window: Interval) -> bool {
        self.0.iter().any(|held| held.from <= window.from && window.to <= held.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from: i64, to: i64) -> Interval {
        Interval::new(Timestamp::from_millis(from), Timestamp::from_millis(to)).unwrap()
    }

    #[test]
    fn touching_claims_become_one() {
        let coverage: Coverage = [span(0, 10), span(20, 30), span(10, 20)].into_iter().collect();
        assert_eq!(coverage.intervals(), [span(0, 30)]);
    }

    #[test]
    fn a_withdrawn_middle_leaves_both_ends() {
        let mut coverage: Coverage = [span(0, 30)].into_iter().collect();
        coverage.withdraw(span(10, 20));
        assert_eq!(coverage.intervals(), [span(0, 10), span(20, 30)]);
        assert_eq!(coverage.unbroken_since(), Some(Timestamp::from_millis(20)));
    }

    #[test]
    fn gaps_and_covered_time_add_up_to_the_window() {
        let coverage: Coverage = [span(5, 10), span(20, 25)].into_iter().collect();
        assert_eq!(coverage.gaps(span(0, 22)), [span(0, 5), span(10, 20)]);
        assert_eq!(coverage.covered_millis(span(0, 22)), 7);
    }

    proptest! {
        #[test]
        fn coverage_is_the_set_of_claimed_moments_less_the_withdrawn(
            steps in prop::collection::vec((any::<bool>(), 0..60_i64, 1..20_i64), 0..40)
        ) {
            let mut coverage = Coverage::default();
            let mut moments = [false; 100];
            for (claim, from, length) in steps {
                let interval = span(from, from + length);
                if claim { coverage.add(interval) } else { coverage.withdraw(interval) }
                for at in from..from + length {
                    moments[usize::try_from(at).unwrap()] = claim;
                }
            }
            for (at, held) in moments.iter().enumerate() {
                let at = i64::try_from(at).unwrap();
                prop_assert_eq!(coverage.covered_millis(span(at, at + 1)) == 1, *held);
            }
            prop_assert!(coverage.intervals().windows(2).all(|pair| pair[0].to < pair[1].from));
        }
    }
}
