//! Changes: derived anew for every client of which something new is known, from everything that is.

use assessment::changes::{OwnWrite, OwnWrites, changes, past, trusted_hosts};
use domain::operation::{Operation, Purpose};
use store::ClientChanges;

use crate::pull::{Pull, PullError};

/// So many clients are derived and stored as one: a kill loses no more than their derivation.
const BATCH: u32 = 200;

impl Pull {
    /// Brings the changes up to date. What was not derived when this ends early is derived by the next pull.
    pub(crate) async fn derive_changes(&self) -> Result<(), PullError> {
        let coverage = self.store.ledger(&self.connection).await?.coverage;
        let connections = self.store.connections().await?;
        let us = connections.into_iter().find(|connection| connection.id == self.connection);
        let operations = self.store.operations(&self.connection).await?;
        let own = OwnWrites {
            client: us.and_then(|us| us.sign_in.client_id().cloned()),
            sent: operations.into_iter().map(own_write).collect(),
        };
        // the newest end moves with every look at the log and opens no gap
        let mut gaps: Vec<i64> =
            coverage.intervals().iter().flat_map(|held| [held.from.millis(), held.to.millis()]).collect();
        gaps.pop();
        self.store.note_gaps(&self.connection, format!("{gaps:?}")).await?;
        let mut after = None;
        loop {
            self.stop_if_asked()?;
            let underived = self.store.underived(&self.connection, after.clone(), BATCH).await?;
            let Some(last) = underived.last() else { return Ok(()) };
            after = Some(last.history.client.clone());
            let derived = underived.into_iter().map(|of| ClientChanges {
                changes: changes(&of.history, &coverage, &own),
                hosts: trusted_hosts(&of.history),
                past: past(&of.history, &coverage),
                of,
            });
            let derived = derived.collect();
            self.store.put_changes(&self.connection, derived, self.tenant.server_now()).await?;
        }
    }
}

fn own_write(operation: Operation) -> (String, OwnWrite) {
    let Purpose::RevertChange { member, expected, .. } = operation.purpose;
    (operation.id.to_string(), OwnWrite { member, seen: expected, looked_at: operation.read_at })
}
