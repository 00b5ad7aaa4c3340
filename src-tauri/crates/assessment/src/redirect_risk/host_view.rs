//! Where an http or https redirect URI leads a browser, in the forms in which a host is spoken of.

use super::domain_name::{DomainName, punycode};
use super::reading::{Reading, WebHost, beginning};

/// The host that a browser goes to. A view: the URI itself is its exact text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostView {
    /// As it is written in the URI.
    pub written: String,
    /// In lower-case Unicode, without a final dot; an address in its plain form.
    pub unicode: String,
    /// As it goes to the resolver.
    pub punycode: String,
    /// The part that one owner registered; `None` for addresses, single labels and public suffixes.
    pub registrable: Option<String>,
}

/// The host of a redirect URI; `None` where a browser goes to no host.
#[must_use]
pub fn host_of(uri: &str) -> Option<HostView> {
    let clean = beginning(uri);
    let web = Reading::of(uri, &clean).web?;
    let written = web.written.to_owned();
    match web.host {
        WebHost::Empty | WebHost::Invalid => None,
        WebHost::Address { ip, .. } => {
            let plain = ip.to_string();
            Some(HostView { written, unicode: plain.clone(), punycode: plain, registrable: None })
        }
        WebHost::Name(name) => Some(HostView {
            written,
            punycode: punycode(&name).into_owned(),
            registrable: DomainName::of(&name).registrable.map(str::to_owned),
            unicode: name,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_where_a_browser_goes() {
        let host = host_of("https://evil.com\\@Northmere.health/cb").unwrap();
        assert_eq!((host.unicode.as_str(), host.registrable.as_deref()), ("evil.com", Some("evil.com")));
        let host = host_of("https://login.XN--NORTHMRE-H8G.example./cb").unwrap();
        assert_eq!(host.unicode, "login.northm\u{435}re.example");
        assert_eq!(host.punycode, "login.xn--northmre-h8g.example");
        assert_eq!(host.registrable.as_deref(), Some("northm\u{435}re.example"));
        assert_eq!(host_of("http://127.1:80/").unwrap().unicode, "127.0.0.1");
        assert_eq!(host_of("com.example.app://host/cb"), None);
        assert_eq!(host_of("https:///cb"), None);
    }
}
