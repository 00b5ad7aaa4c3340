// Written by `cargo xtask gen` from src-tauri/src/commands/list.rs and the views. Not to be edited by hand.

export type Verdict = "in_use" | "too_new" | "not_proven" | "inactive_tokens_may_live" | "inactive";

export type ActivityKind = "client_credentials" | "sign_in" | "refresh" | "silent_authentication" | "token_exchange" | "management_call" | "failure" | "traffic";

/**
 * Changes to accept by one decision.
 */
export type AcceptChangesRequest = { 
/**
 * Their numbers.
 */
changes: Array<number>, 
/**
 * Why.
 */
reason: string, };

/**
 * What a decision did.
 */
export type AcceptChangesResponse = { 
/**
 * Names the decision, to undo it.
 */
decision: number, 
/**
 * How many changes it accepted.
 */
accepted: number, };

/**
 * What a client can reach.
 */
export type AccessView = { 
/**
 * Its grants, and the default grants that apply to it.
 */
grants: Array<GrantRow>, 
/**
 * APIs that it reaches without a grant, because their user policy allows every client.
 */
open_apis: Array<string>, 
/**
 * The API whose tokens live longest, and how long (L).
 */
longest: string | null, 
/**
 * L.
 */
token_lifetime_ms: number, 
/**
 * Whether L could not be read and stands at its default of thirty days.
 */
lifetime_unreadable: boolean, };

/**
 * What an actor is.
 */
export type ActorKind = "person" | "client" | "nobody" | "rollcall" | "unnamed";

/**
 * Saves a checked connection and starts its first sync.
 */
export type AddConnectionRequest = { 
/**
 * From [`CheckConnectionResponse`].
 */
draft_id: string, 
/**
 * What to call it.
 */
name: string, 
/**
 * Production, staging or development.
 */
environment: 'production' | 'staging' | 'development', 
/**
 * Read only, or read and act.
 */
permission: 'read_only' | 'read_and_act', 
/**
 * Keep the credential in memory only, because there is no keychain and the person said so.
 */
session_only: boolean, };

/**
 * A connection that was added.
 */
export type AddConnectionResponse = { 
/**
 * Its id.
 */
connection_id: string, };

/**
 * The demo tenants.
 */
export type AddDemoResponse = { 
/**
 * Those that were there and those that were added.
 */
connection_ids: Array<string>, };

/**
 * Owner and note of some clients.
 */
export type AnnotateRequest = { 
/**
 * Which clients.
 */
clients: Array<ClientKey>, 
/**
 * What to write. Empty text removes it.
 */
change: AnnotationChange, };

/**
 * What was written, so that it can be undone.
 */
export type AnnotateResponse = { 
/**
 * Names the change for `undo_annotation`.
 */
undo_id: string, 
/**
 * How many clients changed.
 */
changed: number, };

/**
 * What to write.
 */
export type AnnotationChange = { "field": "owner", "text": string } | { "field": "note", "text": string };

/**
 * Owner or note, with who and when.
 */
export type AnnotationView = { 
/**
 * `owner` or `note`.
 */
field: string, 
/**
 * The text.
 */
text: string, 
/**
 * Who wrote it.
 */
by: string, 
/**
 * When.
 */
at: number, };

/**
 * How far the log tells who made a change.
 */
export type AttributionView = "by_row" | "by_one_of" | "by_row_or_earlier" | "not_in_log";

/**
 * Somebody to filter by.
 */
export type AuthorView = { 
/**
 * What the filter takes.
 */
key: string, 
/**
 * Who, in words.
 */
words: string, 
/**
 * How many changes they may have made.
 */
changes: number, };

/**
 * One line of the body, or of what leaves it.
 */
export type BodyLine = { 
/**
 * What becomes of it.
 */
kind: BodyLineKind, 
/**
 * JSON.
 */
text: string, 
/**
 * How its host goes to the resolver, when that is not how it looks.
 */
punycode: string | null, };

/**
 * What becomes of a line.
 */
export type BodyLineKind = "same" | "added" | "removed";

/**
 * The server's own limit, as last told by its headers.
 */
export type BudgetView = { 
/**
 * Calls left.
 */
remaining: number, 
/**
 * Of so many.
 */
limit: number, };

/**
 * The one action of a card.
 */
export type CardAction = { "kind": "show_clients", 
/**
 * The button.
 */
label: string, 
/**
 * The filter.
 */
filter: ClientFilter, } | { "kind": "show_client", 
/**
 * The button.
 */
label: string, 
/**
 * Which.
 */
client: ClientKey, } | { "kind": "show_inactive", 
/**
 * The button.
 */
label: string, } | { "kind": "show_connection", 
/**
 * The button.
 */
label: string, 
/**
 * Which.
 */
connection_id: string, } | { "kind": "show_change", 
/**
 * The button.
 */
label: string, 
/**
 * Which.
 */
change: number, } | { "kind": "show_changes", 
/**
 * The button.
 */
label: string, 
/**
 * Only those of these risks.
 */
risks: Array<RiskView>, } | { "kind": "sync_now", 
/**
 * The button.
 */
label: string, 
/**
 * Which.
 */
connection_id: string, };

/**
 * One thing that needs attention.
 */
export type CardView = { 
/**
 * Stable within a refresh.
 */
id: string, 
/**
 * How urgent.
 */
severity: SeverityView, 
/**
 * What happened.
 */
title: string, 
/**
 * Why it matters, in one or two sentences.
 */
why: string, 
/**
 * The raw facts it rests on.
 */
evidence: Array<string>, 
/**
 * When it happened.
 */
at: number | null, 
/**
 * What to do.
 */
action: CardAction, };

/**
 * What the inspector shows of one change.
 */
export type ChangeDetail = { 
/**
 * As in the timeline.
 */
row: ChangeRow, 
/**
 * Each added URI in parts, at most twenty.
 */
uris: Array<UriView>, 
/**
 * What the list held before; `null`: the client did not exist.
 */
before: Array<string> | null, 
/**
 * What it held then; `null`: it was removed.
 */
after: Array<string> | null, 
/**
 * Where the actor usually works from, when the change came from elsewhere.
 */
usual_address: string | null, 
/**
 * How often the client was used since; `null`: no redirect URI came.
 */
since: SinceView | null, };

/**
 * Which changes to keep; empty members keep everything.
 */
export type ChangeFilter = { 
/**
 * Any part of the client's name or id or of the URIs, without case.
 */
text: string, 
/**
 * Only those that are accepted or reverted, or only open ones.
 */
is_reviewed: boolean | null, 
/**
 * Only those whose worst finding is one of these.
 */
risks: Array<RiskView>, 
/**
 * Only those that came by one of these ways.
 */
channels: Array<ChannelView>, 
/**
 * Only those that this actor may have made.
 */
actor: string | null, 
/**
 * Only those that can have happened at or after this moment.
 */
since_at: number | null, 
/**
 * Only those of this client.
 */
client: ClientKey | null, 
/**
 * Also changes of other members than URIs and origins; these are never judged.
 */
all_members: boolean, };

/**
 * One change.
 */
export type ChangeRow = { 
/**
 * Names it.
 */
number: number, 
/**
 * Which connection.
 */
connection_id: string, 
/**
 * Its name.
 */
connection_name: string, 
/**
 * Which client.
 */
client_id: string, 
/**
 * Its name, when it is known.
 */
client_name: string | null, 
/**
 * What changed, in words: "Redirect URIs".
 */
what: string, 
/**
 * What happened, in a few words: "Look-alike host added".
 */
title: string, 
/**
 * Not before.
 */
from_at: number, 
/**
 * Not later; the timeline is sorted by it.
 */
until_at: number, 
/**
 * Whether the moment is known; then both are it.
 */
is_moment: boolean, 
/**
 * The stretch of log that is missing where the change lies, when it was found after such a gap.
 */
gap: GapView | null, 
/**
 * How far the log tells who made it.
 */
attribution: AttributionView, 
/**
 * Why the log does not tell who, in a sentence.
 */
untold: string | null, 
/**
 * The rows that may have made it, by date.
 */
traces: Array<TraceView>, 
/**
 * The pipeline that will write it again.
 */
written_again_by: string | null, 
/**
 * Its lines, those that changed first.
 */
lines: Array<LineView>, 
/**
 * How many more lines there are.
 */
more_lines: number, 
/**
 * What rules say about what was added, the worst first.
 */
risks: Array<FindingView>, 
/**
 * The worst of them.
 */
risk: RiskView | null, 
/**
 * The decision that stands.
 */
review: ReviewView | null, 
/**
 * The revert that took it back, or that it is. Without it and without a decision it is not reviewed.
 */
reverted: RevertedView | null, 
/**
 * When Rollcall first knew of it.
 */
found_at: number, 
/**
 * Whether it is a change of URIs with an earlier state to go back to, and was not taken back yet.
 */
can_revert: boolean, 
/**
 * The flood of registrations that this line stands for; then it is the newest of them.
 */
flood: FloodView | null, 
/**
 * Whether it is one of those that an open flood before it stands for.
 */
in_flood: boolean, };

/**
 * The payload of the event `changed`.
 */
export type Changed = { 
/**
 * What was touched.
 */
tags: Array<Tag>, 
/**
 * In which connections; empty: not bound to one.
 */
connections: Array<string>, };

/**
 * By which way a change came.
 */
export type ChannelView = "dashboard" | "management_api" | "self_registration" | "rollcall" | "not_in_log";

/**
 * What a person typed in Connect. The credential travels once, in this direction only.
 */
export type CheckConnectionRequest = { 
/**
 * The canonical tenant domain.
 */
domain: string, 
/**
 * A custom host or private-cloud address to send requests to; empty: `https://{domain}/`.
 */
base_url: string, 
/**
 * A PEM file of extra trusted authorities; empty: none.
 */
ca_file: string, 
/**
 * How to sign in.
 */
credential: TypedCredential, };

/**
 * What the check found. The credential waits in the core under `draft_id` until it is connected, replaced or dropped.
 */
export type CheckConnectionResponse = { 
/**
 * Names the checked, still unsaved connection.
 */
draft_id: string, 
/**
 * When it was checked.
 */
checked_at: number, 
/**
 * One line each: signed in, log, rate limit, registration, advice.
 */
readiness: Array<ReadinessRow>, 
/**
 * What the token may and may not.
 */
features: Array<FeatureRow>, 
/**
 * Whether it could be connected now.
 */
can_connect: boolean, 
/**
 * Days of log that the first sync would hold, oldest row measured; `null` when the log may not be read.
 */
log_days: number | null, 
/**
 * How many clients the first sync would read; `null` when not told.
 */
clients: number | null, 
/**
 * When a thirty-day verdict becomes provable.
 */
provable_at: number | null, 
/**
 * A name for the connection, from its domain.
 */
suggested_name: string, };

/**
 * Which file to choose.
 */
export type ChooseFilePurpose = "ca_file" | "private_key";

/**
 * Opens the file dialog.
 */
export type ChooseFileRequest = { 
/**
 * What for.
 */
purpose: ChooseFilePurpose, };

/**
 * A PEM file that a person chose; the core reads it, so that the key itself never enters the window.
 */
export type ChooseFileResponse = { 
/**
 * Its path; `null` when the dialog was closed.
 */
path: string | null, };

/**
 * Columns that can be sorted by.
 */
export type ClientColumn = "name" | "id" | "kind" | "credential" | "last_use" | "verdict" | "redirect_uris" | "owner" | "quiet" | "created";

/**
 * How many clients stand behind each tab and chip.
 */
export type ClientCountsResponse = { 
/**
 * All in scope.
 */
all: CountView, 
/**
 * By verdict, in order of precedence; clients that are never judged are in none.
 */
verdicts: Array<VerdictCountView>, 
/**
 * Third-party ones.
 */
third_party: CountView, 
/**
 * Self-registered ones.
 */
self_registered: CountView, 
/**
 * Created or first seen in the last seven days.
 */
created_this_week: CountView, 
/**
 * Without an owner.
 */
no_owner: CountView, 
/**
 * With failures in the last seven days.
 */
failing: CountView, 
/**
 * Among the inactive ones, never used.
 */
never_used: CountView, };

/**
 * What to keep; empty members keep everything.
 */
export type ClientFilter = { 
/**
 * Any part of name, id or redirect-URI host, without case.
 */
text: string, 
/**
 * Any of these verdicts.
 */
verdicts: Verdict[], 
/**
 * Any of these parties.
 */
parties: Array<PartyView>, 
/**
 * Any of these origins.
 */
origins: Array<OriginView>, 
/**
 * Any of these ways of proving itself.
 */
credentials: Array<CredentialKindView>, 
/**
 * Only with an owner, or only without one.
 */
has_owner: boolean | null, 
/**
 * Only clients that were never used, as far as their whole life is covered.
 */
never_used: boolean | null, 
/**
 * Only clients created or first seen at or after this moment.
 */
created_since_at: number | null, 
/**
 * Only clients with failures in the last seven days.
 */
failing: boolean | null, };

/**
 * One client, named in full.
 */
export type ClientKey = { 
/**
 * Which connection.
 */
connection_id: string, 
/**
 * Identity within it.
 */
client_id: string, };

/**
 * One client in a list.
 */
export type ClientRow = { 
/**
 * Which connection.
 */
connection_id: string, 
/**
 * Its name.
 */
connection_name: string, 
/**
 * Identity within the connection.
 */
client_id: string, 
/**
 * Display name; from the log while its listing page has not arrived. `null`: no name is known.
 */
name: string | null, 
/**
 * Whether a listing or a point read has shown it; otherwise it is known from the log alone.
 */
listed: boolean, 
/**
 * Why it is never judged: the tenant's global client, or the one that Rollcall signs in as.
 */
tag: ClientTag | null, 
/**
 * Whose it is.
 */
party: PartyView, 
/**
 * How it came to exist.
 */
origin: OriginView, 
/**
 * `app_type` as the server wrote it.
 */
app_type: string | null, 
/**
 * Grant types; `null` when hidden or not read yet.
 */
grant_types: Array<string> | null, 
/**
 * How it proves itself.
 */
credential: CredentialKindView, 
/**
 * How many redirect URIs; `null` when hidden or not read yet.
 */
redirect_uri_count: number | null, 
/**
 * Owner, kept locally.
 */
owner: string | null, 
/**
 * Note, kept locally.
 */
note: string | null, 
/**
 * What is judged about it; `null` for clients that are never judged.
 */
judgement: JudgementView | null, 
/**
 * The newest success.
 */
last_use_at: number | null, 
/**
 * Its kind.
 */
last_use_kind: ActivityKind | null, 
/**
 * Whether there is a hole after the newest success (or anywhere, without one): "26 Sep, or in the gap".
 */
or_in_gap: boolean, 
/**
 * When it was created, when a creation row dates it.
 */
created_at: number | null, 
/**
 * When we first knew of it.
 */
seen_at: number | null, 
/**
 * Uses and failures of the last ninety UTC days: `[day, uses, failures]`, days without either left out.
 */
strip: Array<[number, number, number]>, 
/**
 * In a list of a past day: what is known of that day alone. All else in the row is of that day as well, and what is not
 * known of it is absent; owner and note are.
 */
past?: PastRowView, };

/**
 * A column to sort by, and its direction. Ties are broken by name, then id.
 */
export type ClientSort = { 
/**
 * The column.
 */
column: ClientColumn, 
/**
 * Largest or newest first.
 */
descending: boolean, };

/**
 * Why a client is never judged.
 */
export type ClientTag = "global" | "rollcall";

/**
 * A command that could not do its job. Nothing in it is secret.
 */
export type CommandError = { 
/**
 * The three parts.
 */
problem: ProblemView, };

/**
 * A person's yes to a plan.
 */
export type ConfirmOperationRequest = { 
/**
 * The change's number.
 */
change: number, 
/**
 * From [`RevertPlanView`].
 */
operation_id: string, 
/**
 * From [`RevertPlanView`].
 */
digest: string, };

/**
 * What became of a yes.
 */
export type ConfirmOperationResponse = { "outcome": "acted", 
/**
 * How it stands.
 */
operation: OperationView, } | { "outcome": "changed", 
/**
 * The plan now.
 */
plan: RevertPlanView, } | { "outcome": "conflict", 
/**
 * The three lists.
 */
conflict: ConflictView, } | { "outcome": "refused", 
/**
 * Why, in a sentence.
 */
why: string, };

/**
 * What was there, what others made of it, and what a revert would make of it.
 */
export type ConflictView = { 
/**
 * What the change left.
 */
was: Array<string>, 
/**
 * What the server holds now.
 */
theirs: Array<string>, 
/**
 * What the revert goes back to.
 */
yours: Array<string>, };

/**
 * A request about one connection.
 */
export type ConnectionRequest = { 
/**
 * Its id.
 */
connection_id: string, };

/**
 * One connection's events file.
 */
export type ConnectionStorageRow = { 
/**
 * Which connection.
 */
connection_id: string, 
/**
 * Bytes of its events file.
 */
bytes: number, 
/**
 * Log rows held.
 */
log_rows: number, 
/**
 * Date of the oldest of them.
 */
oldest_at: number | null, 
/**
 * Snapshots held.
 */
snapshots: number, };

/**
 * One connection, as shown. It holds no secret.
 */
export type ConnectionView = { 
/**
 * Identity.
 */
id: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * The canonical tenant domain.
 */
domain: string, 
/**
 * The address that requests go to.
 */
base_url: string, 
/**
 * Production, staging or development.
 */
environment: 'production' | 'staging' | 'development', 
/**
 * Read only, or read and act.
 */
permission: 'read_only' | 'read_and_act', 
/**
 * How it signs in, in words: "client credentials", "private key JWT", "pasted token", "demo tenant".
 */
sign_in: string, 
/**
 * The client that Rollcall signs in as.
 */
signs_in_as: string | null, 
/**
 * When a pasted token ends.
 */
token_ends_at: number | null, 
/**
 * Whether this is the demo tenant.
 */
is_demo: boolean, 
/**
 * Whether the demo tenant answers; `null` for real ones.
 */
demo_reachable: boolean | null, 
/**
 * Where the credential is kept: `vault`, `session` (until Rollcall closes), `missing` (must be typed again), `none` (demo).
 */
credential: CredentialPlaceView, 
/**
 * Whether a person paused its schedule.
 */
paused: boolean, 
/**
 * How its syncs stand.
 */
sync: SyncView, };

/**
 * Text for the clipboard.
 */
export type CopyRequest = { 
/**
 * The text. Never a secret: none reaches the window.
 */
text: string, };

/**
 * A number that is exact only when `proven`; otherwise it reads "≥ n".
 */
export type CountView = { 
/**
 * The number.
 */
n: number, 
/**
 * Whether it rests on a complete list.
 */
proven: boolean, };

/**
 * A connection's last ninety UTC days of coverage.
 */
export type CoverageView = { 
/**
 * Which connection.
 */
connection_id: string, 
/**
 * Its name.
 */
connection_name: string, 
/**
 * The first UTC day of `days`; the last is today.
 */
first_day: number, 
/**
 * One entry a day, oldest first.
 */
days: Array<DayCover>, 
/**
 * End of what was read, minus the lag allowance.
 */
horizon_at: number | null, 
/**
 * Start of the unbroken coverage that ends at the horizon.
 */
unbroken_since_at: number | null, 
/**
 * Start of the verdict window.
 */
window_start_at: number, 
/**
 * How much of the window was watched, 0 to 1.
 */
watched: number, 
/**
 * The longest hole of the window.
 */
longest_hole_ms: number, 
/**
 * When the window becomes provable if watching goes on, when it is not yet.
 */
provable_at: number | null, 
/**
 * The holes since the first covered moment, newest first, with their reasons.
 */
holes: Array<HoleView>, 
/**
 * What of the window lies before the first covered moment.
 */
before: HoleView | null, 
/**
 * For how many days the tenant keeps its log, as measured: the oldest row seen at the latest full reading.
 */
keeps_days: number | null, 
/**
 * Without a sync before this moment, days are lost.
 */
lost_unless_synced_by_at: number | null, 
/**
 * Whether the horizon is more than 24 hours behind, so that verdicts are worded as of it.
 */
stale: boolean, };

/**
 * How a client proves itself (method only).
 */
export type CredentialKindView = "secret" | "public" | "private_key_jwt" | "mtls" | "other" | "cannot_tell";

/**
 * Where a connection's credential is kept.
 */
export type CredentialPlaceView = "vault" | "session" | "missing" | "not_needed";

/**
 * How the client proves itself; method only.
 */
export type CredentialView = { 
/**
 * In words: "Client secret (`client_secret_post`)", "Public client", "Private key JWT", "Cannot tell".
 */
words: string, 
/**
 * Why it cannot be told, when it cannot.
 */
why: string | null, 
/**
 * Key credentials by id, when they are visible.
 */
key_ids: Array<string>, };

/**
 * How a UTC day is held.
 */
export type DayCover = "whole" | "part" | "none";

/**
 * Whether a demo tenant answers.
 */
export type DemoNetworkRequest = { 
/**
 * The demo tenant.
 */
connection_id: string, 
/**
 * `false`: disconnect it, so that offline can be tried.
 */
reachable: boolean, };

/**
 * An answer that says only that it was done.
 */
export type DoneResponse = Record<symbol, never>;

/**
 * Drops a checked credential that was not used.
 */
export type DropDraftRequest = { 
/**
 * From [`CheckConnectionResponse`].
 */
draft_id: string, };

/**
 * One host that was contacted.
 */
export type EgressRow = { 
/**
 * The host, with its port when it is not the usual one.
 */
host: string, 
/**
 * How many requests were sent.
 */
requests: number, 
/**
 * When last.
 */
last_at: number, };

/**
 * A request that needs nothing.
 */
export type EmptyRequest = Record<symbol, never>;

/**
 * One log row, in a list.
 */
export type EventRow = { 
/**
 * Identity.
 */
log_id: string, 
/**
 * When.
 */
at: number, 
/**
 * The server's code.
 */
code: string, 
/**
 * What it says, in words.
 */
words: string, 
/**
 * Whether it is use, failure or neither.
 */
kind: ActivityKind | null, };

/**
 * Changes to write to a CSV file.
 */
export type ExportChangesRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * Which changes.
 */
filter: ChangeFilter, 
/**
 * What the file would be called.
 */
suggested_name: string, };

/**
 * Which clients to write to a CSV file.
 */
export type ExportRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * The verdict window in days.
 */
window_days: number, 
/**
 * What to keep.
 */
filter: ClientFilter, 
/**
 * What to sort by.
 */
sort: ClientSort, 
/**
 * Only these clients, when given.
 */
only: Array<ClientKey> | null, 
/**
 * A file name to propose.
 */
suggested_name: string, };

/**
 * What was written.
 */
export type ExportResponse = { 
/**
 * Where; `null` when the person closed the dialog.
 */
path: string | null, 
/**
 * How many rows.
 */
rows: number, };

/**
 * Failed token requests of one UTC day.
 */
export type FailureDay = { 
/**
 * The day.
 */
day: number, 
/**
 * How many.
 */
failures: number, };

/**
 * A feature and whether the token allows it.
 */
export type FeatureRow = { 
/**
 * The scope.
 */
scope: string, 
/**
 * What it is for.
 */
what: string, 
/**
 * Whether the token holds it.
 */
held: boolean, 
/**
 * "You can …" or "You cannot …, because the token lacks …".
 */
sentence: string, 
/**
 * Whether it changes something at the server.
 */
acts: boolean, };

/**
 * What a rule says.
 */
export type FindingView = { 
/**
 * The class's stable id.
 */
class: string, 
/**
 * Its name.
 */
title: string, 
/**
 * How much it matters.
 */
risk: RiskView, 
/**
 * One sentence.
 */
sentence: string, 
/**
 * The standard and section that it rests on.
 */
standard: string, 
/**
 * The version of the data that it looked things up in.
 */
data: string | null, };

/**
 * A flood of registrations: many clients with the same content from the same address in short time.
 */
export type FloodView = { 
/**
 * What the clients' names have in common: "MCP Inspector 1–19". `null`: no name is known.
 */
name: string | null, 
/**
 * The numbers of its changes, newest first.
 */
numbers: Array<number>, 
/**
 * When the first registered.
 */
from_at: number, 
/**
 * Whether its members follow.
 */
is_open: boolean, };

/**
 * A folder of Rollcall.
 */
export type FolderName = "data" | "logs";

/**
 * Everything that the sidebar shows.
 */
export type FrameResponse = { 
/**
 * Every connection, by name.
 */
connections: Array<ConnectionView>, 
/**
 * Clients in scope.
 */
clients: CountView, 
/**
 * Clients in scope whose verdict is *Inactive* or *Inactive, tokens may live*.
 */
inactive: CountView, 
/**
 * Changes of URIs and origins in scope that nobody accepted yet.
 */
open_changes: CountView, 
/**
 * Whether credentials can be kept in the vault, and if not, why.
 */
keychain: KeychainView, 
/**
 * The clock of this computer.
 */
now_at: number, 
/**
 * The verdict window that the settings name, in days.
 */
window_days: number, 
/**
 * `light`, `dark` or `system`.
 */
theme: ThemeView, 
/**
 * A message of the last start: the settings or files that could not be read, and what was done.
 */
notice: ProblemView | null, };

/**
 * A stretch of log that is not held.
 */
export type GapView = { 
/**
 * First moment not held.
 */
from_at: number, 
/**
 * First moment held again.
 */
to_at: number, };

/**
 * One grant.
 */
export type GrantRow = { 
/**
 * The API's name, or its identifier when the name is not known.
 */
api: string, 
/**
 * The audience.
 */
audience: string, 
/**
 * Scopes, as granted.
 */
scopes: Array<string>, 
/**
 * Whether every scope is granted.
 */
all_scopes: boolean, 
/**
 * Whether it applies by default to all third-party clients.
 */
by_default: boolean, 
/**
 * How long its access tokens live; `null` when not known.
 */
token_lifetime_ms: number | null, };

/**
 * One thing that happened to the client.
 */
export type HistoryEntry = { 
/**
 * When, or the newest moment that it could have been.
 */
at: number, 
/**
 * What, in words: "Created", "Changed: callbacks, name", "Secret read", "First read by Rollcall".
 */
what: string, 
/**
 * Who, in words; `null` when the log does not say.
 */
who: string | null, 
/**
 * The log row, when one stands behind it.
 */
log_id: string | null, };

/**
 * One hole of the coverage.
 */
export type HoleView = { 
/**
 * First moment not held.
 */
from_at: number, 
/**
 * First moment held again.
 */
to_at: number, 
/**
 * Why, in words.
 */
reason: string, };

/**
 * A client that trusts a host.
 */
export type HostClientView = { 
/**
 * Its id.
 */
client_id: string, 
/**
 * Its name.
 */
name: string | null, };

/**
 * Those clients.
 */
export type HostClientsResponse = { 
/**
 * In the same order.
 */
clients: Array<HostClientView>, };

/**
 * One host.
 */
export type HostRow = { 
/**
 * In which connection.
 */
connection_id: string, 
/**
 * Its name.
 */
connection_name: string, 
/**
 * The host, as it is written.
 */
host: string, 
/**
 * As it goes to the resolver, when that differs.
 */
punycode: string | null, 
/**
 * When a client was first known to trust it.
 */
first_at: number, 
/**
 * The first of the clients that trust it now; [`ListHostClientsRequest`] asks for the others.
 */
clients: Array<HostClientView>, 
/**
 * How many do.
 */
client_count: number, 
/**
 * What rules say about the host itself.
 */
risks: Array<FindingView>, 
/**
 * The mark that it is ours, when there is one.
 */
own: OwnHostView | null, 
/**
 * The registrable domain as it is resolved, when the host is a name below one.
 */
domain: string | null, };

/**
 * One page of the hosts of a scope.
 */
export type HostsResponse = { 
/**
 * The hosts that clients trust now, the riskiest first, then by name.
 */
hosts: Array<HostRow>, 
/**
 * Place of the first.
 */
offset: number, 
/**
 * How many pass the search.
 */
passing: number, 
/**
 * How many there are.
 */
total: CountView, 
/**
 * What could not be read.
 */
unread: Array<UnreadView>, 
/**
 * Whether any connection in scope has ever been read.
 */
ever_read: boolean, };

/**
 * The changes of a preview, as confirmed.
 */
export type ImportOwnersRequest = { 
/**
 * From [`PreviewOwnersResponse`].
 */
changes: Array<OwnerChangeRow>, };

/**
 * What the head of the screen shows.
 */
export type InactiveResponse = { 
/**
 * 30, 60 and 90 days, and the window asked for when it is another.
 */
thresholds: Array<ThresholdView>, 
/**
 * The longest window, in whole days, that any connection in scope can prove now.
 */
longest_provable_days: number, 
/**
 * Coverage of each connection in scope.
 */
coverage: Array<CoverageView>, 
/**
 * By verdict, in order of precedence.
 */
verdicts: Array<VerdictCountView>, 
/**
 * Of the *Inactive*, how many were never used.
 */
never_used: CountView, 
/**
 * What could not be read.
 */
unread: Array<UnreadView>, };

/**
 * A verdict with what it rests on.
 */
export type JudgementView = { 
/**
 * The verdict.
 */
verdict: Verdict, 
/**
 * Its date: the horizon when that is more than 24 hours behind ("Inactive on 14 Nov"), else now.
 */
as_of_at: number, 
/**
 * Whether it is worded as of its date, because the horizon is more than 24 hours behind.
 */
stale: boolean, 
/**
 * How much of the window was watched, 0 to 1.
 */
watched: number, 
/**
 * The longest hole of the window.
 */
longest_hole_ms: number, 
/**
 * Start of the quiet stretch, when anything is covered.
 */
quiet_since_at: number | null, 
/**
 * Its length.
 */
quiet_ms: number, 
/**
 * Until when tokens that are out may act.
 */
tokens_dead_by_at: number | null, 
/**
 * L, the longest access-token lifetime it could have obtained.
 */
token_lifetime_ms: number, 
/**
 * Whether its whole life is covered and holds no use.
 */
never_used: boolean, 
/**
 * When the window becomes provable, for *Not proven*.
 */
provable_at: number | null, 
/**
 * The proof in one sentence, for people: "Last token 19 Sep", "No token in 69 covered days", "No use in 8 d held; 7.7 d
 * unknown".
 */
evidence: string, };

/**
 * Whether the vault can keep credentials.
 */
export type KeychainView = { 
/**
 * Whether it can.
 */
available: boolean, 
/**
 * Why not, and what to do; empty when it can.
 */
why: string, };

/**
 * Newest success of one kind.
 */
export type LastByKindView = { 
/**
 * The kind.
 */
kind: ActivityKind, 
/**
 * In words.
 */
words: string, 
/**
 * When.
 */
at: number, };

/**
 * One place of the comparison.
 */
export type LetterPair = { 
/**
 * The letter of the trusted name.
 */
known: string | null, 
/**
 * The letter of the other.
 */
added: string | null, 
/**
 * Whether they are one and the same.
 */
is_equal: boolean, };

/**
 * Where the line before a page stands: whether a new day or gap begins with the page depends on it.
 */
export type LineBeforeView = { 
/**
 * Not later.
 */
until_at: number, 
/**
 * The stretch of log that is missing where it lies, when it was found after such a gap.
 */
gap: GapView | null, };

/**
 * What became of one entry.
 */
export type LineKind = "added" | "removed" | "moved" | "same";

/**
 * One entry of the changed list, cut into pieces.
 */
export type LineView = { 
/**
 * What became of it.
 */
kind: LineKind, 
/**
 * Its pieces; put together they are the entry, cut when it is very long.
 */
pieces: Array<PieceView>, 
/**
 * How it goes to the resolver, when that is not how it looks.
 */
punycode: string | null, 
/**
 * How many characters were cut.
 */
cut: number, };

/**
 * One page of the timeline.
 */
export type ListChangesRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * Which changes.
 */
filter: ChangeFilter, 
/**
 * The floods whose members are to follow, each by one or more of its changes.
 */
open_floods: Array<number>, 
/**
 * How many lines to pass over.
 */
offset: number, 
/**
 * How many lines to give, 200 at most.
 */
limit: number, };

/**
 * One page of the timeline, newest first by the latest moment at which each can have happened.
 */
export type ListChangesResponse = { 
/**
 * The lines. The registrations of a flood are one line, until it is opened.
 */
rows: Array<ChangeRow>, 
/**
 * The line before the first of these.
 */
before: LineBeforeView | null, 
/**
 * Place of the first line.
 */
offset: number, 
/**
 * How many lines there are.
 */
total: number, 
/**
 * How many changes pass the filter.
 */
passing: number, 
/**
 * How many of the scope there are, of URIs and origins.
 */
all: number, 
/**
 * How many of them are not reviewed.
 */
open: number, 
/**
 * How many of those are critical.
 */
critical: number, 
/**
 * Who made changes, those with most first.
 */
authors: Array<AuthorView>, 
/**
 * What could not be read.
 */
unread: Array<UnreadView>, 
/**
 * Whether clients were read to their end and the log has no newer hole: an empty list is then the truth.
 */
proven: boolean, 
/**
 * Whether any connection in scope has ever been read.
 */
ever_read: boolean, };

/**
 * Which clients, in which order, which page.
 */
export type ListClientsRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * The verdict window in days.
 */
window_days: number, 
/**
 * What to keep.
 */
filter: ClientFilter, 
/**
 * What to sort by.
 */
sort: ClientSort, 
/**
 * First row, counted from 0.
 */
offset: number, 
/**
 * How many rows at most, 1 to 500.
 */
limit: number, 
/**
 * A UTC day as `YYYY-MM-DD`: the clients as they were at its end, by what is known today. Then the filter's owner, use,
 * creation and failures, and the columns owner, quiet and created, cannot be asked for.
 */
as_of?: string, };

/**
 * One page of clients.
 */
export type ListClientsResponse = { 
/**
 * The rows.
 */
rows: Array<ClientRow>, 
/**
 * First row, counted from 0.
 */
offset: number, 
/**
 * How many clients pass the filter.
 */
total: CountView, 
/**
 * How many there are in scope without a filter.
 */
all: CountView, 
/**
 * Coverage of each connection in scope, for the strips.
 */
coverage: Array<CoverageView>, 
/**
 * What could not be read, per connection.
 */
unread: Array<UnreadView>, 
/**
 * Whether any connection in scope has ever been read.
 */
ever_read: boolean, 
/**
 * What is known of the past day that was asked for.
 */
past?: PastListView, };

/**
 * Some of the clients that trust a host.
 */
export type ListHostClientsRequest = { 
/**
 * In which connection.
 */
connection_id: string, 
/**
 * The host, as it is written.
 */
host: string, 
/**
 * How many to pass over, in the order of [`HostRow::clients`].
 */
offset: number, 
/**
 * How many to give, 1,000 at most.
 */
limit: number, };

/**
 * One page of hosts.
 */
export type ListHostsRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * Any part of the host, or of the name or id of a client that trusts it, without case.
 */
text: string, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many to give, 200 at most.
 */
limit: number, };

/**
 * The operations of one change.
 */
export type ListOperationsResponse = { 
/**
 * Newest first.
 */
operations: Array<OperationView>, };

/**
 * What one log search for a client brought.
 */
export type LookUpClientResponse = { 
/**
 * How many rows the server gave.
 */
rows: number, 
/**
 * How many of them are new here.
 */
new_rows: number, };

/**
 * A trusted name beside its imitation.
 */
export type LookalikeView = { 
/**
 * The trusted name.
 */
known: string, 
/**
 * The other.
 */
added: string, 
/**
 * How the other goes to the resolver.
 */
punycode: string, 
/**
 * Letter by letter.
 */
letters: Array<LetterPair>, 
/**
 * The first differences, in words.
 */
notes: Array<string>, };

/**
 * A host to mark as ours.
 */
export type MarkHostRequest = { 
/**
 * In which connection.
 */
connection_id: string, 
/**
 * The host.
 */
host: string, 
/**
 * Whether its registrable domain and everything below is meant.
 */
is_domain: boolean, };

/**
 * A mark that was set.
 */
export type MarkHostResponse = { 
/**
 * Names it, to take it back.
 */
mark: number, 
/**
 * What is marked: the host, or its registrable domain.
 */
host: string, };

/**
 * The client that fails most.
 */
export type MostFailingView = { 
/**
 * Which.
 */
client: ClientKey, 
/**
 * Its name, or its id.
 */
name: string, 
/**
 * Its share of all failures, 0 to 1.
 */
share: number, };

/**
 * Which folder to open in the file manager.
 */
export type OpenFolderRequest = { 
/**
 * Which.
 */
folder: FolderName, };

/**
 * How an operation stands.
 */
export type OperationStanding = "done" | "look" | "not_done" | "open";

/**
 * One operation, as shown.
 */
export type OperationView = { 
/**
 * Its id, also in the server's log.
 */
id: string, 
/**
 * Whether it is done, failed, or still open.
 */
standing: OperationStanding, 
/**
 * What became of it, in a few words.
 */
title: string, 
/**
 * The details, in a sentence or two.
 */
detail: string, 
/**
 * Since when it stands so.
 */
at: number, 
/**
 * Who said yes.
 */
by: string, 
/**
 * What somebody else had set between the last look and the request, and lost.
 */
overwrote: OverwrittenView | null, };

/**
 * How a client came to exist.
 */
export type OriginView = "admin" | "dcr" | "cimd" | "unknown";

/**
 * Everything that the overview shows.
 */
export type OverviewResponse = { 
/**
 * Cards, most urgent first.
 */
cards: Array<CardView>, 
/**
 * Clients in scope.
 */
clients: CountView, 
/**
 * Of them, third-party.
 */
third_party: CountView, 
/**
 * *In use* within the window.
 */
in_use: CountView, 
/**
 * *Inactive*.
 */
inactive: CountView, 
/**
 * *Inactive, tokens may live*.
 */
inactive_tokens_may_live: CountView, 
/**
 * *Not proven*.
 */
not_proven: CountView, 
/**
 * *Too new*.
 */
too_new: CountView, 
/**
 * Changes of URIs and origins that nobody accepted yet.
 */
open_changes: CountView, 
/**
 * Of them, critical ones.
 */
critical_changes: CountView, 
/**
 * How many of the last ninety UTC days are held whole, over all connections in scope (the least of them).
 */
days_with_log: number, 
/**
 * Registrations a day, last ninety UTC days.
 */
registrations: Array<RegistrationDay>, 
/**
 * Failed token requests a day, last ninety UTC days.
 */
failures: Array<FailureDay>, 
/**
 * The client with the most failures in the last three days, and its share of them (0 to 1).
 */
most_failing: MostFailingView | null, 
/**
 * Coverage of each connection in scope.
 */
coverage: Array<CoverageView>, 
/**
 * What could not be read.
 */
unread: Array<UnreadView>, 
/**
 * Whether any connection in scope has ever been read.
 */
ever_read: boolean, };

/**
 * What somebody else lost.
 */
export type OverwrittenView = { 
/**
 * The entries that they had set.
 */
theirs: Array<string>, 
/**
 * Their rows in the log, oldest first.
 */
log_ids: Array<string>, };

/**
 * A mark that a host is ours.
 */
export type OwnHostView = { 
/**
 * Names it, to take it back.
 */
mark: number, 
/**
 * The host, or the registrable domain.
 */
host: string, 
/**
 * Whether everything below it is meant.
 */
is_domain: boolean, 
/**
 * Who marked it.
 */
by: string, 
/**
 * When.
 */
at: number, };

/**
 * One owner that an import would set.
 */
export type OwnerChangeRow = { 
/**
 * Which client.
 */
client: ClientKey, 
/**
 * Its name.
 */
name: string | null, 
/**
 * Owner now.
 */
before: string | null, 
/**
 * Owner afterwards.
 */
after: string, };

/**
 * One part of a URI.
 */
export type PartView = { 
/**
 * Which: "Scheme".
 */
name: string, 
/**
 * Its text.
 */
value: string, 
/**
 * What is to be said about it.
 */
note: string, 
/**
 * The worst finding about it.
 */
risk: RiskView | null, };

/**
 * Whose client it is.
 */
export type PartyView = "first" | "third_strict" | "third_permissive" | "unknown";

/**
 * How much is known of a past day.
 */
export type PastListView = { 
/**
 * Its last moment, or now when it has not ended.
 */
at: number, 
/**
 * How many clients are known to have existed then.
 */
existed: number, 
/**
 * Of how many others it is not known whether they did.
 */
not_known: number, 
/**
 * Whether these are all: a complete list, and all of the log between it and that moment, is held.
 */
is_complete: boolean, };

/**
 * What a member held at a past moment.
 */
export type PastMemberView = { 
/**
 * Which, in words.
 */
what: string, 
/**
 * What it held, when it is known.
 */
known: PastTellingView | null, 
/**
 * When it is not known: the last that is told before.
 */
before: PastTellingView | null, 
/**
 * When it is not known: the first that is told after.
 */
after: PastTellingView | null, };

/**
 * What is known of one client on a past day.
 */
export type PastRowView = { 
/**
 * Whether it is known to have existed then; otherwise that was not watched.
 */
existed: boolean, 
/**
 * Whether it is known to be gone now.
 */
is_gone: boolean, 
/**
 * The UTC day of its last known use until then.
 */
last_use_day: number | null, 
/**
 * The verdict of that day, by what is known today; `null` when it is never judged.
 */
verdict: Verdict | null, 
/**
 * The moment that the verdict speaks of, when it is more than a day before the end of that day: to there the log is held.
 */
as_of_at: number | null, 
/**
 * What that rests on, in one sentence.
 */
evidence: string, };

/**
 * What something tells of a member.
 */
export type PastTellingView = { 
/**
 * Its entries in order. `None`: the client, or its grant, did not exist.
 */
entries: Array<string> | null, 
/**
 * The moment that it is told of.
 */
at: number, 
/**
 * When we learned it.
 */
learned_at: number, };

/**
 * The verdict of a past day, by today's knowledge.
 */
export type PastVerdictView = { 
/**
 * The verdict.
 */
verdict: Verdict, 
/**
 * The moment that it speaks of: to there the log is held. `None`: nothing before is.
 */
as_of: number | null, 
/**
 * The newest use until then.
 */
last_use_at: number | null, 
/**
 * Its kind in words.
 */
last_use_words: string | null, 
/**
 * The share of the window that was watched, 0 to 1.
 */
watched: number, };

/**
 * How a piece is drawn.
 */
export type PieceLook = "plain" | "differs" | "risky" | "letter";

/**
 * A piece of an entry.
 */
export type PieceView = { 
/**
 * Its characters.
 */
text: string, 
/**
 * How it is drawn.
 */
look: PieceLook, };

/**
 * Which change, in which timeline.
 */
export type PlaceChangeRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * Which changes.
 */
filter: ChangeFilter, 
/**
 * The floods whose members are to follow, each by one or more of its changes.
 */
open_floods: Array<number>, 
/**
 * The number of the change.
 */
number: number, };

/**
 * Where a change stands in the timeline.
 */
export type PlaceChangeResponse = { 
/**
 * How many lines stand before its own, or before that of its flood while this is closed. `null`: it is not in this timeline.
 */
place: number | null, };

/**
 * What reverting a change would send.
 */
export type PlanRevertRequest = { 
/**
 * The change's number.
 */
change: number, };

/**
 * What reverting a change would send, or why nothing can be sent. The client was read from the server for it.
 */
export type PlanRevertResponse = { "outcome": "plan", 
/**
 * The plan.
 */
plan: RevertPlanView, } | { "outcome": "conflict", 
/**
 * The three lists.
 */
conflict: ConflictView, } | { "outcome": "refused", 
/**
 * Why, in a sentence.
 */
why: string, };

/**
 * Owners from a CSV file with the columns `client_id`, `owner` and, where ids are not unique, `connection`.
 */
export type PreviewOwnersRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * The text of the file.
 */
csv: string, };

/**
 * What an import would do.
 */
export type PreviewOwnersResponse = { 
/**
 * Rows that would change something.
 */
changes: Array<OwnerChangeRow>, 
/**
 * How many rows say what is already so.
 */
unchanged: number, 
/**
 * Rows that cannot be used, with line number and reason.
 */
refused: Array<RefusedRow>, };

/**
 * What kind of problem it is. A code exists only if the window acts on it.
 */
export type ProblemCode = "offline" | "sign_in_refused" | "scope_missing" | "rate_limited" | "server_failed" | "keychain" | "storage" | "bad_input" | "cancelled" | "other";

/**
 * Something that went wrong, in the three parts that every error has.
 */
export type ProblemView = { 
/**
 * Machine-readable, stable; the window acts on it.
 */
code: ProblemCode, 
/**
 * What happened, with status and time where known.
 */
happened: string, 
/**
 * What was and was not changed or kept.
 */
kept: string, 
/**
 * What to do.
 */
todo: string, 
/**
 * When.
 */
at: number | null, };

/**
 * A running sync, with counts.
 */
export type ProgressView = { 
/**
 * What is being done, in words: "Reading clients".
 */
stage: string, 
/**
 * How many of `unit` are done.
 */
done: number, 
/**
 * Of how many, when known.
 */
total: number | null, 
/**
 * What is counted: "clients", "log rows", "days of log".
 */
unit: string, 
/**
 * Since when.
 */
started_at: number, 
/**
 * The least time that the server's rate limit allows for what is left.
 */
floor_left_ms: number | null, 
/**
 * Whether it has been asked to stop.
 */
stopping: boolean, };

/**
 * A URI that a revert puts back.
 */
export type PutBackView = { 
/**
 * Its exact text.
 */
uri: string, 
/**
 * What rules say about it, the worst first.
 */
risks: Array<FindingView>, };

/**
 * Which log row.
 */
export type ReadLogRowRequest = { 
/**
 * Which connection.
 */
connection_id: string, 
/**
 * Which row.
 */
log_id: string, };

/**
 * One log row as kept: secrets scrubbed.
 */
export type ReadLogRowResponse = { 
/**
 * The row. `null`: raw rows of that age are no longer kept, or the row is not known.
 */
json: unknown, };

/**
 * One line of the readiness column.
 */
export type ReadinessRow = { 
/**
 * How it stands.
 */
state: ReadinessState, 
/**
 * What, in a few words.
 */
title: string, 
/**
 * The details, in a sentence.
 */
detail: string, 
/**
 * The small word at the right: "212 ms", "measured", "x-ratelimit", "finding", "advice".
 */
source: string, };

/**
 * How a line of the readiness column stands.
 */
export type ReadinessState = "ok" | "warning" | "failed" | "unknown";

/**
 * One line that cannot be used.
 */
export type RefusedRow = { 
/**
 * Line number in the file, from 1.
 */
line: number, 
/**
 * Why.
 */
why: string, };

/**
 * Registrations of one UTC day.
 */
export type RegistrationDay = { 
/**
 * The day.
 */
day: number, 
/**
 * By themselves.
 */
self_registered: number, 
/**
 * By a person or a pipeline.
 */
by_admin: number, };

/**
 * Puts a checked credential in the place of the old one. The domain must be the connection's own.
 */
export type ReplaceCredentialRequest = { 
/**
 * Which connection.
 */
connection_id: string, 
/**
 * From [`CheckConnectionResponse`].
 */
draft_id: string, 
/**
 * Keep it in memory only.
 */
session_only: boolean, };

/**
 * A revert, exactly as it would be sent.
 */
export type RevertPlanView = { 
/**
 * The operation that it becomes; its request carries it as `X-Correlation-ID`.
 */
operation_id: string, 
/**
 * Names what is shown here; the confirm carries it.
 */
digest: string, 
/**
 * The HTTP method.
 */
method: string, 
/**
 * The whole URL.
 */
url: string, 
/**
 * The JSON body as it is sent.
 */
body: string, 
/**
 * The body for people: one entry a line, with the lines that go.
 */
lines: Array<BodyLine>, 
/**
 * The same request for a terminal, without the token.
 */
curl: string, 
/**
 * The URIs that come back, with what is thought of each.
 */
puts_back: Array<PutBackView>, 
/**
 * What has to hold when it is sent, in sentences.
 */
preconditions: Array<string>, 
/**
 * What it does not undo, in sentences.
 */
cannot_undo: Array<string>, 
/**
 * When the client was read.
 */
read_at: number, };

/**
 * A revert that was read back as carried out.
 */
export type RevertedView = { 
/**
 * Who said yes to it.
 */
by: string, 
/**
 * When.
 */
at: number, 
/**
 * Whether this change is the revert itself; otherwise it is the change that was taken back.
 */
is_revert: boolean, 
/**
 * The number of the other of the two, when it is in the timeline.
 */
other: number | null, };

/**
 * A decision that a change is right.
 */
export type ReviewView = { 
/**
 * Names the decision, to undo it.
 */
decision: number, 
/**
 * Why.
 */
reason: string, 
/**
 * Who decided.
 */
by: string, 
/**
 * When.
 */
at: number, };

/**
 * How dangerous.
 */
export type RiskView = "critical" | "high" | "medium" | "low" | "info";

/**
 * The connections that a question is about. Empty means all of them.
 */
export type Scope = { 
/**
 * Connection ids.
 */
connections: Array<string>, };

/**
 * A request that needs nothing but its scope.
 */
export type ScopeRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * The verdict window in days.
 */
window_days: number, };

/**
 * Installs or removes the timer.
 */
export type SetTimerRequest = { 
/**
 * Whether it should be there.
 */
on: boolean, };

/**
 * Everything that Settings shows beside the connections (those are in the frame).
 */
export type SettingsResponse = { 
/**
 * What can be changed.
 */
values: SettingsValues, 
/**
 * Files and their sizes.
 */
storage: StorageView, 
/**
 * Every host that was ever contacted.
 */
egress: Array<EgressRow>, 
/**
 * Where the logs of Rollcall itself are.
 */
log_folder: string, 
/**
 * Whether the timer that syncs while Rollcall is closed is installed.
 */
timer: TimerView, 
/**
 * Rollcall's version.
 */
version: string, };

/**
 * What a person can change.
 */
export type SettingsValues = { 
/**
 * The name written beside owners and notes.
 */
your_name: string, 
/**
 * The verdict window, 1 to 365 days.
 */
window_days: number, 
/**
 * Colours.
 */
theme: ThemeView, 
/**
 * How long raw log rows are kept, 1 to 3650 days. Rollups and the coverage ledger stay.
 */
keep_raw_days: number, 
/**
 * Whether user names, e-mails and addresses of people's sign-ins are kept. Administrative and machine rows keep theirs.
 */
keep_personal: boolean, };

/**
 * For which domain the guide is written; empty: a placeholder.
 */
export type SetupGuideRequest = { 
/**
 * The domain typed so far.
 */
domain: string, 
/**
 * Read only, or read and act.
 */
permission: 'read_only' | 'read_and_act', };

/**
 * How to make the least-privilege client that Rollcall signs in as.
 */
export type SetupGuideResponse = { 
/**
 * The Observe scopes.
 */
scopes: Array<string>, 
/**
 * Steps in the Dashboard, one sentence each.
 */
dashboard_steps: Array<string>, 
/**
 * `auth0 api` commands, one each.
 */
commands: Array<string>, 
/**
 * Whether the vault can keep a credential; otherwise session-only is offered.
 */
keychain_available: boolean, 
/**
 * Why not, and what to do.
 */
keychain_why: string, };

/**
 * How urgent a card is.
 */
export type SeverityView = "critical" | "high" | "medium" | "low";

/**
 * Which change.
 */
export type ShowChangeRequest = { 
/**
 * Its number.
 */
number: number, };

/**
 * One change in full.
 */
export type ShowChangeResponse = { 
/**
 * It. `null`: newer evidence tells another story, so it is none any more.
 */
change: ChangeDetail | null, };

/**
 * One client, and the window to judge it in.
 */
export type ShowClientRequest = { 
/**
 * Which client.
 */
client: ClientKey, 
/**
 * The verdict window in days.
 */
window_days: number, };

/**
 * Everything that the inspector shows.
 */
export type ShowClientResponse = { 
/**
 * The row of the grid.
 */
row: ClientRow, 
/**
 * Coverage of its connection.
 */
coverage: CoverageView, 
/**
 * Newest success by kind, newest first.
 */
last_by_kind: Array<LastByKindView>, 
/**
 * The proof of the verdict, a sentence a line, as copied.
 */
proof: Array<string>, 
/**
 * Its URIs and origins, list by list, redirect URIs first; `null` when hidden or not read yet.
 */
uris: Array<UriListView> | null, 
/**
 * How its server compares a redirect URI.
 */
uri_rule: string, 
/**
 * Credential method with what can be told about it.
 */
credential: CredentialView, 
/**
 * What it can reach.
 */
access: AccessView, 
/**
 * What was done to it, newest first.
 */
history: Array<HistoryEntry>, 
/**
 * The latest snapshot as JSON, secrets absent. `null`: not read yet.
 */
json: unknown, 
/**
 * When that snapshot was read last.
 */
read_at: number | null, 
/**
 * Owner and note with who and when.
 */
annotations: Array<AnnotationView>, 
/**
 * The newest log rows that name it as actor, newest first, at most 20.
 */
events: Array<EventRow>, 
/**
 * Parts that could not be read.
 */
unread: Array<UnreadView>, };

/**
 * One client at the end of a UTC day.
 */
export type ShowPastRequest = { 
/**
 * Which client.
 */
client: ClientKey, 
/**
 * The UTC day, as `YYYY-MM-DD`.
 */
day: string, 
/**
 * The verdict window in days.
 */
window_days: number, };

/**
 * What was true at the server at that moment, by today's knowledge.
 */
export type ShowPastResponse = { 
/**
 * The moment in milliseconds since 1970: the end of the day, or now.
 */
at: number, 
/**
 * The verdict of that day. `None`: it did not exist, or it is never judged.
 */
verdict: PastVerdictView | null, 
/**
 * What it held.
 */
members: Array<PastMemberView>, };

/**
 * Sign-ins through a client after a change.
 */
export type SinceView = { 
/**
 * Rows of the log that tell of sign-ins.
 */
rows: number, 
/**
 * Whether all of the log since then was read.
 */
is_whole: boolean, };

/**
 * Files on disk.
 */
export type StorageView = { 
/**
 * The data folder.
 */
folder: string, 
/**
 * Bytes of the precious file (connections, snapshots, decisions).
 */
precious_bytes: number, 
/**
 * Per connection.
 */
connections: Array<ConnectionStorageRow>, };

/**
 * What a sync was told.
 */
export type SyncNowResponse = { 
/**
 * How many connections started to sync; those already syncing are not started twice.
 */
started: number, 
/**
 * Connections that could not start, and why.
 */
refused: Array<ProblemView>, };

/**
 * How a connection's syncs stand.
 */
export type SyncView = { 
/**
 * The running sync, when there is one.
 */
running: ProgressView | null, 
/**
 * When the last sync ended well.
 */
last_success_at: number | null, 
/**
 * How far the log is read: the server's time at the newest reading.
 */
log_read_to_at: number | null, 
/**
 * Why the last sync did not end well; `null` when it did.
 */
problem: ProblemView | null, 
/**
 * When the schedule will start the next one; `null` when paused.
 */
next_at: number | null, 
/**
 * Calls that the server's limit has left, as last told by its headers.
 */
budget: BudgetView | null, };

/**
 * What a change touches. The window refetches the queries that read these tags.
 */
export type Tag = "connections" | "clients" | "log" | "sync" | "annotations" | "changes" | "settings";

/**
 * A URI to try.
 */
export type TestUriRequest = { 
/**
 * Which connections.
 */
scope: Scope, 
/**
 * The URI as it would be registered.
 */
uri: string, 
/**
 * A URI that would arrive, to be compared with it.
 */
requested: string | null, 
/**
 * Whose: `native`, `spa`, or any other word, which counts as web.
 */
app_type: string, };

/**
 * What each connected server would make of it.
 */
export type TestUriResponse = { 
/**
 * One entry a server and kind of client.
 */
servers: Array<TestedServer>, };

/**
 * What one server would make of it.
 */
export type TestedServer = { 
/**
 * Its connection.
 */
connection_name: string, 
/**
 * For which of its clients: "first-party clients", "strict third-party clients".
 */
clients: string, 
/**
 * What it compares.
 */
rule: string, 
/**
 * Whether it would send a code there; `null`: the texts do not tell, or nothing arrives.
 */
matches: boolean | null, 
/**
 * What rules say.
 */
risks: Array<FindingView>, };

/**
 * The colours that a person chose.
 */
export type ThemeView = "system" | "light" | "dark";

/**
 * What one window can prove.
 */
export type ThresholdView = { 
/**
 * Length of the window.
 */
days: number, 
/**
 * Clients that it proves inactive (with or without tokens that may live).
 */
provable: CountView, 
/**
 * Whether at least one connection in scope has watched the whole window.
 */
can_prove: boolean, };

/**
 * How the timer stands.
 */
export type TimerState = "on" | "off" | "not_here";

/**
 * The timer that syncs while Rollcall is closed.
 */
export type TimerView = { 
/**
 * How it stands.
 */
state: TimerState, 
/**
 * In a sentence: what it does, or why it cannot be installed here.
 */
words: string, };

/**
 * One row that may have made the change.
 */
export type TraceView = { 
/**
 * The row.
 */
log_id: string, 
/**
 * When.
 */
at: number, 
/**
 * What the actor is.
 */
kind: ActorKind, 
/**
 * Who, in words.
 */
actor: string, 
/**
 * Who, exactly: the server's user id or the client id.
 */
actor_id: string | null, 
/**
 * By which way, in words.
 */
channel: string, 
/**
 * The address.
 */
address: string | null, 
/**
 * The user agent.
 */
user_agent: string | null, 
/**
 * Whether nothing came from that address before.
 */
new_address: boolean, 
/**
 * Whether nothing came by that user agent before.
 */
new_user_agent: boolean, 
/**
 * Whether nothing came from that actor before.
 */
new_actor: boolean, };

/**
 * A credential as typed. It has no `Debug` and no `Serialize`.
 */
export type TypedCredential = { "method": "client_secret", 
/**
 * The client's id.
 */
client_id: string, 
/**
 * Its secret.
 */
secret: string, } | { "method": "private_key_jwt", 
/**
 * The client's id.
 */
client_id: string, 
/**
 * PKCS#8 PEM.
 */
pem: string, } | { "method": "private_key_file", 
/**
 * The client's id.
 */
client_id: string, 
/**
 * Where the PEM file is.
 */
path: string, } | { "method": "pasted_token", 
/**
 * The token.
 */
token: string, };

/**
 * Which decision to take back.
 */
export type UndoAcceptanceRequest = { 
/**
 * Which.
 */
decision: number, };

/**
 * Which change to undo.
 */
export type UndoRequest = { 
/**
 * From [`AnnotateResponse`] or [`ImportOwnersResponse`].
 */
undo_id: string, };

/**
 * Which mark to take back.
 */
export type UnmarkHostRequest = { 
/**
 * Which.
 */
mark: number, };

/**
 * Part of a screen's data that could not be read: unknown, never empty.
 */
export type UnreadView = { 
/**
 * What is missing: "clients", "client grants", "log", …
 */
what: string, 
/**
 * Which connection, by name.
 */
connection_name: string, 
/**
 * Why, in one sentence.
 */
why: string, 
/**
 * What to do, in one sentence.
 */
todo: string, 
/**
 * When it was last read to its end.
 */
last_complete_at: number | null, 
/**
 * Machine-readable.
 */
code: ProblemCode, };

/**
 * Changes a connection's name, environment, permission or schedule.
 */
export type UpdateConnectionRequest = { 
/**
 * Which connection.
 */
connection_id: string, 
/**
 * New name, when it changes.
 */
name: string | null, 
/**
 * New environment, when it changes.
 */
environment: 'production' | 'staging' | 'development' | null, 
/**
 * New permission, when it changes.
 */
permission: 'read_only' | 'read_and_act' | null, 
/**
 * Pause or resume its schedule, when it changes.
 */
paused: boolean | null, };

/**
 * One URI or origin that a client holds.
 */
export type UriEntryView = { 
/**
 * The exact text.
 */
uri: string, 
/**
 * Its host as it goes to the resolver, when that differs.
 */
punycode: string | null, 
/**
 * What rules say about it today, the worst first.
 */
risks: Array<FindingView>, };

/**
 * One list of URIs or origins of a client.
 */
export type UriListView = { 
/**
 * What it holds, in words: "Redirect URIs", "Logout URLs".
 */
what: string, 
/**
 * The first five hundred, exact, in the server's order.
 */
entries: Array<UriEntryView>, 
/**
 * How many there are.
 */
total: number, };

/**
 * One added URI.
 */
export type UriView = { 
/**
 * The exact text.
 */
uri: string, 
/**
 * Its host, by which it can be marked as ours.
 */
host: string | null, 
/**
 * Its parts.
 */
parts: Array<PartView>, 
/**
 * Where it imitates a trusted name.
 */
lookalike: LookalikeView | null, 
/**
 * What this client's server compares.
 */
rule: string, 
/**
 * What rules say about it.
 */
risks: Array<FindingView>, };

/**
 * How many clients have a verdict.
 */
export type VerdictCountView = { 
/**
 * The verdict.
 */
verdict: Verdict, 
/**
 * How many.
 */
count: CountView, };

/** Every command: what it takes and what it gives. */
export interface Commands {
  show_frame: { request: ScopeRequest; response: FrameResponse };
  show_overview: { request: ScopeRequest; response: OverviewResponse };
  list_clients: { request: ListClientsRequest; response: ListClientsResponse };
  count_clients: { request: ScopeRequest; response: ClientCountsResponse };
  look_up_client: { request: ClientKey; response: LookUpClientResponse };
  show_client: { request: ShowClientRequest; response: ShowClientResponse };
  show_past: { request: ShowPastRequest; response: ShowPastResponse };
  read_log_row: { request: ReadLogRowRequest; response: ReadLogRowResponse };
  show_inactive: { request: ScopeRequest; response: InactiveResponse };
  list_changes: { request: ListChangesRequest; response: ListChangesResponse };
  place_change: { request: PlaceChangeRequest; response: PlaceChangeResponse };
  show_change: { request: ShowChangeRequest; response: ShowChangeResponse };
  list_hosts: { request: ListHostsRequest; response: HostsResponse };
  list_host_clients: { request: ListHostClientsRequest; response: HostClientsResponse };
  test_uri: { request: TestUriRequest; response: TestUriResponse };
  accept_changes: { request: AcceptChangesRequest; response: AcceptChangesResponse };
  undo_acceptance: { request: UndoAcceptanceRequest; response: DoneResponse };
  mark_host: { request: MarkHostRequest; response: MarkHostResponse };
  unmark_host: { request: UnmarkHostRequest; response: DoneResponse };
  export_changes: { request: ExportChangesRequest; response: ExportResponse };
  plan_revert: { request: PlanRevertRequest; response: PlanRevertResponse };
  confirm_operation: { request: ConfirmOperationRequest; response: ConfirmOperationResponse };
  list_operations: { request: PlanRevertRequest; response: ListOperationsResponse };
  annotate: { request: AnnotateRequest; response: AnnotateResponse };
  undo_annotation: { request: UndoRequest; response: DoneResponse };
  preview_owners: { request: PreviewOwnersRequest; response: PreviewOwnersResponse };
  import_owners: { request: ImportOwnersRequest; response: AnnotateResponse };
  export_clients: { request: ExportRequest; response: ExportResponse };
  copy_text: { request: CopyRequest; response: DoneResponse };
  show_setup_guide: { request: SetupGuideRequest; response: SetupGuideResponse };
  choose_file: { request: ChooseFileRequest; response: ChooseFileResponse };
  check_connection: { request: CheckConnectionRequest; response: CheckConnectionResponse };
  check_again: { request: DropDraftRequest; response: CheckConnectionResponse };
  drop_draft: { request: DropDraftRequest; response: DoneResponse };
  add_connection: { request: AddConnectionRequest; response: AddConnectionResponse };
  add_demo: { request: EmptyRequest; response: AddDemoResponse };
  update_connection: { request: UpdateConnectionRequest; response: DoneResponse };
  replace_credential: { request: ReplaceCredentialRequest; response: DoneResponse };
  delete_connection: { request: ConnectionRequest; response: DoneResponse };
  set_demo_network: { request: DemoNetworkRequest; response: DoneResponse };
  sync_now: { request: Scope; response: SyncNowResponse };
  cancel_sync: { request: ConnectionRequest; response: DoneResponse };
  show_settings: { request: EmptyRequest; response: SettingsResponse };
  save_settings: { request: SettingsValues; response: DoneResponse };
  set_timer: { request: SetTimerRequest; response: DoneResponse };
  open_folder: { request: OpenFolderRequest; response: DoneResponse };
}

/** The tags that each reading command depends on. */
export const READS = {
  show_frame: ["connections", "clients", "log", "sync", "settings", "annotations", "changes"],
  show_overview: ["connections", "clients", "log", "sync", "changes"],
  list_clients: ["connections", "clients", "log", "annotations", "changes"],
  count_clients: ["clients", "log", "annotations"],
  look_up_client: [],
  show_client: ["connections", "clients", "log", "annotations", "changes"],
  show_past: ["connections", "clients", "log", "changes"],
  read_log_row: ["log"],
  show_inactive: ["clients", "log"],
  list_changes: ["connections", "clients", "log", "changes"],
  place_change: ["connections", "clients", "log", "changes"],
  show_change: ["connections", "log", "changes"],
  list_hosts: ["connections", "clients", "changes"],
  list_host_clients: ["connections", "clients", "changes"],
  test_uri: ["connections", "changes"],
  accept_changes: [],
  undo_acceptance: [],
  mark_host: [],
  unmark_host: [],
  export_changes: [],
  plan_revert: [],
  confirm_operation: [],
  list_operations: ["changes"],
  annotate: [],
  undo_annotation: [],
  preview_owners: [],
  import_owners: [],
  export_clients: [],
  copy_text: [],
  show_setup_guide: [],
  choose_file: [],
  check_connection: [],
  check_again: [],
  drop_draft: [],
  add_connection: [],
  add_demo: [],
  update_connection: [],
  replace_credential: [],
  delete_connection: [],
  set_demo_network: [],
  sync_now: [],
  cancel_sync: [],
  show_settings: ["settings", "connections", "clients", "log"],
  save_settings: [],
  set_timer: [],
  open_folder: [],
} as const satisfies Record<keyof Commands, readonly Tag[]>;
