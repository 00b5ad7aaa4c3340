//! One call: token, budget, sending, and the three questions before it is sent again.

use std::sync::Arc;

use domain::time::Timestamp;
use reqwest::header::{AUTHORIZATION, DATE, HeaderMap, HeaderValue, LINK, RETRY_AFTER};
use reqwest::{Method, Request};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Url;

use super::session::Session;
use super::{Auth0, refusal};
use crate::problem::{EndpointClass, NoAnswer, Problem, Trouble};
use crate::rate::{Priority, Refusal, Standing, Times, TooLong};
use crate::retry;
use crate::transport::{Answer, SendError};

/// A call under `/api/v2`.
pub(super) struct Call<'a> {
    pub(super) class: EndpointClass,
    /// Path segments after `/api/v2/`, not encoded.
    pub(super) path: &'a [&'a str],
    pub(super) query: &'a [(&'a str, &'a str)],
    /// The scopes of which the endpoint wants one (facts/auth0.md 1.7).
    pub(super) needs: &'static [&'static str],
}

/// A 2xx answer, read as JSON.
pub(super) struct Reply {
    pub(super) json: Value,
    /// The address in `Link: <…>; rel="next"`.
    pub(super) next: Option<String>,
}

/// How often a 429 is waited out.
const fn refusals(priority: Priority) -> usize {
    match priority {
        Priority::Interactive => 2,
        Priority::Sync => 8,
    }
}

impl Auth0 {
    /// Reads. Everything that is not a 2xx with JSON is a problem.
    pub(super) async fn get(&self, call: Call<'_>) -> Result<Reply, Problem> {
        let url = self.url(&call);
        let mut pauses = retry::pauses(self.priority);
        let mut refused = 0;
        let mut timed_out = false;
        let mut session = self.session(None).await?;
        let mut renewed = false;
        loop {
            let trouble = match self.send(call.class, reading(&url, &session)).await {
                Ok(answer) => match read(&answer, call.needs) {
                    Ok(reply) => return Ok(reply),
                    Err(Trouble::SignInRefused { .. }) if !renewed => {
                        renewed = true;
                        session = self.session(Some(&session)).await?;
                        continue;
                    }
                    Err(Trouble::RateLimited) if refused < refusals(self.priority) => {
                        refused += 1;
                        continue;
                    }
                    Err(trouble) => trouble,
                },
                Err(error) => trouble_of(error),
            };
            let is_second_timeout = timed_out && trouble == Trouble::Unreachable(NoAnswer::TimedOut);
            timed_out |= trouble == Trouble::Unreachable(NoAnswer::TimedOut);
            let again =
                retry::is_transient(&trouble) && retry::is_safe_to_repeat(&Method::GET) && !is_second_timeout;
            match pauses.next().filter(|_| again) {
                Some(pause) => self.state.clock.sleep(pause).await,
                None => return Err(self.problem(call.class, trouble)),
            }
        }
    }

    /// As [`Auth0::send_within_budget`]; a request that would be held too long is said to be refused as the server said it
    /// last.
    pub(super) async fn send(&self, class: EndpointClass, request: Request) -> Result<Answer, SendError> {
        let answer = self.send_within_budget(class, request).await?;
        Ok(answer.unwrap_or_else(|| Answer { status: 429, headers: HeaderMap::new(), body: Vec::new() }))
    }

    /// Sends one request once, within the rate budget, and learns from its headers. `None`: the budget would hold it longer
    /// than anybody wants to wait, and nothing was sent.
    pub(super) async fn send_within_budget(
        &self,
        class: EndpointClass,
        request: Request,
    ) -> Result<Option<Answer>, SendError> {
        let state = &self.state;
        let permit = match state.budgets.permit(class, self.priority).await {
            Ok(permit) => permit,
            Err(TooLong) => return Ok(None),
        };
        let sent_at = state.clock.now();
        let answer = state.transport.send(request, self.patience).await?;
        let received_at = state.clock.now();
        if let Some(date) = header(&answer.headers, DATE.as_str()).and_then(Timestamp::parse_http_date) {
            state.observe(date, sent_at, received_at);
        }
        let times = Times {
            sent_at: sent_at.millis(),
            received_at: received_at.millis(),
            offset: state.server_bounds(),
        };
        let refused = (answer.status == 429)
            .then(|| Refusal { retry_after_ms: retry_after(&answer.headers, self.server_now()) });
        state.budgets.answered(permit, standing(&answer.headers), times, refused);
        tracing::debug!(
            endpoint = class.words(),
            status = answer.status,
            ms = received_at.millis_since(sent_at),
            "answered"
        );
        Ok(Some(answer))
    }

    pub(super) fn problem(&self, endpoint: EndpointClass, trouble: Trouble) -> Problem {
        Problem { trouble, endpoint, at: self.server_now() }
    }

    pub(super) fn url(&self, call: &Call<'_>) -> Url {
        let mut url = self.state.endpoint.base_url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(["api", "v2"]).extend(call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        url
    }
}

fn reading(url: &Url, session: &Arc<Session>) -> Request {
    let mut request = Request::new(Method::GET, url.clone());
    authorize(&mut request, session);
    request
}

/// Adds the token, so that it is never shown with the request.
pub(super) fn authorize(request: &mut Request, session: &Session) {
    if let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", session.token.expose_secret())) {
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
    }
}

fn read(answer: &Answer, needs: &[&str]) -> Result<Reply, Trouble> {
    if !(200..300).contains(&answer.status) {
        return Err(refusal::of_api(answer.status, &answer.body, needs));
    }
    let json = serde_json::from_slice(&answer.body).map_err(|error| {
        if error.is_eof() && answer.body.first().is_some_and(|first| b"{[".contains(first)) {
            Trouble::BrokeOff
        } else {
            refusal::not_json(answer.status, &answer.body)
        }
    })?;
    Ok(Reply { json, next: header(&answer.headers, LINK.as_str()).and_then(next_link) })
}

/// What a request without a whole answer means.
pub(super) fn trouble_of(error: SendError) -> Trouble {
    match error {
        SendError::NoAnswer { why, .. } => Trouble::Unreachable(why),
        SendError::Cut => Trouble::BrokeOff,
        SendError::TooLarge => {
            Trouble::NotUnderstood { what: "an answer larger than any of this API".to_owned() }
        }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn standing(headers: &HeaderMap) -> Option<Standing> {
    let number = |name| header(headers, name)?.trim().parse::<i64>().ok();
    Some(Standing {
        limit: u32::try_from(number("x-ratelimit-limit")?).ok()?,
        remaining: u32::try_from(number("x-ratelimit-remaining")?.max(0)).ok()?,
        reset_ms: number("x-ratelimit-reset").and_then(|seconds| seconds.checked_mul(1_000)),
    })
}

fn retry_after(headers: &HeaderMap, server_now: Timestamp) -> Option<i64> {
    let text = header(headers, RETRY_AFTER.as_str())?.trim();
    match text.parse::<i64>() {
        Ok(seconds) => Some(seconds.clamp(0, 86_400) * 1_000),
        Err(_) => Timestamp::parse_http_date(text).map(|at| at.millis_since(server_now).max(0)),
    }
}

/// The target of `rel="next"` in a `Link` header (RFC 8288 section 3).
fn next_link(header: &str) -> Option<String> {
    header.split(',').find_map(|link| {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters.split(';').any(|parameter| {
            parameter.trim().split_once('=').is_some_and(|(name, value)| {
                name.trim().eq_ignore_ascii_case("rel") && value.trim_matches('"') == "next"
            })
        });
        is_next.then(|| target.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_links() {
        let header = r#"<https://a/api/v2/logs?from=1>; rel="prev", <https://a/api/v2/logs?from=900&take=100>; rel="next""#;
        assert_eq!(next_link(header).as_deref(), Some("https://a/api/v2/logs?from=900&take=100"));
        assert_eq!(next_link("<https://a>; rel=last"), None);
        assert_eq!(next_link("nonsense"), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("7"));
        assert_eq!(retry_after(&headers, Timestamp::from_millis(0)), Some(7_000));
        headers.insert(RETRY_AFTER, HeaderValue::from_static("Thu, 01 Jan 1970 00:00:09 GMT"));
        assert_eq!(retry_after(&headers, Timestamp::from_millis(2_000)), Some(7_000));
    }
}
