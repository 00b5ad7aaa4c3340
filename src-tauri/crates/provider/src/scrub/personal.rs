//! People's data in a log row: who they are and where they were.

use std::net::IpAddr;

use serde_json::Value;

use super::REMOVED;

const PERSONAL: [&str; 30] = [
    "userid",
    "username",
    "user",
    "useremail",
    "email",
    "mail",
    "emailverified",
    "phone",
    "phonenumber",
    "ip",
    "clientip",
    "givenname",
    "familyname",
    "nickname",
    "picture",
    "loginhint",
    "locationinfo",
    "latitude",
    "longitude",
    "cityname",
    "identity",
    "upn",
    "sub",
    "initialip",
    "lastip",
    "preferredusername",
    "actor",
    "to",
    "profile",
    "xforwardedfor",
];
/// Kept although versions in it look like addresses.
const KEPT: [&str; 4] = ["useragent", "auth0client", "logid", "id"];

/// Removes user names, ids, e-mail addresses, phone numbers and network addresses.
pub(crate) fn personal(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                let plain: String = name
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|letter| letter.to_ascii_lowercase())
                    .collect();
                if PERSONAL.contains(&plain.as_str()) {
                    if !is_nothing(member) {
                        *member = REMOVED.into();
                    }
                } else if !KEPT.contains(&plain.as_str()) {
                    personal(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(personal),
        Value::String(text) => {
            if let Some(cleaned) = without_addresses(text) {
                *text = cleaned;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The text without e-mail and network addresses; `None`: there are none.
fn without_addresses(text: &str) -> Option<String> {
    let ends_a_word = |letter: char| {
        letter.is_whitespace()
            || matches!(
                letter,
                '"' | '\''
                    | ','
                    | ';'
                    | '<'
                    | '>'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '='
                    | '&'
                    | '?'
                    | '/'
                    | '\\'
                    | '|'
            )
    };
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    for part in text.split_inclusive(ends_a_word) {
        let word = part.trim_end_matches(ends_a_word);
        if is_mail_address(word) || is_network_address(word) {
            out.push_str(REMOVED);
            out.push_str(&part[word.len()..]);
            changed = true;
        } else {
            out.push_str(part);
        }
    }
    changed.then_some(out)
}

fn is_mail_address(word: &str) -> bool {
    let word = word.replace("%40", "@");
    word.split_once('@').is_some_and(|(who, at)| !who.is_empty() && !at.is_empty())
}

fn is_network_address(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ':']);
    word.parse::<IpAddr>().is_ok()
        || word.rsplit_once(':').is_some_and(|(host, port)| {
            port.bytes().all(|byte| byte.is_ascii_digit())
                && host.contains('.')
                && host.parse::<IpAddr>().is_ok()
        })
}
