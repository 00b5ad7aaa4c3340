//! Shown things: what crosses into the window. Stored things never do; each view says how it is made from them.
//!
//! Names end in `View` or `Row`; boundary things end in `Request` or `Response`. Moments are milliseconds since the
//! Unix epoch (`…_at`), days are UTC days counted from 1970-01-01 (`…_day`), durations are milliseconds (`…_ms`).

pub mod client;
pub mod clients;
pub mod connect;
pub mod frame;
pub mod hosts;
pub mod inactive;
pub mod operations;
pub mod overview;
pub mod redirects;
pub mod settings;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The connections that a question is about. Empty means all of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct Scope {
    /// Connection ids.
    pub connections: Vec<String>,
}

/// A request that needs nothing but its scope.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ScopeRequest {
    /// Which connections.
    pub scope: Scope,
    /// The verdict window in days.
    pub window_days: u16,
}

/// A request that needs nothing.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, TS)]
pub struct EmptyRequest {}

/// An answer that says only that it was done.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, TS)]
pub struct DoneResponse {}

/// A request about one connection.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConnectionRequest {
    /// Its id.
    pub connection_id: String,
}

/// A number that is exact only when `proven`; otherwise it reads "≥ n".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct CountView {
    /// The number.
    pub n: u64,
    /// Whether it rests on a complete list.
    pub proven: bool,
}

/// Something that went wrong, in the three parts that every error has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProblemView {
    /// Machine-readable, stable; the window acts on it.
    pub code: ProblemCode,
    /// What happened, with status and time where known.
    pub happened: String,
    /// What was and was not changed or kept.
    pub kept: String,
    /// What to do.
    pub todo: String,
    /// When.
    pub at: Option<i64>,
}

/// What kind of problem it is. A code exists only if the window acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// No network, no answer.
    Offline,
    /// The server refused the credential.
    SignInRefused,
    /// The credential lacks a scope.
    ScopeMissing,
    /// The server asked us to slow down.
    RateLimited,
    /// The server failed or answered something else than the API documents.
    ServerFailed,
    /// The keychain is locked or missing.
    Keychain,
    /// The local files: disk full, read only, newer version, corrupt.
    Storage,
    /// The request makes no sense; a field is wrong.
    BadInput,
    /// A person stopped it.
    Cancelled,
    /// Anything else.
    Other,
}

/// Part of a screen's data that could not be read: unknown, never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct UnreadView {
    /// What is missing: "clients", "client grants", "log", …
    pub what: String,
    /// Which connection, by name.
    pub connection_name: String,
    /// Why, in one sentence.
    pub why: String,
    /// What to do, in one sentence.
    pub todo: String,
    /// When it was last read to its end.
    pub last_complete_at: Option<i64>,
    /// Machine-readable.
    pub code: ProblemCode,
}

/// How a UTC day is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayCover {
    /// Every moment of it (today: every moment so far, up to the horizon).
    Whole,
    /// Some of it.
    Part,
    /// Nothing.
    None,
}

/// A connection's last ninety UTC days of coverage.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CoverageView {
    /// Which connection.
    pub connection_id: String,
    /// Its name.
    pub connection_name: String,
    /// The first UTC day of `days`; the last is today.
    pub first_day: i32,
    /// One entry a day, oldest first.
    pub days: Vec<DayCover>,
    /// End of what was read, minus the lag allowance.
    pub horizon_at: Option<i64>,
    /// Start of the unbroken coverage that ends at the horizon.
    pub unbroken_since_at: Option<i64>,
    /// Start of the verdict window.
    pub window_start_at: i64,
    /// How much of the window was watched, 0 to 1.
    pub watched: f64,
    /// The longest hole of the window.
    pub longest_hole_ms: i64,
    /// When the window becomes provable if watching goes on, when it is not yet.
    pub provable_at: Option<i64>,
    /// The holes since the first covered moment, newest first, with their reasons.
    pub holes: Vec<HoleView>,
    /// What of the window lies before the first covered moment.
    pub before: Option<HoleView>,
    /// For how many days the tenant keeps its log, as measured: the oldest row seen at the latest full reading.
    pub keeps_days: Option<u32>,
    /// Without a sync before this moment, days are lost.
    pub lost_unless_synced_by_at: Option<i64>,
    /// Whether the horizon is more than 24 hours behind, so that verdicts are worded as of it.
    pub stale: bool,
}

/// One hole of the coverage.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HoleView {
    /// First moment not held.
    pub from_at: i64,
    /// First moment held again.
    pub to_at: i64,
    /// Why, in words.
    pub reason: String,
}
