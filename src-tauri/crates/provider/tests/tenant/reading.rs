use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::activity::LogEvent;
use domain::ids::{ClientId, LogId};
use domain::listing::{Listing, Unread};
use domain::time::{DAY_MS, Timestamp};
use provider::Share;
use provider::auth0::{Auth0, RowRules};
use serde_json::json;
use simulator::{LagModel, OverCap, PageCap, Settings};

use crate::stage::{START, Stage};

fn rules() -> RowRules {
    RowRules::default()
}

async fn read_forward(reader: &Auth0, from: &LogId) -> Vec<LogEvent> {
    let mut rows = Vec::new();
    let mut at = from.clone();
    loop {
        let page = reader.logs_after(&at, &rules()).await.unwrap();
        rows.extend(page.rows);
        if page.end {
            return rows;
        }
        at = page.next;
    }
}

#[tokio::test]
async fn the_whole_log_is_read_by_checkpoint_also_with_small_pages_and_rows_sent_twice() {
    for page_cap in
        [PageCap { limit: 100, over: OverCap::Refuse }, PageCap { limit: 50, over: OverCap::Clamp }]
    {
        let settings = Settings {
            clients: 60,
            retention_days: Some(10),
            duplicates_permille: 200,
            reorder: true,
            page_cap,
            ..Settings::default()
        };
        let stage = Stage::set(settings).await;
        let reader = stage.reader(Share::FULL);
        let first = reader.oldest_log(&rules()).await.unwrap().unwrap();
        let rows = read_forward(&reader, &first.log_id).await;
        let mut read: BTreeSet<String> = rows.iter().map(|row| row.log_id.to_string()).collect();
        read.insert(first.log_id.to_string());
        let truth: BTreeSet<String> = stage
            .tenant
            .journal()
            .rows(START - 10 * DAY_MS, START + 1)
            .filter(|row| row.log_id.as_str() >= first.log_id.as_str() && row.visible_at_ms <= START)
            .map(|row| row.log_id)
            .collect();
        assert!(truth.len() > 300, "{}", truth.len());
        assert_eq!(truth.difference(&read).count(), 0);
    }
}

#[tokio::test]
async fn rows_are_split_as_the_ground_truth_says() {
    let stage = Stage::set(Settings { clients: 80, retention_days: Some(5), ..Settings::default() }).await;
    let reader = stage.reader(Share::FULL);
    let first = reader.oldest_log(&rules()).await.unwrap().unwrap();
    let truth: std::collections::BTreeMap<String, (Option<String>, bool)> = stage
        .tenant
        .journal()
        .rows(START - 6 * DAY_MS, START + 1)
        .map(|row| (row.log_id, (row.client_id, row.is_use)))
        .collect();
    let mut uses = 0;
    for row in read_forward(&reader, &first.log_id).await {
        let (client, is_use) = &truth[row.log_id.as_str()];
        let ours = row.kind.is_some_and(domain::activity::ActivityKind::is_use);
        assert_eq!(ours, *is_use, "{} {:?}", row.code, client);
        if *is_use {
            uses += 1;
            assert_eq!(row.actor.map(|actor| actor.to_string()), *client);
        }
    }
    assert!(uses > 100, "{uses}");
}

#[tokio::test]
async fn the_newest_rows_come_first_and_no_more_than_asked_for() {
    let stage = Stage::set(Settings { clients: 200, ..Settings::default() }).await;
    let reader = stage.reader(Share::FULL);
    let mut pages = Vec::new();
    let read = reader.newest_logs(1_000, &rules(), &mut |page| pages.push(page)).await.unwrap();
    assert_eq!(read, 1_000);
    let dates: Vec<Timestamp> = pages.concat().iter().map(|row| row.date).collect();
    assert!(dates.windows(2).all(|pair| pair[0] >= pair[1]));
    let few = reader.newest_logs(30, &rules(), &mut |_| {}).await.unwrap();
    assert_eq!(few, 30);
}

#[tokio::test]
async fn a_day_begins_at_its_first_row() {
    let stage = Stage::set(Settings { clients: 100, retention_days: Some(10), ..Settings::default() }).await;
    let reader = stage.reader(Share::FULL);
    let at = Timestamp::from_millis(START - 3 * DAY_MS).day().start();
    let first = reader.first_log_at_or_after(at, &rules()).await.unwrap().unwrap();
    let truth = stage.tenant.journal().rows(at.millis(), START).min_by_key(|row| row.date_ms).unwrap();
    assert_eq!(first.date.millis(), truth.date_ms);
    assert!(reader.log_exists(&first.log_id).await.unwrap());
    assert!(
        !reader
            .log_exists(&LogId::new("90020200101000000000000000000000000001223372036854775807"))
            .await
            .unwrap()
    );
    let later = Timestamp::from_millis(START + DAY_MS);
    assert!(reader.first_log_at_or_after(later, &rules()).await.unwrap().is_none());
}

#[tokio::test]
async fn one_search_tells_what_a_client_did() {
    let stage = Stage::set(Settings { clients: 30, ..Settings::default() }).await;
    let reader = stage.reader(Share::FULL).interactive();
    let journal = stage.tenant.journal();
    let mut seen_whole = 0;
    for life in journal.clients().into_iter().take(12) {
        let calls = reader.calls();
        match reader.logs_of_client(&ClientId::new(&life.client_id), &rules()).await {
            Listing::Complete { items, .. } => {
                seen_whole += 1;
                let truth = journal
                    .rows(START - 29 * DAY_MS, START + 1)
                    .filter(|row| row.client_id.as_deref() == Some(life.client_id.as_str()) && row.is_use)
                    .count();
                let ours = items
                    .iter()
                    .filter(|row| row.kind.is_some_and(domain::activity::ActivityKind::is_use))
                    .count();
                assert!(ours >= truth, "{ours} of {truth}");
            }
            Listing::CutShort { items, why } => {
                assert_eq!((items.len(), why), (100, Unread::BeyondLimit { limit: 100 }));
            }
        }
        assert!(reader.calls() - calls <= 2);
    }
    assert!(seen_whole > 3);
}

#[tokio::test]
async fn everything_else_of_a_tenant_is_read() {
    let stage = Stage::set(Settings { clients: 130, ..Settings::default() }).await;
    let reader = stage.reader(Share::FULL);
    for (name, listing) in [
        ("grants", reader.client_grants().await),
        ("apis", reader.resource_servers().await),
        ("settings", reader.tenant_settings().await),
        ("connections", reader.identity_connections().await),
        ("acls", reader.network_acls().await),
        ("streams", reader.log_streams().await),
    ] {
        assert!(matches!(listing, Listing::Complete { .. }), "{name}: {listing:?}");
    }
    assert!(!reader.client_grants().await.items().is_empty());
    assert!(!reader.resource_servers().await.items().is_empty());
    assert_eq!(reader.tenant_settings().await.items().len(), 1);
}

#[tokio::test]
async fn one_client_is_read_or_does_not_exist() {
    let stage = Stage::set(Settings::default()).await;
    let reader = stage.reader(Share::FULL);
    let id = stage.tenant.edit().create_client(&json!({"name": "Lab"}));
    let found = reader.client(&ClientId::new(&id)).await.unwrap().unwrap();
    assert_eq!((found.key.as_str(), &found.body["name"]), (id.as_str(), &json!("Lab")));
    for absent in ["nobody", "..", "", "a/b", "a?b=c"] {
        assert_eq!(reader.client(&ClientId::new(absent)).await.unwrap(), None, "{absent}");
    }
}

#[tokio::test]
async fn a_first_look_tells_what_the_readiness_column_needs() {
    let settings = Settings { clients: 150, plan: simulator::Plan::Professional, ..Settings::default() };
    let stage = Stage::set(settings).await;
    let probe = stage.reader(Share::default()).interactive().probe().await.unwrap();
    assert_eq!(probe.clients, Ok(stage.alive_at(START).len()));
    assert_eq!(probe.registration_is_open, Ok(Some(false)));
    assert_eq!(probe.clock_offset_ms, Some(0));
    assert!(probe.oldest_row.unwrap().is_some());
    assert!(
        probe.limits.iter().any(|seen| seen.limit == 5) && probe.limits.iter().any(|seen| seen.limit == 10)
    );
    let first_sync = probe.first_sync.unwrap();
    assert!(first_sync.calls > 4 && first_sync.floor.as_secs() < 3_600, "{first_sync:?}");
    assert!(provider::scopes::features(&probe.token).iter().all(|feature| feature.held != feature.acts));
}

#[tokio::test]
async fn no_planted_secret_leaves_the_reader() {
    let settings = Settings {
        clients: 120,
        redact_request_secrets: false,
        log_lag: LagModel::None,
        ..Settings::default()
    };
    let stage = Stage::set(settings).await;
    let canaries: Vec<String> =
        (0..50).map(|index| format!("Canary{index:04}qWeRtYuIoPaSdFgHjKlZxCvBnM0123456789")).collect();
    stage.tenant.edit().plant_canaries(canaries.clone());
    for (index, canary) in canaries.iter().enumerate().take(20) {
        let id =
            stage.tenant.edit().create_client(&json!({"name": format!("c{index}"), "client_secret": canary}));
        stage.tenant.edit().rotate_secret(&id);
    }
    stage.with_scopes(&[
        "read:clients",
        "read:client_keys",
        "read:client_credentials",
        "read:logs",
        "read:client_grants",
        "read:resource_servers",
        "read:tenant_settings",
        "read:connections",
        "read:network_acls",
        "read:log_streams",
    ]);
    let reader = stage.reader(Share::FULL);
    let mut everything = String::new();
    let lists = [
        reader.list_clients(&mut |_| {}).await,
        reader.client_grants().await,
        reader.resource_servers().await,
        reader.tenant_settings().await,
        reader.identity_connections().await,
        reader.network_acls().await,
        reader.log_streams().await,
    ];
    for list in lists {
        for item in list.items() {
            everything.push_str(&String::from_utf8(item.canonical()).unwrap());
        }
    }
    let first = reader.oldest_log(&rules()).await.unwrap().unwrap();
    for row in read_forward(&reader, &first.log_id).await {
        everything.push_str(std::str::from_utf8(&row.raw).unwrap());
        write!(everything, "{row:?}").unwrap();
    }
    for canary in canaries {
        let found = everything.find(&canary).map(|at| &everything[at.saturating_sub(300)..at]);
        assert_eq!(found, None, "{canary}");
    }
}
