//! Rules about addresses in the place of a name.

use std::net::IpAddr;

use super::address::{Reach, reach};
use super::class::{Class, Severity};
use super::context::Context;
use super::domain_name::DomainName;
use super::finding::{Finding, shown};
use super::reading::{Reading, WebHost};

/// Services that answer for any name with the address that stands in it.
const ECHOING: [&str; 3] = ["nip.io", "sslip.io", "xip.io"];

pub(super) fn judge(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    match reading.web.as_ref().map(|web| (&web.host, web.written)) {
        Some((WebHost::Address { ip, plain }, written)) => {
            if !plain {
                findings.push(Finding::new(
                    Class::IpObfuscated,
                    Severity::High,
                    format!(
                        "{} is the address {ip} in disguise; filters that look for the plain form miss it.",
                        shown(written)
                    ),
                ));
            }
            findings.extend(of_reach(*ip, context));
        }
        Some((WebHost::Name(name), written)) if echoes_an_address(&DomainName::of(name)) => {
            findings.push(Finding::new(
                Class::IpObfuscated,
                Severity::High,
                format!("{} leads to the address that is written in it, whoever owns that.", shown(written)),
            ));
        }
        _ => {}
    }
}

fn of_reach(ip: IpAddr, context: &Context<'_>) -> Option<Finding> {
    let (class, severity, sentence) = match reach(ip) {
        Reach::Loopback => return None,
        Reach::Public => {
            let sentence = format!("The address {ip} can change hands without a trace; a name has an owner.");
            (Class::IpPublic, Severity::Medium, sentence)
        }
        Reach::Private => {
            let sentence = format!(
                "{ip} is another computer in every network, so the code goes to whoever has it where the user is."
            );
            let severity = context.by_environment(Severity::Medium, Severity::Medium, Severity::Low);
            (Class::IpPrivate, severity, sentence)
        }
        Reach::Broadcast => {
            let sentence = format!("{ip} is no single computer: nobody can answer for it.");
            let severity = context.by_environment(Severity::Medium, Severity::Medium, Severity::Low);
            (Class::IpPrivate, severity, sentence)
        }
        Reach::LinkLocal => {
            let sentence = format!("{ip} is whoever claims it on the user's own network.");
            (Class::IpPrivate, Severity::High, sentence)
        }
        Reach::Metadata => {
            let sentence = format!("{ip} is where a cloud machine gets its own credentials.");
            (Class::IpPrivate, Severity::High, sentence)
        }
        Reach::Unspecified => {
            let sentence =
                format!("{ip} means every address of this computer to some programs and none to others.");
            (Class::IpPrivate, Severity::High, sentence)
        }
    };
    Some(Finding::new(class, severity, sentence))
}

/// `app.10.0.0.1.nip.io`, `10-0-0-1.sslip.io`, `0a000001.nip.io`.
fn echoes_an_address(name: &DomainName<'_>) -> bool {
    let Some(before) = ECHOING.iter().find_map(|service| name.name.strip_suffix(service)?.strip_suffix('.'))
    else {
        return false;
    };
    let numbers = before.split(['.', '-']).map(|part| part.parse::<u8>().is_ok());
    let mut in_a_row = 0;
    let dotted = numbers.into_iter().any(|is_number| {
        in_a_row = if is_number { in_a_row + 1 } else { 0 };
        in_a_row == 4
    });
    let hexadecimal = |part: &str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let colons =
        |label: &str| label.contains("--") && label.replace('-', ":").parse::<std::net::Ipv6Addr>().is_ok();
    dotted || before.split(['.', '-']).any(hexadecimal) || before.split('.').any(colons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_answer_with_the_address_in_them_are_known() {
        for name in [
            "10.0.0.1.nip.io",
            "app-10-0-0-1.sslip.io",
            "0a000001.nip.io",
            "a.127.0.0.1.xip.io",
            "--1.sslip.io",
        ] {
            assert!(echoes_an_address(&DomainName::of(name)), "{name}");
        }
        for name in ["www.nip.io", "nip.io", "10.0.0.1.example", "1.2.3.nip.io"] {
            assert!(!echoes_an_address(&DomainName::of(name)), "{name}");
        }
    }
}
