//! Reading one Auth0 tenant through its Management API.

use std::sync::Arc;
use std::time::Duration;

use domain::activity::LogEvent;
use domain::ids::{ClientId, LogId};
use domain::listing::{Listing, Unread};
use domain::snapshot::Snapshot;
use domain::time::{Clock, Timestamp};
use secrecy::SecretString;

use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::problem::{EndpointClass, Problem, Trouble};
use crate::rate::Share;
use crate::scrub::Privacy;
use crate::transport::SetupError;

/// What a Management API token says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// The scopes that it really holds.
    pub scopes: Vec<String>,
    /// When it ends, by the server.
    pub ends_at: Timestamp,
    /// The client that it was issued to (`azp`, else `client_id`): the client that Rollcall is.
    pub client_id: Option<ClientId>,
    /// The Management API that it is for; of a pasted token, its own.
    pub audience: String,
    /// Who issued it.
    pub issuer: String,
    /// Whether it holds a scope with which it can give itself more.
    pub can_widen_itself: bool,
}

impl TokenInfo {
    /// Decodes a pasted token, without asking anybody and without judging whether it has ended.
    ///
    /// # Errors
    /// The text is no token for a Management API.
    pub fn of_pasted(token: &SecretString) -> Result<Self, Trouble> {
        let _ = token;
        todo!()
    }

    /// Whether it holds this scope.
    #[must_use]
    pub fn holds(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// The tenant's canonical domain, from the audience.
    #[must_use]
    pub fn domain(&self) -> Option<String> {
        todo!()
    }
}

/// How rows of the log are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowRules {
    /// What is kept about people.
    pub privacy: Privacy,
    /// The tenant's global client ("All Applications"), when a listing has shown it: never a user of anything.
    pub global_client: Option<ClientId>,
}

/// One page of a listing of clients, as it arrives.
#[derive(Clone, Debug)]
pub struct ClientPage {
    /// The clients of this page. Empty while the listing is being proven.
    pub clients: Vec<Snapshot>,
    /// Distinct clients seen so far.
    pub seen: usize,
    /// How many the server says there are, when it says so.
    pub total: Option<usize>,
    /// Whether this page belongs to the second pass, over ids only.
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

/// What a first look at a tenant shows, for the readiness column.
#[derive(Clone, Debug)]
pub struct Probe {
    /// What the token says.
    pub token: TokenInfo,
    /// From request to answer, of the fastest call.
    pub answered_in: Duration,
    /// The server's clock less this computer's, in milliseconds, when the server tells its time.
    pub clock_offset_ms: Option<i64>,
    /// The limits that the server reported, per family of endpoints.
    pub limits: Vec<LimitSeen>,
    /// The oldest log row that the tenant still keeps: its id and time. `Ok(None)`: the log is empty.
    pub oldest_row: Result<Option<(LogId, Timestamp)>, Unread>,
    /// Whether anybody may register clients (`flags.enable_dynamic_client_registration`); `Ok(None)`: not said.
    pub registration_is_open: Result<Option<bool>, Unread>,
    /// How many clients there are.
    pub clients: Result<usize, Unread>,
    /// What the first sync will need, when clients or log could be counted.
    pub first_sync: Option<FirstSync>,
}

/// A limit as a server reported it (facts/auth0.md 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitSeen {
    /// The family of endpoints.
    pub class: EndpointClass,
    /// How many calls at once (`x-ratelimit-limit`).
    pub limit: u32,
    /// How many are left (`x-ratelimit-remaining`).
    pub remaining: u32,
}

/// An estimate of the first sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstSync {
    /// Calls: client pages twice, log pages once.
    pub calls: usize,
    /// About how many log rows; a guess from the density of the newest page.
    pub log_rows: usize,
    /// The least time that the rate limit imposes at our share.
    pub floor: Duration,
}

/// One Auth0 tenant. Clones share token, rate budget and HTTP client.
#[derive(Clone)]
pub struct Auth0 {
    state: Arc<()>,
}

impl std::fmt::Debug for Auth0 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth0").finish_non_exhaustive()
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
        let _ = (endpoint, credentials, clock, share);
        todo!()
    }

    /// The same tenant for a person who waits: overtakes a sync, and gives up sooner.
    #[must_use]
    pub fn interactive(&self) -> Self {
        todo!()
    }

    /// The same tenant with another patience for one answer (30 s unless changed; real time, not the clock's).
    #[must_use]
    pub fn answering_within(&self, patience: Duration) -> Self {
        let _ = patience;
        todo!()
    }

    /// The server's time now: the clock's, corrected by the `Date` headers seen so far.
    #[must_use]
    pub fn server_now(&self) -> Timestamp {
        todo!()
    }

    /// How many requests were sent so far, tokens included.
    #[must_use]
    pub fn calls(&self) -> u64 {
        todo!()
    }

    /// Signs in (or checks the pasted token with the server) and says what the token holds.
    ///
    /// # Errors
    /// The credential is refused, has ended, is for another tenant, or the server cannot be reached.
    pub async fn sign_in(&self) -> Result<TokenInfo, Problem> {
        todo!()
    }

    /// A first look for the readiness column.
    ///
    /// # Errors
    /// Signing in failed; what could not be read afterwards is said per field.
    pub async fn probe(&self) -> Result<Probe, Problem> {
        todo!()
    }

    /// Every client, the global one included; `page` gets each page as it arrives.
    pub async fn list_clients(&self, page: &mut (dyn FnMut(ClientPage) + Send)) -> Listing<Snapshot> {
        let _ = page;
        todo!()
    }

    /// One client. `None`: it does not exist.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn client(&self, id: &ClientId) -> Result<Option<Snapshot>, Problem> {
        let _ = id;
        todo!()
    }

    /// Every client grant.
    pub async fn client_grants(&self) -> Listing<Snapshot> {
        todo!()
    }

    /// Every resource server (API); signing secrets removed.
    pub async fn resource_servers(&self) -> Listing<Snapshot> {
        todo!()
    }

    /// The tenant's settings: one snapshot.
    pub async fn tenant_settings(&self) -> Listing<Snapshot> {
        todo!()
    }

    /// Every connection to an identity provider: id, name, strategy and domain flag only.
    pub async fn identity_connections(&self) -> Listing<Snapshot> {
        todo!()
    }

    /// Every network access-control list.
    pub async fn network_acls(&self) -> Listing<Snapshot> {
        todo!()
    }

    /// Every log stream, without its sink's credentials.
    pub async fn log_streams(&self) -> Listing<Snapshot> {
        todo!()
    }

    /// The newest rows by search, newest first, at most `limit` (1,000 is the server's cap); `page` gets each page as it
    /// arrives. Returns how many were read.
    ///
    /// # Errors
    /// A page could not be read; what arrived before was given to `page`.
    pub async fn newest_logs(
        &self,
        limit: usize,
        rules: &RowRules,
        page: &mut (dyn FnMut(Vec<LogEvent>) + Send),
    ) -> Result<usize, Problem> {
        let _ = (limit, rules, page);
        todo!()
    }

    /// The earliest row dated at or after `at`: one search. `None`: there is none.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn first_log_at_or_after(
        &self,
        at: Timestamp,
        rules: &RowRules,
    ) -> Result<Option<LogEvent>, Problem> {
        let _ = (at, rules);
        todo!()
    }

    /// The next page of rows after this row, by checkpoint.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn logs_after(&self, after: &LogId, rules: &RowRules) -> Result<LogPage, Problem> {
        let _ = (after, rules);
        todo!()
    }

    /// The newest rows that name this client at top level: one search. Complete only when the server had no more.
    pub async fn logs_of_client(&self, id: &ClientId, rules: &RowRules) -> Listing<LogEvent> {
        let _ = (id, rules);
        todo!()
    }

    /// Whether the tenant still keeps this row.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn log_exists(&self, id: &LogId) -> Result<bool, Problem> {
        let _ = id;
        todo!()
    }
}
