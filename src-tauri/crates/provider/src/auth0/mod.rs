//! One Auth0 tenant, read and changed through its Management API.

mod assertion;
mod call;
mod clients;
mod deeds;
mod logs;
mod objects;
mod pages;
mod probe;
mod proof;
mod refusal;
mod rows;
mod session;
mod token;
mod url_patch;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::activity::LogEvent;
use domain::ids::LogId;
use domain::snapshot::Snapshot;
use domain::time::{Clock, Timestamp};

pub use self::assertion::check_private_key;
use self::pages::Habit;
pub use self::probe::{FirstSync, LimitSeen, Probe};
pub use self::rows::RowRules;
use self::session::Session;
pub use self::token::TokenInfo;
pub use self::url_patch::{NEEDED_FOR_URLS, Written};
use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::problem::{Problem, Trouble};
use crate::rate::{Budgets, Priority, Share};
use crate::server_clock::ServerClock;
use crate::transport::{SetupError, Transport};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// One page of a listing of clients, as it arrives.
#[derive(Clone, Debug)]
pub struct ClientPage {
    /// The clients of this page that were not seen before. Empty while the listing is being proven.
    pub clients: Vec<Snapshot>,
    /// Distinct clients seen so far.
    pub seen: usize,
    /// How many the server says there are, when it says so.
    pub total: Option<usize>,
    /// Whether this page belongs to a further pass, over ids only.
    pub proving: bool,
}

/// One page of the log after a row.
#[derive(Clone, Debug)]
pub struct LogPage {
    /// The rows, in the order of their ids.
    pub rows: Vec<LogEvent>,
    /// Where to go on: the row to ask after next.
    pub next: LogId,
    /// Whether the server has no more rows now.
    pub end: bool,
    /// The server's time when it answered.
    pub server_time: Timestamp,
}

/// One Auth0 tenant. Clones share token, rate budget and HTTP client. A call is given up by dropping its future.
#[derive(Clone)]
pub struct Auth0 {
    state: Arc<State>,
    priority: Priority,
    patience: Duration,
}

struct State {
    endpoint: Endpoint,
    credentials: Arc<dyn Credentials>,
    clock: Arc<dyn Clock>,
    transport: Transport,
    budgets: Budgets,
    server_clock: Mutex<ServerClock>,
    session: tokio::sync::Mutex<Option<Arc<Session>>>,
    habits: Mutex<BTreeMap<&'static str, Habit>>,
}

impl std::fmt::Debug for Auth0 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth0").field("domain", &self.state.endpoint.domain).finish_non_exhaustive()
    }
}

impl Auth0 {
    /// A reader of the tenant at `endpoint`. Nothing is sent yet.
    ///
    /// # Errors
    /// TLS cannot be set up, or a named certificate file cannot be used.
    pub fn new(
        endpoint: Endpoint,
        credentials: Arc<dyn Credentials>,
        clock: Arc<dyn Clock>,
        share: Share,
    ) -> Result<Self, SetupError> {
        let transport = Transport::new(&endpoint)?;
        let budgets = Budgets::new(Arc::clone(&clock), share);
        let state = State {
            endpoint,
            credentials,
            clock,
            transport,
            budgets,
            server_clock: Mutex::default(),
            session: tokio::sync::Mutex::default(),
            habits: Mutex::default(),
        };
        Ok(Self { state: Arc::new(state), priority: Priority::Sync, patience: PATIENCE })
    }

    /// The same tenant for a person who waits: overtakes a sync, and gives up sooner.
    #[must_use]
    pub fn interactive(&self) -> Self {
        Self { priority: Priority::Interactive, ..self.clone() }
    }

    /// The same tenant with another patience for one answer (30 s unless changed; real time, not the clock's).
    #[must_use]
    pub fn answering_within(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Where the tenant is.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.state.endpoint
    }

    /// The server's time now: the clock's, corrected by the `Date` headers seen so far.
    #[must_use]
    pub fn server_now(&self) -> Timestamp {
        self.state.server_time_at(self.state.clock.now())
    }

    /// Server time less local time in milliseconds. `None`: no answer has told it yet.
    #[must_use]
    pub fn clock_offset_ms(&self) -> Option<i64> {
        self.state.clock_of_server().offset_ms()
    }

    /// How many requests were sent so far, tokens included.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.state.transport.sent()
    }

    /// The limits that the server reported so far, per family of endpoints.
    #[must_use]
    pub fn limits(&self) -> Vec<LimitSeen> {
        let standings = self.state.budgets.standings().into_iter();
        standings.map(|(class, limit, remaining)| LimitSeen { class, limit, remaining }).collect()
    }

    /// Signs in, or checks the pasted token with the server, and says what the token holds.
    ///
    /// # Errors
    /// The credential is refused, has ended, is for another tenant, or the server cannot be reached.
    pub async fn sign_in(&self) -> Result<TokenInfo, Problem> {
        let session = self.session(None).await?;
        if session.was_pasted() {
            // whether it is accepted, only the server knows; that it may not read the settings is no matter
            match self.settings().await {
                Ok(_) | Err(Problem { trouble: Trouble::ScopeMissing { .. } | Trouble::NotOffered, .. }) => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(session.info.clone())
    }
}

impl State {
    fn observe(&self, date: Timestamp, sent_at: Timestamp, received_at: Timestamp) {
        self.clock_of_server().observe(date, sent_at, received_at);
    }

    fn server_offset(&self) -> Option<i64> {
        self.clock_of_server().offset_ms()
    }

    fn server_bounds(&self) -> Option<(i64, i64)> {
        self.clock_of_server().bounds_ms()
    }

    fn server_time_at(&self, local: Timestamp) -> Timestamp {
        self.clock_of_server().at(local)
    }

    fn clock_of_server(&self) -> std::sync::MutexGuard<'_, ServerClock> {
        self.server_clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn habit(&self, list: &'static str) -> Option<Habit> {
        self.habits.lock().unwrap_or_else(PoisonError::into_inner).get(list).copied()
    }

    fn learn_habit(&self, list: &'static str, habit: Habit) {
        self.habits.lock().unwrap_or_else(PoisonError::into_inner).insert(list, habit);
    }
}
