//! Rules about the query: parameters that send the browser on.

use url::form_urlencoded;

use super::characters::decoded;
use super::class::{Class, Severity};
use super::domain_name::{self, DomainName};
use super::finding::{Finding, shown};
use super::parts::as_browsers_begin;
use super::reading::{Reading, is_dangerous};

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

/// Whether the value leaves open, or leads out of the domain, where the browser goes on to. A value that is still encoded is read
/// once more, as pages that decode it again do.
fn is_open(value: &str, reading: &Reading<'_>) -> bool {
    let value = as_browsers_begin(value);
    let decoded_again = decoded(&value);
    value.is_empty()
        || value.contains('*')
        || value.split_once('{').is_some_and(|(_, rest)| rest.contains('}'))
        || leads_out(&value, reading)
        || leads_out(&as_browsers_begin(&decoded_again), reading)
}

fn leads_out(value: &str, reading: &Reading<'_>) -> bool {
    match onward(value) {
        Onward::Path => false,
        Onward::Elsewhere => true,
        Onward::Host(host) => {
            let name = domain_name::unicode(host);
            match (DomainName::of(&name).registrable, reading.registrable()) {
                (Some(there), Some(here)) => there != here,
                _ => reading.web.as_ref().is_none_or(|web| !web.written.eq_ignore_ascii_case(host)),
            }
        }
    }
}

/// What a value means to a browser that is sent on to it.
enum Onward<'a> {
    /// A place on the same host.
    Path,
    /// This host.
    Host(&'a str),
    /// An app, or content.
    Elsewhere,
}

fn onward(value: &str) -> Onward<'_> {
    let is_slash = |character: char| matches!(character, '/' | '\\');
    let (scheme, rest) = match value.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest),
        _ => ("", value),
    };
    let slashes = rest.len() - rest.trim_start_matches(is_slash).len();
    let is = |word: &str| scheme.eq_ignore_ascii_case(word);
    if is("http") || is("https") || (scheme.is_empty() && slashes >= 2) {
        Onward::Host(authority_host(&rest[slashes..]))
    } else if slashes > 0 && !scheme.is_empty() || is_dangerous(scheme) {
        Onward::Elsewhere
    } else {
        Onward::Path
    }
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
