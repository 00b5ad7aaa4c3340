//! Tokens, scopes, rate limits and the smaller endpoints.

use serde_json::json;
use simulator::{Clock, Plan, Settings, Tenant};

use super::{DAY_MS, NOW_MS, Visitor};

#[tokio::test]
async fn a_token_is_given_for_form_json_and_basic() {
    let visitor = Visitor::new(Settings::default()).await;
    let client = visitor.tenant.management_client();
    let audience = format!("https://{}/api/v2/", visitor.tenant.domain());
    let body = json!({
        "grant_type": "client_credentials", "client_id": client.client_id, "client_secret": client.client_secret,
        "audience": audience,
    });
    let answer = visitor.call("POST", "/oauth/token", &body).await;
    assert_eq!((answer.status, answer.body["expires_in"].as_i64()), (200, Some(86_400)));
    assert_eq!(answer.body["scope"].as_str().unwrap().split(' ').count(), 8);
    let url = format!("{}/oauth/token", visitor.tenant.base_url());
    let basic = visitor
        .http
        .post(url)
        .basic_auth(&client.client_id, Some(&client.client_secret))
        .form(&[("grant_type", "client_credentials"), ("audience", &audience)]);
    assert_eq!(visitor.send(basic).await.status, 200);
}

#[tokio::test]
async fn wrong_secrets_and_bogus_codes_are_told_apart_and_logged_as_failures() {
    let visitor = Visitor::new(Settings::default()).await;
    let id = visitor
        .tenant
        .edit()
        .create_client(&json!({"name": "Web", "app_type": "regular_web", "client_secret": "right"}));
    let ask = |secret: &'static str, id: String| {
        let visitor = &visitor;
        async move {
            let members = [
                ("grant_type", "authorization_code"),
                ("client_id", id.as_str()),
                ("client_secret", secret),
                ("code", "bogus"),
                ("redirect_uri", "https://x.example/"),
            ];
            visitor.post_form("/oauth/token", &members).await
        }
    };
    let wrong = ask("wrong", id.clone()).await;
    assert_eq!((wrong.status, wrong.body["error"].as_str()), (401, Some("access_denied")));
    let right = ask("right", id.clone()).await;
    assert_eq!((right.status, right.body["error"].as_str()), (403, Some("invalid_grant")));
    let rows = visitor.get(&format!("/api/v2/logs?q=client_id:%22{id}%22%20AND%20type:feacft")).await;
    assert_eq!(rows.rows().len(), 2);
    assert!(visitor.tenant.journal().uses(&id).is_empty(), "a failure is no use");
}

#[tokio::test]
async fn the_old_secret_works_for_the_overlap_only() {
    let visitor = Visitor::new(Settings { secret_overlap_ms: 30_000, ..Settings::default() }).await;
    let client = visitor.tenant.management_client_with(&["read:logs"]);
    assert!(visitor.tenant.edit().rotate_secret(&client.client_id).is_some());
    let audience = format!("https://{}/api/v2/", visitor.tenant.domain());
    let members = [
        ("grant_type", "client_credentials"),
        ("client_id", client.client_id.as_str()),
        ("client_secret", client.client_secret.as_str()),
        ("audience", audience.as_str()),
    ];
    assert_eq!(visitor.post_form("/oauth/token", &members).await.status, 200);
    visitor.clock.advance(30_000);
    assert_eq!(visitor.post_form("/oauth/token", &members).await.status, 401);
}

#[tokio::test]
async fn missing_foreign_and_expired_tokens_are_401() {
    let mut visitor = Visitor::new(Settings::default()).await;
    let good = visitor.token.clone();
    visitor.token = "nonsense".into();
    assert_eq!(visitor.get("/api/v2/clients").await.status, 401);
    visitor.token = good;
    assert_eq!(visitor.get("/api/v2/clients").await.status, 200);
    visitor.clock.advance(DAY_MS);
    assert_eq!(visitor.get("/api/v2/clients").await.status, 401);
    let other = Settings { canonical_domain: Some("other.eu.auth0.com".into()), ..Settings::default() };
    let foreign = Visitor::new(other).await;
    visitor.token = foreign.token;
    assert_eq!(visitor.get("/api/v2/clients").await.status, 401);
}

#[tokio::test]
async fn the_rate_limit_is_told_in_headers_and_ends_with_time() {
    let mut visitor = Visitor::new(Settings { plan: Plan::Free, ..Settings::default() }).await;
    let first = visitor.get("/api/v2/tenants/settings").await;
    assert_eq!((first.header("x-ratelimit-limit"), first.header("x-ratelimit-remaining")), ("2", "1"));
    visitor.get("/api/v2/logs").await;
    let refused = visitor.get("/api/v2/clients?page=0").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
    assert_eq!(refused.body["errorCode"], "too_many_requests");
    let reset: i64 = refused.header("x-ratelimit-reset").parse().unwrap();
    assert!((NOW_MS / 1_000..=NOW_MS / 1_000 + 2).contains(&reset));
    visitor.clock.advance(1_000);
    assert_eq!(visitor.get("/api/v2/clients?page=0").await.status, 200);
    let calls = visitor.tenant.call_counts()[&simulator::Endpoint::Clients];
    assert_eq!((calls.answered, calls.refused), (1, 1));
    visitor.tenant.edit().set_plan(Plan::Unlimited);
    visitor.sign_in(&["read:logs"]).await;
    assert_eq!(visitor.get("/api/v2/logs").await.header("x-ratelimit-limit"), "");
}

#[tokio::test]
async fn the_smaller_endpoints_answer_in_their_documented_shapes() {
    let visitor = Visitor::new(Settings::default()).await;
    let apis = visitor.get("/api/v2/resource-servers?page=0&per_page=50&include_totals=true").await.body;
    assert_eq!(apis["resource_servers"][0]["is_system"], true);
    assert!(apis["resource_servers"][1]["token_lifetime"].is_number());
    let identifier =
        apis["resource_servers"][1]["identifier"].as_str().unwrap().replace(':', "%3A").replace('/', "%2F");
    assert_eq!(visitor.get(&format!("/api/v2/resource-servers/{identifier}")).await.status, 200);
    let grants = visitor.get("/api/v2/client-grants?take=10").await.body;
    assert_eq!(grants["client_grants"].as_array().unwrap().len(), 10);
    assert!(grants["next"].is_string());
    let connections =
        visitor.get("/api/v2/connections?page=0&fields=id,name,strategy,is_domain_connection").await;
    assert!(connections.rows().iter().all(|row| row.as_object().unwrap().len() == 4));
    assert_eq!(visitor.get("/api/v2/network-acls?page=0&include_totals=true").await.body["total"], 1);
    assert_eq!(visitor.get("/api/v2/log-streams").await.rows().len(), 1);
    assert_eq!(visitor.get("/api/v2/tenants/settings?fields=flags").await.body.as_object().unwrap().len(), 1);
    let discovery = visitor.get("/.well-known/openid-configuration").await.body;
    assert!(discovery["token_endpoint"].as_str().unwrap().starts_with(visitor.tenant.base_url()));
    assert_eq!(visitor.get("/api/v2/nowhere").await.status, 404);
}

#[tokio::test]
async fn the_date_header_shows_the_tenants_time_and_can_be_skewed() {
    let visitor = Visitor::new(Settings::default()).await;
    assert_eq!(visitor.get("/api/v2/log-streams").await.header("date"), "Fri, 20 Nov 2026 14:00:00 GMT");
    visitor.tenant.edit().skew_date_header(3_600_000);
    assert_eq!(visitor.get("/api/v2/log-streams").await.header("date"), "Fri, 20 Nov 2026 15:00:00 GMT");
}

#[tokio::test]
async fn tls_is_trusted_by_the_ca_made_at_start() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let tenant = Tenant::start(Settings { tls: true, ..Settings::default() }, Clock::starting_at(NOW_MS))
        .await
        .unwrap();
    let root = reqwest::Certificate::from_pem(tenant.ca_pem().unwrap().as_bytes()).unwrap();
    let url = format!("{}/.well-known/openid-configuration", tenant.base_url());
    let trusting = reqwest::Client::builder().no_proxy().tls_certs_only([root]).build().unwrap();
    assert_eq!(trusting.get(&url).send().await.unwrap().status(), 200);
    let path = tenant.ca_file().unwrap().to_owned();
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("-----BEGIN CERTIFICATE"));
    tenant.stop().await;
    assert!(!path.exists());
}
