//! Answers, and the error bodies of facts/auth0.md section 8.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::calendar::http_date;
use crate::faults::Endpoint;

pub(crate) struct Reply {
    pub(crate) status: u16,
    content_type: &'static str,
    pub(crate) body: String,
    headers: Vec<(&'static str, String)>,
}

impl Reply {
    pub(crate) const fn json(status: u16, body: String) -> Self {
        Self { status, content_type: "application/json; charset=utf-8", body, headers: Vec::new() }
    }

    pub(crate) fn value(status: u16, value: &Value) -> Self {
        Self::json(status, value.to_string())
    }

    pub(crate) const fn empty(status: u16) -> Self {
        Self::json(status, String::new())
    }

    /// What a proxy or an edge shows instead of the API.
    pub(crate) fn html(status: u16) -> Self {
        let body = format!(
            "<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>Access blocked by your network</h1></body></html>"
        );
        Self { status, content_type: "text/html; charset=utf-8", body, headers: Vec::new() }
    }

    /// Sets a header; a second value replaces the first.
    pub(crate) fn header(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
    }

    pub(crate) fn into_response(self, date_ms: i64) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if self.status != 204 {
            headers.insert("content-type", HeaderValue::from_static(self.content_type));
        }
        headers.insert("cache-control", HeaderValue::from_static("no-store"));
        if let Ok(date) = HeaderValue::from_str(&http_date(date_ms)) {
            headers.insert("date", date);
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        *response.body_mut() = Body::from(self.body);
        response
    }

    /// The same answer, broken off half-way: the length promises more than comes.
    pub(crate) fn cut(self, date_ms: i64) -> Response<Body> {
        let length = self.body.len();
        let half = Bytes::copy_from_slice(&self.body.as_bytes()[..length / 2]);
        let mut response = self.into_response(date_ms);
        response.headers_mut().insert("content-length", HeaderValue::from(length));
        let rest = futures_util::stream::once(async {
            // an error in the same breath as the first half would take the head of the answer with it
            tokio::time::sleep(Duration::from_millis(20)).await;
            Err(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut by the fault injector"))
        });
        let body = futures_util::stream::once(std::future::ready(Ok(half))).chain(rest);
        *response.body_mut() = Body::from_stream(body);
        response
    }
}

/// A Management API error.
pub(crate) fn refuse(status: u16, message: &str, error_code: Option<&str>) -> Reply {
    let error = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        413 => "Payload Too Large",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
    let mut body = json!({"statusCode": status, "error": error, "message": message});
    if let Some(code) = error_code {
        body["errorCode"] = json!(code);
    }
    Reply::value(status, &body)
}

/// 400 about one property of the body.
pub(crate) fn invalid_body(problem: &str) -> Reply {
    refuse(400, &format!("Payload validation error: {problem}"), Some("invalid_body"))
}

/// 400 about the query string.
pub(crate) fn invalid_query(problem: &str) -> Reply {
    refuse(400, &format!("Query validation error: {problem}"), Some("invalid_query_string"))
}

/// 403 that names the scopes of which any would do.
pub(crate) fn insufficient_scope(scopes: &[&str]) -> Reply {
    refuse(
        403,
        &format!("Insufficient scope, expected any of: {}", scopes.join(",")),
        Some("insufficient_scope"),
    )
}

/// An Authentication API error.
pub(crate) fn oauth_error(status: u16, error: &str, description: &str) -> Reply {
    Reply::value(status, &json!({"error": error, "error_description": description}))
}

/// 429 in the words of the API that was called.
pub(crate) fn too_many_requests(endpoint: Endpoint) -> Reply {
    if matches!(endpoint, Endpoint::Token | Endpoint::Register | Endpoint::Discovery) {
        oauth_error(429, "too_many_requests", "Too many requests")
    } else {
        refuse(
            429,
            "Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.",
            Some("too_many_requests"),
        )
    }
}
