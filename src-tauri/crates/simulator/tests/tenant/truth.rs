//! The ground-truth journal, scripted lives, canaries.

use serde_json::{Value, json};
use simulator::{Clock, Population, ScriptedClient, ScriptedEvent, Settings, Tenant};

use super::{DAY_MS, NOW_MS, Visitor};

#[tokio::test]
async fn two_lives_of_one_id_are_kept_apart() {
    let life = |from: i64, to: Option<i64>, used: i64| ScriptedClient {
        client: json!({"client_id": "phoenix", "name": "Phoenix"}),
        created_at_ms: NOW_MS - from * DAY_MS,
        deleted_at_ms: to.map(|to| NOW_MS - to * DAY_MS),
        events: vec![
            ScriptedEvent::new(NOW_MS - used * DAY_MS, "seccft"),
            ScriptedEvent::new(NOW_MS - 9 * DAY_MS, "seccft"),
        ],
        ..ScriptedClient::default()
    };
    let settings = Settings {
        population: Population::Scripted(vec![life(40, Some(10), 20), life(8, None, 3)]),
        ..Settings::default()
    };
    let visitor = Visitor::new(settings).await;
    let journal = visitor.tenant.journal();
    assert_eq!(journal.incarnations("phoenix").len(), 2);
    assert!(journal.existed_at("phoenix", NOW_MS - 15 * DAY_MS));
    assert!(!journal.existed_at("phoenix", NOW_MS - 9 * DAY_MS));
    let uses: Vec<i64> = journal.uses("phoenix").iter().map(|one| (NOW_MS - one.at_ms) / DAY_MS).collect();
    assert_eq!(uses, [20, 3], "nothing happens between the lives");
    assert_eq!(journal.last_use_before("phoenix", NOW_MS - 3 * DAY_MS).unwrap().at_ms, NOW_MS - 20 * DAY_MS);
    let rows = visitor.get("/api/v2/logs?q=description:%22Create%20a%20client%22").await;
    assert_eq!(rows.rows().len(), 1, "the first creation is older than the log");
}

#[tokio::test]
async fn clients_come_and_go_when_the_clock_reaches_their_time() {
    let client = ScriptedClient {
        client: json!({"client_id": "later", "name": "Later"}),
        created_at_ms: NOW_MS + DAY_MS / 4,
        deleted_at_ms: Some(NOW_MS + DAY_MS / 2),
        ..ScriptedClient::default()
    };
    let visitor =
        Visitor::new(Settings { population: Population::Scripted(vec![client]), ..Settings::default() })
            .await;
    assert_eq!(visitor.get("/api/v2/clients/later").await.status, 404);
    assert!(visitor.tenant.journal().incarnations("later").is_empty());
    visitor.clock.advance(DAY_MS / 4);
    assert_eq!(visitor.get("/api/v2/clients/later").await.status, 200);
    visitor.clock.advance(DAY_MS / 4);
    assert_eq!(visitor.get("/api/v2/clients/later").await.status, 404);
    let told = visitor.get("/api/v2/logs?q=type:sapi&sort=date:1").await;
    let descriptions: Vec<&str> = told.rows().iter().filter_map(|row| row["description"].as_str()).collect();
    assert_eq!(descriptions, ["Create a client", "Delete a client"]);
}

#[tokio::test]
async fn the_journal_is_served_beside_the_api() {
    let visitor = Visitor::new(Settings::default()).await;
    let clients = visitor.get("/__journal/clients").await;
    assert_eq!(clients.rows().len(), visitor.tenant.journal().clients().len());
    let rows = visitor.get(&format!("/__journal/rows?from_ms={}&to_ms={NOW_MS}", NOW_MS - 3 * DAY_MS)).await;
    assert_eq!(rows.rows().len(), visitor.tenant.journal().rows(NOW_MS - 3 * DAY_MS, NOW_MS).count());
    let id = clients.rows()[5]["client_id"].as_str().unwrap().to_owned();
    let one = visitor.get(&format!("/__journal/clients/{id}")).await.body;
    assert_eq!(one["uses"].as_array().unwrap().len(), visitor.tenant.journal().uses(&id).len());
}

#[tokio::test]
async fn uses_agree_with_the_rows_that_are_uses() {
    let settings = Settings { clients: 80, days_of_history: 30, ..Settings::default() };
    let tenant = Tenant::start(settings, Clock::starting_at(NOW_MS)).await.unwrap();
    let journal = tenant.journal();
    let rows: Vec<_> = journal.rows(NOW_MS - 40 * DAY_MS, NOW_MS + 1).filter(|row| row.is_use).collect();
    let mut total = 0;
    for client in journal.clients() {
        let uses = journal.uses(&client.client_id);
        let own =
            rows.iter().filter(|row| row.client_id.as_deref() == Some(client.client_id.as_str())).count();
        assert_eq!(uses.len(), own, "{}", client.name);
        total += own;
    }
    assert_eq!(total, rows.len());
    assert!(total > 1_000);
}

#[tokio::test]
async fn canaries_stand_in_every_client_and_every_row() {
    let visitor = Visitor::new(Settings { clients: 40, ..Settings::default() }).await;
    visitor.tenant.edit().plant_canaries((0..1_000).map(|number| format!("canary-{number:04}-x")).collect());
    for path in [
        "/api/v2/clients?page=0&fields=client_id,name",
        "/api/v2/logs?per_page=100",
        "/api/v2/resource-servers?page=0",
        "/api/v2/connections?page=0",
        "/api/v2/log-streams",
    ] {
        let answer = visitor.get(path).await;
        assert!(answer.rows().iter().all(|row| row.to_string().contains("canary-")), "{path}");
    }
}

#[tokio::test]
async fn rows_can_be_emitted_and_injected() {
    let visitor = Visitor::new(Settings::default()).await;
    let edit = visitor.tenant.edit();
    let id = edit.create_client(&json!({"name": "X"}));
    let log_id = edit.emit(&id, "sertft", NOW_MS, Some(json!({"ip": "203.0.113.9"}))).unwrap();
    assert_eq!(visitor.get(&format!("/api/v2/logs/{log_id}")).await.body["ip"], "203.0.113.9");
    let odd = edit.inject_row(
        json!({"type": "some_new_type", "client_id": id, "date": "2026-11-20T13:00:00.000Z"}),
        None,
    );
    assert_eq!(visitor.get(&format!("/api/v2/logs/{odd}")).await.body["type"], "some_new_type");
    let late = edit.inject_row(json!({"type": "seccft", "client_id": id}), Some(NOW_MS + 1_000));
    assert_eq!(visitor.get(&format!("/api/v2/logs/{late}")).await.status, 404);
    visitor.clock.advance(1_000);
    assert_eq!(visitor.get(&format!("/api/v2/logs/{late}")).await.status, 200);
    let kinds: Vec<String> =
        visitor.tenant.journal().uses(&id).into_iter().map(|one| one.event_type).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&"sertft".to_owned()) && kinds.contains(&"seccft".to_owned()));
    let _: Value = json!(kinds);
}
