//! Applies a batch of log rows to an events file: rows, rollups, ledger and cursor in the one transaction of the caller.

use domain::activity::LogEvent;
use domain::coverage::Interval;
use domain::deed::Deed;
use domain::time::Timestamp;
use rusqlite::{Connection, params};

use crate::error::Sql;
use crate::log::{LogBatch, LogOutcome};
use crate::tables::actor::{Actor, Actors};
use crate::tables::block::Blocks;
use crate::tables::day::Days;
use crate::tables::{admin, deed, ledger};
use crate::text;

/// What a batch did, and what the file now says about the clients that it named.
pub(crate) struct Applied {
    pub outcome: LogOutcome,
    pub seq: i64,
    pub actors: Vec<Actor>,
    pub deeds: Vec<Deed>,
}

/// Applies the batch. `Err`: rows of it come late, and it is to be held only without such; it would have done this.
pub(crate) fn apply_log(connection: &Connection, batch: &LogBatch) -> Sql<Result<Applied, LogOutcome>> {
    connection.execute_batch("SAVEPOINT batch")?;
    let seq: i64 = connection.query_row("SELECT seq + 1 FROM log", [], |row| row.get(0))?;
    let coverage = ledger::coverage(connection)?;
    let mut outcome = LogOutcome::default();
    let mut deeds = Vec::new();
    let mut rows = Rows {
        connection,
        blocks: Blocks::of_batch(connection)?,
        actors: Actors::of_batch(connection, seq)?,
        days: Days::default(),
        oldest: None,
        newest: None,
    };
    let mut keyed: Vec<(Vec<u8>, &LogEvent)> = batch.rows.iter().map(|row| (row.log_id.key(), row)).collect();
    keyed.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    for (key, event) in &keyed {
        if !rows.add(event, key)? {
            outcome.duplicates += 1;
            continue;
        }
        outcome.new_rows += 1;
        if let Some(deed) = &event.deed {
            deed::insert(connection, deed, key, seq, batch.read_at.unwrap_or(event.date))?;
            deeds.push(deed.clone());
        }
        let lateness = batch.read_at.map(|read_at| read_at.millis_since(event.date));
        outcome.worst_lateness_ms = outcome.worst_lateness_ms.max(lateness);
        let moment = Interval { from: event.date, to: event.date.plus_millis(1) };
        if coverage.covers(moment) {
            outcome.late_rows += 1;
            let earliest = outcome.earliest_late.map_or(event.date, |earliest| earliest.min(event.date));
            outcome.earliest_late = Some(earliest);
        }
    }
    if batch.unless_late && outcome.late_rows > 0 {
        connection.execute_batch("ROLLBACK TO batch; RELEASE batch")?;
        return Ok(Err(outcome));
    }
    let actors = rows.write()?;
    ledger::change(connection, coverage, batch.withdraw, batch.claim, &batch.holes)?;
    write_state(connection, batch, seq, outcome.new_rows)?;
    connection.execute_batch("RELEASE batch")?;
    Ok(Ok(Applied { outcome, seq, actors, deeds }))
}

struct Rows<'c> {
    connection: &'c Connection,
    blocks: Blocks<'c>,
    actors: Actors<'c>,
    days: Days,
    oldest: Option<Timestamp>,
    newest: Option<Timestamp>,
}

impl Rows<'_> {
    /// Adds one row. `false`: it is held already.
    fn add(&mut self, event: &LogEvent, key: &[u8]) -> Sql<bool> {
        if !self.blocks.place(event, key)? {
            return Ok(false);
        }
        let actor = self.actors.act(event)?;
        self.blocks.fill(event, key, actor)?;
        self.days.count(event, actor);
        if let Some((target, action)) = &event.target {
            if let Some(target) = target {
                let target = self.actors.suffer(event, target, *action)?;
                admin::insert(self.connection, event, key, target, *action, actor)?;
            }
            if action.is_creation() {
                let is_self = *action == domain::activity::AdminAction::ClientSelfRegistered;
                admin::register(self.connection, event, key, is_self)?;
            }
        }
        self.oldest = Some(self.oldest.map_or(event.date, |oldest| oldest.min(event.date)));
        self.newest = self.newest.max(Some(event.date));
        Ok(true)
    }

    fn write(self) -> Sql<Vec<Actor>> {
        let Self { connection, blocks, actors, days, oldest, newest } = self;
        if let Some((oldest, newest)) = oldest.zip(newest) {
            connection.execute(
                "UPDATE log SET oldest_ms = min(coalesce(oldest_ms, ?1), ?1),
                   newest_ms = max(coalesce(newest_ms, ?2), ?2)",
                params![oldest.millis(), newest.millis()],
            )?;
            let newest: i64 = connection.query_row("SELECT newest_ms FROM log", [], |row| row.get(0))?;
            days.write(connection, Timestamp::from_millis(newest).day())?;
        }
        blocks.write(|| actors.write())
    }
}

fn write_state(connection: &Connection, batch: &LogBatch, seq: i64, new_rows: u64) -> Sql<()> {
    connection.execute(
        "UPDATE log SET seq = ?1, rows = rows + ?2, cursor = coalesce(?3, cursor), cursor_ms = coalesce(?4, cursor_ms),
           progress = coalesce(?5, progress), read_to_ms = max(coalesce(read_to_ms, ?6), coalesce(?6, read_to_ms)),
           lag_allowance_ms = coalesce(?7, lag_allowance_ms)",
        params![
            seq,
            crate::varint::signed(new_rows),
            batch.forward_cursor.as_ref().map(|cursor| cursor.log_id.as_str()),
            batch.forward_cursor.as_ref().map(|cursor| cursor.at.millis()),
            batch.progress.as_ref().map(text::json),
            batch.read_to.map(Timestamp::millis),
            batch.lag_allowance_ms,
        ],
    )?;
    Ok(())
}
