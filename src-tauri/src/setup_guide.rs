//! How to make the least-privilege client that Rollcall signs in as: in the Dashboard, or by `auth0 api`.

use domain::connection::Permission;

use crate::views::connect::SetupGuideResponse;
use crate::views::frame::KeychainView;

/// The guide for a domain; a placeholder stands where none was typed.
#[must_use]
pub fn guide(domain: &str, permission: Permission, keychain: KeychainView) -> SetupGuideResponse {
    let domain = if domain.is_empty() { "YOUR-TENANT.eu.auth0.com" } else { domain };
    let acting: &[&str] = match permission {
        Permission::ReadOnly => &[],
        Permission::ReadAndAct => &provider::ACT,
    };
    let scopes: Vec<String> = provider::OBSERVE.iter().chain(acting).map(ToString::to_string).collect();
    let quoted = scopes.iter().map(|scope| format!("\"{scope}\"")).collect::<Vec<_>>().join(",");
    SetupGuideResponse {
        dashboard_steps: vec![
            "Open Applications, Applications and choose Create Application.".into(),
            "Name it Rollcall, choose Machine to Machine Applications, Create.".into(),
            "Choose the Auth0 Management API, expand its permissions, select these scopes, Authorize.".into(),
            "Open the Settings tab and copy Domain, Client ID and Client Secret into this form.".into(),
        ],
        commands: vec![
            "auth0 api post clients --data '{\"name\":\"Rollcall\",\"app_type\":\"non_interactive\",\"grant_types\":[\"client_credentials\"],\"token_endpoint_auth_method\":\"client_secret_post\"}'".into(),
            format!(
                "auth0 api post client-grants --data '{{\"client_id\":\"CLIENT_ID\",\"audience\":\"https://{domain}/api/v2/\",\"scope\":[{quoted}]}}'"
            ),
        ],
        scopes,
        keychain_available: keychain.available,
        keychain_why: keychain.why,
    }
}
