//! How fast the past of one client is told, in a store with very many versions.

use std::time::{Duration, Instant};

use acceptance::verdicts::play::Failure;
use assessment::changes::as_of;
use domain::connection::{Connection, Environment, Permission, SignIn};
use domain::coverage::{Coverage, Interval};
use domain::ids::{ClientId, ConnectionId};
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::{DAY_MS, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use store::Store;

/// Versions of each client.
const VERSIONS: i64 = 10;
/// Clients in a page of a listing.
const PAGE: u32 = 1_000;
/// Clients that are asked for.
const ASKED: usize = 2_000;
/// Day 0.
const START: i64 = 20_000 * DAY_MS;

/// The 95th percentile of the time in which what each member of one client held at a past moment is told, read from the file.
pub(crate) async fn one_client(clients: u32) -> Result<Duration, Failure> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    let day = |number: i64| Timestamp::from_millis(START + number * DAY_MS);
    let id = ConnectionId::from_random(day(0), [9; 10]);
    store.add_connection(connection(id.clone(), day(0))?).await?;
    for version in 0..VERSIONS {
        for first in (0..clients).step_by(usize::try_from(PAGE)?) {
            let page = (first..clients.min(first + PAGE)).map(|number| snapshot(number, version)).collect();
            store.apply_page(&id, SnapshotKind::Client, page, day(version * 10)).await?;
        }
        let keys = (0..clients).map(name).collect();
        store.apply_listing(&id, SnapshotKind::Client, keys, day(version * 10), day(version * 10)).await?;
    }
    let coverage: Coverage = Interval::new(day(0), day(VERSIONS * 10)).into_iter().collect();
    let mut rng = StdRng::seed_from_u64(1);
    let mut times = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let client = ClientId::new(name(rng.random_range(0..clients)));
        let at = day(0).plus_millis(rng.random_range(0..VERSIONS * 10 * DAY_MS));
        let started = Instant::now();
        let history = store.history(&id, &client).await?.ok_or("a client that was read is not known")?;
        std::hint::black_box(as_of(&history, &coverage, at));
        times.push(started.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() * 95 / 100])
}

fn name(number: u32) -> String {
    format!("client{number:026}")
}

fn snapshot(number: u32, version: i64) -> Snapshot {
    let callbacks: Vec<String> =
        (0..3).map(|place| format!("https://app{number}.example/callback/{version}/{place}")).collect();
    let body = json!({
        "client_id": name(number), "name": format!("Client {number}"), "app_type": "regular_web", "is_first_party": true,
        "callbacks": callbacks, "allowed_logout_urls": [], "web_origins": [], "grant_types": ["authorization_code"],
        "token_endpoint_auth_method": "client_secret_post", "jwt_configuration": {"lifetime_in_seconds": 36_000},
    });
    Snapshot { kind: SnapshotKind::Client, key: name(number), body }
}

fn connection(id: ConnectionId, at: Timestamp) -> Result<Connection, Failure> {
    Ok(Connection {
        id,
        name: "past".to_owned(),
        domain: "past.eu.auth0.com".to_owned(),
        base_url: "https://past.eu.auth0.com/".parse()?,
        audience: "https://past.eu.auth0.com/api/v2/".to_owned(),
        environment: Environment::Production,
        permission: Permission::ReadOnly,
        sign_in: SignIn::ClientSecret { client_id: ClientId::new("rollcall") },
        ca_file: None,
        paused: false,
        created_at: at,
    })
}
