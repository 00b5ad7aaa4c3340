//! The difference between two ordered lists of exact texts, and its inverse on a list that may have moved on.
//!
//! Entries are compared byte by byte, never in a normal form (anchors 4.6, 69); order and duplicates count, since the
//! first redirect URI is special (anchors 4.6, 72).

use serde::{Deserialize, Serialize};

/// One entry and its place, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Where it stands: in the later list for what was added, in the earlier one for what was removed.
    pub place: usize,
    /// The entry, as the server wrote it.
    pub entry: String,
}

/// One entry that is in both lists, at another place among those that stayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Its place in the earlier list.
    pub from: usize,
    /// Its place in the later list.
    pub to: usize,
    /// The entry.
    pub entry: String,
}

/// What became of one list. Places are in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDiff {
    /// Entries that came.
    pub added: Vec<Placed>,
    /// Entries that went.
    pub removed: Vec<Placed>,
    /// Entries that stayed and changed places.
    pub moved: Vec<Moved>,
}

impl ListDiff {
    /// The difference with the fewest entries that do not keep their order.
    #[must_use]
    pub fn between(before: &[String], after: &[String]) -> Self {
        let (mut stays, mut stayed) = (vec![false; before.len()], vec![false; after.len()]);
        for (from, to) in aligned(before, after) {
            (stays[from], stayed[to]) = (true, true);
        }
        let mut gone: Vec<usize> = (0..before.len()).filter(|place| !stays[*place]).collect();
        let mut diff = Self::default();
        for place in (0..after.len()).filter(|place| !stayed[*place]) {
            let entry = after[place].clone();
            match gone.iter().position(|from| before[*from] == entry) {
                Some(index) => diff.moved.push(Moved { from: gone.remove(index), to: place, entry }),
                None => diff.added.push(Placed { place, entry }),
            }
        }
        diff.removed = gone.into_iter().map(|place| Placed { place, entry: before[place].clone() }).collect();
        diff
    }

    /// Whether nothing differs.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.moved.is_empty()
    }

    /// The later list, from the earlier one that this difference was made of. `None`: it was made of another list.
    #[must_use]
    pub fn apply(&self, before: &[String]) -> Option<Vec<String>> {
        let leaves = |place: usize, entry: &str| before.get(place).is_some_and(|held| held == entry);
        let fits = self.removed.iter().all(|gone| leaves(gone.place, &gone.entry))
            && self.moved.iter().all(|moved| leaves(moved.from, &moved.entry));
        let stays = |place: &usize| {
            self.removed.iter().all(|gone| gone.place != *place)
                && self.moved.iter().all(|moved| moved.from != *place)
        };
        let mut after: Vec<String> =
            (0..before.len()).filter(stays).map(|place| before[place].clone()).collect();
        let came = self.added.iter().map(|added| (added.place, &added.entry));
        let mut came: Vec<_> = came.chain(self.moved.iter().map(|moved| (moved.to, &moved.entry))).collect();
        came.sort_unstable();
        for (place, entry) in came {
            if place > after.len() {
                return None;
            }
            after.insert(place, entry.clone());
        }
        fits.then_some(after)
    }

    /// The place in the later list of each entry of the earlier one. `None`: it is gone.
    fn places(&self, before: usize, after: usize) -> Vec<Option<usize>> {
        let mut places = vec![None; before];
        for moved in &self.moved {
            places[moved.from] = Some(moved.to);
        }
        let taken = |place: &usize| {
            self.added.iter().any(|added| added.place == *place)
                || self.moved.iter().any(|moved| moved.to == *place)
        };
        let mut kept = (0..after).filter(|place| !taken(place));
        for (place, slot) in places.iter_mut().enumerate() {
            if slot.is_none() && self.removed.iter().all(|gone| gone.place != place) {
                *slot = kept.next();
            }
        }
        places
    }
}

/// The entries of a change were touched since: its inverse would undo somebody else's work as well.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the entries of this change were touched since")]
pub struct Conflict {
    /// What the change had left.
    pub was: Vec<String>,
    /// What stands there now.
    pub theirs: Vec<String>,
    /// What the change had begun with, and its inverse would have put back.
    pub yours: Vec<String>,
}

/// The inverse of the change `before` → `after` on the list as it was just read, `now`: what came is taken out, what went
/// is put back behind the nearest of its earlier predecessors that is still there (at the front when there is none), what
/// moved goes back to its place. Everything that others did to other entries since stays. On an untouched list this gives
/// `before` exactly.
///
/// # Errors
///
/// [`Conflict`] when an entry that came, went or moved by the change has come, gone or moved again since, or when one
/// that went is there once more.
pub fn invert(before: &[String], after: &[String], now: &[String]) -> Result<Vec<String>, Conflict> {
    let change = ListDiff::between(before, after);
    let since = ListDiff::between(after, now);
    let own: Vec<&String> = entries(&change).collect();
    if entries(&since).any(|entry| own.contains(&entry)) {
        return Err(Conflict { was: after.to_vec(), theirs: now.to_vec(), yours: before.to_vec() });
    }
    let (to_after, to_now) = (change.places(before.len(), after.len()), since.places(after.len(), now.len()));
    // which entry of `before` stands at each place of `now`; what others added comes from nowhere
    let mut origins: Vec<Option<usize>> = vec![None; now.len()];
    let mut is_ours = vec![false; now.len()];
    for (place, in_now) in to_now.iter().enumerate() {
        let Some(in_now) = *in_now else { continue };
        origins[in_now] = to_after.iter().position(|after| *after == Some(place));
        is_ours[in_now] = origins[in_now].is_none() || change.moved.iter().any(|moved| moved.to == place);
    }
    let mut inverse: Vec<(Option<usize>, &String)> =
        (0..now.len()).filter(|place| !is_ours[*place]).map(|place| (origins[place], &now[place])).collect();
    let back =
        change.removed.iter().map(|gone| gone.place).chain(change.moved.iter().map(|moved| moved.from));
    let mut back: Vec<usize> = back.collect();
    back.sort_unstable();
    for place in back {
        let predecessor =
            inverse.iter().enumerate().filter(|(_, (origin, _))| origin.is_some_and(|origin| origin < place));
        let predecessor = predecessor.max_by_key(|(_, (origin, _))| *origin).map(|(index, _)| index);
        inverse.insert(predecessor.map_or(0, |index| index + 1), (Some(place), &before[place]));
    }
    Ok(inverse.into_iter().map(|(_, entry)| entry.clone()).collect())
}

fn entries(diff: &ListDiff) -> impl Iterator<Item = &String> {
    let placed = diff.added.iter().chain(&diff.removed).map(|placed| &placed.entry);
    placed.chain(diff.moved.iter().map(|moved| &moved.entry))
}

/// Places of entries that keep their order: a longest common subsequence, after what both lists begin and end with.
fn aligned(before: &[String], after: &[String]) -> Vec<(usize, usize)> {
    let shorter = before.len().min(after.len());
    let head = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let tails = before.iter().rev().zip(after.iter().rev()).take(shorter - head);
    let tail = tails.take_while(|(one, other)| one == other).count();
    let (inner, other) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);
    let mut kept: Vec<(usize, usize)> = (0..head).map(|place| (place, place)).collect();
    kept.extend(common(inner, other).into_iter().map(|(from, to)| (from + head, to + head)));
    kept.extend((0..tail).rev().map(|back| (before.len() - 1 - back, after.len() - 1 - back)));
    kept
}

/// Lists of so many pairs are compared in full; beyond, entries are matched greedily in order, which may tell of more moves
/// than there need be and is exact all the same.
const MOST_PAIRS: usize = 4_000_000;

fn common(before: &[String], after: &[String]) -> Vec<(usize, usize)> {
    let columns = after.len() + 1;
    if before.len().saturating_mul(columns) > MOST_PAIRS {
        return greedy(before, after);
    }
    let mut lengths = vec![0_u32; (before.len() + 1) * columns];
    for from in (0..before.len()).rev() {
        for to in (0..after.len()).rev() {
            lengths[from * columns + to] = if before[from] == after[to] {
                lengths[(from + 1) * columns + to + 1] + 1
            } else {
                lengths[(from + 1) * columns + to].max(lengths[from * columns + to + 1])
            };
        }
    }
    let (mut from, mut to, mut kept) = (0, 0, Vec::new());
    while from < before.len() && to < after.len() {
        if before[from] == after[to] {
            kept.push((from, to));
            (from, to) = (from + 1, to + 1);
        } else if lengths[(from + 1) * columns + to] >= lengths[from * columns + to + 1] {
            from += 1;
        } else {
            to += 1;
        }
    }
    kept
}

fn greedy(before: &[String], after: &[String]) -> Vec<(usize, usize)> {
    let mut places: std::collections::HashMap<&str, std::collections::VecDeque<usize>> =
        std::collections::HashMap::new();
    for (place, entry) in after.iter().enumerate() {
        places.entry(entry).or_default().push_back(place);
    }
    let mut next = 0;
    let mut kept = Vec::new();
    for (from, entry) in before.iter().enumerate() {
        let Some(held) = places.get_mut(entry.as_str()) else { continue };
        while held.front().is_some_and(|place| *place < next) {
            held.pop_front();
        }
        if let Some(to) = held.pop_front() {
            kept.push((from, to));
            next = to + 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_entry_that_went_to_the_front_has_moved_and_was_not_added() {
        let diff = ListDiff::between(&list(&["a", "b", "c"]), &list(&["c", "a", "b"]));
        assert_eq!(diff.moved, [Moved { from: 2, to: 0, entry: "c".into() }]);
        assert!(diff.added.is_empty() && diff.removed.is_empty());
    }

    #[test]
    fn entries_that_only_look_alike_differ() {
        let diff = ListDiff::between(&list(&["https://a.example/"]), &list(&["https://A.example/"]));
        assert_eq!((diff.added.len(), diff.removed.len(), diff.moved.len()), (1, 1, 0));
    }

    #[test]
    fn a_removed_entry_goes_back_to_its_place_and_foreign_entries_stay() {
        let (before, after) = (list(&["a", "x", "b"]), list(&["a", "b", "new"]));
        assert_eq!(
            invert(&before, &after, &list(&["a", "b", "new", "theirs"])),
            Ok(list(&["a", "x", "b", "theirs"]))
        );
        assert_eq!(invert(&before, &after, &list(&["theirs", "b", "new"])), Ok(list(&["x", "theirs", "b"])));
    }

    #[test]
    fn an_entry_of_the_change_that_was_touched_since_is_a_conflict() {
        let (before, after) = (list(&["a"]), list(&["a", "x"]));
        for now in [list(&["a"]), list(&["a", "x", "x"])] {
            let conflict = invert(&before, &after, &now).unwrap_err();
            assert_eq!((conflict.was, conflict.theirs, conflict.yours), (after.clone(), now, before.clone()));
        }
        assert!(invert(&after, &before, &list(&["a", "x"])).is_err());
    }

    #[test]
    fn thousands_of_entries_are_compared_without_a_table_of_all_pairs() {
        let before: Vec<String> = (0..5_000).map(|number| format!("https://a.example/{number}")).collect();
        let mut after = before.clone();
        after.rotate_left(2_500);
        let diff = ListDiff::between(&before, &after);
        assert_eq!(diff.apply(&before), Some(after));
    }

    fn lists() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec("[a-f]", 0..8)
    }

    proptest! {
        #[test]
        fn applying_a_difference_to_the_earlier_list_gives_the_later_one(before in lists(), after in lists()) {
            prop_assert_eq!(ListDiff::between(&before, &after).apply(&before), Some(after));
        }

        #[test]
        fn a_list_differs_from_itself_in_nothing(entries in lists()) {
            prop_assert!(ListDiff::between(&entries, &entries).is_empty());
        }

        #[test]
        fn the_greedy_comparison_is_exact_too(before in lists(), after in lists()) {
            let kept = greedy(&before, &after);
            prop_assert!(kept.iter().all(|(from, to)| before[*from] == after[*to]));
            prop_assert!(kept.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
        }

        #[test]
        fn the_inverse_on_an_untouched_list_is_the_earlier_list(before in lists(), after in lists()) {
            prop_assert_eq!(invert(&before, &after, &after), Ok(before));
        }

        #[test]
        fn the_inverse_undoes_its_own_entries_and_nothing_of_others(
            before in lists(), after in lists(), foreign in prop::collection::vec(("[u-z]", 0..9_usize), 0..4),
        ) {
            let mut now = after.clone();
            for (entry, place) in &foreign {
                now.insert((*place).min(now.len()), entry.clone());
            }
            let inverse = invert(&before, &after, &now).unwrap();
            let theirs = |list: &[String]| list.iter().filter(|entry| entry.as_str() >= "u").cloned().collect::<Vec<_>>();
            let ours = |list: &[String]| list.iter().filter(|entry| entry.as_str() < "u").cloned().collect::<Vec<_>>();
            prop_assert_eq!(ours(&inverse), before);
            prop_assert_eq!(theirs(&inverse), theirs(&now));
        }

        #[test]
        fn whenever_an_entry_of_the_change_was_touched_there_is_a_conflict(
            before in lists(), after in lists(), now in lists(),
        ) {
            let own: Vec<String> = entries(&ListDiff::between(&before, &after)).cloned().collect();
            let of_own = |list: &[String]| list.iter().filter(|entry| own.contains(entry)).cloned().collect::<Vec<_>>();
            if of_own(&after) != of_own(&now) {
                prop_assert!(invert(&before, &after, &now).is_err());
            }
        }
    }
}
