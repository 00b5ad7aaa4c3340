//! The views of one redirect URI that the rules read: the exact text, RFC 3986's parts, and what a browser makes of it.

use std::borrow::Cow;
use std::net::IpAddr;

use url::Host;

use super::address::{Reach, is_plainly_written, reach};
use super::domain_name::{self, DomainName};
use super::parts::{Parts, as_browsers_begin};
use super::placeholder;

/// Schemes that run or show content where the browser is, instead of going anywhere.
const DANGEROUS: [&str; 8] =
    ["javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source"];

/// What kind of address a URI is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No scheme, or a host and port that look like one.
    Relative,
    /// http.
    Http,
    /// https.
    Https,
    /// A scheme that runs or shows content.
    Dangerous,
    /// `urn:ietf:wg:oauth:2.0:oob`.
    OutOfBand,
    /// Any other scheme.
    Custom,
}

/// A redirect URI, looked at.
pub(super) struct Reading<'a> {
    /// The exact text.
    pub uri: &'a str,
    /// RFC 3986's parts of what a browser begins with.
    pub parts: Parts<'a>,
    /// What kind of address it is.
    pub kind: Kind,
    /// For http and https: where a browser goes.
    pub web: Option<Web<'a>>,
}

/// An http or https address as a browser reads it.
pub(super) struct Web<'a> {
    /// The host as written, after the last `@` that a browser sees.
    pub written: &'a str,
    /// The port as written.
    pub port: Option<&'a str>,
    /// From the first slash or backslash behind the authority to `?` or `#`.
    pub path: &'a str,
    /// Where it goes.
    pub host: WebHost,
}

/// The host of an http or https address.
pub(super) enum WebHost {
    /// There is none.
    Empty,
    /// The browser gives up; why, for a sentence.
    Invalid,
    /// An address.
    Address {
        /// Which.
        ip: IpAddr,
        /// Whether it is written plainly.
        plain: bool,
    },
    /// A name, in lower-case Unicode and without a final dot.
    Name(String),
}

/// The text that a browser begins with; keep it beside the reading that borrows it.
pub(super) fn beginning(uri: &str) -> Cow<'_, str> {
    as_browsers_begin(uri)
}

impl<'a> Reading<'a> {
    /// Looks at a URI. `clean` is [`beginning`] of it.
    pub fn of(uri: &'a str, clean: &'a str) -> Self {
        let parts = Parts::of(clean);
        let kind = kind(&parts);
        let web = matches!(kind, Kind::Http | Kind::Https).then(|| Web::of(clean, &parts));
        Self { uri, parts, kind, web }
    }

    /// The scheme as written.
    pub fn scheme(&self) -> &'a str {
        self.parts.scheme.unwrap_or_default()
    }

    /// The path as written: a browser's for http and https, RFC 3986's otherwise.
    pub fn path(&self) -> &'a str {
        self.web.as_ref().map_or(self.parts.path, |web| web.path)
    }

    /// Everything between the scheme's colon and the path.
    pub fn authority(&self) -> &'a str {
        let rest = self.behind_scheme();
        rest.get(..rest.len() - self.behind_authority_len()).unwrap_or_default()
    }

    fn behind_authority_len(&self) -> usize {
        let more = |part: Option<&str>| part.map_or(0, |part| part.len() + 1);
        self.path().len() + more(self.parts.query) + more(self.parts.fragment)
    }

    /// Everything behind the scheme's colon; everything without a scheme.
    pub fn behind_scheme(&self) -> &'a str {
        let whole = self.clean();
        self.parts.scheme.map_or(whole, |scheme| whole.get(scheme.len() + 1..).unwrap_or_default())
    }

    /// What a browser begins with.
    fn clean(&self) -> &'a str {
        self.parts.whole
    }

    /// The host's name, when it has one.
    pub fn name(&self) -> Option<DomainName<'_>> {
        match self.web.as_ref().map(|web| &web.host) {
            Some(WebHost::Name(name)) => Some(DomainName::of(name)),
            _ => None,
        }
    }

    /// The host's address, when it is one.
    pub fn address(&self) -> Option<IpAddr> {
        match self.web.as_ref().map(|web| &web.host) {
            Some(WebHost::Address { ip, .. }) => Some(*ip),
            _ => None,
        }
    }

    /// Whether a browser stays on this computer.
    pub fn is_loopback(&self) -> bool {
        self.is_localhost_name() || self.address().is_some_and(|ip| reach(ip) == Reach::Loopback)
    }

    /// Whether the host is `localhost` or under it (RFC 6761 section 6.3).
    pub fn is_localhost_name(&self) -> bool {
        self.name().is_some_and(|name| name.name == "localhost" || name.name.ends_with(".localhost"))
    }

    /// Whether there is a host at all.
    pub fn has_host(&self) -> bool {
        self.web.as_ref().is_some_and(|web| !matches!(web.host, WebHost::Empty))
    }

    /// The part of the host that one owner registered.
    pub fn registrable(&self) -> Option<&str> {
        match self.web.as_ref().map(|web| &web.host) {
            Some(WebHost::Name(name)) => DomainName::of(name).registrable,
            _ => None,
        }
    }
}

/// Whether a scheme runs or shows content.
pub(super) fn is_dangerous(scheme: &str) -> bool {
    DANGEROUS.iter().any(|word| scheme.eq_ignore_ascii_case(word))
}

fn kind(parts: &Parts<'_>) -> Kind {
    let Some(scheme) = parts.scheme else {
        return Kind::Relative;
    };
    let is = |word: &str| scheme.eq_ignore_ascii_case(word);
    if is("https") {
        Kind::Https
    } else if is("http") {
        Kind::Http
    } else if is_dangerous(scheme) {
        Kind::Dangerous
    } else if is_host_and_port(parts) {
        Kind::Relative
    } else if is("urn") && is_out_of_band(parts.path) {
        Kind::OutOfBand
    } else {
        Kind::Custom
    }
}

/// `host:8080/cb`: what looks like a scheme is a host whose scheme was forgotten.
fn is_host_and_port(parts: &Parts<'_>) -> bool {
    let digits = parts.path.split('/').next().unwrap_or_default();
    parts.authority.is_none() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_out_of_band(path: &str) -> bool {
    ["ietf:wg:oauth:2.0:oob", "ietf:wg:oauth:2.0:oob:auto"].iter().any(|urn| path.eq_ignore_ascii_case(urn))
}

impl<'a> Web<'a> {
    fn of(clean: &'a str, parts: &Parts<'a>) -> Self {
        let scheme = parts.scheme.map_or(0, |scheme| scheme.len() + 1);
        let rest = clean.get(scheme..).unwrap_or_default();
        let rest = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
        let is_slash = |character: char| matches!(character, '/' | '\\');
        let mut characters = rest.chars();
        let has_authority =
            characters.next().is_some_and(is_slash) && characters.next().is_some_and(is_slash);
        if !has_authority {
            return Self { written: "", port: None, path: rest, host: WebHost::Empty };
        }
        let rest = characters.as_str();
        let end = rest.find(is_slash).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let authority = authority.rfind('@').map_or(authority, |at| &authority[at + 1..]);
        let (written, port) = match end_of_host(authority) {
            Some(colon) => (&authority[..colon], Some(&authority[colon + 1..])),
            None => (authority, None),
        };
        Self { written, port, path, host: WebHost::of(written) }
    }

    /// The port as a number, when it is one.
    pub fn port_number(&self) -> Option<u16> {
        self.port
            .filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|port| port.parse().ok())
    }
}

/// Where the colon before the port is: the first that is neither in brackets nor in braces.
fn end_of_host(authority: &str) -> Option<usize> {
    let mut inside = false;
    authority.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => inside = true,
            b']' | b'}' => inside = false,
            _ => {}
        }
        byte == b':' && !inside
    })
}

impl WebHost {
    fn of(written: &str) -> Self {
        if written.is_empty() {
            return Self::Empty;
        }
        let labels = placeholder::as_labels(written);
        match Host::parse(&labels) {
            Ok(Host::Ipv4(ip)) => Self::address(written, IpAddr::V4(ip)),
            Ok(Host::Ipv6(ip)) => Self::address(written, IpAddr::V6(ip)),
            Ok(Host::Domain(ascii)) => {
                let name = domain_name::unicode(&ascii).into_owned();
                let name = name.strip_suffix('.').map(str::to_owned).unwrap_or(name);
                if name.is_empty() { Self::Invalid } else { Self::Name(name) }
            }
            Err(_) => Self::Invalid,
        }
    }

    fn address(written: &str, ip: IpAddr) -> Self {
        Self::Address { ip, plain: is_plainly_written(written, ip) }
    }
}
