//! The generic syntax of a URI, cut out of its exact text (RFC 3986, appendix B), and what a browser cuts out of the same text.
//!
//! Nothing is decoded, folded or repaired: put together again, the parts are the text (architecture.md, rule 7).

use std::borrow::Cow;

/// The parts of a URI as RFC 3986 sees them. Every part is a slice of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// All of it.
    pub whole: &'a str,
    /// Before the first colon, when it is written as a scheme may be (RFC 3986 section 3.1).
    pub scheme: Option<&'a str>,
    /// Between `//` and the next `/`, `?` or `#`.
    pub authority: Option<Authority<'a>>,
    /// Up to `?` or `#`.
    pub path: &'a str,
    /// Between `?` and `#`.
    pub query: Option<&'a str>,
    /// After the first `#`.
    pub fragment: Option<&'a str>,
}

/// An authority: `userinfo@host:port` (RFC 3986 section 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority<'a> {
    /// Before the last `@`.
    pub userinfo: Option<&'a str>,
    /// Between the userinfo and the port, brackets of an IP literal kept.
    pub host: &'a str,
    /// After the colon that follows the host.
    pub port: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// Cuts a text. Any text can be cut; whether its parts are well written is for rules to say.
    #[must_use]
    pub fn of(whole: &'a str) -> Self {
        let (text, fragment) = cut(whole, '#');
        let (text, query) = cut(text, '?');
        let (scheme, text) = match text.find([':', '/']) {
            Some(end) if text.as_bytes()[end] == b':' && is_scheme(&text[..end]) => {
                (Some(&text[..end]), &text[end + 1..])
            }
            _ => (None, text),
        };
        let (authority, path) = match text.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                (Some(Authority::of(&rest[..end])), &rest[end..])
            }
            None => (None, text),
        };
        Self { whole, scheme, authority, path, query, fragment }
    }

    /// The host as written; empty without an authority.
    #[must_use]
    pub fn host(&self) -> &'a str {
        self.authority.map_or("", |authority| authority.host)
    }
}

impl<'a> Authority<'a> {
    fn of(text: &'a str) -> Self {
        let (userinfo, rest) = match text.rfind('@') {
            Some(at) => (Some(&text[..at]), &text[at + 1..]),
            None => (None, text),
        };
        let after_literal = if rest.starts_with('[') { rest.find(']').map_or(0, |end| end + 1) } else { 0 };
        let (host, port) = match rest[after_literal..].rfind(':') {
            Some(colon) => (&rest[..after_literal + colon], Some(&rest[after_literal + colon + 1..])),
            None => (rest, None),
        };
        Self { userinfo, host, port }
    }
}

fn cut(text: &str, delimiter: char) -> (&str, Option<&str>) {
    text.split_once(delimiter).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// What is left of a text when a browser begins to parse it: control characters and spaces are dropped from both ends, tabs and
/// line ends from everywhere (WHATWG URL, "basic URL parser", steps 1 to 3).
#[must_use]
pub fn as_browsers_begin(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(|character: char| character <= ' ');
    if trimmed.contains(['\t', '\n', '\r']) {
        Cow::Owned(trimmed.replace(['\t', '\n', '\r'], ""))
    } else {
        Cow::Borrowed(trimmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn together(parts: &Parts<'_>) -> String {
        let mut text = String::new();
        if let Some(scheme) = parts.scheme {
            text.extend([scheme, ":"]);
        }
        if let Some(authority) = parts.authority {
            text.push_str("//");
            if let Some(userinfo) = authority.userinfo {
                text.extend([userinfo, "@"]);
            }
            text.push_str(authority.host);
            if let Some(port) = authority.port {
                text.extend([":", port]);
            }
        }
        text.push_str(parts.path);
        if let Some(query) = parts.query {
            text.extend(["?", query]);
        }
        if let Some(fragment) = parts.fragment {
            text.extend(["#", fragment]);
        }
        text
    }

    proptest! {
        #[test]
        fn the_parts_put_together_are_the_text(text in "\\PC*|[a-z:/?#@.\\[\\]\\\\%* \t0-9]{0,40}") {
            prop_assert_eq!(together(&Parts::of(&text)), text);
        }

        #[test]
        fn what_was_put_in_as_a_part_comes_out_as_that_part(
            scheme in "[a-z][a-z0-9+.-]{0,8}",
            userinfo in proptest::option::of("[a-z:@]{0,6}"),
            host in "[a-z0-9.*{}-]{0,12}|\\[[0-9a-f:]{2,8}\\]",
            port in proptest::option::of("[0-9]{0,5}"),
            path in "(/[a-z@:.%]{0,6}){0,3}",
            query in proptest::option::of("[a-z/?:@=&]{0,8}"),
            fragment in proptest::option::of("[a-z/?#:@]{0,8}"),
        ) {
            let parts = Parts {
                whole: "",
                scheme: Some(&scheme),
                authority: Some(Authority {
                    userinfo: userinfo.as_deref(),
                    host: &host,
                    port: port.as_deref(),
                }),
                path: &path,
                query: query.as_deref(),
                fragment: fragment.as_deref(),
            };
            let text = together(&parts);
            prop_assert_eq!(Parts::of(&text), Parts { whole: &text, ..parts });
        }
    }

    #[test]
    fn a_backslash_is_a_character_like_any_other() {
        let parts = Parts::of("https://evil.example\\@app.example/cb");
        let authority = parts.authority.unwrap();
        assert_eq!(authority.userinfo, Some("evil.example\\"));
        assert_eq!(authority.host, "app.example");
    }

    #[test]
    fn the_colons_of_an_ip_literal_are_not_a_port() {
        let authority = Parts::of("http://[::1]:8080/cb").authority.unwrap();
        assert_eq!((authority.host, authority.port), ("[::1]", Some("8080")));
        assert_eq!(Parts::of("http://[::1]/cb").authority.unwrap().port, None);
    }

    #[test]
    fn a_text_without_scheme_is_relative() {
        assert_eq!(Parts::of("/cb:x").scheme, None);
        assert_eq!(Parts::of("//host/cb").scheme, None);
        assert_eq!(Parts::of("//host/cb").host(), "host");
        assert_eq!(Parts::of(" https://a.example").scheme, None);
        assert_eq!(Parts::of("com.example.app:/cb").scheme, Some("com.example.app"));
    }

    #[test]
    fn browsers_drop_line_ends_and_tabs() {
        assert_eq!(as_browsers_begin(" java\nscript:x\u{0}"), "javascript:x");
        assert!(matches!(as_browsers_begin("https://a.example/"), Cow::Borrowed(_)));
    }
}
