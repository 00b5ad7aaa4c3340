//! Changes of clients, with who may have made them.

use domain::change::{Attribution, Change, Channel, When};
use domain::client::Party;
use domain::history::TrustedHost;
use domain::ids::ClientId;
use domain::member::{Held, Member};
use domain::time::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::error::{Fault, Sql};
use crate::reconcile::{Stored, matched};
use crate::tables::client::party_of;
use crate::tables::host;
use crate::text;

const GRANT: &str = "client_grant";

/// What was derived of one client: its changes in the order of time, and its hosts.
pub(crate) struct Derived<'d> {
    pub changes: &'d [Change],
    pub hosts: &'d [TrustedHost],
}

/// Stores what was derived of a client. What was stored before keeps its number where it is the same change; what is none any
/// more is kept aside with its reviews. `true`: something is new or other than before.
pub(crate) fn replace(
    connection: &Connection,
    (number, client): (i64, i64),
    derived: &Derived<'_>,
    found_at: Timestamp,
) -> Sql<bool> {
    host::replace(connection, (number, client), derived.hosts)?;
    let before = stored(connection, client)?;
    let numbers = matched(&before, derived.changes);
    let mut is_changed = false;
    for old in before.iter().filter(|old| !numbers.contains(&Some(old.number))) {
        connection
            .prepare_cached("UPDATE change SET replaced_ms = ?2 WHERE number = ?1")?
            .execute([old.number, found_at.millis()])?;
        is_changed = true;
    }
    for (change, known) in derived.changes.iter().zip(numbers) {
        is_changed |= match known {
            Some(known) => update(connection, known, change)?,
            None => insert(connection, (number, client), change, found_at)?,
        };
    }
    Ok(is_changed)
}

fn insert(
    connection: &Connection,
    (number, client): (i64, i64),
    change: &Change,
    found_at: Timestamp,
) -> Sql<bool> {
    let (audience, subject_type) = match &change.member {
        Member::ClientGrant { audience, subject_type } => (Some(audience), Some(subject_type)),
        _ => (None, None),
    };
    connection
        .prepare_cached(
            "INSERT INTO change (connection, client, member, audience, subject_type, holds_uris, before, after, from_ms,
               until_ms, is_moment, attribution, written_again_by, found_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            number,
            client,
            change.member.code(),
            audience,
            subject_type,
            change.member.holds_uris(),
            change.before.as_ref().map(text::json),
            change.after.as_ref().map(text::json),
            change.when.from().millis(),
            change.when.until().millis(),
            matches!(change.when, When::At { .. }),
            text::json(&change.attribution),
            change.written_again_by.as_ref().map(text::json),
            found_at.millis(),
        ])?;
    write_authors(connection, connection.last_insert_rowid(), &change.attribution)?;
    Ok(true)
}

fn update(connection: &Connection, known: i64, change: &Change) -> Sql<bool> {
    let updated = connection
        .prepare_cached(
            "UPDATE change SET from_ms = ?2, until_ms = ?3, is_moment = ?4, attribution = ?5, written_again_by = ?6
             WHERE number = ?1 AND (from_ms, until_ms, is_moment, attribution, written_again_by)
               IS NOT (?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            known,
            change.when.from().millis(),
            change.when.until().millis(),
            matches!(change.when, When::At { .. }),
            text::json(&change.attribution),
            change.written_again_by.as_ref().map(text::json),
        ])?;
    if updated == 1 {
        connection.prepare_cached("DELETE FROM author WHERE change = ?1")?.execute([known])?;
        write_authors(connection, known, &change.attribution)?;
    }
    Ok(updated == 1)
}

fn write_authors(connection: &Connection, change: i64, attribution: &Attribution) -> Sql<()> {
    let mut statement = connection.prepare_cached("INSERT INTO author VALUES (?1, ?2, ?3, ?4)")?;
    for (place, trace) in (0_i64..).zip(attribution.traces()) {
        statement.execute(params![change, place, trace.actor.key(), Channel::code(&trace.channel)])?;
    }
    Ok(())
}

fn stored(connection: &Connection, client: i64) -> Sql<Vec<Stored>> {
    let mut statement = connection.prepare_cached(
        "SELECT number, member, audience, subject_type, before, after, until_ms FROM change
         WHERE client = ?1 AND replaced_ms IS NULL ORDER BY until_ms, from_ms, number",
    )?;
    let mut rows = statement.query([client])?;
    let mut stored = Vec::new();
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        stored.push(Stored {
            number,
            member: member(number, row, 1)?,
            before: held("before", row, 4)?,
            after: held("after", row, 5)?,
            until: Timestamp::from_millis(row.get(6)?),
        });
    }
    Ok(stored)
}

/// The member in three columns from `first` on.
fn member(number: i64, row: &Row<'_>, first: usize) -> Sql<Member> {
    let code: String = row.get(first)?;
    if code == GRANT {
        return Ok(Member::ClientGrant { audience: row.get(first + 1)?, subject_type: row.get(first + 2)? });
    }
    Member::of_client(&code).ok_or_else(|| Fault::row("change", "member", &number, "not a known member"))
}

fn held(column: &'static str, row: &Row<'_>, place: usize) -> Sql<Option<Held>> {
    let json: Option<String> = row.get(place)?;
    json.map(|json| text::parse_json("change", column, &json)).transpose()
}

/// Columns of a change as [`read`] takes them.
pub(crate) const COLUMNS: &str = "change.number, change.member, change.audience, change.subject_type, change.before,
  change.after, change.from_ms, change.until_ms, change.is_moment, change.attribution, change.written_again_by,
  change.found_ms, change.connection, client.client_id, coalesce(client.name, client.log_name), change.review,
  client.app_type, client.party";

/// A stored change before its reviews and marks.
pub(crate) struct Known {
    pub number: i64,
    pub change: Change,
    pub found_at: Timestamp,
    pub connection: i64,
    pub client: ClientId,
    pub client_name: Option<String>,
    pub review: Option<i64>,
    pub app_type: Option<String>,
    pub party: Party,
}

/// Reads [`COLUMNS`].
pub(crate) fn read(row: &Row<'_>) -> Sql<Known> {
    let number = row.get(0)?;
    let (from, until): (i64, i64) = (row.get(6)?, row.get(7)?);
    let at = Timestamp::from_millis;
    let attribution: String = row.get(9)?;
    let written_again_by: Option<String> = row.get(10)?;
    let change = Change {
        member: member(number, row, 1)?,
        before: held("before", row, 4)?,
        after: held("after", row, 5)?,
        when: if row.get(8)? {
            When::At { at: at(until) }
        } else {
            When::Between { after: at(from), until: at(until) }
        },
        attribution: text::parse_json("change", "attribution", &attribution)?,
        written_again_by: written_again_by
            .map(|json| text::parse_json("change", "written_again_by", &json))
            .transpose()?,
    };
    Ok(Known {
        number,
        change,
        found_at: at(row.get(11)?),
        connection: row.get(12)?,
        client: ClientId::new(row.get::<_, String>(13)?),
        client_name: row.get(14)?,
        review: row.get(15)?,
        app_type: row.get(16)?,
        party: party_of(row.get(17)?),
    })
}
