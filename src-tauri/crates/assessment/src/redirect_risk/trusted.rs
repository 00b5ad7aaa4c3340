//! The hosts that a tenant trusts, indexed so that one URI is held against thousands of them in microseconds.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_security::skeleton;
use url::Host;

use super::domain_name::{self, DomainName, punycode};
use super::edits::CloseWords;
use super::letters::{Comparison, side_by_side};

/// Words that belong to everybody: no tenant's name, whoever uses them.
const GENERIC: [&str; 41] = [
    "example",
    "portal",
    "login",
    "account",
    "accounts",
    "secure",
    "cloud",
    "online",
    "health",
    "mobile",
    "service",
    "services",
    "store",
    "office",
    "admin",
    "support",
    "system",
    "systems",
    "group",
    "global",
    "digital",
    "platform",
    "customer",
    "partner",
    "identity",
    "access",
    "local",
    "internal",
    "company",
    "staging",
    "production",
    "development",
    "website",
    "authentication",
    "application",
    "applications",
    "backend",
    "frontend",
    "gateway",
    "dashboard",
    "localhost",
];

/// A name shorter than this stands in other words by chance.
const SHORTEST_NAME: usize = 5;
/// Registrable domains have that many labels at most when their suffix has three.
const MOST_LABELS: usize = 4;

/// What a person marked as ours. It quiets *new domain*, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ours<'a> {
    /// This host and no other.
    Host(&'a str),
    /// A registrable domain with all that is below it.
    Domain(&'a str),
}

/// The hosts that a tenant trusts, and those that a person marked as ours. Built once, asked often.
#[derive(Clone, Debug, Default)]
pub struct TrustedHosts {
    /// Hosts that came before all of these.
    base: Option<Arc<TrustedHosts>>,
    domains: HashSet<String>,
    our_hosts: HashSet<String>,
    our_domains: HashSet<String>,
    addresses: HashSet<IpAddr>,
    names: Vec<Name>,
    by_registrable: HashMap<String, usize>,
    by_look: HashMap<String, Vec<usize>>,
    close: CloseWords,
    inside: Option<Inside>,
}

/// A name that the tenant's owners chose.
#[derive(Clone, Debug)]
struct Name {
    /// `northmere.example`.
    registrable: String,
    /// `northmere`.
    label: String,
}

/// Finds any of the names inside a host.
#[derive(Clone, Debug)]
struct Inside {
    search: AhoCorasick,
    /// The number of the name behind each pattern.
    numbers: Vec<usize>,
}

impl TrustedHosts {
    /// Indexes hosts as written: names in any case, in Unicode or as punycode, addresses, each with or without a port.
    #[must_use]
    pub fn new<'a>(hosts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::indexed(None, hosts)
    }

    /// The same hosts and some more, which only these are indexed for. Where more than one is imitated, it is one of `base`.
    #[must_use]
    pub fn beyond<'a>(base: Arc<Self>, hosts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::indexed(Some(base), hosts)
    }

    fn indexed<'a>(base: Option<Arc<Self>>, hosts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut trusted = Self { base, ..Self::default() };
        for host in hosts {
            trusted.add(host);
        }
        let inside: Vec<(usize, &str)> = trusted
            .names
            .iter()
            .enumerate()
            .filter(|(_, name)| is_distinctive(&name.label))
            .map(|(number, name)| (number, name.label.as_str()))
            .collect();
        if !inside.is_empty() {
            let search = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(inside.iter().map(|(_, label)| label));
            let numbers = inside.iter().map(|(number, _)| *number).collect();
            trusted.inside = search.ok().map(|search| Inside { search, numbers });
        }
        trusted
    }

    /// The same with what a person marked as ours.
    #[must_use]
    pub fn with_ours<'a>(mut self, marks: impl IntoIterator<Item = Ours<'a>>) -> Self {
        for mark in marks {
            let (host, marks) = match mark {
                Ours::Host(host) => (host, &mut self.our_hosts),
                Ours::Domain(domain) => (domain, &mut self.our_domains),
            };
            let name = domain_name::unicode(without_port(host.trim()));
            marks.insert(name.strip_suffix('.').unwrap_or(&name).to_owned());
        }
        self
    }

    /// Whether a person marked the host, or its registrable domain, as ours.
    #[must_use]
    pub fn is_ours(&self, name: &DomainName<'_>) -> bool {
        self.our_hosts.contains(name.name)
            || name.registrable.is_some_and(|registrable| self.our_domains.contains(registrable))
            || self.base.as_ref().is_some_and(|base| base.is_ours(name))
    }

    /// What stands on nothing first.
    fn layers(&self) -> impl Iterator<Item = &Self> {
        let mut layers: Vec<&Self> =
            std::iter::successors(Some(self), |layer| layer.base.as_deref()).collect();
        layers.reverse();
        layers.into_iter()
    }

    fn uses(&self, domain: &str) -> bool {
        self.domains.contains(domain) || self.base.as_ref().is_some_and(|base| base.uses(domain))
    }

    fn add(&mut self, host: &str) {
        let host = without_port(host.trim());
        match Host::parse(host) {
            Ok(Host::Ipv4(ip)) => {
                self.addresses.insert(IpAddr::V4(ip));
            }
            Ok(Host::Ipv6(ip)) => {
                self.addresses.insert(IpAddr::V6(ip));
            }
            Ok(Host::Domain(ascii)) => self.add_name(&domain_name::unicode(&ascii)),
            Err(_) => {}
        }
    }

    fn add_name(&mut self, host: &str) {
        let name = DomainName::of(host);
        let domain = name.registrable.unwrap_or(name.name);
        if self.uses(domain) {
            return;
        }
        self.domains.insert(domain.to_owned());
        let (Some(registrable), Some(label)) = (name.registrable, name.label()) else {
            return;
        };
        let number = self.names.len();
        self.by_look.entry(look(label)).or_default().push(number);
        if !is_generic(label) {
            self.close.add(label, number);
        }
        self.by_registrable.insert(registrable.to_owned(), number);
        self.names.push(Name { registrable: registrable.to_owned(), label: label.to_owned() });
    }

    /// Whether the name's registrable domain is one that the tenant uses.
    #[must_use]
    pub fn trusts(&self, name: &DomainName<'_>) -> bool {
        self.uses(name.registrable.unwrap_or(name.name))
    }

    /// Whether the address is one that the tenant uses.
    #[must_use]
    pub fn trusts_address(&self, address: IpAddr) -> bool {
        self.layers().any(|layer| layer.addresses.contains(&address))
    }

    /// The trusted name that this one imitates. A name that looks the same is found even when it is itself trusted: marking
    /// a host as ours never quiets it.
    #[must_use]
    pub fn imitated_by(&self, name: &DomainName<'_>) -> Option<Comparison> {
        let (registrable, label) = (name.registrable?, name.label()?);
        if label.len() > 4 * 63 {
            return None;
        }
        let trusted = self.trusts(name);
        let looks = look(label);
        let same = self
            .looking_like(&looks)
            .find(|known| known.label != label && (!trusted || plainness(&known.label) < plainness(label)));
        let close = || {
            if trusted || self.looking_like(&looks).any(|known| known.label == label) {
                return None;
            }
            self.layers().find_map(|layer| Some(&layer.names[layer.close.closest(label)?]))
        };
        let known = same.or_else(close)?;
        Some(Comparison {
            known: known.registrable.clone(),
            added: registrable.to_owned(),
            punycode: punycode(registrable).into_owned(),
            letters: side_by_side(&known.label, label),
        })
    }

    /// The trusted names that look so.
    fn looking_like<'t>(&'t self, looks: &'t str) -> impl Iterator<Item = &'t Name> {
        self.layers().flat_map(move |layer| {
            layer.by_look.get(looks).into_iter().flatten().map(|number| &layer.names[*number])
        })
    }

    /// The trusted name that stands in a stranger's host, and the trusted domain that it belongs to.
    #[must_use]
    pub fn named_in(&self, name: &DomainName<'_>) -> Option<(&str, &str)> {
        if self.trusts(name) {
            return None;
        }
        let host = name.without_suffix();
        let inside = self.layers().find_map(|layer| {
            let inside = layer.inside.as_ref()?;
            let found = inside.search.find(host)?;
            Some(&layer.names[inside.numbers[found.pattern().as_usize()]])
        });
        let known = inside.or_else(|| self.domain_in(host))?;
        Some((&known.label, &known.registrable))
    }

    /// A whole trusted domain between the dots of a host, however short: `acme.com` in `acme.com.evil`.
    fn domain_in(&self, host: &str) -> Option<&Name> {
        let labels: Vec<&str> = host.split('.').collect();
        (2..=MOST_LABELS).flat_map(|count| labels.windows(count)).find_map(|labels| {
            let domain = labels.join(".");
            self.layers().find_map(|layer| Some(&layer.names[*layer.by_registrable.get(&domain)?]))
        })
    }
}

/// What a name looks like: its skeleton (UTS 39 section 4, which writes m as rn), and the pairs of letters that look like another
/// one written as that one.
fn look(label: &str) -> String {
    let skeleton: String = skeleton(label).collect();
    skeleton.replace("vv", "w").replace("cl", "d")
}

/// Whether a word is nobody's own.
fn is_generic(word: &str) -> bool {
    GENERIC.contains(&word)
}

fn is_distinctive(label: &str) -> bool {
    label.chars().count() >= SHORTEST_NAME && !is_generic(label)
}

/// Of two names that look the same, the one with the smaller value is the original: fewer foreign letters, fewer digits, shorter.
fn plainness(label: &str) -> (usize, usize, usize) {
    let foreign = label.chars().filter(|letter| !letter.is_ascii()).count();
    let digits = label.chars().filter(char::is_ascii_digit).count();
    (foreign, digits, label.len())
}

/// A host without the port behind it.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((before, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !before.ends_with(':') => {
            if before.contains(':') && !before.ends_with(']') {
                host
            } else {
                before
            }
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imitated(trusted: &TrustedHosts, host: &str) -> Option<Comparison> {
        trusted.imitated_by(&DomainName::of(host))
    }

    fn northmere() -> TrustedHosts {
        TrustedHosts::new(["login.Northmere.example", "acme.example", "modern.example", "10.1.2.3:8080"])
    }

    #[test]
    fn names_that_look_the_same_or_nearly_are_found() {
        let trusted = northmere();
        for imitation in [
            "northmеre.example",
            "northnere.example",
            "northmere1.co.uk",
            "a.nortthmere.io",
            "acmе.org",
            "rnodern.com",
            "moclern.io",
        ] {
            assert!(imitated(&trusted, imitation).is_some(), "{imitation}");
        }
    }

    #[test]
    fn the_tenants_own_names_and_strangers_with_short_ones_are_not() {
        let trusted = northmere();
        for harmless in ["x.northmere.example", "acne.com", "northmere.com", "southmere.example", "example"] {
            assert_eq!(imitated(&trusted, harmless), None, "{harmless}");
        }
    }

    #[test]
    fn marking_an_imitation_as_ours_does_not_quiet_it() {
        let trusted = TrustedHosts::new(["northmere.example", "northmеre.example"]);
        assert!(imitated(&trusted, "northmеre.example").is_some());
        assert_eq!(imitated(&trusted, "northmere.example"), None);
    }

    #[test]
    fn a_name_inside_a_strangers_host_is_found() {
        let trusted = northmere();
        let named = |host: &str| trusted.named_in(&DomainName::of(host)).map(|(label, _)| label.to_owned());
        assert_eq!(named("northmere.example.evil.com").as_deref(), Some("northmere"));
        assert_eq!(named("my-northmere-login.com").as_deref(), Some("northmere"));
        assert_eq!(named("northmere.com").as_deref(), Some("northmere"));
        assert_eq!(named("x.northmere.example"), None);
        assert_eq!(named("acme.com"), None);
    }

    #[test]
    fn a_short_name_is_found_with_its_suffix() {
        let trusted = TrustedHosts::new(["app.acme.com", "ibm.com", "a.pay.co.uk"]);
        let named = |host: &str| trusted.named_in(&DomainName::of(host)).map(|(label, _)| label.to_owned());
        for (host, label) in
            [("acme.com.evil.net", "acme"), ("a.ibm.com.evil.net", "ibm"), ("x.pay.co.uk.evil.net", "pay")]
        {
            assert_eq!(named(host).as_deref(), Some(label), "{host}");
        }
        for host in ["acme.net", "acmeter.com", "ibm.evil.net", "com.evil.net", "shop.acme.com"] {
            assert_eq!(named(host), None, "{host}");
        }
    }

    #[test]
    fn what_is_marked_as_ours_is_not_trusted_by_that() {
        let trusted =
            northmere().with_ours([Ours::Host("Partner.example.net."), Ours::Domain("northnere.example")]);
        let of = |host: &'static str| DomainName::of(host);
        assert!(
            trusted.is_ours(&of("partner.example.net")) && !trusted.is_ours(&of("x.partner.example.net"))
        );
        assert!(trusted.is_ours(&of("a.northnere.example")));
        assert!(!trusted.trusts(&of("partner.example.net")));
        assert!(imitated(&trusted, "northnere.example").is_some());
    }

    #[test]
    fn addresses_are_trusted_as_addresses() {
        let trusted = northmere();
        assert!(trusted.trusts_address("10.1.2.3".parse().unwrap()));
        assert!(!trusted.trusts_address("10.1.2.4".parse().unwrap()));
        assert!(TrustedHosts::new(["[::1]:80", "::1"]).trusts_address("::1".parse().unwrap()));
    }

    #[test]
    fn what_is_indexed_beyond_others_is_judged_as_if_all_were_indexed_together() {
        let (some, more) =
            (["login.northmere.example", "10.1.2.3"], ["acme.example", "modern.example", "10.1.2.4"]);
        let together = TrustedHosts::new(some.into_iter().chain(more));
        let beyond = TrustedHosts::beyond(Arc::new(TrustedHosts::new(some)), more);
        for host in [
            "northmеre.example",
            "rnodern.com",
            "acmе.org",
            "x.northmere.example",
            "modern.example.evil.com",
            "b.org",
        ] {
            let name = DomainName::of(host);
            assert_eq!(beyond.trusts(&name), together.trusts(&name), "{host}");
            assert_eq!(beyond.imitated_by(&name), together.imitated_by(&name), "{host}");
            assert_eq!(beyond.named_in(&name), together.named_in(&name), "{host}");
        }
        for address in ["10.1.2.3", "10.1.2.4", "10.1.2.5"] {
            let address = address.parse().unwrap();
            assert_eq!(beyond.trusts_address(address), together.trusts_address(address));
        }
    }
}
