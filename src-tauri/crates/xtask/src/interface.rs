//! The npm projects: packages by `npm ci` when the lock file changed, the interface's bundle when its sources did.

use crate::Outcome;
use crate::checkout::Checkout;
use crate::process::{command, line, npm, on_path, output, run};
use crate::step::Done;
use std::path::Path;
use std::time::SystemTime;

/// Says whether Node is there and new enough.
///
/// # Errors
/// Node or npm is missing, or older than 20.
pub(crate) fn node() -> Outcome<Done> {
    if !on_path("node") {
        return Err(
            "Node 20 or newer is needed and `node` is not on the search path (https://nodejs.org)".to_owned()
        );
    }
    let version = output(&mut command("node", &["--version"], Path::new(".")))?;
    match major(version.trim()) {
        Some(major) if major >= 20 => Ok(Done::Nothing("new enough")),
        _ => Err(format!("Node 20 or newer is needed; this is {}", version.trim())),
    }
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// `npm ci` in `folder`, unless what its lock file names was installed before.
///
/// # Errors
/// npm fails or the folder cannot be written.
pub(crate) fn packages(folder: &Path) -> Outcome<Done> {
    let lock = read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(Done::Nothing("as the lock file says already"));
    }
    let mut install = npm(&["ci", "--no-audit", "--prefer-offline"], folder);
    println!("    $ {}", line(&install));
    run(&mut install)?;
    std::fs::write(&stamp, lock).map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(Done::Worked)
}

/// Bundles the interface into `ui/dist`, unless nothing in it is newer than the bundle.
///
/// # Errors
/// The bundler fails or the folder cannot be read.
pub(crate) fn bundle(checkout: &Checkout) -> Outcome<Done> {
    let ui = checkout.ui();
    let built = std::fs::metadata(ui.join("dist/index.html")).and_then(|file| file.modified());
    if built.is_ok_and(|built| newest(&ui).is_ok_and(|source| source < built)) {
        return Ok(Done::Nothing("nothing changed since the last bundle"));
    }
    let mut vite = npm(&["run", "--silent", "build"], &ui);
    println!("    $ {}", line(&vite));
    run(&mut vite)?;
    Ok(Done::Worked)
}

/// When anything below `folder` (packages, bundles and hidden files left out) changed last; a deletion shows in its folder's time.
fn newest(folder: &Path) -> std::io::Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "node_modules" || name == "dist" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        let about = entry.metadata()?;
        newest = newest.max(about.modified()?);
        if about.is_dir() {
            newest = newest.max(self::newest(&entry.path())?);
        }
    }
    Ok(newest)
}

fn read(file: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_number_after_the_v() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
