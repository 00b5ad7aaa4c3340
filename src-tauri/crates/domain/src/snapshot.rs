//! What was read at one moment, kept by its content: canonical bytes with a digest, unknown members kept.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// What kind of thing was read. The text is stored: never rename.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotKind {
    /// A client; its key is the `client_id`.
    Client,
    /// A client grant; its key is the grant id.
    ClientGrant,
    /// A resource server (API); its key is its id.
    ResourceServer,
    /// The tenant's settings; the key is `settings`.
    TenantSettings,
    /// A connection to an identity provider, flags only; its key is its id.
    IdentityConnection,
    /// A network access-control list; its key is its id.
    NetworkAcl,
    /// A log stream, without its sink's credentials; its key is its id.
    LogStream,
}

impl SnapshotKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Client,
        Self::ClientGrant,
        Self::ResourceServer,
        Self::TenantSettings,
        Self::IdentityConnection,
        Self::NetworkAcl,
        Self::LogStream,
    ];

    /// The stored text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::ClientGrant => "client_grant",
            Self::ResourceServer => "resource_server",
            Self::TenantSettings => "tenant_settings",
            Self::IdentityConnection => "identity_connection",
            Self::NetworkAcl => "network_acl",
            Self::LogStream => "log_stream",
        }
    }

    /// The kind with this stored text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// SHA-256 of canonical bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Lower-case hexadecimal, 64 characters.
    #[must_use]
    pub fn to_hex(self) -> String {
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            // writing to a String cannot fail
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// One object as it was read, in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What kind of thing it is.
    pub kind: SnapshotKind,
    /// Its identity within the connection and kind.
    pub key: String,
    /// The object with its members; array order and every value as the server wrote them.
    pub body: Value,
}

impl Snapshot {
    /// Canonical bytes: compact JSON with the members of every object sorted by name. Arrays keep their order
    /// (the first redirect URI is special), numbers and texts are untouched.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        sorted(&self.body).to_string().into_bytes()
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            Value::Object(names.into_iter().map(|name| (name.clone(), sorted(&members[name]))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        plain => plain.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn client(body: Value) -> Snapshot {
        Snapshot { kind: SnapshotKind::Client, key: "a".into(), body }
    }

    #[test]
    fn the_order_of_members_does_not_change_the_digest() {
        let one = client(json!({"b": 1, "a": {"y": [2, 1], "x": null}}));
        let two = client(json!({"a": {"x": null, "y": [2, 1]}, "b": 1}));
        assert_eq!(Digest::of(&one.canonical()), Digest::of(&two.canonical()));
    }

    #[test]
    fn the_order_of_redirect_uris_does() {
        let one = client(json!({"callbacks": ["https://a", "https://b"]}));
        let two = client(json!({"callbacks": ["https://b", "https://a"]}));
        assert_ne!(one.canonical(), two.canonical());
    }

    #[test]
    fn every_kind_survives_its_text() {
        for kind in SnapshotKind::ALL {
            assert_eq!(SnapshotKind::parse(kind.as_str()), Some(kind));
        }
    }
}
