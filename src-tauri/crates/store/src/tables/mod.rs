//! One file a table: its rows, its reads, its writes.

pub(crate) mod actor;
pub(crate) mod admin;
pub(crate) mod annotation;
pub(crate) mod block;
pub(crate) mod change;
pub(crate) mod client;
pub(crate) mod connection;
pub(crate) mod day;
pub(crate) mod deed;
pub(crate) mod egress;
pub(crate) mod host;
pub(crate) mod ledger;
pub(crate) mod listing;
pub(crate) mod operation;
pub(crate) mod past;
pub(crate) mod review;
pub(crate) mod setting;
pub(crate) mod sighting;
pub(crate) mod stale;
pub(crate) mod thing;
