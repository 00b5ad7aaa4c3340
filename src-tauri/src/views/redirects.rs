//! Redirect changes: the timeline, one change in full, hosts, the test box.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::clients::ClientKey;
use super::{Scope, UnreadView};

/// How dangerous.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RiskView {
    /// Can be used by anybody.
    Critical,
    /// Can be used under conditions that do occur.
    High,
    /// Should be mended.
    Medium,
    /// Worth a look.
    Low,
    /// Worth knowing.
    Info,
}

/// By which way a change came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChannelView {
    /// A person in the Dashboard.
    Dashboard,
    /// The Management API.
    ManagementApi,
    /// `/oidc/register`.
    SelfRegistration,
    /// Rollcall itself.
    Rollcall,
    /// No row that is held tells.
    NotInLog,
}

/// Which changes to keep; empty members keep everything.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ChangeFilter {
    /// Any part of the client's name or id or of the URIs, without case.
    pub text: String,
    /// Only those that are accepted or reverted, or only open ones.
    pub is_reviewed: Option<bool>,
    /// Only those whose worst finding is one of these.
    pub risks: Vec<RiskView>,
    /// Only those that came by one of these ways.
    pub channels: Vec<ChannelView>,
    /// Only those that this actor may have made.
    pub actor: Option<String>,
    /// Only those that can have happened at or after this moment.
    pub since_at: Option<i64>,
    /// Only those of this client.
    pub client: Option<ClientKey>,
    /// Also changes of other members than URIs and origins; these are never judged.
    pub all_members: bool,
}

/// One page of the timeline.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ListChangesRequest {
    /// Which connections.
    pub scope: Scope,
    /// Which changes.
    pub filter: ChangeFilter,
    /// The floods whose members are to follow, each by one or more of its changes.
    pub open_floods: Vec<i64>,
    /// How many lines to pass over.
    pub offset: u64,
    /// How many lines to give, 200 at most.
    pub limit: u32,
}

/// Which change, in which timeline.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PlaceChangeRequest {
    /// Which connections.
    pub scope: Scope,
    /// Which changes.
    pub filter: ChangeFilter,
    /// The floods whose members are to follow, each by one or more of its changes.
    pub open_floods: Vec<i64>,
    /// The number of the change.
    pub number: i64,
}

/// Where a change stands in the timeline.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct PlaceChangeResponse {
    /// How many lines stand before its own, or before that of its flood while this is closed. `null`: it is not in this timeline.
    pub place: Option<u64>,
}

/// One page of the timeline, newest first by the latest moment at which each can have happened.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ListChangesResponse {
    /// The lines. The registrations of a flood are one line, until it is opened.
    pub rows: Vec<ChangeRow>,
    /// The line before the first of these.
    pub before: Option<LineBeforeView>,
    /// Place of the first line.
    pub offset: u64,
    /// How many lines there are.
    pub total: u64,
    /// How many changes pass the filter.
    pub passing: u64,
    /// How many of the scope there are, of URIs and origins.
    pub all: u64,
    /// How many of them are not reviewed.
    pub open: u64,
    /// How many of those are critical.
    pub critical: u64,
    /// Who made changes, those with most first.
    pub authors: Vec<AuthorView>,
    /// What could not be read.
    pub unread: Vec<UnreadView>,
    /// Whether clients were read to their end and the log has no newer hole: an empty list is then the truth.
    pub proven: bool,
    /// Whether any connection in scope has ever been read.
    pub ever_read: bool,
}

/// Where the line before a page stands: whether a new day or gap begins with the page depends on it.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct LineBeforeView {
    /// Not later.
    pub until_at: i64,
    /// The stretch of log that is missing where it lies, when it was found after such a gap.
    pub gap: Option<GapView>,
}

/// Somebody to filter by.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AuthorView {
    /// What the filter takes.
    pub key: String,
    /// Who, in words.
    pub words: String,
    /// How many changes they may have made.
    pub changes: u64,
}

/// One change.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ChangeRow {
    /// Names it.
    pub number: i64,
    /// Which connection.
    pub connection_id: String,
    /// Its name.
    pub connection_name: String,
    /// Which client.
    pub client_id: String,
    /// Its name, when it is known.
    pub client_name: Option<String>,
    /// What changed, in words: "Redirect URIs".
    pub what: String,
    /// What happened, in a few words: "Look-alike host added".
    pub title: String,
    /// Not before.
    pub from_at: i64,
    /// Not later; the timeline is sorted by it.
    pub until_at: i64,
    /// Whether the moment is known; then both are it.
    pub is_moment: bool,
    /// The stretch of log that is missing where the change lies, when it was found after such a gap.
    pub gap: Option<GapView>,
    /// How far the log tells who made it.
    pub attribution: AttributionView,
    /// Why the log does not tell who, in a sentence.
    pub untold: Option<String>,
    /// The rows that may have made it, by date.
    pub traces: Vec<TraceView>,
    /// The pipeline that will write it again.
    pub written_again_by: Option<String>,
    /// Its lines, those that changed first.
    pub lines: Vec<LineView>,
    /// How many more lines there are.
    pub more_lines: u64,
    /// What rules say about what was added, the worst first.
    pub risks: Vec<FindingView>,
    /// The worst of them.
    pub risk: Option<RiskView>,
    /// The decision that stands.
    pub review: Option<ReviewView>,
    /// The revert that took it back, or that it is. Without it and without a decision it is not reviewed.
    pub reverted: Option<RevertedView>,
    /// When Rollcall first knew of it.
    pub found_at: i64,
    /// Whether it is a change of URIs with an earlier state to go back to, and was not taken back yet.
    pub can_revert: bool,
    /// The flood of registrations that this line stands for; then it is the newest of them.
    pub flood: Option<FloodView>,
    /// Whether it is one of those that an open flood before it stands for.
    pub in_flood: bool,
}

/// A flood of registrations: many clients with the same content from the same address in short time.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FloodView {
    /// What the clients' names have in common: "MCP Inspector 1–19". `null`: no name is known.
    pub name: Option<String>,
    /// The numbers of its changes, newest first.
    pub numbers: Vec<i64>,
    /// When the first registered.
    pub from_at: i64,
    /// Whether its members follow.
    pub is_open: bool,
}

/// A revert that was read back as carried out.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RevertedView {
    /// Who said yes to it.
    pub by: String,
    /// When.
    pub at: i64,
    /// Whether this change is the revert itself; otherwise it is the change that was taken back.
    pub is_revert: bool,
    /// The number of the other of the two, when it is in the timeline.
    pub other: Option<i64>,
}

/// A stretch of log that is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct GapView {
    /// First moment not held.
    pub from_at: i64,
    /// First moment held again.
    pub to_at: i64,
}

/// How far the log tells who made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AttributionView {
    /// One row, and no other.
    ByRow,
    /// One of several rows.
    ByOneOf,
    /// One row, or somebody in a gap before it.
    ByRowOrEarlier,
    /// No row that is held.
    NotInLog,
}

/// One row that may have made the change.
#[derive(Clone, Debug, Serialize, TS)]
pub struct TraceView {
    /// The row.
    pub log_id: String,
    /// When.
    pub at: i64,
    /// What the actor is.
    pub kind: ActorKind,
    /// Who, in words.
    pub actor: String,
    /// Who, exactly: the server's user id or the client id.
    pub actor_id: Option<String>,
    /// By which way, in words.
    pub channel: String,
    /// The address.
    pub address: Option<String>,
    /// The user agent.
    pub user_agent: Option<String>,
    /// Whether nothing came from that address before.
    pub new_address: bool,
    /// Whether nothing came by that user agent before.
    pub new_user_agent: bool,
    /// Whether nothing came from that actor before.
    pub new_actor: bool,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person.
    Person,
    /// A client with a token.
    Client,
    /// Nobody signed in.
    Nobody,
    /// Rollcall.
    Rollcall,
    /// The row does not say.
    Unnamed,
}

/// What became of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It went to another place.
    Moved,
    /// It stayed.
    Same,
}

/// One entry of the changed list, cut into pieces.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LineView {
    /// What became of it.
    pub kind: LineKind,
    /// Its pieces; put together they are the entry, cut when it is very long.
    pub pieces: Vec<PieceView>,
    /// How it goes to the resolver, when that is not how it looks.
    pub punycode: Option<String>,
    /// How many characters were cut.
    pub cut: u64,
}

/// A piece of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PieceView {
    /// Its characters.
    pub text: String,
    /// How it is drawn.
    pub look: PieceLook,
}

/// How a piece is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PieceLook {
    /// As the rest.
    Plain,
    /// It differs from its counterpart.
    Differs,
    /// A high or critical finding is about it.
    Risky,
    /// The very letter that imitates another.
    Letter,
}

/// What a rule says.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FindingView {
    /// The class's stable id.
    pub class: String,
    /// Its name.
    pub title: String,
    /// How much it matters.
    pub risk: RiskView,
    /// One sentence.
    pub sentence: String,
    /// The standard and section that it rests on.
    pub standard: String,
    /// The version of the data that it looked things up in.
    pub data: Option<String>,
}

/// A decision that a change is right.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReviewView {
    /// Names the decision, to undo it.
    pub decision: i64,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: i64,
}

/// Which change.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ShowChangeRequest {
    /// Its number.
    pub number: i64,
}

/// One change in full.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ShowChangeResponse {
    /// It. `null`: newer evidence tells another story, so it is none any more.
    pub change: Option<ChangeDetail>,
}

/// What the inspector shows of one change.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ChangeDetail {
    /// As in the timeline.
    pub row: ChangeRow,
    /// Each added URI in parts, at most twenty.
    pub uris: Vec<UriView>,
    /// What the list held before; `null`: the client did not exist.
    pub before: Option<Vec<String>>,
    /// What it held then; `null`: it was removed.
    pub after: Option<Vec<String>>,
    /// Where the actor usually works from, when the change came from elsewhere.
    pub usual_address: Option<String>,
    /// How often the client was used since; `null`: no redirect URI came.
    pub since: Option<SinceView>,
}

/// Sign-ins through a client after a change.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct SinceView {
    /// Rows of the log that tell of sign-ins.
    pub rows: u64,
    /// Whether all of the log since then was read.
    pub is_whole: bool,
}

/// One added URI.
#[derive(Clone, Debug, Serialize, TS)]
pub struct UriView {
    /// The exact text.
    pub uri: String,
    /// Its host, by which it can be marked as ours.
    pub host: Option<String>,
    /// Its parts.
    pub parts: Vec<PartView>,
    /// Where it imitates a trusted name.
    pub lookalike: Option<LookalikeView>,
    /// What this client's server compares.
    pub rule: String,
    /// What rules say about it.
    pub risks: Vec<FindingView>,
}

/// One part of a URI.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PartView {
    /// Which: "Scheme".
    pub name: String,
    /// Its text.
    pub value: String,
    /// What is to be said about it.
    pub note: String,
    /// The worst finding about it.
    pub risk: Option<RiskView>,
}

/// A trusted name beside its imitation.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LookalikeView {
    /// The trusted name.
    pub known: String,
    /// The other.
    pub added: String,
    /// How the other goes to the resolver.
    pub punycode: String,
    /// Letter by letter.
    pub letters: Vec<LetterPair>,
    /// The first differences, in words.
    pub notes: Vec<String>,
}

/// One place of the comparison.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LetterPair {
    /// The letter of the trusted name.
    pub known: Option<String>,
    /// The letter of the other.
    pub added: Option<String>,
    /// Whether they are one and the same.
    pub is_equal: bool,
}

/// Changes to accept by one decision.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AcceptChangesRequest {
    /// Their numbers.
    pub changes: Vec<i64>,
    /// Why.
    pub reason: String,
}

/// What a decision did.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct AcceptChangesResponse {
    /// Names the decision, to undo it.
    pub decision: i64,
    /// How many changes it accepted.
    pub accepted: u64,
}

/// Which decision to take back.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct UndoAcceptanceRequest {
    /// Which.
    pub decision: i64,
}

/// A URI to try.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct TestUriRequest {
    /// Which connections.
    pub scope: Scope,
    /// The URI as it would be registered.
    pub uri: String,
    /// A URI that would arrive, to be compared with it.
    pub requested: Option<String>,
    /// Whose: `native`, `spa`, or any other word, which counts as web.
    pub app_type: String,
}

/// What each connected server would make of it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct TestUriResponse {
    /// One entry a server and kind of client.
    pub servers: Vec<TestedServer>,
}

/// What one server would make of it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct TestedServer {
    /// Its connection.
    pub connection_name: String,
    /// For which of its clients: "first-party clients", "strict third-party clients".
    pub clients: String,
    /// What it compares.
    pub rule: String,
    /// Whether it would send a code there; `null`: the texts do not tell, or nothing arrives.
    pub matches: Option<bool>,
    /// What rules say.
    pub risks: Vec<FindingView>,
}

/// Changes to write to a CSV file.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ExportChangesRequest {
    /// Which connections.
    pub scope: Scope,
    /// Which changes.
    pub filter: ChangeFilter,
    /// What the file would be called.
    pub suggested_name: String,
}
