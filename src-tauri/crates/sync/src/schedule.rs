//! When a connection is due.

use domain::time::Timestamp;

/// The log is read this often while Rollcall is open.
pub const LOG_EVERY_MS: i64 = 10 * 60_000;

/// A full listing is read at most this often.
pub const LISTING_EVERY_MS: i64 = 6 * 3_600_000;

/// A full listing may use this share of the server's limit over time.
const LISTING_SHARE: f64 = 0.05;

/// When a connection was last read, and how costly a full listing is there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Schedule {
    /// When the last pull ended, well or not.
    pub last_pull_at: Option<Timestamp>,
    /// When the last complete listing of clients ended.
    pub last_listing_at: Option<Timestamp>,
    /// How long the last full listing needed at the server's full rate.
    pub listing_ms: i64,
}

impl Schedule {
    /// When the next pull is due.
    #[must_use]
    pub fn next_pull_at(&self, now: Timestamp) -> Timestamp {
        self.last_pull_at.map_or(now, |at| at.plus_millis(LOG_EVERY_MS))
    }

    /// Whether the next pull should bring a full listing as well: every six hours, and less often where a listing is so
    /// long that it would take more than a twentieth of the limit.
    #[must_use]
    pub fn listing_is_due(&self, now: Timestamp) -> bool {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "hours in milliseconds"
        )]
        let polite = (self.listing_ms as f64 / LISTING_SHARE) as i64;
        self.last_listing_at.is_none_or(|at| now.millis_since(at) >= LISTING_EVERY_MS.max(polite))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_was_never_read_is_due_now() {
        let now = Timestamp::from_millis(1_000);
        assert_eq!(Schedule::default().next_pull_at(now), now);
        assert!(Schedule::default().listing_is_due(now));
    }

    #[test]
    fn a_long_listing_is_spaced_out_to_a_twentieth_of_the_limit() {
        let at = Timestamp::from_millis(0);
        let schedule = Schedule { last_pull_at: Some(at), last_listing_at: Some(at), listing_ms: 3_600_000 };
        assert!(!schedule.listing_is_due(Timestamp::from_millis(19 * 3_600_000)));
        assert!(schedule.listing_is_due(Timestamp::from_millis(20 * 3_600_000)));
    }
}
