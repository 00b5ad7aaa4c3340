//! What went wrong when a server was asked, in one type.

use std::fmt;

use domain::listing::Unread;
use domain::time::Timestamp;

use crate::credentials::CredentialsError;

/// A family of endpoints that a server may limit on its own (facts/auth0.md 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndpointClass {
    /// The token endpoint.
    Token,
    /// `/api/v2/clients`.
    Clients,
    /// `/api/v2/logs`.
    Logs,
    /// `/api/v2/connections`.
    Connections,
    /// Everything else under `/api/v2`.
    Other,
}

impl EndpointClass {
    /// How it is worded for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Token => "sign-in",
            Self::Clients => "clients",
            Self::Logs => "logs",
            Self::Connections => "connections",
            Self::Other => "settings and grants",
        }
    }
}

impl fmt::Display for EndpointClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Why no answer arrived at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoAnswer {
    /// The name is not known.
    NameUnknown,
    /// The connection was refused or broke.
    NotConnected,
    /// It took too long.
    TimedOut,
    /// The server's certificate is not trusted.
    NotTrusted,
}

impl NoAnswer {
    const fn words(self) -> &'static str {
        match self {
            Self::NameUnknown => "there is no server of this name; check the domain and the network",
            Self::NotConnected => "the server could not be reached",
            Self::TimedOut => "the server did not answer in time",
            Self::NotTrusted => {
                "the server's certificate is not trusted; a company network may need its CA file chosen in Connect"
            }
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The token lacks a scope; any one of these would do.
    #[error("the token lacks one of the scopes {}", .any_of.join(", "))]
    ScopeMissing {
        /// Scopes as the server or the API's documentation names them.
        any_of: Vec<String>,
    },
    /// The server refused the client id, the secret, the key or the token.
    #[error("the server refused the credential ({code})")]
    SignInRefused {
        /// The server's own error code, or the status.
        code: String,
    },
    /// There is no tenant at this address.
    #[error("there is no tenant at {domain}; check the domain")]
    NoTenant {
        /// The domain that was typed.
        domain: String,
    },
    /// The client may not call the Management API: it has no client grant for the audience.
    #[error(
        "the client is not authorized for {audience}: give it a client grant for the Management API, and check the domain"
    )]
    NoGrant {
        /// The audience that was asked for.
        audience: String,
    },
    /// The pasted token has ended.
    #[error("the pasted token ended at {}", .at.to_rfc3339())]
    TokenEnded {
        /// When.
        at: Timestamp,
    },
    /// The pasted token belongs to another tenant.
    #[error("the token is for {found}, not for {expected}")]
    ForeignToken {
        /// The tenant that was typed.
        expected: String,
        /// The tenant in the token.
        found: String,
    },
    /// The pasted text is no token for a Management API.
    #[error("this is not a Management API token: {why}")]
    NotAToken {
        /// In a few words, without any value.
        why: &'static str,
    },
    /// The private key cannot be used.
    #[error("the private key cannot be used: {why}")]
    UnusableKey {
        /// In a few words, with what to do.
        why: &'static str,
    },
    /// No credential was at hand.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The plan does not offer it.
    #[error("the tenant's plan does not offer this")]
    NotOffered,
    /// Asked to slow down, and it did not recover in the time that we wait.
    #[error("the server asks to slow down (429)")]
    RateLimited,
    /// The server failed.
    #[error("the server failed ({status})")]
    ServerFailed {
        /// The HTTP status.
        status: u16,
    },
    /// The server refused the request for a reason that we do not act on.
    #[error("the server refused the request ({status}{})", .code.as_ref().map(|code| format!(" {code}")).unwrap_or_default())]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's `errorCode` or `error`, when it gave one.
        code: Option<String>,
    },
    /// No answer arrived.
    #[error("{}", .0.words())]
    Unreachable(NoAnswer),
    /// The answer ended in the middle.
    #[error("the answer broke off")]
    BrokeOff,
    /// The answer is not what the API documents.
    #[error("the answer is not what the API documents: {what}")]
    NotUnderstood {
        /// What was seen, in a few words, without any value.
        what: String,
    },
}

/// What happened, where, and when.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{endpoint}: {trouble}")]
pub struct Problem {
    /// What happened.
    #[source]
    pub trouble: Trouble,
    /// What was asked.
    pub endpoint: EndpointClass,
    /// When, by the server as far as its time is known.
    pub at: Timestamp,
}

impl Problem {
    /// The same as a reason for not knowing.
    #[must_use]
    pub fn unread(&self) -> Unread {
        match &self.trouble {
            Trouble::ScopeMissing { any_of } => Unread::ScopeMissing { any_of: any_of.clone() },
            Trouble::SignInRefused { .. }
            | Trouble::NoGrant { .. }
            | Trouble::ForeignToken { .. }
            | Trouble::NotAToken { .. }
            | Trouble::UnusableKey { .. } => Unread::SignInRefused,
            Trouble::TokenEnded { .. } => Unread::TokenEnded,
            Trouble::Credentials(CredentialsError::Absent) => Unread::CredentialAbsent,
            Trouble::Credentials(CredentialsError::Unavailable { .. }) => Unread::CredentialLocked,
            Trouble::NotOffered => Unread::NotOffered,
            Trouble::RateLimited => Unread::RateLimited,
            Trouble::ServerFailed { status } => Unread::ServerFailed { status: *status },
            Trouble::Refused { .. } | Trouble::BrokeOff => {
                Unread::NotUnderstood { what: self.trouble.to_string() }
            }
            Trouble::NoTenant { .. } | Trouble::Unreachable(_) => Unread::Unreachable,
            Trouble::NotUnderstood { what } => Unread::NotUnderstood { what: what.clone() },
        }
    }
}

impl From<Problem> for Unread {
    fn from(problem: Problem) -> Self {
        problem.unread()
    }
}
