//! Hosts: which clients trust each of them, since when, and what is to be said about it.

use assessment::redirect_risk::registrable_domain;
use domain::time::Timestamp;

use crate::error::CommandError;
use crate::judging::InScope;
use crate::state::App;
use crate::views::redirects::{HostClientView, HostRow, OwnHostView};
use crate::{timeline, uri_lines};

/// Every host that a client of the scope trusts now, the riskiest first, then by name.
///
/// # Errors
/// The files cannot be read.
pub async fn all(app: &App, scope: &[InScope]) -> Result<Vec<HostRow>, CommandError> {
    let mut rows = Vec::new();
    for (place, trust) in timeline::judged(app, scope).await? {
        let hosts = app.store.hosts(&place.connection.id).await?;
        rows.extend(hosts.into_iter().filter(|host| !host.clients.is_empty()).map(|host| {
            HostRow {
                connection_id: place.connection.id.to_string(),
                connection_name: place.connection.name.clone(),
                first_at: Timestamp::millis(host.first_at),
                clients: host
                    .clients
                    .into_iter()
                    .map(|client| HostClientView {
                        client_id: client.client_id.to_string(),
                        name: client.name,
                    })
                    .collect(),
                risks: trust.judge_host(&host.host).iter().map(timeline::finding_view).collect(),
                own: trust.mark_of(&host.host).map(|mark| OwnHostView {
                    mark: mark.number,
                    host: mark.host.clone(),
                    is_domain: mark.is_domain,
                    by: mark.by.clone(),
                    at: mark.at.millis(),
                }),
                // as it is resolved: a button must not name one domain and mean its look-alike
                domain: registrable_domain(&host.host).map(|domain| punycode(&domain).unwrap_or(domain)),
                punycode: punycode(&host.host),
                host: host.host,
            }
        }));
    }
    rows.sort_by(|one, other| {
        let worst = |row: &HostRow| row.risks.first().map_or(u8::MAX, |finding| finding.risk as u8);
        worst(one).cmp(&worst(other)).then_with(|| one.host.cmp(&other.host))
    });
    Ok(rows)
}

/// How a host is resolved, when that is not how it is written.
fn punycode(host: &str) -> Option<String> {
    uri_lines::punycode(&format!("https://{host}/"))
}
