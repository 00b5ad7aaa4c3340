//! Files that cannot be used: a clear refusal, and not a byte of them is changed.

use acceptance::terminal::{Told, on_no_desk, read_all, report, rollcall, run, sync};
use acceptance::window::program;
use simulator::{Clock, ManagementClient, Running, Settings, Tenant};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where SQLite keeps `user_version` (the file format's section 1.3.12).
const USER_VERSION: std::ops::Range<usize> = 60..64;

async fn read_tenant(data: &Path) -> Running {
    let settings = Settings { clients: 12, days_of_history: 5, ..Settings::default() };
    let tenant = Tenant::start(settings, Clock::real()).await.unwrap();
    read_all(data, &tenant).unwrap();
    tenant
}

/// Every file below `folder` with what is in it; Rollcall's own log left out, which may say what happened.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap() {
                kind if kind.is_dir() && entry.file_name() == "logs" => {}
                kind if kind.is_dir() => folders.push(entry.path()),
                _ => drop(found.insert(entry.path(), fs::read(entry.path()).unwrap())),
            }
        }
    }
    found
}

fn precious(data: &Path) -> PathBuf {
    let largest = |folder: &Path| {
        let databases = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        databases
            .filter(|path| path.is_file() && is_database(path))
            .max_by_key(|path| path.metadata().unwrap().len())
    };
    largest(data).unwrap()
}

fn is_database(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3\0"))
}

fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "no \"{word}\" in: {text}");
    }
}

/// Every errand is refused with these words, and no byte changes.
fn all_refuse(data: &Path, us: &ManagementClient, words: &[&str]) {
    let before = bytes(data);
    let tell: [&dyn Fn() -> Told; 3] = [&|| report(data).unwrap(), &|| sync(data, us).unwrap(), &|| {
        run(
            rollcall(data).unwrap().args([
                "connect",
                "--domain",
                "a.eu.auth0.com",
                "--client-id",
                "b",
                "--name",
                "c",
            ]),
            "secret",
        )
        .unwrap()
    }];
    for tell in tell {
        has(tell().refusal(), words);
        assert!(bytes(data) == before, "a file changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_left_untouched() {
    let data = tempfile::tempdir().unwrap();
    let tenant = read_tenant(data.path()).await;
    let file = precious(data.path());
    let mut newer = fs::read(&file).unwrap();
    newer[USER_VERSION].copy_from_slice(&9_999_u32.to_be_bytes());
    fs::write(&file, &newer).unwrap();
    all_refuse(
        data.path(),
        &tenant.management_client(),
        &["newer version", "9999", "untouched", "ROLLCALL_DATA_DIR"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_left_untouched() {
    for damage in ["not a database", "cut in the middle"] {
        let data = tempfile::tempdir().unwrap();
        let tenant = read_tenant(data.path()).await;
        let file = precious(data.path());
        let mut damaged = fs::read(&file).unwrap();
        if damage == "not a database" {
            damaged[..4_096].fill(0x2a);
        } else {
            damaged.truncate(damaged.len() / 2);
        }
        fs::write(&file, &damaged).unwrap();
        all_refuse(data.path(), &tenant.management_client(), &["damaged", "untouched", "backup"]);
    }
}

/// Runs a script in a mount namespace of its own, with `DATA` a file system of `size` that holds a copy of `data`.
/// `None`: this machine does not let us mount.
fn on_own_disk(data: &Path, size: &str, script: &str, secret: &str) -> Option<Told> {
    let disk = tempfile::tempdir().unwrap();
    let mut shell = Command::new("unshare");
    shell.args(["--mount", "sh", "-euc"]).arg(format!(
        "mount -t tmpfs -o size={size},mode=700 tmpfs \"$DATA\" || exit 77\ncp -a \"$FROM\"/. \"$DATA\"/\n{script}"
    ));
    on_no_desk(&mut shell, disk.path());
    shell.env("DATA", disk.path()).env("FROM", data).env("ROLLCALL", program("rollcall").unwrap());
    let told = run(&mut shell, secret).unwrap();
    if told.code == Some(77) || told.err.contains("unshare failed") {
        // not to be taken for a success: the line stands in the run's output
        println!("NOT TESTED: this machine does not let us mount a file system: {}", told.err.trim());
        return None;
    }
    Some(told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_data_folder_is_told_and_left_untouched() {
    let data = tempfile::tempdir().unwrap();
    let tenant = read_tenant(data.path()).await;
    let script = "
        sums() { (cd \"$DATA\" && find . -type f -exec sha256sum {} + | sort); }
        before=$(sums)
        mount -o remount,ro \"$DATA\"
        secret=$(cat)
        for errand in 'report' 'sync --connection Northmere --secret-stdin'; do
            code=0
            printf %s \"$secret\" | \"$ROLLCALL\" $errand >/dev/null || code=$?
            test $code = 2
        done
        test \"$before\" = \"$(sums)\" && echo unchanged";
    let secret = tenant.management_client().client_secret;
    let Some(told) = on_own_disk(data.path(), "64m", script, &secret) else { return };
    assert_eq!((told.code, told.out.trim()), (Some(0), "unchanged"), "{told:?}");
    let lines: Vec<&str> = told.err.lines().collect();
    assert_eq!(lines.len(), 2, "{told:?}");
    for line in lines {
        has(line, &["rollcall: ", "read-only", "Make the data folder writable"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_what_was_stored_before_is_all_there() {
    let data = tempfile::tempdir().unwrap();
    let tenant = read_tenant(data.path()).await;
    let edit = tenant.edit();
    for number in 0..300 {
        edit.create_client(
            &serde_json::json!({"name": format!("Too many {number}"), "description": "x".repeat(100)}),
        );
    }
    let script = "
        names() { \"$ROLLCALL\" report --format json | grep -o '\"client_id\": \"[^\"]*\"' | sort; }
        before=$(names)
        cat /dev/zero > \"$DATA/ballast\" 2>/dev/null || true
        code=0
        \"$ROLLCALL\" sync --connection Northmere --secret-stdin >/dev/null || code=$?
        test $code = 2
        rm \"$DATA/ballast\"
        after=$(names)
        test -n \"$before\"
        printf '%s\\n' \"$before\" | while read -r line; do
            printf '%s\\n' \"$after\" | grep -qxF \"$line\" || { echo \"lost: $line\"; exit 1; }
        done
        echo all there";
    let secret = tenant.management_client().client_secret;
    let Some(told) = on_own_disk(data.path(), "24m", script, &secret) else { return };
    assert_eq!((told.code, told.out.trim()), (Some(0), "all there"), "{told:?}");
    let lines: Vec<&str> = told.err.lines().collect();
    assert_eq!(lines.len(), 1, "{told:?}");
    has(lines[0], &["rollcall: ", "disk is full", "Free some space"]);
}
