//! The boundary between the core and the window: the generated types are current, and every command has its permission.

use rollcall::commands::{COMMANDS, contract};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The permission of a command, as `tauri-build` names it.
fn permission(command: &str) -> String {
    format!("allow-{}", command.replace('_', "-"))
}

/// The permissions of our own commands (those of Tauri and its plugins hold a colon) in a capability file.
fn granted(capability: &str) -> BTreeSet<String> {
    let capability: serde_json::Value =
        serde_json::from_str(capability).unwrap_or_else(|error| panic!("{error}"));
    let permissions = capability["permissions"].as_array().cloned().unwrap_or_default();
    let names = permissions.iter().filter_map(serde_json::Value::as_str);
    names.filter(|name| !name.contains(':')).map(str::to_owned).collect()
}

/// What is wrong between the list of commands and the permissions of the window.
fn disagreements<'a>(commands: impl Iterator<Item = &'a str>, granted: &BTreeSet<String>) -> Vec<String> {
    let needed: BTreeSet<String> = commands.map(permission).collect();
    let without = needed.difference(granted).map(|name| format!("no {name} in capabilities/main.json"));
    let stale =
        granted.difference(&needed).map(|name| format!("{name} is granted, and there is no such command"));
    without.chain(stale).collect()
}

#[test]
fn the_generated_contract_is_current() {
    let file = root().join("ui/src/api/contract.gen.ts");
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == contract::typescript(), "{} is stale: run `cargo xtask gen`", file.display());
}

#[test]
fn every_command_has_a_permission_and_every_permission_a_command() {
    let capability = fs::read_to_string(root().join("src-tauri/capabilities/main.json")).unwrap();
    let names = COMMANDS.iter().map(|command| command.name);
    assert_eq!(disagreements(names, &granted(&capability)), Vec::<String>::new());
}

#[test]
fn a_command_without_a_permission_is_found() {
    let granted = granted(r#"{"permissions": ["core:default", "allow-list-clients"]}"#);
    assert_eq!(
        disagreements(["list_clients", "show_client"].into_iter(), &granted),
        ["no allow-show-client in capabilities/main.json"]
    );
}

#[test]
fn a_permission_without_a_command_is_found() {
    let granted = granted(r#"{"permissions": ["allow-list-clients", "allow-delete-everything"]}"#);
    assert_eq!(
        disagreements(["list_clients"].into_iter(), &granted),
        ["allow-delete-everything is granted, and there is no such command"]
    );
}
