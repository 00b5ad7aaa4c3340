//! The tenant's own time: virtual (moved by whoever holds it) until told to follow real time.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A clock in milliseconds since 1970, UTC. Cheap to clone; all clones show the same time.
///
/// A virtual clock never sleeps and never moves by itself: `advance` and `set` move it. After [`Clock::go_live`]
/// it runs with real time from where it stood.
#[derive(Clone, Debug)]
pub struct Clock(Arc<State>);

#[derive(Debug)]
struct State {
    base_ms: AtomicI64,
    live_since: OnceLock<Instant>,
}

impl Clock {
    /// A virtual clock that stands at `ms`.
    #[must_use]
    pub fn starting_at(ms: i64) -> Self {
        Self(Arc::new(State { base_ms: AtomicI64::new(ms), live_since: OnceLock::new() }))
    }

    /// A clock that shows real time.
    #[must_use]
    pub fn real() -> Self {
        Self::real_offset(0)
    }

    /// A clock that runs with real time, shifted by `offset_ms`.
    #[must_use]
    pub fn real_offset(offset_ms: i64) -> Self {
        let clock = Self::starting_at(real_now_ms().saturating_add(offset_ms));
        clock.go_live();
        clock
    }

    /// From now on the clock follows real time, starting at the time that it shows. A second call changes nothing.
    pub fn go_live(&self) {
        self.0.live_since.get_or_init(Instant::now);
    }

    /// Whether the clock runs by itself.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.0.live_since.get().is_some()
    }

    /// The present, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.0.base_ms.load(Ordering::SeqCst).saturating_add(self.run_ms())
    }

    /// Moves the clock forward by `ms`.
    pub fn advance(&self, ms: i64) {
        self.0.base_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Puts the clock at `ms`. Time only goes forward for what a tenant remembers: what happened stays happened.
    pub fn set(&self, ms: i64) {
        self.0.base_ms.store(ms.saturating_sub(self.run_ms()), Ordering::SeqCst);
    }

    fn run_ms(&self) -> i64 {
        self.0
            .live_since
            .get()
            .map_or(0, |since| i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX))
    }
}

#[expect(clippy::disallowed_methods, reason = "the simulator's real-time mode is where real time comes in")]
fn real_now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn a_virtual_clock_moves_only_when_moved() {
        let clock = Clock::starting_at(1_000);
        let twin = clock.clone();
        assert_eq!(twin.now_ms(), 1_000);
        clock.advance(500);
        assert_eq!(twin.now_ms(), 1_500);
        clock.set(9_000);
        assert_eq!(twin.now_ms(), 9_000);
        assert!(!twin.is_live());
    }

    #[test]
    fn going_live_starts_where_the_virtual_clock_stood() {
        let clock = Clock::starting_at(5_000_000);
        clock.go_live();
        let now = clock.now_ms();
        assert!((5_000_000..5_010_000).contains(&now));
        clock.set(7_000_000);
        assert!(clock.now_ms() >= 7_000_000);
    }
}
