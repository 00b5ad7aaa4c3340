//! The log: the newest rows first, then forward to now, then backwards in slices of whole days to the edge of
//! retention.

use std::collections::BTreeSet;

use domain::activity::LogEvent;
use domain::coverage::{Hole, HoleReason, Interval};
use domain::ids::{ClientId, LogId};
use domain::listing::Unread;
use domain::time::{DAY_MS, Day, Timestamp};
use provider::auth0::TokenInfo;
use serde::{Deserialize, Serialize};
use store::{Cursor, Ledger, LogBatch, LogOutcome};
use tokio::sync::mpsc;

use crate::progress::Step;
use crate::pull::{Pull, PullError};
use crate::read_through::{LONGEST_INGEST_MS, ReadThrough, cursor_at, ingested_at};

/// The lag allowance before anything was measured. No source gives a figure (facts/auth0.md 6.5); anchors 4.2 tests with
/// ten minutes.
pub const FIRST_ALLOWANCE_MS: i64 = 15 * 60_000;

/// The allowance never grows beyond this.
const LARGEST_ALLOWANCE_MS: i64 = 6 * 3_600_000;

/// Every plan keeps its log at least a day (facts/auth0.md 6.5); less two hours for clocks and dropping in batches.
pub const KEPT_AT_LEAST_MS: i64 = 22 * 3_600_000;

/// How many rows the first look takes: what one search can give (facts/auth0.md 6.1).
const NEWEST_ROWS: usize = 1_000;

/// Reading backwards, a slice takes as many whole days as are likely to fit into so many pages: each slice costs a search and a
/// page that is part full.
const PAGES_OF_A_SLICE: u32 = 128;

/// A slice never takes more days than these: what is proven grows slice by slice.
const LARGEST_SLICE_DAYS: u32 = 7;

/// While reading close to the edge of retention, the edge is looked at again after so many pages.
const PAGES_BETWEEN_EDGE_CHECKS: u32 = 50;

/// Where the backward reading stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Backward {
    /// Everything after this row is read.
    low: LogId,
    /// Its moment of ingest.
    low_ms: i64,
    /// The UTC day with which its slice began.
    day: i32,
    /// Whether the edge of retention was reached.
    finished: bool,
    /// For how long the tenant keeps its log: how old its oldest row was when that was last looked at.
    kept_ms: Option<i64>,
}

/// For how long a tenant keeps its log, as last measured, in milliseconds. `None`: its edge was not reached yet.
#[must_use]
pub fn kept_ms(ledger: &Ledger) -> Option<i64> {
    serde_json::from_value::<Backward>(ledger.progress.clone()).ok()?.kept_ms
}

/// Why nothing is held before the first covered moment: the tenant had dropped it, or it is still to be read.
#[must_use]
pub fn reason_before_coverage(ledger: &Ledger) -> HoleReason {
    match serde_json::from_value::<Backward>(ledger.progress.clone()) {
        Ok(progress) if progress.finished => HoleReason::BeyondRetention,
        _ => HoleReason::NotReadYet,
    }
}

impl Pull {
    /// Reads the log as far as it can be read. Gives the clients that new administrative rows named, and why the log is
    /// not whole, if it is not.
    pub(crate) async fn read_log(
        &self,
        token: &TokenInfo,
    ) -> Result<(BTreeSet<ClientId>, Option<Unread>), PullError> {
        if !(token.may_hold("read:logs") || token.may_hold("read:logs_users")) {
            let why = Unread::ScopeMissing { any_of: vec!["read:logs".into()] };
            self.store
                .record_unread(&self.connection, None, Some(why.clone()), self.tenant.server_now())
                .await?;
            self.sink.log(Step::Done);
            return Ok((BTreeSet::new(), Some(why)));
        }
        let mut named = BTreeSet::new();
        let outcome = self.read_rows(&mut named).await;
        let now = self.tenant.server_now();
        match outcome {
            Ok(()) => {
                self.store.record_unread(&self.connection, None, None, now).await?;
                self.sink.log(Step::Done);
                Ok((named, None))
            }
            Err(PullError::Provider(problem)) => {
                let why = problem.unread();
                self.store.record_unread(&self.connection, None, Some(why.clone()), now).await?;
                Ok((named, Some(why)))
            }
            Err(other) => Err(other),
        }
    }

    async fn read_rows(&self, named: &mut BTreeSet<ClientId>) -> Result<(), PullError> {
        let ledger = self.store.ledger(&self.connection).await?;
        if ledger.forward_cursor.is_some() {
            self.forward(ledger, named).await?;
        } else if !self.first_look(named).await? {
            return Ok(()); // the tenant's log is empty
        }
        self.backward(named).await
    }

    /// The newest rows, so that "in use" is known early; then today's slice forward. `false`: the log is empty.
    async fn first_look(&self, named: &mut BTreeSet<ClientId>) -> Result<bool, PullError> {
        if !self.newest_rows(named).await? {
            return Ok(false);
        }
        // rows that come late, by less than two allowances, stand behind the first row of that day; a row's date lies up to an hour
        // before the moment in its id
        let settled = self.tenant.server_now().plus_millis(-2 * FIRST_ALLOWANCE_MS);
        let day = self
            .row_before(settled)
            .await?
            .map_or(Day(0), |row| row.at.plus_millis(-LONGEST_INGEST_MS).day());
        let Some(start) = self.tenant.first_log_at_or_after(day.start(), &self.rules).await? else {
            return Ok(false);
        };
        let from = ingested_at(&start);
        let progress = Backward {
            low: start.log_id.clone(),
            low_ms: from.millis(),
            day: start.date.day().0,
            finished: false,
            kept_ms: None,
        };
        let reading = ReadThrough::new(from, cursor_at(&start), FIRST_ALLOWANCE_MS);
        self.apply(
            LogBatch {
                forward_cursor: Some(cursor_at(&start)),
                progress: serde_json::to_value(progress).ok(),
                lag_allowance_ms: Some(FIRST_ALLOWANCE_MS),
                rows: vec![start],
                ..LogBatch::default()
            },
            named,
        )
        .await?;
        self.follow(reading, None, named).await?;
        Ok(true)
    }

    /// Applies the newest rows as they arrive, without claiming anything. `false`: there are none.
    async fn newest_rows(&self, named: &mut BTreeSet<ClientId>) -> Result<bool, PullError> {
        let (pages, arriving) = mpsc::unbounded_channel();
        let (read, applied) = tokio::join!(self.search_newest(pages), self.apply_newest(arriving, named));
        applied?;
        Ok(read? > 0)
    }

    async fn search_newest(&self, pages: mpsc::UnboundedSender<Vec<LogEvent>>) -> Result<usize, PullError> {
        let (sink, mut so_far) = (self.sink.clone(), 0_u64);
        let mut on_page = move |rows: Vec<LogEvent>| {
            so_far += rows.len() as u64;
            let what = "Reading the newest log rows";
            sink.log(Step::Running { what, done: so_far, total: None, unit: "log rows" });
            // the receiver lives as long as this reading
            let _ = pages.send(rows);
        };
        Ok(self.tenant.newest_logs(NEWEST_ROWS, &self.rules, &mut on_page).await?)
    }

    /// Applies pages as they arrive.
    async fn apply_newest(
        &self,
        mut arriving: mpsc::UnboundedReceiver<Vec<LogEvent>>,
        named: &mut BTreeSet<ClientId>,
    ) -> Result<(), PullError> {
        while let Some(rows) = arriving.recv().await {
            self.apply(LogBatch { rows, ..LogBatch::default() }, named).await?;
        }
        Ok(())
    }

    /// From where the last reading ended to now.
    async fn forward(&self, ledger: Ledger, named: &mut BTreeSet<ClientId>) -> Result<(), PullError> {
        let Some(cursor) = ledger.forward_cursor.clone() else { return Ok(()) };
        let allowance = ledger.lag_allowance_ms.max(FIRST_ALLOWANCE_MS);
        let now = self.tenant.server_now();
        let horizon = ledger.coverage.horizon().unwrap_or(cursor.at);
        let away = now.millis_since(horizon);
        if now.millis_since(cursor.at) <= KEPT_AT_LEAST_MS {
            return self.follow(ReadThrough::new(horizon, cursor, allowance), None, named).await;
        }
        // long away, or a quiet tenant: rows after the horizon, and the cursor's own row, may have been dropped
        let oldest = self.oldest_row().await?;
        if let Some(oldest) = oldest.as_ref().filter(|oldest| ingested_at(oldest) <= horizon) {
            let (start, first) = if self.tenant.log_exists(&cursor.log_id).await? {
                (cursor, None)
            } else {
                match self.row_before(horizon.plus_millis(-allowance)).await? {
                    Some(start) => (start, None),
                    None => (cursor_at(oldest), Some(oldest.clone())),
                }
            };
            return self.follow(ReadThrough::new(horizon, start, allowance), first, named).await;
        }
        if away <= KEPT_AT_LEAST_MS {
            return self.follow_in_quiet(horizon, cursor, allowance, named).await;
        }
        let Some(oldest) = oldest else { return Ok(()) };
        self.after_gap(horizon, &oldest, allowance, named).await
    }

    /// Rows between the horizon and the oldest row that is left are lost: says so, and begins anew.
    async fn after_gap(
        &self,
        horizon: Timestamp,
        oldest: &LogEvent,
        allowance: i64,
        named: &mut BTreeSet<ClientId>,
    ) -> Result<(), PullError> {
        let (from, start) = (ingested_at(oldest), cursor_at(oldest));
        self.record_gap(horizon, from, named).await?;
        let batch = LogBatch {
            rows: vec![oldest.clone()],
            forward_cursor: Some(start.clone()),
            ..LogBatch::default()
        };
        self.apply(batch, named).await?;
        self.follow(ReadThrough::new(from, start, allowance), None, named).await
    }

    /// No row that we held is left, yet nothing since the horizon can have been dropped: the few newest rows by search are
    /// everything there is.
    async fn follow_in_quiet(
        &self,
        horizon: Timestamp,
        cursor: Cursor,
        allowance: i64,
        named: &mut BTreeSet<ClientId>,
    ) -> Result<(), PullError> {
        let asked_at = self.tenant.server_now();
        let (mut rows, mut pages) = (Vec::new(), 0);
        self.tenant
            .newest_logs(NEWEST_ROWS, &self.rules, &mut |page| {
                pages += 1;
                rows.extend(page);
            })
            .await?;
        rows.sort_by(|a, b| a.log_id.cmp(&b.log_id));
        if let Some(first) = rows.first().filter(|_| rows.len() >= NEWEST_ROWS).cloned() {
            return self.after_gap(horizon, &first, allowance, named).await;
        }
        // an empty log tells as much as a quiet one; reading resumes behind no row that a late one may still come before
        let mut reading = ReadThrough::new(horizon, cursor, allowance);
        reading.page(&rows, true, asked_at);
        let batch = LogBatch {
            rows,
            claim: Interval::new(horizon, reading.complete_to()),
            forward_cursor: Some(reading.resume().clone()),
            read_to: Some(asked_at),
            ..LogBatch::default()
        };
        self.apply(batch, named).await?;
        Ok(())
    }

    /// Page by page to the end of the log. Claims what is surely complete; when a row comes later than the allowance, takes
    /// claims back, allows for more and reads again. `first`: the row that the reading begins behind, where it came late perhaps
    /// and is not held.
    async fn follow(
        &self,
        mut reading: ReadThrough,
        mut first: Option<LogEvent>,
        named: &mut BTreeSet<ClientId>,
    ) -> Result<(), PullError> {
        let mut from = reading.complete_to();
        let mut after = reading.resume().log_id.clone();
        let (mut pages, mut read) = (0_u32, 0_u64);
        // up to here nothing can have been dropped unread; behind it a claim waits until the edge of retention was seen
        let (mut safe_to, mut unsafe_pages) = (reading.complete_to(), false);
        let mut refused = Vec::new();
        loop {
            let asked_at = self.tenant.server_now();
            let near_edge = asked_at.millis_since(reading.complete_to()) > KEPT_AT_LEAST_MS;
            let mut page = self.tenant.logs_after(&after, &self.rules).await?;
            page.rows.extend(first.take());
            reading.page(&page.rows, page.end, asked_at);
            read += page.rows.len() as u64;
            pages += 1;
            unsafe_pages |= near_edge;
            let look =
                pages == 1 || pages.is_multiple_of(PAGES_BETWEEN_EDGE_CHECKS) || !near_edge || page.end;
            if unsafe_pages && look {
                if let Some(edge) =
                    self.oldest_row().await?.map(|row| ingested_at(&row)).filter(|edge| *edge > safe_to)
                {
                    self.record_gap(safe_to, edge, named).await?;
                    from = from.max(edge);
                }
                (safe_to, unsafe_pages) = (reading.complete_to(), false);
            }
            self.sink.log(Step::Running {
                what: "Reading the log",
                done: read,
                total: None,
                unit: "log rows",
            });
            // a page with a late row is held when its claim was taken back, not before: should that fail, it is late again
            let mut rows = page.rows;
            rows.append(&mut refused);
            let outcome = self
                .apply(
                    LogBatch {
                        rows: rows.clone(),
                        unless_late: true,
                        read_at: Some(page.server_time),
                        claim: if unsafe_pages { None } else { Interval::new(from, reading.complete_to()) },
                        forward_cursor: if unsafe_pages { None } else { Some(reading.resume().clone()) },
                        read_to: page.end.then_some(asked_at),
                        ..LogBatch::default()
                    },
                    named,
                )
                .await?;
            if let Some(late) = outcome.earliest_late {
                (reading, first) = self.allow_for_more(late).await?;
                refused = rows;
                from = reading.complete_to();
                after = reading.resume().log_id.clone();
                continue;
            }
            if page.end {
                return Ok(());
            }
            after = page.next;
        }
    }

    /// A row that was found outside of a sync lies in time that was claimed without it: takes the claim back, so that the next
    /// reading goes over it again.
    ///
    /// # Errors
    /// The tenant cannot be asked, or the files cannot be written.
    pub async fn allow_for_late_row(&self, late: Timestamp) -> Result<(), PullError> {
        self.allow_for_more(late).await.map(drop)
    }

    /// A row came later than allowed for: withdraws what was claimed since, doubles the allowance, and says from where to
    /// read again, with the row that is read behind where it may be new: what it names is still to be told.
    async fn allow_for_more(&self, late: Timestamp) -> Result<(ReadThrough, Option<LogEvent>), PullError> {
        let ledger = self.store.ledger(&self.connection).await?;
        let allowance = (ledger.lag_allowance_ms.max(FIRST_ALLOWANCE_MS) * 2).min(LARGEST_ALLOWANCE_MS);
        let doubtful = late.plus_millis(-allowance);
        let (start, first) = match self.row_before(doubtful).await? {
            Some(start) => (start, None),
            None => match self.oldest_row().await? {
                Some(oldest) => (cursor_at(&oldest), Some(oldest)),
                None => (Cursor { log_id: LogId::new("0"), at: doubtful }, None),
            },
        };
        let from = doubtful.max(start.at);
        let end = ledger.coverage.horizon().unwrap_or(late).max(late.plus_millis(1));
        let withdraw = Interval::new(doubtful, end);
        let holes =
            withdraw.map(|interval| Hole { interval, reason: HoleReason::LateRows }).into_iter().collect();
        // the row that is read behind is held from now on, also when the next reading is another sync's
        let batch = LogBatch {
            rows: first.iter().cloned().collect(),
            read_at: Some(self.tenant.server_now()),
            withdraw,
            holes,
            lag_allowance_ms: Some(allowance),
            forward_cursor: Some(start.clone()),
            ..LogBatch::default()
        };
        self.store.apply_log(&self.connection, batch).await?;
        Ok((ReadThrough::new(from, start, allowance), first))
    }

    /// Slice by slice of whole days backwards to the oldest row that the tenant keeps.
    async fn backward(&self, named: &mut BTreeSet<ClientId>) -> Result<(), PullError> {
        let ledger = self.store.ledger(&self.connection).await?;
        let Ok(mut progress) = serde_json::from_value::<Backward>(ledger.progress.clone()) else {
            return Ok(());
        };
        let first_day = progress.day;
        let kept_ms = |oldest: &LogEvent| Some(self.tenant.server_now().millis_since(oldest.date));
        if progress.finished {
            let Some(oldest) = self.oldest_row().await? else { return Ok(()) };
            progress.kept_ms = kept_ms(&oldest);
            let batch = LogBatch { progress: serde_json::to_value(&progress).ok(), ..LogBatch::default() };
            self.apply(batch, named).await?;
            return Ok(());
        }
        let at_the_edge = self.tenant.oldest_logs(&self.rules).await?;
        let Some(oldest) = at_the_edge.iter().min_by_key(|row| row.date).cloned() else { return Ok(()) };
        progress.kept_ms = kept_ms(&oldest);
        // a row dated after the oldest one may have been taken in before it: no slice that begins there holds it
        self.apply(LogBatch { rows: at_the_edge, ..LogBatch::default() }, named).await?;
        let last_day = oldest.date.day().0;
        let mut days = 1;
        while !progress.finished {
            let (done, total) = (first_day - progress.day, first_day - last_day);
            self.sink.log(Step::Running {
                what: "Reading the log back to its edge",
                done: u64::try_from(done).unwrap_or(0),
                total: u64::try_from(total).ok(),
                unit: "days of log",
            });
            if progress.day <= last_day {
                progress.finished = true;
                let batch =
                    LogBatch { progress: serde_json::to_value(&progress).ok(), ..LogBatch::default() };
                self.apply(batch, named).await?;
                break;
            }
            let until = progress.day;
            progress.day = until.saturating_sub_unsigned(days).max(last_day);
            let day = Day(progress.day);
            let Some(start) = self.tenant.first_log_at_or_after(day.start(), &self.rules).await? else {
                break;
            };
            let mut pages = 0;
            if start.log_id != progress.low && ingested_at(&start).millis() <= progress.low_ms {
                pages = self.slice(&mut progress, start, last_day, named).await?;
            }
            let pages_a_day = pages.div_ceil(until.abs_diff(progress.day).max(1)).max(1);
            days = (PAGES_OF_A_SLICE / pages_a_day).clamp(1, LARGEST_SLICE_DAYS);
        }
        Ok(())
    }

    /// One slice: from its first row up to where reading began before. Claimed as one, when it is whole. Gives how many pages
    /// it took.
    async fn slice(
        &self,
        progress: &mut Backward,
        start: LogEvent,
        last_day: i32,
        named: &mut BTreeSet<ClientId>,
    ) -> Result<u32, PullError> {
        let (mut from, mut after, mut pages) = (ingested_at(&start), start.log_id.clone(), 0);
        let low = start.log_id.clone();
        self.apply(LogBatch { rows: vec![start], ..LogBatch::default() }, named).await?;
        loop {
            let page = self.tenant.logs_after(&after, &self.rules).await?;
            pages += 1;
            // by the row itself, not by the order of ids: a claim rests on it
            let joined = page.end || page.rows.iter().any(|row| row.log_id == progress.low);
            after = page.next;
            if !joined {
                let rows =
                    LogBatch { rows: page.rows, read_at: Some(page.server_time), ..LogBatch::default() };
                self.apply(rows, named).await?;
                continue;
            }
            // the edge of retention moves while we read: what it passed meanwhile may have been dropped unread
            if progress.day <= last_day + 1 {
                match self.oldest_row().await? {
                    Some(oldest) => from = from.max(ingested_at(&oldest)),
                    None => return Ok(pages),
                }
            }
            let claim = Interval::new(from, Timestamp::from_millis(progress.low_ms));
            progress.low = low;
            progress.low_ms = from.millis();
            self.apply(
                LogBatch {
                    rows: page.rows,
                    read_at: Some(page.server_time),
                    claim,
                    progress: serde_json::to_value(&*progress).ok(),
                    ..LogBatch::default()
                },
                named,
            )
            .await?;
            return Ok(pages);
        }
    }

    /// Says that nothing between these moments can be read any more.
    async fn record_gap(
        &self,
        from: Timestamp,
        to: Timestamp,
        named: &mut BTreeSet<ClientId>,
    ) -> Result<(), PullError> {
        // what kept earlier syncs from the log is on record until this one has read it
        let states = self.store.read_states(&self.connection).await?;
        let kept_away =
            states.into_iter().filter(|state| state.what.is_none()).find_map(|state| state.unread);
        let reason = match kept_away {
            Some((Unread::ScopeMissing { .. }, _)) => HoleReason::ScopeMissing,
            Some(_) => HoleReason::Error,
            None => HoleReason::NotRunning,
        };
        let gap = Interval::new(from, to).map(|interval| Hole { interval, reason });
        self.apply(LogBatch { holes: gap.into_iter().collect(), ..LogBatch::default() }, named).await?;
        Ok(())
    }

    /// The oldest row that the tenant keeps.
    async fn oldest_row(&self) -> Result<Option<LogEvent>, PullError> {
        Ok(self.tenant.first_log_at_or_after(Timestamp::from_millis(0), &self.rules).await?)
    }

    /// A row that was taken in surely before any row dated `at`: searched further and further back.
    async fn row_before(&self, at: Timestamp) -> Result<Option<Cursor>, PullError> {
        for back in [16 * 60_000, 4 * 3_600_000, DAY_MS, 7 * DAY_MS, 400 * DAY_MS] {
            let found = self.tenant.first_log_at_or_after(at.plus_millis(-back), &self.rules).await?;
            if let Some(row) =
                found.filter(|row| ingested_at(row) <= at && row.date < at.plus_millis(-10_000))
            {
                return Ok(Some(cursor_at(&row)));
            }
        }
        Ok(None)
    }

    /// Applies a batch and remembers the clients that its administrative rows name.
    async fn apply(
        &self,
        mut batch: LogBatch,
        named: &mut BTreeSet<ClientId>,
    ) -> Result<LogOutcome, PullError> {
        self.stop_if_asked()?;
        batch.read_at = batch.read_at.or_else(|| Some(self.tenant.server_now()));
        let targets = batch.rows.iter().filter_map(|row| row.target.as_ref()?.0.as_ref());
        named.extend(targets.filter(|id| !self.is_global(id)).cloned());
        Ok(self.store.apply_log(&self.connection, batch).await?)
    }
}
