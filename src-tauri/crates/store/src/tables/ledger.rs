//! What was watched: covered intervals, holes with reasons, and where reading stands.

use domain::coverage::{Coverage, Hole, Interval};
use domain::ids::LogId;
use domain::time::Timestamp;
use rusqlite::{Connection, params};

use crate::error::{Fault, Sql};
use crate::log::{Cursor, Ledger};
use crate::text;
use crate::varint::unsigned;

/// The only source so far: [`domain::coverage::Source::Poll`].
const POLL: &str = "poll";

/// Reads all of it.
pub(crate) fn read(connection: &Connection) -> Sql<Ledger> {
    let mut statement = connection.prepare_cached(
        "SELECT rows, oldest_ms, newest_ms, cursor, cursor_ms, progress, read_to_ms, lag_allowance_ms FROM log",
    )?;
    let at = Timestamp::from_millis;
    let (mut ledger, progress) = statement.query_row([], |row| {
        let cursor: Option<String> = row.get(3)?;
        let cursor_ms: Option<i64> = row.get(4)?;
        let ledger = Ledger {
            coverage: Coverage::default(),
            holes: Vec::new(),
            forward_cursor: cursor
                .zip(cursor_ms)
                .map(|(log_id, ms)| Cursor { log_id: LogId::new(log_id), at: at(ms) }),
            progress: serde_json::Value::Null,
            read_to: row.get::<_, Option<i64>>(6)?.map(at),
            lag_allowance_ms: row.get(7)?,
            oldest_row: row.get::<_, Option<i64>>(1)?.map(at),
            newest_row: row.get::<_, Option<i64>>(2)?.map(at),
            rows: unsigned(row.get(0)?),
        };
        Ok((ledger, row.get::<_, String>(5)?))
    })?;
    ledger.progress = text::parse_json("log", "progress", &progress)?;
    ledger.coverage = coverage(connection)?;
    ledger.holes = holes(connection)?;
    Ok(ledger)
}

/// The covered intervals.
pub(crate) fn coverage(connection: &Connection) -> Sql<Coverage> {
    let mut statement = connection.prepare_cached("SELECT from_ms, to_ms FROM covered ORDER BY from_ms")?;
    let mut rows = statement.query([])?;
    let mut coverage = Coverage::default();
    while let Some(row) = rows.next()? {
        coverage.add(interval("covered", row.get(0)?, row.get(1)?)?);
    }
    Ok(coverage)
}

fn holes(connection: &Connection) -> Sql<Vec<Hole>> {
    let mut statement =
        connection.prepare_cached("SELECT from_ms, to_ms, reason FROM hole ORDER BY from_ms")?;
    let mut rows = statement.query([])?;
    let mut holes = Vec::new();
    while let Some(row) = rows.next()? {
        let interval = interval("hole", row.get(0)?, row.get(1)?)?;
        let reason: String = row.get(2)?;
        holes.push(Hole { interval, reason: text::parse("hole", "reason", &reason)? });
    }
    Ok(holes)
}

fn interval(table: &'static str, from: i64, to: i64) -> Sql<Interval> {
    Interval::new(Timestamp::from_millis(from), Timestamp::from_millis(to))
        .ok_or_else(|| Fault::row(table, "to_ms", &from, "not after from_ms"))
}

/// Takes back, claims and explains, in this order; what is covered needs no explanation.
pub(crate) fn change(
    connection: &Connection,
    mut coverage: Coverage,
    withdraw: Option<Interval>,
    claim: Option<Interval>,
    new_holes: &[Hole],
) -> Sql<()> {
    if let Some(interval) = withdraw {
        coverage.withdraw(interval);
    }
    if let Some(interval) = claim {
        coverage.add(interval);
    }
    let mut holes = holes(connection)?;
    for hole in new_holes {
        holes = holes.into_iter().flat_map(|held| without(held, hole.interval)).collect();
        holes.push(*hole);
    }
    for covered in coverage.intervals() {
        holes = holes.into_iter().flat_map(|hole| without(hole, *covered)).collect();
    }
    connection.execute("DELETE FROM covered", [])?;
    let mut insert = connection.prepare_cached("INSERT INTO covered VALUES (?1, ?2, ?3)")?;
    for held in coverage.intervals() {
        insert.execute(params![held.from.millis(), held.to.millis(), POLL])?;
    }
    connection.execute("DELETE FROM hole", [])?;
    let mut insert = connection.prepare_cached("INSERT INTO hole VALUES (?1, ?2, ?3)")?;
    for hole in joined(holes) {
        insert.execute(params![
            hole.interval.from.millis(),
            hole.interval.to.millis(),
            text::of(&hole.reason)
        ])?;
    }
    Ok(())
}

fn without(hole: Hole, taken: Interval) -> impl Iterator<Item = Hole> {
    let parts = [
        Interval::new(hole.interval.from, hole.interval.to.min(taken.from)),
        Interval::new(hole.interval.from.max(taken.to), hole.interval.to),
    ];
    parts.into_iter().flatten().map(move |interval| Hole { interval, reason: hole.reason })
}

/// Touching holes of one reason as one, oldest first.
fn joined(mut holes: Vec<Hole>) -> Vec<Hole> {
    holes.sort_by_key(|hole| hole.interval);
    let mut all: Vec<Hole> = Vec::new();
    for hole in holes {
        match all.last_mut() {
            Some(last) if last.reason == hole.reason && last.interval.to == hole.interval.from => {
                last.interval.to = hole.interval.to;
            }
            _ => all.push(hole),
        }
    }
    all
}
