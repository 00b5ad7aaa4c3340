//! Every host that was ever contacted.

use domain::time::Timestamp;
use rusqlite::{Connection, params};

use crate::error::Sql;
use crate::reading::Egress;
use crate::varint::{signed, unsigned};

/// Counts requests to a host.
pub(crate) fn count(connection: &Connection, host: &str, requests: u64, at: Timestamp) -> Sql<()> {
    connection
        .prepare_cached(
            "INSERT INTO egress VALUES (?1, ?2, ?3) ON CONFLICT (host) DO UPDATE
             SET requests = requests + excluded.requests, last_ms = max(last_ms, excluded.last_ms)",
        )?
        .execute(params![host, signed(requests), at.millis()])?;
    Ok(())
}

/// All of them, by host.
pub(crate) fn all(connection: &Connection) -> Sql<Vec<Egress>> {
    let mut statement =
        connection.prepare_cached("SELECT host, requests, last_ms FROM egress ORDER BY host")?;
    let rows = statement.query_map([], |row| {
        Ok(Egress {
            host: row.get(0)?,
            requests: unsigned(row.get(1)?),
            last_at: Timestamp::from_millis(row.get(2)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
