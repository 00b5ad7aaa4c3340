//! The tenant of the pictures: `northmere-prod`, healthcare and finance, 214 clients, 61 of them third-party.

use serde_json::json;

use super::cast::{self, Role};
use super::northmere_roles::{ACTIVE, AREAS, FAILING_MIN, OWN_TRADES, PARTNER_TRADES, QUIET, Trade, UNUSED};
use super::{Form, Member};
use crate::calendar::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::dice;
use crate::rows::admin::Author;
use crate::world::{Act, World};
use crate::writer::Program;

/// Clients at the present, with the tenant's global client and Rollcall's own.
const CLIENTS: usize = 214;
/// Third-party clients among them.
const THIRD_PARTY: usize = 61;
/// Enrols everybody and schedules the stories.
pub(crate) fn enrol(world: &mut World, present_ms: i64) {
    cast::default_grant(world, "claims", &["read:claims"]);
    let mut members: Vec<Member> = ACTIVE
        .iter()
        .chain(&QUIET)
        .chain(&UNUSED)
        .map(|role| cast::member(world, role, present_ms))
        .collect();
    members.extend((1..=19).map(|number| flood(world.settings.seed, number, present_ms)));
    let third = members.iter().filter(|member| !member.form.is_first_party()).count();
    let partners = THIRD_PARTY - third;
    let own = CLIENTS - 2 - members.len() - partners;
    members.extend((0..partners).map(|index| filler(world, &PARTNER_TRADES, index, present_ms)));
    members.extend((0..own).map(|index| filler(world, &OWN_TRADES, index, present_ms)));
    members.extend((0..3).map(|index| departed(world, index, present_ms)));
    members.sort_by_key(|member| member.created_at_ms);
    give_callbacks(&mut members);
    give_grant_types(&mut members);
    for member in members {
        world.enrol(member);
    }
    stories(world, present_ms);
}

/// Nineteen registrations in eleven minutes from one address.
fn flood(seed: u64, number: i64, present_ms: i64) -> Member {
    let (head, tail) = match number {
        1 => ("tpc_xD6", "Qhi"),
        14 => ("tpc_Pkq", "AzE"),
        15 => ("tpc_ryu", "geM"),
        _ => ("tpc_", ""),
    };
    let name = format!("MCP Inspector {number}");
    let middle = dice::alphanumeric(dice::roll_text(seed, &name), 26 - head.len() - tail.len());
    let at_ms = present_ms - (4 * 60 + 48) * MINUTE_MS + (number - 1) * 36_000;
    let mut member = Member::new(format!("{head}{middle}{tail}"), name, Form::SelfRegistered, at_ms);
    member.address = Some("198.51.100.24");
    member.overrides.insert("callbacks".into(), json!(["http://198.51.100.24:6274/oauth/callback"]));
    member
}

/// One of the many without a story.
fn filler(world: &World, trades: &[Trade], index: usize, present_ms: i64) -> Member {
    let trade = &trades[index / AREAS.len() % trades.len()];
    let name = format!("{} {}", AREAS[index % AREAS.len()], trade.name);
    let seed = world.settings.seed;
    let dye = dice::roll_text(seed, &name);
    let number = i64::try_from(index).unwrap_or(0);
    // self-registered ones came within the last weeks, of the others one in twelve
    let registered = match (trade.form, index % 12) {
        (Form::SelfRegistered, _) => 3 + number * 5,
        (_, 5) => 2 + number * 87 / 110,
        _ => 105 + dice::below_ms(dice::roll(dye, &[1]), 900),
    };
    let role = Role {
        name: "",
        id: if trade.form.is_strict() { ("tpc_", "") } else { ("", "") },
        form: trade.form,
        registered,
        habits: trade.habits,
        grants: trade.grants,
        address: None,
    };
    let mut member = cast::member(world, &role, present_ms);
    let length = if trade.form.is_strict() { 22 } else { 32 };
    let id = dice::alphanumeric(dye, length);
    member.client_id = if trade.form.is_strict() { format!("tpc_{id}") } else { id };
    member.created_at_ms -= dice::below_ms(dice::roll(dye, &[2]), 20 * HOUR_MS);
    member.name = name;
    member
}

/// Clients that were deleted within the history.
fn departed(world: &World, index: usize, present_ms: i64) -> Member {
    let mut member =
        filler(world, &[Trade { name: "Legacy", ..trade_of(&OWN_TRADES[0]) }], index, present_ms);
    member.created_at_ms = present_ms - 500 * DAY_MS;
    member.announced = false;
    let days = [63, 27, 12][index % 3];
    member.deleted_at_ms = Some(present_ms - days * DAY_MS - 3 * HOUR_MS);
    member
}

const fn trade_of(trade: &Trade) -> Trade {
    Trade { name: trade.name, form: trade.form, habits: trade.habits, grants: trade.grants }
}

/// The callbacks that matter to the stories.
fn give_callbacks(members: &mut [Member]) {
    for member in members {
        let callbacks: &[&str] = match member.name.as_str() {
            "Claims Intake Agent" => &INTAKE,
            "Data Science Notebook" => {
                &["https://notebook.northmere.example/oauth", "https://notebook-eu.northmere.example/oauth"]
            }
            "Broker Connect" => &["https://connect.brokers.example.com/cb"],
            "Patient Portal Web" => &[
                "https://portal.northmere.example/callback",
                "https://www.northmere.example/portal/callback",
                "https://portal.northmere.example/silent",
                "https://portal-eu.northmere.example/callback",
                "https://portal-staging.northmere.example/callback",
            ],
            _ => continue,
        };
        member.overrides.insert("callbacks".into(), json!(callbacks));
    }
}

/// Grant types that are not those of the form.
fn give_grant_types(members: &mut [Member]) {
    for member in members {
        let grant_types: &[&str] = match member.name.as_str() {
            "Legacy SOAP Adapter" => &["client_credentials", "password"],
            "Telehealth Video Embed" => &["authorization_code"],
            _ => continue,
        };
        member.overrides.insert("grant_types".into(), json!(grant_types));
    }
}

const INTAKE: [&str; 4] = [
    "https://claims.northmere.example/callback",
    "https://claims-eu.northmere.example/callback",
    "https://intake.claimsagents.example/oauth/callback",
    "https://claims-staging.northmere.example/callback",
];

/// Who makes a change of the stories.
#[derive(Clone, Copy)]
enum Hand {
    /// The deploy client, by Terraform, from an address that is not its usual one.
    Terraform,
    /// The deploy client, by deploy-cli.
    DeployCli,
    /// A person in the Dashboard.
    Person(&'static str, &'static str),
}

const OKAFOR: Hand = Hand::Person("p.okafor", "192.0.2.41");
const LINDQVIST: Hand = Hand::Person("m.lindqvist", "192.0.2.33");

/// Redirect changes and the rotation, each at its minute.
fn stories(world: &mut World, present_ms: i64) {
    let find = |world: &World, name: &str| {
        world
            .members
            .iter()
            .position(|member| member.name == name)
            .and_then(|index| u32::try_from(index).ok())
    };
    let Some(terraform) = find(world, "Terraform Deploy") else { return };
    // the e of "northmere" in the last host is Cyrillic (U+0435)
    let look_alike = [INTAKE[0], INTAKE[1], INTAKE[2], "https://login.northm\u{435}re.example/callback"];
    let notebook =
        ["https://notebook.northmere.example/oauth", "https://notebook-eu.northmere.example/oauth"];
    let changes: [(&str, &[&str], i64, Hand); 9] = [
        ("Claims Intake Agent", &look_alike, 38, Hand::Terraform),
        (
            "Data Science Notebook",
            &[notebook[0], notebook[1], "http://localhost:8888/callback"],
            2 * 1_440 + 200,
            OKAFOR,
        ),
        // there for four minutes only, between two looks
        (
            "Data Science Notebook",
            &[notebook[0], "https://notebook.northmere.example.attacker.example/oauth", notebook[1]],
            3 * 1_440 + 97,
            OKAFOR,
        ),
        ("Data Science Notebook", &notebook, 3 * 1_440 + 93, OKAFOR),
        (
            "Broker Connect",
            &["https://connect.brokers.example.com/cb", "https://brokers-cdn.example.net/cb"],
            5 * 1_440 + 75,
            Hand::DeployCli,
        ),
        (
            "Patient Portal Web",
            &[
                "https://portal.northmere.example/callback",
                "https://www.northmere.example/portal/callback",
                "https://portal.northmere.example/silent",
                "https://portal-eu.northmere.example/callback",
                "https://portal-staging.northmere.example/callback",
                "https://*.preview.northmere.example/callback",
            ],
            9 * 1_440 + 400,
            Hand::DeployCli,
        ),
        (
            "Telehealth Video Embed",
            &["https://video.telehealth.example.com/oauth", "http://video.telehealth.example.com/oauth"],
            16 * 1_440,
            LINDQVIST,
        ),
        (
            "Care Team Scheduler",
            &[
                "https://care.northmere.example/callback",
                "https://care.northmere.example/cb2",
                "https://care-old.northmere.example/callback",
            ],
            33 * 1_440,
            LINDQVIST,
        ),
        ("Ambient Notes MCP", &["https://notes.ambient.example/oauth/callback"], 48 * 1_440 + 600, OKAFOR),
    ];
    for (name, callbacks, minutes, hand) in changes {
        if let Some(member) = find(world, name) {
            let author = author_of(world, hand, terraform);
            cast::change_callbacks(world, member, callbacks, minutes, present_ms, author);
        }
    }
    if let Some(member) = find(world, "Radiology PACS Bridge") {
        let author = world.dashboard();
        world.schedule(present_ms - (FAILING_MIN + 2) * MINUTE_MS, Act::Rotate { member, author });
    }
}

fn author_of(world: &World, hand: Hand, deploy: u32) -> Author {
    let (program, address) = match hand {
        Hand::Person(person, address) => return world.person(person, address),
        Hand::Terraform => (Program::terraform(), "203.0.113.77"),
        Hand::DeployCli => (Program::deploy_cli(), "192.0.2.90"),
    };
    Author::Client {
        client_id: world.members[deploy as usize].client_id.clone(),
        client_name: "Terraform Deploy".into(),
        scopes: vec!["read:clients".into(), "update:clients".into(), "create:clients".into()],
        jti: dice::alphanumeric(world.settings.seed, 22),
        address: address.into(),
        program,
    }
}
