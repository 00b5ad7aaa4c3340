//! One sync of one connection.

use domain::ids::{ClientId, ConnectionId};
use domain::listing::Unread;
use domain::time::Timestamp;
use provider::Problem;
use provider::auth0::{Auth0, RowRules};
use store::{Store, StoreError};
use tokio_util::sync::CancellationToken;

use crate::progress::ProgressSink;

/// What a pull is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Every list, and the log.
    Everything,
    /// The log, and the clients that its administrative rows name.
    Log,
}

/// One sync of one connection, about to happen. The caller holds its [`crate::SyncLock`].
#[derive(Debug)]
pub struct Pull {
    /// Where it goes to.
    pub store: Store,
    /// Which connection.
    pub connection: ConnectionId,
    /// Where it comes from.
    pub tenant: Auth0,
    /// How log rows are read.
    pub rules: RowRules,
    /// Stops it; what was applied stays.
    pub stop: CancellationToken,
    /// Where it tells how far it has come.
    pub sink: ProgressSink,
}

/// How a pull ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullEnd {
    /// Everything that was asked for is here.
    Whole,
    /// Some of it could not be read; the first reason.
    Partial(Unread),
    /// A person stopped it.
    Stopped,
}

/// What a pull did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullReport {
    /// How it ended.
    pub end: PullEnd,
    /// Requests that were sent.
    pub calls: u64,
    /// When it ended, by the server.
    pub ended_at: Timestamp,
}

/// A pull that could not do its job at all.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The server, before anything could be read.
    #[error(transparent)]
    Provider(#[from] Problem),
    /// Our own files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A person stopped it.
    #[error("stopped")]
    Stopped,
}

impl Pull {
    /// Runs it. How it ended is recorded in the store as well, with the requests that were sent.
    ///
    /// # Errors
    /// Signing in failed, or our own files could not be written. What was applied before stays.
    pub async fn run(self, errand: Errand) -> Result<PullReport, PullError> {
        let calls_before = self.tenant.calls();
        let stop = self.stop.clone();
        let outcome = stop
            .run_until_cancelled_owned(Box::pin(self.read(errand)))
            .await
            .unwrap_or(Err(PullError::Stopped));
        let calls = self.tenant.calls().saturating_sub(calls_before);
        let now = self.tenant.server_now();
        let end = match outcome {
            Ok(None) => PullEnd::Whole,
            Ok(Some(why)) => PullEnd::Partial(why),
            Err(PullError::Stopped) => PullEnd::Stopped,
            Err(PullError::Provider(problem)) => {
                self.store.record_sync(&self.connection, Some(problem.unread()), now).await?;
                return Err(problem.into());
            }
            Err(error @ PullError::Store(_)) => return Err(error),
        };
        let problem = match &end {
            PullEnd::Whole => None,
            PullEnd::Partial(why) => Some(why.clone()),
            PullEnd::Stopped => Some(Unread::Cancelled),
        };
        self.store.record_sync(&self.connection, problem, now).await?;
        Ok(PullReport { end, calls, ended_at: now })
    }

    async fn read(&self, errand: Errand) -> Result<Option<Unread>, PullError> {
        // what an earlier pull read and did not derive needs no server
        if !self.store.underived(&self.connection, None, 1).await?.is_empty() {
            self.derive_changes().await?;
        }
        let token = self.tenant.sign_in().await?;
        let states = self.store.read_states(&self.connection).await?;
        let is_first = states.iter().all(|state| state.last_complete.is_none() && state.unread.is_none());
        if errand == Errand::Everything && is_first {
            // the first sync is the long one: say what the server's limit allows at best
            if let Some(first) = self.tenant.probe().await?.first_sync {
                self.sink.floor(first.floor);
            }
        }
        match errand {
            Errand::Everything => {
                let (lists, log) = tokio::join!(self.read_everything(), self.read_log(&token));
                self.derive_changes().await?;
                Ok(lists?.or(log?.1))
            }
            Errand::Log => {
                let (named, reason) = self.read_log(&token).await?;
                self.read_named(named).await?;
                self.derive_changes().await?;
                Ok(reason)
            }
        }
    }

    pub(crate) fn stop_if_asked(&self) -> Result<(), PullError> {
        if self.stop.is_cancelled() { Err(PullError::Stopped) } else { Ok(()) }
    }

    /// Whether a row about this client is about the tenant itself.
    pub(crate) fn is_global(&self, id: &ClientId) -> bool {
        self.rules.global_client.as_ref() == Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pull_may_move_between_threads() {
        fn sendable<T: Send>(_: impl Fn(Pull) -> T) {}
        sendable(|pull| pull.run(Errand::Everything));
    }
}
