//! What kind of tenant to pretend: plan, size, log behaviour, population.

use serde_json::Value;

use crate::population::scripted::ScriptedClient;

/// Everything that can be chosen before a tenant starts. `Default` is a small quiet tenant without plan limits.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Settings {
    /// All that looks random follows from this number.
    pub seed: u64,
    /// The tenant's name (`tenant_name` in log rows, `tenant` on clients).
    pub tenant_name: String,
    /// The canonical domain, which gives the Management API's audience. `None`: host and port of the listener.
    pub canonical_domain: Option<String>,
    /// How many clients [`Population::Generated`] has (the global client and the management client come on top).
    pub clients: usize,
    /// Days before the present in which generated clients have been active.
    pub days_of_history: u32,
    /// The moment that the population calls "today", in milliseconds since 1970. `None`: the clock at the start.
    /// Activity goes on after it. Set it when the clock starts in the past and is played forward.
    pub present_ms: Option<i64>,
    /// Rate limits, log retention and entity limits.
    pub plan: Plan,
    /// Log retention in days, instead of the plan's.
    pub retention_days: Option<u32>,
    /// Whether the plan's limit on the number of clients is enforced.
    pub entity_limits: bool,
    /// The largest page that listings give, and what happens to a larger wish.
    pub page_cap: PageCap,
    /// How many records of a listing offset paging reaches.
    pub offset_cap: usize,
    /// Whether `GET /clients` knows checkpoint paging (`from`, `take`); otherwise `take` is a bad request.
    pub checkpoint_clients: bool,
    /// The order of `GET /clients`, which Auth0 does not document.
    pub list_order: ListOrder,
    /// How long after the event a row can be read.
    pub log_lag: LagModel,
    /// Whether ids carry an ingestion time 0.02 to 5.3 s after the event, so that id order differs from date order.
    /// Off: ids carry the event's own time.
    pub reorder: bool,
    /// Chance in 1,000 that the `Link` of a checkpoint page goes back by one row, so that a row arrives twice.
    pub duplicates_permille: u16,
    /// Whether secrets in logged request bodies are replaced by `REDACTED` (response bodies always are).
    pub redact_request_secrets: bool,
    /// How long the old secret still works after a rotation (facts/auth0.md 3.2: up to 30 s).
    pub secret_overlap_ms: i64,
    /// Self-registration.
    pub dcr: Dcr,
    /// HTTPS with a CA made at start; otherwise plain HTTP.
    pub tls: bool,
    /// The port on 127.0.0.1; `None` takes a free one.
    pub port: Option<u16>,
    /// Scopes of the management client that exists from the start.
    pub management_scopes: Vec<String>,
    /// The tenant's APIs besides the Management API. Empty: the population's own.
    pub apis: Vec<Api>,
    /// Who is there and what they do.
    pub population: Population,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            tenant_name: "northmere-prod".into(),
            canonical_domain: Some("northmere-prod.eu.auth0.com".into()),
            clients: 20,
            days_of_history: 60,
            present_ms: None,
            plan: Plan::Unlimited,
            retention_days: None,
            entity_limits: false,
            page_cap: PageCap { limit: 100, over: OverCap::Refuse },
            offset_cap: 1_000,
            checkpoint_clients: true,
            list_order: ListOrder::Created,
            log_lag: LagModel::None,
            reorder: false,
            duplicates_permille: 0,
            redact_request_secrets: true,
            secret_overlap_ms: 0,
            dcr: Dcr::default(),
            tls: false,
            port: None,
            management_scopes: OBSERVE_SCOPES.iter().map(ToString::to_string).collect(),
            apis: Vec::new(),
            population: Population::Generated(Generated::default()),
        }
    }
}

impl Settings {
    /// The cast of the pictures: `northmere-prod`, 214 clients, 61 of them third-party, ninety days of activity,
    /// ten days of retention, no rate limits while it is played.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            seed: 20_261_120,
            days_of_history: 90,
            retention_days: Some(10),
            dcr: Dcr { enabled: true, ..Dcr::default() },
            reorder: true,
            population: Population::Cast(Cast::Northmere),
            management_scopes: OBSERVE_SCOPES.iter().chain(&ACT_SCOPES).map(ToString::to_string).collect(),
            ..Self::default()
        }
    }

    /// A second, small tenant beside the demo: `lumenlabs`, which keeps one day of log.
    #[must_use]
    pub fn demo_partner() -> Self {
        Self {
            seed: 20_261_121,
            tenant_name: "lumenlabs".into(),
            canonical_domain: Some("lumenlabs.us.auth0.com".into()),
            retention_days: Some(1),
            population: Population::Cast(Cast::Lumenlabs),
            ..Self::demo()
        }
    }
}

/// The scopes with which Rollcall observes (facts/auth0.md 1.7, least privilege).
pub const OBSERVE_SCOPES: [&str; 8] = [
    "read:clients",
    "read:client_grants",
    "read:logs",
    "read:tenant_settings",
    "read:resource_servers",
    "read:connections",
    "read:network_acls",
    "read:log_streams",
];

/// The scopes with which Rollcall acts, besides (facts/auth0.md 1.7).
const ACT_SCOPES: [&str; 1] = ["update:clients"];

/// A subscription plan (facts/auth0.md 2.4 entity limits, 6.5 retention, 7 rate limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// 2 calls a second, 1 day of log, 10 clients.
    Free,
    /// Separate budgets for clients, logs, connections and the rest; 10 days of log, 100 clients.
    Professional,
    /// 16 calls a second, 30 days of log, 100,000 clients.
    Enterprise,
    /// No rate limits and no rate headers, 30 days of log, no entity limits.
    Unlimited,
}

impl Plan {
    /// Days for which the plan keeps log rows.
    #[must_use]
    pub const fn retention_days(self) -> u32 {
        match self {
            Self::Free => 1,
            Self::Professional => 10,
            Self::Enterprise | Self::Unlimited => 30,
        }
    }

    /// The largest number of clients.
    #[must_use]
    pub const fn client_limit(self) -> usize {
        match self {
            Self::Free => 10,
            Self::Professional => 100,
            Self::Enterprise => 100_000,
            Self::Unlimited => usize::MAX,
        }
    }
}

/// The largest page of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageCap {
    /// Rows, 50 or 100.
    pub limit: usize,
    /// What a larger wish gets.
    pub over: OverCap,
}

/// The answer to a page wish above the cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverCap {
    /// 400 `invalid_query_string`.
    Refuse,
    /// A page of the cap's size, which is echoed as `limit`.
    Clamp,
}

/// The order of the client listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// Oldest first: new clients appear at the end.
    Created,
    /// Newest first: new clients push everything else on.
    Newest,
    /// By a number made from the id: new clients appear anywhere.
    Scattered,
}

/// How long after ingestion a row becomes readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LagModel {
    /// At once.
    None,
    /// Between 0 and `max_ms`, per row.
    Uniform {
        /// The longest delay.
        max_ms: i64,
    },
    /// Like `Uniform`, but some rows take up to `late_ms`.
    Late {
        /// The longest ordinary delay.
        max_ms: i64,
        /// Chance in 1,000 that a row is late.
        late_permille: u16,
        /// The longest delay of a late row.
        late_ms: i64,
    },
}

/// Self-registration by `/oidc/register`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dcr {
    /// `flags.enable_dynamic_client_registration`.
    pub enabled: bool,
    /// Status while disabled: 400 as observed, or 403.
    pub disabled_status: u16,
    /// Status of a success: 200 as documented, or 201.
    pub created_status: u16,
    /// `strict` (`tpc_` clients) or `permissive`.
    pub security_mode: String,
}

impl Default for Dcr {
    fn default() -> Self {
        Self { enabled: false, disabled_status: 400, created_status: 200, security_mode: "strict".into() }
    }
}

/// One API (resource server).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    /// The audience.
    pub identifier: String,
    /// The display name.
    pub name: String,
    /// Lifetime of access tokens in seconds.
    pub token_lifetime: u32,
    /// `subject_type_authorization.user.policy`: `allow_all`, `require_client_grant` or `deny_all`.
    pub user_policy: String,
    /// Scope values.
    pub scopes: Vec<String>,
}

/// Who lives in the tenant.
#[derive(Clone, Debug)]
pub enum Population {
    /// A cast with names and stories.
    Cast(Cast),
    /// `Settings::clients` clients with months of activity, made from the seed when asked for.
    Generated(Generated),
    /// Exactly these clients and events.
    Scripted(Vec<ScriptedClient>),
}

/// The casts with names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cast {
    /// The tenant of the pictures.
    Northmere,
    /// A small laboratory with one day of log.
    Lumenlabs,
}

/// Shares of a generated population, in 1,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Mean events of an active client on a weekday, in thousandths (1,500 = one and a half).
    pub events_per_1000_days: u32,
    /// Clients that are never used.
    pub never_used_permille: u16,
    /// Clients that stopped at some day of the history.
    pub stopped_permille: u16,
    /// Third-party clients.
    pub third_party_permille: u16,
    /// Clients registered within the history (the others are older).
    pub registered_within_permille: u16,
}

impl Default for Generated {
    fn default() -> Self {
        Self {
            events_per_1000_days: 1_500,
            never_used_permille: 80,
            stopped_permille: 150,
            third_party_permille: 280,
            registered_within_permille: 60,
        }
    }
}

/// A JSON object given by a test, or nothing.
pub(crate) fn object(value: Option<Value>) -> serde_json::Map<String, Value> {
    match value {
        Some(Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    }
}
