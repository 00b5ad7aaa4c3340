//! Hosts: which clients trust each of them, since when, and what is to be said about it.

use std::cmp::Reverse;
use std::collections::HashMap;

use assessment::redirect_risk::registrable_domain;
use domain::time::Timestamp;
use store::{ClientsNamed, HostClient};

use crate::error::CommandError;
use crate::judging::InScope;
use crate::risks::RankedHost;
use crate::state::App;
use crate::timeline::Judged;
use crate::views::hosts::{HostClientView, HostRow, OwnHostView};
use crate::{timeline, uri_lines};

/// So many clients of one host are named.
const NAMED: u32 = 20;

/// One page of the hosts that clients of a scope trust now.
pub struct Page {
    /// Its rows.
    pub rows: Vec<HostRow>,
    /// How many hosts pass the search.
    pub passing: u64,
    /// How many there are.
    pub all: u64,
}

/// One page of the hosts that clients of a scope trust now and that hold a text, or one of whose clients does; the riskiest
/// first, then by name.
///
/// # Errors
/// The files cannot be read.
pub async fn page(
    app: &App,
    judged: &Judged<'_>,
    text: &str,
    (offset, limit): (u64, u32),
) -> Result<Page, CommandError> {
    let wanted = text.to_lowercase();
    let named = if wanted.is_empty() { None } else { Some(app.store.clients_named(wanted.clone()).await?) };
    let all = judged.iter().map(|(_, trust)| trust.ranked_hosts().len()).sum::<usize>();
    let mut passing: Vec<(usize, RankedHost<'_>)> = judged
        .iter()
        .enumerate()
        .flat_map(|(place, (_, trust))| trust.ranked_hosts().map(move |host| (place, host)))
        .filter(|(_, host)| named.as_ref().is_none_or(|named| passes(host, &wanted, named)))
        .collect();
    if judged.len() > 1 {
        passing.sort_by(|(_, one), (_, other)| {
            (Reverse(one.severity), &one.row.host).cmp(&(Reverse(other.severity), &other.row.host))
        });
    }
    let first = usize::try_from(offset).unwrap_or(usize::MAX).min(passing.len());
    let drawn = &passing[first..first.saturating_add(limit as usize).min(passing.len())];
    let mut rows = Vec::with_capacity(drawn.len());
    let mut clients = named_clients(app, judged, drawn).await?;
    for (place, host) in drawn {
        let clients = clients.remove(&(*place, host.row.host.as_str())).unwrap_or_default();
        rows.push(row(judged, *place, host, clients));
    }
    Ok(Page { rows, passing: passing.len() as u64, all: all as u64 })
}

fn passes(host: &RankedHost<'_>, wanted: &str, named: &ClientsNamed) -> bool {
    let name = host.row.host.as_str();
    name.contains(wanted)
        || punycode(name).is_some_and(|ascii| ascii.contains(wanted))
        || host.row.clients.iter().any(|client| named.include(*client))
}

/// Some of the clients of each of these hosts, by place and host.
async fn named_clients<'h>(
    app: &App,
    judged: &Judged<'_>,
    hosts: &[(usize, RankedHost<'h>)],
) -> Result<HashMap<(usize, &'h str), Vec<HostClient>>, CommandError> {
    let mut named = HashMap::new();
    for (place, (InScope { connection, .. }, _)) in judged.iter().enumerate() {
        let here: Vec<&str> =
            hosts.iter().filter(|(of, _)| *of == place).map(|(_, host)| host.row.host.as_str()).collect();
        let wanted = here.iter().map(|host| (*host).to_owned()).collect();
        let clients = app.store.host_clients(&connection.id, wanted, NAMED).await?;
        named.extend(here.into_iter().map(|host| (place, host)).zip(clients));
    }
    Ok(named)
}

fn row(judged: &Judged<'_>, place: usize, host: &RankedHost<'_>, clients: Vec<HostClient>) -> HostRow {
    let (InScope { connection, .. }, trust) = &judged[place];
    let name = host.row.host.as_str();
    HostRow {
        connection_id: connection.id.to_string(),
        connection_name: connection.name.clone(),
        first_at: Timestamp::millis(host.row.first_at),
        clients: views_of(clients),
        client_count: host.row.clients.len() as u64,
        risks: trust.judge_host(name).iter().map(timeline::finding_view).collect(),
        own: trust.mark_of(name).map(|mark| OwnHostView {
            mark: mark.number,
            host: mark.host.clone(),
            is_domain: mark.is_domain,
            by: mark.by.clone(),
            at: mark.at.millis(),
        }),
        // as it is resolved: a button must not name one domain and mean its look-alike
        domain: registrable_domain(name).map(|domain| punycode(&domain).unwrap_or(domain)),
        punycode: punycode(name),
        host: name.to_owned(),
    }
}

/// Clients that trust a host, by id and name.
#[must_use]
pub fn views_of(clients: Vec<HostClient>) -> Vec<HostClientView> {
    let view =
        |client: HostClient| HostClientView { client_id: client.client_id.to_string(), name: client.name };
    clients.into_iter().map(view).collect()
}

/// How a host is resolved, when that is not how it is written.
fn punycode(host: &str) -> Option<String> {
    (!host.is_ascii()).then(|| uri_lines::punycode(&format!("https://{host}/"))).flatten()
}
