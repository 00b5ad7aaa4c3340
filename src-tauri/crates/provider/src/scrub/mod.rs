//! What is removed before anything leaves this crate: secrets always, people's data unless it is kept.
//!
//! Log rows repeat request bodies, and whether a tenant's server redacts secrets there is not documented
//! (facts/auth0.md 3.3, 6.8). So nothing is trusted: secret members go by name wherever they stand, also inside texts that
//! hold JSON, forms or URLs, and what looks like a key or a token goes by its look.

mod names;
mod personal;
mod text;

use serde_json::Value;

use self::names::Meaning;
pub(crate) use self::personal::personal;

/// What a person decided about personal data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Privacy {
    /// Whether user names, e-mail addresses and network addresses of people's sign-ins are kept.
    pub keep_personal: bool,
}

/// What stands where something was removed.
pub(crate) const REMOVED: &str = "REMOVED";

/// How far the look of a text counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Any long run of random characters is a secret. For log rows.
    AnyLongRun,
    /// Only what is a key or token by its form. For snapshots and redirect URIs, which must stay exact.
    KnownForms,
    /// As known forms, and a user in front of a host stays unless a password follows it: who imitates a host there has to be
    /// seen, and goes back to the server byte for byte. For redirect URIs.
    Addresses,
}

/// Removes secrets from an object of the Management API.
pub(crate) fn members(value: &mut Value) {
    walk(value, Look::KnownForms, 0);
}

/// The text without secrets, as [`row`] would leave it.
pub(crate) fn line(held: &str) -> String {
    text::cleaned(held, Look::AnyLongRun, 0).unwrap_or_else(|| held.to_owned())
}

/// Removes secrets from a log row.
pub(crate) fn row(value: &mut Value) {
    walk(value, Look::AnyLongRun, 0);
}

/// Removes secrets from words that a server says to people.
pub(crate) fn words(words: String) -> String {
    text::cleaned(&words, Look::KnownForms, 0).unwrap_or(words)
}

fn walk(value: &mut Value, look: Look, depth: usize) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match names::meaning(name) {
                    Meaning::Secret if !(member.is_null() || member.is_boolean()) => *member = REMOVED.into(),
                    Meaning::Token if holds_a_token(member) => *member = REMOVED.into(),
                    Meaning::Code if holds_a_code(member) => *member = REMOVED.into(),
                    Meaning::Addresses => walk(member, Look::Addresses, depth),
                    Meaning::NamesOfSecrets => {}
                    _ => walk(member, look, depth),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, look, depth)),
        Value::String(held) => {
            if let Some(cleaned) = text::cleaned(held, look, depth) {
                *held = cleaned;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// `refresh_token` is a token in a request and an object of settings on a client; lifetimes are numbers.
fn holds_a_token(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Array(items) => items.iter().any(Value::is_string),
        _ => false,
    }
}

/// An authorization code or one-time password; error codes are words and HTTP statuses are small numbers.
fn holds_a_code(value: &Value) -> bool {
    match value {
        Value::String(code) => !text::is_a_plain_word(code),
        Value::Number(number) => number.as_u64().is_none_or(|number| number >= 1_000),
        Value::Array(_) | Value::Object(_) => true,
        Value::Null | Value::Bool(_) => false,
    }
}

#[cfg(test)]
mod tests;
