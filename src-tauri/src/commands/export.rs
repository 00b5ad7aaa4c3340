//! CSV files and the clipboard.

use tauri::AppHandle;
use tauri_plugin_clipboard_manager::ClipboardExt as _;

use crate::error::CommandError;
use crate::state::App;
use crate::views::DoneResponse;
use crate::views::clients::{CopyRequest, ExportRequest, ExportResponse};
use crate::{asking, clients_csv, judging, saving, spreadsheet};

/// Writes clients to a CSV file that the person chooses.
#[tauri::command]
pub async fn export_clients(
    app: App,
    window: AppHandle,
    request: ExportRequest,
) -> Result<ExportResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, request.window_days).await?;
    let filter = asking::filter(request.filter, asking::now(&scope, app.clock.now()));
    let mut rows = asking::all_rows(&app, &scope, filter, asking::sort(request.sort)).await?;
    if let Some(only) = request.only {
        rows.retain(|row| {
            only.iter().any(|key| key.client_id == row.client_id && key.connection_id == row.connection_id)
        });
    }
    let Some(path) = saving::choose(&window, &request.suggested_name).await else {
        return Ok(ExportResponse { path: None, rows: 0 });
    };
    spreadsheet::write_file(&path, clients_csv::HEADER, rows.iter().map(clients_csv::cells))?;
    Ok(ExportResponse { path: Some(path.display().to_string()), rows: rows.len() as u64 })
}

/// Puts text on the clipboard.
#[tauri::command]
pub async fn copy_text(window: AppHandle, request: CopyRequest) -> Result<DoneResponse, CommandError> {
    window.clipboard().write_text(request.text).map_err(|error| {
        CommandError::other(format!("the clipboard refused the text: {error}"), "Select and copy it by hand.")
    })?;
    Ok(DoneResponse {})
}
