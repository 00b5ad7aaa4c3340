use proptest::prelude::*;
use serde_json::json;

use super::*;

const CANARY: &str = "cAnArY-0123456789abcdefABCDEF";

fn scrubbed(mut value: Value) -> String {
    row(&mut value);
    value.to_string()
}

#[test]
fn a_secret_goes_wherever_it_stands() {
    for planted in [
        json!({"client_secret": CANARY}),
        json!({"details": {"request": {"body": {"clientSecret": [CANARY], "x": {"new-password": {"value": CANARY}}}}}}),
        json!({"details": {"request": {"body": format!("grant_type=x&client_secret={CANARY}&a=b")}}}),
        json!({"details": {"request": {"body": format!("{{\"name\":\"a\",\"client_secret\":\"{CANARY}\"}}")}}}),
        json!({"description": format!("broken {{\"client_secret\": \"{CANARY}\", \"na")}),
        json!({"details": {"qs": format!("https://a.example/cb?code={CANARY}&state=1")}}),
        json!({"details": {"qs": {"code": CANARY, "refresh_token": CANARY}}}),
        json!({"details": {"uri": format!("https://a.example/cb#access_token={CANARY}")}}),
        json!({"details": {"uri": format!("https%3A%2F%2Fa.example%2Fcb%3Fclient_secret%3D{CANARY}")}}),
        json!({"details": {"header": format!("Authorization: Bearer {CANARY}")}}),
        json!({"details": {"header": format!("Basic {CANARY}==")}}),
        json!({"details": {"endpoint": format!("https://user:{CANARY}@siem.example/x")}}),
        json!({"details": {"pem": format!("-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----")}}),
        json!({"details": {"anything": format!("eyJhbGciOiJSUzI1NiJ9.{CANARY}.sig")}}),
        json!({"details": {"anything": format!("see {CANARY}{CANARY} here")}}),
        json!({"addons": {"aws": {"secretAccessKey": CANARY}}, "callbacks": [format!("https://a/?token={CANARY}")]}),
        json!({"otp": 123_456, "code": CANARY}),
    ] {
        let text = scrubbed(planted.clone());
        assert!(!text.contains(CANARY) && !text.contains("123456"), "{planted} became {text}");
    }
}

#[test]
fn what_is_no_secret_stays_as_it_was() {
    let innocent = json!({
        "log_id": "90020211201185132572079310688835925971249535794074878050",
        "client_id": "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE",
        "description": "Callback URL mismatch. https://a.example/cb is not in the list of allowed callback URLs",
        "scope": "read:client_keys read:clients", "audience": "https://acme.eu.auth0.com/api/v2/",
        "details": {
            "accessedSecrets": ["client_secret"],
            "error": {"payload": {"code": "invalid_request", "authorized": ["https://a.example/cb"]}},
            "request": {"method": "patch", "path": "/api/v2/clients/x", "body": {
                "token_endpoint_auth_method": "client_secret_post", "grant_types": ["password", "refresh_token"],
                "refresh_token": {"rotation_type": "rotating", "token_lifetime": 31_557_600, "leeway": 0},
                "jwt_configuration": {"secret_encoded": false, "alg": "RS256"},
                "callbacks": ["https://a.example/cb?next=1", "com.example.app:/cb"],
            }},
            "response": {"statusCode": 200, "body": {"code": 204}},
        },
    });
    let mut value = innocent.clone();
    row(&mut value);
    assert_eq!(value, innocent);
}

#[test]
fn redirect_uris_of_a_snapshot_stay_exact() {
    let uri = "https://a.example/cb/AbCdEfGh0123456789AbCdEfGh0123456789AbCdEfGh0123456789";
    let mut client = json!({"client_id": "a", "callbacks": [uri], "initiate_login_uri": uri});
    let before = client.clone();
    members(&mut client);
    assert_eq!(client, before);
}

#[test]
fn people_go_from_sign_in_rows() {
    let mut value = json!({
        "user_id": "auth0|1", "user_name": "kim@acme.example", "ip": "203.0.113.9", "client_id": "abc",
        "user_agent": "Chrome/120.0.0.0", "description": "Blocked kim@acme.example from 203.0.113.9.",
        "details": {"body": {"email": "kim@acme.example"}, "prompts": [{"identity": "1", "name": "lock"}],
            "qs": "login_hint=kim%40acme.example&x=2001:db8::1"},
        "location_info": {"city_name": "Oslo"},
    });
    personal(&mut value);
    let text = value.to_string();
    for gone in ["kim", "203.0.113.9", "auth0|1", "Oslo", "2001:db8::1"] {
        assert!(!text.contains(gone), "{gone} in {text}");
    }
    assert!(text.contains("Chrome/120.0.0.0") && text.contains("abc") && text.contains("lock"));
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("client_secret".to_owned()),
        Just("password".to_owned()),
        Just("access_token".to_owned()),
        Just("signing_keys".to_owned()),
        Just("client_assertion".to_owned()),
        Just("httpAuthorization".to_owned()),
    ]
}

/// A canary under a secret's name, wrapped in anything that a log may wrap it in.
fn planted() -> impl Strategy<Value = Value> {
    let leaf = any_name().prop_map(|name| json!({(name): CANARY}));
    leaf.prop_recursive(6, 40, 4, |inner| {
        prop_oneof![
            ("[a-z_]{1,12}", inner.clone())
                .prop_map(|(name, value)| json!({(name): value, "other": [1, null, "ok"]})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Value::Array),
            ("[a-z]{1,8}", inner.clone()).prop_map(|(name, value)| json!({(name): value.to_string()})),
            inner.clone().prop_map(|value| Value::String(value.to_string())),
            (any_name(), inner)
                .prop_map(|(name, value)| json!({"body": format!("a=b&{name}={CANARY}&c=d"), "more": value})),
        ]
    })
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "[%=:&\"'{}a-z_./@eyJ é]{0,60}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 30, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map("[a-z_]{0,10}|client_secret|code|callbacks|email", inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_canary_survives_in_any_position(value in planted()) {
        let text = scrubbed(value.clone());
        prop_assert!(!text.contains(CANARY), "{value} became {text}");
    }

    #[test]
    fn scrubbing_never_panics_and_finds_nothing_the_second_time(value in anything()) {
        let mut once = value;
        row(&mut once);
        let mut twice = once.clone();
        row(&mut twice);
        prop_assert_eq!(&once, &twice);
        personal(&mut twice);
    }
}

#[test]
fn a_user_in_a_redirect_uri_stays_byte_for_byte_and_a_password_goes() {
    let kept = ["https://good.example@evil.example/cb", "https://good.example:443@evil.example/cb"];
    let mut client = json!({"callbacks": kept, "web_origins": [format!("https://kim:{CANARY}@a.example")]});
    members(&mut client);
    assert_eq!(client["callbacks"], json!(kept));
    assert!(!client.to_string().contains(CANARY));
    let mut elsewhere = json!({"endpoint": "https://kim@siem.example"});
    members(&mut elsewhere);
    assert_eq!(elsewhere["endpoint"], "https://REMOVED@siem.example");
}
