//! The verdict as SQL over stored facts and cut-lines (`assessment::cutlines` states the rule and holds it equal).

use domain::time::{DAY_MS, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, Rows, Statement};

use crate::error::Sql;
use crate::reading::{ClientTag, Judged};
use crate::tables::connection;

/// Added to L before tokens count as dead (product.md, "L + 1 day").
const MARGIN_MS: i64 = DAY_MS;

/// Whether no success is known although its whole life is covered.
pub(crate) const NEVER_USED: &str =
    "CASE WHEN last_use_ms IS NULL THEN coalesce(?4 <= created_ms AND created_ms < ?2, 0) ELSE 0 END";

/// Length of the quiet stretch in milliseconds.
pub(crate) const QUIET_MS: &str =
    "CASE WHEN last_use_ms > ?4 THEN CASE WHEN ?2 > last_use_ms THEN ?2 - last_use_ms ELSE 0 END
   ELSE coalesce(?2 - ?4, 0) END";

/// The verdict's code. Clients that are never judged ([`tagged`]) have to be told apart by the caller: they are two among
/// all, and asking for each row is dear.
pub(crate) fn verdict() -> String {
    // the quiet stretch begins at the later of two moments, so it is short when either lies close
    format!(
        "CASE WHEN last_use_ms >= ?3 THEN 0
           WHEN created_ms >= ?3 OR absent_ms >= ?3 THEN 1
           WHEN NOT coalesce(?4 <= ?3 AND seen_ms < ?2, 0) THEN 2
           WHEN ?2 - ?4 < token_lifetime_ms + {MARGIN_MS} OR ?2 - last_use_ms < token_lifetime_ms + {MARGIN_MS} THEN 3
           ELSE 4 END"
    )
}

/// The clients of a connection that are never judged, and why.
pub(crate) fn tagged(connection: &Connection, parameters: &[Value]) -> Sql<Vec<(i64, ClientTag)>> {
    let Some(Value::Integer(number)) = parameters.first() else { return Ok(Vec::new()) };
    let mut statement =
        connection.prepare_cached("SELECT client FROM fact WHERE connection = ?1 AND is_global")?;
    let globals = statement.query_map([number], |row| Ok((row.get(0)?, ClientTag::Global)))?;
    let mut tagged: Vec<_> = globals.collect::<rusqlite::Result<_>>()?;
    if let Some(own) = connection::own_client(connection, *number)?
        && tagged.iter().all(|(client, _)| *client != own)
    {
        tagged.push((own, ClientTag::Rollcall));
    }
    Ok(tagged)
}

/// Whether a client is among those that are never judged.
pub(crate) fn is_tagged(tagged: &[(i64, ClientTag)], client: i64) -> bool {
    tagged.iter().any(|(tagged, _)| *tagged == client)
}

/// The parameters that these expressions share: `?1` connection, `?2` horizon, `?3` start of the window, `?4` start of the
/// unbroken coverage.
pub(crate) fn parameters(connection: &Connection, judged: &Judged) -> Sql<Vec<Value>> {
    let number = connection::number(connection, &judged.connection)?;
    let lines = &judged.cutlines;
    Ok(vec![
        Value::Integer(number),
        moment(lines.horizon),
        Value::Integer(lines.window_start.millis()),
        moment(lines.unbroken_since),
    ])
}

/// A moment as a parameter; `None` is NULL, with which every comparison is false.
pub(crate) fn moment(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| Value::Integer(at.millis()))
}

/// Runs a statement that may name only the first few of these parameters.
pub(crate) fn run<'s>(statement: &'s mut Statement<'_>, parameters: &[Value]) -> Sql<Rows<'s>> {
    for (place, parameter) in (1..=statement.parameter_count()).zip(parameters) {
        statement.raw_bind_parameter(place, parameter)?;
    }
    Ok(statement.raw_query())
}
