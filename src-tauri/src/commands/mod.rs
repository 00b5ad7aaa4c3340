//! Commands: everything that the window can ask for. `list.rs` is THE list.
#![expect(
    clippy::missing_errors_doc,
    reason = "each fails with a CommandError, which says itself what happened, what was kept and what to do"
)]

#[macro_use]
mod list;

pub mod annotations;
pub mod client;
pub mod clients;
pub mod connect;
pub mod connections;
pub mod contract;
mod export;
pub mod frame;
pub mod inactive;
pub mod operations;
pub mod overview;
pub mod redirects;
pub mod settings;
pub mod sync;

pub use frame::progress_line;

/// One command of the list.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Its name, as the window calls it and as its permission is named (`allow-show-frame`).
    pub name: &'static str,
    /// The tags it depends on; empty for commands that do something.
    pub reads: &'static [&'static str],
}

macro_rules! describe {
    ($($module:ident :: $name:ident($request:ty) -> $response:ty, reads [$($tag:ident),*];)*) => {
        /// Every command, in the order of the list.
        pub const COMMANDS: &[Command] =
            &[$(Command { name: stringify!($name), reads: &[$(stringify!($tag)),*] },)*];
    };
}
commands!(describe);

macro_rules! handle {
    ($($module:ident :: $name:ident($request:ty) -> $response:ty, reads [$($tag:ident),*];)*) => {
        /// The handler of every command, to be given to the window once.
        pub fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($module::$name),*]
        }
    };
}
commands!(handle);

/// Every request and response of the list.
mod types {
    pub(super) use crate::views::client::*;
    pub(super) use crate::views::clients::*;
    pub(super) use crate::views::connect::*;
    pub(super) use crate::views::frame::*;
    pub(super) use crate::views::hosts::*;
    pub(super) use crate::views::inactive::*;
    pub(super) use crate::views::operations::*;
    pub(super) use crate::views::overview::*;
    pub(super) use crate::views::redirects::*;
    pub(super) use crate::views::settings::*;
    pub(super) use crate::views::*;
}
