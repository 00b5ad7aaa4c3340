//! What can go wrong with files on this computer, and what it means for the person.

use std::io;
use std::path::{Path, PathBuf};

/// Why something could not be stored or read. What was stored before stays as it was: every write is one transaction.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room for the write.
    #[error("the disk is full, so {} could not grow; nothing of this step was kept, everything before it was", file.display())]
    DiskFull {
        /// The file that could not grow.
        file: PathBuf,
    },
    /// The folder or a file may not be written.
    #[error("{} cannot be written: the folder, the file or its disk is read-only", path.display())]
    ReadOnly {
        /// What may not be written.
        path: PathBuf,
    },
    /// The file is not a database, or its pages contradict each other.
    #[error("{} is damaged and was left untouched: {detail}", file.display())]
    Corrupt {
        /// The damaged file.
        file: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// A newer Rollcall wrote the file.
    #[error("{} was written by a newer version of Rollcall (format {found}, this one knows {known}); it was left untouched", file.display())]
    NewerVersion {
        /// The file.
        file: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// Somebody else holds the file.
    #[error("{} is in use by another program; nothing was changed", file.display())]
    Busy {
        /// The file.
        file: PathBuf,
    },
    /// The operating system refused something else.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was being used.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// SQLite refused something else; this is a defect of Rollcall.
    #[error("{}: {source}", file.display())]
    Sqlite {
        /// The file.
        file: PathBuf,
        /// SQLite's answer.
        source: rusqlite::Error,
    },
    /// A stored row contradicts itself.
    #[error("a stored value cannot be understood: table {table}, column {column}, row {row}: {why}")]
    Row {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row, by its key.
        row: String,
        /// What is wrong, without the value.
        why: String,
    },
    /// There is no such connection.
    #[error("there is no such connection any more")]
    NoSuchConnection,
    /// Another connection has this name.
    #[error("another connection is called {name} already")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The store was closed while this was waiting.
    #[error("Rollcall is closing; nothing of this step was kept")]
    Closed,
}

/// What a function on a connection answers with, before it is known which file it was about.
pub(crate) type Sql<T> = Result<T, Fault>;

/// A failure inside a file, not yet named after it.
#[derive(Debug)]
pub(crate) enum Fault {
    /// From SQLite.
    Sqlite(rusqlite::Error),
    /// From compression or another reading of bytes.
    Io(io::Error),
    /// Already complete.
    Told(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Told(error)
    }
}

impl Fault {
    /// A stored row that contradicts itself.
    pub(crate) fn row(
        table: &'static str,
        column: &'static str,
        row: &impl ToString,
        why: impl Into<String>,
    ) -> Self {
        Self::Told(StoreError::Row { table, column, row: row.to_string(), why: why.into() })
    }

    /// The failure, named after its file.
    pub(crate) fn in_file(self, file: &Path) -> StoreError {
        let file = file.to_owned();
        match self {
            Self::Told(error) => error,
            Self::Io(source) => StoreError::of_io(&file, source),
            Self::Sqlite(source) => of_sqlite(file, source),
        }
    }
}

impl StoreError {
    pub(crate) fn of_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { file: path },
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly { path },
            _ => Self::Io { path, source },
        }
    }
}

/// The memory that SQLite shares beside a database grows in steps of this size (its file format, section 4.5).
const ROOM: usize = 32_768;

fn of_sqlite(file: PathBuf, source: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::DiskFull { file },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly { path: file },
        Some(ErrorCode::CannotOpen) if !may_be_written(&file) => StoreError::ReadOnly { path: file },
        Some(ErrorCode::SystemIoFailure) if !has_room(&file) => StoreError::DiskFull { file },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Corrupt { detail: source.to_string(), file }
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
            StoreError::Busy { file }
        }
        _ => StoreError::Sqlite { file, source },
    }
}

/// SQLite says "disk I/O error" where it cannot make room for what readers and writers share beside a database.
fn has_room(file: &Path) -> bool {
    let probe = file.with_extension("probe");
    let written = std::fs::write(&probe, vec![1; ROOM]);
    // it was ours; if it stays, nothing depends on it
    let _ = std::fs::remove_file(&probe);
    !written
        .is_err_and(|error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
}

/// SQLite says "cannot open" for a database in a folder where it may not create its companions.
fn may_be_written(file: &Path) -> bool {
    let probe = file.with_extension("probe");
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(&probe).is_ok();
    if written {
        // it was ours and is empty; if it stays, nothing depends on it
        let _ = std::fs::remove_file(&probe);
    }
    written
}
