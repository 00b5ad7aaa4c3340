//! One client in full.

use domain::ids::{ClientId, ConnectionId, LogId};

use crate::error::CommandError;
use crate::state::App;
use crate::views::client::{
    ReadLogRowRequest, ReadLogRowResponse, ShowClientRequest, ShowClientResponse, ShowPastRequest,
    ShowPastResponse,
};
use crate::{inspecting, judging, past};

/// Everything that the inspector shows.
#[tauri::command]
pub async fn show_client(app: App, request: ShowClientRequest) -> Result<ShowClientResponse, CommandError> {
    let place = judging::one(&app, &request.client.connection_id, request.window_days).await?;
    inspecting::client(&app, &place, ClientId::new(request.client.client_id)).await
}

/// One client as it was at the end of a past day.
#[tauri::command]
pub async fn show_past(app: App, request: ShowPastRequest) -> Result<ShowPastResponse, CommandError> {
    let window = app.preferences().await?.window_of(request.window_days)?;
    let place = judging::one(&app, &request.client.connection_id, request.window_days).await?;
    past::client(&app, &place, &ClientId::new(request.client.client_id), &request.day, window).await
}

/// One log row as kept.
#[tauri::command]
pub async fn read_log_row(app: App, request: ReadLogRowRequest) -> Result<ReadLogRowResponse, CommandError> {
    let row =
        app.store.raw_row(&ConnectionId::new(request.connection_id), &LogId::new(request.log_id)).await?;
    Ok(ReadLogRowResponse { json: row.and_then(|row| serde_json::from_slice(&row).ok()) })
}
