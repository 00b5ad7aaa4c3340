//! Secrets that outlive the process: records in one file, sealed with the key in the keychain.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;

use crate::key_in_keychain::{Finding, Keychain};
use crate::seal::{Key, Place, Sealed};
use crate::vault_file::{Contents, VaultFile};
use crate::{Obstacle, RecordName, VaultError};

/// How long a person may take to answer the keychain's prompt.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often a write is tried when another process makes the vault anew in between.
const ATTEMPTS: usize = 3;

/// The vault of one data folder: `vault.sealed` (mode 0600, replaced atomically) and its key in the keychain.
///
/// Clones share one door to the keychain, so the user sees one prompt. The file is read anew for every call and changed
/// under a lock, so the window and a headless run may share it. The key is remembered after its first use: a sync goes
/// on when the keychain is locked or its daemon restarts. [`put`](Self::put) alone looks for it in the keychain each
/// time, since a secret sealed with a key that is no longer kept would be lost.
#[derive(Clone)]
pub struct SealedFile {
    file: VaultFile,
    keychain: Keychain,
    known: Arc<Mutex<Option<KnownKey>>>,
}

/// The key in use, with the vault that it belongs to.
#[derive(Clone)]
struct KnownKey {
    vault: String,
    key: Arc<Key>,
}

impl SealedFile {
    /// Opens the vault of a data folder. Reads and checks the file if there is one; makes nothing, and does not touch the
    /// keychain yet: that happens with the first [`put`](Self::put) or the first [`get`](Self::get) of a kept secret.
    ///
    /// # Errors
    /// [`VaultError::Damaged`], [`VaultError::NewerFormat`] or [`VaultError::File`] when there is a file that cannot be
    /// used. The file is left as it is.
    pub async fn open(data_dir: &Path) -> Result<Self, VaultError> {
        let file = VaultFile::in_folder(data_dir);
        let vault = Self { file, keychain: Keychain::new(PATIENCE), known: Arc::default() };
        vault.on_disk(VaultFile::read).await?;
        Ok(vault)
    }

    /// Waits this long for the keychain instead of two minutes: for runs without a person.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.keychain = Keychain::new(patience);
        self
    }

    /// Keeps a secret, in the place of any earlier one of that name. `Ok` means that the record is synced to disk and
    /// that the keychain gave its key in this very call. The first call makes the key and the file.
    ///
    /// # Errors
    /// [`VaultError::Unavailable`] when the keychain cannot be used, [`VaultError::KeyMissing`] or
    /// [`VaultError::WrongKey`] when it no longer holds this file's key, [`VaultError::Damaged`],
    /// [`VaultError::NewerFormat`] and [`VaultError::File`] for the file. The earlier file is kept in every case.
    pub async fn put(&self, connection: &str, name: &str, secret: SecretString) -> Result<(), VaultError> {
        let record = RecordName::new(connection, name);
        for _ in 0..ATTEMPTS {
            let known = self.proven_key().await?;
            let sealed = known.key.seal(&known.vault, &Place::Record(&record), &secret)?;
            let record = record.clone();
            if self.on_disk(move |file| insert(file, &known, record, sealed)).await? {
                return Ok(());
            }
        }
        Err(VaultError::Contended { path: self.file.path().to_owned() })
    }

    /// The secret of that name, or `None` when none is kept; the keychain is asked only when there is a record.
    ///
    /// # Errors
    /// As [`put`](Self::put), and [`VaultError::RecordRefused`] when the record was altered.
    pub async fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, VaultError> {
        let record = RecordName::new(connection, name);
        let Some(contents) = self.on_disk(VaultFile::read).await? else { return Ok(None) };
        let Some(sealed) = contents.records.get(&record) else { return Ok(None) };
        let known = match self.known().filter(|known| known.vault == contents.vault) {
            Some(known) => known,
            None => self.key_of(&contents).await?,
        };
        match known.key.open(&contents.vault, &Place::Record(&record), sealed) {
            Some(secret) => Ok(Some(secret)),
            None => Err(VaultError::RecordRefused {
                path: self.file.path().to_owned(),
                connection: record.connection,
                name: record.name,
            }),
        }
    }

    /// Forgets one secret, and says whether there was one. Needs no key. The bytes of the earlier file may stay on the
    /// disk until they are overwritten; they are sealed.
    ///
    /// # Errors
    /// [`VaultError::Damaged`], [`VaultError::NewerFormat`] or [`VaultError::File`]; the earlier file is kept.
    pub async fn remove(&self, connection: &str, name: &str) -> Result<bool, VaultError> {
        let gone = RecordName::new(connection, name);
        Ok(!self.retain(move |record| *record != gone).await?.is_empty())
    }

    /// Forgets every secret of a connection, and says how many there were. Needs no key.
    ///
    /// # Errors
    /// As [`remove`](Self::remove).
    pub async fn remove_connection(&self, connection: &str) -> Result<usize, VaultError> {
        let gone = connection.to_owned();
        Ok(self.retain(move |record| record.connection != gone).await?.len())
    }

    /// The names of all records in order. Needs no key.
    ///
    /// # Errors
    /// As [`remove`](Self::remove).
    pub async fn names(&self) -> Result<Vec<RecordName>, VaultError> {
        let contents = self.on_disk(VaultFile::read).await?;
        Ok(contents.map(|contents| contents.records.into_keys().collect()).unwrap_or_default())
    }

    /// Forgets every record that is not in `keep`, and returns the names of those. Needs no key. See
    /// [`Vault::sweep`](crate::Vault::sweep) for when it is safe.
    ///
    /// # Errors
    /// As [`remove`](Self::remove).
    pub async fn sweep(&self, keep: &[RecordName]) -> Result<Vec<RecordName>, VaultError> {
        let keep = keep.to_vec();
        self.retain(move |record| keep.contains(record)).await
    }

    /// The key for a write, seen in the keychain in this call; made if there is no file yet.
    async fn proven_key(&self) -> Result<KnownKey, VaultError> {
        if let Some(contents) = self.on_disk(VaultFile::read).await? {
            return self.key_of(&contents).await;
        }
        // a key that was made for a file that could not be written is used by the next attempt
        let vault = match self.known() {
            Some(known) => known.vault,
            None => format!("{:016x}{:016x}", random()?, random()?),
        };
        let key = match self.keychain.find(&vault).await? {
            Finding::Key(key) => key,
            Finding::Missing => self.keychain.make(&vault).await?,
            Finding::NotAKey => return Err(VaultError::Unavailable(Obstacle::DoesNotKeep)),
        };
        Ok(self.remember(vault, key))
    }

    /// The key of an existing file, from the keychain. Never makes one: the file's records need the one they have.
    async fn key_of(&self, contents: &Contents) -> Result<KnownKey, VaultError> {
        let path = || self.file.path().to_owned();
        let key = match self.keychain.find(&contents.vault).await? {
            Finding::Key(key) => key,
            Finding::Missing => return Err(VaultError::KeyMissing { path: path() }),
            Finding::NotAKey => return Err(VaultError::WrongKey { path: path() }),
        };
        if key.open(&contents.vault, &Place::KeyCheck, &contents.key_check).is_none() {
            return Err(VaultError::WrongKey { path: path() });
        }
        Ok(self.remember(contents.vault.clone(), key))
    }

    fn known(&self) -> Option<KnownKey> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, vault: String, key: Key) -> KnownKey {
        let known = KnownKey { vault, key: Arc::new(key) };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        known
    }

    /// Drops the records that `keep` refuses, and returns their names.
    async fn retain(
        &self,
        keep: impl Fn(&RecordName) -> bool + Send + 'static,
    ) -> Result<Vec<RecordName>, VaultError> {
        self.on_disk(move |file| {
            // a folder without a vault, or without such records, is not written to
            let nothing_to_drop = |contents: &Contents| contents.records.keys().all(&keep);
            if file.read()?.as_ref().is_none_or(nothing_to_drop) {
                return Ok(Vec::new());
            }
            file.change(|contents| {
                let Some(mut contents) = contents else { return Ok((None, Vec::new())) };
                let dropped: Vec<RecordName> = contents
                    .records
                    .extract_if(.., |record, _| !keep(record))
                    .map(|(record, _)| record)
                    .collect();
                Ok(((!dropped.is_empty()).then_some(contents), dropped))
            })
        })
        .await
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&VaultFile) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let file = self.file.clone();
        tokio::task::spawn_blocking(move || work(&file)).await.map_err(|_| VaultError::Stopped)?
    }
}

/// Writes one sealed record, and says whether it could: not when another process made the vault anew with another key.
fn insert(
    file: &VaultFile,
    known: &KnownKey,
    record: RecordName,
    sealed: Sealed,
) -> Result<bool, VaultError> {
    file.change(|contents| {
        let mut contents = match contents {
            Some(contents) if contents.vault != known.vault => return Ok((None, false)),
            Some(contents) => contents,
            None => Contents {
                vault: known.vault.clone(),
                key_check: known.key.seal(&known.vault, &Place::KeyCheck, &SecretString::from(""))?,
                records: BTreeMap::new(),
            },
        };
        contents.records.insert(record, sealed);
        Ok((Some(contents), true))
    })
}

fn random() -> Result<u64, VaultError> {
    getrandom::u64().map_err(VaultError::Randomness)
}
