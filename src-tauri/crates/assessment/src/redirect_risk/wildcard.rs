//! Rules about parts that stand for something else: `*` and `{name}`.

use super::class::{Class, Severity};
use super::compare::auth0_expands;
use super::context::{Context, ServerKind};
use super::finding::{Finding, shown};
use super::placeholder;
use super::reading::{Kind, Reading};

pub(super) fn judge(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    if matches!(reading.kind, Kind::Dangerous | Kind::OutOfBand) {
        return;
    }
    if reading.uri.contains('*') {
        stars(reading, context, findings);
    }
    if let Some(first) = placeholder::all(reading.uri).next() {
        named(reading, context, first, findings);
    }
}

fn stars(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let parts = &reading.parts;
    let (host, port, behind) = match (&reading.web, parts.authority) {
        (Some(web), _) => (web.written, web.port, web.path),
        (None, Some(authority)) => (authority.host, authority.port, parts.path),
        (None, None) => ("", None, parts.path),
    };
    let whole = parts.whole == "*";
    let in_host = whole || host.contains('*') || port.is_some_and(|port| port.contains('*'));
    let userinfo = parts.authority.and_then(|authority| authority.userinfo);
    let in_rest = !whole
        && [userinfo, Some(behind), parts.query, parts.fragment]
            .into_iter()
            .flatten()
            .any(|part| part.contains('*'));
    let prefix = context.server == ServerKind::Keycloak && reading.uri.ends_with('*');
    if in_host {
        let expands = prefix || (context.server == ServerKind::Auth0 && auth0_expands(parts.whole));
        let severity = if expands {
            context.by_environment(Severity::Critical, Severity::High, Severity::High)
        } else {
            Severity::Medium
        };
        let sentence = if whole {
            "The whole address is a *: a server that expands it sends codes anywhere.".to_owned()
        } else if expands {
            format!(
                "Any host that fits {} can receive codes, including one that a stranger gets hold of.",
                shown(host)
            )
        } else {
            format!(
                "This server takes the * in {} literally, so somebody expected a pattern where there is none.",
                shown(host)
            )
        };
        findings.push(Finding::new(Class::WildcardHost, severity, sentence));
    }
    if in_rest {
        let (severity, sentence) = if prefix {
            let sentence = "Every address that begins like this receives codes, so one open redirect below it gives them away.";
            (Severity::High, sentence)
        } else {
            let sentence =
                "This server takes the * literally, so somebody expected a pattern where there is none.";
            (Severity::Medium, sentence)
        };
        findings.push(Finding::new(Class::WildcardPath, severity, sentence));
    }
}

fn named(reading: &Reading<'_>, context: &Context<'_>, first: &str, findings: &mut Vec<Finding>) {
    let (severity, sentence) = if context.server == ServerKind::Auth0
        && placeholder::filled_in_by_auth0(reading.parts.whole).is_some()
    {
        if reading.name().is_some_and(|name| context.trusted.trusts(&name)) {
            (Severity::Info, format!("Auth0 fills in {}; the domain behind it is yours.", shown(first)))
        } else {
            (
                Severity::High,
                format!(
                    "Auth0 fills in {}, and the domain behind it is not one that this tenant uses.",
                    shown(first)
                ),
            )
        }
    } else {
        (
            Severity::Medium,
            format!("This server does not fill in {}, so the address never works.", shown(first)),
        )
    };
    findings.push(Finding::new(Class::Placeholder, severity, sentence));
}
