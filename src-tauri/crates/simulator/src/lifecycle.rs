//! What happens to clients: creation, deletion, change, rotation, each with its row.

use serde_json::{Map, Value, json};

use crate::dice;
use crate::http::grants;
use crate::journal::Write;
use crate::log_id::LogKey;
use crate::population::Origin;
use crate::rows::admin::{self, Author, Deed};
use crate::rows::{LiveRow, is_use};
use crate::settings::ListOrder;
use crate::world::{Grant, Secret, World};
use crate::writer::Writer;

impl World {
    /// A person of the tenant's team, at the Dashboard.
    pub(crate) fn dashboard(&self) -> Author {
        self.person("a.marsh", "192.0.2.41")
    }

    /// A certain person at the Dashboard.
    pub(crate) fn person(&self, person: &str, address: &str) -> Author {
        Author::Dashboard {
            global_client_id: self.global_client_id.clone(),
            person: person.to_owned(),
            address: address.to_owned(),
        }
    }

    /// Whoever a test or a story names.
    pub(crate) fn author(&mut self, writer: &Writer) -> Author {
        match writer {
            Writer::Dashboard { person, address } => self.person(person, address),
            Writer::Client { client_id, program, address } => {
                let member = self.find(client_id).map(|number| &self.members[number as usize]);
                let grant = member.and_then(|member| member.grants.first());
                Author::Client {
                    client_name: member.map(|member| member.name.clone()).unwrap_or_default(),
                    scopes: grant.map(|grant| grant.scope.clone()).unwrap_or_default(),
                    client_id: client_id.clone(),
                    jti: dice::alphanumeric(self.fresh(), 22),
                    address: address.clone(),
                    program: program.clone(),
                }
            }
        }
    }

    fn listing_key(&self, number: u32) -> (u64, u32) {
        let birth = self.births[number as usize];
        let key = match self.settings.list_order {
            ListOrder::Created => birth,
            ListOrder::Newest => u64::MAX - birth,
            ListOrder::Scattered => {
                dice::roll_text(self.settings.seed, &self.members[number as usize].client_id)
            }
        };
        (key, number)
    }

    pub(crate) fn create(&mut self, number: u32, at_ms: i64) {
        let member = &self.members[number as usize];
        let author = match member.origin {
            Origin::Registration => {
                Author::Anyone { address: member.address.unwrap_or("198.51.100.24").to_owned() }
            }
            _ => self.dashboard(),
        };
        self.settle(number);
        if self.members[number as usize].announced {
            let name = &self.members[number as usize].name;
            let request = if matches!(author, Author::Anyone { .. }) {
                json!({"client_name": name, "redirect_uris": self.body(number).get("callbacks")})
            } else {
                json!({"name": name})
            };
            self.announce(number, at_ms, &author, request, None);
        }
    }

    /// Puts a client on the list, with its grants.
    pub(crate) fn settle(&mut self, number: u32) {
        self.births[number as usize] = self.next();
        self.living.insert(self.listing_key(number), number);
        let member = &self.members[number as usize];
        self.by_id.insert(member.client_id.clone(), number);
        let (client_id, grants) = (member.client_id.clone(), member.grants.clone());
        for grant in grants {
            let id = format!("cgr_{}", dice::alphanumeric(self.fresh(), 16));
            let birth = self.next();
            self.grants.insert(
                birth,
                Grant {
                    id,
                    client_id: Some(client_id.clone()),
                    audience: grant.audience.into(),
                    scope: grant.scope,
                    subject_type: grant.subject_type,
                    extra: Map::new(),
                },
            );
        }
    }

    /// Writes the row that tells of a new client.
    pub(crate) fn announce(
        &mut self,
        number: u32,
        at_ms: i64,
        author: &Author,
        request_body: Value,
        correlation_id: Option<String>,
    ) -> LogKey {
        let registered = matches!(author, Author::Anyone { .. });
        let deed = Deed {
            event_type: "sapi",
            description: if registered { "Dynamic client registration" } else { "Create a client" },
            method: "post",
            path: if registered { "/oidc/register".into() } else { "/api/v2/clients".into() },
            query: Map::new(),
            request_body,
            status: 201,
            response_body: Value::Object(self.full_body(number)),
            accessed_secrets: vec!["client_secret"],
            correlation_id,
        };
        self.record(at_ms, author, deed)
    }

    /// Removes a client and its grants, and writes the row.
    pub(crate) fn delete(
        &mut self,
        number: u32,
        at_ms: i64,
        author: &Author,
        correlation_id: Option<String>,
    ) {
        let key = self.listing_key(number);
        if self.living.remove(&key).is_none() {
            return;
        }
        let client_id = self.members[number as usize].client_id.clone();
        let before = Value::Object(self.body(number));
        self.members[number as usize].deleted_at_ms = Some(at_ms);
        self.by_id.remove(&client_id);
        self.grants.retain(|_, grant| grant.client_id.as_deref() != Some(client_id.as_str()));
        let deed = Deed {
            event_type: "sapi",
            description: "Delete a client",
            method: "delete",
            path: format!("/api/v2/clients/{client_id}"),
            query: Map::new(),
            request_body: json!({}),
            status: 204,
            response_body: json!({}),
            accessed_secrets: Vec::new(),
            correlation_id,
        };
        let key = self.record(at_ms, author, deed);
        self.note(client_id, None, at_ms, key, author, (Some(before), None));
    }

    /// Lays `changes` over a client. The Dashboard sends its whole form, so its row's request body is everything.
    pub(crate) fn patch(
        &mut self,
        number: u32,
        changes: &Map<String, Value>,
        at_ms: i64,
        author: &Author,
        correlation_id: Option<String>,
    ) {
        let mut body = self.body(number);
        let before = Value::Object(body.clone());
        for (key, value) in changes {
            match (key.as_str(), value) {
                ("client_secret", Value::String(secret)) => {
                    self.secrets.insert(number, Secret { current: secret.clone(), previous: None });
                }
                (_, Value::Null) => {
                    body.shift_remove(key);
                }
                _ => {
                    body.insert(key.clone(), value.clone());
                }
            }
        }
        if let Some(Value::String(name)) = body.get("name") {
            self.members[number as usize].name.clone_from(name);
        }
        let request_body = if matches!(author, Author::Dashboard { .. }) {
            let mut whole = body.clone();
            for member in ["client_id", "tenant", "global"] {
                whole.shift_remove(member);
            }
            whole
        } else {
            changes.clone()
        };
        let after = Value::Object(body.clone());
        self.edits.insert(number, body);
        let client_id = self.members[number as usize].client_id.clone();
        let deed = Deed {
            event_type: "sapi",
            description: "Update a client",
            method: "patch",
            path: format!("/api/v2/clients/{client_id}"),
            query: Map::new(),
            request_body: Value::Object(request_body),
            status: 200,
            response_body: Value::Object(self.full_body(number)),
            accessed_secrets: vec!["client_secret"],
            correlation_id,
        };
        let key = self.record(at_ms, author, deed);
        self.note(client_id, None, at_ms, key, author, (Some(before), Some(after)));
    }

    /// Notes a write in the journal.
    pub(crate) fn note(
        &mut self,
        client_id: String,
        audience: Option<String>,
        at_ms: i64,
        key: LogKey,
        author: &Author,
        (before, after): (Option<Value>, Option<Value>),
    ) {
        let (log_id, writer) = (key.text(), author.name());
        self.writes.push(Write { client_id, audience, at_ms, log_id, writer, before, after });
    }

    /// Gives a client these scopes of an API, or takes its grant away, as the Management API does.
    pub(crate) fn set_grant(
        &mut self,
        client_id: &str,
        audience: &str,
        scopes: Option<&[String]>,
        at_ms: i64,
        author: &Author,
    ) {
        let held = self.grants.iter().find(|(_, grant)| {
            grant.client_id.as_deref() == Some(client_id)
                && *grant.audience == *audience
                && grant.subject_type == "client"
        });
        let held = held.map(|(birth, grant)| (*birth, grant.clone()));
        let before = held.as_ref().map(|(_, grant)| grants::shown(grant));
        let (description, method, path, status) = match (&held, scopes) {
            (None, None) => return,
            (None, Some(_)) => ("Create client grant", "post", "/api/v2/client-grants".to_owned(), 201),
            (Some((_, grant)), Some(_)) => {
                ("Update client grant", "patch", format!("/api/v2/client-grants/{}", grant.id), 200)
            }
            (Some((_, grant)), None) => {
                ("Delete client grant", "delete", format!("/api/v2/client-grants/{}", grant.id), 204)
            }
        };
        let birth = held.as_ref().map_or_else(|| self.next(), |(birth, _)| *birth);
        let after = if let Some(scopes) = scopes {
            let grant = held.map_or_else(
                || Grant {
                    id: format!("cgr_{}", dice::alphanumeric(self.fresh(), 16)),
                    client_id: Some(client_id.to_owned()),
                    audience: audience.into(),
                    scope: scopes.to_vec(),
                    subject_type: "client".into(),
                    extra: Map::new(),
                },
                |(_, grant)| Grant { scope: scopes.to_vec(), ..grant },
            );
            let shown = grants::shown(&grant);
            self.grants.insert(birth, grant);
            Some(shown)
        } else {
            self.grants.remove(&birth);
            None
        };
        let mut answered = after.clone().unwrap_or_else(|| json!({}));
        if let (None, Value::Object(answered)) = (&before, &mut answered) {
            answered.shift_remove("id");
        }
        let request_body = match (&before, scopes) {
            (None, Some(scopes)) => {
                json!({"client_id": client_id, "audience": audience, "scope": scopes, "subject_type": "client"})
            }
            (Some(_), Some(scopes)) => json!({"scope": scopes}),
            (_, None) => json!({}),
        };
        let deed = Deed {
            event_type: "sapi",
            description,
            method,
            path,
            query: Map::new(),
            request_body,
            status,
            response_body: answered,
            accessed_secrets: Vec::new(),
            correlation_id: None,
        };
        let key = self.record(at_ms, author, deed);
        self.note(client_id.to_owned(), Some(audience.to_owned()), at_ms, key, author, (before, after));
    }

    /// Gives a client a new secret; the old one works on for the overlap.
    pub(crate) fn rotate(
        &mut self,
        number: u32,
        at_ms: i64,
        author: &Author,
        correlation_id: Option<String>,
    ) {
        let old = self.secret(number).current;
        let current = dice::alphanumeric(self.fresh(), 64);
        let previous =
            (self.settings.secret_overlap_ms > 0).then(|| (old, at_ms + self.settings.secret_overlap_ms));
        self.secrets.insert(number, Secret { current, previous });
        let deed = Deed {
            event_type: "sapi",
            description: "Rotate a client secret",
            method: "post",
            path: format!("/api/v2/clients/{}/rotate-secret", self.members[number as usize].client_id),
            query: Map::new(),
            request_body: json!({}),
            status: 200,
            response_body: Value::Object(self.full_body(number)),
            accessed_secrets: vec!["client_secret"],
            correlation_id,
        };
        let key = self.record(at_ms, author, deed);
        let (client_id, shown) = (self.members[number as usize].client_id.clone(), self.body(number));
        let shown = Some(Value::Object(shown));
        self.note(client_id, None, at_ms, key, author, (shown.clone(), shown));
    }

    /// Writes an administrative row.
    pub(crate) fn record(&mut self, at_ms: i64, author: &Author, deed: Deed) -> LogKey {
        let tie = self.fresh();
        let seed = self.row_seed(u32::MAX, 0, at_ms, tie);
        let (caller, uses) = admin::caller(author, &deed, seed.key);
        let row = LiveRow {
            date_ms: at_ms,
            visible_ms: seed.visible_ms,
            event_type: deed.event_type.to_owned(),
            client_id: caller,
            is_use: uses && is_use(deed.event_type),
            text: admin::text(
                &self.settings.tenant_name,
                seed.key,
                at_ms,
                author,
                deed,
                self.settings.redact_request_secrets,
            ),
        };
        self.live_rows.insert(seed.key, row);
        seed.key
    }
}
