//! `/.well-known/openid-configuration`. The registration endpoint is listed even while registration is disabled
//! (facts/auth0.md 5.1).

use serde_json::json;

use super::reply::Reply;
use crate::world::World;

pub(crate) fn document(world: &World) -> Reply {
    let at = |path: &str| format!("{}{path}", world.base_url);
    Reply::value(
        200,
        &json!({
            "issuer": format!("https://{}/", world.domain),
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/oauth/token"),
            "device_authorization_endpoint": at("/oauth/device/code"),
            "userinfo_endpoint": at("/userinfo"),
            "jwks_uri": at("/.well-known/jwks.json"),
            "registration_endpoint": at("/oidc/register"),
            "revocation_endpoint": at("/oauth/revoke"),
            "scopes_supported": ["openid", "profile", "offline_access", "email"],
            "response_types_supported": ["code", "token", "id_token", "code token", "code id_token"],
            "code_challenge_methods_supported": ["S256", "plain"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["public"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "PS256"],
            "id_token_signing_alg_values_supported": ["HS256", "RS256", "PS256"],
            "request_uri_parameter_supported": false,
            "request_parameter_supported": false,
        }),
    )
}
