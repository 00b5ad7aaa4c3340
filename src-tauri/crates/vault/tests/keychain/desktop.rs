//! A desktop session for one test: its own home, its own bus without activation, a keyring daemon that the test starts
//! and stops, and a screen if the test wants one. A missing tool fails the test.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use vault::{Availability, Obstacle, availability};

/// The password of the keyring.
const PASSWORD: &str = "pw";
/// Set in the inner run, to the home of its session.
const INNER: &str = "ROLLCALL_VAULT_TEST_HOME";
/// How long anything in the session may take.
const LIMIT: Duration = Duration::from_secs(20);

/// What the session has to show a prompt on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    /// No session bus at all.
    NoBus,
    /// A bus, and no display.
    None,
    /// A bus, an X display, and GNOME's prompter.
    Virtual,
}

/// The session as the inner run sees it.
pub(crate) struct Desktop {
    home: PathBuf,
    daemon: Option<Child>,
}

/// Runs `body` inside a fresh session: the outer call starts this test program again for the one test `name`.
pub(crate) fn run(name: &str, screen: Screen, body: impl AsyncFnOnce(&mut Desktop)) {
    if let Some(home) = std::env::var_os(INNER) {
        let mut desktop = Desktop { home: home.into(), daemon: None };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(body(&mut desktop));
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let display = (screen == Screen::Virtual).then(Display::start);
    let program = std::env::current_exe().unwrap();
    let mut command = if screen == Screen::NoBus {
        Command::new(program)
    } else {
        let mut session = Command::new("dbus-run-session");
        session.arg("--config-file").arg(bus_config(home.path(), screen)).arg("--").arg(program);
        session
    };
    command
        .args(["--exact", name, "--nocapture"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env(INNER, home.path());
    if let Some(display) = &display {
        command.env("DISPLAY", &display.name);
    }
    let output =
        command.output().expect("dbus-run-session (package dbus) must be installed to test the vault");
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && words.contains("1 passed"),
        "{}\n{words}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

impl Desktop {
    /// A folder of the session, made on first use.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let folder = self.home.join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Starts the keyring daemon with its login keyring open (made on first use).
    pub(crate) async fn start_unlocked(&mut self) {
        self.start(&["--unlock"]);
        self.until(Availability::Ready).await;
    }

    /// Starts the keyring daemon as it is after an automatic login: running, without any collection.
    pub(crate) async fn start_without_collection(&mut self) {
        self.start(&[]);
        self.until(Availability::Unavailable(Obstacle::NoDefaultCollection)).await;
    }

    fn start(&mut self, options: &[&str]) {
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon (package gnome-keyring) must be installed to test the vault");
        daemon.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        self.daemon = Some(daemon);
    }

    /// Ends the keyring daemon.
    pub(crate) fn stop(&mut self) {
        let mut daemon = self.daemon.take().unwrap();
        daemon.kill().unwrap();
        daemon.wait().unwrap();
    }

    /// Takes the keyrings away from the next daemon.
    pub(crate) fn hide_keyrings(&self) {
        let keyrings = self.home.join(".local/share/keyrings");
        fs::rename(&keyrings, self.home.join("hidden keyrings")).unwrap();
    }

    /// Waits until a look at the keychain says so.
    pub(crate) async fn until(&self, wanted: Availability) {
        let begun = Instant::now();
        loop {
            let seen = availability().await;
            if seen == wanted {
                return;
            }
            assert!(begun.elapsed() < LIMIT, "the keychain stayed {seen:?}, wanted {wanted:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for the prompt's window and gives it these keys (arguments of `xdotool`).
    pub(crate) async fn at_the_prompt(&self, keys: &[&str]) {
        let begun = Instant::now();
        let xdotool = |arguments: &[&str]| {
            Command::new("xdotool")
                .args(arguments)
                .output()
                .expect("xdotool must be installed to test the vault's prompt")
        };
        while xdotool(&["search", "--onlyvisible", "--class", "gcr-prompter"]).stdout.is_empty() {
            assert!(begun.elapsed() < LIMIT, "no prompt came up");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // the window is mapped before the prompter has grabbed the keyboard, so keys may be lost and are given again
        while !xdotool(&["search", "--onlyvisible", "--class", "gcr-prompter"]).stdout.is_empty() {
            assert!(begun.elapsed() < LIMIT, "the prompt did not take the keys");
            assert!(xdotool(keys).status.success());
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        if self.daemon.is_some() {
            self.stop();
        }
    }
}

/// Locks the default keyring.
pub(crate) fn lock() {
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    service.get_default_collection().unwrap().lock().unwrap();
}

/// Exchanges the values of the two vault keys that the keyring holds.
pub(crate) fn exchange_keys() {
    let service = SecretService::connect(EncryptionType::Dh).unwrap();
    let collection = service.get_default_collection().unwrap();
    let items = collection.get_all_items().unwrap();
    let [one, two] = items.as_slice() else { panic!("{} entries, not two: a probe was left", items.len()) };
    let (first, second) = (one.get_secret().unwrap(), two.get_secret().unwrap());
    one.set_secret(&second, "text/plain").unwrap();
    two.set_secret(&first, "text/plain").unwrap();
}

/// An X server without a screen.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb must be installed to test the vault's prompt");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self { server, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

/// A bus that starts nothing by itself, but for the prompter where there is a screen.
fn bus_config(home: &Path, screen: Screen) -> PathBuf {
    let services = home.join("services");
    fs::create_dir(&services).unwrap();
    if screen == Screen::Virtual {
        let prompter = "org.gnome.keyring.SystemPrompter.service";
        fs::copy(Path::new("/usr/share/dbus-1/services").join(prompter), services.join(prompter))
            .expect("GNOME's prompter (package gcr) must be installed to test the vault's prompt");
    }
    let config = home.join("bus.conf");
    let policy = r#"<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>"#;
    let text = format!(
        "<busconfig><type>session</type><listen>unix:dir={}</listen><servicedir>{}</servicedir>{policy}</busconfig>",
        home.display(),
        services.display()
    );
    fs::write(&config, text).unwrap();
    config
}
