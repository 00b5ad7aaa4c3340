//! System packages on Debian and Ubuntu: which are missing, and installing exactly those.
//! The lists were proven in fresh chroots (facts/environment.md, section 1).

use crate::Outcome;
use crate::process::{command, find_on_path, line, on_path, output, run};
use crate::step::Done;
use std::path::{Path, PathBuf};

/// What building the window needs beyond a C compiler; it brings what running it needs.
pub(crate) const BUILD: &[&str] = &["ca-certificates", "pkg-config", "libwebkit2gtk-4.1-dev"];
/// What driving the window without a display needs on top.
pub(crate) const DISPLAYLESS: &[&str] = &["xvfb", "webkit2gtk-driver", "dbus", "procps"];
/// What the tests need on top of both.
pub(crate) const TESTS: &[&str] = &["gnome-keyring", "gcr", "xdotool", "binutils"];

/// Installs those of `wanted` that are missing, through apt, with sudo when not root.
///
/// # Errors
/// The package lists cannot be read, or apt fails.
pub(crate) fn install(wanted: &[&str]) -> Outcome<Done> {
    if !cfg!(target_os = "linux") {
        println!("    {}", needed_elsewhere());
        return Ok(Done::Nothing("nothing is installed for you on this system"));
    }
    if !on_path("dpkg-query") || !on_path("apt-get") {
        println!("    no apt here; what these Debian packages hold must be installed: {}", wanted.join(" "));
        return Ok(Done::Nothing("nothing is installed for you on this system"));
    }
    let missing = missing(wanted)?;
    if missing.is_empty() {
        return Ok(Done::Nothing("all there"));
    }
    println!("    missing: {}", missing.join(" "));
    apt(&["update", "--quiet"])?;
    let mut arguments = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(&arguments)?;
    Ok(Done::Worked)
}

/// Chromium for the browser tests: whatever is there already, else Debian's package (on Ubuntu its name for it).
///
/// # Errors
/// apt fails, or no browser is there afterwards.
pub(crate) fn chromium() -> Outcome<PathBuf> {
    let find = || {
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
            .iter()
            .find_map(|name| find_on_path(name))
    };
    if let Some(browser) = find() {
        return Ok(browser);
    }
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let ubuntu = release.lines().any(|line| line == "ID=ubuntu");
    install(&[if ubuntu { "chromium-browser" } else { "chromium" }])?;
    find().ok_or_else(|| "the browser tests need Chromium on the search path".to_owned())
}

fn missing<'a>(wanted: &[&'a str]) -> Outcome<Vec<&'a str>> {
    // dpkg-query ends with 1 when it does not know one of the names; what it prints about the others still counts.
    let known = std::process::Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Abbrev}\n"])
        .args(wanted)
        .output()
        .map_err(|error| format!("cannot start dpkg-query: {error}"))?;
    Ok(not_installed(wanted, &String::from_utf8_lossy(&known.stdout)))
}

fn not_installed<'a>(wanted: &[&'a str], status: &str) -> Vec<&'a str> {
    let installed = |name: &str| {
        status.lines().any(|line| {
            line.split_once(' ').is_some_and(|(package, state)| package == name && state.trim_end() == "ii")
        })
    };
    wanted.iter().copied().filter(|name| !installed(name)).collect()
}

fn apt(arguments: &[&str]) -> Outcome<()> {
    let here = Path::new("/");
    let root = output(&mut command("id", &["-u"], here))?.trim() == "0";
    let mut apt = if root {
        command("apt-get", arguments, here)
    } else if on_path("sudo") {
        command("sudo", &[&["DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat(), here)
    } else {
        let mut words = vec!["apt-get"];
        words.extend(arguments);
        return Err(format!(
            "packages are missing and there is no sudo here; run this as root: {}",
            words.join(" ")
        ));
    };
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    println!("    $ {}", line(&apt));
    run(&mut apt)
}

fn needed_elsewhere() -> &'static str {
    if cfg!(target_os = "macos") {
        "needed on macOS: the Xcode command line tools (`xcode-select --install`) and Node 20 or newer"
    } else if cfg!(target_os = "windows") {
        "needed on Windows: the Visual Studio C++ build tools, the WebView2 runtime and Node 20 or newer"
    } else {
        "needed here: a C compiler, what Tauri 2 names for this system, and Node 20 or newer"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_dpkg_does_not_know_is_missing() {
        assert_eq!(not_installed(&["xvfb", "dbus"], "dbus ii \n"), ["xvfb"]);
    }

    #[test]
    fn a_package_that_was_removed_and_left_its_settings_is_missing() {
        assert_eq!(not_installed(&["xvfb"], "xvfb rc \n"), ["xvfb"]);
    }

    #[test]
    fn a_package_whose_name_begins_alike_does_not_stand_in() {
        assert_eq!(not_installed(&["dbus"], "dbus-x11 ii \n"), ["dbus"]);
    }

    #[test]
    fn installed_packages_are_left_alone() {
        assert!(not_installed(&["xvfb", "dbus"], "dbus ii \nxvfb ii \n").is_empty());
    }
}
