//! `bench listing`: does a listing that is claimed complete hold what existed throughout, and nothing that was absent
//! throughout, while clients come and go? And how often is it claimed at all?
//!
//! Clients are created and deleted at moments of the tenant's clock, half and half, in each of three orders of the list that
//! Auth0 does not document, on each plan's rate limit. A page takes 50 to 400 ms of that clock, besides what the limit costs
//! at Rollcall's usual share. A number stands for fewer listings in each world.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use acceptance::verdicts::plan::{BEGINNING, DAY, MINUTE};
use acceptance::verdicts::play::Failure;
use acceptance::verdicts::product::{TenantClock, reader};
use domain::listing::{Listing, Unread};
use domain::snapshot::Snapshot;
use provider::Share;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use simulator::{Clock, ListOrder, Plan, Population, Running, ScriptedClient, Settings, Tenant};

use crate::Outcome;

const CHANGES_PER_MINUTE: [u32; 4] = [0, 1, 10, 60];
const ORDERS: [ListOrder; 3] = [ListOrder::Created, ListOrder::Newest, ListOrder::Scattered];
const PLANS: [Plan; 3] = [Plan::Free, Plan::Professional, Plan::Enterprise];
const CLIENTS: usize = 5_000;
/// By offset a server gives the first thousand only; so many fit below it however they drift.
const CLIENTS_BY_OFFSET: usize = 850;
/// Listings in one world, one after the other.
const LISTINGS: usize = 24;
/// A listing that cannot be whole needs few repetitions, on one plan.
const LISTINGS_BEYOND_THE_CAP: usize = 2;

/// How the list is paged, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Paging {
    Checkpoint,
    Offset,
    OffsetBeyondTheCap,
}

impl Paging {
    const fn clients(self) -> usize {
        match self {
            Self::Checkpoint | Self::OffsetBeyondTheCap => CLIENTS,
            Self::Offset => CLIENTS_BY_OFFSET,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Checkpoint => "by checkpoint, 5,000",
            Self::Offset => "by offset, 850",
            Self::OffsetBeyondTheCap => "by offset, 5,000",
        }
    }
}

/// One tenant in which listings are made.
#[derive(Clone, Copy, Debug)]
struct World {
    paging: Paging,
    per_minute: u32,
    order: ListOrder,
    plan: Plan,
    listings: usize,
    seed: u64,
}

/// From when, and until when, a client exists.
struct Life {
    id: String,
    born: i64,
    died: Option<i64>,
}

/// What was counted.
#[derive(Clone, Debug, Default)]
struct Count {
    listings: u64,
    complete: u64,
    /// Clients that existed throughout and are not in a listing claimed complete.
    missing: u64,
    /// Clients that were absent throughout and are in a listing claimed complete.
    present: u64,
    /// Clients created or deleted during the listings.
    changes: u64,
    /// Seconds of the tenant's clock.
    seconds: u64,
    calls: u64,
    reasons: BTreeMap<&'static str, u64>,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.listings += other.listings;
        self.complete += other.complete;
        self.missing += other.missing;
        self.present += other.present;
        self.changes += other.changes;
        self.seconds += other.seconds;
        self.calls += other.calls;
        for (reason, count) in &other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of this bench stay far below 2^53")]
    fn share(&self) -> f64 {
        self.complete as f64 / (self.listings as f64).max(1.0)
    }
}

/// Lists in every world, prints the table, and says which demands of the issue were not met.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let listings = arguments.first().map_or(Ok(LISTINGS), |number| number.parse())?;
    let worlds = worlds(listings);
    let counts = list_all(&worlds)?;
    println!(
        "{:<22}{:>10}{:>10}{:>10}{:>10}{:>12}{:>10}{:>10}",
        "paging, clients", "a minute", "listings", "calls", "changes", "complete", "missing", "present"
    );
    let (mut missed, mut figures) = (Vec::new(), Vec::new());
    for ((paging, per_minute), count) in &counts {
        let share = count.share();
        println!(
            "{:<22}{per_minute:>10}{:>10}{:>10}{:>10}{:>10.1} %{:>10}{:>10}",
            paging.words(),
            count.listings,
            count.calls,
            count.changes,
            share * 100.0,
            count.missing,
            count.present
        );
        for (reason, times) in &count.reasons {
            println!("{:>32}  {times} times: {reason}", "");
        }
        let wanted = match (paging, per_minute) {
            (Paging::OffsetBeyondTheCap, _) | (_, 60) => 0.0,
            (_, 0 | 1) => 0.99,
            _ => 0.9,
        };
        let what = format!("{} clients at {per_minute} changes a minute", paging.words());
        if share < wanted {
            missed.push(format!("{what}: complete is claimed in {:.1} %", share * 100.0));
        }
        if count.missing + count.present > 0 {
            missed.push(format!("{what}: listings claimed complete are wrong"));
        }
        figures.push(json!({
            "paging": format!("{paging:?}"), "clients": paging.clients(), "changes_per_minute": per_minute,
            "listings": count.listings, "claimed_complete": share, "missing": count.missing,
            "present": count.present, "changes_during_listings": count.changes, "calls": count.calls,
            "tenant_seconds": count.seconds, "reasons": count.reasons,
        }));
    }
    let figures = json!({"bench": "listing", "met": missed.is_empty(), "listings": figures});
    Ok(Outcome { figures, missed })
}

fn worlds(listings: usize) -> Vec<World> {
    let mut worlds = Vec::new();
    for per_minute in CHANGES_PER_MINUTE {
        for order in ORDERS {
            for plan in PLANS {
                for paging in [Paging::Checkpoint, Paging::Offset, Paging::OffsetBeyondTheCap] {
                    if paging == Paging::OffsetBeyondTheCap && plan != Plan::Enterprise {
                        continue;
                    }
                    let listings = match paging {
                        Paging::OffsetBeyondTheCap => LISTINGS_BEYOND_THE_CAP,
                        _ => listings,
                    };
                    let seed = worlds.len() as u64;
                    worlds.push(World { paging, per_minute, order, plan, listings, seed });
                }
            }
        }
    }
    worlds
}

type Counts = BTreeMap<(Paging, u32), Count>;

/// Makes the listings of all worlds on every core.
fn list_all(worlds: &[World]) -> Result<Counts, Failure> {
    let next = AtomicUsize::new(0);
    let counts: Mutex<Counts> = Mutex::default();
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let worker = || -> Result<(), Failure> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(world) = worlds.get(place) else { return Ok(()) };
                eprintln!("world {} of {}: {world:?}", place + 1, worlds.len());
                let counted = runtime.block_on(list(world))?;
                let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
                counts.entry((world.paging, world.per_minute)).or_default().add(&counted);
            }
        };
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a world ended in a panic".into())))
    })?;
    Ok(counts.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// All listings in one world.
async fn list(world: &World) -> Result<Count, Failure> {
    let mut rng = StdRng::seed_from_u64(world.seed);
    let mut lives = lives(world, &mut rng);
    let settings = Settings {
        seed: world.seed,
        plan: world.plan,
        checkpoint_clients: world.paging == Paging::Checkpoint,
        list_order: world.order,
        population: Population::Scripted(lives.iter().map(scripted).collect()),
        ..Settings::default()
    };
    let clock = Clock::starting_at(BEGINNING);
    let tenant = Tenant::start(settings, clock.clone()).await?;
    lives.extend(built_in(&tenant, &lives));
    let reader = reader(&tenant, Arc::new(TenantClock(clock.clone())), Share::default())?;
    reader.sign_in().await?;
    let mut count = Count::default();
    for _ in 0..world.listings {
        clock.advance(rng.random_range(MINUTE / 60..MINUTE));
        let (started, calls) = (clock.now_ms(), reader.calls());
        let listing = reader.list_clients(&mut |_| clock.advance(rng.random_range(50..400))).await;
        let ended = clock.now_ms();
        if ended > BEGINNING + span(world) {
            return Err(format!("a world of {} min is too short for {world:?}", span(world) / MINUTE).into());
        }
        count.listings += 1;
        count.calls += reader.calls() - calls;
        count.seconds += u64::try_from((ended - started) / 1_000)?;
        let during = |at: i64| (started..=ended).contains(&at);
        let moments = lives.iter().flat_map(|life| [Some(life.born), life.died]).flatten();
        count.changes += moments.filter(|at| during(*at)).count() as u64;
        match listing {
            Listing::Complete { items, .. } => {
                count.complete += 1;
                let (missing, present) = wrong(&lives, &items, started, ended);
                count.missing += missing;
                count.present += present;
            }
            Listing::CutShort { why, .. } => *count.reasons.entry(words(&why)).or_default() += 1,
        }
    }
    tenant.stop().await;
    Ok(count)
}

/// For how long changes are scripted, in milliseconds: longer than all listings take.
fn span(world: &World) -> i64 {
    i64::try_from(world.listings).unwrap_or(0) * 7 * MINUTE
}

/// The clients of the beginning, and those that come and go afterwards.
fn lives(world: &World, rng: &mut StdRng) -> Vec<Life> {
    let life =
        |number: usize, born: i64| Life { id: format!("{:08}{number:024}", world.seed), born, died: None };
    let mut lives: Vec<Life> =
        (0..world.paging.clients()).map(|number| life(number, BEGINNING - 40 * DAY)).collect();
    let mut living: Vec<usize> = (0..lives.len()).collect();
    let changes = span(world) / MINUTE * i64::from(world.per_minute);
    let mut moments: Vec<i64> = (0..changes).map(|_| BEGINNING + rng.random_range(0..span(world))).collect();
    moments.sort_unstable();
    // a client that is created and deleted in the same millisecond would be neither here nor there
    moments.dedup();
    for at in moments {
        // half and half, but never far from where it began, so that a list by offset stays below the cap
        let is_creation = match living.len().abs_diff(world.paging.clients()) {
            0..60 => rng.random_bool(0.5),
            _ => living.len() < world.paging.clients(),
        };
        if is_creation {
            living.push(lives.len());
            lives.push(life(lives.len(), at));
        } else {
            let place = rng.random_range(0..living.len());
            lives[living.swap_remove(place)].died = Some(at);
        }
    }
    lives
}

fn scripted(life: &Life) -> ScriptedClient {
    ScriptedClient {
        client: json!({"client_id": life.id, "name": life.id, "app_type": "non_interactive"}),
        created_at_ms: life.born,
        deleted_at_ms: life.died,
        ..ScriptedClient::default()
    }
}

/// The clients that every tenant has.
fn built_in(tenant: &Running, scripted: &[Life]) -> Vec<Life> {
    let known: HashSet<&str> = scripted.iter().map(|life| life.id.as_str()).collect();
    let clients = tenant.journal().clients().into_iter();
    clients
        .filter(|client| !known.contains(client.client_id.as_str()))
        .map(|client| Life { id: client.client_id, born: client.created_at_ms, died: client.deleted_at_ms })
        .collect()
}

/// How many clients existed throughout and are missing, and how many were absent throughout and are present.
fn wrong(lives: &[Life], items: &[Snapshot], started: i64, ended: i64) -> (u64, u64) {
    let listed: HashSet<&str> = items.iter().map(|item| item.key.as_str()).collect();
    let throughout = |life: &&Life| life.born <= started && life.died.is_none_or(|died| died > ended);
    let missing = lives.iter().filter(throughout).filter(|life| !listed.contains(life.id.as_str()));
    let at_some_moment = |life: &&Life| life.born <= ended && life.died.is_none_or(|died| died > started);
    let possible: HashSet<&str> = lives.iter().filter(at_some_moment).map(|life| life.id.as_str()).collect();
    let present = listed.iter().filter(|id| !possible.contains(*id));
    (missing.count() as u64, present.count() as u64)
}

const fn words(why: &Unread) -> &'static str {
    match why {
        Unread::InDoubt { .. } => "the list would not hold still",
        Unread::BeyondLimit { .. } => "the server gives no more by offset",
        _ => "it could not be read",
    }
}
