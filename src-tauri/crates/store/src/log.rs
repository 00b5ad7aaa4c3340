//! What a reading of a log brings, and what the ledger says about it.

use domain::activity::LogEvent;
use domain::coverage::{Coverage, Hole, Interval};
use domain::ids::LogId;
use domain::time::Timestamp;
use serde_json::Value;

/// Where forward reading goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The newest row that was read.
    pub log_id: LogId,
    /// Its moment.
    pub at: Timestamp,
}

/// Log rows and what their reading proves, applied as one: all of it or nothing.
#[derive(Clone, Debug, Default)]
pub struct LogBatch {
    /// The rows, in any order; a row that is already held adds nothing.
    pub rows: Vec<LogEvent>,
    /// The server's time of the reading. `None` only for a batch without rows.
    pub read_at: Option<Timestamp>,
    /// A stretch that is not held after all; taken back before `claim` is added.
    pub withdraw: Option<Interval>,
    /// A stretch that is now held.
    pub claim: Option<Interval>,
    /// Why stretches are not held. A newer reason replaces an older one; what is claimed needs none.
    pub holes: Vec<Hole>,
    /// The new place for forward reading. `None`: as before.
    pub forward_cursor: Option<Cursor>,
    /// The reader's own notes on where it is, opaque here. `None`: as before; `Value::Null` clears them.
    pub progress: Option<Value>,
    /// How far the log was read, by the server's time; never goes back. `None`: as before.
    pub read_to: Option<Timestamp>,
    /// The measured lag allowance in milliseconds. `None`: as before.
    pub lag_allowance_ms: Option<i64>,
    /// Whether nothing of the batch is to be held when one of its rows comes late ([`LogOutcome::earliest_late`]): what was
    /// claimed over it is to be taken back first.
    pub unless_late: bool,
}

/// What a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogOutcome {
    /// Rows that were not held before.
    pub new_rows: u64,
    /// Rows that were.
    pub duplicates: u64,
    /// The largest `read_at - date` of a new row, in milliseconds. `None`: no row was new.
    pub worst_lateness_ms: Option<i64>,
    /// The earliest date of a new row that lies in time that was claimed before this batch: a late row.
    pub earliest_late: Option<Timestamp>,
    /// How many new rows are late in that sense.
    pub late_rows: u64,
}

/// What is known about the log of one connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// What is held.
    pub coverage: Coverage,
    /// What is not held although somebody asked, with reasons, oldest first; disjoint from the coverage.
    pub holes: Vec<Hole>,
    /// Where forward reading goes on.
    pub forward_cursor: Option<Cursor>,
    /// The reader's own notes; `Value::Null` when there are none.
    pub progress: Value,
    /// How far the log was read, by the server's time.
    pub read_to: Option<Timestamp>,
    /// The measured lag allowance in milliseconds; 0 before the first measurement.
    pub lag_allowance_ms: i64,
    /// Date of the oldest row held.
    pub oldest_row: Option<Timestamp>,
    /// Date of the newest row held.
    pub newest_row: Option<Timestamp>,
    /// How many rows are held, raw or not.
    pub rows: u64,
}
