//! Every id that a log row named: what the log says about it.

use std::collections::HashMap;

use domain::activity::{AdminAction, LogEvent};
use domain::ids::ClientId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::activity::{LastByKind, add_days};
use crate::error::{Fault, Sql};

/// What the log says about one id, in total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub number: i64,
    pub client_id: ClientId,
    pub first_use_ms: Option<i64>,
    pub created_ms: Option<i64>,
    pub created_self: bool,
    pub deleted_ms: Option<i64>,
    pub name: Option<String>,
    pub name_ms: Option<i64>,
    pub last: LastByKind,
}

/// An actor with what a batch adds to it.
#[derive(Debug)]
struct Touched {
    actor: Actor,
    is_new: bool,
    days: Vec<u8>,
    added: Vec<(i32, u8)>,
}

/// The actors that a batch touches, each read once and written once.
pub(crate) struct Actors<'c> {
    connection: &'c Connection,
    seq: i64,
    next_number: i64,
    by_id: HashMap<ClientId, usize>,
    touched: Vec<Touched>,
}

const COLUMNS: &str =
    "number, client_id, first_use_ms, created_ms, created_self, deleted_ms, name, name_ms, last_by_kind";

fn read(row: &Row<'_>) -> rusqlite::Result<(Actor, Vec<u8>)> {
    let actor = Actor {
        number: row.get(0)?,
        client_id: ClientId::new(row.get::<_, String>(1)?),
        first_use_ms: row.get(2)?,
        created_ms: row.get(3)?,
        created_self: row.get(4)?,
        deleted_ms: row.get(5)?,
        name: row.get(6)?,
        name_ms: row.get(7)?,
        last: LastByKind::default(),
    };
    Ok((actor, row.get(8)?))
}

fn with_last((mut actor, last): (Actor, Vec<u8>)) -> Sql<Actor> {
    actor.last = LastByKind::decode(&last)
        .ok_or_else(|| Fault::row("actor", "last_by_kind", &actor.number, "not moments by kind"))?;
    Ok(actor)
}

/// Every actor that a batch after `seq` changed.
pub(crate) fn changed_since(connection: &Connection, seq: i64) -> Sql<Vec<Actor>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM actor WHERE seq > ?1"))?;
    let rows: Vec<_> = statement.query_map([seq], read)?.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(with_last).collect()
}

/// One actor with its day counters.
pub(crate) fn find(connection: &Connection, client_id: &ClientId) -> Sql<Option<(Actor, Vec<u8>)>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS}, days FROM actor WHERE client_id = ?1"))?;
    let found = statement.query_row([client_id.as_str()], |row| Ok((read(row)?, row.get(9)?))).optional()?;
    found.map(|(actor, days)| Ok((with_last(actor)?, days))).transpose()
}

/// The id behind a number.
pub(crate) fn id_of(connection: &Connection, number: i64) -> Sql<ClientId> {
    let mut statement = connection.prepare_cached("SELECT client_id FROM actor WHERE number = ?1")?;
    Ok(ClientId::new(statement.query_row([number], |row| row.get::<_, String>(0))?))
}

impl<'c> Actors<'c> {
    /// For the batch that will be committed as `seq`.
    pub(crate) fn of_batch(connection: &'c Connection, seq: i64) -> Sql<Self> {
        let next_number =
            connection.query_row("SELECT coalesce(max(number), 0) + 1 FROM actor", [], |row| row.get(0))?;
        Ok(Self { connection, seq, next_number, by_id: HashMap::new(), touched: Vec::new() })
    }

    fn touch(&mut self, id: &ClientId) -> Sql<&mut Touched> {
        if let Some(&index) = self.by_id.get(id) {
            return Ok(&mut self.touched[index]);
        }
        let touched = if let Some((actor, days)) = find(self.connection, id)? {
            Touched { actor, is_new: false, days, added: Vec::new() }
        } else {
            let actor = Actor {
                number: self.next_number,
                client_id: id.clone(),
                first_use_ms: None,
                created_ms: None,
                created_self: false,
                deleted_ms: None,
                name: None,
                name_ms: None,
                last: LastByKind::default(),
            };
            self.next_number += 1;
            Touched { actor, is_new: true, days: Vec::new(), added: Vec::new() }
        };
        let index = self.touched.len();
        self.by_id.insert(id.clone(), index);
        self.touched.push(touched);
        Ok(&mut self.touched[index])
    }

    /// Notes what a new row says about its actor, and gives the actor's number.
    pub(crate) fn act(&mut self, event: &LogEvent) -> Sql<Option<i64>> {
        let Some(id) = &event.actor else { return Ok(None) };
        let touched = self.touch(id)?;
        let at = event.date.millis();
        if let Some(kind) = event.kind {
            touched.added.push((event.date.day().0, kind.code()));
            touched.actor.last.see(kind, event.date);
            if kind.is_use() {
                let first = &mut touched.actor.first_use_ms;
                *first = Some(first.map_or(at, |first| first.min(at)));
            }
        }
        touched.actor.hear_name(event.client_name.as_deref(), at);
        Ok(Some(touched.actor.number))
    }

    /// Notes what a new administrative row says about its target, and gives the target's number.
    pub(crate) fn suffer(&mut self, event: &LogEvent, id: &ClientId, action: AdminAction) -> Sql<i64> {
        let touched = self.touch(id)?;
        let at = event.date.millis();
        let actor = &mut touched.actor;
        // the newest creation counts: an older one is about an earlier incarnation; ties go to self-registration, so that
        // the order of arrival does not matter
        let is_self = action == AdminAction::ClientSelfRegistered;
        if action.is_creation() && (actor.created_ms, actor.created_self) < (Some(at), is_self) {
            (actor.created_ms, actor.created_self) = (Some(at), is_self);
        }
        if action == AdminAction::ClientDeleted {
            actor.deleted_ms = actor.deleted_ms.max(Some(at));
        }
        actor.hear_name(event.target_name.as_deref(), at);
        Ok(actor.number)
    }

    /// Writes every touched actor.
    pub(crate) fn write(self) -> Sql<Vec<Actor>> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO actor (first_use_ms, created_ms, created_self, deleted_ms, name, name_ms, last_by_kind,
               days, seq, number, client_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        let mut update = self.connection.prepare_cached(
            "UPDATE actor SET first_use_ms = ?1, created_ms = ?2, created_self = ?3, deleted_ms = ?4, name = ?5,
               name_ms = ?6, last_by_kind = ?7, days = ?8, seq = ?9 WHERE number = ?10 AND client_id = ?11",
        )?;
        let mut written = Vec::with_capacity(self.touched.len());
        for Touched { actor, is_new, days, mut added } in self.touched {
            let days = if added.is_empty() {
                days
            } else {
                add_days(&days, &mut added)
                    .ok_or_else(|| Fault::row("actor", "days", &actor.number, "not day counters"))?
            };
            let statement = if is_new { &mut insert } else { &mut update };
            statement.execute(params![
                actor.first_use_ms,
                actor.created_ms,
                actor.created_self,
                actor.deleted_ms,
                actor.name,
                actor.name_ms,
                actor.last.encode(),
                days,
                self.seq,
                actor.number,
                actor.client_id.as_str(),
            ])?;
            written.push(actor);
        }
        Ok(written)
    }
}

impl Actor {
    /// The newest name wins; of two of the same moment the greater one, so that the order of arrival does not matter.
    fn hear_name(&mut self, name: Option<&str>, at: i64) {
        if let Some(name) = name.filter(|name| !name.is_empty())
            && (self.name_ms, self.name.as_deref()) < (Some(at), Some(name))
        {
            self.name = Some(name.to_owned());
            self.name_ms = Some(at);
        }
    }
}
