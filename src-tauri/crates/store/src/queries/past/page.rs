//! One page of a past moment: its clients filtered and sorted; only the rows of the page are read in full.

use std::cmp::Ordering;

use domain::ids::ClientId;

use super::{AtMoment, Entry, Place, Share, Then};
use crate::error::{Fault, Sql};
use crate::past::{PastColumn, PastFilter, PastPage, PastRow};
use crate::queries::watch::Held;
use crate::reading::{ClientKey, CredentialKind};
use crate::tables::client::{at, origin_code, origin_of, party_code, party_of};
use crate::tables::past::{Story, Thing, app_type_of};
use crate::text;

impl AtMoment {
    /// One page of the clients that pass `filter`.
    pub(crate) fn page(
        &self,
        scope: &[Place],
        filter: &PastFilter,
        order: (PastColumn, bool),
        (offset, limit): (u64, u32),
    ) -> Sql<PastPage> {
        let wanted = Wanted::of(filter);
        let number = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        let from = number(offset);
        let mut first = First::new(from.saturating_add(number(limit.into())), order);
        let (mut total, mut existed) = (0, 0);
        for share in &self.shares {
            for then in &share.clients {
                existed += u64::from(then.existed);
                let entry = &self.pasts.entries[then.entry];
                if wanted.has(share, then, entry) {
                    total += 1;
                    first.offer(Sorted::new(share, then, entry, order));
                }
            }
        }
        let clients = self.shares.iter().map(|share| share.clients.len() as u64).sum::<u64>();
        let row = |sorted: Sorted<'_>| self.row(&scope[sorted.share.scope], sorted);
        Ok(PastPage {
            rows: first.after(from).into_iter().map(row).collect::<Sql<_>>()?,
            total,
            existed,
            unproven: clients - existed,
            is_complete: self.is_complete,
        })
    }

    fn row(&self, place: &Place, Sorted { share, then, entry, .. }: Sorted<'_>) -> Sql<PastRow> {
        let watch = self.question.places[share.scope].watch_of(entry.client);
        let damaged = || Fault::row("past", "bytes", &entry.client, "not what is told of a client");
        let mut story = Story::at(watch.at);
        story.read(&entry.bytes).ok_or_else(damaged)?;
        let held = |thing| -> Sql<Option<&[u8]>> {
            match watch.held(&story.around(thing).ok_or_else(damaged)?) {
                Held::Known(held) => Ok(held),
                Held::Unknown => Ok(None),
            }
        };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| damaged());
        let grant_types = held(Thing::GrantTypes)?.map(&text).transpose()?;
        Ok(PastRow {
            key: ClientKey {
                connection: place.judged.connection.clone(),
                client_id: ClientId::new(&*entry.id),
            },
            existed: then.existed,
            is_gone: then.is_gone,
            tag: then.tag,
            name: held(Thing::Name)?.map(&text).transpose()?.filter(|name| !name.is_empty()),
            party: party_of(then.party),
            origin: origin_of(then.origin),
            app_type: held(Thing::Kind)?.and_then(app_type_of).map(str::to_owned),
            grant_types: grant_types.map(|json| text::parse_json("past", "bytes", &json)).transpose()?,
            credential: CredentialKind::from_code(then.credential),
            redirect_uri_count: then.redirect_count,
            last_use: then.last_use,
            verdict: then.verdict,
            created_at: at(then.created_ms),
        })
    }
}

/// The first of the clients that are offered: of 100,000 only those of the page and few others are ever kept.
struct First<'t> {
    wanted: usize,
    order: (PastColumn, bool),
    kept: Vec<Sorted<'t>>,
    /// Whatever does not come before this is none of the first.
    bound: Option<Sorted<'t>>,
}

impl<'t> First<'t> {
    /// None offered yet, so many wanted.
    fn new(wanted: usize, order: (PastColumn, bool)) -> Self {
        Self { wanted, order, kept: Vec::new(), bound: None }
    }

    fn offer(&mut self, sorted: Sorted<'t>) {
        if self.bound.is_some_and(|bound| sorted.compare(&bound, self.order).is_ge()) {
            return;
        }
        self.kept.push(sorted);
        // seldom enough that it costs little, and often enough that few are kept in vain
        if self.kept.len() > self.wanted.saturating_mul(2) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.wanted < self.kept.len() {
            let order = self.order;
            let (_, bound, _) =
                self.kept.select_nth_unstable_by(self.wanted, |one, other| one.compare(other, order));
            self.bound = Some(*bound);
            self.kept.truncate(self.wanted);
        }
    }

    /// The first without so many of them, in order.
    fn after(mut self, passed: usize) -> Vec<Sorted<'t>> {
        self.cut();
        let (mut rows, order) = (self.kept, self.order);
        let compare = |one: &Sorted<'_>, other: &Sorted<'_>| one.compare(other, order);
        if 0 < passed && passed < rows.len() {
            rows.select_nth_unstable_by(passed, compare);
        }
        rows.drain(..passed.min(rows.len()));
        rows.sort_unstable_by(compare);
        rows
    }
}

/// A client with what most comparisons need.
#[derive(Clone, Copy)]
struct Sorted<'t> {
    share: &'t Share,
    then: &'t Then,
    entry: &'t Entry,
    /// The column's value, in the direction asked for; of a name or an id only the bytes that tell most apart.
    value: u128,
}

impl<'t> Sorted<'t> {
    fn new(
        share: &'t Share,
        then: &'t Then,
        entry: &'t Entry,
        (column, descending): (PastColumn, bool),
    ) -> Self {
        let last_use = then.last_use.map_or(0, |day| 1 + u128::from(day.0.cast_unsigned() ^ (1 << 31)));
        let value = match column {
            PastColumn::Name => then.beginning,
            PastColumn::Id => entry.differs,
            PastColumn::Kind => u128::from(then.party) << 8 | u128::from(then.origin),
            PastColumn::Credential => u128::from(then.credential),
            PastColumn::LastUse => last_use,
            PastColumn::RedirectUris => then.redirect_count.map_or(0, |count| 1 + u128::from(count)),
            PastColumn::Verdict => {
                then.verdict.map_or(0, |verdict| (1 + u128::from(verdict as u8)) << 64 | last_use)
            }
        };
        let value = match (column, then.verdict) {
            // none sorts last, whichever the direction
            (PastColumn::Verdict, None) => u128::MAX,
            _ if descending => !value,
            _ => value,
        };
        Self { share, then, entry, value }
    }

    fn compare(&self, other: &Self, (column, descending): (PastColumn, bool)) -> Ordering {
        let directed = |order: Ordering| if descending { order.reverse() } else { order };
        let label = |of: &Self| of.share.label(of.then);
        self.value
            .cmp(&other.value)
            .then_with(|| match column {
                PastColumn::Name => directed(label(self).cmp(label(other))),
                PastColumn::Id => directed(self.entry.id.cmp(&other.entry.id)),
                _ => self.then.beginning.cmp(&other.then.beginning),
            })
            .then_with(|| label(self).cmp(label(other)))
            .then_with(|| self.entry.id.cmp(&other.entry.id))
            .then_with(|| self.share.scope.cmp(&other.share.scope))
    }
}

/// The first bytes of a text as a number, which sorts as they do.
pub(super) fn beginning(text: &[u8]) -> u128 {
    let mut first = [0; 16];
    for (slot, byte) in first.iter_mut().zip(text) {
        *slot = *byte;
    }
    u128::from_be_bytes(first)
}

/// A filter as numbers.
struct Wanted<'f> {
    filter: &'f PastFilter,
    text: String,
    parties: Vec<u8>,
    origins: Vec<u8>,
    credentials: Vec<u8>,
}

impl<'f> Wanted<'f> {
    fn of(filter: &'f PastFilter) -> Self {
        Self {
            filter,
            text: filter.text.trim().to_lowercase(),
            parties: filter.parties.iter().map(|party| party_code(*party)).collect(),
            origins: filter.origins.iter().map(|origin| origin_code(*origin)).collect(),
            credentials: filter.credentials.iter().map(|kind| *kind as u8).collect(),
        }
    }

    fn has(&self, share: &Share, then: &Then, entry: &Entry) -> bool {
        let any_of = |wanted: &[u8], code: u8| wanted.is_empty() || wanted.contains(&code);
        let verdicts = &self.filter.verdicts;
        any_of(&self.parties, then.party)
            && any_of(&self.origins, then.origin)
            && any_of(&self.credentials, then.credential)
            && (verdicts.is_empty() || then.verdict.is_some_and(|verdict| verdicts.contains(&verdict)))
            && (self.text.is_empty()
                || (then.is_named && share.label(then).contains(&self.text))
                || entry.id.to_lowercase().contains(&self.text))
    }
}
