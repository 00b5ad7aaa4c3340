//! *Keep watching while closed*: a systemd user timer that runs `rollcall sync`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::CommandError;
use crate::views::settings::{TimerState, TimerView};

const SERVICE: &str = "rollcall-sync.service";
const TIMER: &str = "rollcall-sync.timer";

/// How the timer stands here.
#[must_use]
pub fn state() -> TimerView {
    if !has_user_session() {
        return TimerView {
            state: TimerState::NotHere,
            words: "This system has no systemd user session, so Rollcall cannot watch while it is closed."
                .into(),
        };
    }
    if systemctl(&["is-active", TIMER]).is_some_and(|word| word == "active") {
        TimerView { state: TimerState::On, words: "Rollcall syncs every hour while it is closed.".into() }
    } else {
        TimerView { state: TimerState::Off, words: "Rollcall syncs only while it is open.".into() }
    }
}

/// Writes the unit files and starts the timer.
///
/// # Errors
/// There is no user session, or the files cannot be written or enabled; what was begun is taken back.
pub fn install(data_folder: &Path) -> Result<(), CommandError> {
    if !has_user_session() {
        return Err(CommandError::bad_input(
            "this system has no systemd user session",
            "Run `rollcall sync` from another scheduler.",
        ));
    }
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let units = units_folder()?;
    std::fs::create_dir_all(&units).map_err(|error| failed(&error))?;
    let service = format!(
        "[Unit]\nDescription=Rollcall reads the logs of its tenants\n\n[Service]\nType=oneshot\nEnvironment=\"ROLLCALL_DATA_DIR={}\"\nExecStart=\"{}\" sync\n",
        data_folder.display(),
        program.display()
    );
    let timer = "[Unit]\nDescription=Rollcall reads the logs of its tenants every hour\n\n[Timer]\nOnCalendar=hourly\nPersistent=true\nRandomizedDelaySec=300\n\n[Install]\nWantedBy=timers.target\n";
    std::fs::write(units.join(SERVICE), service).map_err(|error| failed(&error))?;
    std::fs::write(units.join(TIMER), timer).map_err(|error| failed(&error))?;
    let enabled = systemctl(&["daemon-reload"]).is_some() && systemctl(&["enable", "--now", TIMER]).is_some();
    if enabled {
        return Ok(());
    }
    remove()?;
    Err(CommandError::other(
        "systemd refused the timer",
        "Run `systemctl --user status rollcall-sync.timer` for its reason.",
    ))
}

/// Stops the timer and removes its files.
///
/// # Errors
/// The files cannot be removed.
pub fn remove() -> Result<(), CommandError> {
    systemctl(&["disable", "--now", TIMER]);
    let units = units_folder()?;
    for name in [SERVICE, TIMER] {
        match std::fs::remove_file(units.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&error)),
            _ => {}
        }
    }
    systemctl(&["daemon-reload"]);
    Ok(())
}

fn failed(error: &dyn std::fmt::Display) -> CommandError {
    CommandError::other(
        format!("the timer's files could not be changed: {error}"),
        "Check the folder ~/.config/systemd/user.",
    )
}

fn units_folder() -> Result<PathBuf, CommandError> {
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    config.or(home).map(|config| config.join("systemd/user")).ok_or_else(|| failed(&"no home folder"))
}

/// Judged by the word, not by the exit code: `offline` where there is no session (facts/environment.md 11).
fn has_user_session() -> bool {
    if !cfg!(target_os = "linux") {
        return false;
    }
    let output = Command::new("systemctl").args(["--user", "is-system-running"]).output();
    let word =
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    matches!(word.as_str(), "running" | "degraded" | "starting")
}

/// What it printed, when it went well.
fn systemctl(arguments: &[&str]) -> Option<String> {
    let output = Command::new("systemctl").arg("--user").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
