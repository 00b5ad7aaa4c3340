//! Complete lists, and what could not be read.

use domain::listing::Unread;
use domain::snapshot::SnapshotKind;
use domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Sql;
use crate::reading::ReadState;
use crate::text;

/// The stored name of the log, beside the kinds of snapshots.
const LOG: &str = "log";

/// Notes that a list was read to its end; the reason why it had not been is no longer so.
pub(crate) fn record(
    connection: &Connection,
    number: i64,
    kind: SnapshotKind,
    started_at: Timestamp,
    ended_at: Timestamp,
) -> Sql<()> {
    connection.prepare_cached("INSERT OR REPLACE INTO listing VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        number,
        kind.as_str(),
        started_at.millis(),
        ended_at.millis()
    ])?;
    record_unread(connection, number, Some(kind), None, ended_at)
}

/// Notes why something could not be read, or that it could.
pub(crate) fn record_unread(
    connection: &Connection,
    number: i64,
    what: Option<SnapshotKind>,
    why: Option<&Unread>,
    at: Timestamp,
) -> Sql<()> {
    let what = what.map_or(LOG, SnapshotKind::as_str);
    match why {
        Some(why) => connection
            .prepare_cached("INSERT OR REPLACE INTO unread VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![number, what, text::json(why), at.millis()])?,
        None => connection
            .prepare_cached("DELETE FROM unread WHERE connection = ?1 AND what = ?2")?
            .execute(params![number, what])?,
    };
    Ok(())
}

/// How the reading of each kind and of the log stands.
pub(crate) fn states(connection: &Connection, number: i64) -> Sql<Vec<ReadState>> {
    let whats = SnapshotKind::ALL.into_iter().map(Some).chain([None]);
    whats.map(|what| state(connection, number, what)).collect()
}

fn state(connection: &Connection, number: i64, what: Option<SnapshotKind>) -> Sql<ReadState> {
    let name = what.map_or(LOG, SnapshotKind::as_str);
    let mut statement = connection.prepare_cached(
        "SELECT started_ms, ended_ms FROM listing WHERE connection = ?1 AND kind = ?2
         ORDER BY started_ms DESC LIMIT 1",
    )?;
    let at = Timestamp::from_millis;
    let last_complete = statement
        .query_row(params![number, name], |row| Ok((at(row.get(0)?), at(row.get(1)?))))
        .optional()?;
    let mut statement =
        connection.prepare_cached("SELECT reason, at_ms FROM unread WHERE connection = ?1 AND what = ?2")?;
    let unread: Option<(String, i64)> =
        statement.query_row(params![number, name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let unread = unread
        .map(|(reason, ms)| {
            Ok::<_, crate::error::Fault>((text::parse_json("unread", "reason", &reason)?, at(ms)))
        })
        .transpose()?;
    Ok(ReadState { what, last_complete, unread })
}

/// Around a moment: the starts of the latest complete listing of clients that began at or before it, and of the latest
/// that began after it.
pub(crate) fn around(connection: &Connection, number: i64, ms: i64) -> Sql<(Option<i64>, Option<i64>)> {
    let mut statement = connection.prepare_cached(
        "SELECT max(started_ms) FILTER (WHERE started_ms <= ?2), max(started_ms) FILTER (WHERE started_ms > ?2)
         FROM listing WHERE connection = ?1 AND kind = 'client'",
    )?;
    Ok(statement.query_row([number, ms], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
