//! The store on real files, through its public face.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod changes;
mod clients;
mod files;
mod kept;
mod log;
mod operations;
mod past;
mod reverted;
mod verdicts;
