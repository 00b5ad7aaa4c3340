//! The journey, three times over, each with a fresh data folder on a desk of its own.

use acceptance::journey::travel;
use acceptance::window::{Desk, program};
use std::path::Path;

#[test]
fn what_was_seen_before_the_network_went_is_seen_after_a_restart_with_its_age() {
    let program = program("rollcall").unwrap();
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures/journey-offline.png");
    for round in 1..=3 {
        let desk = Desk::with_keyring().unwrap();
        let data = tempfile::tempdir().unwrap();
        let times =
            travel(&desk, &program, data.path(), &picture).unwrap_or_else(|trouble| panic!("{trouble}"));
        println!("round {round}: first rows after {:?}, all after {:?}", times.first_rows, times.all);
    }
}
