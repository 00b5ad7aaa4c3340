//! The verdict over stored facts and cut-lines (`assessment::cutlines` states the rule; a property holds it equal).

use domain::judgement::Verdict;
use domain::time::DAY_MS;
use rusqlite::Connection;

use crate::error::Sql;
use crate::queries::facts::Fact;
use crate::reading::{ClientTag, Judged};
use crate::tables::connection;

/// Added to L before tokens count as dead (product.md, "L + 1 day").
const MARGIN_MS: i64 = DAY_MS;

/// One connection's cut-lines as plain numbers. `None` is unknown, with which no comparison holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    horizon: Option<i64>,
    window_start: i64,
    unbroken_since: Option<i64>,
}

impl Lines {
    /// The numbers of these cut-lines.
    pub(crate) fn of(judged: &Judged) -> Self {
        let lines = &judged.cutlines;
        Self {
            horizon: lines.horizon.map(domain::time::Timestamp::millis),
            window_start: lines.window_start.millis(),
            unbroken_since: lines.unbroken_since.map(domain::time::Timestamp::millis),
        }
    }

    /// The verdict. Clients that are never judged ([`tagged`]) have to be told apart by the caller.
    pub(crate) fn verdict(&self, fact: &Fact) -> Verdict {
        let start = Some(self.window_start);
        if fact.last_use_ms >= start {
            return Verdict::InUse;
        }
        if fact.created_ms >= start || fact.absent_ms >= start {
            return Verdict::TooNew;
        }
        let (Some(horizon), Some(since)) = (self.horizon, self.unbroken_since) else {
            return Verdict::NotProven;
        };
        if since > self.window_start || fact.seen_ms.is_none_or(|seen| seen >= horizon) {
            return Verdict::NotProven;
        }
        // the quiet stretch begins at the later of two moments, so it is short when either lies close
        let is_short =
            |from: i64| horizon.saturating_sub(from) < fact.token_lifetime_ms.saturating_add(MARGIN_MS);
        if is_short(since) || fact.last_use_ms.is_some_and(is_short) {
            Verdict::InactiveTokensMayLive
        } else {
            Verdict::Inactive
        }
    }

    /// Whether a window that is whole proves it inactive, tokens or not.
    pub(crate) fn is_quiet(&self, fact: &Fact) -> bool {
        self.verdict(fact) >= Verdict::InactiveTokensMayLive
    }

    /// Whether no success is known although its whole life is covered.
    pub(crate) fn is_never_used(&self, fact: &Fact) -> bool {
        let is_covered = |created: i64| {
            self.unbroken_since.is_some_and(|since| since <= created) && Some(created) < self.horizon
        };
        fact.last_use_ms.is_none() && fact.created_ms.is_some_and(is_covered)
    }

    /// Length of the quiet stretch in milliseconds.
    pub(crate) fn quiet_ms(&self, fact: &Fact) -> i64 {
        let Some((horizon, since)) = self.horizon.zip(self.unbroken_since) else { return 0 };
        let from = fact.last_use_ms.filter(|last| *last > since);
        from.map_or(horizon.saturating_sub(since), |from| horizon.saturating_sub(from).max(0))
    }
}

/// The clients of a connection that are never judged, and why.
pub(crate) fn tagged(connection: &Connection, number: i64) -> Sql<Vec<(i64, ClientTag)>> {
    // left to itself, SQLite reads every fact of the connection: its key seems as good as the index that holds one row
    let mut statement = connection.prepare_cached(
        "SELECT client FROM fact INDEXED BY fact_global WHERE connection = ?1 AND is_global",
    )?;
    let globals = statement.query_map([number], |row| Ok((row.get(0)?, ClientTag::Global)))?;
    let mut tagged: Vec<_> = globals.collect::<rusqlite::Result<_>>()?;
    if let Some(own) = connection::own_client(connection, number)?
        && tagged.iter().all(|(client, _)| *client != own)
    {
        tagged.push((own, ClientTag::Rollcall));
    }
    Ok(tagged)
}

/// Whether a client is among those that are never judged.
pub(crate) fn is_tagged(tagged: &[(i64, ClientTag)], client: i64) -> bool {
    tagged.iter().any(|(tagged, _)| *tagged == client)
}
