//! The desktop shell: commands, events, wiring. [`state::App`] is the only composition root.

mod asking;
mod cards;
mod clients_csv;
mod clock;
pub mod commands;
mod connecting;
mod credentials;
mod demo;
mod drafts;
pub mod error;
pub mod events;
mod inspecting;
mod judging;
pub mod logging;
mod looking_up;
mod owners_csv;
mod preferences;
mod refusal;
mod rows;
mod setup_guide;
pub mod state;
mod syncing;
pub mod terminal;
mod timer;
pub mod views;
pub mod window;
mod words;
