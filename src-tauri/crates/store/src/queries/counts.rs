//! How many clients stand behind each tab, chip and threshold.

use domain::time::DAY_MS;
use rusqlite::Connection;

use crate::error::Sql;
use crate::queries::verdict::{self, NEVER_USED};
use crate::reading::{ClientCounts, Judged};

/// "This week".
const WEEK_MS: i64 = 7 * DAY_MS;

/// The counts of a scope, in one pass over its facts.
pub(crate) fn count(connection: &Connection, scope: &[Judged]) -> Sql<ClientCounts> {
    let mut counts = ClientCounts::default();
    let sql = format!(
        "SELECT client, {verdict}, {NEVER_USED}, flags, coalesce(created_ms, seen_ms), last_failure_ms
         FROM fact WHERE connection = ?1",
        verdict = verdict::verdict()
    );
    for judged in scope {
        let parameters = verdict::parameters(connection, judged)?;
        let tagged = verdict::tagged(connection, &parameters)?;
        let week = judged.cutlines.now.plus_millis(-WEEK_MS).millis();
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = verdict::run(&mut statement, &parameters)?;
        while let Some(row) = rows.next()? {
            let verdict: usize = row.get(1)?;
            if verdict < counts.verdicts.len() && !verdict::is_tagged(&tagged, row.get(0)?) {
                counts.verdicts[verdict] += 1;
                counts.never_used[verdict] += row.get::<_, u64>(2)?;
            }
            let flags: u64 = row.get(3)?;
            let since_week = |ms: Option<i64>| u64::from(ms.is_some_and(|ms| ms >= week));
            counts.all += 1;
            counts.third_party += flags & 1;
            counts.self_registered += flags >> 1 & 1;
            counts.no_owner += 1 - (flags >> 2 & 1);
            counts.unlisted += flags >> 3 & 1;
            counts.created_this_week += since_week(row.get(4)?);
            counts.failing += since_week(row.get(5)?);
        }
    }
    Ok(counts)
}

/// For each threshold, how many clients its cut-lines prove inactive, whether tokens may live or not: those that were not
/// used, created or absent since the start of a window that is whole, and were seen before the horizon.
pub(crate) fn count_inactive(connection: &Connection, thresholds: &[Vec<Judged>]) -> Sql<Vec<u64>> {
    let mut counts = vec![0; thresholds.len()];
    let sql = "SELECT client, last_use_ms, created_ms, absent_ms, seen_ms FROM fact WHERE connection = ?1";
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
        let parameters = verdict::parameters(connection, judged)?;
        let tagged = verdict::tagged(connection, &parameters)?;
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = verdict::run(&mut statement, &parameters)?;
        while let Some(row) = rows.next()? {
            let (last_use, created, absent): (Option<i64>, Option<i64>, Option<i64>) =
                (row.get(1)?, row.get(2)?, row.get(3)?);
            let newest = last_use.max(created).max(absent);
            let Some(seen) = row.get::<_, Option<i64>>(4)? else { continue };
            if verdict::is_tagged(&tagged, row.get(0)?) {
                continue;
            }
            for (threshold, window_start, horizon) in &windows {
                counts[*threshold] += u64::from(newest < Some(*window_start) && seen < *horizon);
            }
        }
    }
    Ok(counts)
}
