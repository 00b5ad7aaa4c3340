//! Makes a permission for every command of the list, and keeps our SQLite to ourselves.

use tauri_build::{AppManifest, Attributes};

include!("src/commands/list.rs");

macro_rules! names {
    ($($module:ident :: $name:ident($request:ty) -> $response:ty, reads [$($tag:ident),*];)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}
commands!(names);

fn main() {
    // WebKitGTK uses the system's SQLite in the same process: ours must not be found in its place
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo:rustc-link-arg-bins=-Wl,--exclude-libs,ALL");
    }
    println!("cargo:rerun-if-changed=src/commands/list.rs");
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(NAMES));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
