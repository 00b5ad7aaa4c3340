//! Rules about this computer as the target (RFC 8252 sections 7.3 and 8.3).

use super::class::{Class, Severity};
use super::context::Context;
use super::finding::{Finding, shown};
use super::reading::{Kind, Reading};

pub(super) fn judge(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    if !reading.is_loopback() {
        return;
    }
    let host = shown(reading.web.as_ref().map_or("", |web| web.written));
    if !context.is_native() {
        findings.push(Finding::new(
            Class::LoopbackWeb,
            context.by_environment(Severity::High, Severity::Medium, Severity::Low),
            format!("Any program on the user's computer can listen on {host} and take the code."),
        ));
    }
    if reading.is_localhost_name() {
        findings.push(Finding::new(
            Class::LocalhostName,
            context.by_environment(Severity::Medium, Severity::Low, Severity::Low),
            format!("The name {host} can lead elsewhere than this computer; 127.0.0.1 and [::1] cannot."),
        ));
    }
    if context.is_native() && reading.kind == Kind::Https {
        findings.push(Finding::new(
            Class::HttpsLocalhostNative,
            Severity::Low,
            "An app has no certificate for its own computer; servers that follow OpenID Connect refuse https here.",
        ));
    }
}
