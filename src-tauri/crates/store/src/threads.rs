//! One SQLite file: its one writer thread, and its read-only connections.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use crate::error::{Fault, Sql, StoreError};
use crate::migrate::{Backup, migrate};

/// How long a statement waits for another program's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Read-only connections that are kept open between queries.
const IDLE_READERS: usize = 3;
/// Prepared statements kept per connection.
const CACHED_STATEMENTS: usize = 64;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// An open file. Dropping it lets the writer finish what it was given and closes the file.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    readers: Arc<Mutex<Vec<Connection>>>,
}

impl File {
    /// Opens or creates the file, brings it to the newest format and starts its writer. Blocks.
    pub(crate) fn open(path: &Path, steps: &[&str], backup: Backup) -> Result<Self, StoreError> {
        create_private(path)?;
        let connection = open_for_writing(path, steps, backup).map_err(|fault| fault.in_file(path))?;
        let (jobs, queue) = mpsc::channel::<Job>();
        let writer = std::thread::Builder::new()
            .name("store writer".to_owned())
            .spawn(move || write_until_closed(connection, &queue))
            .map_err(|error| StoreError::of_io(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            jobs: Some(jobs),
            writer: Some(writer),
            readers: Arc::new(Mutex::new(Vec::new())),
        })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `change` on the writer thread in one immediate transaction; it is committed when `change` succeeds. A killed
    /// process loses nothing of it; a power cut may take back the newest transactions, whole ones.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.enqueue(change, move |changed| drop(answer.send(changed)))?;
        answered.await.map_err(|_| StoreError::Closed)?.map_err(|fault| fault.in_file(&self.path))
    }

    /// As [`File::write`], and on the disk itself before it answers: also a power cut cannot take it back.
    pub(crate) async fn write_durably<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Box::new(move |connection| {
            let changed = connection
                .pragma_update(None, "synchronous", "full")
                .map_err(Fault::from)
                .and_then(|()| in_transaction(connection, change));
            let restored = connection.pragma_update(None, "synchronous", "normal");
            // nobody waits when the caller was dropped; the change stands all the same
            let _ = answer.send(changed.and_then(|changed| Ok(restored.map(|()| changed)?)));
        }))?;
        answered.await.map_err(|_| StoreError::Closed)?.map_err(|fault| fault.in_file(&self.path))
    }

    /// As [`File::write`], for threads that may wait.
    pub(crate) fn write_blocking<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = mpsc::channel();
        self.enqueue(change, move |changed| drop(answer.send(changed)))?;
        answered.recv().map_err(|_| StoreError::Closed)?.map_err(|fault| fault.in_file(&self.path))
    }

    /// `answer` does nothing when the caller no longer waits; the change stands all the same.
    fn enqueue<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Sql<T> + Send + 'static,
        answer: impl FnOnce(Sql<T>) + Send + 'static,
    ) -> Result<(), StoreError> {
        self.send(Box::new(move |connection| answer(in_transaction(connection, change))))
    }

    fn send(&self, job: Job) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).map_err(|_| StoreError::Closed)
    }

    /// Runs `query` on a read-only connection, off the async threads, within one snapshot of the file.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Sql<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (readers, path) = (Arc::clone(&self.readers), self.path.clone());
        let answer = tokio::task::spawn_blocking(move || read(&readers, &path, query));
        answer.await.map_err(|_| StoreError::Closed)?.map_err(|fault| fault.in_file(&self.path))
    }

    /// As [`File::read`], for threads that may wait.
    pub(crate) fn read_blocking<T>(
        &self,
        query: impl FnOnce(&Connection) -> Sql<T>,
    ) -> Result<T, StoreError> {
        read(&self.readers, &self.path, query).map_err(|fault| fault.in_file(&self.path))
    }
}

fn read<T>(
    readers: &Mutex<Vec<Connection>>,
    path: &Path,
    query: impl FnOnce(&Connection) -> Sql<T>,
) -> Sql<T> {
    let idle = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut connection = match idle {
        Some(connection) => connection,
        None => open_for_reading(path)?,
    };
    let snapshot = connection.transaction()?;
    let answer = query(&snapshot)?;
    snapshot.finish()?;
    let mut readers = readers.lock().unwrap_or_else(PoisonError::into_inner);
    if readers.len() < IDLE_READERS {
        readers.push(connection);
    }
    Ok(answer)
}

impl Drop for File {
    fn drop(&mut self) {
        // the writer has to be the last to close: only then the write-ahead log goes into the file
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            // a writer that panicked has nothing more to finish
            let _ = writer.join();
        }
    }
}

fn write_until_closed(mut connection: Connection, queue: &mpsc::Receiver<Job>) {
    while let Ok(job) = queue.recv() {
        job(&mut connection);
    }
}

fn in_transaction<T>(connection: &mut Connection, change: impl FnOnce(&Transaction<'_>) -> Sql<T>) -> Sql<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answer = change(&transaction)?;
    transaction.commit()?;
    Ok(answer)
}

fn open_for_writing(path: &Path, steps: &[&str], backup: Backup) -> Sql<Connection> {
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    migrate(&mut connection, path, steps, backup)?;
    Ok(connection)
}

fn open_for_reading(path: &Path) -> Sql<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn open(path: &Path, mode: OpenFlags) -> Sql<Connection> {
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Creates the file, when it is missing, so that only its owner may read it; SQLite gives its companions the same mode.
pub(crate) fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| StoreError::of_io(path, error))
}

#[cfg(test)]
pub(crate) fn open_for_tests(path: &Path) -> Connection {
    create_private(path).unwrap();
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
}
