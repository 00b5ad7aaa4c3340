//! The vault's key in the operating system's keychain: found, or made and proven to be kept.

use std::sync::Arc;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error as KeyringError};
use secrecy::zeroize::Zeroizing;
use tokio::sync::{Mutex, oneshot};

use crate::seal::Key;
use crate::{Obstacle, VaultError};

/// The service under which the keychain shows our entries.
const SERVICE: &str = "Rollcall";

/// The keychain. One visit at a time, so that the user sees one prompt however many callers need the key.
#[derive(Clone)]
pub(crate) struct Keychain {
    desk: Arc<Mutex<Desk>>,
    patience: Duration,
}

/// What a search of the keychain found.
pub(crate) enum Finding {
    /// The key of that vault.
    Key(Key),
    /// No key of that vault, in a keychain that just proved that it keeps what it is given.
    Missing,
    /// An entry of that vault that is not a key.
    NotAKey,
}

/// The open store between visits; its D-Bus session dies with the keyring daemon.
struct Desk {
    store: Option<Arc<CredentialStore>>,
}

/// Why a visit ended without an answer.
enum Trouble {
    Keyring(KeyringError),
    DoesNotKeep,
    Randomness(getrandom::Error),
}

impl Keychain {
    pub(crate) fn new(patience: Duration) -> Self {
        Self { desk: Arc::new(Mutex::new(Desk { store: None })), patience }
    }

    /// Looks for the key of a vault. "No entry" is believed only after the keychain has kept and given back a probe: a
    /// Secret Service without a collection, or with a locked one, also says "no entry" (facts/environment.md 5).
    pub(crate) async fn find(&self, vault: &str) -> Result<Finding, VaultError> {
        let account = account(vault);
        self.visit(move |store| {
            let mut found = read(store, &account)?;
            if found.is_none() {
                prove(store)?;
                found = read(store, &account)?;
            }
            Ok(match found {
                None => Finding::Missing,
                Some(text) => Key::from_text(&text).map_or(Finding::NotAKey, Finding::Key),
            })
        })
        .await
    }

    /// Makes the key of a new vault, stores it and reads it back.
    pub(crate) async fn make(&self, vault: &str) -> Result<Key, VaultError> {
        let account = account(vault);
        let key = Key::random()?;
        let text = key.to_text();
        self.visit(move |store| keep(store, &account, text.as_bytes())).await?;
        Ok(key)
    }

    /// Runs one visit. A visit that outlasts our patience goes on alone and keeps the lock, so that
    /// no second prompt opens behind the first; later callers wait for it as long as their own patience lasts.
    async fn visit<T: Send + 'static>(
        &self,
        errand: impl Fn(&CredentialStore) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, VaultError> {
        let desk = Arc::clone(&self.desk);
        let visit = async move {
            let mut desk = desk.lock_owned().await;
            on_a_thread(move || desk.run(&errand)).await
        };
        let unavailable = |obstacle| Err(VaultError::Unavailable(obstacle));
        match tokio::time::timeout(self.patience, visit).await {
            Err(_) => unavailable(Obstacle::NoAnswer),
            Ok(Err(_)) => Err(VaultError::Stopped),
            Ok(Ok(Err(Trouble::Keyring(error)))) => unavailable(Obstacle::from_keyring(&error)),
            Ok(Ok(Err(Trouble::DoesNotKeep))) => unavailable(Obstacle::DoesNotKeep),
            Ok(Ok(Err(Trouble::Randomness(error)))) => Err(VaultError::Randomness(error)),
            Ok(Ok(Ok(answer))) => Ok(answer),
        }
    }
}

impl Desk {
    /// Runs the errand on the open store. If the platform fails under a store that was open before, its session is taken
    /// to be void (the daemon restarted), and the errand runs once more on a new one.
    fn run<T>(&mut self, errand: impl Fn(&CredentialStore) -> Result<T, Trouble>) -> Result<T, Trouble> {
        if let Some(store) = self.store.take() {
            match errand(&*store) {
                Err(Trouble::Keyring(KeyringError::PlatformFailure(cause))) => {
                    tracing::debug!(%cause, "the keychain's session is void, opening a new one");
                }
                answer => {
                    self.store = Some(store);
                    return answer;
                }
            }
        }
        let store = open_store()?;
        let answer = errand(&*store);
        if !matches!(answer, Err(Trouble::Keyring(KeyringError::PlatformFailure(_)))) {
            self.store = Some(store);
        }
        answer
    }
}

impl From<KeyringError> for Trouble {
    fn from(error: KeyringError) -> Self {
        Self::Keyring(error)
    }
}

/// Runs work that may wait for a person on a thread of its own. Not `spawn_blocking`: a runtime waits at its end for every
/// task of that pool, and a prompt that nobody answers would keep a program without a window from ever ending.
pub(crate) fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> oneshot::Receiver<T> {
    let (answer, answered) = oneshot::channel();
    std::thread::spawn(move || {
        // nobody may be listening any more: then the answer is of no use
        let _ = answer.send(work());
    });
    answered
}

/// The platform's own store.
pub(crate) fn open_store() -> keyring_core::Result<Arc<CredentialStore>> {
    #[cfg(target_os = "linux")]
    return Ok(zbus_secret_service_keyring_store::Store::new()?);
    #[cfg(target_os = "macos")]
    return Ok(apple_native_keyring_store::keychain::Store::new()?);
    #[cfg(target_os = "windows")]
    return Ok(windows_native_keyring_store::Store::new()?);
}

/// Each vault file has an entry of its own, so that two data folders never overwrite each other's key.
fn account(vault: &str) -> String {
    format!("vault key {vault}")
}

fn entry(store: &CredentialStore, account: &str) -> Result<Entry, Trouble> {
    Ok(store.build(SERVICE, account, None)?)
}

fn read(store: &CredentialStore, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Trouble> {
    match entry(store, account)?.get_secret() {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(KeyringError::NoEntry) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn keep(store: &CredentialStore, account: &str, text: &[u8]) -> Result<(), Trouble> {
    entry(store, account)?.set_secret(text)?;
    match read(store, account)? {
        Some(back) if back.as_slice() == text => Ok(()),
        _ => Err(Trouble::DoesNotKeep),
    }
}

/// Stores a value of no worth, reads it back and removes it.
fn prove(store: &CredentialStore) -> Result<(), Trouble> {
    let number = getrandom::u64().map_err(Trouble::Randomness)?;
    let account = format!("probe {number:016x}");
    keep(store, &account, account.as_bytes())?;
    if let Err(error) = entry(store, &account)?.delete_credential() {
        tracing::warn!(%error, "a probe without worth stays in the keychain");
    }
    Ok(())
}
