//! Hosts: which clients trust each of them, and whose they are.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::redirects::FindingView;
use super::{CountView, Scope, UnreadView};

/// One page of hosts.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ListHostsRequest {
    /// Which connections.
    pub scope: Scope,
    /// Any part of the host, or of the name or id of a client that trusts it, without case.
    pub text: String,
    /// How many to pass over.
    pub offset: u64,
    /// How many to give, 200 at most.
    pub limit: u32,
}

/// One page of the hosts of a scope.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HostsResponse {
    /// The hosts that clients trust now, the riskiest first, then by name.
    pub hosts: Vec<HostRow>,
    /// Place of the first.
    pub offset: u64,
    /// How many pass the search.
    pub passing: u64,
    /// How many there are.
    pub total: CountView,
    /// What could not be read.
    pub unread: Vec<UnreadView>,
    /// Whether any connection in scope has ever been read.
    pub ever_read: bool,
}

/// One host.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HostRow {
    /// In which connection.
    pub connection_id: String,
    /// Its name.
    pub connection_name: String,
    /// The host, as it is written.
    pub host: String,
    /// As it goes to the resolver, when that differs.
    pub punycode: Option<String>,
    /// When a client was first known to trust it.
    pub first_at: i64,
    /// The first of the clients that trust it now; [`ListHostClientsRequest`] asks for the others.
    pub clients: Vec<HostClientView>,
    /// How many do.
    pub client_count: u64,
    /// What rules say about the host itself.
    pub risks: Vec<FindingView>,
    /// The mark that it is ours, when there is one.
    pub own: Option<OwnHostView>,
    /// The registrable domain as it is resolved, when the host is a name below one.
    pub domain: Option<String>,
}

/// Some of the clients that trust a host.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ListHostClientsRequest {
    /// In which connection.
    pub connection_id: String,
    /// The host, as it is written.
    pub host: String,
    /// How many to pass over, in the order of [`HostRow::clients`].
    pub offset: u64,
    /// How many to give, 1,000 at most.
    pub limit: u32,
}

/// Those clients.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HostClientsResponse {
    /// In the same order.
    pub clients: Vec<HostClientView>,
}

/// A client that trusts a host.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HostClientView {
    /// Its id.
    pub client_id: String,
    /// Its name.
    pub name: Option<String>,
}

/// A mark that a host is ours.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OwnHostView {
    /// Names it, to take it back.
    pub mark: i64,
    /// The host, or the registrable domain.
    pub host: String,
    /// Whether everything below it is meant.
    pub is_domain: bool,
    /// Who marked it.
    pub by: String,
    /// When.
    pub at: i64,
}

/// A host to mark as ours.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct MarkHostRequest {
    /// In which connection.
    pub connection_id: String,
    /// The host.
    pub host: String,
    /// Whether its registrable domain and everything below is meant.
    pub is_domain: bool,
}

/// A mark that was set.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MarkHostResponse {
    /// Names it, to take it back.
    pub mark: i64,
    /// What is marked: the host, or its registrable domain.
    pub host: String,
}

/// Which mark to take back.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct UnmarkHostRequest {
    /// Which.
    pub mark: i64,
}
