//! Changes of clients: what they are derived from, how they are kept, read and decided on.

use domain::change::Change;
use domain::change::Trace;
use domain::history::{History, TrustedHost};
use domain::ids::{ClientId, ConnectionId};
use domain::past::Past;
use domain::time::Timestamp;

use super::Store;
use crate::change::Tag;
use crate::error::{Sql, StoreError};
use crate::queries::history::{self, Lists};
use crate::queries::{changes, timeline};
use crate::reading::{
    Accepted, ChangeAuthor, ChangeCounts, ChangeFilter, ChangeNews, ChangePage, ChangeRow, ClientsNamed,
    HostClient, HostRow, OwnHost, Timeline,
};
use crate::tables::change::Derived;
use crate::tables::stale::{self, Stale};
use crate::tables::{change, connection, deed, host, past, review};

/// A client of which something new is known, with everything that is.
#[derive(Clone, Debug)]
pub struct Underived {
    stale: Stale,
    client: i64,
    /// Its past.
    pub history: History,
}

/// What was derived of one client.
#[derive(Clone, Debug)]
pub struct ClientChanges {
    /// Of which, as [`Store::underived`] gave it.
    pub of: Underived,
    /// Its changes, in the order of time.
    pub changes: Vec<Change>,
    /// The hosts that it trusts or trusted.
    pub hosts: Vec<TrustedHost>,
    /// What is told of its past.
    pub past: Past,
}

impl Store {
    /// Notes the gaps of the log, in any text: when they are others than at the last time, every client with a change counts as
    /// having something new, since a gap decides what a row proves.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn note_gaps(&self, id: &ConnectionId, gaps: String) -> Result<(), StoreError> {
        let id = id.clone();
        let note =
            move |tx: &rusqlite::Transaction<'_>| stale::mark_gapped(tx, connection::number(tx, &id)?, &gaps);
        self.inner.precious.write(note).await
    }

    /// At most `limit` clients, by id, of which something new is known since their changes were derived, after a client id.
    /// Nothing is given when there are none.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be used.
    pub async fn underived(
        &self,
        id: &ConnectionId,
        after: Option<ClientId>,
        limit: u32,
    ) -> Result<Vec<Underived>, StoreError> {
        let events = self.events(id).await?;
        let wanted = id.clone();
        let read = move |db: &rusqlite::Connection| {
            let number = connection::number(db, &wanted)?;
            let after = after.as_ref().map_or("", ClientId::as_str);
            let stale = stale::next(db, number, after, limit)?;
            let lists = Lists::read(db, number)?;
            let found = stale.into_iter().map(|stale| {
                let found = history::read(db, number, &stale.client, &lists)?;
                Ok((stale, found))
            });
            found.collect::<Sql<Vec<_>>>()
        };
        let found = self.inner.precious.read(read).await?;
        let add_deeds = move |db: &rusqlite::Connection| {
            let mut underived = Vec::with_capacity(found.len());
            for (stale, found) in found {
                let Some((client, mut history)) = found else { continue };
                let grants: Vec<String> = history.grants.iter().map(|grant| grant.id.clone()).collect();
                history.deeds = deed::about(db, &history.client, &grants)?;
                underived.push(Underived { stale, client, history });
            }
            Ok(underived)
        };
        events.file.read(add_deeds).await
    }

    /// One client's past: looks, and what the log says was done. `None`: it is not known.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be read.
    pub async fn history(
        &self,
        id: &ConnectionId,
        client_id: &ClientId,
    ) -> Result<Option<History>, StoreError> {
        let events = self.events(id).await?;
        let (wanted, client) = (id.clone(), client_id.clone());
        let read = move |db: &rusqlite::Connection| {
            let number = connection::number(db, &wanted)?;
            history::read(db, number, &client, &Lists::read(db, number)?)
        };
        let Some((_, mut history)) = self.inner.precious.read(read).await? else { return Ok(None) };
        let add_deeds = move |db: &rusqlite::Connection| {
            let grants: Vec<String> = history.grants.iter().map(|grant| grant.id.clone()).collect();
            history.deeds = deed::about(db, &history.client, &grants)?;
            Ok(history)
        };
        Ok(Some(events.file.read(add_deeds).await?))
    }

    /// Keeps what was derived of these clients, found at `found_at` (server's time). A change that was known before keeps its
    /// number and its review, also when it is dated or attributed otherwise now; one that turned out to be several is gone, and
    /// those are new. A client that was not looked at since its newest row stays among the underived until it was.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn put_changes(
        &self,
        id: &ConnectionId,
        derived: Vec<ClientChanges>,
        found_at: Timestamp,
    ) -> Result<(), StoreError> {
        let wanted = id.clone();
        let put = move |tx: &rusqlite::Transaction<'_>| {
            let number = connection::number(tx, &wanted)?;
            let mut is_changed = false;
            for client in &derived {
                let of = Derived { changes: &client.changes, hosts: &client.hosts };
                is_changed |= change::replace(tx, (number, client.of.client), &of, found_at)?;
                is_changed |= past::replace(tx, client.of.client, &client.past)?;
                if client.of.history.is_settled() {
                    stale::clear(tx, number, &client.of.stale)?;
                }
            }
            Ok(is_changed)
        };
        if self.inner.precious.write(put).await? {
            self.tell(&[Tag::Changes], Some(id));
        }
        Ok(())
    }

    /// One page of the changes of these connections that pass `filter`, newest first by the latest moment at which each can
    /// have happened.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn list_changes(
        &self,
        scope: Vec<ConnectionId>,
        filter: ChangeFilter,
        offset: u64,
        limit: u32,
    ) -> Result<ChangePage, StoreError> {
        self.inner.precious.read(move |db| changes::list(db, &scope, &filter, (offset, limit))).await
    }

    /// One page of the timeline of these connections: changes that pass `filter`, newest first by the latest moment at which
    /// each can have happened. The registrations of a flood are one line, at its newest; a flood is open, with its members behind
    /// it, when one of its changes is among `open`.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn timeline(
        &self,
        scope: Vec<ConnectionId>,
        filter: ChangeFilter,
        open: Vec<i64>,
        offset: u64,
        limit: u32,
    ) -> Result<Timeline, StoreError> {
        let page =
            move |db: &rusqlite::Connection| timeline::page(db, &scope, &filter, &open, (offset, limit));
        self.inner.precious.read(page).await
    }

    /// How many lines of the timeline stand before the one that shows a change: its own, or that of its flood while this is
    /// closed. `None`: the change does not pass the filter.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn place_in_timeline(
        &self,
        scope: Vec<ConnectionId>,
        filter: ChangeFilter,
        open: Vec<i64>,
        number: i64,
    ) -> Result<Option<u64>, StoreError> {
        let place = move |db: &rusqlite::Connection| timeline::place(db, &scope, &filter, &open, number);
        self.inner.precious.read(place).await
    }

    /// One change by its number. `None`: there is none any more.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn change(&self, number: i64) -> Result<Option<ChangeRow>, StoreError> {
        self.inner.precious.read(move |db| changes::one(db, number)).await
    }

    /// How many changes there are, and how many are open.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn count_changes(&self, scope: Vec<ConnectionId>) -> Result<ChangeCounts, StoreError> {
        self.inner.precious.read(move |db| changes::count(db, &scope)).await
    }

    /// Those among these changes on which nobody decided yet.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn still_open(&self, changes: Vec<i64>) -> Result<Vec<i64>, StoreError> {
        self.inner.precious.read(move |db| changes::still_open(db, &changes)).await
    }

    /// What is new of a connection's changes of URIs and origins since so many derivations; all of them without such a number.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn change_news(
        &self,
        id: &ConnectionId,
        derivations: Option<i64>,
    ) -> Result<ChangeNews, StoreError> {
        let id = id.clone();
        let read =
            move |db: &rusqlite::Connection| change::news(db, connection::number(db, &id)?, derivations);
        self.inner.precious.read(read).await
    }

    /// Who made changes, those with most first.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn change_authors(&self, scope: Vec<ConnectionId>) -> Result<Vec<ChangeAuthor>, StoreError> {
        self.inner.precious.read(move |db| changes::authors(db, &scope)).await
    }

    /// The address from which the actor of this row made most of the changes before it. `None`: no earlier one names any.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn usual_address(&self, id: &ConnectionId, trace: Trace) -> Result<Option<String>, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| changes::usual_address(db, &id, &trace)).await
    }

    /// Accepts changes by one decision; those that are decided already, or are none any more, are left alone.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn accept_changes(
        &self,
        changes: Vec<i64>,
        reason: String,
        by: String,
        at: Timestamp,
    ) -> Result<Accepted, StoreError> {
        let accept = move |tx: &rusqlite::Transaction<'_>| review::accept(tx, &changes, &reason, &by, at);
        let accepted = self.inner.precious.write_durably(accept).await?;
        self.tell(&[Tag::Changes], None);
        Ok(accepted)
    }

    /// Takes a decision back; it stays on record. Gives how many changes are open again.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn undo_acceptance(&self, decision: i64, at: Timestamp) -> Result<u64, StoreError> {
        let undone = self.inner.precious.write_durably(move |tx| review::undo(tx, decision, at)).await?;
        self.tell(&[Tag::Changes], None);
        Ok(undone)
    }

    /// Every host that clients of a connection trust or trusted, by host.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn hosts(&self, id: &ConnectionId) -> Result<Vec<HostRow>, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| host::all(db, connection::number(db, &id)?)).await
    }

    /// Some of the clients that trust each of these hosts of a connection now, `most` of each.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn host_clients(
        &self,
        id: &ConnectionId,
        hosts: Vec<String>,
        most: u32,
    ) -> Result<Vec<Vec<HostClient>>, StoreError> {
        let id = id.clone();
        let read = move |db: &rusqlite::Connection| {
            let number = connection::number(db, &id)?;
            hosts.iter().map(|host| host::clients(db, number, host, (0, most))).collect()
        };
        self.inner.precious.read(read).await
    }

    /// Clients that trust a host of a connection now, in the same order: at most `limit`, after so many.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn clients_of_host(
        &self,
        id: &ConnectionId,
        host: String,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<HostClient>, StoreError> {
        let id = id.clone();
        let read = move |db: &rusqlite::Connection| {
            host::clients(db, connection::number(db, &id)?, &host, (offset, limit))
        };
        self.inner.precious.read(read).await
    }

    /// The clients, of any connection, whose name, id or hosts hold a text, without case.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn clients_named(&self, text: String) -> Result<ClientsNamed, StoreError> {
        let labels = self.inner.labels.clone();
        let read = move |db: &rusqlite::Connection| Ok(ClientsNamed(labels.order(db)?.matching(&text)));
        self.inner.precious.read(read).await
    }

    /// The hosts of a connection that people marked as their own.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn own_hosts(&self, id: &ConnectionId) -> Result<Vec<OwnHost>, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| host::own(db, connection::number(db, &id)?)).await
    }

    /// Marks a host as the tenant's own, or with `is_domain` everything below a registrable domain. Gives the mark's number,
    /// to take it back.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn mark_host(
        &self,
        id: &ConnectionId,
        host: String,
        is_domain: bool,
        by: String,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        let wanted = id.clone();
        let mark = move |tx: &rusqlite::Transaction<'_>| {
            host::mark(tx, connection::number(tx, &wanted)?, (&host, is_domain), &by, at)
        };
        let mark = self.inner.precious.write_durably(mark).await?;
        self.tell(&[Tag::Changes], Some(id));
        Ok(mark)
    }

    /// Takes a mark back; it stays on record. `false`: it did not stand.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn unmark_host(&self, mark: i64, at: Timestamp) -> Result<bool, StoreError> {
        let undone = self.inner.precious.write_durably(move |tx| host::unmark(tx, mark, at)).await?;
        self.tell(&[Tag::Changes], None);
        Ok(undone)
    }
}
