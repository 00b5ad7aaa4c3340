//! Whatever was read, kept by its content: the latest version, the earlier ones, and when each was seen.

use std::collections::HashSet;

use domain::client::ClientFace;
use domain::ids::ClientId;
use domain::snapshot::{Digest, Snapshot, SnapshotKind};
use domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::error::{Fault, Sql};
use crate::reading::Version;
use crate::tables::{client, listing, stale};

/// zstd level of snapshots: they are written once and small.
const LEVEL: i32 = 3;

/// The latest version of something, as stored.
struct Held {
    number: i64,
    content: i64,
    digest: Vec<u8>,
    since_ms: i64,
    last_read_ms: i64,
    is_gone: bool,
    about: Option<String>,
}

/// Keeps what was read at `at`. Gives the clients of which nothing was known before.
pub(crate) fn read(
    connection: &Connection,
    number: i64,
    kind: SnapshotKind,
    items: &[Snapshot],
    at: Timestamp,
) -> Sql<Vec<ClientId>> {
    let mut new_clients = Vec::new();
    for item in items.iter().filter(|item| item.kind == kind) {
        let is_unchanged = keep(connection, number, item, at.millis())?;
        if kind == SnapshotKind::Client {
            let id = ClientId::new(&*item.key);
            if is_unchanged && client::show_again(connection, number, &id, at.millis())? {
                continue;
            }
            let face = ClientFace::of_auth0(&item.body);
            if client::show(connection, number, &id, &face, at.millis())? {
                new_clients.push(id);
            }
        }
    }
    Ok(new_clients)
}

/// Keeps one thing. `true`: it looks as it did at its latest reading.
fn keep(connection: &Connection, number: i64, item: &Snapshot, at: i64) -> Sql<bool> {
    let canonical = item.canonical();
    let digest = Digest::of(&canonical);
    let about = (item.kind == SnapshotKind::ClientGrant)
        .then(|| item.body.get("client_id").and_then(Value::as_str))
        .flatten();
    let mut statement = connection.prepare_cached(
        "SELECT thing.number, content, digest, since_ms, last_read_ms, gone_ms IS NOT NULL, about FROM thing
         JOIN content ON content.number = thing.content WHERE connection = ?1 AND kind = ?2 AND key = ?3",
    )?;
    let held = statement
        .query_row(params![number, item.kind.as_str(), item.key], |row| {
            Ok(Held {
                number: row.get(0)?,
                content: row.get(1)?,
                digest: row.get(2)?,
                since_ms: row.get(3)?,
                last_read_ms: row.get(4)?,
                is_gone: row.get(5)?,
                about: row.get(6)?,
            })
        })
        .optional()?;
    let Some(held) = held else {
        let content = content(connection, &digest, &canonical)?;
        connection
            .prepare_cached(
                "INSERT INTO thing (connection, kind, key, about, content, since_ms, last_read_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
            )?
            .execute(params![number, item.kind.as_str(), item.key, about, content, at])?;
        mark_stale(connection, number, item, None)?;
        return Ok(false);
    };
    if held.digest == digest.0 {
        let mut since = held.since_ms;
        if held.is_gone {
            mark_stale(connection, number, item, None)?;
            if at > held.last_read_ms {
                // it was not so all the time in between
                end_version(connection, &held)?;
                since = at;
            }
        }
        connection
            .prepare_cached(
                "UPDATE thing SET since_ms = ?3, last_read_ms = max(last_read_ms, ?2), gone_ms = NULL WHERE number = ?1",
            )?
            .execute([held.number, at, since])?;
        return Ok(true);
    }
    if at <= held.last_read_ms {
        // an answer that was overtaken by a newer one
        return Ok(false);
    }
    end_version(connection, &held)?;
    let content = content(connection, &digest, &canonical)?;
    connection
        .prepare_cached(
            "UPDATE thing SET content = ?2, about = ?3, since_ms = ?4, last_read_ms = ?4, gone_ms = NULL
             WHERE number = ?1",
        )?
        .execute(params![held.number, content, about, at])?;
    mark_stale(connection, number, item, held.about.as_deref())?;
    Ok(false)
}

/// Keeps what a thing was until it was read last.
fn end_version(connection: &Connection, held: &Held) -> Sql<()> {
    connection.prepare_cached("INSERT OR REPLACE INTO version VALUES (?1, ?2, ?3, ?4)")?.execute([
        held.number,
        held.since_ms,
        held.last_read_ms,
        held.content,
    ])?;
    Ok(())
}

/// The changes of the client that this is, or is about, have to be derived anew.
fn mark_stale(connection: &Connection, number: i64, item: &Snapshot, was_about: Option<&str>) -> Sql<()> {
    let is_about = match item.kind {
        SnapshotKind::Client => Some(item.key.as_str()),
        SnapshotKind::ClientGrant => item.body.get("client_id").and_then(Value::as_str),
        _ => None,
    };
    let was_about = was_about.filter(|was| Some(*was) != is_about);
    is_about.into_iter().chain(was_about).try_for_each(|client| stale::mark(connection, number, client))
}

/// Notes that these things were read alone, so that this look stands in no list.
pub(crate) fn look(connection: &Connection, number: i64, items: &[Snapshot], at: Timestamp) -> Sql<()> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO look SELECT number, ?4 FROM thing WHERE connection = ?1 AND kind = ?2 AND key = ?3",
    )?;
    for item in items {
        statement.execute(params![number, item.kind.as_str(), item.key, at.millis()])?;
    }
    Ok(())
}

/// The number of these bytes, which are kept once.
fn content(connection: &Connection, digest: &Digest, canonical: &[u8]) -> Sql<i64> {
    let mut statement = connection.prepare_cached("SELECT number FROM content WHERE digest = ?1")?;
    if let Some(number) = statement.query_row([&digest.0], |row| row.get(0)).optional()? {
        return Ok(number);
    }
    let bytes = zstd::bulk::compress(canonical, LEVEL)?;
    connection
        .prepare_cached("INSERT INTO content (digest, bytes) VALUES (?1, ?2)")?
        .execute(params![digest.0, bytes])?;
    Ok(connection.last_insert_rowid())
}

/// A list was read to its end and held these keys: what it did not hold, and was not read since it began, is gone.
pub(crate) fn list(
    connection: &Connection,
    number: i64,
    kind: SnapshotKind,
    keys: &HashSet<String>,
    started_at: Timestamp,
    ended_at: Timestamp,
) -> Sql<()> {
    let started = started_at.millis();
    let mut statement = connection.prepare_cached(
        "SELECT number, key, about FROM thing
         WHERE connection = ?1 AND kind = ?2 AND gone_ms IS NULL AND last_read_ms < ?3",
    )?;
    let not_read: Vec<(i64, String, Option<String>)> = statement
        .query_map(params![number, kind.as_str(), started], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (thing, key, about) in not_read.iter().filter(|(_, key, _)| !keys.contains(key)) {
        let client = if kind == SnapshotKind::Client { Some(key) } else { about.as_ref() };
        client.into_iter().try_for_each(|client| stale::mark(connection, number, client))?;
        connection
            .prepare_cached("UPDATE thing SET gone_ms = ?2 WHERE number = ?1")?
            .execute([*thing, started])?;
    }
    if kind == SnapshotKind::Client {
        for mut client in client::not_read_since(connection, number, started)? {
            if !keys.contains(client.id.as_str()) {
                client.miss(started);
                client.settle();
                client.write(connection)?;
            }
        }
    }
    listing::record(connection, number, kind, started_at, ended_at)
}

fn body(bytes: &[u8], thing: i64) -> Sql<Value> {
    let canonical = zstd::decode_all(bytes)?;
    serde_json::from_slice(&canonical)
        .map_err(|error| Fault::row("content", "bytes", &thing, error.to_string()))
}

/// Things of a kind as they were last read, by key; what is gone is left out.
pub(crate) fn all(connection: &Connection, number: i64, kind: SnapshotKind) -> Sql<Vec<Snapshot>> {
    let mut statement = connection.prepare_cached(
        "SELECT thing.number, key, bytes FROM thing JOIN content ON content.number = thing.content
         WHERE connection = ?1 AND kind = ?2 AND gone_ms IS NULL ORDER BY key",
    )?;
    let mut rows = statement.query(params![number, kind.as_str()])?;
    let mut things = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
        things.push(Snapshot { kind, key: row.get(1)?, body: body(bytes, row.get(0)?)? });
    }
    Ok(things)
}

/// The client grants that name this client, and those that name none.
pub(crate) fn grants_of(connection: &Connection, number: i64, client_id: &ClientId) -> Sql<Vec<Value>> {
    let mut statement = connection.prepare_cached(
        "SELECT thing.number, bytes FROM thing JOIN content ON content.number = thing.content
         WHERE connection = ?1 AND kind = 'client_grant' AND gone_ms IS NULL AND (about = ?2 OR about IS NULL)
         ORDER BY key",
    )?;
    let mut rows = statement.query(params![number, client_id.as_str()])?;
    let mut grants = Vec::new();
    while let Some(row) = rows.next()? {
        grants.push(body(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?, row.get(0)?)?);
    }
    Ok(grants)
}

/// The versions of one thing, newest first.
pub(crate) fn versions(
    connection: &Connection,
    number: i64,
    kind: SnapshotKind,
    key: &str,
    limit: u32,
) -> Sql<Vec<Version>> {
    let mut statement = connection.prepare_cached(
        "WITH held AS (
           SELECT number, content, since_ms, last_read_ms FROM thing WHERE connection = ?1 AND kind = ?2 AND key = ?3)
         SELECT all_versions.number, digest, since_ms, last_read_ms, bytes FROM (
           SELECT * FROM held UNION ALL
           SELECT held.number, version.content, version.first_read_ms, version.last_read_ms
             FROM held JOIN version ON version.thing = held.number) AS all_versions
         JOIN content ON content.number = all_versions.content ORDER BY since_ms DESC LIMIT ?4",
    )?;
    let mut rows = statement.query(params![number, kind.as_str(), key, limit])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        let thing = row.get(0)?;
        let digest: Vec<u8> = row.get(1)?;
        let digest = <[u8; 32]>::try_from(digest)
            .map_err(|_| Fault::row("content", "digest", &thing, "not 32 bytes long"))?;
        versions.push(Version {
            digest: Digest(digest),
            first_read_at: Timestamp::from_millis(row.get(2)?),
            last_read_at: Timestamp::from_millis(row.get(3)?),
            body: body(row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?, thing)?,
        });
    }
    Ok(versions)
}

/// How many versions a connection's things have.
pub(crate) fn count(connection: &Connection, number: i64) -> Sql<i64> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT count(*) FROM thing WHERE connection = ?1)
           + (SELECT count(*) FROM version JOIN thing ON thing.number = version.thing WHERE connection = ?1)",
    )?;
    Ok(statement.query_row([number], |row| row.get(0))?)
}
