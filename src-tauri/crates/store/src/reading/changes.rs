//! Changes, hosts, and what was decided about them.

use domain::change::{Actor, Change};
use domain::client::Party;
use domain::ids::ClientId;
use domain::member::{Held, Member};
use domain::time::Timestamp;

use super::ClientKey;

/// By which way a change came, as filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeChannel {
    /// A person in the Dashboard.
    Dashboard,
    /// The Management API, by others than Rollcall.
    ManagementApi,
    /// `/oidc/register`.
    SelfRegistration,
    /// Rollcall itself.
    Rollcall,
    /// No row that is held tells.
    NotInLog,
}

/// Which changes to keep; empty members keep everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeFilter {
    /// Only those that are decided, or only open ones.
    pub is_decided: Option<bool>,
    /// Only changes of URIs and origins.
    pub uris_only: bool,
    /// Only those that came by one of these ways.
    pub channels: Vec<ChangeChannel>,
    /// Only those that this actor may have made ([`domain::change::Actor::key`]).
    pub actor: Option<String>,
    /// Only those that can have happened at or after this moment.
    pub since: Option<Timestamp>,
    /// Only those of this client.
    pub client: Option<ClientId>,
    /// Any part of the client's name or id, or of what stood there before or after, without case.
    pub text: String,
    /// Only these, by number: what the caller judged.
    pub numbers: Option<Vec<i64>>,
}

/// One page of the timeline, in which the registrations of a flood are one line until it is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The lines.
    pub lines: Vec<TimelineLine>,
    /// How many lines there are.
    pub total: u64,
    /// How many changes they tell of.
    pub changes: u64,
    /// The line before the first of these.
    pub before: Option<ChangeRow>,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineLine {
    /// The change; of a flood, the newest.
    pub row: ChangeRow,
    /// How it stands to a flood.
    pub place: InFlood,
}

/// How a line stands to a flood of registrations: many clients with the same content from the same address in short time.
#[derive(Clone, Debug, PartialEq)]
pub enum InFlood {
    /// It is of none.
    No,
    /// It stands for all of one.
    Head(Flood),
    /// It is one of those that the head before it stands for.
    Member,
}

/// A flood of registrations.
#[derive(Clone, Debug, PartialEq)]
pub struct Flood {
    /// Its changes, newest first.
    pub numbers: Vec<i64>,
    /// The names of its clients as they are now known, newest first, a thousand at most.
    pub names: Vec<Option<String>>,
    /// When the first registered.
    pub from: Timestamp,
    /// Whether its members follow.
    pub is_open: bool,
}

/// One page of changes.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangePage {
    /// The rows.
    pub rows: Vec<ChangeRow>,
    /// How many changes pass the filter.
    pub total: u64,
}

/// What of a row was never seen before it in the administrative rows of its connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FirstSeen {
    /// The address.
    pub address: bool,
    /// The user agent.
    pub user_agent: bool,
    /// The actor.
    pub actor: bool,
}

/// One change of one client.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeRow {
    /// Names it, for ever.
    pub number: i64,
    /// Whose.
    pub key: ClientKey,
    /// The client's name as it is now known; also when it is gone.
    pub client_name: Option<String>,
    /// The client's `app_type` as the server wrote it.
    pub app_type: Option<String>,
    /// Whose client it is.
    pub party: Party,
    /// What, when, who.
    pub change: Change,
    /// For each row that may have made it, what of it was new.
    pub first_seen: Vec<FirstSeen>,
    /// When it was first known here, by the server's time.
    pub found_at: Timestamp,
    /// The review that stands.
    pub review: Option<Review>,
    /// The operation that settles it without a review.
    pub settled_by: Option<SettledBy>,
}

impl ChangeRow {
    /// Whether nobody decided on it yet.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.review.is_none() && self.settled_by.is_none()
    }
}

/// The revert that took a change back, or that a change is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledBy {
    /// Who said yes to it.
    pub by: String,
    /// When it was read back as carried out, by the server.
    pub at: Timestamp,
    /// Whether the change is the revert itself; otherwise it is the change that was taken back.
    pub is_revert: bool,
    /// The other of the two, when it is in the timeline.
    pub other: Option<i64>,
}

/// A decision that a change is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Names the decision, which may be about several changes, to undo it.
    pub decision: i64,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What a decision did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Names the decision, to undo it.
    pub decision: i64,
    /// How many changes it accepted.
    pub accepted: u64,
}

/// How many changes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// All.
    pub all: u64,
    /// Those not decided yet.
    pub open: u64,
    /// Those of URIs and origins.
    pub uris: u64,
    /// Those of URIs and origins that are not decided yet.
    pub open_uris: u64,
}

/// Somebody who made changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeAuthor {
    /// What [`ChangeFilter::actor`] takes.
    pub key: String,
    /// Who.
    pub actor: Actor,
    /// How many changes they may have made.
    pub changes: u64,
}

/// One host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostRow {
    /// The host, as [`domain::host::host_of`] gives it.
    pub host: String,
    /// When a client was first known to trust it.
    pub first_at: Timestamp,
    /// The numbers of the clients that trust it now, as [`crate::ClientsNamed`] takes them.
    pub clients: Vec<i64>,
}

/// A client that trusts a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostClient {
    /// Which.
    pub client_id: ClientId,
    /// Its name.
    pub name: Option<String>,
}

/// Clients whose name, id or hosts hold a text.
#[derive(Clone, Debug)]
pub struct ClientsNamed(pub(crate) Vec<bool>);

impl ClientsNamed {
    /// Whether the client with this number is one of them.
    #[must_use]
    pub fn include(&self, number: i64) -> bool {
        usize::try_from(number).is_ok_and(|number| self.0.get(number) == Some(&true))
    }
}

/// What decides what is thought of one change of URIs or origins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which change.
    pub number: i64,
    /// What changed.
    pub member: Member,
    /// What it held before. `None`: the client did not exist.
    pub before: Option<Held>,
    /// What it held then. `None`: it ended.
    pub after: Option<Held>,
    /// The earliest moment that it can have happened at.
    pub from: Timestamp,
    /// The client's `app_type` as the server wrote it.
    pub app_type: Option<String>,
    /// Whose client it is.
    pub party: Party,
}

/// What is new of a connection's changes of URIs and origins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeNews {
    /// How many derivations there were; the next news begin after them.
    pub derivations: i64,
    /// Grows whenever the hosts that clients trust are others.
    pub host_generation: i64,
    /// Those that were gone over again; most of them are as they were.
    pub changed: Vec<Difference>,
    /// The numbers of those that are none any more.
    pub gone: Vec<i64>,
}

/// A host that people marked as their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnHost {
    /// Names the mark, to take it back.
    pub number: i64,
    /// The host, or the registrable domain.
    pub host: String,
    /// Whether everything below it is meant.
    pub is_domain: bool,
    /// Who marked it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}
