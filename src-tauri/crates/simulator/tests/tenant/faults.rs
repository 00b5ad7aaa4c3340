//! What can be made to go wrong.

use std::time::Duration;

use simulator::{Endpoint, Fault, Settings};

use super::Visitor;

#[tokio::test]
async fn each_fault_strikes_its_endpoint_only() {
    let visitor = Visitor::new(Settings::default()).await;
    let faults = visitor.tenant.faults();
    let path = "/api/v2/log-streams";
    let statuses = [
        (Fault::Unauthorized, 401),
        (Fault::Forbidden, 403),
        (Fault::NotFound, 404),
        (Fault::TooManyRequests { retry_after_s: 7 }, 429),
        (Fault::ServerError(503), 503),
        (Fault::Html(403), 403),
        (Fault::WrongType, 200),
    ];
    for (fault, status) in statuses {
        faults.set_times(Endpoint::LogStreams, fault.clone(), 1);
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, status, "{fault:?}");
        assert!(!answer.body.is_array(), "{fault:?}");
        assert_eq!(visitor.get("/api/v2/network-acls").await.status, 200);
        assert_eq!(visitor.get(path).await.status, 200);
    }
}

#[tokio::test]
async fn a_cut_body_is_an_error_for_the_reader() {
    let visitor = Visitor::new(Settings::default()).await;
    visitor.tenant.faults().set(Endpoint::Clients, Fault::CutBody);
    let url = format!("{}/api/v2/clients?page=0", visitor.tenant.base_url());
    let response = visitor.http.get(url).bearer_auth(&visitor.token).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.is_err());
}

#[tokio::test]
async fn a_hanging_answer_never_comes() {
    let visitor = Visitor::new(Settings::default()).await;
    visitor.tenant.faults().set(Endpoint::Clients, Fault::Hang);
    let url = format!("{}/api/v2/clients?page=0", visitor.tenant.base_url());
    let request = visitor.http.get(url).bearer_auth(&visitor.token).timeout(Duration::from_millis(200));
    assert!(request.send().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_disconnected_tenant_refuses_connections_and_comes_back() {
    let mut visitor = Visitor::new(Settings::default()).await;
    visitor.tenant.disconnect().await;
    let url = format!("{}/api/v2/log-streams", visitor.tenant.base_url());
    assert!(visitor.http.get(&url).send().await.is_err());
    assert!(!visitor.tenant.is_connected());
    visitor.tenant.reconnect().await.unwrap();
    assert_eq!(visitor.get("/api/v2/log-streams").await.status, 200);
}
