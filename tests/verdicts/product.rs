//! The product as it is put together without a window: provider, sync and store, over loopback, on the tenant's clock.

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use assessment::{WindowDays, cutlines, judge};
use domain::ids::{ClientId, ConnectionId};
use domain::judgement::Verdict;
use domain::time::{Clock, Timestamp};
use futures_util::future::BoxFuture;
use provider::auth0::{Auth0, RowRules};
use provider::{Credential, Credentials, CredentialsError, Endpoint, Share};
use secrecy::SecretString;
use simulator::Running;
use store::{ClientColumn, ClientFilter, ClientSort, Judged, Store};
use sync::progress::ProgressSink;
use sync::{Errand, Pull, PullEnd};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::oracle::Answer;
use super::play::Failure;
use crate::connection::connection;

/// The lag allowance that a new connection begins with, in milliseconds.
pub const LAG_ALLOWANCE: i64 = sync::FIRST_ALLOWANCE_MS;

/// For how long every plan is taken to keep its log, in milliseconds.
pub const KEPT_AT_LEAST: i64 = sync::KEPT_AT_LEAST_MS;

/// The tenant's clock, as the product sees it. Waiting moves it, so it is for one reader at a time.
#[derive(Debug)]
pub struct TenantClock(pub simulator::Clock);

impl Clock for TenantClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.now_ms())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
        Box::pin(tokio::task::yield_now())
    }
}

struct Kept(Credential);

impl Credentials for Kept {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialsError>> {
        let credential = self.0.clone();
        Box::pin(async move { Ok(credential) })
    }
}

/// Rollcall's reader of the tenant, signed in as its management client. Nothing is sent yet.
///
/// # Errors
///
/// The HTTP client could not be made.
pub fn reader(tenant: &Running, clock: Arc<dyn Clock>, share: Share) -> Result<Auth0, Failure> {
    let us = tenant.management_client();
    let mut endpoint = Endpoint::of_domain(tenant.domain())?.at(tenant.base_url())?;
    endpoint.ca_file = tenant.ca_file().map(Path::to_owned);
    let (client_id, secret) = (ClientId::new(us.client_id), SecretString::from(us.client_secret));
    Ok(Auth0::new(endpoint, Arc::new(Kept(Credential::ClientSecret { client_id, secret })), clock, share)?)
}

/// Rollcall, connected to one tenant, with a data folder of its own.
pub struct Product {
    folder: TempDir,
    store: Store,
    tenant: Auth0,
    connection: ConnectionId,
}

impl Product {
    /// Connects to the tenant; nothing is read yet.
    ///
    /// # Errors
    ///
    /// The data folder, the HTTP client or the connection could not be made.
    pub async fn open(tenant: &Running, clock: &simulator::Clock) -> Result<Self, Failure> {
        Self::open_at(tenant, Arc::new(TenantClock(clock.clone()))).await
    }

    /// As [`Product::open`], with the product's own way of waiting.
    ///
    /// # Errors
    ///
    /// The data folder, the HTTP client or the connection could not be made.
    pub async fn open_at(tenant: &Running, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let store = Store::open(folder.path())?;
        let now = clock.now();
        let reader = reader(tenant, clock, Share::FULL)?;
        let us = ClientId::new(tenant.management_client().client_id);
        let connection = connection(tenant.domain(), reader.endpoint(), us, now);
        let id = connection.id.clone();
        store.add_connection(connection).await?;
        Ok(Self { folder, store, tenant: reader, connection: id })
    }

    /// Its store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Its connection to the tenant.
    #[must_use]
    pub const fn connection(&self) -> &ConnectionId {
        &self.connection
    }

    /// Closes the files and opens them again, as a restart does.
    ///
    /// # Errors
    ///
    /// The files could not be opened.
    pub fn reopen(self) -> Result<Self, Failure> {
        let Self { folder, store, tenant, connection } = self;
        drop(store);
        let store = Store::open(folder.path())?;
        Ok(Self { folder, store, tenant, connection })
    }

    /// One sync: the log, and with `lists` everything else.
    ///
    /// # Errors
    ///
    /// Not everything that was asked for could be read.
    pub async fn sync(&self, lists: bool) -> Result<(), Failure> {
        let sink = ProgressSink::new(self.tenant.server_now()).0;
        self.sync_telling(lists, sink).await.map(drop)
    }

    /// As [`Product::sync`], telling `sink` how far it has come; gives the number of requests that were sent.
    ///
    /// # Errors
    ///
    /// Not everything that was asked for could be read.
    pub async fn sync_telling(&self, lists: bool, sink: ProgressSink) -> Result<u64, Failure> {
        let pull = Pull {
            store: self.store.clone(),
            connection: self.connection.clone(),
            tenant: self.tenant.clone(),
            rules: RowRules::default(),
            stop: CancellationToken::new(),
            sink,
        };
        let report = pull.run(if lists { Errand::Everything } else { Errand::Log }).await?;
        match report.end {
            PullEnd::Whole => Ok(report.calls),
            end => Err(format!("{end:?}").into()),
        }
    }

    /// The lag allowance that the ledger holds, in milliseconds.
    ///
    /// # Errors
    ///
    /// The ledger could not be read.
    pub async fn lag_allowance(&self) -> Result<i64, Failure> {
        Ok(self.store.ledger(&self.connection).await?.lag_allowance_ms)
    }

    /// What the ledger claims, oldest first.
    ///
    /// # Errors
    ///
    /// The ledger could not be read.
    pub async fn claims(&self) -> Result<Vec<(i64, i64)>, Failure> {
        let coverage = self.store.ledger(&self.connection).await?.coverage;
        Ok(coverage.intervals().iter().map(|held| (held.from.millis(), held.to.millis())).collect())
    }

    /// How many log rows are held.
    ///
    /// # Errors
    ///
    /// The ledger could not be read.
    pub async fn rows_held(&self) -> Result<u64, Failure> {
        Ok(self.store.ledger(&self.connection).await?.rows)
    }

    /// Every client's verdict with a window of so many days, `now` by the server; as the store gives it.
    ///
    /// # Errors
    ///
    /// The store could not be read, or store and `assessment` disagree.
    pub async fn verdicts(&self, now: i64, days: u16) -> Result<HashMap<String, Answer>, Failure> {
        let coverage = self.store.ledger(&self.connection).await?.coverage;
        let cutlines = cutlines(Timestamp::from_millis(now), &coverage, WindowDays::new(days)?);
        let scope = vec![Judged { connection: self.connection.clone(), cutlines }];
        let sort = ClientSort { column: ClientColumn::Verdict, descending: false };
        let page = self.store.list_clients(scope, ClientFilter::default(), sort, 0, 10_000).await?;
        let mut verdicts = HashMap::new();
        for row in page.rows {
            let Some(verdict) = row.verdict else { continue };
            if judge(&row.facts, &cutlines).verdict != verdict {
                return Err(format!("the store says {verdict:?} of {:?} at {cutlines:?}", row.facts).into());
            }
            verdicts.insert(row.key.client_id.as_str().to_owned(), answer(verdict));
        }
        Ok(verdicts)
    }
}

const fn answer(verdict: Verdict) -> Answer {
    match verdict {
        Verdict::InUse => Answer::InUse,
        Verdict::TooNew => Answer::TooNew,
        Verdict::NotProven => Answer::NotProven,
        Verdict::InactiveTokensMayLive => Answer::TokensMayLive,
        Verdict::Inactive => Answer::Inactive,
    }
}
