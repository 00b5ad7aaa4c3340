//! Tauri's macro wants the output folder of a build script.

fn main() {
    println!("cargo:rerun-if-changed=bench/empty_window");
}
