//! Holds lists of past moments against the world.

use assessment::changes::{AsOf, as_of};
use assessment::{WindowDays, cutlines, judge_then, watched_until};
use domain::coverage::Coverage;
use domain::ids::{ClientId, ConnectionId};
use domain::member::Member;
use domain::time::{DAY_MS, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use store::{CredentialKind, Judged, Moment, PastColumn, PastFilter, PastRow, Store};

use super::world::{Client, START, State, World, end};
use crate::changes::tally::Tally;
use crate::verdicts::play::Failure;

/// One connection at a moment, as the store is asked for it.
#[must_use]
pub fn asked(id: &ConnectionId, coverage: &Coverage, at: i64) -> Vec<(Judged, Moment)> {
    let at = Timestamp::from_millis(at);
    let lines = cutlines(at, &watched_until(coverage, at), WindowDays::default());
    let covered = coverage.intervals().iter().find(|held| held.from <= at && at < held.to).copied();
    vec![(Judged { connection: id.clone(), cutlines: lines }, Moment { at, covered })]
}

/// Asks for so many clients at each of so many moments, at random.
///
/// # Errors
///
/// The store cannot be read.
pub async fn examine(
    store: &Store,
    id: &ConnectionId,
    world: &World,
    (moments, clients): (u32, u32),
    tally: &mut Tally,
) -> Result<(), Failure> {
    let coverage = store.ledger(id).await?.coverage;
    let mut rng = StdRng::seed_from_u64(world.seed ^ 0x9e37);
    for turn in 0..moments {
        let any = rng.random_range(START - 3 * DAY_MS..end() + DAY_MS);
        // what is held is asked for at any moment, verdicts at the ends of days
        let ends_day = turn % 2 == 0;
        let at = if ends_day { Timestamp::from_millis(any).day().end().millis() - 1 } else { any };
        for _ in 0..clients {
            let client = world.client(rng.random_range(0..world.clients));
            let only = PastFilter { text: client.id.clone(), ..PastFilter::default() };
            let asked = asked(id, &coverage, at);
            let watched = asked[0].1.covered.is_some();
            let page = store.list_past(asked, only, (PastColumn::Name, false), 0, 10).await?;
            tally.count("pairs", 1);
            tally.count("pairs_watched", u64::from(watched));
            if page.rows.len() > 1 {
                tally.count("wrong", 1);
            }
            compare(&client, at, watched, page.rows.first(), tally);
            let row = page.rows.first();
            inspect(store, id, &coverage, &client, at, row, tally).await?;
            if let Some(row) = row.filter(|_| ends_day) {
                judge(store, id, &coverage, &client, at, row, tally).await?;
            }
        }
    }
    Ok(())
}

fn compare(client: &Client, at: i64, watched: bool, row: Option<&PastRow>, tally: &mut Tally) {
    let truth = client.at(at);
    let is_wrong = match (row, truth) {
        (None, truth) => truth.is_some(),
        (Some(row), None) => row.existed,
        (Some(row), Some(state)) => told_otherwise(row, state),
    };
    tally.count("wrong", u64::from(is_wrong));
    if is_wrong {
        tally.note(format!("{} at {at}: {row:?}, truth {truth:?}", client.id));
    }
    tally.count("known_not_to_exist", u64::from(row.is_none()));
    tally.count("gone_since", u64::from(row.is_some_and(|row| row.is_gone)));
    let Some(row) = row else { return };
    let told = [row.existed, row.name.is_some(), row.redirect_uri_count.is_some(), tells_credential(row)];
    let (is_claimed, is_missing) = (told.contains(&true), told.contains(&false));
    tally.count("claimed_though_not_watched", u64::from(!watched && is_claimed));
    tally.count("unknown_though_watched", u64::from(watched && is_missing));
    // which kind a client is no row shows: where rows lie on both sides before the next look, it is not known
    let is_of_no_kind = row.app_type.is_none();
    tally.count("kind_unknown_though_watched", u64::from(watched && is_of_no_kind));
    tally.count("claimed_though_not_watched", u64::from(!watched && !is_of_no_kind));
    if (!watched && is_claimed) || (watched && is_missing) {
        tally.note(format!("{} at {at}, watched {watched}: {row:?}", client.id));
    }
}

fn tells_credential(row: &PastRow) -> bool {
    row.credential != CredentialKind::CannotTell
}

fn told_otherwise(row: &PastRow, state: &State) -> bool {
    let method = if state.method == "none" { CredentialKind::Public } else { CredentialKind::Secret };
    row.name.as_ref().is_some_and(|name| *name != state.name)
        || row.redirect_uri_count.is_some_and(|count| count as usize != state.uris.len())
        || (tells_credential(row) && row.credential != method)
        || row.app_type.as_ref().is_some_and(|text| text != "regular_web")
        || row.grant_types.as_ref().is_some_and(|types| types != &["authorization_code"])
}

/// The list judges as the inspector does, and tells the day of the last use.
async fn judge(
    store: &Store,
    id: &ConnectionId,
    coverage: &Coverage,
    client: &Client,
    at: i64,
    row: &PastRow,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let (client_id, moment) = (ClientId::new(client.id.clone()), Timestamp::from_millis(at));
    let last = store.last_use_by(id, &client_id, moment).await?;
    let known = client.uses.iter().filter(|used| **used <= at).max().copied();
    tally.count("last_use_wrong", u64::from(last.map(|(at, _)| at.millis()) != known));
    let Some(facts) = store.past_facts(id, &client_id).await? else { return Ok(()) };
    tally.count("pairs_judged", 1);
    let judged = judge_then(&facts.facts, last, coverage, moment, WindowDays::default());
    let is_other = row.verdict != judged.as_ref().map(|(judged, _)| judged.verdict)
        || row.last_use != last.map(|(at, _)| at.day());
    tally.count("judged_otherwise", u64::from(is_other));
    if is_other {
        tally.note(format!("{} at {at}: {row:?}, inspector {judged:?}, last {last:?}", client.id));
    }
    Ok(())
}

/// The list tells what the inspector tells.
async fn inspect(
    store: &Store,
    id: &ConnectionId,
    coverage: &Coverage,
    client: &Client,
    at: i64,
    row: Option<&PastRow>,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let (client_id, moment) = (ClientId::new(client.id.clone()), Timestamp::from_millis(at));
    let Some(history) = store.history(id, &client_id).await? else { return Ok(()) };
    let said = as_of(&history, coverage, moment);
    let uris = said.iter().find(|(member, _)| *member == Member::RedirectUris).map(|(_, said)| said);
    let count = match uris {
        Some(AsOf::Known(told)) => told.held.as_ref().and_then(|held| u32::try_from(held.len()).ok()),
        _ => None,
    };
    let listed = row.and_then(|row| row.redirect_uri_count);
    tally.count("told_otherwise_than_inspector", u64::from(count != listed));
    if count != listed {
        tally.note(format!("{} at {at}: {row:?}, inspector {uris:?}", client.id));
    }
    Ok(())
}
