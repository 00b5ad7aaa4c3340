//! `bench start`: Rollcall's window from a cache of 20,000 clients beside an empty Tauri window, in pairs, one after the other.
//!
//! Rollcall opens where it was left, at Clients, and counts as usable when the first row is painted and an arrow key has moved
//! the focus and was painted too. The empty window counts as there with its first contentful paint. Both are timed from the
//! moment before their program is started, and both are started by the same driver. A number stands for another count of pairs.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use acceptance::cache;
use acceptance::verdicts::play::Failure;
use acceptance::window::{Desk, ROW, Trouble, Window, program};
use serde_json::{Value, json};

use crate::Outcome;

const PAIRS: usize = 20;
const CLIENTS: usize = 20_000;
const LONGEST_RATIO: f64 = 1.5;
const LARGEST_RATIO: f64 = 1.25;

/// Answers with the moments, in milliseconds since 1970, of the first row's frame and of the frame after the arrow key.
const USABLE: &str = "
    const [row, done] = arguments;
    const now = () => performance.timeOrigin + performance.now();
    location.hash = '#/clients';
    const look = () => {
        const first = document.querySelector(row);
        if (!first) return requestAnimationFrame(look);
        requestAnimationFrame(() => {
            const painted = now();
            (document.querySelector('[role=grid] [role=row][tabindex=\"0\"]') ?? first).focus();
            const before = document.activeElement;
            before.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
            const answered = () => document.activeElement === before
                ? requestAnimationFrame(answered)
                : requestAnimationFrame(() => done([painted, now()]));
            answered();
        });
    };
    look();";

/// Answers with the moment of the first contentful paint.
const THERE: &str = "
    const [done] = arguments;
    const look = () => {
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        paint ? done([performance.timeOrigin + paint.startTime, performance.timeOrigin + paint.startTime]) : requestAnimationFrame(look);
    };
    look();";

/// What one start took.
#[derive(Clone, Copy, Debug)]
struct Start {
    painted_ms: f64,
    usable_ms: f64,
    memory_kib: u64,
}

/// A program, started so that the moment is known.
struct Timed {
    launcher: PathBuf,
    started: PathBuf,
    data: PathBuf,
}

impl Timed {
    fn new(folder: &Path, name: &str, data: &Path) -> Result<Self, Failure> {
        let (launcher, started) =
            (folder.join(format!("start-{name}")), folder.join(format!("started-{name}")));
        let script = format!(
            "#!/bin/sh\ndate +%s%N > '{}'\nexec '{}' \"$@\"\n",
            started.display(),
            program(name)?.display()
        );
        std::fs::write(&launcher, script)?;
        std::fs::set_permissions(&launcher, std::fs::Permissions::from_mode(0o700))?;
        Ok(Self { launcher, started, data: data.to_owned() })
    }

    fn start(&self, desk: &Desk, script: &str, arguments: &[Value]) -> Result<Start, Failure> {
        let window = Window::start(desk, &self.launcher, &self.data)?;
        let moments = window.await_answer(script, arguments)?;
        let started: f64 = std::fs::read_to_string(&self.started)?.trim().parse()?;
        let after = |place: usize| -> Result<f64, Failure> {
            let moment = moments.get(place).and_then(Value::as_f64);
            Ok(moment.ok_or_else(|| Trouble::new(format!("no moment: {moments}")))? - started / 1e6)
        };
        let (painted_ms, usable_ms) = (after(0)?, after(1)?);
        // what was allocated while starting is given back
        std::thread::sleep(std::time::Duration::from_secs(2));
        let memory_kib = window.memory_kib()?;
        window.close()?;
        Ok(Start { painted_ms, usable_ms, memory_kib })
    }
}

fn median(starts: &[Start], of: impl Fn(&Start) -> f64) -> f64 {
    let mut values: Vec<f64> = starts.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}

#[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 KiB")]
fn mebibytes(start: &Start) -> f64 {
    start.memory_kib as f64 / 1_024.0
}

/// Starts both in turn, prints the medians, and says which demands of the issue were not met.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let pairs = arguments.first().map_or(Ok(PAIRS), |number| number.parse())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let desk = Desk::with_keyring()?;
    let (folder, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    runtime.block_on(cache::fill(&desk, data.path(), CLIENTS))?;
    let rollcall = Timed::new(folder.path(), "rollcall", data.path())?;
    let empty = Timed::new(folder.path(), "empty-window", folder.path())?;
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for pair in 0..pairs {
        ours.push(rollcall.start(&desk, USABLE, &[json!(ROW)])?);
        others.push(empty.start(&desk, THERE, &[])?);
        eprintln!("pair {} of {pairs}: {:?} beside {:?}", pair + 1, ours[pair], others[pair]);
    }
    let (usable, painted) = (median(&ours, |start| start.usable_ms), median(&ours, |start| start.painted_ms));
    let there = median(&others, |start| start.usable_ms);
    let (memory, others_memory) = (median(&ours, mebibytes), median(&others, mebibytes));
    let (time_ratio, memory_ratio) = (usable / there, memory / others_memory);
    println!(
        "{:<34}{:>12}{:>14}{:>8}{:>8}",
        format!("median of {pairs}"),
        "Rollcall",
        "empty window",
        "ratio",
        "asked"
    );
    println!("{:<34}{painted:>9.0} ms", "first row painted");
    println!(
        "{:<34}{usable:>9.0} ms{there:>11.0} ms{time_ratio:>8.2}{LONGEST_RATIO:>8.2}",
        "usable; first paint"
    );
    println!(
        "{:<34}{memory:>8.0} MiB{others_memory:>10.0} MiB{memory_ratio:>8.2}{LARGEST_RATIO:>8.2}",
        "PSS of the process tree"
    );
    let mut missed = Vec::new();
    if time_ratio > LONGEST_RATIO {
        missed.push(format!("usable after {time_ratio:.2} times the empty window's first paint"));
    }
    if memory_ratio > LARGEST_RATIO {
        missed.push(format!("{memory_ratio:.2} times the empty window's memory"));
    }
    let figures = json!({
        "bench": "start", "met": missed.is_empty(), "pairs": pairs, "clients": CLIENTS, "usable_ms": usable,
        "first_row_ms": painted, "empty_first_paint_ms": there, "time_ratio": time_ratio, "pss_mib": memory,
        "empty_pss_mib": others_memory, "memory_ratio": memory_ratio,
    });
    Ok(Outcome { figures, missed })
}
