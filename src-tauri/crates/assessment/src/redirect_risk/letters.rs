//! Two names beside each other, letter by letter.

use unicode_script::UnicodeScript as _;

use super::finding::{code_point, shown};

/// A letter with what tells it from its double.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter itself.
    pub character: char,
    /// `U+0435`.
    pub code_point: String,
    /// `Cyrillic`; `Common` for digits and signs (UAX 24).
    pub script: &'static str,
}

impl Letter {
    fn of(character: char) -> Self {
        Self { character, code_point: code_point(character), script: character.script().full_name() }
    }

    /// `Cyrillic е (U+0435)`.
    fn in_words(&self) -> String {
        let script = if self.script == "Common" { String::new() } else { format!("{} ", self.script) };
        format!("{script}{} ({})", shown(&self.character.to_string()), self.code_point)
    }
}

/// One place of the comparison. At least one of the two is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The letter of the name that the tenant trusts.
    pub known: Option<Letter>,
    /// The letter of the name that imitates it.
    pub added: Option<Letter>,
}

impl Pair {
    /// Whether the two are one and the same character.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.known == self.added
    }
}

/// A trusted name and its imitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The registrable domain that the tenant trusts, in Unicode.
    pub known: String,
    /// The registrable domain that imitates it, in Unicode.
    pub added: String,
    /// The imitation as it goes to the resolver.
    pub punycode: String,
    /// The labels that differ, letter by letter.
    pub letters: Vec<Pair>,
}

impl Comparison {
    /// How many letters differ, and the first that does: `Cyrillic е (U+0435) instead of Latin e (U+0065)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let differing: Vec<&Pair> = self.letters.iter().filter(|pair| !pair.is_equal()).collect();
        let first = match differing.first() {
            Some(Pair { known: Some(known), added: Some(added) }) => {
                format!("{} instead of {}", added.in_words(), known.in_words())
            }
            Some(Pair { known: None, added: Some(added) }) => format!("{} is added", added.in_words()),
            Some(Pair { known: Some(known), added: None }) => format!("{} is missing", known.in_words()),
            _ => "no letter".to_owned(),
        };
        match differing.len() {
            0 | 1 => format!("One letter differs from {}: {first}", shown(&self.known)),
            count => format!("{count} letters differ from {}, the first: {first}", shown(&self.known)),
        }
    }
}

/// Sets two labels beside each other so that the fewest letters differ.
pub(super) fn side_by_side(known: &str, added: &str) -> Vec<Pair> {
    let (known, added): (Vec<char>, Vec<char>) = (known.chars().collect(), added.chars().collect());
    let width = added.len() + 1;
    // costs[i][j]: the fewest differences between what is left behind i and behind j
    let mut costs = vec![0_usize; (known.len() + 1) * width];
    for i in (0..=known.len()).rev() {
        for j in (0..=added.len()).rev() {
            costs[i * width + j] = match (known.get(i), added.get(j)) {
                (None, _) => added.len() - j,
                (_, None) => known.len() - i,
                (Some(here), Some(there)) => (costs[(i + 1) * width + j + 1] + usize::from(here != there))
                    .min(costs[(i + 1) * width + j] + 1)
                    .min(costs[i * width + j + 1] + 1),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::with_capacity(known.len().max(added.len()));
    while i < known.len() || j < added.len() {
        let cost = costs[i * width + j];
        let both = known
            .get(i)
            .zip(added.get(j))
            .filter(|(here, there)| costs[(i + 1) * width + j + 1] + usize::from(here != there) == cost);
        let pair = if both.is_some() {
            (known.get(i), added.get(j))
        } else if i < known.len() && costs[(i + 1) * width + j] + 1 == cost {
            (known.get(i), None)
        } else {
            (None, added.get(j))
        };
        i += usize::from(pair.0.is_some());
        j += usize::from(pair.1.is_some());
        pairs.push(Pair { known: pair.0.copied().map(Letter::of), added: pair.1.copied().map(Letter::of) });
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_letter_that_differs_is_told_with_script_and_code_point() {
        let comparison = Comparison {
            known: "northmere.example".into(),
            added: "northm\u{435}re.example".into(),
            punycode: "xn--northmre-h8g.example".into(),
            letters: side_by_side("northmere", "northm\u{435}re"),
        };
        assert_eq!(
            comparison.in_words(),
            "One letter differs from northmere.example: Cyrillic \u{435} (U+0435) instead of Latin e (U+0065)"
        );
    }

    proptest! {
        #[test]
        fn both_names_can_be_read_off_the_pairs(known in "[a-dé]{0,12}", added in "[a-dé]{0,12}") {
            let pairs = side_by_side(&known, &added);
            let read = |side: fn(&Pair) -> Option<&Letter>| -> String {
                pairs.iter().filter_map(side).map(|letter| letter.character).collect()
            };
            prop_assert_eq!(read(|pair| pair.known.as_ref()), known);
            prop_assert_eq!(read(|pair| pair.added.as_ref()), added);
        }
    }
}
