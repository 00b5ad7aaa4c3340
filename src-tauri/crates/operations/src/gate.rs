//! The one gate that every write passes.

use domain::client::ClientFace;
use domain::connection::{Connection, Permission};
use domain::snapshot::Snapshot;
use provider::auth0::TokenInfo;

/// Why nothing may be sent. Each sentence is for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Barred {
    /// The connection only looks.
    #[error("This connection is read-only: Rollcall never changes anything through it.")]
    ReadOnly,
    /// The token lacks the scope that the request needs.
    #[error("You cannot do this, because the token lacks {scope}.")]
    ScopeMissing {
        /// The scope.
        scope: &'static str,
    },
    /// Rollcall would change the client that it signs in as, and might lock itself out.
    #[error("Rollcall signs in as this client and does not change it.")]
    OwnClient,
    /// The tenant's legacy pseudo client, which is never edited (facts/auth0.md 2.8).
    #[error("This is the tenant's global client. It is never changed.")]
    GlobalClient,
}

/// Leave to send one change of one client. Only [`gate`] gives it.
#[derive(Debug)]
pub struct Leave(());

/// What can be said before the server is asked.
pub(crate) fn may_act(connection: &Connection) -> Result<(), Barred> {
    if connection.permission == Permission::ReadAndAct { Ok(()) } else { Err(Barred::ReadOnly) }
}

/// Gives leave to change `client`, as it was just read, through this connection with this token, by a request that needs
/// `scope`.
///
/// # Errors
///
/// [`Barred`]: the connection is read-only, the scope is not held, or the client is Rollcall's own or the tenant's global one.
pub fn gate(
    connection: &Connection,
    token: &TokenInfo,
    client: &Snapshot,
    scope: &'static str,
) -> Result<Leave, Barred> {
    may_act(connection)?;
    let our_own = [connection.sign_in.client_id(), token.client_id.as_ref()];
    if our_own.into_iter().flatten().any(|own| own.as_str() == client.key) {
        return Err(Barred::OwnClient);
    }
    if ClientFace::of_auth0(&client.body).is_global {
        return Err(Barred::GlobalClient);
    }
    if !token.holds(scope) {
        return Err(Barred::ScopeMissing { scope });
    }
    Ok(Leave(()))
}
