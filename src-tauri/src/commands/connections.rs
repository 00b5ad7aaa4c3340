//! Connections that are there.

use domain::ids::ConnectionId;
use sync::Errand;

use crate::error::CommandError;
use crate::state::App;
use crate::views::connect::{DemoNetworkRequest, ReplaceCredentialRequest, UpdateConnectionRequest};
use crate::views::{ConnectionRequest, DoneResponse};
use crate::{connecting, demo, syncing};

/// Changes name, environment, permission or schedule.
#[tauri::command]
pub async fn update_connection(
    app: App,
    request: UpdateConnectionRequest,
) -> Result<DoneResponse, CommandError> {
    connecting::update(&app, request).await?;
    Ok(DoneResponse {})
}

/// Puts a checked credential in the place of the old one.
#[tauri::command]
pub async fn replace_credential(
    app: App,
    request: ReplaceCredentialRequest,
) -> Result<DoneResponse, CommandError> {
    connecting::replace_credential(&app, request).await?;
    Ok(DoneResponse {})
}

/// Deletes a connection with everything that was kept about it.
#[tauri::command]
pub async fn delete_connection(app: App, request: ConnectionRequest) -> Result<DoneResponse, CommandError> {
    connecting::delete(&app, &ConnectionId::new(request.connection_id)).await?;
    Ok(DoneResponse {})
}

/// Lets a demo tenant answer, or not; one sync shows the difference at once.
#[tauri::command]
pub async fn set_demo_network(app: App, request: DemoNetworkRequest) -> Result<DoneResponse, CommandError> {
    let connection = app.connection(&ConnectionId::new(request.connection_id)).await?;
    demo::set_reachable(&app, connection.clone(), request.reachable).await?;
    app.tell_sync(&connection.id);
    syncing::start(&app, &connection, Errand::Log).await?;
    Ok(DoneResponse {})
}
