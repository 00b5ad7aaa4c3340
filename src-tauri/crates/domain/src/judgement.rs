//! The five verdicts on activity, what they rest on, and the cut-lines that let the store reach the same answer.

use serde::{Deserialize, Serialize};

use crate::activity::ActivityKind;
use crate::time::Timestamp;

/// A verdict on activity, in the order of precedence of product.md: the first that matches wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Verdict {
    /// A success at or after the window's start.
    InUse = 0,
    /// It did not exist at the window's start.
    TooNew = 1,
    /// The window has holes, or existence at its start is unproven.
    NotProven = 2,
    /// Quiet, but tokens that are out may still act.
    InactiveTokensMayLive = 3,
    /// Quiet, and no token can act any more.
    Inactive = 4,
}

impl Verdict {
    /// Every verdict, in order of precedence.
    pub const ALL: [Self; 5] =
        [Self::InUse, Self::TooNew, Self::NotProven, Self::InactiveTokensMayLive, Self::Inactive];

    /// The words of product.md.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::InUse => "In use",
            Self::TooNew => "Too new",
            Self::NotProven => "Not proven",
            Self::InactiveTokensMayLive => "Inactive, tokens may live",
            Self::Inactive => "Inactive",
        }
    }

    /// The number that is stored and sorted by.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The verdict with this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// The facts about one client that a verdict rests on. They are stored; the verdict is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientFacts {
    /// The newest success of this incarnation, and its kind.
    pub last_use: Option<(Timestamp, ActivityKind)>,
    /// When a creation row dates it.
    pub created_at: Option<Timestamp>,
    /// Start of the latest complete listing, before the client was first seen, that did not hold it.
    pub absent_at: Option<Timestamp>,
    /// The earliest moment at which we know that it existed: a reading of it, or a success.
    pub seen_at: Option<Timestamp>,
    /// L: the longest access-token lifetime that it could have obtained, in milliseconds, highest value ever seen.
    pub token_lifetime_ms: i64,
}

/// What the clock, the window and the coverage of one connection boil down to: plain numbers, compared with stored facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutlines {
    /// The server's time now.
    pub now: Timestamp,
    /// End of the newest covered interval. `None`: nothing is covered.
    pub horizon: Option<Timestamp>,
    /// Start of the window: so many days before the horizon (before now, when nothing is covered).
    pub window_start: Timestamp,
    /// Start of the unbroken coverage that ends at the horizon.
    pub unbroken_since: Option<Timestamp>,
}

impl Cutlines {
    /// Whether every moment of the window is covered.
    #[must_use]
    pub fn window_is_whole(&self) -> bool {
        self.unbroken_since.is_some_and(|since| since <= self.window_start)
    }
}
