//! Where a person wants a file.

use std::path::PathBuf;

use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;

/// Asks for the place of a CSV file. `None`: the person left the dialog.
pub async fn choose(window: &AppHandle, suggested_name: &str) -> Option<PathBuf> {
    let dialog = window.dialog().file().set_file_name(suggested_name).add_filter("CSV", &["csv"]);
    let (sender, chosen) = tokio::sync::oneshot::channel();
    // the receiver waits below
    dialog.save_file(move |path| drop(sender.send(path)));
    chosen.await.ok().flatten().and_then(|path| path.into_path().ok())
}
