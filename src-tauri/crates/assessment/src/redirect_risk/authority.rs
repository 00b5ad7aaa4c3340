//! Rules about user info, host and port as they are written.

use super::characters::{decoded, imitated_delimiter, is_ideographic_dot};
use super::class::{Class, Severity};
use super::finding::{Finding, shown};
use super::placeholder;
use super::reading::{Reading, Web, WebHost};

/// Ports that a browser refuses to go to (WHATWG Fetch, "port blocking"), above those below 1024 that count as unusual anyway.
const BLOCKED: [u16; 19] = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679,
    6697, 10080,
];
/// Ports that web servers are wont to have.
const USUAL: [u16; 4] = [8080, 8443, 9443, 4443];

pub(super) fn judge(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    userinfo(reading, findings);
    let Some(web) = &reading.web else {
        return;
    };
    if matches!(web.host, WebHost::Empty) {
        findings.push(Finding::new(
            Class::HostEmpty,
            Severity::High,
            "There is no host behind the two slashes; some programs go to the next word in the path instead.",
        ));
        return;
    }
    if let Some(objection) = objection_to_host(web) {
        findings.push(Finding::new(Class::HostInvalid, Severity::Medium, objection));
    }
    if matches!(web.host, WebHost::Name(_)) && ends_in_dot(web.written) {
        findings.push(Finding::new(
            Class::TrailingDotHost,
            Severity::Medium,
            format!(
                "{} is the same host to the network and another one to servers that compare it.",
                shown(web.written)
            ),
        ));
    }
    if !reading.is_loopback() {
        odd_port(reading, web, findings);
    }
}

fn userinfo(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    if let Some((userinfo, authority)) =
        reading.parts.authority.and_then(|authority| Some((authority.userinfo?, authority)))
    {
        findings.push(Finding::new(
            Class::Userinfo,
            Severity::High,
            format!(
                "What stands before the @ ({}) is not the host: the address goes to {}.",
                shown(userinfo),
                shown(reading.web.as_ref().map_or(authority.host, |web| web.written))
            ),
        ));
    }
}

fn ends_in_dot(host: &str) -> bool {
    decoded(host).ends_with(|last: char| last == '.' || is_ideographic_dot(last))
}

fn objection_to_host(web: &Web<'_>) -> Option<String> {
    let host = web.written;
    let objection = |why: &str| Some(format!("{} {why}", shown(host)));
    if web
        .port
        .is_some_and(|port| !port.is_empty() && !port.contains(['*', '{']) && web.port_number().is_none())
    {
        return Some(format!("{} is not a port: ports are 0 to 65535.", shown(web.port.unwrap_or_default())));
    }
    if host.contains('%') {
        return objection("has an encoded letter in the host, which only some programs decode.");
    }
    let in_disguise =
        |character: char| imitated_delimiter(character).is_some() && !is_ideographic_dot(character);
    if host.contains(in_disguise) {
        return objection("has a letter that becomes a delimiter, so it is no host.");
    }
    match &web.host {
        WebHost::Empty | WebHost::Address { .. } => None,
        WebHost::Invalid => objection("cannot be a host: browsers refuse to go there."),
        WebHost::Name(_) => objection_to_labels(&placeholder::as_labels(host)).and_then(objection),
    }
}

fn objection_to_labels(host: &str) -> Option<&'static str> {
    let Ok(ascii) = idna::domain_to_ascii(host) else {
        return Some("cannot be written as a name of the internet.");
    };
    let name = ascii.strip_suffix('.').unwrap_or(&ascii);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'*');
    if name.len() > 253 {
        Some("is longer than a name can be.")
    } else if name.split('.').any(str::is_empty) {
        Some("has an empty part between its dots.")
    } else if name.split('.').any(|label| label.len() > 63) {
        Some("has a part that is longer than 63 letters.")
    } else if name.split('.').any(|label| label.starts_with('-') || label.ends_with('-')) {
        Some("has a part with a hyphen at its end.")
    } else if !name.bytes().all(plain) {
        Some("has a character that no name has.")
    } else {
        None
    }
}

fn odd_port(reading: &Reading<'_>, web: &Web<'_>, findings: &mut Vec<Finding>) {
    let Some(port) = web.port_number() else {
        return;
    };
    let default = if reading.scheme().eq_ignore_ascii_case("https") { 443 } else { 80 };
    if port == default || USUAL.contains(&port) {
        return;
    }
    let severity = if port < 1024 || BLOCKED.contains(&port) { Severity::Medium } else { Severity::Low };
    findings.push(Finding::new(
        Class::PortOdd,
        severity,
        format!("Port {port} is not one that web sites have; on a shared machine somebody else can open it."),
    ));
}
