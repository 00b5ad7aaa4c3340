//! What every verdict must be, from what really happened and what could be read when.
//!
//! The words of product.md's table, asked one by one of lists of moments: no cut-line, no merged interval, no precedence but
//! the order of the questions. It knows the plan, the moment at which each row became readable, and when Rollcall read.

use std::collections::HashMap;

use super::plan::{DAY, PlannedClient};

/// One sync as it went.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The server's time.
    pub at: i64,
    /// Whether the log was read to its end.
    pub log: bool,
    /// Whether the clients were listed completely.
    pub clients: bool,
    /// How long after its date a row may become readable, as the product assumed, in milliseconds.
    pub allowance: i64,
}

/// A log row: whose, when, and from when on it could be read.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its `date`.
    pub date: i64,
    /// When the server took it in, which its id tells.
    pub taken_in: i64,
    /// From when on it could be read.
    pub visible_at: i64,
}

/// Everything that happened in one world up to a moment.
#[derive(Debug)]
pub struct Oracle<'a> {
    /// How long the tenant keeps a row, in milliseconds.
    pub retention: i64,
    /// Every sync so far, oldest first.
    pub readings: &'a [Reading],
    /// Every row of the tenant's log, whoever it is about, oldest first by date.
    pub rows: &'a [Row],
    /// The row about this client and of this date.
    pub about: &'a HashMap<(String, i64), Row>,
    /// For how long at least every tenant keeps its log, in milliseconds: who has not been away longer has lost nothing.
    pub kept_at_least: i64,
}

/// The verdicts, as the oracle words them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// "In use"
    InUse,
    /// "Too new"
    TooNew,
    /// "Not proven"
    NotProven,
    /// "Inactive, tokens may live"
    TokensMayLive,
    /// "Inactive"
    Inactive,
}

impl Answer {
    /// The words of product.md.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::InUse => "In use",
            Self::TooNew => "Too new",
            Self::NotProven => "Not proven",
            Self::TokensMayLive => "Inactive, tokens may live",
            Self::Inactive => "Inactive",
        }
    }
}

/// What was claimed as watched: from, and up to but not including.
pub type Claims = [(i64, i64)];

/// Whether a moment is claimed.
#[must_use]
pub fn is_claimed(claims: &Claims, moment: i64) -> bool {
    claims.iter().any(|(from, to)| *from <= moment && moment < *to)
}

/// Whether every moment from `from` up to `to` is claimed: an unclaimed stretch begins at `from` or where a claim ends.
#[must_use]
pub fn is_unbroken(claims: &Claims, from: i64, to: i64) -> bool {
    let ends = claims.iter().map(|(_, end)| *end).filter(|end| from < *end && *end < to);
    std::iter::once(from).chain(ends).filter(|moment| *moment < to).all(|moment| is_claimed(claims, moment))
}

/// The last moment that is claimed, and the one after it.
#[must_use]
pub fn horizon(claims: &Claims) -> Option<i64> {
    claims.iter().map(|(_, to)| *to).max()
}

impl Oracle<'_> {
    /// Whether a row of this date, readable from `visible_at`, was ever read.
    #[must_use]
    pub fn was_read(&self, row: Row) -> bool {
        self.readings.iter().any(|reading| reading.log && self.could_be_read(row, reading.at))
    }

    fn could_be_read(&self, row: Row, at: i64) -> bool {
        row.visible_at <= at && row.date <= at && row.date >= at - self.retention
    }

    /// Whether the row about this client and of this date was ever read.
    #[must_use]
    pub fn read_row(&self, client: &PlannedClient, date: i64) -> bool {
        self.row(client, date).is_some_and(|row| self.was_read(row))
    }

    fn row(&self, client: &PlannedClient, date: i64) -> Option<Row> {
        self.about.get(&(client.id.clone(), date)).copied()
    }

    /// What should be claimed: from the oldest row that a reading found, or from the last claim on where nothing can have been
    /// lost since, up to the reading less the allowance for lag. Nothing was lost when Rollcall was away for less time than
    /// every tenant keeps its log, or when a row from before is still there.
    #[must_use]
    pub fn claims(&self) -> Vec<(i64, i64)> {
        let mut claims: Vec<(i64, i64)> = Vec::new();
        for reading in self.readings.iter().filter(|reading| reading.log) {
            let end = reading.at - reading.allowance;
            let oldest =
                self.rows.iter().find(|row| self.could_be_read(**row, reading.at)).map(|row| row.taken_in);
            let from = match claims.last() {
                Some((_, last))
                    if reading.at - last <= self.kept_at_least
                        || oldest.is_some_and(|oldest| oldest <= *last) =>
                {
                    Some(*last)
                }
                _ => oldest,
            };
            claims.extend(from.filter(|from| *from < end).map(|from| (from, end)));
        }
        claims
    }

    /// Whether the client was there at a moment.
    #[must_use]
    pub fn existed(client: &PlannedClient, at: i64) -> bool {
        client.lives.iter().any(|(from, until)| *from <= at && until.is_none_or(|until| at < until))
    }

    fn listings(&self) -> impl DoubleEndedIterator<Item = i64> {
        self.readings.iter().filter(|reading| reading.clients).map(|reading| reading.at)
    }

    /// Whether the last complete listing holds the client, and no row has told of its deletion since: only then is it judged.
    #[must_use]
    pub fn is_listed(&self, client: &PlannedClient) -> bool {
        self.listings()
            .last()
            .is_some_and(|at| Self::existed(client, at) && !self.told_of_its_end(client, at))
    }

    /// Whether the end of the life that was led at a moment is known by its row.
    fn told_of_its_end(&self, client: &PlannedClient, at: i64) -> bool {
        let life = client.lives.iter().find(|(born, died)| *born <= at && died.is_none_or(|died| at < died));
        let end = life.and_then(|(_, died)| *died);
        end.and_then(|died| self.row(client, died)).is_some_and(|row| self.was_read(row))
    }

    /// The date of the client's creation, of the life that was last listed, when its row was read.
    fn creation_row(&self, client: &PlannedClient, born: i64) -> Option<i64> {
        self.row(client, born).filter(|row| self.was_read(*row)).map(|row| row.date)
    }

    /// The start of the life that was last listed, as far as it could be told from the one before.
    fn life_as_known(&self, client: &PlannedClient) -> (i64, i64) {
        let last = self.listings().last().unwrap_or(i64::MIN);
        let mut lives = client.lives.iter().filter(|(born, _)| *born <= last).rev();
        let Some((born, _)) = lives.next() else { return (i64::MIN, i64::MIN) };
        match lives.next() {
            Some((_, Some(died))) => {
                let told = self.creation_row(client, *born).is_some()
                    || self.row(client, *died).is_some_and(|row| self.was_read(row))
                    || self.listings().any(|at| *died <= at && at < *born);
                (*born, if told { *died } else { i64::MIN })
            }
            _ => (*born, i64::MIN),
        }
    }

    /// The verdict that must be given with these claims and a window of so many days, `now` by the server.
    #[must_use]
    pub fn answer(&self, client: &PlannedClient, claims: &Claims, days: u16, now: i64) -> Answer {
        let window = i64::from(days) * DAY;
        let end = horizon(claims).unwrap_or(now);
        let start = end - window;
        let (born, life) = self.life_as_known(client);
        let read_uses: Vec<i64> = client
            .uses()
            .filter(|at| *at >= life)
            .filter_map(|at| self.row(client, at))
            .filter(|row| self.was_read(*row))
            .map(|row| row.date)
            .collect();
        if read_uses.iter().any(|at| *at >= start) {
            return Answer::InUse;
        }
        let missed = self.listings().rfind(|at| *at >= life && !Self::existed(client, *at) && *at < born);
        if self.creation_row(client, born).is_some_and(|at| at >= start)
            || missed.is_some_and(|at| at >= start)
        {
            return Answer::TooNew;
        }
        let met = self
            .listings()
            .filter(|at| *at >= life && Self::existed(client, *at))
            .chain(read_uses.iter().copied())
            .chain(self.creation_row(client, born))
            .min();
        let seen_before = met.is_some_and(|at| at <= start);
        let whole = horizon(claims).is_some() && is_unbroken(claims, start, end);
        // without a creation row in a whole window it was there before, if it was there before the horizon at all
        let existence = seen_before || whole && met.is_some_and(|at| at < end);
        if !whole || !existence {
            return Answer::NotProven;
        }
        let unbroken_from =
            claims.iter().map(|(from, _)| *from).filter(|from| is_unbroken(claims, *from, end)).min();
        let quiet_from = read_uses.iter().copied().chain(unbroken_from).max().unwrap_or(end);
        if end - quiet_from < client.longest_token() + DAY { Answer::TokensMayLive } else { Answer::Inactive }
    }

    /// What somebody says who takes the rows that were read for all that there is: no use in the last so many days is "inactive".
    #[must_use]
    pub fn naive_says_inactive(&self, client: &PlannedClient, days: u16, now: i64) -> bool {
        let start = now - i64::from(days) * DAY;
        !client
            .uses()
            .filter_map(|at| self.row(client, at))
            .any(|row| row.date >= start && self.was_read(row))
    }
}

/// When the client was really used before `end`, in the life that it led then; oldest first.
#[must_use]
pub fn real_uses(client: &PlannedClient, end: i64) -> Vec<i64> {
    let born = client.lives.iter().map(|(born, _)| *born).filter(|born| *born < end).max().unwrap_or(end);
    client.uses().filter(|at| born <= *at && *at < end).collect()
}
