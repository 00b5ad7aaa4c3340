//! A first look at a tenant, for the readiness column.

use std::time::{Duration, Instant};

use domain::ids::LogId;
use domain::listing::Unread;
use domain::time::Timestamp;
use serde_json::Value;

use super::call::Call;
use super::pages::LARGEST;
use super::{Auth0, RowRules, TokenInfo};
use crate::problem::{EndpointClass, Problem, Trouble};

/// What a first look at a tenant shows.
#[derive(Clone, Debug)]
pub struct Probe {
    /// What the token says.
    pub token: TokenInfo,
    /// From request to answer, of the fastest call.
    pub answered_in: Duration,
    /// The server's clock less this computer's, in milliseconds, when the server tells its time.
    pub clock_offset_ms: Option<i64>,
    /// The limits that the server reported, per family of endpoints. Empty: it reports none.
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
    /// Calls: client pages twice, log pages once, a page each of the rest.
    pub calls: usize,
    /// About how many log rows; a guess from the density of the newest page.
    pub log_rows: usize,
    /// The least time that the rate limit imposes at our share.
    pub floor: Duration,
}

/// Calls of a sync besides clients and logs, when each list fits on a page.
const OTHER_CALLS: usize = 6;

impl Auth0 {
    /// A first look for the readiness column: six small calls.
    ///
    /// # Errors
    /// Signing in failed; what could not be read afterwards is said per field.
    pub async fn probe(&self) -> Result<Probe, Problem> {
        let token = self.sign_in().await?;
        let mut answered_in = Duration::MAX;
        let began = Instant::now();
        let settings = self.settings().await;
        answered_in = answered_in.min(began.elapsed());
        let began = Instant::now();
        let clients = self.count_clients().await;
        answered_in = answered_in.min(began.elapsed());
        let rules = RowRules::default();
        let oldest = self.oldest_log(&rules).await;
        let rows = match &oldest {
            Ok(Some(oldest)) => self.guess_log_rows(oldest.date, &rules).await.unwrap_or(0),
            _ => 0,
        };
        let registration_is_open = settings.map_err(Unread::from).map(|settings| {
            settings.pointer("/flags/enable_dynamic_client_registration").and_then(Value::as_bool)
        });
        let known = clients.is_ok() || oldest.is_ok();
        let first_sync = known.then(|| self.estimate(clients.as_ref().copied().unwrap_or(0), rows));
        Ok(Probe {
            token,
            answered_in,
            clock_offset_ms: self.state.server_offset(),
            limits: self.limits(),
            oldest_row: oldest.map(|row| row.map(|row| (row.log_id, row.date))).map_err(Unread::from),
            registration_is_open,
            clients: clients.map_err(Unread::from),
            first_sync,
        })
    }

    async fn count_clients(&self) -> Result<usize, Problem> {
        let query = [
            ("page", "0"),
            ("per_page", "1"),
            ("include_totals", "true"),
            ("fields", "client_id"),
            ("include_fields", "true"),
        ];
        let needs: &[&str] = &["read:clients", "read:client_keys", "read:client_summary"];
        let reply = self
            .get(Call { class: EndpointClass::Clients, path: &["clients"], query: &query, needs })
            .await?;
        reply
            .json
            .get("total")
            .and_then(Value::as_u64)
            .and_then(|total| usize::try_from(total).ok())
            .ok_or_else(|| {
                let what = "a list of clients without a total".to_owned();
                self.problem(EndpointClass::Clients, Trouble::NotUnderstood { what })
            })
    }

    /// As many rows as there would be if the log had always been as dense as on its newest page.
    async fn guess_log_rows(&self, oldest: Timestamp, rules: &RowRules) -> Result<usize, Problem> {
        let mut dates = Vec::new();
        self.newest_logs(LARGEST, rules, &mut |rows| dates.extend(rows.iter().map(|row| row.date))).await?;
        let (Some(newest), Some(last)) = (dates.iter().max(), dates.iter().min()) else { return Ok(0) };
        if dates.len() < LARGEST {
            return Ok(dates.len());
        }
        let span = newest.millis_since(*last).max(1);
        let whole = newest.millis_since(oldest).max(span);
        let count = i64::try_from(dates.len()).unwrap_or(0).saturating_mul(whole) / span;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    fn estimate(&self, clients: usize, log_rows: usize) -> FirstSync {
        let size = |list: &'static str| self.state.habit(list).map_or(LARGEST, |habit| habit.size).max(1);
        let client_calls = clients.div_ceil(size("clients")) * 2;
        let log_calls = log_rows.div_ceil(size("logs (search)"));
        let calls = [
            (EndpointClass::Clients, client_calls),
            (EndpointClass::Logs, log_calls),
            (EndpointClass::Connections, 1),
            (EndpointClass::Other, OTHER_CALLS - 1),
        ];
        FirstSync {
            calls: calls.iter().map(|(_, count)| count).sum(),
            log_rows,
            floor: self.state.budgets.floor(&calls),
        }
    }
}
