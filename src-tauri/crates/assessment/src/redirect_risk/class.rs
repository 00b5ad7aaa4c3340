//! The classes of risk: their ids, names for people, and the standards that they rest on.

/// How much a finding matters. From *medium* on a URI is called risky.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Worth a look when somebody is there anyway.
    Low,
    /// Should be mended.
    Medium,
    /// Can be used by an attacker under conditions that do occur.
    High,
    /// Can be used by anybody.
    Critical,
}

impl Severity {
    /// The word on screen and in `rollcall risk`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Whether a URI with a finding of this severity is called risky.
    #[must_use]
    pub const fn is_risky(self) -> bool {
        matches!(self, Self::Medium | Self::High | Self::Critical)
    }
}

/// Which outside data a rule looked things up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Data {
    /// The Public Suffix List, as the crate `psl` carries it.
    PublicSuffixList,
    /// Unicode's confusables and scripts (UTS 39, UAX 24), as `unicode-security` carries them.
    Confusables,
}

/// The `psl` release that is built in, and the day on which it was cut from the list.
const PUBLIC_SUFFIX_LIST: &str = "Public Suffix List of 2026-11-05 (psl 2.1.247)";

impl Data {
    /// The version, for people.
    #[must_use]
    pub fn version(self) -> String {
        match self {
            Self::PublicSuffixList => PUBLIC_SUFFIX_LIST.to_owned(),
            Self::Confusables => {
                let (major, minor, patch) = unicode_security::UNICODE_VERSION;
                format!("Unicode {major}.{minor}.{patch}")
            }
        }
    }
}

macro_rules! classes {
    ($($(#[doc = $doc:literal])* $class:ident: $id:literal, $title:literal, $standard:literal $(, $data:ident)?;)*) => {
        /// A class of risk (facts/registration.md 6.1).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Class {
            $($(#[doc = $doc])* $class,)*
        }

        impl Class {
            /// Every class.
            pub const ALL: &'static [Self] = &[$(Self::$class),*];

            /// The stable id that `rollcall risk` prints.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$class => $id,)* }
            }

            /// The name on screen.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$class => $title,)* }
            }

            /// The standard and section that the rule rests on.
            #[must_use]
            pub const fn standard(self) -> &'static str {
                match self { $(Self::$class => $standard,)* }
            }

            /// The outside data that the rule looks things up in.
            #[must_use]
            pub const fn data(self) -> Option<Data> {
                match self { $(Self::$class => classes!(@data $($data)?),)* }
            }
        }
    };
    (@data) => { None };
    (@data $data:ident) => { Some(Data::$data) };
}

classes! {
    /// A `*` in the host.
    WildcardHost: "wildcard-host", "Wildcard in the host", "RFC 9700 sections 2.1 and 4.1.1";
    /// A `*` behind the host.
    WildcardPath: "wildcard-path", "Wildcard in the path", "RFC 9700 sections 2.1 and 4.1.1";
    /// A `{name}` that stands for something else.
    Placeholder: "placeholder", "Placeholder", "RFC 9700 sections 2.1 and 4.1.3";
    /// Plain http beyond this computer.
    HttpPublic: "http-public", "Plain http", "RFC 9700 section 2.6; RFC 7591 section 5";
    /// Loopback in a web client.
    LoopbackWeb: "loopback-web", "Loopback in a web client", "OpenID Connect Registration 1.0 section 2; RFC 8252 section 7.3";
    /// The name `localhost`.
    LocalhostName: "localhost-name", "localhost by name", "RFC 8252 section 8.3";
    /// https on loopback in a native client.
    HttpsLocalhostNative: "https-localhost-native", "https on loopback", "OpenID Connect Registration 1.0 section 2";
    /// A custom scheme without a dot.
    SchemeNoDot: "scheme-no-dot", "Scheme without a domain", "RFC 8252 sections 7.1 and 8.4";
    /// A custom scheme with an authority.
    SchemeAuthority: "scheme-authority", "Scheme with a host", "RFC 8252 section 7.1";
    /// A custom scheme.
    SchemePrivateUse: "scheme-private-use", "Custom scheme", "RFC 8252 sections 7.2 and 8.1; OpenID Connect Registration 1.0 section 2";
    /// A public client without PKCE.
    NoPkce: "no-pkce", "No PKCE", "RFC 8252 section 8.1; RFC 9700 section 2.1.1";
    /// A scheme that runs or shows content.
    SchemeDangerous: "scheme-dangerous", "Dangerous scheme", "RFC 3986 section 7.5; OpenID Connect Registration 1.0 section 2";
    /// A fragment.
    Fragment: "fragment", "Fragment", "RFC 6749 section 3.1.2";
    /// No scheme.
    Relative: "relative", "Not an absolute address", "RFC 6749 section 3.1.2";
    /// Something before an `@`.
    Userinfo: "userinfo", "User name before the host", "RFC 3986 sections 3.2.1 and 7.6";
    /// `.` or `..` in the path.
    DotSegments: "dot-segments", "Path that climbs", "RFC 3986 section 5.2.4; RFC 9700 section 4.1.3";
    /// A delimiter in percent-encoding.
    EncodedDelimiter: "encoded-delimiter", "Encoded delimiter", "RFC 3986 section 2.2; RFC 9700 section 4.1.3";
    /// A `\`.
    Backslash: "backslash", "Backslash", "RFC 3986 section 2; WHATWG URL, path state";
    /// A control or invisible character.
    ControlChar: "control-char", "Invisible character", "RFC 3986 section 2; UTS 39 section 3.1", Confusables;
    /// A character that turns the direction of writing.
    Bidi: "bidi", "Turned writing direction", "RFC 3987 section 4.1; UAX 9";
    /// A line end.
    Crlf: "crlf", "Line end", "RFC 3986 section 2; RFC 9110 section 5.5";
    /// A NUL.
    Nul: "nul", "NUL character", "RFC 3986 section 7.3";
    /// A space of any kind.
    Whitespace: "whitespace", "White space", "RFC 3986 section 2";
    /// Upper case where it does not count.
    CaseConfusion: "case-confusion", "Upper case", "RFC 3986 section 6.2.2.1";
    /// An `xn--` label.
    Punycode: "punycode", "International name as punycode", "RFC 5891 section 4.4; UTS 39 section 4";
    /// The look of a trusted name.
    Lookalike: "lookalike", "Look-alike host", "UTS 39 section 4; RFC 9700 section 4.1", Confusables;
    /// Several scripts in one label.
    MixedScript: "mixed-script", "Mixed scripts", "UTS 39 section 5.2", Confusables;
    /// The tenant's name in a stranger's domain.
    TenantInForeign: "tenant-in-foreign", "Your name in another domain", "RFC 9700 section 4.1.1", PublicSuffixList;
    /// A domain that no client ever used.
    NewDomain: "new-domain", "New domain", "RFC 9700 section 4.1", PublicSuffixList;
    /// A parameter that sends the browser on.
    OpenRedirector: "open-redirector", "Parameter that redirects", "RFC 9700 sections 4.1.2 and 4.11.1", PublicSuffixList;
    /// A host without a path.
    OriginOnly: "origin-only", "Host without a path", "RFC 9700 sections 4.1.1 and 4.2";
    /// A suffix under which anybody gets a name.
    SharedHosting: "shared-hosting", "Shared hosting", "RFC 9700 section 4.1.1", PublicSuffixList;
    /// Nothing but a public suffix.
    SuffixOnly: "suffix-only", "Public suffix alone", "RFC 9700 section 4.1.1", PublicSuffixList;
    /// The retired out-of-band URN.
    OutOfBand: "out-of-band", "Out-of-band code", "RFC 8252 section 8.10";
    /// A public address as host.
    IpPublic: "ip-public", "IP address", "RFC 7591 section 5; RFC 9700 section 4.1";
    /// A private address as host.
    IpPrivate: "ip-private", "Private address", "RFC 1918; RFC 6890; RFC 4193";
    /// An address in disguise.
    IpObfuscated: "ip-obfuscated", "Disguised address", "RFC 3986 sections 3.2.2 and 7.4; WHATWG URL, host parsing";
    /// No host where one must be.
    HostEmpty: "host-empty", "No host", "RFC 3986 section 3.2.2; RFC 9110 section 4.2.2";
    /// A host or port that cannot be.
    HostInvalid: "host-invalid", "Impossible host", "RFC 1123 section 2.1; RFC 5891; WHATWG URL, host parsing";
    /// A port that web sites do not have.
    PortOdd: "port-odd", "Unusual port", "RFC 3986 section 3.2.3; WHATWG Fetch, port blocking";
    /// Longer than servers keep.
    TooLong: "too-long", "Very long", "RFC 9110 section 4.1";
    /// A character that becomes a delimiter.
    UnicodeDelimiter: "unicode-delimiter", "Delimiter in disguise", "UTS 46 section 4; UTS 39 section 4";
    /// A name that ends in a dot.
    TrailingDotHost: "trailing-dot-host", "Dot after the host", "RFC 1034 section 3.1; RFC 3986 section 3.2.2";
    /// One client has addresses of production and of development.
    DevBesideProduction: "dev-beside-production", "Development beside production", "RFC 9700 section 2.1";
    /// The same URI at several servers.
    SharedAcrossServers: "shared-across-servers", "Used at several servers", "RFC 9700 sections 2.1 and 4.4; RFC 8252 section 8.10";
    /// The same URI in several clients.
    SharedAcrossClients: "shared-across-clients", "Used by several clients", "RFC 9700 section 4.4; RFC 7591 section 5";
    /// More URIs than anybody reviews.
    TooMany: "too-many", "Many redirect URIs", "RFC 9700 section 2.1";
}

impl Class {
    /// The class with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_lead_back() {
        for class in Class::ALL {
            assert_eq!(Class::from_id(class.id()), Some(*class));
        }
        assert!(Class::ALL.len() >= 24 + 20);
    }

    #[test]
    fn the_public_suffix_list_is_the_one_that_is_built_in() {
        let lock = include_str!("../../../../../Cargo.lock");
        let version = lock
            .split("[[package]]")
            .find(|package| package.contains("name = \"psl\"\n"))
            .and_then(|package| package.split("version = \"").nth(1)?.split('"').next())
            .unwrap();
        assert!(Data::PublicSuffixList.version().contains(version), "psl is {version} now: look up its date");
    }
}
