//! The five verdicts on activity, in product.md's order of precedence, with what each rests on.

use domain::judgement::{ClientFacts, Cutlines, Verdict};
use domain::time::Timestamp;

use crate::policy::MARGIN_MS;

/// What is thought of one client, as of the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Start of the quiet stretch: the later of the last success and the start of unbroken coverage. `None`: nothing is
    /// covered, or the last success lies after the horizon.
    pub quiet_since: Option<Timestamp>,
    /// Length of the quiet stretch, up to the horizon, in milliseconds; 0 when there is none. *Not proven* is ranked by it.
    pub quiet_ms: i64,
    /// When the last token that may be out is dead: start of the quiet stretch + L + 1 day, if no use follows the horizon.
    /// `None` for *In use*, for *Too new*, and when nothing is covered.
    pub tokens_dead_by: Option<Timestamp>,
    /// Whether no success is known although its whole life, from its creation row to the horizon, is covered.
    pub never_used: bool,
    /// For *Not proven*: where the horizon must be for the window to prove something about this client, if watching goes on
    /// unbroken and no use comes. `None` for the others, and when nothing is covered or the client was never seen.
    pub provable_at: Option<Timestamp>,
}

/// Judges one client of the connection that these cut-lines belong to (product.md, "Verdicts on activity").
#[must_use]
pub fn judge(facts: &ClientFacts, cutlines: &Cutlines) -> Judgement {
    let last_success = facts.last_use.map(|(at, _)| at);
    let quiet_start = cutlines.unbroken_since.map(|since| last_success.map_or(since, |last| last.max(since)));
    let verdict = verdict(facts, cutlines, quiet_start);
    let quiet = quiet_start.zip(cutlines.horizon).filter(|(start, horizon)| start < horizon);
    Judgement {
        verdict,
        quiet_since: quiet.map(|(start, _)| start),
        quiet_ms: quiet.map_or(0, |(start, horizon)| horizon.millis_since(start)),
        tokens_dead_by: match verdict {
            Verdict::InUse | Verdict::TooNew => None,
            Verdict::NotProven | Verdict::InactiveTokensMayLive | Verdict::Inactive => {
                quiet_start.map(|start| start.plus_millis(tokens_act_for(facts)))
            }
        },
        never_used: last_success.is_none() && life_is_covered(facts, cutlines),
        provable_at: match verdict {
            Verdict::NotProven => provable_at(facts, cutlines),
            _ => None,
        },
    }
}

fn verdict(facts: &ClientFacts, cutlines: &Cutlines, quiet_start: Option<Timestamp>) -> Verdict {
    let since_window_start = |at: Timestamp| at >= cutlines.window_start;
    if facts.last_use.is_some_and(|(at, _)| since_window_start(at)) {
        return Verdict::InUse;
    }
    if facts.created_at.is_some_and(since_window_start) || facts.absent_at.is_some_and(since_window_start) {
        return Verdict::TooNew;
    }
    let (Some(quiet_start), Some(horizon)) = (quiet_start, cutlines.horizon) else {
        return Verdict::NotProven;
    };
    // seen before the window, or within a window that would hold its creation row; what was first seen at the horizon or
    // later may have been created in time that is not claimed
    let existence_is_proven = facts.seen_at.is_some_and(|seen| seen < horizon);
    if !cutlines.window_is_whole() || !existence_is_proven {
        return Verdict::NotProven;
    }
    if horizon.millis_since(quiet_start) < tokens_act_for(facts) {
        return Verdict::InactiveTokensMayLive;
    }
    Verdict::Inactive
}

/// L + 1 day.
fn tokens_act_for(facts: &ClientFacts) -> i64 {
    facts.token_lifetime_ms.saturating_add(MARGIN_MS)
}

fn life_is_covered(facts: &ClientFacts, cutlines: &Cutlines) -> bool {
    facts.created_at.is_some_and(|created| {
        cutlines.unbroken_since.is_some_and(|since| since <= created)
            && cutlines.horizon.is_some_and(|horizon| created < horizon)
    })
}

fn provable_at(facts: &ClientFacts, cutlines: &Cutlines) -> Option<Timestamp> {
    let window = cutlines.horizon?.millis_since(cutlines.window_start);
    Some(cutlines.unbroken_since?.plus_millis(window).max(facts.seen_at?.plus_millis(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cutlines::cutlines;
    use crate::policy::WindowDays;
    use domain::activity::ActivityKind;
    use domain::coverage::{Coverage, Interval};
    use domain::time::DAY_MS;

    fn day(number: i64) -> Timestamp {
        Timestamp::from_millis(number * DAY_MS)
    }

    /// Now is day 100, read up to now; the window starts at day 70.
    fn watched_since(start: i64) -> Cutlines {
        let coverage: Coverage = Interval::new(day(start), day(100)).into_iter().collect();
        cutlines(day(100), &coverage, WindowDays::default())
    }

    fn seen_long_ago() -> ClientFacts {
        ClientFacts {
            last_use: None,
            created_at: None,
            absent_at: None,
            seen_at: Some(day(10)),
            token_lifetime_ms: DAY_MS,
        }
    }

    fn used(at: Timestamp) -> ClientFacts {
        ClientFacts { last_use: Some((at, ActivityKind::Refresh)), ..seen_long_ago() }
    }

    #[test]
    fn a_use_at_the_windows_start_is_in_use_and_one_a_millisecond_earlier_is_not() {
        let lines = watched_since(50);
        let at_edge = used(day(70));
        let before = used(day(70).plus_millis(-1));
        assert_eq!(judge(&at_edge, &lines).verdict, Verdict::InUse);
        assert_eq!(judge(&before, &lines).verdict, Verdict::Inactive);
    }

    #[test]
    fn a_use_after_the_horizon_is_use() {
        let facts = used(day(101));
        let judgement = judge(&facts, &watched_since(99));
        assert_eq!(judgement.verdict, Verdict::InUse);
        assert_eq!((judgement.quiet_since, judgement.quiet_ms, judgement.tokens_dead_by), (None, 0, None));
    }

    #[test]
    fn use_wins_over_newness_and_newness_over_holes() {
        let new = ClientFacts { created_at: Some(day(98)), ..seen_long_ago() };
        let new_and_used = ClientFacts { created_at: new.created_at, ..used(day(99)) };
        assert_eq!(judge(&new_and_used, &watched_since(95)).verdict, Verdict::InUse);
        assert_eq!(judge(&new, &watched_since(95)).verdict, Verdict::TooNew);
        let absent = ClientFacts { absent_at: Some(day(70)), ..seen_long_ago() };
        assert_eq!(judge(&absent, &watched_since(95)).verdict, Verdict::TooNew);
    }

    #[test]
    fn a_window_watched_from_its_first_moment_is_whole_and_one_a_day_short_proves_nothing() {
        assert_eq!(judge(&seen_long_ago(), &watched_since(70)).verdict, Verdict::Inactive);
        let short = judge(&seen_long_ago(), &watched_since(71));
        assert_eq!(short.verdict, Verdict::NotProven);
        assert_eq!(short.provable_at, Some(day(101)));
        assert_eq!(short.quiet_ms, 29 * DAY_MS);
    }

    #[test]
    fn a_whole_window_without_its_creation_row_proves_that_it_existed_before() {
        let facts = ClientFacts { seen_at: Some(day(100).plus_millis(-1)), ..seen_long_ago() };
        assert_eq!(judge(&facts, &watched_since(70)).verdict, Verdict::Inactive);
    }

    #[test]
    fn what_was_first_seen_at_the_horizon_or_later_may_be_younger_than_it() {
        let facts = ClientFacts { seen_at: Some(day(100)), ..seen_long_ago() };
        let judgement = judge(&facts, &watched_since(50));
        assert_eq!(judgement.verdict, Verdict::NotProven);
        assert_eq!(judgement.provable_at, Some(day(100).plus_millis(1)));
        let never_seen = ClientFacts { seen_at: None, ..seen_long_ago() };
        assert_eq!(judge(&never_seen, &watched_since(50)).verdict, Verdict::NotProven);
    }

    #[test]
    fn tokens_that_live_as_long_as_the_window_may_still_act() {
        let facts = ClientFacts { token_lifetime_ms: 30 * DAY_MS, ..seen_long_ago() };
        let judgement = judge(&facts, &watched_since(70));
        assert_eq!(judgement.verdict, Verdict::InactiveTokensMayLive);
        assert_eq!(judgement.tokens_dead_by, Some(day(101)));
        assert_eq!(judge(&facts, &watched_since(69)).verdict, Verdict::Inactive);
    }

    #[test]
    fn a_use_before_the_coverage_began_does_not_shorten_what_may_have_been_missed() {
        let facts = used(day(20));
        let judgement = judge(&facts, &watched_since(60));
        assert_eq!(judgement.quiet_since, Some(day(60)));
        assert_eq!(judgement.tokens_dead_by, Some(day(62)));
    }

    #[test]
    fn never_used_needs_the_whole_life_covered() {
        let lines = watched_since(50);
        let born = |at| ClientFacts { created_at: Some(at), ..seen_long_ago() };
        assert!(judge(&born(day(50)), &lines).never_used);
        assert!(judge(&born(day(99)), &lines).never_used);
        assert!(!judge(&born(day(49)), &lines).never_used);
        assert!(!judge(&born(day(100)), &lines).never_used, "its life has not been read yet");
        assert!(!judge(&seen_long_ago(), &lines).never_used);
        let used_once = ClientFacts { created_at: born(day(55)).created_at, ..used(day(60)) };
        assert!(!judge(&used_once, &lines).never_used);
    }

    #[test]
    fn with_nothing_covered_silence_proves_nothing() {
        let lines = cutlines(day(100), &Coverage::default(), WindowDays::default());
        let silent = judge(&seen_long_ago(), &lines);
        assert_eq!(silent.verdict, Verdict::NotProven);
        assert_eq!((silent.quiet_since, silent.tokens_dead_by, silent.provable_at), (None, None, None));
        let used_now = used(day(99));
        assert_eq!(judge(&used_now, &lines).verdict, Verdict::InUse);
    }
}
