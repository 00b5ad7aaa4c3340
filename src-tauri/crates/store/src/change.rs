//! What changed, told after the commit.

use domain::ids::ConnectionId;
use serde::{Deserialize, Serialize};

/// A part of what is stored; a screen names the parts that it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// The list of connections, or what one of them says.
    Connections,
    /// Snapshots, listings, and what is known of clients.
    Clients,
    /// Log rows, rollups, the coverage ledger.
    Log,
    /// How syncs ended, and what could not be read.
    Sync,
    /// Owners and notes.
    Annotations,
    /// Changes of clients, reviews of them, operations on them, and hosts.
    Changes,
    /// Settings and the egress list.
    Settings,
}

/// One committed change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Change {
    /// What changed.
    pub tag: Tag,
    /// Of which connection; `None`: of the installation.
    pub connection: Option<ConnectionId>,
}
