//! Rollcall's entry point.
fn main() {}
