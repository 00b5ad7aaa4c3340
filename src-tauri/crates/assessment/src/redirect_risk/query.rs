//! Rules about the query: parameters that send the browser on.

use url::form_urlencoded;

use super::class::{Class, Severity};
use super::domain_name::{self, DomainName};
use super::finding::{Finding, shown};
use super::placeholder;
use super::reading::Reading;

/// Parameters whose value pages are wont to go on to, in any case.
const ONWARD: [&str; 26] = [
    "url",
    "uri",
    "next",
    "to",
    "target",
    "dest",
    "destination",
    "goto",
    "go",
    "continue",
    "return",
    "returnto",
    "return_to",
    "returnurl",
    "return_url",
    "redirect",
    "redirectto",
    "redirect_to",
    "redirect_uri",
    "redirect_url",
    "redir",
    "forward",
    "rurl",
    "relaystate",
    "callbackurl",
    "service",
];

pub(super) fn judge(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    let Some(query) = reading.parts.query else {
        return;
    };
    let onward = query.split('&').filter(|parameter| parameter.contains('=')).find_map(|parameter| {
        let (name, value) = form_urlencoded::parse(parameter.as_bytes()).next()?;
        let known = ONWARD.iter().any(|onward| name.eq_ignore_ascii_case(onward));
        (known && is_open(&value, reading)).then_some(name)
    });
    if let Some(name) = onward {
        findings.push(Finding::new(
            Class::OpenRedirector,
            Severity::High,
            format!(
                "The parameter {} sends the browser on to another place, and the code with it.",
                shown(&name)
            ),
        ));
    }
}

/// Whether the value leaves open, or leads out of the domain, where the browser goes on to.
fn is_open(value: &str, reading: &Reading<'_>) -> bool {
    if value.trim().is_empty() || value.contains('*') || placeholder::all(value).next().is_some() {
        return true;
    }
    host_in(value.trim()).is_some_and(|host| {
        let name = domain_name::unicode(host);
        let there = DomainName::of(&name);
        match (there.registrable, reading.registrable()) {
            (Some(there), Some(here)) => there != here,
            _ => reading.web.as_ref().is_none_or(|web| !web.written.eq_ignore_ascii_case(host)),
        }
    })
}

/// The host of an absolute URL, or of one that begins with two slashes of either kind.
fn host_in(value: &str) -> Option<&str> {
    let is_slash = |character: char| matches!(character, '/' | '\\');
    let after_scheme = match value.find(':') {
        Some(colon)
            if value[..colon].eq_ignore_ascii_case("http")
                || value[..colon].eq_ignore_ascii_case("https") =>
        {
            return Some(authority_host(value[colon + 1..].trim_start_matches(is_slash)));
        }
        Some(colon) if is_scheme(&value[..colon]) && value[colon + 1..].starts_with("//") => {
            &value[colon + 1..]
        }
        _ => value,
    };
    let mut characters = after_scheme.chars();
    let two = characters.next().is_some_and(is_slash) && characters.next().is_some_and(is_slash);
    two.then(|| authority_host(characters.as_str().trim_start_matches(is_slash)))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn authority_host(text: &str) -> &str {
    let authority = text.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() }
}
