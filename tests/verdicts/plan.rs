//! One world: who lives in the tenant, what they do, when Rollcall is open, and when it is asked for its verdicts.

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// Milliseconds in a minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// The moment of the first sync: 2026-03-01T00:00:00Z.
pub const BEGINNING: i64 = 1_772_323_200_000;
/// Virtual days that are played after the first sync.
pub const DAYS: i64 = 60;

/// Row types that prove use by the client at their top level (facts/auth0.md 6.7 a and 16).
const USES: [&str; 10] = ["seccft", "seacft", "sertft", "sede", "s", "ssa", "sepft", "secte", "scoa", "sapi"];
/// Row types that name a client and prove nothing: failures and traffic without a token.
const NON_USES: [&str; 8] = ["feccft", "feacft", "fepft", "fertft", "fsa", "slo", "fp", "limit_wc"];

/// An API of the tenant, with its token lifetime in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct PlannedApi {
    /// The audience.
    pub identifier: &'static str,
    /// The lifetime of its tokens.
    pub lifetime: i64,
    /// Whether people reach it through any first-party client without a grant.
    pub open: bool,
}

/// The tenant's APIs.
pub const APIS: [PlannedApi; 4] = [
    PlannedApi { identifier: "https://hour.example", lifetime: HOUR, open: true },
    PlannedApi { identifier: "https://day.example", lifetime: DAY, open: false },
    PlannedApi { identifier: "https://week.example", lifetime: 7 * DAY, open: false },
    PlannedApi { identifier: "https://month.example", lifetime: 30 * DAY, open: false },
];
/// The lifetime of tokens for the Management API, which every first-party client's users can reach (facts/auth0.md 9.2).
pub const MANAGEMENT_LIFETIME: i64 = DAY;

/// Why a client is in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Used again and again.
    Steady,
    /// Last used within an hour of the start of some window.
    Edge,
    /// Used only in time whose rows nobody will be able to read.
    Hidden,
    /// Never used; perhaps failing, perhaps administered.
    Quiet,
    /// Created while or shortly before Rollcall watches.
    New,
    /// Deleted and created again under the same id.
    Reborn,
}

/// One client and its whole life.
#[derive(Clone, Debug)]
pub struct PlannedClient {
    /// Its id.
    pub id: String,
    /// Why it is here.
    pub role: Role,
    /// Whether it belongs to the tenant's owner.
    pub first_party: bool,
    /// The API that it holds a grant for.
    pub api: Option<usize>,
    /// From when, and until when, for each incarnation; oldest first.
    pub lives: Vec<(i64, Option<i64>)>,
    /// Row types with their dates, each within a life.
    pub events: Vec<(i64, &'static str)>,
}

impl PlannedClient {
    /// When it was really used.
    pub fn uses(&self) -> impl Iterator<Item = i64> {
        self.events.iter().filter(|(_, kind)| USES.contains(kind)).map(|(at, _)| *at)
    }

    /// The longest lifetime of a token that it can have obtained, in milliseconds.
    #[must_use]
    pub fn longest_token(&self) -> i64 {
        let granted = self.api.map_or(0, |api| APIS[api].lifetime);
        let open = APIS.iter().filter(|api| api.open).map(|api| api.lifetime).max().unwrap_or(0);
        if self.first_party { granted.max(open).max(MANAGEMENT_LIFETIME) } else { granted }
    }
}

/// One thing that Rollcall or its surroundings do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The log and the clients are read.
    Sync,
    /// The log alone is read.
    LogSync,
    /// A sync is tried while the tenant's log endpoints fail.
    FailingSync,
    /// A sync is tried while the tenant cannot be reached.
    OfflineSync,
    /// The verdicts of all clients are asked for, with a window of so many days.
    Judge {
        /// The window.
        days: u16,
    },
}

/// One world.
#[derive(Clone, Debug)]
pub struct Plan {
    /// From which everything follows.
    pub seed: u64,
    /// Days for which the tenant keeps its log.
    pub retention_days: u32,
    /// The longest time from a row's date until it can be read.
    pub lag: i64,
    /// Chance in 1,000 that a row takes up to [`Plan::late_by`] instead.
    pub late_permille: u16,
    /// The longest time from a late row's date until it can be read.
    pub late_by: i64,
    /// Whether rows are numbered in another order than that of their dates.
    pub reorder: bool,
    /// Chance in 1,000 that a page repeats a row.
    pub duplicates_permille: u16,
    /// Who is there.
    pub clients: Vec<PlannedClient>,
    /// What is done, in order of time.
    pub steps: Vec<(i64, Step)>,
}

/// How big the world is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Clients.
    pub clients: usize,
    /// Moments of judgement.
    pub moments: usize,
}

impl Plan {
    /// The world of this seed and retention. `allowance` is the lag allowance that Rollcall claims to make, which places the
    /// uses at the edges of windows; it decides nothing.
    #[must_use]
    pub fn new(seed: u64, retention_days: u32, size: Size, allowance: i64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed << 8 | u64::from(retention_days));
        let retention = i64::from(retention_days) * DAY;
        let outages = outages(&mut rng, retention);
        let judgements = judgements(&mut rng, &outages, size.moments);
        let steps = steps(&mut rng, retention, &outages, &judgements);
        let watched = Watched::new(&steps, retention, allowance);
        let clients = (0..size.clients).map(|number| client(&mut rng, number, &watched)).collect();
        Self {
            seed,
            retention_days,
            lag: *[0, 2_000, 60_000, allowance - 30_000].choose(&mut rng).unwrap_or(&0),
            late_permille: 0,
            late_by: 0,
            reorder: rng.random_bool(0.7),
            duplicates_permille: if rng.random_bool(0.5) { 30 } else { 0 },
            clients,
            steps,
        }
    }

    /// The same world, in which some rows come later than allowed for; never by more than twice the allowance, within which
    /// they can be noticed.
    #[must_use]
    pub fn with_late_rows(self, allowance: i64) -> Self {
        Self { lag: MINUTE, late_permille: 50, late_by: 2 * allowance - MINUTE, ..self }
    }
}

/// From and until.
type Stretch = (i64, i64);

/// Stretches in which Rollcall is closed: some shorter than the log lives, some longer.
fn outages(rng: &mut StdRng, retention: i64) -> Vec<Stretch> {
    let count = *[0, 0, 1, 1, 2].choose(rng).unwrap_or(&0);
    let mut outages = Vec::new();
    for _ in 0..count {
        let length = if rng.random_bool(0.5) {
            retention + rng.random_range(DAY / 4..3 * DAY)
        } else {
            rng.random_range(retention / 3..retention * 9 / 10)
        };
        let latest = (DAYS * DAY - length - DAY).max(DAY + 1);
        let from = BEGINNING + rng.random_range(DAY..latest);
        let apart = |&(other_from, other_until): &Stretch| {
            from > other_until + DAY || from + length + DAY < other_from
        };
        if outages.iter().all(apart) {
            outages.push((from, from + length));
        }
    }
    outages
}

/// Moments of judgement with their windows, spread over the virtual days; some at the end of closed days.
fn judgements(rng: &mut StdRng, outages: &[Stretch], moments: usize) -> Vec<(i64, u16)> {
    let spacing = DAYS * DAY / i64::try_from(moments).unwrap_or(1);
    let mut windows = [7, 30, 7, 30, 14, 30, 7, 45];
    windows.shuffle(rng);
    let mut judgements: Vec<(i64, u16)> = Vec::new();
    for number in 1..=moments {
        let planned =
            BEGINNING + i64::try_from(number).unwrap_or(0) * spacing - rng.random_range(0..spacing / 4);
        let closed = outages.iter().find(|(from, until)| planned > *from && planned < until + spacing / 2);
        let at = match closed {
            Some((_, until)) if rng.random_bool(0.6) => until - 1,
            _ => planned,
        };
        if judgements.last().is_none_or(|(last, _)| at > last + DAY) {
            judgements.push((at, windows[number % windows.len()]));
        }
    }
    judgements
}

/// Syncs at random while Rollcall is open, a few of them failing or offline, and the judgements among them.
fn steps(
    rng: &mut StdRng,
    retention: i64,
    outages: &[Stretch],
    judgements: &[(i64, u16)],
) -> Vec<(i64, Step)> {
    let closed = |at: i64| outages.iter().any(|(from, until)| (from..until).contains(&&at));
    let longest = (retention * 2 / 3).min(3 * DAY);
    let mut steps = vec![(BEGINNING, Step::Sync)];
    let mut at = BEGINNING;
    loop {
        at += if rng.random_bool(0.2) { 10 * MINUTE } else { rng.random_range(longest / 8..longest) };
        if at > BEGINNING + DAYS * DAY {
            break;
        }
        if closed(at) {
            continue;
        }
        let step = match rng.random_range(0..100) {
            0..4 => Step::FailingSync,
            4..8 => Step::OfflineSync,
            8..40 => Step::LogSync,
            _ => Step::Sync,
        };
        steps.push((at, step));
        if matches!(step, Step::FailingSync | Step::OfflineSync) {
            // the next one comes soon, so that a failure alone loses no row
            at += 10 * MINUTE;
            steps.push((at, Step::Sync));
        }
    }
    for (_, until) in outages {
        steps.push((*until, Step::Sync));
    }
    for (at, days) in judgements {
        if !closed(*at) && rng.random_bool(0.6) {
            // online, just read; otherwise as it is found, or offline
            steps.push((at - rng.random_range(1..20) * MINUTE, Step::Sync));
        } else if rng.random_bool(0.5) {
            steps.push((at - MINUTE, Step::OfflineSync));
        }
        steps.push((*at, Step::Judge { days: *days }));
    }
    steps.sort_by_key(|(at, _)| *at);
    steps.dedup_by_key(|(at, _)| *at);
    steps
}

/// The plan's own guess of what will be read, to place uses where they are hard to judge. It decides nothing.
struct Watched {
    /// Stretches whose rows nobody can read.
    unread: Vec<Stretch>,
    /// Each judgement: the guessed horizon, and the start of its window.
    windows: Vec<(i64, i64)>,
}

impl Watched {
    fn new(steps: &[(i64, Step)], retention: i64, allowance: i64) -> Self {
        let mut unread = vec![(BEGINNING - retention - 12 * DAY, BEGINNING - retention - HOUR)];
        let mut windows = Vec::new();
        let mut last = BEGINNING;
        for (at, step) in steps {
            match step {
                Step::Sync | Step::LogSync => {
                    if at - last > retention + HOUR {
                        unread.push((last + MINUTE, at - retention - MINUTE));
                    }
                    last = *at;
                }
                Step::Judge { days } => {
                    let horizon = last - allowance;
                    windows.push((horizon, horizon - i64::from(*days) * DAY));
                }
                Step::FailingSync | Step::OfflineSync => {}
            }
        }
        Self { unread, windows }
    }
}

fn client(rng: &mut StdRng, number: usize, watched: &Watched) -> PlannedClient {
    let role = match number % 50 {
        0..4 => Role::Steady,
        4..24 => Role::Edge,
        24..34 => Role::Hidden,
        34..36 => Role::Quiet,
        36..49 => Role::New,
        _ => Role::Reborn,
    };
    let first_party = rng.random_bool(0.7);
    let end = BEGINNING + DAYS * DAY;
    let long_ago = BEGINNING - 400 * DAY;
    let mut lives = vec![(long_ago, None)];
    let mut uses: Vec<i64> = Vec::new();
    match role {
        Role::Steady => {
            let mut at = BEGINNING - 40 * DAY;
            while at < end {
                uses.push(at);
                at += rng.random_range(HOUR..5 * DAY);
            }
        }
        Role::Edge => uses = edge_uses(rng, &watched.windows),
        Role::Hidden => {
            let stretch =
                watched.unread.last().filter(|_| rng.random_bool(0.8)).unwrap_or(&watched.unread[0]);
            uses = (0..rng.random_range(1..3)).map(|_| rng.random_range(stretch.0..stretch.1)).collect();
        }
        Role::Quiet => {}
        Role::New => {
            let born = if rng.random_bool(0.25) {
                // within an hour of the start of a window, or while nobody watches
                watched
                    .windows
                    .choose(rng)
                    .map_or(BEGINNING, |window| window.1 + rng.random_range(-HOUR..HOUR))
            } else {
                rng.random_range(BEGINNING - 20 * DAY..end)
            };
            lives = vec![(born, None)];
            if rng.random_bool(0.3) && born + HOUR < end {
                uses.push(rng.random_range(born + MINUTE..end));
            }
        }
        Role::Reborn => {
            let dies = BEGINNING + rng.random_range(2 * DAY..(DAYS - 2) * DAY);
            let born = dies + rng.random_range(10 * MINUTE..5 * DAY);
            lives = vec![(long_ago, Some(dies)), (born, None)];
            uses.push(dies - rng.random_range(HOUR..20 * DAY));
            if rng.random_bool(0.3) {
                uses.push(born + rng.random_range(MINUTE..3 * DAY));
            }
        }
    }
    let kind = *USES.choose(rng).unwrap_or(&"seccft");
    let mut events: Vec<(i64, &'static str)> = uses.into_iter().map(|at| (at, kind)).collect();
    if rng.random_bool(0.4) {
        let failing = *NON_USES.choose(rng).unwrap_or(&"f");
        events.extend((0..4).map(|_| (rng.random_range(BEGINNING - 5 * DAY..end), failing)));
    }
    let exists_at =
        |at: i64| lives.iter().any(|(from, until)| at > *from && until.is_none_or(|until| at < until));
    events.retain(|(at, _)| exists_at(*at) && *at < end);
    events.sort_unstable();
    events.dedup_by_key(|(at, _)| *at);
    PlannedClient {
        id: id(rng, first_party),
        role,
        first_party,
        api: *[None, Some(0), Some(1), Some(2), Some(2), Some(3), Some(3)].choose(rng).unwrap_or(&None),
        lives,
        events,
    }
}

/// Uses near the starts of as many windows as can be without one use falling into another's window.
fn edge_uses(rng: &mut StdRng, windows: &[(i64, i64)]) -> Vec<i64> {
    let mut order: Vec<&(i64, i64)> = windows.iter().collect();
    order.shuffle(rng);
    let mut chosen: Vec<&(i64, i64)> = Vec::new();
    for window in order {
        let apart = |other: &&(i64, i64)| window.0 < other.1 - HOUR || window.1 - HOUR > other.0;
        if chosen.iter().all(apart) {
            chosen.push(window);
        }
    }
    let mut near = |start: i64| match rng.random_range(0..8) {
        0 => start,
        1 => start - 1,
        2 => start + rng.random_range(-2_000..2_000),
        3 => start + rng.random_range(-MINUTE..MINUTE),
        _ => start + rng.random_range(-50 * MINUTE..50 * MINUTE),
    };
    chosen.into_iter().map(|window| near(window.1)).collect()
}

fn id(rng: &mut StdRng, first_party: bool) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = String::from(if first_party { "" } else { "tpc_" });
    while text.len() < 32 {
        text.push(char::from(LETTERS[usize::try_from(rng.next_u32()).unwrap_or(0) % LETTERS.len()]));
    }
    text
}
