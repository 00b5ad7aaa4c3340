//! What Rollcall signs in with, asked for anew whenever a token is needed, also in the middle of a sync.

use domain::ids::ClientId;
use futures_util::future::BoxFuture;
use secrecy::SecretString;

/// A credential, taken from where it is kept for the moment in which it is used.
#[derive(Clone)]
pub enum Credential {
    /// `client_credentials` with a client secret (RFC 6749 section 4.4; facts/auth0.md 1.1).
    ClientSecret {
        /// The client that we sign in as.
        client_id: ClientId,
        /// Its secret.
        secret: SecretString,
    },
    /// `client_credentials` with an RS256 assertion (RFC 7523; facts/auth0.md 1.2).
    PrivateKeyJwt {
        /// The client that we sign in as.
        client_id: ClientId,
        /// The private key: PKCS#8 or PKCS#1 RSA, in PEM.
        pem: SecretString,
    },
    /// A Management API token that a person pasted. It ends and cannot be renewed.
    Token(SecretString),
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ClientSecret { client_id, .. } => write!(f, "ClientSecret({client_id})"),
            Self::PrivateKeyJwt { client_id, .. } => write!(f, "PrivateKeyJwt({client_id})"),
            Self::Token(_) => f.write_str("Token"),
        }
    }
}

/// Why there is no credential now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// Nothing is kept for this connection.
    #[error("no credential is kept for this connection")]
    Absent,
    /// The place where it is kept cannot be opened now.
    #[error("the credential cannot be read now: {why}")]
    Unavailable {
        /// In a few words, without any secret.
        why: String,
    },
}

/// Where credentials come from. Implemented on the vault, so that nobody else sees a secret.
pub trait Credentials: Send + Sync {
    /// The credential to sign in with now.
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialsError>>;
}
