//! One revert, with others at work on the same client at chosen moments, faults of the server, and the program's end.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use domain::ids::ClientId;
use domain::member::{Held, Member};
use domain::operation::{Operation, OperationId, Refusal, Settlement, State, Witness};
use domain::snapshot::Snapshot;
use operations::revert::{Confirmation, Confirmed, Plan, RevertError, confirm, plan};
use operations::{recover, settle_all};
use serde_json::json;
use simulator::{Edit, Endpoint, Fault};

use super::tally::Tally;
use super::world::{World, client_id};

/// Why an interleaving could not be played at all.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Between which calls about the client others act: before the look of the plan, before the look of the confirm, before the
/// request itself, before it is read back.
const MOMENTS: u64 = 4;

/// Numbers that look random and follow from a seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// What somebody else did, as the tenant saw it.
#[derive(Clone, Debug)]
pub(super) struct Foreign {
    moment: u64,
    before: Held,
    after: Held,
    at_ms: i64,
}

type Deeds = Arc<Mutex<Vec<Foreign>>>;

pub(super) fn quiet(_: &Snapshot, _: &Member, _: &str) -> Vec<String> {
    Vec::new()
}

/// Plays interleaving `seed` on a fresh client of the world, and counts.
///
/// # Errors
///
/// The world itself failed.
pub async fn play(world: World, number: u64, seed: u64, tally: &mut Tally) -> Result<World, Failure> {
    let mut dice = Dice(seed);
    let client = client_id(number);
    let list = |entries: &[String]| entries.to_vec();
    let stays: Held = (0..dice.below(4)).map(|entry| format!("https://app-{entry}.example/cb")).collect();
    let mut after = list(&stays);
    let place = usize::try_from(dice.below(after.len() as u64 + 1))?;
    after.insert(place, "https://evil.example/cb".to_owned());
    let mut before = stays;
    if dice.below(2) == 0 {
        before.push("https://went.example/cb".to_owned());
    }
    let change = world.change(&client, &before, &after).await?;

    let deeds = Deeds::default();
    for edit in 0..=dice.below(3) {
        plan_foreign(&world, &client, &mut dice, edit, &deeds);
    }
    let fault = [
        None,
        None,
        None,
        Some(Fault::CutBody),
        Some(Fault::ServerErrorAfter(502)),
        Some(Fault::TooManyRequestsAfter),
        Some(Fault::ServerError(503)),
        Some(Fault::Forbidden),
    ][usize::try_from(dice.below(8))?]
    .clone();
    let polls = (dice.below(5) == 0).then(|| 1 + dice.below(60));

    tally.add("interleavings");
    let mut confirmed: Vec<OperationId> = Vec::new();
    let shown = plan(&world.reach, change, &quiet).await;
    let mut world = world;
    if let Ok(shown) = shown {
        if let Some(fault) = fault {
            world.tenant.faults().set_after(Endpoint::Client, 1, fault, Some(1));
        }
        world = act(world, change, shown, polls, &mut confirmed, tally).await?;
        world.tenant.faults().clear_all();
    } else {
        tally.add("no plan, because the entries were touched");
    }
    world.tenant.interludes().clear();
    world.read_log().await?;
    settle_all(&world.reach).await?;
    let deeds = deeds.lock().unwrap_or_else(PoisonError::into_inner).clone();
    judge(&world, &client, (seed, &confirmed), &deeds, tally).await?;
    Ok(world)
}

/// Says yes to what was seen, and once more to what is seen then.
async fn act(
    world: World,
    change: i64,
    seen: Plan<String>,
    polls: Option<u64>,
    confirmed: &mut Vec<OperationId>,
    tally: &mut Tally,
) -> Result<World, Failure> {
    let mut seen = seen;
    for _ in 0..2 {
        let yes = Confirmation { operation: seen.operation.clone(), digest: seen.digest.to_hex() };
        confirmed.push(yes.operation.clone());
        let confirming = confirm(&world.reach, change, &yes, "Kim", &quiet);
        let outcome = match polls {
            Some(polls) => for_polls(polls, confirming).await,
            None => Some(confirming.await),
        };
        match outcome {
            None => {
                tally.add("killed");
                let world = world.end().start().await?;
                recover(&world.reach.store, world.reach.clock.now()).await?;
                settle_all(&world.reach).await?;
                return Ok(world);
            }
            Some(Ok(Confirmed::Acted(_))) => {
                tally.add("acted");
                return Ok(world);
            }
            Some(Ok(Confirmed::Changed(plan))) => {
                tally.add("planned anew, because the client changed");
                world.tenant.faults().clear_all();
                seen = *plan;
            }
            Some(Err(RevertError::Conflict(_) | RevertError::AlreadyBack)) => {
                tally.add("stopped, because the entries were touched");
                return Ok(world);
            }
            Some(Err(RevertError::Server(_))) => {
                tally.add("stopped, because the server failed");
                return Ok(world);
            }
            Some(Err(error)) => return Err(error.into()),
        }
    }
    tally.add("gave up");
    Ok(world)
}

/// Somebody adds a URI, takes the newest foreign one out, or touches what was changed.
fn plan_foreign(world: &World, client: &ClientId, dice: &mut Dice, edit: u64, deeds: &Deeds) {
    let moment = dice.below(MOMENTS);
    let skip = u32::try_from(moment).unwrap_or(0);
    let what = dice.below(8);
    let (client, clock, deeds) = (client.clone(), world.clock.clone(), Arc::clone(deeds));
    let act = move |tenant: &Edit| {
        let Some(body) = tenant.client(client.as_str()) else { return };
        let before = Member::RedirectUris.held_by(&body).unwrap_or_default();
        let mut after = before.clone();
        match what {
            0 => after.retain(|uri| !uri.contains("evil")),
            1 => after.reverse(),
            2 => drop(after.pop()),
            _ => after.insert(after.len() / 2, format!("https://foreign-{edit}.example/cb")),
        }
        clock.advance(3);
        let at_ms = clock.now_ms();
        tenant.patch_client(client.as_str(), &json!({"callbacks": after}));
        clock.advance(3);
        let deed = Foreign { moment, before, after, at_ms };
        deeds.lock().unwrap_or_else(PoisonError::into_inner).push(deed);
    };
    world.tenant.interludes().before(Endpoint::Client, skip, act);
}

/// Holds what Rollcall says against what the tenant really did.
pub(super) async fn judge(
    world: &World,
    client: &ClientId,
    (seed, confirmed): (u64, &[OperationId]),
    deeds: &[Foreign],
    tally: &mut Tally,
) -> Result<(), Failure> {
    let Some(history) = world.reach.store.history(&world.reach.connection.id, client).await? else {
        return Err("the client is not known".into());
    };
    let mut rows: Vec<_> = history.deeds.iter().map(|known| &known.deed.trace).collect();
    rows.sort_by_key(|trace| trace.at);
    for id in confirmed {
        let ours: Vec<_> =
            rows.iter().filter(|trace| trace.correlation_id.as_deref() == Some(id.as_str())).collect();
        if ours.len() > 1 {
            tally.add("sent twice");
            tally.wrong.push(format!("seed {seed}: sent twice"));
        }
        let Some(operation) = world.reach.store.operation(id).await? else {
            if !ours.is_empty() {
                tally.add("unexplained");
                tally.wrong.push(format!("seed {seed}: carried out and not in the journal"));
            }
            continue;
        };
        if !is_explained(&operation, !ours.is_empty()) {
            tally.add("unexplained");
            tally.wrong.push(format!("seed {seed}: {:?}, carried out {} times", operation.state, ours.len()));
        }
        let Some(ours) = ours.first() else { continue };
        tally.add("carried out");
        let domain::operation::Purpose::RevertChange { expected, intended, .. } = &operation.purpose;
        // the truth: what stood there when our request came
        let last = deeds.iter().filter(|deed| deed.at_ms < ours.at.millis()).max_by_key(|deed| deed.at_ms);
        let unseen = last.filter(|deed| deed.after != *expected && deed.after != *intended);
        let is_told = matches!(operation.witness, Some(Witness::Overwrote { .. }));
        match unseen {
            Some(deed) => {
                // others act when a call arrives: what they did before the journal's first entry, the last look could see
                let trail = world.reach.store.operation_trail(id).await?;
                let was_visible =
                    trail.first().is_some_and(|(planned_at, ..)| deed.at_ms < planned_at.millis());
                tally.add(if was_visible { "lost though visible" } else { "overwritten in the last moment" });
                if was_visible || !is_told {
                    tally.add("undetected");
                    tally.wrong.push(format!("seed {seed}: {deed:?} lost, {:?}", operation.witness));
                }
            }
            None if is_told => {
                tally.add("false alarms");
                tally.wrong.push(format!("seed {seed}: nothing was lost, {:?}", operation.witness));
            }
            None => {}
        }
    }
    if deeds.iter().any(|deed| deed.before != deed.after && deed.moment == MOMENTS - 2) {
        tally.add("with an edit in the last moment");
    }
    if world.reach.store.open_operations().await?.iter().any(|open| confirmed.contains(&open.id)) {
        tally.add("unexplained");
        tally.wrong.push(format!("seed {seed}: still open"));
    }
    Ok(())
}

/// Whether the journal says of an operation what is true.
fn is_explained(operation: &Operation, was_carried_out: bool) -> bool {
    match &operation.state {
        State::Refused { why: Refusal::NotSent { .. } | Refusal::Server { .. }, .. } => !was_carried_out,
        State::Settled { settlement, .. } => match settlement {
            Settlement::Overtaken { .. } => was_carried_out,
            Settlement::NotApplied => was_carried_out == operation.witness.is_some(),
            Settlement::Applied | Settlement::Undecided { .. } | Settlement::ClientGone => true,
        },
        State::Planned { .. } | State::Sending { .. } | State::Done { .. } | State::Unknown { .. } => false,
    }
}

/// Runs a future for at most so many polls, and drops it where it stands. `None`: it was dropped.
async fn for_polls<F: Future>(polls: u64, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}
