//! Whole-program flows over real HTTP and real files, without a window.

mod changes;
mod risk;
mod verdicts;
