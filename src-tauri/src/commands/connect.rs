//! Connecting.

use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;

use crate::error::CommandError;
use crate::state::App;
use crate::views::connect::{
    AddConnectionRequest, AddConnectionResponse, AddDemoResponse, CheckConnectionRequest,
    CheckConnectionResponse, ChooseFilePurpose, ChooseFileRequest, ChooseFileResponse, DropDraftRequest,
    SetupGuideRequest, SetupGuideResponse,
};
use crate::views::{DoneResponse, EmptyRequest};
use crate::{connecting, demo, drafts, setup_guide};

/// How to make the least-privilege client that Rollcall signs in as.
#[tauri::command]
pub async fn show_setup_guide(
    app: App,
    request: SetupGuideRequest,
) -> Result<SetupGuideResponse, CommandError> {
    Ok(setup_guide::guide(request.domain.trim(), request.permission, app.vaults.keychain().await))
}

/// Lets the person choose a CA file or a private key.
#[tauri::command]
pub async fn choose_file(
    window: AppHandle,
    request: ChooseFileRequest,
) -> Result<ChooseFileResponse, CommandError> {
    let title = match request.purpose {
        ChooseFilePurpose::CaFile => "Choose a CA file",
        ChooseFilePurpose::PrivateKey => "Choose a private key",
    };
    let dialog = window.dialog().file().set_title(title).add_filter("PEM", &["pem", "crt", "cer", "key"]);
    let (sender, chosen) = tokio::sync::oneshot::channel();
    // the receiver waits below
    dialog.pick_file(move |path| drop(sender.send(path)));
    let path = chosen.await.ok().flatten().and_then(|path| path.into_path().ok());
    Ok(ChooseFileResponse { path: path.map(|path| path.display().to_string()) })
}

/// Signs in with what was typed and looks around; saves nothing.
#[tauri::command]
pub async fn check_connection(
    app: App,
    request: CheckConnectionRequest,
) -> Result<CheckConnectionResponse, CommandError> {
    drafts::check(&app, request).await
}

/// The same check again, with the credential that waits.
#[tauri::command]
pub async fn check_again(
    app: App,
    request: DropDraftRequest,
) -> Result<CheckConnectionResponse, CommandError> {
    drafts::check_again(&app, request.draft_id).await
}

/// Drops a checked credential.
#[tauri::command]
pub async fn drop_draft(app: App, request: DropDraftRequest) -> Result<DoneResponse, CommandError> {
    app.drafts.drop_draft(&request.draft_id);
    Ok(DoneResponse {})
}

/// Saves a checked connection and starts its first sync.
#[tauri::command]
pub async fn add_connection(
    app: App,
    request: AddConnectionRequest,
) -> Result<AddConnectionResponse, CommandError> {
    let connection = connecting::add(&app, request).await?;
    Ok(AddConnectionResponse { connection_id: connection.to_string() })
}

/// Adds the demo tenants.
#[tauri::command]
pub async fn add_demo(app: App, request: EmptyRequest) -> Result<AddDemoResponse, CommandError> {
    let EmptyRequest {} = request;
    let ids = demo::add(&app).await?;
    Ok(AddDemoResponse { connection_ids: ids.iter().map(ToString::to_string).collect() })
}
