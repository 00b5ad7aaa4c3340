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
pub use finding::Finding;
pub use letters::{Comparison, Letter, Pair};
pub use parts::{Authority, Parts};
pub use registration::{Refusal, accepts};
pub use trusted::TrustedHosts;

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
