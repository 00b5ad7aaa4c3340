//! The pretend tenant by itself: `cargo xtask simulator`.
#![expect(clippy::print_stdout, reason = "says where it is to be found")]

use std::path::Path;

use clap::{Parser, ValueEnum};
use serde_json::json;
use simulator::{Alone, run_alone};

/// A pretend Auth0 tenant on 127.0.0.1, until it is interrupted. Prints one line of JSON: its base URL and domain, the
/// file with its CA, and the id and secret of a management client.
#[derive(Parser)]
#[command(name = "cargo xtask simulator")]
struct Arguments {
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "N")]
    port: u16,
    /// HTTPS, with a CA made at start
    #[arg(long)]
    tls: bool,
    /// A generated population of this size instead of the demo's cast
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    clients: Option<u32>,
    /// All that looks random follows from this number
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Rate limits, log retention; without it there are no limits
    #[arg(long)]
    plan: Option<Plan>,
    /// The computer's own clock, which is the only one here
    #[arg(long)]
    clock: Option<ClockChoice>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Plan {
    Free,
    Professional,
    Enterprise,
}

#[derive(Clone, Copy, ValueEnum)]
enum ClockChoice {
    Real,
}

impl From<Plan> for simulator::Plan {
    fn from(plan: Plan) -> Self {
        match plan {
            Plan::Free => Self::Free,
            Plan::Professional => Self::Professional,
            Plan::Enterprise => Self::Enterprise,
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Arguments { port, tls, clients, seed, plan, clock: Some(ClockChoice::Real) | None } =
        Arguments::parse();
    let clients = clients.map(usize::try_from).transpose()?;
    let tenant = run_alone(Alone { port, tls, clients, seed, plan: plan.map(Into::into) }).await?;
    let client = tenant.management_client();
    let line = json!({
        "base_url": tenant.base_url(),
        "domain": tenant.domain(),
        "ca_file": tenant.ca_file().map(Path::to_string_lossy),
        "client_id": client.client_id,
        "client_secret": client.client_secret,
    });
    println!("{line}");
    tokio::signal::ctrl_c().await?;
    tenant.stop().await;
    Ok(())
}
