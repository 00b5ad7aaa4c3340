//! A simulated tenant, a clock that jumps, and a reader.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::ids::ClientId;
use domain::time::{Clock, Timestamp};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use provider::auth0::Auth0;
use provider::{Credential, Credentials, CredentialsError, Endpoint, Share};
use simulator::{Running, Settings, Tenant};

/// 2026-11-20T14:02:11Z.
pub(crate) const START: i64 = 1_795_183_331_000;

type Wake = Box<dyn FnMut(i64) + Send>;

/// Our clock and the tenant's are one. Sleeping jumps, and what must happen meanwhile happens second by second.
pub(crate) struct Jumping {
    pub(crate) clock: simulator::Clock,
    meanwhile: Mutex<Option<Wake>>,
}

impl std::fmt::Debug for Jumping {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jumping")
    }
}

impl Clock for Jumping {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now_ms())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut left = i64::try_from(duration.as_millis()).unwrap();
        while left > 0 {
            let step = left.min(1_000);
            self.clock.advance(step);
            left -= step;
            if let Some(meanwhile) = self.meanwhile.lock().unwrap().as_mut() {
                meanwhile(self.clock.now_ms());
            }
        }
        Box::pin(std::future::ready(()))
    }
}

pub(crate) struct Given(pub(crate) Mutex<Credential>);

impl Credentials for Given {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialsError>> {
        let credential = self.0.lock().unwrap().clone();
        async move { Ok(credential) }.boxed()
    }
}

pub(crate) struct Stage {
    pub(crate) tenant: Running,
    pub(crate) clock: Arc<Jumping>,
    pub(crate) credentials: Arc<Given>,
}

impl Stage {
    pub(crate) async fn set(settings: Settings) -> Self {
        let clock = simulator::Clock::starting_at(START);
        let tenant = Tenant::start(settings, clock.clone()).await.unwrap();
        let management = tenant.management_client();
        let credential = Credential::ClientSecret {
            client_id: ClientId::new(management.client_id),
            secret: management.client_secret.into(),
        };
        Self {
            tenant,
            clock: Arc::new(Jumping { clock, meanwhile: Mutex::default() }),
            credentials: Arc::new(Given(Mutex::new(credential))),
        }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        let endpoint = Endpoint::of_domain(self.tenant.domain()).unwrap().at(self.tenant.base_url()).unwrap();
        match self.tenant.ca_file() {
            Some(path) => endpoint.trusting(path),
            None => endpoint,
        }
    }

    pub(crate) fn reader(&self, share: Share) -> Auth0 {
        self.reader_at(self.endpoint(), share)
    }

    pub(crate) fn reader_at(&self, endpoint: Endpoint, share: Share) -> Auth0 {
        Auth0::new(endpoint, self.credentials.clone(), self.clock.clone(), share).unwrap()
    }

    pub(crate) fn with_scopes(&self, scopes: &[&str]) {
        let management = self.tenant.management_client_with(scopes);
        self.sign_in_with(Credential::ClientSecret {
            client_id: ClientId::new(management.client_id),
            secret: management.client_secret.into(),
        });
    }

    pub(crate) fn sign_in_with(&self, credential: Credential) {
        *self.credentials.0.lock().unwrap() = credential;
    }

    pub(crate) fn meanwhile(&self, wake: impl FnMut(i64) + Send + 'static) {
        *self.clock.meanwhile.lock().unwrap() = Some(Box::new(wake));
    }

    /// The ids of every client that exists at a moment.
    pub(crate) fn alive_at(&self, at_ms: i64) -> Vec<String> {
        let mut ids: Vec<String> = self
            .tenant
            .journal()
            .clients()
            .into_iter()
            .filter(|life| life.created_at_ms <= at_ms && life.deleted_at_ms.is_none_or(|gone| gone > at_ms))
            .map(|life| life.client_id)
            .collect();
        ids.sort_unstable();
        ids
    }
}
