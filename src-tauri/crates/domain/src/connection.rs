//! A connection: one Auth0 tenant, or (later) one authorization server with a registration endpoint.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::ids::{ClientId, ConnectionId};
use crate::time::Timestamp;

/// What a person says about the tenant behind a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// People depend on it.
    Production,
    /// A rehearsal of production.
    Staging,
    /// Nobody minds.
    Development,
}

/// What Rollcall may do through a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// No request that changes the tenant is ever sent.
    ReadOnly,
    /// Planned and confirmed changes may be sent.
    ReadAndAct,
}

/// How Rollcall signs in. The secret itself is in the vault only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "method")]
pub enum SignIn {
    /// `client_credentials` with a client secret (facts/auth0.md 1.1).
    ClientSecret {
        /// The client that Rollcall signs in as.
        client_id: ClientId,
    },
    /// `client_credentials` with a signed assertion (RFC 7523, facts/auth0.md 1.2).
    PrivateKeyJwt {
        /// The client that Rollcall signs in as.
        client_id: ClientId,
    },
    /// A Management API token that a person pasted; it ends and cannot be renewed (facts/auth0.md 1.5).
    PastedToken {
        /// The client that the token was issued to (`azp`, else `client_id`), when the token says so.
        client_id: Option<ClientId>,
        /// When it ends (`exp`).
        ends_at: Timestamp,
    },
    /// The demo tenant inside this process.
    Demo {
        /// The client that Rollcall signs in as.
        client_id: ClientId,
    },
}

impl SignIn {
    /// The client that Rollcall acts as: tagged, and never proposed for anything.
    #[must_use]
    pub const fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::ClientSecret { client_id }
            | Self::PrivateKeyJwt { client_id }
            | Self::Demo { client_id } => Some(client_id),
            Self::PastedToken { client_id, .. } => client_id.as_ref(),
        }
    }
}

/// One connection, as stored. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Identity within this installation.
    pub id: ConnectionId,
    /// What people call it; unique within this installation.
    pub name: String,
    /// The canonical tenant domain: `northmere-prod.eu.auth0.com`. It gives the audience.
    pub domain: String,
    /// Where requests go: `https://{domain}/` unless a custom host was given. Plain http on loopback only.
    pub base_url: Url,
    /// The audience of the Management API, with its trailing slash.
    pub audience: String,
    /// What a person says about the tenant.
    pub environment: Environment,
    /// What Rollcall may do there.
    pub permission: Permission,
    /// How Rollcall signs in.
    pub sign_in: SignIn,
    /// A PEM file of extra trusted authorities, chosen in Connect.
    pub ca_file: Option<String>,
    /// Whether the schedule is paused by a person.
    pub paused: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

impl Connection {
    /// Whether this is the built-in demo tenant.
    #[must_use]
    pub const fn is_demo(&self) -> bool {
        matches!(self.sign_in, SignIn::Demo { .. })
    }
}
