//! A thousand planted secrets: whatever a tenant sends, none of them is kept, shown or written down.

use acceptance::canaries::{COUNT, Search, canaries, careless_tenant, marker};
use acceptance::terminal::{Told, connect, rollcall, run};
use rollcall::commands::{client, clients, frame, inactive, overview, settings};
use rollcall::state::App;
use rollcall::views::client::{ReadLogRowRequest, ShowClientRequest};
use rollcall::views::clients::{ClientColumn, ClientFilter, ClientKey, ClientSort, ListClientsRequest};
use rollcall::views::{EmptyRequest, Scope, ScopeRequest};
use serde::Serialize;
use simulator::{Endpoint, Fault, Running};
use std::collections::BTreeSet;
use std::path::Path;

/// Reads all of it with everything that Rollcall can log, then once more while it fails in several ways.
fn sync_loudly(data: &Path, tenant: &Running) -> Vec<Told> {
    let us = tenant.management_client();
    let sync = || {
        let mut sync = rollcall(data).unwrap();
        sync.args(["sync", "--connection", "Northmere", "--secret-stdin"]).env("ROLLCALL_LOG", "trace");
        run(&mut sync, &us.client_secret).unwrap()
    };
    let mut told = vec![connect(data, tenant.domain(), tenant.base_url(), &us).unwrap(), sync()];
    let _ = told[1].success();
    for (endpoint, fault) in [
        (Endpoint::LogCheckpoint, Fault::CutBody),
        (Endpoint::Clients, Fault::CutBody),
        (Endpoint::Token, Fault::WrongType),
    ] {
        tenant.faults().set(endpoint, fault);
        told.push(sync());
        tenant.faults().clear_all();
    }
    told
}

fn text(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap()
}

/// Every answer that a screen can ask for, and every raw row.
async fn everything(data: &Path, tenant: &Running) -> (Vec<String>, Vec<String>) {
    let app = App::open(data).await.unwrap();
    let scope = ScopeRequest::default;
    let list = ListClientsRequest {
        scope: Scope::default(),
        window_days: 0,
        filter: ClientFilter::default(),
        sort: ClientSort { column: ClientColumn::Name, descending: false },
        offset: 0,
        limit: 500,
        as_of: None,
    };
    let list = clients::list_clients(app.clone(), list).await.unwrap();
    let mut answers = vec![
        text(&list),
        text(&frame::show_frame(app.clone(), scope()).await.unwrap()),
        text(&overview::show_overview(app.clone(), scope()).await.unwrap()),
        text(&inactive::show_inactive(app.clone(), scope()).await.unwrap()),
        text(&settings::show_settings(app.clone(), EmptyRequest {}).await.unwrap()),
    ];
    for row in &list.rows {
        let client = ClientKey { connection_id: row.connection_id.clone(), client_id: row.client_id.clone() };
        let request = ShowClientRequest { client, window_days: 0 };
        answers.push(text(&client::show_client(app.clone(), request).await.unwrap()));
    }
    let connection_id = list.rows[0].connection_id.clone();
    let mut rows = Vec::new();
    for truth in tenant.journal().rows(0, tenant.clock().now_ms()) {
        let request = ReadLogRowRequest { connection_id: connection_id.clone(), log_id: truth.log_id };
        rows.push(text(&client::read_log_row(app.clone(), request).await.unwrap().json));
    }
    (answers, rows)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_planted_secrets_are_kept_nowhere() {
    let (tenant, data) = (careless_tenant().await.unwrap(), tempfile::tempdir().unwrap());
    let told = sync_loudly(data.path(), &tenant);
    let (answers, rows) = everything(data.path(), &tenant).await;

    let mut secrets = canaries();
    secrets.push(tenant.management_client().client_secret);
    let search = Search::new(&secrets);
    let mut places = 0;
    let mut hits = Vec::new();
    let mut look = |place: &str, bytes: &[u8]| {
        places += 1;
        hits.extend(search.hits(bytes).into_iter().map(|canary| format!("{canary} in {place}")));
    };
    for told in &told {
        look("what was printed", told.out.as_bytes());
        look("what was printed", told.err.as_bytes());
    }
    for format in ["table", "json", "csv"] {
        let report = run(rollcall(data.path()).unwrap().args(["report", "--format", format]), "").unwrap();
        look("the report", report.success().as_bytes());
    }
    for answer in &answers {
        look("an answer to the window", answer.as_bytes());
    }
    for row in &rows {
        look("a raw row", row.as_bytes());
    }
    let files = acceptance::canaries::files(data.path());
    for (file, bytes) in &files {
        look(&file.display().to_string(), bytes);
    }

    // the search finds what is not secret where the secrets were planted
    let marked: BTreeSet<usize> = (0..COUNT)
        .filter(|number| {
            let marker = marker(*number);
            rows.iter().chain(&answers).any(|text| text.contains(&marker))
        })
        .collect();
    assert_eq!(marked.len(), COUNT, "not every canary was sent and read");
    let log = files.iter().find(|(file, _)| file.extension().is_some_and(|end| end == "log")).unwrap();
    assert!(String::from_utf8_lossy(&log.1).contains("Northmere"), "the log says nothing");

    println!("{COUNT} canaries, {} raw rows, {places} places: {} hits", rows.len(), hits.len());
    assert_eq!(hits, Vec::<String>::new());
}
