//! The clients grid: rows, filters, sorting.

use domain::activity::ActivityKind;
use domain::judgement::Verdict;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CountView, CoverageView, Scope, UnreadView};

/// Which clients, in which order, which page.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ListClientsRequest {
    /// Which connections.
    pub scope: Scope,
    /// The verdict window in days.
    pub window_days: u16,
    /// What to keep.
    pub filter: ClientFilter,
    /// What to sort by.
    pub sort: ClientSort,
    /// First row, counted from 0.
    pub offset: u64,
    /// How many rows at most, 1 to 500.
    pub limit: u32,
    /// A UTC day as `YYYY-MM-DD`: the clients as they were at its end, by what is known today. Then the filter's owner, use,
    /// creation and failures, and the columns owner, quiet and created, cannot be asked for.
    #[serde(default)]
    #[ts(optional)]
    pub as_of: Option<String>,
}

/// What to keep; empty members keep everything.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ClientFilter {
    /// Any part of name, id or redirect-URI host, without case.
    pub text: String,
    /// Any of these verdicts.
    #[ts(type = "Verdict[]")]
    pub verdicts: Vec<Verdict>,
    /// Any of these parties.
    pub parties: Vec<PartyView>,
    /// Any of these origins.
    pub origins: Vec<OriginView>,
    /// Any of these ways of proving itself.
    pub credentials: Vec<CredentialKindView>,
    /// Only with an owner, or only without one.
    pub has_owner: Option<bool>,
    /// Only clients that were never used, as far as their whole life is covered.
    pub never_used: Option<bool>,
    /// Only clients created or first seen at or after this moment.
    pub created_since_at: Option<i64>,
    /// Only clients with failures in the last seven days.
    pub failing: Option<bool>,
}

/// A column to sort by, and its direction. Ties are broken by name, then id.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ClientSort {
    /// The column.
    pub column: ClientColumn,
    /// Largest or newest first.
    pub descending: bool,
}

/// Columns that can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClientColumn {
    /// Display name.
    Name,
    /// `client_id`.
    Id,
    /// Party and origin.
    Kind,
    /// How it proves itself.
    Credential,
    /// Last use; never used sorts as oldest.
    LastUse,
    /// Verdict, in its order of precedence, then last use.
    Verdict,
    /// How many redirect URIs.
    RedirectUris,
    /// Owner; none sorts last.
    Owner,
    /// Length of the quiet stretch.
    Quiet,
    /// Creation, as far as known.
    Created,
}

/// One page of clients.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ListClientsResponse {
    /// The rows.
    pub rows: Vec<ClientRow>,
    /// First row, counted from 0.
    pub offset: u64,
    /// How many clients pass the filter.
    pub total: CountView,
    /// How many there are in scope without a filter.
    pub all: CountView,
    /// Coverage of each connection in scope, for the strips.
    pub coverage: Vec<CoverageView>,
    /// What could not be read, per connection.
    pub unread: Vec<UnreadView>,
    /// Whether any connection in scope has ever been read.
    pub ever_read: bool,
    /// What is known of the past day that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub past: Option<PastListView>,
}

/// How much is known of a past day.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PastListView {
    /// Its last moment, or now when it has not ended.
    pub at: i64,
    /// How many clients are known to have existed then.
    pub existed: u64,
    /// Of how many others it is not known whether they did.
    pub not_known: u64,
    /// Whether these are all: a complete list, and all of the log between it and that moment, is held.
    pub is_complete: bool,
}

/// How many clients stand behind each tab and chip.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ClientCountsResponse {
    /// All in scope.
    pub all: CountView,
    /// By verdict, in order of precedence; clients that are never judged are in none.
    pub verdicts: Vec<VerdictCountView>,
    /// Third-party ones.
    pub third_party: CountView,
    /// Self-registered ones.
    pub self_registered: CountView,
    /// Created or first seen in the last seven days.
    pub created_this_week: CountView,
    /// Without an owner.
    pub no_owner: CountView,
    /// With failures in the last seven days.
    pub failing: CountView,
    /// Among the inactive ones, never used.
    pub never_used: CountView,
}

/// How many clients have a verdict.
#[derive(Clone, Debug, Serialize, TS)]
pub struct VerdictCountView {
    /// The verdict.
    #[ts(type = "Verdict")]
    pub verdict: Verdict,
    /// How many.
    pub count: CountView,
}

/// One client in a list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ClientRow {
    /// Which connection.
    pub connection_id: String,
    /// Its name.
    pub connection_name: String,
    /// Identity within the connection.
    pub client_id: String,
    /// Display name; from the log while its listing page has not arrived. `null`: no name is known.
    pub name: Option<String>,
    /// Whether a listing or a point read has shown it; otherwise it is known from the log alone.
    pub listed: bool,
    /// Why it is never judged: the tenant's global client, or the one that Rollcall signs in as.
    pub tag: Option<ClientTag>,
    /// Whose it is.
    pub party: PartyView,
    /// How it came to exist.
    pub origin: OriginView,
    /// `app_type` as the server wrote it.
    pub app_type: Option<String>,
    /// Grant types; `null` when hidden or not read yet.
    pub grant_types: Option<Vec<String>>,
    /// How it proves itself.
    pub credential: CredentialKindView,
    /// How many redirect URIs; `null` when hidden or not read yet.
    pub redirect_uri_count: Option<u32>,
    /// Owner, kept locally.
    pub owner: Option<String>,
    /// Note, kept locally.
    pub note: Option<String>,
    /// What is judged about it; `null` for clients that are never judged.
    pub judgement: Option<JudgementView>,
    /// The newest success.
    pub last_use_at: Option<i64>,
    /// Its kind.
    #[ts(type = "ActivityKind | null")]
    pub last_use_kind: Option<ActivityKind>,
    /// Whether there is a hole after the newest success (or anywhere, without one): "26 Sep, or in the gap".
    pub or_in_gap: bool,
    /// When it was created, when a creation row dates it.
    pub created_at: Option<i64>,
    /// When we first knew of it.
    pub seen_at: Option<i64>,
    /// Uses and failures of the last ninety UTC days: `[day, uses, failures]`, days without either left out.
    pub strip: Vec<(i32, u32, u32)>,
    /// In a list of a past day: what is known of that day alone. All else in the row is of that day as well, and what is not
    /// known of it is absent; owner and note are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub past: Option<PastRowView>,
}

/// What is known of one client on a past day.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PastRowView {
    /// Whether it is known to have existed then; otherwise that was not watched.
    pub existed: bool,
    /// Whether it is known to be gone now.
    pub is_gone: bool,
    /// The UTC day of its last known use until then.
    pub last_use_day: Option<i32>,
    /// The verdict of that day, by what is known today; `null` when it is never judged.
    #[ts(type = "Verdict | null")]
    pub verdict: Option<Verdict>,
    /// The moment that the verdict speaks of, when it is more than a day before the end of that day: to there the log is held.
    pub as_of_at: Option<i64>,
    /// What that rests on, in one sentence.
    pub evidence: String,
}

/// Why a client is never judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClientTag {
    /// The tenant's own global client.
    Global,
    /// The client that Rollcall signs in as.
    Rollcall,
}

/// A verdict with what it rests on.
#[derive(Clone, Debug, Serialize, TS)]
pub struct JudgementView {
    /// The verdict.
    #[ts(type = "Verdict")]
    pub verdict: Verdict,
    /// Its date: the horizon when that is more than 24 hours behind ("Inactive on 14 Nov"), else now.
    pub as_of_at: i64,
    /// Whether it is worded as of its date, because the horizon is more than 24 hours behind.
    pub stale: bool,
    /// How much of the window was watched, 0 to 1.
    pub watched: f64,
    /// The longest hole of the window.
    pub longest_hole_ms: i64,
    /// Start of the quiet stretch, when anything is covered.
    pub quiet_since_at: Option<i64>,
    /// Its length.
    pub quiet_ms: i64,
    /// Until when tokens that are out may act.
    pub tokens_dead_by_at: Option<i64>,
    /// L, the longest access-token lifetime it could have obtained.
    pub token_lifetime_ms: i64,
    /// Whether its whole life is covered and holds no use.
    pub never_used: bool,
    /// When the window becomes provable, for *Not proven*.
    pub provable_at: Option<i64>,
    /// The proof in one sentence, for people: "Last token 19 Sep", "No token in 69 covered days", "No use in 8 d held; 7.7 d
    /// unknown".
    pub evidence: String,
}

/// Whose client it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartyView {
    /// The tenant's own.
    First,
    /// Somebody else's, strict.
    ThirdStrict,
    /// Somebody else's, permissive.
    ThirdPermissive,
    /// Not known.
    Unknown,
}

/// How a client came to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OriginView {
    /// By a person or a pipeline.
    Admin,
    /// Self-registered.
    Dcr,
    /// Imported from a client-id metadata document.
    Cimd,
    /// Not known.
    Unknown,
}

/// How a client proves itself (method only).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKindView {
    /// A client secret.
    Secret,
    /// None: a public client.
    Public,
    /// `private_key_jwt`.
    PrivateKeyJwt,
    /// Mutual TLS.
    Mtls,
    /// A method that we do not know.
    Other,
    /// The credential's scopes hide it.
    CannotTell,
}

/// Owner and note of some clients.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AnnotateRequest {
    /// Which clients.
    pub clients: Vec<ClientKey>,
    /// What to write. Empty text removes it.
    pub change: AnnotationChange,
}

/// One client, named in full.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct ClientKey {
    /// Which connection.
    pub connection_id: String,
    /// Identity within it.
    pub client_id: String,
}

/// What to write.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "field", content = "text")]
pub enum AnnotationChange {
    /// Who answers for the client.
    Owner(String),
    /// A note.
    Note(String),
}

/// What was written, so that it can be undone.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AnnotateResponse {
    /// Names the change for `undo_annotation`.
    pub undo_id: String,
    /// How many clients changed.
    pub changed: u32,
}

/// Which change to undo.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct UndoRequest {
    /// From [`AnnotateResponse`] or [`ImportOwnersResponse`].
    pub undo_id: String,
}

/// Owners from a CSV file with the columns `client_id`, `owner` and, where ids are not unique, `connection`.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PreviewOwnersRequest {
    /// Which connections.
    pub scope: Scope,
    /// The text of the file.
    pub csv: String,
}

/// What an import would do.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PreviewOwnersResponse {
    /// Rows that would change something.
    pub changes: Vec<OwnerChangeRow>,
    /// How many rows say what is already so.
    pub unchanged: u32,
    /// Rows that cannot be used, with line number and reason.
    pub refused: Vec<RefusedRow>,
}

/// One owner that an import would set.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OwnerChangeRow {
    /// Which client.
    pub client: ClientKey,
    /// Its name.
    pub name: Option<String>,
    /// Owner now.
    pub before: Option<String>,
    /// Owner afterwards.
    pub after: String,
}

/// One line that cannot be used.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RefusedRow {
    /// Line number in the file, from 1.
    pub line: u64,
    /// Why.
    pub why: String,
}

/// The changes of a preview, as confirmed.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ImportOwnersRequest {
    /// From [`PreviewOwnersResponse`].
    pub changes: Vec<OwnerChangeRow>,
}

/// Which clients to write to a CSV file.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ExportRequest {
    /// Which connections.
    pub scope: Scope,
    /// The verdict window in days.
    pub window_days: u16,
    /// What to keep.
    pub filter: ClientFilter,
    /// What to sort by.
    pub sort: ClientSort,
    /// Only these clients, when given.
    pub only: Option<Vec<ClientKey>>,
    /// A file name to propose.
    pub suggested_name: String,
}

/// What was written.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ExportResponse {
    /// Where; `null` when the person closed the dialog.
    pub path: Option<String>,
    /// How many rows.
    pub rows: u64,
}

/// Text for the clipboard.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct CopyRequest {
    /// The text. Never a secret: none reaches the window.
    pub text: String,
}
