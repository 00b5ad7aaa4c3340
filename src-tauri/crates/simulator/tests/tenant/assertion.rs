//! Signing in with a key instead of a secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use serde_json::{Value, json};
use simulator::Settings;

use super::{Answer, NOW_MS, Visitor};

/// A key made for these tests; it opens nothing.
const PRIVATE: &[u8] = include_bytes!("keys/test_only.pkcs8.der");
const PUBLIC: &str = include_str!("keys/test_only.pub.pem");
const PUBLIC_PKCS1: &str = include_str!("keys/test_only.rsa.pem");

fn sign(algorithm: &str, claims: &Value) -> String {
    let encoding: &'static dyn RsaEncoding = match algorithm {
        "RS384" => &RSA_PKCS1_SHA384,
        "PS256" => &RSA_PSS_SHA256,
        _ => &RSA_PKCS1_SHA256,
    };
    let header = URL_SAFE_NO_PAD.encode(json!({"alg": algorithm, "typ": "JWT"}).to_string());
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let pair = RsaKeyPair::from_pkcs8(PRIVATE).unwrap();
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn claims(client_id: &str, jti: &str) -> Value {
    let now_s = NOW_MS / 1_000;
    json!({
        "iss": client_id, "sub": client_id, "aud": "https://northmere-prod.eu.auth0.com/", "iat": now_s,
        "exp": now_s + 60, "jti": jti,
    })
}

async fn ask(visitor: &Visitor, assertion: &str) -> Answer {
    let members = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
        ("audience", "https://northmere-prod.eu.auth0.com/api/v2/"),
    ];
    visitor.post_form("/oauth/token", &members).await
}

#[tokio::test]
async fn a_signed_assertion_is_accepted_once_with_each_algorithm() {
    for (algorithm, pem) in [("RS256", PUBLIC), ("RS384", PUBLIC_PKCS1), ("PS256", PUBLIC)] {
        let visitor = Visitor::new(Settings::default()).await;
        let client = visitor.tenant.management_client();
        assert!(visitor.tenant.edit().add_public_key(&client.client_id, pem).is_some());
        let assertion = sign(algorithm, &claims(&client.client_id, "once"));
        let first = ask(&visitor, &assertion).await;
        assert_eq!(first.status, 200, "{algorithm}: {}", first.body);
        let again = ask(&visitor, &assertion).await;
        assert_eq!((again.status, again.body["error"].as_str()), (401, Some("invalid_client")));
    }
}

#[tokio::test]
async fn wrong_keys_audiences_and_times_are_refused() {
    let visitor = Visitor::new(Settings::default()).await;
    let client = visitor.tenant.management_client();
    let stranger = ask(&visitor, &sign("RS256", &claims(&client.client_id, "a"))).await;
    assert_eq!(stranger.status, 401, "no key is registered yet");
    visitor.tenant.edit().add_public_key(&client.client_id, PUBLIC).unwrap();
    let mut wrong = claims(&client.client_id, "b");
    wrong["aud"] = json!("https://elsewhere.example/");
    assert_eq!(ask(&visitor, &sign("RS256", &wrong)).await.status, 401);
    let mut early = claims(&client.client_id, "c");
    early["iat"] = json!(NOW_MS / 1_000 + 3_600);
    early["exp"] = json!(NOW_MS / 1_000 + 3_660);
    assert_eq!(ask(&visitor, &sign("RS256", &early)).await.status, 401, "an hour fast");
    let mut forged = sign("RS256", &claims(&client.client_id, "d"));
    forged.replace_range(forged.len() - 8.., "AAAAAAAA");
    assert_eq!(ask(&visitor, &forged).await.status, 401);
}

#[tokio::test]
async fn a_client_with_a_key_shows_no_secret_and_accepts_none() {
    let mut visitor = Visitor::new(Settings::default()).await;
    let client = visitor.tenant.management_client();
    visitor.tenant.edit().add_public_key(&client.client_id, PUBLIC).unwrap();
    let members = [
        ("grant_type", "client_credentials"),
        ("client_id", client.client_id.as_str()),
        ("client_secret", client.client_secret.as_str()),
        ("audience", "https://northmere-prod.eu.auth0.com/api/v2/"),
    ];
    assert_eq!(visitor.post_form("/oauth/token", &members).await.status, 401);
    visitor.sign_in(&["read:client_keys"]).await;
    let body = visitor.get(&format!("/api/v2/clients/{}", client.client_id)).await.body;
    assert!(body.get("client_secret").is_none());
    assert!(body["client_authentication_methods"]["private_key_jwt"]["credentials"][0]["id"].is_string());
}
