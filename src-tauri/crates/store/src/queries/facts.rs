//! The facts of all clients, kept in memory between queries: every sort and every count reads all of them, and most of the time
//! nothing has changed since the last one.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Row};

use crate::error::Sql;

/// The facts of one client that is not gone. Moments are milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fact {
    pub connection: i64,
    pub client: i64,
    pub last_use_ms: Option<i64>,
    pub created_ms: Option<i64>,
    pub absent_ms: Option<i64>,
    pub seen_ms: Option<i64>,
    pub token_lifetime_ms: i64,
    pub last_failure_ms: Option<i64>,
    pub redirect_count: Option<u32>,
    pub flags: u8,
    pub party: u8,
    pub origin: u8,
    pub credential: u8,
}

/// The columns that [`Fact::read`] reads, in its order.
pub(crate) const COLUMNS: &str = "fact.connection, fact.client, fact.last_use_ms, fact.created_ms, fact.absent_ms, fact.seen_ms,
  fact.token_lifetime_ms, fact.flags, fact.last_failure_ms, fact.party, fact.origin, fact.credential, fact.redirect_count";
/// How many they are.
pub(crate) const WIDTH: usize = 13;

impl Fact {
    /// Reads a row that begins with [`COLUMNS`].
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            connection: row.get(0)?,
            client: row.get(1)?,
            last_use_ms: row.get(2)?,
            created_ms: row.get(3)?,
            absent_ms: row.get(4)?,
            seen_ms: row.get(5)?,
            token_lifetime_ms: row.get(6)?,
            flags: row.get(7)?,
            last_failure_ms: row.get(8)?,
            party: row.get(9)?,
            origin: row.get(10)?,
            credential: row.get(11)?,
            redirect_count: row.get(12)?,
        })
    }

    /// When it was surely new: its creation row, or the first complete list after one without it. First sight alone proves
    /// nothing, least of all while the log is unread.
    pub(crate) fn new_ms(&self) -> Option<i64> {
        self.created_ms.or(self.absent_ms)
    }

    /// Creation, or else first sight.
    pub(crate) fn began_ms(&self) -> Option<i64> {
        self.created_ms.or(self.seen_ms)
    }

    /// Whether it belongs to somebody else.
    pub(crate) const fn is_third_party(&self) -> bool {
        self.flags & 1 != 0
    }

    /// Whether it registered itself.
    pub(crate) const fn is_self_registered(&self) -> bool {
        self.flags & 2 != 0
    }

    /// Whether somebody was named as its owner.
    pub(crate) const fn has_owner(&self) -> bool {
        self.flags & 4 != 0
    }

    /// Whether a reading has shown it; otherwise it is known from the log alone.
    pub(crate) const fn is_listed(&self) -> bool {
        self.flags & 8 == 0
    }
}

/// All facts, as of one generation.
#[derive(Debug, Default)]
pub(crate) struct AllFacts {
    generation: i64,
    /// By connection, then client.
    facts: Vec<Fact>,
}

impl AllFacts {
    /// Of which generation they are.
    pub(crate) const fn generation(&self) -> i64 {
        self.generation
    }

    /// The facts of one connection, by client number.
    pub(crate) fn of(&self, connection: i64) -> &[Fact] {
        let first = self.facts.partition_point(|fact| fact.connection < connection);
        let end = self.facts.partition_point(|fact| fact.connection <= connection);
        &self.facts[first..end]
    }
}

/// The newest facts that a query needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts(Arc<Mutex<Arc<AllFacts>>>);

impl Facts {
    /// All facts as this connection sees them now.
    pub(crate) fn all(&self, connection: &Connection) -> Sql<Arc<AllFacts>> {
        let mut statement = connection.prepare_cached("SELECT number FROM fact_generation")?;
        let generation: i64 = statement.query_row([], |row| row.get(0))?;
        let held = Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if held.generation == generation {
            return Ok(held);
        }
        let mut statement =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM fact ORDER BY connection, client"))?;
        let facts = statement.query_map([], Fact::read)?.collect::<rusqlite::Result<_>>()?;
        let read = Arc::new(AllFacts { generation, facts });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        Ok(read)
    }
}
