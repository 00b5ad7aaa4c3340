//! Rules about all redirect URIs of one client together, and about the same URI elsewhere.

use super::class::{Class, Severity};
use super::context::Context;
use super::finding::{Finding, shown};
use super::reading::{Kind, Reading, beginning};

/// More addresses than a person reads through.
const MANY: usize = 20;

/// A client as far as these rules read it.
#[derive(Clone, Copy, Debug)]
pub struct ClientUris<'a> {
    /// Its redirect URIs.
    pub uris: &'a [&'a str],
    /// Whether it has no secret or key of its own.
    pub is_public: bool,
    /// Whether the server insists on PKCE for it; `None` when it cannot be told.
    pub pkce_required: Option<bool>,
}

/// How often one of the client's redirect URIs occurs elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere<'a> {
    /// The exact URI.
    pub uri: &'a str,
    /// Other clients of the same server that have it.
    pub clients: usize,
    /// Other servers with a client that has it.
    pub servers: usize,
}

/// Judges the redirect URIs of one client together. The context's `first_seen` plays no part.
#[must_use]
pub fn assess_client(
    client: &ClientUris<'_>,
    elsewhere: &[Elsewhere<'_>],
    context: &Context<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if client.uris.len() > MANY {
        findings.push(Finding::new(
            Class::TooMany,
            Severity::Info,
            format!("{} redirect URIs are more than anybody reviews; each is a way in.", client.uris.len()),
        ));
    }
    without_pkce(client, context, &mut findings);
    development_beside_production(client, context, &mut findings);
    if let Some(shared) = elsewhere.iter().find(|shared| shared.servers > 0) {
        findings.push(Finding::new(
            Class::SharedAcrossServers,
            Severity::Medium,
            format!(
                "{} is registered at other servers too, so a client can take one server's answer for another's.",
                shown(shared.uri)
            ),
        ));
    }
    if let Some(shared) = elsewhere.iter().find(|shared| shared.clients > 0) {
        findings.push(Finding::new(
            Class::SharedAcrossClients,
            Severity::Low,
            format!(
                "{} belongs to other clients too, so a code does not tell which of them asked.",
                shown(shared.uri)
            ),
        ));
    }
    findings
}

fn without_pkce(client: &ClientUris<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    if client.pkce_required != Some(false) {
        return;
    }
    let open_to_other_apps = client.uris.iter().find(|uri| {
        let clean = beginning(uri);
        let reading = Reading::of(uri, &clean);
        reading.kind == Kind::Custom || (context.is_native() && reading.is_loopback())
    });
    let sentence = match open_to_other_apps {
        Some(uri) => format!("Another app can take the code at {}, and without PKCE use it.", shown(uri)),
        None if client.is_public => {
            "The client has no secret, so without PKCE a stolen code is enough.".to_owned()
        }
        None => return,
    };
    findings.push(Finding::new(Class::NoPkce, Severity::High, sentence));
}

fn development_beside_production(
    client: &ClientUris<'_>,
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
) {
    if context.is_native() {
        return;
    }
    let is_development = |uri: &&&str| {
        let clean = beginning(uri);
        let reading = Reading::of(uri, &clean);
        reading.is_loopback() || reading.name().is_some_and(|name| is_for_development(name.name))
    };
    let is_production = |uri: &&&str| {
        let clean = beginning(uri);
        let reading = Reading::of(uri, &clean);
        reading.kind == Kind::Https
            && !reading.is_loopback()
            && reading.name().is_some_and(|name| name.registrable.is_some() && !is_for_development(name.name))
    };
    if let (Some(development), Some(_)) =
        (client.uris.iter().find(is_development), client.uris.iter().find(is_production))
    {
        findings.push(Finding::new(
            Class::DevBesideProduction,
            Severity::Medium,
            format!(
                "{} stands beside addresses of production: whoever controls it gets production's codes.",
                shown(development)
            ),
        ));
    }
}

/// Whether a label of the host says that it is for development: `dev`, `app-test`, `staging2`.
fn is_for_development(host: &str) -> bool {
    const WORDS: [&str; 9] =
        ["dev", "development", "test", "testing", "local", "stage", "staging", "qa", "preview"];
    let owner = host.split('.').count().saturating_sub(2);
    host.split('.')
        .take(owner.max(1))
        .flat_map(|label| label.split('-'))
        .any(|word| WORDS.contains(&word.trim_end_matches(|last: char| last.is_ascii_digit())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redirect_risk::TrustedHosts;

    fn classes(uris: &[&str], pkce_required: Option<bool>, elsewhere: &[Elsewhere<'_>]) -> Vec<&'static str> {
        let trusted = TrustedHosts::default();
        let context = Context::of_a_web_application(&trusted);
        let client = ClientUris { uris, is_public: true, pkce_required };
        assess_client(&client, elsewhere, &context).iter().map(|finding| finding.class.id()).collect()
    }

    #[test]
    fn one_address_for_development_beside_production_is_told() {
        let both = ["https://app.northmere.health/cb", "http://localhost:3000/cb"];
        assert_eq!(classes(&both, None, &[]), ["dev-beside-production"]);
        assert_eq!(classes(&both[..1], None, &[]), Vec::<&str>::new());
        assert_eq!(classes(&both[1..], None, &[]), Vec::<&str>::new());
        assert_eq!(
            classes(&["https://a.northmere.health/cb", "https://a-dev2.northmere.health/cb"], None, &[]),
            ["dev-beside-production"]
        );
    }

    #[test]
    fn a_public_client_without_pkce_is_told_only_when_that_is_known() {
        assert_eq!(classes(&["https://a.example/cb"], Some(false), &[]), ["no-pkce"]);
        assert_eq!(classes(&["https://a.example/cb"], None, &[]), Vec::<&str>::new());
    }

    #[test]
    fn too_many_and_shared_addresses_are_told() {
        let many = ["https://a.example/cb"; MANY + 1];
        let shared = [Elsewhere { uri: "https://a.example/cb", clients: 2, servers: 1 }];
        assert_eq!(
            classes(&many, None, &shared),
            ["too-many", "shared-across-servers", "shared-across-clients"]
        );
    }
}
