//! The ground truth: what really happened, whether or not anybody could read it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::calendar::day_of;
use crate::logbook::Entry;
use crate::population::Form;
use crate::rows::is_use;
use crate::world::World;

/// Answers questions about what really happened in a tenant. Nothing is copied: rows are made again from the seed.
#[derive(Clone)]
pub struct Journal(pub(crate) Arc<Mutex<World>>);

/// One life of one client id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientTruth {
    /// The client's id; several lives may share it, one after the other.
    pub client_id: String,
    /// Its present (or last) name.
    pub name: String,
    /// Creation, milliseconds since 1970.
    pub created_at_ms: i64,
    /// Deletion, if it happened.
    pub deleted_at_ms: Option<i64>,
    /// The tenant's "All Applications" pseudo client.
    pub is_global: bool,
    /// The management client that exists from the start.
    pub is_management: bool,
}

/// One real use of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The row's `type`.
    pub event_type: String,
    /// The row that tells of it.
    pub log_id: String,
    /// From when on the row can be read (retention aside).
    pub visible_at_ms: i64,
}

/// One log row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowTruth {
    /// The row's id.
    pub log_id: String,
    /// The row's `date`.
    pub date_ms: i64,
    /// From when on it can be read (retention aside).
    pub visible_at_ms: i64,
    /// The client at its top level.
    pub client_id: Option<String>,
    /// Its `type`.
    pub event_type: String,
    /// Whether it proves use of that client.
    pub is_use: bool,
}

/// One write to a client or one of its grants, whether it changed anything or not; a rotated secret changes nothing that is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The client.
    pub client_id: String,
    /// The API, when it was a write to the client's grant.
    pub audience: Option<String>,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The row that tells of it.
    pub log_id: String,
    /// `person <user id>`, `client <client id>` or `anyone`.
    pub writer: String,
    /// The client or grant before. `None`: it did not exist.
    pub before: Option<Value>,
    /// The client or grant after. `None`: it was removed.
    pub after: Option<Value>,
}

impl Journal {
    /// Every write to clients and grants since the start, in the order of time: edits, requests, and what the population did.
    /// How the population came to exist is not among them.
    #[must_use]
    pub fn writes(&self) -> Vec<Write> {
        self.world().writes.clone()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        world.catch_up();
        world
    }

    /// Every life of every client that has begun, in the order of enrolment.
    #[must_use]
    pub fn clients(&self) -> Vec<ClientTruth> {
        let world = self.world();
        let now_ms = world.clock.now_ms();
        (0..world.members.len())
            .filter_map(|index| u32::try_from(index).ok())
            .filter(|number| world.members[*number as usize].created_at_ms <= now_ms)
            .map(|number| world.truth_of(number))
            .collect()
    }

    /// The lives of one id that have begun, oldest first.
    #[must_use]
    pub fn incarnations(&self, client_id: &str) -> Vec<ClientTruth> {
        let world = self.world();
        let now_ms = world.clock.now_ms();
        let numbers = world.incarnations.get(client_id).cloned().unwrap_or_default();
        numbers
            .into_iter()
            .filter(|number| world.members[*number as usize].created_at_ms <= now_ms)
            .map(|number| world.truth_of(number))
            .collect()
    }

    /// Whether a client with this id existed at `at_ms`.
    #[must_use]
    pub fn existed_at(&self, client_id: &str, at_ms: i64) -> bool {
        self.incarnations(client_id).iter().any(|life| {
            life.created_at_ms <= at_ms
                && life.deleted_at_ms.is_none_or(|deleted_at_ms| at_ms < deleted_at_ms)
        })
    }

    /// All uses of a client id up to the present, in all its lives, oldest first.
    #[must_use]
    pub fn uses(&self, client_id: &str) -> Vec<Use> {
        let world = self.world();
        let now_ms = world.clock.now_ms();
        let numbers = world.incarnations.get(client_id).cloned().unwrap_or_default();
        let mut uses = world.uses_on(&numbers, client_id, None);
        if let Some(first_day) = numbers.iter().filter_map(|number| world.first_active_day(*number)).min() {
            for day in first_day..=day_of(now_ms) {
                uses.extend(world.uses_on(&numbers, client_id, Some(day)));
            }
        }
        uses.retain(|one| one.at_ms <= now_ms);
        uses.sort_by(|one, two| (one.at_ms, &one.log_id).cmp(&(two.at_ms, &two.log_id)));
        uses
    }

    /// The last use of a client id strictly before `before_ms`.
    #[must_use]
    pub fn last_use_before(&self, client_id: &str, before_ms: i64) -> Option<Use> {
        self.uses(client_id).into_iter().rfind(|one| one.at_ms < before_ms)
    }

    /// All rows with `from_ms` ≤ date < `to_ms` that have happened, in the order of their ids, a day at a time.
    #[must_use]
    pub fn rows(&self, from_ms: i64, to_ms: i64) -> Rows {
        Rows {
            journal: self.clone(),
            from_ms,
            to_ms,
            day: day_of(from_ms),
            last_day: day_of(to_ms.saturating_add(10_000)),
            ready: Vec::new().into_iter(),
        }
    }
}

/// See [`Journal::rows`].
pub struct Rows {
    journal: Journal,
    from_ms: i64,
    to_ms: i64,
    day: i64,
    last_day: i64,
    ready: std::vec::IntoIter<RowTruth>,
}

impl Iterator for Rows {
    type Item = RowTruth;

    fn next(&mut self) -> Option<RowTruth> {
        loop {
            if let Some(row) = self.ready.next() {
                return Some(row);
            }
            let mut world = self.journal.world();
            let now_ms = world.clock.now_ms();
            if self.day > self.last_day.min(day_of(now_ms.saturating_add(10_000))) {
                return None;
            }
            let (from_ms, to_ms) = (self.from_ms, self.to_ms.min(now_ms.saturating_add(1)));
            let rows: Vec<RowTruth> = world
                .day_entries(self.day)
                .iter()
                .filter(|entry| (from_ms..to_ms).contains(&entry.date_ms()))
                .map(|entry| world.row_truth(entry))
                .collect();
            self.day += 1;
            drop(world);
            self.ready = rows.into_iter();
        }
    }
}

impl World {
    fn truth_of(&self, number: u32) -> ClientTruth {
        let member = &self.members[number as usize];
        let now_ms = self.clock.now_ms();
        ClientTruth {
            client_id: member.client_id.clone(),
            name: member.name.clone(),
            created_at_ms: member.created_at_ms,
            deleted_at_ms: member.deleted_at_ms.filter(|deleted_at_ms| *deleted_at_ms <= now_ms),
            is_global: member.form == Form::Global,
            is_management: member.client_id == self.management.0,
        }
    }

    /// The first day on which streams of a client can have rows.
    fn first_active_day(&self, number: u32) -> Option<i64> {
        let member = &self.members[number as usize];
        member.streams.iter().map(|stream| day_of(stream.from_ms.max(member.created_at_ms))).min()
    }

    /// With a day: what streams did on it. Without: scripts and live rows.
    fn uses_on(&self, numbers: &[u32], client_id: &str, day: Option<i64>) -> Vec<Use> {
        let entries: Vec<Entry> = match day {
            Some(day) => self.stream_entries(numbers, day),
            None => self.script_and_live_entries(numbers, client_id),
        };
        entries
            .iter()
            .map(|entry| self.row_truth(entry))
            .filter(|row| row.is_use && row.client_id.as_deref() == Some(client_id))
            .map(|row| Use {
                at_ms: row.date_ms,
                event_type: row.event_type,
                log_id: row.log_id,
                visible_at_ms: row.visible_at_ms,
            })
            .collect()
    }

    pub(crate) fn row_truth(&self, entry: &Entry) -> RowTruth {
        let (client_id, event_type, uses) = match entry {
            Entry::Live { key, .. } => self
                .live_rows
                .get(key)
                .map(|row| (row.client_id.clone(), row.event_type.clone(), row.is_use))
                .unwrap_or_default(),
            Entry::Seed(seed) => {
                let member = &self.members[seed.member as usize];
                let event_type = self.kinds[seed.kind as usize].clone();
                let uses = is_use(&event_type) && member.form != Form::Global;
                ((event_type != "f").then(|| member.client_id.clone()), event_type, uses)
            }
        };
        RowTruth {
            log_id: entry.key().text(),
            date_ms: entry.date_ms(),
            visible_at_ms: entry.visible_ms(),
            client_id,
            event_type,
            is_use: uses,
        }
    }
}
