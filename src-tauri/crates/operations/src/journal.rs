//! From the journal to the server and back: sent once.

use domain::operation::{Operation, OperationId};
use provider::auth0::Written;
use store::StoreError;

use crate::gate::Leave;
use crate::reach::Reach;
use crate::settle::settle;

/// Sends what the journal holds as planned, and settles it as far as that can be done now. `sending` is on the disk before
/// the request leaves. An operation that is not planned any more is given back as it is: its request is another's, or gone.
///
/// Dropping this future is as good as a crash: what it had not written down yet is found out by [`crate::recover`] and
/// [`crate::settle_all`].
///
/// # Errors
///
/// Our own files cannot be written. If that was after the request left, the operation stays `sending` until the next start.
pub(crate) async fn carry_out(
    reach: &Reach,
    id: &OperationId,
    _leave: Leave,
) -> Result<Operation, StoreError> {
    let at = reach.tenant.server_now();
    let Ok(sending) = reach.store.step_operation(id, move |state| state.sending(at)).await? else {
        return current(reach, id).await;
    };
    let written = reach.tenant.send_once(&sending.request, id).await;
    let at = reach.tenant.server_now();
    let answered = reach.store.step_operation(id, move |state| match written {
        Written::Done => state.done(at),
        Written::Refused(why) => state.refused(at, why),
        Written::Unknown { why } => state.unknown(at, why),
    });
    match answered.await? {
        Ok(operation) if operation.state.is_open() => settle(reach, operation).await,
        Ok(operation) => Ok(operation),
        Err(_) => current(reach, id).await,
    }
}

/// The operation as the journal has it now.
pub(crate) async fn current(reach: &Reach, id: &OperationId) -> Result<Operation, StoreError> {
    let found = reach.store.operation(id).await?;
    found.ok_or_else(|| StoreError::Row {
        table: "operation",
        column: "id",
        row: id.to_string(),
        why: "it left the journal".to_owned(),
    })
}
