//! What was true at the server at a past moment, by everything that is known today.

use domain::coverage::{Coverage, Interval};
use domain::history::History;
use domain::member::{Held, Member};
use domain::time::Timestamp;

use super::replay::{Replay, State};
use super::witness::{Evidence, Telling};

/// What somebody told of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What it held. `None`: the client, or its grant to this API, did not exist.
    pub held: Option<Held>,
    /// When it did.
    pub at: Timestamp,
    /// When we learned it, by the server's time.
    pub learned_at: Timestamp,
}

/// What a member held at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// This: the log between that moment and what is told is held, and nothing in it changed the member.
    Known(Told),
    /// It was not watched: what is told of moments before and after, which may be equal and prove nothing in between.
    Unknown {
        /// The last told before.
        before: Option<Told>,
        /// The first told after.
        after: Option<Told>,
    },
}

/// What each member held at a moment, in the order of [`Member::OF_CLIENT`], then every grant that was ever known.
#[must_use]
pub fn as_of(history: &History, coverage: &Coverage, at: Timestamp) -> Vec<(Member, AsOf)> {
    let tellings = Evidence::of(history).asked(at).tellings();
    tellings
        .iter()
        .map(|telling| (telling.member.clone(), of_member(history, telling, coverage, at)))
        .collect()
}

fn of_member(history: &History, telling: &Telling<'_>, coverage: &Coverage, at: Timestamp) -> AsOf {
    let mut replay = Replay::new(telling, coverage);
    replay.run();
    let (states, veiled) = replay.into_states();
    let later = states.partition_point(|state| state.at <= at);
    let (before, after) = (later.checked_sub(1).map(|last| &states[last]), states.get(later));
    let told = |state: &State| Told {
        held: state.held.clone(),
        at: state.at,
        learned_at: learned_at(history, state.at),
    };
    let is_plain = |from: Timestamp, to: Timestamp| {
        !veiled.iter().any(|row| from < *row && *row <= to)
            && Interval::new(from, to).is_none_or(|stretch| coverage.covers(stretch))
    };
    // nothing may have come between what was told and the moment, or between the moment and what was told next
    if let Some(before) = before
        && (before.at == at || is_plain(before.at, at.plus_millis(1)))
    {
        return AsOf::Known(told(before));
    }
    if let Some(after) = after.filter(|after| !after.is_new)
        && is_plain(at, after.at)
    {
        return AsOf::Known(told(after));
    }
    AsOf::Unknown { before: before.map(told), after: after.map(told) }
}

/// When what was so at this moment became known here: with the row that tells it, else by a look at that moment.
fn learned_at(history: &History, at: Timestamp) -> Timestamp {
    let rows = history.deeds.iter().filter(|known| known.deed.trace.at == at);
    rows.map(|known| known.learned_at).min().unwrap_or(at)
}
