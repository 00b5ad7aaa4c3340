//! The two demo tenants, and on which days Rollcall "was open" for each.

use domain::connection::{Connection, Environment};
use domain::time::DAY_MS;
use simulator::{Plan, Settings};

/// One demo tenant's part in the play.
#[derive(Debug)]
pub struct Script {
    /// The connection's name, until a person changes it.
    pub name: &'static str,
    /// Under which its progress is kept between runs.
    pub key: &'static str,
    /// What it is for.
    pub environment: Environment,
    /// The tenant itself.
    pub settings: fn() -> Settings,
    /// The plan whose limits hold after the past was played.
    pub plan: Plan,
    /// Days before today on which Rollcall was opened for the first time.
    first_open_days_ago: i64,
    /// Syncs on a day on which Rollcall was open.
    syncs_a_day: i64,
    /// Days before today on which Rollcall stayed closed: from (included) to (not included).
    closed_days_ago: &'static [(i64, i64)],
}

/// The main tenant keeps ten days of log: it begins to be covered ten days before the first start, and the one long
/// closed stretch costs it eight days. The small one keeps a single day, so that every closed weekend is a hole and
/// nothing about it is proven yet.
pub const SCRIPTS: [Script; 2] = [
    Script {
        name: "northmere-prod",
        key: "demo",
        environment: Environment::Production,
        settings: Settings::demo,
        plan: Plan::Professional,
        first_open_days_ago: 67,
        syncs_a_day: 1,
        closed_days_ago: &[(36, 53)],
    },
    Script {
        name: "lumenlabs",
        key: "demo-lumenlabs",
        environment: Environment::Staging,
        settings: Settings::demo_partner,
        plan: Plan::Free,
        first_open_days_ago: 26,
        syncs_a_day: 2,
        closed_days_ago: &[(22, 24), (15, 17), (8, 10)],
    },
];

/// While the past is played, clients are listed on every so many days.
const DAYS_BETWEEN_LISTINGS: i64 = 7;

/// One moment of the past at which Rollcall synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds before today.
    pub before_present_ms: i64,
    /// Whether everything was read, not the log alone.
    pub with_listing: bool,
}

impl Script {
    /// The script that a demo connection follows.
    #[must_use]
    pub fn of(connection: &Connection) -> Option<&'static Self> {
        let plays =
            |script: &&Self| (script.settings)().canonical_domain.as_ref() == Some(&connection.domain);
        SCRIPTS.iter().find(|script| connection.is_demo() && plays(script))
    }

    /// Milliseconds from the first start to today.
    #[must_use]
    pub fn length_ms(&self) -> i64 {
        self.first_open_days_ago * DAY_MS
    }

    /// The moments at which Rollcall synced, oldest first; the last lies before today.
    pub fn moments(&self) -> impl Iterator<Item = Moment> + use<'_> {
        let last = self.first_open_days_ago * self.syncs_a_day;
        (1..=last).rev().filter_map(move |step| {
            let days_ago = step.div_euclid(self.syncs_a_day);
            let at_the_days_start = step % self.syncs_a_day == 0;
            let open = !self.closed_days_ago.iter().any(|closed| (closed.0..closed.1).contains(&days_ago));
            // a full listing now and then, the log every time: as the schedule does it on real days
            let with_listing = at_the_days_start && (step == last || days_ago % DAYS_BETWEEN_LISTINGS == 0);
            open.then_some(Moment { before_present_ms: step * DAY_MS / self.syncs_a_day, with_listing })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_run_forward_from_the_first_start_and_leave_out_closed_days() {
        for script in &SCRIPTS {
            let moments: Vec<Moment> = script.moments().collect();
            let first = moments[0];
            assert_eq!(first, Moment { before_present_ms: script.length_ms(), with_listing: true });
            assert!(
                moments.is_sorted_by(|earlier, later| earlier.before_present_ms > later.before_present_ms)
            );
            for (from, to) in script.closed_days_ago {
                let inside = from * DAY_MS..to * DAY_MS;
                assert!(
                    !moments.iter().any(|moment| inside.contains(&moment.before_present_ms)),
                    "{inside:?}"
                );
            }
        }
    }
}
