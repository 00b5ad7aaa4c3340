//! What things are: the nouns of Rollcall, without I/O, async, clock or randomness.
//!
//! Every other crate speaks in these types. Wire formats, tables and screens have their own and convert at their edge.

pub mod activity;
pub mod change;
pub mod client;
pub mod connection;
pub mod coverage;
pub mod deed;
pub mod diff;
pub mod history;
pub mod host;
pub mod ids;
pub mod judgement;
pub mod listing;
pub mod member;
pub mod operation;
pub mod past;
pub mod snapshot;
pub mod time;

pub use sha2;
pub use uuid;
