//! The demo's cast.

use std::collections::HashMap;

use simulator::{Clock, Settings, Tenant};

use super::{DAY_MS, MINUTE_MS, NOW_MS, Visitor};

#[tokio::test]
async fn the_cast_has_214_clients_of_which_61_are_third_party() {
    let visitor = Visitor::new(Settings::demo()).await;
    let rows = visitor.get("/api/v2/clients?page=0&per_page=1&include_totals=true").await;
    // the visitor's own client comes on top
    assert_eq!(rows.body["total"], 214 + 1);
    let third =
        visitor.get("/api/v2/clients?page=0&per_page=1&include_totals=true&is_first_party=false").await;
    assert_eq!(third.body["total"], 61);
}

#[tokio::test]
async fn ninety_days_of_the_cast_are_between_forty_and_eighty_thousand_rows() {
    let clock = Clock::starting_at(NOW_MS);
    let tenant = Tenant::start(Settings::demo(), clock).await.unwrap();
    let mut kinds: HashMap<String, usize> = HashMap::new();
    for row in tenant.journal().rows(NOW_MS - 90 * DAY_MS, NOW_MS) {
        *kinds.entry(row.event_type).or_default() += 1;
    }
    let total: usize = kinds.values().sum();
    assert!((40_000..80_000).contains(&total), "{total} {kinds:?}");
    for kind in ["seccft", "sertft", "seacft", "s", "ssa", "sede", "feccft", "fsa", "sapi"] {
        assert!(kinds.contains_key(kind), "{kind}");
    }
}

#[tokio::test]
async fn the_stories_are_told() {
    let visitor = Visitor::new(Settings::demo()).await;
    let journal = visitor.tenant.journal();
    let clients: HashMap<String, simulator::ClientTruth> =
        journal.clients().into_iter().map(|client| (client.name.clone(), client)).collect();
    let id = |name: &str| clients[name].client_id.clone();
    let since = |name: &str| journal.uses(&id(name)).last().map(|one| (NOW_MS - one.at_ms) / DAY_MS);
    assert!((60..=66).contains(&since("Quality Measures Export").unwrap()));
    assert_eq!(since("Data Lake Backfill"), Some(30));
    assert_eq!(since("Claims Intake Agent"), Some(0));
    assert_eq!(since("HL7 Replay Tool"), None);
    assert!((1..=2).contains(&since("Radiology PACS Bridge").unwrap()));
    let refused = visitor
        .get(&format!(
            "/api/v2/logs?q=client_id:%22{}%22%20AND%20type:feccft&per_page=100&page=5",
            id("Radiology PACS Bridge")
        ))
        .await;
    assert_eq!(refused.rows().len(), 100, "refused every few minutes");
    let flood: Vec<i64> =
        (1..=19).map(|number| clients[&format!("MCP Inspector {number}")].created_at_ms).collect();
    assert!(flood[18] - flood[0] <= 11 * MINUTE_MS);
    let intake =
        visitor.get(&format!("/api/v2/clients/{}?fields=callbacks", id("Claims Intake Agent"))).await;
    assert!(intake.body["callbacks"].to_string().contains('\u{435}'));
    assert!(id("Claims Intake Agent").starts_with("tpc_4Qm") && id("Claims Intake Agent").ends_with("AgM"));
    let used = journal
        .clients()
        .iter()
        .filter(|client| {
            journal.uses(&client.client_id).last().is_some_and(|one| one.at_ms >= NOW_MS - 30 * DAY_MS)
        })
        .count();
    assert!((160..=180).contains(&used), "{used}");
}

#[tokio::test]
async fn a_demo_played_from_the_past_tells_its_stories_at_their_time() {
    let clock = Clock::starting_at(NOW_MS - 90 * DAY_MS);
    let settings = Settings { present_ms: Some(NOW_MS), ..Settings::demo() };
    let tenant = Tenant::start(settings, clock.clone()).await.unwrap();
    let early = tenant.journal().clients().len();
    clock.set(NOW_MS);
    let clients = tenant.journal().clients();
    assert!(clients.len() > early + 30);
    assert_eq!(clients.iter().filter(|client| client.deleted_at_ms.is_none()).count(), 214);
    let rows = tenant.journal().rows(NOW_MS - 90 * DAY_MS, NOW_MS).count();
    let twin = Tenant::start(Settings::demo(), Clock::starting_at(NOW_MS)).await.unwrap();
    assert_eq!(
        rows,
        twin.journal().rows(NOW_MS - 90 * DAY_MS, NOW_MS).count(),
        "played or not, the same happened"
    );
}

#[tokio::test]
async fn the_partner_tenant_is_small_and_keeps_one_day() {
    let visitor = Visitor::new(Settings::demo_partner()).await;
    let oldest = visitor.get("/api/v2/logs?sort=date:1&per_page=1").await;
    let date = oldest.rows()[0]["date"].as_str().unwrap();
    assert!(date.starts_with("2026-11-19T"), "{date}");
}
