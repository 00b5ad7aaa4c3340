//! `cargo xtask bench <name>`: the benches of the package `acceptance`, in release mode.

use crate::Outcome;
use crate::checkout::Checkout;
use crate::interface::{bundle, node, packages};
use crate::process::{cargo, run};
use crate::step::step;
use crate::system_packages::{BUILD, DISPLAYLESS, TESTS, install};

/// Runs one bench; its table and its last line, one JSON object, are the bench's own.
///
/// # Errors
/// A prerequisite or the bench fails.
pub(crate) fn bench(checkout: &Checkout, name: &str, arguments: &[String]) -> Outcome<()> {
    step("Node", node)?;
    step("System packages", || install(&[BUILD, DISPLAYLESS, TESTS].concat()))?;
    step("npm packages of the interface", || packages(&checkout.ui()))?;
    step("npm packages of the comparison", || packages(&checkout.conformance()))?;
    step("The interface", || bundle(checkout))?;
    run(&mut cargo(checkout, &["build", "--release", "--workspace", "--exclude", "xtask", "--bins"]))?;
    let program = checkout.target().join("release").join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    run(std::process::Command::new(program).arg(name).args(arguments).current_dir(checkout.root()))
}
