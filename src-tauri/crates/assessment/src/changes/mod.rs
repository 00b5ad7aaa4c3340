//! Changes of a client, derived from what looks showed and what the log says was done. Pure, and from all evidence at once:
//! evidence that comes late gives another answer, whatever the order in which it came.

mod as_of;
mod course;
mod hosts;
mod replay;
#[cfg(test)]
mod tests;
mod witness;

use std::collections::BTreeMap;

use domain::change::{Actor, Attribution, Change, Tool, Trace};
use domain::coverage::{Coverage, Hole, Interval};
use domain::history::History;
use domain::ids::ClientId;
use domain::member::{Held, Member};
use domain::time::Timestamp;

pub use as_of::{AsOf, Told, as_of};
pub use course::past;
pub use hosts::trusted_hosts;
use replay::Replay;
use witness::{Evidence, Telling};

/// How Rollcall's own writes are told from others: the row's id is in our journal *and* our own client called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnWrites {
    /// The client that Rollcall signs in as.
    pub client: Option<ClientId>,
    /// What was sent, by its `X-Correlation-ID`.
    pub sent: BTreeMap<String, OwnWrite>,
}

/// One write of ours, as the journal knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnWrite {
    /// What it set.
    pub member: Member,
    /// What the look right before it was sent showed.
    pub seen: Held,
    /// When that look began, by the server.
    pub looked_at: Timestamp,
}

impl OwnWrites {
    /// The write of ours that this row shows.
    fn of(&self, trace: &Trace) -> Option<&OwnWrite> {
        let is_ours = matches!(&trace.actor, Actor::Client { id, .. } if self.client.as_ref() == Some(id));
        self.sent.get(trace.correlation_id.as_ref().filter(|_| is_ours)?)
    }
}

/// Every change of the client that its history tells of, in the order of time. A first look alone tells of none: it is where
/// watching begins. A client that was known to be absent before tells of the URIs that it began with.
#[must_use]
pub fn changes(history: &History, coverage: &Coverage, own: &OwnWrites) -> Vec<Change> {
    let evidence = Evidence::of(history);
    let mut changes = Vec::new();
    for telling in evidence.tellings() {
        let mut replay = Replay::new(&telling, coverage).with_own(own);
        replay.run();
        changes.extend(replay.into_changes());
    }
    for change in &mut changes {
        let traces: Vec<_> = match &mut change.attribution {
            Attribution::ByRow { trace } | Attribution::ByRowOrEarlier { trace } => vec![trace],
            Attribution::ByOneOf { traces } => traces.iter_mut().collect(),
            Attribution::NotInLog => Vec::new(),
        };
        for trace in traces.into_iter().filter(|trace| own.of(trace).is_some()) {
            trace.actor = Actor::Rollcall;
        }
        change.written_again_by = pipeline(history, change);
    }
    changes.sort_by(|one, other| {
        (one.when.until(), one.when.from(), &one.member).cmp(&(
            other.when.until(),
            other.when.from(),
            &other.member,
        ))
    });
    changes
}

/// The pipeline whose row is the newest that sends the changed member.
fn pipeline(history: &History, change: &Change) -> Option<Tool> {
    let senders = history.deeds.iter().filter(|known| Telling::sends(&known.deed, &change.member));
    let pipelines = senders.filter(|known| known.deed.trace.channel.tool().is_some_and(Tool::is_pipeline));
    let newest = pipelines.max_by_key(|known| (known.deed.trace.at, &known.deed.trace.log_id))?;
    newest.deed.trace.channel.tool().cloned()
}

/// Why the log does not tell who made a change in this stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untold {
    /// A part of the stretch is not held; the longest such part, with its reason when one is recorded.
    Gap(Interval, Option<domain::coverage::HoleReason>),
    /// The log of its end is not read yet, or rows may still come.
    NotYetRead,
    /// All of it is held, and no row tells.
    NoRow,
}

/// Why the log does not tell who made a change in this stretch of time.
#[must_use]
pub fn untold(stretch: Interval, coverage: &Coverage, holes: &[Hole]) -> Untold {
    let gap = replay::gaps(coverage, stretch.from, stretch.to).into_iter().max_by_key(|gap| gap.millis());
    if let Some(gap) = gap {
        let hole =
            holes.iter().filter_map(|hole| Some((hole.interval.intersection(gap)?.millis(), hole.reason)));
        return Untold::Gap(gap, hole.max_by_key(|(length, _)| *length).map(|(_, reason)| reason));
    }
    let horizon = coverage.horizon();
    if horizon.is_none_or(|horizon| horizon < stretch.to) { Untold::NotYetRead } else { Untold::NoRow }
}
