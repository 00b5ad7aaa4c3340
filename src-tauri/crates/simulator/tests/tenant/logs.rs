//! The log in both modes.

use serde_json::{Value, json};
use simulator::{LagModel, Population, ScriptedClient, ScriptedEvent, Settings};

use super::{DAY_MS, MINUTE_MS, NOW_MS, Visitor};

/// One client with these events, given in milliseconds before the present.
fn script(events: &[(i64, &str)]) -> Settings {
    let client = ScriptedClient {
        client: json!({"client_id": "scripted", "name": "Scripted"}),
        created_at_ms: NOW_MS - 100 * DAY_MS,
        events: events.iter().map(|(before, kind)| ScriptedEvent::new(NOW_MS - before, kind)).collect(),
        ..ScriptedClient::default()
    };
    Settings {
        population: Population::Scripted(vec![client]),
        retention_days: Some(10),
        ..Settings::default()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Follows `Link` from the oldest row to the end; gives the ids in order.
async fn follow(visitor: &Visitor, take: usize) -> Vec<String> {
    let first = visitor.get("/api/v2/logs?sort=date:1&per_page=1").await;
    let mut ids = vec![text(&first.rows()[0]["log_id"])];
    let mut path = format!("/api/v2/logs?from={}&take={take}", ids[0]);
    loop {
        let page = visitor.get(&path).await;
        let link = page.header("link").to_owned();
        let next = link.trim_start_matches('<').split('>').next().unwrap();
        path = next.strip_prefix(visitor.tenant.base_url()).unwrap().to_owned();
        if page.rows().is_empty() {
            assert!(path.contains(ids.last().unwrap()), "an empty page keeps its place");
            return ids;
        }
        ids.extend(page.rows().iter().map(|row| text(&row["log_id"])));
    }
}

#[tokio::test]
async fn checkpoint_mode_gives_every_row_once_in_id_order() {
    let settings = Settings { clients: 60, reorder: true, retention_days: Some(10), ..Settings::default() };
    let visitor = Visitor::new(settings).await;
    visitor.clock.advance(10_000);
    let ids = follow(&visitor, 100).await;
    assert!(ids.len() > 300, "{}", ids.len());
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    let now_ms = visitor.clock.now_ms();
    let truth: Vec<String> = visitor
        .tenant
        .journal()
        .rows(now_ms - 10 * DAY_MS, now_ms + 1)
        .filter(|row| row.visible_at_ms <= now_ms)
        .map(|row| row.log_id)
        .filter(|id| *id >= ids[0])
        .collect();
    assert_eq!(ids, truth);
}

#[tokio::test]
async fn ids_carry_ingestion_so_their_order_differs_from_the_dates() {
    let settings = Settings { clients: 300, reorder: true, ..Settings::default() };
    let visitor = Visitor::new(settings).await;
    let rows: Vec<(String, i64)> = visitor
        .tenant
        .journal()
        .rows(NOW_MS - 5 * DAY_MS, NOW_MS)
        .map(|row| (row.log_id, row.date_ms))
        .collect();
    assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(rows.windows(2).any(|pair| pair[0].1 > pair[1].1));
}

#[tokio::test]
async fn a_row_is_read_after_its_lag_though_its_id_is_old() {
    let mut settings = script(&[(0, "seccft"), (2 * DAY_MS, "seccft")]);
    settings.log_lag = LagModel::Late { max_ms: 0, late_permille: 1_000, late_ms: 30 * MINUTE_MS };
    let visitor = Visitor::new(settings).await;
    let truth: Vec<_> = visitor.tenant.journal().uses("scripted");
    let (last, visible) = (&truth[1], truth[1].visible_at_ms);
    assert!(visible > NOW_MS);
    assert_eq!(visitor.get("/api/v2/logs?q=client_id:scripted").await.rows().len(), 1);
    assert_eq!(visitor.get(&format!("/api/v2/logs/{}", last.log_id)).await.status, 404);
    visitor.clock.set(visible);
    assert_eq!(visitor.get("/api/v2/logs?q=client_id:scripted").await.rows().len(), 2);
    let row = visitor.get(&format!("/api/v2/logs/{}", last.log_id)).await;
    assert_eq!((row.status, row.body["type"].as_str()), (200, Some("seccft")));
}

#[tokio::test]
async fn rows_older_than_the_retention_are_gone_and_an_aged_checkpoint_begins_at_the_oldest() {
    let visitor =
        Visitor::new(script(&[(11 * DAY_MS, "seccft"), (9 * DAY_MS, "seacft"), (DAY_MS, "s")])).await;
    let aged = visitor.tenant.journal().uses("scripted")[0].log_id.clone();
    let rows = visitor.get(&format!("/api/v2/logs?from={aged}&take=100")).await;
    let kinds: Vec<String> = rows.rows().iter().map(|row| text(&row["type"])).collect();
    assert_eq!(kinds[..2], ["seacft", "s"]);
    visitor.clock.advance(2 * DAY_MS);
    let mut visitor = visitor;
    visitor.sign_in(&["read:logs"]).await;
    assert_eq!(visitor.get("/api/v2/logs?q=client_id:scripted").await.rows().len(), 1);
}

#[tokio::test]
async fn search_reaches_a_thousand_rows_and_its_total_is_the_page() {
    let events: Vec<(i64, &str)> = (1..1_200).map(|index| (index * MINUTE_MS, "seccft")).collect();
    let visitor = Visitor::new(script(&events)).await;
    let last = visitor.get("/api/v2/logs?q=type:seccft&page=9&per_page=100&include_totals=true").await.body;
    assert_eq!((last["total"].as_i64(), last["logs"].as_array().unwrap().len()), (Some(100), 100));
    let beyond = visitor.get("/api/v2/logs?q=type:seccft&page=10&per_page=100").await;
    assert_eq!((beyond.status, beyond.body["errorCode"].as_str()), (400, Some("invalid_paging")));
    assert_eq!(visitor.get("/api/v2/logs?per_page=101").await.status, 400);
    assert_eq!(visitor.get("/api/v2/logs?q=date:%5Bx").await.status, 400);
}

#[tokio::test]
async fn search_sorts_by_date_and_slices_by_date() {
    let events = [(3 * DAY_MS, "seccft"), (2 * DAY_MS, "seacft"), (DAY_MS, "sertft"), (MINUTE_MS, "ssa")];
    let visitor = Visitor::new(script(&events)).await;
    let kinds = async |path: &str| -> Vec<String> {
        visitor.get(path).await.rows().iter().map(|row| text(&row["type"])).collect()
    };
    let client = "/api/v2/logs?q=client_id:%22scripted%22";
    assert_eq!(kinds(client).await, ["ssa", "sertft", "seacft", "seccft"]);
    assert_eq!(kinds(&format!("{client}&sort=date:1")).await, ["seccft", "seacft", "sertft", "ssa"]);
    let slice = format!("{client}%20AND%20date:%5B2026-11-18%20TO%202026-11-19%5D");
    assert_eq!(kinds(&slice).await, ["sertft", "seacft"]);
    let either = format!("{client}%20AND%20type:(seccft%20OR%20ssa)&fields=type,date");
    let rows = visitor.get(&either).await;
    assert!(rows.rows().iter().all(|row| row.as_object().unwrap().len() == 2));
    assert_eq!(rows.rows().len(), 2);
}

#[tokio::test]
async fn rows_lack_the_columns_that_real_rows_lack() {
    let events = [(5_000, "seccft"), (4_000, "seacft"), (3_000, "ssa"), (2_000, "f"), (1_000, "fsa")];
    let visitor = Visitor::new(script(&events)).await;
    let rows = visitor.get("/api/v2/logs?q=date:%5B2026-11-20T13:59:00%20TO%20*%5D%20AND%20type:(seccft%20OR%20seacft%20OR%20ssa%20OR%20f%20OR%20fsa)&sort=date:1").await;
    let rows: Vec<&Value> =
        rows.rows().iter().filter(|row| row["client_name"] != "Another management client").collect();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.get("environment_name").is_none()));
    assert!(rows[0]["audience"].is_string() && rows[1].get("audience").is_none());
    assert!(rows[2].get("description").is_none());
    assert!(rows[3].get("client_id").is_none());
    assert_eq!(rows[3]["details"]["error"]["payload"]["client"]["clientID"], "scripted");
    assert!(rows[4].get("client_name").is_none());
    assert!(rows.iter().all(|row| row["_id"] == row["log_id"] && row["isMobile"] == false));
}

#[tokio::test]
async fn a_link_that_goes_back_delivers_a_row_twice_and_still_ends() {
    let settings =
        Settings { clients: 60, duplicates_permille: 1_000, retention_days: Some(5), ..Settings::default() };
    let visitor = Visitor::new(settings).await;
    let first = visitor.get("/api/v2/logs?sort=date:1&per_page=1").await;
    let from = text(&first.rows()[0]["log_id"]);
    let page = visitor.get(&format!("/api/v2/logs?from={from}&take=10")).await;
    let next = text(&page.rows()[8]["log_id"]);
    assert!(page.header("link").contains(&next));
}

#[tokio::test]
async fn reading_secrets_is_logged_as_use_by_the_reader() {
    let mut visitor = Visitor::with_scopes(Settings::default(), &["read:client_keys"]).await;
    visitor.get("/api/v2/clients?page=0&fields=client_id,name").await;
    let reader = visitor.tenant.management_client_with(&["read:client_keys"]);
    visitor.get("/api/v2/clients?page=0&per_page=3").await;
    visitor.sign_in(&["read:logs"]).await;
    let rows = visitor.get("/api/v2/logs?q=type:mgmt_api_read").await;
    assert_eq!(rows.rows().len(), 1);
    assert_eq!(rows.rows()[0]["details"]["accessedSecrets"], json!(["client_secret"]));
    assert_ne!(rows.rows()[0]["client_id"], reader.client_id.as_str());
    let caller = text(&rows.rows()[0]["client_id"]);
    assert!(visitor.tenant.journal().uses(&caller).iter().any(|one| one.event_type == "mgmt_api_read"));
}
