//! How far a forward reading of the log may be claimed.
//!
//! A row can be read some time after it happened: at most the lag allowance later, and its id is given in between.
//! Two things follow. A page that was fetched at `P` may lack rows dated after `P` less the allowance: they appeared a
//! moment after the page was cut. And while pages still follow, a row dated before the last row of a page may stand on
//! one of the next pages. So the claim follows the pages one allowance behind, and never passes the first page that was
//! fetched too fresh.

use domain::activity::LogEvent;
use domain::time::Timestamp;
use store::Cursor;

/// How much later than its date a row may be taken in when its id does not tell (facts/auth0.md 16.6 saw 5.3 s).
const INGEST_SLACK_MS: i64 = 10_000;

/// A moment in an id that lies further after the row's date is not taken for its moment of ingest.
pub(crate) const LONGEST_INGEST_MS: i64 = 3_600_000;

/// The place of a row, to read on from.
#[must_use]
pub(crate) fn cursor_at(row: &LogEvent) -> Cursor {
    Cursor { log_id: row.log_id.clone(), at: ingested_at(row) }
}

/// When the server took the row in: told by its id, else its date and a slack.
#[must_use]
pub(crate) fn ingested_at(row: &LogEvent) -> Timestamp {
    row.log_id
        .ingested_at()
        .filter(|at| (0..=LONGEST_INGEST_MS).contains(&at.millis_since(row.date)))
        .unwrap_or(row.date.plus_millis(INGEST_SLACK_MS))
}

/// The claim of one reading, from `from` on, as its pages arrive.
#[derive(Clone, Debug)]
pub(crate) struct ReadThrough {
    allowance_ms: i64,
    complete_to: Timestamp,
    limit: Option<Timestamp>,
    resume: Cursor,
}

impl ReadThrough {
    /// A reading that begins after the row of `start`; rows dated before `from` are not its business.
    #[must_use]
    pub(crate) const fn new(from: Timestamp, start: Cursor, allowance_ms: i64) -> Self {
        Self { allowance_ms, complete_to: from, limit: None, resume: start }
    }

    /// Takes note of a page that was fetched at `fetched_at` (server time); `end`: nothing followed it then.
    pub(crate) fn page(&mut self, rows: &[LogEvent], end: bool, fetched_at: Timestamp) {
        let sure = fetched_at.plus_millis(-self.allowance_ms);
        let reached = rows.iter().map(ingested_at).max();
        if self.limit.is_none() && (end || reached.is_some_and(|reached| reached > sure)) {
            self.limit = Some(sure);
        }
        let followed = if end { Some(sure) } else { reached.map(|at| at.plus_millis(-self.allowance_ms)) };
        if let Some(followed) = followed {
            self.complete_to = self.complete_to.max(self.limit.map_or(followed, |limit| limit.min(followed)));
        }
        // reading resumes one allowance before the claim's end, so that later rows than allowed for are noticed
        let safe = self.complete_to.plus_millis(-self.allowance_ms);
        if let Some(row) = rows
            .iter()
            .map(cursor_at)
            .filter(|cursor| cursor.at <= safe)
            .max_by(|a, b| a.log_id.cmp(&b.log_id))
            && row.log_id > self.resume.log_id
        {
            self.resume = row;
        }
    }

    /// Everything dated before this moment (and not before the start) has been read.
    #[must_use]
    pub(crate) const fn complete_to(&self) -> Timestamp {
        self.complete_to
    }

    /// Where the next reading begins.
    #[must_use]
    pub(crate) const fn resume(&self) -> &Cursor {
        &self.resume
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::LogId;
    use proptest::prelude::*;

    fn event(ingested_ms: i64, date_ms: i64) -> LogEvent {
        let at = Timestamp::from_millis(ingested_ms).to_rfc3339();
        let digits: String = at.chars().filter(char::is_ascii_digit).collect();
        LogEvent {
            log_id: LogId::new(format!("900{digits}{ingested_ms:036}")),
            date: Timestamp::from_millis(date_ms),
            code: "seccft".into(),
            actor: None,
            kind: None,
            target: None,
            client_name: None,
            target_name: None,
            deed: None,
            user: None,
            raw: Vec::new(),
        }
    }

    fn start() -> Cursor {
        Cursor { log_id: LogId::new("0"), at: Timestamp::from_millis(0) }
    }

    #[test]
    fn while_pages_follow_the_claim_stays_one_allowance_behind() {
        let mut reading = ReadThrough::new(Timestamp::from_millis(0), start(), 1_000);
        reading.page(&[event(5_000, 4_900), event(6_000, 5_900)], false, Timestamp::from_millis(100_000));
        assert_eq!(reading.complete_to(), Timestamp::from_millis(5_000));
    }

    #[test]
    fn the_end_of_the_log_is_claimed_less_the_allowance() {
        let mut reading = ReadThrough::new(Timestamp::from_millis(0), start(), 1_000);
        reading.page(&[], true, Timestamp::from_millis(100_000));
        assert_eq!(reading.complete_to(), Timestamp::from_millis(99_000));
    }

    #[test]
    fn nothing_after_a_page_that_was_too_fresh_is_claimed() {
        let mut reading = ReadThrough::new(Timestamp::from_millis(0), start(), 10_000);
        reading.page(&[event(95_000, 94_000)], false, Timestamp::from_millis(100_000));
        reading.page(&[], true, Timestamp::from_millis(200_000));
        assert_eq!(reading.complete_to(), Timestamp::from_millis(90_000));
    }

    proptest! {
        /// A small world: rows with lag up to the allowance; pages cut at any time. No unread row is ever claimed.
        #[test]
        fn no_unread_row_is_claimed(
            rows in prop::collection::vec((0..50_000_i64, 20..5_300_i64, 0..10_000_i64), 0..60),
            page_size in 1..7_usize,
            pace in 1..4_000_i64,
            begin in 0..60_000_i64,
        ) {
            let allowance = 10_000;
            // (ingested, date, visible)
            let mut world: Vec<(i64, i64, i64)> =
                rows.iter().map(|(date, ingest, lag)| (date + ingest, *date, date + (*ingest).max(*lag))).collect();
            world.sort_unstable();
            world.dedup_by_key(|row| row.0);
            let mut reading = ReadThrough::new(Timestamp::from_millis(0), start(), allowance);
            let mut read = std::collections::HashSet::new();
            let (mut after, mut now) = (-1, begin);
            loop {
                let page: Vec<_> = world.iter().filter(|row| row.0 > after && row.2 <= now).take(page_size).collect();
                let end = page.is_empty();
                let events: Vec<LogEvent> = page.iter().map(|row| event(row.0, row.1)).collect();
                reading.page(&events, end, Timestamp::from_millis(now));
                read.extend(page.iter().map(|row| row.0));
                for row in &world {
                    prop_assert!(row.1 >= reading.complete_to().millis() || read.contains(&row.0));
                }
                if end { break }
                after = page.iter().map(|row| row.0).max().unwrap_or(after);
                now += pace;
            }
        }
    }
}
