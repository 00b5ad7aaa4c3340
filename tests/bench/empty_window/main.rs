//! The empty window that `bench start` measures Rollcall against: Tauri, one line of text, nothing else.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("bench/empty_window/tauri.conf.json"))
}
