//! One client in full: the inspector.

use domain::activity::ActivityKind;
use domain::judgement::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::clients::{ClientKey, ClientRow};
use super::redirects::FindingView;
use super::{CoverageView, UnreadView};

/// One client, and the window to judge it in.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ShowClientRequest {
    /// Which client.
    pub client: ClientKey,
    /// The verdict window in days.
    pub window_days: u16,
}

/// Everything that the inspector shows.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ShowClientResponse {
    /// The row of the grid.
    pub row: ClientRow,
    /// Coverage of its connection.
    pub coverage: CoverageView,
    /// Newest success by kind, newest first.
    pub last_by_kind: Vec<LastByKindView>,
    /// The proof of the verdict, a sentence a line, as copied.
    pub proof: Vec<String>,
    /// Its URIs and origins, list by list, redirect URIs first; `null` when hidden or not read yet.
    pub uris: Option<Vec<UriListView>>,
    /// How its server compares a redirect URI.
    pub uri_rule: String,
    /// Credential method with what can be told about it.
    pub credential: CredentialView,
    /// What it can reach.
    pub access: AccessView,
    /// What was done to it, newest first.
    pub history: Vec<HistoryEntry>,
    /// The latest snapshot as JSON, secrets absent. `null`: not read yet.
    #[ts(type = "unknown")]
    pub json: Option<Value>,
    /// When that snapshot was read last.
    pub read_at: Option<i64>,
    /// Owner and note with who and when.
    pub annotations: Vec<AnnotationView>,
    /// The newest log rows that name it as actor, newest first, at most 20.
    pub events: Vec<EventRow>,
    /// Parts that could not be read.
    pub unread: Vec<UnreadView>,
}

/// One list of URIs or origins of a client.
#[derive(Clone, Debug, Serialize, TS)]
pub struct UriListView {
    /// What it holds, in words: "Redirect URIs", "Logout URLs".
    pub what: String,
    /// The first five hundred, exact, in the server's order.
    pub entries: Vec<UriEntryView>,
    /// How many there are.
    pub total: u64,
}

/// One URI or origin that a client holds.
#[derive(Clone, Debug, Serialize, TS)]
pub struct UriEntryView {
    /// The exact text.
    pub uri: String,
    /// Its host as it goes to the resolver, when that differs.
    pub punycode: Option<String>,
    /// What rules say about it today, the worst first.
    pub risks: Vec<FindingView>,
}

/// Newest success of one kind.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LastByKindView {
    /// The kind.
    #[ts(type = "ActivityKind")]
    pub kind: ActivityKind,
    /// In words.
    pub words: String,
    /// When.
    pub at: i64,
}

/// How the client proves itself; method only.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CredentialView {
    /// In words: "Client secret (`client_secret_post`)", "Public client", "Private key JWT", "Cannot tell".
    pub words: String,
    /// Why it cannot be told, when it cannot.
    pub why: Option<String>,
    /// Key credentials by id, when they are visible.
    pub key_ids: Vec<String>,
}

/// What a client can reach.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AccessView {
    /// Its grants, and the default grants that apply to it.
    pub grants: Vec<GrantRow>,
    /// APIs that it reaches without a grant, because their user policy allows every client.
    pub open_apis: Vec<String>,
    /// The API whose tokens live longest, and how long (L).
    pub longest: Option<String>,
    /// L.
    pub token_lifetime_ms: i64,
    /// Whether L could not be read and stands at its default of thirty days.
    pub lifetime_unreadable: bool,
}

/// One grant.
#[derive(Clone, Debug, Serialize, TS)]
pub struct GrantRow {
    /// The API's name, or its identifier when the name is not known.
    pub api: String,
    /// The audience.
    pub audience: String,
    /// Scopes, as granted.
    pub scopes: Vec<String>,
    /// Whether every scope is granted.
    pub all_scopes: bool,
    /// Whether it applies by default to all third-party clients.
    pub by_default: bool,
    /// How long its access tokens live; `null` when not known.
    pub token_lifetime_ms: Option<i64>,
}

/// One thing that happened to the client.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HistoryEntry {
    /// When, or the newest moment that it could have been.
    pub at: i64,
    /// What, in words: "Created", "Changed: callbacks, name", "Secret read", "First read by Rollcall".
    pub what: String,
    /// Who, in words; `null` when the log does not say.
    pub who: Option<String>,
    /// The log row, when one stands behind it.
    pub log_id: Option<String>,
}

/// Owner or note, with who and when.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AnnotationView {
    /// `owner` or `note`.
    pub field: String,
    /// The text.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: i64,
}

/// One log row, in a list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct EventRow {
    /// Identity.
    pub log_id: String,
    /// When.
    pub at: i64,
    /// The server's code.
    pub code: String,
    /// What it says, in words.
    pub words: String,
    /// Whether it is use, failure or neither.
    #[ts(type = "ActivityKind | null")]
    pub kind: Option<ActivityKind>,
}

/// Which log row.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ReadLogRowRequest {
    /// Which connection.
    pub connection_id: String,
    /// Which row.
    pub log_id: String,
}

/// One log row as kept: secrets scrubbed.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReadLogRowResponse {
    /// The row. `null`: raw rows of that age are no longer kept, or the row is not known.
    #[ts(type = "unknown")]
    pub json: Option<Value>,
}

/// What one log search for a client brought.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LookUpClientResponse {
    /// How many rows the server gave.
    pub rows: u32,
    /// How many of them are new here.
    pub new_rows: u32,
}

/// One client at the end of a UTC day.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ShowPastRequest {
    /// Which client.
    pub client: ClientKey,
    /// The UTC day, as `YYYY-MM-DD`.
    pub day: String,
    /// The verdict window in days.
    pub window_days: u16,
}

/// What was true at the server at that moment, by today's knowledge.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ShowPastResponse {
    /// The moment in milliseconds since 1970: the end of the day, or now.
    pub at: i64,
    /// The verdict of that day. `None`: it did not exist, or it is never judged.
    pub verdict: Option<PastVerdictView>,
    /// What it held.
    pub members: Vec<PastMemberView>,
}

/// The verdict of a past day, by today's knowledge.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PastVerdictView {
    /// The verdict.
    #[ts(type = "Verdict")]
    pub verdict: Verdict,
    /// The moment that it speaks of: to there the log is held. `None`: nothing before is.
    pub as_of: Option<i64>,
    /// The newest use until then.
    pub last_use_at: Option<i64>,
    /// Its kind in words.
    pub last_use_words: Option<String>,
    /// The share of the window that was watched, 0 to 1.
    pub watched: f64,
}

/// What a member held at a past moment.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PastMemberView {
    /// Which, in words.
    pub what: String,
    /// What it held, when it is known.
    pub known: Option<PastTellingView>,
    /// When it is not known: the last that is told before.
    pub before: Option<PastTellingView>,
    /// When it is not known: the first that is told after.
    pub after: Option<PastTellingView>,
}

/// What something tells of a member.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PastTellingView {
    /// Its entries in order. `None`: the client, or its grant, did not exist.
    pub entries: Option<Vec<String>>,
    /// The moment that it is told of.
    pub at: i64,
    /// When we learned it.
    pub learned_at: i64,
}
