//! The clock of this computer: the one place where real time enters.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::time::{Clock, Timestamp};

/// Real time.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the home of real time")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The demo tenant's time: virtual while its past is played, real afterwards.
#[derive(Clone, Debug)]
pub struct DemoClock(pub simulator::Clock);

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.now_ms())
    }

    /// While the past is played nothing waits: sleeping moves the tenant's own clock.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        if self.0.is_live() {
            return Box::pin(tokio::time::sleep(duration));
        }
        self.0.advance(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
        Box::pin(tokio::task::yield_now())
    }
}
