//! What an operation reaches: one connection's server, and our own files.

use std::sync::Arc;

use domain::connection::Connection;
use domain::ids::ClientId;
use domain::snapshot::Snapshot;
use domain::time::{Clock, Timestamp};
use provider::Problem;
use provider::auth0::Auth0;
use store::{Store, StoreError};

/// One connection's server, and our own files.
pub struct Reach {
    /// Our files.
    pub store: Store,
    /// The connection, as stored now.
    pub connection: Connection,
    /// Its server; [`Auth0::interactive`] when a person waits.
    pub tenant: Auth0,
    /// The clock that waiting goes by.
    pub clock: Arc<dyn Clock>,
}

/// Something that had to be known could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CannotBeRead {
    /// From the server.
    #[error(transparent)]
    Server(#[from] Problem),
    /// From our own files, or it could not be kept there.
    #[error(transparent)]
    Files(#[from] StoreError),
}

impl Reach {
    /// The client as the server shows it now, with the moment of the look, which is kept. `None`: it is gone.
    pub(crate) async fn look(&self, id: &ClientId) -> Result<Option<(Snapshot, Timestamp)>, CannotBeRead> {
        let read_at = self.tenant.server_now();
        let Some(client) = self.tenant.client(id).await? else { return Ok(None) };
        self.store.apply_look(&self.connection.id, client.clone(), read_at).await?;
        Ok(Some((client, read_at)))
    }
}
