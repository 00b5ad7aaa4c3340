//! The numbers that judging rests on.

use domain::time::DAY_MS;
use serde::{Deserialize, Serialize};

/// A horizon further behind the server's time than this makes every verdict one "as of" its date (product.md, Horizon).
pub const STALE_AFTER_MS: i64 = DAY_MS;

/// Added to L before tokens count as dead: clocks differ, and a use may be logged late (product.md, "L + 1 day").
pub const MARGIN_MS: i64 = DAY_MS;

/// L where the granted APIs cannot be read: the longest access-token lifetime that Auth0 accepts (product.md, L).
pub const UNREADABLE_LIFETIME_MS: i64 = 30 * DAY_MS;

/// How long a client must have been quiet: whole days, 1 to 365.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct WindowDays(u16);

/// A window that is not 1 to 365 days long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a window is 1 to 365 days long, not {0}")]
pub struct WindowOutOfRange(pub u16);

impl WindowDays {
    /// The windows that are offered without typing.
    pub const PRESETS: [Self; 3] = [Self(30), Self(60), Self(90)];

    /// The window of this many days.
    ///
    /// # Errors
    ///
    /// [`WindowOutOfRange`] outside 1 to 365.
    pub const fn new(days: u16) -> Result<Self, WindowOutOfRange> {
        if days >= 1 && days <= 365 { Ok(Self(days)) } else { Err(WindowOutOfRange(days)) }
    }

    /// Whole days.
    #[must_use]
    pub const fn days(self) -> u16 {
        self.0
    }

    /// Milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0 as i64 * DAY_MS
    }
}

impl Default for WindowDays {
    /// 30 days, unless the person changes it (product.md, "Verdicts on activity").
    fn default() -> Self {
        Self::PRESETS[0]
    }
}

impl TryFrom<u16> for WindowDays {
    type Error = WindowOutOfRange;

    fn try_from(days: u16) -> Result<Self, Self::Error> {
        Self::new(days)
    }
}

impl From<WindowDays> for u16 {
    fn from(window: WindowDays) -> Self {
        window.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_one_to_365_days() {
        assert_eq!(WindowDays::new(0), Err(WindowOutOfRange(0)));
        assert_eq!(WindowDays::new(1).map(WindowDays::millis), Ok(DAY_MS));
        assert_eq!(WindowDays::new(365).map(WindowDays::days), Ok(365));
        assert_eq!(WindowDays::new(366), Err(WindowOutOfRange(366)));
    }

    #[test]
    fn a_window_out_of_range_cannot_be_read_from_settings() {
        assert_eq!(serde_json::from_str::<WindowDays>("90").unwrap(), WindowDays::PRESETS[2]);
        assert!(serde_json::from_str::<WindowDays>("0").is_err());
    }
}
