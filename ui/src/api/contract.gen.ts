export type ShowClientRequest = { client: ClientKey; window_days: number };
export type ShowClientResponse = { row: ClientRow; coverage: CoverageView; last_by_kind: Array<LastByKindView>; proof: Array<string>; redirect_uris: Array<string> | null; credential: CredentialView; access: AccessView; history: Array<HistoryEntry>; json: unknown; read_at: number | null; annotations: Array<AnnotationView>; events: Array<EventRow>; unread: Array<UnreadView> };
export type LastByKindView = { kind: ActivityKind; words: string; at: number };
export type CredentialView = { words: string; why: string | null; key_ids: Array<string> };
export type AccessView = { grants: Array<GrantRow>; open_apis: Array<string>; longest: string | null; token_lifetime_ms: number; lifetime_unreadable: boolean };
export type GrantRow = { api: string; audience: string; scopes: Array<string>; all_scopes: boolean; by_default: boolean; token_lifetime_ms: number | null };
export type HistoryEntry = { at: number; what: string; who: string | null; log_id: string | null };
export type AnnotationView = { field: string; text: string; by: string; at: number };
export type EventRow = { log_id: string; at: number; code: string; words: string; kind: ActivityKind | null };
export type ReadLogRowRequest = { connection_id: string; log_id: string };
export type ReadLogRowResponse = { json: unknown };
export type LookUpClientResponse = { rows: number; new_rows: number };
export type ListClientsRequest = { scope: Scope; window_days: number; filter: ClientFilter; sort: ClientSort; offset: number; limit: number };
export type ClientFilter = { text: string; verdicts: Verdict[]; parties: Array<PartyView>; origins: Array<OriginView>; credentials: Array<CredentialKindView>; has_owner: boolean | null; never_used: boolean | null; created_since_at: number | null; failing: boolean | null };
export type ClientSort = { column: ClientColumn; descending: boolean };
export type ClientColumn = "name" | "id" | "kind" | "credential" | "last_use" | "verdict" | "redirect_uris" | "owner" | "quiet" | "created";
export type ListClientsResponse = { rows: Array<ClientRow>; offset: number; total: CountView; all: CountView; coverage: Array<CoverageView>; unread: Array<UnreadView>; ever_read: boolean };
export type ClientCountsResponse = { all: CountView; verdicts: Array<VerdictCountView>; third_party: CountView; self_registered: CountView; created_this_week: CountView; no_owner: CountView; failing: CountView; never_used: CountView };
export type VerdictCountView = { verdict: Verdict; count: CountView };
export type ClientRow = { connection_id: string; connection_name: string; client_id: string; name: string | null; listed: boolean; tag: ClientTag | null; party: PartyView; origin: OriginView; app_type: string | null; grant_types: Array<string> | null; credential: CredentialKindView; redirect_uri_count: number | null; owner: string | null; note: string | null; judgement: JudgementView | null; last_use_at: number | null; last_use_kind: ActivityKind | null; or_in_gap: boolean; created_at: number | null; seen_at: number | null; strip: Array<[number, number, number]> };
export type ClientTag = "global" | "rollcall";
export type JudgementView = { verdict: Verdict; as_of_at: number; stale: boolean; watched: number; longest_hole_ms: number; quiet_since_at: number | null; quiet_ms: number; tokens_dead_by_at: number | null; token_lifetime_ms: number; never_used: boolean; provable_at: number | null; evidence: string };
export type PartyView = "first" | "third_strict" | "third_permissive" | "unknown";
export type OriginView = "admin" | "dcr" | "cimd" | "unknown";
export type CredentialKindView = "secret" | "public" | "private_key_jwt" | "mtls" | "other" | "cannot_tell";
export type AnnotateRequest = { clients: Array<ClientKey>; change: AnnotationChange };
export type ClientKey = { connection_id: string; client_id: string };
export type AnnotationChange = { field: "owner"; text: string } | { field: "note"; text: string };
export type AnnotateResponse = { undo_id: string; changed: number };
export type UndoRequest = { undo_id: string };
export type PreviewOwnersRequest = { scope: Scope; csv: string };
export type PreviewOwnersResponse = { changes: Array<OwnerChangeRow>; unchanged: number; refused: Array<RefusedRow> };
export type OwnerChangeRow = { client: ClientKey; name: string | null; before: string | null; after: string };
export type RefusedRow = { line: number; why: string };
export type ImportOwnersRequest = { changes: Array<OwnerChangeRow> };
export type ExportRequest = { scope: Scope; window_days: number; filter: ClientFilter; sort: ClientSort; only: Array<ClientKey> | null; suggested_name: string };
export type ExportResponse = { path: string | null; rows: number };
export type CopyRequest = { text: string };
export type CheckConnectionRequest = { domain: string; base_url: string; ca_file: string; credential: TypedCredential };
export type TypedCredential = { method: "client_secret"; client_id: string; secret: string } | { method: "private_key_jwt"; client_id: string; pem: string } | { method: "private_key_file"; client_id: string; path: string } | { method: "pasted_token"; token: string };
export type CheckConnectionResponse = { draft_id: string; checked_at: number; readiness: Array<ReadinessRow>; features: Array<FeatureRow>; can_connect: boolean; log_days: number | null; clients: number | null; provable_at: number | null; suggested_name: string };
export type ReadinessRow = { state: ReadinessState; title: string; detail: string; source: string };
export type ReadinessState = "ok" | "warning" | "failed" | "unknown";
export type FeatureRow = { scope: string; what: string; held: boolean; sentence: string };
export type AddConnectionRequest = { draft_id: string; name: string; environment: 'production' | 'staging' | 'development'; permission: 'read_only' | 'read_and_act'; session_only: boolean };
export type AddConnectionResponse = { connection_id: string };
export type ReplaceCredentialRequest = { connection_id: string; draft_id: string; session_only: boolean };
export type DropDraftRequest = { draft_id: string };
export type SetupGuideResponse = { scopes: Array<string>; dashboard_steps: Array<string>; commands: Array<string>; keychain_available: boolean; keychain_why: string };
export type SetupGuideRequest = { domain: string };
export type ChooseFileResponse = { path: string | null };
export type ChooseFilePurpose = "ca_file" | "private_key";
export type ChooseFileRequest = { purpose: ChooseFilePurpose };
export type UpdateConnectionRequest = { connection_id: string; name: string | null; environment: 'production' | 'staging' | 'development' | null; permission: 'read_only' | 'read_and_act' | null; paused: boolean | null };
export type DemoNetworkRequest = { reachable: boolean };
export type SyncNowResponse = { started: number; refused: Array<ProblemView> };
export type FrameResponse = { connections: Array<ConnectionView>; clients: CountView; inactive: CountView; keychain: KeychainView; now_at: number; window_days: number; theme: ThemeView; notice: ProblemView | null };
export type ThemeView = "system" | "light" | "dark";
export type KeychainView = { available: boolean; why: string };
export type ConnectionView = { id: string; name: string; domain: string; base_url: string; environment: 'production' | 'staging' | 'development'; permission: 'read_only' | 'read_and_act'; sign_in: string; signs_in_as: string | null; token_ends_at: number | null; is_demo: boolean; demo_reachable: boolean | null; credential: CredentialPlaceView; paused: boolean; sync: SyncView };
export type CredentialPlaceView = "vault" | "session" | "missing" | "not_needed";
export type SyncView = { running: ProgressView | null; last_success_at: number | null; log_read_to_at: number | null; problem: ProblemView | null; next_at: number | null; budget: BudgetView | null };
export type BudgetView = { remaining: number; limit: number };
export type ProgressView = { stage: string; done: number; total: number | null; unit: string; started_at: number; floor_left_ms: number | null; stopping: boolean };
export type InactiveResponse = { thresholds: Array<ThresholdView>; longest_provable_days: number; coverage: Array<CoverageView>; verdicts: Array<VerdictCountView>; never_used: CountView; unread: Array<UnreadView> };
export type ThresholdView = { days: number; provable: CountView; can_prove: boolean };
export type Scope = { connections: Array<string> };
export type ScopeRequest = { scope: Scope; window_days: number };
export type EmptyRequest = {  };
export type DoneResponse = {  };
export type ConnectionRequest = { connection_id: string };
export type CountView = { n: number; proven: boolean };
export type ProblemView = { code: ProblemCode; happened: string; kept: string; todo: string; at: number | null };
export type ProblemCode = "offline" | "sign_in_refused" | "scope_missing" | "rate_limited" | "server_failed" | "keychain" | "storage" | "bad_input" | "cancelled" | "other";
export type UnreadView = { what: string; connection_name: string; why: string; todo: string; last_complete_at: number | null; code: ProblemCode };
export type DayCover = "whole" | "part" | "none";
export type CoverageView = { connection_id: string; connection_name: string; first_day: number; days: Array<DayCover>; horizon_at: number | null; unbroken_since_at: number | null; window_start_at: number; watched: number; longest_hole_ms: number; provable_at: number | null; holes: Array<HoleView>; keeps_days: number | null; lost_unless_synced_by_at: number | null; stale: boolean };
export type HoleView = { from_at: number; to_at: number; reason: string };
export type OverviewResponse = { cards: Array<CardView>; clients: CountView; third_party: CountView; in_use: CountView; inactive: CountView; inactive_tokens_may_live: CountView; not_proven: CountView; too_new: CountView; days_with_log: number; registrations: Array<RegistrationDay>; failures: Array<FailureDay>; most_failing: MostFailingView | null; coverage: Array<CoverageView>; unread: Array<UnreadView>; ever_read: boolean };
export type CardView = { id: string; severity: SeverityView; title: string; why: string; evidence: Array<string>; at: number | null; action: CardAction };
export type SeverityView = "critical" | "high" | "medium" | "low";
export type CardAction = { kind: "show_clients"; label: string; filter: ClientFilter } | { kind: "show_client"; label: string; client: ClientKey } | { kind: "show_inactive"; label: string } | { kind: "show_connection"; label: string; connection_id: string } | { kind: "sync_now"; label: string; connection_id: string };
export type RegistrationDay = { day: number; self_registered: number; by_admin: number };
export type FailureDay = { day: number; failures: number };
export type MostFailingView = { client: ClientKey; name: string; share: number };
export type SettingsResponse = { values: SettingsValues; storage: StorageView; egress: Array<EgressRow>; log_folder: string; timer: TimerView; version: string };
export type SettingsValues = { your_name: string; window_days: number; theme: ThemeView; keep_raw_days: number; keep_personal: boolean };
export type StorageView = { folder: string; precious_bytes: number; connections: Array<ConnectionStorageRow> };
export type ConnectionStorageRow = { connection_id: string; bytes: number; log_rows: number; oldest_at: number | null; snapshots: number };
export type EgressRow = { host: string; requests: number; last_at: number };
export type TimerView = { state: TimerState; words: string };
export type TimerState = "on" | "off" | "not_here";
export type SetTimerRequest = { on: boolean };
export type OpenFolderRequest = { folder: FolderName };
export type FolderName = "data" | "logs";
export type ActivityKind = "client_credentials" | "sign_in" | "refresh" | "silent_authentication" | "token_exchange" | "management_call" | "failure" | "traffic";
export type Verdict = "in_use" | "too_new" | "not_proven" | "inactive_tokens_may_live" | "inactive";

export type Tag = "connections" | "clients" | "log" | "sync" | "settings" | "annotations";
export type Changed = { tags: Array<Tag>; connections: Array<string> };
export type CommandError = { problem: ProblemView };
export interface Commands {
  show_frame: { request: ScopeRequest; response: FrameResponse };
  show_overview: { request: ScopeRequest; response: OverviewResponse };
  list_clients: { request: ListClientsRequest; response: ListClientsResponse };
  count_clients: { request: ScopeRequest; response: ClientCountsResponse };
  look_up_client: { request: ClientKey; response: LookUpClientResponse };
  show_client: { request: ShowClientRequest; response: ShowClientResponse };
  read_log_row: { request: ReadLogRowRequest; response: ReadLogRowResponse };
  show_inactive: { request: ScopeRequest; response: InactiveResponse };
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
  add_demo: { request: EmptyRequest; response: AddConnectionResponse };
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
export const READS = {
  show_frame: ["connections", "clients", "log", "sync", "settings", "annotations"],
  show_overview: ["connections", "clients", "log", "sync"],
  list_clients: ["connections", "clients", "log", "annotations"],
  count_clients: ["clients", "log", "annotations"],
  look_up_client: [],
  show_client: ["connections", "clients", "log", "annotations"],
  read_log_row: ["log"],
  show_inactive: ["clients", "log"],
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
