//! The server's clock, learned from `Date` headers (facts: `product/anchors.md` 4.5, trap 64).

use domain::time::Timestamp;

/// A `Date` header names a whole second, so each answer bounds the offset to about a second; together they bound it
/// more tightly. Bounds older than this are dropped, because clocks drift and are set.
const FORGET_AFTER_MS: i64 = 600_000;

/// What is known about server time less local time, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ServerClock {
    bounds: Option<Bounds>,
}

#[derive(Clone, Copy, Debug)]
struct Bounds {
    low: i64,
    high: i64,
    since: Timestamp,
}

impl ServerClock {
    /// Takes in the `Date` of an answer to a request sent and received at these local times.
    pub(crate) fn observe(&mut self, date: Timestamp, sent_at: Timestamp, received_at: Timestamp) {
        let low = date.millis_since(received_at);
        let high = date.millis_since(sent_at).saturating_add(1_000);
        let kept = self.bounds.filter(|bounds| {
            received_at.millis_since(bounds.since).abs() < FORGET_AFTER_MS
                && bounds.low.max(low) <= bounds.high.min(high)
        });
        self.bounds = Some(match kept {
            Some(bounds) => {
                Bounds { low: bounds.low.max(low), high: bounds.high.min(high), since: bounds.since }
            }
            None => Bounds { low, high, since: received_at },
        });
    }

    /// Server time less local time, when any answer told it: nothing when the two may agree.
    pub(crate) fn offset_ms(&self) -> Option<i64> {
        self.bounds.map(|Bounds { low, high, .. }| if low <= 0 && high >= 0 { 0 } else { low.midpoint(high) })
    }

    /// Bounds of server time less local time.
    pub(crate) fn bounds_ms(&self) -> Option<(i64, i64)> {
        self.bounds.map(|bounds| (bounds.low, bounds.high))
    }

    /// The server's time at this local time.
    pub(crate) fn at(&self, local: Timestamp) -> Timestamp {
        local.plus_millis(self.offset_ms().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn a_clock_that_may_agree_is_left_alone() {
        let mut clock = ServerClock::default();
        clock.observe(at(5_000), at(5_700), at(5_800));
        assert_eq!(clock.offset_ms(), Some(0));
    }

    #[test]
    fn an_hour_of_error_is_found_within_a_second() {
        let mut clock = ServerClock::default();
        for step in 0..20 {
            let local = 7_000_000 + step * 730;
            let server = local - 3_600_000;
            clock.observe(at(server / 1_000 * 1_000), at(local - 20), at(local + 20));
        }
        assert!((clock.offset_ms().unwrap() + 3_600_000).abs() < 200);
    }

    #[test]
    fn a_clock_that_is_set_is_learned_anew() {
        let mut clock = ServerClock::default();
        clock.observe(at(10_000), at(10_100), at(10_200));
        clock.observe(at(500_000), at(11_100), at(11_200));
        assert!(clock.offset_ms().unwrap() > 480_000);
    }
}
