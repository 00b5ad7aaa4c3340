//! Secrets inside texts: JSON, forms, URLs, headers, keys, tokens, and long random runs.

use serde_json::Value;

use super::names::{Meaning, meaning};
use super::{Look, REMOVED, walk};

/// Texts inside texts inside texts: deeper than this, the whole text goes.
const DEEPEST: usize = 6;
/// Auth0's client secrets have 64 characters, its client ids 32.
const LONG_RUN: usize = 40;

/// The text without secrets; `None`: there is nothing to remove.
pub(super) fn cleaned(text: &str, look: Look, depth: usize) -> Option<String> {
    if depth >= DEEPEST {
        return (text != REMOVED).then(|| REMOVED.to_owned());
    }
    if text.contains("PRIVATE KEY") {
        return Some(REMOVED.to_owned());
    }
    if let Some(cleaned) = cleaned_json(text, look, depth) {
        return Some(cleaned);
    }
    if text.contains('%')
        && let Some(decoded) = percent_decoded(text)
        && let Some(cleaned) = cleaned(&decoded, look, depth + 1)
    {
        return Some(cleaned);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while !rest.is_empty() {
        let word_length = rest.find(|letter| !is_of_a_word(letter)).unwrap_or(rest.len());
        if word_length == 0 {
            let step = rest.chars().next().map_or(1, char::len_utf8);
            if let Some(skipped) = user_of_an_address(out.as_str(), rest, look) {
                out.push_str(REMOVED);
                rest = &rest[skipped..];
                changed = true;
                continue;
            }
            out.push_str(&rest[..step]);
            rest = &rest[step..];
            continue;
        }
        let (word, after) = rest.split_at(word_length);
        if let Some(skipped) = user_of_an_address(out.as_str(), rest, look) {
            out.push_str(REMOVED);
            rest = &rest[skipped..];
            changed = true;
        } else if looks_secret(word, look) {
            out.push_str(REMOVED);
            rest = after;
            changed = true;
        } else {
            out.push_str(word);
            rest = after;
            if let Some((lead, value)) = value_after(word, after) {
                out.push_str(&after[..lead]);
                out.push_str(REMOVED);
                rest = &after[lead + value..];
                changed |= &after[lead..lead + value] != REMOVED;
            }
        }
    }
    changed.then_some(out)
}

/// Whether a code is a word such as `invalid_request`, not an authorization code.
pub(super) fn is_a_plain_word(text: &str) -> bool {
    text.len() <= 60 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte == b'-')
}

fn cleaned_json(text: &str, look: Look, depth: usize) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[', '"']) {
        return None;
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    let before = value.clone();
    walk(&mut value, look, depth + 1);
    (value != before).then(|| value.to_string())
}

/// Letters of a word; `%` belongs to encoded names, `.` to tokens.
fn is_of_a_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '~' | '+')
}

/// A key or token by its form, or a long run of mixed characters.
fn looks_secret(word: &str, look: Look) -> bool {
    if word.starts_with("eyJ") && word.len() >= 20 && word.contains('.') {
        return true;
    }
    look == Look::AnyLongRun
        && word.split('.').any(|run| {
            run.len() >= LONG_RUN
                && run.bytes().any(|byte| byte.is_ascii_uppercase())
                && run.bytes().any(|byte| byte.is_ascii_lowercase())
                && run.bytes().any(|byte| byte.is_ascii_digit())
        })
}

/// After a secret's name: how many bytes lead up to its value, and how long the value is.
fn value_after(word: &str, after: &str) -> Option<(usize, usize)> {
    let name = word.rsplit('.').next().unwrap_or(word);
    if name.eq_ignore_ascii_case("bearer") || name.eq_ignore_ascii_case("basic") {
        let lead = after.len() - after.trim_start_matches([' ', '+']).len();
        let value = plain_value(&after[lead..]);
        return (lead > 0 && value >= 8 && !is_a_plain_word(&after[lead..lead + value]))
            .then_some((lead, value));
    }
    let meaning = meaning(name);
    if !matches!(meaning, Meaning::Secret | Meaning::Token | Meaning::Code) {
        return None;
    }
    let quotes = ['"', '\'', '\\', '`', ']'];
    let lead_to_sign = after.len() - after.trim_start_matches(quotes).trim_start().len();
    let sign = after[lead_to_sign..].chars().next().filter(|sign| matches!(sign, '=' | ':'))?;
    let past_sign = &after[lead_to_sign + 1..];
    let to_value =
        past_sign.trim_start_matches([' ', '>', '\t']).trim_start_matches(['"', '\'', '\\', '`', '[', '{']);
    let lead = after.len() - to_value.len();
    let is_quoted = past_sign.len() != to_value.len() && after[..lead].ends_with(['"', '\'', '`']);
    let value = match sign {
        _ if is_quoted => quoted_value(to_value),
        // as in a header: the scheme and what follows
        ':' => to_value.find(['\n', '\r', ',', ';', '"', '}']).unwrap_or(to_value.len()),
        _ => plain_value(to_value),
    };
    if value == 0 || (meaning == Meaning::Code && (sign == ':' || is_a_plain_word(&to_value[..value]))) {
        return None;
    }
    Some((lead, value))
}

fn plain_value(text: &str) -> usize {
    text.find(|letter: char| {
        letter.is_whitespace() || matches!(letter, '&' | ';' | ',' | '"' | '\'' | '<' | '>' | '#' | ')' | '}')
    })
    .unwrap_or(text.len())
}

fn quoted_value(text: &str) -> usize {
    text.find(['"', '\'', '`']).unwrap_or(text.len())
}

/// In `https://user:password@host`: the length of what stands between `://` and `@`. In addresses only where a password stands
/// there, which a port (`https://host:443@…`) is not.
fn user_of_an_address(before: &str, rest: &str, look: Look) -> Option<usize> {
    if !before.ends_with("://") {
        return None;
    }
    let end =
        rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '?' | '#' | '"' | '\''));
    let at = rest[..end.unwrap_or(rest.len())].rfind('@').filter(|at| *at > 0)?;
    let password = rest[..at].split_once(':').map_or("", |(_, password)| password);
    let is_kept = look == Look::Addresses && password.bytes().all(|byte| byte.is_ascii_digit());
    (!is_kept).then_some(at)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let mut changed = false;
    while let Some((&first, after)) = rest.split_first() {
        let decoded = (first == b'%').then(|| after.get(..2)).flatten().and_then(|pair| {
            let digits = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        changed |= decoded.is_some();
        rest = if decoded.is_some() { &after[2..] } else { after };
        bytes.push(decoded.unwrap_or(first));
    }
    changed.then(|| String::from_utf8(bytes).ok()).flatten()
}
