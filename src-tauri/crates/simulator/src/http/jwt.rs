//! Access tokens: made and checked here, signed with a key that follows from the seed.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use serde_json::{Value, json};

use super::reply::{self, Reply};
use super::request::Call;
use crate::rows::admin::Author;
use crate::world::World;
use crate::writer::Program;

/// The holder of a Management API token.
pub(crate) struct Caller {
    pub(crate) client_id: String,
    pub(crate) client_name: String,
    pub(crate) scopes: Vec<String>,
    jti: String,
    address: String,
    program: Program,
}

impl Caller {
    pub(crate) fn holds(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// # Errors
    /// 403 when none of the scopes is held.
    pub(crate) fn needs_any(&self, scopes: &[&str]) -> Result<(), Reply> {
        if scopes.iter().any(|scope| self.holds(scope)) {
            Ok(())
        } else {
            Err(reply::insufficient_scope(scopes))
        }
    }

    pub(crate) fn author(&self) -> Author {
        Author::Client {
            client_id: self.client_id.clone(),
            client_name: self.client_name.clone(),
            scopes: self.scopes.clone(),
            jti: self.jti.clone(),
            address: self.address.clone(),
            program: self.program.clone(),
        }
    }
}

/// The Management API's audience.
pub(crate) fn management_audience(world: &World) -> String {
    format!("https://{}/api/v2/", world.domain)
}

fn signing_key(world: &World) -> hmac::Key {
    hmac::Key::new(
        hmac::HMAC_SHA256,
        format!("token key {} {}", world.settings.seed, world.domain).as_bytes(),
    )
}

/// Signs a token in the Auth0 profile (facts/auth0.md 1.5).
pub(crate) fn issue(
    world: &mut World,
    client_id: &str,
    audience: &str,
    scope: &str,
    now_ms: i64,
    lifetime_s: i64,
) -> String {
    let jti = crate::dice::alphanumeric(world.fresh(), 22);
    let issued_s = now_ms.div_euclid(1_000);
    let claims = json!({
        "iss": format!("https://{}/", world.domain), "sub": format!("{client_id}@clients"), "aud": audience,
        "iat": issued_s, "exp": issued_s + lifetime_s, "scope": scope, "gty": "client-credentials",
        "azp": client_id, "jti": jti,
    });
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
    let signed = format!("{header}.{payload}");
    let signature = hmac::sign(&signing_key(world), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Checks the bearer token of a Management API call.
///
/// # Errors
/// 401 in the words of facts/auth0.md 8.1.
pub(crate) fn authenticate(world: &World, call: &Call, now_ms: i64) -> Result<Caller, Reply> {
    let unauthorized = |message: &str| reply::refuse(401, message, None);
    let header = call.header("authorization").ok_or_else(|| unauthorized("Missing authentication"))?;
    let token = header.strip_prefix("Bearer ").ok_or_else(|| unauthorized("Invalid token."))?;
    let (signed, signature) = token.rsplit_once('.').ok_or_else(|| unauthorized("Invalid token."))?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| unauthorized("Invalid token."))?;
    if hmac::verify(&signing_key(world), signed.as_bytes(), &signature).is_err() {
        return Err(unauthorized("Invalid signature received for JSON Web Token validation."));
    }
    let claims = claims(signed).ok_or_else(|| unauthorized("Invalid token."))?;
    if claims["exp"].as_i64().is_none_or(|expires_s| expires_s * 1_000 <= now_ms) {
        return Err(unauthorized("Expired token received for JSON Web Token validation"));
    }
    if claims["aud"].as_str() != Some(management_audience(world).as_str()) {
        return Err(unauthorized(&format!("Bad audience: {}", claims["aud"].as_str().unwrap_or_default())));
    }
    let text = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
    let client_id = text("azp");
    let client_name =
        world.find(&client_id).map(|number| world.members[number as usize].name.clone()).unwrap_or_default();
    Ok(Caller {
        client_name,
        client_id,
        scopes: text("scope").split_whitespace().map(ToOwned::to_owned).collect(),
        jti: text("jti"),
        address: "192.0.2.200".into(),
        program: program(call),
    })
}

/// What the calling program says about itself (facts/auth0.md 1.6).
fn program(call: &Call) -> Program {
    let auth0_client = call.header("auth0-client").and_then(|header| {
        let decoded = STANDARD.decode(header).or_else(|_| URL_SAFE_NO_PAD.decode(header)).ok()?;
        serde_json::from_slice(&decoded).ok()
    });
    Program { user_agent: call.header("user-agent").map(ToOwned::to_owned), auth0_client }
}

fn claims(signed: &str) -> Option<Value> {
    let payload = URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?;
    serde_json::from_slice(&payload).ok()
}
