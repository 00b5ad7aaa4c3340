//! What the overview reads from one events file.

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
    pub series: Vec<(RegistrationDay, u64)>,
    pub failing: Vec<(ClientId, u64)>,
    pub all_failures: u64,
    pub bursts: Vec<Burst>,
}

/// Reads it.
pub(crate) fn read(connection: &Connection, id: &ConnectionId, first: Day, now: Timestamp) -> Sql<Part> {
    let (failing, all_failures) = day::most_failing(connection, Day(now.day().0 - FAILING_DAYS + 1))?;
    let failing = failing.into_iter().map(|(number, count)| Ok((actor::id_of(connection, number)?, count)));
    let registered = admin::self_registrations(connection, now.plus_millis(-BURST_DAYS_MS))?;
    Ok(Part {
        series: day::series(connection, first)?,
        failing: failing.collect::<Sql<_>>()?,
        all_failures,
        bursts: bursts(id, &registered),
    })
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
