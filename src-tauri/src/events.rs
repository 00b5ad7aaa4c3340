//! The one event that the window hears: what changed, at most four times a second.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;
use store::Change;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use ts_rs::TS;

/// The event's name.
pub const CHANGED: &str = "changed";

/// At most four events a second.
const AT_MOST_EVERY: Duration = Duration::from_millis(250);

/// What a change touches. The window refetches the queries that read these tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Connections: added, renamed, deleted, credential changed.
    Connections,
    /// Clients and everything read beside them.
    Clients,
    /// Log rows, rollups, coverage.
    Log,
    /// A sync started, went on or ended.
    Sync,
    /// Owners and notes.
    Annotations,
    /// Changes of clients, reviews of them, and hosts.
    Changes,
    /// Settings.
    Settings,
}

impl Tag {
    /// Every tag.
    pub const ALL: [Self; 7] = [
        Self::Connections,
        Self::Clients,
        Self::Log,
        Self::Sync,
        Self::Annotations,
        Self::Changes,
        Self::Settings,
    ];
}

impl From<store::Tag> for Tag {
    fn from(tag: store::Tag) -> Self {
        match tag {
            store::Tag::Connections => Self::Connections,
            store::Tag::Clients => Self::Clients,
            store::Tag::Log => Self::Log,
            store::Tag::Sync => Self::Sync,
            store::Tag::Annotations => Self::Annotations,
            store::Tag::Changes => Self::Changes,
            store::Tag::Settings => Self::Settings,
        }
    }
}

/// The payload of the event `changed`.
#[derive(Clone, Debug, Default, Serialize, TS)]
pub struct Changed {
    /// What was touched.
    pub tags: BTreeSet<Tag>,
    /// In which connections; empty: not bound to one.
    pub connections: BTreeSet<String>,
}

impl Changed {
    fn add(&mut self, change: Change) {
        self.tags.insert(change.tag.into());
        self.connections.extend(change.connection.map(|id| id.to_string()));
    }
}

/// Carries changes to the window until their sources are closed: what the store commits, and how syncs go on. A burst
/// becomes one event.
pub async fn forward(mut stored: Receiver<Change>, mut told: Receiver<Change>, window: AppHandle) {
    loop {
        let mut changed = Changed::default();
        let first = tokio::select! { change = stored.recv() => change, change = told.recv() => change };
        match first {
            Ok(change) => changed.add(change),
            Err(RecvError::Lagged(_)) => changed.tags.extend(Tag::ALL),
            Err(RecvError::Closed) => return,
        }
        tokio::time::sleep(AT_MOST_EVERY).await;
        for source in [&mut stored, &mut told] {
            loop {
                match source.try_recv() {
                    Ok(change) => changed.add(change),
                    Err(TryRecvError::Lagged(_)) => changed.tags.extend(Tag::ALL),
                    Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                }
            }
        }
        if let Err(error) = window.emit(CHANGED, changed) {
            tracing::warn!(%error, "the window did not hear of a change");
        }
    }
}
