//! On which UTC days every client was used, kept in memory between queries: a list as of a day needs the last one of each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::activity::ActivityKind;
use domain::ids::ConnectionId;
use domain::time::Day;
use rusqlite::Connection;

use crate::activity::decode_days;
use crate::error::{Fault, Sql};

/// The days on which one client was used, a bit each.
#[derive(Clone, Debug, Default)]
struct Used {
    actor: i64,
    first: i32,
    bits: Vec<u64>,
}

impl Used {
    fn of(actor: i64, days: &[i32]) -> Self {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Self { actor, ..Self::default() };
        };
        let place = |day: i32| usize::try_from(day.saturating_sub(*first)).unwrap_or(0);
        let mut bits = vec![0_u64; place(*last) / 64 + 1];
        for day in days {
            bits[place(*day) / 64] |= 1 << (place(*day) % 64);
        }
        Self { actor, first: *first, bits }
    }

    /// The last of them that is not after a day.
    fn last_by(&self, day: Day) -> Option<Day> {
        let wanted = usize::try_from(day.0.checked_sub(self.first)?).ok()?;
        let mut word = wanted / 64;
        let mut mask = u64::MAX >> (63 - wanted % 64);
        if word >= self.bits.len() {
            (word, mask) = (self.bits.len().checked_sub(1)?, u64::MAX);
        }
        for word in (0..=word).rev() {
            let held = self.bits[word] & mask;
            if held != 0 {
                let place = word * 64 + 63 - held.leading_zeros() as usize;
                return Some(Day(self.first.saturating_add(i32::try_from(place).ok()?)));
            }
            mask = u64::MAX;
        }
        None
    }
}

/// The days of all clients of one connection, as of one batch.
#[derive(Clone, Debug, Default)]
pub(crate) struct UseDays {
    seq: i64,
    places: HashMap<Box<str>, usize>,
    clients: Vec<Used>,
}

impl UseDays {
    /// The newest batch that is counted.
    pub(crate) const fn seq(&self) -> i64 {
        self.seq
    }

    /// Where the days of a client are found, in this and, as long as it is the same allocation, in no other.
    pub(crate) fn place(&self, client_id: &str) -> Option<usize> {
        self.places.get(client_id).copied()
    }

    /// The last UTC day that is not after this one on which the client of a place was used.
    pub(crate) fn last_by(&self, place: usize, day: Day) -> Option<Day> {
        self.clients.get(place)?.last_by(day)
    }

    /// Its number in the events file.
    pub(crate) fn actor(&self, client_id: &str) -> Option<i64> {
        Some(self.clients[self.place(client_id)?].actor)
    }
}

/// The newest days that a query needed, by connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Uses(Arc<Mutex<HashMap<ConnectionId, Arc<UseDays>>>>);

impl Uses {
    /// The days as this connection to the events file sees them now.
    pub(crate) fn of(&self, connection: &Connection, id: &ConnectionId) -> Sql<Arc<UseDays>> {
        let seq: i64 = connection.query_row("SELECT seq FROM log", [], |row| row.get(0))?;
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        let held = match held {
            Some(held) if held.seq == seq => return Ok(held),
            // a file that is itself behind was put back from elsewhere
            Some(held) if held.seq < seq => UseDays::clone(&held),
            _ => UseDays { seq: -1, ..UseDays::default() },
        };
        let read = Arc::new(read(connection, held, seq)?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), Arc::clone(&read));
        Ok(read)
    }

    /// Forgets a connection.
    pub(crate) fn forget(&self, id: &ConnectionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

fn read(connection: &Connection, mut held: UseDays, seq: i64) -> Sql<UseDays> {
    let mut statement =
        connection.prepare_cached("SELECT number, client_id, days FROM actor WHERE seq > ?1")?;
    let mut rows = statement.query([held.seq])?;
    while let Some(row) = rows.next()? {
        let actor: i64 = row.get(0)?;
        let counts = decode_days(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)
            .ok_or_else(|| Fault::row("actor", "days", &actor, "not day counters"))?;
        let is_use = |kind| ActivityKind::from_code(kind).is_some_and(ActivityKind::is_use);
        let days: Vec<i32> =
            counts.into_iter().filter(|count| is_use(count.kind)).map(|count| count.day).collect();
        let used = Used::of(actor, &days);
        let id = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if let Some(place) = held.places.get(id) {
            held.clients[*place] = used;
        } else {
            held.places.insert(id.into(), held.clients.len());
            held.clients.push(used);
        }
    }
    held.seq = seq;
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_last_day_by_a_day_is_the_greatest_that_is_not_after_it(
            days in prop::collection::btree_set(0..400_i32, 0..20),
            by in -10..450_i32,
        ) {
            let days: Vec<i32> = days.into_iter().collect();
            let expected = days.iter().rfind(|day| **day <= by).map(|day| Day(*day));
            prop_assert_eq!(Used::of(1, &days).last_by(Day(by)), expected);
        }
    }
}
