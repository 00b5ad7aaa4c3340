//! What surrounds a redirect URI: the server that compares it, the application that owns it, the tenant that trusts hosts.

use domain::connection::Environment;

use super::class::Severity;
use super::trusted::TrustedHosts;

/// The rule by which a server compares a requested redirect URI with a registered one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServerKind {
    /// Auth0: exact, or one wildcard in the left-most label, or a placeholder (facts/auth0.md 2.4).
    Auth0,
    /// Auth0's strict third-party clients: exact (facts/auth0.md 2.9).
    Auth0ThirdParty,
    /// Servers that follow RFC 9700 section 2.1: exact, but for the port of a native application's loopback address.
    Exact,
    /// Keycloak: a trailing star is a prefix (facts/registration.md 3.2).
    Keycloak,
}

impl ServerKind {
    /// The word that `rollcall risk` uses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auth0 => "auth0",
            Self::Auth0ThirdParty => "auth0-third-party",
            Self::Exact => "exact",
            Self::Keycloak => "keycloak",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Auth0, Self::Auth0ThirdParty, Self::Exact, Self::Keycloak]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// Where the application runs (OpenID Connect Dynamic Client Registration 1.0 section 2, `application_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationType {
    /// On a server, or nowhere that is known.
    Web,
    /// In a browser's page.
    SinglePage,
    /// On the person's own device.
    Native,
}

impl ApplicationType {
    /// Reads `application_type`, or Auth0's `app_type`: every word but `native` and `spa` is web.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "native" => Self::Native,
            "spa" => Self::SinglePage,
            _ => Self::Web,
        }
    }
}

/// What surrounds one redirect URI.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Who compares it.
    pub server: ServerKind,
    /// Whose it is.
    pub application: ApplicationType,
    /// What the tenant is for.
    pub environment: Environment,
    /// The hosts that the tenant trusts; empty when none is known.
    pub trusted: &'a TrustedHosts,
    /// Whether no client of the tenant ever held a URI with this host before.
    pub first_seen: bool,
}

impl Context<'_> {
    /// One severity for production, one for staging, one for development.
    pub(super) const fn by_environment(
        &self,
        production: Severity,
        staging: Severity,
        development: Severity,
    ) -> Severity {
        match self.environment {
            Environment::Production => production,
            Environment::Staging => staging,
            Environment::Development => development,
        }
    }

    /// Whether the application runs on the person's own device.
    pub(super) fn is_native(&self) -> bool {
        self.application == ApplicationType::Native
    }
}
