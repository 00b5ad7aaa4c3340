//! Snapshots, listings, incarnations, owners and notes.

use crate::kept::{Kept, admin, client, connection, day, event};
use domain::activity::{ActivityKind, AdminAction};
use domain::client::Origin;
use domain::ids::ClientId;
use domain::judgement::Verdict;
use domain::listing::Unread;
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::DAY_MS;
use serde_json::json;
use store::{AnnotationField, ClientKey, StoreError};

#[tokio::test]
async fn only_a_complete_list_marks_a_client_as_gone() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A"), client("b", "B")], day(10)).await;
    kept.listing(&["a", "b"], day(10).plus_millis(-500)).await;
    kept.page(&[client("a", "A")], day(20)).await;
    assert_eq!(kept.rows().await.len(), 2, "a page says nothing about what is not on it");
    kept.listing(&["a"], day(20).plus_millis(-500)).await;
    let rows = kept.rows().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].key.client_id.as_str(), "a");
}

#[tokio::test]
async fn the_tenants_own_client_is_known_once_a_reading_has_shown_it() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(10)).await;
    assert_eq!(kept.store.global_client(&kept.id).await.unwrap(), None);
    let mut all = client("all", "All Applications");
    all["global"] = json!(true);
    kept.page(&[all], day(11)).await;
    assert_eq!(kept.store.global_client(&kept.id).await.unwrap(), Some(ClientId::new("all")));
}

#[tokio::test]
async fn what_was_first_read_after_a_list_began_is_not_gone_by_it() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(10)).await;
    kept.listing(&[], day(9)).await;
    assert_eq!(kept.rows().await.len(), 1);
}

#[tokio::test]
async fn a_client_that_a_complete_list_did_not_hold_is_too_new() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(60)).await;
    kept.listing(&["a"], day(60)).await;
    kept.listing(&["a"], day(80)).await;
    kept.page(&[client("late", "Late")], day(90)).await;
    kept.log(vec![event(1, day(85), "logged", ActivityKind::Failure)]).await;
    kept.log(vec![event(2, day(75), "older", ActivityKind::SignIn)]).await;
    let late = kept.row("late").await.unwrap();
    assert_eq!(late.facts.absent_at, Some(day(80)));
    assert_eq!(late.verdict, Some(Verdict::TooNew));
    let first = kept.row("a").await.unwrap();
    assert_eq!(first.facts.absent_at, None);
    assert_eq!(kept.row("older").await, None, "a list that began after its last use did not hold it");
}

#[tokio::test]
async fn a_client_known_from_the_log_alone_stays_until_a_later_list_proves_it_gone() {
    let kept = Kept::new().await;
    kept.log(vec![event(1, day(50), "a", ActivityKind::SignIn)]).await;
    kept.listing(&[], day(49)).await;
    let row = kept.row("a").await.unwrap();
    assert_eq!((row.listed, row.facts.seen_at), (false, Some(day(50))));
    kept.listing(&[], day(51)).await;
    assert_eq!(kept.row("a").await, None);
}

#[tokio::test]
async fn a_client_that_comes_back_is_a_new_incarnation_without_the_uses_of_the_old_one() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(10)).await;
    kept.log(vec![event(1, day(12), "a", ActivityKind::Refresh)]).await;
    kept.listing(&[], day(20)).await;
    assert_eq!(kept.row("a").await, None);
    kept.page(&[client("a", "A again")], day(30)).await;
    let row = kept.row("a").await.unwrap();
    assert_eq!(row.facts.last_use, None);
    assert_eq!((row.facts.seen_at, row.facts.absent_at), (Some(day(30)), Some(day(20))));
    kept.log(vec![event(2, day(31), "a", ActivityKind::SignIn)]).await;
    let row = kept.row("a").await.unwrap();
    assert_eq!(row.facts.last_use, Some((day(31), ActivityKind::SignIn)));
}

#[tokio::test]
async fn a_deletion_row_ends_a_client_and_a_creation_row_after_it_begins_another() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(10)).await;
    kept.log(vec![admin(1, day(20), "a", AdminAction::ClientDeleted)]).await;
    assert_eq!(kept.row("a").await, None);
    kept.log(vec![admin(2, day(25), "a", AdminAction::ClientSelfRegistered)]).await;
    let row = kept.row("a").await.unwrap();
    assert_eq!((row.listed, row.facts.created_at), (false, Some(day(25))));
    assert_eq!((row.origin, row.name.as_deref()), (Origin::Dcr, Some("a by log")));
}

#[tokio::test]
async fn a_list_without_a_client_that_was_already_known_to_be_gone_tells_that_its_next_life_is_new() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(10)).await;
    kept.listing(&["a"], day(10)).await;
    kept.log(vec![admin(1, day(20), "a", AdminAction::ClientDeleted)]).await;
    kept.listing(&[], day(80)).await;
    kept.page(&[client("a", "A again")], day(85)).await;
    let row = kept.row("a").await.unwrap();
    assert_eq!((row.facts.absent_at, row.facts.seen_at), (Some(day(80)), Some(day(85))));
    assert_eq!(row.verdict, Some(Verdict::TooNew));
}

#[tokio::test]
async fn versions_are_kept_in_order_with_when_each_was_seen() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "One")], day(1)).await;
    kept.page(&[client("a", "One")], day(2)).await;
    kept.page(&[client("a", "Two")], day(3)).await;
    kept.page(&[client("a", "One")], day(4)).await;
    let detail = kept.store.client(kept.judged(), ClientId::new("a")).await.unwrap().unwrap();
    let seen: Vec<_> = detail
        .versions
        .iter()
        .map(|version| (version.body["name"].as_str().unwrap(), version.first_read_at, version.last_read_at))
        .collect();
    assert_eq!(seen, [("One", day(4), day(4)), ("Two", day(3), day(3)), ("One", day(1), day(2))]);
    assert_eq!(detail.versions[0].digest, detail.versions[2].digest);
    assert_eq!(kept.row("a").await.unwrap().name.as_deref(), Some("One"));
}

#[tokio::test]
async fn an_answer_that_was_overtaken_changes_nothing() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "New")], day(5)).await;
    kept.page(&[client("a", "Old")], day(4)).await;
    assert_eq!(kept.row("a").await.unwrap().name.as_deref(), Some("New"));
    assert_eq!(kept.row("a").await.unwrap().facts.seen_at, Some(day(4)));
}

#[tokio::test]
async fn the_inspector_gets_grants_apis_and_settings() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(1)).await;
    let put = |kind, key: &str, body| {
        let item = Snapshot { kind, key: key.to_owned(), body };
        kept.store.apply_page(&kept.id, kind, vec![item], day(1))
    };
    put(SnapshotKind::ClientGrant, "g1", json!({"client_id": "a", "audience": "x"})).await.unwrap();
    put(SnapshotKind::ClientGrant, "g2", json!({"client_id": "b", "audience": "x"})).await.unwrap();
    put(SnapshotKind::ClientGrant, "g3", json!({"default_for": "third_party_clients"})).await.unwrap();
    put(SnapshotKind::ResourceServer, "r", json!({"identifier": "x"})).await.unwrap();
    put(SnapshotKind::TenantSettings, "settings", json!({"flags": {}})).await.unwrap();
    kept.log(vec![admin(1, day(2), "a", AdminAction::SecretRotated)]).await;
    let detail = kept.store.client(kept.judged(), ClientId::new("a")).await.unwrap().unwrap();
    assert_eq!(detail.grants.len(), 2);
    assert_eq!(detail.resource_servers, [json!({"identifier": "x"})]);
    assert_eq!(detail.tenant_settings, Some(json!({"flags": {}})));
    assert_eq!(detail.admin_rows.len(), 1);
    assert_eq!(detail.admin_rows[0].user.as_deref(), Some("auth0|admin"));
    let ended = day(3).plus_millis(5);
    kept.store
        .apply_listing(&kept.id, SnapshotKind::ClientGrant, vec!["g1".to_owned()], day(3), ended)
        .await
        .unwrap();
    assert_eq!(kept.store.things(&kept.id, SnapshotKind::ClientGrant).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_could_not_be_read_says_so_until_a_list_is_whole() {
    let kept = Kept::new().await;
    let why = Unread::ServerFailed { status: 503 };
    kept.store.record_unread(&kept.id, Some(SnapshotKind::Client), Some(why.clone()), day(1)).await.unwrap();
    kept.store.record_unread(&kept.id, None, Some(Unread::Unreachable), day(1)).await.unwrap();
    let states = kept.store.read_states(&kept.id).await.unwrap();
    assert_eq!((states.len(), &states[0].unread), (8, &Some((why, day(1)))));
    assert_eq!(states[7].unread, Some((Unread::Unreachable, day(1))));
    kept.listing(&[], day(2)).await;
    let states = kept.store.read_states(&kept.id).await.unwrap();
    assert_eq!(states[0].unread, None);
    assert_eq!(states[0].last_complete, Some((day(2), day(2).plus_millis(1000))));
}

#[tokio::test]
async fn the_highest_lifetime_ever_read_is_kept_and_an_assumption_is_not_a_sight() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(1)).await;
    let set = |lifetime, unreadable| {
        kept.store.set_token_lifetimes(&kept.id, vec![(ClientId::new("a"), lifetime, unreadable)])
    };
    let now = || async {
        let row = kept.row("a").await.unwrap();
        (row.facts.token_lifetime_ms, row.lifetime_unreadable)
    };
    assert_eq!(now().await, (30 * DAY_MS, true));
    set(5 * DAY_MS, false).await.unwrap();
    set(DAY_MS, false).await.unwrap();
    assert_eq!(now().await, (5 * DAY_MS, false));
    set(30 * DAY_MS, true).await.unwrap();
    assert_eq!(now().await, (30 * DAY_MS, true));
    set(DAY_MS, false).await.unwrap();
    assert_eq!(now().await, (5 * DAY_MS, false));
}

#[tokio::test]
async fn an_owner_can_be_undone_unless_somebody_wrote_another_since() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A"), client("b", "B")], day(1)).await;
    let key = |id: &str| ClientKey { connection: kept.id.clone(), client_id: ClientId::new(id) };
    let write = |ids: &[&str], text: &str, at| {
        let texts = ids.iter().map(|id| (key(id), text.to_owned())).collect();
        kept.store.annotate(texts, AnnotationField::Owner, "Ada".to_owned(), at)
    };
    let first = write(&["a", "b", "nobody"], "Payments", day(2)).await.unwrap();
    assert_eq!(first.changed, 2);
    let second = write(&["b"], "Claims", day(3)).await.unwrap();
    assert_eq!(kept.store.undo(first.undo_id).await.unwrap(), 1);
    assert_eq!(kept.row("a").await.unwrap().owner, None);
    assert_eq!(kept.row("b").await.unwrap().owner.as_deref(), Some("Claims"));
    assert_eq!(kept.store.undo(second.undo_id).await.unwrap(), 1);
    let detail = kept.store.client(kept.judged(), ClientId::new("b")).await.unwrap().unwrap();
    assert_eq!((&*detail.annotations[0].text, detail.annotations[0].at), ("Payments", day(2)));
}

#[tokio::test]
async fn a_connection_is_forgotten_with_its_file_and_its_name_is_free_again() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(1)).await;
    kept.log(vec![event(1, day(1), "a", ActivityKind::SignIn)]).await;
    let twin = connection("Northmere", 2);
    let refused = kept.store.add_connection(twin.clone()).await;
    assert!(matches!(refused, Err(StoreError::NameTaken { name }) if name == "Northmere"));
    let events = kept.folder.path().join(format!("events/{}.sqlite", kept.id));
    assert!(events.exists());
    kept.store.delete_connection(&kept.id).await.unwrap();
    assert!(!events.exists());
    assert_eq!(kept.store.connections().await.unwrap(), []);
    kept.store.add_connection(twin.clone()).await.unwrap();
    assert_eq!(kept.store.connections().await.unwrap(), [twin]);
    let gone = kept.store.ledger(&kept.id).await;
    assert!(matches!(gone, Err(StoreError::NoSuchConnection)));
}

#[tokio::test]
async fn settings_and_egress_survive_a_restart() {
    let kept = Kept::new().await;
    kept.store.put_setting("thresholds", &json!({"window_days": 60})).await.unwrap();
    kept.store.record_egress("northmere.eu.auth0.com", 3, day(1)).await.unwrap();
    kept.store.record_egress("northmere.eu.auth0.com", 2, day(2)).await.unwrap();
    let kept = kept.reopened();
    let setting: Option<serde_json::Value> = kept.store.setting("thresholds").await.unwrap();
    assert_eq!(setting, Some(json!({"window_days": 60})));
    let egress = kept.store.egress().await.unwrap();
    assert_eq!((egress[0].requests, egress[0].last_at), (5, day(2)));
}
