//! The window: plugins, state, commands, and the tasks that live as long as it.

use std::process::ExitCode;
use std::time::Duration;

use tauri::webview::PageLoadEvent;
use tauri::{Manager as _, RunEvent, Webview};
use tauri_plugin_window_state::StateFlags;

use crate::state::App;
use crate::views::clients::{ClientColumn, ClientFilter, ClientSort, ListClientsRequest};
use crate::views::{Scope, ScopeRequest};
use crate::{commands, demo, events, reverting, syncing, terminal};

/// In which time the page is there, also on a slow computer.
const PAGE_WITHIN: Duration = Duration::from_secs(10);
/// How many rows the list of clients shows at first, about.
const FIRST_ROWS: u32 = 100;

/// Opens the window and stays until it is closed. 2 when the files cannot be used.
#[must_use]
pub fn open(with_demo: bool) -> ExitCode {
    let app = match tauri::async_runtime::block_on(App::open(&terminal::data_folder())) {
        Ok(app) => app,
        Err(error) => return crate::refusal::show(&error),
    };
    // a processor is idle until the web view's processes start
    tauri::async_runtime::spawn(read_ahead(app.clone()));
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|window, _, _| {
            if let Some(main) = window.get_webview_window("main") {
                // a window that cannot come forward stays where it is
                let _ = main.unminimize().and_then(|()| main.show()).and_then(|()| main.set_focus());
            }
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_state_flags(StateFlags::all() & !StateFlags::VISIBLE)
                .build(),
        )
        .on_page_load(|view, load| {
            if load.event() == PageLoadEvent::Finished {
                show(view);
            }
        })
        .manage(app.clone())
        .invoke_handler(commands::handler())
        .setup(move |window| {
            // here no command runs yet, and a second copy has already ended
            if let Err(error) = tauri::async_runtime::block_on(reverting::recover(&app)) {
                tracing::warn!(%error, "what the last run left in the middle is not explained yet");
            }
            let handle = window.handle().clone();
            tauri::async_runtime::spawn(show_without_page(handle.clone()));
            begin(&app, handle, with_demo);
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(window) => {
            window.run(|handle, event| {
                if let RunEvent::Exit = event {
                    handle.state::<App>().tasks.close();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            let error = crate::error::CommandError::other(
                format!("the window could not be opened: {error}"),
                "Use `rollcall report` and `rollcall sync` without a window.",
            );
            crate::refusal::show(&error)
        }
    }
}

/// Shows the window, whose page is there now. When it is shown before, `WebKitGTK` without layers (see [`painting`]) may want to
/// draw it while the page's process is still asking this one something: in four of ten starts both waited for each other, until a
/// timeout of half a second.
///
/// [`painting`]: crate::painting
fn show(view: &Webview) {
    if let Err(error) = view.window().show() {
        tracing::error!(%error, "the window cannot be shown");
    }
}

/// Shows the window also when its page does not come: an empty window can be seen and closed, a hidden one cannot.
async fn show_without_page(handle: tauri::AppHandle) {
    tokio::time::sleep(PAGE_WITHIN).await;
    if let Some(main) = handle.get_webview_window("main") {
        show(main.as_ref());
    }
}

/// Reads what the first screens will ask for, one after the other, while the web view starts: the store keeps what it needed, and a
/// failure is told when a screen asks.
async fn read_ahead(app: App) {
    let first_page = ListClientsRequest {
        scope: Scope::default(),
        window_days: 0,
        filter: ClientFilter::default(),
        sort: ClientSort { column: ClientColumn::Name, descending: false },
        offset: 0,
        limit: FIRST_ROWS,
        as_of: None,
    };
    let _ = commands::clients::list_clients(app.clone(), first_page).await;
    let _ = commands::frame::show_frame(app.clone(), ScopeRequest::default()).await;
    let _ = commands::overview::show_overview(app, ScopeRequest::default()).await;
}

fn begin(app: &App, handle: tauri::AppHandle, with_demo: bool) {
    let (stored, told) = (app.store.changes(), app.told.subscribe());
    tauri::async_runtime::spawn(events::forward(stored, told, handle));
    let here = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut demo = demo::resume(&here).await;
        if with_demo && demo.is_ok() {
            demo = demo::add(&here).await.map(drop);
        }
        if let Err(error) = demo {
            tracing::warn!(%error, "the demo tenant does not run");
        }
        reverting::settle_open(&here).await;
        syncing::keep_watching(here).await;
    });
}
