//! The store: every write and every query of the program, as async functions on one cheap handle.

mod changes;
mod files;
mod operations;
mod past;
mod queries;
mod writes;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::ConnectionId;
use tokio::sync::broadcast;

use crate::change::{Change, Tag};
use crate::error::StoreError;
use crate::migrate::{Backup, PRECIOUS};
use crate::queries::facts::Facts;
use crate::queries::labels::Labels;
use crate::queries::overview::RecentActivity;
use crate::queries::past::Pasts;
use crate::queries::uses::Uses;
use crate::tables;
use crate::threads::File;
pub use changes::{ClientChanges, Underived};
use files::Events;

/// The precious file, within the data folder.
const PRECIOUS_FILE: &str = "rollcall.sqlite";
/// The folder of the events files, within the data folder.
const EVENTS_FOLDER: &str = "events";
/// Changes that a slow listener may be behind before it misses some; it is told that it did.
const CHANGES_KEPT: usize = 1024;

/// All files of one data folder. Clones share them.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    precious: File,
    events: Mutex<HashMap<ConnectionId, Arc<Events>>>,
    opening: tokio::sync::Mutex<()>,
    problems: Vec<(ConnectionId, StoreError)>,
    labels: Labels,
    facts: Facts,
    activity: RecentActivity,
    pasts: Pasts,
    uses: Uses,
    changes: broadcast::Sender<Change>,
}

impl Store {
    /// Opens or creates the files of a data folder and brings them to the newest format; a projection that a crash left
    /// behind is repaired. Blocks; call it before the async threads matter.
    ///
    /// An events file that cannot be opened does not keep the others from opening: see [`Store::problems`].
    ///
    /// # Errors
    ///
    /// The folder or the precious file cannot be used: read-only, disk full, damaged, of a newer version, or locked.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        files::create_private_folder(folder)?;
        files::create_private_folder(&folder.join(EVENTS_FOLDER))?;
        let precious = File::open(&folder.join(PRECIOUS_FILE), PRECIOUS, Backup::Copy)?;
        let (mut events, mut problems) = (HashMap::new(), Vec::new());
        for connection in precious.read_blocking(tables::connection::all)? {
            match files::open_events(folder, &precious, &connection.id) {
                Ok(opened) => drop(events.insert(connection.id, Arc::new(opened))),
                Err(error) => problems.push((connection.id, error)),
            }
        }
        let inner = Inner {
            folder: folder.to_owned(),
            precious,
            events: Mutex::new(events),
            opening: tokio::sync::Mutex::default(),
            problems,
            labels: Labels::default(),
            facts: Facts::default(),
            activity: RecentActivity::default(),
            pasts: Pasts::default(),
            uses: Uses::default(),
            changes: broadcast::channel(CHANGES_KEPT).0,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Events files that could not be opened at the start, and why. Whatever needs one tries again, and fails with its own
    /// error if nothing changed; every other connection works.
    #[must_use]
    pub fn problems(&self) -> &[(ConnectionId, StoreError)] {
        &self.inner.problems
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Listens to changes. Each is told after it was committed; a listener that falls far behind is told that it missed some.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    fn tell(&self, tags: &[Tag], connection: Option<&ConnectionId>) {
        for tag in tags {
            // nobody has to listen
            let _ = self.inner.changes.send(Change { tag: *tag, connection: connection.cloned() });
        }
    }

    fn open_events(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Arc<Events>>> {
        self.inner.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
