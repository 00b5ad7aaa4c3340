//! How many clients stand behind each tab, chip and threshold.

use std::collections::BTreeMap;

use domain::ids::ConnectionId;
use domain::time::DAY_MS;
use rusqlite::Connection;

use crate::error::Sql;
use crate::queries::facts::Facts;
use crate::queries::verdict::{self, Lines};
use crate::reading::{ClientCounts, Judged};
use crate::tables::connection;

/// "This week".
const WEEK_MS: i64 = 7 * DAY_MS;

/// The counts of a scope, in one pass over its facts.
pub(crate) fn count(connection: &Connection, facts: &Facts, scope: &[Judged]) -> Sql<ClientCounts> {
    let mut counts = ClientCounts::default();
    let facts = facts.all(connection)?;
    for judged in scope {
        let number = connection::number(connection, &judged.connection)?;
        let tagged = verdict::tagged(connection, number)?;
        let lines = Lines::of(judged);
        let week = Some(judged.cutlines.now.plus_millis(-WEEK_MS).millis());
        for fact in facts.of(number) {
            if !verdict::is_tagged(&tagged, fact.client) {
                let verdict = usize::from(lines.verdict(fact).code());
                counts.verdicts[verdict] += 1;
                counts.never_used[verdict] += u64::from(lines.is_never_used(fact));
            }
            counts.all += 1;
            counts.third_party += u64::from(fact.is_third_party());
            counts.self_registered += u64::from(fact.is_self_registered());
            counts.no_owner += u64::from(!fact.has_owner());
            counts.unlisted += u64::from(!fact.is_listed());
            counts.created_this_week += u64::from(fact.new_ms() >= week);
            counts.failing += u64::from(fact.last_failure_ms >= week);
        }
    }
    Ok(counts)
}

/// For each threshold, how many clients its cut-lines prove inactive, whether tokens may live or not.
pub(crate) fn count_inactive(
    connection: &Connection,
    facts: &Facts,
    thresholds: &[Vec<Judged>],
) -> Sql<Vec<u64>> {
    let facts = facts.all(connection)?;
    let mut by_connection: BTreeMap<&ConnectionId, Vec<(usize, Lines)>> = BTreeMap::new();
    for (place, scope) in thresholds.iter().enumerate() {
        for judged in scope.iter().filter(|judged| judged.cutlines.window_is_whole()) {
            by_connection.entry(&judged.connection).or_default().push((place, Lines::of(judged)));
        }
    }
    let mut counts = vec![0; thresholds.len()];
    for (id, lines) in by_connection {
        let number = connection::number(connection, id)?;
        let tagged = verdict::tagged(connection, number)?;
        // every threshold in one pass: there are more facts than the processor's cache holds
        for fact in facts.of(number) {
            for (place, lines) in &lines {
                let counts_here = lines.is_quiet(fact) && !verdict::is_tagged(&tagged, fact.client);
                counts[*place] += u64::from(counts_here);
            }
        }
    }
    Ok(counts)
}
