//! What questions about a past moment are asked and answered with.

use domain::client::{Origin, Party};
use domain::coverage::Interval;
use domain::judgement::{ClientFacts, Verdict};
use domain::time::{Day, Timestamp};

use crate::reading::{ClientKey, ClientTag, CredentialKind};

/// One connection of a question about a past moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When: the end of a UTC day, or now. Uses are told by their day, so those of the same day after another moment would count.
    pub at: Timestamp,
    /// The covered interval that holds it, of all that is covered today. `None`: it was not watched.
    pub covered: Option<Interval>,
}

/// Which clients of the past to keep; empty members keep everything. What is not known of a client is none of the values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastFilter {
    /// Any part of the name that it had, or of its id, without case.
    pub text: String,
    /// Any of these verdicts of that moment.
    pub verdicts: Vec<Verdict>,
    /// Any of these parties; `Unknown` also when it is not known.
    pub parties: Vec<Party>,
    /// Any of these origins; `Unknown` also when it is not known.
    pub origins: Vec<Origin>,
    /// Any of these ways of proving itself; `CannotTell` also when it is not known.
    pub credentials: Vec<CredentialKind>,
}

/// Columns that clients of the past can be sorted by. Ties are broken by name, then id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastColumn {
    /// Name then, without case; by id where it had none or it is not known.
    Name,
    /// `client_id`.
    Id,
    /// Party, then origin; not known sorts as greatest.
    Kind,
    /// How it proved itself; not known sorts with what was hidden.
    Credential,
    /// UTC day of the last use until then; none sorts as oldest.
    LastUse,
    /// Verdict of that moment, in its order of precedence, then last use; none sorts last.
    Verdict,
    /// How many redirect URIs; not known sorts as fewest.
    RedirectUris,
}

/// One page of the clients of a past moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastPage {
    /// The rows.
    pub rows: Vec<PastRow>,
    /// How many pass the filter.
    pub total: u64,
    /// How many of all are known to have existed then.
    pub existed: u64,
    /// Of how many others it is not known whether they existed then.
    pub unproven: u64,
    /// Whether every client that existed then is among them: a complete list and all of the log between it and that moment is
    /// held, in every connection.
    pub is_complete: bool,
}

/// One client at a past moment, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRow {
    /// Which.
    pub key: ClientKey,
    /// Whether it is known to have existed then; otherwise that is not known.
    pub existed: bool,
    /// Whether it is known to be gone now.
    pub is_gone: bool,
    /// Why it is never judged.
    pub tag: Option<ClientTag>,
    /// Its name then. `None`: not known, or it had none.
    pub name: Option<String>,
    /// Whose it was.
    pub party: Party,
    /// How it had come to exist.
    pub origin: Origin,
    /// `app_type` then.
    pub app_type: Option<String>,
    /// Grant types then. `None`: not known.
    pub grant_types: Option<Vec<String>>,
    /// How it proved itself; `CannotTell` also when it is not known.
    pub credential: CredentialKind,
    /// How many redirect URIs it had. `None`: not known.
    pub redirect_uri_count: Option<u32>,
    /// The UTC day of its last known use until then.
    pub last_use: Option<Day>,
    /// The verdict of that moment. `None`: it is never judged, or nothing is known of it as it was before it came anew.
    pub verdict: Option<Verdict>,
    /// When it was created, when a creation row dates it.
    pub created_at: Option<Timestamp>,
}

/// What the verdict of a past moment rests on, also of a client that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastFacts {
    /// The facts as they are known today.
    pub facts: ClientFacts,
    /// Why it is never judged.
    pub tag: Option<ClientTag>,
}
