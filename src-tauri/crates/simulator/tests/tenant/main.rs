//! The tenant over real HTTP, as a client that knows nothing of it.
#![expect(clippy::unwrap_used, reason = "a visitor that cannot ask has failed its test")]

mod access;
mod assertion;
mod cast;
mod clients;
mod faults;
mod logs;
mod truth;

use serde_json::{Value, json};
use simulator::{Clock, Running, Settings, Tenant};

/// Friday 20 November 2026, 14:00 UTC.
const NOW_MS: i64 = 1_795_183_200_000;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// A tenant with a virtual clock, a token for it, and a way to ask.
struct Visitor {
    tenant: Running,
    clock: Clock,
    http: reqwest::Client,
    token: String,
}

struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn rows(&self) -> &Vec<Value> {
        self.body.as_array().unwrap()
    }
}

impl Visitor {
    async fn new(settings: Settings) -> Self {
        Self::with_scopes(settings, &simulator::OBSERVE_SCOPES).await
    }

    async fn with_scopes(settings: Settings, scopes: &[&str]) -> Self {
        // a second test of this process finds it installed already
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Clock::starting_at(NOW_MS);
        let tenant = Tenant::start(settings, clock.clone()).await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut visitor = Self { tenant, clock, http, token: String::new() };
        visitor.sign_in(scopes).await;
        visitor
    }

    async fn sign_in(&mut self, scopes: &[&str]) {
        let client = self.tenant.management_client_with(scopes);
        let answer = self
            .post_form(
                "/oauth/token",
                &[
                    ("grant_type", "client_credentials"),
                    ("client_id", &client.client_id),
                    ("client_secret", &client.client_secret),
                    ("audience", &format!("https://{}/api/v2/", self.tenant.domain())),
                ],
            )
            .await;
        answer.body["access_token"].as_str().unwrap_or_default().clone_into(&mut self.token);
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(json!(text)) }
    }

    async fn get(&self, path: &str) -> Answer {
        let url = format!("{}{path}", self.tenant.base_url());
        self.send(self.http.get(url).bearer_auth(&self.token)).await
    }

    async fn call(&self, method: &str, path: &str, body: &Value) -> Answer {
        let url = format!("{}{path}", self.tenant.base_url());
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        self.send(self.http.request(method, url).bearer_auth(&self.token).json(body)).await
    }

    async fn post_form(&self, path: &str, members: &[(&str, &str)]) -> Answer {
        let url = format!("{}{path}", self.tenant.base_url());
        self.send(self.http.post(url).form(members)).await
    }
}
