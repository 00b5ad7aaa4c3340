//! Owner and note: kept locally, with who and when, undoable.

use store::AnnotationField;

use crate::error::CommandError;
use crate::state::App;
use crate::views::DoneResponse;
use crate::views::clients::{
    AnnotateRequest, AnnotateResponse, AnnotationChange, ImportOwnersRequest, PreviewOwnersRequest,
    PreviewOwnersResponse, UndoRequest,
};
use crate::{asking, judging, owners_csv};

/// Writes an owner or a note to clients.
#[tauri::command]
pub async fn annotate(app: App, request: AnnotateRequest) -> Result<AnnotateResponse, CommandError> {
    let (field, text) = match request.change {
        AnnotationChange::Owner(text) => (AnnotationField::Owner, text),
        AnnotationChange::Note(text) => (AnnotationField::Note, text),
    };
    let clients = request.clients.iter().map(|key| (asking::key(key), text.trim().to_owned())).collect();
    write(&app, clients, field).await
}

/// Takes a change back.
#[tauri::command]
pub async fn undo_annotation(app: App, request: UndoRequest) -> Result<DoneResponse, CommandError> {
    let id = request.undo_id.parse().map_err(|_| {
        CommandError::bad_input("there is no such change", "It may have been undone already.")
    })?;
    app.store.undo(id).await?;
    Ok(DoneResponse {})
}

/// Says what an import of owners would do.
#[tauri::command]
pub async fn preview_owners(
    app: App,
    request: PreviewOwnersRequest,
) -> Result<PreviewOwnersResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, 0).await?;
    owners_csv::preview(&app, &scope, &request.csv).await
}

/// Imports owners as previewed.
#[tauri::command]
pub async fn import_owners(app: App, request: ImportOwnersRequest) -> Result<AnnotateResponse, CommandError> {
    let clients = request.changes.into_iter().map(|row| (asking::key(&row.client), row.after)).collect();
    write(&app, clients, AnnotationField::Owner).await
}

async fn write(
    app: &App,
    clients: Vec<(store::ClientKey, String)>,
    field: AnnotationField,
) -> Result<AnnotateResponse, CommandError> {
    let by = app.preferences().await?.your_name;
    let done = app.store.annotate(clients, field, by, app.clock.now()).await?;
    Ok(AnnotateResponse {
        undo_id: done.undo_id.to_string(),
        changed: u32::try_from(done.changed).unwrap_or(u32::MAX),
    })
}
