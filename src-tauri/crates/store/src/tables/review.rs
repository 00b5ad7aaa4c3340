//! Decisions that a change is right.

use domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Sql;
use crate::reading::{Accepted, Review};

/// Accepts these changes by one decision; those that are accepted already, or are none any more, are left alone.
pub(crate) fn accept(
    connection: &Connection,
    changes: &[i64],
    reason: &str,
    by: &str,
    at: Timestamp,
) -> Sql<Accepted> {
    let decision: i64 =
        connection.query_row("SELECT coalesce(max(decision), 0) + 1 FROM review", [], |row| row.get(0))?;
    let mut accepted = 0;
    let mut is_open = connection.prepare_cached(
        "SELECT 1 FROM change WHERE number = ?1 AND replaced_ms IS NULL AND review IS NULL AND operation IS NULL",
    )?;
    for change in changes {
        if !is_open.exists([change])? {
            continue;
        }
        connection
            .prepare_cached(
                "INSERT INTO review (decision, change, reason, by, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![decision, change, reason, by, at.millis()])?;
        connection
            .prepare_cached("UPDATE change SET review = ?2 WHERE number = ?1")?
            .execute([*change, connection.last_insert_rowid()])?;
        accepted += 1;
    }
    Ok(Accepted { decision, accepted })
}

/// Takes a decision back; gives how many changes are open again.
pub(crate) fn undo(connection: &Connection, decision: i64, at: Timestamp) -> Sql<u64> {
    connection
        .prepare_cached(
            "UPDATE change SET review = NULL WHERE review IN (SELECT number FROM review WHERE decision = ?1)",
        )?
        .execute([decision])?;
    let undone = connection
        .prepare_cached("UPDATE review SET undone_ms = ?2 WHERE decision = ?1 AND undone_ms IS NULL")?
        .execute([decision, at.millis()])?;
    Ok(undone as u64)
}

/// One review.
pub(crate) fn read(connection: &Connection, number: i64) -> Sql<Option<Review>> {
    let mut statement =
        connection.prepare_cached("SELECT decision, reason, by, at_ms FROM review WHERE number = ?1")?;
    let review = statement.query_row([number], |row| {
        Ok(Review {
            decision: row.get(0)?,
            reason: row.get(1)?,
            by: row.get(2)?,
            at: Timestamp::from_millis(row.get(3)?),
        })
    });
    Ok(review.optional()?)
}
