//! The clients grid.

use domain::ids::{ClientId, ConnectionId};
use domain::judgement::Verdict;
use tauri::State;

use crate::error::CommandError;
use crate::state::App;
use crate::views::client::LookUpClientResponse;
use crate::views::clients::{
    ClientCountsResponse, ClientKey, ListClientsRequest, ListClientsResponse, VerdictCountView,
};
use crate::views::{CountView, ScopeRequest};
use crate::{asking, judging, looking_up, rows};

/// One page of clients.
#[tauri::command]
pub async fn list_clients(
    app: State<'_, App>,
    request: ListClientsRequest,
) -> Result<ListClientsResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, request.window_days).await?;
    let filter = asking::filter(request.filter, asking::now(&scope, app.clock.now()));
    let limit = request.limit.clamp(1, 500);
    let judged = judging::judged(&scope);
    let page =
        app.store.list_clients(judged, filter, asking::sort(request.sort), request.offset, limit).await?;
    let (proven, ever_read) = judging::proven(&app, &scope).await?;
    Ok(ListClientsResponse {
        rows: rows::shown(&app, &scope, page.rows).await?,
        offset: request.offset,
        total: CountView { n: page.total, proven },
        all: CountView { n: page.all, proven },
        coverage: scope.iter().map(judging::coverage_view).collect(),
        unread: judging::unread(&app, &scope).await?,
        ever_read,
    })
}

/// How many clients stand behind each tab and chip.
#[tauri::command]
pub async fn count_clients(
    app: State<'_, App>,
    request: ScopeRequest,
) -> Result<ClientCountsResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, request.window_days).await?;
    let counts = app.store.count_clients(judging::judged(&scope)).await?;
    let (proven, _) = judging::proven(&app, &scope).await?;
    let count = |n| CountView { n, proven };
    Ok(ClientCountsResponse {
        all: count(counts.all),
        verdicts: Verdict::ALL
            .into_iter()
            .map(|verdict| VerdictCountView { verdict, count: count(counts.verdicts[verdict as usize]) })
            .collect(),
        third_party: count(counts.third_party),
        self_registered: count(counts.self_registered),
        created_this_week: count(counts.created_this_week),
        no_owner: count(counts.no_owner),
        failing: count(counts.failing),
        never_used: count(counts.never_used[Verdict::Inactive as usize]),
    })
}

/// Sends one log search for a client, so that a use which the sync has not reached yet is seen.
#[tauri::command]
pub async fn look_up_client(
    app: State<'_, App>,
    request: ClientKey,
) -> Result<LookUpClientResponse, CommandError> {
    let connection = app.connection(&ConnectionId::new(request.connection_id)).await?;
    let (rows, new_rows) = looking_up::client(&app, &connection, &ClientId::new(request.client_id)).await?;
    Ok(LookUpClientResponse { rows, new_rows })
}
