//! What every screen asks the core for.

use domain::judgement::Verdict;
use rollcall::commands::{client, clients, frame, inactive, overview, redirects, settings};
use rollcall::error::CommandError;
use rollcall::state::App;
use rollcall::views::client::ShowClientRequest;
use rollcall::views::clients::{ClientColumn, ClientFilter, ClientKey, ClientSort, ListClientsRequest};
use rollcall::views::connect::CheckConnectionResponse;
use rollcall::views::hosts::ListHostsRequest;
use rollcall::views::redirects::{ChangeFilter, ListChangesRequest};
use rollcall::views::{EmptyRequest, Scope, ScopeRequest};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A page that holds the whole small tenant.
const ALL_ROWS: u32 = 500;

/// What every screen was told.
#[derive(Debug, Serialize)]
pub struct Answers {
    show_frame: Value,
    show_overview: Value,
    list_clients: Value,
    /// The same list, for each verdict alone.
    list_clients_by_verdict: BTreeMap<String, Value>,
    count_clients: Value,
    show_inactive: Value,
    /// One client in full; `null` when the core knows of none.
    show_client: Value,
    list_changes: Value,
    list_hosts: Value,
    show_settings: Value,
    check_connection: Checked,
}

/// What Connect was told: an answer or a refusal.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// The readiness column.
    Answer(Value),
    /// What happened, what was kept, what to do.
    Refusal(Value),
}

impl Checked {
    pub(super) fn of(told: Result<CheckConnectionResponse, CommandError>) -> serde_json::Result<Self> {
        Ok(match told {
            Ok(answer) => Self::Answer(serde_json::to_value(answer)?),
            Err(refusal) => Self::Refusal(serde_json::to_value(refusal)?),
        })
    }
}

/// Every connection, in the window that the settings name.
pub(super) fn everything() -> ScopeRequest {
    ScopeRequest::default()
}

fn list(verdicts: Vec<Verdict>) -> ListClientsRequest {
    ListClientsRequest {
        scope: Scope::default(),
        window_days: 0,
        filter: ClientFilter { verdicts, ..ClientFilter::default() },
        sort: ClientSort { column: ClientColumn::Name, descending: false },
        offset: 0,
        limit: ALL_ROWS,
        as_of: None,
    }
}

fn every_change() -> ListChangesRequest {
    let (scope, filter) = (Scope::default(), ChangeFilter::default());
    ListChangesRequest { scope, filter, open_floods: Vec::new(), offset: 0, limit: 200 }
}

fn every_host() -> ListHostsRequest {
    ListHostsRequest { scope: Scope::default(), text: String::new(), offset: 0, limit: 200 }
}

impl Answers {
    /// Asks for every screen; the inspector shows `wanted`, or the first client in its place.
    ///
    /// # Errors
    /// A command refused: whatever a tenant does, what is kept here can be shown.
    pub async fn of(
        app: &App,
        connection: &str,
        wanted: &str,
        check_connection: Checked,
    ) -> Result<Self, super::Trouble> {
        let mut list_clients_by_verdict = BTreeMap::new();
        for verdict in Verdict::ALL {
            let name = serde_json::to_value(verdict)?.as_str().unwrap_or_default().to_owned();
            let answer = clients::list_clients(app.clone(), list(vec![verdict])).await?;
            list_clients_by_verdict.insert(name, serde_json::to_value(answer)?);
        }
        let all = clients::list_clients(app.clone(), list(Vec::new())).await?;
        let shown = all.rows.iter().find(|row| row.client_id == wanted).or(all.rows.first());
        let show_client = match shown {
            None => json!(null),
            Some(row) => {
                let client =
                    ClientKey { connection_id: connection.to_owned(), client_id: row.client_id.clone() };
                let request = ShowClientRequest { client, window_days: 0 };
                serde_json::to_value(client::show_client(app.clone(), request).await?)?
            }
        };
        Ok(Self {
            show_frame: serde_json::to_value(frame::show_frame(app.clone(), everything()).await?)?,
            show_overview: serde_json::to_value(overview::show_overview(app.clone(), everything()).await?)?,
            list_clients: serde_json::to_value(all)?,
            list_clients_by_verdict,
            count_clients: serde_json::to_value(clients::count_clients(app.clone(), everything()).await?)?,
            show_inactive: serde_json::to_value(inactive::show_inactive(app.clone(), everything()).await?)?,
            show_client,
            list_changes: serde_json::to_value(redirects::list_changes(app.clone(), every_change()).await?)?,
            list_hosts: serde_json::to_value(redirects::list_hosts(app.clone(), every_host()).await?)?,
            show_settings: serde_json::to_value(
                settings::show_settings(app.clone(), EmptyRequest {}).await?,
            )?,
            check_connection,
        })
    }
}
