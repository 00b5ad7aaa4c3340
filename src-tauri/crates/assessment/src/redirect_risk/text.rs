//! Rules about the exact text, whatever kind of address it is: characters that do not belong, length, fragment.

use super::characters::{encoded_characters, escapes, is_bidi, is_invisible, is_space};
use super::class::{Class, Severity};
use super::finding::{Finding, code_point};
use super::reading::Reading;

/// What servers and proxies are wont to keep of an address.
const LONGEST: usize = 2_048;

pub(super) fn judge(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    let uri = reading.uri;
    let encoded = encoded_characters(uri);
    // %250D becomes %0D where an address is decoded twice
    let written = |bytes: [u8; 2]| {
        uri.bytes().any(|byte| bytes.contains(&byte)) || escapes(uri).any(|(_, byte)| bytes.contains(&byte))
    };
    if written([0, 0]) {
        findings.push(Finding::new(
            Class::Nul,
            Severity::High,
            "A NUL character ends the address early in some programs, so two programs read two addresses.",
        ));
    }
    if written([b'\r', b'\n']) {
        findings.push(Finding::new(
            Class::Crlf,
            Severity::High,
            "A line end in the address can start a new header in the server's answer.",
        ));
    }
    let raw_control = uri.chars().find(|character| is_control(*character) && *character != '\t');
    if let Some(character) = raw_control.or_else(|| encoded.chars().find(|character| is_control(*character)))
    {
        findings.push(Finding::new(
            Class::ControlChar,
            Severity::High,
            format!(
                "The character {} cannot be seen, and programs differ on whether it is there.",
                code_point(character)
            ),
        ));
    }
    if let Some(character) = uri.chars().chain(encoded.chars()).find(|character| is_bidi(*character)) {
        findings.push(Finding::new(
            Class::Bidi,
            Severity::High,
            format!(
                "The character {} turns the direction of writing, so the address is not what it looks like.",
                code_point(character)
            ),
        ));
    }
    if let Some(character) = uri.chars().find(|character| is_space(*character)) {
        findings.push(Finding::new(
            Class::Whitespace,
            Severity::Medium,
            format!(
                "White space ({}) is kept by some programs and dropped by others, so the address may never match.",
                code_point(character)
            ),
        ));
    }
    if uri.len() > LONGEST {
        findings.push(Finding::new(
            Class::TooLong,
            Severity::Medium,
            format!(
                "The address is {} bytes long; servers and proxies cut or refuse such addresses.",
                uri.len()
            ),
        ));
    }
    if uri.contains('#') {
        findings.push(Finding::new(
            Class::Fragment,
            Severity::High,
            "A redirect URI may not have a fragment (the part from # on); servers compare it differently.",
        ));
    }
}

/// Control characters without those that have rules of their own, and characters that take no room on screen.
const fn is_control(character: char) -> bool {
    let own_rule = matches!(character, '\0' | '\r' | '\n');
    (matches!(character, '\u{1}'..='\u{1f}' | '\u{7f}'..='\u{9f}') && !own_rule) || is_invisible(character)
}
