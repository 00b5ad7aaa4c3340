//! The timeline: changes line by line, with the registrations of a flood as one line until it is opened.

use std::collections::HashMap;
use std::ops::Range;

use domain::ids::ConnectionId;
use domain::time::Timestamp;
use rusqlite::Connection;

use super::changes::{Condition, numbers, one};
use crate::error::Sql;
use crate::reading::{ChangeFilter, Flood, InFlood, Timeline, TimelineLine};

/// Registrations no further apart than this are of one flood.
const FLOOD_PAUSE_MS: i64 = 3_600_000;

/// So many registrations make a flood.
const FLOOD_LEAST: usize = 3;

/// So many names of a flood's clients are read at most.
const NAMES: usize = 1_000;

/// As much of a change as its place in the timeline depends on.
struct Light {
    number: i64,
    until: i64,
    /// What it has in common with others of its flood, and whether it is decided.
    flood: Option<(String, bool)>,
}

/// A line, by the places of its changes.
enum Line {
    One(usize),
    Head { members: Vec<usize>, is_open: bool },
    Member(usize),
}

/// One page, newest first. A flood is open when one of its changes is among `open`.
pub(crate) fn page(
    connection: &Connection,
    scope: &[ConnectionId],
    filter: &ChangeFilter,
    open: &[i64],
    (offset, limit): (u64, u32),
) -> Sql<Timeline> {
    let changes = lights(connection, scope, filter)?;
    let lines = lines(&changes, open);
    let first = usize::try_from(offset).unwrap_or(usize::MAX).min(lines.len());
    let last = first.saturating_add(limit as usize).min(lines.len());
    let before = first.checked_sub(1).map(|place| one(connection, changes[lines[place].newest()].number));
    Ok(Timeline {
        before: before.transpose()?.flatten(),
        total: lines.len() as u64,
        changes: changes.len() as u64,
        lines: drawn(connection, &changes, &lines, first..last)?,
    })
}

/// How many lines stand before the line that shows a change; of a closed flood, before the flood's. `None`: no line does.
pub(crate) fn place(
    connection: &Connection,
    scope: &[ConnectionId],
    filter: &ChangeFilter,
    open: &[i64],
    number: i64,
) -> Sql<Option<u64>> {
    let changes = lights(connection, scope, filter)?;
    let shows = |line: &Line| line.shows(|place| changes[place].number == number);
    Ok(lines(&changes, open).iter().position(shows).map(|place| place as u64))
}

fn lights(connection: &Connection, scope: &[ConnectionId], filter: &ChangeFilter) -> Sql<Vec<Light>> {
    let scope = numbers(connection, scope)?;
    let condition = Condition::of(&scope, filter);
    let mut statement = connection.prepare(&format!(
        "SELECT change.number, change.until_ms, change.connection || ' ' || change.flood,
           change.review IS NOT NULL OR change.operation IS NOT NULL
         {} ORDER BY change.until_ms DESC, change.number DESC",
        condition.selection()
    ))?;
    let rows = statement.query_map(condition.parameters(), |row| {
        let flood: Option<String> = row.get(2)?;
        let is_decided = row.get(3)?;
        Ok(Light { number: row.get(0)?, until: row.get(1)?, flood: flood.map(|flood| (flood, is_decided)) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Changes that came newest first, as lines.
fn lines(changes: &[Light], open: &[i64]) -> Vec<Line> {
    // by what they have in common: the flood that may go on, and when its earliest was
    let mut going_on: HashMap<&(String, bool), (usize, i64)> = HashMap::new();
    let mut floods: Vec<Vec<usize>> = Vec::new();
    let mut flood_of: Vec<Option<usize>> = vec![None; changes.len()];
    for (place, change) in changes.iter().enumerate() {
        let Some(common) = &change.flood else { continue };
        let known = going_on.get(common).filter(|(_, earliest)| earliest - change.until <= FLOOD_PAUSE_MS);
        let flood = known.map_or(floods.len(), |(flood, _)| *flood);
        if flood == floods.len() {
            floods.push(Vec::new());
        }
        floods[flood].push(place);
        flood_of[place] = Some(flood);
        going_on.insert(common, (flood, change.until));
    }
    let mut lines = Vec::with_capacity(changes.len());
    for (place, flood) in flood_of.iter().enumerate() {
        let flood = flood.map(|flood| &floods[flood]).filter(|members| members.len() >= FLOOD_LEAST);
        match flood {
            None => lines.push(Line::One(place)),
            Some(members) if members[0] == place => {
                let is_open = members.iter().any(|place| open.contains(&changes[*place].number));
                lines.push(Line::Head { members: members.clone(), is_open });
                if is_open {
                    lines.extend(members.iter().copied().map(Line::Member));
                }
            }
            // it stands behind its head
            Some(_) => {}
        }
    }
    lines
}

impl Line {
    fn newest(&self) -> usize {
        match self {
            Self::One(place) | Self::Member(place) => *place,
            Self::Head { members, .. } => members[0],
        }
    }

    fn shows(&self, is_it: impl Fn(usize) -> bool) -> bool {
        match self {
            Self::One(place) | Self::Member(place) => is_it(*place),
            Self::Head { members, is_open } => !is_open && members.iter().copied().any(is_it),
        }
    }
}

fn drawn(
    connection: &Connection,
    changes: &[Light],
    lines: &[Line],
    wanted: Range<usize>,
) -> Sql<Vec<TimelineLine>> {
    let mut drawn = Vec::with_capacity(wanted.len());
    for line in &lines[wanted] {
        let Some(row) = one(connection, changes[line.newest()].number)? else { continue };
        let place = match line {
            Line::One(_) => InFlood::No,
            Line::Member(_) => InFlood::Member,
            Line::Head { members, is_open } => {
                let numbers: Vec<i64> = members.iter().map(|place| changes[*place].number).collect();
                let from = members.iter().map(|place| changes[*place].until).min().unwrap_or(0);
                InFlood::Head(Flood {
                    names: names(connection, &numbers)?,
                    numbers,
                    from: Timestamp::from_millis(from),
                    is_open: *is_open,
                })
            }
        };
        drawn.push(TimelineLine { row, place });
    }
    Ok(drawn)
}

fn names(connection: &Connection, numbers: &[i64]) -> Sql<Vec<Option<String>>> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(client.name, client.log_name) FROM change JOIN client ON client.number = change.client
         WHERE change.number = ?1",
    )?;
    let names = numbers.iter().take(NAMES).map(|number| statement.query_row([number], |row| row.get(0)));
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = FLOOD_PAUSE_MS;

    /// Changes by their moments, newest first; the text is what they have in common.
    fn changes(of: &[(i64, &str)]) -> Vec<Light> {
        let light = |(number, (until, flood)): (i64, &(i64, &str))| {
            let flood = (!flood.is_empty()).then(|| ((*flood).to_owned(), false));
            Light { number, until: *until, flood }
        };
        (0..).zip(of).map(light).collect()
    }

    /// Each line as a number, `h` with the count of a closed head, `H` of an open one, `m` and the number of a member.
    fn told(changes: &[Light], open: &[i64]) -> Vec<String> {
        let word = |line: &Line| match line {
            Line::One(place) => place.to_string(),
            Line::Member(place) => format!("m{place}"),
            Line::Head { members, is_open } => {
                format!("{}{}", if *is_open { 'H' } else { 'h' }, members.len())
            }
        };
        lines(changes, open).iter().map(word).collect()
    }

    #[test]
    fn registrations_of_one_kind_in_short_time_are_one_line_and_others_stand_between() {
        let of = changes(&[(9, "a"), (8, ""), (7, "a"), (6, "b"), (5, "a"), (4, "b")]);
        assert_eq!(told(&of, &[]), ["h3", "1", "3", "5"]);
    }

    #[test]
    fn an_open_flood_is_followed_by_all_of_its_members() {
        let of = changes(&[(9, "a"), (8, ""), (7, "a"), (5, "a")]);
        assert_eq!(told(&of, &[3]), ["H3", "m0", "m2", "m3", "1"]);
    }

    #[test]
    fn after_a_long_pause_another_flood_begins() {
        let of = changes(&[(4 * HOUR, "a"), (3 * HOUR, "a"), (3 * HOUR, "a"), (2 * HOUR - 1, "a")]);
        assert_eq!(told(&of, &[]), ["h3", "3"]);
    }
}
