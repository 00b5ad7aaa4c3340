//! Host names cut by the Public Suffix List: what one owner has, and what many share.

use std::borrow::Cow;

use psl::{Psl as _, Type};

/// What stands at the end of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuffixKind {
    /// A registry's suffix: `com`, `co.uk`.
    Registry,
    /// A company's suffix under which strangers get names of their own: `github.io`.
    Shared,
    /// A last label that the list does not know: `example`, `internal`.
    Unlisted,
}

/// A host name in lower-case Unicode, cut where ownership changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomainName<'a> {
    /// The whole name, without the root's dot.
    pub name: &'a str,
    /// The part that one owner registered: `northmere.example`. `None`: the name is a suffix itself, or a single label.
    pub registrable: Option<&'a str>,
    /// What it was registered under: `example`.
    pub suffix: &'a str,
    /// Who hands out names under the suffix.
    pub suffix_kind: SuffixKind,
    /// Whether the Public Suffix List, or ours, holds the suffix.
    pub suffix_is_listed: bool,
}

/// Suffixes under which strangers get names of their own and that the Public Suffix List (2026-11) lacks, or lacked: hosting,
/// tunnels and previews, from the vendors' documentation.
const SHARED: [&str; 15] = [
    "app.github.dev",
    "azureedge.net",
    "blob.core.windows.net",
    "devtunnels.ms",
    "lhr.life",
    "loca.lt",
    "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app",
    "ngrok.io",
    "repl.co",
    "serveo.net",
    "surge.sh",
    "trafficmanager.net",
    "webflow.io",
];
/// The same, with a region between the name and the suffix where there are two labels or more before it.
const SHARED_BY_REGION: &str = "cloudapp.azure.com";

impl<'a> DomainName<'a> {
    /// Cuts a name that is in lower-case Unicode already (see [`unicode`]).
    #[must_use]
    pub fn of(name: &'a str) -> Self {
        let name = name.strip_suffix('.').unwrap_or(name);
        let listed = psl::List.suffix(name.as_bytes());
        let mut length = listed.map_or(0, |suffix| suffix.as_bytes().len());
        let mut kind = match listed.and_then(|suffix| suffix.typ()) {
            Some(Type::Icann) => SuffixKind::Registry,
            Some(Type::Private) => SuffixKind::Shared,
            None => SuffixKind::Unlisted,
        };
        let shared = shared_suffix(name).filter(|shared| *shared > length);
        if let Some(shared) = shared {
            (length, kind) = (shared, SuffixKind::Shared);
        }
        let start = name.len() - length.min(name.len());
        let suffix = name.get(start..).unwrap_or(name);
        let owner = name.get(..start.saturating_sub(1)).unwrap_or_default();
        let label = owner.rsplit('.').next().unwrap_or_default();
        let registrable = (!label.is_empty()).then(|| &name[name.len() - suffix.len() - 1 - label.len()..]);
        let suffix_is_listed = kind != SuffixKind::Unlisted;
        Self { name, registrable, suffix, suffix_kind: kind, suffix_is_listed }
    }

    /// The label that the owner chose: `northmere`.
    #[must_use]
    pub fn label(&self) -> Option<&'a str> {
        self.registrable.and_then(|registrable| registrable.split('.').next())
    }

    /// The name without its suffix: `login.northmere`.
    #[must_use]
    pub fn without_suffix(&self) -> &'a str {
        self.name.strip_suffix(self.suffix).map_or("", |rest| rest.trim_end_matches('.'))
    }
}

/// The length of the shared suffix at the end of a name.
fn shared_suffix(name: &str) -> Option<usize> {
    let at_end = |suffix: &str| {
        name.strip_suffix(suffix).filter(|rest| rest.is_empty() || rest.ends_with('.')).map(str::len)
    };
    SHARED.iter().find(|suffix| at_end(suffix).is_some()).map(|suffix| suffix.len()).or_else(|| {
        let before = at_end(SHARED_BY_REGION)?;
        let region =
            name[..before].trim_end_matches('.').rsplit_once('.').map_or(0, |(_, region)| region.len() + 1);
        Some(SHARED_BY_REGION.len() + region)
    })
}

/// The domain that the owner of a host registered, by the Public Suffix List. `None`: an address, a single label or nothing but
/// a suffix.
#[must_use]
pub fn registrable_domain(host: &str) -> Option<String> {
    if host.contains(':') || host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    DomainName::of(&unicode(host)).registrable.map(str::to_owned)
}

/// A name in lower-case Unicode: `xn--` labels written out, upper case and width folded (UTS 46).
#[must_use]
pub fn unicode(name: &str) -> Cow<'_, str> {
    let plain = |byte: u8| !byte.is_ascii_uppercase() && byte.is_ascii();
    if name.bytes().all(plain) && !name.contains("xn--") {
        return Cow::Borrowed(name);
    }
    Cow::Owned(idna::domain_to_unicode(name).0)
}

/// A name as it goes to the resolver: every label that is not ASCII as `xn--` (RFC 5891); itself when it cannot be.
#[must_use]
pub fn punycode(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    idna::domain_to_ascii(name).map_or(Cow::Borrowed(name), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_below_a_suffix_have_a_registrable_domain() {
        assert_eq!(registrable_domain("login.northmere.co.uk").as_deref(), Some("northmere.co.uk"));
        for host in ["co.uk", "10.1.2.3", "2001:db8::1", "localhost"] {
            assert_eq!(registrable_domain(host), None, "{host}");
        }
    }

    #[test]
    fn a_name_is_cut_where_ownership_changes() {
        for (name, registrable, suffix, kind) in [
            ("login.northmere.example", Some("northmere.example"), "example", SuffixKind::Unlisted),
            ("a.b.northmere.co.uk", Some("northmere.co.uk"), "co.uk", SuffixKind::Registry),
            ("northmere.github.io", Some("northmere.github.io"), "github.io", SuffixKind::Shared),
            ("github.io", None, "github.io", SuffixKind::Shared),
            ("co.uk", None, "co.uk", SuffixKind::Registry),
            ("a.b.loca.lt", Some("b.loca.lt"), "loca.lt", SuffixKind::Shared),
            (
                "a.b.eastus.cloudapp.azure.com",
                Some("b.eastus.cloudapp.azure.com"),
                "eastus.cloudapp.azure.com",
                SuffixKind::Shared,
            ),
            ("intranet", None, "intranet", SuffixKind::Unlisted),
            ("北海.公司.cn", Some("北海.公司.cn"), "公司.cn", SuffixKind::Registry),
        ] {
            let cut = DomainName::of(name);
            assert_eq!((cut.registrable, cut.suffix, cut.suffix_kind), (registrable, suffix, kind), "{name}");
        }
    }

    #[test]
    fn names_are_read_in_unicode_and_sent_as_punycode() {
        assert_eq!(unicode("XN--NORTHMRE-H8G.example"), "northmеre.example");
        assert_eq!(punycode("northmеre.example"), "xn--northmre-h8g.example");
        assert_eq!(unicode("plain.example"), "plain.example");
    }

    #[test]
    fn no_name_is_too_odd_to_be_cut() {
        for name in ["", ".", "..", "a..b", ".com", "com.", "*.com", "-", "a.b.c.d.e.f."] {
            let cut = DomainName::of(name);
            assert!(cut.suffix.len() <= name.len(), "{name}");
        }
    }
}
