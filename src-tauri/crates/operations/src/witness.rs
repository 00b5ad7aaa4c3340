//! What the server's log shows of an operation: that it was carried out, and whether it overwrote what nobody had seen.
//!
//! Auth0 has no conditional write (facts/auth0.md 2.6). Between the last look and the request somebody may change the same
//! list, and that change is lost. It cannot be prevented, but the log shows it: the row before ours then left another list
//! than the one that was looked at.

use domain::change::Actor;
use domain::coverage::Interval;
use domain::deed::{Act, Deed};
use domain::ids::LogId;
use domain::member::{Held, Member};
use domain::operation::{Operation, Purpose, Settlement, State, Witness};
use domain::time::Timestamp;
use store::StoreError;

use crate::reach::Reach;

/// The server's time is known to about a second by its `Date` headers, and rows are dated by yet another of its clocks.
const CLOCKS_DIFFER_MS: i64 = 2_000;

/// Our row with what is held of the log around it. `None`: it is not held (yet).
pub(crate) async fn our_row(reach: &Reach, operation: &Operation) -> Result<Option<Deed>, StoreError> {
    Ok(deeds(reach, operation).await?.into_iter().find(|deed| is_ours(reach, operation, deed)))
}

/// What the log shows, if it shows enough. That somebody was overwritten, or that the request was carried out after all, is said
/// as soon as it is seen; that nobody was overwritten, only when every row of the moments in question is held.
pub(crate) async fn find_witness(
    reach: &Reach,
    operation: &Operation,
) -> Result<Option<Witness>, StoreError> {
    let deeds = deeds(reach, operation).await?;
    let Some(place) = deeds.iter().position(|deed| is_ours(reach, operation, deed)) else { return Ok(None) };
    let witness = judged(&deeds[..place], &deeds[place], operation);
    if let (Witness::Alone { row }, State::Settled { settlement, .. }) = (&witness, &operation.state)
        && matches!(settlement, Settlement::NotApplied | Settlement::Undecided { .. })
    {
        return Ok(Some(Witness::Late { row: row.clone() }));
    }
    if matches!(witness, Witness::Alone { .. }) {
        let since = operation.read_at.plus_millis(-CLOCKS_DIFFER_MS);
        let until = deeds[place].trace.at.plus_millis(CLOCKS_DIFFER_MS);
        let coverage = reach.store.ledger(&reach.connection.id).await?.coverage;
        let is_held = Interval::new(since, until).is_none_or(|moments| coverage.covers(moments));
        return Ok(is_held.then_some(witness));
    }
    Ok(Some(witness))
}

/// What was done to the client, in the order of the log.
async fn deeds(reach: &Reach, operation: &Operation) -> Result<Vec<Deed>, StoreError> {
    let history = reach.store.history(&reach.connection.id, &operation.client).await?;
    let mut deeds: Vec<Deed> = history
        .into_iter()
        .flat_map(|history| history.deeds)
        .map(|known| known.deed)
        .filter(|deed| matches!(deed.act, Act::Client { .. }))
        .collect();
    deeds.sort_by_cached_key(|deed| (deed.trace.at, deed.trace.log_id.key()));
    Ok(deeds)
}

/// The id is in our journal, and our own client called: anybody may send any correlation id.
fn is_ours(reach: &Reach, operation: &Operation, deed: &Deed) -> bool {
    let us = reach.connection.sign_in.client_id();
    deed.trace.correlation_id.as_deref() == Some(operation.id.as_str())
        && matches!(&deed.trace.actor, Actor::Client { id, .. } if us.is_none_or(|us| us == id))
}

/// `before`: the rows before ours, oldest first.
fn judged(before: &[Deed], ours: &Deed, operation: &Operation) -> Witness {
    let Purpose::RevertChange { member, expected, intended, .. } = &operation.purpose;
    let since = operation.read_at.plus_millis(-CLOCKS_DIFFER_MS);
    let row = ours.trace.log_id.clone();
    let mut by: Vec<LogId> = Vec::new();
    let mut theirs: Option<Held> = None;
    for (at, log_id, held) in before.iter().rev().filter_map(|deed| left(deed, member)) {
        if at < since || held == expected {
            break;
        }
        theirs.get_or_insert_with(|| held.clone());
        by.push(log_id.clone());
    }
    by.reverse();
    match theirs {
        Some(theirs) if theirs != *intended => Witness::Overwrote { row, theirs, by },
        _ => Witness::Alone { row },
    }
}

/// What a row says that the member held after it.
fn left<'d>(deed: &'d Deed, member: &Member) -> Option<(Timestamp, &'d LogId, &'d Held)> {
    let Act::Client { after, .. } = &deed.act else { return None };
    let (_, held) = after.iter().find(|(shown, _)| shown == member)?;
    Some((deed.trace.at, &deed.trace.log_id, held))
}
