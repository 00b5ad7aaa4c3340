//! The journal of operations, and the audit entry that goes with each of its steps.

use domain::ids::{ClientId, ConnectionId};
use domain::operation::{Operation, OperationId, State, Witness, WrongStep};
use domain::snapshot::Digest;
use domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use crate::error::{Fault, Sql};
use crate::tables::{change, client, connection};
use crate::text;

const COLUMNS: &str =
    "operation.id, connection.id, client_id, purpose, request, digest, by, read_ms, state, witness";
const FROM: &str = "FROM operation JOIN connection ON connection.number = operation.connection";

/// What became of an operation that was to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is in the journal now.
    New,
    /// It was in the journal before: the same yes came twice.
    Known(Box<Operation>),
    /// Another operation of the same client is open; the new one is not in the journal.
    Blocked(Box<Operation>),
}

/// Puts a planned operation into the journal, unless it is there or another one of its client is open.
pub(crate) fn begin(db: &Connection, operation: &Operation) -> Sql<Begun> {
    if let Some(known) = find(db, &operation.id)? {
        return Ok(Begun::Known(Box::new(known)));
    }
    let number = connection::number(db, &operation.connection)?;
    let open =
        format!("SELECT {COLUMNS} {FROM} WHERE operation.connection = ?1 AND client_id = ?2 AND is_open");
    if let Some(open) = one(db, &open, params![number, operation.client.as_str()])? {
        return Ok(Begun::Blocked(Box::new(open)));
    }
    let at = operation.state.at();
    db.prepare_cached("INSERT INTO operation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, NULL)")?
        .execute(params![
        operation.id.as_str(),
        number,
        operation.client.as_str(),
        text::json(&operation.purpose),
        text::json(&operation.request),
        operation.digest.0,
        operation.by,
        operation.read_at.millis(),
        at.millis(),
        text::json(&operation.state),
        operation.state.is_open(),
    ])?;
    audit(db, operation, at, &operation.state)?;
    Ok(Begun::New)
}

/// Takes one step, with its audit entry. The inner error: the state does not allow it, and nothing changed.
pub(crate) fn step(
    db: &Connection,
    id: &OperationId,
    step: impl FnOnce(&State) -> Result<State, WrongStep>,
) -> Sql<Result<Operation, WrongStep>> {
    let mut operation = existing(db, id)?;
    operation.state = match step(&operation.state) {
        Ok(state) => state,
        Err(wrong) => return Ok(Err(wrong)),
    };
    db.prepare_cached("UPDATE operation SET state = ?2, is_open = ?3 WHERE id = ?1")?.execute(params![
        id.as_str(),
        text::json(&operation.state),
        operation.state.is_open(),
    ])?;
    audit(db, &operation, operation.state.at(), &operation.state)?;
    note_at_changes(db, &operation)?;
    Ok(Ok(operation))
}

/// Notes what the server's log shows of an operation. `false`: that was noted before.
pub(crate) fn witness(db: &Connection, id: &OperationId, witness: &Witness, at: Timestamp) -> Sql<bool> {
    let operation = existing(db, id)?;
    let noted = db
        .prepare_cached("UPDATE operation SET witness = ?2 WHERE id = ?1 AND witness IS NULL")?
        .execute(params![id.as_str(), text::json(witness)])?;
    if noted == 1 {
        audit(db, &operation, at, witness)?;
        note_at_changes(db, &operation)?;
    }
    Ok(noted == 1)
}

/// What an operation has come to may settle changes of its client, or open them again.
fn note_at_changes(db: &Connection, operation: &Operation) -> Sql<()> {
    let number = connection::number(db, &operation.connection)?;
    if let Some(client) = client::find(db, number, &operation.client)? {
        change::note_operations(db, client.number)?;
    }
    Ok(())
}

/// One operation.
pub(crate) fn find(db: &Connection, id: &OperationId) -> Sql<Option<Operation>> {
    one(db, &format!("SELECT {COLUMNS} {FROM} WHERE operation.id = ?1"), [id.as_str()])
}

/// Operations of any connection that are not settled, oldest first.
pub(crate) fn open(db: &Connection) -> Sql<Vec<Operation>> {
    many(db, &format!("SELECT {COLUMNS} {FROM} WHERE is_open ORDER BY planned_ms, operation.id"), [])
}

/// Every operation of a connection, oldest first.
pub(crate) fn all(db: &Connection, number: i64) -> Sql<Vec<Operation>> {
    let sql =
        format!("SELECT {COLUMNS} {FROM} WHERE operation.connection = ?1 ORDER BY planned_ms, operation.id");
    many(db, &sql, [number])
}

/// Operations of a client, newest first.
pub(crate) fn of_client(db: &Connection, number: i64, client: &ClientId) -> Sql<Vec<Operation>> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE operation.connection = ?1 AND client_id = ?2
         ORDER BY planned_ms DESC, operation.id DESC"
    );
    many(db, &sql, params![number, client.as_str()])
}

/// Operations of a connection whose requests have left and whose row in the server's log was not found yet.
pub(crate) fn unwitnessed(db: &Connection, number: i64) -> Sql<Vec<Operation>> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE operation.connection = ?1 AND witness IS NULL
           AND state ->> 'state' IN ('done', 'unknown', 'settled') ORDER BY planned_ms, operation.id"
    );
    many(db, &sql, [number])
}

/// The steps of one operation as they were written, oldest first: when, by whom, what.
pub(crate) fn trail(db: &Connection, id: &OperationId) -> Sql<Vec<(Timestamp, String, String)>> {
    let mut statement =
        db.prepare_cached("SELECT at_ms, by, entry FROM audit WHERE operation = ?1 ORDER BY number")?;
    let rows = statement.query_map([id.as_str()], |row| {
        Ok((Timestamp::from_millis(row.get(0)?), row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn audit(db: &Connection, operation: &Operation, at: Timestamp, entry: &impl Serialize) -> Sql<()> {
    db.prepare_cached(
        "INSERT INTO audit (at_ms, by, connection, client_id, operation, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        at.millis(),
        operation.by,
        operation.connection.as_str(),
        operation.client.as_str(),
        operation.id.as_str(),
        text::json(entry),
    ])?;
    Ok(())
}

fn existing(db: &Connection, id: &OperationId) -> Sql<Operation> {
    find(db, id)?.ok_or_else(|| Fault::row("operation", "id", &id.as_str(), "there is no such operation"))
}

fn one(db: &Connection, sql: &str, parameters: impl rusqlite::Params) -> Sql<Option<Operation>> {
    let mut statement = db.prepare_cached(sql)?;
    statement.query_row(parameters, |row| Ok(read(row))).optional()?.transpose()
}

fn many(db: &Connection, sql: &str, parameters: impl rusqlite::Params) -> Sql<Vec<Operation>> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut operations = Vec::new();
    while let Some(row) = rows.next()? {
        operations.push(read(row)?);
    }
    Ok(operations)
}

fn read(row: &Row<'_>) -> Sql<Operation> {
    let id: String = row.get(0)?;
    let json = |place: usize| -> Sql<String> { Ok(row.get(place)?) };
    let witness: Option<String> = row.get(9)?;
    Ok(Operation {
        id: OperationId::parse(&id)
            .ok_or_else(|| Fault::row("operation", "id", &id, "not an id of an operation"))?,
        connection: ConnectionId::new(json(1)?),
        client: ClientId::new(json(2)?),
        purpose: text::parse_json("operation", "purpose", &json(3)?)?,
        request: text::parse_json("operation", "request", &json(4)?)?,
        digest: Digest(row.get(5)?),
        by: row.get(6)?,
        read_at: Timestamp::from_millis(row.get(7)?),
        state: text::parse_json("operation", "state", &json(8)?)?,
        witness: witness.map(|json| text::parse_json("operation", "witness", &json)).transpose()?,
    })
}
