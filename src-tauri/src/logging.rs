//! The log of Rollcall itself: files by day in the data folder, never a secret in them.

use std::path::{Path, PathBuf};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;

/// How many days of log files are kept.
const KEPT: usize = 14;

/// Where the log files are.
#[must_use]
pub fn folder(data_folder: &Path) -> PathBuf {
    data_folder.join("logs")
}

/// Begins to log. The guard writes what is left when it is dropped. `None`: the folder cannot be written, so nothing is
/// logged; the store will tell why.
#[must_use]
pub fn begin(data_folder: &Path) -> Option<WorkerGuard> {
    std::fs::create_dir_all(folder(data_folder)).ok()?;
    let files = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("rollcall")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(folder(data_folder))
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let levels = EnvFilter::try_from_env("ROLLCALL_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,rollcall=info,sync=info"));
    let begun =
        tracing_subscriber::fmt().with_env_filter(levels).with_ansi(false).with_writer(writer).try_init();
    begun.is_ok().then_some(guard)
}
