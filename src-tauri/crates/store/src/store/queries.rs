//! Everything that reads.

use std::collections::BTreeMap;
use std::path::Path;

use domain::connection::Connection;
use domain::ids::{ClientId, ConnectionId, LogId};
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::Day;
use serde::de::DeserializeOwned;

use super::Store;
use crate::error::{Fault, StoreError};
use crate::log::Ledger;
use crate::queries::{client, clients, counts, overview};
use crate::reading::{
    ClientCounts, ClientDetail, ClientFilter, ClientKey, ClientPage, ClientRow, ClientSort,
    ConnectionStorage, Egress, Judged, MostFailing, Overview, ReadState, RegistrationDay, Storage, StripDay,
    SyncState,
};
use crate::tables::{actor, block, connection, egress, ledger, listing, setting, thing};
use crate::varint::unsigned;
use crate::{activity, text};

impl Store {
    /// Every connection, by name.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        self.inner.precious.read(connection::all).await
    }

    /// The setting under a key. `None`: it was never put.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds something else under this key ([`StoreError::Row`]).
    pub async fn setting<T: DeserializeOwned + Send + 'static>(
        &self,
        key: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let read = move |db: &rusqlite::Connection| {
            let json = setting::read(db, key)?;
            json.map(|json| text::parse_json("setting", "json", &json)).transpose()
        };
        self.inner.precious.read(read).await
    }

    /// Every host that was ever contacted, by host.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn egress(&self) -> Result<Vec<Egress>, StoreError> {
        self.inner.precious.read(egress::all).await
    }

    /// How the syncs of a connection stand.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn sync_state(&self, id: &ConnectionId) -> Result<SyncState, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| connection::sync_state(db, &id)).await
    }

    /// How the reading of each kind of thing and of the log stands: eight answers, the log last. The number of clients is
    /// proven when the kind `Client` has a complete list and is not unread.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn read_states(&self, id: &ConnectionId) -> Result<Vec<ReadState>, StoreError> {
        let id = id.clone();
        let read = move |db: &rusqlite::Connection| listing::states(db, connection::number(db, &id)?);
        self.inner.precious.read(read).await
    }

    /// What is known about the log of a connection.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn ledger(&self, id: &ConnectionId) -> Result<Ledger, StoreError> {
        self.events(id).await?.file.read(ledger::read).await
    }

    /// Things of a kind as they were last read, by key; what is gone is left out.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn things(&self, id: &ConnectionId, kind: SnapshotKind) -> Result<Vec<Snapshot>, StoreError> {
        let id = id.clone();
        let read = move |db: &rusqlite::Connection| thing::all(db, connection::number(db, &id)?, kind);
        self.inner.precious.read(read).await
    }

    /// The tenant's own global client. `None`: no reading has shown it.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn global_client(&self, id: &ConnectionId) -> Result<Option<ClientId>, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| client::global(db, connection::number(db, &id)?)).await
    }

    /// One page of the clients of `scope` that pass `filter`, from row `offset` on.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn list_clients(
        &self,
        scope: Vec<Judged>,
        filter: ClientFilter,
        sort: ClientSort,
        offset: u64,
        limit: u32,
    ) -> Result<ClientPage, StoreError> {
        let (labels, facts) = (self.inner.labels.clone(), self.inner.facts.clone());
        let (held, page) = ((labels, facts), (offset, limit));
        let list = move |db: &rusqlite::Connection| {
            clients::list(db, (&held.0, &held.1), &scope, &filter, sort, page)
        };
        self.inner.precious.read(list).await
    }

    /// These clients, in the order asked for; those that are not known, are gone, or lie outside the scope are left out.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn clients(
        &self,
        scope: Vec<Judged>,
        keys: Vec<ClientKey>,
    ) -> Result<Vec<ClientRow>, StoreError> {
        self.inner.precious.read(move |db| clients::named(db, &scope, &keys)).await
    }

    /// How many clients stand behind each tab and chip.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn count_clients(&self, scope: Vec<Judged>) -> Result<ClientCounts, StoreError> {
        let facts = self.inner.facts.clone();
        self.inner.precious.read(move |db| counts::count(db, &facts, &scope)).await
    }

    /// For each threshold (the scope with that threshold's cut-lines), how many clients it proves inactive, whether tokens may
    /// live or not.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn count_inactive(&self, thresholds: Vec<Vec<Judged>>) -> Result<Vec<u64>, StoreError> {
        let facts = self.inner.facts.clone();
        self.inner.precious.read(move |db| counts::count_inactive(db, &facts, &thresholds)).await
    }

    /// What the overview counts; series begin with `first_day`.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be read.
    pub async fn overview(&self, scope: Vec<Judged>, first_day: Day) -> Result<Overview, StoreError> {
        let mut days: BTreeMap<Day, (u64, u64, u64)> = BTreeMap::new();
        let (mut failing, mut bursts) = (Vec::new(), Vec::new());
        let mut all_failures = 0;
        for judged in &scope {
            let events = self.events(&judged.connection).await?;
            let (id, now) = (judged.connection.clone(), judged.cutlines.now);
            let held = self.inner.activity.clone();
            let part = events.file.read(move |db| overview::read(db, &held, &id, first_day, now)).await?;
            for (registrations, failures) in &part.activity.series {
                let day = days.entry(registrations.day).or_default();
                day.0 += registrations.self_registered;
                day.1 += registrations.by_admin;
                day.2 += failures;
            }
            let keyed = part.activity.failing.iter().map(|(client_id, failures)| {
                (ClientKey { connection: judged.connection.clone(), client_id: client_id.clone() }, *failures)
            });
            failing.extend(keyed);
            bursts.extend(part.bursts);
            all_failures += part.activity.all_failures;
        }
        bursts.sort_by_key(|burst| std::cmp::Reverse(burst.last_at));
        failing.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let registrations = days.iter().filter(|(_, (own, admin, _))| own + admin > 0);
        let registrations = registrations
            .map(|(day, (own, admin, _))| RegistrationDay {
                day: *day,
                self_registered: *own,
                by_admin: *admin,
            })
            .collect();
        let failures =
            days.iter().filter(|(_, counts)| counts.2 > 0).map(|(day, counts)| (*day, counts.2)).collect();
        let facts = self.inner.facts.clone();
        let read = move |db: &rusqlite::Connection| {
            let mut most_failing = None;
            for (key, failures) in failing {
                // ids that are no client's fail too: anybody can send them
                if let Some(row) = clients::named(db, &scope, std::slice::from_ref(&key))?.pop() {
                    most_failing = Some(MostFailing { key, name: row.name, failures, all_failures });
                    break;
                }
            }
            Ok((counts::count(db, &facts, &scope)?, most_failing))
        };
        let (counts, most_failing) = self.inner.precious.read(read).await?;
        Ok(Overview { counts, registrations, failures, most_failing, bursts })
    }

    /// Everything stored about one client. `None`: it is not known, or it is gone.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be read.
    pub async fn client(
        &self,
        judged: Judged,
        client_id: ClientId,
    ) -> Result<Option<ClientDetail>, StoreError> {
        let events = self.events(&judged.connection).await?;
        let id = client_id.clone();
        let Some(mut detail) = self.inner.precious.read(move |db| client::read(db, &judged, &id)).await?
        else {
            return Ok(None);
        };
        (detail.admin_rows, detail.events) =
            events.file.read(move |db| client::read_log(db, &client_id)).await?;
        Ok(Some(detail))
    }

    /// Uses and failures of these clients per UTC day, from `first_day` on, in the order asked for; days without either are
    /// left out.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or a file cannot be read.
    pub async fn strips(
        &self,
        clients: Vec<ClientKey>,
        first_day: Day,
    ) -> Result<Vec<Vec<StripDay>>, StoreError> {
        let mut strips = vec![Vec::new(); clients.len()];
        let mut by_connection: BTreeMap<ConnectionId, Vec<(usize, ClientId)>> = BTreeMap::new();
        for (place, key) in clients.into_iter().enumerate() {
            by_connection.entry(key.connection).or_default().push((place, key.client_id));
        }
        for (id, wanted) in by_connection {
            let read = move |db: &rusqlite::Connection| {
                let mut found = Vec::with_capacity(wanted.len());
                for (place, client_id) in wanted {
                    if let Some((actor, days)) = actor::find(db, &client_id)? {
                        let strip = activity::strip(&days, first_day)
                            .ok_or_else(|| Fault::row("actor", "days", &actor.number, "not day counters"))?;
                        found.push((place, strip));
                    }
                }
                Ok(found)
            };
            for (place, strip) in self.events(&id).await?.file.read(read).await? {
                strips[place] = strip;
            }
        }
        Ok(strips)
    }

    /// One log row as it was kept, as JSON. `None`: it is not known, or raw rows of its age are no longer kept.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn raw_row(&self, id: &ConnectionId, log_id: &LogId) -> Result<Option<Vec<u8>>, StoreError> {
        let log_id = log_id.clone();
        self.events(id).await?.file.read(move |db| block::raw_row(db, &log_id)).await
    }

    /// Files on disk and what they hold.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub async fn storage(&self) -> Result<Storage, StoreError> {
        let mut connections = Vec::new();
        for tenant in self.connections().await? {
            let events = self.events(&tenant.id).await?;
            let ledger = events.file.read(ledger::read).await?;
            let id = tenant.id.clone();
            let snapshots =
                self.inner.precious.read(move |db| thing::count(db, connection::number(db, &id)?)).await?;
            connections.push(ConnectionStorage {
                connection: tenant.id,
                bytes: size(events.file.path()),
                log_rows: ledger.rows,
                oldest_at: ledger.oldest_row,
                snapshots: unsigned(snapshots),
            });
        }
        Ok(Storage { precious_bytes: size(self.inner.precious.path()), connections })
    }
}

/// Bytes of a file and its write-ahead log.
fn size(path: &Path) -> u64 {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    [path, Path::new(&log)].into_iter().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}
