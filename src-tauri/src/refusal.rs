//! When the files cannot be used: a dialog that says so, and nothing else is touched.

use std::io::Write as _;
use std::process::ExitCode;

use tauri_plugin_dialog::{DialogExt as _, MessageDialogKind};

use crate::error::CommandError;

/// Says what happened, what was kept and what to do: on standard error, and in a dialog where there is a display.
pub fn show(error: &CommandError) -> ExitCode {
    // when standard error is closed the dialog still tells
    let _ = writeln!(std::io::stderr(), "rollcall: {error}");
    tracing::error!(%error, "Rollcall could not start");
    let problem = error.problem.clone();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .setup(move |window| {
            let handle = window.handle().clone();
            if let Some(main) = tauri::Manager::get_webview_window(window, "main") {
                main.hide()?;
            }
            let text = format!("{}\n\n{}\n\n{}", problem.happened, problem.kept, problem.todo);
            window
                .dialog()
                .message(text)
                .title("Rollcall cannot start")
                .kind(MessageDialogKind::Error)
                .show(move |_| handle.exit(2));
            Ok(())
        })
        .build(tauri::generate_context!());
    if let Ok(dialog) = built {
        dialog.run(|_, _| {});
    }
    ExitCode::from(2)
}
