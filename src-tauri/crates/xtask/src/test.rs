//! `cargo xtask test`: every suite, none skipped, with counts.

use crate::Outcome;
use crate::checkout::Checkout;
use crate::count::Count;
use crate::interface::{bundle, node, packages};
use crate::process::{cargo, line, npm, run, watch};
use crate::rust_tests::{self, RUST, WHOLE_PROGRAM};
use crate::step::{Done, step};
use crate::suite::Suites;
use crate::system_packages::{BUILD, DISPLAYLESS, TESTS, chromium, install};
use std::path::Path;
use std::process::Command;

/// Installs what tests need and runs every suite, cheapest first; a failed one does not stop the others.
///
/// # Errors
/// A prerequisite is missing and cannot be installed, or a suite failed.
pub(crate) fn test(checkout: &Checkout) -> Outcome<()> {
    let ui = checkout.ui();
    step("Node", node)?;
    step("System packages", || install(&[BUILD, DISPLAYLESS, TESTS].concat()))?;
    let mut browser = None;
    step("Chromium", || {
        let found = chromium()?;
        println!("    {}", found.display());
        browser = Some(found);
        Ok(Done::Nothing("there"))
    })?;
    step("rustfmt and clippy", || components(checkout))?;
    step("npm packages of the interface", || packages(&ui))?;
    step("npm packages of the conformance tests", || packages(&checkout.conformance()))?;
    step("The interface", || bundle(checkout))?;

    let mut suites = Suites::default();
    suites.check("formatting", || run(&mut cargo(checkout, &["fmt", "--all", "--check"])));
    suites.check("interface: types", || run(&mut npm(&["run", "--silent", "typecheck"], &ui)));
    suites.check("interface: lint", || run(&mut npm(&["run", "--silent", "lint"], &ui)));
    suites.suite("interface: unit", |count| vitest(checkout, "test", &mut npm(&[], &ui), count));
    suites.suite("interface: browser", |count| {
        let mut npm = npm(&[], &ui);
        if let Some(browser) = &browser {
            npm.env("CHROMIUM", browser);
        }
        vitest(checkout, "test:browser", &mut npm, count)
    });
    suites.check("clippy", || {
        run(&mut cargo(checkout, &["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    });
    let mut programs = Vec::new();
    suites.check("build", || {
        programs = rust_tests::build(checkout)?;
        Ok(())
    });
    suites.suite("interface: recorded", |count| {
        recordings(checkout)?;
        vitest(checkout, "test:recorded", &mut npm(&[], &ui), count)
    });
    let others =
        programs.iter().map(|program| program.suite.as_str()).filter(|name| !WHOLE_PROGRAM.contains(name));
    let mut names: Vec<&str> = others.collect();
    names.sort_unstable();
    names.dedup();
    names.extend(WHOLE_PROGRAM);
    for name in names {
        suites.suite(name, |count| {
            let mut outcome = Ok(());
            for program in programs.iter().filter(|program| program.suite == name) {
                let ran = rust_tests::run(program, count);
                outcome = outcome.and(ran);
            }
            if name == RUST {
                outcome = outcome.and(rust_tests::examples(checkout, count));
            }
            outcome
        });
    }
    suites.summary()
}

/// rustup's minimal profile leaves both out.
fn components(checkout: &Checkout) -> Outcome<Done> {
    let there = |tool: &str| {
        let mut version = cargo(checkout, &[tool, "--version"]);
        version.output().is_ok_and(|output| output.status.success())
    };
    if there("fmt") && there("clippy") {
        return Ok(Done::Nothing("all there"));
    }
    let mut add = Command::new("rustup");
    run(add.args(["component", "add", "rustfmt", "clippy"]).current_dir(checkout.root()))?;
    Ok(Done::Worked)
}

/// Has the real core asked by every screen while a tenant fails; there is no keychain where it is asked.
fn recordings(checkout: &Checkout) -> Outcome<()> {
    let mut record = Command::new(checkout.program("record"));
    record.arg(checkout.ui().join(".recorded")).env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    println!("    $ {}", line(&record));
    run(&mut record)
}

fn vitest(checkout: &Checkout, script: &str, npm: &mut Command, count: &mut Count) -> Outcome<()> {
    let report = checkout.target().join(format!("{}.json", script.replace(':', "-")));
    forget(&report)?;
    npm.args(["run", "--silent", script, "--", "--reporter=default", "--reporter=json"]);
    npm.arg(format!("--outputFile.json={}", report.display()));
    println!("    $ {}", line(npm));
    let outcome = watch(npm, |_| {});
    let written = std::fs::read_to_string(&report).ok();
    *count = written
        .and_then(|report| Count::in_vitest_report(&report))
        .ok_or_else(|| outcome.clone().err().unwrap_or_else(|| "vitest wrote no report".to_owned()))?;
    outcome
}

fn forget(file: &Path) -> Outcome<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("cannot delete {}: {error}", file.display()))
        }
        _ => Ok(()),
    }
}
