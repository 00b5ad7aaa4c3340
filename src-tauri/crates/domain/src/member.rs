//! The members of a client whose changes are kept, and what a client or a grant says about each.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What can change. The texts are stored: never rename.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Member {
    /// `callbacks`: where authorization codes go.
    RedirectUris,
    /// `allowed_logout_urls`.
    LogoutUrls,
    /// `web_origins`.
    WebOrigins,
    /// `allowed_origins`.
    AllowedOrigins,
    /// `initiate_login_uri`.
    InitiateLoginUri,
    /// `grant_types`.
    GrantTypes,
    /// How it proves itself: `token_endpoint_auth_method`, or the kind of its `client_authentication_methods`.
    AuthenticationMethod,
    /// Lifetimes of its ID and refresh tokens, one `member=value` each.
    TokenLifetimes,
    /// `name`.
    Name,
    /// `logo_uri`.
    Logo,
    /// The scopes of its grant to one API.
    ClientGrant {
        /// The API's identifier.
        audience: String,
        /// `client` or `user`.
        subject_type: String,
    },
}

/// What a member holds: exact texts in the server's order. Members with one value hold one text or none.
pub type Held = Vec<String>;

impl Member {
    /// Every member of the client object itself.
    pub const OF_CLIENT: [Self; 10] = [
        Self::RedirectUris,
        Self::LogoutUrls,
        Self::WebOrigins,
        Self::AllowedOrigins,
        Self::InitiateLoginUri,
        Self::GrantTypes,
        Self::AuthenticationMethod,
        Self::TokenLifetimes,
        Self::Name,
        Self::Logo,
    ];

    /// The stored text of its kind, which is the server's own name where there is one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::RedirectUris => "callbacks",
            Self::LogoutUrls => "allowed_logout_urls",
            Self::WebOrigins => "web_origins",
            Self::AllowedOrigins => "allowed_origins",
            Self::InitiateLoginUri => "initiate_login_uri",
            Self::GrantTypes => "grant_types",
            Self::AuthenticationMethod => "token_endpoint_auth_method",
            Self::TokenLifetimes => "token_lifetimes",
            Self::Name => "name",
            Self::Logo => "logo_uri",
            Self::ClientGrant { .. } => "client_grant",
        }
    }

    /// The member of the client object with this stored text; a client grant's needs its API as well.
    #[must_use]
    pub fn of_client(code: &str) -> Option<Self> {
        Self::OF_CLIENT.into_iter().find(|member| member.code() == code)
    }

    /// Whether it holds URIs or origins that tokens, codes or people are sent to: what the redirect screen is about.
    #[must_use]
    pub const fn holds_uris(&self) -> bool {
        matches!(
            self,
            Self::RedirectUris
                | Self::LogoutUrls
                | Self::WebOrigins
                | Self::AllowedOrigins
                | Self::InitiateLoginUri
        )
    }

    /// The members of a request body, or of a client object, that decide what this one holds.
    #[must_use]
    pub const fn sources(&self) -> &'static [&'static str] {
        match self {
            Self::RedirectUris => &["callbacks", "redirect_uris"],
            Self::LogoutUrls => &["allowed_logout_urls"],
            Self::WebOrigins => &["web_origins"],
            Self::AllowedOrigins => &["allowed_origins"],
            Self::InitiateLoginUri => &["initiate_login_uri"],
            Self::GrantTypes => &["grant_types"],
            Self::AuthenticationMethod => &["token_endpoint_auth_method", "client_authentication_methods"],
            Self::TokenLifetimes => &["jwt_configuration", "refresh_token"],
            Self::Name => &["name", "client_name"],
            Self::Logo => &["logo_uri"],
            Self::ClientGrant { .. } => &["scope"],
        }
    }

    /// What an Auth0 client object says about this member (facts/auth0.md 2.4). `None`: hidden by the reader's scopes, so
    /// unknown; a member that is merely not set is an empty list (facts/auth0.md 2.5: one scope shows all of them but the
    /// name, which everybody sees, and the authentication methods).
    #[must_use]
    pub fn held_by(&self, client: &Value) -> Option<Held> {
        let is_open = SHOWN_TOGETHER.iter().any(|name| client.get(name).is_some());
        match self {
            Self::Name => client.get("name").map(|name| one(Some(name))),
            Self::AuthenticationMethod => authentication_method(client),
            _ if !is_open => None,
            Self::TokenLifetimes => Some(lifetimes(client)),
            Self::InitiateLoginUri | Self::Logo => Some(one(client.get(self.code()))),
            Self::ClientGrant { .. } => None,
            _ => Some(many(client.get(self.code()))),
        }
    }

    /// What a registration in the words of RFC 7591 section 2 says about this member. `None`: it does not say.
    #[must_use]
    pub fn registered_by(&self, registration: &Value) -> Option<Held> {
        match self {
            Self::RedirectUris => registration.get("redirect_uris").map(|uris| many(Some(uris))),
            Self::Name => registration.get("client_name").map(|name| one(Some(name))),
            Self::GrantTypes => registration.get("grant_types").map(|types| many(Some(types))),
            Self::AuthenticationMethod => authentication_method(registration),
            Self::Logo => registration.get("logo_uri").map(|uri| one(Some(uri))),
            _ => None,
        }
    }

    /// What a request that sends this member sets it to. `None`: it does not send it, or its value alone does not tell.
    #[must_use]
    pub fn set_by(&self, request: &Value) -> Option<Held> {
        let sent = self.sources().iter().find_map(|name| request.get(name))?;
        match self {
            // parts of these objects stay when a request leaves them out
            Self::TokenLifetimes => None,
            Self::AuthenticationMethod => authentication_method(request),
            Self::InitiateLoginUri | Self::Logo | Self::Name => Some(one(Some(sent))),
            _ => Some(many(Some(sent))),
        }
    }
}

/// Members that one scope shows together: where one stands, the others are not hidden but not set.
const SHOWN_TOGETHER: [&str; 9] = [
    "callbacks",
    "grant_types",
    "tenant",
    "global",
    "is_first_party",
    "oidc_conformant",
    "jwt_configuration",
    "refresh_token",
    "allowed_logout_urls",
];

/// Whether a client object looks whole: with what every client has and one scope shows.
#[must_use]
pub fn is_whole(client: &Value) -> bool {
    ["name", "grant_types", "jwt_configuration", "is_first_party"]
        .iter()
        .all(|name| client.get(name).is_some())
}

/// A text or nothing; an empty text is what forms send for nothing.
fn one(value: Option<&Value>) -> Held {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) if text.is_empty() => Vec::new(),
        Some(value) => vec![text(value)],
    }
}

fn many(value: Option<&Value>) -> Held {
    match value {
        Some(Value::Array(items)) => items.iter().map(text).collect(),
        single => one(single),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Absence is not "none": while keys are used the method is absent, and the keys may be hidden (facts/auth0.md 2.5).
fn authentication_method(client: &Value) -> Option<Held> {
    if let Some(methods) = client.get("client_authentication_methods").and_then(Value::as_object)
        && !methods.is_empty()
    {
        let mut kinds: Vec<String> = methods.keys().cloned().collect();
        kinds.sort_unstable();
        return Some(kinds);
    }
    client.get("token_endpoint_auth_method").and_then(Value::as_str).map(|method| vec![method.to_owned()])
}

/// Where lifetimes stand (facts/auth0.md 2.4).
const LIFETIMES: [(&str, &str); 7] = [
    ("jwt_configuration", "lifetime_in_seconds"),
    ("refresh_token", "rotation_type"),
    ("refresh_token", "expiration_type"),
    ("refresh_token", "token_lifetime"),
    ("refresh_token", "infinite_token_lifetime"),
    ("refresh_token", "idle_token_lifetime"),
    ("refresh_token", "infinite_idle_token_lifetime"),
];

fn lifetimes(client: &Value) -> Held {
    let held = LIFETIMES.iter().filter_map(|(object, member)| {
        let value = client.get(object)?.get(member).filter(|value| !value.is_null())?;
        Some(format!("{object}.{member}={}", text(value)))
    });
    held.collect()
}

/// What a client grant says: the client that it names, its member, and its scopes. `None`: it names no client or no API.
#[must_use]
pub fn held_by_grant(grant: &Value) -> Option<(&str, Member, Held)> {
    let client = grant.get("client_id").and_then(Value::as_str)?;
    let audience = grant.get("audience").and_then(Value::as_str)?.to_owned();
    let subject_type = grant.get("subject_type").and_then(Value::as_str).unwrap_or(GRANT_SUBJECT).to_owned();
    Some((client, Member::ClientGrant { audience, subject_type }, many(grant.get("scope"))))
}

/// The subject of a grant that names none (facts/auth0.md 4.2).
pub const GRANT_SUBJECT: &str = "client";

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_hidden_member_is_unknown_and_one_that_is_not_set_is_empty() {
        assert_eq!(Member::RedirectUris.held_by(&json!({"client_id": "a", "name": "A"})), None);
        assert_eq!(Member::WebOrigins.held_by(&json!({"client_id": "a", "callbacks": []})), Some(Vec::new()));
        assert_eq!(Member::AuthenticationMethod.held_by(&json!({"callbacks": []})), None);
    }

    #[test]
    fn uris_are_kept_in_their_order_and_byte_for_byte() {
        let client = json!({"callbacks": ["https://B.example:443/%7e", "https://a.example"]});
        let held = Member::RedirectUris.held_by(&client).unwrap();
        assert_eq!(held, ["https://B.example:443/%7e", "https://a.example"]);
    }

    #[test]
    fn a_request_that_sets_a_part_of_the_lifetimes_does_not_tell_what_they_are() {
        let request = json!({"refresh_token": {"leeway": 3}, "initiate_login_uri": null});
        assert_eq!(Member::TokenLifetimes.set_by(&request), None);
        assert_eq!(Member::InitiateLoginUri.set_by(&request), Some(Vec::new()));
        assert_eq!(Member::Name.set_by(&request), None);
    }

    #[test]
    fn every_member_of_a_client_survives_its_code() {
        for member in Member::OF_CLIENT {
            assert_eq!(Member::of_client(member.code()), Some(member));
        }
    }
}
