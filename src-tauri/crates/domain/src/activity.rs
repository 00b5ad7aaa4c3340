//! Log rows, split into who called, who was meant, and what kind of use it was.

use serde::{Deserialize, Serialize};

use crate::deed::Deed;
use crate::ids::{ClientId, LogId};
use crate::time::Timestamp;

/// What a log row says about its client, as counted per day. The numbers are stored: never renumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum ActivityKind {
    /// A token by the client's own credentials (`seccft`).
    ClientCredentials = 0,
    /// A person signed in through it, or a code or password was exchanged (`s`, `seacft`, `sepft`, `sede`, …).
    SignIn = 1,
    /// A refresh token was redeemed (`sertft`).
    Refresh = 2,
    /// A session was renewed without a person (`ssa`).
    SilentAuthentication = 3,
    /// A token was exchanged for another (`secte`, on-behalf-of, delegation, CIBA, …).
    TokenExchange = 4,
    /// It called the Management API itself (`sapi`, `mgmt_api_read`, as the caller).
    ManagementCall = 5,
    /// A request in its name failed. Anybody can cause this; never use.
    Failure = 6,
    /// It was touched without a token being issued (`slo`, `cs`, …). Never use.
    Traffic = 7,
}

impl ActivityKind {
    /// Every kind, in stored order.
    pub const ALL: [Self; 8] = [
        Self::ClientCredentials,
        Self::SignIn,
        Self::Refresh,
        Self::SilentAuthentication,
        Self::TokenExchange,
        Self::ManagementCall,
        Self::Failure,
        Self::Traffic,
    ];

    /// Whether this kind proves successful use of the client (facts/auth0.md 6.7 and 16).
    #[must_use]
    pub const fn is_use(self) -> bool {
        !matches!(self, Self::Failure | Self::Traffic)
    }

    /// The stored number.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The kind with this stored number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// How the kind is worded for people and in `rollcall report`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client credentials",
            Self::SignIn => "sign-in",
            Self::Refresh => "refresh",
            Self::SilentAuthentication => "silent authentication",
            Self::TokenExchange => "token exchange",
            Self::ManagementCall => "Management API call",
            Self::Failure => "failure",
            Self::Traffic => "traffic without a token",
        }
    }
}

/// What an administrative row did to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminAction {
    /// A client came to exist through the Management API or the Dashboard.
    ClientCreated,
    /// A client registered itself at `/oidc/register`.
    ClientSelfRegistered,
    /// A client was changed.
    ClientUpdated,
    /// A client was deleted.
    ClientDeleted,
    /// A client's secret was rotated.
    SecretRotated,
    /// A secret was read.
    SecretRead,
    /// A client grant was made, changed or removed.
    GrantChanged,
    /// Anything else about this client or the tenant.
    Other,
}

impl AdminAction {
    /// Whether the row dates the creation of its target.
    #[must_use]
    pub const fn is_creation(self) -> bool {
        matches!(self, Self::ClientCreated | Self::ClientSelfRegistered)
    }
}

/// One row of a server's log, read once and split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// Identity; a row that is read again adds nothing.
    pub log_id: LogId,
    /// When it happened, by the server (`date`). Rows without one carry the time inside their id.
    pub date: Timestamp,
    /// The server's event code, kept as written.
    pub code: String,
    /// The client that acted, or in whose name a request was made. Never a governed client when it is the tenant's global one.
    pub actor: Option<ClientId>,
    /// What the row says about the actor. `None`: nothing that is counted.
    pub kind: Option<ActivityKind>,
    /// The client that an administrative row is about, and what was done to it.
    pub target: Option<(Option<ClientId>, AdminAction)>,
    /// The name that the row gives the actor, when it gives one.
    pub client_name: Option<String>,
    /// The name that the row gives the target (from its response body), when it gives one.
    pub target_name: Option<String>,
    /// What an administrative row did to a client or one of its grants.
    pub deed: Option<Deed>,
    /// The person, as the server's user id. `None` also when personal data is not kept.
    pub user: Option<String>,
    /// The row as JSON, secrets scrubbed, personal data removed unless it is kept. Never shown before scrubbing.
    pub raw: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_keeps_its_stored_number() {
        for (code, kind) in ActivityKind::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(kind.code()), code);
            assert_eq!(ActivityKind::from_code(kind.code()), Some(kind));
        }
    }

    #[test]
    fn a_failure_is_never_use() {
        assert!(!ActivityKind::Failure.is_use());
        assert!(!ActivityKind::Traffic.is_use());
        assert_eq!(ActivityKind::ALL.into_iter().filter(|kind| kind.is_use()).count(), 6);
    }
}
