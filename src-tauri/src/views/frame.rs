//! The frame of the window: connections, counts, sync footer.

use domain::connection::{Environment, Permission};
use serde::Serialize;
use ts_rs::TS;

use super::{CountView, ProblemView};

/// Everything that the sidebar shows.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FrameResponse {
    /// Every connection, by name.
    pub connections: Vec<ConnectionView>,
    /// Clients in scope.
    pub clients: CountView,
    /// Clients in scope whose verdict is *Inactive* or *Inactive, tokens may live*.
    pub inactive: CountView,
    /// Changes of URIs and origins in scope that nobody accepted yet.
    pub open_changes: CountView,
    /// Whether credentials can be kept in the vault, and if not, why.
    pub keychain: KeychainView,
    /// The clock of this computer.
    pub now_at: i64,
    /// The verdict window that the settings name, in days.
    pub window_days: u16,
    /// `light`, `dark` or `system`.
    pub theme: ThemeView,
    /// A message of the last start: the settings or files that could not be read, and what was done.
    pub notice: Option<ProblemView>,
}

/// The colours that a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ThemeView {
    /// As the operating system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Whether the vault can keep credentials.
#[derive(Clone, Debug, Serialize, TS)]
pub struct KeychainView {
    /// Whether it can.
    pub available: bool,
    /// Why not, and what to do; empty when it can.
    pub why: String,
}

/// One connection, as shown. It holds no secret.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ConnectionView {
    /// Identity.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The canonical tenant domain.
    pub domain: String,
    /// The address that requests go to.
    pub base_url: String,
    /// Production, staging or development.
    #[ts(type = "'production' | 'staging' | 'development'")]
    pub environment: Environment,
    /// Read only, or read and act.
    #[ts(type = "'read_only' | 'read_and_act'")]
    pub permission: Permission,
    /// How it signs in, in words: "client credentials", "private key JWT", "pasted token", "demo tenant".
    pub sign_in: String,
    /// The client that Rollcall signs in as.
    pub signs_in_as: Option<String>,
    /// When a pasted token ends.
    pub token_ends_at: Option<i64>,
    /// Whether this is the demo tenant.
    pub is_demo: bool,
    /// Whether the demo tenant answers; `null` for real ones.
    pub demo_reachable: Option<bool>,
    /// Where the credential is kept: `vault`, `session` (until Rollcall closes), `missing` (must be typed again), `none` (demo).
    pub credential: CredentialPlaceView,
    /// Whether a person paused its schedule.
    pub paused: bool,
    /// How its syncs stand.
    pub sync: SyncView,
}

/// Where a connection's credential is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CredentialPlaceView {
    /// Sealed in the vault; its key is in the system keychain.
    Vault,
    /// In memory until Rollcall closes.
    Session,
    /// Not here; it has to be typed again.
    Missing,
    /// None is needed (demo tenant).
    NotNeeded,
}

/// How a connection's syncs stand.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SyncView {
    /// The running sync, when there is one.
    pub running: Option<ProgressView>,
    /// When the last sync ended well.
    pub last_success_at: Option<i64>,
    /// How far the log is read: the server's time at the newest reading.
    pub log_read_to_at: Option<i64>,
    /// Why the last sync did not end well; `null` when it did.
    pub problem: Option<ProblemView>,
    /// When the schedule will start the next one; `null` when paused.
    pub next_at: Option<i64>,
    /// Calls that the server's limit has left, as last told by its headers.
    pub budget: Option<BudgetView>,
}

/// The server's own limit, as last told by its headers.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct BudgetView {
    /// Calls left.
    pub remaining: u32,
    /// Of so many.
    pub limit: u32,
}

/// A running sync, with counts.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ProgressView {
    /// What is being done, in words: "Reading clients".
    pub stage: String,
    /// How many of `unit` are done.
    pub done: u64,
    /// Of how many, when known.
    pub total: Option<u64>,
    /// What is counted: "clients", "log rows", "days of log".
    pub unit: String,
    /// Since when.
    pub started_at: i64,
    /// The least time that the server's rate limit allows for what is left.
    pub floor_left_ms: Option<i64>,
    /// Whether it has been asked to stop.
    pub stopping: bool,
}
