//! The rate budget: learned from response headers, shared politely, clicks before syncs.
//!
//! Auth0 limits families of endpoints by token buckets whose sizes and refills differ by plan (facts/auth0.md 7). The
//! headers tell size, rest and reset; the refill is worked out (see `bucket`). Families that report the same size
//! share one bucket until an answer shows that they cannot.

mod bucket;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::time::Clock;

use self::bucket::{Bucket, Moment, Wish};
pub(crate) use self::bucket::{Standing, Times};
use crate::problem::EndpointClass;

/// Which part of a server's rate limit we use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(f64);

impl Default for Share {
    fn default() -> Self {
        Self(0.5)
    }
}

impl Share {
    /// The whole limit.
    pub const FULL: Self = Self(1.0);

    /// This part of the limit, kept within 0.05 to 1.
    #[must_use]
    pub fn new(part: f64) -> Self {
        Self(if part.is_finite() { part.clamp(0.05, 1.0) } else { 0.5 })
    }

    /// The part, 0.05 to 1.
    #[must_use]
    pub const fn part(self) -> f64 {
        self.0
    }
}

/// Who waits for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// A person.
    Interactive,
    /// Nobody.
    Sync,
}

/// The server asked us to wait longer than it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// The budgets of one tenant.
pub(crate) struct Budgets {
    clock: Arc<dyn Clock>,
    share: Share,
    people_waiting: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    buckets: Vec<Bucket>,
    of_class: BTreeMap<EndpointClass, usize>,
    /// Syncs that wait, in the order in which they came: the two halves of a sync must not starve each other.
    queue: BTreeMap<u64, EndpointClass>,
    next_place: u64,
}

/// Leave to send one request. Hand it back with [`Budgets::answered`]; dropping it counts the request as unanswered.
pub(crate) struct Permit<'a> {
    budgets: &'a Budgets,
    class: EndpointClass,
    bucket: Option<usize>,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(index) = self.bucket.take() {
            self.budgets.lock().buckets[index].gave_up();
        }
    }
}

/// A place in the queue of syncs, until it is dropped.
struct Place<'a> {
    budgets: &'a Budgets,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.budgets.lock().queue.remove(&self.number);
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Budgets {
    pub(crate) fn new(clock: Arc<dyn Clock>, share: Share) -> Self {
        Self { clock, share, people_waiting: AtomicUsize::new(0), state: Mutex::default() }
    }

    /// Waits until a request of this family may be sent.
    ///
    /// # Errors
    /// The server asked for more patience than there is: two minutes for a sync, ten seconds for a person.
    pub(crate) async fn permit(
        &self,
        class: EndpointClass,
        priority: Priority,
    ) -> Result<Permit<'_>, TooLong> {
        let patience_ms = match priority {
            Priority::Interactive => 10_000,
            Priority::Sync => 120_000,
        };
        let _waiting = (priority == Priority::Interactive).then(|| {
            self.people_waiting.fetch_add(1, Ordering::Relaxed);
            Waiting(&self.people_waiting)
        });
        let place = (priority == Priority::Sync).then(|| self.queue_up(class));
        let began = self.clock.now().millis();
        loop {
            let now = self.clock.now().millis();
            let wait_ms = {
                let mut state = self.lock();
                let Some(index) = state.index(class) else {
                    return Ok(Permit { budgets: self, class, bucket: None });
                };
                let syncs_ahead = place.as_ref().map_or(0, |place| state.ahead_of(place.number, index));
                let bucket = &mut state.buckets[index];
                if bucket.blocked_for(now) > patience_ms {
                    return Err(TooLong);
                }
                let wish = match priority {
                    Priority::Interactive => Wish::Person,
                    Priority::Sync => Wish::Sync {
                        share: self.share.part(),
                        ahead: self.people_waiting.load(Ordering::Relaxed) + syncs_ahead,
                        waited_ms: now - began,
                    },
                };
                match bucket.wait_ms(now, wish) {
                    None => {
                        bucket.take(now);
                        return Ok(Permit { budgets: self, class, bucket: Some(index) });
                    }
                    Some(wait_ms) => wait_ms,
                }
            };
            self.clock.sleep(Duration::from_millis(wait_ms.unsigned_abs().max(1))).await;
        }
    }

    /// Takes in what an answer says about the budget. `refused`: it was a 429.
    pub(crate) fn answered(
        &self,
        mut permit: Permit<'_>,
        standing: Option<Standing>,
        times: Times,
        refused: Option<Refusal>,
    ) {
        let mut state = self.lock();
        let before = permit.bucket.take();
        if let Some(index) = before {
            state.buckets[index].gave_up();
        }
        let index = match standing {
            Some(standing) => state.place(permit.class, standing, times, self.share),
            None if refused.is_some() => state.place_unlimited(permit.class, times, self.share),
            None => return,
        };
        let moved = before != Some(index);
        let bucket = &mut state.buckets[index];
        if moved {
            bucket.joined();
        }
        match refused {
            Some(refusal) => bucket.refused(standing, times, refusal),
            None => {
                if let Some(standing) = standing {
                    bucket.granted(standing, times, moved);
                }
            }
        }
    }

    /// The last standing that was reported for each family.
    pub(crate) fn standings(&self) -> Vec<(EndpointClass, u32, u32)> {
        let state = self.lock();
        state
            .of_class
            .iter()
            .filter_map(|(class, index)| {
                state.buckets[*index].last().map(|standing| (*class, standing.limit, standing.remaining))
            })
            .collect()
    }

    /// The least time in which so many calls of each family are allowed. Families without a limit cost none.
    pub(crate) fn floor(&self, calls: &[(EndpointClass, usize)]) -> Duration {
        let state = self.lock();
        let mut of_bucket: BTreeMap<usize, usize> = BTreeMap::new();
        for (class, count) in calls {
            if let Some(index) = state.of_class.get(class) {
                *of_bucket.entry(*index).or_default() += count;
            }
        }
        of_bucket
            .into_iter()
            .map(|(index, count)| state.buckets[index].floor(count, self.share.part()))
            .max()
            .unwrap_or_default()
    }

    fn queue_up(&self, class: EndpointClass) -> Place<'_> {
        let mut state = self.lock();
        let number = state.next_place;
        state.next_place += 1;
        state.queue.insert(number, class);
        Place { budgets: self, number }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a 429 said about when to come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// `Retry-After`, in milliseconds.
    pub(crate) retry_after_ms: Option<i64>,
}

impl State {
    /// The bucket that a family draws on; a family that was never asked draws on the newest one known.
    fn index(&self, class: EndpointClass) -> Option<usize> {
        match self.of_class.get(&class) {
            Some(index) => Some(*index),
            None if class == EndpointClass::Token => None,
            None => self
                .of_class
                .iter()
                .filter(|(other, _)| **other != EndpointClass::Token)
                .map(|(_, index)| *index)
                .max(),
        }
    }

    /// How many syncs came before this one and wait for the same bucket.
    fn ahead_of(&self, number: u64, index: usize) -> usize {
        self.queue.range(..number).filter(|(_, class)| self.index(**class) == Some(index)).count()
    }

    /// The bucket that an answer speaks of: the family's own, one of the same size, or a new one.
    fn place(&mut self, class: EndpointClass, standing: Standing, times: Times, share: Share) -> usize {
        let now = Moment::of(times);
        if let Some(&index) = self.of_class.get(&class) {
            let alone = self.of_class.values().filter(|other| **other == index).count() == 1;
            let bucket = &self.buckets[index];
            if bucket.is_of_size(standing) && (alone || bucket.could_hold(standing, now)) {
                return index;
            }
        }
        let tokens = self.of_class.get(&EndpointClass::Token).copied();
        let fitting = (0..self.buckets.len()).find(|&index| {
            class != EndpointClass::Token
                && tokens != Some(index)
                && self.of_class.get(&class) != Some(&index)
                && self.buckets[index].is_of_size(standing)
                && self.buckets[index].could_hold(standing, now)
        });
        let index = fitting.unwrap_or_else(|| {
            self.buckets.push(Bucket::new(standing, times, share.part()));
            self.buckets.len() - 1
        });
        self.of_class.insert(class, index);
        index
    }

    fn place_unlimited(&mut self, class: EndpointClass, times: Times, share: Share) -> usize {
        if let Some(&index) = self.of_class.get(&class) {
            return index;
        }
        self.place(class, Standing { limit: 1, remaining: 0, reset_ms: None }, times, share)
    }
}

#[cfg(test)]
mod tests;
