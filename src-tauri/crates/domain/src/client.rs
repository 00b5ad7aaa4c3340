//! A registered OAuth client, as far as governance needs to know it: a typed view of its snapshot.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a client came to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A person or a pipeline made it.
    Admin,
    /// It registered itself (RFC 7591; Auth0's `/oidc/register`).
    Dcr,
    /// It was imported from a client-id metadata document.
    Cimd,
    /// The answers we have do not say.
    Unknown,
}

/// Whose client it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The tenant's own.
    First,
    /// Somebody else's, under Auth0's strict rules (`tpc_` ids).
    ThirdStrict,
    /// Somebody else's, under the older permissive rules.
    ThirdPermissive,
    /// The answers we have do not say.
    Unknown,
}

/// How the client proves itself at the token endpoint (the method only).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "method", content = "name")]
pub enum CredentialMethod {
    /// `client_secret_post` or `client_secret_basic`.
    Secret(String),
    /// No secret: a public client.
    Public,
    /// `private_key_jwt`.
    PrivateKeyJwt,
    /// `tls_client_auth` or `self_signed_tls_client_auth`.
    Mtls,
    /// A method that we do not know by name.
    Other(String),
    /// The credential's scopes hide it: absent is not "none" (facts/auth0.md 2.5).
    CannotTell,
}

/// What a snapshot of an Auth0 client says about itself. Absent members stay absent: absence is "unknown", not "false".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFace {
    /// Display name, as the server wrote it.
    pub name: Option<String>,
    /// `app_type`, any text.
    pub app_type: Option<String>,
    /// Whose it is.
    pub party: Party,
    /// How it came to exist.
    pub origin: Origin,
    /// How it proves itself.
    pub credential: CredentialMethod,
    /// Grant types; `None` when hidden.
    pub grant_types: Option<Vec<String>>,
    /// Redirect URIs (`callbacks`), exact strings in order; `None` when hidden.
    pub redirect_uris: Option<Vec<String>>,
    /// Whether this is the tenant's legacy global client.
    pub is_global: bool,
}

impl CredentialMethod {
    /// The method behind what [`crate::member::Member::AuthenticationMethod`] holds.
    #[must_use]
    pub fn of_held(held: &[String]) -> Self {
        if held.iter().any(|name| name == "private_key_jwt") {
            return Self::PrivateKeyJwt;
        }
        if held.iter().any(|name| name.ends_with("tls_client_auth")) {
            return Self::Mtls;
        }
        match held.first().map(String::as_str) {
            Some("none") => Self::Public,
            Some(name) if name.starts_with("client_secret_") => Self::Secret(name.to_owned()),
            Some(name) => Self::Other(name.to_owned()),
            None => Self::CannotTell,
        }
    }
}

impl ClientFace {
    /// Reads the face of an Auth0 client object (facts/auth0.md 2.4). Members of a wrong type read as absent.
    #[must_use]
    pub fn of_auth0(client: &Value) -> Self {
        let text = |name: &str| client.get(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            name: text("name"),
            app_type: text("app_type"),
            party: match (
                client.get("is_first_party").and_then(Value::as_bool),
                text("third_party_security_mode").as_deref(),
            ) {
                (Some(true), _) => Party::First,
                (_, Some("strict")) => Party::ThirdStrict,
                (Some(false), _) if text("client_id").is_some_and(|id| id.starts_with("tpc_")) => {
                    Party::ThirdStrict
                }
                (Some(false), _) => Party::ThirdPermissive,
                (None, _) => Party::Unknown,
            },
            origin: match (
                text("external_metadata_type").as_deref(),
                client.get("is_first_party").and_then(Value::as_bool),
            ) {
                (Some("dcr"), _) => Origin::Dcr,
                (Some("cimd"), _) => Origin::Cimd,
                (None, Some(true)) => Origin::Admin,
                _ => Origin::Unknown,
            },
            credential: credential_method(client),
            grant_types: texts(client, "grant_types"),
            redirect_uris: texts(client, "callbacks"),
            is_global: client.get("global").and_then(Value::as_bool).unwrap_or(false),
        }
    }

    /// The distinct hosts of the redirect URIs, as written between `://` and the next `/`, `?`, `#`; for search only.
    #[must_use]
    pub fn redirect_hosts(&self) -> Vec<&str> {
        let mut hosts: Vec<&str> = self
            .redirect_uris
            .iter()
            .flatten()
            .filter_map(|uri| uri.split_once("://"))
            .filter_map(|(_, rest)| rest.split(['/', '?', '#']).next())
            .filter(|host| !host.is_empty())
            .collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }
}

fn texts(client: &Value, name: &str) -> Option<Vec<String>> {
    let items = client.get(name)?.as_array()?;
    Some(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn credential_method(client: &Value) -> CredentialMethod {
    if let Some(methods) = client.get("client_authentication_methods").and_then(Value::as_object) {
        if methods.contains_key("private_key_jwt") {
            return CredentialMethod::PrivateKeyJwt;
        }
        if methods.keys().any(|name| name.ends_with("tls_client_auth")) {
            return CredentialMethod::Mtls;
        }
        if let Some(name) = methods.keys().next() {
            return CredentialMethod::Other(name.clone());
        }
    }
    match client.get("token_endpoint_auth_method").and_then(Value::as_str) {
        Some("none") => CredentialMethod::Public,
        Some(name) if name.starts_with("client_secret_") => CredentialMethod::Secret(name.to_owned()),
        Some(name) => CredentialMethod::Other(name.to_owned()),
        None => CredentialMethod::CannotTell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hidden_members_are_unknown_and_not_empty() {
        let face = ClientFace::of_auth0(&json!({"client_id": "a", "name": "A", "app_type": "spa"}));
        assert_eq!(face.redirect_uris, None);
        assert_eq!(face.credential, CredentialMethod::CannotTell);
        assert_eq!(face.party, Party::Unknown);
        assert_eq!(face.origin, Origin::Unknown);
    }

    #[test]
    fn a_self_registered_client_is_told_from_an_admins() {
        let dcr = json!({"client_id": "tpc_1", "is_first_party": false, "external_metadata_type": "dcr"});
        assert_eq!(ClientFace::of_auth0(&dcr).origin, Origin::Dcr);
        assert_eq!(ClientFace::of_auth0(&dcr).party, Party::ThirdStrict);
        assert_eq!(ClientFace::of_auth0(&json!({"is_first_party": true})).origin, Origin::Admin);
    }

    #[test]
    fn hosts_are_taken_as_written() {
        let face = ClientFace::of_auth0(
            &json!({"callbacks": ["https://A.example:8443/cb?x", "myapp://open/cb", "plain", "https://A.example:8443/two"]}),
        );
        assert_eq!(face.redirect_hosts(), ["A.example:8443", "open"]);
    }
}
