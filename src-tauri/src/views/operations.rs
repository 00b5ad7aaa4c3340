//! Operations: what a revert would send, and what became of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::redirects::FindingView;

/// What reverting a change would send.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PlanRevertRequest {
    /// The change's number.
    pub change: i64,
}

/// What reverting a change would send, or why nothing can be sent. The client was read from the server for it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum PlanRevertResponse {
    /// This would be sent.
    Plan {
        /// The plan.
        plan: Box<RevertPlanView>,
    },
    /// The change's own entries were touched since.
    Conflict {
        /// The three lists.
        conflict: ConflictView,
    },
    /// It cannot be reverted.
    Refused {
        /// Why, in a sentence.
        why: String,
    },
}

/// A revert, exactly as it would be sent.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RevertPlanView {
    /// The operation that it becomes; its request carries it as `X-Correlation-ID`.
    pub operation_id: String,
    /// Names what is shown here; the confirm carries it.
    pub digest: String,
    /// The HTTP method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The JSON body as it is sent.
    pub body: String,
    /// The body for people: one entry a line, with the lines that go.
    pub lines: Vec<BodyLine>,
    /// The same request for a terminal, without the token.
    pub curl: String,
    /// The URIs that come back, with what is thought of each.
    pub puts_back: Vec<PutBackView>,
    /// What has to hold when it is sent, in sentences.
    pub preconditions: Vec<String>,
    /// What it does not undo, in sentences.
    pub cannot_undo: Vec<String>,
    /// When the client was read.
    pub read_at: i64,
}

/// One line of the body, or of what leaves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BodyLine {
    /// What becomes of it.
    pub kind: BodyLineKind,
    /// JSON.
    pub text: String,
    /// How its host goes to the resolver, when that is not how it looks.
    pub punycode: Option<String>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BodyLineKind {
    /// It is there and stays, or it is a bracket.
    Same,
    /// It comes.
    Added,
    /// It goes; it is not part of the body.
    Removed,
}

/// A URI that a revert puts back.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PutBackView {
    /// Its exact text.
    pub uri: String,
    /// What rules say about it, the worst first.
    pub risks: Vec<FindingView>,
}

/// What was there, what others made of it, and what a revert would make of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ConflictView {
    /// What the change left.
    pub was: Vec<String>,
    /// What the server holds now.
    pub theirs: Vec<String>,
    /// What the revert goes back to.
    pub yours: Vec<String>,
}

/// A person's yes to a plan.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ConfirmOperationRequest {
    /// The change's number.
    pub change: i64,
    /// From [`RevertPlanView`].
    pub operation_id: String,
    /// From [`RevertPlanView`].
    pub digest: String,
}

/// What became of a yes.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum ConfirmOperationResponse {
    /// It was acted upon.
    Acted {
        /// How it stands.
        operation: OperationView,
    },
    /// Nothing was sent: what was seen is not what is. This would be sent now.
    Changed {
        /// The plan now.
        plan: Box<RevertPlanView>,
    },
    /// Nothing was sent: the change's own entries were touched since.
    Conflict {
        /// The three lists.
        conflict: ConflictView,
    },
    /// Nothing was sent.
    Refused {
        /// Why, in a sentence.
        why: String,
    },
}

/// One operation, as shown.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OperationView {
    /// Its id, also in the server's log.
    pub id: String,
    /// Whether it is done, failed, or still open.
    pub standing: OperationStanding,
    /// What became of it, in a few words.
    pub title: String,
    /// The details, in a sentence or two.
    pub detail: String,
    /// Since when it stands so.
    pub at: i64,
    /// Who said yes.
    pub by: String,
    /// What somebody else had set between the last look and the request, and lost.
    pub overwrote: Option<OverwrittenView>,
}

/// How an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OperationStanding {
    /// The server holds what was asked for.
    Done,
    /// It was carried out, and something about it needs a look.
    Look,
    /// Nothing was changed.
    NotDone,
    /// It is not known yet.
    Open,
}

/// What somebody else lost.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OverwrittenView {
    /// The entries that they had set.
    pub theirs: Vec<String>,
    /// Their rows in the log, oldest first.
    pub log_ids: Vec<String>,
}

/// The operations of one change.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ListOperationsResponse {
    /// Newest first.
    pub operations: Vec<OperationView>,
}
