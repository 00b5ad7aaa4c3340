//! The clients grid.

use domain::ids::{ClientId, ConnectionId};
use domain::judgement::Verdict;

use crate::error::CommandError;
use crate::state::App;
use crate::views::ScopeRequest;
use crate::views::client::LookUpClientResponse;
use crate::views::clients::{
    ClientCountsResponse, ClientKey, ListClientsRequest, ListClientsResponse, VerdictCountView,
};
use crate::{asking, judging, looking_up, past_list, rows};

/// One page of clients, now or as of a day.
#[tauri::command]
pub async fn list_clients(
    app: App,
    request: ListClientsRequest,
) -> Result<ListClientsResponse, CommandError> {
    if let Some(day) = request.as_of.clone() {
        return past_list::page(&app, request, &day).await;
    }
    let scope = judging::scope(&app, &request.scope, request.window_days).await?;
    let asks_the_log = !request.filter.verdicts.is_empty()
        || request.filter.never_used.is_some()
        || request.filter.failing.is_some();
    let filter = asking::filter(request.filter, asking::now(&scope, app.clock.now()));
    let limit = request.limit.clamp(1, 500);
    let judged = judging::judged(&scope);
    let page =
        app.store.list_clients(judged, filter, asking::sort(request.sort), request.offset, limit).await?;
    let read = judging::read(&app, &scope).await?;
    Ok(ListClientsResponse {
        rows: rows::shown(&app, &scope, page.rows).await?,
        offset: request.offset,
        total: if asks_the_log { read.count_by_log(page.total) } else { read.count(page.total) },
        all: read.count(page.all),
        coverage: scope.iter().map(judging::coverage_view).collect(),
        unread: judging::unread(&app, &scope).await?,
        ever_read: read.ever,
        past: None,
    })
}

/// How many clients stand behind each tab and chip.
#[tauri::command]
pub async fn count_clients(app: App, request: ScopeRequest) -> Result<ClientCountsResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, request.window_days).await?;
    let counts = app.store.count_clients(judging::judged(&scope)).await?;
    let read = judging::read(&app, &scope).await?;
    Ok(ClientCountsResponse {
        all: read.count(counts.all),
        verdicts: Verdict::ALL
            .into_iter()
            .map(|verdict| VerdictCountView {
                verdict,
                count: read.count_of(verdict, counts.verdicts[verdict as usize]),
            })
            .collect(),
        third_party: read.count(counts.third_party),
        self_registered: read.count(counts.self_registered),
        created_this_week: read.count(counts.created_this_week),
        no_owner: read.count(counts.no_owner),
        failing: read.count_by_log(counts.failing),
        never_used: read.count_by_log(counts.never_used[Verdict::Inactive as usize]),
    })
}

/// Sends one log search for a client, so that a use which the sync has not reached yet is seen.
#[tauri::command]
pub async fn look_up_client(app: App, request: ClientKey) -> Result<LookUpClientResponse, CommandError> {
    let connection = app.connection(&ConnectionId::new(request.connection_id)).await?;
    let (rows, new_rows) = looking_up::client(&app, &connection, &ClientId::new(request.client_id)).await?;
    Ok(LookUpClientResponse { rows, new_rows })
}
