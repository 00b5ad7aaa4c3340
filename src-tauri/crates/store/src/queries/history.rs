//! Everything that the precious file knows of one client's past.

use std::sync::Arc;

use domain::history::{GrantHistory, History, Look, Shown};
use domain::ids::ClientId;
use domain::snapshot::SnapshotKind;
use domain::time::Timestamp;
use rusqlite::{Connection, params};

use crate::error::Sql;
use crate::tables::{client, thing};

/// The complete lists of a connection, by their start.
pub(crate) struct Lists {
    clients: Arc<[Look]>,
    grants: Arc<[Look]>,
}

impl Lists {
    /// Reads them.
    pub(crate) fn read(connection: &Connection, number: i64) -> Sql<Self> {
        let of = |kind: SnapshotKind| -> Sql<Arc<[Look]>> {
            let mut statement = connection.prepare_cached(
                "SELECT started_ms, ended_ms FROM listing WHERE connection = ?1 AND kind = ?2 ORDER BY started_ms",
            )?;
            let at = Timestamp::from_millis;
            let looks = statement.query_map(params![number, kind.as_str()], |row| {
                let started: i64 = row.get(0)?;
                Ok(Look { from: at(started), to: at(started.max(row.get(1)?)) })
            })?;
            Ok(looks.collect::<rusqlite::Result<Vec<_>>>()?.into())
        };
        Ok(Self { clients: of(SnapshotKind::Client)?, grants: of(SnapshotKind::ClientGrant)? })
    }
}

/// The client's number and its past, without what the log says. `None`: it is not known.
pub(crate) fn read(
    connection: &Connection,
    number: i64,
    client_id: &ClientId,
    lists: &Lists,
) -> Sql<Option<(i64, History)>> {
    let Some(client) = client::find(connection, number, client_id)? else { return Ok(None) };
    let mut absent: Vec<Timestamp> = [client.absent, client.since, client.gone]
        .into_iter()
        .flatten()
        .map(Timestamp::from_millis)
        .collect();
    absent.sort_unstable();
    absent.dedup();
    let mut statement = connection.prepare_cached(
        "SELECT key FROM thing WHERE connection = ?1 AND kind = 'client_grant' AND about = ?2",
    )?;
    let ids: Vec<String> = statement
        .query_map(params![number, client_id.as_str()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let grants = ids.into_iter().map(|id| {
        Ok(GrantHistory { versions: versions(connection, number, SnapshotKind::ClientGrant, &id)?, id })
    });
    let history = History {
        client: client_id.clone(),
        absent,
        versions: versions(connection, number, SnapshotKind::Client, client_id.as_str())?,
        looks: looks(connection, number, client_id, lists)?,
        grants: grants.collect::<Sql<_>>()?,
        grant_lists: Arc::clone(&lists.grants),
        deeds: Vec::new(),
    };
    Ok(Some((client.number, history)))
}

fn versions(connection: &Connection, number: i64, kind: SnapshotKind, key: &str) -> Sql<Vec<Shown>> {
    let newest_first = thing::versions(connection, number, kind, key, u32::MAX)?;
    let shown = newest_first.into_iter().rev().map(|version| Shown {
        first: version.first_read_at,
        last: version.last_read_at,
        body: version.body,
    });
    Ok(shown.collect())
}

/// Looks at all clients, and those at this one alone.
fn looks(connection: &Connection, number: i64, client_id: &ClientId, lists: &Lists) -> Sql<Arc<[Look]>> {
    let mut statement = connection.prepare_cached(
        "SELECT at_ms FROM thing JOIN look ON look.thing = thing.number
         WHERE connection = ?1 AND kind = 'client' AND key = ?2 ORDER BY at_ms",
    )?;
    let alone = statement.query_map(params![number, client_id.as_str()], |row| {
        let at = Timestamp::from_millis(row.get(0)?);
        Ok(Look { from: at, to: at })
    })?;
    let alone: Vec<Look> = alone.collect::<rusqlite::Result<_>>()?;
    if alone.is_empty() {
        return Ok(Arc::clone(&lists.clients));
    }
    let mut looks: Vec<Look> = lists.clients.iter().copied().chain(alone).collect();
    looks.sort_unstable();
    Ok(looks.into())
}
