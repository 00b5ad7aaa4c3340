//! `cargo xtask simulator …`: the pretend tenant alone.

use crate::Outcome;
use crate::checkout::Checkout;
use crate::process::{cargo, run};

/// Builds and starts the simulator; its one JSON line is the only thing on standard output.
///
/// # Errors
/// It does not build, or ends with an error.
pub(crate) fn simulator(checkout: &Checkout, arguments: &[String]) -> Outcome<()> {
    let mut start =
        cargo(checkout, &["run", "--quiet", "--package", "simulator", "--bin", "simulator", "--"]);
    run(start.args(arguments))
}
