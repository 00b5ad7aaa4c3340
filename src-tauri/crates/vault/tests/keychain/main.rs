//! The vault against a real GNOME Keyring on a real session bus, each test in a desktop session of its own.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking; all of this crate is tests"
)]

mod desktop;

use std::fs;
use std::path::Path;
use std::time::Duration;

use desktop::{Desktop, Screen};
use secrecy::ExposeSecret;
use vault::{Availability, Obstacle, RecordName, SealedFile, VaultError, availability};

/// Runs a test's body in a desktop session: the test starts itself again under `dbus-run-session`.
macro_rules! in_a_desktop {
    ($(#[$meta:meta])* $name:ident($screen:expr), |$desktop:ident| $body:block) => {
        $(#[$meta])*
        #[test]
        fn $name() {
            desktop::run(stringify!($name), $screen, async |$desktop: &mut Desktop| $body);
        }
    };
}

async fn open(folder: &Path) -> SealedFile {
    SealedFile::open(folder).await.unwrap()
}

async fn secret(vault: &SealedFile, connection: &str, name: &str) -> Option<String> {
    vault.get(connection, name).await.unwrap().map(|secret| secret.expose_secret().to_owned())
}

fn obstacle<T>(result: Result<T, VaultError>) -> Obstacle {
    match result {
        Err(VaultError::Unavailable(obstacle)) => obstacle,
        Err(other) => panic!("expected an obstacle, got: {other}"),
        Ok(_) => panic!("expected an obstacle, got an answer"),
    }
}

in_a_desktop!(
    a_secret_outlives_the_process_that_kept_it_and_lies_nowhere_in_the_clear(Screen::None),
    |desktop| {
        desktop.start_unlocked().await;
        assert_eq!(availability().await, Availability::Ready);
        let folder = desktop.folder("data");
        open(&folder).await.put("one", "client_secret", "canary-9f3 é".into()).await.unwrap();

        let vault = open(&folder).await;
        assert_eq!(secret(&vault, "one", "client_secret").await.as_deref(), Some("canary-9f3 é"));
        assert_eq!(secret(&vault, "two", "client_secret").await, None);
        assert_eq!(vault.names().await.unwrap(), [RecordName::new("one", "client_secret")]);
        let bytes = fs::read(folder.join("vault.sealed")).unwrap();
        assert!(!bytes.windows(10).any(|window| window == b"canary-9f3"));
    }
);

in_a_desktop!(records_are_replaced_removed_and_swept_by_name(Screen::None), |desktop| {
    desktop.start_unlocked().await;
    let vault = open(&desktop.folder("data")).await;
    for (connection, name) in [("one", "a"), ("one", "b"), ("two", "a"), ("three", "a"), ("four", "a")] {
        vault.put(connection, name, "first".into()).await.unwrap();
    }
    vault.put("one", "a", "second".into()).await.unwrap();

    assert_eq!(secret(&vault, "one", "a").await.as_deref(), Some("second"));
    assert!(vault.remove("four", "a").await.unwrap());
    assert!(!vault.remove("four", "a").await.unwrap());
    assert_eq!(vault.remove_connection("one").await.unwrap(), 2);
    assert_eq!(vault.sweep(&[RecordName::new("two", "a")]).await.unwrap(), [RecordName::new("three", "a")]);
    assert_eq!(vault.names().await.unwrap(), [RecordName::new("two", "a")]);
});

in_a_desktop!(two_data_folders_have_keys_of_their_own(Screen::None), |desktop| {
    desktop.start_unlocked().await;
    let (here, there) = (desktop.folder("here"), desktop.folder("there"));
    open(&here).await.put("one", "a", "h".into()).await.unwrap();
    open(&there).await.put("one", "a", "t".into()).await.unwrap();

    assert_eq!(secret(&open(&here).await, "one", "a").await.as_deref(), Some("h"));
    assert_eq!(secret(&open(&there).await, "one", "a").await.as_deref(), Some("t"));
});

in_a_desktop!(writers_that_make_the_vault_at_the_same_moment_lose_nothing(Screen::None), |desktop| {
    desktop.start_unlocked().await;
    let folder = desktop.folder("data");
    let (first, second) = (open(&folder).await, open(&folder).await);
    let (one, two) = tokio::join!(first.put("one", "a", "1".into()), second.put("two", "a", "2".into()));
    one.unwrap();
    two.unwrap();

    let vault = open(&folder).await;
    assert_eq!(secret(&vault, "one", "a").await.as_deref(), Some("1"));
    assert_eq!(secret(&vault, "two", "a").await.as_deref(), Some("2"));
});

in_a_desktop!(without_a_session_bus_the_vault_says_so_and_writes_nothing(Screen::NoBus), |desktop| {
    let folder = desktop.folder("data");
    assert_eq!(availability().await, Availability::Unavailable(Obstacle::NoSessionBus));
    let vault = open(&folder).await;
    assert_eq!(obstacle(vault.put("one", "a", "s".into()).await), Obstacle::NoSessionBus);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
});

in_a_desktop!(without_a_secret_service_the_vault_says_so_and_writes_nothing(Screen::None), |desktop| {
    let folder = desktop.folder("data");
    assert_eq!(availability().await, Availability::Unavailable(Obstacle::NoSecretService));
    let vault = open(&folder).await;
    assert_eq!(obstacle(vault.put("one", "a", "s".into()).await), Obstacle::NoSecretService);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
});

in_a_desktop!(a_service_without_a_collection_is_no_proof_that_the_key_is_gone(Screen::None), |desktop| {
    desktop.start_unlocked().await;
    let folder = desktop.folder("data");
    open(&folder).await.put("one", "a", "s".into()).await.unwrap();
    let before = fs::read(folder.join("vault.sealed")).unwrap();

    desktop.stop();
    desktop.hide_keyrings();
    desktop.start_without_collection().await;

    assert_eq!(availability().await, Availability::Unavailable(Obstacle::NoDefaultCollection));
    let vault = open(&folder).await;
    assert_eq!(obstacle(vault.get("one", "a").await), Obstacle::NoDefaultCollection);
    assert_eq!(obstacle(vault.put("one", "a", "new".into()).await), Obstacle::NoDefaultCollection);
    assert_eq!(fs::read(folder.join("vault.sealed")).unwrap(), before);
    let fresh = open(&desktop.folder("fresh")).await;
    assert_eq!(obstacle(fresh.put("one", "a", "s".into()).await), Obstacle::NoDefaultCollection);
});

in_a_desktop!(a_key_that_is_really_gone_is_told_and_the_file_is_never_overwritten(Screen::None), |desktop| {
    desktop.start_unlocked().await;
    let folder = desktop.folder("data");
    open(&folder).await.put("one", "a", "s".into()).await.unwrap();
    let before = fs::read(folder.join("vault.sealed")).unwrap();

    desktop.stop();
    desktop.hide_keyrings();
    desktop.start_unlocked().await;

    let vault = open(&folder).await;
    assert!(matches!(vault.get("one", "a").await, Err(VaultError::KeyMissing { .. })));
    let error = vault.put("two", "a", "new".into()).await.unwrap_err();
    assert!(matches!(error, VaultError::KeyMissing { .. }));
    let words = error.to_string();
    assert!(words.contains("kept unchanged") && words.contains("enter the credentials again"), "{words}");
    assert_eq!(fs::read(folder.join("vault.sealed")).unwrap(), before);
    // what needs no key still works: a connection can be forgotten
    assert_eq!(vault.remove_connection("one").await.unwrap(), 1);
});

in_a_desktop!(another_key_under_this_vaults_name_is_refused(Screen::None), |desktop| {
    desktop.start_unlocked().await;
    let (folder, other) = (desktop.folder("data"), desktop.folder("other"));
    open(&folder).await.put("one", "a", "s".into()).await.unwrap();
    open(&other).await.put("one", "a", "s".into()).await.unwrap();
    desktop::exchange_keys();
    let before = fs::read(folder.join("vault.sealed")).unwrap();

    let vault = open(&folder).await;
    assert!(matches!(vault.get("one", "a").await, Err(VaultError::WrongKey { .. })));
    assert!(matches!(vault.put("one", "a", "new".into()).await, Err(VaultError::WrongKey { .. })));
    assert_eq!(fs::read(folder.join("vault.sealed")).unwrap(), before);
});

in_a_desktop!(a_vault_goes_on_after_the_keyring_daemon_restarts(Screen::None), |desktop| {
    desktop.start_unlocked().await;
    let folder = desktop.folder("data");
    let vault = open(&folder).await;
    vault.put("one", "a", "before".into()).await.unwrap();

    desktop.stop();
    assert_eq!(obstacle(vault.put("one", "b", "while down".into()).await), Obstacle::NoSecretService);
    assert_eq!(secret(&vault, "one", "a").await.as_deref(), Some("before"), "a known key needs no daemon");
    desktop.start_unlocked().await;

    vault.put("one", "b", "after".into()).await.unwrap();
    desktop.stop();
    desktop.start_unlocked().await;
    vault.put("one", "c", "after a second restart, at once".into()).await.unwrap();
    assert_eq!(secret(&open(&folder).await, "one", "a").await.as_deref(), Some("before"));
    assert_eq!(secret(&vault, "one", "b").await.as_deref(), Some("after"));
});

in_a_desktop!(a_locked_keyring_without_a_display_is_told_and_nothing_is_written(Screen::None), |desktop| {
    desktop.start_unlocked().await;
    let (folder, fresh) = (desktop.folder("data"), desktop.folder("fresh"));
    let vault = open(&folder).await;
    vault.put("one", "a", "s".into()).await.unwrap();
    let before = fs::read(folder.join("vault.sealed")).unwrap();
    desktop::lock();

    assert_eq!(availability().await, Availability::Locked);
    assert_eq!(obstacle(open(&folder).await.get("one", "a").await), Obstacle::LockedWithoutPrompt);
    assert_eq!(obstacle(vault.put("one", "a", "new".into()).await), Obstacle::LockedWithoutPrompt);
    assert_eq!(obstacle(open(&fresh).await.put("one", "a", "s".into()).await), Obstacle::LockedWithoutPrompt);
    assert_eq!(fs::read(folder.join("vault.sealed")).unwrap(), before);
    assert_eq!(fs::read_dir(&fresh).unwrap().count(), 0);
    assert_eq!(secret(&vault, "one", "a").await.as_deref(), Some("s"), "a known key needs no open keyring");
    assert!(vault.remove("one", "a").await.unwrap(), "forgetting needs no key");
});

in_a_desktop!(a_dismissed_prompt_is_told_and_the_next_one_can_be_answered(Screen::Virtual), |desktop| {
    desktop.start_unlocked().await;
    let folder = desktop.folder("data");
    open(&folder).await.put("one", "a", "s".into()).await.unwrap();
    desktop::lock();
    let vault = open(&folder).await;

    let (refused, ()) = tokio::join!(vault.get("one", "a"), desktop.at_the_prompt(&["key", "Escape"]));
    assert_eq!(obstacle(refused), Obstacle::PromptDismissed);

    let (first, second, third, ()) = tokio::join!(
        vault.get("one", "a"),
        vault.get("one", "a"),
        vault.put("two", "a", "t".into()),
        desktop.at_the_prompt(&["key", "ctrl+a", "p", "w", "Return"]),
    );
    assert_eq!(first.unwrap().unwrap().expose_secret(), "s");
    assert_eq!(second.unwrap().unwrap().expose_secret(), "s", "one answer serves every caller");
    third.unwrap();
});

in_a_desktop!(an_unanswered_prompt_ends_in_time_and_a_late_answer_is_of_use(Screen::Virtual), |desktop| {
    desktop.start_unlocked().await;
    let folder = desktop.folder("data");
    open(&folder).await.put("one", "a", "s".into()).await.unwrap();
    desktop::lock();
    let vault = open(&folder).await.with_patience(Duration::from_millis(1500));

    assert_eq!(obstacle(vault.get("one", "a").await), Obstacle::NoAnswer);
    assert_eq!(obstacle(vault.put("one", "a", "new".into()).await), Obstacle::NoAnswer);
    desktop.at_the_prompt(&["key", "ctrl+a", "p", "w", "Return"]).await;
    desktop.until(Availability::Ready).await;
    assert_eq!(secret(&vault, "one", "a").await.as_deref(), Some("s"));
});
