//! The real window, driven through `WebKitWebDriver` on a desk of its own (facts/environment.md, sections 2, 3 and 5).

mod click;
mod demo;
mod desk;
mod wire;

pub use demo::{DemoTimes, ROW, SYNC};
pub use desk::Desk;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use wire::Wire;

/// Why the window could not be driven or did not show what was waited for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(String);

impl Trouble {
    /// Says what the trouble is.
    pub fn new(what: impl Display) -> Self {
        Self(what.to_string())
    }
}

/// What driving the window gives.
pub type Outcome<T> = Result<T, Trouble>;

/// How long the window may take to show what is waited for.
pub const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);
/// The member that marks an element in `WebDriver` answers (W3C WebDriver, section 12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Where a program of the same build lies: beside this one, or one folder above when this one is a test.
///
/// # Errors
/// It was not built.
pub fn program(name: &str) -> Outcome<PathBuf> {
    let this = std::env::current_exe().map_err(Trouble::new)?;
    let beside = this.parent().map(|folder| folder.join(name));
    let above = this.ancestors().nth(2).map(|folder| folder.join(name));
    let found = [beside, above].into_iter().flatten().find(|file| file.is_file());
    found.ok_or_else(|| Trouble(format!("{name} was not built: `cargo build --workspace --all-targets`")))
}

/// An element on the page.
#[derive(Clone, Debug)]
pub struct Element(String);

/// One run of the application in its real window.
pub struct Window {
    wire: Wire,
    session: String,
    driver: Child,
    application: Option<u32>,
}

impl Window {
    /// Starts `program` on `desk` with its data in `data_folder`, at 1440x900. Its page is composed of layers, as on a computer
    /// with a graphics card: of another page the driver takes no pictures.
    ///
    /// # Errors
    /// The driver or the application does not start.
    pub fn open(desk: &Desk, program: &Path, data_folder: &Path) -> Outcome<Self> {
        let mut driver = desk.command("WebKitWebDriver");
        driver.env("WEBKIT_DISABLE_COMPOSITING_MODE", "0");
        let window = Self::driven_by(driver, program, data_folder)?;
        window.resize(1440, 900)?;
        Ok(window)
    }

    /// Starts `program` on `desk` with its data in `data_folder`, as large and painted as it chooses to be.
    ///
    /// # Errors
    /// The driver or the application does not start.
    pub fn start(desk: &Desk, program: &Path, data_folder: &Path) -> Outcome<Self> {
        Self::driven_by(desk.command("WebKitWebDriver"), program, data_folder)
    }

    fn driven_by(mut driver: Command, program: &Path, data_folder: &Path) -> Outcome<Self> {
        let port = wire::free_port()?;
        let driver = driver
            .args([&format!("--port={port}"), "--host=127.0.0.1"])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("ROLLCALL_DATA_DIR", data_folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble(format!("cannot start WebKitWebDriver: {error}")))?;
        let wire = Wire::new(port);
        let mut window = Self { wire, session: String::new(), driver, application: None };
        until(PATIENCE, || window.wire.get("/status").is_ok().then_some(()))
            .ok_or_else(|| Trouble::new("WebKitWebDriver does not answer"))?;
        let capabilities = json!({"capabilities": {
            "alwaysMatch": {"webkitgtk:browserOptions": {"binary": program, "args": []}},
            "firstMatch": [{}],
        }});
        let answer = window.wire.post("/session", &capabilities)?;
        let session = answer.get("sessionId").and_then(Value::as_str);
        session.ok_or_else(|| Trouble(format!("no session: {answer}")))?.clone_into(&mut window.session);
        window.application = child_of(window.driver.id());
        Ok(window)
    }

    fn path(&self, rest: &str) -> String {
        format!("/session/{}{rest}", self.session)
    }

    /// The process of the application.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.application
    }

    /// Makes the window that large, in CSS pixels of the page.
    ///
    /// # Errors
    /// The driver refuses.
    pub fn resize(&self, width: u32, height: u32) -> Outcome<()> {
        let rect = json!({"x": 0, "y": 0, "width": width, "height": height});
        self.wire.post(&self.path("/window/rect"), &rect)?;
        let fits = || {
            let size = self.evaluate("return [innerWidth, innerHeight]").ok()?;
            (size == json!([width, height])).then_some(())
        };
        until(PATIENCE, fits).ok_or_else(|| Trouble(format!("the window does not become {width}x{height}")))
    }

    /// Runs the body of a function in the page and gives what it returns.
    ///
    /// # Errors
    /// The script throws or the page is gone.
    pub fn evaluate(&self, script: &str) -> Outcome<Value> {
        self.evaluate_with(script, &[])
    }

    /// Runs the body of a function with `arguments` in the page and gives what it returns.
    ///
    /// # Errors
    /// The script throws or the page is gone.
    pub fn evaluate_with(&self, script: &str, arguments: &[Value]) -> Outcome<Value> {
        self.wire.post(&self.path("/execute/sync"), &json!({"script": script, "args": arguments}))
    }

    /// Waits until two frames were painted, so that what follows sees the latest (three of ten pictures did not).
    ///
    /// # Errors
    /// The page is gone.
    pub fn settle(&self) -> Outcome<()> {
        let script =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(null)))";
        self.await_answer(script, &[]).map(|_| ())
    }

    /// The first visible element for `selector` whose text or label holds `text`, now.
    ///
    /// # Errors
    /// The selector is wrong or the page is gone.
    pub fn find(&self, selector: &str, text: &str) -> Outcome<Option<Element>> {
        let script = "
            const [selector, text] = arguments;
            for (const element of document.querySelectorAll(selector)) {
                const box = element.getBoundingClientRect();
                const labels = [...(element.labels ?? [])].map((label) => label.innerText);
                const words = [element.innerText ?? element.textContent, element.getAttribute('aria-label'), ...labels].join(' ');
                if (box.width > 0 && box.height > 0 && words.replace(/\\s+/g, ' ').includes(text)) return element;
            }
            return null;";
        let found = self.evaluate_with(script, &[json!(selector), json!(text)])?;
        Ok(found.get(ELEMENT).and_then(Value::as_str).map(|id| Element(id.to_owned())))
    }

    /// How many elements for `selector` hold `text`, now.
    ///
    /// # Errors
    /// The selector is wrong or the page is gone.
    pub fn count(&self, selector: &str, text: &str) -> Outcome<u64> {
        let script = "
            const [selector, text] = arguments;
            return [...document.querySelectorAll(selector)].filter((element) => element.innerText.includes(text)).length;";
        Ok(self.evaluate_with(script, &[json!(selector), json!(text)])?.as_u64().unwrap_or_default())
    }

    /// Waits for a visible element for `selector` whose text or label holds `text`.
    ///
    /// # Errors
    /// It does not come within [`PATIENCE`]; the message holds what the page shows instead.
    pub fn wait_for(&self, selector: &str, text: &str) -> Outcome<Element> {
        self.wait_longer_for(PATIENCE, selector, text)
    }

    /// Like [`Window::wait_for`], with a patience of its own.
    ///
    /// # Errors
    /// It does not come in time; the message holds what the page shows instead.
    pub fn wait_longer_for(&self, patience: Duration, selector: &str, text: &str) -> Outcome<Element> {
        until(patience, || self.find(selector, text).ok().flatten()).ok_or_else(|| {
            let shown = self.text().unwrap_or_else(|trouble| trouble.to_string());
            Trouble(format!(
                "no `{selector}` with \"{text}\" within {} s; the page shows:\n{shown}",
                patience.as_secs()
            ))
        })
    }

    /// Waits until no visible element for `selector` holds `text`.
    ///
    /// # Errors
    /// It stays longer than [`PATIENCE`].
    pub fn wait_until_gone(&self, selector: &str, text: &str) -> Outcome<()> {
        let gone = || self.find(selector, text).is_ok_and(|found| found.is_none()).then_some(());
        until(PATIENCE, gone).ok_or_else(|| Trouble(format!("`{selector}` with \"{text}\" stays")))
    }

    /// Everything that the page shows, as text.
    ///
    /// # Errors
    /// The page is gone.
    pub fn text(&self) -> Outcome<String> {
        Ok(self.evaluate("return document.body.innerText")?.as_str().unwrap_or_default().to_owned())
    }

    /// Types into the element that `selector` and `text` find.
    ///
    /// # Errors
    /// It does not come, or cannot be typed into.
    pub fn type_into(&self, selector: &str, text: &str, typed: &str) -> Outcome<()> {
        let element = self.wait_for(selector, text)?;
        self.wire
            .post(&self.path(&format!("/element/{}/value", element.0)), &json!({"text": typed}))
            .map(|_| ())
    }

    /// Presses one key with the focus where it is: a character or a name such as `End` or `ArrowDown`.
    ///
    /// # Errors
    /// The name is unknown or the page is gone.
    pub fn press(&self, key: &str) -> Outcome<()> {
        let key = key_value(key)?;
        let step = |kind: &str| json!({"type": kind, "value": key});
        let steps = [step("keyDown"), step("keyUp")];
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": steps}]});
        self.wire.post(&self.path("/actions"), &actions).map(|_| ())
    }

    /// Runs the body of a function whose last argument is to be called with the answer.
    ///
    /// # Errors
    /// The script throws, never answers, or the page is gone.
    pub fn await_answer(&self, script: &str, arguments: &[Value]) -> Outcome<Value> {
        self.wire.post(&self.path("/execute/async"), &json!({"script": script, "args": arguments}))
    }

    /// Presses a key and waits for the grid's row on `line`; gives the milliseconds from the key to the frame after the row.
    ///
    /// # Errors
    /// The row does not come.
    pub fn press_and_see(&self, key: &str, line: u64) -> Outcome<f64> {
        let script = "
            const [line] = arguments;
            window.rollcallSeen = null;
            addEventListener('keydown', () => {
                const start = performance.now();
                const look = () => {
                    const there = document.querySelector(`[role=row][data-line=\"${line}\"] [role=checkbox]`);
                    requestAnimationFrame(there ? () => { window.rollcallSeen = performance.now() - start; } : look);
                };
                look();
            }, { capture: true, once: true });";
        self.evaluate_with(script, &[json!(line)])?;
        self.press(key)?;
        let took = until(PATIENCE, || {
            self.evaluate("return window.rollcallSeen").ok().and_then(|took| took.as_f64())
        });
        took.ok_or_else(|| Trouble(format!("row {line} does not come after {key}")))
    }

    /// Proportional memory of the application and everything that it started, in KiB.
    ///
    /// # Errors
    /// The application has ended.
    pub fn memory_kib(&self) -> Outcome<u64> {
        let application = self.application.ok_or_else(|| Trouble::new("there is no application process"))?;
        let mut family = vec![application];
        let mut next = 0;
        while let Some(process) = family.get(next) {
            family.extend(children_of(*process));
            next += 1;
        }
        family.into_iter().map(memory_of).sum()
    }

    /// Writes a picture of the page as it is painted now.
    ///
    /// # Errors
    /// The page is gone or the file cannot be written.
    pub fn picture(&self, file: &Path) -> Outcome<()> {
        self.settle()?;
        let answer = self.wire.get(&self.path("/screenshot"))?;
        let bytes = BASE64.decode(answer.as_str().unwrap_or_default()).map_err(Trouble::new)?;
        let folder = file.parent().ok_or_else(|| Trouble::new("a picture needs a folder"))?;
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(file, bytes))
            .map_err(|error| Trouble(format!("cannot write {}: {error}", file.display())))
    }

    /// Closes the window and waits until the application has ended.
    ///
    /// # Errors
    /// It does not end by itself within [`PATIENCE`] (it is killed then).
    pub fn close(mut self) -> Outcome<()> {
        self.wire.delete(&self.path(""))?;
        self.session.clear();
        let ended =
            until(PATIENCE, || self.application.is_none_or(|process| !is_alive(process)).then_some(()));
        ended.ok_or_else(|| Trouble::new("the application did not end when its window was closed"))
    }

    /// Ends the application as a power failure would.
    ///
    /// # Errors
    /// The process is not there.
    pub fn kill(self) -> Outcome<()> {
        let process = self.application.ok_or_else(|| Trouble::new("there is no application process"))?;
        kill(process)
    }
}

impl Drop for Window {
    /// The driver answers before the application has ended and leaves it behind when it is killed itself.
    fn drop(&mut self) {
        if !self.session.is_empty() {
            self.wire.delete(&self.path("")).ok();
        }
        if let Some(process) = self.application {
            let gone = until(Duration::from_secs(2), || (!is_alive(process)).then_some(()));
            if gone.is_none() {
                kill(process).ok();
            }
        }
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

/// Asks again every 20 ms until there is an answer or patience ends.
pub fn until<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if start.elapsed() > patience {
            return None;
        }
        std::thread::sleep(POLL);
    }
}

/// The `WebDriver` code of a key (W3C WebDriver, section 17.4.2).
fn key_value(name: &str) -> Outcome<char> {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => return Ok(letter),
        (None, _) => return Err(Trouble::new("a key needs a name")),
        _ => {}
    }
    Ok(match name {
        "Tab" => '\u{E004}',
        "Enter" => '\u{E007}',
        "Escape" => '\u{E00C}',
        "Space" => ' ',
        "PageDown" => '\u{E00F}',
        "End" => '\u{E010}',
        "Home" => '\u{E011}',
        "ArrowUp" => '\u{E013}',
        "ArrowDown" => '\u{E015}',
        other => return Err(Trouble(format!("no key is called {other}"))),
    })
}

/// The process that `parent` started first.
fn child_of(parent: u32) -> Option<u32> {
    children_of(parent).into_iter().next()
}

/// The processes that any thread of `parent` started.
fn children_of(parent: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    children.flat_map(|list| list.split_whitespace().flat_map(str::parse).collect::<Vec<u32>>()).collect()
}

/// `Pss` of a process (proc(5), `smaps_rollup`), in KiB.
fn memory_of(process: u32) -> Outcome<u64> {
    let file = format!("/proc/{process}/smaps_rollup");
    let text = fs::read_to_string(&file).map_err(|error| Trouble(format!("cannot read {file}: {error}")))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    number.ok_or_else(|| Trouble(format!("{file} does not tell Pss")))
}

/// Whether anything of the process still runs. Its first thread can have ended ("Z") while another one is still writing
/// to the disk: until that one ends too, the process holds the D-Bus name of the single instance, and a Rollcall started
/// now would hand over to it and leave.
fn is_alive(process: u32) -> bool {
    let Ok(state) = fs::read_to_string(format!("/proc/{process}/stat")) else { return false };
    let first_thread_ended = state.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('Z'));
    let threads = fs::read_dir(format!("/proc/{process}/task")).map_or(0, Iterator::count);
    threads > 1 || !first_thread_ended
}

fn kill(process: u32) -> Outcome<()> {
    let status = Command::new("kill").args(["-KILL", &process.to_string()]).status().map_err(Trouble::new)?;
    if status.success() { Ok(()) } else { Err(Trouble(format!("cannot kill process {process}"))) }
}
