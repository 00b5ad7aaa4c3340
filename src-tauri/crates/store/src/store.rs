//! The store: every write and every query of the program, as async functions on one cheap handle.

use std::path::Path;

use domain::connection::Connection;
use domain::ids::{ClientId, ConnectionId, LogId};
use domain::listing::Unread;
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::{Day, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::broadcast;

use crate::{
    Annotated, AnnotationField, Change, ClientCounts, ClientDetail, ClientFilter, ClientKey, ClientPage,
    ClientRow, ClientSort, Egress, Judged, Ledger, LogBatch, LogOutcome, Overview, ReadState, Storage,
    StoreError, StripDay, SyncState,
};

/// All files of one data folder. Clones share them.
#[derive(Clone, Debug)]
pub struct Store {}

#[expect(
    clippy::unused_async,
    unused_variables,
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "signatures first"
)]
impl Store {
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        unimplemented!()
    }
    /// Events files that could not be opened at the start.
    pub fn problems(&self) -> Vec<(ConnectionId, StoreError)> {
        unimplemented!()
    }
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        unimplemented!()
    }
    pub async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        unimplemented!()
    }
    pub async fn add_connection(&self, connection: Connection) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn update_connection(&self, connection: Connection) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn delete_connection(&self, id: &ConnectionId) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn setting<T: DeserializeOwned + Send + 'static>(
        &self,
        key: &'static str,
    ) -> Result<Option<T>, StoreError> {
        unimplemented!()
    }
    pub async fn put_setting<T: Serialize + Sync>(
        &self,
        key: &'static str,
        value: &T,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn record_egress(&self, host: &str, requests: u64, at: Timestamp) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn egress(&self) -> Result<Vec<Egress>, StoreError> {
        unimplemented!()
    }
    pub async fn record_sync(
        &self,
        id: &ConnectionId,
        problem: Option<Unread>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn sync_state(&self, id: &ConnectionId) -> Result<SyncState, StoreError> {
        unimplemented!()
    }
    pub async fn apply_log(&self, id: &ConnectionId, batch: LogBatch) -> Result<LogOutcome, StoreError> {
        unimplemented!()
    }
    pub async fn ledger(&self, id: &ConnectionId) -> Result<Ledger, StoreError> {
        unimplemented!()
    }
    pub async fn apply_page(
        &self,
        id: &ConnectionId,
        kind: SnapshotKind,
        items: Vec<Snapshot>,
        read_at: Timestamp,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn apply_listing(
        &self,
        id: &ConnectionId,
        kind: SnapshotKind,
        keys: Vec<String>,
        started_at: Timestamp,
        ended_at: Timestamp,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    /// `what`: `None` is the log. `why`: `None` clears it.
    pub async fn record_unread(
        &self,
        id: &ConnectionId,
        what: Option<SnapshotKind>,
        why: Option<Unread>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn read_states(&self, id: &ConnectionId) -> Result<Vec<ReadState>, StoreError> {
        unimplemented!()
    }
    pub async fn set_token_lifetimes(
        &self,
        id: &ConnectionId,
        lifetimes: Vec<(ClientId, i64, bool)>,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    /// Things of a kind as last read, not known to be gone.
    pub async fn things(&self, id: &ConnectionId, kind: SnapshotKind) -> Result<Vec<Snapshot>, StoreError> {
        unimplemented!()
    }
    pub async fn annotate(
        &self,
        clients: Vec<(ClientKey, String)>,
        field: AnnotationField,
        by: String,
        at: Timestamp,
    ) -> Result<Annotated, StoreError> {
        unimplemented!()
    }
    pub async fn undo(&self, undo_id: i64) -> Result<u64, StoreError> {
        unimplemented!()
    }
    pub async fn prune_raw(&self, keep_days: u16, now: Timestamp) -> Result<u64, StoreError> {
        unimplemented!()
    }
    pub async fn storage(&self) -> Result<Storage, StoreError> {
        unimplemented!()
    }
    pub async fn list_clients(
        &self,
        scope: Vec<Judged>,
        filter: ClientFilter,
        sort: ClientSort,
        offset: u64,
        limit: u32,
    ) -> Result<ClientPage, StoreError> {
        unimplemented!()
    }
    pub async fn clients(
        &self,
        scope: Vec<Judged>,
        keys: Vec<ClientKey>,
    ) -> Result<Vec<ClientRow>, StoreError> {
        unimplemented!()
    }
    pub async fn count_clients(&self, scope: Vec<Judged>) -> Result<ClientCounts, StoreError> {
        unimplemented!()
    }
    /// For each set of cut-lines (one per threshold), how many clients it proves inactive, tokens or not.
    pub async fn count_inactive(&self, thresholds: Vec<Vec<Judged>>) -> Result<Vec<u64>, StoreError> {
        unimplemented!()
    }
    pub async fn overview(&self, scope: Vec<Judged>, first_day: Day) -> Result<Overview, StoreError> {
        unimplemented!()
    }
    pub async fn client(&self, judged: Judged, client: ClientId) -> Result<Option<ClientDetail>, StoreError> {
        unimplemented!()
    }
    pub async fn strips(
        &self,
        clients: Vec<ClientKey>,
        first_day: Day,
    ) -> Result<Vec<Vec<StripDay>>, StoreError> {
        unimplemented!()
    }
    pub async fn raw_row(&self, id: &ConnectionId, log_id: &LogId) -> Result<Option<Vec<u8>>, StoreError> {
        unimplemented!()
    }
}
