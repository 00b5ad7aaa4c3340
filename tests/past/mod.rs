//! Clients as of a moment against a made-up truth: a world of clients that come, change, are used and go, some with rows and
//! some in the log's gaps, put into a store as a sync would, and moments of it held against what was really so.
//!
//! [`world`] invents; [`fill`] stores; [`examine`] compares. The comparison asks the world and not `assessment`, but for the
//! verdict, where the list is held against what the inspector judges of the same client and moment.

pub mod examine;
pub mod fill;
pub mod world;
