//! `POST /oidc/register`: open registration (facts/auth0.md 5).

use serde_json::{Value, json};

use super::clients::{add, room};
use super::reply::{self, Reply, oauth_error};
use super::request::Call;
use crate::dice;
use crate::population::{Form, Member};
use crate::rows::admin::Author;
use crate::world::World;

/// # Errors
/// 400 (or 403) while disabled, in the management style; RFC 7591 errors for bad metadata.
pub(crate) fn register(world: &mut World, call: &Call, now_ms: i64) -> Result<Reply, Reply> {
    if !enabled(world) {
        let status = world.settings.dcr.disabled_status;
        return Err(reply::refuse(status, "dynamic client registration is disabled", None));
    }
    let Ok(body) = call.object() else {
        return Err(oauth_error(400, "invalid_client_metadata", "The body is not a JSON object"));
    };
    let redirects: Option<Vec<&str>> = body
        .get("redirect_uris")
        .and_then(Value::as_array)
        .and_then(|list| list.iter().map(Value::as_str).collect());
    let Some(redirects) = redirects.filter(|list| !list.is_empty()) else {
        return Err(oauth_error(400, "invalid_redirect_uri", "redirect_uris is required"));
    };
    room(world)?;
    let method =
        body.get("token_endpoint_auth_method").and_then(Value::as_str).unwrap_or("client_secret_post");
    if !["none", "client_secret_post"].contains(&method) {
        return Err(oauth_error(
            400,
            "invalid_client_metadata",
            "token_endpoint_auth_method is not supported",
        ));
    }
    let grants: Vec<&str> = body
        .get("grant_types")
        .and_then(Value::as_array)
        .map(|list| {
            list.iter()
                .filter_map(Value::as_str)
                .filter(|grant| ["authorization_code", "refresh_token"].contains(grant))
                .collect()
        })
        .filter(|list: &Vec<&str>| !list.is_empty())
        .unwrap_or_else(|| vec!["authorization_code"]);
    let name = body.get("client_name").and_then(Value::as_str).unwrap_or("Unnamed client").to_owned();
    let permissive = world.settings.dcr.security_mode == "permissive";
    let roll = world.fresh();
    let client_id = if permissive {
        dice::alphanumeric(roll, 32)
    } else {
        format!("tpc_{}", dice::alphanumeric(roll, 22))
    };
    let mut member = Member::new(client_id.clone(), name.clone(), Form::SelfRegistered, now_ms);
    member.overrides = crate::settings::object(Some(json!({
        "callbacks": redirects,
        "grant_types": grants,
        "token_endpoint_auth_method": method,
        "app_type": if method == "none" { "native" } else { "regular_web" },
        "third_party_security_mode": if permissive { "permissive" } else { "strict" },
    })));
    let answer = json!({
        "client_name": name,
        "client_id": client_id,
        "redirect_uris": redirects,
        "client_secret_expires_at": 0,
        "grant_types": grants,
        "token_endpoint_auth_method": method,
    });
    let author = Author::Anyone { address: "198.51.100.24".into() };
    let public = method == "none";
    let request = Value::Object(body.clone());
    let number = add(world, member, now_ms, &author, request, None);
    let mut answer = answer;
    if !public {
        answer["client_secret"] = Value::String(world.secret(number).current);
    }
    Ok(Reply::value(world.settings.dcr.created_status, &answer))
}

fn enabled(world: &World) -> bool {
    world
        .tenant_settings
        .get("flags")
        .and_then(|flags| flags.get("enable_dynamic_client_registration"))
        .is_some_and(|flag| *flag == Value::Bool(true))
}
