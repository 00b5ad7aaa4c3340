//! What several whole-program tests share.

pub mod cache;
pub mod changes;
pub mod journey;
pub mod risk;
pub mod verdicts;
pub mod window;
