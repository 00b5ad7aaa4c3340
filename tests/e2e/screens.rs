//! Every screen, light and dark, at both sizes, as pictures for the eye; each is checked to show what it is for.

use acceptance::window::{Desk, Outcome, ROW, Window, program};
use std::path::{Path, PathBuf};

/// The folder that git ignores.
fn picture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures").join(format!("{name}.png"))
}

fn choose_theme(window: &Window, theme: &str) -> Outcome<()> {
    window.go_to("Settings")?;
    window.click("label", theme)?;
    window.wait_for(&format!("html[data-theme={}]", theme.to_lowercase()), "").map(|_| ())
}

fn draw_all(window: &Window, suffix: &str) -> Outcome<()> {
    for (screen, shows) in [
        ("Overview", "section[aria-label='Needs attention']"),
        ("Clients", ROW),
        ("Inactive", ROW),
        ("Redirect changes", "section[aria-label='Redirect changes'] h2"),
        ("Settings", "section[aria-label=Storage]"),
    ] {
        window.go_to(screen)?;
        window.wait_for(shows, "")?;
        window.picture(&picture(&format!("{}-{suffix}", screen.to_lowercase().replace(' ', "-"))))?;
    }
    window.go_to("Clients")?;
    window.click(ROW, "")?;
    window.wait_for("[role=tabpanel]", "")?;
    window.picture(&picture(&format!("inspector-{suffix}")))?;
    window.press("Escape")?;
    draw_past(window, suffix)?;
    draw_changes(window, suffix)
}

/// The clients thirty days ago: the log of one tenant is held, that of the other is not.
fn draw_past(window: &Window, suffix: &str) -> Outcome<()> {
    const BAR: &str = "section[aria-label='As of a day']";
    const THIRTY_DAYS_AGO: &str = "return new Date(Date.now() - 30 * 864e5).toISOString().slice(0, 10)";
    window.press("d")?;
    window.wait_for(BAR, "by today’s knowledge")?;
    window.wait_for(&format!("{BAR} input:focus"), "")?;
    for key in window.evaluate(THIRTY_DAYS_AGO)?.as_str().unwrap_or_default().chars() {
        window.press(&key.to_string())?;
    }
    window.wait_for(BAR, "more it is not known")?;
    window.wait_for(ROW, "existed?")?;
    window.picture(&picture(&format!("clients-past-{suffix}")))?;
    window.click(ROW, "In use")?;
    window.wait_for("aside[aria-label$='as of a day'] dt", "Redirect URIs")?;
    window.picture(&picture(&format!("clients-past-inspector-{suffix}")))?;
    window.press("Escape")?;
    window.wait_until_gone("aside[aria-label$='as of a day']", "")?;
    window.press("Escape")?;
    window.wait_until_gone(BAR, "")
}

/// One change in full, the tab URIs of its client's inspector, and the hosts.
fn draw_changes(window: &Window, suffix: &str) -> Outcome<()> {
    window.go_to("Redirect changes")?;
    window.click("section[aria-label='Redirect changes'] article button", "")?;
    window.wait_for("aside[aria-label='Selected change'] h3", "Who")?;
    window.picture(&picture(&format!("change-{suffix}")))?;
    window.click("section[aria-label='Redirect changes'] label", "Hosts")?;
    window.wait_for("section[aria-label='Redirect changes'] [role=rowheader]", "")?;
    window.picture(&picture(&format!("hosts-{suffix}")))?;
    window.go_to("Clients")?;
    window.click(ROW, "")?;
    window.click("[role=tab]", "URIs")?;
    window.wait_for("[role=tabpanel] h3", "Redirect URIs")?;
    window.picture(&picture(&format!("uris-{suffix}")))?;
    window.click("[role=tab]", "History")?;
    window.click("[role=tabpanel] button", "The day before")?;
    window.wait_for("[role=tabpanel]", "Judged by what is known today")?;
    window.picture(&picture(&format!("as-of-{suffix}")))?;
    window.press("Escape")
}

fn draw(window: &Window) -> Outcome<()> {
    window.wait_for("button", "demo tenant")?;
    window.picture(&picture("welcome-light-1440x900"))?;
    window.click("button", "Connect an Auth0 tenant")?;
    window.wait_for("h1", "Add connection")?;
    window.picture(&picture("connect-light-1440x900"))?;
    window.evaluate("history.back()")?;
    window.look_around()?;
    window.go_to("Overview")?;
    window
        .wait_for("section[aria-label='Needs attention'] h3", "Look-alike host added: Claims Intake Agent")?;
    for theme in ["Dark", "Light"] {
        window.resize(1440, 900)?;
        choose_theme(window, theme)?;
        for (width, height) in [(1440, 900), (1024, 700)] {
            window.resize(width, height)?;
            draw_all(window, &format!("{}-{width}x{height}", theme.to_lowercase()))?;
        }
    }
    Ok(())
}

#[test]
fn every_screen_is_drawn_light_and_dark_at_both_sizes() {
    let desk = Desk::with_keyring().unwrap();
    let data = tempfile::tempdir().unwrap();
    let window = Window::open(&desk, &program("rollcall").unwrap(), data.path()).unwrap();
    draw(&window).unwrap_or_else(|trouble| panic!("{trouble}"));
    window.close().unwrap();
}
