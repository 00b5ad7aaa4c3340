//! Finding out what became of operations: by reading back, and by the server's log once it is held.

use std::time::Duration;

use domain::member::Held;
use domain::operation::{Operation, Purpose, Refusal, Settlement, State};
use domain::time::Timestamp;
use store::{Store, StoreError};

use crate::journal::current;
use crate::reach::{CannotBeRead, Reach};
use crate::witness::{find_witness, our_row};

/// A read right after a write may show the past (anchors 4.5, 63): so long is waited before looking again.
const LOOKS_AGAIN_AFTER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// Explains every operation that the last run of the program left in the middle; nothing is sent and no network is needed.
/// What was planned never left and is refused; what was being sent is unknown until [`settle_all`] has read it back. Gives
/// the operations that are open now, of every connection.
///
/// Call it once at each start, before anything is confirmed: it takes every request under way for one of a run that ended.
/// `at` is the time now.
///
/// # Errors
///
/// Our own files cannot be used.
pub async fn recover(store: &Store, at: Timestamp) -> Result<Vec<Operation>, StoreError> {
    for left in store.open_operations().await? {
        let step = move |state: &State| match state {
            State::Planned { .. } => {
                let why = "Rollcall ended before it was sent".to_owned();
                state.refused(at, Refusal::NotSent { why })
            }
            // any other state refuses this step, and so stays as it is
            _ => state.unknown(at, "Rollcall ended before the answer was known".to_owned()),
        };
        let stepped = store.step_operation(&left.id, step).await?;
        if let Ok(operation) = stepped {
            tracing::info!(operation = %operation.id, state = operation.state.code(), "explained at the start");
        }
    }
    store.open_operations().await
}

/// Reads back every operation of this connection whose outcome is open, and looks in the log, as far as it is held, what
/// became of the others. Sends nothing that changes anything. Call it after [`recover`] and after each sync. Gives the operations
/// of which something new is known; those whose clients cannot be read stay open.
///
/// # Errors
///
/// Our own files cannot be used.
pub async fn settle_all(reach: &Reach) -> Result<Vec<Operation>, StoreError> {
    let mut news = Vec::new();
    for operation in reach.store.open_operations().await? {
        let is_here = operation.connection == reach.connection.id;
        if is_here && matches!(operation.state, State::Done { .. } | State::Unknown { .. }) {
            let settled = settle(reach, operation).await?;
            if !settled.state.is_open() {
                news.push(settled);
            }
        }
    }
    for operation in reach.store.unwitnessed_operations(&reach.connection.id).await? {
        let Some(witness) = find_witness(reach, &operation).await? else { continue };
        let at = reach.tenant.server_now();
        if reach.store.witness_operation(&operation.id, witness, at).await? {
            let operation = current(reach, &operation.id).await?;
            news.retain(|known: &Operation| known.id != operation.id);
            news.push(operation);
        }
    }
    Ok(news)
}

/// Reads back what an operation asked for. When that cannot be done now, it stays as it is.
pub(crate) async fn settle(reach: &Reach, operation: Operation) -> Result<Operation, StoreError> {
    let settlement = match read_back(reach, &operation).await {
        Ok(Some(settlement)) => settlement,
        Ok(None) => return Ok(operation),
        Err(CannotBeRead::Server(problem)) => {
            tracing::info!(operation = %operation.id, %problem, "not read back yet");
            return Ok(operation);
        }
        Err(CannotBeRead::Files(error)) => return Err(error),
    };
    let at = reach.tenant.server_now();
    match reach.store.step_operation(&operation.id, move |state| state.settled(at, settlement)).await? {
        Ok(settled) => Ok(settled),
        // somebody else settled it meanwhile
        Err(_) => current(reach, &operation.id).await,
    }
}

/// What the server holds now says this. `None`: the token may not see it any more.
async fn read_back(reach: &Reach, operation: &Operation) -> Result<Option<Settlement>, CannotBeRead> {
    let Purpose::RevertChange { member, expected, intended, .. } = &operation.purpose;
    let mut pauses = LOOKS_AGAIN_AFTER.into_iter();
    let held = loop {
        let Some((client, _)) = reach.look(&operation.client).await? else {
            return Ok(Some(Settlement::ClientGone));
        };
        let Some(held) = member.held_by(&client.body) else { return Ok(None) };
        match pauses.next().filter(|_| held != *intended) {
            Some(pause) => reach.clock.sleep(pause).await,
            None => break held,
        }
    };
    let was_carried_out =
        matches!(operation.state, State::Done { .. }) || our_row(reach, operation).await?.is_some();
    Ok(Some(judged(held, expected, intended, was_carried_out)))
}

fn judged(held: Held, expected: &Held, intended: &Held, was_carried_out: bool) -> Settlement {
    if held == *intended {
        Settlement::Applied
    } else if was_carried_out {
        Settlement::Overtaken { held }
    } else if held == *expected {
        Settlement::NotApplied
    } else {
        Settlement::Undecided { held }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_of_the_server_is_never_settled_as_not_carried_out() {
        let list = |entry: &str| vec![entry.to_owned()];
        let (expected, intended) = (list("before"), list("after"));
        assert_eq!(judged(list("after"), &expected, &intended, false), Settlement::Applied);
        assert_eq!(judged(list("before"), &expected, &intended, false), Settlement::NotApplied);
        assert_eq!(
            judged(list("before"), &expected, &intended, true),
            Settlement::Overtaken { held: list("before") }
        );
        assert_eq!(
            judged(list("other"), &expected, &intended, false),
            Settlement::Undecided { held: list("other") }
        );
    }
}
