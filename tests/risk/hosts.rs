//! Trusted hosts as a large tenant has them: products, regions, customers, many of one family.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

const FIRST: [&str; 24] = [
    "north", "silver", "kestrel", "lumen", "harbor", "maple", "quantum", "verdant", "atlas", "copper",
    "delta", "ember", "falcon", "granite", "indigo", "juniper", "lotus", "meridian", "nimbus", "orchard",
    "pioneer", "quarry", "summit", "tundra",
];
const SECOND: [&str; 16] = [
    "bank", "care", "grid", "labs", "mere", "pay", "soft", "trade", "ware", "works", "line", "forge",
    "point", "stone", "field", "bridge",
];
const SUFFIXES: [&str; 8] = ["com", "example", "co.uk", "io", "health", "de", "energy", "vercel.app"];
const BEFORE: [&str; 6] = ["app.", "login.", "id.", "api.", "", "portal.eu."];

/// So many different hosts; the same for the same seed.
#[must_use]
pub fn invented(count: usize, seed: u64) -> Vec<String> {
    let mut random = StdRng::seed_from_u64(seed);
    let pick = |list: &[&'static str], random: &mut StdRng| list.choose(random).copied().unwrap_or_default();
    (0..count)
        .map(|number| {
            let (before, first) = (pick(&BEFORE, &mut random), pick(&FIRST, &mut random));
            let (second, suffix) = (pick(&SECOND, &mut random), pick(&SUFFIXES, &mut random));
            match random.random_range(0..4) {
                // a family of near names
                0 => format!("{before}tenant-{number:04}.{suffix}"),
                1 => format!("{before}{first}{number}.{suffix}"),
                _ => format!("{before}{first}{second}{}.{suffix}", letters(number)),
            }
        })
        .collect()
}

/// A number written in letters.
fn letters(mut number: usize) -> String {
    let mut text = String::new();
    while number > 0 {
        text.extend(u8::try_from(number % 26).map(|digit| char::from(b'a' + digit)));
        number /= 26;
    }
    text
}
