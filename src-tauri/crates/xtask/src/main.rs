//! What the README's commands do: run, test, gen, bench, simulator.
//!
//! This is the first thing that a fresh machine compiles, so it depends on next to nothing; whatever needs the rest
//! of the workspace is a binary of the package `acceptance` that is built and started from here.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks on its terminal")]

mod bench;
mod checkout;
mod count;
mod generate;
mod interface;
mod process;
mod run;
mod rust_tests;
mod simulator;
mod step;
mod suite;
mod system_packages;
mod test;

use checkout::Checkout;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// What went wrong, in one sentence for the person at the terminal.
pub(crate) type Outcome<T> = Result<T, String>;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs, tests and measures Rollcall")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, open the window (without a display: draw it, save a picture, print the report)
    Run,
    /// Install what tests need and run every suite
    Test,
    /// Write ui/src/api/contract.gen.ts anew
    Gen,
    /// Run one bench in release mode: a table, and as its last line one JSON object
    Bench {
        /// Which bench
        name: String,
        /// Arguments of that bench
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run the pretend tenant alone; prints one JSON line with its address and a management client
    #[command(disable_help_flag = true)]
    Simulator {
        /// --port N [--tls] [--clients N] [--seed N] [--plan free|professional|enterprise] [--clock real]
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = Checkout::find().and_then(|checkout| match arguments.command {
        Command::Run => run::run(&checkout),
        Command::Test => test::test(&checkout),
        Command::Gen => generate::generate(&checkout),
        Command::Bench { name, arguments } => bench::bench(&checkout, &name, &arguments),
        Command::Simulator { arguments } => simulator::simulator(&checkout, &arguments),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
