//! A population of any size, every client of it made from the seed and its number.

use serde_json::json;

use super::activity::Stream;
use super::{Form, Member, grant};
use crate::calendar::DAY_MS;
use crate::dice;
use crate::settings::{Api, Generated, Settings};

const FIRST: [&str; 24] = [
    "Claims",
    "Billing",
    "Patient",
    "Ledger",
    "Radiology",
    "Pharmacy",
    "Formulary",
    "Imaging",
    "Payments",
    "Intake",
    "Referral",
    "Portal",
    "Settlement",
    "Consent",
    "Vitals",
    "Scheduling",
    "Eligibility",
    "Treasury",
    "Archive",
    "Telemetry",
    "Onboarding",
    "Statement",
    "Prescription",
    "Triage",
];
const SECOND: [&str; 16] = [
    "Sync",
    "Export",
    "Gateway",
    "Relay",
    "Agent",
    "Bridge",
    "Loader",
    "Worker",
    "Console",
    "Crawler",
    "Importer",
    "Notifier",
    "Scheduler",
    "Reconciler",
    "MCP",
    "Kiosk",
];

/// The clients number 0 to `settings.clients`, oldest first.
pub(crate) fn members(settings: &Settings, shares: &Generated, present_ms: i64) -> Vec<Member> {
    let apis = apis();
    let history_ms = i64::from(settings.days_of_history) * DAY_MS;
    let mut members: Vec<Member> = (0..settings.clients)
        .map(|number| member(settings.seed, number as u64, shares, &apis, present_ms, history_ms))
        .collect();
    members.sort_by_key(|member| member.created_at_ms);
    members
}

fn member(
    seed: u64,
    number: u64,
    shares: &Generated,
    apis: &[Api],
    present_ms: i64,
    history_ms: i64,
) -> Member {
    let roll = |aspect: u64| dice::roll(seed, &[number, aspect]);
    let third_party = dice::happens(roll(1), shares.third_party_permille);
    let forms: &[&Form] = if third_party {
        &[&Form::PartnerWeb, &Form::PartnerMachine, &Form::SelfRegistered, &Form::SelfRegistered]
    } else {
        &[
            &Form::Machine,
            &Form::Machine,
            &Form::Machine,
            &Form::Web,
            &Form::SinglePage,
            &Form::Native,
            &Form::MachineWithKey,
        ]
    };
    let form = *dice::pick(roll(2), forms);
    let recent = dice::happens(roll(3), shares.registered_within_permille);
    let created_at_ms = if recent {
        present_ms - history_ms + dice::below_ms(roll(4), history_ms)
    } else {
        present_ms - history_ms - DAY_MS - dice::below_ms(roll(4), 900 * DAY_MS)
    };
    let id_body = dice::alphanumeric(roll(5), if form.is_strict() { 22 } else { 32 });
    let client_id = if form.is_strict() { format!("tpc_{id_body}") } else { id_body };
    let name = format!("{} {} {number}", dice::pick(roll(6), &FIRST), dice::pick(roll(7), &SECOND));
    let mut member = Member::new(client_id, name, form, created_at_ms);
    member.announced = recent;
    let api = &apis[dice::below(roll(8), apis.len())];
    member.grants = vec![grant(&api.identifier, &[api.scopes[0].as_str()])];
    if !dice::happens(roll(9), shares.never_used_permille) {
        let until_ms = if dice::happens(roll(10), shares.stopped_permille) {
            present_ms - dice::below_ms(roll(11), history_ms)
        } else {
            i64::MAX
        };
        member.streams = streams(form, shares.events_per_1000_days, roll(12))
            .into_iter()
            .map(|stream| stream.between(created_at_ms.max(present_ms - history_ms), until_ms))
            .collect();
    }
    member
}

/// What a client of a form does, at a rate that differs from client to client (a few are busy, most are not).
fn streams(form: Form, per_1000_days: u32, roll: u64) -> Vec<Stream> {
    let factor = match dice::below(roll, 100) {
        0..=1 => 12,
        2..=9 => 3,
        _ => 1,
    };
    let rate = per_1000_days * factor * 2 / 3;
    match form {
        Form::Web | Form::PartnerWeb => {
            vec![
                Stream::steady("seacft", rate / 2, 30).at(7, 12),
                Stream::steady("s", rate / 2, 30).at(7, 12),
            ]
        }
        Form::SinglePage => vec![Stream::steady("ssa", rate, 30).at(6, 14)],
        Form::Native | Form::SelfRegistered => {
            vec![Stream::steady("sertft", rate * 2 / 3, 60), Stream::steady("seacft", rate / 3, 60)]
        }
        Form::Device => vec![Stream::steady("sede", rate, 60)],
        _ => vec![Stream::steady("seccft", rate, 70)],
    }
}

/// The APIs of a generated tenant.
pub(crate) fn apis() -> Vec<Api> {
    [
        ("https://api.northmere.example/claims", "Claims API", 86_400, "require_client_grant", "read:claims"),
        (
            "https://api.northmere.example/billing",
            "Billing API",
            7_200,
            "require_client_grant",
            "read:billing",
        ),
        ("https://api.northmere.example/patients", "Patients API", 36_000, "allow_all", "read:patients"),
    ]
    .into_iter()
    .map(|(identifier, name, token_lifetime, policy, scope)| Api {
        identifier: identifier.into(),
        name: name.into(),
        token_lifetime,
        user_policy: policy.into(),
        scopes: vec![scope.into(), scope.replace("read:", "write:")],
    })
    .collect()
}

/// The tenant's connections: a database, a directory, one open to third parties.
pub(crate) fn connections(seed: u64) -> Vec<serde_json::Map<String, serde_json::Value>> {
    [
        ("Username-Password-Authentication", "auth0", false),
        ("northmere-staff", "waad", false),
        ("members", "auth0", true),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (name, strategy, domain))| {
        let id = format!("con_{}", dice::alphanumeric(dice::roll(seed, &[index as u64, 0xc0]), 16));
        crate::settings::object(Some(json!({
            "id": id,
            "name": name,
            "strategy": strategy,
            "is_domain_connection": domain,
            "realms": [name],
            "show_as_button": false,
            "options": {"mfa": {"active": true}, "brute_force_protection": true},
        })))
    })
    .collect()
}
