//! Secrets to plant, and the search for them in any spelling.

use crate::window::{Outcome, Trouble};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use simulator::{Clock, Running, Settings, Tenant};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// How many are planted.
pub const COUNT: usize = 1_000;

/// A piece of a secret that is long enough to be none by chance.
const PIECE: usize = 12;

/// The secrets: like Auth0's client secrets, 64 characters of every kind; some have characters that encodings change.
#[must_use]
pub fn canaries() -> Vec<String> {
    (0..COUNT)
        .map(|number| {
            let odd = if number % 4 == 0 { "-_+" } else { "Qx7" };
            let mut text = format!("cAnary{number:04}Z{odd}");
            let mut state = number as u64 + 1;
            while text.len() < 64 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
                text.push(char::from(letters[usize::try_from(state >> 33).unwrap_or(0) % letters.len()]));
            }
            text
        })
        .collect()
}

/// A tenant that leaves a planted secret in every answer and every row of its log, and redacts nothing.
///
/// # Errors
/// It does not start.
pub async fn careless_tenant() -> Outcome<Running> {
    let settings =
        Settings { clients: 60, days_of_history: 20, redact_request_secrets: false, ..Settings::default() };
    let tenant = Tenant::start(settings, Clock::real()).await.map_err(Trouble::new)?;
    for (number, secret) in canaries().into_iter().take(20).enumerate() {
        let body = serde_json::json!({"name": format!("Careless {number}"), "client_secret": secret});
        let id = tenant.edit().create_client(&body);
        tenant.edit().rotate_secret(&id).ok_or_else(|| Trouble::new("no client to rotate"))?;
    }
    tenant.edit().plant_canaries(canaries());
    Ok(tenant)
}

/// What the simulator plants beside canary `number`, and what may be kept.
#[must_use]
pub fn marker(number: usize) -> String {
    format!("marker-{number:04}")
}

/// Finds secrets as they are, in base64, in hexadecimal, percent-encoded and escaped for JSON; also parts of them.
pub struct Search {
    pieces: HashMap<[u8; PIECE], String>,
}

impl Search {
    /// Will find these.
    #[must_use]
    pub fn new(secrets: &[String]) -> Self {
        let mut pieces = HashMap::new();
        for secret in secrets {
            for spelling in spellings(secret) {
                // any part of a secret is one too: all pieces of it count
                for piece in spelling.as_bytes().windows(PIECE) {
                    if let Ok(piece) = piece.try_into() {
                        pieces.insert(piece, secret.clone());
                    }
                }
            }
        }
        Self { pieces }
    }

    /// The secrets of which a piece stands in `bytes`, in UTF-8 or in UTF-16, each once.
    #[must_use]
    pub fn hits(&self, bytes: &[u8]) -> Vec<&str> {
        // ASCII in UTF-16 is ASCII with zeros between
        let narrow: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        let pieces = bytes.windows(PIECE).chain(narrow.windows(PIECE));
        let mut found: Vec<&str> =
            pieces.filter_map(|piece| self.pieces.get(piece).map(String::as_str)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn spellings(secret: &str) -> Vec<String> {
    let mut spellings = vec![secret.to_owned()];
    for lead in ["", "x", "xy"] {
        // base64 has three spellings of a text, by where it begins; the edges depend on its neighbours
        let encoded = STANDARD.encode(format!("{lead}{secret}"));
        spellings.push(encoded[4..encoded.len() - 4].to_owned());
    }
    let mut hexadecimal = String::new();
    let mut percent = String::new();
    for byte in secret.bytes() {
        // writing to a String cannot fail
        let _ = write!(hexadecimal, "{byte:02x}");
        if byte.is_ascii_alphanumeric() {
            percent.push(char::from(byte));
        } else {
            let _ = write!(percent, "%{byte:02X}");
        }
    }
    spellings.extend([hexadecimal, percent, secret.replace('/', "\\/")]);
    spellings
}

/// Every file below `folder` with what is in it.
#[must_use]
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => {
                    found.extend(fs::read(entry.path()).ok().map(|bytes| (entry.path(), bytes)));
                }
                _ => {}
            }
        }
    }
    found
}
