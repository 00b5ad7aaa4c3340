//! The journey: demo tenant, sync, filter, inspector, Inactive, quit, network gone, start: the same data, its age shown.

use crate::window::{DemoTimes, Desk, Outcome, PATIENCE, ROW, SYNC, Trouble, Window, until};
use serde_json::{Value, json};
use std::path::Path;

/// What a person remembers of the screens.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    clients: u64,
    first_clients: Vec<String>,
    inactive: u64,
    first_inactive: Vec<String>,
}

/// Goes the whole way once, with `program` on `desk`, in the fresh folder `data`; the last screen is written to `picture`.
///
/// # Errors
/// The first thing that is not as it should be.
pub fn travel(desk: &Desk, program: &Path, data: &Path, picture: &Path) -> Outcome<DemoTimes> {
    let window = Window::open(desk, program, data)?;
    let times = window.look_around()?;
    find_and_inspect(&window)?;
    let before = look(&window)?;
    window.go_to("Settings")?;
    disconnect(&window)?;
    window.close()?;

    let window = Window::open(desk, program, data)?;
    window.wait_for(SYNC, "Offline")?;
    let after = look(&window)?;
    if after != before {
        return Err(Trouble::new(format!("before: {before:?}\nafter: {after:?}")));
    }
    window.wait_for(SYNC, "Showing data as of")?;
    window.picture(picture)?;
    window.close()?;
    Ok(times)
}

/// Disconnects every demo tenant, in Settings.
fn disconnect(window: &Window) -> Outcome<()> {
    window.wait_for("button", "Disconnect")?;
    while window.find("button", "Disconnect")?.is_some() {
        let before = window.count("button", "Connect again")?;
        window.click("button", "Disconnect")?;
        until(PATIENCE, || (window.count("button", "Connect again").ok()? > before).then_some(()))
            .ok_or_else(|| {
                let shown = window.text().unwrap_or_else(|trouble| trouble.to_string());
                Trouble::new(format!("a demo tenant does not disconnect; the page shows:\n{shown}"))
            })?;
    }
    Ok(())
}

/// Filters Clients by a name, opens the first client found, and reads every tab of it.
fn find_and_inspect(window: &Window) -> Outcome<()> {
    let all = window.row_count()?;
    window.type_into("[role=searchbox]", "", "Claims")?;
    let found = window.wait_for_rows(|count| count > 0 && count < all)?;
    let strangers: Vec<String> = window.rows()?.into_iter().filter(|row| !row.contains("Claims")).collect();
    if !strangers.is_empty() {
        return Err(Trouble::new(format!("{found} rows for Claims, among them {strangers:?}")));
    }
    window.click(ROW, "Claims")?;
    for tab in ["Credentials", "Access", "History", "JSON", "Summary"] {
        window.click("[role=tab]", tab)?;
        window.wait_for("[role=tab][aria-selected=true]", tab)?;
        window.wait_for("[role=tabpanel]", "")?;
    }
    window.press("Escape")?;
    window.wait_until_gone("[role=tabpanel]", "")
}

fn look(window: &Window) -> Outcome<Seen> {
    let list = |screen: &str| -> Outcome<(u64, Vec<String>)> {
        window.go_to(screen)?;
        window.wait_for(ROW, "")?;
        Ok((window.row_count()?, names(window)?))
    };
    let (clients, first_clients) = list("Clients")?;
    let (inactive, first_inactive) = list("Inactive")?;
    Ok(Seen { clients, first_clients, inactive, first_inactive })
}

/// The clients in the first rows by name; ages beside them move on with the clock.
fn names(window: &Window) -> Outcome<Vec<String>> {
    let script = "
        return [...document.querySelectorAll(arguments[0])]
            .sort((a, b) => a.dataset.line - b.dataset.line)
            .slice(0, 15)
            .map((row) => row.querySelector('[data-column=name]').innerText);";
    let names = window.evaluate_with(script, &[json!(ROW)])?;
    let names = names.as_array().cloned().unwrap_or_default();
    Ok(names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
