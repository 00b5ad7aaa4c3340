//! When an address, a user agent and an actor were first seen in administrative rows.

use domain::change::Trace;
use domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Sql;
use crate::reading::FirstSeen;

const ADDRESS: i64 = 0;
const USER_AGENT: i64 = 1;
const ACTOR: i64 = 2;

/// Notes where a row came from.
pub(crate) fn see(connection: &Connection, number: i64, trace: &Trace) -> Sql<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO sighting VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET first_ms = min(first_ms, excluded.first_ms)",
    )?;
    for (kind, value) in values(trace) {
        statement.execute(params![number, kind, value, trace.at.millis()])?;
    }
    Ok(())
}

/// What was never seen before this row.
pub(crate) fn first_seen(connection: &Connection, number: i64, trace: &Trace) -> Sql<FirstSeen> {
    let mut statement = connection
        .prepare_cached("SELECT first_ms FROM sighting WHERE connection = ?1 AND kind = ?2 AND value = ?3")?;
    let mut seen = FirstSeen::default();
    for (kind, value) in values(trace) {
        let first: Option<i64> =
            statement.query_row(params![number, kind, value], |row| row.get(0)).optional()?;
        let is_first = first.is_none_or(|first| trace.at <= Timestamp::from_millis(first));
        match kind {
            ADDRESS => seen.address = is_first,
            USER_AGENT => seen.user_agent = is_first,
            _ => seen.actor = is_first,
        }
    }
    Ok(seen)
}

fn values(trace: &Trace) -> impl Iterator<Item = (i64, String)> {
    let address = trace.address.clone().map(|address| (ADDRESS, address));
    let user_agent = trace.user_agent.clone().map(|user_agent| (USER_AGENT, user_agent));
    address.into_iter().chain(user_agent).chain([(ACTOR, trace.actor.key())])
}
