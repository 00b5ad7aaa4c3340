//! How we change it: every write to a server is planned and shown, confirmed with the digest of the plan that was seen,
//! journaled before it leaves, sent once, and settled by reading back.
//!
//! The window's side of a revert is three calls: [`revert::plan`] to show, [`revert::confirm`] to act, and [`settle_all`] after
//! every sync. [`recover`] comes first at every start, before anything else is confirmed.

pub mod gate;
pub mod revert;

mod journal;
mod reach;
mod settle;
mod witness;

pub use reach::{CannotBeRead, Reach};
pub use settle::{recover, settle_all};
