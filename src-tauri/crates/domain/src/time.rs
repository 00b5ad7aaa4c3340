//! Moments, days and intervals in UTC, and the clock as a parameter.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// Milliseconds in one UTC day (UTC has no leap seconds in Unix time).
pub const DAY_MS: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `ms` milliseconds after the Unix epoch.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 date-time, as in the `date` column of a log row. `None` when it is not one.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self(at.timestamp_millis()))
    }

    /// Reads an HTTP `Date` header (RFC 9110 section 5.6.7, the IMF-fixdate form). `None` when it is not one.
    #[must_use]
    pub fn parse_http_date(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc2822(text).ok().map(|at| Self(at.timestamp_millis()))
    }

    /// RFC 3339 in UTC with milliseconds: `2026-11-20T14:02:11.000Z`. Moments outside chrono's range read as its nearest.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// The UTC day that holds this moment.
    #[must_use]
    pub fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(DAY_MS)).unwrap_or(if self.0 < 0 { i32::MIN } else { i32::MAX }))
    }

    /// This moment moved by `ms` milliseconds (negative: earlier); stops at the ends of the range.
    #[must_use]
    pub const fn plus_millis(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }
}

/// A UTC day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The first moment of this day.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        Timestamp(self.0 as i64 * DAY_MS)
    }

    /// The first moment after this day.
    #[must_use]
    pub const fn end(self) -> Timestamp {
        Timestamp((self.0 as i64 + 1) * DAY_MS)
    }

    /// ISO 8601 calendar date: `2026-11-20`.
    #[must_use]
    pub fn to_iso(self) -> String {
        self.start().utc().format("%Y-%m-%d").to_string()
    }
}

/// Where the time comes from. Passed in, so that a year can pass inside a test.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The moment now, by this computer.
    fn now(&self) -> Timestamp;

    /// Completes when `duration` has passed on this clock.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_its_text() {
        let at = Timestamp::parse_rfc3339("2026-11-20T14:02:11.123Z").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-20T14:02:11.123Z");
        assert_eq!(at.day().to_iso(), "2026-11-20");
    }

    #[test]
    fn a_moment_before_the_epoch_falls_into_the_day_before() {
        assert_eq!(Timestamp::from_millis(-1).day(), Day(-1));
    }

    #[test]
    fn the_date_header_of_an_answer_is_read() {
        let at = Timestamp::parse_http_date("Fri, 20 Nov 2026 14:02:11 GMT").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-20T14:02:11.000Z");
    }
}
