//! What the name of a member says about its value.

/// What a member's value is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A secret whatever it looks like.
    Secret,
    /// A token when it is a text.
    Token,
    /// An authorization code or one-time password, or the code of an error.
    Code,
    /// Redirect URIs and the like: kept exactly, apart from tokens inside.
    Addresses,
    /// A list of names of members, not of their values (`accessedSecrets`).
    NamesOfSecrets,
    /// Nothing in particular.
    Plain,
}

const SECRET_PARTS: [&str; 16] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "privatekey",
    "apikey",
    "assertion",
    "recoverycode",
    "devicecode",
    "usercode",
    "bindingcode",
    "verifier",
    "cookie",
    "ticket",
    "signingkey",
    "encryptionkey",
];
const SECRETS: [&str; 28] = [
    "authorization",
    "proxyauthorization",
    "httpauthorization",
    "customheaders",
    "httpcustomheaders",
    "pin",
    "otp",
    "totp",
    "otpcode",
    "mfaotp",
    "jwt",
    "jws",
    "samlresponse",
    "samlrequest",
    "masterkey",
    "saskey",
    "accesskey",
    "writekey",
    "segmentwritekey",
    "sharedkey",
    "datadogapikey",
    "pwd",
    "pass",
    "authcode",
    "authorizationcode",
    "verificationcode",
    "oob",
    "addons",
];
/// Settings whose names only sound like secrets.
const HARMLESS_STARTS: [&str; 8] = [
    "passwordless",
    "passwordpolicy",
    "passwordcomplexity",
    "passwordhistory",
    "passworddictionary",
    "passwordnopersonal",
    "passwordoptions",
    "tokenendpoint",
];
const HARMLESS_ENDS: [&str; 14] = [
    "type",
    "types",
    "lifetime",
    "dialect",
    "method",
    "methods",
    "jti",
    "id",
    "counter",
    "quota",
    "alg",
    "expiresat",
    "supported",
    "encoded",
];
const ADDRESSES: [&str; 11] = [
    "callbacks",
    "callback",
    "allowedlogouturls",
    "weborigins",
    "allowedorigins",
    "authorized",
    "attempt",
    "redirecturis",
    "redirecturi",
    "initiateloginuri",
    "backchannellogouturls",
];

/// The meaning of a name; case and separators do not matter.
pub(super) fn meaning(name: &str) -> Meaning {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let plain = plain.as_str();
    if plain == "accessedsecrets" {
        return Meaning::NamesOfSecrets;
    }
    if plain == "code" {
        return Meaning::Code;
    }
    if ADDRESSES.contains(&plain) {
        return Meaning::Addresses;
    }
    if SECRETS.contains(&plain) {
        return Meaning::Secret;
    }
    let is_harmless = HARMLESS_STARTS.iter().any(|start| plain.starts_with(start))
        || HARMLESS_ENDS.iter().any(|end| plain.ends_with(end));
    if is_harmless {
        return Meaning::Plain;
    }
    if SECRET_PARTS.iter().any(|part| plain.contains(part)) {
        return Meaning::Secret;
    }
    if plain.contains("token") { Meaning::Token } else { Meaning::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_name_in_any_spelling() {
        for name in [
            "client_secret",
            "clientSecret",
            "CLIENT-SECRET",
            "new_password",
            "signing_keys",
            "client_assertion",
        ] {
            assert_eq!(meaning(name), Meaning::Secret, "{name}");
        }
        for name in ["access_token", "refresh_token", "id_token", "splunkToken"] {
            assert_eq!(meaning(name), Meaning::Token, "{name}");
        }
    }

    #[test]
    fn settings_that_sound_like_secrets_stay() {
        for name in [
            "token_endpoint_auth_method",
            "token_lifetime",
            "token_dialect",
            "access_token_jti",
            "passwordless",
            "client_assertion_type",
            "tokenCounter",
            "secret_encoded",
            "client_id",
            "grant_types",
        ] {
            assert_eq!(meaning(name), Meaning::Plain, "{name}");
        }
    }
}
