//! How many clients stand behind each tab, chip and threshold.

use domain::time::DAY_MS;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::Sql;
use crate::queries::verdict::{self, IS_TAGGED, NEVER_USED};
use crate::reading::{ClientCounts, Judged};

/// "This week".
const WEEK_MS: i64 = 7 * DAY_MS;

/// The counts of a scope, in one pass over its facts.
pub(crate) fn count(connection: &Connection, scope: &[Judged]) -> Sql<ClientCounts> {
    let mut counts = ClientCounts::default();
    let sql = format!(
        "SELECT {verdict}, {NEVER_USED} + 2 * (party IN (1, 2)) + 4 * (origin = 1)
           + 8 * coalesce(coalesce(created_ms, seen_ms) >= ?6, 0) + 16 * (NOT has_owner)
           + 32 * coalesce(last_failure_ms >= ?6, 0) + 64 * (NOT listed)
         FROM fact WHERE connection = ?1",
        verdict = verdict::verdict()
    );
    for judged in scope {
        let mut parameters = verdict::parameters(connection, judged)?;
        parameters.push(Value::Integer(judged.cutlines.now.plus_millis(-WEEK_MS).millis()));
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = verdict::run(&mut statement, &parameters)?;
        while let Some(row) = rows.next()? {
            let verdict: Option<usize> = row.get(0)?;
            let bits: u64 = row.get(1)?;
            if let Some(verdict) = verdict.filter(|verdict| *verdict < counts.verdicts.len()) {
                counts.verdicts[verdict] += 1;
                counts.never_used[verdict] += bits & 1;
            }
            counts.all += 1;
            counts.third_party += bits >> 1 & 1;
            counts.self_registered += bits >> 2 & 1;
            counts.created_this_week += bits >> 3 & 1;
            counts.no_owner += bits >> 4 & 1;
            counts.failing += bits >> 5 & 1;
            counts.unlisted += bits >> 6 & 1;
        }
    }
    Ok(counts)
}

/// For each threshold, how many clients its cut-lines prove inactive, whether tokens may live or not: those that were not
/// used, created or absent since the start of a window that is whole, and were seen before the horizon.
pub(crate) fn count_inactive(connection: &Connection, thresholds: &[Vec<Judged>]) -> Sql<Vec<u64>> {
    let mut counts = vec![0; thresholds.len()];
    let sql = format!(
        "SELECT max(coalesce(last_use_ms, -0x7fffffffffffffff), coalesce(created_ms, -0x7fffffffffffffff),
           coalesce(absent_ms, -0x7fffffffffffffff)), seen_ms
         FROM fact WHERE connection = ?1 AND seen_ms IS NOT NULL AND NOT {IS_TAGGED}"
    );
    let mut connections: Vec<&Judged> = thresholds.iter().flatten().collect();
    connections.sort_by(|one, other| one.connection.cmp(&other.connection));
    connections.dedup_by(|one, other| one.connection == other.connection);
    for judged in connections {
        let windows: Vec<(usize, i64, i64)> = (0..)
            .zip(thresholds)
            .flat_map(|(threshold, scope)| scope.iter().map(move |one| (threshold, one)))
            .filter(|(_, one)| one.connection == judged.connection && one.cutlines.window_is_whole())
            .filter_map(|(threshold, one)| {
                Some((threshold, one.cutlines.window_start.millis(), one.cutlines.horizon?.millis()))
            })
            .collect();
        if windows.is_empty() {
            continue;
        }
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = verdict::run(&mut statement, &verdict::parameters(connection, judged)?)?;
        while let Some(row) = rows.next()? {
            let (newest, seen): (i64, i64) = (row.get(0)?, row.get(1)?);
            for (threshold, window_start, horizon) in &windows {
                counts[*threshold] += u64::from(newest < *window_start && seen < *horizon);
            }
        }
    }
    Ok(counts)
}
