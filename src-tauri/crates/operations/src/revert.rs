//! Taking one change of a client's URIs back: only this change, on the list as it is now, at the original places.

use domain::diff::{Conflict, ListDiff, Moved, Placed, invert};
use domain::ids::ClientId;
use domain::member::{Held, Member};
use domain::operation::{Operation, OperationId, Purpose, Request, State};
use domain::snapshot::{Digest, Snapshot};
use domain::time::Timestamp;
use provider::Problem;
use provider::auth0::NEEDED_FOR_URLS;
use serde::Serialize;
use serde_json::json;
use store::{Begun, StoreError};

use crate::gate::{Barred, Leave, gate, may_act};
use crate::journal::carry_out;
use crate::reach::{CannotBeRead, Reach};

/// What a caller thinks of a URI that would be put back into a member of this client: its findings, in its own type.
pub type Judge<'j, F> = &'j (dyn Fn(&Snapshot, &Member, &str) -> Vec<F> + Sync);

/// A URI that the revert puts back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PutBack<F> {
    /// Its place in the list afterwards, counted from 0.
    pub place: usize,
    /// Its exact text.
    pub uri: String,
    /// What the caller's judgement found.
    pub findings: Vec<F>,
}

/// What a revert would do, as of the look that it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<F> {
    /// The operation that it becomes when it is confirmed; a plan can be confirmed once.
    pub operation: OperationId,
    /// Of everything below that matters; the confirm carries it.
    pub digest: Digest,
    /// The change that is taken back.
    pub change: i64,
    /// Whose.
    pub client: ClientId,
    /// Its name now.
    pub client_name: Option<String>,
    /// Which URIs.
    pub member: Member,
    /// Exactly what would be sent.
    pub request: Request,
    /// What the server holds now: the request is sent only if it still does.
    pub now: Held,
    /// What it would hold then.
    pub then: Held,
    /// The URIs that go.
    pub takes_out: Vec<Placed>,
    /// The URIs that come back.
    pub puts_back: Vec<PutBack<F>>,
    /// The URIs that change places.
    pub moves: Vec<Moved>,
    /// What this does not undo, in sentences.
    pub cannot_undo: Vec<&'static str>,
    /// The moment of the look, by the server.
    pub read_at: Timestamp,
}

/// What a person's yes carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The operation of the plan that was seen.
    pub operation: OperationId,
    /// Its digest, as [`Digest::to_hex`] gives it.
    pub digest: String,
}

/// What became of a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed<F> {
    /// It was acted upon, now or by an earlier yes to the same plan. The operation's state tells how it ended.
    Acted(Box<Operation>),
    /// What was seen is not what is: nothing was sent. This is the plan now.
    Changed(Box<Plan<F>>),
}

/// Why there is no plan, or why it was not acted upon. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum RevertError {
    /// The change is none any more: other evidence tells another story.
    #[error("This change is not in the timeline any more.")]
    NoSuchChange,
    /// It is not a change of URIs.
    #[error("Only changes of URIs can be reverted here.")]
    NotUris,
    /// Nothing is known from before, or the client ended with it.
    #[error("There is no earlier state to go back to.")]
    NoEarlierState,
    /// The gate.
    #[error(transparent)]
    Barred(#[from] Barred),
    /// The client does not exist any more.
    #[error("This client is gone.")]
    ClientGone,
    /// The token may not see what the client holds.
    #[error("The token cannot see these URIs.")]
    Hidden,
    /// The server holds what was there before the change.
    #[error("This change is already undone: the server holds what was there before.")]
    AlreadyBack,
    /// The change's own entries were touched since.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// Another operation of this client is not settled yet.
    #[error("Another operation on this client is not settled yet.")]
    Blocked(Box<Operation>),
    /// The server could not be asked.
    #[error(transparent)]
    Server(#[from] Problem),
    /// Our own files.
    #[error(transparent)]
    Files(#[from] StoreError),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl From<CannotBeRead> for RevertError {
    fn from(error: CannotBeRead) -> Self {
        match error {
            CannotBeRead::Server(problem) => Self::Server(problem),
            CannotBeRead::Files(error) => Self::Files(error),
        }
    }
}

/// What this kind of request does not undo, whatever it holds.
const STAYS_OUT: &str = "Codes and tokens that already went to a URI that is taken out stay there.";
const RACE: &str = "Auth0 has no conditional write: if somebody changes this list in the moment between the last look and the request, theirs is overwritten. Rollcall tells you when the log shows it.";

/// Reads the client and plans the revert of a change. Nothing is sent that changes anything, and nothing is journaled.
/// `judge` is asked about every URI that would be put back.
///
/// # Errors
///
/// [`RevertError`]: the change cannot be reverted, the gate is closed, the entries were touched since
/// ([`RevertError::Conflict`]), or something could not be read.
pub async fn plan<F: Serialize>(
    reach: &Reach,
    change: i64,
    judge: Judge<'_, F>,
) -> Result<Plan<F>, RevertError> {
    Ok(prepare(reach, change, judge).await?.0)
}

/// Acts on a person's yes: reads the client again, and if the plan is still the one that was seen, journals it, sends it once
/// and reads back. If it is not, nothing is sent and the new plan is given. The same yes given twice is sent once. `by` is
/// the person.
///
/// Not to be given up on: dropping this future in the middle leaves the operation for [`crate::recover`].
///
/// # Errors
///
/// As [`plan`], and [`RevertError::Blocked`]. Nothing was sent, unless our own files failed afterwards; the next start finds
/// that out.
pub async fn confirm<F: Serialize>(
    reach: &Reach,
    change: i64,
    yes: &Confirmation,
    by: &str,
    judge: Judge<'_, F>,
) -> Result<Confirmed<F>, RevertError> {
    if let Some(known) = reach.store.operation(&yes.operation).await? {
        return Ok(Confirmed::Acted(Box::new(known)));
    }
    let (plan, leave) = prepare(reach, change, judge).await?;
    if plan.digest.to_hex() != yes.digest {
        return Ok(Confirmed::Changed(Box::new(plan)));
    }
    let planned = Operation {
        id: yes.operation.clone(),
        connection: reach.connection.id.clone(),
        client: plan.client,
        purpose: Purpose::RevertChange {
            change,
            member: plan.member,
            expected: plan.now,
            intended: plan.then,
        },
        request: plan.request,
        digest: plan.digest,
        by: by.to_owned(),
        read_at: plan.read_at,
        state: State::Planned { at: reach.tenant.server_now() },
        witness: None,
    };
    match reach.store.begin_operation(planned).await? {
        Begun::New => {}
        Begun::Known(operation) => return Ok(Confirmed::Acted(operation)),
        Begun::Blocked(operation) => return Err(RevertError::Blocked(operation)),
    }
    Ok(Confirmed::Acted(Box::new(carry_out(reach, &yes.operation, leave).await?)))
}

async fn prepare<F: Serialize>(
    reach: &Reach,
    number: i64,
    judge: Judge<'_, F>,
) -> Result<(Plan<F>, Leave), RevertError> {
    let row = reach.store.change(number).await?.ok_or(RevertError::NoSuchChange)?;
    if row.key.connection != reach.connection.id {
        return Err(RevertError::NoSuchChange);
    }
    let (client, member) = (row.key.client_id, row.change.member);
    if !member.holds_uris() {
        return Err(RevertError::NotUris);
    }
    let (Some(before), Some(after)) = (row.change.before, row.change.after) else {
        return Err(RevertError::NoEarlierState);
    };
    may_act(&reach.connection)?;
    let token = reach.tenant.sign_in().await?;
    let (seen, read_at) = reach.look(&client).await?.ok_or(RevertError::ClientGone)?;
    let leave = gate(&reach.connection, &token, &seen, NEEDED_FOR_URLS)?;
    let now = member.held_by(&seen.body).ok_or(RevertError::Hidden)?;
    if now == before {
        return Err(RevertError::AlreadyBack);
    }
    let then = invert(&before, &after, &now)?;
    let request = reach.tenant.url_patch(&client, &member, &then).ok_or(RevertError::NotUris)?;
    let ListDiff { added, removed, moved } = ListDiff::between(&now, &then);
    let puts_back: Vec<PutBack<F>> = added
        .iter()
        .map(|added| PutBack {
            place: added.place,
            uri: added.entry.clone(),
            findings: judge(&seen, &member, &added.entry),
        })
        .collect();
    let cannot_undo: Vec<&'static str> =
        [(!removed.is_empty()).then_some(STAYS_OUT), Some(RACE)].into_iter().flatten().collect();
    let shown = json!({
        "connection": reach.connection.id, "change": number, "client": client, "member": member, "request": request,
        "now": now, "then": then, "puts_back": puts_back, "cannot_undo": cannot_undo,
    });
    let mut random = [0; 10];
    getrandom::fill(&mut random)?;
    let plan = Plan {
        operation: OperationId::from_random(reach.clock.now(), random),
        digest: Digest::of(shown.to_string().as_bytes()),
        change: number,
        client_name: row.client_name,
        client,
        member,
        request,
        now,
        then,
        takes_out: removed,
        puts_back,
        moves: moved,
        cannot_undo,
        read_at,
    };
    Ok((plan, leave))
}
