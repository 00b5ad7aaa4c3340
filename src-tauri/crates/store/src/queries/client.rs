//! One client in full.

use domain::activity::ActivityKind;
use domain::ids::ClientId;
use domain::snapshot::SnapshotKind;
use domain::time::{Day, Timestamp};
use rusqlite::{Connection, OptionalExtension as _};

use crate::activity::decode_days;
use crate::error::{Fault, Sql};
use crate::queries::clients;
use crate::reading::{AdminRow, ClientDetail, EventRow, Judged};
use crate::tables::{actor, admin, annotation, block, client, connection as tenant, thing};

/// How many versions, administrative rows and log rows are given.
const VERSIONS: u32 = 50;
const ADMIN_ROWS: u32 = 200;
const EVENTS: usize = 20;

/// What the precious file knows. `None`: no such client, or it is gone.
pub(crate) fn read(connection: &Connection, judged: &Judged, id: &ClientId) -> Sql<Option<ClientDetail>> {
    let Some(row) = clients::one(connection, judged, id)? else { return Ok(None) };
    let number = tenant::number(connection, &judged.connection)?;
    let Some(client) = client::find(connection, number, id)? else { return Ok(None) };
    let mut last_by_kind: Vec<_> =
        client.last.uses(client.since).map(|(at, kind)| (kind, Timestamp::from_millis(at))).collect();
    last_by_kind.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    let bodies = |kind| -> Sql<Vec<_>> {
        Ok(thing::all(connection, number, kind)?.into_iter().map(|thing| thing.body).collect())
    };
    Ok(Some(ClientDetail {
        row,
        last_by_kind,
        versions: thing::versions(connection, number, SnapshotKind::Client, id.as_str(), VERSIONS)?,
        admin_rows: Vec::new(),
        events: Vec::new(),
        annotations: annotation::standing(connection, client.number)?,
        grants: thing::grants_of(connection, number, id)?,
        resource_servers: bodies(SnapshotKind::ResourceServer)?,
        tenant_settings: bodies(SnapshotKind::TenantSettings)?.pop(),
    }))
}

/// What the events file knows: administrative rows about it, and its newest rows as actor.
pub(crate) fn read_log(connection: &Connection, id: &ClientId) -> Sql<(Vec<AdminRow>, Vec<EventRow>)> {
    let Some((actor, days)) = actor::find(connection, id)? else { return Ok((Vec::new(), Vec::new())) };
    let mut days: Vec<i32> = decode_days(&days)
        .ok_or_else(|| Fault::row("actor", "days", &actor.number, "not day counters"))?
        .into_iter()
        .map(|count| count.day)
        .collect();
    days.dedup();
    let events = block::newest_of(connection, actor.number, days.into_iter().rev(), EVENTS)?;
    Ok((admin::about(connection, actor.number, ADMIN_ROWS)?, events))
}

/// The tenant's own global client, once a reading has shown it.
pub(crate) fn global(connection: &Connection, number: i64) -> Sql<Option<ClientId>> {
    let mut find = connection.prepare_cached(
        "SELECT client.client_id FROM fact JOIN client ON client.number = fact.client
         WHERE fact.connection = ?1 AND fact.is_global LIMIT 1",
    )?;
    let id = find.query_row([number], |row| row.get(0)).optional()?;
    Ok(id.map(|id: String| ClientId::new(id)))
}

/// The newest use by a client that is not after `at`. Days tell which are to be looked into.
pub(crate) fn last_use_by(
    connection: &Connection,
    id: &ClientId,
    at: Timestamp,
) -> Sql<Option<(Timestamp, ActivityKind)>> {
    let Some((actor, days)) = actor::find(connection, id)? else { return Ok(None) };
    let days =
        decode_days(&days).ok_or_else(|| Fault::row("actor", "days", &actor.number, "not day counters"))?;
    let is_use = |kind| ActivityKind::from_code(kind).is_some_and(ActivityKind::is_use);
    let mut days: Vec<i32> = days
        .iter()
        .filter(|count| count.day <= at.day().0 && is_use(count.kind))
        .map(|count| count.day)
        .collect();
    days.dedup();
    for day in days.into_iter().rev() {
        let found = block::newest_use_on(connection, actor.number, Day(day), at)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// How many rows tell of sign-ins through a client after a moment: days are counted, rows only on the day of the moment.
pub(crate) fn sign_ins_after(connection: &Connection, id: &ClientId, moment: Timestamp) -> Sql<u64> {
    let Some((actor, days)) = actor::find(connection, id)? else { return Ok(0) };
    let days =
        decode_days(&days).ok_or_else(|| Fault::row("actor", "days", &actor.number, "not day counters"))?;
    let first = moment.day();
    let later = days
        .iter()
        .filter(|count| count.day > first.0 && count.kind == ActivityKind::SignIn.code())
        .map(|count| u64::from(count.count));
    Ok(later.sum::<u64>() + block::count_on(connection, actor.number, ActivityKind::SignIn, first, moment)?)
}
