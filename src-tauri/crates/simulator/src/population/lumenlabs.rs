//! A laboratory beside the main tenant, on a plan that keeps one day of log.

use super::Form;
use super::cast::{self, Habit, Role};
use crate::world::World;

/// Path, name, token lifetime in seconds, user policy, scopes.
pub(crate) const APIS: [(&str, &str, u32, &str, &[&str]); 2] = [
    ("studies", "Studies API", 36_000, "require_client_grant", &["read:studies", "write:studies"]),
    ("samples", "Samples API", 86_400, "require_client_grant", &["read:samples"]),
];

type Grants = &'static [(&'static str, &'static [&'static str])];

const STUDIES: Grants = &[("studies", &["read:studies"])];
const SAMPLES: Grants = &[("samples", &["read:samples"])];

const fn role(
    name: &'static str,
    form: Form,
    registered: i64,
    habits: &'static [Habit],
    grants: Grants,
) -> Role {
    let id = if form.is_strict() { ("tpc_", "") } else { ("", "") };
    Role { name, id, form, registered, habits, grants, address: None }
}

const ROLES: [Role; 22] = [
    Role {
        id: ("tpc_r2E", "n9x"),
        ..role(
            "Imaging Share Partner",
            Form::PartnerWeb,
            260,
            &[Habit::always("seacft", 3_000, 0).until(37 * 24)],
            STUDIES,
        )
    },
    role("Freezer Monitor", Form::Machine, 480, &[Habit::always("seccft", 12_000, 100)], SAMPLES),
    role("Sample Tracker", Form::Web, 390, &[Habit::always("seacft", 8_000, 10).at(6, 12)], SAMPLES),
    role("Sequencer Upload", Form::Machine, 300, &[Habit::always("seccft", 6_000, 100)], STUDIES),
    role("Study Portal", Form::SinglePage, 420, &[Habit::always("ssa", 7_000, 5).at(6, 12)], STUDIES),
    role("Field App", Form::Native, 210, &[Habit::always("sertft", 5_000, 60)], SAMPLES),
    role("Courier Booking", Form::PartnerMachine, 160, &[Habit::always("seccft", 3_000, 20)], SAMPLES),
    role("Protocol Agent", Form::SelfRegistered, 33, &[Habit::always("sertft", 2_000, 20)], STUDIES),
    role("Archive Sync", Form::MachineWithKey, 510, &[Habit::always("seccft", 2_000, 100).at(1, 1)], STUDIES),
    role("Barcode Station", Form::Device, 330, &[Habit::always("sede", 2_000, 0).at(6, 10)], SAMPLES),
    role("Cold Chain Alerts", Form::Machine, 270, &[Habit::always("seccft", 4_000, 100)], SAMPLES),
    role("Consent Forms", Form::Web, 350, &[Habit::always("seacft", 2_000, 0).at(7, 10)], STUDIES),
    role("Reagent Orders", Form::Machine, 240, &[Habit::always("seccft", 1_200, 0).at(5, 1)], SAMPLES),
    role("Batch Release", Form::Machine, 205, &[Habit::always("seccft", 900, 0).at(15, 2)], SAMPLES),
    role("Poster Kiosk", Form::Device, 600, &[Habit::always("sede", 1_000, 0).until(80 * 24)], STUDIES),
    role(
        "Plate Reader Bridge",
        Form::Machine,
        710,
        &[Habit::always("seccft", 5_000, 50).until(52 * 24)],
        SAMPLES,
    ),
    role("Mentor Matching", Form::Web, 410, &[Habit::always("seacft", 2_000, 0).until(45 * 24)], STUDIES),
    role("Grant Reports", Form::Machine, 530, &[Habit::always("seccft", 700, 0).until(39 * 24)], STUDIES),
    role("Notebook Trial", Form::SelfRegistered, 44, &[], STUDIES),
    role("Spectrometer Draft", Form::Machine, 60, &[], SAMPLES),
    role("Visitor Badge", Form::Native, 150, &[], SAMPLES),
    role("Autoclave Log", Form::Machine, 9, &[Habit::always("seccft", 3_000, 100)], SAMPLES),
];

/// Enrols everybody.
pub(crate) fn enrol(world: &mut World, present_ms: i64) {
    let mut members: Vec<_> = ROLES.iter().map(|role| cast::member(world, role, present_ms)).collect();
    members.sort_by_key(|member| member.created_at_ms);
    for member in members {
        world.enrol(member);
    }
}
