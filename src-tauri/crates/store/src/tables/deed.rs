//! What administrative rows did to a client or a client grant.

use domain::deed::Deed;
use domain::history::KnownDeed;
use domain::ids::ClientId;
use domain::time::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::error::Sql;
use crate::text;

/// Keeps the deed of a new row, which the batch `seq` brought.
pub(crate) fn insert(
    connection: &Connection,
    deed: &Deed,
    key: &[u8],
    seq: i64,
    read_at: Timestamp,
) -> Sql<()> {
    let client = deed.client().map(ClientId::as_str);
    connection
        .prepare_cached("INSERT OR IGNORE INTO deed VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![key, seq, read_at.millis(), client, deed.grant(), text::json(deed)])?;
    Ok(())
}

/// Every deed that a batch after `seq` brought.
pub(crate) fn since(connection: &Connection, seq: i64) -> Sql<Vec<Deed>> {
    let mut statement = connection.prepare_cached("SELECT read_ms, json FROM deed WHERE seq > ?1")?;
    let rows: Vec<_> = statement.query_map([seq], read)?.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|row| Ok(understood(&row)?.deed)).collect()
}

/// Every deed about a client or one of these grants.
pub(crate) fn about(connection: &Connection, client: &ClientId, grants: &[String]) -> Sql<Vec<KnownDeed>> {
    let mut statement = connection.prepare_cached("SELECT read_ms, json FROM deed WHERE client = ?1")?;
    let mut rows: Vec<_> = statement.query_map([client.as_str()], read)?.collect::<rusqlite::Result<_>>()?;
    let mut statement =
        connection.prepare_cached("SELECT read_ms, json FROM deed WHERE grant_id = ?1 AND client IS NULL")?;
    for grant in grants {
        for row in statement.query_map([grant], read)? {
            rows.push(row?);
        }
    }
    rows.iter().map(understood).collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn understood((read_ms, json): &(i64, String)) -> Sql<KnownDeed> {
    let deed = text::parse_json("deed", "json", json)?;
    Ok(KnownDeed { deed, learned_at: Timestamp::from_millis(*read_ms) })
}
