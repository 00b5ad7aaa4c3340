//! Puts a world into a store, as a sync of all its years would.

use assessment::changes::{OwnWrites, changes, past, trusted_hosts};
use domain::activity::{ActivityKind, AdminAction, LogEvent};
use domain::change::{Actor, Channel, Tool, Trace};
use domain::deed::{Act, Deed, Life, Sets};
use domain::ids::{ClientId, ConnectionId, LogId};
use domain::member::Member;
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::{DAY_MS, Timestamp};
use provider::Endpoint;
use store::{ClientChanges, LogBatch, Store};

use super::world::{Client, LISTS, START, State, World, coverage, end, list_at};
use crate::connection::connection;
use crate::verdicts::play::Failure;

/// Clients in a page of a list, and in a batch of rows.
const PAGE: u32 = 1_000;
const BATCH: u32 = 5_000;

/// Fills a store with the world and derives what is told of every client. Gives the connection.
///
/// # Errors
///
/// The store cannot be written.
pub async fn fill(store: &Store, world: &World) -> Result<ConnectionId, Failure> {
    let endpoint = Endpoint::of_domain("past.eu.auth0.com")?;
    let before = Timestamp::from_millis(START - DAY_MS);
    let connection = connection("past", &endpoint, ClientId::new("rollcall"), before);
    let id = connection.id.clone();
    store.add_connection(connection).await?;
    for list in 0..LISTS {
        let at = Timestamp::from_millis(list_at(list));
        let mut keys = Vec::new();
        for first in (0..world.clients).step_by(usize::try_from(PAGE)?) {
            let mut page = Vec::new();
            for number in first..world.clients.min(first + PAGE) {
                let client = world.client(number);
                if let Some(state) = client.at(at.millis()) {
                    let body = client.body(state);
                    page.push(Snapshot { kind: SnapshotKind::Client, key: client.id.clone(), body });
                    keys.push(client.id);
                }
            }
            store.apply_page(&id, SnapshotKind::Client, page, at).await?;
        }
        store.apply_listing(&id, SnapshotKind::Client, keys, at, at).await?;
    }
    let mut number = 0;
    for first in (0..world.clients).step_by(usize::try_from(BATCH)?) {
        let clients = (first..world.clients.min(first + BATCH)).map(|number| world.client(number));
        let rows = clients.flat_map(|client| rows(&client, &mut number)).collect();
        let read_at = Some(Timestamp::from_millis(end()));
        store.apply_log(&id, LogBatch { rows, read_at, ..LogBatch::default() }).await?;
    }
    for held in coverage().intervals() {
        store.apply_log(&id, LogBatch { claim: Some(*held), ..LogBatch::default() }).await?;
    }
    derive(store, &id).await?;
    Ok(id)
}

/// What `sync` does after every look.
async fn derive(store: &Store, id: &ConnectionId) -> Result<(), Failure> {
    let coverage = store.ledger(id).await?.coverage;
    let mut after = None;
    loop {
        let underived = store.underived(id, after.clone(), 500).await?;
        let Some(last) = underived.last() else { return Ok(()) };
        after = Some(last.history.client.clone());
        let derived = underived.into_iter().map(|of| ClientChanges {
            changes: changes(&of.history, &coverage, &OwnWrites::default()),
            hosts: trusted_hosts(&of.history),
            past: past(&of.history, &coverage),
            of,
        });
        store.put_changes(id, derived.collect(), Timestamp::from_millis(end())).await?;
    }
}

fn rows(client: &Client, number: &mut u64) -> Vec<LogEvent> {
    let mut rows = Vec::new();
    let first = client.states.first();
    if let (Some(at), Some(state)) = (client.begins, first) {
        rows.push(admin(client, at, number, AdminAction::ClientCreated, Life::Begins, Some(state)));
    }
    if client.has_rows {
        for state in client.states.iter().skip(1) {
            let row =
                admin(client, state.since, number, AdminAction::ClientUpdated, Life::GoesOn, Some(state));
            rows.push(row);
        }
    }
    if let Some(at) = client.ends {
        rows.push(admin(client, at, number, AdminAction::ClientDeleted, Life::Ends, None));
    }
    for at in &client.uses {
        rows.push(event(*at, number, Some(ClientId::new(client.id.clone()))));
    }
    rows
}

fn event(at: i64, number: &mut u64, actor: Option<ClientId>) -> LogEvent {
    *number += 1;
    let log_id = format!("900{number:053}");
    LogEvent {
        raw: format!(r#"{{"log_id":"{log_id}","type":"seccft"}}"#).into_bytes(),
        log_id: LogId::new(log_id),
        date: Timestamp::from_millis(at),
        code: "seccft".to_owned(),
        kind: actor.is_some().then_some(ActivityKind::ClientCredentials),
        actor,
        target: None,
        client_name: None,
        target_name: None,
        deed: None,
        user: None,
    }
}

fn admin(
    client: &Client,
    at: i64,
    number: &mut u64,
    action: AdminAction,
    life: Life,
    state: Option<&State>,
) -> LogEvent {
    let id = ClientId::new(client.id.clone());
    let row = event(at, number, None);
    let after = state.map(|state| {
        vec![
            (Member::RedirectUris, state.uris.clone()),
            (Member::Name, vec![state.name.clone()]),
            (Member::AuthenticationMethod, vec![state.method.to_owned()]),
        ]
    });
    let after = after.unwrap_or_default();
    let trace = Trace {
        log_id: row.log_id.clone(),
        at: row.date,
        actor: Actor::Client { id: ClientId::new("deploy"), name: None },
        channel: Channel::ManagementApi { tool: Tool::Unknown },
        address: None,
        user_agent: None,
        correlation_id: None,
    };
    let sets = Sets::These(after.iter().map(|(member, _)| member.clone()).collect());
    let act = Act::Client { id: id.clone(), life, sets, after, is_whole: false };
    LogEvent {
        code: "sapi".to_owned(),
        target: Some((Some(id), action)),
        deed: Some(Deed { trace, act }),
        ..row
    }
}
