//! Changes of clients, with who may have made them.

use domain::change::{Attribution, Change, Channel, When};
use domain::client::Party;
use domain::history::TrustedHost;
use domain::ids::ClientId;
use domain::member::{Held, Member};
use domain::time::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::error::{Fault, Sql};
use crate::reading::{ChangeNews, Difference};
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
    if !before.is_empty() || !derived.changes.is_empty() {
        connection
            .prepare_cached("UPDATE connection SET derivations = derivations + 1 WHERE number = ?1")?
            .execute([number])?;
        connection
            .prepare_cached(
                "UPDATE change SET derivation = (SELECT derivations FROM connection WHERE number = ?1) WHERE client = ?2",
            )?
            .execute([number, client])?;
        is_changed |= note_operations(connection, client)?;
    }
    Ok(is_changed)
}

/// Notes at each change of a client the operation that took it back, and the one that it is, as far as it is settled as carried
/// out and overwrote nobody: such a change needs no decision any more. `true`: something is other than before.
pub(crate) fn note_operations(connection: &Connection, client: i64) -> Sql<bool> {
    let mut is_concerned = connection.prepare_cached(
        "SELECT 1 FROM client JOIN operation USING (connection, client_id) WHERE client.number = ?1",
    )?;
    if !is_concerned.exists([client])? {
        return Ok(false);
    }
    let noted = connection
        .prepare_cached(
            "WITH carried_out AS (
               SELECT operation.id, purpose ->> '$.change' AS reverted, planned_ms
               FROM client JOIN operation USING (connection, client_id) WHERE client.number = ?1
                 AND state ->> '$.settlement.found' = 'applied' AND coalesce(witness ->> '$.witness', '') <> 'overwrote'),
             told AS (
               SELECT number, CASE WHEN attribution ->> '$.kind' = 'by_row'
                   AND attribution ->> '$.trace.actor.kind' = 'rollcall'
                 THEN attribution ->> '$.trace.correlation_id' END AS own
               FROM change WHERE client = ?1 AND replaced_ms IS NULL),
             noted AS (
               SELECT number, (SELECT id FROM carried_out WHERE reverted = number OR id = own
                 ORDER BY planned_ms DESC LIMIT 1) AS operation FROM told)
             UPDATE change SET operation = noted.operation FROM noted
             WHERE change.number = noted.number AND change.operation IS NOT noted.operation",
        )?
        .execute([client])?;
    Ok(noted > 0)
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
               until_ms, is_moment, attribution, written_again_by, found_ms, flood)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
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
            flood(change),
        ])?;
    write_authors(connection, connection.last_insert_rowid(), &change.attribution)?;
    Ok(true)
}

fn update(connection: &Connection, known: i64, change: &Change) -> Sql<bool> {
    let updated = connection
        .prepare_cached(
            "UPDATE change SET from_ms = ?2, until_ms = ?3, is_moment = ?4, attribution = ?5, written_again_by = ?6,
               flood = ?7 WHERE number = ?1 AND (from_ms, until_ms, is_moment, attribution, written_again_by)
               IS NOT (?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            known,
            change.when.from().millis(),
            change.when.until().millis(),
            matches!(change.when, When::At { .. }),
            text::json(&change.attribution),
            change.written_again_by.as_ref().map(text::json),
            flood(change),
        ])?;
    if updated == 1 {
        connection.prepare_cached("DELETE FROM author WHERE change = ?1")?.execute([known])?;
        write_authors(connection, known, &change.attribution)?;
    }
    Ok(updated == 1)
}

/// What the registrations of one flood have in common: address and content. `None`: nobody registered with this change.
fn flood(change: &Change) -> Option<String> {
    let Attribution::ByRow { trace } = &change.attribution else { return None };
    if change.before.is_some() || trace.channel != Channel::SelfRegistration {
        return None;
    }
    let address = trace.address.as_deref().unwrap_or_default();
    Some(format!("{}\n{address}\n{}", change.member.code(), text::json(change.after.as_ref()?)))
}

fn write_authors(connection: &Connection, change: i64, attribution: &Attribution) -> Sql<()> {
    let mut statement = connection.prepare_cached("INSERT INTO author VALUES (?1, ?2, ?3, ?4)")?;
    for (place, trace) in (0_i64..).zip(attribution.traces()) {
        statement.execute(params![change, place, trace.actor.key(), Channel::code(&trace.channel)])?;
    }
    Ok(())
}

/// What decides what is thought of each change of URIs and origins that was gone over after so many derivations.
pub(crate) fn news(connection: &Connection, number: i64, derivations: Option<i64>) -> Sql<ChangeNews> {
    let (now, host_generation) = connection
        .prepare_cached("SELECT derivations, host_generation FROM connection WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut news = ChangeNews { derivations: now, host_generation, changed: Vec::new(), gone: Vec::new() };
    let mut statement = connection.prepare_cached(
        "SELECT change.number, member, before, after, from_ms, replaced_ms IS NOT NULL, app_type, party
         FROM change JOIN client ON client.number = change.client
         WHERE change.connection = ?1 AND derivation > ?2 AND holds_uris AND (replaced_ms IS NULL OR ?2 >= 0)",
    )?;
    let mut rows = statement.query([number, derivations.unwrap_or(-1)])?;
    while let Some(row) = rows.next()? {
        let change: i64 = row.get(0)?;
        if row.get(5)? {
            news.gone.push(change);
            continue;
        }
        let code: String = row.get(1)?;
        news.changed.push(Difference {
            number: change,
            member: Member::of_client(&code)
                .ok_or_else(|| Fault::row("change", "member", &change, "not a member that holds URIs"))?,
            before: held("before", row, 2)?,
            after: held("after", row, 3)?,
            from: Timestamp::from_millis(row.get(4)?),
            app_type: row.get(6)?,
            party: party_of(row.get(7)?),
        });
    }
    Ok(news)
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
  client.app_type, client.party, change.operation";

/// A stored change before its reviews and marks.
pub(crate) struct Known {
    pub number: i64,
    pub change: Change,
    pub found_at: Timestamp,
    pub connection: i64,
    pub client: ClientId,
    pub client_name: Option<String>,
    pub review: Option<i64>,
    pub operation: Option<String>,
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
        operation: row.get(18)?,
    })
}
