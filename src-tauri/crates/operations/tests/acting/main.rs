//! Acting on the simulator over real HTTP, with real files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod faults;
mod kill;
mod reverting;
mod stage;
