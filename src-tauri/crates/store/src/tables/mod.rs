//! One file a table: its rows, its reads, its writes.

pub(crate) mod actor;
pub(crate) mod admin;
pub(crate) mod annotation;
pub(crate) mod block;
pub(crate) mod client;
pub(crate) mod connection;
pub(crate) mod day;
pub(crate) mod egress;
pub(crate) mod ledger;
pub(crate) mod listing;
pub(crate) mod setting;
pub(crate) mod thing;
