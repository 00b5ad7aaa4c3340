//! Rollcall's entry point: a window, or one errand without it.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use clap::Parser as _;
use rollcall::{logging, painting, terminal, window};

fn main() -> ExitCode {
    let arguments = terminal::Arguments::parse();
    if arguments.errand.is_none() {
        painting::choose();
    }
    let keeps = arguments.errand.as_ref().is_none_or(terminal::Without::needs_data);
    let _log = keeps.then(|| logging::begin(&terminal::data_folder()));
    match arguments.errand {
        Some(errand) => tauri::async_runtime::block_on(terminal::run(errand)),
        None => window::open(arguments.demo),
    }
}
