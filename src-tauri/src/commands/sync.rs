//! Syncing by hand.

use domain::ids::ConnectionId;
use sync::Errand;

use crate::error::CommandError;
use crate::state::App;
use crate::syncing;
use crate::views::connect::SyncNowResponse;
use crate::views::{ConnectionRequest, DoneResponse, Scope};

/// Starts a sync of every connection in scope that is not syncing already.
#[tauri::command]
pub async fn sync_now(app: App, request: Scope) -> Result<SyncNowResponse, CommandError> {
    let mut answer = SyncNowResponse { started: 0, refused: Vec::new() };
    for connection in app.store.connections().await? {
        if !request.connections.is_empty()
            && !request.connections.iter().any(|id| id == connection.id.as_str())
        {
            continue;
        }
        match syncing::start(&app, &connection, Errand::Everything).await {
            Ok(true) => answer.started += 1,
            Ok(false) => {}
            Err(error) => answer.refused.push(error.problem),
        }
    }
    Ok(answer)
}

/// Stops a running sync. What was read stays.
#[tauri::command]
pub async fn cancel_sync(app: App, request: ConnectionRequest) -> Result<DoneResponse, CommandError> {
    let id = ConnectionId::new(request.connection_id);
    if let Some(flight) = app.flights.of(&id) {
        flight.stop.cancel();
        app.tell_sync(&id);
    }
    Ok(DoneResponse {})
}
