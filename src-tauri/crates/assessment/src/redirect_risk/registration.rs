//! Whether an authorization server takes a redirect URI at registration.

use url::Url;

use super::context::ApplicationType;

/// Names and addresses that node-oidc-provider counts as loopback.
const LOOPBACKS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// Schemes that it refuses for native applications.
const FORBIDDEN: [&str; 6] = ["javascript", "vbscript", "data", "blob", "file", "about"];

/// Why a registration would be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not an absolute URL.
    NotAUrl,
    /// It has a fragment, if only an empty one.
    Fragment,
    /// A web application may have http and https only.
    NotAWebAddress,
    /// The implicit grant of a web application wants https.
    ImplicitOverHttp,
    /// The implicit grant of a web application may not use localhost.
    ImplicitOnLocalhost,
    /// A native application may use http on loopback only.
    HttpBeyondLoopback,
    /// A native application may not use https on loopback.
    HttpsOnLoopback,
    /// A scheme that runs or shows content instead of going anywhere.
    ForbiddenScheme,
}

/// Whether a server with the rules of OpenID Connect Dynamic Client Registration 1.0 section 2, as node-oidc-provider 9 reads
/// them, takes this redirect URI (facts/registration.md 3.1 and 6.2).
///
/// `implicit`: the client may use the implicit grant.
///
/// # Errors
/// The first objection of the server.
pub fn accepts(uri: &str, application: ApplicationType, implicit: bool) -> Result<(), Refusal> {
    let url = Url::parse(uri).map_err(|_| Refusal::NotAUrl)?;
    if url.fragment().is_some() {
        return Err(Refusal::Fragment);
    }
    let is_loopback = url.host_str().is_some_and(|host| LOOPBACKS.contains(&host));
    match (application == ApplicationType::Native, url.scheme()) {
        (false, "http") if implicit => Err(Refusal::ImplicitOverHttp),
        (false, "https") if implicit && url.host_str() == Some("localhost") => {
            Err(Refusal::ImplicitOnLocalhost)
        }
        (false, "http" | "https") => Ok(()),
        (false, _) => Err(Refusal::NotAWebAddress),
        (true, "http") if !is_loopback => Err(Refusal::HttpBeyondLoopback),
        (true, "https") if is_loopback => Err(Refusal::HttpsOnLoopback),
        (true, scheme) if FORBIDDEN.contains(&scheme) => Err(Refusal::ForbiddenScheme),
        (true, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ApplicationType::{Native, Web};

    /// What was seen on a running server (data/oidc-provider-transcript.md, A9 to A14).
    #[test]
    fn the_answers_of_the_transcript_are_foretold() {
        assert_eq!(accepts("https://rp.example.com/cb#x", Web, false), Err(Refusal::Fragment));
        assert_eq!(accepts("http://rp.example.com/cb", Native, false), Err(Refusal::HttpBeyondLoopback));
        assert_eq!(accepts("https://localhost/cb", Native, false), Err(Refusal::HttpsOnLoopback));
        assert_eq!(accepts("http://rp.example.com/cb", Web, false), Ok(()));
        assert_eq!(accepts("http://rp.example.com/cb", Web, true), Err(Refusal::ImplicitOverHttp));
        for uri in ["myapp://cb", "http://127.0.0.1/cb", "http://[::1]:1234/cb", "http://localhost/cb"] {
            assert_eq!(accepts(uri, Native, false), Ok(()), "{uri}");
        }
    }

    #[test]
    fn an_empty_fragment_is_a_fragment() {
        assert_eq!(accepts("https://rp.example.com/cb#", Web, false), Err(Refusal::Fragment));
    }
}
