//! What several whole-program tests share.

pub mod cache;
pub mod canaries;
pub mod changes;
pub mod connection;
pub mod journey;
pub mod past;
pub mod recordings;
pub mod revert;
pub mod risk;
pub mod terminal;
pub mod verdicts;
pub mod window;
