//! The other things of a tenant that are kept as snapshots.
//!
//! A list of these is claimed complete when one pass reached its end and nothing shifted meanwhile (no item twice, the
//! total unchanged); otherwise it is read once more. That is weaker than the proof for clients: a deletion elsewhere in
//! the list can hide an item from one reading, and the next sync finds it.

use std::collections::{BTreeMap, BTreeSet};

use domain::listing::{Listing, Unread};
use domain::snapshot::{Snapshot, SnapshotKind};
use serde_json::{Map, Value};
use url::Url;

use super::Auth0;
use super::call::Call;
use super::pages::{Collection, Paging};
use crate::problem::{EndpointClass, Problem, Trouble};
use crate::scrub;

/// Members of a log stream's sink that are no credential (facts/auth0.md 6.9). An address is cut down to its origin,
/// because paths and queries of web hooks hold keys.
const SINK_MEMBERS: [&str; 18] = [
    "httpContentFormat",
    "httpContentType",
    "httpEndpoint",
    "awsAccountId",
    "awsRegion",
    "awsPartnerEventSource",
    "azureSubscriptionId",
    "azureResourceGroup",
    "azureRegion",
    "azurePartnerTopic",
    "datadogRegion",
    "splunkDomain",
    "splunkPort",
    "splunkSecure",
    "sumoSourceAddress",
    "mixpanelRegion",
    "mixpanelProjectId",
    "type",
];

impl Auth0 {
    /// Every client grant, those for all third-party clients included.
    pub async fn client_grants(&self) -> Listing<Snapshot> {
        let list = Collection {
            class: EndpointClass::Other,
            path: "client-grants",
            member: "client_grants",
            needs: &["read:client_grants"],
            paging: Paging::Either,
        };
        self.all(list, &[], SnapshotKind::ClientGrant, scrub::members).await
    }

    /// Every resource server (API). The API offers no choice of fields here; signing secrets are removed on arrival.
    pub async fn resource_servers(&self) -> Listing<Snapshot> {
        let list = Collection {
            class: EndpointClass::Other,
            path: "resource-servers",
            member: "resource_servers",
            needs: &["read:resource_servers"],
            paging: Paging::Offset,
        };
        self.all(list, &[], SnapshotKind::ResourceServer, scrub::members).await
    }

    /// The tenant's settings: one snapshot.
    pub async fn tenant_settings(&self) -> Listing<Snapshot> {
        let started_at = self.state.clock.now();
        match self.settings().await {
            Ok(mut body) => {
                scrub::members(&mut body);
                let settings =
                    Snapshot { kind: SnapshotKind::TenantSettings, key: "settings".to_owned(), body };
                Listing::Complete { items: vec![settings], started_at: self.state.server_time_at(started_at) }
            }
            Err(problem) => Listing::CutShort { items: Vec::new(), why: problem.into() },
        }
    }

    /// Every connection to an identity provider: id, name, strategy and domain flag only, because options hold secrets.
    pub async fn identity_connections(&self) -> Listing<Snapshot> {
        let list = Collection {
            class: EndpointClass::Connections,
            path: "connections",
            member: "connections",
            needs: &["read:connections"],
            paging: Paging::Either,
        };
        let fields = [("fields", "id,name,strategy,is_domain_connection"), ("include_fields", "true")];
        self.all(list, &fields, SnapshotKind::IdentityConnection, |connection| {
            if let Value::Object(members) = connection {
                members.retain(|name, _| {
                    matches!(name.as_str(), "id" | "name" | "strategy" | "is_domain_connection")
                });
            }
        })
        .await
    }

    /// Every network access-control list.
    pub async fn network_acls(&self) -> Listing<Snapshot> {
        let list = Collection {
            class: EndpointClass::Other,
            path: "network-acls",
            member: "network_acls",
            needs: &["read:network_acls"],
            paging: Paging::Offset,
        };
        self.all(list, &[], SnapshotKind::NetworkAcl, scrub::members).await
    }

    /// Every log stream, without its sink's credentials. The API offers no choice of fields here.
    pub async fn log_streams(&self) -> Listing<Snapshot> {
        let list = Collection {
            class: EndpointClass::Other,
            path: "log-streams",
            member: "log_streams",
            needs: &["read:log_streams"],
            paging: Paging::Whole,
        };
        self.all(list, &[], SnapshotKind::LogStream, without_credentials).await
    }

    /// The tenant's settings as they come.
    pub(super) async fn settings(&self) -> Result<Value, Problem> {
        let call = Call {
            class: EndpointClass::Other,
            path: &["tenants", "settings"],
            query: &[],
            needs: &["read:tenant_settings"],
        };
        let reply = self.get(call).await?;
        if !reply.json.is_object() {
            let trouble =
                Trouble::NotUnderstood { what: "another type of value instead of settings".to_owned() };
            return Err(self.problem(EndpointClass::Other, trouble));
        }
        Ok(reply.json)
    }

    async fn all(
        &self,
        list: Collection,
        query: &[(&str, &str)],
        kind: SnapshotKind,
        clean: fn(&mut Value),
    ) -> Listing<Snapshot> {
        let started_at = self.state.clock.now();
        let mut items = BTreeMap::new();
        for _ in 0..2 {
            match self.read_through(list, query, kind, clean, &mut items).await {
                Ok(0) => {
                    let started_at = self.state.server_time_at(started_at);
                    return Listing::Complete { items: items.into_values().collect(), started_at };
                }
                Ok(_) => {}
                Err(why) => return Listing::CutShort { items: items.into_values().collect(), why },
            }
        }
        let items: Vec<Snapshot> = items.into_values().collect();
        Listing::CutShort { why: Unread::InDoubt { count: items.len() }, items }
    }

    /// Reads the list once; the number says how often it was seen to shift.
    async fn read_through(
        &self,
        list: Collection,
        query: &[(&str, &str)],
        kind: SnapshotKind,
        clean: fn(&mut Value),
        items: &mut BTreeMap<String, Snapshot>,
    ) -> Result<usize, Unread> {
        let (mut page, habit) = self.first_page(list, query).await?;
        items.clear();
        let (mut shifts, mut read) = (0, 0);
        let total = page.total;
        let mut asked = BTreeSet::new();
        loop {
            let next = page.next.take();
            shifts += usize::from(page.total != total);
            read += page.items.len();
            let known = items.len();
            for mut body in page.items {
                let key = body.get("id").and_then(Value::as_str).map(str::to_owned);
                let Some(key) = key else {
                    let trouble =
                        Trouble::NotUnderstood { what: format!("an item of {} without id", list.member) };
                    return Err(self.problem(list.class, trouble).into());
                };
                clean(&mut body);
                let twice = items.insert(key.clone(), Snapshot { kind, key, body }).is_some();
                shifts += usize::from(twice);
            }
            let Some(at) = next else {
                return Ok(shifts + usize::from(total.is_some_and(|total| total != read)));
            };
            self.refuse_circles(list, &at, &mut asked)?;
            // a server that ignores `page` and tells no total would give the first page for ever
            if items.len() == known && total.is_none() {
                let trouble = Trouble::NotUnderstood { what: format!("a page of {} again", list.member) };
                return Err(self.problem(list.class, trouble).into());
            }
            page = self.page(list, &at, habit.size, query).await?;
        }
    }
}

fn without_credentials(stream: &mut Value) {
    scrub::members(stream);
    let Some(sink) = stream.get_mut("sink").and_then(Value::as_object_mut) else { return };
    let kept: Map<String, Value> = SINK_MEMBERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), sink.get(*name)?)))
        .filter_map(|(name, value)| {
            let is_address = matches!(name.as_str(), "httpEndpoint" | "sumoSourceAddress");
            Some(if is_address {
                (name, Value::String(origin(value.as_str()?)?))
            } else {
                (name, value.clone())
            })
        })
        .collect();
    *sink = kept;
}

fn origin(address: &str) -> Option<String> {
    Some(Url::parse(address).ok()?.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sink_keeps_where_the_log_goes_and_nothing_that_opens_the_door() {
        let mut stream = json!({"id": "lst_1", "type": "http", "status": "active", "sink": {
            "httpEndpoint": "https://user:pw@siem.example/hook/s3cr3t?key=s3cr3t", "httpAuthorization": "s3cr3t",
            "httpCustomHeaders": [{"header": "x", "value": "s3cr3t"}], "httpContentFormat": "JSONLINES", "new": "s3cr3t",
        }});
        without_credentials(&mut stream);
        assert_eq!(
            stream["sink"],
            json!({"httpContentFormat": "JSONLINES", "httpEndpoint": "https://siem.example"})
        );
        assert!(!stream.to_string().contains("s3cr3t") && stream["status"] == "active");
    }
}
