//! From clock, ledger and window to plain numbers: the cut-lines, with which the store reaches the same verdicts as [`judge`].
//!
//! With the cut-lines `horizon`, `window_start`, `unbroken_since` of a connection and the facts of a client, times in
//! milliseconds, a comparison with an unknown (NULL) being false, the first line that is true gives the verdict:
//!
//! | verdict | code | when |
//! |---|---|---|
//! | In use | 0 | `last_use >= window_start` |
//! | Too new | 1 | `created >= window_start` or `absent >= window_start` |
//! | Not proven | 2 | not (`unbroken_since <= window_start` and `seen < horizon`) |
//! | Inactive, tokens may live | 3 | `horizon - max(last_use, unbroken_since) < L +` [`MARGIN_MS`] |
//! | Inactive | 4 | otherwise |
//!
//! `max` ignores an unknown `last_use`. *Not proven* asks for both of product.md's conditions at once: the window must be
//! whole whatever proves existence, and then `seen <= window_start` (an earlier reading) as well as `window_start < seen <
//! horizon` (a hole-free window without a creation row, which *Too new* would have taken) is proof. A client that was first
//! seen at the horizon or later may have come to exist after it, in time that is not claimed yet. Beside the verdict:
//!
//! * quiet since: `max(last_use, unbroken_since)` when that is before `horizon`, else unknown;
//! * tokens dead by: `max(last_use, unbroken_since) + L +` [`MARGIN_MS`], for the codes 2, 3 and 4, when anything is covered;
//! * never used: `last_use` is unknown and `unbroken_since <= created` and `created < horizon`.
//!
//! [`judge`]: crate::verdict::judge
//! [`MARGIN_MS`]: crate::policy::MARGIN_MS

use domain::coverage::{Coverage, Interval};
use domain::judgement::Cutlines;
use domain::time::Timestamp;

use crate::policy::{STALE_AFTER_MS, WindowDays};

/// The cut-lines of one connection. `now` is the server's time (product.md, Horizon). Where nothing is covered the window
/// is counted from `now`, and nothing but *In use*, *Too new* and *Not proven* can come of it.
#[must_use]
pub fn cutlines(now: Timestamp, coverage: &Coverage, window: WindowDays) -> Cutlines {
    let horizon = coverage.horizon();
    Cutlines {
        now,
        horizon,
        window_start: horizon.unwrap_or(now).plus_millis(-window.millis()),
        unbroken_since: coverage.unbroken_since(),
    }
}

/// What the window of one connection can prove.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowProof {
    /// The share of the window that was watched, 0 to 1. Exactly 1 only when it has no hole.
    pub watched: f64,
    /// Milliseconds of the longest hole; 0 without holes.
    pub longest_hole_ms: i64,
    /// The holes, oldest first.
    pub holes: Vec<Interval>,
    /// Where the horizon must be for the window to be whole, if watching goes on unbroken; at or before the horizon when it
    /// is whole already. `None`: nothing is covered, so nothing has begun.
    pub provable_at: Option<Timestamp>,
    /// Whether the horizon is more than 24 h behind, so that verdicts are worded as of its date.
    pub stale: bool,
    /// The horizon: the moment that verdicts speak of. `None`: nothing is covered.
    pub as_of: Option<Timestamp>,
}

/// What the window between these cut-lines can prove. `cutlines` must have been made from this `coverage`.
#[must_use]
pub fn window_proof(cutlines: &Cutlines, coverage: &Coverage) -> WindowProof {
    let end = cutlines.horizon.unwrap_or(cutlines.now);
    let window = Interval { from: cutlines.window_start, to: end };
    let holes = coverage.gaps(window);
    WindowProof {
        watched: share(coverage.covered_millis(window), window.millis()),
        longest_hole_ms: holes.iter().map(|hole| hole.millis()).max().unwrap_or(0),
        holes,
        provable_at: cutlines.unbroken_since.map(|since| since.plus_millis(window.millis())),
        stale: cutlines.horizon.is_some_and(|horizon| cutlines.now.millis_since(horizon) > STALE_AFTER_MS),
        as_of: cutlines.horizon,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a window is at most 365 days, below 2^53 milliseconds")]
fn share(part: i64, whole: i64) -> f64 {
    if whole > 0 { part as f64 / whole as f64 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::DAY_MS;

    fn day(number: i64) -> Timestamp {
        Timestamp::from_millis(number * DAY_MS)
    }

    fn covered(spans: &[(i64, i64)]) -> Coverage {
        spans.iter().filter_map(|&(from, to)| Interval::new(day(from), day(to))).collect()
    }

    #[test]
    fn the_window_ends_at_the_horizon_and_not_at_the_clock() {
        let lines = cutlines(day(100), &covered(&[(50, 98)]), WindowDays::default());
        assert_eq!((lines.window_start, lines.horizon), (day(68), Some(day(98))));
        assert!(lines.window_is_whole());
    }

    #[test]
    fn a_hole_is_measured_and_dates_the_proof() {
        let coverage = covered(&[(50, 80), (90, 98)]);
        let proof = window_proof(&cutlines(day(100), &coverage, WindowDays::default()), &coverage);
        assert!((proof.watched - 20.0 / 30.0).abs() < 1e-12);
        assert_eq!(proof.longest_hole_ms, 10 * DAY_MS);
        assert_eq!(proof.holes, [Interval { from: day(80), to: day(90) }]);
        assert_eq!(proof.provable_at, Some(day(120)));
        assert!(proof.stale);
    }

    #[test]
    fn a_horizon_exactly_a_day_behind_is_not_stale_yet() {
        let coverage = covered(&[(0, 99)]);
        let lines = cutlines(day(100), &coverage, WindowDays::default());
        assert!(!window_proof(&lines, &coverage).stale);
        let later = cutlines(day(100).plus_millis(1), &coverage, WindowDays::default());
        assert!(window_proof(&later, &coverage).stale);
    }

    #[test]
    fn with_nothing_covered_the_whole_window_is_a_hole() {
        let coverage = Coverage::default();
        let lines = cutlines(day(100), &coverage, WindowDays::default());
        let proof = window_proof(&lines, &coverage);
        assert_eq!(lines.window_start, day(70));
        assert!(!lines.window_is_whole());
        assert_eq!((proof.watched, proof.longest_hole_ms), (0.0, 30 * DAY_MS));
        assert_eq!((proof.provable_at, proof.as_of, proof.stale), (None, None, false));
    }
}
