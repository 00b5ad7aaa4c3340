//! The tenant that fails: small, with some pages of clients and a log that covers the whole window.

use serde::Serialize;
use serde_json::json;
use simulator::{
    Clock, Endpoint, Fault, Generated, OverCap, PageCap, Population, Running, Settings, StartError, Tenant,
};

/// The endpoints that Rollcall reads, with the names that they have in recordings.
pub const ENDPOINTS: [(&str, Endpoint); 10] = [
    ("token", Endpoint::Token),
    ("clients", Endpoint::Clients),
    ("client grants", Endpoint::ClientGrants),
    ("APIs", Endpoint::ResourceServers),
    ("connection flags", Endpoint::Connections),
    ("tenant settings", Endpoint::TenantSettings),
    ("network access lists", Endpoint::NetworkAcls),
    ("log streams", Endpoint::LogStreams),
    ("log search", Endpoint::LogSearch),
    ("log checkpoint", Endpoint::LogCheckpoint),
];

/// The ways of failing, with the names that they have in recordings.
pub const FAULTS: [(&str, Fault); 9] = [
    ("401", Fault::Unauthorized),
    ("403", Fault::Forbidden),
    ("404", Fault::NotFound),
    ("429", Fault::TooManyRequests { retry_after_s: 3_600 }),
    ("503", Fault::ServerError(503)),
    ("timeout", Fault::Hang),
    ("cut body", Fault::CutBody),
    ("HTML", Fault::Html(200)),
    ("wrong type", Fault::WrongType),
];

/// When an endpoint begins to fail. It does not recover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Before anything was read.
    FirstSync,
    /// In the first sync, after its first page.
    SecondPage,
    /// After a good sync and a restart, while the tenant has changed.
    LaterSync,
}

impl Moment {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FirstSync, Self::SecondPage, Self::LaterSync];

    pub(super) const fn calls_let_through(self) -> u32 {
        match self {
            Self::FirstSync | Self::LaterSync => 0,
            Self::SecondPage => 1,
        }
    }

    /// Whether this is tried then: every fault at the first sync; later a refusal, a 429 and a failure stand for
    /// all; and most lists have no second page.
    pub(super) fn concerns(self, endpoint: Endpoint, fault: &Fault) -> bool {
        let stands_for_all =
            matches!(fault, Fault::Forbidden | Fault::TooManyRequests { .. } | Fault::ServerError(_));
        match self {
            Self::FirstSync => true,
            Self::LaterSync => stands_for_all,
            Self::SecondPage => {
                let has_pages =
                    matches!(endpoint, Endpoint::Clients | Endpoint::LogSearch | Endpoint::LogCheckpoint);
                stands_for_all && has_pages
            }
        }
    }
}

/// Days of log that the tenant keeps: more than the verdict window, so that *Inactive* can be proven.
const RETENTION_DAYS: u32 = 34;

pub(super) async fn start() -> Result<Running, StartError> {
    let settings = Settings {
        clients: 12,
        days_of_history: 60,
        retention_days: Some(RETENTION_DAYS),
        page_cap: PageCap { limit: 5, over: OverCap::Clamp },
        population: Population::Generated(Generated {
            events_per_1000_days: 300,
            stopped_permille: 500,
            ..Generated::default()
        }),
        ..Settings::default()
    };
    Tenant::start(settings, Clock::real()).await
}

/// What happens in the tenant between two syncs: clients come and are used.
pub(super) fn live_on(tenant: &Running) {
    let edit = tenant.edit();
    for name in ["Came Later", "Came Later Still"] {
        let client = edit.create_client(&json!({"name": name, "app_type": "non_interactive"}));
        edit.emit(&client, "seccft", tenant.clock().now_ms(), None);
    }
}

/// A client that has a grant, a token and a name in the log.
pub(super) fn watched_client(tenant: &Running) -> String {
    tenant.management_client().client_id
}
