//! What an administrative log row did: whom it was about, what it could have changed, and what it left.

use serde::{Deserialize, Serialize};

use crate::change::Trace;
use crate::ids::ClientId;
use crate::member::{Held, Member};

/// What became of a client's existence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// It came to exist.
    Begins,
    /// It existed before and after.
    GoesOn,
    /// It was deleted.
    Ends,
}

/// What a request could have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sets {
    /// These members, which it sent. That it sent one does not mean that it changed it.
    These(Vec<Member>),
    /// Any member: what was sent is not in the row.
    Anything,
}

impl Sets {
    /// Whether it can have changed this member.
    #[must_use]
    pub fn may_set(&self, member: &Member) -> bool {
        match self {
            Self::These(members) => members.contains(member),
            Self::Anything => true,
        }
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "about")]
pub enum Act {
    /// To a client.
    Client {
        /// Which: from the path or the answer, never the caller's id.
        id: ClientId,
        /// Whether it began, went on or ended.
        life: Life,
        /// What the row could have changed.
        sets: Sets,
        /// What the client held then, as far as the row shows it.
        after: Vec<(Member, Held)>,
        /// Whether the row shows a whole client, so that a member that it leaves out is probably not set: enough to confirm
        /// that, too little to tell of a change.
        is_whole: bool,
    },
    /// To a client grant.
    Grant {
        /// Its id. Rows of creation lack it (facts/auth0.md 16, row 8).
        id: Option<String>,
        /// The client, when the row names it.
        client: Option<ClientId>,
        /// The API, when the row names it.
        audience: Option<String>,
        /// `client` or `user`, when the row says so.
        subject_type: Option<String>,
        /// Its scopes then. `None`: the row does not show them.
        scopes: Option<Held>,
        /// Whether it was removed.
        is_removed: bool,
    },
}

/// One administrative row about a client or one of its grants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Who, when, by which way.
    pub trace: Trace,
    /// What.
    pub act: Act,
}

impl Deed {
    /// The client that it is about, when the row names it.
    #[must_use]
    pub const fn client(&self) -> Option<&ClientId> {
        match &self.act {
            Act::Client { id, .. } => Some(id),
            Act::Grant { client, .. } => client.as_ref(),
        }
    }

    /// The grant that it is about, when the row names it.
    #[must_use]
    pub fn grant(&self) -> Option<&str> {
        match &self.act {
            Act::Client { .. } => None,
            Act::Grant { id, .. } => id.as_deref(),
        }
    }
}
