//! The planned tenant, pretended by the simulator.

use std::collections::HashMap;

use serde_json::json;
use simulator::{Api, LagModel, Population, ScriptedClient, ScriptedEvent, ScriptedGrant, Settings};

use super::oracle::Row;
use super::plan::{APIS, BEGINNING, DAY, Plan, PlannedClient};

/// The settings that make the simulator pretend this plan's tenant.
#[must_use]
pub fn settings(plan: &Plan) -> Settings {
    let apis = APIS.iter().map(|api| Api {
        identifier: api.identifier.to_owned(),
        name: api.identifier.to_owned(),
        token_lifetime: u32::try_from(api.lifetime / 1000).unwrap_or(u32::MAX),
        user_policy: if api.open { "allow_all" } else { "require_client_grant" }.to_owned(),
        scopes: vec!["read:things".to_owned()],
    });
    Settings {
        seed: plan.seed,
        retention_days: Some(plan.retention_days),
        log_lag: lag(plan),
        reorder: plan.reorder,
        duplicates_permille: plan.duplicates_permille,
        apis: apis.collect(),
        population: Population::Scripted(plan.clients.iter().flat_map(lives).collect()),
        ..Settings::default()
    }
}

fn lag(plan: &Plan) -> LagModel {
    match (plan.lag, plan.late_permille) {
        (0, 0) => LagModel::None,
        (max_ms, 0) => LagModel::Uniform { max_ms },
        (max_ms, late_permille) => LagModel::Late { max_ms, late_permille, late_ms: plan.late_by },
    }
}

/// One scripted client for each life.
fn lives(client: &PlannedClient) -> impl Iterator<Item = ScriptedClient> {
    client.lives.iter().map(|(born, died)| {
        let lived = |at: i64| *born <= at && died.is_none_or(|died| at < died);
        let events = client.events.iter().filter(|(at, _)| lived(*at));
        let grant = client.api.map(|api| ScriptedGrant {
            audience: APIS[api].identifier.to_owned(),
            scope: vec!["read:things".to_owned()],
            subject_type: "client".to_owned(),
        });
        let mut members = json!({
            "client_id": client.id,
            "name": client.id,
            "app_type": "non_interactive",
            "is_first_party": client.first_party,
        });
        if !client.first_party {
            members["third_party_security_mode"] = json!("strict");
        }
        ScriptedClient {
            client: members,
            created_at_ms: *born,
            deleted_at_ms: *died,
            grants: grant.into_iter().collect(),
            events: events.map(|(at, kind)| ScriptedEvent::new(*at, kind)).collect(),
        }
    })
}

/// What the tenant's log really held.
#[derive(Debug, Default)]
pub struct Truth {
    /// Every row, oldest first by date.
    pub rows: Vec<Row>,
    /// The row about this client and of this date; creation and deletion rows are about their target.
    pub about: HashMap<(String, i64), Row>,
}

impl Truth {
    /// Asks the tenant's journal, up to the present.
    #[must_use]
    pub fn of(plan: &Plan, journal: &simulator::Journal, now: i64) -> Self {
        let mut truth = Self::default();
        let turning_points: HashMap<i64, &str> = plan
            .clients
            .iter()
            .flat_map(|client| client.lives.iter().map(|life| (client.id.as_str(), life)))
            .flat_map(|(id, (born, died))| [Some((*born, id)), died.map(|died| (died, id))])
            .flatten()
            .collect();
        let planned: std::collections::HashSet<&str> =
            plan.clients.iter().map(|client| client.id.as_str()).collect();
        for row in journal.rows(BEGINNING - i64::from(plan.retention_days) * DAY - DAY, now) {
            let taken_in = taken_in(&row.log_id).unwrap_or(row.date_ms);
            let known = Row { date: row.date_ms, taken_in, visible_at: row.visible_at_ms };
            truth.rows.push(known);
            let about = match row.client_id.as_deref() {
                Some(id) if planned.contains(id) => Some(id),
                _ if row.event_type == "sapi" => turning_points.get(&row.date_ms).copied(),
                _ => None,
            };
            if let Some(id) = about {
                truth.about.insert((id.to_owned(), row.date_ms), known);
            }
        }
        truth.rows.sort_by_key(|row| row.date);
        truth
    }
}

/// The moment that a log id tells: `900`, then the date and time in UTC to the millisecond (facts/auth0.md 6.6).
fn taken_in(log_id: &str) -> Option<i64> {
    let number = |from: usize, to: usize| log_id.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(3, 7)?, number(7, 9)?, number(9, 11)?);
    // days from the civil calendar, with years that begin in March
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    let seconds = (number(11, 13)? * 60 + number(13, 15)?) * 60 + number(15, 17)?;
    Some(days * DAY + seconds * 1000 + number(17, 20)?)
}
