//! What a server compares at run time: a requested redirect URI with a registered one, each by its exact bytes.

use super::context::{ApplicationType, ServerKind};
use super::parts::{Authority, Parts};
use super::placeholder;

/// The answer to "would this server send a code there?", with the rule in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `None`: the rule depends on something that the two texts do not say, or is not documented.
    pub matches: Option<bool>,
    /// What the server compares.
    pub rule: &'static str,
}

const EXACT: &str = "The server compares every character.";
const LOOPBACK: &str = "For a native application the server ignores the port of a loopback address and compares the rest exactly.";
const AUTH0: &str = "Auth0 compares every character, the port of a loopback address too.";
const WILDCARD: &str =
    "Auth0 lets one * stand for part of the left-most label of the host, and compares the rest exactly.";
const NO_WILDCARD: &str = "Auth0 gives a * a meaning only once, in the left-most label of an http or https host; elsewhere it is a \
     plain character.";
const STRICT: &str =
    "For a strict third-party client Auth0 compares every character; a * or a placeholder has no meaning.";
const PLACEHOLDER: &str =
    "Auth0 puts a name into the placeholder, such as the organization's, and compares the rest exactly.";
const PREFIX: &str = "Keycloak takes every address that begins with what stands before the *, leaves query and fragment out, and \
     refuses paths that climb.";
const KEYCLOAK_USERINFO: &str = "What Keycloak does with user info before the host differs by version.";
const KEYCLOAK_EXACT: &str = "Keycloak compares every character.";
const KEYCLOAK_LOCALHOST: &str = "Keycloak ignores the port of localhost when the registered address has none, and compares the rest as usual.";
const KEYCLOAK_LOOPBACK: &str = "Whether Keycloak ignores the port of a loopback address that was registered without one differs by version.";
const KEYCLOAK_RELATIVE: &str = "Keycloak puts the client's root URL, or its own, before a relative address.";

/// Compares as this server does.
#[must_use]
pub fn compare(
    requested: &str,
    registered: &str,
    server: ServerKind,
    application: ApplicationType,
) -> Answer {
    let same = requested == registered;
    match server {
        ServerKind::Keycloak => keycloak(requested, registered),
        ServerKind::Auth0ThirdParty => Answer { matches: Some(same), rule: STRICT },
        ServerKind::Exact => {
            let only_port = application == ApplicationType::Native
                && !same
                && loopback_that_differs_by_port(requested, registered).is_some();
            Answer { matches: Some(same || only_port), rule: if only_port { LOOPBACK } else { EXACT } }
        }
        ServerKind::Auth0 if same => Answer { matches: Some(true), rule: AUTH0 },
        ServerKind::Auth0 => {
            match (placeholder_fits(requested, registered), wildcard_fits(requested, registered)) {
                (Some(true), _) => Answer { matches: None, rule: PLACEHOLDER },
                (Some(false), _) => Answer { matches: Some(false), rule: PLACEHOLDER },
                (None, Some(fits)) => Answer { matches: Some(fits), rule: WILDCARD },
                (None, None) if registered.contains('*') => {
                    Answer { matches: Some(false), rule: NO_WILDCARD }
                }
                (None, None) => Answer { matches: Some(false), rule: AUTH0 },
            }
        }
    }
}

/// How a loopback host is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loopback {
    Address,
    Name,
}

fn loopback(host: &str) -> Option<Loopback> {
    match host {
        "localhost" => Some(Loopback::Name),
        "127.0.0.1" | "[::1]" => Some(Loopback::Address),
        _ => None,
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 8252 section 7.3: http, the same loopback host, and nothing but the port between the two.
fn loopback_that_differs_by_port(requested: &str, registered: &str) -> Option<Loopback> {
    let (one, other) = (Parts::of(requested), Parts::of(registered));
    let (here, there) = (one.authority?, other.authority?);
    let plain = |authority: &Authority<'_>| authority.port.is_none_or(is_port);
    let alike = one.scheme == Some("http")
        && other.scheme == one.scheme
        && here.host == there.host
        && (here.userinfo, there.userinfo) == (None, None)
        && (one.path, one.query, one.fragment) == (other.path, other.query, other.fragment);
    (alike && plain(&here) && plain(&there)).then(|| loopback(here.host)).flatten()
}

/// What stands in the requested host between two parts of the registered one, when all the rest is equal.
fn stands_for<'a>(requested: &'a str, registered: &str, before: &str, after: &str) -> Option<&'a str> {
    let (one, other) = (Parts::of(requested), Parts::of(registered));
    let (here, there) = (one.authority?, other.authority?);
    let alike = one.scheme == other.scheme
        && (here.userinfo, here.port) == (there.userinfo, there.port)
        && (one.path, one.query, one.fragment) == (other.path, other.query, other.fragment);
    let middle = here.host.strip_prefix(before)?.strip_suffix(after)?;
    alike.then_some(middle)
}

/// Auth0's wildcard (its documentation, "Subdomain URL Placeholders"). `None`: the star is no wildcard here.
fn wildcard_fits(requested: &str, registered: &str) -> Option<bool> {
    if !auth0_expands(registered) {
        return None;
    }
    let (before, after) = Parts::of(registered).host().split_once('*')?;
    Some(
        stands_for(requested, registered, before, after)
            .is_some_and(|middle| !middle.is_empty() && middle.bytes().all(is_host_letter)),
    )
}

/// Whether Auth0 expands the star of a registered URI: one in all, in the left-most label of an http or https host, with two
/// labels or more behind it.
pub(super) fn auth0_expands(registered: &str) -> bool {
    let parts = Parts::of(registered);
    let web = parts
        .scheme
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
    let mut labels = parts.host().split('.');
    let in_first = labels.next().is_some_and(|label| label.contains('*'));
    let only_one = registered.bytes().filter(|byte| *byte == b'*').count() == 1;
    web && in_first && only_one && labels.count() >= 2
}

const fn is_host_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Auth0's `{organization_name}` and `{custom_domain.metadata.public_…}`: which names exist is not in the URI. `None`: there is no
/// placeholder that Auth0 fills in.
fn placeholder_fits(requested: &str, registered: &str) -> Option<bool> {
    let name = placeholder::filled_in_by_auth0(registered)?;
    let after = Parts::of(registered).host().split_once('}')?.1;
    let several_labels = name != "organization_name";
    Some(stands_for(requested, registered, "", after).is_some_and(|middle| {
        !middle.is_empty()
            && middle.bytes().all(|byte| is_host_letter(byte) || (several_labels && byte == b'.'))
    }))
}

/// Keycloak's rule (facts/registration.md 3.2; its `RedirectUtilsTest`).
fn keycloak(requested: &str, registered: &str) -> Answer {
    if requested == registered {
        return Answer { matches: Some(true), rule: KEYCLOAK_EXACT };
    }
    if registered.starts_with('/') {
        return Answer { matches: None, rule: KEYCLOAK_RELATIVE };
    }
    if let Some(without) = without_userinfo(requested) {
        let refused =
            [requested, &without].iter().all(|text| keycloak_ports(text, registered).matches == Some(false));
        return Answer { matches: if refused { Some(false) } else { None }, rule: KEYCLOAK_USERINFO };
    }
    keycloak_ports(requested, registered)
}

fn keycloak_ports(requested: &str, registered: &str) -> Answer {
    let answer = keycloak_pattern(requested, registered);
    if answer.matches == Some(true) {
        return answer;
    }
    match without_loopback_port(requested) {
        Some((portless, kind)) if keycloak_pattern(&portless, registered).matches == Some(true) => match kind
        {
            Loopback::Name => Answer { matches: Some(true), rule: KEYCLOAK_LOCALHOST },
            Loopback::Address => Answer { matches: None, rule: KEYCLOAK_LOOPBACK },
        },
        _ => answer,
    }
}

fn keycloak_pattern(requested: &str, registered: &str) -> Answer {
    let Some(prefix) = registered.strip_suffix('*').filter(|prefix| !prefix.contains('?')) else {
        return Answer { matches: Some(requested == registered), rule: KEYCLOAK_EXACT };
    };
    let compared = requested.split(['?', '#']).next().unwrap_or_default();
    let parts = Parts::of(compared);
    let fits = if prefix.is_empty() {
        matches!(parts.scheme, Some("http" | "https"))
    } else {
        compared.starts_with(prefix) || prefix.strip_suffix('/') == Some(compared)
    };
    Answer { matches: Some(fits && !super::path::climbs(parts.path)), rule: PREFIX }
}

/// The requested URI without what stands before its host, when something does.
fn without_userinfo(requested: &str) -> Option<String> {
    let userinfo = Parts::of(requested).authority?.userinfo?;
    let start = userinfo.as_ptr().addr() - requested.as_ptr().addr();
    Some(format!("{}{}", &requested[..start], &requested[start + userinfo.len() + 1..]))
}

/// The requested URI without the port of its loopback host.
fn without_loopback_port(requested: &str) -> Option<(String, Loopback)> {
    let parts = Parts::of(requested);
    let authority = parts.authority?;
    let port = authority.port.filter(|port| is_port(port))?;
    let kind =
        loopback(authority.host).filter(|_| parts.scheme == Some("http") && authority.userinfo.is_none())?;
    let end = port.as_ptr().addr() - requested.as_ptr().addr();
    Some((format!("{}{}", &requested[..end - 1], &requested[end + port.len()..]), kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ApplicationType::{Native, Web};
    use ServerKind::{Auth0, Auth0ThirdParty, Exact, Keycloak};
    use proptest::prelude::*;

    fn matches(
        requested: &str,
        registered: &str,
        server: ServerKind,
        application: ApplicationType,
    ) -> Option<bool> {
        compare(requested, registered, server, application).matches
    }

    #[test]
    fn auth0s_wildcard_stands_for_part_of_one_label() {
        let taken = |requested, registered| matches(requested, registered, Auth0, Web);
        assert_eq!(taken("https://a.x.example/cb", "https://*.x.example/cb"), Some(true));
        assert_eq!(taken("https://pre-1-suf.x.example/cb", "https://pre-*-suf.x.example/cb"), Some(true));
        assert_eq!(taken("https://a.b.x.example/cb", "https://*.x.example/cb"), Some(false));
        assert_eq!(taken("https://x.example/cb", "https://*.x.example/cb"), Some(false));
        assert_eq!(taken("https://a.x.example/other", "https://*.x.example/cb"), Some(false));
        assert_eq!(taken("https://evil.com/.x.example/cb", "https://*.x.example/cb"), Some(false));
        assert_eq!(taken("https://evil.com?.x.example/cb", "https://*.x.example/cb"), Some(false));
        assert_eq!(taken("https://evil.com%2f.x.example/cb", "https://*.x.example/cb"), Some(false));
    }

    #[test]
    fn a_star_where_auth0_knows_none_is_a_plain_character() {
        for registered in [
            "https://*.com/cb",
            "https://a.*.x.example/cb",
            "https://*.*.x.example/cb",
            "app://*.x.example/cb",
            "https://x.example/*",
        ] {
            assert_eq!(
                matches(&registered.replacen('*', "a", 2), registered, Auth0, Web),
                Some(false),
                "{registered}"
            );
        }
        assert_eq!(
            matches("https://a.x.example/cb", "https://*.x.example/cb", Auth0ThirdParty, Web),
            Some(false)
        );
    }

    #[test]
    fn whether_an_organization_exists_cannot_be_known() {
        let registered = "https://{organization_name}.x.example/cb";
        assert_eq!(matches("https://acme.x.example/cb", registered, Auth0, Web), None);
        assert_eq!(matches("https://a.b.x.example/cb", registered, Auth0, Web), Some(false));
        assert_eq!(matches("https://acme.x.example/cb2", registered, Auth0, Web), Some(false));
        assert_eq!(matches("https://acme.x.example/cb", registered, Exact, Web), Some(false));
        assert_eq!(
            matches("https://acme.x.example/cb", "https://{tenant}.x.example/cb", Auth0, Web),
            Some(false)
        );
    }

    #[test]
    fn the_port_of_loopback_is_free_for_native_applications_only() {
        for host in ["127.0.0.1", "[::1]", "localhost"] {
            let (requested, registered) = (format!("http://{host}:5555/cb"), format!("http://{host}/cb"));
            assert_eq!(matches(&requested, &registered, Exact, Native), Some(true), "{host}");
            assert_eq!(matches(&requested, &registered, Exact, Web), Some(false), "{host}");
            assert_eq!(matches(&requested, &registered, Auth0, Native), Some(false), "{host}");
        }
        assert_eq!(matches("http://127.0.0.1:5555/cb/", "http://127.0.0.1/cb", Exact, Native), Some(false));
        assert_eq!(matches("http://[::1]:5555/cb", "http://127.0.0.1/cb", Exact, Native), Some(false));
        assert_eq!(
            matches("http://127.0.0.1:x@evil.com/cb", "http://127.0.0.1/cb", Exact, Native),
            Some(false)
        );
        assert_eq!(matches("https://127.0.0.1:5/cb", "https://127.0.0.1/cb", Exact, Native), Some(false));
    }

    #[test]
    fn keycloaks_trailing_star_is_a_prefix() {
        let taken = |requested, registered| matches(requested, registered, Keycloak, Web);
        assert_eq!(taken("https://a.example/x/y?z=1", "https://a.example/*"), Some(true));
        assert_eq!(taken("https://a.example", "https://a.example/*"), Some(true));
        assert_eq!(taken("https://a.example.evil.com/", "https://a.example*"), Some(true));
        assert_eq!(taken("https://b.example/", "https://a.example/*"), Some(false));
        assert_eq!(taken("https://a.example/x/../y", "https://a.example/*"), Some(false));
        assert_eq!(taken("https://a.example/x/%2e%2e/y", "https://a.example/*"), Some(false));
        assert_eq!(taken("https://a.example@evil.com/", "https://a.example*"), None);
        assert_eq!(taken("http://localhost:3000/cb", "http://localhost/cb"), Some(true));
        assert_eq!(taken("http://localhost:3000/cb", "http://localhost/*"), Some(true));
        assert_eq!(taken("http://127.0.0.1:3000/cb", "http://127.0.0.1/cb"), None);
        assert_eq!(taken("https://a.example/cb", "/cb"), None);
    }

    proptest! {
        #[test]
        fn every_server_takes_what_was_registered(uri in "\\PC{0,30}|https://[a-z.]{1,12}/[a-z]{0,5}") {
            for server in [Auth0, Auth0ThirdParty, Exact] {
                prop_assert_eq!(matches(&uri, &uri, server, Web), Some(true));
            }
        }

        #[test]
        fn only_one_byte_more_is_never_taken_exactly(uri in "https://[a-z.]{1,12}/[a-z]{0,5}", more in "[a-z/?#.]") {
            let requested = format!("{uri}{more}");
            for server in [Auth0, Auth0ThirdParty, Exact, Keycloak] {
                prop_assert_eq!(matches(&requested, &uri, server, Native), Some(false));
            }
        }
    }
}
