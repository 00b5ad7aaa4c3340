//! Direct control over a tenant, past HTTP, for tests and for the demo's driver.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use crate::calendar::{iso, parse_iso};
use crate::canaries::Canaries;
use crate::dice;
use crate::http::{add, lay, made_by_hand, public_key_der, write};
use crate::log_id::LogKey;
use crate::population::scripted::ScriptedGrant;
use crate::rows::{LiveRow, is_use};
use crate::settings::{Api, LagModel, PageCap, Plan, object};
use crate::world::{Grant, PublicKey, World};
use crate::writer::Writer;

/// See [`crate::Running::edit`]. Everything happens at the clock's present unless a time is named.
#[derive(Clone)]
pub struct Edit(pub(crate) Arc<Mutex<World>>);

#[expect(clippy::must_use_candidate, reason = "these act; what they answer is for those who need it")]
impl Edit {
    fn world(&self) -> (MutexGuard<'_, World>, i64) {
        let mut world = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = world.catch_up();
        (world, now_ms)
    }

    /// Creates a client as a person in the Dashboard does, and gives its id (`client_id` may be given, also that of
    /// a deleted client).
    pub fn create_client(&self, client: &Value) -> String {
        let (mut world, now_ms) = self.world();
        let body = object(Some(client.clone()));
        let name = body.get("name").and_then(Value::as_str).unwrap_or("Unnamed client").to_owned();
        let member = made_by_hand(&mut world, name, &body, now_ms);
        let client_id = member.client_id.clone();
        let author = world.dashboard();
        add(&mut world, member, now_ms, &author, Value::Object(body), None);
        client_id
    }

    /// A client as it is now. `None`: there is no such client.
    pub fn client(&self, client_id: &str) -> Option<Value> {
        let (world, _) = self.world();
        world.find(client_id).map(|number| Value::Object(world.body(number)))
    }

    /// Changes a client in the Dashboard (the row's request body is the whole form). False: there is no such client.
    pub fn patch_client(&self, client_id: &str, changes: &Value) -> bool {
        let (mut world, now_ms) = self.world();
        let Some(number) = world.find(client_id) else { return false };
        let author = world.dashboard();
        world.patch(number, &object(Some(changes.clone())), now_ms, &author, None);
        true
    }

    /// Gives a client members as an earlier run of the same tenant left them (null: not there). The row that told of it was
    /// written in that run, so none is written here. False: there is no such client.
    pub fn carry_over(&self, client_id: &str, members: &Value) -> bool {
        let (mut world, _) = self.world();
        let Some(number) = world.find(client_id) else { return false };
        let mut body = world.body(number);
        for (name, value) in object(Some(members.clone())) {
            if value.is_null() {
                body.shift_remove(&name);
            } else {
                body.insert(name, value);
            }
        }
        world.edits.insert(number, body);
        true
    }

    /// Lets somebody change a client. False: there is no such client.
    pub fn write_client(&self, writer: &Writer, client_id: &str, changes: &Value) -> bool {
        let (mut world, now_ms) = self.world();
        let Some(number) = world.find(client_id) else { return false };
        let author = world.author(writer);
        world.patch(number, &object(Some(changes.clone())), now_ms, &author, None);
        true
    }

    /// Lets somebody give a client these scopes of an API, or take its grant away (`None`).
    pub fn write_grant(&self, writer: &Writer, client_id: &str, audience: &str, scopes: Option<&[String]>) {
        let (mut world, now_ms) = self.world();
        let author = world.author(writer);
        world.set_grant(client_id, audience, scopes, now_ms, &author);
    }

    /// Deletes a client in the Dashboard. False: there is no such client.
    pub fn delete_client(&self, client_id: &str) -> bool {
        let (mut world, now_ms) = self.world();
        let Some(number) = world.find(client_id) else { return false };
        let author = world.dashboard();
        world.delete(number, now_ms, &author, None);
        true
    }

    /// Rotates a client's secret in the Dashboard and gives the new one.
    pub fn rotate_secret(&self, client_id: &str) -> Option<String> {
        let (mut world, now_ms) = self.world();
        let number = world.find(client_id)?;
        let author = world.dashboard();
        world.rotate(number, now_ms, &author, None);
        Some(world.secret(number).current)
    }

    /// Gives a client a grant; no row tells of it.
    pub fn grant(&self, client_id: &str, grant: &ScriptedGrant) {
        let (mut world, _) = self.world();
        let id = format!("cgr_{}", dice::alphanumeric(world.fresh(), 16));
        let birth = world.next();
        world.grants.insert(
            birth,
            Grant {
                id,
                client_id: Some(client_id.to_owned()),
                audience: grant.audience.as_str().into(),
                scope: grant.scope.clone(),
                subject_type: grant.subject_type.clone(),
                extra: Map::new(),
            },
        );
    }

    /// Adds an API; no row tells of it.
    pub fn add_api(&self, api: &Api) {
        let (mut world, _) = self.world();
        let body = world.api_body(false, api);
        world.resource_servers.push(body);
    }

    /// Registers a public key (PEM, RSA 2048 to 8192 bits), switches the client to `private_key_jwt` and gives the
    /// key's id. `None`: no such client, or the PEM is not understood.
    pub fn add_public_key(&self, client_id: &str, pem: &str) -> Option<String> {
        let (mut world, now_ms) = self.world();
        let number = world.find(client_id)?;
        let der = public_key_der(pem)?;
        let credential_id = format!("cred_{}", dice::alphanumeric(world.fresh(), 22));
        let keys = world.keys.entry(number).or_default();
        keys.push(PublicKey { credential_id: credential_id.clone(), der });
        let ids: Vec<Value> = keys.iter().map(|key| json!({"id": key.credential_id})).collect();
        let changes = json!({
            "token_endpoint_auth_method": null,
            "client_authentication_methods": {"private_key_jwt": {"credentials": ids}},
        });
        let author = world.dashboard();
        world.patch(number, &object(Some(changes)), now_ms, &author, None);
        Some(credential_id)
    }

    /// Lets a living client cause a row of the usual shape at `at_ms`; gives the row's id. `extra` is laid over it.
    pub fn emit(
        &self,
        client_id: &str,
        event_type: &str,
        at_ms: i64,
        extra: Option<Value>,
    ) -> Option<String> {
        let (mut world, _) = self.world();
        let number = world.find(client_id)?;
        let grant = world.members[number as usize].grants.first().cloned();
        let (audience, scope) =
            grant.map(|grant| (grant.audience, grant.scope.join(" "))).unwrap_or_default();
        let key = write(&mut world, number, event_type, (&audience, &scope), at_ms);
        if let (Some(Value::Object(extra)), Some(row)) = (extra, world.live_rows.get_mut(&key))
            && let Ok(Value::Object(mut members)) = serde_json::from_str::<Value>(&row.text)
        {
            members.extend(extra);
            row.text = Value::Object(members).to_string();
        }
        Some(key.text())
    }

    /// Puts any row into the log. `date` and `log_id` are added when they are missing; `visible_at_ms` overrides
    /// the lag. The journal counts it as use if its type is one and it names a client.
    pub fn inject_row(&self, row: Value, visible_at_ms: Option<i64>) -> String {
        let (mut world, now_ms) = self.world();
        let mut row = object(Some(row));
        let date_ms = row.get("date").and_then(Value::as_str).and_then(parse_iso).unwrap_or(now_ms);
        row.entry("date").or_insert_with(|| json!(iso(date_ms)));
        let tie = world.fresh();
        let seed = world.row_seed(u32::MAX, 0, date_ms, tie);
        let key = row.get("log_id").and_then(Value::as_str).and_then(LogKey::parse).unwrap_or(seed.key);
        row.entry("log_id").or_insert_with(|| json!(key.text()));
        let text = |name: &str| row.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let event_type = text("type").unwrap_or_default();
        let client_id = text("client_id");
        let registration = text("description").as_deref() == Some("Dynamic client registration");
        let uses =
            is_use(&event_type) && !registration && client_id.as_ref() != Some(&world.global_client_id);
        let live = LiveRow {
            date_ms,
            visible_ms: visible_at_ms.unwrap_or(seed.visible_ms),
            is_use: uses && client_id.is_some(),
            event_type,
            client_id,
            text: Value::Object(row).to_string(),
        };
        world.live_rows.insert(key, live);
        key.text()
    }

    /// From now on every answer and every log row carries these values where careless servers leave secrets:
    /// `client_secret`, `signing_keys`, `addons`, logged bodies and the like, asked for or not, one after the other. Beside
    /// each stands a `remark` that is no secret: `marker-` and the canary's place in the list.
    pub fn plant_canaries(&self, canaries: Vec<String>) {
        self.world().0.canaries = Canaries::new(canaries);
    }

    /// Changes the plan at once.
    pub fn set_plan(&self, plan: Plan) {
        self.world().0.settings.plan = plan;
    }

    /// Changes how long rows are kept; `None`: as the plan says.
    pub fn set_retention_days(&self, days: Option<u32>) {
        self.world().0.settings.retention_days = days;
    }

    /// Changes the page cap at once.
    pub fn set_page_cap(&self, cap: PageCap) {
        self.world().0.settings.page_cap = cap;
    }

    /// Changes the lag of rows that are yet to come, and of all rows of the population.
    pub fn set_log_lag(&self, lag: LagModel) {
        let mut world = self.world().0;
        world.settings.log_lag = lag;
        world.forget_days();
    }

    /// Lets the `Date` header differ from the clock.
    pub fn skew_date_header(&self, ms: i64) {
        self.world().0.date_skew_ms = ms;
    }

    /// Lays changes over the tenant's settings (`flags` flag by flag); no row tells of it.
    pub fn change_settings(&self, changes: &Value) {
        let mut world = self.world().0;
        lay(&mut world.tenant_settings, object(Some(changes.clone())));
    }
}
