//! A population in which a test says exactly who exists and what happens.

use serde_json::Value;

/// One client of a scripted world. Giving the same `client_id` twice with disjoint lives makes two incarnations.
#[derive(Clone, Debug, Default)]
pub struct ScriptedClient {
    /// Members laid over the defaults (`client_id`, `name`, `app_type`, `is_first_party`, …). A missing `client_id`
    /// or `name` is made from the seed.
    pub client: Value,
    /// Creation, milliseconds since 1970; may precede all log. A creation row is written at this moment.
    pub created_at_ms: i64,
    /// Deletion; its row is written then, and events at or after it do not happen.
    pub deleted_at_ms: Option<i64>,
    /// Client grants held from creation on.
    pub grants: Vec<ScriptedGrant>,
    /// What happens.
    pub events: Vec<ScriptedEvent>,
}

/// One client grant of a scripted client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptedGrant {
    /// The API's identifier.
    pub audience: String,
    /// Granted scopes.
    pub scope: Vec<String>,
    /// `client` or `user`.
    pub subject_type: String,
}

/// One log row with this client's id at its top level (where the type has one).
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptedEvent {
    /// The row's `date`, milliseconds since 1970.
    pub at_ms: i64,
    /// The row's `type`, for instance `seccft`.
    pub event_type: String,
    /// Members laid over the row's usual shape.
    pub extra: Option<Value>,
}

impl ScriptedEvent {
    /// An event of the usual shape.
    #[must_use]
    pub fn new(at_ms: i64, event_type: &str) -> Self {
        Self { at_ms, event_type: event_type.into(), extra: None }
    }
}
