//! Redirect changes: the timeline, deciding, hosts, the test box.

use assessment::redirect_risk::{Severity, compare, registrable_domain};
use domain::ids::ConnectionId;
use tauri::AppHandle;

use crate::error::CommandError;
use crate::state::App;
use crate::views::clients::ExportResponse;
use crate::views::hosts::{
    HostClientsResponse, HostsResponse, ListHostClientsRequest, ListHostsRequest, MarkHostRequest,
    MarkHostResponse, UnmarkHostRequest,
};
use crate::views::redirects::{
    AcceptChangesRequest, AcceptChangesResponse, AuthorView, ExportChangesRequest, ListChangesRequest,
    ListChangesResponse, PlaceChangeRequest, PlaceChangeResponse, ShowChangeRequest, ShowChangeResponse,
    TestUriRequest, TestUriResponse, UndoAcceptanceRequest,
};
use crate::views::{CountView, DoneResponse};
use crate::{changes_csv, hosts, judging, one_change, saving, spreadsheet, timeline};

/// One page of the timeline.
#[tauri::command]
pub async fn list_changes(
    app: App,
    request: ListChangesRequest,
) -> Result<ListChangesResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, 0).await?;
    let (judged, is_current) = timeline::judged_promptly(&app, &scope).await?;
    let (ids, filter) = timeline::filter(&request.filter, &judged);
    let (offset, limit) = (request.offset, request.limit.clamp(1, 200));
    let page = app.store.timeline(ids, filter, request.open_floods, offset, limit).await?;
    let counts = app.store.count_changes(timeline::ids(&scope)).await?;
    let authors = app.store.change_authors(timeline::ids(&scope)).await?;
    let critical = timeline::open_with(&app, &judged, Severity::Critical).await?.len() as u64;
    let read = judging::read(&app, &scope).await?;
    Ok(ListChangesResponse {
        rows: timeline::lines(&judged, &page.lines),
        before: page.before.and_then(|row| timeline::line_before(&judged, &row)),
        offset,
        total: page.total,
        passing: page.changes,
        all: counts.uris,
        open: counts.open_uris,
        critical,
        authors: authors
            .into_iter()
            .map(|author| AuthorView {
                words: timeline::actor_words(&author.actor).1,
                key: author.key,
                changes: author.changes,
            })
            .collect(),
        unread: judging::unread(&app, &scope).await?,
        proven: read.log && is_current,
        ever_read: read.ever,
    })
}

/// Where a change stands in the timeline.
#[tauri::command]
pub async fn place_change(
    app: App,
    request: PlaceChangeRequest,
) -> Result<PlaceChangeResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, 0).await?;
    let (judged, _) = timeline::judged_promptly(&app, &scope).await?;
    let (ids, filter) = timeline::filter(&request.filter, &judged);
    let place = app.store.place_in_timeline(ids, filter, request.open_floods, request.number).await?;
    Ok(PlaceChangeResponse { place })
}

/// One change in full.
#[tauri::command]
pub async fn show_change(app: App, request: ShowChangeRequest) -> Result<ShowChangeResponse, CommandError> {
    let Some(row) = app.store.change(request.number).await? else {
        return Ok(ShowChangeResponse { change: None });
    };
    let place = judging::one(&app, row.key.connection.as_str(), 0).await?;
    Ok(ShowChangeResponse { change: Some(one_change::detail(&app, &place, &row).await?) })
}

/// Accepts changes by one decision.
#[tauri::command]
pub async fn accept_changes(
    app: App,
    request: AcceptChangesRequest,
) -> Result<AcceptChangesResponse, CommandError> {
    let reason = request.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(CommandError::bad_input("a decision needs a reason", "Say why the change is right."));
    }
    let by = app.preferences().await?.your_name;
    let done = app.store.accept_changes(request.changes, reason, by, app.clock.now()).await?;
    Ok(AcceptChangesResponse { decision: done.decision, accepted: done.accepted })
}

/// Takes a decision back.
#[tauri::command]
pub async fn undo_acceptance(app: App, request: UndoAcceptanceRequest) -> Result<DoneResponse, CommandError> {
    app.store.undo_acceptance(request.decision, app.clock.now()).await?;
    Ok(DoneResponse {})
}

/// One page of the hosts that clients of the scope trust.
#[tauri::command]
pub async fn list_hosts(app: App, request: ListHostsRequest) -> Result<HostsResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, 0).await?;
    let (judged, is_current) = timeline::judged_promptly(&app, &scope).await?;
    let window = (request.offset, request.limit.clamp(1, 200));
    let page = hosts::page(&app, &judged, &request.text, window).await?;
    let read = judging::read(&app, &scope).await?;
    Ok(HostsResponse {
        hosts: page.rows,
        offset: request.offset,
        passing: page.passing,
        total: CountView { n: page.all, proven: read.clients && is_current },
        unread: judging::unread(&app, &scope).await?,
        ever_read: read.ever,
    })
}

/// More of the clients that trust a host.
#[tauri::command]
pub async fn list_host_clients(
    app: App,
    request: ListHostClientsRequest,
) -> Result<HostClientsResponse, CommandError> {
    let id = ConnectionId::new(request.connection_id);
    let limit = request.limit.clamp(1, 1_000);
    let clients = app.store.clients_of_host(&id, request.host, request.offset, limit).await?;
    Ok(HostClientsResponse { clients: hosts::views_of(clients) })
}

/// Marks a host as ours.
#[tauri::command]
pub async fn mark_host(app: App, request: MarkHostRequest) -> Result<MarkHostResponse, CommandError> {
    let host = if request.is_domain {
        registrable_domain(&request.host).ok_or_else(|| {
            CommandError::bad_input(
                format!("{} has no registrable domain", request.host),
                "Mark the host itself.",
            )
        })?
    } else {
        request.host
    };
    let by = app.preferences().await?.your_name;
    let id = ConnectionId::new(request.connection_id);
    let mark = app.store.mark_host(&id, host.clone(), request.is_domain, by, app.clock.now()).await?;
    Ok(MarkHostResponse { mark, host })
}

/// Takes a mark back.
#[tauri::command]
pub async fn unmark_host(app: App, request: UnmarkHostRequest) -> Result<DoneResponse, CommandError> {
    app.store.unmark_host(request.mark, app.clock.now()).await?;
    Ok(DoneResponse {})
}

/// What each connected server would make of a URI. Nothing is sent.
#[tauri::command]
pub async fn test_uri(app: App, request: TestUriRequest) -> Result<TestUriResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, 0).await?;
    let judged = timeline::judged(&app, &scope).await?;
    let requested = request.requested.as_deref().filter(|requested| !requested.is_empty());
    let application = crate::risks::application_of(Some(&request.app_type));
    let mut servers = Vec::new();
    for (place, trust) in &judged {
        for (server, clients) in timeline::SERVERS {
            let answer = compare(requested.unwrap_or_default(), &request.uri, server, application);
            let findings = trust.try_out(&request.uri, server, application);
            servers.push(crate::views::redirects::TestedServer {
                connection_name: place.connection.name.clone(),
                clients: clients.into(),
                rule: answer.rule.into(),
                matches: answer.matches.filter(|_| requested.is_some()),
                risks: findings.iter().map(timeline::finding_view).collect(),
            });
        }
    }
    Ok(TestUriResponse { servers })
}

/// Writes changes to a CSV file that the person chooses.
#[tauri::command]
pub async fn export_changes(
    app: App,
    window: AppHandle,
    request: ExportChangesRequest,
) -> Result<ExportResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, 0).await?;
    let judged = timeline::judged(&app, &scope).await?;
    let rows = timeline::all_rows(&app, &judged, &request.filter).await?;
    let Some(path) = saving::choose(&window, &request.suggested_name).await else {
        return Ok(ExportResponse { path: None, rows: 0 });
    };
    spreadsheet::write_file(&path, changes_csv::HEADER, rows.iter().map(changes_csv::cells))?;
    Ok(ExportResponse { path: Some(path.display().to_string()), rows: rows.len() as u64 })
}
