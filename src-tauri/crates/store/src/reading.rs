//! What queries answer with: stored facts in the domain's types. Nothing here is worded for people.

use domain::activity::{ActivityKind, AdminAction};
use domain::client::{Origin, Party};
use domain::ids::{ClientId, ConnectionId, LogId};
use domain::judgement::{ClientFacts, Cutlines, Verdict};
use domain::listing::Unread;
use domain::snapshot::{Digest, SnapshotKind};
use domain::time::{Day, Timestamp};
use serde_json::Value;

mod changes;

pub use changes::*;

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
