//! The host that a web address names, for lists and look-ups. Judging addresses is `assessment`'s; this is no parser.

/// The host of an `http` or `https` address as it is written, without user, port and trailing path; in lower case, so that
/// spellings of one host meet. `None`: another scheme, or no host.
#[must_use]
pub fn host_of(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    if !(scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[').and_then(|literal| literal.split_once(']')) {
        Some((literal, _)) => literal,
        None => host.split_once(':').map_or(host, |(host, _)| host),
    };
    (!host.is_empty()).then(|| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_without_what_stands_around_it() {
        let hosts = [
            ("https://Login.Example:8443/cb?x#y", Some("login.example")),
            ("http://good.example@evil.example/", Some("evil.example")),
            ("https://[2001:DB8::1]:443/", Some("2001:db8::1")),
            ("https://*.preview.example/cb", Some("*.preview.example")),
            ("com.example.app://callback", None),
            ("https:///path", None),
            ("not an address", None),
        ];
        for (uri, host) in hosts {
            assert_eq!(host_of(uri).as_deref(), host, "{uri}");
        }
    }
}
