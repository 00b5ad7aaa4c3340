//! What is thought today of a past moment: the verdict that the rules give with all that is known now, also what was learned
//! later.

use domain::activity::ActivityKind;
use domain::coverage::{Coverage, Interval};
use domain::judgement::ClientFacts;
use domain::time::Timestamp;

use crate::cutlines::{WindowProof, cutlines, window_proof};
use crate::policy::WindowDays;
use crate::verdict::{Judgement, judge};

/// The judgement of a past moment, and what its window proves. `None`: the client did not exist then. `last_use`: the newest
/// use at or before the moment. The token lifetime stays the highest ever seen.
#[must_use]
pub fn judge_then(
    facts: &ClientFacts,
    last_use: Option<(Timestamp, ActivityKind)>,
    coverage: &Coverage,
    at: Timestamp,
    window: WindowDays,
) -> Option<(Judgement, WindowProof)> {
    let came_later = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment > at);
    if came_later(facts.created_at) || (came_later(facts.absent_at) && last_use.is_none()) {
        return None;
    }
    // what an earlier client with this id did is none of its deeds
    let last_use = last_use.filter(|(at, _)| facts.created_at.is_none_or(|created| *at >= created));
    let coverage = watched_until(coverage, at);
    let lines = cutlines(at, &coverage, window);
    let judgement = judge(&ClientFacts { last_use, ..*facts }, &lines);
    Some((judgement, window_proof(&lines, &coverage)))
}

/// What is covered today of the time until a past moment: what the verdicts of that moment rest on.
#[must_use]
pub fn watched_until(coverage: &Coverage, at: Timestamp) -> Coverage {
    coverage.intervals().iter().filter_map(|held| Interval::new(held.from, held.to.min(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::judgement::Verdict;
    use domain::time::DAY_MS;

    fn day(number: i64) -> Timestamp {
        Timestamp::from_millis(number * DAY_MS)
    }

    fn then(facts: &ClientFacts, last_use: Option<i64>, at: i64) -> Option<Verdict> {
        let coverage: Coverage = [(10, 60), (70, 100)]
            .into_iter()
            .filter_map(|(from, to)| Interval::new(day(from), day(to)))
            .collect();
        let last_use = last_use.map(|at| (day(at), ActivityKind::SignIn));
        judge_then(facts, last_use, &coverage, day(at), WindowDays::default())
            .map(|(judged, _)| judged.verdict)
    }

    #[test]
    fn a_past_day_is_judged_by_what_was_watched_until_then() {
        let facts = ClientFacts {
            last_use: Some((day(90), ActivityKind::SignIn)),
            created_at: None,
            absent_at: None,
            seen_at: Some(day(5)),
            token_lifetime_ms: DAY_MS,
        };
        assert_eq!(then(&facts, Some(50), 55), Some(Verdict::InUse));
        assert_eq!(then(&facts, Some(12), 55), Some(Verdict::Inactive));
        assert_eq!(
            then(&facts, Some(12), 95),
            Some(Verdict::NotProven),
            "the days 60 to 70 were not watched"
        );
        assert_eq!(then(&facts, Some(90), 95), Some(Verdict::InUse));
        assert_eq!(then(&facts, None, 8), Some(Verdict::NotProven), "nothing was watched yet");
    }

    #[test]
    fn before_its_creation_there_is_no_verdict() {
        let facts = ClientFacts {
            last_use: None,
            created_at: Some(day(40)),
            absent_at: None,
            seen_at: Some(day(41)),
            token_lifetime_ms: DAY_MS,
        };
        assert_eq!(then(&facts, None, 39), None);
        assert_eq!(then(&facts, None, 45), Some(Verdict::TooNew));
    }
}
