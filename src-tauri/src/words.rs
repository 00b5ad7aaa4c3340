//! What is said to people about problems: what happened, what was kept, what to do.

use domain::listing::Unread;
use domain::snapshot::SnapshotKind;
use domain::time::Timestamp;
use provider::problem::{NoAnswer, Trouble};
use provider::{CredentialsError, Problem};
use store::StoreError;
use vault::VaultError;

use crate::views::{ProblemCode, ProblemView};

/// What a failed reading leaves behind, said once.
const CACHE_KEPT: &str =
    "What was read before is kept and shown with its age. Nothing was changed at the server.";

/// A problem of one reading.
#[must_use]
pub fn of_problem(problem: &Problem) -> ProblemView {
    let (code, todo) = match &problem.trouble {
        Trouble::ScopeMissing { any_of } => (
            ProblemCode::ScopeMissing,
            format!("Give the client the scope {} in the tenant, then sync again.", any_of.join(" or ")),
        ),
        Trouble::SignInRefused { .. } => (
            ProblemCode::SignInRefused,
            "Check client id and secret, and that the client may use client credentials; then change the credential.".into(),
        ),
        Trouble::NoGrant { audience } => (
            ProblemCode::SignInRefused,
            format!("Authorize the client for {audience} (Applications, APIs, Auth0 Management API), then try again."),
        ),
        Trouble::TokenEnded { .. } => (ProblemCode::SignInRefused, "Paste a new token.".into()),
        Trouble::ForeignToken { expected, .. } => {
            (ProblemCode::BadInput, format!("Paste a token of {expected}, or type the other tenant's domain."))
        }
        Trouble::NotAToken { .. } => (
            ProblemCode::BadInput,
            "Copy the token from Applications, APIs, Auth0 Management API, API Explorer, and paste all of it.".into(),
        ),
        Trouble::UnusableKey { .. } => (ProblemCode::BadInput, "Use an RSA private key in PKCS#8 PEM.".into()),
        Trouble::Credentials(CredentialsError::Absent) => {
            (ProblemCode::SignInRefused, "Type the credential again in Settings.".into())
        }
        Trouble::Credentials(CredentialsError::Unavailable { .. }) => {
            (ProblemCode::Keychain, "Unlock the system keychain, then sync again.".into())
        }
        Trouble::NoTenant { .. } => (ProblemCode::BadInput, "Check the domain.".into()),
        Trouble::NotOffered => (ProblemCode::Other, "The plan would have to offer it.".into()),
        Trouble::RateLimited => {
            (ProblemCode::RateLimited, "Nothing to do: the next sync goes on from here.".into())
        }
        Trouble::Unreachable(NoAnswer::NotTrusted) => (
            ProblemCode::Offline,
            "Check the address. In a company network, choose its CA file in Connect.".into(),
        ),
        Trouble::Unreachable(_) => (ProblemCode::Offline, "Check the network and the address; the next sync goes on from here.".into()),
        Trouble::ServerFailed { .. } | Trouble::Refused { .. } => {
            (ProblemCode::ServerFailed, "Try again later; the next sync goes on from here.".into())
        }
        Trouble::BrokeOff | Trouble::NotUnderstood { .. } => (
            ProblemCode::ServerFailed,
            "A proxy may stand in between: check the address and the network, then sync again.".into(),
        ),
    };
    ProblemView {
        code,
        happened: sentence(&problem.to_string()),
        kept: CACHE_KEPT.into(),
        todo,
        at: Some(problem.at.millis()),
    }
}

/// Why something is not known, as a problem.
#[must_use]
pub fn of_unread(what: &str, why: &Unread, at: Timestamp) -> ProblemView {
    let (code, reason, todo) = unread_parts(why);
    ProblemView {
        code,
        happened: sentence(&format!("{what}: {reason}")),
        kept: CACHE_KEPT.into(),
        todo,
        at: Some(at.millis()),
    }
}

/// Code, reason and advice of something that is not known.
#[must_use]
pub fn unread_parts(why: &Unread) -> (ProblemCode, String, String) {
    let again = || "Sync again; reading goes on from here.".to_owned();
    match why {
        Unread::ScopeMissing { any_of } => (
            ProblemCode::ScopeMissing,
            format!("the token lacks {}", any_of.join(" or ")),
            format!("Give the client the scope {} in the tenant, then sync again.", any_of.join(" or ")),
        ),
        Unread::SignInRefused => (
            ProblemCode::SignInRefused,
            "the server refused the credential".into(),
            "Change the credential in Settings.".into(),
        ),
        Unread::TokenEnded => (
            ProblemCode::SignInRefused,
            "the pasted token has ended".into(),
            "Paste a new token in Settings.".into(),
        ),
        Unread::CredentialAbsent => (
            ProblemCode::SignInRefused,
            "no credential is kept for this connection".into(),
            "Type the credential again in Settings.".into(),
        ),
        Unread::CredentialLocked => (
            ProblemCode::Keychain,
            "the credential could not be read from the system keychain".into(),
            "Unlock the keychain and sync again, or type the credential again in Settings.".into(),
        ),
        Unread::NotOffered => (
            ProblemCode::Other,
            "the tenant's plan does not offer it".into(),
            "Nothing to do: it cannot be read on this plan.".into(),
        ),
        Unread::RateLimited => {
            (ProblemCode::RateLimited, "the server asked to slow down (429)".into(), again())
        }
        Unread::ServerFailed { status } => {
            (ProblemCode::ServerFailed, format!("the server failed ({status})"), again())
        }
        Unread::Unreachable => (
            ProblemCode::Offline,
            "the server could not be reached".into(),
            "Check the network; the next sync goes on from here.".into(),
        ),
        Unread::NotUnderstood { what } => (
            ProblemCode::ServerFailed,
            format!("the answer is not what the API documents ({what})"),
            "A proxy may stand in between: check the address and the network, then sync again.".into(),
        ),
        Unread::InDoubt { count } => (
            ProblemCode::Other,
            format!("the list changed while it was read; {count} clients stayed in doubt"),
            again(),
        ),
        Unread::BeyondLimit { limit } => (
            ProblemCode::Other,
            format!("the server gives no more than {limit} of them"),
            "Nothing to do: the rest cannot be listed there.".into(),
        ),
        Unread::Cancelled => (ProblemCode::Cancelled, "reading was stopped".into(), again()),
        Unread::NeverRead => (ProblemCode::Other, "not read yet".into(), "Sync now.".into()),
    }
}

/// What a kind of snapshot is called; `None` is the log.
#[must_use]
pub const fn what_is_read(kind: Option<SnapshotKind>) -> &'static str {
    match kind {
        None => "log",
        Some(SnapshotKind::Client) => "clients",
        Some(SnapshotKind::ClientGrant) => "client grants",
        Some(SnapshotKind::ResourceServer) => "APIs",
        Some(SnapshotKind::TenantSettings) => "tenant settings",
        Some(SnapshotKind::IdentityConnection) => "connection flags",
        Some(SnapshotKind::NetworkAcl) => "network access lists",
        Some(SnapshotKind::LogStream) => "log streams",
    }
}

/// A problem of our own files.
#[must_use]
pub fn of_store(error: &StoreError) -> ProblemView {
    let todo = match error {
        StoreError::DiskFull { .. } => "Free some space on that disk, then try again.",
        StoreError::ReadOnly { .. } => {
            "Make the data folder writable, or name another one in ROLLCALL_DATA_DIR."
        }
        StoreError::Corrupt { .. } => {
            "Restore the file from a backup, or move it away: Rollcall then starts with an empty one and reads the tenant again."
        }
        StoreError::NewerVersion { .. } => {
            "Use the newer Rollcall, or name another data folder in ROLLCALL_DATA_DIR."
        }
        StoreError::Busy { .. } => "Close the other program, then try again.",
        StoreError::NameTaken { .. } => "Choose another name.",
        StoreError::NoSuchConnection => "Choose another connection.",
        StoreError::Closed => "Start Rollcall again.",
        StoreError::Io { .. } | StoreError::Sqlite { .. } | StoreError::Row { .. } => {
            "Try again; if it stays, the log folder (Settings) holds the details."
        }
    };
    let code = match error {
        StoreError::NameTaken { .. } | StoreError::NoSuchConnection => ProblemCode::BadInput,
        _ => ProblemCode::Storage,
    };
    ProblemView {
        code,
        happened: sentence(&error.to_string()),
        kept: "Everything stored before is as it was.".into(),
        todo: todo.into(),
        at: None,
    }
}

/// A problem of the vault.
#[must_use]
pub fn of_vault(error: &VaultError) -> ProblemView {
    ProblemView {
        code: ProblemCode::Keychain,
        happened: sentence(&error.to_string()),
        kept: "No credential was written anywhere else. Cached data is as it was.".into(),
        todo: "Unlock or repair the system keychain, or keep the credential for this session only.".into(),
        at: None,
    }
}

/// The demo tenant was disconnected by a person, so that offline can be tried; `since` when it was last reached.
#[must_use]
pub fn demo_is_disconnected(since: Option<Timestamp>) -> ProblemView {
    ProblemView {
        code: ProblemCode::Offline,
        happened: "The demo tenant is disconnected.".into(),
        kept: CACHE_KEPT.into(),
        todo: "Connect it again in Settings.".into(),
        at: since.map(Timestamp::millis),
    }
}

/// Input that makes no sense.
#[must_use]
pub fn bad_input(happened: impl Into<String>, todo: impl Into<String>) -> ProblemView {
    ProblemView {
        code: ProblemCode::BadInput,
        happened: sentence(&happened.into()),
        kept: "Nothing was sent and nothing was changed.".into(),
        todo: todo.into(),
        at: None,
    }
}

/// A text with a capital first letter and a full stop.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut told: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    told.push_str(letters.as_str());
    if !told.ends_with(['.', '!', '?']) {
        told.push('.');
    }
    told
}

/// A count with its noun: "1 client", "2 clients".
#[must_use]
pub fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(count)) }
}

/// A number with thousands separators.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A day for people: `20 Nov`, with its year when that is not the year of `now`.
#[must_use]
pub fn day(at: Timestamp, now: Timestamp) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let iso = at.day().to_iso();
    let mut parts = iso.rsplitn(3, '-');
    let (day, month, year) =
        (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let month = month
        .parse::<usize>()
        .ok()
        .and_then(|number| MONTHS.get(number.wrapping_sub(1)))
        .copied()
        .unwrap_or("");
    let day = day.trim_start_matches('0');
    if now.day().to_iso().starts_with(year) {
        format!("{day} {month}")
    } else {
        format!("{day} {month} {year}")
    }
}

/// A stretch of time for people: "38 min", "5 h", "62 d".
#[must_use]
pub fn stretch(millis: i64) -> String {
    let minutes = millis / 60_000;
    match minutes {
        ..120 => format!("{} min", minutes.max(0)),
        120..2880 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1440),
    }
}

/// A text that somebody else chose, for a terminal: control characters and marks that reorder or hide text are escaped, and
/// what is longer than `most` characters is cut with an ellipsis.
#[must_use]
pub fn on_one_line(text: &str, most: usize) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut line = String::new();
    for (position, c) in text.chars().enumerate() {
        if position + 1 >= most && text.chars().nth(most).is_some() {
            line.push('…');
            break;
        }
        if is_hidden(c) { line.extend(c.escape_unicode()) } else { line.push(c) }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stretches_and_days_read_as_the_design_writes_them() {
        assert_eq!(grouped(1_204), "1,204");
        assert_eq!(grouped(100_000), "100,000");
        assert_eq!(counted(1, "client"), "1 client");
        assert_eq!(stretch(38 * 60_000), "38 min");
        assert_eq!(stretch(5 * 3_600_000), "5 h");
        assert_eq!(stretch(62 * 86_400_000), "62 d");
        let now = Timestamp::parse_rfc3339("2026-11-20T14:02:00Z").unwrap_or(Timestamp::from_millis(0));
        assert_eq!(day(now, now), "20 Nov");
        assert_eq!(day(now.plus_millis(-400 * 86_400_000), now), "16 Oct 2025");
    }

    #[test]
    fn every_storage_problem_says_what_was_kept_and_what_to_do() {
        let view = of_store(&StoreError::DiskFull { file: "/x".into() });
        assert_eq!(view.code, ProblemCode::Storage);
        assert!(!view.kept.is_empty() && !view.todo.is_empty() && view.happened.ends_with('.'));
    }

    #[test]
    fn a_name_cannot_drive_a_terminal_or_hide_in_it() {
        assert_eq!(on_one_line("a\u{1b}[2J\nb", 40), "a\\u{1b}[2J\\u{a}b");
        assert_eq!(on_one_line("pay\u{202e}lap", 40), "pay\\u{202e}lap");
        assert_eq!(on_one_line("Zoë’s client", 40), "Zoë’s client");
        assert_eq!(on_one_line("abcdef", 4), "abc…");
        assert_eq!(on_one_line("abcd", 4), "abcd");
    }
}
