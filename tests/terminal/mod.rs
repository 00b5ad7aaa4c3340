//! Rollcall without a window: the real program, a data folder, no keychain, no display.

use crate::window::{Outcome, Trouble, program};
use simulator::{ManagementClient, Running};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug)]
pub struct Told {
    /// The exit code; `None`: it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Told {
    /// The one line of a refusal, without the program's name.
    ///
    /// # Panics
    /// It was no refusal, or it was not told in one line on standard error alone.
    #[must_use]
    pub fn refusal(&self) -> &str {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        let lines: Vec<&str> = self.err.lines().collect();
        assert_eq!(lines.len(), 1, "{self:?}");
        lines[0].strip_prefix("rollcall: ").unwrap_or_else(|| panic!("{self:?}"))
    }

    /// What a good run wrote.
    ///
    /// # Panics
    /// It was not a good run.
    #[must_use]
    pub fn success(&self) -> &str {
        assert_eq!(self.code, Some(0), "{self:?}");
        &self.out
    }
}

/// The program with its data in `data`, on no desk at all.
///
/// # Errors
/// It was not built.
pub fn rollcall(data: &Path) -> Outcome<Command> {
    let mut command = Command::new(program("rollcall")?);
    on_no_desk(&mut command, data);
    Ok(command)
}

/// Takes display, session bus and home away.
pub fn on_no_desk(command: &mut Command, data: &Path) {
    command
        .env("ROLLCALL_DATA_DIR", data)
        .env("HOME", data)
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
}

/// Runs it to its end with `input` on standard input.
///
/// # Errors
/// It cannot be started or read.
pub fn run(command: &mut Command, input: &str) -> Outcome<Told> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Trouble::new)?;
    if let Some(mut standard_input) = child.stdin.take() {
        // a refusal may come before the input is read
        standard_input.write_all(input.as_bytes()).ok();
    }
    let output = child.wait_with_output().map_err(Trouble::new)?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Told { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) })
}

/// `rollcall connect` to a tenant, under the name *Northmere*.
///
/// # Errors
/// It cannot be started.
pub fn connect(data: &Path, domain: &str, base_url: &str, us: &ManagementClient) -> Outcome<Told> {
    let mut command = rollcall(data)?;
    command.args(["connect", "--domain", domain, "--base-url", base_url, "--name", "Northmere"]);
    command.args(["--client-id", &us.client_id]);
    run(&mut command, &us.client_secret)
}

/// `rollcall sync` of *Northmere*, its secret on standard input.
///
/// # Errors
/// It cannot be started.
pub fn sync(data: &Path, us: &ManagementClient) -> Outcome<Told> {
    run(rollcall(data)?.args(["sync", "--connection", "Northmere", "--secret-stdin"]), &us.client_secret)
}

/// `rollcall report --format json`.
///
/// # Errors
/// It cannot be started.
pub fn report(data: &Path) -> Outcome<Told> {
    run(rollcall(data)?.args(["report", "--format", "json"]), "")
}

/// Connects to a tenant and reads all of it.
///
/// # Errors
/// It cannot be started.
///
/// # Panics
/// It does not succeed.
pub fn read_all(data: &Path, tenant: &Running) -> Outcome<()> {
    let us = tenant.management_client();
    let _ = connect(data, tenant.domain(), tenant.base_url(), &us)?.success();
    let _ = sync(data, &us)?.success();
    Ok(())
}
