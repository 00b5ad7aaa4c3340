//! Counts per connection and UTC day, and the ids that fail most.

use std::collections::BTreeMap;

use domain::activity::{ActivityKind, AdminAction, LogEvent};
use domain::time::Day;
use rusqlite::{Connection, params};

use crate::error::Sql;
use crate::reading::RegistrationDay;
use crate::varint::unsigned;

/// For so many days before the newest row, failures are also counted per id.
const FAILING_DAYS: i32 = 8;

/// What a batch adds to the days.
#[derive(Debug, Default)]
pub(crate) struct Days {
    days: BTreeMap<i32, Counts>,
    failing: BTreeMap<(i32, i64), i64>,
}

#[derive(Debug, Default)]
struct Counts {
    rows: i64,
    kinds: [i64; 8],
    self_registered: i64,
    by_admin: i64,
}

impl Days {
    /// Counts one new row.
    pub(crate) fn count(&mut self, event: &LogEvent, actor: Option<i64>) {
        let day = event.date.day().0;
        let counts = self.days.entry(day).or_default();
        counts.rows += 1;
        if let Some(kind) = event.kind {
            counts.kinds[usize::from(kind.code())] += 1;
        }
        match event.target {
            Some((_, AdminAction::ClientSelfRegistered)) => counts.self_registered += 1,
            Some((_, AdminAction::ClientCreated)) => counts.by_admin += 1,
            _ => {}
        }
        if let (Some(ActivityKind::Failure), Some(actor)) = (event.kind, actor) {
            *self.failing.entry((day, actor)).or_default() += 1;
        }
    }

    /// Adds the counts to the file. `newest`: the day of the newest row that it holds now.
    pub(crate) fn write(&self, connection: &Connection, newest: Day) -> Sql<()> {
        let mut add = connection.prepare_cached(
            "INSERT INTO day VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (day) DO UPDATE SET rows = rows + excluded.rows,
               client_credentials = client_credentials + excluded.client_credentials,
               sign_in = sign_in + excluded.sign_in, refresh = refresh + excluded.refresh,
               silent_authentication = silent_authentication + excluded.silent_authentication,
               token_exchange = token_exchange + excluded.token_exchange,
               management_call = management_call + excluded.management_call,
               failure = failure + excluded.failure, traffic = traffic + excluded.traffic,
               self_registered = self_registered + excluded.self_registered,
               by_admin = by_admin + excluded.by_admin",
        )?;
        for (day, counts) in &self.days {
            let k = &counts.kinds;
            add.execute(params![
                day,
                counts.rows,
                k[0],
                k[1],
                k[2],
                k[3],
                k[4],
                k[5],
                k[6],
                k[7],
                counts.self_registered,
                counts.by_admin
            ])?;
        }
        let first_kept = newest.0.saturating_sub(FAILING_DAYS - 1);
        let mut fail = connection.prepare_cached(
            "INSERT INTO failing VALUES (?1, ?2, ?3)
             ON CONFLICT (day, actor) DO UPDATE SET count = count + excluded.count",
        )?;
        for ((day, actor), count) in self.failing.range((first_kept, i64::MIN)..) {
            fail.execute(params![day, actor, count])?;
        }
        connection.prepare_cached("DELETE FROM failing WHERE day < ?1")?.execute([first_kept])?;
        Ok(())
    }
}

/// Registrations and failures of each day from `first` on, oldest first; days without either are left out.
pub(crate) fn series(connection: &Connection, first: Day) -> Sql<Vec<(RegistrationDay, u64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT day, self_registered, by_admin, failure FROM day
         WHERE day >= ?1 AND self_registered + by_admin + failure > 0 ORDER BY day",
    )?;
    let rows = statement.query_map([first.0], |row| {
        let count = |column| row.get::<_, i64>(column).map(unsigned);
        let registrations =
            RegistrationDay { day: Day(row.get(0)?), self_registered: count(1)?, by_admin: count(2)? };
        Ok((registrations, count(3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The numbers of the actors with the most failures since `first`, most first, and the sum over all.
pub(crate) fn most_failing(connection: &Connection, first: Day) -> Sql<(Vec<(i64, u64)>, u64)> {
    let mut statement = connection.prepare_cached(
        "SELECT actor, sum(count) FROM failing WHERE day >= ?1 GROUP BY actor ORDER BY 2 DESC, 1 LIMIT 100",
    )?;
    let rows = statement.query_map([first.0], |row| Ok((row.get(0)?, unsigned(row.get(1)?))))?;
    let most = rows.collect::<rusqlite::Result<_>>()?;
    let mut statement =
        connection.prepare_cached("SELECT coalesce(sum(failure), 0) FROM day WHERE day >= ?1")?;
    let all: i64 = statement.query_row([first.0], |row| row.get(0))?;
    Ok((most, unsigned(all)))
}
