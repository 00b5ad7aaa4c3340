//! What the tests of the store share: a store on real files, and the makings of rows and snapshots.

use domain::activity::{ActivityKind, AdminAction, LogEvent};
use domain::connection::{Connection, Environment, Permission, SignIn};
use domain::coverage::Interval;
use domain::ids::{ClientId, ConnectionId, LogId};
use domain::judgement::Cutlines;
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::{DAY_MS, Timestamp};
use serde_json::{Value, json};
use store::{ClientColumn, ClientFilter, ClientKey, ClientRow, ClientSort, Judged, LogBatch, Store};
use tempfile::TempDir;

/// Day 0 of the tests.
pub(crate) const START: i64 = 20_000 * DAY_MS;

pub(crate) fn day(number: i64) -> Timestamp {
    Timestamp::from_millis(START + number * DAY_MS)
}

pub(crate) fn span(from: i64, to: i64) -> Interval {
    Interval::new(day(from), day(to)).unwrap()
}

/// A store in a folder of its own, with one connection.
pub(crate) struct Kept {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
    pub(crate) id: ConnectionId,
}

impl Kept {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let connection = connection("Northmere", 1);
        let id = connection.id.clone();
        store.add_connection(connection).await.unwrap();
        Self { folder, store, id }
    }

    /// The same files, closed and opened again.
    pub(crate) fn reopened(self) -> Self {
        let Self { folder, store, id } = self;
        drop(store);
        let store = Store::open(folder.path()).unwrap();
        Self { folder, store, id }
    }

    pub(crate) async fn log(&self, rows: Vec<LogEvent>) -> store::LogOutcome {
        let batch = LogBatch { rows, read_at: Some(day(100)), ..LogBatch::default() };
        self.store.apply_log(&self.id, batch).await.unwrap()
    }

    pub(crate) async fn page(&self, clients: &[Value], at: Timestamp) {
        let items = clients.iter().map(client_snapshot).collect();
        self.store.apply_page(&self.id, SnapshotKind::Client, items, at).await.unwrap();
    }

    pub(crate) async fn listing(&self, ids: &[&str], started: Timestamp) {
        let keys = ids.iter().map(|id| (*id).to_owned()).collect();
        let ended = started.plus_millis(1000);
        self.store.apply_listing(&self.id, SnapshotKind::Client, keys, started, ended).await.unwrap();
    }

    pub(crate) fn judged(&self) -> Judged {
        Judged { connection: self.id.clone(), cutlines: watched() }
    }

    pub(crate) async fn rows(&self) -> Vec<ClientRow> {
        let sort = ClientSort { column: ClientColumn::Id, descending: false };
        let scope = vec![self.judged()];
        self.store.list_clients(scope, ClientFilter::default(), sort, 0, 500).await.unwrap().rows
    }

    pub(crate) async fn row(&self, id: &str) -> Option<ClientRow> {
        let key = ClientKey { connection: self.id.clone(), client_id: ClientId::new(id) };
        self.store.clients(vec![self.judged()], vec![key]).await.unwrap().pop()
    }
}

/// Now is day 100; everything since day 0 is covered; the window is thirty days.
pub(crate) fn watched() -> Cutlines {
    Cutlines { now: day(100), horizon: Some(day(100)), window_start: day(70), unbroken_since: Some(day(0)) }
}

pub(crate) fn connection(name: &str, number: u8) -> Connection {
    Connection {
        id: ConnectionId::from_random(day(0), [number; 10]),
        name: name.to_owned(),
        domain: "northmere.eu.auth0.com".to_owned(),
        base_url: "https://northmere.eu.auth0.com/".parse().unwrap(),
        audience: "https://northmere.eu.auth0.com/api/v2/".to_owned(),
        environment: Environment::Production,
        permission: Permission::ReadOnly,
        sign_in: SignIn::ClientSecret { client_id: ClientId::new("rollcall") },
        ca_file: None,
        paused: false,
        created_at: day(0),
    }
}

pub(crate) fn client(id: &str, name: &str) -> Value {
    json!({
        "client_id": id, "name": name, "is_first_party": true, "app_type": "non_interactive",
        "token_endpoint_auth_method": "client_secret_post", "grant_types": ["client_credentials"],
        "callbacks": [format!("https://{id}.example/callback")],
    })
}

pub(crate) fn client_snapshot(body: &Value) -> Snapshot {
    Snapshot {
        kind: SnapshotKind::Client,
        key: body["client_id"].as_str().unwrap().to_owned(),
        body: body.clone(),
    }
}

/// A row of an actor. `number` makes its log id.
pub(crate) fn event(number: u64, at: Timestamp, actor: &str, kind: ActivityKind) -> LogEvent {
    let log_id = format!("900{number:053}");
    LogEvent {
        raw: json!({"log_id": log_id, "type": "seccft", "ip": "203.0.113.7"}).to_string().into_bytes(),
        log_id: LogId::new(log_id),
        date: at,
        code: if kind.is_use() { "seccft".to_owned() } else { "feccft".to_owned() },
        actor: Some(ClientId::new(actor)),
        kind: Some(kind),
        target: None,
        client_name: None,
        target_name: None,
        deed: None,
        user: None,
    }
}

/// An administrative row about a target.
pub(crate) fn admin(number: u64, at: Timestamp, target: &str, action: AdminAction) -> LogEvent {
    LogEvent {
        code: "sapi".to_owned(),
        actor: None,
        kind: None,
        target: Some((Some(ClientId::new(target)), action)),
        target_name: Some(format!("{target} by log")),
        user: Some("auth0|admin".to_owned()),
        ..event(number, at, "", ActivityKind::Traffic)
    }
}
