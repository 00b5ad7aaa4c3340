//! What a rule says about a redirect URI.

use super::class::{Class, Severity};
use super::letters::Comparison;

/// One rule's judgement about one redirect URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The class.
    pub class: Class,
    /// How much it matters here.
    pub severity: Severity,
    /// One plain sentence that names the part.
    pub sentence: String,
    /// For a look-alike: where it differs, letter by letter.
    pub comparison: Option<Comparison>,
}

impl Finding {
    pub(super) fn new(class: Class, severity: Severity, sentence: impl Into<String>) -> Self {
        Self { class, severity, sentence: sentence.into(), comparison: None }
    }
}

/// A part of a URI as it may stand in a sentence: what cannot be seen, or would turn the line, is written as its code point, and
/// a long part is cut.
pub(super) fn shown(part: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown = String::new();
    for (count, character) in part.chars().enumerate() {
        if count == LONGEST {
            shown.push('…');
            break;
        }
        if is_plain_to_see(character) {
            shown.push(character);
        } else {
            shown.push_str(&code_point(character));
        }
    }
    shown
}

/// `U+202E`.
pub(super) fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

fn is_plain_to_see(character: char) -> bool {
    !(character.is_control()
        || super::characters::is_bidi(character)
        || super::characters::is_invisible(character)
        || (character != ' ' && character.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_cannot_be_turned_or_flooded() {
        assert_eq!(shown("a\u{202e}b\nc\u{200b}"), "aU+202EbU+000AcU+200B");
        assert_eq!(shown(&"x".repeat(10_000)).chars().count(), 81);
    }
}
