//! One request, taken apart.

use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::BodyBytes;
use super::reply::{self, Reply};

pub(crate) struct Call {
    pub(crate) method: String,
    /// The path's segments, percent-decoded one by one, so that `resource-servers/https%3A%2F%2F…` stays one.
    pub(crate) segments: Vec<String>,
    queries: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: BodyBytes,
}

impl Call {
    pub(crate) fn new(parts: &Parts, body: BodyBytes) -> Self {
        let path = parts.uri.path().trim_start_matches('/');
        let segments = path.split('/').map(|segment| decode(segment, false)).collect();
        Self {
            method: parts.method.as_str().to_owned(),
            segments,
            queries: pairs(parts.uri.query().unwrap_or_default()),
            headers: parts.headers.clone(),
            body,
        }
    }

    pub(crate) fn is_journal(&self) -> bool {
        self.segments.first().is_some_and(|segment| segment == "__journal")
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.queries.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.query(name).map(|value| value == "true")
    }

    pub(crate) fn queries(&self) -> Map<String, Value> {
        self.queries.iter().map(|(key, value)| (key.clone(), Value::String(value.clone()))).collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn correlation_id(&self) -> Option<String> {
        self.header("x-correlation-id").map(|id| id.chars().take(64).collect())
    }

    /// The body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Reply> {
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(map)) => Ok(map),
            Ok(_) => Err(reply::refuse(
                400,
                "Payload validation error: 'Expected type object'.",
                Some("invalid_body"),
            )),
            Err(_) => Err(reply::refuse(400, "Invalid request payload JSON format", Some("invalid_body"))),
        }
    }

    /// The body of an OAuth request: form or JSON, text members only.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        let json = self.header("content-type").is_some_and(|kind| kind.contains("json"));
        if !json {
            return pairs(&String::from_utf8_lossy(&self.body));
        }
        let Ok(Value::Object(map)) = serde_json::from_slice(&self.body) else { return Vec::new() };
        map.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect()
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key, true), decode(value, true))
        })
        .collect()
}

/// Percent-decodes; `+` means a space in forms and queries.
fn decode(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                at += 3;
            }
            (b'+', ..) if plus => {
                out.push(b' ');
                at += 1;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{decode, pairs};

    #[test]
    fn escapes_are_decoded_within_their_segment() {
        assert_eq!(decode("https%3A%2F%2Fapi.example%2Fx", false), "https://api.example/x");
        assert_eq!(decode("a+b%zz", true), "a b%zz");
        assert_eq!(
            pairs("a=1&b=x+y&c"),
            [("a", "1"), ("b", "x y"), ("c", "")].map(|(k, v)| (k.into(), v.into()))
        );
    }
}
