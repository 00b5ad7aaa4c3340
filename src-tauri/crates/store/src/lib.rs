//! What we remember: SQLite files, one precious and one of events per connection.
//!
//! The precious file holds what cannot be made up again: connections, snapshots, owners and notes, settings. Each events
//! file holds the log of one connection with its rollups and its coverage ledger, atomic within. What a client's log says is
//! projected into the precious file after the events commit, so that a screen over all clients reads one file; a start that
//! finds the projection behind repairs it.

mod activity;
mod apply_log;
mod change;
mod error;
mod log;
mod migrate;
mod past;
mod queries;
mod reading;
mod reconcile;
mod store;
mod tables;
mod text;
mod threads;
mod varint;

pub use change::{Change, Tag};
pub use error::StoreError;
pub use log::{Cursor, Ledger, LogBatch, LogOutcome};
pub use past::*;
pub use reading::*;
pub use store::{ClientChanges, Store, Underived};
pub use tables::operation::Begun;
