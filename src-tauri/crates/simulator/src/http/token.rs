//! `POST /oauth/token` (facts/auth0.md 1.1, 1.2 and 8.2).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::assertion;
use super::jwt;
use super::reply::{Reply, oauth_error};
use super::request::Call;
use crate::log_id::LogKey;
use crate::population::Form;
use crate::rows::{LiveRow, token};
use crate::world::World;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The request's members.
struct Members<'a>(&'a [(String, String)]);

impl Members<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// # Errors
/// The OAuth errors of facts/auth0.md 8.2, each with its failure row where the client is known.
pub(crate) fn exchange(world: &mut World, call: &Call, now_ms: i64) -> Result<Reply, Reply> {
    let members = call.form();
    let form = Members(&members);
    let grant_type = form.get("grant_type").unwrap_or_default();
    match grant_type {
        "client_credentials" | "authorization_code" | "refresh_token" => {}
        "" => return Err(oauth_error(400, "invalid_request", "Missing required parameter: grant_type")),
        _ => return Err(oauth_error(400, "unsupported_grant_type", "Unsupported grant type")),
    }
    let failure = match grant_type {
        "client_credentials" => "feccft",
        "refresh_token" => "fertft",
        _ => "feacft",
    };
    let number = authenticate(world, call, &form, failure, now_ms)?;
    let body = world.body(number);
    let allowed = body
        .get("grant_types")
        .and_then(|list| list.as_array())
        .is_some_and(|list| list.iter().any(|grant| grant == grant_type));
    if !allowed {
        write(world, number, failure, (form.get("audience").unwrap_or_default(), ""), now_ms);
        let description = format!("Grant type '{grant_type}' not allowed for the client.");
        return Err(oauth_error(403, "unauthorized_client", &description));
    }
    match grant_type {
        "client_credentials" => client_credentials(world, number, &form, now_ms),
        "refresh_token" => {
            write(world, number, failure, (form.get("audience").unwrap_or_default(), ""), now_ms);
            Err(oauth_error(403, "invalid_grant", "Unknown or invalid refresh token."))
        }
        _ => {
            write(world, number, failure, (form.get("audience").unwrap_or_default(), ""), now_ms);
            Err(oauth_error(403, "invalid_grant", "Invalid authorization code"))
        }
    }
}

/// Who is asking, by assertion, Basic header or body.
fn authenticate(
    world: &mut World,
    call: &Call,
    form: &Members<'_>,
    failure: &str,
    now_ms: i64,
) -> Result<u32, Reply> {
    if let Some(assertion) = form.get("client_assertion") {
        if form.get("client_assertion_type") != Some(ASSERTION_TYPE) {
            return Err(oauth_error(400, "invalid_request", "Unknown client_assertion_type"));
        }
        return assertion::verify(world, assertion, now_ms)
            .map_err(|problem| oauth_error(401, "invalid_client", problem));
    }
    let basic = call
        .header("authorization")
        .and_then(|header| header.strip_prefix("Basic "))
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|pair| pair.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned())));
    let (client_id, secret) = match basic {
        Some((id, secret)) => (id, Some(secret)),
        None => match form.get("client_id") {
            Some(id) => (id.to_owned(), form.get("client_secret").map(ToOwned::to_owned)),
            None => return Err(oauth_error(400, "invalid_request", "Missing required parameter: client_id")),
        },
    };
    let Some(number) = world.find(&client_id) else {
        return Err(oauth_error(401, "invalid_client", "Unknown client"));
    };
    let body = world.body(number);
    if body.get("token_endpoint_auth_method").is_some_and(|method| method == "none") {
        return Ok(number);
    }
    let keyed = body.get("client_authentication_methods").is_some_and(|methods| !methods.is_null());
    let known = world.secret(number);
    let right = !keyed
        && secret.is_some_and(|secret| {
            secret == known.current
                || known.previous.is_some_and(|(previous, until_ms)| now_ms < until_ms && secret == previous)
        });
    if right && world.members[number as usize].form != Form::Global {
        Ok(number)
    } else {
        write(world, number, failure, (form.get("audience").unwrap_or_default(), ""), now_ms);
        Err(oauth_error(401, "access_denied", "Unauthorized"))
    }
}

fn client_credentials(
    world: &mut World,
    number: u32,
    form: &Members<'_>,
    now_ms: i64,
) -> Result<Reply, Reply> {
    let client_id = world.members[number as usize].client_id.clone();
    let audience = form
        .get("audience")
        .map(ToOwned::to_owned)
        .or_else(|| {
            world
                .tenant_settings
                .get("default_audience")
                .and_then(|audience| audience.as_str().map(ToOwned::to_owned))
        })
        .filter(|audience| !audience.is_empty());
    let Some(audience) = audience else {
        write(world, number, "feccft", ("", ""), now_ms);
        return Err(oauth_error(
            403,
            "access_denied",
            "No audience parameter was provided, and no default audience has been configured",
        ));
    };
    let api = world
        .resource_servers
        .iter()
        .find(|api| api.get("identifier").is_some_and(|known| known == audience.as_str()));
    let Some(api) = api else {
        write(world, number, "feccft", (&audience, ""), now_ms);
        return Err(oauth_error(403, "access_denied", &format!("Service not found: {audience}")));
    };
    let lifetime_s = api.get("token_lifetime").and_then(serde_json::Value::as_i64).unwrap_or(86_400);
    let grant = world
        .grants
        .values()
        .find(|grant| {
            grant.client_id.as_deref() == Some(client_id.as_str())
                && *grant.audience == *audience
                && grant.subject_type == "client"
        })
        .map(|grant| grant.scope.join(" "));
    let Some(scope) = grant else {
        write(world, number, "feccft", (&audience, ""), now_ms);
        let description = format!(
            "Client is not authorized to access \"{audience}\". You need to create a \"client-grant\" associated to this API."
        );
        return Err(oauth_error(403, "access_denied", &description));
    };
    let token = jwt::issue(world, &client_id, &audience, &scope, now_ms, lifetime_s);
    write(world, number, "seccft", (&audience, &scope), now_ms);
    Ok(Reply::value(
        200,
        &json!({"access_token": token, "scope": scope, "expires_in": lifetime_s, "token_type": "Bearer"}),
    ))
}

/// Writes the row of a token request that really happened.
pub(crate) fn write(
    world: &mut World,
    number: u32,
    event_type: &str,
    (audience, scope): (&str, &str),
    at_ms: i64,
) -> LogKey {
    let tie = world.fresh();
    let seed = world.row_seed(number, 0, at_ms, tie);
    let member = &world.members[number as usize];
    let text = token::text(&token::Facts {
        seed: world.settings.seed,
        tenant_name: &world.settings.tenant_name,
        hostname: &world.domain,
        key: seed.key,
        date_ms: at_ms,
        event_type,
        client_id: &member.client_id,
        client_name: &member.name,
        audience,
        scope,
        address: "192.0.2.200",
        callback: "https://staging.northmere.example/callback",
    });
    let row = LiveRow {
        date_ms: at_ms,
        visible_ms: seed.visible_ms,
        event_type: event_type.to_owned(),
        client_id: (event_type != "f").then(|| member.client_id.clone()),
        is_use: crate::rows::is_use(event_type),
        text,
    };
    world.live_rows.insert(seed.key, row);
    seed.key
}
