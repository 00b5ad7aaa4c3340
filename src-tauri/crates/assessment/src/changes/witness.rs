//! Who saw what: looks and rows in the order of time, for one member of one client.

use std::collections::BTreeMap;

use domain::change::Trace;
use domain::deed::{Act, Deed, Life};
use domain::history::{History, Look};
use domain::member::{GRANT_SUBJECT, Held, Member, held_by_grant};
use domain::time::Timestamp;
use serde_json::Value;

/// What a row says of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// It held this then. `None`: the grant was removed.
    This(Option<Held>),
    /// The row shows a whole client without it: it is not set, if it was not set before.
    Missing,
    /// The row does not show it.
    Untold,
}

/// One witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Witness<'h> {
    /// A look that showed it so. `None`: the grant was not there.
    Look { look: Look, held: Option<Held> },
    /// A look that did not find the client, or the row of its deletion: what was, is no more, and is no change.
    Absent { at: Timestamp, is_end: bool },
    /// A row; `begins`: by it the client, or the grant, came to exist.
    Row { trace: &'h Trace, left: Left, may_set: bool, begins: bool },
}

impl Witness<'_> {
    /// When, for the order; rows come before looks of the same moment.
    fn place(&self) -> (Timestamp, u8, Option<&domain::ids::LogId>) {
        match self {
            Self::Row { trace, .. } => (trace.at, 0, Some(&trace.log_id)),
            Self::Absent { at, .. } => (*at, 1, None),
            Self::Look { look, .. } => (look.to, 2, None),
        }
    }
}

/// Everything that is known of one member, in the order of time.
#[derive(Clone, Debug)]
pub(super) struct Telling<'h> {
    pub member: Member,
    pub witnesses: Vec<Witness<'h>>,
}

impl Telling<'_> {
    /// Whether this row sends the member, so that it could have changed it.
    pub(super) fn sends(deed: &Deed, member: &Member) -> bool {
        match (&deed.act, member) {
            (Act::Client { sets, .. }, member) if !matches!(member, Member::ClientGrant { .. }) => {
                sets.may_set(member)
            }
            (Act::Grant { audience, .. }, Member::ClientGrant { audience: wanted, .. }) => {
                audience.as_ref().is_none_or(|audience| audience == wanted)
            }
            _ => false,
        }
    }
}

/// A grant by what it is for: its id changes when it is removed and made again.
type GrantKey = (String, String);

/// The history of a client, arranged for one member after the other.
pub(super) struct Evidence<'h> {
    history: &'h History,
    /// A moment that is asked about: the looks next to it count as well.
    asked: Option<Timestamp>,
    grants: BTreeMap<GrantKey, Vec<(Look, Held)>>,
    grant_of_id: BTreeMap<&'h str, GrantKey>,
}

impl<'h> Evidence<'h> {
    /// Arranges it.
    pub(super) fn of(history: &'h History) -> Self {
        let mut grants: BTreeMap<GrantKey, Vec<(Look, Held)>> = BTreeMap::new();
        let mut grant_of_id = BTreeMap::new();
        for grant in &history.grants {
            for version in &grant.versions {
                let Some((client, Member::ClientGrant { audience, subject_type }, scopes)) =
                    held_by_grant(&version.body)
                else {
                    continue;
                };
                if client != history.client.as_str() {
                    continue;
                }
                let key = (audience, subject_type);
                grant_of_id.insert(grant.id.as_str(), key.clone());
                let spans = grants.entry(key).or_default();
                spans.push((Look { from: version.first, to: version.last }, scopes));
            }
        }
        for deed in &history.deeds {
            if let Act::Grant { audience: Some(audience), subject_type, id: None, .. } = &deed.deed.act {
                let subject_type = subject_type.clone().unwrap_or_else(|| GRANT_SUBJECT.to_owned());
                grants.entry((audience.clone(), subject_type)).or_default();
            }
        }
        for spans in grants.values_mut() {
            spans.sort_by_key(|(look, _)| *look);
        }
        Self { history, asked: None, grants, grant_of_id }
    }

    /// Hears the looks next to this moment as well, which otherwise tell what the first and the last of their version tell.
    pub(super) fn asked(self, at: Timestamp) -> Self {
        Self { asked: Some(at), ..self }
    }

    /// What is known of each member.
    pub(super) fn tellings(&self) -> Vec<Telling<'h>> {
        let of_client = Member::OF_CLIENT.into_iter().map(|member| self.of_member(member));
        let of_grants = self.grants.iter().map(|(key, spans)| self.of_grant(key, spans));
        of_client.chain(of_grants).collect()
    }

    /// What is known of one member of the client itself.
    pub(super) fn of_member(&self, member: Member) -> Telling<'h> {
        let mut witnesses = self.ends();
        let mut moments = Vec::from_iter(self.asked);
        for KnownRow { trace, act } in self.rows() {
            let Act::Client { life, sets, after, is_whole, .. } = act else { continue };
            if *life == Life::Ends {
                continue;
            }
            let held = after.iter().find(|(known, _)| *known == member).map(|(_, held)| held.clone());
            let (begins, may_set) = (*life == Life::Begins, sets.may_set(&member));
            let is_missing = *is_whole && held.is_none();
            if held.is_none() && !begins && !may_set && !is_missing {
                continue;
            }
            moments.push(trace.at);
            let untold = if is_missing { Left::Missing } else { Left::Untold };
            let left = held.map_or(untold, |held| Left::This(Some(held)));
            witnesses.push(Witness::Row { trace, left, may_set, begins });
        }
        witnesses.extend(self.seen(&moments, |body| member.held_by(body)));
        Telling { member, witnesses: in_order(witnesses) }
    }

    /// What is known of something that rows neither show nor name; every row may have changed it. What rows alone can tell, that
    /// the client was there, they tell when `is_told_by_rows`.
    pub(super) fn beside_members(
        &self,
        is_told_by_rows: bool,
        read: impl Fn(&Value) -> Option<Held>,
    ) -> Telling<'h> {
        let mut witnesses = self.ends();
        let mut moments = Vec::from_iter(self.asked);
        for KnownRow { trace, act } in self.rows() {
            let Act::Client { life, .. } = act else { continue };
            if *life == Life::Ends {
                continue;
            }
            moments.push(trace.at);
            let left = if is_told_by_rows { Left::This(Some(Vec::new())) } else { Left::Untold };
            let begins = *life == Life::Begins;
            witnesses.push(Witness::Row { trace, left, may_set: begins || !is_told_by_rows, begins });
        }
        witnesses.extend(self.seen(&moments, read));
        // which member it is matters for changes alone, of which nothing is told here
        Telling { member: Member::Name, witnesses: in_order(witnesses) }
    }

    /// What the looks showed: the first and the last of each version, and those next to these moments.
    fn seen(
        &self,
        moments: &[Timestamp],
        read: impl Fn(&Value) -> Option<Held>,
    ) -> impl Iterator<Item = Witness<'h>> {
        let versions = self.history.versions.iter();
        versions.filter_map(move |version| Some((version, read(&version.body)?))).flat_map(
            move |(version, held)| {
                let span = Look { from: version.first, to: version.last };
                let seen: Vec<_> = looks(span, &self.history.looks, moments).collect();
                seen.into_iter().map(move |look| Witness::Look { look, held: Some(held.clone()) })
            },
        )
    }

    fn of_grant(&self, key: &GrantKey, spans: &[(Look, Held)]) -> Telling<'h> {
        let mut witnesses = self.ends();
        let mut moments: Vec<Timestamp> =
            spans.iter().flat_map(|(span, _)| [span.from, span.to]).chain(self.asked).collect();
        for KnownRow { trace, act } in self.rows() {
            let begins = matches!(act, Act::Client { life: Life::Begins, .. });
            if begins {
                moments.push(trace.at);
                // a client that came to exist has no grant yet
                witnesses.push(Witness::Absent { at: trace.at, is_end: true });
            }
            let Act::Grant { id, audience, subject_type, scopes, is_removed, .. } = act else { continue };
            let named = audience.as_ref().map(|audience| {
                (audience.clone(), subject_type.clone().unwrap_or_else(|| GRANT_SUBJECT.to_owned()))
            });
            let of_id = id.as_ref().and_then(|id| self.grant_of_id.get(id.as_str()).cloned());
            if of_id.or(named).as_ref() != Some(key) {
                continue;
            }
            moments.push(trace.at);
            let left = match scopes {
                _ if *is_removed => Left::This(None),
                Some(scopes) => Left::This(Some(scopes.clone())),
                None => Left::Untold,
            };
            // only the row of a creation names no id
            let begins = id.is_none() && !is_removed;
            witnesses.push(Witness::Row { trace, left, may_set: true, begins });
        }
        for (span, scopes) in spans {
            let present = looks(*span, &self.history.grant_lists, &moments);
            witnesses.extend(present.map(|look| Witness::Look { look, held: Some(scopes.clone()) }));
        }
        let is_absent =
            |list: &Look| spans.iter().all(|(span, _)| list.to < span.from || span.to < list.from);
        let absent = near(&self.history.grant_lists, &moments).filter(is_absent);
        witnesses.extend(absent.map(|look| Witness::Look { look, held: None }));
        let (audience, subject_type) = key.clone();
        Telling { member: Member::ClientGrant { audience, subject_type }, witnesses: in_order(witnesses) }
    }

    /// Where the client was not there, and where it was deleted.
    fn ends(&self) -> Vec<Witness<'h>> {
        let deletions = self.rows().filter(|row| matches!(row.act, Act::Client { life: Life::Ends, .. }));
        let deletions: Vec<Timestamp> = deletions.map(|row| row.trace.at).collect();
        let lists = self.history.absent.iter().copied().filter(|at| !deletions.contains(at));
        let lists = lists.map(|at| Witness::Absent { at, is_end: false });
        lists.chain(deletions.iter().map(|at| Witness::Absent { at: *at, is_end: true })).collect()
    }

    fn rows(&self) -> impl Iterator<Item = KnownRow<'h>> + use<'h> {
        self.history.deeds.iter().map(|known| KnownRow { trace: &known.deed.trace, act: &known.deed.act })
    }
}

struct KnownRow<'h> {
    trace: &'h Trace,
    act: &'h Act,
}

fn in_order(mut witnesses: Vec<Witness<'_>>) -> Vec<Witness<'_>> {
    witnesses.sort_by(|one, other| one.place().cmp(&other.place()));
    // a look that was the first of its version as well as the last, or is next to a row too
    witnesses.dedup();
    witnesses
}

/// The looks that showed a version: its first and its last, and of those inside the ones next to a moment at which
/// something was done.
fn looks(span: Look, all: &[Look], moments: &[Timestamp]) -> impl Iterator<Item = Look> {
    let ends = [Look { from: span.from, to: span.from }, Look { from: span.to, to: span.to }];
    let inside: Vec<Look> =
        near(all, moments).filter(|look| span.from <= look.from && look.to <= span.to).collect();
    ends.into_iter().chain(inside)
}

/// Of looks by their start, those next to these moments: the last before, those that begin then, and the first after.
fn near<'a>(all: &'a [Look], moments: &[Timestamp]) -> impl Iterator<Item = Look> + use<'a> {
    let mut places: Vec<usize> = Vec::new();
    for moment in moments {
        let then = all.partition_point(|look| look.from < *moment);
        let after = all.partition_point(|look| look.from <= *moment);
        places.extend(all[..then].iter().rposition(|look| look.to <= *moment));
        places.extend(then..all.len().min(after + 1));
    }
    places.sort_unstable();
    places.dedup();
    places.into_iter().map(|place| all[place])
}
