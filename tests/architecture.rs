//! The import law of the house (architecture.md, "Who may import whom"), held against `cargo metadata` and the sources.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Our crates with their layers: a crate imports lower layers, never its own layer, never up.
const LAYERS: &[(&str, u8)] = &[
    ("domain", 0),
    ("assessment", 1),
    ("provider", 1),
    ("store", 1),
    ("vault", 1),
    ("sync", 2),
    ("operations", 2),
    ("rollcall", 3),
];
/// Whole-program tests: may import everything; nothing imports them.
const ACCEPTANCE: &str = "acceptance";
/// Demo tenant and opponent: imports nothing of ours, and only the shell and tests import it.
const SIMULATOR: &str = "simulator";
/// The README's commands: imports nothing of ours and nothing imports it.
const XTASK: &str = "xtask";

/// Outside packages and their only home. Families are named by their beginning, with a star.
const HOMES: &[(&str, &str)] = &[
    ("chrono", "domain"),
    ("uuid", "domain"),
    ("sha2", "domain"),
    ("psl", "assessment"),
    ("idna", "assessment"),
    ("unicode-security", "assessment"),
    ("reqwest", "provider"),
    ("oauth2", "provider"),
    ("rustls", "provider"),
    ("ring", "provider"),
    ("backon", "provider"),
    ("rusqlite", "store"),
    ("zstd", "store"),
    ("memchr", "store"),
    ("keyring*", "vault"),
    ("*-keyring-store", "vault"),
    ("chacha20poly1305", "vault"),
    ("argon2", "vault"),
    ("axum*", "simulator"),
    ("rcgen", "simulator"),
    ("rand", "simulator"),
    ("tauri*", "rollcall"),
    ("ts-rs", "rollcall"),
    ("clap", "rollcall"),
    ("csv", "rollcall"),
    ("tracing-subscriber", "rollcall"),
];
/// Packages that every crate may use; tokio's own companions go with it.
const SHARED: &[&str] = &[
    "serde",
    "serde_json",
    "tokio",
    "tokio-util",
    "futures-util",
    "thiserror",
    "tracing",
    "secrecy",
    "url",
    "getrandom",
];
/// Crates without I/O, async, clock or randomness, and the shared packages that would bring them in.
const PURE: &[&str] = &["domain", "assessment"];
const IMPURE: &[&str] = &["tokio", "tokio-util", "futures-util", "getrandom"];

/// One line of a crate's dependency list.
#[derive(Clone)]
struct Edge {
    from: String,
    to: String,
    for_tests: bool,
}

fn layer(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

fn is_ours(name: &str) -> bool {
    layer(name).is_some() || [ACCEPTANCE, SIMULATOR, XTASK].contains(&name)
}

fn is_outside_the_home_rule(name: &str) -> bool {
    name == SIMULATOR || name == ACCEPTANCE
}

fn matches(pattern: &str, name: &str) -> bool {
    match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(beginning), _) => name.starts_with(beginning),
        (_, Some(ending)) => name.ends_with(ending),
        (None, None) => pattern == name,
    }
}

fn home(name: &str) -> Option<&'static str> {
    HOMES.iter().find(|(pattern, _)| matches(pattern, name)).map(|(_, home)| *home)
}

/// Every edge between our crates that the layer table forbids.
fn forbidden_imports(edges: &[Edge]) -> Vec<String> {
    let allowed = |edge: &Edge| match (edge.from.as_str(), edge.to.as_str()) {
        (ACCEPTANCE, to) => to != XTASK,
        (SIMULATOR | XTASK, _) | (_, ACCEPTANCE | XTASK) => false,
        (from, SIMULATOR) => from == "rollcall" || edge.for_tests,
        // the property test that holds the store's verdicts equal to the pure rule (architecture.md, "Judging at read time")
        ("store", "assessment") => edge.for_tests,
        (from, to) => layer(from) > layer(to),
    };
    let ours = edges.iter().filter(|edge| is_ours(&edge.to));
    ours.filter(|edge| !allowed(edge)).map(|edge| format!("{} imports {}", edge.from, edge.to)).collect()
}

/// Every outside package that is used outside of its home, or has more than one.
fn homeless_packages(edges: &[Edge]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut homes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| !is_ours(&edge.to) && !is_outside_the_home_rule(&edge.from)) {
        if edge.from == XTASK && edge.to == "clap" {
            continue;
        }
        match home(&edge.to) {
            Some(home) if home != edge.from => {
                complaints.push(format!("{} uses {}, whose home is {home}", edge.from, edge.to));
            }
            None if !edge.for_tests && !SHARED.contains(&edge.to.as_str()) => {
                homes.entry(&edge.to).or_default().insert(&edge.from);
            }
            _ => {}
        }
        if PURE.contains(&edge.from.as_str()) && IMPURE.contains(&edge.to.as_str()) && !edge.for_tests {
            complaints.push(format!("{} is pure and uses {}", edge.from, edge.to));
        }
    }
    for (package, homes) in homes.into_iter().filter(|(_, homes)| homes.len() > 1) {
        let homes: Vec<_> = homes.into_iter().collect();
        complaints.push(format!("{package} has more than one home: {}", homes.join(", ")));
    }
    complaints
}

/// What a source file must not hold.
fn objections_to_source(path: &Path, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut complain = |what: String| complaints.push(format!("{}: {what}", path.display()));
    let generated = path.to_string_lossy().ends_with(".gen.ts");
    let lines = text.lines().count();
    if lines > 600 && !generated {
        complain(format!("{lines} lines; a file is one noun or one verb"));
    }
    let stem = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default();
    if ["utils", "util", "helpers", "helper", "manager", "service", "misc", "common"].contains(&stem) {
        complain("a name that says nothing".to_owned());
    }
    // Spelt in two halves so that this file does not object to itself.
    let silencers = [
        ["#[al", "low("],
        ["#![al", "low("],
        ["#[ig", "nore"],
        ["@ts-ig", "nore"],
        ["@ts-no", "check"],
        ["eslint-dis", "able"],
        ["todo", "!("],
    ];
    for silencer in silencers.map(|halves| halves.concat()) {
        if let Some(line) = text.lines().position(|line| line.contains(&silencer)) {
            complain(format!("line {} has {silencer}", line + 1));
        }
    }
    let joint = path.ends_with("ui/src/api/call.ts") || path.ends_with("ui/src/api/events.ts");
    if !joint && path.starts_with("ui/src") && text.contains("from \"@tauri-apps/") {
        complain("only api/call.ts and api/events.ts talk to the core".to_owned());
    }
    complaints
}

/// Names at the top that the owner's card does not give. Tool settings are dot-files.
fn strangers_at_the_top<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    const CARD: &[&str] = &[
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "SECURITY.md",
        "icons",
        "ui",
        "tests",
        "src-tauri",
        "target",
    ];
    names
        .filter(|name| !name.starts_with('.') && !name.starts_with("LICENSE") && !CARD.contains(name))
        .collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap_or_else(|error| panic!("{error}"))
}

fn workspace() -> (BTreeMap<String, PathBuf>, Vec<Edge>) {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap_or_else(|error| panic!("cargo metadata: {error}"));
    let mut folders = BTreeMap::new();
    let mut edges = Vec::new();
    for package in metadata.workspace_packages() {
        let folder = package.manifest_path.parent().map(|folder| folder.as_std_path().to_owned());
        folders.insert(package.name.to_string(), folder.unwrap_or_default());
        edges.extend(package.dependencies.iter().map(|dependency| Edge {
            from: package.name.to_string(),
            to: dependency.name.clone(),
            for_tests: dependency.kind == DependencyKind::Development,
        }));
    }
    (folders, edges)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap_or_else(|error| panic!("{error}")).path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.')
            || ["node_modules", "dist", "target", "gen", "pictures"].contains(&name.as_str())
        {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path
            .extension()
            .is_some_and(|kind| ["rs", "ts", "tsx", "css"].iter().any(|known| kind == *known))
        {
            found.push(path);
        }
    }
}

#[test]
fn every_crate_imports_lower_layers_only() {
    let (_, edges) = workspace();
    assert_eq!(forbidden_imports(&edges), Vec::<String>::new());
}

#[test]
fn every_outside_package_has_one_home() {
    let (_, edges) = workspace();
    assert_eq!(homeless_packages(&edges), Vec::<String>::new());
}

#[test]
fn every_crate_of_the_workspace_has_a_place_in_the_house() {
    let (folders, _) = workspace();
    for (name, folder) in folders {
        assert!(is_ours(&name), "{name} has no layer");
        let place = match name.as_str() {
            "rollcall" => root().join("src-tauri"),
            ACCEPTANCE => root().join("tests"),
            name => root().join("src-tauri/crates").join(name),
        };
        assert_eq!(folder, place, "{name} lies elsewhere");
    }
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for (name, folder) in workspace().0 {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name} has lints of its own");
    }
}

#[test]
fn the_top_level_holds_the_names_of_the_card_only() {
    let names: Vec<String> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(strangers_at_the_top(names.iter().map(String::as_str)), Vec::<&str>::new());
}

#[test]
fn the_sources_silence_no_check_and_stay_small() {
    let mut files = Vec::new();
    for folder in ["src-tauri", "ui", "tests"] {
        sources(&root().join(folder), &mut files);
    }
    assert!(files.len() > 20, "the sources were not found: {}", files.len());
    let complaints: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            objections_to_source(file.strip_prefix(root()).unwrap_or(file), &text)
        })
        .collect();
    assert_eq!(complaints, Vec::<String>::new());
}

mod the_law_can_fail {
    use super::*;

    fn imports(from: &str, to: &str) -> Vec<Edge> {
        vec![Edge { from: from.to_owned(), to: to.to_owned(), for_tests: false }]
    }

    fn imports_in_tests(from: &str, to: &str) -> Vec<Edge> {
        vec![Edge { from: from.to_owned(), to: to.to_owned(), for_tests: true }]
    }

    #[test]
    fn a_crate_may_import_a_lower_layer() {
        assert!(forbidden_imports(&imports("sync", "store")).is_empty());
        assert!(forbidden_imports(&imports("rollcall", "domain")).is_empty());
    }

    #[test]
    fn a_crate_may_not_import_its_own_layer_or_up() {
        assert_eq!(forbidden_imports(&imports("store", "provider")), ["store imports provider"]);
        assert_eq!(forbidden_imports(&imports("domain", "store")), ["domain imports store"]);
        assert_eq!(forbidden_imports(&imports("sync", "operations")), ["sync imports operations"]);
        assert_eq!(forbidden_imports(&imports_in_tests("domain", "store")), ["domain imports store"]);
        assert_eq!(forbidden_imports(&imports("store", "assessment")), ["store imports assessment"]);
        assert!(forbidden_imports(&imports_in_tests("store", "assessment")).is_empty());
    }

    #[test]
    fn only_the_tests_import_the_shell() {
        assert!(forbidden_imports(&imports(ACCEPTANCE, "rollcall")).is_empty());
        assert_eq!(forbidden_imports(&imports("sync", "rollcall")), ["sync imports rollcall"]);
        assert_eq!(forbidden_imports(&imports("sync", ACCEPTANCE)), ["sync imports acceptance"]);
    }

    #[test]
    fn the_simulator_stands_alone() {
        assert_eq!(forbidden_imports(&imports(SIMULATOR, "domain")), ["simulator imports domain"]);
        assert_eq!(forbidden_imports(&imports("provider", SIMULATOR)), ["provider imports simulator"]);
        assert!(forbidden_imports(&imports_in_tests("provider", SIMULATOR)).is_empty());
        assert!(forbidden_imports(&imports("rollcall", SIMULATOR)).is_empty());
    }

    #[test]
    fn xtask_stands_alone() {
        assert_eq!(forbidden_imports(&imports(XTASK, "domain")), ["xtask imports domain"]);
        assert_eq!(forbidden_imports(&imports(ACCEPTANCE, XTASK)), ["acceptance imports xtask"]);
    }

    #[test]
    fn a_package_of_the_table_may_not_leave_its_home() {
        assert!(homeless_packages(&imports("store", "rusqlite")).is_empty());
        assert_eq!(
            homeless_packages(&imports("sync", "rusqlite")),
            ["sync uses rusqlite, whose home is store"]
        );
        assert_eq!(
            homeless_packages(&imports("sync", "tauri-plugin-dialog")),
            ["sync uses tauri-plugin-dialog, whose home is rollcall"]
        );
        assert_eq!(
            homeless_packages(&imports("store", "zbus-secret-service-keyring-store")),
            ["store uses zbus-secret-service-keyring-store, whose home is vault"]
        );
        assert_eq!(
            homeless_packages(&imports_in_tests("sync", "reqwest")),
            ["sync uses reqwest, whose home is provider"]
        );
    }

    #[test]
    fn the_simulator_the_tests_and_the_arguments_of_xtask_stand_outside_the_home_rule() {
        assert!(homeless_packages(&imports(SIMULATOR, "rustls")).is_empty());
        assert!(homeless_packages(&imports(ACCEPTANCE, "rusqlite")).is_empty());
        assert!(homeless_packages(&imports(XTASK, "clap")).is_empty());
        assert_eq!(homeless_packages(&imports(XTASK, "csv")), ["xtask uses csv, whose home is rollcall"]);
    }

    #[test]
    fn a_free_package_has_one_home() {
        let two = [imports("store", "lru"), imports("sync", "lru")].concat();
        assert_eq!(homeless_packages(&two), ["lru has more than one home: store, sync"]);
        assert!(homeless_packages(&imports("store", "lru")).is_empty());
        assert!(
            homeless_packages(&[imports("store", "serde"), imports("sync", "serde")].concat()).is_empty()
        );
    }

    #[test]
    fn the_pure_crates_may_not_wait_or_roll_dice() {
        assert_eq!(homeless_packages(&imports("assessment", "tokio")), ["assessment is pure and uses tokio"]);
        assert_eq!(homeless_packages(&imports("domain", "getrandom")), ["domain is pure and uses getrandom"]);
    }

    #[test]
    fn a_silenced_check_an_empty_name_and_a_long_file_are_found() {
        let silenced = format!("#[al{}dead_code)]\n", "low(");
        assert_eq!(objections_to_source(Path::new("a.rs"), &silenced).len(), 1);
        assert_eq!(objections_to_source(Path::new("src/utils.rs"), "").len(), 1);
        assert_eq!(objections_to_source(Path::new("a.rs"), &"\n".repeat(601)).len(), 1);
        assert!(objections_to_source(Path::new("contract.gen.ts"), &"\n".repeat(601)).is_empty());
        assert!(objections_to_source(Path::new("a.rs"), "fn main() {}\n").is_empty());
    }

    #[test]
    fn a_screen_that_talks_to_the_core_itself_is_found() {
        let import = "import { invoke } from \"@tauri-apps/api/core\";\n";
        assert_eq!(objections_to_source(Path::new("ui/src/screens/clients.tsx"), import).len(), 1);
        assert!(objections_to_source(Path::new("ui/src/api/call.ts"), import).is_empty());
    }

    #[test]
    fn a_stranger_at_the_top_is_found() {
        assert_eq!(strangers_at_the_top(["ui", ".ci", "docs"].into_iter()), ["docs"]);
    }
}
