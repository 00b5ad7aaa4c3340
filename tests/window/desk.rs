//! A desk to put windows on: a display, a session bus and an unlocked keyring, all of its own and gone with it.

use super::{Outcome, PATIENCE, Trouble, until};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One desk at a time in a process: two windows side by side would measure each other.
static TURN: Mutex<()> = Mutex::new(());

/// A display, a session bus and, if wanted, a keyring. There is one at a time in a process: the next waits.
pub struct Desk {
    display: String,
    bus: String,
    home: tempfile::TempDir,
    /// Ended in this order.
    processes: Vec<Child>,
    _turn: MutexGuard<'static, ()>,
}

impl Desk {
    /// A desk with an unlocked keyring.
    ///
    /// # Errors
    /// Xvfb, dbus-daemon or gnome-keyring-daemon is missing or does not start.
    pub fn with_keyring() -> Outcome<Self> {
        let mut desk = Self::without_keyring()?;
        let mut keyring = desk
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble(format!("cannot start gnome-keyring-daemon: {error}")))?;
        let password = keyring.stdin.take().map(|mut input| input.write_all(b"password"));
        desk.processes.insert(0, keyring);
        password.transpose().map_err(Trouble::new)?;
        let collection = desk.home.path().join(".local/share/keyrings/login.keyring");
        until(PATIENCE, || collection.is_file().then_some(()))
            .ok_or_else(|| Trouble::new("gnome-keyring-daemon made no collection"))?;
        Ok(desk)
    }

    /// A desk on whose bus nobody keeps secrets.
    ///
    /// # Errors
    /// Xvfb or dbus-daemon is missing or does not start.
    pub fn without_keyring() -> Outcome<Self> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let home = tempfile::tempdir().map_err(Trouble::new)?;
        let mut desk =
            Self { display: String::new(), bus: String::new(), home, processes: Vec::new(), _turn: turn };
        // without -noreset it begins anew, and drops who is just coming, whenever its last client leaves
        let arguments = ["-displayfd", "1", "-screen", "0", "1920x1200x24", "-nolisten", "tcp", "-noreset"];
        let display = desk.start("Xvfb", &arguments)?;
        desk.display = format!(":{display}");
        desk.bus = desk.start("dbus-daemon", &["--session", "--nofork", "--nopidfile", "--print-address"])?;
        Ok(desk)
    }

    /// Its home folder, where the web view keeps what it keeps.
    #[must_use]
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    /// A command that will run on this desk, with its home folder.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let home = self.home.path();
        command
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env("NO_AT_BRIDGE", "1");
        command
    }

    /// Starts a program that says in its first line where it is to be found.
    fn start(&mut self, program: &str, arguments: &[&str]) -> Outcome<String> {
        let mut child = self
            .command(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble(format!("cannot start {program}: {error}")))?;
        let mut line = String::new();
        let read = child.stdout.take().map(|stdout| BufReader::new(stdout).read_line(&mut line));
        self.processes.insert(0, child);
        read.transpose().map_err(Trouble::new)?;
        match line.trim() {
            "" => Err(Trouble(format!("{program} does not start"))),
            address => Ok(address.to_owned()),
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for process in &mut self.processes {
            process.kill().ok();
            process.wait().ok();
        }
        // Xvfb that was killed leaves its lock behind.
        let number = self.display.trim_start_matches(':');
        if !number.is_empty() {
            fs::remove_file(format!("/tmp/.X{number}-lock")).ok();
            fs::remove_file(format!("/tmp/.X11-unix/X{number}")).ok();
        }
    }
}
