//! Rules about the scheme: missing, dangerous, custom, unencrypted, retired.

use super::class::{Class, Severity};
use super::context::{Context, ServerKind};
use super::finding::{Finding, shown};
use super::reading::{Kind, Reading};

pub(super) fn judge(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    case(reading, findings);
    match reading.kind {
        Kind::Relative => relative(reading, context, findings),
        Kind::Dangerous => findings.push(Finding::new(
            Class::SchemeDangerous,
            Severity::Critical,
            format!("An address with {}: runs or shows content in the browser instead of going to the client.", shown(reading.scheme())),
        )),
        Kind::OutOfBand => findings.push(Finding::new(
            Class::OutOfBand,
            Severity::Medium,
            "With this retired address the code is shown to the person, who can be talked into passing it on.",
        )),
        Kind::Custom => custom(reading, context, findings),
        Kind::Http if reading.has_host() && !reading.is_loopback() => findings.push(Finding::new(
            Class::HttpPublic,
            context.by_environment(Severity::Critical, Severity::High, Severity::Medium),
            "The code crosses the network unencrypted: everybody on the way can read and change it.",
        )),
        Kind::Http | Kind::Https => {}
    }
}

fn case(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    let upper = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    let in_scheme = reading.kind != Kind::Relative && upper(reading.scheme());
    let in_host = reading.web.as_ref().is_some_and(|web| upper(&letters_of_host(web.written)));
    if in_scheme || in_host {
        let part =
            if in_scheme { reading.scheme() } else { reading.web.as_ref().map_or("", |web| web.written) };
        findings.push(Finding::new(
            Class::CaseConfusion,
            Severity::Medium,
            format!("{} has upper-case letters, which browsers ignore and servers compare.", shown(part)),
        ));
    }
}

/// A host without its placeholders and escapes, whose letters mean something else.
fn letters_of_host(host: &str) -> String {
    let mut letters = String::with_capacity(host.len());
    let mut braces = 0_usize;
    let mut escape = 0_u8;
    for character in host.chars() {
        match character {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            '%' => escape = 2,
            _ if escape > 0 => escape -= 1,
            _ if braces == 0 => letters.push(character),
            _ => {}
        }
    }
    letters
}

fn relative(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let text = reading.parts.whole;
    let below_root = text.starts_with('/') && !text[1..].starts_with(['/', '\\']);
    let (severity, sentence) = if context.server == ServerKind::Keycloak && below_root {
        (
            Severity::Medium,
            "Keycloak puts the client's root URL, or its own, before this address; what it means depends on that.",
        )
    } else if reading.parts.scheme.is_some() {
        (Severity::High, "The scheme is missing, so what stands before the colon is read as one.")
    } else {
        (
            Severity::High,
            "A redirect URI must be absolute: this one has no scheme, so where it leads depends on who reads it.",
        )
    };
    findings.push(Finding::new(Class::Relative, severity, sentence));
}

fn custom(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let scheme = shown(reading.scheme());
    if !reading.scheme().contains('.') {
        findings.push(Finding::new(
            Class::SchemeNoDot,
            Severity::Medium,
            format!("{scheme}: is not built on a domain name, so any other app can claim it."),
        ));
    }
    if reading.parts.authority.is_some() {
        findings.push(Finding::new(
            Class::SchemeAuthority,
            Severity::Info,
            format!("{scheme}: needs one slash only; what follows // is read as a host."),
        ));
    }
    let (severity, sentence) = if context.is_native() {
        (
            Severity::Info,
            format!(
                "Another app on the device can claim {scheme}: too; an https link that belongs to the app cannot be claimed."
            ),
        )
    } else {
        (
            Severity::Medium,
            format!("A web client cannot be reached at {scheme}:, an app on somebody's device can."),
        )
    };
    findings.push(Finding::new(Class::SchemePrivateUse, severity, sentence));
}
