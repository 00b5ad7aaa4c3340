//! Which of many words are a few keystrokes away from a given one, without comparing with each of them.
//!
//! Words are cut into more segments than the allowed edits can touch, so that one segment of a close word stands unchanged near
//! its place (the pigeonhole of Li, Deng and Feng's *Pass-Join*). What shares a segment is then measured exactly.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Words longer than a machine word has bits are no host labels.
const LONGEST: usize = 63;

/// An index of words by their segments.
#[derive(Clone, Debug, Default)]
pub(super) struct CloseWords {
    words: Vec<Word>,
    /// Where words with a certain segment, or with certain letters, stand in `words`; by hash.
    places: HashMap<u64, Vec<u32>>,
    shortest: usize,
    longest: usize,
}

#[derive(Clone, Debug)]
struct Word {
    letters: Vec<char>,
    /// What the caller calls it.
    number: usize,
}

/// How many edits make an imitation of a word with so many letters: one from five letters on, two from ten on.
pub(super) const fn edits_for(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=9 => 1,
        _ => 2,
    }
}

impl CloseWords {
    /// Adds a word under the caller's number. Words that are too short to be imitated, or too long for a label, are left out.
    pub fn add(&mut self, word: &str, number: usize) {
        let letters: Vec<char> = word.chars().collect();
        let length = letters.len();
        if edits_for(length) == 0 || length > LONGEST {
            return;
        }
        let Ok(place) = u32::try_from(self.words.len()) else {
            return;
        };
        for (segment, (start, end)) in segments(length).enumerate() {
            self.places.entry(key(length, segment, &letters[start..end])).or_default().push(place);
        }
        self.places.entry(letters_key(&letters)).or_default().push(place);
        self.shortest = if self.words.is_empty() { length } else { self.shortest.min(length) };
        self.longest = self.longest.max(length);
        self.words.push(Word { letters, number });
    }

    /// The number of the word that takes the fewest edits to get to `word`, where they are few enough; the first among equals.
    /// The word itself is no answer.
    pub fn closest(&self, word: &str) -> Option<usize> {
        let letters: Vec<char> = word.chars().collect();
        if letters.is_empty() || letters.len() > LONGEST {
            return None;
        }
        let mut search = Search {
            words: &self.words,
            pattern: Pattern::of(&letters),
            measured: vec![0; self.words.len().div_ceil(64)],
            best: None,
        };
        search.measure(self.places.get(&letters_key(&letters)));
        let nearest = letters.len().saturating_sub(2).max(self.shortest);
        for length in nearest..=(letters.len() + 2).min(self.longest) {
            for (segment, (start, end)) in segments(length).enumerate() {
                for shift in shifts(length, letters.len()) {
                    let Some(from) = start.checked_add_signed(shift) else {
                        continue;
                    };
                    if let Some(piece) = letters.get(from..from + end - start) {
                        search.measure(self.places.get(&key(length, segment, piece)));
                    }
                }
            }
        }
        search.best.map(|(_, number)| number)
    }
}

/// The measuring of one word.
struct Search<'a> {
    words: &'a [Word],
    pattern: Pattern,
    /// One bit for each word that was measured.
    measured: Vec<u64>,
    /// The fewest edits, and the first number with so few.
    best: Option<(usize, usize)>,
}

impl Search<'_> {
    fn measure(&mut self, places: Option<&Vec<u32>>) {
        for &place in places.into_iter().flatten() {
            let (slot, bit) = (place as usize / 64, 1_u64 << (place % 64));
            if self.measured[slot] & bit != 0 {
                continue;
            }
            self.measured[slot] |= bit;
            let known = &self.words[place as usize];
            let distance = self.pattern.distance_to(&known.letters);
            let found = (distance, known.number);
            if (1..=edits_for(known.letters.len())).contains(&distance)
                && self.best.is_none_or(|best| found < best)
            {
                self.best = Some(found);
            }
        }
    }
}

/// Enough segments that the allowed edits leave one unchanged. A swap of neighbours can touch two at once: swaps alone keep the
/// letters, so words are found by their letters too, and next to one swap there is room for one other edit.
fn segments(length: usize) -> impl Iterator<Item = (usize, usize)> {
    let count = if edits_for(length) == 1 { 2 } else { 4 };
    (0..count).map(move |number| (number * length / count, (number + 1) * length / count))
}

/// How far an unchanged segment of a word with `known` letters can have moved in one with `asked` letters: the edits before it
/// and those behind it must be few enough together.
fn shifts(known: usize, asked: usize) -> impl Iterator<Item = isize> {
    let edits = edits_for(known).cast_signed();
    let longer = asked.cast_signed() - known.cast_signed();
    (-edits..=edits).filter(move |shift| shift.abs() + (longer - shift).abs() <= edits)
}

fn key(length: usize, segment: usize, piece: &[char]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (length, segment, piece).hash(&mut hasher);
    hasher.finish()
}

fn letters_key(letters: &[char]) -> u64 {
    let mut sorted = letters.to_vec();
    sorted.sort_unstable();
    let mut hasher = DefaultHasher::new();
    sorted.hash(&mut hasher);
    hasher.finish()
}

/// A word prepared to be measured against many (Hyyrö's bit-parallel distance, with swaps of neighbours).
struct Pattern {
    ascii: [u64; 128],
    others: Vec<(char, u64)>,
    length: usize,
}

impl Pattern {
    /// `letters` must be 1 to 64.
    fn of(letters: &[char]) -> Self {
        let mut pattern = Self { ascii: [0; 128], others: Vec::new(), length: letters.len() };
        for (place, letter) in letters.iter().enumerate() {
            let bit = 1_u64 << place;
            match pattern.ascii.get_mut(*letter as usize) {
                Some(places) => *places |= bit,
                None => match pattern.others.iter_mut().find(|(other, _)| other == letter) {
                    Some((_, places)) => *places |= bit,
                    None => pattern.others.push((*letter, bit)),
                },
            }
        }
        pattern
    }

    fn places(&self, letter: char) -> u64 {
        self.ascii.get(letter as usize).copied().unwrap_or_else(|| {
            self.others.iter().find(|(other, _)| *other == letter).map_or(0, |(_, places)| *places)
        })
    }

    /// Letters to add, leave out, replace or swap with their neighbour.
    fn distance_to(&self, text: &[char]) -> usize {
        let last = 1_u64 << (self.length - 1);
        let (mut rises, mut falls) = (u64::MAX, 0_u64);
        let (mut stays, mut places_before) = (0_u64, 0_u64);
        let mut distance = self.length;
        for &letter in text {
            let places = self.places(letter);
            let swapped = ((!stays & places) << 1) & places_before;
            stays = (((places & rises).wrapping_add(rises)) ^ rises) | places | falls | swapped;
            let up = falls | !(stays | rises);
            let down = stays & rises;
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            let up = (up << 1) | 1;
            rises = (down << 1) | !(stays | up);
            falls = up & stays;
            places_before = places;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The distance as it is defined, cell by cell (optimal string alignment).
    fn by_definition(one: &[char], other: &[char]) -> usize {
        let mut cells = vec![vec![0; other.len() + 1]; one.len() + 1];
        for (i, row) in cells.iter_mut().enumerate() {
            row[0] = i;
        }
        cells[0] = (0..=other.len()).collect();
        for i in 1..=one.len() {
            for j in 1..=other.len() {
                let replaced = cells[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let mut cost = replaced.min(cells[i - 1][j] + 1).min(cells[i][j - 1] + 1);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    cost = cost.min(cells[i - 2][j - 2] + 1);
                }
                cells[i][j] = cost;
            }
        }
        cells[one.len()][other.len()]
    }

    fn letters(word: &str) -> Vec<char> {
        word.chars().collect()
    }

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        let mut words = CloseWords::default();
        words.add("northmere", 7);
        for close in ["nrothmere", "northmre", "nortthmere", "northnere", "northmére", "xnorthmere"] {
            assert_eq!(words.closest(close), Some(7), "{close}");
        }
        for far in ["northmere", "southmere", "nrothmree", "north", ""] {
            assert_eq!(words.closest(far), None, "{far}");
        }
    }

    #[test]
    fn short_words_are_not_imitated_by_chance() {
        let mut words = CloseWords::default();
        words.add("acme", 0);
        assert_eq!(words.closest("acne"), None);
    }

    proptest! {
        #[test]
        fn the_quick_distance_is_the_defined_one(one in "[a-cé]{1,16}", other in "[a-cé]{0,16}") {
            let (one, other) = (letters(&one), letters(&other));
            prop_assert_eq!(Pattern::of(&one).distance_to(&other), by_definition(&one, &other));
        }

        #[test]
        fn the_index_finds_what_a_look_at_every_word_finds(
            known in proptest::collection::vec("[a-c]{4,13}", 1..12),
            asked in "[a-c]{3,14}",
        ) {
            let mut words = CloseWords::default();
            for (number, word) in known.iter().enumerate() {
                words.add(word, number);
            }
            let every = known.iter().enumerate().filter_map(|(number, word)| {
                let distance = by_definition(&letters(&asked), &letters(word));
                (1..=edits_for(word.len())).contains(&distance).then_some((distance, number))
            });
            prop_assert_eq!(words.closest(&asked), every.min().map(|(_, number)| number));
        }
    }
}
