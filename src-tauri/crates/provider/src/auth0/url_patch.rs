//! Setting the URIs of one client: one PATCH of one member, sent once (facts/auth0.md 2.1, 2.6).

use domain::ids::ClientId;
use domain::member::{Held, Member};
use domain::operation::{OperationId, Refusal, Request as Planned};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Body, Method, Request};
use serde_json::{Value, json};
use url::Url;

use super::Auth0;
use super::call::{Call, authorize, trouble_of};
use super::refusal::ErrorBody;
use crate::problem::{EndpointClass, Problem};
use crate::scrub;
use crate::transport::SendError;

/// The scope that the request needs (facts/auth0.md 1.7).
pub const NEEDED_FOR_URLS: &str = "update:clients";

/// The header by which the server's log shows the request again (facts/auth0.md 1.6).
const CORRELATION: &str = "x-correlation-id";
/// Longer words of a server are cut.
const LONGEST_WORDS: usize = 400;

/// What became of a request that was sent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// The server said yes.
    Done,
    /// Nothing was changed: the server said no, or the request never left.
    Refused(Refusal),
    /// The server may have carried it out: no answer, a broken one, a failure, or one that this API does not give.
    Unknown {
        /// Why, in words.
        why: String,
    },
}

impl Auth0 {
    /// The request that sets this member of a client to these entries, and nothing else. `None`: the member holds no URIs,
    /// or the id would name another resource.
    #[must_use]
    pub fn url_patch(&self, client: &ClientId, member: &Member, entries: &Held) -> Option<Planned> {
        if !member.holds_uris() || matches!(client.as_str(), "" | "." | "..") {
            return None;
        }
        let value = match member {
            // one text or nothing, where the others are lists
            Member::InitiateLoginUri => entries.first().map_or(Value::Null, |uri| json!(uri)),
            _ => json!(entries),
        };
        let path = ["clients", client.as_str()];
        let call = Call { class: EndpointClass::Other, path: &path, query: &[], needs: &[] };
        Some(Planned {
            method: Method::PATCH.to_string(),
            url: self.url(&call).into(),
            body: json!({member.code(): value}).to_string(),
        })
    }

    /// Sends a request of [`Auth0::url_patch`] once, whatever happens; `id` goes along as `X-Correlation-ID`. Nothing is
    /// repeated here: not on a refusal, not on silence, not with a new token. (HTTP itself may move a request to another
    /// connection when the server has proven that it did not take it up, RFC 9110 section 9.2.2.)
    ///
    /// A 429 counts as unknown, since servers are known to say it after the deed (anchors 4.3, 34).
    pub async fn send_once(&self, planned: &Planned, id: &OperationId) -> Written {
        let session = match self.session(None).await {
            Ok(session) => session,
            Err(Problem { trouble, .. }) => return not_sent(trouble.to_string()),
        };
        let Some(mut request) = built(planned, id) else {
            return not_sent("the request could not be built".to_owned());
        };
        authorize(&mut request, &session);
        match self.send_within_budget(EndpointClass::Other, request).await {
            Ok(Some(answer)) => judged(answer.status, &answer.body),
            Ok(None) => not_sent("the server's rate limit leaves no room for it now".to_owned()),
            Err(error @ SendError::NoAnswer { sent: false, .. }) => not_sent(trouble_of(error).to_string()),
            Err(error) => Written::Unknown { why: trouble_of(error).to_string() },
        }
    }
}

fn not_sent(why: String) -> Written {
    Written::Refused(Refusal::NotSent { why })
}

fn built(planned: &Planned, id: &OperationId) -> Option<Request> {
    let method = Method::from_bytes(planned.method.as_bytes()).ok()?;
    let mut request = Request::new(method, Url::parse(&planned.url).ok()?);
    request.headers_mut().insert(CORRELATION, HeaderValue::from_str(id.as_str()).ok()?);
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    *request.body_mut() = Some(Body::from(planned.body.clone()));
    Some(request)
}

/// A yes is a client as JSON; a no is an error that this API documents. Everything else proves nothing.
fn judged(status: u16, body: &[u8]) -> Written {
    let unknown = |what: &str| Written::Unknown { why: format!("{what} ({status})") };
    match status {
        200..300 => match serde_json::from_slice::<Value>(body) {
            Ok(client) if client.get("client_id").is_some_and(Value::is_string) => Written::Done,
            _ => unknown("the answer is no client"),
        },
        429 => unknown("the server asks to slow down"),
        // a gateway's timeout
        408 => unknown("the server did not answer in time"),
        400..500 => {
            let error = ErrorBody::read(body);
            if !error.is_documented {
                return unknown("the answer is not the server's own");
            }
            Written::Refused(Refusal::Server { status, code: error.code, words: words(body) })
        }
        500.. => unknown("the server failed"),
        _ => unknown("the answer is not one of this API"),
    }
}

/// What an error body says to people, on one line and without secrets.
fn words(body: &[u8]) -> Option<String> {
    let error: Value = serde_json::from_slice(body).ok()?;
    let said = ["message", "error_description", "description"]
        .iter()
        .find_map(|name| error.get(name).and_then(Value::as_str))?;
    let line: String = said.chars().filter(|letter| !letter.is_control()).take(LONGEST_WORDS).collect();
    Some(scrub::words(line)).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_servers_own_no_is_a_refusal() {
        let forbidden = br#"{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: update:clients","errorCode":"insufficient_scope"}"#;
        let Written::Refused(Refusal::Server { status: 403, code, words }) = judged(403, forbidden) else {
            panic!("not refused")
        };
        assert_eq!(code.as_deref(), Some("insufficient_scope"));
        assert_eq!(words.as_deref(), Some("Insufficient scope, expected any of: update:clients"));
        for (status, body) in [
            (403, &b"<html>Blocked</html>"[..]),
            (429, br#"{"statusCode":429,"error":"Too Many Requests"}"#),
            (502, b"bad gateway"),
            (408, br#"{"error":"timeout"}"#),
            (302, b""),
            (200, b"\"maintenance\""),
            (200, b"{}"),
        ] {
            assert!(matches!(judged(status, body), Written::Unknown { .. }), "{status}");
        }
        assert_eq!(judged(200, br#"{"client_id":"a"}"#), Written::Done);
    }

    #[test]
    fn the_words_of_a_server_are_one_line_without_keys() {
        let body = json!({"message": format!("no\n{}", "x".repeat(2_000))}).to_string();
        let words = words(body.as_bytes()).unwrap();
        assert!(words.len() <= LONGEST_WORDS && !words.contains('\n'));
    }
}
