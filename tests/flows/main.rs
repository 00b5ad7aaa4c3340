//! Whole-program flows over real HTTP and real files, without a window.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a flow says what it counted, and loudly what it could not test")]

mod alone;
mod bad_files;
mod bad_input;
mod canaries;
mod changes;
mod past;
mod revert;
mod risk;
mod verdicts;
