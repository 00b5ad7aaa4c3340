//! How it arrives: pulling from a provider and applying to the store.
//!
//! One [`Pull`] is one sync of one connection: clients and what stands beside them in one task, the log in another. It
//! removes nothing unless a list was read to its end, claims nothing that it did not read, and can be stopped or killed
//! at any moment: what was applied stays true, and the next pull goes on from there.

mod changes;
mod clients;
mod log;
mod pull;
mod read_through;
mod schedule;
mod single_flight;

pub use log::{FIRST_ALLOWANCE_MS, KEPT_AT_LEAST_MS, kept_ms, reason_before_coverage};
pub use pull::{Errand, Pull, PullEnd, PullError, PullReport};
pub use schedule::{LISTING_EVERY_MS, LOG_EVERY_MS, Schedule};
pub use single_flight::{SingleFlight, SyncLock};

pub mod progress;
