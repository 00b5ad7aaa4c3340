//! What queries answer with: stored facts in the domain's types. Nothing here is worded for people.

use domain::activity::{ActivityKind, AdminAction};
use domain::client::{Origin, Party};
use domain::ids::{ClientId, ConnectionId, LogId};
use domain::judgement::{ClientFacts, Cutlines, Verdict};
use domain::listing::Unread;
use domain::snapshot::{Digest, SnapshotKind};
use domain::time::{Day, Timestamp};
use serde_json::Value;

/// One connection of a query's scope, with the plain numbers that verdicts are computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Which connection.
    pub connection: ConnectionId,
    /// Its cut-lines, made by `assessment` from clock, ledger and window.
    pub cutlines: Cutlines,
}

/// One client, named in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientKey {
    /// Which connection.
    pub connection: ConnectionId,
    /// Identity within it.
    pub client_id: ClientId,
}

/// How a client proves itself (method only), as filtered and sorted by. The numbers are stored: never renumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CredentialKind {
    /// A client secret.
    Secret = 0,
    /// None: a public client.
    Public = 1,
    /// `private_key_jwt`.
    PrivateKeyJwt = 2,
    /// Mutual TLS.
    Mtls = 3,
    /// A method that we do not know.
    Other = 4,
    /// The credential's scopes hide it.
    CannotTell = 5,
}

/// Why a client is never judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientTag {
    /// The tenant's own global client.
    Global,
    /// The client that Rollcall signs in as.
    Rollcall,
}

/// Which clients to keep; empty members keep everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientFilter {
    /// Any part of name, id or redirect-URI host, without case.
    pub text: String,
    /// Any of these verdicts. Clients that are never judged have none.
    pub verdicts: Vec<Verdict>,
    /// Any of these parties.
    pub parties: Vec<Party>,
    /// Any of these origins.
    pub origins: Vec<Origin>,
    /// Any of these ways of proving itself.
    pub credentials: Vec<CredentialKind>,
    /// Only with an owner, or only without one.
    pub has_owner: Option<bool>,
    /// Only clients that were never used although their whole life is covered, or only the others.
    pub never_used: Option<bool>,
    /// Only clients created, or else first seen, at or after this moment.
    pub created_since: Option<Timestamp>,
    /// Only clients with a failure at or after this moment.
    pub failed_since: Option<Timestamp>,
    /// Only clients without a failure at or after this moment.
    pub not_failed_since: Option<Timestamp>,
}

/// Columns that can be sorted by. Ties are broken by name, then id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientColumn {
    /// Display name, without case; clients without one sort by id.
    Name,
    /// `client_id`.
    Id,
    /// Party, then origin.
    Kind,
    /// How it proves itself.
    Credential,
    /// Last use; none sorts as oldest.
    LastUse,
    /// Verdict, in its order of precedence, then last use; clients that are never judged sort last.
    Verdict,
    /// How many redirect URIs; unknown sorts as fewest.
    RedirectUris,
    /// Owner, without case; none sorts last, whichever the direction.
    Owner,
    /// Length of the quiet stretch.
    Quiet,
    /// Creation, or else first sight; neither sorts as oldest.
    Created,
}

/// A column to sort by, and its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientSort {
    /// The column.
    pub column: ClientColumn,
    /// Largest or newest first.
    pub descending: bool,
}

/// One page of clients.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientPage {
    /// The rows.
    pub rows: Vec<ClientRow>,
    /// How many clients pass the filter.
    pub total: u64,
    /// How many there are in scope.
    pub all: u64,
}

/// One client that is not known to be gone.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientRow {
    /// Which client.
    pub key: ClientKey,
    /// Display name; from the log while no reading has shown it.
    pub name: Option<String>,
    /// Whether a listing or a point read has shown it; otherwise it is known from the log alone.
    pub listed: bool,
    /// Why it is never judged.
    pub tag: Option<ClientTag>,
    /// Whose it is.
    pub party: Party,
    /// How it came to exist, by its snapshot, else by its creation row.
    pub origin: Origin,
    /// `app_type` as the server wrote it.
    pub app_type: Option<String>,
    /// Grant types; `None` when hidden or not read yet.
    pub grant_types: Option<Vec<String>>,
    /// How it proves itself.
    pub credential: CredentialKind,
    /// How many redirect URIs; `None` when hidden or not read yet.
    pub redirect_uri_count: Option<u32>,
    /// Owner, kept locally.
    pub owner: Option<String>,
    /// Note, kept locally.
    pub note: Option<String>,
    /// The verdict; `None` for clients that are never judged.
    pub verdict: Option<Verdict>,
    /// The facts that it rests on.
    pub facts: ClientFacts,
    /// Whether the latest reading of its granted APIs failed, so that L rests on an assumption or an older sight.
    pub lifetime_unreadable: bool,
    /// The newest failed request in its name.
    pub last_failure: Option<Timestamp>,
}

/// How many clients stand behind each tab and chip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientCounts {
    /// All in scope.
    pub all: u64,
    /// By verdict, in order of precedence; clients that are never judged are in none.
    pub verdicts: [u64; 5],
    /// Of each verdict, how many were never used although their whole life is covered.
    pub never_used: [u64; 5],
    /// Third-party ones, strict or permissive.
    pub third_party: u64,
    /// Self-registered ones.
    pub self_registered: u64,
    /// Created or first seen in the last seven days.
    pub created_this_week: u64,
    /// Without an owner.
    pub no_owner: u64,
    /// With failures in the last seven days.
    pub failing: u64,
    /// Known from the log alone.
    pub unlisted: u64,
}

/// Registrations of one UTC day, by creation rows, of clients that may be gone since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationDay {
    /// The day.
    pub day: Day,
    /// By themselves.
    pub self_registered: u64,
    /// By a person or a pipeline.
    pub by_admin: u64,
}

/// Many self-registrations close together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// In which connection.
    pub connection: ConnectionId,
    /// How many.
    pub count: u64,
    /// The first.
    pub first_at: Timestamp,
    /// The last.
    pub last_at: Timestamp,
    /// The address that all of them came from, when it is kept and only one.
    pub address: Option<String>,
}

/// The client with the most failures since a UTC day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MostFailing {
    /// Which.
    pub key: ClientKey,
    /// Its name.
    pub name: Option<String>,
    /// Its failures.
    pub failures: u64,
    /// All failures of the scope since that day, also in the name of ids that are no client's.
    pub all_failures: u64,
}

/// What the overview counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Clients by verdict and chip.
    pub counts: ClientCounts,
    /// Registrations of each day that had any, oldest first.
    pub registrations: Vec<RegistrationDay>,
    /// Failed token requests of each day that had any, oldest first.
    pub failures: Vec<(Day, u64)>,
    /// The client that fails most in the last three UTC days.
    pub most_failing: Option<MostFailing>,
    /// Many self-registrations close together in the last seven days, newest first.
    pub bursts: Vec<Burst>,
}

/// Uses and failures of one UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StripDay {
    /// The day.
    pub day: Day,
    /// Successes of every kind.
    pub uses: u32,
    /// Failures.
    pub failures: u32,
}

/// One version of something that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Of its canonical bytes.
    pub digest: Digest,
    /// When it was first read so.
    pub first_read_at: Timestamp,
    /// When it was last read so.
    pub last_read_at: Timestamp,
    /// The object.
    pub body: Value,
}

/// One administrative row about a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminRow {
    /// The row.
    pub log_id: LogId,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: AdminAction,
    /// The client that called, when the row says so.
    pub caller: Option<ClientId>,
    /// The person, as the server's user id, when the row says so.
    pub user: Option<String>,
}

/// One log row, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The row.
    pub log_id: LogId,
    /// When.
    pub at: Timestamp,
    /// The server's code.
    pub code: String,
    /// What it says about its actor.
    pub kind: Option<ActivityKind>,
}

/// Which annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnnotationField {
    /// Who answers for the client.
    Owner,
    /// A note.
    Note,
}

/// Owner or note as it stands, with who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Which.
    pub field: AnnotationField,
    /// The text.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What an annotation changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Annotated {
    /// Names the change, to undo it.
    pub undo_id: i64,
    /// How many clients it changed; those that said so already are not counted.
    pub changed: u64,
}

/// Everything stored about one client that is not known to be gone.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientDetail {
    /// The row of the grid.
    pub row: ClientRow,
    /// Newest success of this incarnation by kind, newest first.
    pub last_by_kind: Vec<(ActivityKind, Timestamp)>,
    /// Its versions, newest first, at most fifty; the first is the latest snapshot. Empty: not read yet.
    pub versions: Vec<Version>,
    /// Administrative rows about it, newest first, at most two hundred.
    pub admin_rows: Vec<AdminRow>,
    /// The newest rows that name it as actor, newest first, at most twenty.
    pub events: Vec<EventRow>,
    /// Owner and note with who and when.
    pub annotations: Vec<Annotation>,
    /// The client grants that name it, and those that name no client, as they were last read.
    pub grants: Vec<Value>,
    /// Every resource server, as last read.
    pub resource_servers: Vec<Value>,
    /// The tenant's settings, as last read.
    pub tenant_settings: Option<Value>,
}

/// How the reading of one kind of thing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadState {
    /// Which kind; `None`: the log.
    pub what: Option<SnapshotKind>,
    /// When the latest complete list was read: start and end. Never for the log.
    pub last_complete: Option<(Timestamp, Timestamp)>,
    /// Why the latest attempt did not bring it whole, and when that was. `None`: it did, or there was none.
    pub unread: Option<(Unread, Timestamp)>,
}

/// How the syncs of a connection stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncState {
    /// When the last sync ended well.
    pub last_success_at: Option<Timestamp>,
    /// Why the last one did not end well, and when that was.
    pub problem: Option<(Unread, Timestamp)>,
}

/// One host that was contacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Egress {
    /// The host, with its port when it is not the usual one.
    pub host: String,
    /// How many requests were sent.
    pub requests: u64,
    /// When last.
    pub last_at: Timestamp,
}

/// Files on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storage {
    /// Bytes of the precious file, with its write-ahead log.
    pub precious_bytes: u64,
    /// Per connection.
    pub connections: Vec<ConnectionStorage>,
}

/// One connection's part of the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionStorage {
    /// Which connection.
    pub connection: ConnectionId,
    /// Bytes of its events file, with its write-ahead log.
    pub bytes: u64,
    /// Log rows held.
    pub log_rows: u64,
    /// Date of the oldest of them.
    pub oldest_at: Option<Timestamp>,
    /// Versions of snapshots held.
    pub snapshots: u64,
}

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
    pub change: domain::change::Change,
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
    pub actor: domain::change::Actor,
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
    pub member: domain::member::Member,
    /// What it held before. `None`: the client did not exist.
    pub before: Option<domain::member::Held>,
    /// What it held then. `None`: it ended.
    pub after: Option<domain::member::Held>,
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
