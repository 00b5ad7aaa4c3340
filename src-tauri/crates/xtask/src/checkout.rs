//! Where things are: the checkout that this xtask works on, and the target folder that it was built into.

use crate::Outcome;
use std::path::{Path, PathBuf};

/// The folders that every command works in.
pub(crate) struct Checkout {
    root: PathBuf,
    target: PathBuf,
}

impl Checkout {
    /// The checkout that Cargo runs this program for (two checkouts that share a target folder share this program too),
    /// and the target folder that this program lies in (so that `CARGO_TARGET_DIR` and Cargo's own configuration are
    /// followed without asking Cargo).
    pub(crate) fn find() -> Outcome<Self> {
        let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root =
            crate_folder.ancestors().nth(3).ok_or("xtask was not built inside the checkout")?.to_owned();
        if !root.join("Cargo.toml").is_file() {
            return Err(format!(
                "the checkout {} is gone; start `cargo xtask` inside a checkout",
                root.display()
            ));
        }
        let program =
            std::env::current_exe().map_err(|error| format!("cannot tell where xtask lies: {error}"))?;
        let target = program.ancestors().nth(2).ok_or("xtask does not lie in a target folder")?.to_owned();
        Ok(Self { root, target })
    }

    /// The top of the checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the web interface.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The npm project of the conformance tests.
    pub(crate) fn conformance(&self) -> PathBuf {
        self.root.join("tests/conformance")
    }

    /// The folder that Cargo builds into.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// A program of the debug build.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
