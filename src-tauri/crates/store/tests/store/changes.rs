//! Changes: kept, read, decided on.

use domain::activity::ActivityKind;
use domain::change::{Actor, Attribution, Change, Channel, Tool, Trace, When};
use domain::deed::{Act, Deed, Life, Sets};
use domain::history::TrustedHost;
use domain::ids::{ClientId, LogId};
use domain::member::Member;
use domain::past::Past;
use domain::time::{DAY_MS, Timestamp};
use serde_json::json;
use store::{ChangeChannel, ChangeFilter, ChangePage, ChangeRow, ClientChanges, LogBatch};

use crate::kept::{Kept, client, day, event};

pub(crate) fn trace(number: u64, at: Timestamp) -> Trace {
    Trace {
        log_id: LogId::new(format!("900{number:053}")),
        at,
        actor: Actor::Client { id: ClientId::new("deploy"), name: Some("Deploy".into()) },
        channel: Channel::ManagementApi { tool: Tool::Terraform },
        address: Some("203.0.113.77".into()),
        user_agent: None,
        correlation_id: None,
    }
}

pub(crate) fn change(before: &[&str], after: &[&str], when: When, attribution: Attribution) -> Change {
    let list = |uris: &[&str]| Some(uris.iter().map(ToString::to_string).collect());
    Change {
        member: Member::RedirectUris,
        before: list(before),
        after: list(after),
        when,
        attribution,
        written_again_by: None,
    }
}

pub(crate) const fn between(after: i64, until: i64) -> When {
    When::Between { after: Timestamp::from_millis(after), until: Timestamp::from_millis(until) }
}

impl Kept {
    /// Derives client `a` to these changes.
    pub(crate) async fn derive(&self, changes: Vec<Change>) {
        let known = self.store.history(&self.id, &ClientId::new("a")).await.unwrap();
        let versions = known.map_or(0, |history| history.versions.len());
        let mut body = client("a", "A");
        body["description"] = json!(format!("version {versions}"));
        self.page(&[body], day(1 + i64::try_from(versions).unwrap())).await;
        let of = self.store.underived(&self.id, None, 10).await.unwrap().remove(0);
        let hosts = vec![TrustedHost { host: "a.example".into(), first_at: day(1), is_trusted: true }];
        self.store
            .put_changes(&self.id, vec![ClientChanges { of, changes, hosts, past: Past::default() }], day(3))
            .await
            .unwrap();
    }

    async fn changes(&self, filter: ChangeFilter) -> ChangePage {
        self.store.list_changes(vec![self.id.clone()], filter, 0, 100).await.unwrap()
    }

    pub(crate) async fn all(&self) -> Vec<ChangeRow> {
        self.changes(ChangeFilter::default()).await.rows
    }
}

#[tokio::test]
async fn a_change_keeps_its_number_and_its_review_when_a_late_row_names_its_author() {
    let kept = Kept::new().await;
    kept.derive(vec![change(&["x"], &["y"], between(100, 900), Attribution::NotInLog)]).await;
    let number = kept.all().await[0].number;
    kept.store.accept_changes(vec![number], "planned".into(), "Kim".into(), day(4)).await.unwrap();
    let row = trace(7, Timestamp::from_millis(500));
    let at = When::At { at: row.at };
    kept.derive(vec![change(&["x"], &["y"], at, Attribution::ByRow { trace: row.clone() })]).await;
    let changes = kept.all().await;
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].number, changes[0].change.when), (number, at));
    assert_eq!(changes[0].change.attribution, Attribution::ByRow { trace: row });
    assert_eq!(changes[0].review.as_ref().map(|review| &*review.reason), Some("planned"));
}

#[tokio::test]
async fn a_change_that_late_rows_split_is_open_again() {
    let kept = Kept::new().await;
    kept.derive(vec![change(&["x"], &["z"], between(100, 900), Attribution::NotInLog)]).await;
    let number = kept.all().await[0].number;
    kept.store.accept_changes(vec![number], "planned".into(), "Kim".into(), day(4)).await.unwrap();
    let parts = [("x", "y", 300), ("y", "z", 600)]
        .map(|(before, after, at)| change(&[before], &[after], between(at, at), Attribution::NotInLog));
    kept.derive(parts.to_vec()).await;
    let changes = kept.all().await;
    assert_eq!(changes.len(), 2);
    assert!(changes.iter().all(|change| change.number != number && change.review.is_none()));
    assert_eq!(kept.store.change(number).await.unwrap(), None);
}

#[tokio::test]
async fn an_accepted_uri_that_leaves_and_returns_is_open_again() {
    let kept = Kept::new().await;
    let came = change(&[], &["y"], between(100, 200), Attribution::NotInLog);
    kept.derive(vec![came.clone()]).await;
    let number = kept.all().await[0].number;
    kept.store.accept_changes(vec![number], "planned".into(), "Kim".into(), day(4)).await.unwrap();
    let left = change(&["y"], &[], between(300, 400), Attribution::NotInLog);
    let returned = change(&[], &["y"], between(500, 600), Attribution::NotInLog);
    kept.derive(vec![came, left, returned]).await;
    let reviewed: Vec<bool> = kept.all().await.iter().rev().map(|change| change.review.is_some()).collect();
    assert_eq!(reviewed, [true, false, false]);
}

#[tokio::test]
async fn a_decision_about_many_changes_can_be_taken_back_at_once() {
    let kept = Kept::new().await;
    let first = change(&["x"], &["y"], between(100, 200), Attribution::NotInLog);
    kept.derive(vec![first, change(&["y"], &["z"], between(300, 400), Attribution::NotInLog)]).await;
    let numbers: Vec<i64> = kept.all().await.iter().map(|change| change.number).collect();
    let accept = kept.store.accept_changes(numbers.clone(), "all right".into(), "Kim".into(), day(4));
    let accepted = accept.await.unwrap();
    assert_eq!(accepted.accepted, 2);
    let again = kept.store.accept_changes(numbers, "again".into(), "Lee".into(), day(5)).await.unwrap();
    assert_eq!(again.accepted, 0);
    let counts = kept.store.count_changes(vec![kept.id.clone()]).await.unwrap();
    assert_eq!((counts.all, counts.open, counts.uris, counts.open_uris), (2, 0, 2, 0));
    assert_eq!(kept.store.undo_acceptance(accepted.decision, day(6)).await.unwrap(), 2);
    assert_eq!(kept.store.count_changes(vec![kept.id.clone()]).await.unwrap().open, 2);
}

#[tokio::test]
async fn changes_are_filtered_by_review_channel_actor_time_and_client() {
    let kept = Kept::new().await;
    let row = trace(7, Timestamp::from_millis(500));
    let by_row = change(&["x"], &["y"], When::At { at: row.at }, Attribution::ByRow { trace: row.clone() });
    let untold = change(&["y"], &["z"], between(600, 900), Attribution::NotInLog);
    let mut renamed = change(&["A"], &["B"], between(950, 960), Attribution::NotInLog);
    renamed.member = Member::Name;
    kept.derive(vec![by_row, untold, renamed]).await;
    let newest = kept.all().await;
    assert_eq!(newest[0].change.member, Member::Name);
    kept.store.accept_changes(vec![newest[0].number], "ok".into(), "Kim".into(), day(4)).await.unwrap();
    let of = |filter: ChangeFilter| kept.changes(filter);
    let none = ChangeFilter::default;
    assert_eq!(of(ChangeFilter { is_decided: Some(false), ..none() }).await.total, 2);
    assert_eq!(of(ChangeFilter { uris_only: true, ..none() }).await.total, 2);
    assert_eq!(of(ChangeFilter { channels: vec![ChangeChannel::ManagementApi], ..none() }).await.total, 1);
    assert_eq!(of(ChangeFilter { channels: vec![ChangeChannel::NotInLog], ..none() }).await.total, 2);
    assert_eq!(of(ChangeFilter { channels: vec![ChangeChannel::Rollcall], ..none() }).await.total, 0);
    assert_eq!(of(ChangeFilter { actor: Some(row.actor.key()), ..none() }).await.total, 1);
    assert_eq!(of(ChangeFilter { since: Some(Timestamp::from_millis(600)), ..none() }).await.total, 2);
    assert_eq!(of(ChangeFilter { client: Some(ClientId::new("b")), ..none() }).await.total, 0);
    assert_eq!(of(ChangeFilter { text: "NO SUCH TEXT".into(), ..none() }).await.total, 0);
    assert_eq!(of(ChangeFilter { text: "Z".into(), ..none() }).await.total, 1);
    assert_eq!(of(ChangeFilter { numbers: Some(Vec::new()), ..none() }).await.total, 0);
    let first = of(none()).await.rows[0].number;
    assert_eq!(of(ChangeFilter { numbers: Some(vec![first]), ..none() }).await.rows[0].number, first);
    let authors = kept.store.change_authors(vec![kept.id.clone()]).await.unwrap();
    assert_eq!(
        authors.iter().map(|author| (&author.actor, author.changes)).collect::<Vec<_>>(),
        [(&row.actor, 1)]
    );
}

#[tokio::test]
async fn an_address_is_first_seen_by_the_earliest_row_from_it_whenever_that_is_read() {
    let kept = Kept::new().await;
    let early = |number, at| {
        let mut row = event(number, Timestamp::from_millis(at), "deploy", ActivityKind::ManagementCall);
        let act = Act::Client {
            id: ClientId::new("a"),
            life: Life::GoesOn,
            sets: Sets::These(Vec::new()),
            after: Vec::new(),
            is_whole: false,
        };
        row.deed = Some(Deed { trace: trace(number, row.date), act });
        row
    };
    kept.log(vec![early(7, 500)]).await;
    let row = trace(7, Timestamp::from_millis(500));
    let change = change(&["x"], &["y"], When::At { at: row.at }, Attribution::ByRow { trace: row });
    kept.derive(vec![change]).await;
    let seen = kept.all().await[0].first_seen[0];
    assert!(seen.address && seen.actor && !seen.user_agent);
    kept.log(vec![early(6, 400)]).await;
    let seen = kept.all().await[0].first_seen[0];
    assert!(!seen.address && !seen.actor);
}

#[tokio::test]
async fn the_usual_address_is_that_of_most_earlier_rows_of_the_same_actor() {
    let kept = Kept::new().await;
    let row = |number: u64, address: &str| {
        let at = Timestamp::from_millis(i64::try_from(number).unwrap() * 100);
        Trace { address: Some(address.into()), ..trace(number, at) }
    };
    let by = |before: &str, after: &str, trace: Trace| {
        change(&[before], &[after], When::At { at: trace.at }, Attribution::ByRow { trace })
    };
    let office = "192.0.2.90";
    let other = Trace { actor: Actor::SelfRegistration, ..row(4, "198.51.100.1") };
    kept.derive(vec![
        by("a", "b", row(1, office)),
        // one row makes two changes and counts once
        by("c", "d", row(2, "192.0.2.7")),
        by("e", "f", row(2, "192.0.2.7")),
        by("g", "h", row(3, office)),
        by("i", "j", other),
        by("k", "l", row(9, "203.0.113.1")),
        by("m", "n", row(10, "203.0.113.1")),
        by("o", "p", row(11, "203.0.113.1")),
    ])
    .await;
    let usual = async |trace| kept.store.usual_address(&kept.id, trace).await.unwrap();
    assert_eq!(usual(row(5, "203.0.113.77")).await.as_deref(), Some(office));
    assert_eq!(usual(row(1, office)).await, None, "nothing came before");
    let stranger = Trace { actor: Actor::Unnamed, ..row(5, "203.0.113.77") };
    assert_eq!(usual(stranger).await, None);
}

#[tokio::test]
async fn sign_ins_are_counted_from_the_moment_of_a_change_on() {
    let kept = Kept::new().await;
    let noon = day(3).plus_millis(DAY_MS / 2);
    let moments =
        [day(2), day(3), noon, noon.plus_millis(1), day(3).plus_millis(DAY_MS - 1), day(4), day(40)];
    let mut rows: Vec<_> =
        (1_u64..).zip(moments).map(|(number, at)| event(number, at, "a", ActivityKind::SignIn)).collect();
    rows.push(event(20, day(5), "a", ActivityKind::Refresh));
    rows.push(event(21, day(5), "b", ActivityKind::SignIn));
    kept.log(rows).await;
    let after =
        async |id: &str, at| kept.store.sign_ins_after(&kept.id, &ClientId::new(id), at).await.unwrap();
    assert_eq!(after("a", noon).await, 4);
    assert_eq!(after("a", day(1)).await, 7);
    assert_eq!(after("a", day(40)).await, 0);
    assert_eq!(after("never seen", noon).await, 0);
}

#[tokio::test]
async fn a_row_makes_its_client_underived_also_after_a_restart() {
    let kept = Kept::new().await;
    kept.derive(Vec::new()).await;
    assert!(kept.store.underived(&kept.id, None, 10).await.unwrap().is_empty());
    let mut row = event(9, day(5), "deploy", ActivityKind::ManagementCall);
    let after = vec![(Member::RedirectUris, vec!["https://a.example/new".to_owned()])];
    let act = Act::Client {
        id: ClientId::new("a"),
        life: Life::GoesOn,
        sets: Sets::Anything,
        after,
        is_whole: false,
    };
    row.deed = Some(Deed { trace: trace(9, day(5)), act });
    let batch = LogBatch { rows: vec![row.clone()], read_at: Some(day(6)), ..LogBatch::default() };
    kept.store.apply_log(&kept.id, batch).await.unwrap();
    let kept = kept.reopened();
    let underived = kept.store.underived(&kept.id, None, 10).await.unwrap();
    assert_eq!(underived.len(), 1);
    let deeds = &underived[0].history.deeds;
    assert_eq!((Some(&deeds[0].deed), deeds[0].learned_at), (row.deed.as_ref(), day(6)));
    assert_eq!(underived[0].history.versions.len(), 1);
}

#[tokio::test]
async fn what_becomes_known_while_a_client_is_derived_is_not_lost() {
    let kept = Kept::new().await;
    kept.page(&[client("a", "A")], day(1)).await;
    let of = kept.store.underived(&kept.id, None, 10).await.unwrap().remove(0);
    kept.page(&[client("a", "B")], day(2)).await;
    let derived = ClientChanges { of, changes: Vec::new(), hosts: Vec::new(), past: Past::default() };
    kept.store.put_changes(&kept.id, vec![derived], day(3)).await.unwrap();
    assert_eq!(kept.store.underived(&kept.id, None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn other_gaps_of_the_log_make_clients_with_changes_underived() {
    let kept = Kept::new().await;
    kept.derive(vec![change(&["x"], &["y"], between(100, 900), Attribution::NotInLog)]).await;
    kept.store.note_gaps(&kept.id, "one".into()).await.unwrap();
    assert_eq!(kept.store.underived(&kept.id, None, 10).await.unwrap().len(), 1);
    kept.derive(vec![change(&["x"], &["y"], between(100, 900), Attribution::NotInLog)]).await;
    kept.store.note_gaps(&kept.id, "one".into()).await.unwrap();
    assert!(kept.store.underived(&kept.id, None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_host_that_was_marked_as_ours_can_be_taken_back() {
    let kept = Kept::new().await;
    kept.derive(Vec::new()).await;
    let hosts = kept.store.hosts(&kept.id).await.unwrap();
    assert_eq!((hosts[0].host.as_str(), hosts[0].first_at), ("a.example", day(1)));
    assert_eq!(hosts[0].clients.len(), 1);
    let clients = kept.store.host_clients(&kept.id, vec!["a.example".into()], 5).await.unwrap().remove(0);
    assert_eq!(clients[0].client_id, ClientId::new("a"));
    let after =
        async |offset| kept.store.clients_of_host(&kept.id, "a.example".into(), offset, 5).await.unwrap();
    assert_eq!(after(0).await, clients);
    assert!(after(1).await.is_empty());
    let mark = kept.store.mark_host(&kept.id, "a.example".into(), true, "Kim".into(), day(4)).await.unwrap();
    let again = kept.store.mark_host(&kept.id, "a.example".into(), true, "Lee".into(), day(5)).await.unwrap();
    assert_eq!(mark, again);
    assert_eq!(kept.store.own_hosts(&kept.id).await.unwrap()[0].by, "Kim");
    assert!(kept.store.unmark_host(mark, day(6)).await.unwrap());
    assert!(!kept.store.unmark_host(mark, day(6)).await.unwrap());
    assert!(kept.store.own_hosts(&kept.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_client_stays_underived_until_it_was_looked_at_after_its_newest_row() {
    let kept = Kept::new().await;
    kept.derive(Vec::new()).await;
    let mut row = event(9, day(5), "deploy", ActivityKind::ManagementCall);
    let after = vec![(Member::RedirectUris, vec!["https://a.example/new".to_owned()])];
    let act = Act::Client {
        id: ClientId::new("a"),
        life: Life::GoesOn,
        sets: Sets::Anything,
        after,
        is_whole: false,
    };
    row.deed = Some(Deed { trace: trace(9, day(5)), act });
    kept.log(vec![row]).await;
    let derive_all = async || {
        let underived = kept.store.underived(&kept.id, None, 10).await.unwrap();
        let count = underived.len();
        let derived = underived.into_iter().map(|of| ClientChanges {
            of,
            changes: Vec::new(),
            hosts: Vec::new(),
            past: Past::default(),
        });
        kept.store.put_changes(&kept.id, derived.collect(), day(6)).await.unwrap();
        count
    };
    assert_eq!((derive_all().await, derive_all().await), (1, 1));
    let same = kept.store.history(&kept.id, &ClientId::new("a")).await.unwrap().unwrap().versions.remove(0);
    kept.page(&[same.body], day(7)).await;
    assert_eq!((derive_all().await, derive_all().await), (1, 0));
}
