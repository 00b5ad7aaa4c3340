//! What was watched around a past moment, and what that proves of what is told.

use domain::snapshot::SnapshotKind;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Sql;
use crate::past::Moment;
use crate::queries::facts::Fact;
use crate::tables::past::{Around, Between};

/// The moment in one connection, and the complete lists next to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Watch {
    /// The moment.
    pub at: i64,
    covered: Option<(i64, i64)>,
    /// The last complete list that ended at or before it, and the first that began after it.
    lists: [Option<(i64, i64)>; 2],
}

/// What is known of a thing at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held<'b> {
    /// This; `None`: the client was not there.
    Known(Option<&'b [u8]>),
    /// It was not watched.
    Unknown,
}

impl Watch {
    /// The watch of a moment in a connection.
    pub(crate) fn read(db: &Connection, number: i64, moment: &Moment) -> Sql<Self> {
        let at = moment.at.millis();
        let list = |sql: &str| -> Sql<Option<(i64, i64)>> {
            let mut statement = db.prepare_cached(sql)?;
            let parameters = params![number, SnapshotKind::Client.as_str(), at];
            Ok(statement.query_row(parameters, |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
        };
        let earlier = list(
            "SELECT started_ms, max(started_ms, ended_ms) FROM listing WHERE connection = ?1 AND kind = ?2
         AND started_ms <= ?3 AND ended_ms <= ?3 ORDER BY started_ms DESC LIMIT 1",
        )?;
        let later = list(
            "SELECT started_ms, max(started_ms, ended_ms) FROM listing WHERE connection = ?1 AND kind = ?2
         AND started_ms > ?3 ORDER BY started_ms LIMIT 1",
        )?;
        let covered = moment.covered.map(|held| (held.from.millis(), held.to.millis()));
        Ok(Self { at, covered, lists: [earlier, later] })
    }

    /// The same where no list tells anything.
    pub(crate) const fn without_lists(self) -> Self {
        Self { lists: [None, None], ..self }
    }

    fn covers_since(&self, from: i64) -> bool {
        self.covered.is_some_and(|(start, _)| start <= from)
    }

    fn covers_until(&self, to: i64) -> bool {
        self.covered.is_some_and(|(_, end)| to <= end)
    }

    /// What a thing held: what was told before, if nothing can have come in between, or what was told after. A complete list
    /// between two that tell the same told it as well, and so did those since a client was last derived.
    pub(crate) fn held<'b>(&self, around: &Around<'b>) -> Held<'b> {
        let [earlier, later] = self.lists;
        let reaches = |to: i64| around.after.is_none_or(|after| to <= after.at);
        if let Some((before, between)) = around.before
            && !between.is_veiled
        {
            let is_same = around.after.is_none_or(|after| after.held == before.held);
            let list = earlier.filter(|(_, to)| is_same && !between.is_silent && reaches(*to));
            let since = list.map_or(before.at, |(from, _)| from.max(before.at));
            if before.at == self.at || self.covers_since(since) {
                return Held::Known(before.held);
            }
            let goes_on = around.after.is_none_or(|after| !after.is_new && after.held == before.held);
            if let Some((_, to)) = later
                && goes_on
                && !between.is_silent
                && around.until_after == Between::default()
                && reaches(to)
                && self.covers_until(to)
            {
                return Held::Known(before.held);
            }
        }
        match around.after {
            Some(after) if !after.is_new && !around.until_after.is_veiled && self.covers_until(after.at) => {
                Held::Known(after.held)
            }
            _ => Held::Unknown,
        }
    }

    /// Whether the client existed. `None`: that is not known.
    pub(crate) fn existed(&self, around: &Around<'_>, fact: &Fact) -> Option<bool> {
        if let Held::Known(held) = self.held(around) {
            return Some(held.is_some());
        }
        let was_there = around.before.map(|(before, _)| before.held.is_some());
        let comes_later = |moment: Option<i64>| moment.is_some_and(|moment| moment > self.at);
        match (was_there, around.after) {
            // the row of its deletion: it was there until then
            (_, Some(after)) if after.held.is_none() && after.is_new && self.covers_until(after.at) => {
                Some(true)
            }
            // it came to exist later; or a list did not hold it before it was first seen, and ids are not given twice unseen
            (None | Some(false), Some(after)) if after.held.is_some() == after.is_new => Some(false),
            (Some(false), None) => Some(false),
            (None, _) if comes_later(fact.created_ms) || comes_later(fact.absent_ms) => Some(false),
            _ => None,
        }
    }

    /// Whether a complete list and all of the log between it and the moment are held.
    pub(crate) fn is_complete(&self) -> bool {
        let [earlier, later] = self.lists;
        earlier.is_some_and(|(from, _)| self.covers_since(from))
            || later.is_some_and(|(_, to)| self.covers_until(to))
    }
}
