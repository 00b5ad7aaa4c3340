//! The one event that the window hears: what changed, at most four times a second.

use serde::Serialize;
use ts_rs::TS;

/// What a change touches. The window refetches the queries that read these tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
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
    /// Settings.
    Settings,
}

/// The payload of the event `changed`.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Changed {
    /// What was touched.
    pub tags: Vec<Tag>,
    /// In which connections; empty: not bound to one.
    pub connections: Vec<String>,
}
