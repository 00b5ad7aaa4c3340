//! Clients and what stands beside them: read, applied page by page, and marked gone only after a complete list.

use std::collections::BTreeSet;

use assessment::TokenLifetimes;
use domain::client::ClientFace;
use domain::ids::ClientId;
use domain::listing::{Listing, Unread};
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::Timestamp;
use provider::auth0::ClientPage;
use tokio::sync::mpsc;

use crate::progress::Step;
use crate::pull::{Pull, PullError};

/// A page of clients and when it arrived, by the server.
type Arrived = (Vec<Snapshot>, Timestamp);

impl Pull {
    /// Reads every list and applies it. What could not be read is recorded with its reason; the first such reason is
    /// given back.
    pub(crate) async fn read_everything(&self) -> Result<Option<Unread>, PullError> {
        let mut first_reason = self.read_clients().await?;
        let lists: [(SnapshotKind, &'static str); 6] = [
            (SnapshotKind::ClientGrant, "client grants"),
            (SnapshotKind::ResourceServer, "APIs"),
            (SnapshotKind::TenantSettings, "tenant settings"),
            (SnapshotKind::IdentityConnection, "connections"),
            (SnapshotKind::NetworkAcl, "network access lists"),
            (SnapshotKind::LogStream, "log streams"),
        ];
        for (number, (kind, words)) in (0_u64..).zip(lists) {
            self.sink.clients(Step::Running {
                what: "Reading grants, APIs and settings",
                done: number,
                total: Some(6),
                unit: words,
            });
            let listing = match kind {
                SnapshotKind::ClientGrant => self.tenant.client_grants().await,
                SnapshotKind::ResourceServer => self.tenant.resource_servers().await,
                SnapshotKind::TenantSettings => self.tenant.tenant_settings().await,
                SnapshotKind::IdentityConnection => self.tenant.identity_connections().await,
                SnapshotKind::NetworkAcl => self.tenant.network_acls().await,
                SnapshotKind::LogStream => self.tenant.log_streams().await,
                SnapshotKind::Client => continue,
            };
            self.store
                .apply_page(&self.connection, kind, listing.items().to_vec(), self.tenant.server_now())
                .await?;
            let reason = self.conclude(kind, &listing).await?;
            // a plan that does not offer a list is no failure of this sync
            if !matches!(reason, Some(Unread::NotOffered)) {
                first_reason = first_reason.or(reason);
            }
        }
        self.weigh_token_lifetimes().await?;
        self.sink.clients(Step::Done);
        Ok(first_reason)
    }

    async fn read_clients(&self) -> Result<Option<Unread>, PullError> {
        self.sink.clients(Step::Running { what: "Reading clients", done: 0, total: None, unit: "clients" });
        let (pages, arriving) = mpsc::unbounded_channel();
        let (listing, applied) = tokio::join!(self.list_clients(pages), self.apply_clients(arriving));
        applied?;
        self.conclude(SnapshotKind::Client, &listing).await
    }

    /// Reads the list, and passes its pages on as they arrive.
    async fn list_clients(&self, pages: mpsc::UnboundedSender<Arrived>) -> Listing<Snapshot> {
        let (sink, tenant) = (self.sink.clone(), self.tenant.clone());
        let mut on_page = move |page: ClientPage| {
            sink.clients(Step::Running {
                what: if page.proving { "Proving that the list is complete" } else { "Reading clients" },
                done: page.seen as u64,
                total: page.total.map(|total| total as u64),
                unit: "clients",
            });
            if !page.clients.is_empty() {
                // the receiver lives as long as this reading
                let _ = pages.send((page.clients, tenant.server_now()));
            }
        };
        self.tenant.list_clients(&mut on_page).await
    }

    async fn apply_clients(&self, mut arriving: mpsc::UnboundedReceiver<Arrived>) -> Result<(), PullError> {
        while let Some((page, at)) = arriving.recv().await {
            self.store.apply_page(&self.connection, SnapshotKind::Client, page, at).await?;
        }
        Ok(())
    }

    /// Marks what a complete list no longer holds; records why a list is not whole.
    async fn conclude(
        &self,
        kind: SnapshotKind,
        listing: &Listing<Snapshot>,
    ) -> Result<Option<Unread>, PullError> {
        let now = self.tenant.server_now();
        match listing {
            Listing::Complete { items, started_at } => {
                let keys = items.iter().map(|item| item.key.clone()).collect();
                self.store.apply_listing(&self.connection, kind, keys, *started_at, now).await?;
                self.store.record_unread(&self.connection, Some(kind), None, now).await?;
                Ok(None)
            }
            Listing::CutShort { why, .. } => {
                self.store.record_unread(&self.connection, Some(kind), Some(why.clone()), now).await?;
                Ok(Some(why.clone()))
            }
        }
    }

    /// Reads the clients that administrative rows named, one by one, so that a change is seen before the next listing.
    pub(crate) async fn read_named(&self, named: BTreeSet<ClientId>) -> Result<(), PullError> {
        for id in named {
            self.stop_if_asked()?;
            let Ok(Some(client)) = self.tenant.client(&id).await else { continue };
            self.store.apply_look(&self.connection, client, self.server_now()).await?;
        }
        self.weigh_token_lifetimes().await
    }

    /// Works out L for every client from the grants and APIs as they were read.
    async fn weigh_token_lifetimes(&self) -> Result<(), PullError> {
        let grants = self.whole_list(SnapshotKind::ClientGrant).await?;
        let apis = self.whole_list(SnapshotKind::ResourceServer).await?;
        let lifetimes = TokenLifetimes::read(grants.as_deref(), apis.as_deref());
        let clients = self.store.things(&self.connection, SnapshotKind::Client).await?;
        let weighed = clients
            .iter()
            .map(|client| {
                let id = ClientId::new(client.key.clone());
                let lifetime = lifetimes.of(&id, ClientFace::of_auth0(&client.body).party);
                (id, lifetime.millis, lifetime.seen_ms().is_none())
            })
            .collect();
        self.store.set_token_lifetimes(&self.connection, weighed).await?;
        Ok(())
    }

    /// A list as it was last read to its end. `None`: it never was, or the credential may no longer read it. A reading that
    /// failed for a moment does not take away what was read before.
    async fn whole_list(&self, kind: SnapshotKind) -> Result<Option<Vec<Snapshot>>, PullError> {
        let states = self.store.read_states(&self.connection).await?;
        let is_known = states.iter().filter(|state| state.what == Some(kind)).any(|state| {
            let is_closed_to_us = matches!(
                state.unread,
                Some((Unread::ScopeMissing { .. } | Unread::SignInRefused | Unread::NotOffered, _))
            );
            state.last_complete.is_some() && !is_closed_to_us
        });
        Ok(if is_known { Some(self.store.things(&self.connection, kind).await?) } else { None })
    }

    fn server_now(&self) -> Timestamp {
        self.tenant.server_now()
    }
}
