//! Log rows against Auth0's own schema of them, by the validator that comes with `auth0-deploy-cli`.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What is wrong with each row that is not valid, one line a row.
///
/// # Errors
/// Node or the packages of the conformance tests are missing.
pub(crate) fn invalid(rows: &[Vec<u8>]) -> Result<Vec<String>, Failure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/schema.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start node: {error}"))?;
    let mut input = node.stdin.take().ok_or("node has no input")?;
    for row in rows {
        input.write_all(row)?;
        input.write_all(b"\n")?;
    }
    drop(input);
    let output = node.wait_with_output()?;
    if !output.status.success() {
        return Err("the validator failed: run `npm ci` in tests/conformance".into());
    }
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}
