//! What a person can change, as JSON under a key.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Sql;

/// The JSON under a key.
pub(crate) fn read(connection: &Connection, key: &str) -> Sql<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT json FROM setting WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

/// Puts JSON under a key.
pub(crate) fn write(connection: &Connection, key: &str, json: &str) -> Sql<()> {
    connection
        .prepare_cached(
            "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET json = excluded.json",
        )?
        .execute(params![key, json])?;
    Ok(())
}
