//! Everything that changes a file.

use domain::connection::Connection;
use domain::ids::{ClientId, ConnectionId};
use domain::listing::Unread;
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::{Day, Timestamp};
use serde::Serialize;

use super::Store;
use super::files::{self, project};
use crate::apply_log::apply_log;
use crate::change::Tag;
use crate::error::{Sql, StoreError};
use crate::log::{LogBatch, LogOutcome};
use crate::reading::{Annotated, AnnotationField, ClientKey};
use crate::tables::{actor, annotation, block, client, connection, deed, egress, listing, setting, thing};
use crate::text;

impl Store {
    /// Adds a connection.
    ///
    /// # Errors
    ///
    /// [`StoreError::NameTaken`], or the files cannot be written.
    pub async fn add_connection(&self, connection: Connection) -> Result<(), StoreError> {
        files::events_path(&self.inner.folder, &connection.id)?;
        let id = connection.id.clone();
        self.inner.precious.write_durably(move |tx| connection::insert(tx, &connection)).await?;
        self.tell(&[Tag::Connections], Some(&id));
        Ok(())
    }

    /// Changes a connection; its id and the moment when it was added stay.
    ///
    /// # Errors
    ///
    /// [`StoreError::NameTaken`], [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn update_connection(&self, connection: Connection) -> Result<(), StoreError> {
        let id = connection.id.clone();
        self.inner.precious.write_durably(move |tx| connection::update(tx, &connection)).await?;
        self.tell(&[Tag::Connections], Some(&id));
        Ok(())
    }

    /// Deletes a connection with its events file, its snapshots and what people wrote about its clients. Not atomic: the
    /// events file goes first, so a crash in between leaves a connection without log, which can be deleted again.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the files cannot be written.
    pub async fn delete_connection(&self, id: &ConnectionId) -> Result<(), StoreError> {
        let wanted = id.clone();
        self.inner.precious.read(move |db| connection::number(db, &wanted)).await?;
        self.delete_events(id).await?;
        let wanted = id.clone();
        self.inner.precious.write_durably(move |tx| connection::delete(tx, &wanted)).await?;
        self.inner.pasts.forget();
        self.inner.uses.forget(id);
        let tags = [Tag::Connections, Tag::Clients, Tag::Log, Tag::Sync, Tag::Annotations];
        self.tell(&tags, Some(id));
        Ok(())
    }

    /// Keeps a setting under its key.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn put_setting<T: Serialize + Sync>(
        &self,
        key: &'static str,
        value: &T,
    ) -> Result<(), StoreError> {
        let json = text::json(value);
        self.inner.precious.write_durably(move |tx| setting::write(tx, key, &json)).await?;
        self.tell(&[Tag::Settings], None);
        Ok(())
    }

    /// Counts requests that were sent to a host.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn record_egress(&self, host: &str, requests: u64, at: Timestamp) -> Result<(), StoreError> {
        let host = host.to_owned();
        self.inner.precious.write(move |tx| egress::count(tx, &host, requests, at)).await?;
        self.tell(&[Tag::Settings], None);
        Ok(())
    }

    /// Notes how a sync ended, by the server's time; `None` is well.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn record_sync(
        &self,
        id: &ConnectionId,
        problem: Option<Unread>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let wanted = id.clone();
        self.inner
            .precious
            .write(move |tx| connection::record_sync(tx, &wanted, problem.as_ref(), at))
            .await?;
        self.tell(&[Tag::Sync], Some(id));
        Ok(())
    }

    /// Applies log rows with what their reading proves: rows, rollups, ledger and cursor in one transaction of the events
    /// file. Then the facts of the clients that it named are brought up to date in the precious file; a crash in between is
    /// repaired by the next start. With [`LogBatch::unless_late`] and a late row nothing is applied.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be written; then nothing of the batch is held, unless the error
    /// names the precious file: then the batch is held, and the next batch or start brings the facts up to date.
    pub async fn apply_log(&self, id: &ConnectionId, batch: LogBatch) -> Result<LogOutcome, StoreError> {
        let events = self.events(id).await?;
        let _gate = events.gate.lock().await;
        let wanted = id.clone();
        let (number, projected) =
            self.inner.precious.read(move |db| connection::number_and_seq(db, &wanted)).await?;
        let mut applied = match events.file.write(move |tx| apply_log(tx, &batch)).await? {
            Ok(applied) => applied,
            Err(late) => return Ok(late),
        };
        if projected < applied.seq - 1 {
            // an earlier batch is held but was not projected
            (applied.actors, applied.deeds) = events
                .file
                .read(move |db| Ok((actor::changed_since(db, projected)?, deed::since(db, projected)?)))
                .await?;
        }
        let (seq, actors, deeds) = (applied.seq, applied.actors, applied.deeds);
        self.inner.precious.write(move |tx| project(tx, number, seq, &actors, &deeds)).await?;
        let tags: &[Tag] = if applied.outcome.new_rows > 0 { &[Tag::Log, Tag::Clients] } else { &[Tag::Log] };
        self.tell(tags, Some(id));
        Ok(applied.outcome)
    }

    /// Keeps things as they were read at `read_at` (server's time): a page of a list, or one thing. Says nothing about
    /// things that are not among them.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be used.
    pub async fn apply_page(
        &self,
        id: &ConnectionId,
        kind: SnapshotKind,
        items: Vec<Snapshot>,
        read_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.apply_things(id, kind, items, read_at, false).await
    }

    /// As [`Store::apply_page`] for a client that was read alone, not within a list: this look is kept on record, since it
    /// bounds when a change can have been made.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be used.
    pub async fn apply_look(
        &self,
        id: &ConnectionId,
        client: Snapshot,
        read_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.apply_things(id, client.kind, vec![client], read_at, true).await
    }

    async fn apply_things(
        &self,
        id: &ConnectionId,
        kind: SnapshotKind,
        items: Vec<Snapshot>,
        read_at: Timestamp,
        is_alone: bool,
    ) -> Result<(), StoreError> {
        let events = self.events(id).await?;
        let _gate = events.gate.lock().await;
        let wanted = id.clone();
        let new_clients = self
            .inner
            .precious
            .write(move |tx| {
                let number = connection::number(tx, &wanted)?;
                let new_clients = thing::read(tx, number, kind, &items, read_at)?;
                if is_alone {
                    thing::look(tx, number, &items, read_at)?;
                }
                if !new_clients.is_empty() {
                    // what the log says of them is projected next; a crash before that has everything projected anew
                    connection::set_projected(tx, number, -1)?;
                }
                Ok(new_clients)
            })
            .await?;
        if !new_clients.is_empty() {
            self.project_new(id, &events, new_clients).await?;
        }
        self.tell(&[Tag::Clients], Some(id));
        Ok(())
    }

    /// Projects what the log has long said about ids that were no known clients until now.
    async fn project_new(
        &self,
        id: &ConnectionId,
        events: &files::Events,
        new_clients: Vec<ClientId>,
    ) -> Result<(), StoreError> {
        let (seq, actors) = events
            .file
            .read(move |db| {
                let seq: i64 = db.query_row("SELECT seq FROM log", [], |row| row.get(0))?;
                let found = new_clients.iter().filter_map(|id| actor::find(db, id).transpose());
                let actors: Vec<_> = found.map(|found| Ok(found?.0)).collect::<Sql<_>>()?;
                Ok((seq, actors))
            })
            .await?;
        let wanted = id.clone();
        self.inner
            .precious
            .write(move |tx| {
                let number = connection::number(tx, &wanted)?;
                project(tx, number, seq, &actors, &[])
            })
            .await
    }

    /// Notes that a list of this kind was read to its end (`domain::listing::Listing::Complete`): `keys` are all there were.
    /// What it did not hold and was not read since it began is gone; what is first seen later is known to have been absent at
    /// its start. Its items come through [`Store::apply_page`], before.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn apply_listing(
        &self,
        id: &ConnectionId,
        kind: SnapshotKind,
        keys: Vec<String>,
        started_at: Timestamp,
        ended_at: Timestamp,
    ) -> Result<(), StoreError> {
        let wanted = id.clone();
        let keys = keys.into_iter().collect();
        self.inner
            .precious
            .write(move |tx| {
                let number = connection::number(tx, &wanted)?;
                thing::list(tx, number, kind, &keys, started_at, ended_at)
            })
            .await?;
        self.tell(&[Tag::Clients, Tag::Sync], Some(id));
        Ok(())
    }

    /// Notes why something could not be read, or that it could. `what`: `None` is the log.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn record_unread(
        &self,
        id: &ConnectionId,
        what: Option<SnapshotKind>,
        why: Option<Unread>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let wanted = id.clone();
        self.inner
            .precious
            .write(move |tx| {
                let number = connection::number(tx, &wanted)?;
                listing::record_unread(tx, number, what, why.as_ref(), at)
            })
            .await?;
        self.tell(&[Tag::Sync, Tag::Clients], Some(id));
        Ok(())
    }

    /// Notes token lifetimes (L): client, milliseconds, and whether they could not be read and are assumed. What was read is
    /// kept at its highest ever; what is assumed holds while it cannot be read. Ids that are no client's are ignored.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn set_token_lifetimes(
        &self,
        id: &ConnectionId,
        lifetimes: Vec<(ClientId, i64, bool)>,
    ) -> Result<(), StoreError> {
        let wanted = id.clone();
        self.inner
            .precious
            .write(move |tx| {
                let number = connection::number(tx, &wanted)?;
                client::set_lifetimes(tx, number, &lifetimes)
            })
            .await?;
        self.tell(&[Tag::Clients], Some(id));
        Ok(())
    }

    /// Writes an owner or a note on each of these clients; an empty text removes it. History is kept.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn annotate(
        &self,
        texts: Vec<(ClientKey, String)>,
        field: AnnotationField,
        by: String,
        at: Timestamp,
    ) -> Result<Annotated, StoreError> {
        let annotated = self
            .inner
            .precious
            .write_durably(move |tx| annotation::annotate(tx, &texts, field, &by, at))
            .await?;
        self.tell(&[Tag::Annotations], None);
        Ok(annotated)
    }

    /// Puts back what stood before [`Store::annotate`]; what somebody has written since stays. Gives how many changed.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn undo(&self, undo_id: i64) -> Result<u64, StoreError> {
        let changed = self.inner.precious.write_durably(move |tx| annotation::undo(tx, undo_id)).await?;
        self.tell(&[Tag::Annotations], None);
        Ok(changed)
    }

    /// Forgets raw rows of UTC days more than `keep_days` before `now`, in every connection; rollups, ledger and the places of
    /// the rows stay, and so does the file's size (the room is used again). Gives the number of rows forgotten.
    ///
    /// # Errors
    ///
    /// A file cannot be used.
    pub async fn prune_raw(&self, keep_days: u16, now: Timestamp) -> Result<u64, StoreError> {
        let first_kept = Day(now.day().0 - i32::from(keep_days));
        let mut forgotten = 0;
        for connection in self.connections().await? {
            let events = self.events(&connection.id).await?;
            let rows = events.file.write(move |tx| block::forget_raw(tx, first_kept)).await?;
            forgotten += rows;
            if rows > 0 {
                self.tell(&[Tag::Log], Some(&connection.id));
            }
        }
        Ok(forgotten)
    }
}
