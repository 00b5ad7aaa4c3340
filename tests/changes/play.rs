//! Plays a plan: writes go to the simulator, Rollcall looks through HTTP, and in the end its changes are held against the journal.

use simulator::{
    Api, Clock, LagModel, Population, Program, Running, ScriptedClient, ScriptedGrant, Settings, Tenant,
    Writer,
};

use super::examine::examine;
use super::plan::{API, Hand, Plan, SCOPES, Step};
use super::tally::Tally;
use crate::verdicts::plan::{BEGINNING, DAY};
use crate::verdicts::play::Failure;
use crate::verdicts::product::Product;

const DEPLOY: &str = "deploy";
const SCRIPT: &str = "script";

fn settings(plan: &Plan) -> Settings {
    let callers = [DEPLOY, SCRIPT].map(|id| ScriptedClient {
        client: serde_json::json!({"client_id": id, "name": id, "app_type": "non_interactive"}),
        created_at_ms: BEGINNING - 400 * DAY,
        grants: vec![ScriptedGrant {
            audience: API.to_owned(),
            scope: vec![SCOPES[0].to_owned()],
            subject_type: "user".to_owned(),
        }],
        ..ScriptedClient::default()
    });
    let clients = plan.clients.iter().map(|client| ScriptedClient {
        client: client.clone(),
        created_at_ms: BEGINNING - 300 * DAY,
        ..ScriptedClient::default()
    });
    Settings {
        seed: plan.seed,
        retention_days: Some(plan.retention_days),
        log_lag: if plan.lag == 0 { LagModel::None } else { LagModel::Uniform { max_ms: plan.lag } },
        reorder: !plan.seed.is_multiple_of(2),
        duplicates_permille: 20,
        apis: vec![Api {
            identifier: API.to_owned(),
            name: API.to_owned(),
            token_lifetime: 3_600,
            user_policy: "require_client_grant".to_owned(),
            scopes: SCOPES.map(ToOwned::to_owned).to_vec(),
        }],
        population: Population::Scripted(callers.into_iter().chain(clients).collect()),
        ..Settings::default()
    }
}

fn writer(hand: Hand) -> Writer {
    let client = |client_id: &str, program, address: &str| Writer::Client {
        client_id: client_id.to_owned(),
        program,
        address: address.to_owned(),
    };
    match hand {
        Hand::Person(person) => {
            Writer::Dashboard { person: person.to_owned(), address: "192.0.2.41".to_owned() }
        }
        Hand::Terraform => client(DEPLOY, Program::terraform(), "192.0.2.90"),
        Hand::DeployCli => client(DEPLOY, Program::deploy_cli(), "192.0.2.91"),
        Hand::Script => client(SCRIPT, Program::default(), "198.51.100.7"),
    }
}

/// Plays the whole plan, compares and counts; so many moments of the past are asked for.
///
/// # Errors
///
/// The simulator or the product could not be started, or something failed that the plan did not ask for.
pub async fn play(plan: &Plan, past_moments: u64) -> Result<Tally, Failure> {
    let clock = Clock::starting_at(BEGINNING);
    let tenant = Tenant::start(settings(plan), clock.clone()).await?;
    let mut product = Product::open(&tenant, &clock).await?;
    let mut tally = Tally::default();
    for (number, (at, step)) in plan.steps.iter().enumerate() {
        clock.set((*at).max(clock.now_ms()));
        match step {
            Step::Look { lists } => {
                if number.is_multiple_of(7) {
                    product = product.reopen()?;
                }
                product.sync(*lists).await?;
                tally.count("looks", 1);
            }
            other => write(&tenant, other),
        }
    }
    examine(plan, &tenant.journal(), &product, past_moments, &mut tally).await?;
    tenant.stop().await;
    tally.count("worlds", 1);
    Ok(tally)
}

fn write(tenant: &Running, step: &Step) {
    let edit = tenant.edit();
    match step {
        Step::Look { .. } => {}
        Step::Write { client, hand, members } => {
            edit.write_client(&writer(*hand), client, members);
        }
        Step::Grant { client, hand, scopes } => {
            edit.write_grant(&writer(*hand), client, API, scopes.as_deref());
        }
        Step::Rotate { client } => {
            edit.rotate_secret(client);
        }
        Step::Create { body } => {
            edit.create_client(body);
        }
        Step::Delete { client } => {
            edit.delete_client(client);
        }
    }
}
