//! Listing, reading and changing clients.

use std::collections::HashSet;

use serde_json::json;
use simulator::{ListOrder, OverCap, PageCap, Plan, Settings};

use super::Visitor;

#[tokio::test]
async fn both_pagings_list_every_client_once() {
    let visitor = Visitor::new(Settings { clients: 230, ..Settings::default() }).await;
    let truth: HashSet<String> =
        visitor.tenant.journal().clients().into_iter().map(|client| client.client_id).collect();
    let mut offset = HashSet::new();
    for page in 0.. {
        let answer =
            visitor.get(&format!("/api/v2/clients?page={page}&per_page=100&include_totals=true")).await;
        assert_eq!(answer.body["total"], truth.len());
        let rows = answer.body["clients"].as_array().unwrap().clone();
        for row in &rows {
            assert!(offset.insert(row["client_id"].as_str().unwrap().to_owned()));
        }
        if answer.body["start"].as_u64().unwrap() + rows.len() as u64 >= truth.len() as u64 {
            break;
        }
    }
    let mut checkpoint = HashSet::new();
    let mut from = String::new();
    loop {
        let answer = visitor.get(&format!("/api/v2/clients?take=50{from}")).await;
        for row in answer.body["clients"].as_array().unwrap() {
            assert!(checkpoint.insert(row["client_id"].as_str().unwrap().to_owned()));
        }
        let Some(next) = answer.body["next"].as_str() else { break };
        from = format!("&from={next}");
    }
    assert_eq!(offset, truth);
    assert_eq!(checkpoint, truth);
}

#[tokio::test]
async fn offset_paging_ends_at_a_thousand_records() {
    let visitor = Visitor::new(Settings { clients: 1_200, ..Settings::default() }).await;
    assert_eq!(visitor.get("/api/v2/clients?page=9&per_page=100").await.rows().len(), 100);
    let beyond = visitor.get("/api/v2/clients?page=10&per_page=100").await;
    assert_eq!((beyond.status, beyond.body["errorCode"].as_str()), (400, Some("invalid_paging")));
}

#[tokio::test]
async fn a_page_above_the_cap_is_refused_or_clamped() {
    let visitor = Visitor::new(Settings { clients: 80, ..Settings::default() }).await;
    visitor.tenant.edit().set_page_cap(PageCap { limit: 50, over: OverCap::Refuse });
    assert_eq!(visitor.get("/api/v2/clients?page=0&per_page=100").await.status, 400);
    visitor.tenant.edit().set_page_cap(PageCap { limit: 50, over: OverCap::Clamp });
    let clamped = visitor.get("/api/v2/clients?page=0&per_page=100&include_totals=true").await;
    assert_eq!(clamped.body["limit"], 50);
    assert_eq!(clamped.body["clients"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_server_without_checkpoint_paging_refuses_take() {
    let visitor = Visitor::new(Settings { checkpoint_clients: false, ..Settings::default() }).await;
    assert_eq!(visitor.get("/api/v2/clients?take=50").await.status, 400);
}

#[tokio::test]
async fn scopes_decide_which_members_are_seen() {
    let mut visitor = Visitor::new(Settings::default()).await;
    let client_id = visitor.tenant.edit().create_client(
        &json!({"name": "X", "app_type": "regular_web", "callbacks": ["https://x.example/cb"]}),
    );
    let path = format!("/api/v2/clients/{client_id}");
    let seen = visitor.get(&path).await.body;
    assert_eq!(seen["callbacks"], json!(["https://x.example/cb"]));
    assert!(seen.get("client_secret").is_none() && seen.get("signing_keys").is_none());
    visitor.sign_in(&["read:client_summary"]).await;
    let summary = visitor.get(&path).await.body;
    let members: Vec<&String> = summary.as_object().unwrap().keys().collect();
    assert_eq!(members, ["name", "client_id", "app_type"]);
    visitor.sign_in(&["read:client_keys"]).await;
    assert!(visitor.get(&path).await.body["client_secret"].is_string());
    visitor.sign_in(&["read:logs"]).await;
    let refused = visitor.get(&path).await;
    assert_eq!((refused.status, refused.body["errorCode"].as_str()), (403, Some("insufficient_scope")));
    assert!(refused.body["message"].as_str().unwrap().contains("expected any of: read:clients,"));
}

#[tokio::test]
async fn fields_include_and_exclude_members() {
    let visitor = Visitor::new(Settings::default()).await;
    let only = visitor.get("/api/v2/clients?page=0&fields=client_id,name").await;
    assert!(only.rows().iter().all(|row| row.as_object().unwrap().len() == 2));
    let without = visitor.get("/api/v2/clients?page=0&fields=callbacks&include_fields=false").await;
    assert!(without.rows().iter().all(|row| row.get("callbacks").is_none() && row.get("name").is_some()));
}

#[tokio::test]
async fn the_global_client_is_listed_unless_filtered_out() {
    let visitor = Visitor::new(Settings::default()).await;
    let count = |answer: &super::Answer| answer.rows().iter().filter(|row| row["global"] == true).count();
    assert_eq!(count(&visitor.get("/api/v2/clients?page=0").await), 1);
    assert_eq!(count(&visitor.get("/api/v2/clients?page=0&is_global=false").await), 0);
}

#[tokio::test]
async fn writes_answer_with_their_status_and_leave_their_row() {
    let scopes = [
        "create:clients",
        "update:clients",
        "update:client_keys",
        "delete:clients",
        "read:clients",
        "read:logs",
    ];
    let visitor = Visitor::with_scopes(Settings::default(), &scopes).await;
    let made = visitor
        .call("POST", "/api/v2/clients", &json!({"name": "Made", "app_type": "non_interactive"}))
        .await;
    assert_eq!(made.status, 201);
    assert_eq!(made.body["grant_types"][1], "implicit", "the documented defaults");
    let id = made.body["client_id"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/clients/{id}");
    let patched = visitor.call("PATCH", &path, &json!({"callbacks": ["https://a.example/"]})).await;
    assert_eq!((patched.status, &patched.body["callbacks"]), (200, &json!(["https://a.example/"])));
    let rotated = visitor.call("POST", &format!("{path}/rotate-secret"), &json!({})).await;
    assert_ne!(rotated.body["client_secret"], made.body["client_secret"]);
    assert_eq!(
        visitor.call("PATCH", &path, &json!({"third_party_security_mode": "strict"})).await.status,
        400
    );
    assert_eq!(visitor.call("DELETE", &path, &json!({})).await.status, 204);
    assert_eq!(visitor.get(&path).await.body["errorCode"], "inexistent_client");
    let rows = visitor.get("/api/v2/logs?q=type:sapi&sort=date:1").await;
    let told: Vec<(&str, &str)> = rows
        .rows()
        .iter()
        .filter(|row| row["details"]["request"]["channel"] == "api")
        .map(|row| {
            (row["details"]["request"]["method"].as_str().unwrap(), row["description"].as_str().unwrap())
        })
        .collect();
    let expected = [
        ("post", "Create a client"),
        ("patch", "Update a client"),
        ("post", "Rotate a client secret"),
        ("delete", "Delete a client"),
    ];
    assert_eq!(told, expected);
    let text = rows.body.to_string();
    assert!(!text.contains(made.body["client_secret"].as_str().unwrap()));
    assert!(!text.contains(rotated.body["client_secret"].as_str().unwrap()));
}

#[tokio::test]
async fn a_chosen_secret_is_redacted_in_the_log_unless_switched_off() {
    for redact in [true, false] {
        let settings = Settings { redact_request_secrets: redact, ..Settings::default() };
        let visitor =
            Visitor::with_scopes(settings, &["update:client_keys", "update:clients", "read:logs"]).await;
        let id = visitor.tenant.edit().create_client(&json!({"name": "X"}));
        let secret = "a-secret-that-somebody-chose-himself-0123456789";
        let patched =
            visitor.call("PATCH", &format!("/api/v2/clients/{id}"), &json!({"client_secret": secret})).await;
        assert_eq!(patched.status, 200);
        let logged = visitor.get("/api/v2/logs?q=type:sapi").await.body.to_string();
        assert_eq!(logged.contains(secret), !redact);
    }
}

#[tokio::test]
async fn the_dashboards_patch_logs_the_whole_form() {
    let visitor = Visitor::new(Settings::default()).await;
    let id = visitor.tenant.edit().create_client(&json!({"name": "X", "callbacks": ["https://x.example/"]}));
    assert!(visitor.tenant.edit().patch_client(&id, &json!({"description": "changed"})));
    let rows = visitor.get("/api/v2/logs?q=type:sapi%20AND%20description:%22Update%20a%20client%22").await;
    let body = &rows.rows()[0]["details"]["request"]["body"];
    assert_eq!(body["callbacks"], json!(["https://x.example/"]));
    assert_eq!(body["description"], "changed");
    assert_eq!(rows.rows()[0]["client_name"], "");
}

#[tokio::test]
async fn the_plan_limits_the_number_of_clients_when_asked_to() {
    let settings = Settings { clients: 9, plan: Plan::Free, entity_limits: true, ..Settings::default() };
    let visitor = Visitor::with_scopes(settings, &["create:clients"]).await;
    let refused = visitor.call("POST", "/api/v2/clients", &json!({"name": "One too many"})).await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn the_listing_order_can_put_new_clients_anywhere() {
    for order in [ListOrder::Created, ListOrder::Newest, ListOrder::Scattered] {
        let visitor = Visitor::new(Settings { list_order: order, clients: 40, ..Settings::default() }).await;
        let id = visitor.tenant.edit().create_client(&json!({"name": "New"}));
        let rows = visitor.get("/api/v2/clients?page=0&per_page=100").await;
        let place = rows.rows().iter().position(|row| row["client_id"] == id.as_str()).unwrap();
        match order {
            ListOrder::Created => assert_eq!(place, rows.rows().len() - 1),
            ListOrder::Newest => assert_eq!(place, 0),
            ListOrder::Scattered => assert!(place < rows.rows().len()),
        }
    }
}

#[tokio::test]
async fn registration_makes_a_strict_client_and_its_row() {
    let visitor = Visitor::new(Settings::default()).await;
    let body = json!({"client_name": "Agent", "redirect_uris": ["https://a.example/cb"], "token_endpoint_auth_method": "none"});
    let closed = visitor.call("POST", "/oidc/register", &body).await;
    assert_eq!(
        (closed.status, closed.body["message"].as_str()),
        (400, Some("dynamic client registration is disabled"))
    );
    visitor.tenant.edit().change_settings(&json!({"flags": {"enable_dynamic_client_registration": true}}));
    let made = visitor.call("POST", "/oidc/register", &body).await;
    assert_eq!(made.status, 200);
    let id = made.body["client_id"].as_str().unwrap();
    assert!(id.starts_with("tpc_") && made.body.get("client_secret").is_none());
    let client = visitor.get(&format!("/api/v2/clients/{id}")).await.body;
    assert_eq!(
        (client["external_metadata_type"].as_str(), client["is_first_party"].as_bool()),
        (Some("dcr"), Some(false))
    );
    let rows = visitor.get("/api/v2/logs?q=description:%22Dynamic%20client%20registration%22").await;
    assert_eq!(rows.rows()[0]["details"]["response"]["body"]["client_id"], id);
}
