//! Strings that nobody would write as a redirect URI, and some that somebody would: pieces of URIs put together by dice.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

/// One string in so many is long.
const LONG_EVERY: u64 = 2_000;
const LONG: usize = 10_000;

const PIECES: [&str; 96] = [
    "https://",
    "http://",
    "https:",
    "http:\\\\",
    "HTTPS://",
    "javascript:",
    "data:text/html,",
    "urn:ietf:wg:oauth:2.0:oob",
    "com.example.app:/",
    "myapp://",
    "a+b-c.d:",
    "//",
    "/",
    "\\",
    "///",
    "?",
    "#",
    "@",
    ":",
    ":80",
    ":443",
    ":8080",
    ":0",
    ":99999",
    ":*",
    "[::1]",
    "[",
    "]",
    "[::ffff:7f00:1]",
    "[fe80::1%25eth0]",
    "[v1.a]",
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "2130706433",
    "0177.0.0.1",
    "169.254.169.254",
    "10.0.0.1",
    "256.256.256.256",
    "1.2.3.4.5",
    "localhost",
    "a.localhost",
    "northmere.health",
    "login.northmere.health",
    "northmеre.health",
    "n0rthmere.health",
    "northmere.health.evil.com",
    "xn--northmre-h8g.health",
    "xn--",
    "xn--a",
    "xn--zzzzzzzzz",
    "github.io",
    "a.github.io",
    "*.vercel.app",
    "com",
    "co.uk",
    "10.0.0.1.nip.io",
    "*",
    "*.",
    "**",
    "{organization_name}.",
    "{",
    "}",
    "{}",
    "{{a}}",
    ".",
    "..",
    "...",
    "/../",
    "/%2e%2e/",
    "/..;/",
    "%2f",
    "%252f",
    "%25252f",
    "%5c",
    "%00",
    "%0d%0a",
    "%250d",
    "%",
    "%z",
    "%e2%80%ae",
    "%ff",
    "%c0%af",
    "?next=",
    "?next=//evil.com",
    "&url=https://evil.com",
    "=",
    "&",
    ";",
    "-",
    "_",
    "\u{202e}",
    "\u{200b}",
    "\u{ff0f}",
    "\u{3002}",
    "\u{0}",
];

/// The string with this number; always the same.
#[must_use]
pub fn invented(number: u64) -> String {
    let mut random = StdRng::seed_from_u64(number);
    let mut text = String::new();
    let long = number.is_multiple_of(LONG_EVERY);
    let pieces = if long { LONG } else { random.random_range(0..12) };
    // a long string of few pieces over and over is what makes careless programs slow
    let few: Vec<usize> =
        if long { (0..2).map(|_| random.random_range(0..PIECES.len() + 4)).collect() } else { Vec::new() };
    for _ in 0..pieces {
        if long && text.len() >= LONG {
            break;
        }
        let piece =
            few.choose(&mut random).copied().unwrap_or_else(|| random.random_range(0..PIECES.len() + 4));
        match PIECES.get(piece) {
            Some(piece) => text.push_str(piece),
            None => text.push(any_character(&mut random)),
        }
    }
    text
}

fn any_character(random: &mut StdRng) -> char {
    let highest = *[0x7f_u32, 0x7ff, 0xffff, 0x0010_ffff].choose(random).unwrap_or(&0x7f);
    char::from_u32(random.random_range(0..=highest)).unwrap_or('\u{fffd}')
}
