//! What needs attention among operations: what is not known yet, and what turned out otherwise than was asked for.

use domain::operation::Purpose;

use crate::error::CommandError;
use crate::judging::InScope;
use crate::operation_words;
use crate::state::App;
use crate::views::operations::OperationStanding;
use crate::views::overview::{CardAction, CardView, SeverityView};

/// The cards of a scope. One about what turned out otherwise stays until the change that was reverted is accepted.
///
/// # Errors
/// The files cannot be read.
pub async fn cards(app: &App, scope: &[InScope]) -> Result<Vec<CardView>, CommandError> {
    let mut cards = Vec::new();
    for place in scope {
        for operation in app.store.operations(&place.connection.id).await? {
            let view = operation_words::view(&operation);
            let is_open = match view.standing {
                OperationStanding::Open => true,
                OperationStanding::Look => false,
                OperationStanding::Done | OperationStanding::NotDone => continue,
            };
            let Purpose::RevertChange { change, .. } = operation.purpose;
            let Some(row) = app.store.change(change).await? else { continue };
            if !is_open && row.review.is_some() {
                continue;
            }
            let name = row.client_name.unwrap_or_else(|| operation.client.to_string());
            cards.push(CardView {
                id: format!("operation-{}", view.id),
                severity: SeverityView::High,
                title: format!("{}: {name}", view.title),
                why: view.detail,
                evidence: Vec::new(),
                at: Some(view.at),
                action: CardAction::ShowChange { label: "See the revert".into(), change },
            });
        }
    }
    Ok(cards)
}
