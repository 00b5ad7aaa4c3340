//! A tenant, and Rollcall with one risky change of each of its clients in the store.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::change::{Attribution, Change, When};
use domain::connection::{Connection, Permission};
use domain::ids::ClientId;
use domain::member::{Held, Member};
use domain::past::Past;
use domain::time::{Clock, Timestamp};
use futures_util::future::BoxFuture;
use operations::Reach;
use provider::auth0::{Auth0, RowRules};
use provider::{Credential, Credentials, CredentialsError, Endpoint, Share};
use serde_json::json;
use simulator::{OBSERVE_SCOPES, Population, Running, ScriptedClient, Settings, Tenant};
use store::{ChangeFilter, ClientChanges, LogBatch, Store};
use tempfile::TempDir;

use super::interleaving::Failure;
use crate::connection::connection;

/// 2026-11-20T14:02:11Z.
const START: i64 = 1_795_183_331_000;
const DAY_MS: i64 = 86_400_000;

/// The tenant's clock. Each look at it takes a millisecond, so that no two things happen at one time; waiting jumps.
#[derive(Debug)]
struct Ticking(simulator::Clock);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        self.0.advance(1);
        Timestamp::from_millis(self.0.now_ms())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
        Box::pin(std::future::ready(()))
    }
}

struct Kept(Credential);

impl Credentials for Kept {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialsError>> {
        let credential = self.0.clone();
        Box::pin(async move { Ok(credential) })
    }
}

/// A tenant and Rollcall's reach to it.
pub struct World {
    folder: TempDir,
    /// The tenant.
    pub tenant: Running,
    /// Rollcall.
    pub reach: Reach,
    /// Their clock.
    pub clock: simulator::Clock,
}

/// A world in which Rollcall does not run.
pub struct Ended {
    folder: TempDir,
    /// The tenant.
    pub tenant: Running,
    /// Its clock.
    pub clock: simulator::Clock,
}

/// Rollcall, as it starts on the files in `folder`, which know one connection.
///
/// # Errors
///
/// The files or the connection could not be opened.
pub async fn start(folder: &Path, secret: &str, clock: &simulator::Clock) -> Result<Reach, Failure> {
    let store = Store::open(folder)?;
    let connection = store.connections().await?.pop().ok_or("the files know no connection")?;
    let client_id = connection.sign_in.client_id().ok_or("nobody signs in")?.clone();
    let endpoint = Endpoint::of_domain(&connection.domain)?.at(connection.base_url.as_str())?;
    let credential = Credential::ClientSecret { client_id, secret: secret.into() };
    let ours: Arc<dyn Clock> = Arc::new(Ticking(clock.clone()));
    let auth0 = Auth0::new(endpoint, Arc::new(Kept(credential)), Arc::clone(&ours), Share::FULL)?;
    let auth0 = auth0.interactive().answering_within(Duration::from_millis(250));
    Ok(Reach { store, connection, tenant: auth0, clock: ours })
}

/// The id of a world's client.
#[must_use]
pub fn client_id(number: u64) -> ClientId {
    ClientId::new(format!("client-{number}"))
}

impl World {
    /// A tenant with so many clients.
    ///
    /// # Errors
    ///
    /// The tenant, the files or the connection could not be made.
    pub async fn open(clients: u64) -> Result<Self, Failure> {
        let clients = (0..clients).map(|number| ScriptedClient {
            client: json!({"client_id": client_id(number).as_str(), "name": format!("Client {number}"),
                "app_type": "regular_web", "is_first_party": true, "callbacks": []}),
            created_at_ms: START - 90 * DAY_MS,
            ..ScriptedClient::default()
        });
        let settings = Settings {
            population: Population::Scripted(clients.collect()),
            management_scopes: OBSERVE_SCOPES
                .iter()
                .chain(&["update:clients"])
                .map(ToString::to_string)
                .collect(),
            ..Settings::default()
        };
        let clock = simulator::Clock::starting_at(START);
        let tenant = Tenant::start(settings, clock.clone()).await?;
        let us = tenant.management_client();
        let endpoint = Endpoint::of_domain(tenant.domain())?.at(tenant.base_url())?;
        let folder = tempfile::tempdir()?;
        let now = Timestamp::from_millis(START);
        let connection = Connection {
            permission: Permission::ReadAndAct,
            ..connection("Northmere", &endpoint, ClientId::new(us.client_id), now)
        };
        Store::open(folder.path())?.add_connection(connection).await?;
        Ended { folder, tenant, clock }.start().await
    }

    /// The program ends.
    #[must_use]
    pub fn end(self) -> Ended {
        let Self { folder, tenant, clock, reach: _ } = self;
        Ended { folder, tenant, clock }
    }

    /// Lets a person change a client's redirect URIs, with a look before and after, and has the change in the store. Gives its
    /// number.
    ///
    /// # Errors
    ///
    /// Something could not be read or kept.
    pub async fn change(&self, client: &ClientId, before: &Held, after: &Held) -> Result<i64, Failure> {
        let Reach { store, connection, tenant, clock } = &self.reach;
        let mut looks = Vec::new();
        for list in [before, after] {
            self.clock.advance(5);
            self.tenant.edit().patch_client(client.as_str(), &json!({"callbacks": list}));
            let seen = tenant.client(client).await?.ok_or("the client is not there")?;
            let at = clock.now();
            store.apply_look(&connection.id, seen, at).await?;
            looks.push(at);
        }
        let of = store.underived(&connection.id, None, 1_000).await?;
        let of = of.into_iter().find(|of| of.history.client == *client).ok_or("nothing is new")?;
        let change = Change {
            member: Member::RedirectUris,
            before: Some(before.clone()),
            after: Some(after.clone()),
            when: When::Between { after: looks[0], until: looks[1] },
            attribution: Attribution::NotInLog,
            written_again_by: None,
        };
        let derived = ClientChanges { of, changes: vec![change], hosts: Vec::new(), past: Past::default() };
        store.put_changes(&connection.id, vec![derived], looks[1]).await?;
        let filter = ChangeFilter { client: Some(client.clone()), ..ChangeFilter::default() };
        let page = store.list_changes(vec![connection.id.clone()], filter, 0, 1).await?;
        Ok(page.rows.first().ok_or("the change was not kept")?.number)
    }

    /// Takes the newest rows of the log in.
    ///
    /// # Errors
    ///
    /// They could not be read or kept.
    pub async fn read_log(&self) -> Result<(), Failure> {
        let mut rows = Vec::new();
        self.reach.tenant.newest_logs(100, &RowRules::default(), &mut |page| rows.extend(page)).await?;
        let batch = LogBatch { rows, read_at: Some(self.reach.clock.now()), ..LogBatch::default() };
        self.reach.store.apply_log(&self.reach.connection.id, batch).await?;
        Ok(())
    }

    /// What the server holds.
    ///
    /// # Errors
    ///
    /// The client is not there.
    pub fn held(&self, client: &ClientId) -> Result<Held, Failure> {
        let seen = self.tenant.edit().client(client.as_str()).ok_or("the client is not there")?;
        Ok(Member::RedirectUris.held_by(&seen).unwrap_or_default())
    }
}

impl Ended {
    /// Where Rollcall's files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The program starts.
    ///
    /// # Errors
    ///
    /// The files could not be opened.
    pub async fn start(self) -> Result<World, Failure> {
        let Self { folder, tenant, clock } = self;
        let reach = start(folder.path(), &tenant.management_client().client_secret, &clock).await?;
        Ok(World { folder, tenant, reach, clock })
    }
}
