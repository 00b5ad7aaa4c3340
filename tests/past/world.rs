//! One world: when its clients came to exist, changed, were used and ended, and when Rollcall looked.

use domain::coverage::{Coverage, Interval};
use domain::time::{DAY_MS, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

/// Day 0.
pub const START: i64 = 20_000 * DAY_MS;
/// Complete lists, and with them versions of each client.
pub const LISTS: i64 = 10;
/// Days from one list to the next; the last of them is in no log.
pub const DAYS: i64 = 10;
const HOUR_MS: i64 = 3_600_000;

/// A world of so many clients.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// How many ids there are.
    pub clients: u32,
    /// What they do follows from this.
    pub seed: u64,
}

/// What a client held from some moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Since when; the first since for ever, or since the client began.
    pub since: i64,
    /// Its name.
    pub name: String,
    /// Its redirect URIs.
    pub uris: Vec<String>,
    /// `token_endpoint_auth_method`.
    pub method: &'static str,
}

/// One client's truth.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// When it came to exist, if that was within the world; its row is held.
    pub begins: Option<i64>,
    /// When it was deleted; its row is held.
    pub ends: Option<i64>,
    /// Whether its changes have rows that are held; those of others were made in the log's gaps.
    pub has_rows: bool,
    /// What it held, in order.
    pub states: Vec<State>,
    /// When it was used, as far as the log is held.
    pub uses: Vec<i64>,
}

impl Client {
    /// What it held at a moment. `None`: it was not there.
    #[must_use]
    pub fn at(&self, at: i64) -> Option<&State> {
        let is_there =
            self.begins.is_none_or(|begins| begins <= at) && self.ends.is_none_or(|ends| at < ends);
        let last = self.states.iter().rfind(|state| state.since <= at);
        last.filter(|_| is_there)
    }

    /// The object that the server shows of a state.
    #[must_use]
    pub fn body(&self, state: &State) -> Value {
        json!({
            "client_id": self.id, "name": state.name, "app_type": "regular_web", "is_first_party": true,
            "callbacks": state.uris, "allowed_logout_urls": [], "web_origins": [],
            "grant_types": ["authorization_code"], "token_endpoint_auth_method": state.method,
            "jwt_configuration": {"lifetime_in_seconds": 36_000},
        })
    }
}

/// The moment of a list.
#[must_use]
pub const fn list_at(list: i64) -> i64 {
    START + list * DAYS * DAY_MS + HOUR_MS
}

/// What is held of the log: all days but the last before each list, which is when changes without rows are made.
#[must_use]
pub fn coverage() -> Coverage {
    let stretch = |list: i64| {
        let from = START + list * DAYS * DAY_MS;
        Interval::new(Timestamp::from_millis(from), Timestamp::from_millis(from + (DAYS - 1) * DAY_MS))
    };
    (0..LISTS).filter_map(stretch).collect()
}

/// The end of what is held.
#[must_use]
pub const fn end() -> i64 {
    START + (LISTS * DAYS - 1) * DAY_MS
}

impl World {
    /// The id of a client.
    #[must_use]
    pub fn id(number: u32) -> String {
        format!("client{number:026}")
    }

    /// What one client did.
    #[must_use]
    pub fn client(&self, number: u32) -> Client {
        let mut rng = StdRng::seed_from_u64(self.seed << 32 | u64::from(number));
        let has_rows = number.is_multiple_of(10);
        let within = |rng: &mut StdRng, list: i64| {
            START + (list * DAYS + 2) * DAY_MS + rng.random_range(0..5 * DAY_MS)
        };
        let begins = (number % 20 == 7).then(|| {
            let list = rng.random_range(1..LISTS - 1);
            within(&mut rng, list)
        });
        let ends = (number % 20 == 3).then(|| {
            let list = rng.random_range(2..LISTS - 1);
            within(&mut rng, list)
        });
        let mut states = vec![state(number, 0, begins.unwrap_or(i64::MIN), None)];
        for list in 1..LISTS {
            let since = if has_rows {
                START + ((list - 1) * DAYS + 1) * DAY_MS + rng.random_range(0..7 * DAY_MS)
            } else {
                START + (list * DAYS - 1) * DAY_MS + rng.random_range(0..DAY_MS)
            };
            if begins.is_none_or(|begins| begins < since) && ends.is_none_or(|ends| since < ends) {
                states.push(state(number, list, since, states.last()));
            }
        }
        let (from, to) = (begins.unwrap_or(START), ends.unwrap_or(end()));
        let coverage = coverage();
        let count = if number.is_multiple_of(6) { 0 } else { rng.random_range(0..20) };
        let uses = (0..count).map(|_| rng.random_range(from..to));
        let is_held = |at: &i64| {
            let at = Timestamp::from_millis(*at);
            coverage.intervals().iter().any(|held| held.from <= at && at < held.to)
        };
        let uses = uses.filter(is_held).collect();
        Client { id: Self::id(number), begins, ends, has_rows, states, uses }
    }
}

/// The redirect URIs change every time, the name and the method now and then.
fn state(number: u32, list: i64, since: i64, before: Option<&State>) -> State {
    let turn = i64::from(number) + list;
    let uris = 1 + turn.rem_euclid(4);
    State {
        since,
        name: match before {
            Some(before) if turn % 5 != 0 => before.name.clone(),
            _ => format!("Client {} of {number}", (turn * 7919).rem_euclid(100_003)),
        },
        uris: (0..uris).map(|place| format!("https://app{number}.example/{list}/{place}")).collect(),
        method: if turn % 7 == 0 { "none" } else { "client_secret_post" },
    }
}
