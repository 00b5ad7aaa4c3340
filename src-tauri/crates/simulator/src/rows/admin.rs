//! Rows about the tenant's administration: `sapi` for writes and registrations, `mgmt_api_read` for secrets read.

use serde_json::{Map, Value, json};

use crate::calendar::iso;
use crate::dice;
use crate::log_id::LogKey;
use crate::writer::Program;

/// Who caused a change.
#[derive(Clone, Debug)]
pub(crate) enum Author {
    /// A person in the Dashboard: the row's caller is the global client, with an empty name.
    Dashboard { global_client_id: String, person: String, address: String },
    /// A client with a Management API token.
    Client {
        client_id: String,
        client_name: String,
        scopes: Vec<String>,
        jti: String,
        address: String,
        program: Program,
    },
    /// Somebody without a token (`/oidc/register`).
    Anyone { address: String },
}

impl Author {
    /// Who, as the journal names them.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Dashboard { person, .. } => format!("person {}", user_id(person)),
            Self::Client { client_id, .. } => format!("client {client_id}"),
            Self::Anyone { .. } => "anyone".to_owned(),
        }
    }
}

/// The user id of a person of the team.
fn user_id(person: &str) -> String {
    format!("auth0|{}", dice::hexadecimal(dice::roll_text(1, person), 24))
}

/// One administrative request as it was answered.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub(crate) event_type: &'static str,
    pub(crate) description: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) query: Map<String, Value>,
    pub(crate) request_body: Value,
    pub(crate) status: u16,
    pub(crate) response_body: Value,
    pub(crate) accessed_secrets: Vec<&'static str>,
    pub(crate) correlation_id: Option<String>,
}

/// The text that takes a secret's place.
const REDACTED: &str = "REDACTED";

/// Members whose values are secrets wherever they stand in a body.
pub(crate) const SECRET_MEMBERS: [&str; 6] =
    ["client_secret", "signing_keys", "encryption_key", "signing_secret", "signing_key", "httpAuthorization"];

/// Replaces secret members, however deep.
pub(crate) fn redact(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                if SECRET_MEMBERS.contains(&key.as_str()) && !inner.is_null() {
                    *inner = Value::String(REDACTED.into());
                } else {
                    redact(inner);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(redact),
        _ => {}
    }
}

/// The id at the row's top level, and whether the row proves use by it. Whose id stands on a registration's row is
/// not known (facts/auth0.md section 16): here it is nobody's on one half and the new client's own on the other.
pub(crate) fn caller(author: &Author, deed: &Deed, key: LogKey) -> (Option<String>, bool) {
    match author {
        Author::Dashboard { global_client_id, .. } => (Some(global_client_id.clone()), false),
        Author::Client { client_id, .. } => (Some(client_id.clone()), true),
        Author::Anyone { .. } if key.tie.is_multiple_of(2) => (None, false),
        Author::Anyone { .. } => {
            (deed.response_body.get("client_id").and_then(Value::as_str).map(ToOwned::to_owned), false)
        }
    }
}

/// The row's text.
pub(crate) fn text(
    tenant_name: &str,
    key: LogKey,
    date_ms: i64,
    author: &Author,
    mut deed: Deed,
    redact_request: bool,
) -> String {
    let (top_id, _) = caller(author, &deed, key);
    redact(&mut deed.response_body);
    if redact_request {
        redact(&mut deed.request_body);
    }
    let log_id = key.text();
    let mut row = Map::new();
    row.insert("date".into(), json!(iso(date_ms)));
    row.insert("type".into(), json!(deed.event_type));
    row.insert("description".into(), json!(deed.description));
    if let Some(client_id) = top_id {
        row.insert("client_id".into(), json!(client_id));
    }
    let (channel, address, agent, auth) = match author {
        Author::Dashboard { person, address, .. } => {
            row.insert("client_name".into(), json!(""));
            row.insert("user_id".into(), json!(user_id(person)));
            let user = json!({
                "user_id": user_id(person),
                "name": person,
                "email": format!("{person}@northmere.example"),
            });
            let auth = json!({"user": user, "strategy": "jwt", "credentials": {"jti": dice::hexadecimal(key.tie, 32)}});
            ("https://manage.auth0.com/", address.as_str(), "Chrome 154.0.0 / Mac OS X 15.7.0", auth)
        }
        Author::Client { client_name, scopes, jti, address, .. } => {
            row.insert("client_name".into(), json!(client_name));
            let auth = json!({"user": {}, "strategy": "jwt", "credentials": {"jti": jti, "scopes": scopes}});
            ("api", address.as_str(), "Other 0.0.0 / Other 0.0.0", auth)
        }
        Author::Anyone { address } => (
            "api",
            address.as_str(),
            "Other 0.0.0 / Other 0.0.0",
            json!({"user": {}, "strategy": "anonymous", "credentials": null}),
        ),
    };
    row.insert("ip".into(), json!(address));
    row.insert("user_agent".into(), json!(agent));
    let mut sent_agent = agent;
    if let Author::Client { program, .. } = author {
        if let Some(auth0_client) = &program.auth0_client {
            row.insert("auth0_client".into(), auth0_client.clone());
        }
        sent_agent = program.user_agent.as_deref().unwrap_or(agent);
    }
    let mut details = json!({
        "request": {
            "method": deed.method, "path": deed.path, "query": deed.query, "userAgent": sent_agent, "body": deed.request_body,
            "channel": channel, "ip": address, "auth": auth,
        },
        "response": {"statusCode": deed.status, "body": deed.response_body},
    });
    if !deed.accessed_secrets.is_empty() {
        details["accessedSecrets"] = json!(deed.accessed_secrets);
    }
    row.insert("details".into(), details);
    if let Some(correlation_id) = deed.correlation_id {
        row.insert("references".into(), json!({"correlation_id": correlation_id}));
    }
    row.insert("$event_schema".into(), json!({"version": "1.0.0"}));
    row.insert("log_id".into(), json!(log_id));
    row.insert("tenant_name".into(), json!(tenant_name));
    row.insert("_id".into(), json!(log_id));
    row.insert("id".into(), json!(log_id));
    row.insert("isMobile".into(), json!(false));
    Value::Object(row).to_string()
}
