//! The connections of this installation.

use domain::connection::Connection as Tenant;
use domain::ids::ConnectionId;
use domain::listing::Unread;
use domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use url::Url;

use crate::error::{Fault, Sql, StoreError};
use crate::reading::SyncState;
use crate::text;

const COLUMNS: &str =
    "id, name, domain, base_url, audience, environment, permission, sign_in, ca_file, paused, created_ms";

/// A stored row before its texts are understood.
struct Stored {
    id: String,
    name: String,
    domain: String,
    base_url: String,
    audience: String,
    environment: String,
    permission: String,
    sign_in: String,
    ca_file: Option<String>,
    paused: bool,
    created_ms: i64,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            domain: row.get(2)?,
            base_url: row.get(3)?,
            audience: row.get(4)?,
            environment: row.get(5)?,
            permission: row.get(6)?,
            sign_in: row.get(7)?,
            ca_file: row.get(8)?,
            paused: row.get(9)?,
            created_ms: row.get(10)?,
        })
    }

    fn understood(self) -> Sql<Tenant> {
        let base_url = Url::parse(&self.base_url)
            .map_err(|error| Fault::row("connection", "base_url", &self.id, error.to_string()))?;
        Ok(Tenant {
            id: ConnectionId::new(self.id),
            name: self.name,
            domain: self.domain,
            base_url,
            audience: self.audience,
            environment: text::parse("connection", "environment", &self.environment)?,
            permission: text::parse("connection", "permission", &self.permission)?,
            sign_in: text::parse_json("connection", "sign_in", &self.sign_in)?,
            ca_file: self.ca_file,
            paused: self.paused,
            created_at: Timestamp::from_millis(self.created_ms),
        })
    }
}

/// Every connection, by name.
pub(crate) fn all(connection: &Connection) -> Sql<Vec<Tenant>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM connection ORDER BY name, id"))?;
    let stored: Vec<_> = statement.query_map([], Stored::read)?.collect::<rusqlite::Result<_>>()?;
    stored.into_iter().map(Stored::understood).collect()
}

/// The number of a connection, and how much of its events file is projected.
pub(crate) fn number_and_seq(connection: &Connection, id: &ConnectionId) -> Sql<(i64, i64)> {
    let mut statement =
        connection.prepare_cached("SELECT number, projected_seq FROM connection WHERE id = ?1")?;
    let found = statement.query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.ok_or(Fault::Told(StoreError::NoSuchConnection))
}

/// The number of a connection.
pub(crate) fn number(connection: &Connection, id: &ConnectionId) -> Sql<i64> {
    Ok(number_and_seq(connection, id)?.0)
}

/// The client that Rollcall signs in as.
pub(crate) fn own_client(connection: &Connection, number: i64) -> Sql<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT sign_in FROM connection WHERE number = ?1")?;
    let sign_in: String = statement.query_row([number], |row| row.get(0))?;
    let sign_in: domain::connection::SignIn = text::parse_json("connection", "sign_in", &sign_in)?;
    let Some(client) = sign_in.client_id() else { return Ok(None) };
    let mut statement =
        connection.prepare_cached("SELECT number FROM client WHERE connection = ?1 AND client_id = ?2")?;
    Ok(statement.query_row(params![number, client.as_str()], |row| row.get(0)).optional()?)
}

/// Adds a connection.
pub(crate) fn insert(connection: &Connection, tenant: &Tenant) -> Sql<()> {
    refuse_taken_name(connection, tenant)?;
    connection.execute(
        &format!("INSERT INTO connection ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
        params![
            tenant.id.as_str(),
            tenant.name,
            tenant.domain,
            tenant.base_url.as_str(),
            tenant.audience,
            text::of(&tenant.environment),
            text::of(&tenant.permission),
            text::json(&tenant.sign_in),
            tenant.ca_file,
            tenant.paused,
            tenant.created_at.millis(),
        ],
    )?;
    Ok(())
}

/// Changes a connection; its id and the moment when it was added stay.
pub(crate) fn update(connection: &Connection, tenant: &Tenant) -> Sql<()> {
    refuse_taken_name(connection, tenant)?;
    let changed = connection.execute(
        "UPDATE connection SET name = ?2, domain = ?3, base_url = ?4, audience = ?5, environment = ?6,
           permission = ?7, sign_in = ?8, ca_file = ?9, paused = ?10 WHERE id = ?1",
        params![
            tenant.id.as_str(),
            tenant.name,
            tenant.domain,
            tenant.base_url.as_str(),
            tenant.audience,
            text::of(&tenant.environment),
            text::of(&tenant.permission),
            text::json(&tenant.sign_in),
            tenant.ca_file,
            tenant.paused,
        ],
    )?;
    if changed == 0 { Err(StoreError::NoSuchConnection.into()) } else { Ok(()) }
}

fn refuse_taken_name(connection: &Connection, tenant: &Tenant) -> Sql<()> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM connection WHERE name = ?1 AND id <> ?2")?;
    if statement.exists(params![tenant.name, tenant.id.as_str()])? {
        return Err(StoreError::NameTaken { name: tenant.name.clone() }.into());
    }
    Ok(())
}

/// Removes a connection with everything that was read through it.
pub(crate) fn delete(connection: &Connection, id: &ConnectionId) -> Sql<()> {
    let number = number(connection, id)?;
    connection.execute("DELETE FROM fact WHERE connection = ?1", [number])?;
    connection.execute("DELETE FROM connection WHERE number = ?1", [number])?;
    connection.execute(
        "DELETE FROM content WHERE number NOT IN (SELECT content FROM thing UNION SELECT content FROM version)",
        [],
    )?;
    Ok(())
}

/// Notes how much of the events file is projected.
pub(crate) fn set_projected(connection: &Connection, number: i64, seq: i64) -> Sql<()> {
    connection
        .prepare_cached("UPDATE connection SET projected_seq = ?2 WHERE number = ?1")?
        .execute([number, seq])?;
    Ok(())
}

/// Notes how a sync ended; one that ended well clears the problem of an earlier one.
pub(crate) fn record_sync(
    connection: &Connection,
    id: &ConnectionId,
    problem: Option<&Unread>,
    at: Timestamp,
) -> Sql<()> {
    let number = number(connection, id)?;
    match problem {
        None => connection.execute(
            "UPDATE connection SET sync_success_ms = ?2, sync_problem = NULL, sync_problem_ms = NULL
             WHERE number = ?1",
            params![number, at.millis()],
        )?,
        Some(problem) => connection.execute(
            "UPDATE connection SET sync_problem = ?2, sync_problem_ms = ?3 WHERE number = ?1",
            params![number, text::json(problem), at.millis()],
        )?,
    };
    Ok(())
}

/// How the syncs of a connection stand.
pub(crate) fn sync_state(connection: &Connection, id: &ConnectionId) -> Sql<SyncState> {
    let number = number(connection, id)?;
    let (success, problem, problem_ms): (Option<i64>, Option<String>, Option<i64>) = connection.query_row(
        "SELECT sync_success_ms, sync_problem, sync_problem_ms FROM connection WHERE number = ?1",
        [number],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let problem = problem.map(|json| text::parse_json("connection", "sync_problem", &json)).transpose()?;
    Ok(SyncState {
        last_success_at: success.map(Timestamp::from_millis),
        problem: problem.zip(problem_ms.map(Timestamp::from_millis)),
    })
}
