//! Hosts that clients trust, and hosts that people marked as their own.

use domain::history::TrustedHost;
use domain::ids::ClientId;
use domain::time::Timestamp;
use rusqlite::{Connection, params};

use crate::error::Sql;
use crate::reading::{HostClient, HostRow, OwnHost};

/// Writes the hosts of one client, given by name.
pub(crate) fn replace(
    connection: &Connection,
    (number, client): (i64, i64),
    hosts: &[TrustedHost],
) -> Sql<()> {
    if known(connection, client)? == hosts {
        return Ok(());
    }
    connection.prepare_cached("DELETE FROM host WHERE client = ?1")?.execute([client])?;
    let mut insert = connection.prepare_cached("INSERT INTO host VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for host in hosts {
        insert.execute(params![number, host.host, client, host.first_at.millis(), host.is_trusted])?;
    }
    connection
        .prepare_cached("UPDATE connection SET host_generation = host_generation + 1 WHERE number = ?1")?
        .execute([number])?;
    Ok(())
}

fn known(connection: &Connection, client: i64) -> Sql<Vec<TrustedHost>> {
    let mut statement = connection
        .prepare_cached("SELECT host, first_ms, is_trusted FROM host WHERE client = ?1 ORDER BY host")?;
    let rows = statement.query_map([client], |row| {
        let first_at = Timestamp::from_millis(row.get(1)?);
        Ok(TrustedHost { host: row.get(0)?, first_at, is_trusted: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The hosts of a connection, by name, with the clients that trust each of them now.
pub(crate) fn all(connection: &Connection, number: i64) -> Sql<Vec<HostRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT host, client, first_ms, is_trusted FROM host WHERE connection = ?1 ORDER BY host, client",
    )?;
    let mut rows = statement.query([number])?;
    let mut hosts: Vec<HostRow> = Vec::new();
    while let Some(row) = rows.next()? {
        let name = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let first_at = Timestamp::from_millis(row.get(2)?);
        if hosts.last().is_none_or(|last| last.host != name) {
            hosts.push(HostRow { host: name.to_owned(), first_at, clients: Vec::new() });
        }
        if let Some(last) = hosts.last_mut() {
            last.first_at = last.first_at.min(first_at);
            if row.get(3)? {
                last.clients.push(row.get(1)?);
            }
        }
    }
    Ok(hosts)
}

/// Clients that trust a host now: at most `limit`, after so many.
pub(crate) fn clients(
    connection: &Connection,
    number: i64,
    host: &str,
    (offset, limit): (u64, u32),
) -> Sql<Vec<HostClient>> {
    let mut statement = connection.prepare_cached(
        "SELECT client.client_id, coalesce(client.name, client.log_name)
         FROM host JOIN client ON client.number = host.client
         WHERE host.connection = ?1 AND host = ?2 AND is_trusted ORDER BY host.client LIMIT ?3 OFFSET ?4",
    )?;
    let offset = i64::try_from(offset).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![number, host, limit, offset], |row| {
        Ok(HostClient { client_id: ClientId::new(row.get::<_, String>(0)?), name: row.get(1)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Marks a host as the tenant's own; gives the number of the mark. One that stands already stays.
pub(crate) fn mark(
    connection: &Connection,
    number: i64,
    (host, is_domain): (&str, bool),
    by: &str,
    at: Timestamp,
) -> Sql<i64> {
    let held =
        own(connection, number)?.into_iter().find(|own| own.host == host && own.is_domain == is_domain);
    if let Some(held) = held {
        return Ok(held.number);
    }
    connection
        .prepare_cached(
            "INSERT INTO own_host (connection, host, is_domain, by, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![number, host, is_domain, by, at.millis()])?;
    Ok(connection.last_insert_rowid())
}

/// Takes a mark back. `false`: it does not stand.
pub(crate) fn unmark(connection: &Connection, mark: i64, at: Timestamp) -> Sql<bool> {
    let undone = connection
        .prepare_cached("UPDATE own_host SET undone_ms = ?2 WHERE number = ?1 AND undone_ms IS NULL")?
        .execute([mark, at.millis()])?;
    Ok(undone == 1)
}

/// The marks that stand, by host.
pub(crate) fn own(connection: &Connection, number: i64) -> Sql<Vec<OwnHost>> {
    let mut statement = connection.prepare_cached(
        "SELECT number, host, is_domain, by, at_ms FROM own_host
         WHERE connection = ?1 AND undone_ms IS NULL ORDER BY host, number",
    )?;
    let rows = statement.query_map([number], |row| {
        Ok(OwnHost {
            number: row.get(0)?,
            host: row.get(1)?,
            is_domain: row.get(2)?,
            by: row.get(3)?,
            at: Timestamp::from_millis(row.get(4)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
