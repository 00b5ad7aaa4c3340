//! Draws the roll call of the demo tenant without a display; started by `cargo xtask run` where there is none.
//!
//! `picture DATA_FOLDER FILE`: opens the real window under Xvfb, waits until the roll call is on screen, writes it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "says what it waits for")]

use acceptance::window::{Desk, Outcome, Trouble, Window, program};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(data_folder), Some(file)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: picture DATA_FOLDER FILE");
        return ExitCode::FAILURE;
    };
    match draw(&data_folder, &file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn draw(data_folder: &Path, file: &Path) -> Outcome<()> {
    std::fs::create_dir_all(data_folder).map_err(Trouble::new)?;
    let desk = Desk::without_keyring()?;
    let window = Window::open(&desk, &program("rollcall")?, data_folder)?;
    println!("    the window is open; the demo tenant's ninety days are played and read");
    let times = window.look_around()?;
    let (first, all) = (times.first_rows.as_secs_f64(), times.all.as_secs_f64());
    println!("    first clients on screen after {first:.1} s, all of the roll call after {all:.1} s");
    window.picture(file)?;
    window.close()
}
