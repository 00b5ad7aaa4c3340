//! The overview: cards most urgent first, key figures, ninety days of registrations and failures, coverage.

use serde::Serialize;
use ts_rs::TS;

use super::clients::{ClientFilter, ClientKey};
use super::redirects::RiskView;
use super::{CountView, CoverageView, UnreadView};

/// Everything that the overview shows.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OverviewResponse {
    /// Cards, most urgent first.
    pub cards: Vec<CardView>,
    /// Clients in scope.
    pub clients: CountView,
    /// Of them, third-party.
    pub third_party: CountView,
    /// *In use* within the window.
    pub in_use: CountView,
    /// *Inactive*.
    pub inactive: CountView,
    /// *Inactive, tokens may live*.
    pub inactive_tokens_may_live: CountView,
    /// *Not proven*.
    pub not_proven: CountView,
    /// *Too new*.
    pub too_new: CountView,
    /// Changes of URIs and origins that nobody accepted yet.
    pub open_changes: CountView,
    /// Of them, critical ones.
    pub critical_changes: CountView,
    /// How many of the last ninety UTC days are held whole, over all connections in scope (the least of them).
    pub days_with_log: u32,
    /// Registrations a day, last ninety UTC days.
    pub registrations: Vec<RegistrationDay>,
    /// Failed token requests a day, last ninety UTC days.
    pub failures: Vec<FailureDay>,
    /// The client with the most failures in the last three days, and its share of them (0 to 1).
    pub most_failing: Option<MostFailingView>,
    /// Coverage of each connection in scope.
    pub coverage: Vec<CoverageView>,
    /// What could not be read.
    pub unread: Vec<UnreadView>,
    /// Whether any connection in scope has ever been read.
    pub ever_read: bool,
}

/// One thing that needs attention.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CardView {
    /// Stable within a refresh.
    pub id: String,
    /// How urgent.
    pub severity: SeverityView,
    /// What happened.
    pub title: String,
    /// Why it matters, in one or two sentences.
    pub why: String,
    /// The raw facts it rests on.
    pub evidence: Vec<String>,
    /// When it happened.
    pub at: Option<i64>,
    /// What to do.
    pub action: CardAction,
}

/// How urgent a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SeverityView {
    /// Now.
    Critical,
    /// Today.
    High,
    /// This week.
    Medium,
    /// Good to know.
    Low,
}

/// The one action of a card.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CardAction {
    /// Opens Clients with this filter.
    ShowClients {
        /// The button.
        label: String,
        /// The filter.
        filter: ClientFilter,
    },
    /// Opens one client.
    ShowClient {
        /// The button.
        label: String,
        /// Which.
        client: ClientKey,
    },
    /// Opens Inactive.
    ShowInactive {
        /// The button.
        label: String,
    },
    /// Opens Settings at a connection.
    ShowConnection {
        /// The button.
        label: String,
        /// Which.
        connection_id: String,
    },
    /// Opens Redirect changes with one of them open.
    ShowChange {
        /// The button.
        label: String,
        /// Which.
        change: i64,
    },
    /// Opens Redirect changes, those that nobody accepted yet.
    ShowChanges {
        /// The button.
        label: String,
        /// Only those of these risks.
        risks: Vec<RiskView>,
    },
    /// Starts a sync.
    SyncNow {
        /// The button.
        label: String,
        /// Which.
        connection_id: String,
    },
}

/// Registrations of one UTC day.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct RegistrationDay {
    /// The day.
    pub day: i32,
    /// By themselves.
    pub self_registered: u32,
    /// By a person or a pipeline.
    pub by_admin: u32,
}

/// Failed token requests of one UTC day.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct FailureDay {
    /// The day.
    pub day: i32,
    /// How many.
    pub failures: u32,
}

/// The client that fails most.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MostFailingView {
    /// Which.
    pub client: ClientKey,
    /// Its name, or its id.
    pub name: String,
    /// Its share of all failures, 0 to 1.
    pub share: f64,
}
