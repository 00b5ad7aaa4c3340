//! Characters that do not belong in a redirect URI, raw or in percent-encoding.

use std::borrow::Cow;

/// Characters that turn the direction of writing (UAX 9).
pub(super) const fn is_bidi(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Format characters that take no room on screen.
pub(super) const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// A raw space, TAB or Unicode space.
pub(super) const fn is_space(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// The delimiter that programs make of a character which only looks like one (compatibility mapping, UTS 46).
pub(super) const fn imitated_delimiter(character: char) -> Option<char> {
    match character {
        '\u{ff0f}' | '\u{2215}' | '\u{2044}' | '\u{2100}' | '\u{2101}' | '\u{2105}' | '\u{2106}' => Some('/'),
        '\u{ff3c}' => Some('\\'),
        '\u{ff0e}' | '\u{3002}' | '\u{ff61}' | '\u{2024}' => Some('.'),
        '\u{ff1a}' | '\u{fe55}' => Some(':'),
        '\u{ff1f}' => Some('?'),
        '\u{ff03}' | '\u{fe5f}' => Some('#'),
        '\u{ff20}' | '\u{fe6b}' => Some('@'),
        '\u{ff05}' => Some('%'),
        _ => None,
    }
}

/// Whether IDNA takes the character for the dot between labels (UTS 46 section 4).
pub(super) const fn is_ideographic_dot(character: char) -> bool {
    matches!(character, '\u{ff0e}' | '\u{3002}' | '\u{ff61}')
}

/// The text with its percent-encoding undone once; bytes that are no UTF-8 become U+FFFD.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if let Some(byte) = escape_at(bytes, at) {
            plain.push(byte);
            at += 3;
        } else {
            plain.push(bytes[at]);
            at += 1;
        }
    }
    Cow::Owned(String::from_utf8_lossy(&plain).into_owned())
}

/// The characters that are written in percent-encoding, in order, and nothing else.
pub(super) fn encoded_characters(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut characters = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && escape_at(bytes, at).is_some() {
            at += 3;
        }
        if at == start {
            at += 1;
        } else {
            let run: Vec<u8> = (start..at).step_by(3).filter_map(|place| escape_at(bytes, place)).collect();
            characters.push_str(&String::from_utf8_lossy(&run));
        }
    }
    characters
}

fn escape_at(bytes: &[u8], at: usize) -> Option<u8> {
    let [b'%', high, low] = bytes.get(at..at + 3)? else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

/// The escapes in a text, encoding of the percent sign undone however often it was applied, each with its spelling:
/// `%252F` is (`%252F`, `/`).
pub(super) fn escapes(text: &str) -> impl Iterator<Item = (&str, u8)> {
    text.match_indices('%').filter_map(|(start, _)| {
        let bytes = text.as_bytes();
        let mut digits = start + 1;
        while bytes[digits..].starts_with(b"25") {
            digits += 2;
        }
        let pair = bytes.get(digits..digits + 2)?;
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let value = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        Some((&text[start..digits + 2], value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_is_encoded_is_taken_out() {
        assert_eq!(encoded_characters("a%0db%E2%80%AEc%zz%2"), "\r\u{202e}");
        assert_eq!(encoded_characters("%ff"), "\u{fffd}");
        assert_eq!(decoded("%252e%2e"), "%2e.");
    }

    #[test]
    fn an_escape_is_read_through_repeated_encoding() {
        let found: Vec<_> = escapes("/a%2Fb%252e%25252Fc%").collect();
        assert_eq!(found, [("%2F", b'/'), ("%252e", b'.'), ("%25252F", b'/')]);
    }

    proptest! {
        #[test]
        fn any_text_can_be_decoded(text in "(%[0-9a-f]{0,2}|\\PC){0,30}") {
            let _ = (decoded(&text), encoded_characters(&text), escapes(&text).count());
        }
    }
}
