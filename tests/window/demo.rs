//! The way into the demo tenant, as a person takes it.

use super::{Outcome, PATIENCE, Trouble, Window, until};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A row of the client grid that was read (one that is still being read has no box to tick).
pub const ROW: &str = "[role=grid] [role=row][data-line]:has([role=checkbox])";
/// The footer that tells how the sync stands.
pub const SYNC: &str = "[role=status][aria-label=Sync]";

/// How long the demo took to come alive.
#[derive(Clone, Copy, Debug)]
pub struct DemoTimes {
    /// From the choice to the first client in the grid.
    pub first_rows: Duration,
    /// From the choice to the end of the played ninety days.
    pub all: Duration,
}

impl Window {
    /// Chooses the demo tenant on the first screen and waits on Clients until all of it was played and read.
    ///
    /// # Errors
    /// A screen does not come, or the demo takes longer than ten minutes.
    pub fn look_around(&self) -> Outcome<DemoTimes> {
        self.click("button", "demo tenant")?;
        let start = Instant::now();
        self.go_to("Clients")?;
        self.wait_for(ROW, "")?;
        let first_rows = start.elapsed();
        let all = self.wait_until_calm(Duration::from_mins(10))?.duration_since(start);
        Ok(DemoTimes { first_rows, all })
    }

    /// Waits until the sync has rested for two seconds (between two played days it rests for less), and gives the moment
    /// at which it began to rest.
    ///
    /// # Errors
    /// It is not calm within `patience`.
    pub fn wait_until_calm(&self, patience: Duration) -> Outcome<Instant> {
        let mut since = None;
        let calm = until(patience, || {
            if self.find(SYNC, "Synced").ok()?.is_none() {
                since = None;
                return None;
            }
            let began = *since.get_or_insert_with(Instant::now);
            (began.elapsed() > Duration::from_secs(2)).then_some(began)
        });
        calm.ok_or_else(|| Trouble::new(format!("the sync does not end; the page shows:\n{:?}", self.text())))
    }

    /// Follows a link of the sidebar and waits for the screen's heading.
    ///
    /// # Errors
    /// The link or the screen does not come.
    pub fn go_to(&self, screen: &str) -> Outcome<()> {
        // by address, which begins with the name's first word: at 1024 the sidebar is a rail that shows no words
        let word = screen.split(' ').next().unwrap_or(screen).to_lowercase();
        self.click(&format!("nav[aria-label=Main] a[href*='#/{word}']"), "")?;
        self.wait_for("h1", screen).map(|_| ())
    }

    /// The rows of the grid that are drawn, as text, in their order.
    ///
    /// # Errors
    /// The page is gone.
    pub fn rows(&self) -> Outcome<Vec<String>> {
        let script = "
            return [...document.querySelectorAll(arguments[0])]
                .sort((a, b) => a.dataset.line - b.dataset.line)
                .map((row) => row.innerText.replace(/\\s+/g, ' ').trim());";
        let rows = self.evaluate_with(script, &[json!(ROW)])?;
        let rows = rows.as_array().cloned().unwrap_or_default();
        Ok(rows.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// How many rows the grid says it has, its head left out.
    ///
    /// # Errors
    /// There is no grid.
    pub fn row_count(&self) -> Outcome<u64> {
        let script = "return Number(document.querySelector('[role=grid]').getAttribute('aria-rowcount'))";
        let count = self.evaluate(script)?.as_u64().unwrap_or_default();
        count.checked_sub(1).ok_or_else(|| Trouble::new("the grid does not say how many rows it has"))
    }

    /// Waits until the grid has a number of rows that `wanted` accepts.
    ///
    /// # Errors
    /// It does not within [`PATIENCE`].
    pub fn wait_for_rows(&self, wanted: impl Fn(u64) -> bool) -> Outcome<u64> {
        until(PATIENCE, || self.row_count().ok().filter(|count| wanted(*count)))
            .ok_or_else(|| Trouble::new(format!("the grid stays at {:?} rows", self.row_count().ok())))
    }
}
