//! The tenant of the pictures: `northmere-prod`, healthcare and finance, 214 clients, 61 of them third-party.

use serde_json::json;

use super::cast::{self, Habit, Role};
use super::{Form, Member};
use crate::calendar::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::dice;
use crate::rows::admin::Author;
use crate::world::{Act, World};

/// Clients at the present, with the tenant's global client and Rollcall's own.
const CLIENTS: usize = 214;
/// Third-party clients among them.
const THIRD_PARTY: usize = 61;
/// How long the failing client has been failing, in minutes.
const FAILING_MIN: i64 = 39 * 60 + 52;

/// Path, name, token lifetime in seconds, user policy, scopes.
pub(crate) const APIS: [(&str, &str, u32, &str, &[&str]); 8] = [
    ("claims", "Claims API", 86_400, "require_client_grant", &["read:claims", "write:claims"]),
    ("documents", "Documents API", 7_200, "require_client_grant", &["read:documents"]),
    ("patients", "Patients API", 36_000, "require_client_grant", &["read:patients", "write:patients"]),
    ("formulary", "Formulary API", 86_400, "require_client_grant", &["read:formulary"]),
    ("billing", "Billing API", 86_400, "require_client_grant", &["read:billing", "write:billing"]),
    ("lake", "Data Lake API", 2_592_000, "require_client_grant", &["read:patients", "write:lake"]),
    ("scheduling", "Scheduling API", 7_200, "allow_all", &["read:slots", "write:slots"]),
    ("payments", "Payments API", 3_600, "deny_all", &["settle:write"]),
];

type Grants = &'static [(&'static str, &'static [&'static str])];

const PATIENTS: Grants = &[("patients", &["read:patients"])];
const CLAIMS: Grants = &[("claims", &["read:claims"])];
const BILLING: Grants = &[("billing", &["read:billing"])];
const SLOTS: Grants = &[("scheduling", &["read:slots"])];
const FORMULARY: Grants = &[("formulary", &["read:formulary"])];
const LAKE: Grants = &[("lake", &["read:patients", "write:lake"])];
const NONE: Grants = &[];

const fn role(
    name: &'static str,
    id: (&'static str, &'static str),
    form: Form,
    registered: i64,
    habits: &'static [Habit],
    grants: Grants,
) -> Role {
    Role { name, id, form, registered, habits, grants, address: None }
}

/// Those in use.
const ACTIVE: [Role; 23] = [
    Role {
        address: Some("192.0.2.18"),
        ..role(
            "Claims Intake Agent",
            ("tpc_4Qm8vKz1Rt", "AgM"),
            Form::PartnerWeb,
            616,
            &[
                Habit::always("sertft", 60_000, 60),
                Habit::always("seacft", 18_000, 40).at(6, 14),
                Habit::always("fertft", 250, 60),
            ],
            &[("claims", &["read:claims", "write:claims"]), ("documents", &["read:documents"])],
        )
    },
    role(
        "Nightly Export Job",
        ("k3VwQ8nT", "c7Z"),
        Form::Machine,
        214,
        &[Habit::always("seccft", 1_500, 100).at(8, 1), Habit::always("sapi", 600, 0).until(61 * 24)],
        &[
            ("management", &["read:clients", "update:clients", "create:client_grants"]),
            ("patients", &["read:patients"]),
        ],
    ),
    Role {
        address: Some("192.0.2.61"),
        ..role(
            "Radiology PACS Bridge",
            ("Wb6KzQ1", "e2T"),
            Form::Machine,
            340,
            &[
                Habit { span: (100 * 24 * 60, FAILING_MIN), ..Habit::always("seccft", 24_000, 90) },
                Habit::always("feccft", 390_000, 100).since(FAILING_MIN),
            ],
            PATIENTS,
        )
    },
    role(
        "Lab Results HL7 Relay",
        ("9hXcT2v", "a1S"),
        Form::Machine,
        611,
        &[Habit::always("seccft", 24_000, 100)],
        PATIENTS,
    ),
    Role {
        address: Some("203.0.113.77"),
        ..role(
            "Terraform Deploy",
            ("Zt5MbR9", "U1j"),
            Form::MachineWithKey,
            480,
            &[Habit::always("seccft", 6_000, 0).at(7, 11), Habit::always("sapi", 3_000, 0).at(7, 11)],
            &[("management", &["read:clients", "update:clients", "create:clients"])],
        )
    },
    role(
        "Data Science Notebook",
        ("7TWjLeo", "nYt"),
        Form::Web,
        96,
        &[Habit::always("seacft", 5_000, 5).at(8, 10)],
        LAKE,
    ),
    role(
        "Broker Connect",
        ("tpc_CK9", "SvZ"),
        Form::PartnerWeb,
        170,
        &[Habit::always("sertft", 24_000, 30)],
        CLAIMS,
    ),
    role(
        "Ambient Notes MCP",
        ("tpc_Qfj", "uqS"),
        Form::SelfRegistered,
        71,
        &[Habit::always("sertft", 22_000, 50), Habit::always("seacft", 4_000, 30)],
        CLAIMS,
    ),
    role(
        "Patient Portal Web",
        ("9GpcxVa", "WJV"),
        Form::Web,
        900,
        &[
            Habit::always("s", 22_000, 80),
            Habit::always("seacft", 18_000, 80),
            Habit::always("fp", 1_500, 80),
        ],
        PATIENTS,
    ),
    role(
        "Patient Portal iOS",
        ("J5pbuYc", "zjT"),
        Form::Native,
        720,
        &[Habit::always("sertft", 30_000, 90), Habit::always("fertft", 800, 90)],
        PATIENTS,
    ),
    role(
        "Prior Auth Copilot",
        ("tpc_GY1", "Bkj"),
        Form::SelfRegistered,
        58,
        &[Habit::always("sertft", 12_000, 20)],
        CLAIMS,
    ),
    role(
        "Pharmacy Benefits Sync",
        ("tpc_fBA", "miw"),
        Form::PartnerMachine,
        176,
        &[Habit::always("seccft", 10_000, 60)],
        FORMULARY,
    ),
    role(
        "eRx Gateway",
        ("jthq7v1", "WwB"),
        Form::MachineWithCertificate,
        402,
        &[Habit::always("seccft", 32_000, 90)],
        FORMULARY,
    ),
    role(
        "Telehealth Video Embed",
        ("tpc_95J", "Drn"),
        Form::PartnerWeb,
        143,
        &[Habit::always("seacft", 12_000, 20).at(6, 15)],
        SLOTS,
    ),
    role(
        "Member Card Kiosk",
        ("ameRvXC", "o1Q"),
        Form::Device,
        265,
        &[Habit::always("sede", 6_000, 60), Habit::always("sertft", 11_000, 60)],
        CLAIMS,
    ),
    role(
        "Legacy SOAP Adapter",
        ("LNyNjNZ", "Bp1"),
        Form::Machine,
        402,
        &[Habit::always("sepft", 3_000, 40).until(19 * 24)],
        CLAIMS,
    ),
    role(
        "Payer Directory Crawler",
        ("tpc_y9D", "Vrk"),
        Form::PartnerMachineWithKey,
        300,
        &[Habit::always("seccft", 8_000, 100)],
        CLAIMS,
    ),
    role(
        "Underwriting Agent",
        ("tpc_d2c", "sTz"),
        Form::SelfRegistered,
        49,
        &[Habit::always("sertft", 18_000, 20)],
        CLAIMS,
    ),
    role(
        "Billing Dunning Job",
        ("YwyGZ0G", "0qr"),
        Form::Machine,
        175,
        &[Habit::always("seccft", 2_000, 100).at(4, 1)],
        BILLING,
    ),
    role(
        "Ledger Reconciler",
        ("EtwK7jh", "V7g"),
        Form::MachineWithKey,
        380,
        &[Habit::always("seccft", 22_000, 100)],
        BILLING,
    ),
    role(
        "Wearables Ingest",
        ("tpc_x19", "bSv"),
        Form::PartnerMachine,
        210,
        &[Habit::always("seccft", 28_000, 100)],
        PATIENTS,
    ),
    role(
        "Care Team Scheduler",
        ("xr2PZ8y", "Lra"),
        Form::Web,
        250,
        &[Habit::always("seacft", 20_000, 30)],
        SLOTS,
    ),
    role(
        "Session Keeper",
        ("Sk4", "p9A"),
        Form::SinglePage,
        330,
        &[Habit::always("ssa", 16_000, 20).at(6, 13), Habit::always("fsa", 1_200, 20).at(6, 13)],
        SLOTS,
    ),
];

const fn ended(rate: u32, hours: i64) -> [Habit; 1] {
    [Habit { span: (100 * 24 * 60, hours * 60), ..Habit::always("seccft", rate, 60) }]
}

/// Those that were used once: the last column of the activity is the hour at which it ended.
const QUIET: [Role; 15] = [
    role(
        "Quality Measures Export",
        ("ooHt156", "Pwv"),
        Form::Machine,
        388,
        &ended(14_000, 62 * 24),
        PATIENTS,
    ),
    role("Formulary Lookup v1", ("VyZjWKs", "Y5x"), Form::Machine, 512, &ended(9_000, 50 * 24), FORMULARY),
    role(
        "Discharge Letters Beta",
        ("tpc_afr", "X29"),
        Form::PartnerWeb,
        240,
        &[Habit::always("seacft", 3_000, 0).until(60 * 24)],
        PATIENTS,
    ),
    role(
        "Covid Screening Kiosk",
        ("G6PBeNt", "NMQ"),
        Form::Device,
        870,
        &[Habit::always("sede", 2_000, 0).until(91 * 24)],
        PATIENTS,
    ),
    role(
        "Benefits Quote v2",
        ("Bq2", "t0K"),
        Form::Web,
        410,
        &[Habit::always("seacft", 4_000, 10).until(44 * 24)],
        CLAIMS,
    ),
    role(
        "Vaccination Slots",
        ("Vs7", "m3D"),
        Form::SinglePage,
        600,
        &[Habit::always("ssa", 5_000, 10).until(66 * 24)],
        SLOTS,
    ),
    role("Claims OCR Pilot", ("Oc1", "w8L"), Form::Machine, 220, &ended(6_000, 38 * 24), CLAIMS),
    role("Imaging Archive Import", ("Ia9", "h5R"), Form::Machine, 700, &ended(20_000, 73 * 24), NONE),
    role(
        "Provider Survey 2025",
        ("Ps5", "c2V"),
        Form::Web,
        330,
        &[Habit::always("seacft", 2_000, 0).until(70 * 24)],
        NONE,
    ),
    role("Referral Fax Bridge", ("Rf3", "x6N"), Form::Machine, 650, &ended(11_000, 41 * 24), CLAIMS),
    role("Cash Forecast Loader", ("Cf8", "b1T"), Form::MachineWithKey, 290, &ended(1_200, 36 * 24), BILLING),
    role("Telemetry Beta", ("tpc_Tb4", "q7J"), Form::PartnerMachine, 190, &ended(30_000, 57 * 24), NONE),
    role(
        "Old Partner Portal",
        ("tpc_Op6", "d9F"),
        Form::PartnerWeb,
        800,
        &[Habit::always("seacft", 3_000, 10).until(47 * 24)],
        CLAIMS,
    ),
    role("Data Lake Loader", ("R8jNTdb", "0s3"), Form::Machine, 355, &ended(9_000, 30 * 24 + 5), LAKE),
    role("Data Lake Backfill", ("R8kQm2c", "4vB"), Form::Machine, 350, &ended(30_000, 30 * 24 + 3), LAKE),
];

/// Those that were never used.
const UNUSED: [Role; 9] = [
    role("Claims Intake Agent (test)", ("tpc_UiA", "J2A"), Form::PartnerWeb, 42, &[], CLAIMS),
    role("HL7 Replay Tool", ("XnuRx2p", "iiC"), Form::Machine, 37, &[], NONE),
    role("Copilot Studio Connector", ("tpc_4w5", "ief"), Form::SelfRegistered, 32, &[], CLAIMS),
    role("Trial Matching Agent", ("tpc_Tm2", "k5Y"), Form::SelfRegistered, 35, &[], CLAIMS),
    role("Audit Export Draft", ("Ae1", "r4G"), Form::Machine, 41, &[], BILLING),
    role("Ward Tablet Test", ("Wt7", "n8P"), Form::Native, 39, &[], SLOTS),
    role("Invoice Bot Trial", ("Ib5", "z3H"), Form::Machine, 36, &[], BILLING),
    role("Consent Kiosk Draft", ("Ck9", "f6M"), Form::Device, 43, &[], PATIENTS),
    role("Sandbox SPA", ("Ss2", "j1W"), Form::SinglePage, 40, &[], NONE),
];

const AREAS: [&str; 18] = [
    "Admissions",
    "Bed Board",
    "Blood Bank",
    "Cardiology",
    "Claims Audit",
    "Clinical Trials",
    "Consent",
    "Credentialing",
    "Dialysis",
    "Discharge",
    "Eligibility",
    "Fraud Desk",
    "Home Care",
    "Immunization",
    "Payroll",
    "Procurement",
    "Referrals",
    "Treasury",
];

/// A kind of client that many areas have.
struct Trade {
    name: &'static str,
    form: Form,
    habits: &'static [Habit],
    grants: Grants,
}

const PARTNER_TRADES: [Trade; 2] = [
    Trade {
        name: "Agent",
        form: Form::SelfRegistered,
        habits: &[Habit::always("sertft", 2_400, 40)],
        grants: NONE,
    },
    Trade {
        name: "Notifier",
        form: Form::PartnerMachine,
        habits: &[Habit::always("seccft", 1_600, 60)],
        grants: SLOTS,
    },
];
const OWN_TRADES: [Trade; 8] = [
    Trade {
        name: "Sync",
        form: Form::Machine,
        habits: &[Habit::always("seccft", 4_000, 100), Habit::always("feccft", 30, 100)],
        grants: PATIENTS,
    },
    Trade {
        name: "Portal",
        form: Form::Web,
        habits: &[Habit::always("seacft", 3_000, 15).at(6, 13)],
        grants: SLOTS,
    },
    Trade {
        name: "Export",
        form: Form::Machine,
        habits: &[Habit::always("seccft", 1_300, 100).at(2, 1)],
        grants: BILLING,
    },
    Trade {
        name: "Mobile",
        form: Form::Native,
        habits: &[Habit::always("sertft", 3_000, 70)],
        grants: SLOTS,
    },
    Trade {
        name: "Dashboard",
        form: Form::SinglePage,
        habits: &[Habit::always("ssa", 2_500, 5).at(6, 13)],
        grants: NONE,
    },
    Trade {
        name: "Worker",
        form: Form::Machine,
        habits: &[Habit::always("seccft", 2_600, 80)],
        grants: CLAIMS,
    },
    Trade {
        name: "Gateway",
        form: Form::MachineWithKey,
        habits: &[Habit::always("seccft", 7_000, 90)],
        grants: FORMULARY,
    },
    Trade {
        name: "Batch",
        form: Form::Machine,
        habits: &[Habit::always("seccft", 1_100, 0).at(22, 1)],
        grants: BILLING,
    },
];

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

const INTAKE: [&str; 4] = [
    "https://claims.northmere.example/callback",
    "https://claims-eu.northmere.example/callback",
    "https://intake.claimsagents.example/oauth/callback",
    "https://claims-staging.northmere.example/callback",
];

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
    let deploy = Author::Client {
        client_id: world.members[terraform as usize].client_id.clone(),
        client_name: "Terraform Deploy".into(),
        scopes: vec!["read:clients".into(), "update:clients".into(), "create:clients".into()],
        jti: dice::alphanumeric(world.settings.seed, 22),
        address: "203.0.113.77".into(),
    };
    // the e of "northmere" in the last host is Cyrillic (U+0435)
    let look_alike = [INTAKE[0], INTAKE[1], INTAKE[2], "https://login.northm\u{435}re.example/callback"];
    let changes: [(&str, &[&str], i64, bool); 7] = [
        ("Claims Intake Agent", &look_alike, 38, true),
        (
            "Data Science Notebook",
            &[
                "https://notebook.northmere.example/oauth",
                "https://notebook-eu.northmere.example/oauth",
                "http://localhost:8888/callback",
            ],
            2 * 1_440 + 200,
            false,
        ),
        (
            "Broker Connect",
            &["https://connect.brokers.example.com/cb", "https://brokers-cdn.example.net/cb"],
            5 * 1_440 + 75,
            false,
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
            true,
        ),
        (
            "Telehealth Video Embed",
            &["https://video.telehealth.example.com/oauth", "http://video.telehealth.example.com/oauth"],
            16 * 1_440,
            false,
        ),
        (
            "Care Team Scheduler",
            &[
                "https://care.northmere.example/callback",
                "https://care.northmere.example/cb2",
                "https://care-old.northmere.example/callback",
            ],
            33 * 1_440,
            false,
        ),
        ("Ambient Notes MCP", &["https://notes.ambient.example/oauth/callback"], 48 * 1_440 + 600, false),
    ];
    for (name, callbacks, minutes, deployed) in changes {
        if let Some(member) = find(world, name) {
            let author = deployed.then(|| deploy.clone());
            cast::change_callbacks(world, member, callbacks, minutes, present_ms, author);
        }
    }
    if let Some(member) = find(world, "Radiology PACS Bridge") {
        let author = world.dashboard();
        world.schedule(present_ms - (FAILING_MIN + 2) * MINUTE_MS, Act::Rotate { member, author });
    }
}
