//! The desktop shell: commands, events, wiring.

pub mod commands;
pub mod error;
pub mod events;
pub mod views;
