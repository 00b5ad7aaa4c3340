//! Clients as they were at a past moment.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::activity::ActivityKind;
use domain::ids::{ClientId, ConnectionId};
use domain::time::Timestamp;

use super::Store;
use crate::error::StoreError;
use crate::past::{Moment, PastColumn, PastFacts, PastFilter, PastPage};
use crate::queries::past::Place;
use crate::queries::{client, past};
use crate::reading::Judged;
use crate::tables::block;

impl Store {
    /// One page of the clients that existed at a moment, or may have, by what is known today: those that are gone since as
    /// well, those that came later not. Each connection has its own moment, since each has its own coverage; its cut-lines are
    /// those of that moment. `sort`: a column, and whether the greatest comes first.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be read.
    pub async fn list_past(
        &self,
        scope: Vec<(Judged, Moment)>,
        filter: PastFilter,
        sort: (PastColumn, bool),
        offset: u64,
        limit: u32,
    ) -> Result<PastPage, StoreError> {
        let mut places = Vec::with_capacity(scope.len());
        for (judged, moment) in scope {
            let events = self.events(&judged.connection).await?;
            let (held, id) = (self.inner.uses.clone(), judged.connection.clone());
            let uses = events.file.read(move |db| held.of(db, &id)).await?;
            places.push(Place { judged, moment, uses });
        }
        let (pasts, facts, wanted) = (self.inner.pasts.clone(), self.inner.facts.clone(), places.clone());
        let mut moment = self.inner.precious.read(move |db| pasts.at(db, &facts, &wanted)).await?;
        let mut last_uses = HashMap::new();
        for (scope, place) in places.iter().enumerate() {
            let unsure = moment.unsure(scope, &place.uses);
            if unsure.is_empty() {
                continue;
            }
            let at = place.moment.at;
            let read = move |db: &rusqlite::Connection| {
                let mut found = HashMap::new();
                for (day, actors) in unsure {
                    let wanted: HashSet<i64> = actors.keys().copied().collect();
                    let newest = block::newest_uses_on(db, day, at, &wanted)?;
                    found.extend(newest.into_iter().map(|(actor, last)| (actors[&actor], last)));
                }
                Ok(found)
            };
            last_uses.extend(self.events(&place.judged.connection).await?.file.read(read).await?);
        }
        if moment.is_unsure() {
            Arc::make_mut(&mut moment).resolve(&last_uses);
        }
        self.inner.pasts.keep(&moment);
        // the page is made of what is in memory, but it takes a while: not on a thread that others wait for
        let page = move |_: &rusqlite::Connection| moment.page(&places, &filter, sort, (offset, limit));
        self.inner.precious.read(page).await
    }

    /// What the verdict on a client at a past moment rests on, also when it is gone since. `None`: it is not known.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn past_facts(
        &self,
        id: &ConnectionId,
        client: &ClientId,
    ) -> Result<Option<PastFacts>, StoreError> {
        let (id, client) = (id.clone(), client.clone());
        self.inner.precious.read(move |db| past::facts(db, &id, &client)).await
    }

    /// The newest use by a client that is not after `at`, with its kind, also when its raw rows are no longer kept.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn last_use_by(
        &self,
        id: &ConnectionId,
        client: &ClientId,
        at: Timestamp,
    ) -> Result<Option<(Timestamp, ActivityKind)>, StoreError> {
        let client = client.clone();
        self.events(id).await?.file.read(move |db| client::last_use_by(db, &client, at)).await
    }

    /// How many rows that are or were held tell of sign-ins through a client after a moment. One sign-in can leave several
    /// (`s` and `seacft`, facts/auth0.md 6).
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn sign_ins_after(
        &self,
        id: &ConnectionId,
        client: &ClientId,
        moment: Timestamp,
    ) -> Result<u64, StoreError> {
        let client = client.clone();
        self.events(id).await?.file.read(move |db| client::sign_ins_after(db, &client, moment)).await
    }
}
