//! The simulator by itself, for `cargo xtask simulator`.

use crate::clock::Clock;
use crate::settings::{Plan, Population, Settings};
use crate::tenant::{Running, StartError, Tenant};

/// What the command line chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alone {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// HTTPS with a CA made at start.
    pub tls: bool,
    /// A generated population of this size instead of the demo's cast.
    pub clients: Option<usize>,
    /// The seed; the demo's own when absent.
    pub seed: Option<u64>,
    /// The plan; no limits when absent.
    pub plan: Option<Plan>,
}

/// Starts a tenant in real time. Its audience is that of the listener (`https://127.0.0.1:port/api/v2/`), so that
/// tools which know only a domain can use it. It serves until the answer is dropped.
///
/// # Errors
/// As [`Tenant::start`].
pub async fn run_alone(args: Alone) -> Result<Running, StartError> {
    let demo = Settings::demo();
    let settings = Settings {
        seed: args.seed.unwrap_or(demo.seed),
        canonical_domain: None,
        clients: args.clients.unwrap_or(demo.clients),
        population: match args.clients {
            Some(_) => Population::Generated(crate::Generated::default()),
            None => demo.population.clone(),
        },
        plan: args.plan.unwrap_or(demo.plan),
        retention_days: args.plan.map_or(demo.retention_days, |plan| Some(plan.retention_days())),
        tls: args.tls,
        port: (args.port != 0).then_some(args.port),
        ..demo
    };
    Tenant::start(settings, Clock::real()).await
}
