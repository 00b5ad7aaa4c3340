//! How dangerous a redirect URI is, and what the server that holds it compares.
//!
//! Pure: nothing is resolved, fetched or remembered. A URI is its exact text; every part below is a view of it (architecture.md,
//! rule 7). The classes and their severities are those of facts/registration.md 6.1; what each applies to is written where its
//! rule is.

mod address;
mod addresses;
mod authority;
mod characters;
mod class;
mod client_set;
mod compare;
mod context;
mod domain_name;
mod domains;
mod edits;
mod finding;
mod host_view;
mod letters;
mod loopback;
mod parts;
mod path;
mod placeholder;
mod query;
mod reading;
mod registration;
mod scheme;
mod text;
mod trusted;
mod wildcard;

pub use class::{Class, Data, Severity};
pub use client_set::{ClientUris, Elsewhere, assess_client};
pub use compare::{Answer, compare};
pub use context::{ApplicationType, Context, ServerKind};
pub use domain_name::registrable_domain;
pub use finding::Finding;
pub use host_view::{HostView, host_of};
pub use letters::{Comparison, Letter, Pair};
pub use parts::{Authority, Parts};
pub use registration::{Refusal, accepts};
pub use trusted::{Ours, TrustedHosts};

use reading::{Kind, Reading};

/// What is thought of one redirect URI. An empty list means that no rule objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The worst first; at most one of a class.
    pub findings: Vec<Finding>,
}

impl Assessment {
    /// The highest severity.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Whether a pipeline should refuse the URI: something is *medium* or worse.
    #[must_use]
    pub fn is_risky(&self) -> bool {
        self.severity().is_some_and(Severity::is_risky)
    }
}

/// Judges one redirect URI, in time that grows with its length.
#[must_use]
pub fn assess(uri: &str, context: &Context<'_>) -> Assessment {
    let clean = reading::beginning(uri);
    let reading = Reading::of(uri, &clean);
    let mut findings = Vec::new();
    text::judge(&reading, &mut findings);
    wildcard::judge(&reading, context, &mut findings);
    scheme::judge(&reading, context, &mut findings);
    if !matches!(reading.kind, Kind::Dangerous | Kind::OutOfBand) {
        path::judge(&reading, context, &mut findings);
        if reading.kind != Kind::Relative {
            authority::judge(&reading, &mut findings);
            query::judge(&reading, &mut findings);
            loopback::judge(&reading, context, &mut findings);
            addresses::judge(&reading, context, &mut findings);
            domains::judge(&reading, context, &mut findings);
        }
    }
    findings.sort_by(|one, other| other.severity.cmp(&one.severity).then(one.class.cmp(&other.class)));
    Assessment { findings }
}

#[cfg(test)]
impl<'a> Context<'a> {
    /// A web application in production at a server that compares exactly, its addresses known for long.
    fn of_a_web_application(trusted: &'a TrustedHosts) -> Self {
        Self {
            server: ServerKind::Exact,
            application: ApplicationType::Web,
            environment: domain::connection::Environment::Production,
            trusted,
            first_seen: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(uri: &str, trusted: &TrustedHosts) -> Vec<&'static str> {
        let context =
            Context { server: ServerKind::Auth0, first_seen: true, ..Context::of_a_web_application(trusted) };
        assess(uri, &context).findings.iter().map(|finding| finding.class.id()).collect()
    }

    #[test]
    fn an_address_of_the_tenants_own_is_passed_in_silence() {
        let trusted = TrustedHosts::new(["login.northmere.health"]);
        assert_eq!(classes("https://app.northmere.health/callback", &trusted), Vec::<&str>::new());
    }

    #[test]
    fn marking_a_host_as_ours_quiets_new_domain_and_nothing_else() {
        let trusted = TrustedHosts::new(["login.northmere.health"]);
        let marked =
            trusted.clone().with_ours([Ours::Domain("northnere.health"), Ours::Domain("partner.example")]);
        assert_eq!(classes("https://partner.example/cb", &trusted), ["new-domain"]);
        assert_eq!(classes("https://partner.example/cb", &marked), Vec::<&str>::new());
        for (uri, left) in [
            ("https://northnere.health/cb", "lookalike"),
            ("http://partner.example/cb", "http-public"),
            ("https://*.partner.example/cb", "wildcard-host"),
        ] {
            assert_eq!(classes(uri, &marked), [left], "{uri}");
        }
    }

    #[test]
    fn the_worst_comes_first() {
        let trusted = TrustedHosts::new(["northmere.health"]);
        assert_eq!(
            classes("https://northmere.health.evil.com/", &trusted),
            ["tenant-in-foreign", "new-domain", "origin-only"]
        );
    }

    #[test]
    fn the_sentence_of_an_imitation_names_the_letter() {
        let trusted = TrustedHosts::new(["northmere.health"]);
        let context = Context::of_a_web_application(&trusted);
        let assessment = assess("https://login.northm\u{435}re.health/cb", &context);
        let finding = &assessment.findings[0];
        assert_eq!(finding.class, Class::Lookalike);
        assert_eq!(
            finding.sentence,
            "One letter differs from northmere.health: Cyrillic \u{435} (U+0435) instead of Latin e (U+0065)."
        );
        let comparison = finding.comparison.as_ref().unwrap();
        assert_eq!(comparison.letters.iter().filter(|pair| !pair.is_equal()).count(), 1);
        assert_eq!(comparison.punycode, "xn--northmre-h8g.health");
    }
}
