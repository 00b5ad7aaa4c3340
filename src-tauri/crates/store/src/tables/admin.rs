//! Administrative rows that name a client, and registrations.

use domain::activity::{AdminAction, LogEvent};
use domain::ids::LogId;
use domain::time::Timestamp;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::error::{Fault, Sql};
use crate::reading::AdminRow;
use crate::tables::actor;

/// The stored number of an action: never renumber.
const ACTIONS: [AdminAction; 8] = [
    AdminAction::ClientCreated,
    AdminAction::ClientSelfRegistered,
    AdminAction::ClientUpdated,
    AdminAction::ClientDeleted,
    AdminAction::SecretRotated,
    AdminAction::SecretRead,
    AdminAction::GrantChanged,
    AdminAction::Other,
];

/// Keeps a new row about `target`.
pub(crate) fn insert(
    connection: &Connection,
    event: &LogEvent,
    key: &[u8],
    target: i64,
    action: AdminAction,
    caller: Option<i64>,
) -> Sql<()> {
    let code = ACTIONS.iter().position(|known| *known == action);
    connection
        .prepare_cached("INSERT OR IGNORE INTO admin VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![target, event.date.millis(), key, code, caller, event.user])?;
    Ok(())
}

/// Keeps a new creation row with the address that it came from (`ip`, facts/auth0.md 6.6), when the row still holds it.
pub(crate) fn register(connection: &Connection, event: &LogEvent, key: &[u8], is_self: bool) -> Sql<()> {
    let raw: Option<Value> = serde_json::from_slice(&event.raw).ok();
    let address = raw.as_ref().and_then(|raw| raw.get("ip")).and_then(Value::as_str);
    connection
        .prepare_cached("INSERT OR IGNORE INTO registration VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![event.date.millis(), key, is_self, address])?;
    Ok(())
}

/// Self-registrations from `since` on, oldest first, with their addresses.
pub(crate) fn self_registrations(
    connection: &Connection,
    since: Timestamp,
) -> Sql<Vec<(Timestamp, Option<String>)>> {
    let mut statement = connection.prepare_cached(
        "SELECT date_ms, address FROM registration WHERE date_ms >= ?1 AND is_self ORDER BY date_ms",
    )?;
    let rows = statement
        .query_map([since.millis()], |row| Ok((Timestamp::from_millis(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest rows about an id, newest first.
pub(crate) fn about(connection: &Connection, target: i64, limit: u32) -> Sql<Vec<AdminRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT date_ms, key, action, caller, user FROM admin WHERE target = ?1
         ORDER BY date_ms DESC, key DESC LIMIT ?2",
    )?;
    let mut rows = statement.query(params![target, limit])?;
    let mut about = Vec::new();
    while let Some(row) = rows.next()? {
        let at: i64 = row.get(0)?;
        let key: Vec<u8> = row.get(1)?;
        let caller: Option<i64> = row.get(3)?;
        about.push(AdminRow {
            log_id: LogId::from_key(&key).ok_or_else(|| Fault::row("admin", "key", &at, "not a log id"))?,
            at: Timestamp::from_millis(at),
            action: *ACTIONS
                .get(row.get::<_, usize>(2)?)
                .ok_or_else(|| Fault::row("admin", "action", &at, "not a known action"))?,
            caller: caller.map(|caller| actor::id_of(connection, caller)).transpose()?,
            user: row.get(4)?,
        });
    }
    Ok(about)
}
