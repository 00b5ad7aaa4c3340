//! A list as it was read: whole, or cut short with the reason. Only a whole list may say that something is gone.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Why something that we asked for is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Unread {
    /// The credential lacks these scopes (any one of them would do).
    ScopeMissing {
        /// Scopes as the server or the token names them.
        any_of: Vec<String>,
    },
    /// The server refused the credential (401).
    SignInRefused,
    /// The pasted token has ended.
    TokenEnded,
    /// No credential is kept to sign in with.
    CredentialAbsent,
    /// The credential could not be read from where it is kept: the keychain is locked, missing, or no longer holds its key.
    CredentialLocked,
    /// The plan does not offer it.
    NotOffered,
    /// The server asked us to slow down and did not recover in time (429).
    RateLimited,
    /// The server failed (5xx).
    ServerFailed {
        /// The HTTP status.
        status: u16,
    },
    /// No answer: no network, name not found, connection refused or timed out.
    Unreachable,
    /// An answer that is not what the API documents (HTML of a proxy, cut or wrong JSON).
    NotUnderstood {
        /// What was seen, in a few words, without any value.
        what: String,
    },
    /// The list would not hold still: these ids stayed in doubt.
    InDoubt {
        /// How many ids.
        count: usize,
    },
    /// The server gives no more than this many items, and there are more.
    BeyondLimit {
        /// How many items it gives.
        limit: usize,
    },
    /// A person stopped it.
    Cancelled,
    /// Never asked yet.
    NeverRead,
}

/// What came back when a list was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing<T> {
    /// Everything that existed throughout the reading, and nothing that was absent throughout.
    Complete {
        /// The items.
        items: Vec<T>,
        /// When the reading began, by the server.
        started_at: Timestamp,
    },
    /// Some of it.
    CutShort {
        /// What was read before it stopped.
        items: Vec<T>,
        /// Why it is not whole.
        why: Unread,
    },
}

impl<T> Listing<T> {
    /// The items, whole or not.
    #[must_use]
    pub fn items(&self) -> &[T] {
        match self {
            Self::Complete { items, .. } | Self::CutShort { items, .. } => items,
        }
    }
}
