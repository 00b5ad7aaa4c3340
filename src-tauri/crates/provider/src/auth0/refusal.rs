//! Error answers, read leniently: the body may be a proxy's web page, and members may be missing (facts/auth0.md 8).

use serde_json::Value;

use crate::problem::Trouble;

/// What an error body says about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ErrorBody {
    /// `errorCode` of the Management API, else `error` of OAuth, else `code`.
    pub(super) code: Option<String>,
    /// The scopes that a 403 names.
    scopes: Vec<String>,
    /// Whether it is an object of one of the documented families.
    pub(super) is_documented: bool,
}

impl ErrorBody {
    pub(super) fn read(body: &[u8]) -> Self {
        let Ok(value) = serde_json::from_slice::<Value>(body) else { return Self::default() };
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let code = text("errorCode")
            .or_else(|| text("error").filter(|_| value.get("statusCode").is_none()))
            .or_else(|| text("code"))
            .filter(|code| is_a_word(code))
            .map(str::to_owned);
        Self {
            code,
            scopes: text("message").map(scopes_named_in).unwrap_or_default(),
            is_documented: ["statusCode", "error", "errorCode", "code"]
                .iter()
                .any(|name| value.get(name).is_some()),
        }
    }

    fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }
}

/// A code is kept for people only if it is a short identifier; anything else could hold anything.
fn is_a_word(code: &str) -> bool {
    code.len() <= 60 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// The scopes in "Insufficient scope, expected any of: a,b". For people only; nothing is decided by it.
fn scopes_named_in(message: &str) -> Vec<String> {
    let Some((_, list)) = message.rsplit_once(':').filter(|(head, _)| head.ends_with("any of")) else {
        // scopes hold a colon themselves
        return message.split_once("any of:").map(|(_, list)| split(list)).unwrap_or_default();
    };
    split(list)
}

fn split(list: &str) -> Vec<String> {
    list.split([',', ' '])
        .map(str::trim)
        .filter(|scope| {
            !scope.is_empty()
                && scope.len() <= 80
                && scope.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":_-".contains(&byte))
        })
        .map(str::to_owned)
        .collect()
}

/// What a Management API answer that is not 2xx means. `needs`: scopes that the endpoint is documented to want.
pub(super) fn of_api(status: u16, body: &[u8], needs: &[&str]) -> Trouble {
    let error = ErrorBody::read(body);
    match status {
        401 => Trouble::SignInRefused { code: error.code.unwrap_or_else(|| "401".to_owned()) },
        403 if error.is("insufficient_scope") || !error.scopes.is_empty() => Trouble::ScopeMissing {
            any_of: if error.scopes.is_empty() {
                needs.iter().map(|scope| (*scope).to_owned()).collect()
            } else {
                error.scopes
            },
        },
        403 if error.is("insufficient_entitlement") || error.is("operation_not_supported") => {
            Trouble::NotOffered
        }
        429 => Trouble::RateLimited,
        500.. => Trouble::ServerFailed { status },
        // some answers "not found" with an empty or a plain text; a page is a proxy's
        404 if !is_page(body) => Trouble::Refused { status, code: error.code },
        _ if !error.is_documented => not_json(status, body),
        _ => Trouble::Refused { status, code: error.code },
    }
}

fn is_page(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// What an answer of the token endpoint that is not 200 means (facts/auth0.md 8.2): by status and `error`.
pub(super) fn of_token_endpoint(status: u16, body: &[u8], audience: &str, domain: &str) -> Trouble {
    let error = ErrorBody::read(body);
    match status {
        429 => Trouble::RateLimited,
        500.. => Trouble::ServerFailed { status },
        404 => Trouble::NoTenant { domain: domain.to_owned() },
        _ if !error.is_documented => not_json(status, body),
        401 => Trouble::SignInRefused { code: error.code.unwrap_or_else(|| "401".to_owned()) },
        403 if error.is("access_denied") => Trouble::NoGrant { audience: audience.to_owned() },
        400 | 403 if error.is("invalid_client") => {
            Trouble::SignInRefused { code: "invalid_client".to_owned() }
        }
        _ => Trouble::Refused { status, code: error.code },
    }
}

/// An answer that is no JSON at all.
pub(super) fn not_json(status: u16, body: &[u8]) -> Trouble {
    let text = body.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    let what = match text {
        _ if (300..400).contains(&status) => {
            format!("a redirect ({status}); a proxy or a sign-in page may stand between")
        }
        Some(b'<') => format!("a web page instead of JSON ({status}); a proxy may stand between"),
        None => format!("an empty answer ({status})"),
        Some(_) => format!("no JSON ({status})"),
    };
    Trouble::NotUnderstood { what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_documented_refusal_is_told_apart() {
        let scope = br#"{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: read:clients,read:client_keys","errorCode":"insufficient_scope"}"#;
        assert_eq!(
            of_api(403, scope, &[]),
            Trouble::ScopeMissing { any_of: vec!["read:clients".into(), "read:client_keys".into()] }
        );
        let bare = br#"{"statusCode":403,"error":"Forbidden","errorCode":"insufficient_scope"}"#;
        assert_eq!(
            of_api(403, bare, &["read:logs"]),
            Trouble::ScopeMissing { any_of: vec!["read:logs".into()] }
        );
        let plan = br#"{"statusCode":403,"errorCode":"insufficient_entitlement"}"#;
        assert_eq!(of_api(403, plan, &[]), Trouble::NotOffered);
        assert_eq!(of_api(503, b"<html>", &[]), Trouble::ServerFailed { status: 503 });
        let paging = br#"{"statusCode":400,"error":"Bad Request","errorCode":"invalid_paging"}"#;
        assert_eq!(
            of_api(400, paging, &[]),
            Trouble::Refused { status: 400, code: Some("invalid_paging".into()) }
        );
    }

    #[test]
    fn a_web_page_is_never_taken_for_the_server_speaking() {
        assert!(matches!(
            of_api(403, b"<html>Blocked</html>", &["read:logs"]),
            Trouble::NotUnderstood { .. }
        ));
        assert!(matches!(
            of_token_endpoint(403, b" <!doctype html>", "a", "d"),
            Trouble::NotUnderstood { .. }
        ));
    }

    #[test]
    fn the_token_endpoint_is_judged_by_status_and_error() {
        let denied = br#"{"error":"access_denied","error_description":"Unauthorized"}"#;
        let of = |status, body: &[u8]| of_token_endpoint(status, body, "https://a/api/v2/", "a");
        assert_eq!(of(401, denied), Trouble::SignInRefused { code: "access_denied".into() });
        assert_eq!(of(403, denied), Trouble::NoGrant { audience: "https://a/api/v2/".into() });
        assert_eq!(of(404, b"Not found."), Trouble::NoTenant { domain: "a".into() });
    }

    #[test]
    fn a_code_that_is_no_identifier_is_not_repeated() {
        let body = br#"{"error":"secret value with spaces"}"#;
        assert_eq!(ErrorBody::read(body).code, None);
    }
}
