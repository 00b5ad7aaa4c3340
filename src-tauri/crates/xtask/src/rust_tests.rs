//! The Rust tests: one build of the whole workspace, then every test program that it made, grouped into suites.

use crate::Outcome;
use crate::checkout::Checkout;
use crate::count::Count;
use crate::process::{cargo, line, watch};
use serde::Deserialize;
use std::path::PathBuf;
use std::process::Command;

/// A test program of the build.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestProgram {
    /// The suite that it belongs to.
    pub(crate) suite: String,
    file: PathBuf,
    package_folder: PathBuf,
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// Builds every target of the workspace once and lists the test programs.
///
/// # Errors
/// The workspace does not build.
pub(crate) fn build(checkout: &Checkout) -> Outcome<Vec<TestProgram>> {
    let mut build = cargo(
        checkout,
        &["build", "--workspace", "--all-targets", "--message-format=json-render-diagnostics"],
    );
    println!("    $ {}", line(&build));
    let messages = crate::process::output(&mut build)?;
    Ok(messages.lines().filter_map(test_program).collect())
}

fn test_program(message: &str) -> Option<TestProgram> {
    let message: Message = serde_json::from_str(message).ok()?;
    if message.reason != "compiler-artifact" || !message.profile?.test {
        return None;
    }
    let (target, package_folder) = (message.target?, message.manifest_path?.parent()?.to_owned());
    let whole_program = package_folder.ends_with("tests") && target.kind.iter().any(|kind| kind == "test");
    let suite = if whole_program { target.name } else { RUST.to_owned() };
    Some(TestProgram { suite, file: message.executable?, package_folder })
}

/// Runs one test program and counts.
///
/// # Errors
/// It cannot be started, or a test failed.
pub(crate) fn run(program: &TestProgram, count: &mut Count) -> Outcome<()> {
    let mut start = Command::new(&program.file);
    start.current_dir(&program.package_folder).env("CARGO_MANIFEST_DIR", &program.package_folder);
    println!("    $ {}", program.file.display());
    watch(&mut start, |line| *count += Count::in_rust_line(line).unwrap_or_default())
}

/// The examples in doc comments.
///
/// # Errors
/// One of them does not hold.
pub(crate) fn examples(checkout: &Checkout, count: &mut Count) -> Outcome<()> {
    let mut doc = cargo(checkout, &["test", "--quiet", "--workspace", "--doc"]);
    println!("    $ {}", line(&doc));
    watch(&mut doc, |line| *count += Count::in_rust_line(line).unwrap_or_default())
}

/// The suite of every test that lies in a crate.
pub(crate) const RUST: &str = "rust";

/// The suites of the package `acceptance` that a complete run has, in the order in which they run.
pub(crate) const WHOLE_PROGRAM: &[&str] = &["architecture", "contract", "flows", "conformance", "e2e"];

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(manifest: &str, kind: &str, name: &str, test: bool) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","package_id":"x","manifest_path":"{manifest}","target":{{"name":"{name}","kind":["{kind}"]}},"profile":{{"test":{test}}},"executable":"/t/{name}-1"}}"#
        )
    }

    #[test]
    fn a_whole_program_test_is_a_suite_of_its_own() {
        let program = test_program(&artifact("/r/tests/Cargo.toml", "test", "flows", true));
        assert_eq!(program.map(|program| program.suite), Some("flows".to_owned()));
    }

    #[test]
    fn every_other_test_program_is_a_rust_test() {
        let program = test_program(&artifact("/r/src-tauri/crates/store/Cargo.toml", "lib", "store", true));
        assert_eq!(program.map(|program| program.suite), Some("rust".to_owned()));
    }

    #[test]
    fn a_program_that_is_no_test_is_not_run() {
        assert_eq!(test_program(&artifact("/r/src-tauri/Cargo.toml", "bin", "rollcall", false)), None);
    }
}
