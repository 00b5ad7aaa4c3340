//! `bench grid`: from the End key to the painted last row of 100,000 clients, in the real window.

use acceptance::cache;
use acceptance::verdicts::play::Failure;
use acceptance::window::{Desk, ROW, Window, program};
use serde_json::json;

use crate::Outcome;

const CLIENTS: usize = 100_000;
const PRESSES: usize = 20;
const END_MS: f64 = 50.0;

/// Presses End again and again, with Home in between.
pub(crate) fn run(_: &[String]) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let desk = Desk::with_keyring()?;
    let data = tempfile::tempdir()?;
    runtime.block_on(cache::fill(&desk, data.path(), CLIENTS))?;
    let window = Window::open(&desk, &program("rollcall")?, data.path())?;
    window.go_to("Clients")?;
    let count = window.wait_for_rows(|count| count >= CLIENTS as u64)?;
    window.click(ROW, "")?;
    window.press("Escape")?;
    let mut times = Vec::with_capacity(PRESSES);
    for _ in 0..PRESSES {
        times.push(window.press_and_see("End", count - 1)?);
        window.press_and_see("Home", 0)?;
    }
    window.close()?;
    let first = times[0];
    times.sort_by(f64::total_cmp);
    let (median, most) = (times[PRESSES / 2], times[PRESSES - 1]);
    println!("{count} rows, End pressed {PRESSES} times: last row painted after");
    println!(
        "  first {first:.0} ms, median {median:.0} ms, most {most:.0} ms (at most {END_MS:.0} are asked for)"
    );
    let missed: Vec<String> = (median > END_MS)
        .then(|| format!("End takes {median:.0} ms, more than {END_MS:.0}"))
        .into_iter()
        .collect();
    let figures = json!({
        "bench": "grid", "met": missed.is_empty(), "clients": count, "presses": PRESSES, "first_ms": first,
        "median_ms": median, "max_ms": most,
    });
    Ok(Outcome { figures, missed })
}
