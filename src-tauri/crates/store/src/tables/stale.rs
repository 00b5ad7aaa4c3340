//! Clients whose changes have to be derived anew.

use domain::deed::Deed;
use domain::ids::ClientId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Sql;
use crate::tables::sighting;

/// One such client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stale {
    pub client: ClientId,
    pub generation: i64,
}

/// Notes that something new is known of a client.
pub(crate) fn mark(connection: &Connection, number: i64, client_id: &str) -> Sql<()> {
    connection
        .prepare_cached(
            "INSERT INTO stale VALUES (?1, ?2, 1) ON CONFLICT DO UPDATE SET generation = generation + 1",
        )?
        .execute(params![number, client_id])?;
    Ok(())
}

/// Notes what deeds are about, and where they came from.
pub(crate) fn mark_deeds(connection: &Connection, number: i64, deeds: &[Deed]) -> Sql<()> {
    let mut about = connection.prepare_cached(
        "SELECT about FROM thing WHERE connection = ?1 AND kind = 'client_grant' AND key = ?2",
    )?;
    for deed in deeds {
        sighting::see(connection, number, &deed.trace)?;
        if let Some(client) = deed.client() {
            mark(connection, number, client.as_str())?;
        } else if let Some(grant) = deed.grant() {
            let client =
                about.query_row(params![number, grant], |row| row.get::<_, Option<String>>(0)).optional()?;
            if let Some(client) = client.flatten() {
                mark(connection, number, &client)?;
            }
        }
    }
    Ok(())
}

/// The log's gaps are others than when changes were last derived: every client with a change has to be derived anew.
pub(crate) fn mark_gapped(connection: &Connection, number: i64, gaps: &str) -> Sql<()> {
    let changed = connection
        .prepare_cached(
            "UPDATE connection SET derived_gaps = ?2 WHERE number = ?1 AND derived_gaps IS NOT ?2",
        )?
        .execute(params![number, gaps])?;
    if changed == 0 {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT client_id FROM change JOIN client ON client.number = change.client
         WHERE change.connection = ?1 AND replaced_ms IS NULL",
    )?;
    let clients: Vec<String> =
        statement.query_map([number], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    clients.iter().try_for_each(|client| mark(connection, number, client))
}

/// The first so many known clients among them, after a client id. Rows alone make no known client: those wait for a look.
pub(crate) fn next(connection: &Connection, number: i64, after: &str, limit: u32) -> Sql<Vec<Stale>> {
    let mut statement = connection.prepare_cached(
        "SELECT stale.client_id, generation FROM stale
         JOIN client ON client.connection = stale.connection AND client.client_id = stale.client_id
         WHERE stale.connection = ?1 AND stale.client_id > ?2 ORDER BY stale.client_id LIMIT ?3",
    )?;
    let rows = statement.query_map(params![number, after, limit], |row| {
        Ok(Stale { client: ClientId::new(row.get::<_, String>(0)?), generation: row.get(1)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The known clients among them, by number, in its order.
pub(crate) fn clients(connection: &Connection, number: i64) -> Sql<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT client.number FROM stale
         JOIN client ON client.connection = stale.connection AND client.client_id = stale.client_id
         WHERE stale.connection = ?1 ORDER BY client.number",
    )?;
    Ok(statement.query_map([number], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The changes of a client were derived from everything that was known at this generation.
pub(crate) fn clear(connection: &Connection, number: i64, stale: &Stale) -> Sql<()> {
    connection
        .prepare_cached("DELETE FROM stale WHERE connection = ?1 AND client_id = ?2 AND generation = ?3")?
        .execute(params![number, stale.client.as_str(), stale.generation])?;
    Ok(())
}
