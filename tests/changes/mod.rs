//! Changes against a journal: planned worlds, written to through the simulator, read through HTTP, provider, sync and store, and
//! held against what the simulator's journal says really happened.
//!
//! [`plan`] invents who writes what and when Rollcall looks; [`play`] plays it; [`examine`] compares. The comparison works from
//! the journal, the moments of the looks and the rows that are held; it shares no code with `assessment::changes`.

pub mod examine;
pub mod plan;
pub mod play;
pub mod tally;
