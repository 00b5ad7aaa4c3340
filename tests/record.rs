//! Writes what the real core answers while a tenant fails; started by `cargo xtask test` before the window's tests.
//!
//! `record FOLDER`: one JSON file a case; what lay there before is deleted.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "says what it recorded")]

use acceptance::recordings::{Case, Trouble};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Most of a case is waiting for answers that do not come.
const AT_ONCE: usize = 24;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: record FOLDER");
        return ExitCode::FAILURE;
    };
    let start = Instant::now();
    match record_all(&folder).await {
        Ok(count) => {
            println!("{count} recordings in {:.0} s: {}", start.elapsed().as_secs_f64(), folder.display());
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn record_all(folder: &Path) -> Result<usize, Trouble> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => std::fs::create_dir_all(folder)?,
    }
    let cases = Case::all();
    let count = cases.len();
    stream::iter(cases.into_iter().enumerate())
        .map(async |(number, case)| {
            let recording = case.record().await?;
            let file = folder.join(format!("{number:03}.json"));
            Ok::<(), Trouble>(std::fs::write(file, serde_json::to_vec(&recording)?)?)
        })
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>()
        .await?;
    Ok(count)
}
