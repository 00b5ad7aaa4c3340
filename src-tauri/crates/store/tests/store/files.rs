//! Files that are newer, damaged, full, read-only or left behind by a crash: each is told apart, and nothing is lost.

use std::path::{Path, PathBuf};
use std::process::Command;

use domain::activity::ActivityKind;
use rusqlite::Connection;
use store::{LogBatch, Store, StoreError};

use crate::kept::{Kept, client, connection, day, event, span};

#[expect(clippy::disallowed_methods, reason = "the test changes a file behind the store's back")]
fn open(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

fn events_path(kept: &Kept) -> PathBuf {
    kept.folder.path().join(format!("events/{}.sqlite", kept.id))
}

#[tokio::test]
async fn a_crash_between_the_events_and_the_facts_is_repaired_by_the_next_start() {
    let kept = Kept::new().await;
    kept.log(vec![event(1, day(80), "a", ActivityKind::SignIn)]).await;
    let copy = kept.folder.path().join("earlier.sqlite");
    open(&kept.folder.path().join("rollcall.sqlite")).execute("VACUUM INTO ?1", [copy.to_str()]).unwrap();
    kept.log(vec![
        event(2, day(90), "a", ActivityKind::Refresh),
        event(3, day(91), "b", ActivityKind::SignIn),
    ])
    .await;
    let expected = kept.rows().await;
    let Kept { folder, store, id } = kept;
    drop(store);
    // the precious file as it was before the second batch was projected
    let precious = folder.path().join("rollcall.sqlite");
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", precious.display()));
    }
    std::fs::rename(copy, precious).unwrap();
    let store = Store::open(folder.path()).unwrap();
    let kept = Kept { folder, store, id };
    assert_eq!(kept.rows().await, expected);
    assert_eq!(expected.len(), 2);
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_and_left_untouched() {
    let kept = Kept::new().await;
    let Kept { folder, store, .. } = kept;
    drop(store);
    let path = folder.path().join("rollcall.sqlite");
    open(&path).pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(&path).unwrap();
    let refused = Store::open(folder.path()).map(drop);
    assert!(matches!(refused, Err(StoreError::NewerVersion { found: 99, .. })), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_damaged_file_is_named_and_left_untouched() {
    let kept = Kept::new().await;
    let Kept { folder, store, .. } = kept;
    drop(store);
    let path = folder.path().join("rollcall.sqlite");
    std::fs::write(&path, vec![b'x'; 8192]).unwrap();
    let refused = Store::open(folder.path()).map(drop);
    assert!(matches!(&refused, Err(StoreError::Corrupt { file, .. }) if *file == path), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 8192]);
}

#[tokio::test]
async fn a_damaged_events_file_leaves_the_other_connections_working() {
    let kept = Kept::new().await;
    kept.log(vec![event(1, day(90), "a", ActivityKind::SignIn)]).await;
    let other = connection("Southmere", 2);
    kept.store.add_connection(other.clone()).await.unwrap();
    let path = events_path(&kept);
    let Kept { folder, store, id } = kept;
    drop(store);
    std::fs::write(&path, vec![b'x'; 8192]).unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert!(matches!(store.problems(), [(found, StoreError::Corrupt { .. })] if *found == id));
    let kept = Kept { folder, store, id };
    assert!(matches!(kept.store.ledger(&kept.id).await, Err(StoreError::Corrupt { .. })));
    assert_eq!(kept.rows().await.len(), 1, "what was projected can still be read");
    kept.store.ledger(&other.id).await.unwrap();
}

/// A file system of its own, which ends with the test.
struct Mount(PathBuf);

impl Mount {
    fn new(path: &Path, size: &str) -> Self {
        std::fs::create_dir_all(path).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(path).status();
        assert!(mounted.unwrap().success(), "this test needs to be root, to mount a small disk");
        Self(path.to_owned())
    }

    fn read_only(&self) {
        let mounted = Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status();
        assert!(mounted.unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_everything_before_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Mount::new(&folder.path().join("disk"), "2m");
    let store = Store::open(&disk.0).unwrap();
    let tenant = connection("Northmere", 1);
    store.add_connection(tenant.clone()).await.unwrap();
    let mut applied = 0;
    let full = loop {
        let rows = (0..200)
            .map(|n| {
                let mut row = event(applied * 200 + n, day(90), &format!("client{n}"), ActivityKind::SignIn);
                row.raw = noise(applied * 200 + n);
                row
            })
            .collect();
        let batch = LogBatch { rows, read_at: Some(day(91)), ..LogBatch::default() };
        match store.apply_log(&tenant.id, batch).await {
            Ok(_) => applied += 1,
            Err(error) => break error,
        }
        assert!(applied < 100, "the disk never filled");
    };
    assert!(matches!(full, StoreError::DiskFull { .. }), "{full:?}");
    assert!(full.to_string().contains("disk is full"));
    let rows = store.ledger(&tenant.id).await.unwrap().rows;
    assert_eq!(rows % 200, 0, "no batch is held in part");
    assert!(rows >= applied * 200);
    drop(store);
}

/// Bytes that do not compress.
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let bytes = (0..1200).map(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    });
    bytes.collect()
}

#[tokio::test]
async fn a_read_only_folder_is_told_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Mount::new(&folder.path().join("disk"), "8m");
    let store = Store::open(&disk.0).unwrap();
    let tenant = connection("Northmere", 1);
    store.add_connection(tenant.clone()).await.unwrap();
    let batch = LogBatch { claim: Some(span(0, 10)), ..LogBatch::default() };
    store.apply_log(&tenant.id, batch).await.unwrap();
    drop(store);
    disk.read_only();
    let refused = Store::open(&disk.0).map(drop);
    assert!(matches!(refused, Err(StoreError::ReadOnly { .. })), "{refused:?}");
    let moved = folder.path().join("moved");
    let copied = Command::new("cp").arg("-r").arg(&disk.0).arg(&moved).status();
    assert!(copied.unwrap().success());
    let store = Store::open(&moved).unwrap();
    assert_eq!(store.ledger(&tenant.id).await.unwrap().coverage.intervals(), [span(0, 10)]);
}

#[tokio::test]
async fn a_file_that_somebody_else_holds_is_told() {
    let kept = Kept::new().await;
    let other = open(&kept.folder.path().join("rollcall.sqlite"));
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = kept.store.put_setting("a", &1).await;
    assert!(matches!(refused, Err(StoreError::Busy { .. })), "{refused:?}");
    other.execute_batch("ROLLBACK").unwrap();
    kept.store.put_setting("a", &1).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = Store::open(&data).unwrap();
    let tenant = connection("Northmere", 1);
    store.add_connection(tenant.clone()).await.unwrap();
    store.ledger(&tenant.id).await.unwrap();
    let mode = |path: PathBuf| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(data.clone()), 0o700);
    assert_eq!(mode(data.join("events")), 0o700);
    for name in ["rollcall.sqlite", "rollcall.sqlite-wal", &format!("events/{}.sqlite", tenant.id)] {
        assert_eq!(mode(data.join(name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_killed_process_leaves_whole_batches_and_facts_that_follow() {
    // the files are copied while the store is open, as a kill would leave them
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(50)).await;
    for number in 0..20 {
        kept.log(vec![event(number, day(60), "a", ActivityKind::SignIn)]).await;
    }
    let left = kept.folder.path().join("left");
    std::fs::create_dir_all(left.join("events")).unwrap();
    for name in ["rollcall.sqlite", &format!("events/{}.sqlite", kept.id)] {
        for end in ["", "-wal"] {
            let from = kept.folder.path().join(format!("{name}{end}"));
            std::fs::copy(&from, left.join(format!("{name}{end}"))).unwrap();
        }
    }
    let store = Store::open(&left).unwrap();
    assert_eq!(store.ledger(&kept.id).await.unwrap().rows, 20);
    let rows = store.clients(vec![kept.judged()], vec![kept.rows().await[0].key.clone()]).await.unwrap();
    assert_eq!(rows, kept.rows().await);
}
