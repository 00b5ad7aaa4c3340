//! The journal of operations. Every write here is on the disk itself before it answers.

use domain::ids::{ClientId, ConnectionId};
use domain::operation::{Operation, OperationId, State, Witness, WrongStep};
use domain::time::Timestamp;

use super::Store;
use crate::change::Tag;
use crate::error::StoreError;
use crate::tables::operation::Begun;
use crate::tables::{connection, operation};

impl Store {
    /// Puts a planned operation into the journal with its audit entry. One that is there already, and one whose client has
    /// another open operation, is not put there again.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be written.
    pub async fn begin_operation(&self, planned: Operation) -> Result<Begun, StoreError> {
        let id = planned.connection.clone();
        let begun = self.inner.precious.write_durably(move |tx| operation::begin(tx, &planned)).await?;
        self.tell(&[Tag::Changes], Some(&id));
        Ok(begun)
    }

    /// Takes one step of an operation with its audit entry, in one transaction. The inner error says that its state does not
    /// allow the step; nothing changed then.
    ///
    /// # Errors
    ///
    /// There is no such operation, or the file cannot be written.
    pub async fn step_operation(
        &self,
        id: &OperationId,
        step: impl FnOnce(&State) -> Result<State, WrongStep> + Send + 'static,
    ) -> Result<Result<Operation, WrongStep>, StoreError> {
        let wanted = id.clone();
        let stepped = self.inner.precious.write_durably(move |tx| operation::step(tx, &wanted, step)).await?;
        if let Ok(operation) = &stepped {
            self.tell(&[Tag::Changes], Some(&operation.connection));
        }
        Ok(stepped)
    }

    /// Notes what the server's log shows of an operation, with its audit entry. `false`: that was noted before.
    ///
    /// # Errors
    ///
    /// There is no such operation, or the file cannot be written.
    pub async fn witness_operation(
        &self,
        id: &OperationId,
        witness: Witness,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let wanted = id.clone();
        let noted = self
            .inner
            .precious
            .write_durably(move |tx| operation::witness(tx, &wanted, &witness, at))
            .await?;
        self.tell(&[Tag::Changes], None);
        Ok(noted)
    }

    /// One operation. `None`: the journal does not know it.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn operation(&self, id: &OperationId) -> Result<Option<Operation>, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| operation::find(db, &id)).await
    }

    /// Every operation of which something is still to be found out, oldest first.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn open_operations(&self) -> Result<Vec<Operation>, StoreError> {
        self.inner.precious.read(operation::open).await
    }

    /// Every operation of a connection, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn operations(&self, id: &ConnectionId) -> Result<Vec<Operation>, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| operation::all(db, connection::number(db, &id)?)).await
    }

    /// The operations of a client, newest first.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn operations_of(
        &self,
        id: &ConnectionId,
        client: &ClientId,
    ) -> Result<Vec<Operation>, StoreError> {
        let (id, client) = (id.clone(), client.clone());
        let read =
            move |db: &rusqlite::Connection| operation::of_client(db, connection::number(db, &id)?, &client);
        self.inner.precious.read(read).await
    }

    /// Operations of a connection whose requests have left and of which the server's log shows nothing yet, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchConnection`], or the file cannot be read.
    pub async fn unwitnessed_operations(&self, id: &ConnectionId) -> Result<Vec<Operation>, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| operation::unwitnessed(db, connection::number(db, &id)?)).await
    }

    /// The audit entries of an operation, oldest first: when, by whom, and the state or witness as JSON.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn operation_trail(
        &self,
        id: &OperationId,
    ) -> Result<Vec<(Timestamp, String, String)>, StoreError> {
        let id = id.clone();
        self.inner.precious.read(move |db| operation::trail(db, &id)).await
    }
}
