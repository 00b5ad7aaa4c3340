//! A tenant of 100,000 clients in the grid: few rows in the page, and the End key shows the last one.

use acceptance::window::{Desk, Outcome, PATIENCE, ROW, Trouble, Window, program, until};
use serde_json::{Value, json};
use simulator::{Clock, Running, Settings, Tenant};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

const CLIENTS: usize = 100_000;

/// Runs the application without a window on `desk`, with `secret` on its standard input.
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

/// Presses End and waits for the last row; gives the milliseconds from the key to the frame after the row.
fn press_end(window: &Window, last_line: u64) -> Outcome<f64> {
    let script = "
        const [line] = arguments;
        window.rollcallEnd = null;
        addEventListener('keydown', () => {
            const start = performance.now();
            const look = () => {
                const there = document.querySelector(`[role=row][data-line=\"${line}\"] [role=checkbox]`);
                requestAnimationFrame(there ? () => { window.rollcallEnd = performance.now() - start; } : look);
            };
            look();
        }, { capture: true, once: true });";
    window.evaluate_with(script, &[json!(last_line)])?;
    window.press("End")?;
    let took =
        until(PATIENCE, || window.evaluate("return window.rollcallEnd").ok().and_then(|took| took.as_f64()));
    took.ok_or_else(|| Trouble::new("the last row does not come"))
}

#[expect(
    clippy::print_stderr,
    reason = "a figure for the reader of the run; the bench is where it is held to a bound"
)]
fn scroll_through(window: &Window) -> Outcome<()> {
    window.go_to("Clients")?;
    let count = window.wait_for_rows(|count| count >= CLIENTS as u64)?;
    window.click(ROW, "")?;
    window.press("Escape")?;
    let took = press_end(window, count - 1)?;
    eprintln!("End painted after {took:.0} ms; the grid says {count} rows");
    let script = "
        const rows = [...document.querySelectorAll('[role=row]')];
        const active = document.activeElement;
        return { rows: rows.length, focus: Number(active.getAttribute('aria-rowindex')) };";
    let seen = window.evaluate(script)?;
    let number = |member: &str| seen.get(member).and_then(Value::as_u64);
    assert!(number("rows").is_some_and(|rows| rows <= 300), "{seen}");
    assert_eq!(number("focus"), Some(count + 1), "the last row has the focus, and the head is row 1");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_clients_need_few_rows_and_end_shows_the_last() {
    let settings = Settings { clients: CLIENTS, days_of_history: 1, ..Settings::default() };
    let tenant = Tenant::start(settings, Clock::real()).await.unwrap();
    let outcome = tokio::task::block_in_place(|| {
        let desk = Desk::with_keyring()?;
        let data = tempfile::tempdir().map_err(Trouble::new)?;
        read_all(&desk, data.path(), &tenant)?;
        let window = Window::open(&desk, &program("rollcall")?, data.path())?;
        scroll_through(&window)?;
        window.close()
    });
    tenant.stop().await;
    outcome.unwrap_or_else(|trouble| panic!("{trouble}"));
}
