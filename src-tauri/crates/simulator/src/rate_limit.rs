//! Token buckets of the plans (facts/auth0.md section 7), on the tenant's clock.

use std::collections::BTreeMap;

use crate::settings::Plan;

/// Which budget a call draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum BucketClass {
    /// Management API, everything without a budget of its own.
    Management,
    /// `GET /clients` without `q`.
    ReadClients,
    /// `GET /clients` with `q`.
    SearchClients,
    /// `GET /logs`, either mode, and single rows.
    ReadLogs,
    /// `GET /connections`.
    ReadConnections,
    /// `/oauth/token` and the other Authentication API calls.
    Authentication,
    /// `/oidc/register`, the same on every plan.
    Register,
}

/// Size and refill of one bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    burst: u32,
    /// Tokens per minute.
    per_minute: u32,
}

const fn shape(plan: Plan, class: BucketClass) -> (BucketClass, Option<Shape>) {
    use BucketClass::{
        Authentication, Management, ReadClients, ReadConnections, ReadLogs, Register, SearchClients,
    };
    const fn of(burst: u32, per_minute: u32) -> Shape {
        Shape { burst, per_minute }
    }
    let (class, shape) = match (plan, class) {
        (Plan::Unlimited, _) => return (class, None),
        (_, Register) => (Register, of(5, 300)),
        (Plan::Free, Authentication) => (Authentication, of(300, 300)),
        (Plan::Professional, Authentication) => (Authentication, of(25, 1_500)),
        (Plan::Enterprise, Authentication) => (Authentication, of(100, 6_000)),
        (Plan::Free, _) => (Management, of(2, 120)),
        (Plan::Professional, ReadClients) => (ReadClients, of(5, 100)),
        (Plan::Professional | Plan::Enterprise, SearchClients) => (SearchClients, of(5, 150)),
        (Plan::Professional, ReadLogs) => (ReadLogs, of(10, 100)),
        (Plan::Professional, ReadConnections) => (ReadConnections, of(5, 50)),
        (Plan::Professional, Management) => (Management, of(10, 150)),
        (Plan::Enterprise, _) => (Management, of(50, 960)),
    };
    (class, Some(shape))
}

/// What the rate headers of an answer say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// `x-ratelimit-limit`: the bucket's size.
    pub(crate) limit: u32,
    /// `x-ratelimit-remaining`: whole tokens left after this call.
    pub(crate) remaining: u32,
    /// `x-ratelimit-reset`: the unix second at which the bucket is full again if nothing else is asked.
    pub(crate) reset_s: i64,
    /// Seconds (rounded up) until the next token, when this call was refused.
    pub(crate) retry_after_s: Option<i64>,
}

/// The buckets of one tenant.
#[derive(Debug, Default)]
pub(crate) struct RateLimits(BTreeMap<BucketClass, Bucket>);

#[derive(Debug)]
struct Bucket {
    /// Missing tokens, in 1/60,000 (the refill of one millisecond at one token a minute).
    missing: i64,
    at_ms: i64,
}

/// One token in the unit of `Bucket::missing`.
const TOKEN: i64 = 60_000;

impl RateLimits {
    /// Takes one token for a call at `now_ms`; `None` when the plan has no limits.
    pub(crate) fn draw(&mut self, plan: Plan, class: BucketClass, now_ms: i64) -> Option<Standing> {
        let (class, Some(shape)) = shape(plan, class) else { return None };
        let size = i64::from(shape.burst) * TOKEN;
        let bucket = self.0.entry(class).or_insert(Bucket { missing: 0, at_ms: now_ms });
        let elapsed = (now_ms - bucket.at_ms).max(0);
        bucket.at_ms = bucket.at_ms.max(now_ms);
        bucket.missing = (bucket.missing - elapsed.saturating_mul(i64::from(shape.per_minute))).max(0);
        let granted = bucket.missing + TOKEN <= size;
        if granted {
            bucket.missing += TOKEN;
        }
        let refill = i64::from(shape.per_minute);
        let full_in_ms = (bucket.missing + refill - 1) / refill;
        let token_in_ms = (bucket.missing + TOKEN - size).max(0) / refill;
        Some(Standing {
            limit: shape.burst,
            remaining: u32::try_from((size - bucket.missing).max(0) / TOKEN).unwrap_or(0),
            reset_s: (now_ms + full_in_ms + 999).div_euclid(1_000),
            retry_after_s: (!granted).then(|| ((token_in_ms + 999) / 1_000).max(1)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{BucketClass, RateLimits};
    use crate::settings::Plan;

    #[test]
    fn a_free_tenant_answers_two_calls_a_second() {
        let mut limits = RateLimits::default();
        let mut granted = 0;
        for step in 0..100 {
            let standing = limits.draw(Plan::Free, BucketClass::ReadLogs, step * 100).unwrap();
            granted += i32::from(standing.retry_after_s.is_none());
        }
        assert_eq!(granted, 2 + 19);
    }

    #[test]
    fn a_refused_call_says_when_to_come_back_and_is_granted_then() {
        let mut limits = RateLimits::default();
        for _ in 0..5 {
            assert!(
                limits.draw(Plan::Professional, BucketClass::ReadClients, 0).unwrap().retry_after_s.is_none()
            );
        }
        let refused = limits.draw(Plan::Professional, BucketClass::ReadClients, 0).unwrap();
        assert_eq!((refused.limit, refused.remaining, refused.retry_after_s), (5, 0, Some(1)));
        assert_eq!(refused.reset_s, 3);
        assert!(
            limits.draw(Plan::Professional, BucketClass::ReadClients, 1_000).unwrap().retry_after_s.is_none()
        );
        assert!(limits.draw(Plan::Professional, BucketClass::ReadLogs, 0).unwrap().retry_after_s.is_none());
    }

    #[test]
    fn enterprise_calls_share_one_bucket_and_unlimited_has_none() {
        let mut limits = RateLimits::default();
        for _ in 0..25 {
            limits.draw(Plan::Enterprise, BucketClass::ReadClients, 0);
            limits.draw(Plan::Enterprise, BucketClass::ReadLogs, 0);
        }
        assert!(limits.draw(Plan::Enterprise, BucketClass::Management, 0).unwrap().retry_after_s.is_some());
        assert_eq!(limits.draw(Plan::Unlimited, BucketClass::Management, 0), None);
    }
}
