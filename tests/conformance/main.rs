//! Conformance, judged by programs that we did not write and run by Node: the simulator by Auth0's npm packages, the redirect
//! risk engine by node-oidc-provider.
//! It prints what Node's runner found in the words of Rust's, so that its tests are counted like all others.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a test runner speaks on its terminal")]

mod redirects;

use simulator::{Clock, Plan, Running, Settings, Tenant};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// More than two pages of a hundred, so that every listing is a matter of paging.
const CLIENTS: usize = 230;

/// What the packages need to be allowed: reading and writing all that they touch.
const SCOPES: [&str; 16] = [
    "read:clients",
    "create:clients",
    "update:clients",
    "delete:clients",
    "read:client_keys",
    "update:client_keys",
    "read:client_credentials",
    "read:client_grants",
    "create:client_grants",
    "delete:client_grants",
    "read:resource_servers",
    "read:connections",
    "read:tenant_settings",
    "read:logs",
    "read:network_acls",
    "read:log_streams",
];

#[tokio::main]
async fn main() -> ExitCode {
    match judge().await {
        Ok(failed) => ExitCode::from(u8::from(failed > 0)),
        Err(message) => {
            eprintln!("conformance: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn judge() -> Result<u64, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    if ["auth0", "oidc-provider"].iter().any(|package| !folder.join("node_modules").join(package).is_dir()) {
        return Err(format!("Packages are missing: run `npm ci` in {}", folder.display()));
    }
    let settings = Settings {
        canonical_domain: None,
        clients: CLIENTS,
        plan: Plan::Unlimited,
        tls: true,
        management_scopes: SCOPES.iter().map(ToString::to_string).collect(),
        ..Settings::default()
    };
    let foretold = foretold_redirects().map_err(|error| format!("cannot write what is foretold: {error}"))?;
    let tenant = Tenant::start(settings, Clock::real()).await.map_err(|error| error.to_string())?;
    let found = run_node(&folder, &tenant, foretold.path()).await;
    tenant.stop().await;
    let Found { passed, failed, skipped } = found?;
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {word}. {passed} passed; {failed} failed; {skipped} ignored; 0 measured; 0 filtered out"
    );
    Ok(failed)
}

/// The engine's answers, in a file for Node.
fn foretold_redirects() -> std::io::Result<tempfile::NamedTempFile> {
    let file = tempfile::NamedTempFile::new()?;
    serde_json::to_writer(&file, &redirects::foretold())?;
    Ok(file)
}

/// What Node's runner counted.
#[derive(Default)]
struct Found {
    passed: u64,
    failed: u64,
    skipped: u64,
}

async fn run_node(folder: &Path, tenant: &Running, foretold: &Path) -> Result<Found, String> {
    let client = tenant.management_client();
    let domain = tenant.base_url().trim_start_matches("https://").trim_end_matches('/');
    let mut node = Command::new("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=tap"])
        .args(test_files(folder)?)
        .current_dir(folder)
        .env("NODE_EXTRA_CA_CERTS", tenant.ca_file().ok_or("the simulator has no CA")?)
        .env("ROLLCALL_SIMULATOR_DOMAIN", domain)
        .env("ROLLCALL_SIMULATOR_CLIENT_ID", &client.client_id)
        .env("ROLLCALL_SIMULATOR_CLIENT_SECRET", &client.client_secret)
        .env("ROLLCALL_SIMULATOR_CLIENTS", CLIENTS.to_string())
        .env("ROLLCALL_FORETOLD_REDIRECTS", foretold)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("cannot start node: {error}"))?;
    let output = node.stdout.take().ok_or("node has no output")?;
    let mut lines = BufReader::new(output).lines();
    let mut found = Found::default();
    while let Some(line) = lines.next_line().await.map_err(|error| error.to_string())? {
        let count = |word: &str| line.strip_prefix(word).and_then(|number| number.parse().ok());
        if let Some(passed) = count("# pass ") {
            found.passed = passed;
        } else if let Some(failed) = count("# fail ") {
            found.failed += failed;
        } else if let Some(cancelled) = count("# cancelled ") {
            found.failed += cancelled;
        } else if let Some(skipped) = count("# skipped ") {
            found.skipped = skipped;
        } else {
            println!("{line}");
        }
    }
    let status = node.wait().await.map_err(|error| error.to_string())?;
    if status.success() || found.failed > 0 { Ok(found) } else { Err(format!("node ended with {status}")) }
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut files = paths.map_err(|error| error.to_string())?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}
