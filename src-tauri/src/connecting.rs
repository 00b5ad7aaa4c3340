//! Connections come, change and go: the vault first, the row second, so that no row ever names a secret that is not there.

use domain::connection::Connection;
use domain::ids::ConnectionId;
use secrecy::SecretString;
use sync::Errand;

use crate::error::CommandError;
use crate::state::App;
use crate::views::connect::{AddConnectionRequest, ReplaceCredentialRequest, UpdateConnectionRequest};
use crate::{demo, drafts, syncing};

/// Saves a checked connection and starts its first sync.
///
/// # Errors
/// As [`keep`]; or the tenant's reader cannot be made.
pub async fn add(app: &App, request: AddConnectionRequest) -> Result<ConnectionId, CommandError> {
    let connection = keep(app, request).await?;
    syncing::start(app, &connection, Errand::Everything).await?;
    Ok(connection.id)
}

/// Saves a checked connection.
///
/// # Errors
/// The draft is gone, the name is taken, the keychain refuses, or the files cannot be written. Nothing is saved then.
pub async fn keep(app: &App, request: AddConnectionRequest) -> Result<Connection, CommandError> {
    let (connection, secret, clock_offset_ms) = drafts::into_connection(
        app,
        &request.draft_id,
        &request.name,
        request.environment,
        request.permission,
    )?;
    save(app, &connection, secret, request.session_only, clock_offset_ms).await?;
    app.drafts.drop_draft(&request.draft_id);
    Ok(connection)
}

/// Keeps the secret, then the row; takes the secret back when the row is refused.
async fn save(
    app: &App,
    connection: &Connection,
    secret: SecretString,
    session_only: bool,
    clock_offset_ms: i64,
) -> Result<(), CommandError> {
    app.vaults.keep(&connection.id, secret, session_only).await?;
    if let Err(error) = app.store.add_connection(connection.clone()).await {
        app.vaults.forget(&connection.id).await?;
        return Err(error.into());
    }
    let mut preferences = app.preferences().await?;
    preferences.clock_offsets_ms.insert(connection.id.to_string(), clock_offset_ms);
    app.keep_preferences(&preferences).await
}

/// Puts a checked credential in the place of the old one.
///
/// # Errors
/// The draft is gone or is for another tenant, the keychain refuses, or the files cannot be written.
pub async fn replace_credential(app: &App, request: ReplaceCredentialRequest) -> Result<(), CommandError> {
    let old = app.connection(&ConnectionId::new(request.connection_id)).await?;
    let (new, secret, _) =
        drafts::into_connection(app, &request.draft_id, &old.name, old.environment, old.permission)?;
    if new.domain != old.domain {
        return Err(CommandError::bad_input(
            format!("the credential is for {}, the connection for {}", new.domain, old.domain),
            "Check the domain, or add a second connection.",
        ));
    }
    app.vaults.keep(&old.id, secret, request.session_only).await?;
    let connection = Connection { id: old.id, paused: old.paused, created_at: old.created_at, ..new };
    app.store.update_connection(connection.clone()).await?;
    app.forget_tenant(&connection.id);
    app.drafts.drop_draft(&request.draft_id);
    syncing::start(app, &connection, Errand::Everything).await?;
    Ok(())
}

/// Changes a connection's name, environment, permission or schedule.
///
/// # Errors
/// The name is empty or taken, or the files cannot be written.
pub async fn update(app: &App, request: UpdateConnectionRequest) -> Result<(), CommandError> {
    let mut connection = app.connection(&ConnectionId::new(request.connection_id)).await?;
    if let Some(name) = request.name {
        let name = name.trim();
        if name.is_empty() {
            return Err(CommandError::bad_input("the connection has no name", "Type a name for it."));
        }
        name.clone_into(&mut connection.name);
    }
    connection.environment = request.environment.unwrap_or(connection.environment);
    connection.permission = request.permission.unwrap_or(connection.permission);
    connection.paused = request.paused.unwrap_or(connection.paused);
    Ok(app.store.update_connection(connection).await?)
}

/// Stops a connection's sync, forgets its credential and deletes everything that was kept about it.
///
/// # Errors
/// The files cannot be written.
pub async fn delete(app: &App, id: &ConnectionId) -> Result<(), CommandError> {
    let connection = app.connection(id).await?;
    if connection.is_demo() {
        demo::end(app, &connection.id).await;
    }
    if let Some(flight) = app.flights.of(id) {
        flight.stop.cancel();
        // the sync ends at its next step; its last write may not meet a deleted file
        let mut progress = flight.progress;
        while progress.changed().await.is_ok() {}
    }
    app.vaults.forget(id).await?;
    app.store.delete_connection(id).await?;
    app.forget_tenant(id);
    Ok(())
}
