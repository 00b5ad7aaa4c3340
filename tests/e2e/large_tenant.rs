//! A tenant of 100,000 clients in the grid: few rows in the page, and the End key shows the last one.

use acceptance::cache;
use acceptance::window::{Desk, Outcome, ROW, Trouble, Window, program};
use serde_json::Value;

const CLIENTS: usize = 100_000;

fn scroll_through(window: &Window) -> Outcome<()> {
    window.go_to("Clients")?;
    let count = window.wait_for_rows(|count| count >= CLIENTS as u64)?;
    window.click(ROW, "")?;
    window.press("Escape")?;
    window.press_and_see("End", count - 1)?;
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

async fn scroll() -> Outcome<()> {
    let desk = tokio::task::block_in_place(Desk::with_keyring)?;
    let data = tempfile::tempdir().map_err(Trouble::new)?;
    cache::fill(&desk, data.path(), CLIENTS).await?;
    tokio::task::block_in_place(|| {
        let window = Window::open(&desk, &program("rollcall")?, data.path())?;
        scroll_through(&window)?;
        window.close()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_clients_need_few_rows_and_end_shows_the_last() {
    scroll().await.unwrap_or_else(|trouble| panic!("{trouble}"));
}
