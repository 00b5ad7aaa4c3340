//! Plays a plan: the tenant over HTTP, the product reading it, and the product's verdicts beside the oracle's.

use std::collections::HashMap;
use std::error::Error;

use simulator::{Clock, Endpoint, Fault, Tenant};

use super::ledger;
use super::oracle::{Answer, Oracle, Reading, Row, horizon, real_uses};
use super::plan::{DAY, HOUR, Plan, Step};
use super::product::{KEPT_AT_LEAST, LAG_ALLOWANCE, Product};
use super::tally::{Judged, Tally};
use super::tenant::{Truth, settings};

/// What went wrong while playing. Nothing is expected to.
pub type Failure = Box<dyn Error + Send + Sync>;

/// What the product showed at one moment.
struct Shown {
    at: i64,
    /// The readings that had been made by then.
    readings: usize,
    /// The ledger, as stored.
    claims: Vec<(i64, i64)>,
    rows_held: u64,
    /// Window and verdicts by client id, when they were asked for.
    verdicts: Option<(u16, HashMap<String, Answer>)>,
}

/// Plays the whole plan and counts. With `every_ledger` the ledger is held against the truth after every sync.
///
/// # Errors
///
/// The simulator or the product could not be started, or something failed that the plan did not ask for.
pub async fn play(plan: &Plan, every_ledger: bool) -> Result<Tally, Failure> {
    let clock = Clock::starting_at(plan.steps.first().map_or(0, |(at, _)| *at));
    let mut tenant = Tenant::start(settings(plan), clock.clone()).await?;
    let mut product = Product::open(&tenant, &clock).await?;
    let mut tally = Tally::default();
    let mut readings: Vec<Reading> = Vec::new();
    let mut shown: Vec<Shown> = Vec::new();
    let mut connected = true;
    for (at, step) in &plan.steps {
        clock.set((*at).max(clock.now_ms()));
        match step {
            Step::Sync | Step::LogSync => {
                if !connected {
                    tenant.reconnect().await?;
                    connected = true;
                }
                let before = clock.now_ms();
                let lists = *step == Step::Sync;
                product.sync(lists).await?;
                let allowance = product.lag_allowance().await?;
                tally.most("lag_allowance_ms", allowance);
                tally.count("syncs", 1);
                tally.count("syncs_that_waited", u64::from(clock.now_ms() != before));
                readings.push(Reading { at: before, log: true, clients: lists, allowance });
            }
            Step::FailingSync => {
                let endpoints = [
                    Endpoint::Clients,
                    Endpoint::Client,
                    Endpoint::LogSearch,
                    Endpoint::LogCheckpoint,
                    Endpoint::Log,
                ];
                for endpoint in endpoints {
                    tenant.faults().set(endpoint, Fault::ServerError(503));
                }
                let failed = product.sync(true).await.is_err();
                tally.count("syncs_failed_as_planned", u64::from(failed));
                tenant.faults().clear_all();
            }
            Step::OfflineSync => {
                if connected {
                    tenant.disconnect().await;
                    connected = false;
                }
                let failed = product.sync(true).await.is_err();
                tally.count("syncs_failed_as_planned", u64::from(failed));
            }
            Step::Judge { .. } => {
                if readings.last().is_none_or(|reading| at - reading.at > DAY) {
                    // it was closed, and is started for this look
                    product = product.reopen()?;
                    tally.count("judged_after_closed_days", 1);
                }
                tally.count("judged_offline", u64::from(!connected));
            }
        }
        let verdicts = match step {
            Step::Judge { days } => Some((*days, product.verdicts(clock.now_ms(), *days).await?)),
            Step::Sync | Step::LogSync if every_ledger => None,
            _ => continue,
        };
        let (claims, rows_held) = (product.claims().await?, product.rows_held().await?);
        shown.push(Shown { at: clock.now_ms(), readings: readings.len(), claims, rows_held, verdicts });
    }
    let truth = Truth::of(plan, &tenant.journal(), clock.now_ms());
    tenant.stop().await;
    tally.count("worlds", 1);
    tally.count("rows", truth.rows.len() as u64);
    let late = |row: &&Row| row.visible_at - row.date > LAG_ALLOWANCE;
    tally.count("rows_later_than_allowed", truth.rows.iter().filter(late).count() as u64);
    for moment in &shown {
        examine(plan, &truth, &readings[..moment.readings], moment, &mut tally);
    }
    Ok(tally)
}

fn examine(plan: &Plan, truth: &Truth, readings: &[Reading], shown: &Shown, tally: &mut Tally) {
    let retention = i64::from(plan.retention_days) * DAY;
    let oracle =
        Oracle { retention, readings, rows: &truth.rows, about: &truth.about, kept_at_least: KEPT_AT_LEAST };
    let check = ledger::check(&oracle, &shown.claims);
    tally.count("ledgers", 1);
    let readable = truth.rows.iter().filter(|row| oracle.was_read(**row)).count() as u64;
    tally.count("rows_lost", readable.saturating_sub(shown.rows_held));
    tally.count("unread_rows_claimed", check.unread_rows_claimed);
    tally.count("stretches_missing", check.stretches_missing);
    tally.most("held_back_ms", check.held_back);
    tally.count("nothing_due", u64::from(check.nothing_due));
    let Some((days, verdicts)) = &shown.verdicts else { return };
    let claims = oracle.claims();
    let end = horizon(&claims).unwrap_or(shown.at);
    let start = end - i64::from(*days) * DAY;
    for client in plan.clients.iter().filter(|client| oracle.is_listed(client)) {
        let Some(said) = verdicts.get(&client.id) else {
            tally.count("not_shown", 1);
            continue;
        };
        let real = real_uses(client, end);
        let last = real_uses(client, shown.at).last().copied();
        let any_read = client.uses().any(|at| oracle.read_row(client, at));
        tally.add(Judged {
            said: *said,
            right: oracle.answer(client, &claims, *days, shown.at),
            used_in_window: real.iter().any(|at| *at >= start),
            token_outlives_horizon: real.iter().any(|at| at + client.longest_token() > end),
            existed: Oracle::existed(client, start),
            at_edge: last.is_some_and(|last| (last - start).abs() <= HOUR),
            only_in_hole: last.is_some() && !any_read,
            naive_inactive: oracle.naive_says_inactive(client, *days, shown.at),
        });
    }
}
