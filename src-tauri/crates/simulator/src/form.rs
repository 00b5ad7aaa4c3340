//! The members of a client by its form, with the server's defaults (facts/auth0.md 2.4 and 2.6).

use serde_json::{Map, Value, json};

use crate::dice;
use crate::population::{Form, Member};

/// All members that a fully privileged reader sees, except `client_secret` and `signing_keys`.
pub(crate) fn body(tenant_name: &str, seed: u64, member: &Member) -> Map<String, Value> {
    let form = member.form;
    let mut body = Map::with_capacity(32);
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    put("tenant", json!(tenant_name));
    put("global", json!(form == Form::Global));
    put("is_token_endpoint_ip_header_trusted", json!(false));
    put("name", json!(member.name));
    put("client_id", json!(member.client_id));
    put("is_first_party", json!(form.is_first_party()));
    put("oidc_conformant", json!(form != Form::Global));
    put("sso_disabled", json!(false));
    put("cross_origin_authentication", json!(false));
    put("custom_login_page_on", json!(true));
    put("callbacks", json!(callbacks(form, member, seed)));
    put("allowed_logout_urls", json!([]));
    put("web_origins", json!([]));
    put("client_aliases", json!([]));
    put("allowed_clients", json!([]));
    if form != Form::Global {
        put("app_type", json!(app_type(form)));
        put("grant_types", json!(grant_types(form)));
    }
    put("jwt_configuration", jwt_configuration(form));
    put("refresh_token", refresh_token(form));
    match form {
        Form::MachineWithKey | Form::PartnerMachineWithKey => {
            let id = format!("cred_{}", dice::alphanumeric(dice::roll_text(seed, &member.client_id), 22));
            put("client_authentication_methods", json!({"private_key_jwt": {"credentials": [{"id": id}]}}));
        }
        Form::MachineWithCertificate => {
            let id = format!("cred_{}", dice::alphanumeric(dice::roll_text(seed, &member.client_id), 22));
            put("client_authentication_methods", json!({"tls_client_auth": {"credentials": [{"id": id}]}}));
        }
        Form::SinglePage | Form::Native | Form::Device | Form::SelfRegistered => {
            put("token_endpoint_auth_method", json!("none"));
        }
        Form::Global => {}
        _ => put("token_endpoint_auth_method", json!("client_secret_post")),
    }
    if form.is_strict() {
        put("third_party_security_mode", json!("strict"));
        put("redirection_policy", json!("open_redirect_protection"));
    }
    if form == Form::SelfRegistered {
        put("external_metadata_type", json!("dcr"));
        put("external_metadata_created_by", json!("client"));
    }
    for (key, value) in &member.overrides {
        body.insert(key.clone(), value.clone());
    }
    body
}

const fn app_type(form: Form) -> &'static str {
    match form {
        Form::Web | Form::PartnerWeb => "regular_web",
        Form::SinglePage => "spa",
        Form::Native | Form::Device | Form::SelfRegistered => "native",
        _ => "non_interactive",
    }
}

fn grant_types(form: Form) -> Vec<&'static str> {
    match form {
        Form::Machine
        | Form::MachineWithKey
        | Form::MachineWithCertificate
        | Form::PartnerMachine
        | Form::PartnerMachineWithKey => vec!["client_credentials"],
        Form::Device => vec!["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        Form::Global => vec![],
        _ => vec!["authorization_code", "refresh_token"],
    }
}

fn callbacks(form: Form, member: &Member, seed: u64) -> Vec<String> {
    let slug: String = member
        .name
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' })
        .collect();
    let count = 1 + dice::below(dice::roll_text(seed, &member.client_id), 3);
    match form {
        Form::Web | Form::SinglePage => (0..count)
            .map(|index| format!("https://{slug}.northmere.example/callback{}", suffix(index)))
            .collect(),
        Form::Native | Form::Device => vec![format!("com.northmere.{}://callback", slug.replace('-', ""))],
        Form::PartnerWeb => {
            (0..count).map(|index| format!("https://{slug}.example.com/oauth{}", suffix(index))).collect()
        }
        Form::SelfRegistered => vec![format!("https://{slug}.example.net/oauth/callback")],
        _ => vec![],
    }
}

fn suffix(index: usize) -> String {
    if index == 0 { String::new() } else { format!("/{index}") }
}

fn jwt_configuration(form: Form) -> Value {
    json!({
        "alg": "RS256",
        "lifetime_in_seconds": if form.is_strict() { 3_600 } else { 36_000 },
        "secret_encoded": false,
    })
}

fn refresh_token(form: Form) -> Value {
    if form.is_strict() {
        json!({
            "rotation_type": "rotating", "expiration_type": "expiring", "leeway": 0, "token_lifetime": 2_592_000,
            "idle_token_lifetime": 1_296_000, "infinite_token_lifetime": false, "infinite_idle_token_lifetime": false,
        })
    } else {
        json!({
            "rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": 0,
            "token_lifetime": 31_557_600, "idle_token_lifetime": 2_592_000, "infinite_token_lifetime": true,
            "infinite_idle_token_lifetime": true,
        })
    }
}
