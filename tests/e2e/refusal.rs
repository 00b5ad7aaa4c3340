//! Files that cannot be used, met in the window: a dialog that says so, and not a byte of them is changed.

use acceptance::canaries::files;
use acceptance::window::{Desk, Outcome, PATIENCE, Trouble, program, until};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

/// Where SQLite keeps `user_version` (the file format's section 1.3.12).
const USER_VERSION: std::ops::Range<usize> = 60..64;
const TITLE: &str = "Rollcall cannot start";

/// What is in the data folder; Rollcall's own log left out, which may say what happened.
fn kept(data: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut kept = files(data);
    kept.retain(|(file, _)| !file.starts_with(data.join("logs")));
    kept.sort();
    kept
}

/// Ends the program whatever happens.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Starts the window on `data`, waits for the dialog, gives the line on standard error.
fn refused(desk: &Desk, data: &Path) -> Outcome<String> {
    let mut start = desk.command(&program("rollcall")?.to_string_lossy());
    start.env("ROLLCALL_DATA_DIR", data).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = Running(start.spawn().map_err(Trouble::new)?);
    let stderr = running.0.stderr.take().ok_or_else(|| Trouble::new("no standard error"))?;
    let lines = BufReader::new(stderr).lines().map_while(Result::ok);
    let said = lines.into_iter().find(|line| line.starts_with("rollcall: "));
    let said = said.ok_or_else(|| Trouble::new("it ended without a word"))?;
    let shown = || {
        let found =
            desk.command("xdotool").args(["search", "--onlyvisible", "--name", TITLE]).output().ok()?;
        found.status.success().then_some(())
    };
    let dialog = until(PATIENCE, shown);
    match running.0.try_wait().map_err(Trouble::new)? {
        None => dialog.map(|()| said).ok_or_else(|| Trouble::new("no dialog comes")),
        Some(status) => Err(Trouble::new(format!("it ended with {status} before anybody could read"))),
    }
}

/// A data folder as a first start leaves it.
fn used(desk: &Desk) -> Outcome<tempfile::TempDir> {
    let data = tempfile::tempdir().map_err(Trouble::new)?;
    let mut report = desk.command(&program("rollcall")?.to_string_lossy());
    report.arg("report").env("ROLLCALL_DATA_DIR", data.path()).stdout(Stdio::null());
    let status = report.status().map_err(Trouble::new)?;
    if status.success() { Ok(data) } else { Err(Trouble::new("the first start failed")) }
}

fn precious(data: &Path) -> (PathBuf, Vec<u8>) {
    let found = files(data).into_iter().find(|(_, bytes)| bytes.starts_with(b"SQLite format 3\0"));
    found.unwrap_or_else(|| panic!("no database in {}", data.display()))
}

#[test]
fn a_file_that_cannot_be_used_is_told_in_a_dialog_and_left_untouched() {
    let desk = Desk::without_keyring().unwrap();
    let cases: [(std::ops::Range<usize>, &[u8], &str); 2] =
        [(USER_VERSION, &9_999_u32.to_be_bytes(), "newer version"), (0..4_096, &[0x2a; 4_096], "damaged")];
    for (place, damage, word) in cases {
        let data = used(&desk).unwrap();
        let (file, mut bytes) = precious(data.path());
        bytes[place].copy_from_slice(damage);
        fs::write(&file, &bytes).unwrap();
        let before = kept(data.path());
        let said = refused(&desk, data.path()).unwrap_or_else(|trouble| panic!("{trouble}"));
        assert!(said.contains(word) && said.contains("untouched"), "{said}");
        assert!(kept(data.path()) == before, "a file changed");
    }
}
