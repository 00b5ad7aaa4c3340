//! What a Management API token says about itself, read without verifying it (facts/auth0.md 1.5).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::ids::ClientId;
use domain::time::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use crate::problem::Trouble;
use crate::scopes::WIDENING;

/// What a Management API token says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// The scopes that it really holds.
    pub scopes: Vec<String>,
    /// Whether the server said which scopes it holds (RFC 6749 section 5.1: it need not).
    pub scopes_are_told: bool,
    /// When it ends, by the server.
    pub ends_at: Timestamp,
    /// The client that it was issued to (`azp`, else `client_id`): the client that Rollcall is.
    pub client_id: Option<ClientId>,
    /// The Management API that it is for; of a pasted token, its own.
    pub audience: String,
    /// Who issued it.
    pub issuer: String,
    /// Whether it holds a scope with which it can give itself more.
    pub can_widen_itself: bool,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    aud: Option<Audience>,
    exp: Option<f64>,
    scope: Option<Words>,
    #[serde(default)]
    permissions: Vec<String>,
    azp: Option<String>,
    client_id: Option<String>,
}

/// RFC 8693 section 4.2 makes `scope` one text; some servers write a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Text(String),
    List(Vec<String>),
}

impl Words {
    fn into_list(self) -> Vec<String> {
        match self {
            Self::Text(text) => text.split_whitespace().map(str::to_owned).collect(),
            Self::List(list) => list,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl TokenInfo {
    /// Decodes a pasted token, without asking anybody and without judging whether it has ended.
    ///
    /// # Errors
    /// The text is no token for a Management API.
    pub fn of_pasted(token: &SecretString) -> Result<Self, Trouble> {
        let text = token.expose_secret().trim();
        let claims = claims(text)?;
        let refused = |why| Trouble::NotAToken { why };
        let audience = claims
            .aud
            .into_iter()
            .flat_map(|audience| match audience {
                Audience::One(one) => vec![one],
                Audience::Many(many) => many,
            })
            .find(|audience| audience.ends_with("/api/v2/"))
            .ok_or_else(|| refused("its audience is not a Management API"))?;
        let ends_at = claims.exp.and_then(seconds).ok_or_else(|| refused("it does not say when it ends"))?;
        let mut scopes = claims.scope.map(Words::into_list).unwrap_or_default();
        scopes.extend(claims.permissions);
        scopes.sort_unstable();
        scopes.dedup();
        Ok(Self {
            can_widen_itself: can_widen(&scopes),
            scopes,
            scopes_are_told: true,
            ends_at,
            client_id: claims.azp.or(claims.client_id).map(ClientId::new),
            audience,
            issuer: claims.iss.unwrap_or_default(),
        })
    }

    /// Whether it may hold this scope: it does, or the server did not say which it holds.
    #[must_use]
    pub fn may_hold(&self, scope: &str) -> bool {
        !self.scopes_are_told || self.holds(scope)
    }

    /// Whether it holds this scope.
    #[must_use]
    pub fn holds(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// The tenant's canonical domain, from the audience.
    #[must_use]
    pub fn domain(&self) -> Option<String> {
        host(&self.audience)
    }
}

/// The host of a URL, as written.
pub(super) fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

pub(super) fn can_widen(scopes: &[String]) -> bool {
    scopes.iter().any(|scope| WIDENING.contains(&scope.as_str()))
}

fn claims(token: &str) -> Result<Claims, Trouble> {
    let refused = |why| Trouble::NotAToken { why };
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(refused("it does not have the three parts of a JSON Web Token"));
    };
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(payload.trim_end_matches('='))
        .map_err(|_| refused("its middle part is not base64url"))?;
    serde_json::from_slice(&bytes).map_err(|_| refused("its middle part is not JSON"))
}

#[expect(clippy::cast_possible_truncation, reason = "a moment out of range becomes the last one")]
fn seconds(value: f64) -> Option<Timestamp> {
    value.is_finite().then(|| Timestamp::from_millis((value * 1_000.0) as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn token(payload: &Value) -> SecretString {
        let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.signature", encode(&json!({"alg": "RS256"})), encode(payload)).into()
    }

    #[test]
    fn a_pasted_token_says_whose_it_is_and_what_it_holds() {
        let info = TokenInfo::of_pasted(&token(&json!({
            "iss": "https://login.acme.example/", "sub": "abc@clients", "azp": "abc", "exp": 1_800_000_000,
            "aud": "https://acme.eu.auth0.com/api/v2/", "scope": "read:clients update:client_grants",
        })))
        .unwrap();
        assert_eq!(info.client_id, Some(ClientId::new("abc")));
        assert_eq!(info.domain().as_deref(), Some("acme.eu.auth0.com"));
        assert_eq!(info.ends_at, Timestamp::from_millis(1_800_000_000_000));
        assert!(info.holds("read:clients") && !info.holds("read:logs") && info.can_widen_itself);
    }

    #[test]
    fn both_token_profiles_and_a_list_of_audiences_are_read() {
        let info = TokenInfo::of_pasted(&token(&json!({
            "client_id": "abc", "exp": 1_800_000_000,
            "aud": ["https://acme.eu.auth0.com/api/v2/", "https://acme.eu.auth0.com/userinfo"],
        })))
        .unwrap();
        assert_eq!(info.client_id, Some(ClientId::new("abc")));
        assert!(info.scopes.is_empty());
    }

    #[test]
    fn what_is_no_management_token_is_refused_without_repeating_it() {
        for pasted in ["", "hello", "a.b.c", "a.e30.c", "..", "eyJhbGciOiJub25lIn0.bm90IGpzb24."] {
            let error = TokenInfo::of_pasted(&SecretString::from(pasted)).unwrap_err();
            assert!(matches!(error, Trouble::NotAToken { .. }), "{pasted}: {error}");
        }
        let other = token(&json!({"aud": "https://billing.example/", "exp": 1_800_000_000}));
        assert!(matches!(TokenInfo::of_pasted(&other), Err(Trouble::NotAToken { .. })));
    }
}
