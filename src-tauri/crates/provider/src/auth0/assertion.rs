//! The signed assertion of `private_key_jwt` (RFC 7523; facts/auth0.md 1.2).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::ids::ClientId;
use domain::time::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use crate::problem::Trouble;

/// Auth0 advises one minute and allows five.
const LIFETIME_S: i64 = 60;

/// An RS256 assertion for the tenant's token endpoint, valid for a minute from `now` (the server's time).
pub(super) fn sign(
    client_id: &ClientId,
    pem: &SecretString,
    audience: &str,
    now: Timestamp,
) -> Result<SecretString, Trouble> {
    let key = read(pem)?;
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random)
        .map_err(|_| Trouble::UnusableKey { why: "the system gives no random numbers" })?;
    let now_s = now.millis().div_euclid(1_000);
    let claims = json!({
        "iss": client_id, "sub": client_id, "aud": audience, "iat": now_s, "exp": now_s + LIFETIME_S,
        "jti": BASE64_URL_SAFE_NO_PAD.encode(random),
    });
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","typ":"JWT"}"#);
    let message = format!("{header}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
        .map_err(|_| Trouble::UnusableKey { why: "signing with it failed" })?;
    Ok(format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)).into())
}

/// Whether the text is a private key that can sign for us.
///
/// # Errors
/// Says what is wrong with the key and what to do.
pub fn check_private_key(pem: &SecretString) -> Result<(), Trouble> {
    read(pem).map(drop)
}

fn read(pem: &SecretString) -> Result<RsaKeyPair, Trouble> {
    let text = pem.expose_secret();
    let refused = |why| Trouble::UnusableKey { why };
    if text.contains("ENCRYPTED") {
        return Err(refused(
            "it is protected by a passphrase; write it without one: openssl pkcs8 -topk8 -nocrypt",
        ));
    }
    if text.contains("BEGIN PUBLIC KEY") || text.contains("BEGIN CERTIFICATE") {
        return Err(refused("this is the public part; the private key is needed"));
    }
    let key = PrivateKeyDer::from_pem_slice(text.as_bytes())
        .map_err(|_| refused("it is not a private key in PEM (-----BEGIN PRIVATE KEY-----)"))?;
    let pair = match &key {
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => {
            return Err(refused(
                "it is of another kind than RSA, or in another form; convert it to PKCS#8: openssl pkcs8 -topk8 -nocrypt",
            ));
        }
    };
    pair.map_err(|_| refused("it is not an RSA key of 2048 to 4096 bits in PKCS#8"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    fn openssl(arguments: &[&str]) -> Option<SecretString> {
        let output = Command::new("openssl").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok().filter(|text| text.contains("KEY")).map(SecretString::from)
    }

    #[test]
    fn an_assertion_is_signed_for_one_minute_and_one_use() {
        let pem = openssl(&["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
            .expect("openssl makes a key");
        let now = Timestamp::from_millis(1_800_000_000_500);
        let sign = || sign(&ClientId::new("abc"), &pem, "https://acme.eu.auth0.com/", now).unwrap();
        let (one, two) = (sign(), sign());
        let (message, signature) = one.expose_secret().rsplit_once('.').unwrap();
        let public = read(&pem).unwrap();
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.public().as_ref())
            .verify(message.as_bytes(), &signature)
            .unwrap();
        let claims = |token: &SecretString| -> Value {
            let payload = token.expose_secret().split('.').nth(1).unwrap();
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
        };
        let first = claims(&one);
        assert_eq!(first["iss"], "abc");
        assert_eq!(first["sub"], "abc");
        assert_eq!(first["aud"], "https://acme.eu.auth0.com/");
        assert_eq!(first["exp"].as_i64().unwrap() - first["iat"].as_i64().unwrap(), 60);
        assert_ne!(first["jti"], claims(&two)["jti"]);
        assert!(one.expose_secret().len() <= 2_048);
    }

    #[test]
    fn the_older_rsa_form_is_accepted() {
        let pem = openssl(&["genrsa", "-traditional", "2048"]).expect("openssl makes a key");
        assert!(pem.expose_secret().contains("BEGIN RSA PRIVATE KEY"));
        check_private_key(&pem).unwrap();
    }

    #[test]
    fn other_keys_are_refused_with_what_to_do() {
        let curve =
            openssl(&["ecparam", "-genkey", "-noout", "-name", "prime256v1"]).expect("openssl makes a key");
        for (pem, hint) in [
            (curve, "PKCS#8"),
            (SecretString::from("hello"), "PEM"),
            (
                SecretString::from(
                    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
                ),
                "passphrase",
            ),
            (SecretString::from("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"), "private"),
        ] {
            let error = check_private_key(&pem).unwrap_err().to_string();
            assert!(error.contains(hint), "{error}");
        }
    }
}
