//! Who lives in `northmere-prod`: tables only, the stories are in `northmere`.

use super::Form;
use super::cast::{Habit, Role};

/// How long the failing client has been failing, in minutes.
pub(super) const FAILING_MIN: i64 = 39 * 60 + 52;

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
pub(super) const ACTIVE: [Role; 23] = [
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
pub(super) const QUIET: [Role; 15] = [
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
pub(super) const UNUSED: [Role; 9] = [
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

pub(super) const AREAS: [&str; 18] = [
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
pub(super) struct Trade {
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) habits: &'static [Habit],
    pub(super) grants: Grants,
}

pub(super) const PARTNER_TRADES: [Trade; 2] = [
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
pub(super) const OWN_TRADES: [Trade; 8] = [
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
