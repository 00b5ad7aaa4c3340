//! The one HTTP client.

use std::path::PathBuf;

/// Why no HTTP client could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// `SSL_CERT_FILE` names a file that is not there.
    #[error("SSL_CERT_FILE names {path}, which cannot be read")]
    CertFileMissing {
        /// The path in the variable.
        path: PathBuf,
    },
    /// The chosen CA file cannot be read or holds no certificate.
    #[error("the CA file {path} {why}")]
    CaFile {
        /// The chosen path.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The operating system's trust store or TLS could not be set up.
    #[error("TLS could not be set up: {why}")]
    Tls {
        /// What the library says.
        why: String,
    },
}
