//! At most one sync of a connection at a time: within this process and against a second copy of Rollcall.

use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::ConnectionId;

/// Hands out the right to sync a connection.
#[derive(Clone, Debug)]
pub struct SingleFlight {
    folder: PathBuf,
    flying: Arc<Mutex<HashSet<ConnectionId>>>,
}

/// The right to sync one connection; given back when dropped, also when the process is killed.
#[derive(Debug)]
pub struct SyncLock {
    connection: ConnectionId,
    flying: Arc<Mutex<HashSet<ConnectionId>>>,
    // the operating system's lock lives as long as the file is open
    _file: File,
}

impl SingleFlight {
    /// Locks are files below the data folder.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(data_folder: &Path) -> io::Result<Self> {
        let folder = data_folder.join("locks");
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, flying: Arc::default() })
    }

    /// The right to sync this connection. `None`: somebody has it.
    ///
    /// # Errors
    /// The lock file cannot be made.
    pub fn take(&self, connection: &ConnectionId) -> io::Result<Option<SyncLock>> {
        if !self.flying.lock().unwrap_or_else(PoisonError::into_inner).insert(connection.clone()) {
            return Ok(None);
        }
        let give_back = || {
            self.flying.lock().unwrap_or_else(PoisonError::into_inner).remove(connection);
        };
        let file =
            File::create(self.folder.join(format!("{connection}.lock"))).inspect_err(|_| give_back())?;
        match file.try_lock() {
            Ok(()) => Ok(Some(SyncLock {
                connection: connection.clone(),
                flying: Arc::clone(&self.flying),
                _file: file,
            })),
            Err(TryLockError::WouldBlock) => {
                give_back();
                Ok(None)
            }
            Err(TryLockError::Error(error)) => {
                give_back();
                Err(error)
            }
        }
    }
}

impl Drop for SyncLock {
    fn drop(&mut self) {
        self.flying.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_sync_of_the_same_connection_is_refused_until_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let id = ConnectionId::new("a");
        let here = SingleFlight::new(folder.path()).unwrap();
        let another_copy = SingleFlight::new(folder.path()).unwrap();
        let lock = here.take(&id).unwrap();
        assert!(lock.is_some());
        assert!(here.take(&id).unwrap().is_none());
        assert!(another_copy.take(&id).unwrap().is_none());
        assert!(another_copy.take(&ConnectionId::new("b")).unwrap().is_some());
        drop(lock);
        assert!(another_copy.take(&id).unwrap().is_some());
    }
}
