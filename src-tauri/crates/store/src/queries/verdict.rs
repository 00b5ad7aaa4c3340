//! The verdict as SQL over stored facts and cut-lines (`assessment::cutlines` states the rule and holds it equal).

use domain::time::{DAY_MS, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, Rows, Statement};

use crate::error::Sql;
use crate::reading::Judged;
use crate::tables::connection;

/// Added to L before tokens count as dead (product.md, "L + 1 day").
const MARGIN_MS: i64 = DAY_MS;

/// Whether the client is never judged: the tenant's global one, or the one that Rollcall signs in as.
pub(crate) const IS_TAGGED: &str = "(is_global OR client IS ?5)";

/// Whether no success is known although its whole life is covered.
pub(crate) const NEVER_USED: &str =
    "(last_use_ms IS NULL AND coalesce(?4 <= created_ms AND created_ms < ?2, 0))";

/// Length of the quiet stretch in milliseconds.
pub(crate) const QUIET_MS: &str = "max(0, coalesce(?2 - max(coalesce(last_use_ms, ?4), ?4), 0))";

/// The verdict's code; NULL for clients that are never judged.
pub(crate) fn verdict() -> String {
    format!(
        "CASE WHEN {IS_TAGGED} THEN NULL
           WHEN last_use_ms >= ?3 THEN 0
           WHEN created_ms >= ?3 OR absent_ms >= ?3 THEN 1
           WHEN NOT coalesce(?4 <= ?3 AND seen_ms < ?2, 0) THEN 2
           WHEN ?2 - max(coalesce(last_use_ms, ?4), ?4) < token_lifetime_ms + {MARGIN_MS} THEN 3
           ELSE 4 END"
    )
}

/// The parameters that these expressions share: `?1` connection, `?2` horizon, `?3` start of the window, `?4` start of the
/// unbroken coverage, `?5` the client that Rollcall signs in as.
pub(crate) fn parameters(connection: &Connection, judged: &Judged) -> Sql<Vec<Value>> {
    let number = connection::number(connection, &judged.connection)?;
    let lines = &judged.cutlines;
    Ok(vec![
        Value::Integer(number),
        moment(lines.horizon),
        Value::Integer(lines.window_start.millis()),
        moment(lines.unbroken_since),
        connection::own_client(connection, number)?.map_or(Value::Null, Value::Integer),
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
