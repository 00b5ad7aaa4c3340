//! The files of a data folder: opened, kept in step, deleted.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::deed::Deed;
use domain::ids::ConnectionId;

use super::{EVENTS_FOLDER, Store};
use crate::error::{Fault, Sql, StoreError};
use crate::migrate::{Backup, EVENTS};
use crate::tables::{actor, client, connection, deed, stale};
use crate::threads::File;

/// The events file of one connection.
#[derive(Debug)]
pub(crate) struct Events {
    pub(crate) file: File,
    /// Held while something goes from this file into the precious one, so that nothing overtakes it.
    pub(crate) gate: tokio::sync::Mutex<()>,
}

impl Store {
    /// The events file of a connection, opened when it is not open yet.
    pub(super) async fn events(&self, id: &ConnectionId) -> Result<Arc<Events>, StoreError> {
        if let Some(events) = self.open_events().get(id) {
            return Ok(Arc::clone(events));
        }
        let _one_at_a_time = self.inner.opening.lock().await;
        if let Some(events) = self.open_events().get(id) {
            return Ok(Arc::clone(events));
        }
        let (store, wanted) = (self.clone(), id.clone());
        let open = move || open_events(&store.inner.folder, &store.inner.precious, &wanted);
        let opened = tokio::task::spawn_blocking(open).await.map_err(|_| StoreError::Closed)??;
        let opened = Arc::new(opened);
        self.open_events().insert(id.clone(), Arc::clone(&opened));
        Ok(opened)
    }

    /// Closes the events file of a connection and deletes it with its companions.
    pub(super) async fn delete_events(&self, id: &ConnectionId) -> Result<(), StoreError> {
        let _one_at_a_time = self.inner.opening.lock().await;
        let events = self.open_events().remove(id);
        let path = events_path(&self.inner.folder, id)?;
        let delete = move || {
            drop(events);
            for end in ["-wal", "-shm", ""] {
                let mut name = path.clone().into_os_string();
                name.push(end);
                let companion = PathBuf::from(name);
                match std::fs::remove_file(&companion) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(StoreError::of_io(&companion, error));
                    }
                    _ => {}
                }
            }
            Ok(())
        };
        tokio::task::spawn_blocking(delete).await.map_err(|_| StoreError::Closed)?
    }
}

/// Where the events of a connection lie. Ids that are no UUID name no file.
pub(super) fn events_path(folder: &Path, id: &ConnectionId) -> Result<PathBuf, StoreError> {
    if !id.is_well_formed() {
        return Err(StoreError::NoSuchConnection);
    }
    Ok(folder.join(EVENTS_FOLDER).join(format!("{id}.sqlite")))
}

/// Opens the events file of a connection that exists, and projects what a crash kept from being projected.
pub(super) fn open_events(folder: &Path, precious: &File, id: &ConnectionId) -> Result<Events, StoreError> {
    let (number, projected) =
        precious.read_blocking(|connection| connection::number_and_seq(connection, id))?;
    let file = File::open(&events_path(folder, id)?, EVENTS, Backup::None)?;
    let (seq, actors, deeds) = file.read_blocking(|events| {
        let seq: i64 = events.query_row("SELECT seq FROM log", [], |row| row.get(0))?;
        // a file that is itself behind was put back from elsewhere: everything it says is projected anew
        let since = if projected > seq { -1 } else { projected };
        if since == seq {
            return Ok((seq, Vec::new(), Vec::new()));
        }
        Ok((seq, actor::changed_since(events, since)?, deed::since(events, since)?))
    })?;
    if seq != projected {
        precious.write_blocking(move |precious| project(precious, number, seq, &actors, &deeds))?;
    }
    Ok(Events { file, gate: tokio::sync::Mutex::default() })
}

/// Projects what the log says about some ids, as of its sequence number.
pub(super) fn project(
    precious: &rusqlite::Connection,
    number: i64,
    seq: i64,
    actors: &[actor::Actor],
    deeds: &[Deed],
) -> Sql<()> {
    client::project(precious, number, actors)?;
    stale::mark_deeds(precious, number, deeds)?;
    connection::set_projected(precious, number, seq)
}

/// Creates a folder that only its owner may enter, with the folders above it.
pub(super) fn create_private_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| Fault::Io(error).in_file(folder))
}
