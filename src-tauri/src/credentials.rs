//! The credentials of connections: kept in the vault or in this session, handed to the provider when it asks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::connection::{Connection, SignIn};
use domain::ids::{ClientId, ConnectionId};
use provider::{Credential, Credentials, CredentialsError};
use secrecy::SecretString;
use vault::{Availability, SealedFile, Session, VaultError};

use crate::views::frame::{CredentialPlaceView, KeychainView};

/// The record that holds a connection's credential.
const RECORD: &str = "credential";

/// The keychain is asked again whether it is there after this time.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(15);

type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Both places where a credential can be. Clones share them.
#[derive(Clone)]
pub struct Vaults {
    sealed: Arc<Result<SealedFile, VaultError>>,
    session: Session,
    keychain: Arc<Mutex<Option<(Instant, KeychainView)>>>,
}

impl Vaults {
    /// The sealed file, or why it cannot be used, and the session.
    #[must_use]
    pub fn new(sealed: Result<SealedFile, VaultError>, session: Session) -> Self {
        Self { sealed: Arc::new(sealed), session, keychain: Arc::default() }
    }

    /// Keeps a connection's credential, in the place of an earlier one.
    ///
    /// # Errors
    /// The keychain cannot be used; nothing was kept.
    pub async fn keep(
        &self,
        connection: &ConnectionId,
        secret: SecretString,
        session_only: bool,
    ) -> Result<(), VaultError> {
        if session_only {
            self.session.put(connection.as_str(), RECORD, secret);
            return Ok(());
        }
        let sealed = self.sealed()?;
        sealed.put(connection.as_str(), RECORD, secret).await?;
        let _was_there = self.session.remove(connection.as_str(), RECORD);
        Ok(())
    }

    /// A connection's credential. `None`: none is kept.
    ///
    /// # Errors
    /// The keychain cannot be used.
    pub async fn credential(&self, connection: &ConnectionId) -> Result<Option<SecretString>, VaultError> {
        if let Some(secret) = self.session.get(connection.as_str(), RECORD) {
            return Ok(Some(secret));
        }
        self.sealed()?.get(connection.as_str(), RECORD).await
    }

    /// Forgets a connection's credential in both places.
    ///
    /// # Errors
    /// The vault file cannot be written.
    pub async fn forget(&self, connection: &ConnectionId) -> Result<(), VaultError> {
        let _how_many = self.session.remove_connection(connection.as_str());
        if let Ok(sealed) = self.sealed.as_ref() {
            sealed.remove_connection(connection.as_str()).await?;
        }
        Ok(())
    }

    /// Where a connection's credential is, without asking the keychain.
    pub async fn place(&self, connection: &Connection) -> CredentialPlaceView {
        if connection.is_demo() {
            return CredentialPlaceView::NotNeeded;
        }
        if self.session.get(connection.id.as_str(), RECORD).is_some() {
            return CredentialPlaceView::Session;
        }
        let names = match self.sealed.as_ref() {
            Ok(sealed) => sealed.names().await.unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        let kept = names.iter().any(|name| name.connection == connection.id.as_str());
        if kept { CredentialPlaceView::Vault } else { CredentialPlaceView::Missing }
    }

    /// Whether the vault can keep a credential now, and if not, why and what to do.
    pub async fn keychain(&self) -> KeychainView {
        if let Err(error) = self.sealed.as_ref() {
            return KeychainView { available: false, why: error.to_string() };
        }
        let known = self.known_keychain().clone();
        if let Some((_, view)) = known.filter(|(seen_at, _)| seen_at.elapsed() < LOOK_AGAIN_AFTER) {
            return view;
        }
        let view = match vault::availability().await {
            Availability::Ready | Availability::Locked => {
                KeychainView { available: true, why: String::new() }
            }
            Availability::Unavailable(obstacle) => {
                KeychainView { available: false, why: format!("{obstacle}. {}", obstacle.advice()) }
            }
        };
        *self.known_keychain() = Some((Instant::now(), view.clone()));
        view
    }

    fn known_keychain(&self) -> MutexGuard<'_, Option<(Instant, KeychainView)>> {
        self.keychain.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sealed(&self) -> Result<&SealedFile, VaultError> {
        self.sealed.as_ref().as_ref().map_err(|_| VaultError::Stopped)
    }
}

/// The credential of one saved connection.
pub struct KeptCredential {
    vaults: Vaults,
    connection: ConnectionId,
    sign_in: SignIn,
}

impl KeptCredential {
    /// The credential that this connection signs in with.
    #[must_use]
    pub fn new(vaults: Vaults, connection: &Connection) -> Self {
        Self { vaults, connection: connection.id.clone(), sign_in: connection.sign_in.clone() }
    }
}

impl Credentials for KeptCredential {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialsError>> {
        Box::pin(async {
            let kept = self.vaults.credential(&self.connection).await;
            let secret = kept
                .map_err(|error| CredentialsError::Unavailable { why: error.to_string() })?
                .ok_or(CredentialsError::Absent)?;
            match &self.sign_in {
                SignIn::ClientSecret { client_id } => {
                    Ok(Credential::ClientSecret { client_id: client_id.clone(), secret })
                }
                SignIn::PrivateKeyJwt { client_id } => {
                    Ok(Credential::PrivateKeyJwt { client_id: client_id.clone(), pem: secret })
                }
                SignIn::PastedToken { .. } => Ok(Credential::Token(secret)),
                SignIn::Demo { .. } => Err(CredentialsError::Absent),
            }
        })
    }
}

/// A credential in hand: typed a moment ago, or the demo tenant's.
pub struct HeldCredential(pub Credential);

impl Credentials for HeldCredential {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialsError>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

/// How a credential signs in, and the secret part of it.
#[must_use]
pub fn split(
    credential: Credential,
    token_ends_at: domain::time::Timestamp,
    token_client: Option<ClientId>,
) -> (SignIn, SecretString) {
    match credential {
        Credential::ClientSecret { client_id, secret } => (SignIn::ClientSecret { client_id }, secret),
        Credential::PrivateKeyJwt { client_id, pem } => (SignIn::PrivateKeyJwt { client_id }, pem),
        Credential::Token(secret) => {
            (SignIn::PastedToken { client_id: token_client, ends_at: token_ends_at }, secret)
        }
    }
}
