//! One token bucket of a server, as far as its headers show it.
//!
//! Everything here is a lower bound of the truth: `remaining` is what the server said last (a whole number, so up to
//! one token too few), and the refill is the largest of many lower bounds:
//! * over a window, the server granted k calls while `remaining` went from a to b, so it refilled more than b - a + k - 1;
//! * it says that the bucket is full at `reset` (a whole second, rounded up), so it refills at least the missing tokens
//!   until then. Some servers mean the next token by `reset`; a 429 that this bound led to ends the trust in it.
//!
//! A bound that is too low costs little: after a wait the server shows more tokens than expected, and they are used.

use std::time::Duration;

/// What rate headers say (facts/auth0.md 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// `x-ratelimit-limit`.
    pub(crate) limit: u32,
    /// `x-ratelimit-remaining`.
    pub(crate) remaining: u32,
    /// `x-ratelimit-reset`, in milliseconds of the server's clock.
    pub(crate) reset_ms: Option<i64>,
}

/// Local times of a request in milliseconds, and what is known about the server's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) sent_at: i64,
    pub(crate) received_at: i64,
    /// Bounds of server time less local time. `None`: the server tells no time.
    pub(crate) offset: Option<(i64, i64)>,
}

/// The moment at which an answer arrived.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(i64);

impl Moment {
    pub(crate) const fn of(times: Times) -> Self {
        Self(times.received_at)
    }
}

/// Who wants a token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wish {
    Person,
    Sync { share: f64, ahead: usize, waited_ms: i64 },
}

/// Until something is known, one call a second.
const FIRST_GUESS: f64 = 1.0 / 1_000.0;
/// A reserve that nobody lets us reach is given up over this time, so that a sync never starves.
const STARVING_MS: f64 = 30_000.0;
/// Foreign calls are averaged over this time.
const FOREIGN_MS: f64 = 20_000.0;
const WINDOW_MS: i64 = 64_000;
const LONGEST_WAIT_MS: i64 = 60_000;

pub(crate) struct Bucket {
    limit: f64,
    tokens: f64,
    as_of: i64,
    /// Tokens per millisecond, at least.
    refill: f64,
    reset_means_full: bool,
    full_at: Option<i64>,
    in_flight: u32,
    blocked_until: i64,
    own: f64,
    own_as_of: i64,
    own_share: f64,
    foreign: f64,
    foreign_as_of: i64,
    window: Option<Window>,
    last: Option<Seen>,
}

#[derive(Clone, Copy)]
struct Window {
    from: i64,
    remaining: f64,
    granted: f64,
}

#[derive(Clone, Copy)]
struct Seen {
    standing: Standing,
    at: i64,
    /// The bucket is not full before this local time.
    not_full_before: Option<i64>,
}

impl Bucket {
    pub(crate) fn new(standing: Standing, times: Times, share: f64) -> Self {
        let limit = f64::from(standing.limit.max(1));
        Self {
            limit,
            tokens: f64::from(standing.remaining),
            as_of: times.received_at,
            refill: FIRST_GUESS,
            reset_means_full: true,
            full_at: None,
            in_flight: 0,
            blocked_until: i64::MIN,
            own: (limit * share).max(1.0),
            own_as_of: times.received_at,
            own_share: share,
            foreign: 0.0,
            foreign_as_of: times.received_at,
            window: None,
            last: None,
        }
    }

    pub(crate) fn last(&self) -> Option<Standing> {
        self.last.map(|seen| seen.standing)
    }

    pub(crate) fn blocked_for(&self, now: i64) -> i64 {
        self.blocked_until.saturating_sub(now).max(0)
    }

    /// How long to wait before asking again; `None`: a token may be taken now.
    pub(crate) fn wait_ms(&mut self, now: i64, wish: Wish) -> Option<i64> {
        let blocked = self.blocked_for(now);
        if blocked > 0 {
            return Some(blocked.min(LONGEST_WAIT_MS));
        }
        let tokens = self.tokens_at(now);
        let (needed, own_missing, own_refill) = match wish {
            Wish::Person => (1.0, 0.0, self.refill),
            Wish::Sync { share, ahead, waited_ms } => {
                let patience = (1.0 - as_float(waited_ms) / STARVING_MS).clamp(0.0, 1.0);
                let reserve = if share < 1.0 {
                    self.limit - (self.limit * share).max(1.0)
                } else {
                    (self.foreign_at(now) * 1_000.0).min(self.limit - 1.0)
                };
                // with somebody ahead there may be more needed than the bucket holds: they have to go first
                let turn = 1.0 + as_float_count(ahead);
                let missing = if share < 1.0 { turn - self.own_at(now) } else { 0.0 };
                (turn + reserve * patience, missing, self.own_refill(now))
            }
        };
        let missing = needed - tokens;
        if missing <= EPSILON && own_missing <= EPSILON {
            return None;
        }
        let by_server = if missing <= EPSILON { 0.0 } else { missing / self.refill };
        let by_share = if own_missing <= EPSILON { 0.0 } else { own_missing / own_refill };
        let mut wait = ceil(by_server.max(by_share)).max(1);
        if tokens < 1.0 - EPSILON
            && !self.reset_means_full
            && let Some(full_at) = self.full_at
        {
            wait = wait.max(full_at - now);
        }
        Some(wait.clamp(1, LONGEST_WAIT_MS))
    }

    /// Takes a token for a request that is about to leave.
    pub(crate) fn take(&mut self, now: i64) {
        self.tokens = self.tokens_at(now) - 1.0;
        self.as_of = self.as_of.max(now);
        self.own = (self.own_at(now) - 1.0).max(-self.limit);
        self.own_as_of = self.own_as_of.max(now);
        self.in_flight += 1;
    }

    /// A request that took a token came to its end, or nobody waits for it any more.
    pub(crate) fn gave_up(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// A request that took its token elsewhere, or nowhere, turned out to belong here.
    pub(crate) fn joined(&mut self) {
        self.tokens -= 1.0;
    }

    /// Takes in the headers of an answer that was not a 429. `moved`: the request took its token elsewhere.
    pub(crate) fn granted(&mut self, standing: Standing, times: Times, moved: bool) {
        let remaining = f64::from(standing.remaining);
        if !moved && self.last.is_some() {
            let expected = self.tokens_at(times.sent_at.max(self.as_of)).min(self.limit - 1.0);
            let foreign = ((expected + EPSILON).floor() - remaining).max(0.0);
            self.note_foreign(foreign, times.received_at);
        }
        self.tokens = remaining - f64::from(self.in_flight);
        self.as_of = times.received_at;
        self.learn_from_window(remaining, times);
        self.learn_from_reset(standing, times);
        self.remember(standing, times);
    }

    /// Takes in a 429.
    pub(crate) fn refused(&mut self, standing: Option<Standing>, times: Times, refusal: super::Refusal) {
        let now = times.received_at;
        if let Some(standing) = standing {
            self.remember(standing, times);
        }
        let wait = refusal
            .retry_after_ms
            .or_else(|| self.full_at.map(|full_at| full_at - now).filter(|wait| *wait > 0))
            .unwrap_or(1_000)
            .max(1);
        if self.foreign_at(now) < self.refill * 0.1 && self.blocked_until < times.sent_at {
            self.reset_means_full = false;
            self.refill = (self.refill * 0.5).max(FIRST_GUESS / 60.0);
        }
        self.window = None;
        self.blocked_until = self.blocked_until.max(now.saturating_add(wait));
        self.tokens = 1.0 - self.refill * as_float(wait);
        self.as_of = now;
    }

    pub(crate) fn is_of_size(&self, standing: Standing) -> bool {
        (self.limit - f64::from(standing.limit.max(1))).abs() < 0.5
    }

    /// Whether this bucket can have had as many tokens left as an answer says.
    pub(crate) fn could_hold(&self, standing: Standing, now: Moment) -> bool {
        let Some(Seen { standing: before, at, not_full_before }) = self.last else { return true };
        let Some(not_full_before) = not_full_before.filter(|until| *until > at) else { return true };
        let passed = as_float(now.0 - at) / as_float(not_full_before - at);
        let before_remaining = f64::from(before.remaining);
        let most = before_remaining + 1.0 + (self.limit - before_remaining) * passed;
        f64::from(standing.remaining) <= most
    }

    /// The least time for so many calls.
    pub(crate) fn floor(&self, calls: usize, share: f64) -> Duration {
        let burst = (self.limit * share).max(1.0);
        let millis = ((as_float_count(calls) - burst).max(0.0)) / (self.refill * share);
        Duration::from_millis(ceil(millis).unsigned_abs())
    }

    fn tokens_at(&self, now: i64) -> f64 {
        (self.tokens + self.refill * as_float((now - self.as_of).max(0))).min(self.limit)
    }

    fn own_at(&self, now: i64) -> f64 {
        let gained = self.own_refill(now) * as_float((now - self.own_as_of).max(0));
        (self.own + gained).min((self.limit * self.own_share).max(1.0))
    }

    /// Our part of what others leave.
    fn own_refill(&self, now: i64) -> f64 {
        self.own_share * (self.refill - self.foreign_at(now)).max(self.refill * 0.1)
    }

    fn foreign_at(&self, now: i64) -> f64 {
        self.foreign * (-as_float((now - self.foreign_as_of).max(0)) / FOREIGN_MS).exp()
    }

    fn note_foreign(&mut self, calls: f64, now: i64) {
        self.foreign = self.foreign_at(now) + calls / FOREIGN_MS;
        self.foreign_as_of = now;
    }

    fn remember(&mut self, standing: Standing, times: Times) {
        let full = standing.reset_ms.zip(times.offset);
        self.full_at = full.map(|(reset, (low, _))| reset - low);
        self.last = Some(Seen {
            standing,
            at: times.received_at,
            not_full_before: full.map(|(reset, (_, high))| reset - 1_000 - high),
        });
    }

    fn learn_from_window(&mut self, remaining: f64, times: Times) {
        if self.in_flight > 0 {
            if let Some(window) = &mut self.window {
                window.granted += 1.0;
            }
            return;
        }
        let fresh = Window { from: times.sent_at, remaining, granted: 0.0 };
        let Some(mut window) = self.window else {
            self.window = Some(fresh);
            return;
        };
        window.granted += 1.0;
        let span = times.received_at - window.from;
        let refilled = remaining - window.remaining + window.granted - 1.0;
        if span > 0 && refilled > 0.0 {
            self.refill = self.refill.max(refilled / as_float(span));
        }
        self.window = Some(if span > WINDOW_MS { fresh } else { window });
    }

    fn learn_from_reset(&mut self, standing: Standing, times: Times) {
        if !self.reset_means_full {
            return;
        }
        let Some((reset, (low, _))) = standing.reset_ms.zip(times.offset) else { return };
        let until = reset - (times.sent_at + low);
        let missing = standing.limit.saturating_sub(standing.remaining);
        // exactly one token is missing when the call found the bucket full
        let at_least = if missing == 1 { 1.0 } else { f64::from(missing.saturating_sub(1)) };
        if until > 0 && at_least > 0.0 {
            self.refill = self.refill.max(at_least / as_float(until));
        }
    }
}

const EPSILON: f64 = 1e-6;

#[expect(clippy::cast_precision_loss, reason = "spans of time in milliseconds stay far below 2^52")]
fn as_float(millis: i64) -> f64 {
    millis as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls stay far below 2^52")]
fn as_float_count(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a float that is too large becomes the largest integer")]
fn ceil(millis: f64) -> i64 {
    (millis - EPSILON).ceil() as i64
}
