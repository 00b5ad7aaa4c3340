//! A data folder filled by the program itself, from a simulated tenant that is gone afterwards.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use simulator::{Clock, Running, Settings, Tenant};

use crate::window::{Desk, Outcome, Trouble, program};

/// Connects to a tenant with so many clients and a day of log, reads all of it without a window, and ends the tenant.
///
/// # Errors
/// The tenant does not start, or the program fails.
pub async fn fill(desk: &Desk, data: &Path, clients: usize) -> Outcome<()> {
    let settings = Settings { clients, days_of_history: 1, ..Settings::default() };
    let tenant = Tenant::start(settings, Clock::real()).await.map_err(Trouble::new)?;
    let outcome = tokio::task::block_in_place(|| read_all(desk, data, &tenant));
    tenant.stop().await;
    outcome
}

fn read_all(desk: &Desk, data: &Path, tenant: &Running) -> Outcome<()> {
    let client = tenant.management_client();
    let connect = [
        "connect",
        "--domain",
        tenant.domain(),
        "--base-url",
        tenant.base_url(),
        "--client-id",
        &client.client_id,
        "--name",
        "Large",
    ];
    without_window(desk, data, &connect, &client.client_secret)?;
    without_window(desk, data, &["sync", "--connection", "Large"], "")
}

/// Runs the program without a window on `desk`, with `secret` on its standard input.
fn without_window(desk: &Desk, data: &Path, arguments: &[&str], secret: &str) -> Outcome<()> {
    let program = program("rollcall")?;
    let mut child = desk
        .command(&program.to_string_lossy())
        .args(arguments)
        .env("ROLLCALL_DATA_DIR", data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(Trouble::new)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(secret.as_bytes()).map_err(Trouble::new)?;
    }
    let status = child.wait().map_err(Trouble::new)?;
    if status.success() {
        Ok(())
    } else {
        Err(Trouble::new(format!("rollcall {arguments:?} ended with {status}")))
    }
}
