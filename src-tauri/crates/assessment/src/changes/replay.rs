//! Goes through the witnesses of one member in the order of time and notes where what it holds becomes something else.

use domain::change::{Attribution, Change, Trace, When};
use domain::coverage::{Coverage, Interval};
use domain::history::Look;
use domain::member::{Held, Member};
use domain::time::Timestamp;

use super::OwnWrites;
use super::witness::{Left, Telling, Witness};

/// Rows of one tenant come in an order that may differ from that of what they tell by so much (facts/auth0.md 16.6): of
/// two such rows with the same result the log does not say which was first.
const ORDER_MS: i64 = 5_300;

/// The moment of a look is known to about so much: the `Date` header has whole seconds, and an answer travels.
const LOOK_MS: i64 = 3_000;

/// What it holds, as far as the witnesses so far have told.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Now {
    /// Nobody has told yet.
    Untold,
    /// This, and the latest moment at which it surely did. `None`: the client or the grant was not there.
    Told { held: Option<Held>, at: Timestamp },
}

/// What a witness told: it held this then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// What. `None`: the client or the grant was not there.
    pub held: Option<Held>,
    /// When.
    pub at: Timestamp,
    /// Whether it may have come to be so at that moment only, by a row.
    pub is_new: bool,
}

/// A row that changed it, and what it held before.
struct Done {
    at: Timestamp,
    before: Option<Held>,
}

/// The replay of one member.
pub(super) struct Replay<'t, 'h> {
    telling: &'t Telling<'h>,
    coverage: &'t Coverage,
    own: Option<&'t OwnWrites>,
    now: Now,
    /// Rows since then that may have changed it and do not show what they left.
    opaque: Vec<Trace>,
    /// The latest rows that changed it.
    done: Vec<Done>,
    changes: Vec<Change>,
    states: Vec<State>,
    /// When rows may have changed it without showing what they left.
    veiled: Vec<Timestamp>,
}

impl<'t, 'h> Replay<'t, 'h> {
    /// About to begin.
    pub(super) const fn new(telling: &'t Telling<'h>, coverage: &'t Coverage) -> Self {
        Self {
            telling,
            coverage,
            own: None,
            now: Now::Untold,
            opaque: Vec::new(),
            done: Vec::new(),
            changes: Vec::new(),
            states: Vec::new(),
            veiled: Vec::new(),
        }
    }

    /// The same with what the journal knows of our own writes.
    pub(super) fn with_own(self, own: &'t OwnWrites) -> Self {
        Self { own: Some(own), ..self }
    }

    /// What was found.
    pub(super) fn into_changes(self) -> Vec<Change> {
        self.changes
    }

    /// What every witness told, in the order of time, and when rows hid what they did.
    pub(super) fn into_states(self) -> (Vec<State>, Vec<Timestamp>) {
        (self.states, self.veiled)
    }

    /// Hears every witness.
    pub(super) fn run(&mut self) {
        let mut heard = vec![false; self.telling.witnesses.len()];
        for place in 0..heard.len() {
            if heard[place] {
                continue;
            }
            if let Witness::Look { look, held } = &self.telling.witnesses[place]
                && self.differs(held.as_ref())
            {
                // the look may have been a moment after a row that is dated a moment later
                for ahead in self.explaining(place, *look, held.as_ref()) {
                    self.hear(ahead);
                    heard[ahead] = true;
                }
            }
            self.hear(place);
        }
    }

    fn differs(&self, shown: Option<&Held>) -> bool {
        matches!(&self.now, Now::Told { held, .. } if held.as_ref() != shown)
    }

    /// The rows after a look, up to the one that left what the look showed, when they are close enough to have been before.
    fn explaining(&self, place: usize, look: Look, shown: Option<&Held>) -> Vec<usize> {
        let latest = look.to.plus_millis(LOOK_MS);
        let rows = (place + 1..self.telling.witnesses.len()).take_while(|ahead| {
            matches!(&self.telling.witnesses[*ahead], Witness::Row { trace, .. } if trace.at <= latest)
        });
        let rows: Vec<usize> = rows.collect();
        let leaves = |ahead: &usize| {
            let Witness::Row { left: Left::This(left), may_set: true, .. } = &self.telling.witnesses[*ahead]
            else {
                return false;
            };
            left.as_ref() == shown
        };
        rows.iter().position(leaves).map_or_else(Vec::new, |last| rows[..=last].to_vec())
    }

    fn hear(&mut self, place: usize) {
        match &self.telling.witnesses[place] {
            Witness::Absent { at, is_end } => self.tell(None, *at, *is_end),
            Witness::Look { look, held } => self.look(*look, held.clone()),
            Witness::Row { trace, left, may_set, begins } => self.row(trace, left, *may_set, *begins),
        }
    }

    fn look(&mut self, look: Look, shown: Option<Held>) {
        if let Now::Told { held, at } = &self.now
            && *held != shown
        {
            if self.was_before_rows(look, shown.as_ref()) {
                return;
            }
            let (before, after) = (held.clone(), *at);
            let (attribution, when) = self.unshown(after, look.to);
            self.note(before, shown.clone(), when, attribution);
            self.done.clear();
        }
        self.tell(shown, look.from, false);
    }

    /// Whether a look showed what was before the latest rows, and may have been before them: its moment is known to a few
    /// seconds only. Not where log is missing in between: then somebody may have put it back.
    fn was_before_rows(&self, look: Look, shown: Option<&Held>) -> bool {
        let earliest = look.from.plus_millis(-LOOK_MS);
        let late = self.done.iter().rev().take_while(|done| done.at >= earliest);
        let first = late.filter(|done| done.before.as_ref() == shown).last();
        first.is_some_and(|done| gaps(self.coverage, done.at, look.to).is_empty())
    }

    fn row(&mut self, trace: &Trace, left: &Left, may_set: bool, begins: bool) {
        if *left == Left::Missing
            && !begins
            && let Now::Told { held: Some(held), .. } = &self.now
            && held.is_empty()
        {
            self.tell(Some(Vec::new()), trace.at, may_set);
            return;
        }
        let Left::This(left) = left else {
            if *left == Left::Missing && !may_set {
                return;
            }
            if begins {
                (self.now, self.opaque) = (Now::Untold, Vec::new());
            } else {
                self.opaque.push(trace.clone());
            }
            self.veiled.push(trace.at);
            return;
        };
        if begins {
            self.begin(trace, left.clone());
            return;
        }
        let Now::Told { held, at } = &self.now else {
            self.tell(left.clone(), trace.at, may_set);
            return;
        };
        let (held, at) = (held.clone(), *at);
        let at = match self.look_before(trace, held.as_ref()) {
            Some(looked_at) => {
                self.opaque.retain(|row| row.at >= looked_at);
                at.max(looked_at)
            }
            None => at,
        };
        if held == *left {
            if may_set {
                self.share_with(trace, left.as_ref());
            }
        } else if may_set {
            let is_gapless = gaps(self.coverage, at, trace.at).is_empty();
            let (attribution, when) = if !is_gapless {
                let when = When::Between { after: at, until: trace.at };
                (Attribution::ByRowOrEarlier { trace: trace.clone() }, when)
            } else if self.opaque.is_empty() {
                (Attribution::ByRow { trace: trace.clone() }, When::At { at: trace.at })
            } else {
                self.one_of(Some(trace))
            };
            self.note(held.clone(), left.clone(), when, attribution);
            self.done.push(Done { at: trace.at, before: held });
        } else {
            // it shows what somebody did before
            let (attribution, when) = self.unshown(at, trace.at);
            self.note(held, left.clone(), when, attribution);
            self.done.clear();
        }
        self.tell(left.clone(), trace.at, may_set);
    }

    /// The moment of our own look that is known to have come before this row, when it showed what was still held: that the look
    /// came first is certain by the journal, whatever the two clocks say. Somebody may still have written in between, so the log
    /// from there on is looked at like any other.
    fn look_before(&self, trace: &Trace, held: Option<&Held>) -> Option<Timestamp> {
        let write = self.own?.of(trace)?;
        let saw_it = write.member == self.telling.member && held == Some(&write.seen);
        saw_it.then(|| write.looked_at.min(trace.at).plus_millis(-ORDER_MS))
    }

    /// A client or a grant came to exist. One that was known before was removed in between, and no row says when: that of a
    /// grant's removal names the id alone, and until a list holds a grant its id is not known (facts/auth0.md 16, row 8).
    fn begin(&mut self, trace: &Trace, left: Option<Held>) {
        // a look that showed what this row made was after it, whatever the clocks say
        if let Now::Told { held: Some(held), at } = &self.now
            && (left.as_ref() != Some(held) || trace.at > at.plus_millis(LOOK_MS))
        {
            let (held, at) = (held.clone(), *at);
            self.veiled.push(at.plus_millis(1));
            self.note(Some(held), None, When::Between { after: at, until: trace.at }, Attribution::NotInLog);
        }
        let attribution = Attribution::ByRow { trace: trace.clone() };
        self.note(None, left.clone(), When::At { at: trace.at }, attribution);
        self.done = vec![Done { at: trace.at, before: None }];
        self.note_state(left.clone(), trace.at, true);
        (self.now, self.opaque) = (Now::Told { held: left, at: trace.at }, Vec::new());
    }

    /// A change between two moments that no row shows: made by a row that does not show what it left, or not in the log.
    fn unshown(&self, after: Timestamp, until: Timestamp) -> (Attribution, When) {
        if !self.opaque.is_empty() && gaps(self.coverage, after, until).is_empty() {
            return self.one_of(None);
        }
        (Attribution::NotInLog, When::Between { after, until })
    }

    /// One of the rows that do not show what they left, or this one.
    fn one_of(&self, last: Option<&Trace>) -> (Attribution, When) {
        let mut traces: Vec<Trace> = self.opaque.iter().chain(last).cloned().collect();
        let (first, latest) = (traces[0].at, traces[traces.len() - 1].at);
        if traces.len() == 1 {
            return (Attribution::ByRow { trace: traces.remove(0) }, When::At { at: first });
        }
        (Attribution::ByOneOf { traces }, When::Between { after: first, until: latest })
    }

    /// A row with the same result as the one that made the latest change, right after it: it is one of the two.
    fn share_with(&mut self, trace: &Trace, left: Option<&Held>) {
        let Some(change) = self.changes.last_mut().filter(|change| change.after.as_ref() == left) else {
            return;
        };
        let traces = match &change.attribution {
            Attribution::ByRow { trace } => vec![trace.clone()],
            Attribution::ByOneOf { traces } => traces.clone(),
            Attribution::ByRowOrEarlier { .. } | Attribution::NotInLog => return,
        };
        let first = traces[0].at;
        if trace.at.millis_since(first) <= ORDER_MS {
            change.when = When::Between { after: first, until: trace.at };
            change.attribution =
                Attribution::ByOneOf { traces: traces.into_iter().chain([trace.clone()]).collect() };
        }
    }

    fn tell(&mut self, held: Option<Held>, at: Timestamp, is_new: bool) {
        self.note_state(held.clone(), at, is_new);
        let at = match &self.now {
            Now::Told { held: known, at: last } if *known == held => at.max(*last),
            _ => at,
        };
        (self.now, self.opaque) = (Now::Told { held, at }, Vec::new());
    }

    /// Notes what was told. A look that is heard after the rows that explain it was not before them, whatever the clocks say.
    fn note_state(&mut self, held: Option<Held>, at: Timestamp, is_new: bool) {
        let at = self.states.last().map_or(at, |last| at.max(last.at));
        self.states.push(State { held, at, is_new });
    }

    /// Notes a change. What a client begins with is told of its URIs and grants only, and that it ended is none.
    fn note(&mut self, before: Option<Held>, after: Option<Held>, when: When, attribution: Attribution) {
        let is_grant = matches!(self.telling.member, Member::ClientGrant { .. });
        let is_told = match (&before, &after) {
            (None, Some(held)) => is_grant || (self.telling.member.holds_uris() && !held.is_empty()),
            (_, None) => is_grant,
            (Some(_), Some(_)) => true,
        };
        if is_told {
            let member = self.telling.member.clone();
            self.changes.push(Change { member, before, after, when, attribution, written_again_by: None });
        }
    }
}

/// The stretches between two moments of which the log is missing for good: what is not read yet, after the horizon, is none.
pub(super) fn gaps(coverage: &Coverage, from: Timestamp, to: Timestamp) -> Vec<Interval> {
    let Some(horizon) = coverage.horizon() else {
        return Interval::new(from, to).into_iter().collect();
    };
    Interval::new(from, to.min(horizon)).map_or_else(Vec::new, |stretch| coverage.gaps(stretch))
}
