//! Three separate questions before anything is sent again: is it transient, is it safe to repeat, how long to wait.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use reqwest::Method;

use crate::problem::{NoAnswer, Trouble};
use crate::rate::Priority;

/// Whether the same request may well succeed a moment later. Slowing down (429) is the rate budget's business.
pub(crate) fn is_transient(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::ServerFailed { status } => matches!(status, 500 | 502 | 503 | 504 | 520..=524),
        Trouble::Unreachable(why) => matches!(why, NoAnswer::NotConnected | NoAnswer::TimedOut),
        Trouble::BrokeOff => true,
        _ => false,
    }
}

/// Whether sending it twice does nothing that sending it once does not (RFC 9110 section 9.2.1, safe methods).
pub(crate) fn is_safe_to_repeat(method: &Method) -> bool {
    method.is_safe()
}

/// How long to wait before each further attempt; ends when it is time to give up.
pub(crate) fn pauses(priority: Priority) -> ExponentialBackoff {
    let attempts = match priority {
        Priority::Interactive => 1,
        Priority::Sync => 3,
    };
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(400))
        .with_factor(2.5)
        .with_max_times(attempts)
        .with_jitter()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_tried_again() {
        assert!(is_transient(&Trouble::ServerFailed { status: 503 }));
        assert!(!is_transient(&Trouble::ServerFailed { status: 501 }));
        assert!(!is_transient(&Trouble::Unreachable(NoAnswer::NotTrusted)));
        assert!(!is_transient(&Trouble::Refused { status: 400, code: None }));
    }

    #[test]
    fn a_call_that_changes_something_is_sent_once() {
        assert!(is_safe_to_repeat(&Method::GET));
        assert!(!is_safe_to_repeat(&Method::POST));
    }

    #[test]
    fn a_person_waits_less_than_a_sync() {
        assert_eq!(pauses(Priority::Interactive).count(), 1);
        assert_eq!(pauses(Priority::Sync).count(), 3);
    }
}
