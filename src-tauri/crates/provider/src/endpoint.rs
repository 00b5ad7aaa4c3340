//! Where a tenant is: its canonical domain, the address that requests go to, and whom to trust.

use std::net::IpAddr;
use std::path::PathBuf;

use url::{Host, Url};

/// Why a typed domain or address cannot be used. Each says what to type instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Nothing was typed.
    #[error("type the tenant's domain, for instance acme.eu.auth0.com")]
    Empty,
    /// An address of the Dashboard was pasted.
    #[error(
        "this is an address of the Auth0 Dashboard; the domain is shown there under Applications > your application > Domain"
    )]
    Dashboard,
    /// A whole URL was pasted where only the domain belongs.
    #[error("leave out https:// and everything after the domain: {domain}")]
    NotOnlyADomain {
        /// What to type instead.
        domain: String,
    },
    /// The domain ends in a dot.
    #[error("leave out the dot at the end: {domain}")]
    TrailingDot {
        /// What to type instead.
        domain: String,
    },
    /// A port belongs into the base URL, not into the domain.
    #[error("leave out the port: {domain}; a port belongs into the base URL")]
    Port {
        /// What to type instead.
        domain: String,
    },
    /// It is no host name.
    #[error("{typed:?} is not a domain name")]
    NotADomain {
        /// What was typed.
        typed: String,
    },
    /// The base URL cannot be read as a URL with a host.
    #[error("{typed:?} is not an address such as https://login.example.com")]
    NotAnAddress {
        /// What was typed.
        typed: String,
    },
    /// The base URL carries a path, query, fragment or user.
    #[error("the base URL ends after the host: {address}")]
    NotOnlyAnAddress {
        /// What to type instead.
        address: String,
    },
    /// Plain http is allowed to this computer only.
    #[error("plain http is allowed to this computer only; use https://{host}")]
    PlainHttp {
        /// The host.
        host: String,
    },
}

/// One tenant's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The canonical tenant domain, in lower case: `acme.eu.auth0.com`; for a server on this computer its host and port.
    pub domain: String,
    /// Where requests go; ends after the host and its slash.
    pub base_url: Url,
    /// The audience of the Management API: `https://{domain}/api/v2/` (facts/auth0.md 1.1).
    pub audience: String,
    /// A PEM file with authorities that are trusted besides the operating system's.
    pub ca_file: Option<PathBuf>,
}

impl Endpoint {
    /// The place of the tenant with this canonical domain, reached at the domain itself.
    ///
    /// # Errors
    /// What was typed is no plain domain name; the error says what to type instead.
    pub fn of_domain(typed: &str) -> Result<Self, EndpointError> {
        let domain = canonical(typed)?;
        let base_url = Url::parse(&format!("https://{domain}/"))
            .map_err(|_| EndpointError::NotADomain { typed: typed.to_owned() })?;
        let audience = format!("https://{domain}/api/v2/");
        Ok(Self { domain, base_url, audience, ca_file: None })
    }

    /// The same tenant reached at another address (custom domain, private cloud, simulator). The audience stays.
    ///
    /// # Errors
    /// It is no address, has more than a host and a port, or is plain http to another computer.
    pub fn at(self, typed: &str) -> Result<Self, EndpointError> {
        Ok(Self { base_url: address(typed)?, ..self })
    }

    /// The same tenant with further trusted authorities from a PEM file. The file is read when the client is made.
    #[must_use]
    pub fn trusting(self, ca_file: impl Into<PathBuf>) -> Self {
        Self { ca_file: Some(ca_file.into()), ..self }
    }
}

fn canonical(typed: &str) -> Result<String, EndpointError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(EndpointError::Empty);
    }
    let without_scheme = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    let authority = without_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let (host, has_port) =
        host_and_port.split_once(':').map_or((host_and_port, false), |(host, _)| (host, true));
    let bare = host.trim_end_matches('.').to_ascii_lowercase();
    if bare == "manage.auth0.com" || bare.ends_with(".manage.auth0.com") {
        return Err(EndpointError::Dashboard);
    }
    let here = server_on_this_computer(host_and_port);
    if here.is_none() && !is_domain(&bare) {
        return Err(EndpointError::NotADomain { typed: typed.to_owned() });
    }
    if host_and_port != typed {
        return Err(EndpointError::NotOnlyADomain { domain: here.unwrap_or(bare) });
    }
    if let Some(here) = here {
        return Ok(here);
    }
    if has_port {
        return Err(EndpointError::Port { domain: bare });
    }
    if host.ends_with('.') {
        return Err(EndpointError::TrailingDot { domain: bare });
    }
    Ok(bare)
}

/// A server on this computer, such as the simulator, has no domain: its host and port stand for it.
fn server_on_this_computer(host_and_port: &str) -> Option<String> {
    let url = Url::parse(&format!("https://{host_and_port}/")).ok().filter(is_loopback)?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}{port}", url.host_str()?))
}

fn is_domain(text: &str) -> bool {
    let labels_are_sound = text.len() <= 253
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
    labels_are_sound && text.parse::<IpAddr>().is_err()
}

fn address(typed: &str) -> Result<Url, EndpointError> {
    let typed = typed.trim();
    let refused = || EndpointError::NotAnAddress { typed: typed.to_owned() };
    let mut url = Url::parse(typed).map_err(|_| refused())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(refused)?.to_owned();
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(EndpointError::PlainHttp { host }),
        _ => return Err(refused()),
    }
    let has_more = url.path() != "/"
        || url.query().is_some()
        || url.fragment().is_some()
        || !url.username().is_empty()
        || url.password().is_some();
    if has_more {
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        return Err(EndpointError::NotOnlyAnAddress { address: format!("{}://{host}{port}", url.scheme()) });
    }
    Ok(url)
}

/// Whether the address is this computer itself (127.0.0.0/8, `::1`, `localhost`).
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_gives_address_and_audience() {
        let endpoint = Endpoint::of_domain(" Acme.EU.auth0.com ").unwrap();
        assert_eq!(endpoint.domain, "acme.eu.auth0.com");
        assert_eq!(endpoint.base_url.as_str(), "https://acme.eu.auth0.com/");
        assert_eq!(endpoint.audience, "https://acme.eu.auth0.com/api/v2/");
    }

    #[test]
    fn wrong_input_is_told_what_to_type_instead() {
        let domain = || "acme.eu.auth0.com".to_owned();
        for (typed, error) in [
            ("", EndpointError::Empty),
            ("  ", EndpointError::Empty),
            ("https://acme.eu.auth0.com", EndpointError::NotOnlyADomain { domain: domain() }),
            ("https://acme.eu.auth0.com/api/v2/", EndpointError::NotOnlyADomain { domain: domain() }),
            ("acme.eu.auth0.com/", EndpointError::NotOnlyADomain { domain: domain() }),
            ("acme.eu.auth0.com.", EndpointError::TrailingDot { domain: domain() }),
            ("acme.eu.auth0.com:443", EndpointError::Port { domain: domain() }),
            ("https://manage.auth0.com/dashboard/eu/acme/applications", EndpointError::Dashboard),
            ("acme eu", EndpointError::NotADomain { typed: "acme eu".into() }),
            ("10.0.0.8", EndpointError::NotADomain { typed: "10.0.0.8".into() }),
            ("10.0.0.8:4010", EndpointError::NotADomain { typed: "10.0.0.8:4010".into() }),
            ("http://127.0.0.1:4010/", EndpointError::NotOnlyADomain { domain: "127.0.0.1:4010".into() }),
        ] {
            assert_eq!(Endpoint::of_domain(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn a_server_on_this_computer_is_named_by_host_and_port() {
        for typed in ["127.0.0.1:4010", "localhost:4010", "LOCALHOST:4010", "[::1]:4010"] {
            let endpoint = Endpoint::of_domain(typed).unwrap();
            let domain = typed.to_ascii_lowercase();
            assert_eq!(endpoint.audience, format!("https://{domain}/api/v2/"));
            let plain = endpoint.at(&format!("http://{typed}")).unwrap();
            assert_eq!((plain.domain, plain.base_url.scheme()), (domain, "http"));
        }
    }

    #[test]
    fn another_address_keeps_the_audience() {
        let endpoint =
            Endpoint::of_domain("acme.eu.auth0.com").unwrap().at("https://login.acme.example").unwrap();
        assert_eq!(endpoint.base_url.as_str(), "https://login.acme.example/");
        assert_eq!(endpoint.audience, "https://acme.eu.auth0.com/api/v2/");
    }

    #[test]
    fn plain_http_reaches_this_computer_only() {
        let endpoint = Endpoint::of_domain("acme.eu.auth0.com").unwrap();
        for typed in ["http://127.0.0.1:4010", "http://[::1]:4010/", "http://localhost:4010"] {
            assert!(endpoint.clone().at(typed).is_ok(), "{typed}");
        }
        assert_eq!(
            endpoint.clone().at("http://10.0.0.8"),
            Err(EndpointError::PlainHttp { host: "10.0.0.8".into() })
        );
        assert_eq!(
            endpoint.at("https://login.acme.example:8443/api/v2"),
            Err(EndpointError::NotOnlyAnAddress { address: "https://login.acme.example:8443".into() })
        );
    }
}
