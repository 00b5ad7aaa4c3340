//! Why a secret could not be kept or given back: what happened, what was kept, what to do.

use std::io;
use std::path::PathBuf;

use crate::Obstacle;

/// Why a secret could not be kept or given back. No variant ever holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The keychain cannot be used now. Nothing was changed; a session-only vault is the way on.
    #[error("the keychain cannot be used: {0}. Nothing was changed. {advice}", advice = .0.advice())]
    Unavailable(Obstacle),

    /// The keychain works (a value was stored and read back), but it does not hold this file's key.
    #[error(
        "the keychain works but no longer holds the key of {}. The file was kept unchanged. Restore the keychain that \
         held the key, or move the file away and enter the credentials again", path.display()
    )]
    KeyMissing {
        /// The vault file, untouched.
        path: PathBuf,
    },

    /// The keychain holds a key under this file's name, but not the one that sealed it.
    #[error(
        "the key in the keychain is not the one that sealed {}. The file was kept unchanged. Restore the keychain that \
         held the key, or move the file away and enter the credentials again", path.display()
    )]
    WrongKey {
        /// The vault file, untouched.
        path: PathBuf,
    },

    /// The vault file is not as it was written.
    #[error(
        "{} is damaged ({what}). It was kept unchanged. Restore it from a backup, or move it away and enter the \
         credentials again", path.display()
    )]
    Damaged {
        /// The vault file, untouched.
        path: PathBuf,
        /// What does not hold.
        what: &'static str,
    },

    /// A newer Rollcall wrote the vault file.
    #[error(
        "{} was written by a newer Rollcall (format {found}, this one knows {known}). It was kept unchanged. Use the \
         newer Rollcall", path.display()
    )]
    NewerFormat {
        /// The vault file, untouched.
        path: PathBuf,
        /// The format that the file names.
        found: u32,
        /// The newest format that this program reads.
        known: u32,
    },

    /// One record does not open under the file's own key: it was altered or moved from another name.
    #[error(
        "the secret {name:?} of connection {connection} in {} was altered. Nothing was changed. Enter that credential \
         again", path.display()
    )]
    RecordRefused {
        /// The vault file, untouched.
        path: PathBuf,
        /// The connection's id.
        connection: String,
        /// The secret's name within the connection.
        name: String,
    },

    /// The vault file could not be read or written.
    #[error("cannot {action} {}: {source}. The earlier vault file was kept", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or folder that it was tried on.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },

    /// Another process kept replacing the vault file between our reading and our writing.
    #[error("{} kept changing while a secret was to be added. The secret was not kept; try again", path.display())]
    Contended {
        /// The vault file.
        path: PathBuf,
    },

    /// The operating system gave no randomness, so nothing could be sealed.
    #[error("the operating system gave no randomness ({0}). Nothing was changed")]
    Randomness(getrandom::Error),

    /// The secret is too long to seal (XChaCha20-Poly1305 ends at 256 GiB).
    #[error("the secret is too long to be sealed. Nothing was changed")]
    TooLong,

    /// The work was stopped before its end, as the program is shutting down.
    #[error("the program is stopping. The vault file is as it was before or after the change, never between")]
    Stopped,
}
