//! Client assertions (`private_key_jwt`, facts/auth0.md 1.2), checked with `ring`.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey,
    VerificationAlgorithm,
};
use serde_json::Value;

use crate::world::World;

/// Tolerance for `iat` and `nbf`, seconds.
const SKEW_S: i64 = 10;
/// Longest life of an assertion, seconds.
const LONGEST_S: i64 = 300;

/// Checks an assertion and gives the client that signed it; the error is what was wrong.
pub(crate) fn verify(world: &mut World, assertion: &str, at_ms: i64) -> Result<u32, &'static str> {
    if assertion.len() > 2_048 {
        return Err("the assertion is too long");
    }
    let (signed, signature) = assertion.rsplit_once('.').ok_or("the assertion is not a JWT")?;
    let (header, payload) = signed.split_once('.').ok_or("the assertion is not a JWT")?;
    let header = json(header).ok_or("the assertion's header is not JSON")?;
    let claims = json(payload).ok_or("the assertion's claims are not JSON")?;
    let algorithm: &'static dyn VerificationAlgorithm = match header["alg"].as_str() {
        Some("RS256") => &RSA_PKCS1_2048_8192_SHA256,
        Some("RS384") => &RSA_PKCS1_2048_8192_SHA384,
        Some("PS256") => &RSA_PSS_2048_8192_SHA256,
        _ => return Err("the assertion's alg is not supported"),
    };
    let issuer = claims["iss"].as_str().ok_or("the assertion has no iss")?;
    if claims["sub"].as_str() != Some(issuer) {
        return Err("iss and sub of the assertion differ");
    }
    let number = world.find(issuer).ok_or("the client is unknown")?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "the signature is not base64url")?;
    let keys = world.keys.get(&number).ok_or("the client has no key")?;
    let genuine = keys
        .iter()
        .any(|key| UnparsedPublicKey::new(algorithm, &key.der).verify(signed.as_bytes(), &signature).is_ok());
    if !genuine {
        return Err("the signature is wrong");
    }
    let now_s = at_ms.div_euclid(1_000);
    let expires_s = claims["exp"].as_i64().ok_or("the assertion has no exp")?;
    if expires_s <= now_s || expires_s > now_s + LONGEST_S + SKEW_S {
        return Err("the assertion has expired or lives too long");
    }
    let early =
        ["iat", "nbf"].iter().any(|claim| claims[*claim].as_i64().is_some_and(|at_s| at_s > now_s + SKEW_S));
    if early {
        return Err("the assertion is from the future");
    }
    let audiences = [
        format!("https://{}/", world.domain),
        format!("{}/", world.base_url),
        format!("{}/oauth/token", world.base_url),
        format!("https://{}/oauth/token", world.domain),
    ];
    if !claims["aud"].as_str().is_some_and(|audience| audiences.iter().any(|known| known == audience)) {
        return Err("the assertion is for another audience");
    }
    let jti = claims["jti"].as_str().ok_or("the assertion has no jti")?;
    if jti.len() > 64 || !world.seen_assertions.insert(format!("{issuer} {jti}")) {
        return Err("the assertion was used before");
    }
    Ok(number)
}

fn json(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// The `RSAPublicKey` (RFC 8017 A.1.1) inside a PEM of a `SubjectPublicKeyInfo` (RFC 5280 4.1) or of itself.
pub(crate) fn public_key_der(pem: &str) -> Option<Vec<u8>> {
    let label = pem.lines().find_map(|line| line.trim().strip_prefix("-----BEGIN "))?;
    let body: String = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(body).ok()?;
    if label.starts_with("RSA PUBLIC KEY") {
        return Some(der);
    }
    let (_, inner) = element(&der)?;
    let (rest, _algorithm) = element(inner)?;
    let (_, bits) = element(rest)?;
    // a BIT STRING begins with the number of unused bits, which is zero here
    bits.split_first().filter(|(unused, _)| **unused == 0).map(|(_, key)| key.to_vec())
}

/// Takes one DER element off: what follows it, and its contents.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let first = usize::from(*der.get(1)?);
    let (length, start) = if first < 0x80 {
        (first, 2)
    } else {
        let count = first & 0x7f;
        let bytes = der.get(2..2 + count)?;
        (bytes.iter().fold(0usize, |length, byte| length << 8 | usize::from(*byte)), 2 + count)
    };
    let end = start.checked_add(length)?;
    Some((der.get(end..)?, der.get(start..end)?))
}
