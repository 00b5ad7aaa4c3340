//! The verdicts against an oracle that goes through the world minute by minute, and against what really happened there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use assessment::policy::WindowDays;
use assessment::{cutlines, judge, window_proof};
use domain::activity::ActivityKind;
use domain::coverage::{Coverage, Interval};
use domain::judgement::{ClientFacts, Cutlines, Verdict};
use domain::time::{DAY_MS, Timestamp};
use proptest::prelude::*;

const MINUTE_MS: i64 = 60_000;
const DAY: usize = 24 * 60;
/// The world ends here; nobody looks further back than its start.
const END: usize = 8 * DAY;

/// What really happened to one client, and when somebody was watching. Moments are minutes.
#[derive(Clone)]
struct World {
    /// `None`: it existed before the world began.
    born: Option<usize>,
    uses: Vec<usize>,
    watched: Vec<bool>,
    /// When complete listings were read.
    listings: Vec<usize>,
    /// Whether rows after the horizon were read too, unclaimed.
    reads_past_horizon: bool,
    lifetime: usize,
    days: u16,
    now: usize,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { born, uses, listings, reads_past_horizon, lifetime, days, now, watched: _ } = self;
        let coverage = self.coverage();
        let minutes: Vec<i64> = coverage
            .intervals()
            .iter()
            .flat_map(|held| [held.from.millis() / MINUTE_MS, held.to.millis() / MINUTE_MS])
            .collect();
        write!(
            f,
            "born {born:?} uses {uses:?} watched {minutes:?} listings {listings:?} past {reads_past_horizon} "
        )?;
        write!(f, "lifetime {lifetime} days {days} now {now}")
    }
}

fn at(minute: usize) -> Timestamp {
    Timestamp::from_millis(i64::try_from(minute).unwrap() * MINUTE_MS)
}

impl World {
    fn horizon(&self) -> Option<usize> {
        self.watched.iter().rposition(|watched| *watched).map(|last| last + 1)
    }

    fn is_known(&self, minute: usize) -> bool {
        self.watched[minute] || self.reads_past_horizon && self.horizon().is_some_and(|end| minute >= end)
    }

    fn coverage(&self) -> Coverage {
        let mut minute = 0;
        let runs = self.watched.chunk_by(|one, next| one == next);
        runs.filter_map(|run| {
            minute += run.len();
            run[0].then(|| Interval::new(at(minute - run.len()), at(minute))).flatten()
        })
        .collect()
    }

    fn known_uses(&self) -> impl Iterator<Item = usize> {
        self.uses.iter().copied().filter(|minute| self.is_known(*minute))
    }

    fn facts(&self) -> ClientFacts {
        let exists = |minute: usize| self.born.is_none_or(|born| born <= minute);
        let read = self.listings.iter().copied().filter(|minute| exists(*minute));
        let seen = read.chain(self.known_uses()).min();
        ClientFacts {
            last_use: self.known_uses().max().map(|minute| (at(minute), ActivityKind::ClientCredentials)),
            created_at: self.born.filter(|born| self.is_known(*born)).map(at),
            absent_at: self.listings.iter().copied().filter(|minute| !exists(*minute)).max().map(at),
            seen_at: seen.map(at),
            token_lifetime_ms: i64::try_from(self.lifetime).unwrap() * MINUTE_MS,
        }
    }

    fn cutlines(&self) -> Cutlines {
        cutlines(at(self.now), &self.coverage(), WindowDays::new(self.days).unwrap())
    }

    fn verdict(&self) -> Verdict {
        judge(&self.facts(), &self.cutlines()).verdict
    }

    /// product.md's table, walked minute by minute over what was watched; no cut-line, no interval.
    fn oracle(&self) -> Verdict {
        let window = usize::from(self.days) * DAY;
        let end = self.horizon().unwrap_or(self.now);
        let in_or_after_window = |minute: usize| minute + window >= end;
        if (0..END)
            .any(|minute| in_or_after_window(minute) && self.uses.contains(&minute) && self.is_known(minute))
        {
            return Verdict::InUse;
        }
        let creation_row = self.born.filter(|born| self.is_known(*born));
        let missing_from = |listing: &usize| self.born.is_some_and(|born| *listing < born);
        if creation_row.is_some_and(in_or_after_window)
            || self.listings.iter().any(|listing| missing_from(listing) && in_or_after_window(*listing))
        {
            return Verdict::TooNew;
        }
        if self.horizon().is_none() || end < window {
            return Verdict::NotProven;
        }
        for minute in end - window..end {
            if !self.watched[minute] {
                return Verdict::NotProven;
            }
        }
        let met = |minute: usize| {
            self.listings.contains(&minute) && !missing_from(&minute)
                || self.known_uses().any(|used| used == minute)
        };
        if !(0..end).any(met) {
            return Verdict::NotProven;
        }
        let mut quiet = 0;
        let mut minute = end;
        while minute > 0 && self.watched[minute - 1] && (minute == end || !self.uses.contains(&minute)) {
            minute -= 1;
            quiet += 1;
        }
        if quiet < self.lifetime + DAY { Verdict::InactiveTokensMayLive } else { Verdict::Inactive }
    }
}

/// Mostly watched, with a few holes; uses and births near the window's edge are as likely as anywhere.
fn worlds() -> impl Strategy<Value = World> {
    let shape = (1_u16..4, 0_usize..3 * DAY, 0..DAY / 2, 0_usize..3 * DAY, any::<bool>());
    shape.prop_flat_map(|(days, begin, lag, lifetime, reads_past_horizon)| {
        let now = END - 1;
        let horizon = now - lag;
        let edge = horizon - usize::from(days) * DAY;
        let minute = move || {
            prop_oneof![0..END - 1, edge - 3..edge + 3, horizon - 3..horizon + 3]
                .prop_map(move |m| m.min(now))
        };
        (
            prop::option::of(minute()),
            prop::collection::vec(minute(), 0..4),
            prop_oneof![Just(Vec::new()), prop::collection::vec((minute(), 1_usize..200), 0..3)],
            prop::collection::vec(minute(), 0..3),
            prop_oneof![Just(begin), Just(edge.saturating_sub(begin % 5)), Just(edge + 2), Just(END)],
        )
            .prop_map(move |(born, uses, holes, listings, begin)| {
                let mut watched = vec![false; END];
                for slot in watched.iter_mut().take(horizon).skip(begin) {
                    *slot = true;
                }
                for (from, length) in holes {
                    for slot in watched.iter_mut().skip(from).take(length) {
                        *slot = false;
                    }
                }
                let uses = uses.into_iter().filter(|used| born.is_none_or(|born| born <= *used)).collect();
                World { born, uses, watched, listings, reads_past_horizon, lifetime, days, now }
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_is_the_one_that_a_walk_through_every_minute_gives(world in worlds()) {
        prop_assert_eq!(world.verdict(), world.oracle());
    }

    #[test]
    fn inactive_is_never_said_of_a_client_that_was_used_or_may_have_been(world in worlds()) {
        if world.verdict() >= Verdict::InactiveTokensMayLive {
            let end = world.horizon().unwrap();
            let start = end - usize::from(world.days) * DAY;
            prop_assert!(world.uses.iter().all(|used| !(start..end).contains(used)), "used in the window");
            prop_assert!((start..end).all(|minute| world.watched[minute]), "a use could hide in a hole");
            prop_assert!(world.born.is_none_or(|born| born < start), "it did not exist when the window began");
        }
    }

    #[test]
    fn no_token_outlives_what_was_said_about_it(world in worlds()) {
        let judgement = judge(&world.facts(), &world.cutlines());
        let end = world.horizon().unwrap_or(world.now);
        let last_use = world.uses.iter().copied().filter(|used| *used < end).max();
        let Some(last_token_dies) = last_use.map(|used| at(used + world.lifetime)) else { return Ok(()) };
        if judgement.verdict == Verdict::Inactive {
            prop_assert!(last_token_dies <= at(end));
        }
        if let Some(dead_by) = judgement.tokens_dead_by {
            prop_assert!(last_token_dies <= dead_by);
        }
    }

    #[test]
    fn never_used_is_said_only_of_what_was_never_used_up_to_the_horizon(world in worlds()) {
        if judge(&world.facts(), &world.cutlines()).never_used {
            let end = world.horizon().unwrap();
            prop_assert!(world.uses.iter().all(|used| *used >= end));
        }
    }

    #[test]
    fn a_hole_in_the_window_never_makes_a_client_look_less_used(world in worlds(), from in 0..END, length in 1..DAY) {
        let mut holed = world.clone();
        for slot in holed.watched.iter_mut().skip(from).take(length) {
            *slot = false;
        }
        prop_assume!(holed.horizon() == world.horizon());
        let (before, after) = (world.facts(), holed.facts());
        // the facts stay: rows that were read are not forgotten when a claim is withdrawn
        let facts = ClientFacts { last_use: before.last_use, created_at: before.created_at, seen_at: before.seen_at, ..after };
        let with_hole = judge(&facts, &holed.cutlines()).verdict;
        prop_assert!(with_hole <= judge(&before, &world.cutlines()).verdict);
    }

    #[test]
    fn a_success_a_longer_lifetime_or_a_longer_window_never_moves_towards_inactive(
        world in worlds(), more in 0_i64..3 * DAY_MS, success in 0..END,
    ) {
        let (facts, lines) = (world.facts(), world.cutlines());
        let verdict = judge(&facts, &lines).verdict;
        let lasting = ClientFacts { token_lifetime_ms: facts.token_lifetime_ms + more, ..facts };
        prop_assert!(judge(&lasting, &lines).verdict <= verdict);
        let newest = facts.last_use.map_or(at(success), |(used, _)| used.max(at(success)));
        let used = ClientFacts { last_use: Some((newest, ActivityKind::Refresh)), ..facts };
        prop_assert!(judge(&used, &lines).verdict <= verdict);
        let longer = World { days: world.days + 1, ..world };
        prop_assert!(longer.verdict() <= verdict);
    }

    #[test]
    fn the_share_watched_is_one_exactly_when_the_window_is_whole(world in worlds()) {
        let (coverage, lines) = (world.coverage(), world.cutlines());
        let proof = window_proof(&lines, &coverage);
        prop_assert_eq!(proof.watched >= 1.0, lines.window_is_whole());
        prop_assert_eq!(proof.holes.is_empty(), lines.window_is_whole());
        prop_assert!((0.0..=1.0).contains(&proof.watched));
        let whole_at = proof.provable_at.is_some_and(|provable| Some(provable) <= lines.horizon);
        prop_assert_eq!(whole_at, lines.window_is_whole());
    }

    #[test]
    fn a_client_becomes_provable_on_the_date_that_was_given(world in worlds()) {
        let (facts, lines) = (world.facts(), world.cutlines());
        let Some(provable) = judge(&facts, &lines).provable_at else { return Ok(()) };
        let window = WindowDays::new(world.days).unwrap();
        let mut coverage = world.coverage();
        let horizon = lines.horizon.unwrap();
        prop_assert!(provable > horizon);
        if let Some(rest) = Interval::new(horizon, provable) {
            coverage.add(rest);
        }
        let then = judge(&facts, &cutlines(provable, &coverage, window)).verdict;
        prop_assert!(then >= Verdict::InactiveTokensMayLive, "{then:?}");
        if let Some(short) = Interval::new(horizon, provable.plus_millis(-1)) {
            let mut coverage = world.coverage();
            coverage.add(short);
            let before = judge(&facts, &cutlines(provable, &coverage, window)).verdict;
            prop_assert_eq!(before, Verdict::NotProven);
        }
    }
}

#[test]
fn the_worlds_reach_every_verdict_often() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [0_u32; 5];
    for _ in 0..2000 {
        let world = worlds().new_tree(&mut runner).unwrap().current();
        counts[usize::from(world.oracle().code())] += 1;
    }
    assert!(counts.iter().all(|count| *count >= 60), "{counts:?}");
}
