//! One page of a past moment: its clients filtered and sorted; only the rows of the page are read in full.

use std::cmp::Ordering;

use domain::ids::ClientId;

use super::{AtMoment, Entry, Place, Then};
use crate::error::{Fault, Sql};
use crate::past::{PastColumn, PastFilter, PastPage, PastRow};
use crate::queries::watch::Held;
use crate::reading::{ClientKey, CredentialKind};
use crate::tables::client::{at, origin_code, origin_of, party_code, party_of};
use crate::tables::past::{Story, Thing, kind_of};
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
        let entry = |then: &Then| &self.pasts.entries[then.entry];
        let passing = self.clients.iter().filter(|then| wanted.has(then, entry(then)));
        let mut rows: Vec<Sorted<'_>> = passing.map(|then| Sorted::new(then, entry(then), order)).collect();
        let total = rows.len() as u64;
        let compare = |one: &Sorted<'_>, other: &Sorted<'_>| one.compare(other, order);
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(rows.len());
        let to = from.saturating_add(usize::try_from(limit).unwrap_or(usize::MAX)).min(rows.len());
        if to < rows.len() {
            rows.select_nth_unstable_by(to, compare);
            rows.truncate(to);
        }
        if from > 0 && from < rows.len() {
            rows.select_nth_unstable_by(from, compare);
        }
        rows.drain(..from);
        rows.sort_unstable_by(compare);
        let existed = self.clients.iter().filter(|then| then.existed).count() as u64;
        let row = |sorted: Sorted<'_>| self.row(&scope[sorted.then.scope], sorted.then);
        Ok(PastPage {
            rows: rows.into_iter().map(row).collect::<Sql<_>>()?,
            total,
            existed,
            unproven: self.clients.len() as u64 - existed,
            is_complete: self.is_complete,
        })
    }

    fn row(&self, place: &Place, then: &Then) -> Sql<PastRow> {
        let entry = &self.pasts.entries[then.entry];
        let watch = self.question.places[then.scope].watch_of(entry.client);
        let damaged = || Fault::row("past", "bytes", &entry.client, "not what is told of a client");
        let story = Story::read(&entry.bytes, Vec::new()).ok_or_else(damaged)?;
        let held = |thing| -> Sql<Option<&[u8]>> {
            match watch.held(&story.around(thing, watch.at).ok_or_else(damaged)?) {
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
            app_type: held(Thing::Kind)?.and_then(|bytes| kind_of(bytes).2.map(str::to_owned)),
            grant_types: grant_types.map(|json| text::parse_json("past", "bytes", &json)).transpose()?,
            credential: CredentialKind::from_code(then.credential),
            redirect_uri_count: then.redirect_count,
            last_use: then.last_use,
            verdict: then.verdict,
            created_at: at(then.created_ms),
        })
    }
}

/// A client with what most comparisons need beside it: of 100,000 clients only the page and few others are looked at.
struct Sorted<'t> {
    then: &'t Then,
    id: &'t str,
    /// The column's value, in the direction asked for; of a name or an id only the bytes that tell most apart.
    value: u128,
    label: u128,
}

impl<'t> Sorted<'t> {
    fn new(then: &'t Then, entry: &'t Entry, (column, descending): (PastColumn, bool)) -> Self {
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
        Self { then, id: &entry.id, value, label: then.beginning }
    }

    fn compare(&self, other: &Self, (column, descending): (PastColumn, bool)) -> Ordering {
        let directed = |order: Ordering| if descending { order.reverse() } else { order };
        self.value
            .cmp(&other.value)
            .then_with(|| match column {
                PastColumn::Name => directed(self.then.label.cmp(&other.then.label)),
                PastColumn::Id => directed(self.id.cmp(other.id)),
                _ => self.label.cmp(&other.label),
            })
            .then_with(|| self.then.label.cmp(&other.then.label))
            .then_with(|| self.id.cmp(other.id))
            .then_with(|| self.then.scope.cmp(&other.then.scope))
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

    fn has(&self, then: &Then, entry: &Entry) -> bool {
        let any_of = |wanted: &[u8], code: u8| wanted.is_empty() || wanted.contains(&code);
        let verdicts = &self.filter.verdicts;
        any_of(&self.parties, then.party)
            && any_of(&self.origins, then.origin)
            && any_of(&self.credentials, then.credential)
            && (verdicts.is_empty() || then.verdict.is_some_and(|verdict| verdicts.contains(&verdict)))
            && (self.text.is_empty()
                || (then.is_named && then.label.contains(&self.text))
                || entry.id.to_lowercase().contains(&self.text))
    }
}
