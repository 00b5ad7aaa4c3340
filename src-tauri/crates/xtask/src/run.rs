//! `cargo xtask run`: from a bare machine to the open window.

use crate::Outcome;
use crate::checkout::Checkout;
use crate::interface::{bundle, node, packages};
use crate::process::{cargo, command, line, run as start};
use crate::step::{Done, step};
use crate::system_packages::{BUILD, DISPLAYLESS, install};

/// Installs what is missing, builds, opens the window; without a display, draws it and prints the report.
///
/// # Errors
/// The first step that fails, in one sentence.
pub(crate) fn run(checkout: &Checkout) -> Outcome<()> {
    let display = has_display();
    if !display {
        println!("There is no display here: the window is drawn under Xvfb with the demo tenant.");
    }
    step("Node", node)?;
    let wanted = if display { BUILD.to_vec() } else { [BUILD, DISPLAYLESS].concat() };
    step("System packages", || install(&wanted))?;
    step("npm packages of the interface", || packages(&checkout.ui()))?;
    step("The interface", || bundle(checkout))?;
    step("The application", || {
        let mut build = cargo(checkout, &["build", "--workspace", "--exclude", "xtask", "--bins"]);
        println!("    $ {}", line(&build));
        start(&mut build).map(|()| Done::Worked)
    })?;
    if display {
        println!("==> The window");
        return start(&mut command(checkout.program("rollcall"), &[], checkout.root()));
    }
    without_display(checkout)
}

/// Whether a window can be opened for a person: always on macOS and Windows.
fn has_display() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

fn without_display(checkout: &Checkout) -> Outcome<()> {
    let data = checkout.target().join("rollcall-demo");
    let picture = checkout.root().join("tests/pictures/rollcall.png");
    step("The roll call of the demo tenant, drawn without a display", || {
        match std::fs::remove_dir_all(&data) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(format!("cannot empty {}: {error}", data.display()));
            }
            _ => {}
        }
        let mut draw = command(checkout.program("picture"), &[], checkout.root());
        draw.arg(&data).arg(&picture);
        start(&mut draw)?;
        println!("    picture: {}", picture.display());
        Ok(Done::Worked)
    })?;
    step("The report of the same data folder", || {
        let mut report = command(checkout.program("rollcall"), &["report"], checkout.root());
        report.env("ROLLCALL_DATA_DIR", &data);
        println!("    $ ROLLCALL_DATA_DIR={} {}", data.display(), line(&report));
        start(&mut report).map(|()| Done::Worked)
    })
}
