//! One world: clients, what is written to them by whom, and when Rollcall looks.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::verdicts::plan::{BEGINNING, DAY, HOUR, MINUTE};

/// An API that clients are granted scopes of.
pub const API: &str = "https://api.example";
/// Its scopes.
pub const SCOPES: [&str; 4] = ["read:a", "write:a", "read:b", "admin"];

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// A person in the Dashboard: the whole form.
    Person(&'static str),
    /// The deploy client, by Terraform.
    Terraform,
    /// The deploy client, by deploy-cli.
    DeployCli,
    /// Some script.
    Script,
}

const HANDS: [Hand; 6] = [
    Hand::Person("a.marsh"),
    Hand::Person("p.okafor"),
    Hand::Person("m.lindqvist"),
    Hand::Terraform,
    Hand::DeployCli,
    Hand::Script,
];

/// What happens at a moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Rollcall looks; with `lists` at everything, else at the log and at the clients that it names.
    Look {
        /// Whether lists are read.
        lists: bool,
    },
    /// Somebody writes to a client.
    Write {
        /// Its id.
        client: String,
        /// Who.
        hand: Hand,
        /// The members that are set.
        members: Value,
    },
    /// Somebody sets a client's scopes of [`API`], or takes its grant away.
    Grant {
        /// Its id.
        client: String,
        /// Who.
        hand: Hand,
        /// The scopes.
        scopes: Option<Vec<String>>,
    },
    /// A client's secret is rotated.
    Rotate {
        /// Its id.
        client: String,
    },
    /// A person makes a client.
    Create {
        /// The client.
        body: Value,
    },
    /// A person deletes a client.
    Delete {
        /// Its id.
        client: String,
    },
}

/// A world.
#[derive(Clone, Debug)]
pub struct Plan {
    /// All follows from it.
    pub seed: u64,
    /// For how long the tenant keeps its log.
    pub retention_days: u32,
    /// The longest delay until a row can be read.
    pub lag: i64,
    /// The clients that exist from the beginning.
    pub clients: Vec<Value>,
    /// Everything that happens, by time.
    pub steps: Vec<(i64, Step)>,
    /// When it ends.
    pub end: i64,
}

/// The planner's notion of a client.
struct Draft {
    id: String,
    callbacks: Vec<String>,
    scopes: Option<Vec<String>>,
    name: u32,
    fresh: u32,
}

impl Draft {
    fn new(id: String) -> Self {
        let callbacks = vec![format!("https://{id}.example/cb")];
        Self { id, callbacks, scopes: None, name: 0, fresh: 0 }
    }

    fn body(&self) -> Value {
        json!({"client_id": self.id, "name": self.id, "app_type": "regular_web", "callbacks": self.callbacks})
    }

    fn fresh_uri(&mut self) -> String {
        self.fresh += 1;
        format!("https://{}.example/cb{}", self.id, self.fresh)
    }
}

struct Planner {
    rng: StdRng,
    steps: Vec<(i64, Step)>,
}

impl Plan {
    /// The world of a seed: so many clients for so many days.
    #[must_use]
    pub fn new(seed: u64, retention_days: u32, clients: usize, days: i64) -> Self {
        let mut planner = Planner { rng: StdRng::seed_from_u64(seed), steps: Vec::new() };
        let mut drafts: Vec<Draft> =
            (0..clients).map(|number| Draft::new(format!("client{number:04}"))).collect();
        let bodies = drafts.iter().map(Draft::body).collect();
        let end = BEGINNING + days * DAY;
        planner.looks(days, i64::from(retention_days));
        for draft in &mut drafts {
            planner.life(draft, BEGINNING + HOUR, end - HOUR);
        }
        for number in 0..clients / 4 {
            planner.newcomer(number, days);
        }
        let lag = if seed.is_multiple_of(3) { 0 } else { 8 * MINUTE };
        // three last looks, so that rows with lag are read and covered
        for hours in [0, 1, 2] {
            planner.steps.push((end + hours * HOUR, Step::Look { lists: true }));
        }
        planner.steps.sort_by_key(|(at, _)| *at);
        Self { seed, retention_days, lag, clients: bodies, steps: planner.steps, end: end + 2 * HOUR }
    }
}

impl Planner {
    fn among<T: Copy>(&mut self, list: &[T]) -> T {
        list.choose(&mut self.rng).copied().unwrap_or(list[0])
    }

    /// Looks on open days; some days, and sometimes more of them than the log is kept, Rollcall is closed.
    fn looks(&mut self, days: i64, retention_days: i64) {
        self.steps.push((BEGINNING, Step::Look { lists: true }));
        let mut day = 0;
        while day < days {
            if day > 1 && self.rng.random_bool(0.12) {
                day += self.rng.random_range(1..=retention_days + 2);
                continue;
            }
            for number in 0..self.rng.random_range(2..5_i64) {
                let at = BEGINNING + day * DAY + self.rng.random_range(HOUR..DAY - HOUR);
                let lists = number == 0 || self.rng.random_bool(0.3);
                self.steps.push((at, Step::Look { lists }));
            }
            day += 1;
        }
    }

    fn newcomer(&mut self, number: usize, days: i64) {
        let mut draft = Draft::new(format!("newcomer{number:04}"));
        let born = BEGINNING + self.rng.random_range(DAY..days * DAY - DAY);
        self.steps.push((born, Step::Create { body: draft.body() }));
        let end = BEGINNING + days * DAY - HOUR;
        let dies = self.rng.random_bool(0.3).then(|| self.rng.random_range(born + HOUR..end));
        self.life(&mut draft, born + MINUTE, dies.unwrap_or(end));
        if let Some(dies) = dies {
            self.steps.push((dies + 30 * MINUTE, Step::Delete { client: draft.id }));
        }
    }

    /// Writes to one client, one after the other.
    fn life(&mut self, draft: &mut Draft, from: i64, until: i64) {
        let mut at = from + self.rng.random_range(0..12 * HOUR);
        while at < until {
            at = self.episode(draft, at);
            at += self.rng.random_range(10 * MINUTE..30 * HOUR);
        }
    }

    fn write(&mut self, at: i64, client: &str, hand: Hand, members: Value) {
        self.steps.push((at, Step::Write { client: client.to_owned(), hand, members }));
    }

    fn set_callbacks(&mut self, at: i64, draft: &Draft, hand: Hand) {
        self.write(at, &draft.id, hand, json!({"callbacks": draft.callbacks}));
    }

    /// One thing that somebody does; gives when it ended.
    fn episode(&mut self, draft: &mut Draft, at: i64) -> i64 {
        let hand = self.among(&HANDS);
        match self.rng.random_range(0..100) {
            0..30 => {
                let place = self.rng.random_range(0..=draft.callbacks.len());
                let uri = draft.fresh_uri();
                draft.callbacks.insert(place, uri);
                self.set_callbacks(at, draft, hand);
            }
            30..42 if !draft.callbacks.is_empty() => {
                let place = self.rng.random_range(0..draft.callbacks.len());
                draft.callbacks.remove(place);
                self.set_callbacks(at, draft, hand);
            }
            42..50 if draft.callbacks.len() > 1 => {
                draft.callbacks.rotate_left(1);
                self.set_callbacks(at, draft, hand);
            }
            50..64 => return self.there_and_back(draft, at, hand),
            64..74 => return self.two_at_once(draft, at, hand),
            // the whole form with another name only, or the same redirect URIs once more
            74..82 => {
                draft.name += 1;
                let name = format!("{} {}", draft.id, draft.name);
                self.write(at, &draft.id, hand, json!({"name": name}));
            }
            82..87 => self.set_callbacks(at, draft, hand),
            87..93 => {
                let granted = self.rng.random_range(0..=SCOPES.len());
                draft.scopes =
                    (granted > 0).then(|| SCOPES[..granted].iter().map(ToString::to_string).collect());
                let scopes = draft.scopes.clone();
                self.steps.push((at, Step::Grant { client: draft.id.clone(), hand: Hand::Script, scopes }));
            }
            93..96 => {
                let uri = draft.fresh_uri();
                let member = self.among(&["web_origins", "allowed_logout_urls"]);
                self.write(at, &draft.id, hand, json!({ member: [uri] }));
            }
            96..98 => {
                let uri = self.rng.random_bool(0.7).then(|| draft.fresh_uri());
                self.write(at, &draft.id, hand, json!({"initiate_login_uri": uri}));
            }
            _ => self.steps.push((at, Step::Rotate { client: draft.id.clone() })),
        }
        at
    }

    /// Changed, and put back a while later by the same or another.
    fn there_and_back(&mut self, draft: &mut Draft, at: i64, hand: Hand) -> i64 {
        let before = draft.callbacks.clone();
        let uri = draft.fresh_uri();
        draft.callbacks.push(uri);
        self.set_callbacks(at, draft, hand);
        draft.callbacks = before;
        let back = at + self.rng.random_range(20_000..40 * MINUTE);
        let other = self.among(&HANDS);
        let hand = if self.rng.random_bool(0.5) { hand } else { other };
        self.set_callbacks(back, draft, hand);
        back
    }

    /// Two writers within seconds: with the same result, or one after the other.
    fn two_at_once(&mut self, draft: &mut Draft, at: i64, hand: Hand) -> i64 {
        let uri = draft.fresh_uri();
        draft.callbacks.push(uri);
        self.set_callbacks(at, draft, hand);
        if self.rng.random_bool(0.5) {
            let uri = draft.fresh_uri();
            draft.callbacks.push(uri);
        }
        let then = at + self.rng.random_range(1..5_000);
        let other = self.among(&HANDS);
        self.set_callbacks(then, draft, other);
        then
    }
}
