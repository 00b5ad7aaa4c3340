//! The coverage ledger against what was really there to be read.

use super::oracle::{Oracle, horizon, is_claimed, is_unbroken};

/// How one ledger compares with the truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerCheck {
    /// Rows that were never read although the ledger claims the second that they fall in.
    pub unread_rows_claimed: u64,
    /// Stretches that had to be claimed and are not, not wholly.
    pub stretches_missing: u64,
    /// Time from the end of the newest claim to the newest reading of the log after which a claim was due, in milliseconds.
    pub held_back: i64,
    /// Whether no claim was due after the newest reading: it came after long absence, and the log was empty.
    pub nothing_due: bool,
}

/// Holds the claims of a ledger against the rows and readings.
#[must_use]
pub fn check(oracle: &Oracle<'_>, claims: &[(i64, i64)]) -> LedgerCheck {
    let unread = oracle.rows.iter().filter(|row| is_claimed(claims, row.date) && !oracle.was_read(**row));
    let due = oracle.claims();
    let missing = due.iter().filter(|(from, to)| !is_unbroken(claims, *from, *to));
    let readings = oracle.readings.iter().filter(|reading| reading.log);
    let due_to = horizon(&due);
    let last_due = readings
        .clone()
        .filter(|reading| Some(reading.at - reading.allowance) == due_to)
        .map(|reading| reading.at)
        .max();
    LedgerCheck {
        unread_rows_claimed: unread.count() as u64,
        stretches_missing: missing.count() as u64,
        held_back: last_due.zip(horizon(claims)).map_or(0, |(reading, end)| reading - end),
        nothing_due: last_due != readings.map(|reading| reading.at).max(),
    }
}
