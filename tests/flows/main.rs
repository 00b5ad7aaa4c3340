//! Whole-program flows over real HTTP and real files, without a window.

mod risk;
mod verdicts;
