//! What is typed wrong or answered wrong: a clear refusal, and nothing is lost.

use acceptance::terminal::{connect, read_all, report, rollcall, run, sync};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rollcall::commands::connect::check_connection;
use rollcall::state::App;
use rollcall::views::connect::{CheckConnectionRequest, ReadinessState, TypedCredential};
use secrecy::SecretString;
use serde_json::{Value, json};
use simulator::{Clock, Endpoint, Fault, ManagementClient, Running, Settings, Tenant};
use std::path::Path;

async fn tenant() -> Running {
    Tenant::start(Settings { clients: 12, days_of_history: 5, ..Settings::default() }, Clock::real())
        .await
        .unwrap()
}

/// Clients with their verdicts, as the report has them.
fn rows(data: &Path) -> Vec<(String, Value)> {
    let report = report(data).unwrap();
    let rows: Vec<Value> = serde_json::from_str(report.success()).unwrap();
    let row =
        |row: &Value| (row["client_id"].as_str().unwrap_or_default().to_owned(), row["verdict"].clone());
    rows.iter().map(row).collect()
}

fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "no \"{word}\" in: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_domain_is_refused_and_nothing_is_saved() {
    let (tenant, data) = (tenant().await, tempfile::tempdir().unwrap());
    let us = tenant.management_client();
    let other = connect(data.path(), "another.eu.auth0.com", tenant.base_url(), &us).unwrap();
    has(other.refusal(), &["another.eu.auth0.com"]);
    let nowhere = connect(data.path(), "no-such-tenant.invalid", "", &us).unwrap();
    has(nowhere.refusal(), &["no server of this name"]);
    let nonsense = connect(data.path(), "two words", "", &us).unwrap();
    has(nonsense.refusal(), &["two words"]);
    assert_eq!(rows(data.path()), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_is_refused_and_never_repeated() {
    let (tenant, data) = (tenant().await, tempfile::tempdir().unwrap());
    let us = tenant.management_client();
    let wrong = ManagementClient { client_secret: "not-the-secret".into(), ..us.clone() };
    let told = connect(data.path(), tenant.domain(), tenant.base_url(), &wrong).unwrap();
    has(told.refusal(), &["secret"]);
    assert!(!told.err.contains("not-the-secret"), "{told:?}");

    read_all(data.path(), &tenant).unwrap();
    let before = rows(data.path());
    has(sync(data.path(), &wrong).unwrap().refusal(), &["kept"]);
    assert!(!before.is_empty());
    assert_eq!(rows(data.path()), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_secret_and_an_unknown_name_are_refused() {
    let data = tempfile::tempdir().unwrap();
    let nobody = ManagementClient { client_id: "x".into(), client_secret: String::new() };
    has(
        connect(data.path(), "acme.eu.auth0.com", "", &nobody).unwrap().refusal(),
        &["Standard input holds no secret"],
    );
    has(sync(data.path(), &nobody).unwrap().refusal(), &["Northmere", "rollcall connect"]);
    let report = run(rollcall(data.path()).unwrap().args(["report", "--connection", "Nobody"]), "").unwrap();
    has(report.refusal(), &["Nobody"]);
    let sync = run(rollcall(data.path()).unwrap().arg("sync"), "").unwrap();
    has(sync.refusal(), &["no connection to sync"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_connection_that_was_not_synced_is_named_in_one_line() {
    let (first, data) = (tenant().await, tempfile::tempdir().unwrap());
    let second =
        Tenant::start(Settings { clients: 12, ..Settings::demo_partner() }, Clock::real()).await.unwrap();
    let _ =
        connect(data.path(), first.domain(), first.base_url(), &first.management_client()).unwrap().success();
    let us = second.management_client();
    let mut command = rollcall(data.path()).unwrap();
    command.args(["connect", "--domain", second.domain(), "--base-url", second.base_url()]);
    command.args(["--name", "Lumen", "--client-id", &us.client_id]);
    let _ = run(&mut command, &us.client_secret).unwrap().success();
    let told = run(rollcall(data.path()).unwrap().arg("sync"), "").unwrap();
    has(told.refusal(), &["2 of 2 connections", "Northmere: ", "Lumen: ", "--connection"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_scope_is_named_and_what_may_be_read_is_kept() {
    let (tenant, data) = (tenant().await, tempfile::tempdir().unwrap());
    let us = tenant.management_client_with(&["read:clients"]);
    let _ = connect(data.path(), tenant.domain(), tenant.base_url(), &us).unwrap().success();
    let told = sync(data.path(), &us).unwrap();
    has(told.refusal(), &["lacks read:", "kept", "scope"]);
    let rows = rows(data.path());
    assert_eq!(rows.len(), tenant.journal().clients().len());
    assert!(
        rows.iter().all(|(_, verdict)| verdict.is_null() || verdict == "Not proven" || verdict == "Too new"),
        "{rows:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_proxy_is_told_from_an_answer() {
    let (tenant, data) = (tenant().await, tempfile::tempdir().unwrap());
    let us = tenant.management_client();
    tenant.faults().set(Endpoint::Token, Fault::Html(200));
    has(connect(data.path(), tenant.domain(), tenant.base_url(), &us).unwrap().refusal(), &["proxy"]);
    tenant.faults().clear_all();

    read_all(data.path(), &tenant).unwrap();
    let before = rows(data.path());
    for endpoint in [Endpoint::Token, Endpoint::Clients, Endpoint::LogSearch] {
        tenant.faults().set(endpoint, Fault::Html(200));
        has(sync(data.path(), &us).unwrap().refusal(), &["proxy", "kept"]);
        tenant.faults().clear_all();
        assert_eq!(rows(data.path()).len(), before.len());
    }
}

fn pasted(tenant: &Running, claims: &Value) -> CheckConnectionRequest {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let token = format!("{}.{}.c2lnbmF0dXJl", part(&json!({"alg": "RS256", "typ": "JWT"})), part(claims));
    CheckConnectionRequest {
        domain: tenant.domain().into(),
        base_url: tenant.base_url().into(),
        ca_file: String::new(),
        credential: TypedCredential::PastedToken { token: SecretString::from(token) },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_a_foreign_and_a_broken_token_are_told_apart() {
    let (tenant, data) = (tenant().await, tempfile::tempdir().unwrap());
    let app = App::open(data.path()).await.unwrap();
    let now = tenant.clock().now_ms() / 1_000;
    let audience = |domain: &str| format!("https://{domain}/api/v2/");
    let claims = |domain: &str, ends: i64| {
        json!({"iss": format!("https://{domain}/"), "aud": audience(domain), "iat": now - 90_000, "exp": ends,
            "scope": "read:clients read:logs", "azp": "abc", "gty": "client-credentials"})
    };
    let refused = async |request| check_connection(app.clone(), request).await.unwrap_err().to_string();
    let expired = refused(pasted(&tenant, &claims(tenant.domain(), now - 3_600))).await;
    has(&expired, &["ended", "Paste a new token"]);
    let foreign = refused(pasted(&tenant, &claims("another.eu.auth0.com", now + 3_600))).await;
    has(&foreign, &["another.eu.auth0.com", tenant.domain()]);
    let mut broken = pasted(&tenant, &json!({}));
    broken.credential = TypedCredential::PastedToken { token: SecretString::from("not a token".to_owned()) };
    has(&refused(broken).await, &["token"]);
    assert!(app.store.connections().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_by_an_hour_is_said_and_the_servers_time_is_judged_by() {
    const HOUR_MS: i64 = 3_600_000;
    let settings = Settings { clients: 12, days_of_history: 5, ..Settings::default() };
    for offset_ms in [HOUR_MS, -HOUR_MS] {
        let tenant = Tenant::start(settings.clone(), Clock::real_offset(offset_ms)).await.unwrap();
        let data = tempfile::tempdir().unwrap();
        let app = App::open(data.path()).await.unwrap();
        let us = tenant.management_client();
        let checked = check_connection(
            app.clone(),
            CheckConnectionRequest {
                domain: tenant.domain().into(),
                base_url: tenant.base_url().into(),
                ca_file: String::new(),
                credential: TypedCredential::ClientSecret {
                    client_id: us.client_id,
                    secret: SecretString::from(us.client_secret),
                },
            },
        )
        .await
        .unwrap();
        let said = checked.readiness.iter().find(|row| row.title == "Clocks differ").unwrap();
        assert_eq!(said.state, ReadinessState::Warning);
        has(&said.detail, &["60 min", "server"]);
        drop(app);

        read_all(data.path(), &tenant).unwrap();
        let report = report(data.path()).unwrap();
        let rows: Vec<Value> = serde_json::from_str(report.success()).unwrap();
        let as_of = rows[0]["as_of"].as_str().unwrap();
        let as_of = domain::time::Timestamp::parse_rfc3339(as_of).unwrap().millis();
        let behind = tenant.clock().now_ms() - as_of;
        assert!((0..HOUR_MS / 2).contains(&behind), "judged as of {behind} ms before the server's time");
    }
}
