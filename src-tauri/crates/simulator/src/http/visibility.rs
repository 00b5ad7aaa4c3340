//! Which members of a client a token sees (facts/auth0.md 2.5), and the `fields` parameter.

use serde_json::{Map, Value};

use super::jwt::Caller;
use super::request::Call;

/// Members that any accepted scope shows.
const BASE: [&str; 4] = ["client_id", "app_type", "name", "description"];
/// Members that only the two credential scopes show.
pub(crate) const SECRETS: [&str; 4] =
    ["client_secret", "signing_keys", "encryption_key", "client_authentication_methods"];
/// Scopes that open `GET /clients`.
pub(crate) const READ_CLIENTS: [&str; 4] =
    ["read:clients", "read:client_keys", "read:client_credentials", "read:client_summary"];

/// What one call may and wants to see.
pub(crate) struct View {
    configuration: bool,
    pub(crate) secrets: bool,
    fields: Fields,
}

impl View {
    pub(crate) fn of_clients(caller: &Caller, call: &Call) -> Self {
        Self {
            configuration: caller.holds("read:clients") || caller.holds("read:client_keys"),
            secrets: caller.holds("read:client_keys") || caller.holds("read:client_credentials"),
            fields: Fields::of(call),
        }
    }

    /// A view on everything, for answers to writes.
    pub(crate) const fn everything() -> Self {
        Self { configuration: true, secrets: true, fields: Fields::All }
    }

    pub(crate) fn keep(&self, body: &mut Map<String, Value>) {
        body.retain(|key, _| {
            let gate = if BASE.contains(&key.as_str()) {
                true
            } else if SECRETS.contains(&key.as_str()) {
                self.secrets
            } else {
                self.configuration
            };
            gate && self.fields.wants(key)
        });
    }
}

/// `fields` with `include_fields`.
pub(crate) enum Fields {
    All,
    Only(Vec<String>),
    Without(Vec<String>),
}

impl Fields {
    pub(crate) fn of(call: &Call) -> Self {
        let Some(list) = call.query("fields").filter(|list| !list.is_empty()) else { return Self::All };
        let names = list.split(',').map(|name| name.trim().to_owned()).collect();
        if call.flag("include_fields") == Some(false) { Self::Without(names) } else { Self::Only(names) }
    }

    pub(crate) fn wants(&self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|name| name == key),
            Self::Without(names) => !names.iter().any(|name| name == key),
        }
    }

    pub(crate) fn keep(&self, body: &mut Map<String, Value>) {
        if !matches!(self, Self::All) {
            body.retain(|key, _| self.wants(key));
        }
    }
}
