//! The simulator alone, as `cargo xtask simulator` starts it, read by Rollcall without a window.

use acceptance::terminal::{read_all, report};
use serde_json::Value;
use simulator::{Alone, run_alone};

#[tokio::test(flavor = "multi_thread")]
async fn what_the_simulator_prints_is_enough_to_connect_and_read_it() {
    let tenant = run_alone(Alone { clients: Some(12), ..Alone::default() }).await.unwrap();
    assert!(tenant.domain().starts_with("127.0.0.1:"), "{}", tenant.domain());
    let data = tempfile::tempdir().unwrap();
    read_all(data.path(), &tenant).unwrap();
    let report = report(data.path()).unwrap();
    let rows: Vec<Value> = serde_json::from_str(report.success()).unwrap();
    assert!(rows.len() >= 12, "{rows:?}");
}
