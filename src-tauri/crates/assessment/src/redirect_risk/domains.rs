//! Rules about who owns the host's name: nobody, anybody, a stranger, somebody who wants to look like you.

use unicode_script::{Script, UnicodeScript as _};
use unicode_security::mixed_script::AugmentedScriptSet;

use super::class::{Class, Severity};
use super::context::Context;
use super::domain_name::{DomainName, SuffixKind, punycode};
use super::finding::{Finding, shown};
use super::reading::Reading;

pub(super) fn judge(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let trusted = reading.name().map_or_else(
        || reading.address().is_some_and(|address| context.trusted.trusts_address(address)),
        |name| context.trusted.trusts(&name),
    );
    written_as_punycode(reading, trusted, findings);
    let Some(name) = reading.name().filter(|_| !reading.is_loopback()) else {
        return;
    };
    suffix_only(&name, findings);
    shared_hosting(&name, trusted, context, findings);
    mixed_script(&name, findings);
    imitation(&name, context, findings);
    named_in_foreign(&name, context, findings);
    new_domain(&name, trusted, context, findings);
}

fn written_as_punycode(reading: &Reading<'_>, trusted: bool, findings: &mut Vec<Finding>) {
    let Some(web) = &reading.web else {
        return;
    };
    let has_prefix = |label: &str| label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"));
    if !web.written.split('.').any(has_prefix) {
        return;
    }
    let (severity, sentence) = match reading.name() {
        Some(name) if trusted => {
            (Severity::Info, format!("{} is your {}.", shown(web.written), shown(name.name)))
        }
        Some(name) => (
            Severity::Medium,
            format!("{} is shown as {} in some places.", shown(web.written), shown(name.name)),
        ),
        None => (Severity::Medium, format!("{} is not what it looks like.", shown(web.written))),
    };
    findings.push(Finding::new(Class::Punycode, severity, sentence));
}

fn suffix_only(name: &DomainName<'_>, findings: &mut Vec<Finding>) {
    let open = behind_star(name);
    let severity = if is_listed_suffix(name.name) {
        Severity::High
    } else if open.is_some_and(is_listed_suffix) {
        Severity::Critical
    } else {
        return;
    };
    findings.push(Finding::new(
        Class::SuffixOnly,
        severity,
        format!(
            "Anybody can get a name under {}: it belongs to no one client.",
            shown(open.unwrap_or(name.name))
        ),
    ));
}

/// What is left of the name without a first label that anything can stand for.
fn behind_star<'a>(name: &DomainName<'a>) -> Option<&'a str> {
    name.name.split_once('.').filter(|(label, _)| label.contains('*')).map(|(_, rest)| rest)
}

fn is_listed_suffix(host: &str) -> bool {
    let name = DomainName::of(host);
    name.suffix_is_listed && name.registrable.is_none()
}

fn shared_hosting(name: &DomainName<'_>, trusted: bool, context: &Context<'_>, findings: &mut Vec<Finding>) {
    if name.suffix_kind != SuffixKind::Shared {
        return;
    }
    let (severity, sentence) = if trusted {
        (
            context.by_environment(Severity::Medium, Severity::Low, Severity::Low),
            format!(
                "Whoever gets {} after you gets the codes: names under {} are given to anybody.",
                shown(name.name),
                shown(name.suffix)
            ),
        )
    } else {
        (
            context.by_environment(Severity::High, Severity::Medium, Severity::Medium),
            format!(
                "Anybody can have a name under {}, and get this one when it is free.",
                shown(name.suffix)
            ),
        )
    };
    findings.push(Finding::new(Class::SharedHosting, severity, sentence));
}

fn mixed_script(name: &DomainName<'_>, findings: &mut Vec<Finding>) {
    if name.name.is_ascii() {
        return;
    }
    if let Some(label) = name.name.split('.').find(|label| mixes_scripts(label)) {
        let mut scripts: Vec<&str> = label
            .chars()
            .map(|letter| letter.script())
            .filter(|script| !matches!(script, Script::Common | Script::Inherited))
            .map(Script::full_name)
            .collect();
        scripts.sort_unstable();
        scripts.dedup();
        findings.push(Finding::new(
            Class::MixedScript,
            Severity::High,
            format!("{} mixes {} letters, which no language does.", shown(label), scripts.join(" and ")),
        ));
    }
}

/// Whether a label goes beyond "highly restrictive" (UTS 39 section 5.2): one script, or Latin with one of Han and kana, Han and
/// Bopomofo, Han and Hangul.
fn mixes_scripts(label: &str) -> bool {
    if !AugmentedScriptSet::for_str(label).is_empty() {
        return false;
    }
    let others: String = label.chars().filter(|letter| letter.script() != Script::Latin).collect();
    let rest = AugmentedScriptSet::for_str(&others);
    !(rest.jpan || rest.hanb || rest.kore)
}

fn imitation(name: &DomainName<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    if let Some(comparison) = context.trusted.imitated_by(name) {
        findings.push(Finding {
            class: Class::Lookalike,
            severity: context.by_environment(Severity::Critical, Severity::High, Severity::High),
            sentence: format!("{}.", comparison.in_words()),
            comparison: Some(comparison),
        });
    }
}

fn named_in_foreign(name: &DomainName<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    if let Some((label, registrable)) = context.trusted.named_in(name) {
        let owner = name.registrable.unwrap_or(name.name);
        findings.push(Finding::new(
            Class::TenantInForeign,
            context.by_environment(Severity::High, Severity::Medium, Severity::Medium),
            format!(
                "{} stands in the host, but {} belongs to somebody else than {}.",
                shown(label),
                shown(owner),
                shown(registrable)
            ),
        ));
    }
}

fn new_domain(name: &DomainName<'_>, trusted: bool, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(registrable) = name.registrable.filter(|_| context.first_seen && !trusted) else {
        return;
    };
    if context.trusted.is_ours(name) || behind_star(name).is_some_and(is_listed_suffix) {
        return;
    }
    findings.push(Finding::new(
        Class::NewDomain,
        context.by_environment(Severity::Medium, Severity::Low, Severity::Low),
        format!("No client in this tenant ever used {}.", shown(&punycode(registrable))),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_that_mix_scripts_are_left_alone() {
        for label in ["пример", "例え-test", "パナソニック", "한국-korea", "北海abc", "münchen"]
        {
            assert!(!mixes_scripts(label), "{label}");
        }
        for label in ["northmеre", "αbc", "аpple"] {
            assert!(mixes_scripts(label), "{label}");
        }
    }
}
