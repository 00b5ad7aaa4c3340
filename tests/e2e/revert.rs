//! The way back from a risky change, three times over, each with a tenant, a data folder and a desk of its own; and in the demo.

use std::path::Path;
use std::time::Duration;

use acceptance::revert::journey::go_back;
use acceptance::window::{Desk, Outcome, PATIENCE, Trouble, Window, program, until};

#[test]
fn a_risky_change_is_told_reviewed_reverted_and_read_back_and_the_timeline_shows_both() {
    let program = program("rollcall").unwrap();
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures");
    for round in 1..=3 {
        let desk = Desk::with_keyring().unwrap();
        let data = tempfile::tempdir().unwrap();
        go_back(&desk, &program, data.path(), &pictures)
            .unwrap_or_else(|trouble| panic!("round {round}: {trouble}"));
    }
}

const ENTRY: &str = "section[aria-label='Redirect changes'] article";

/// Every change of the clients whose names or URIs hold `text`, once `wanted` of them are Rollcall's own.
fn changes_of(window: &Window, text: &str, wanted: u64) -> Outcome<u64> {
    window.click("nav[aria-label=Main] a[href*='#/redirects']", "")?;
    window.wait_for("h1", "Redirect changes")?;
    window.click("label", "All")?;
    window.type_into("section[aria-label='Redirect changes'] [role=searchbox]", "", text)?;
    let counted = until(PATIENCE * 3, || {
        let (all, of_text) = (window.count(ENTRY, "").ok()?, window.count(ENTRY, text).ok()?);
        (all == of_text && window.count(ENTRY, "Rollcall").ok()? == wanted).then_some(all)
    });
    counted.ok_or_else(|| Trouble::new(format!("the timeline shows:\n{:?}", window.text())))
}

fn revert_in_the_demo(desk: &Desk, data: &Path) -> Outcome<()> {
    let program = program("rollcall")?;
    let window = Window::open(desk, &program, data)?;
    window.look_around()?;
    window.click("nav[aria-label=Main] a[href*='#/redirects']", "")?;
    window.click(&format!("{ENTRY} button"), "Revert…")?;
    window.wait_for("section[aria-label='Revert sends']", "PATCH")?;
    let name = window.evaluate("return document.querySelector('button[aria-current=true]').innerText")?;
    let name = name.as_str().unwrap_or_default().to_owned();
    window.click("aside[aria-label='Selected change'] button", "Send revert")?;
    window.wait_for("section[aria-label=Reverts]", "Reverted")?;
    window.press("Escape")?;
    let before = changes_of(&window, &name, 1)?;
    window.close()?;

    let window = Window::open(desk, &program, data)?;
    window.wait_until_calm(Duration::from_mins(3))?;
    let after = changes_of(&window, &name, 1)?;
    window.close()?;
    if after == before {
        Ok(())
    } else {
        Err(Trouble::new(format!("{name}: {before} changes, then {after}")))
    }
}

#[test]
fn a_revert_in_the_demo_tenant_is_still_true_after_a_restart() {
    let (desk, data) = (Desk::with_keyring().unwrap(), tempfile::tempdir().unwrap());
    revert_in_the_demo(&desk, data.path()).unwrap_or_else(|trouble| panic!("{trouble}"));
}
