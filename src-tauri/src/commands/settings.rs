//! Settings, storage, the egress list, the timer.

use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt as _;

use crate::error::CommandError;
use crate::state::App;
use crate::timer;
use crate::views::settings::{
    ConnectionStorageRow, EgressRow, FolderName, OpenFolderRequest, SetTimerRequest, SettingsResponse,
    SettingsValues, StorageView,
};
use crate::views::{DoneResponse, EmptyRequest};

/// What can be changed, and what is kept where.
#[tauri::command]
pub async fn show_settings(app: App, request: EmptyRequest) -> Result<SettingsResponse, CommandError> {
    let EmptyRequest {} = request;
    let storage = app.store.storage().await?;
    let egress = app.store.egress().await?;
    Ok(SettingsResponse {
        values: app.preferences().await?.values(),
        storage: StorageView {
            folder: app.folder.display().to_string(),
            precious_bytes: storage.precious_bytes,
            connections: storage
                .connections
                .into_iter()
                .map(|place| ConnectionStorageRow {
                    connection_id: place.connection.to_string(),
                    bytes: place.bytes,
                    log_rows: place.log_rows,
                    oldest_at: place.oldest_at.map(domain::time::Timestamp::millis),
                    snapshots: place.snapshots,
                })
                .collect(),
        },
        egress: egress
            .into_iter()
            .map(|host| EgressRow {
                host: host.host,
                requests: host.requests,
                last_at: host.last_at.millis(),
            })
            .collect(),
        log_folder: crate::logging::folder(&app.folder).display().to_string(),
        timer: timer::state(),
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

/// Keeps what was changed.
#[tauri::command]
pub async fn save_settings(app: App, request: SettingsValues) -> Result<DoneResponse, CommandError> {
    let mut preferences = app.preferences().await?;
    preferences.take(&request)?;
    app.keep_preferences(&preferences).await?;
    Ok(DoneResponse {})
}

/// Installs or removes the timer that syncs while Rollcall is closed.
#[tauri::command]
pub async fn set_timer(app: App, request: SetTimerRequest) -> Result<DoneResponse, CommandError> {
    if request.on {
        timer::install(&app.folder)?;
    } else {
        timer::remove()?;
    }
    Ok(DoneResponse {})
}

/// Opens one of Rollcall's own folders in the file manager.
#[tauri::command]
pub async fn open_folder(
    app: App,
    window: AppHandle,
    request: OpenFolderRequest,
) -> Result<DoneResponse, CommandError> {
    let folder = match request.folder {
        FolderName::Data => app.folder.clone(),
        FolderName::Logs => crate::logging::folder(&app.folder),
    };
    window.opener().open_path(folder.display().to_string(), None::<&str>).map_err(|error| {
        CommandError::other(format!("{} could not be opened: {error}", folder.display()), "Open it by hand.")
    })?;
    Ok(DoneResponse {})
}
