//! Commands: everything that the window can ask for. `list.rs` is THE list.

#[macro_use]
mod list;
pub mod contract;

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

/// Every request and response of the list.
mod types {
    pub(super) use crate::views::client::*;
    pub(super) use crate::views::clients::*;
    pub(super) use crate::views::connect::*;
    pub(super) use crate::views::frame::*;
    pub(super) use crate::views::inactive::*;
    pub(super) use crate::views::overview::*;
    pub(super) use crate::views::settings::*;
    pub(super) use crate::views::*;
}
