//! From clock, coverage and window to verdicts: the scope of a question with its cut-lines and coverage.

use assessment::{WindowDays, WindowProof, cutlines, watched_until, window_proof};
use domain::connection::Connection;
use domain::coverage::{Coverage, HoleReason, Interval};
use domain::ids::ConnectionId;
use domain::judgement::{Cutlines, Verdict};
use domain::time::{DAY_MS, Day, Timestamp};
use store::{Judged, Ledger};

use crate::error::CommandError;
use crate::preferences::Preferences;
use crate::state::App;
use crate::views::{CountView, CoverageView, DayCover, HoleView, Scope, UnreadView};
use crate::words;

/// How many UTC days the strips show; the last is today.
pub const STRIP_DAYS: i32 = 90;

/// How many holes a coverage view names.
const HOLES_SHOWN: usize = 20;

/// One connection of a question's scope, ready to be judged.
#[derive(Clone, Debug)]
pub struct InScope {
    /// The connection.
    pub connection: Connection,
    /// What its ledger says.
    pub ledger: Ledger,
    /// Its cut-lines.
    pub cutlines: Cutlines,
    /// What its window proves.
    pub proof: WindowProof,
    /// Whether the moment is past: nothing of its day is still to come.
    pub is_past: bool,
}

impl InScope {
    /// As the store takes it.
    #[must_use]
    pub fn judged(&self) -> Judged {
        Judged { connection: self.connection.id.clone(), cutlines: self.cutlines }
    }

    /// The same as it was to be judged at a past moment, by what is covered today of the time until then.
    #[must_use]
    pub fn then(&self, at: Timestamp, window: WindowDays) -> Self {
        let coverage = watched_until(&self.ledger.coverage, at);
        let lines = cutlines(at, &coverage, window);
        let proof = window_proof(&lines, &coverage);
        let ledger = Ledger { coverage, ..self.ledger.clone() };
        let is_past = at < self.cutlines.now;
        Self { connection: self.connection.clone(), ledger, cutlines: lines, proof, is_past }
    }

    /// The first UTC day of its strips.
    #[must_use]
    pub fn first_day(&self) -> Day {
        Day(self.cutlines.now.day().0 - STRIP_DAYS + 1)
    }
}

/// The connections that a question is about, in the window that it names.
///
/// # Errors
/// The window is out of range, or the files cannot be read.
pub async fn scope(app: &App, scope: &Scope, window_days: u16) -> Result<Vec<InScope>, CommandError> {
    let preferences = app.preferences().await?;
    let window = preferences.window_of(window_days)?;
    in_window(app, scope, window, &preferences).await
}

/// The same for a window that is known to be in range.
///
/// # Errors
/// The files cannot be read.
pub async fn in_window(
    app: &App,
    scope: &Scope,
    window: WindowDays,
    preferences: &Preferences,
) -> Result<Vec<InScope>, CommandError> {
    let mut found = Vec::new();
    for connection in app.store.connections().await? {
        if !scope.connections.is_empty() && !scope.connections.iter().any(|id| id == connection.id.as_str()) {
            continue;
        }
        let ledger = app.store.ledger(&connection.id).await?;
        let now = app.server_now(&connection, preferences);
        let lines = cutlines(now, &ledger.coverage, window);
        let proof = window_proof(&lines, &ledger.coverage);
        found.push(InScope { connection, ledger, cutlines: lines, proof, is_past: false });
    }
    Ok(found)
}

/// One connection, judged in the window that is asked for.
///
/// # Errors
/// There is no such connection, the window is out of range, or the files cannot be read.
pub async fn one(app: &App, id: &str, window_days: u16) -> Result<InScope, CommandError> {
    let only = Scope { connections: vec![id.to_owned()] };
    let found = scope(app, &only, window_days).await?;
    found.into_iter().next().ok_or_else(|| store::StoreError::NoSuchConnection.into())
}

/// Scope as the store takes it.
#[must_use]
pub fn judged(scope: &[InScope]) -> Vec<Judged> {
    scope.iter().map(InScope::judged).collect()
}

/// The connection with this id within a scope.
#[must_use]
pub fn find<'a>(scope: &'a [InScope], id: &ConnectionId) -> Option<&'a InScope> {
    scope.iter().find(|place| place.connection.id == *id)
}

/// What could not be read, of every connection in scope.
///
/// # Errors
/// The files cannot be read.
pub async fn unread(app: &App, scope: &[InScope]) -> Result<Vec<UnreadView>, CommandError> {
    let mut found = Vec::new();
    for place in scope {
        for state in app.store.read_states(&place.connection.id).await? {
            let Some((why, _)) = state.unread else { continue };
            let (code, reason, todo) = words::unread_parts(&why);
            found.push(UnreadView {
                what: words::what_is_read(state.what).into(),
                connection_name: place.connection.name.clone(),
                why: words::sentence(&reason),
                todo,
                last_complete_at: state.last_complete.map(|(_, ended)| ended.millis()),
                code,
            });
        }
    }
    Ok(found)
}

/// How much of a scope was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// Every connection has a complete list of clients that nothing has cast doubt on since.
    pub clients: bool,
    /// Besides, every connection's log was read at least once, and the latest reading came to its end.
    pub log: bool,
    /// Something was read at all, of any connection.
    pub ever: bool,
}

impl Read {
    /// A count of clients.
    #[must_use]
    pub const fn count(self, n: u64) -> CountView {
        CountView { n, proven: self.clients }
    }

    /// A count of clients for which the log speaks: without it, more of them may be so.
    #[must_use]
    pub const fn count_by_log(self, n: u64) -> CountView {
        CountView { n, proven: self.log }
    }

    /// A count of clients with a verdict. *Not proven* and *Too new* are what they are without the log as well.
    #[must_use]
    pub const fn count_of(self, verdict: Verdict, n: u64) -> CountView {
        match verdict {
            Verdict::NotProven | Verdict::TooNew => self.count(n),
            Verdict::InUse | Verdict::Inactive | Verdict::InactiveTokensMayLive => self.count_by_log(n),
        }
    }
}

/// How much of a scope was read.
///
/// # Errors
/// The files cannot be read.
pub async fn read(app: &App, scope: &[InScope]) -> Result<Read, CommandError> {
    let mut read = Read { clients: true, log: true, ever: false };
    for place in scope {
        let states = app.store.read_states(&place.connection.id).await?;
        let state = |what| states.iter().find(|state| state.what == what);
        let clients = state(Some(domain::snapshot::SnapshotKind::Client));
        let listed = clients.is_some_and(|state| state.last_complete.is_some());
        let whole = |what| state(what).is_some_and(|state| state.unread.is_none());
        read.clients &= listed && whole(Some(domain::snapshot::SnapshotKind::Client));
        read.log &= place.ledger.coverage.horizon().is_some() && whole(None);
        read.ever |= listed || place.ledger.rows > 0;
    }
    read.log &= read.clients;
    if !read.ever {
        // of a list that broke off, the clients before the break are known
        read.ever = app.store.count_clients(judged(scope)).await?.all > 0;
    }
    Ok(read)
}

/// A connection's coverage, as shown.
#[must_use]
pub fn coverage_view(place: &InScope) -> CoverageView {
    let coverage = &place.ledger.coverage;
    let first_day = place.first_day();
    let horizon = coverage.horizon();
    let keeps_ms = sync::kept_ms(&place.ledger);
    let cover = |day| cover_of(coverage, day, place.cutlines.now, place.is_past);
    CoverageView {
        connection_id: place.connection.id.to_string(),
        connection_name: place.connection.name.clone(),
        first_day: first_day.0,
        days: (0..STRIP_DAYS).map(|offset| cover(Day(first_day.0 + offset))).collect(),
        horizon_at: horizon.map(Timestamp::millis),
        unbroken_since_at: coverage.unbroken_since().map(Timestamp::millis),
        window_start_at: place.cutlines.window_start.millis(),
        watched: place.proof.watched,
        longest_hole_ms: place.proof.longest_hole_ms,
        provable_at: place
            .proof
            .provable_at
            .filter(|at| !place.cutlines.window_is_whole() && Some(*at) > horizon)
            .map(Timestamp::millis),
        holes: holes(place),
        before: before(place),
        keeps_days: keeps_ms.and_then(|ms| u32::try_from((ms + DAY_MS / 2) / DAY_MS).ok()),
        lost_unless_synced_by_at: horizon
            .zip(keeps_ms)
            .map(|(horizon, keeps)| horizon.plus_millis(keeps).millis()),
        stale: place.proof.stale,
    }
}

/// How a UTC day is held until a moment; today counts up to the horizon, so that it is not hatched for what is still to come.
fn cover_of(coverage: &Coverage, day: Day, until: Timestamp, is_past: bool) -> DayCover {
    let reaches_horizon = |horizon: &Timestamp| !is_past && day == until.day() && horizon.day() == day;
    let end = coverage.horizon().filter(reaches_horizon).unwrap_or(until).min(day.end());
    let Some(counted) = Interval::new(day.start(), end) else { return DayCover::None };
    match coverage.covered_millis(counted) {
        0 => DayCover::None,
        held if held >= counted.millis() => DayCover::Whole,
        _ => DayCover::Part,
    }
}

/// What is not held between covered moments, newest first.
fn holes(place: &InScope) -> Vec<HoleView> {
    let intervals = place.ledger.coverage.intervals();
    let mut holes: Vec<HoleView> = intervals
        .windows(2)
        .filter_map(|pair| Interval::new(pair[0].to, pair[1].from))
        .map(|gap| {
            let hole = place.ledger.holes.iter().find(|hole| hole.interval.intersection(gap).is_some());
            hole_view(gap, hole.map_or(HoleReason::NotReadYet, |hole| hole.reason))
        })
        .collect();
    holes.reverse();
    holes.truncate(HOLES_SHOWN);
    holes
}

/// What is not held of the window before the first covered moment.
fn before(place: &InScope) -> Option<HoleView> {
    let first = place.ledger.coverage.intervals().first()?;
    let gap = Interval::new(place.cutlines.window_start, first.from)?;
    Some(hole_view(gap, sync::reason_before_coverage(&place.ledger)))
}

fn hole_view(gap: Interval, reason: HoleReason) -> HoleView {
    HoleView { from_at: gap.from.millis(), to_at: gap.to.millis(), reason: reason.words().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    fn at(day: i32, hour: i64) -> Timestamp {
        Day(day).start().plus_millis(hour * HOUR_MS)
    }

    fn held(from: Timestamp, to: Timestamp) -> Coverage {
        Interval::new(from, to).into_iter().collect()
    }

    #[test]
    fn today_counts_up_to_the_horizon_and_every_other_day_as_a_whole() {
        let coverage = held(at(10, 6), at(12, 9));
        let cover = |day| cover_of(&coverage, Day(day), at(12, 10), false);
        assert_eq!(
            [9, 10, 11, 12].map(cover),
            [DayCover::None, DayCover::Part, DayCover::Whole, DayCover::Whole]
        );
    }

    #[test]
    fn the_last_day_of_a_past_list_is_whole_only_where_all_of_it_was_watched() {
        let end = at(13, 0).plus_millis(-1);
        let cover = |to| cover_of(&held(at(10, 6), to), Day(12), end, true);
        assert_eq!(cover(end), DayCover::Whole);
        assert_eq!(cover(at(12, 10)), DayCover::Part);
        assert_eq!(cover(at(12, 0)), DayCover::None);
    }
}
