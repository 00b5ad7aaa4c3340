//! What the overview reads from one events file.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::{ClientId, ConnectionId};
use domain::time::{DAY_MS, Day, Timestamp};
use rusqlite::Connection;

use crate::error::Sql;
use crate::reading::{Burst, RegistrationDay};
use crate::tables::{actor, admin, day};

/// Self-registrations that follow each other within this belong together.
const BURST_GAP_MS: i64 = 10 * 60 * 1000;
/// So many of them are a burst.
const BURST_COUNT: usize = 10;
/// Bursts are looked for in this time.
const BURST_DAYS_MS: i64 = 7 * DAY_MS;
/// "Fails most" looks at so many UTC days, today included.
const FAILING_DAYS: i32 = 3;

/// One connection's part of the overview.
pub(crate) struct Part {
    pub activity: Arc<Activity>,
    pub bursts: Vec<Burst>,
}

/// What the days of the log count, as of one batch.
#[derive(Debug)]
pub(crate) struct Activity {
    as_of: AsOf,
    pub series: Vec<(RegistrationDay, u64)>,
    pub failing: Vec<(ClientId, u64)>,
    pub all_failures: u64,
}

/// Sequence number of the newest batch, first day of the series, and today.
type AsOf = (i64, Day, Day);

/// The newest counts that a query needed, by connection: summing up who fails most reads as many rows as there are clients.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecentActivity(Arc<Mutex<HashMap<ConnectionId, Arc<Activity>>>>);

impl RecentActivity {
    fn of(&self, connection: &Connection, id: &ConnectionId, first: Day, today: Day) -> Sql<Arc<Activity>> {
        let seq: i64 = connection.query_row("SELECT seq FROM log", [], |row| row.get(0))?;
        let as_of = (seq, first, today);
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(held) = held.filter(|held| held.as_of == as_of) {
            return Ok(held);
        }
        let (failing, all_failures) = day::most_failing(connection, Day(today.0 - FAILING_DAYS + 1))?;
        let failing =
            failing.into_iter().map(|(number, count)| Ok((actor::id_of(connection, number)?, count)));
        let counted = Arc::new(Activity {
            as_of,
            series: day::series(connection, first)?,
            failing: failing.collect::<Sql<_>>()?,
            all_failures,
        });
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(id.clone(), Arc::clone(&counted));
        Ok(counted)
    }
}

/// Reads it.
pub(crate) fn read(
    connection: &Connection,
    held: &RecentActivity,
    id: &ConnectionId,
    first: Day,
    now: Timestamp,
) -> Sql<Part> {
    let registered = admin::self_registrations(connection, now.plus_millis(-BURST_DAYS_MS))?;
    Ok(Part { activity: held.of(connection, id, first, now.day())?, bursts: bursts(id, &registered) })
}

fn bursts(id: &ConnectionId, registered: &[(Timestamp, Option<String>)]) -> Vec<Burst> {
    let together = registered.chunk_by(|one, next| next.0.millis_since(one.0) <= BURST_GAP_MS);
    let bursts = together.filter(|run| run.len() >= BURST_COUNT).filter_map(|run| {
        let ((first_at, address), (last_at, _)) = (run.first()?, run.last()?);
        let is_only_one = run.iter().all(|(_, other)| other == address);
        Some(Burst {
            connection: id.clone(),
            count: run.len() as u64,
            first_at: *first_at,
            last_at: *last_at,
            address: address.clone().filter(|_| is_only_one),
        })
    });
    bursts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_ten_registrations_without_a_long_pause() {
        let id = ConnectionId::new("c");
        let at = |minute: i64| Timestamp::from_millis(minute * 60_000);
        let from = |address: &str| Some(address.to_owned());
        let mut registered: Vec<_> = (0..10).map(|minute| (at(minute), from("203.0.113.7"))).collect();
        registered.extend((0..9).map(|minute| (at(100 + minute), from("203.0.113.8"))));
        let found = bursts(&id, &registered);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].count, found[0].first_at, found[0].last_at), (10, at(0), at(9)));
        assert_eq!(found[0].address, from("203.0.113.7"));
        registered[3].1 = from("203.0.113.9");
        assert_eq!(bursts(&id, &registered)[0].address, None);
    }
}
