//! Names, ids and hosts of all clients, kept in memory between queries: sorting and searching texts is the dear part of a
//! page.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::error::Sql;

/// Orders by text, for one generation of the labels.
#[derive(Debug, Default)]
pub(crate) struct Order {
    generation: i64,
    /// By client number: the place of its name, ties broken by id.
    by_name: Vec<u32>,
    /// By client number: the place of its id.
    by_id: Vec<u32>,
    /// Client number, and its name, id and hosts in lower case, a line each.
    texts: Vec<(usize, Box<str>)>,
}

impl Order {
    /// By client number: whether the text is part of its name, id or hosts, without case.
    pub(crate) fn matching(&self, text: &str) -> Vec<bool> {
        let wanted = text.to_lowercase();
        let mut matching = vec![false; self.by_id.len()];
        for (client, text) in &self.texts {
            matching[*client] = text.contains(&wanted);
        }
        matching
    }

    /// Where a client stands by name, then id.
    pub(crate) fn name(&self, client: i64) -> i64 {
        place(&self.by_name, client)
    }

    /// Where a client stands by id.
    pub(crate) fn id(&self, client: i64) -> i64 {
        place(&self.by_id, client)
    }
}

fn place(places: &[u32], client: i64) -> i64 {
    let index = usize::try_from(client).unwrap_or(usize::MAX);
    places.get(index).copied().map_or(i64::MAX, i64::from)
}

/// The newest order that a query needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels(Arc<Mutex<Arc<Order>>>);

impl Labels {
    /// The order of the labels as this connection sees them now.
    pub(crate) fn order(&self, connection: &Connection) -> Sql<Arc<Order>> {
        let mut statement = connection.prepare_cached("SELECT number FROM label_generation")?;
        let generation: i64 = statement.query_row([], |row| row.get(0))?;
        let held = Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if held.generation == generation && !held.by_name.is_empty() {
            return Ok(held);
        }
        let order = Arc::new(read(connection, generation)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&order);
        Ok(order)
    }
}

fn read(connection: &Connection, generation: i64) -> Sql<Order> {
    let mut statement = connection.prepare_cached("SELECT client, name, id, hosts FROM label")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let mut labels: Vec<(usize, String, String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    let size = labels.iter().map(|(client, ..)| client + 1).max().unwrap_or(1);
    let texts =
        labels.iter().map(|(client, name, id, hosts)| (*client, format!("{name}\n{id}\n{hosts}").into()));
    let mut order = Order {
        generation,
        by_name: vec![u32::MAX; size],
        by_id: vec![u32::MAX; size],
        texts: texts.collect(),
    };
    labels.sort_unstable_by(|one, other| (&one.2, one.0).cmp(&(&other.2, other.0)));
    for (place, (client, ..)) in (0..).zip(&labels) {
        order.by_id[*client] = place;
    }
    // stable, so that equal names stay in the order of their ids
    labels.sort_by(|one, other| one.1.cmp(&other.1));
    for (place, (client, ..)) in (0..).zip(&labels) {
        order.by_name[*client] = place;
    }
    Ok(order)
}
