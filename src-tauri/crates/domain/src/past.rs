//! What is told of one client's past, in an order of time that a moment can be looked up in: enough to say what was so at any
//! moment, and what is not known of it.

use crate::client::{CredentialMethod, Origin, Party};
use crate::time::Timestamp;

/// Somebody told what something held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<T> {
    /// When it held this.
    pub at: Timestamp,
    /// Whether it may have come to be so at that moment only, by a row: then it says nothing of the time before.
    pub is_new: bool,
    /// What. `None`: the client was not there.
    pub held: Option<T>,
}

/// What is told of one thing about a client, in the order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course<T> {
    /// What was told.
    pub told: Vec<Told<T>>,
    /// When rows may have changed it without showing what they left.
    pub veiled: Vec<Timestamp>,
}

impl<T> Default for Course<T> {
    fn default() -> Self {
        Self { told: Vec::new(), veiled: Vec::new() }
    }
}

/// What kind of client it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Whose it is.
    pub party: Party,
    /// How it came to exist.
    pub origin: Origin,
    /// `app_type` as the server wrote it.
    pub app_type: Option<String>,
}

/// One client's past, as far as the list of clients shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// That it existed.
    pub existence: Course<()>,
    /// Its name; empty when it has none.
    pub name: Course<String>,
    /// Its kind.
    pub kind: Course<Kind>,
    /// Its grant types, in the server's order.
    pub grant_types: Course<Vec<String>>,
    /// How it proves itself.
    pub credential: Course<CredentialMethod>,
    /// How many redirect URIs it has.
    pub redirect_uris: Course<u32>,
}
