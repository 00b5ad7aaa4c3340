//! A tenant with one client whose redirect URIs were changed, and Rollcall with that change in its store.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::change::{Attribution, Change, When};
use domain::connection::{Connection, Environment, Permission, SignIn};
use domain::ids::{ClientId, ConnectionId};
use domain::member::{Held, Member};
use domain::operation::{Operation, State};
use domain::past::Past;
use domain::snapshot::Snapshot;
use domain::time::{Clock, Timestamp};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use operations::Reach;
use operations::revert::{Confirmation, Confirmed, Plan, RevertError, confirm, plan};
use provider::auth0::{Auth0, RowRules};
use provider::{Credential, Credentials, CredentialsError, Endpoint, Share};
use serde_json::json;
use simulator::{OBSERVE_SCOPES, Population, Running, ScriptedClient, Settings, Tenant};
use store::{ClientChanges, LogBatch, Store};
use tempfile::TempDir;

/// 2026-11-20T14:02:11Z.
const START: i64 = 1_795_183_331_000;
pub(crate) const CLIENT: &str = "billing";
pub(crate) const BEFORE: [&str; 2] = ["https://billing.example/cb", "https://old.example/cb"];
pub(crate) const AFTER: [&str; 2] = ["https://billing.example/cb", "https://evil.example/cb"];

pub(crate) fn list(entries: &[&str]) -> Held {
    entries.iter().map(ToString::to_string).collect()
}

/// The tenant's clock. Each look at it takes a millisecond, so that nothing happens at one time; waiting jumps.
#[derive(Clone, Debug)]
pub(crate) struct Ticking(pub(crate) simulator::Clock);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        self.0.advance(1);
        Timestamp::from_millis(self.0.now_ms())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(i64::try_from(duration.as_millis()).unwrap());
        Box::pin(std::future::ready(()))
    }
}

struct Given(Credential);

impl Credentials for Given {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialsError>> {
        let credential = self.0.clone();
        async move { Ok(credential) }.boxed()
    }
}

pub(crate) struct Stage {
    pub(crate) folder: TempDir,
    pub(crate) tenant: Running,
    pub(crate) reach: Reach,
    pub(crate) change: i64,
    pub(crate) clock: simulator::Clock,
}

/// Nothing is ever objected to.
pub(crate) fn quiet(_: &Snapshot, _: &Member, _: &str) -> Vec<String> {
    Vec::new()
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::with_scopes(&["update:clients"]).await
    }

    /// `acting`: scopes besides those for looking.
    pub(crate) async fn with_scopes(acting: &[&str]) -> Self {
        let client = ScriptedClient {
            client: json!({"client_id": CLIENT, "name": "Billing", "app_type": "regular_web",
                "is_first_party": true, "callbacks": BEFORE}),
            created_at_ms: START - 90 * 86_400_000,
            ..ScriptedClient::default()
        };
        let settings = Settings {
            population: Population::Scripted(vec![client]),
            management_scopes: OBSERVE_SCOPES.iter().chain(acting).map(ToString::to_string).collect(),
            ..Settings::default()
        };
        let clock = simulator::Clock::starting_at(START);
        let tenant = Tenant::start(settings, clock.clone()).await.unwrap();
        let us = tenant.management_client();
        let endpoint = Endpoint::of_domain(tenant.domain()).unwrap().at(tenant.base_url()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let connection = Connection {
            id: ConnectionId::from_random(Timestamp::from_millis(START), [7; 10]),
            name: "Northmere".into(),
            domain: endpoint.domain.clone(),
            base_url: endpoint.base_url.clone(),
            audience: endpoint.audience.clone(),
            environment: Environment::Production,
            permission: Permission::ReadAndAct,
            sign_in: SignIn::ClientSecret { client_id: ClientId::new(&us.client_id) },
            ca_file: None,
            paused: false,
            created_at: Timestamp::from_millis(START),
        };
        store.add_connection(connection.clone()).await.unwrap();
        let credential = Credential::ClientSecret {
            client_id: ClientId::new(us.client_id),
            secret: us.client_secret.into(),
        };
        let ours: Arc<dyn Clock> = Arc::new(Ticking(clock.clone()));
        let auth0 =
            Auth0::new(endpoint, Arc::new(Given(credential)), Arc::clone(&ours), Share::FULL).unwrap();
        let tenant_for_people = auth0.interactive().answering_within(Duration::from_millis(400));
        let reach = Reach { store, connection, tenant: tenant_for_people, clock: ours };
        let mut stage = Self { folder, tenant, reach, change: 0, clock };
        stage.change = stage.changed(Member::RedirectUris, &BEFORE, &AFTER).await;
        stage
    }

    /// Lets a person in the Dashboard make this change, and has it in the store. Gives its number.
    pub(crate) async fn changed(&self, member: Member, before: &[&str], after: &[&str]) -> i64 {
        let reach = &self.reach;
        let client = ClientId::new(CLIENT);
        self.foreign(&member, before);
        let first = reach.tenant.client(&client).await.unwrap().unwrap();
        let after_at = reach.clock.now();
        reach.store.apply_look(&reach.connection.id, first, after_at).await.unwrap();
        self.foreign(&member, after);
        let second = reach.tenant.client(&client).await.unwrap().unwrap();
        let until = reach.clock.now();
        reach.store.apply_look(&reach.connection.id, second, until).await.unwrap();
        let of = reach.store.underived(&reach.connection.id, None, 10).await.unwrap();
        let of = of.into_iter().find(|of| of.history.client == client).unwrap();
        let change = Change {
            member: member.clone(),
            before: Some(list(before)),
            after: Some(list(after)),
            when: When::Between { after: after_at, until },
            attribution: Attribution::NotInLog,
            written_again_by: None,
        };
        let derived = ClientChanges { of, changes: vec![change], hosts: Vec::new(), past: Past::default() };
        reach.store.put_changes(&reach.connection.id, vec![derived], until).await.unwrap();
        let page = reach
            .store
            .list_changes(vec![reach.connection.id.clone()], store::ChangeFilter::default(), 0, 10)
            .await
            .unwrap();
        page.rows.iter().find(|row| row.change.member == member).unwrap().number
    }

    /// Somebody else sets the member.
    pub(crate) fn foreign(&self, member: &Member, entries: &[&str]) {
        self.clock.advance(5);
        let value = if *member == Member::InitiateLoginUri { json!(entries[0]) } else { json!(entries) };
        self.tenant.edit().patch_client(CLIENT, &json!({member.code(): value}));
        self.clock.advance(5);
    }

    pub(crate) async fn plan(&self) -> Result<Plan<String>, RevertError> {
        plan(&self.reach, self.change, &quiet).await
    }

    pub(crate) async fn confirm(&self, seen: &Plan<String>) -> Result<Confirmed<String>, RevertError> {
        confirm(&self.reach, self.change, &yes(seen), "Kim", &quiet).await
    }

    /// Plans, and says yes to what is seen.
    pub(crate) async fn act(&self) -> Operation {
        let seen = self.plan().await.unwrap();
        match self.confirm(&seen).await.unwrap() {
            Confirmed::Acted(operation) => *operation,
            Confirmed::Changed(plan) => panic!("changed: {plan:?}"),
        }
    }

    /// What the server holds.
    pub(crate) async fn held(&self) -> Held {
        let client = self.reach.tenant.client(&ClientId::new(CLIENT)).await.unwrap().unwrap();
        Member::RedirectUris.held_by(&client.body).unwrap()
    }

    /// Takes the whole log in.
    pub(crate) async fn read_log(&self) {
        let mut rows = Vec::new();
        let rules = RowRules::default();
        self.reach.tenant.newest_logs(1_000, &rules, &mut |page| rows.extend(page)).await.unwrap();
        let batch = LogBatch { rows, read_at: Some(self.reach.clock.now()), ..LogBatch::default() };
        self.reach.store.apply_log(&self.reach.connection.id, batch).await.unwrap();
    }

    /// How many requests of ours the tenant carried out: by its own log.
    pub(crate) async fn carried_out(&self) -> usize {
        self.read_log().await;
        let operations = self.reach.store.operations(&self.reach.connection.id).await.unwrap();
        let history = self
            .reach
            .store
            .history(&self.reach.connection.id, &ClientId::new(CLIENT))
            .await
            .unwrap()
            .unwrap();
        let ours = history.deeds.iter().filter_map(|known| known.deed.trace.correlation_id.as_ref());
        ours.filter(|id| operations.iter().any(|operation| operation.id.as_str() == **id)).count()
    }

    /// The states that an operation went through, by its audit entries.
    pub(crate) async fn trail(&self, operation: &Operation) -> Vec<&'static str> {
        let trail = self.reach.store.operation_trail(&operation.id).await.unwrap();
        trail.iter().map(|(_, _, entry)| serde_json::from_str::<State>(entry).unwrap().code()).collect()
    }

    /// The program ends and starts again.
    pub(crate) fn restarted(self) -> Self {
        let Self { folder, tenant, reach, change, clock } = self;
        let Reach { store, connection, tenant: auth0, clock: ours } = reach;
        drop(store);
        let store = Store::open(folder.path()).unwrap();
        let reach = Reach { store, connection, tenant: auth0, clock: ours };
        Self { folder, tenant, reach, change, clock }
    }
}

pub(crate) fn yes(seen: &Plan<String>) -> Confirmation {
    Confirmation { operation: seen.operation.clone(), digest: seen.digest.to_hex() }
}
