//! What the executable shows to the libraries that it loads.

use acceptance::window::program;
use std::process::Command;

/// The web view loads the system's SQLite; it must not find ours (facts/environment.md, section 1).
#[test]
fn the_bundled_sqlite_is_not_visible_to_the_web_view() {
    let symbols = Command::new("nm").arg("-D").arg(program("rollcall").unwrap()).output().unwrap();
    assert!(symbols.status.success());
    let symbols = String::from_utf8(symbols.stdout).unwrap();
    assert!(!symbols.contains(" T sqlite3_"), "link with -Wl,--exclude-libs,ALL");
}
