//! The way back from a risky change, three times over, each with a tenant, a data folder and a desk of its own.

use std::path::Path;

use acceptance::revert::journey::go_back;
use acceptance::window::{Desk, program};

#[test]
fn a_risky_change_is_told_reviewed_reverted_and_read_back_and_the_timeline_shows_both() {
    let program = program("rollcall").unwrap();
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures");
    for round in 1..=3 {
        let desk = Desk::with_keyring().unwrap();
        let data = tempfile::tempdir().unwrap();
        go_back(&desk, &program, data.path(), &pictures)
            .unwrap_or_else(|trouble| panic!("round {round}: {trouble}"));
    }
}
