//! Which of the changes that are derived now are the ones that were stored before: a change keeps its number, and with it
//! its review, when evidence comes that dates it or names its author otherwise; one that was split is new.

use domain::change::Change;
use domain::member::Member;
use domain::time::Timestamp;

/// As much of a stored change as tells it from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub number: i64,
    pub member: Member,
    pub before: Option<Vec<String>>,
    pub after: Option<Vec<String>>,
    pub until: Timestamp,
}

/// For each change, the number of the stored one that it is. The stored ones are in the order of time, and so are the changes;
/// neither order is broken, as many as possible are matched, and among equals those that lie closest.
pub(crate) fn matched(stored: &[Stored], changes: &[Change]) -> Vec<Option<i64>> {
    let mut numbers = vec![None; changes.len()];
    let mut members: Vec<&Member> = changes.iter().map(|change| &change.member).collect();
    members.sort_unstable();
    members.dedup();
    for member in members {
        let old: Vec<&Stored> = stored.iter().filter(|old| old.member == *member).collect();
        let new: Vec<usize> = (0..changes.len()).filter(|place| changes[*place].member == *member).collect();
        for (place, number) in align(&old, &new, changes) {
            numbers[place] = Some(number);
        }
    }
    numbers
}

fn is_same(old: &Stored, new: &Change) -> bool {
    old.before == new.before && old.after == new.after
}

fn align(old: &[&Stored], new: &[usize], changes: &[Change]) -> Vec<(usize, i64)> {
    let is_settled = |old: &Stored, place: usize| {
        is_same(old, &changes[place]) && old.until == changes[place].when.until()
    };
    let head = old.iter().zip(new).take_while(|(old, place)| is_settled(old, **place)).count();
    let mut pairs: Vec<(usize, i64)> =
        old.iter().zip(new).take(head).map(|(old, place)| (*place, old.number)).collect();
    let (old, new) = (&old[head..], &new[head..]);
    // how many are matched from here on, and at what distance in time
    let columns = new.len() + 1;
    let mut best = vec![(0_i64, 0_i64); (old.len() + 1) * columns];
    for one in (0..old.len()).rev() {
        for other in (0..new.len()).rev() {
            let skipped = best[(one + 1) * columns + other].max(best[one * columns + other + 1]);
            best[one * columns + other] =
                skipped.max(together(old[one], &changes[new[other]], best[(one + 1) * columns + other + 1]));
        }
    }
    let (mut one, mut other) = (0, 0);
    while one < old.len() && other < new.len() {
        let here = best[one * columns + other];
        let both = together(old[one], &changes[new[other]], best[(one + 1) * columns + other + 1]);
        if is_same(old[one], &changes[new[other]]) && here == both {
            pairs.push((new[other], old[one].number));
            (one, other) = (one + 1, other + 1);
        } else if here == best[(one + 1) * columns + other] {
            one += 1;
        } else {
            other += 1;
        }
    }
    pairs
}

/// The score when these two are one. Those that are not the same gain nothing by it.
fn together(old: &Stored, new: &Change, rest: (i64, i64)) -> (i64, i64) {
    if !is_same(old, new) {
        return (-1, i64::MIN);
    }
    (rest.0 + 1, rest.1.saturating_sub(old.until.millis_since(new.when.until()).saturating_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::change::{Attribution, When};
    use proptest::prelude::*;

    fn change(before: &str, after: &str, at: i64) -> Change {
        Change {
            member: Member::RedirectUris,
            before: Some(vec![before.to_owned()]),
            after: Some(vec![after.to_owned()]),
            when: When::At { at: Timestamp::from_millis(at) },
            attribution: Attribution::NotInLog,
            written_again_by: None,
        }
    }

    fn stored(number: i64, change: &Change) -> Stored {
        let Change { member, before, after, when, .. } = change.clone();
        Stored { number, member, before, after, until: when.until() }
    }

    #[test]
    fn a_change_that_is_dated_otherwise_keeps_its_number() {
        let before = stored(7, &change("a", "b", 100));
        assert_eq!(matched(&[before], &[change("a", "b", 40)]), [Some(7)]);
    }

    #[test]
    fn a_change_that_was_split_is_new() {
        let before = stored(7, &change("a", "c", 100));
        assert_eq!(matched(&[before], &[change("a", "b", 40), change("b", "c", 60)]), [None, None]);
    }

    #[test]
    fn of_two_of_the_same_kind_the_closer_one_is_meant() {
        let before = stored(7, &change("a", "b", 100));
        let now = [change("a", "b", 10), change("b", "a", 20), change("a", "b", 101)];
        assert_eq!(matched(&[before], &now), [None, None, Some(7)]);
    }

    proptest! {
        #[test]
        fn what_is_derived_again_the_same_keeps_every_number(steps in prop::collection::vec("[a-c]", 1..12)) {
            let changes: Vec<Change> =
                (0..).zip(steps.windows(2)).map(|(at, pair)| change(&pair[0], &pair[1], at * 10)).collect();
            let old: Vec<Stored> = (1..).zip(&changes).map(|(number, change)| stored(number, change)).collect();
            let numbers: Vec<Option<i64>> = old.iter().map(|old| Some(old.number)).collect();
            prop_assert_eq!(matched(&old, &changes), numbers);
        }

        #[test]
        fn no_number_is_given_twice_and_none_to_another_difference(
            earlier in prop::collection::vec(("[a-c]", "[a-c]", 0..100_i64), 0..8),
            later in prop::collection::vec(("[a-c]", "[a-c]", 0..100_i64), 0..8),
        ) {
            let old: Vec<Stored> =
                (1..).zip(&earlier).map(|(number, (one, other, at))| stored(number, &change(one, other, *at))).collect();
            let new: Vec<Change> = later.iter().map(|(one, other, at)| change(one, other, *at)).collect();
            let numbers = matched(&old, &new);
            let given: Vec<i64> = numbers.iter().flatten().copied().collect();
            prop_assert!(given.windows(2).all(|pair| pair[0] < pair[1]));
            for (number, new) in numbers.iter().zip(&new) {
                let old = number.and_then(|number| old.iter().find(|old| old.number == number));
                prop_assert!(old.is_none_or(|old| is_same(old, new)));
            }
        }
    }
}
