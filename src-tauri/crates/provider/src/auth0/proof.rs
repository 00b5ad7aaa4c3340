//! When is a listing whole? When its pages, each an atomic view of a stretch of the list, overlap from head to tail.
//!
//! The order of `GET /clients` is not documented, but as long as it is *some* order that does not change, a page holds
//! every client that existed at that instant between its first and its last one. Pages of two passes whose borders are
//! shifted against each other overlap: if a chain of pages, each sharing a client with the next, leads from the head of
//! the list to its tail, no stretch is left in which a client that existed throughout could hide. That holds whatever
//! was created or deleted meanwhile. If the passes disagree about the order, nothing is proven.

use std::collections::{BTreeMap, BTreeSet};

/// One page of ids, in the order of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) ids: Vec<String>,
    /// Nothing comes before it.
    pub(super) is_head: bool,
    /// Nothing came after it when it was read.
    pub(super) is_tail: bool,
}

/// How far a pair of passes proves the list whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// No client that existed throughout both passes is missing from their union.
    Whole,
    /// So many breaks in the chain or disagreements about the order.
    InDoubt(usize),
}

/// Judges two passes over the same list. Each pass is in the order in which it was read.
pub(super) fn judge(first: &[Stretch], second: &[Stretch]) -> Proof {
    let disagreements = disagreements(first, second);
    if disagreements > 0 {
        return Proof::InDoubt(disagreements);
    }
    let stretches: Vec<&Stretch> = first.iter().chain(second).collect();
    let mut chains = Chains::new(stretches.len());
    let mut holder: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, stretch) in stretches.iter().enumerate() {
        for id in &stretch.ids {
            match holder.get(id.as_str()) {
                Some(other) => chains.join(*other, index),
                None => {
                    holder.insert(id, index);
                }
            }
        }
    }
    if ends_empty(first) && ends_empty(second) && are_equal(first, second) {
        // a server that ends every list with an empty page. To miss a client in front of it, something else must have
        // been deleted during the first pass, and would have been seen before or have pushed a client into view twice
        chains.join(first.len() - 2, first.len() - 1);
        chains.join(stretches.len() - 2, stretches.len() - 1);
    }
    let of = |wanted: fn(&Stretch) -> bool, chains: &mut Chains| -> BTreeSet<usize> {
        let found: Vec<usize> = (0..stretches.len()).filter(|index| wanted(stretches[*index])).collect();
        found.into_iter().map(|index| chains.root(index)).collect()
    };
    let heads = of(|stretch| stretch.is_head, &mut chains);
    let tails = of(|stretch| stretch.is_tail, &mut chains);
    if heads.intersection(&tails).next().is_some() {
        return Proof::Whole;
    }
    let pieces: BTreeSet<usize> = (0..stretches.len()).map(|index| chains.root(index)).collect();
    Proof::InDoubt(pieces.len().saturating_sub(1).max(1))
}

fn ends_empty(pass: &[Stretch]) -> bool {
    matches!(pass, [.., before, end] if end.is_tail && end.ids.is_empty() && !before.ids.is_empty())
}

/// Whether both passes saw the same clients, each once.
fn are_equal(first: &[Stretch], second: &[Stretch]) -> bool {
    let ids =
        |pass: &[Stretch]| -> Vec<String> { pass.iter().flat_map(|stretch| stretch.ids.clone()).collect() };
    let (one, two) = (ids(first), ids(second));
    one == two && one.iter().collect::<BTreeSet<_>>().len() == one.len()
}

/// How many clients stand in another order in the one pass than in the other, or twice apart within one.
fn disagreements(first: &[Stretch], second: &[Stretch]) -> usize {
    let mut place: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = 0;
    let mut next = 0;
    for stretch in first {
        let mut last = None;
        for id in &stretch.ids {
            let here = *place.entry(id).or_insert_with(|| {
                next += 1;
                next
            });
            if last.is_some_and(|last| here <= last) {
                count += 1;
            }
            last = Some(here);
        }
    }
    for stretch in second {
        let mut last = None;
        for here in stretch.ids.iter().filter_map(|id| place.get(id.as_str()).copied()) {
            if last.is_some_and(|last| here <= last) {
                count += 1;
            }
            last = Some(here);
        }
    }
    count
}

struct Chains(Vec<usize>);

impl Chains {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, one: usize, two: usize) {
        let (one, two) = (self.root(one), self.root(two));
        self.0[one.max(two)] = one.min(two);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pass(pages: &[&[u32]]) -> Vec<Stretch> {
        pages
            .iter()
            .enumerate()
            .map(|(index, ids)| Stretch {
                ids: ids.iter().map(ToString::to_string).collect(),
                is_head: index == 0,
                is_tail: index + 1 == pages.len(),
            })
            .collect()
    }

    #[test]
    fn shifted_pages_prove_a_quiet_list() {
        let first = pass(&[&[1, 2, 3, 4], &[5, 6, 7, 8], &[9]]);
        assert_eq!(judge(&first, &pass(&[&[1, 2], &[3, 4, 5, 6], &[7, 8, 9]])), Proof::Whole);
    }

    #[test]
    fn pages_with_the_same_borders_prove_nothing() {
        let first = pass(&[&[1, 2, 3, 4], &[5, 6, 7, 8]]);
        assert!(matches!(judge(&first, &first), Proof::InDoubt(_)));
    }

    #[test]
    fn one_page_that_is_head_and_tail_is_whole() {
        assert_eq!(judge(&pass(&[&[1, 2]]), &[]), Proof::Whole);
        assert_eq!(judge(&pass(&[&[]]), &[]), Proof::Whole);
    }

    #[test]
    fn a_server_that_ends_with_an_empty_page_can_be_proven_too() {
        let first = pass(&[&[1, 2, 3, 4], &[5, 6, 7, 8], &[]]);
        assert_eq!(judge(&first, &pass(&[&[1, 2], &[3, 4, 5, 6], &[7, 8], &[]])), Proof::Whole);
        assert!(matches!(
            judge(&first, &pass(&[&[1, 2], &[3, 4, 5, 6], &[7, 8, 9], &[]])),
            Proof::InDoubt(_)
        ));
    }

    #[test]
    fn passes_that_disagree_about_the_order_prove_nothing() {
        let first = pass(&[&[1, 2, 3, 4], &[5, 6, 7, 8]]);
        assert!(matches!(judge(&first, &pass(&[&[1, 2], &[3, 5, 4, 6], &[7, 8]])), Proof::InDoubt(_)));
    }

    /// A list under change, read by position: the hardest server there can be.
    fn read_while_changing(
        list: &mut Vec<u32>,
        changes: &mut impl Iterator<Item = (bool, usize)>,
        first_size: usize,
        size: usize,
        fresh: &mut u32,
    ) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut start = 0;
        loop {
            let take = if start == 0 { first_size } else { size };
            let end = (start + take).min(list.len());
            let ids: Vec<String> = list[start.min(end)..end].iter().map(ToString::to_string).collect();
            let is_tail = end >= list.len();
            stretches.push(Stretch { ids, is_head: start == 0, is_tail });
            if is_tail {
                return stretches;
            }
            start = end;
            for (insert, at) in changes.by_ref().take(3) {
                if insert {
                    *fresh += 1;
                    let at = at % (list.len() + 1);
                    list.insert(at, *fresh);
                } else if !list.is_empty() {
                    let at = at % list.len();
                    list.remove(at);
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_listing_proven_whole_never_misses_a_client_that_was_there_throughout(
            count in 1_u32..120,
            changes in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..60),
        ) {
            let mut list: Vec<u32> = (0..count).collect();
            let mut fresh = 1_000;
            let before: BTreeSet<u32> = list.iter().copied().collect();
            let mut steps = changes.iter().map(|(insert, at)| (*insert, at.index(1 << 20)));
            let first = read_while_changing(&mut list, &mut steps, 10, 10, &mut fresh);
            let second = read_while_changing(&mut list, &mut steps, 5, 10, &mut fresh);
            let throughout = list.iter().filter(|id| before.contains(id));
            if judge(&first, &second) == Proof::Whole {
                let seen: BTreeSet<&str> =
                    first.iter().chain(&second).flat_map(|stretch| &stretch.ids).map(String::as_str).collect();
                for id in throughout {
                    prop_assert!(seen.contains(id.to_string().as_str()), "{id} is missing");
                }
            }
        }
    }
}
