//! Where secrets live: sealed records, their key in the operating system's keychain.
//!
//! Two homes for a secret: a [`SealedFile`], whose one key lies in the keychain, or a [`Session`] that forgets with the
//! process. There is no third: a secret is never written in the clear, and the key never lies beside the file.
//!
//! What is not promised: someone who can write to the data folder can put back an older copy of the whole file (no
//! protection against rollback), the length of a secret can be read from its record, and the names of records are not
//! secret.

mod availability;
mod error;
mod hex;
mod key_in_keychain;
mod seal;
mod sealed_file;
mod session;
mod vault_file;

pub use availability::{Availability, Obstacle, availability};
pub use error::VaultError;
pub use sealed_file::SealedFile;
use secrecy::SecretString;
pub use session::Session;

/// Which secret a record holds: the connection's id and the name that the secret has within it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordName {
    /// The connection's id.
    pub connection: String,
    /// The secret's name within its connection, for example `client_secret`.
    pub name: String,
}

impl RecordName {
    /// Names one record.
    pub fn new(connection: impl Into<String>, name: impl Into<String>) -> Self {
        Self { connection: connection.into(), name: name.into() }
    }
}

/// The place where this run of Rollcall keeps its secrets. Clones share one place.
#[derive(Clone)]
pub enum Vault {
    /// Secrets outlive the process, sealed with the key in the keychain.
    Sealed(SealedFile),
    /// Secrets are forgotten when the process ends.
    Session(Session),
}

impl Vault {
    /// Keeps a secret, in the place of any earlier one of that name. When this returns `Ok` from a sealed file, the
    /// secret is on disk and its key was seen in the keychain in the same call.
    ///
    /// # Errors
    /// As [`SealedFile::put`]; a session never fails.
    pub async fn put(&self, connection: &str, name: &str, secret: SecretString) -> Result<(), VaultError> {
        match self {
            Self::Sealed(file) => file.put(connection, name, secret).await,
            Self::Session(session) => {
                session.put(connection, name, secret);
                Ok(())
            }
        }
    }

    /// The secret of that name, or `None` when none is kept.
    ///
    /// # Errors
    /// As [`SealedFile::get`]; a session never fails.
    pub async fn get(&self, connection: &str, name: &str) -> Result<Option<SecretString>, VaultError> {
        match self {
            Self::Sealed(file) => file.get(connection, name).await,
            Self::Session(session) => Ok(session.get(connection, name)),
        }
    }

    /// Forgets one secret, and says whether there was one. Needs no key, so it never asks for a password.
    ///
    /// # Errors
    /// As [`SealedFile::remove`]; a session never fails.
    pub async fn remove(&self, connection: &str, name: &str) -> Result<bool, VaultError> {
        match self {
            Self::Sealed(file) => file.remove(connection, name).await,
            Self::Session(session) => Ok(session.remove(connection, name)),
        }
    }

    /// Forgets every secret of a connection, and says how many there were. Needs no key.
    ///
    /// # Errors
    /// As [`SealedFile::remove_connection`]; a session never fails.
    pub async fn remove_connection(&self, connection: &str) -> Result<usize, VaultError> {
        match self {
            Self::Sealed(file) => file.remove_connection(connection).await,
            Self::Session(session) => Ok(session.remove_connection(connection)),
        }
    }

    /// The names of all records in order. Needs no key.
    ///
    /// # Errors
    /// As [`SealedFile::names`]; a session never fails.
    pub async fn names(&self) -> Result<Vec<RecordName>, VaultError> {
        match self {
            Self::Sealed(file) => file.names().await,
            Self::Session(session) => Ok(session.names()),
        }
    }

    /// Forgets every record that is not in `keep`, and returns the names of those. For launch, under the single-instance
    /// lock: a secret is kept before the row that names it is written, so a sweep beside a running writer could take it.
    /// Needs no key.
    ///
    /// # Errors
    /// As [`SealedFile::sweep`]; a session never fails.
    pub async fn sweep(&self, keep: &[RecordName]) -> Result<Vec<RecordName>, VaultError> {
        match self {
            Self::Sealed(file) => file.sweep(keep).await,
            Self::Session(session) => Ok(session.sweep(keep)),
        }
    }
}
