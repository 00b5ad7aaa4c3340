//! Acting: what a revert would send, the yes to it, and what became of it.

use crate::error::CommandError;
use crate::reverting;
use crate::state::App;
use crate::views::operations::{
    ConfirmOperationRequest, ConfirmOperationResponse, ListOperationsResponse, PlanRevertRequest,
    PlanRevertResponse,
};

/// Reads the client and shows what reverting a change would send. Nothing is changed.
#[tauri::command]
pub async fn plan_revert(app: App, request: PlanRevertRequest) -> Result<PlanRevertResponse, CommandError> {
    reverting::plan(&app, request.change).await
}

/// Sends what was shown, once, if it is still what it was.
#[tauri::command]
pub async fn confirm_operation(
    app: App,
    request: ConfirmOperationRequest,
) -> Result<ConfirmOperationResponse, CommandError> {
    reverting::confirm(&app, request).await
}

/// What became of the reverts of one change.
#[tauri::command]
pub async fn list_operations(
    app: App,
    request: PlanRevertRequest,
) -> Result<ListOperationsResponse, CommandError> {
    Ok(ListOperationsResponse { operations: reverting::of_change(&app, request.change).await? })
}
