use std::sync::Arc;

use domain::change::{Channel, Trace, When};
use domain::deed::{Act, Deed, Life, Sets};
use domain::history::{GrantHistory, KnownDeed, Look, Shown};
use domain::ids::LogId;
use domain::member::{Held, Member};
use domain::time::Timestamp;
use serde_json::{Value, json};

use super::*;

/// Moments of the tests are minutes.
fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(minute * 60_000)
}

fn uris(uris: &[&str]) -> Held {
    uris.iter().map(ToString::to_string).collect()
}

fn client(callbacks: &[&str]) -> Value {
    json!({"client_id": "c", "name": "C", "callbacks": callbacks, "token_endpoint_auth_method": "none"})
}

/// A version that was shown from one minute to another.
fn shown(first: i64, last: i64, body: Value) -> Shown {
    Shown { first: at(first), last: at(last), body }
}

fn trace(number: i64, when: Timestamp, channel: Channel) -> Trace {
    Trace {
        log_id: LogId::new(format!("900{number}")),
        at: when,
        actor: Actor::Client { id: ClientId::new("caller"), name: None },
        channel,
        address: None,
        user_agent: None,
        correlation_id: None,
    }
}

fn api() -> Channel {
    Channel::ManagementApi { tool: Tool::Unknown }
}

fn known(trace: Trace, act: Act) -> KnownDeed {
    KnownDeed { learned_at: trace.at, deed: Deed { trace, act } }
}

/// A row that set the redirect URIs.
fn sets(number: i64, when: Timestamp, callbacks: &[&str]) -> KnownDeed {
    let act = Act::Client {
        id: ClientId::new("c"),
        life: Life::GoesOn,
        sets: Sets::These(vec![Member::RedirectUris]),
        after: vec![(Member::RedirectUris, uris(callbacks))],
        is_whole: false,
    };
    known(trace(number, when, api()), act)
}

/// A row that shows the redirect URIs and cannot have set them.
fn shows(number: i64, when: Timestamp, callbacks: &[&str]) -> KnownDeed {
    let mut deed = sets(number, when, callbacks);
    if let Act::Client { sets, .. } = &mut deed.deed.act {
        *sets = Sets::These(vec![Member::Name]);
    }
    deed
}

fn history(versions: Vec<Shown>, deeds: Vec<KnownDeed>) -> History {
    History {
        client: ClientId::new("c"),
        absent: Vec::new(),
        versions,
        looks: Arc::from([]),
        grants: Vec::new(),
        grant_lists: Arc::from([]),
        deeds,
    }
}

fn covered(spans: &[(i64, i64)]) -> Coverage {
    spans.iter().filter_map(|(from, to)| Interval::new(at(*from), at(*to))).collect()
}

fn derive(history: &History, coverage: &Coverage) -> Vec<Change> {
    changes(history, coverage, &OwnWrites::default())
}

/// Before, after, and which rows.
fn told(changes: &[Change]) -> Vec<(Option<Held>, Option<Held>, Vec<String>)> {
    let row = |trace: &Trace| trace.log_id.as_str()[3..].to_owned();
    let rows = |change: &Change| change.attribution.traces().iter().map(row).collect();
    changes.iter().map(|change| (change.before.clone(), change.after.clone(), rows(change))).collect()
}

fn by(rows: &[&str]) -> Vec<String> {
    uris(rows)
}

#[test]
fn a_first_look_alone_tells_of_no_change() {
    assert_eq!(derive(&history(vec![shown(0, 10, client(&["a"]))], Vec::new()), &covered(&[(0, 100)])), []);
}

#[test]
fn what_no_row_tells_lies_between_the_two_looks_around_it() {
    let history = history(vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["a", "b"]))], Vec::new());
    let changes = derive(&history, &covered(&[(0, 100)]));
    assert_eq!(told(&changes), [(Some(uris(&["a"])), Some(uris(&["a", "b"])), by(&[]))]);
    assert_eq!(changes[0].when, When::Between { after: at(10), until: at(30) });
    assert_eq!(changes[0].attribution, Attribution::NotInLog);
}

#[test]
fn a_row_that_left_what_the_look_shows_made_the_change() {
    let versions = vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["a", "b"]))];
    let changes = derive(&history(versions, vec![sets(1, at(20), &["a", "b"])]), &covered(&[(0, 100)]));
    assert_eq!(told(&changes), [(Some(uris(&["a"])), Some(uris(&["a", "b"])), by(&["1"]))]);
    assert_eq!(changes[0].when, When::At { at: at(20) });
}

#[test]
fn what_was_changed_and_put_back_between_two_looks_is_seen() {
    let rows = vec![sets(1, at(20), &["a", "b"]), sets(2, at(25), &["a"])];
    let changes = derive(&history(vec![shown(0, 30, client(&["a"]))], rows), &covered(&[(0, 100)]));
    let there = (Some(uris(&["a"])), Some(uris(&["a", "b"])), by(&["1"]));
    let back = (Some(uris(&["a", "b"])), Some(uris(&["a"])), by(&["2"]));
    assert_eq!(told(&changes), [there, back]);
}

#[test]
fn rows_that_come_in_another_order_tell_the_same() {
    let versions = vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["c"]))];
    let rows = vec![sets(2, at(25), &["c"]), sets(1, at(20), &["b"])];
    let changes = derive(&history(versions, rows), &covered(&[(0, 100)]));
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0].after, Some(uris(&["b"])));
}

#[test]
fn a_row_that_did_not_send_the_member_only_shows_what_somebody_did_before() {
    let versions = vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["a", "b"]))];
    let changes = derive(&history(versions, vec![shows(1, at(20), &["a", "b"])]), &covered(&[(0, 100)]));
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].attribution, Attribution::NotInLog);
    assert_eq!(changes[0].when, When::Between { after: at(10), until: at(20) });
}

#[test]
fn a_row_behind_a_gap_may_only_repeat_what_was_done_inside_it() {
    let versions = vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["a", "b"]))];
    let history = history(versions, vec![sets(1, at(20), &["a", "b"])]);
    let changes = derive(&history, &covered(&[(0, 12), (15, 100)]));
    assert!(matches!(changes[0].attribution, Attribution::ByRowOrEarlier { .. }));
    assert_eq!(changes[0].when, When::Between { after: at(10), until: at(20) });
    // a gap elsewhere does not matter
    let changes = derive(&history, &covered(&[(10, 20), (50, 100)]));
    assert!(matches!(changes[0].attribution, Attribution::ByRow { .. }));
}

#[test]
fn two_rows_with_the_same_result_right_after_each_other_are_one_of_two() {
    let versions = vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["b"]))];
    let soon = at(20).plus_millis(2_000);
    let changes = derive(
        &history(versions, vec![sets(1, at(20), &["b"]), sets(2, soon, &["b"])]),
        &covered(&[(0, 100)]),
    );
    assert_eq!(told(&changes), [(Some(uris(&["a"])), Some(uris(&["b"])), by(&["1", "2"]))]);
    assert_eq!(changes[0].when, When::Between { after: at(20), until: soon });
}

#[test]
fn a_look_that_was_a_moment_before_a_row_of_the_same_second_tells_of_no_change_back() {
    let row = sets(1, at(20), &["a", "b"]);
    let look = at(20).plus_millis(900);
    let first = Shown { first: at(0), last: look, body: client(&["a"]) };
    let history = history(vec![first, shown(30, 40, client(&["a", "b"]))], vec![row]);
    let changes = derive(&history, &covered(&[(0, 100)]));
    assert_eq!(told(&changes), [(Some(uris(&["a"])), Some(uris(&["a", "b"])), by(&["1"]))]);
}

#[test]
fn a_look_that_shows_a_row_dated_a_moment_later_names_its_author() {
    let row = sets(1, at(30).plus_millis(700), &["a", "b"]);
    let history = history(vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["a", "b"]))], vec![row]);
    let changes = derive(&history, &covered(&[(0, 100)]));
    assert_eq!(told(&changes), [(Some(uris(&["a"])), Some(uris(&["a", "b"])), by(&["1"]))]);
}

#[test]
fn a_look_inside_a_version_bounds_a_change_that_was_put_back_outside_the_log() {
    let mut history = history(vec![shown(0, 90, client(&["a"]))], vec![sets(1, at(20), &["a", "b"])]);
    history.looks = Arc::from([30, 50, 70].map(|minute| Look { from: at(minute), to: at(minute) }));
    let changes = derive(&history, &covered(&[(0, 25), (60, 100)]));
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[1].when, When::Between { after: at(20), until: at(30) });
}

#[test]
fn a_client_that_was_absent_before_tells_of_the_uris_that_it_began_with() {
    let mut history = history(vec![shown(30, 40, client(&["a"]))], Vec::new());
    history.absent = vec![at(10)];
    let changes = derive(&history, &covered(&[(0, 100)]));
    assert_eq!(told(&changes), [(None, Some(uris(&["a"])), by(&[]))]);
    assert_eq!(changes[0].when, When::Between { after: at(10), until: at(30) });
}

#[test]
fn a_client_that_was_deleted_and_made_again_began_anew() {
    let ended = Act::Client {
        id: ClientId::new("c"),
        life: Life::Ends,
        sets: Sets::Anything,
        after: Vec::new(),
        is_whole: false,
    };
    let rows = vec![known(trace(1, at(20), api()), ended)];
    let versions = vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["b"]))];
    let changes = derive(&history(versions, rows), &covered(&[(0, 100)]));
    assert_eq!(told(&changes), [(None, Some(uris(&["b"])), by(&[]))]);
}

#[test]
fn order_is_a_change_and_another_spelling_is_one() {
    let versions = vec![
        shown(0, 10, client(&["https://a.example/", "b"])),
        shown(20, 30, client(&["b", "https://a.example/"])),
        shown(40, 50, client(&["b", "https://A.example/"])),
    ];
    assert_eq!(derive(&history(versions, Vec::new()), &covered(&[(0, 100)])).len(), 2);
}

#[test]
fn what_is_hidden_for_a_while_has_not_changed() {
    let hidden = json!({"client_id": "c", "name": "C"});
    let versions = vec![shown(0, 10, client(&["a"])), shown(20, 30, hidden), shown(40, 50, client(&["a"]))];
    assert_eq!(derive(&history(versions, Vec::new()), &covered(&[(0, 100)])), []);
}

/// One write of ours, right before which a look showed these URIs.
fn own(client: &str, id: &str, looked_at: Timestamp, seen: &[&str]) -> OwnWrites {
    let write = OwnWrite { member: Member::RedirectUris, seen: uris(seen), looked_at };
    OwnWrites { client: Some(ClientId::new(client)), sent: [(id.to_owned(), write)].into() }
}

/// A tenant that nobody watched from minute 12 to 15, and our write in minute 20. The clock by which our looks are dated is
/// a second ahead, so that the look before the write seems to come after it.
fn written_after_a_gap(seen: &[&str], before: Vec<KnownDeed>, coverage: &Coverage) -> Change {
    let mut row = sets(9, at(20), &["b"]);
    row.deed.trace.correlation_id = Some("operation-1".into());
    let looked_at = at(20).plus_millis(1_000);
    let mut first = shown(0, 10, client(&["a"]));
    first.last = looked_at;
    let history =
        history(vec![first, shown(21, 40, client(&["b"]))], before.into_iter().chain([row]).collect());
    changes(&history, coverage, &own("caller", "operation-1", looked_at, seen)).remove(0)
}

#[test]
fn our_own_write_after_a_gap_is_ours_since_the_look_before_it_is_in_the_journal() {
    let change = written_after_a_gap(&["a"], Vec::new(), &covered(&[(0, 12), (15, 100)]));
    let Attribution::ByRow { trace } = &change.attribution else { panic!("{:?}", change.attribution) };
    assert_eq!((&trace.actor, change.when), (&Actor::Rollcall, When::At { at: at(20) }));
}

#[test]
fn our_own_write_is_not_ours_alone_where_somebody_may_have_come_between() {
    // the log around the write itself is not held
    let change = written_after_a_gap(&["a"], Vec::new(), &covered(&[(0, 12), (20, 100)]));
    assert!(matches!(change.attribution, Attribution::ByRowOrEarlier { .. }));
    // the look before it showed something else
    let change = written_after_a_gap(&["x"], Vec::new(), &covered(&[(0, 12), (15, 100)]));
    assert!(matches!(change.attribution, Attribution::ByRowOrEarlier { .. }));
}

#[test]
fn a_foreign_row_between_our_look_and_our_write_keeps_its_change() {
    let theirs = sets(8, at(20).plus_millis(-200), &["b"]);
    let change = written_after_a_gap(&["a"], vec![theirs], &covered(&[(0, 100)]));
    let rows: Vec<&str> =
        change.attribution.traces().iter().map(|trace| &trace.log_id.as_str()[3..]).collect();
    assert_eq!(rows, ["8", "9"]);
}

#[test]
fn a_write_is_our_own_only_when_our_client_sent_an_id_of_our_journal() {
    let mut row = sets(1, at(20), &["b"]);
    row.deed.trace.correlation_id = Some("operation-1".into());
    let history = history(vec![shown(0, 10, client(&["a"])), shown(30, 40, client(&["b"]))], vec![row]);
    let coverage = covered(&[(0, 100)]);
    let actor = |client: &str, id: &str| {
        let own = own(client, id, at(19), &["a"]);
        changes(&history, &coverage, &own)[0].attribution.traces()[0].actor.clone()
    };
    assert_eq!(actor("caller", "operation-1"), Actor::Rollcall);
    assert_ne!(actor("another", "operation-1"), Actor::Rollcall);
    assert_ne!(actor("caller", "operation-2"), Actor::Rollcall);
}

#[test]
fn what_a_pipeline_wrote_will_be_written_again_also_after_a_hand_changed_it() {
    let mut deployed = sets(1, at(20), &["b"]);
    deployed.deed.trace.channel = Channel::ManagementApi { tool: Tool::Terraform };
    let mut by_hand = sets(2, at(30), &["c"]);
    by_hand.deed.trace.channel = Channel::Dashboard;
    let versions = vec![shown(0, 10, client(&["a"])), shown(40, 50, client(&["c"]))];
    let changes = derive(&history(versions, vec![deployed, by_hand]), &covered(&[(0, 100)]));
    assert!(changes.iter().all(|change| change.written_again_by == Some(Tool::Terraform)));
}

fn grant(scopes: &[&str]) -> Value {
    json!({"id": "cgr_1", "client_id": "c", "audience": "https://api", "subject_type": "client", "scope": scopes})
}

#[test]
fn a_grant_that_came_widened_and_went_is_three_changes() {
    let mut history = history(vec![shown(0, 90, client(&["a"]))], Vec::new());
    history.grant_lists = Arc::from([0, 10, 20, 30].map(|minute| Look { from: at(minute), to: at(minute) }));
    let versions = vec![shown(10, 10, grant(&["read"])), shown(20, 20, grant(&["read", "write"]))];
    history.grants = vec![GrantHistory { id: "cgr_1".into(), versions }];
    let removed = Act::Grant {
        id: Some("cgr_1".into()),
        client: None,
        audience: None,
        subject_type: None,
        scopes: None,
        is_removed: true,
    };
    history.deeds = vec![known(trace(1, at(25), api()), removed)];
    let changes = derive(&history, &covered(&[(0, 100)]));
    assert_eq!(
        told(&changes),
        [
            (None, Some(uris(&["read"])), by(&[])),
            (Some(uris(&["read"])), Some(uris(&["read", "write"])), by(&[])),
            (Some(uris(&["read", "write"])), None, by(&["1"])),
        ]
    );
    assert_eq!(changes[2].when, When::At { at: at(25) });
}

#[test]
fn a_grant_that_no_list_holds_any_more_is_gone_though_its_row_is_lost() {
    let mut history = history(vec![shown(0, 90, client(&["a"]))], Vec::new());
    history.grant_lists = Arc::from([0, 10, 20, 30].map(|minute| Look { from: at(minute), to: at(minute) }));
    history.grants =
        vec![GrantHistory { id: "cgr_1".into(), versions: vec![shown(10, 20, grant(&["read"]))] }];
    let changes = derive(&history, &covered(&[(0, 22)]));
    let read = || Some(uris(&["read"]));
    assert_eq!(told(&changes), [(None, read(), by(&[])), (read(), None, by(&[]))]);
    assert_eq!(changes[1].when, When::Between { after: at(20), until: at(30) });
}

#[test]
fn a_grant_that_is_made_anew_was_removed_before_though_no_row_names_it() {
    let made = |number, minute, scopes: &[&str]| {
        let act = Act::Grant {
            id: None,
            client: Some(ClientId::new("c")),
            audience: Some("https://api".into()),
            subject_type: None,
            scopes: Some(uris(scopes)),
            is_removed: false,
        };
        known(trace(number, at(minute), api()), act)
    };
    let mut history = history(vec![shown(0, 90, client(&["a"]))], Vec::new());
    history.deeds = vec![made(1, 20, &["read"]), made(2, 40, &["write"])];
    let changes = derive(&history, &covered(&[(0, 100)]));
    assert_eq!(
        told(&changes),
        [
            (None, Some(uris(&["read"])), by(&["1"])),
            (Some(uris(&["read"])), None, by(&[])),
            (None, Some(uris(&["write"])), by(&["2"])),
        ]
    );
    assert_eq!(changes[1].when, When::Between { after: at(20), until: at(40) });
    let as_of = as_of(&history, &covered(&[(0, 100)]), at(30));
    assert!(matches!(as_of.last(), Some((Member::ClientGrant { .. }, AsOf::Unknown { .. }))), "{as_of:?}");
}

#[test]
fn a_list_that_holds_a_grant_moments_before_its_row_was_read_after_it() {
    let mut history = history(vec![shown(0, 90, client(&["a"]))], Vec::new());
    let look = |minute: i64| Look { from: at(minute), to: at(minute) };
    history.grant_lists = Arc::from([look(0), look(20)]);
    history.grants =
        vec![GrantHistory { id: "cgr_1".into(), versions: vec![shown(20, 20, grant(&["read"]))] }];
    let act = Act::Grant {
        id: None,
        client: Some(ClientId::new("c")),
        audience: Some("https://api".into()),
        subject_type: None,
        scopes: Some(uris(&["read"])),
        is_removed: false,
    };
    history.deeds = vec![known(trace(1, at(20).plus_millis(900), api()), act)];
    let changes = derive(&history, &covered(&[(0, 100)]));
    assert_eq!(told(&changes), [(None, Some(uris(&["read"])), by(&["1"]))]);
}

#[test]
fn an_untold_stretch_says_why() {
    use domain::coverage::HoleReason;
    let stretch = |from, to| Interval::new(at(from), at(to)).unwrap();
    let coverage = covered(&[(0, 10), (20, 50)]);
    let holes = [Hole { interval: stretch(10, 20), reason: HoleReason::NotRunning }];
    assert_eq!(
        untold(stretch(5, 30), &coverage, &holes),
        Untold::Gap(stretch(10, 20), Some(HoleReason::NotRunning))
    );
    assert_eq!(untold(stretch(22, 30), &coverage, &holes), Untold::NoRow);
    assert_eq!(untold(stretch(40, 60), &coverage, &holes), Untold::NotYetRead);
}

const UNKNOWN: Result<Option<Held>, &str> = Err("unknown");

/// What the redirect URIs held at a minute, or that it is unknown.
fn held_at(history: &History, coverage: &Coverage, minute: i64) -> Result<Option<Held>, &'static str> {
    match as_of(history, coverage, at(minute)).remove(0).1 {
        AsOf::Known(told) => Ok(told.held),
        AsOf::Unknown { .. } => UNKNOWN,
    }
}

#[test]
fn the_past_is_known_as_far_as_the_log_reaches_from_what_is_told() {
    let versions = vec![shown(20, 40, client(&["a"]))];
    let history = history(versions, vec![sets(1, at(30), &["b"]), sets(2, at(35), &["a"])]);
    let coverage = covered(&[(10, 38), (50, 60)]);
    let a = || Ok(Some(uris(&["a"])));
    assert_eq!(held_at(&history, &coverage, 5), UNKNOWN);
    assert_eq!(held_at(&history, &coverage, 12), a());
    assert_eq!(held_at(&history, &coverage, 25), a());
    assert_eq!(held_at(&history, &coverage, 32), Ok(Some(uris(&["b"]))));
    assert_eq!(held_at(&history, &coverage, 36), a());
    // the log ends before the last look: somebody may have changed it and put it back
    assert_eq!(held_at(&history, &coverage, 39), UNKNOWN);
    assert_eq!(held_at(&history, &coverage, 40), a());
    assert_eq!(held_at(&history, &coverage, 55), UNKNOWN);
}

#[test]
fn before_a_row_that_set_it_nothing_is_known_unless_somebody_told() {
    let history = history(vec![shown(40, 50, client(&["b"]))], vec![sets(1, at(30), &["b"])]);
    let coverage = covered(&[(0, 100)]);
    assert_eq!(held_at(&history, &coverage, 20), UNKNOWN);
    assert_eq!(held_at(&history, &coverage, 30), Ok(Some(uris(&["b"]))));
}

#[test]
fn a_row_that_shows_a_whole_client_without_a_member_confirms_that_it_is_not_set() {
    let mut without = sets(1, at(40), &["a"]);
    if let Act::Client { is_whole, .. } = &mut without.deed.act {
        *is_whole = true;
    }
    let mut then = sets(2, at(50), &["a"]);
    if let Act::Client { sets, after, .. } = &mut then.deed.act {
        (*sets, *after) =
            (Sets::These(vec![Member::Logo]), vec![(Member::Logo, uris(&["https://a.example/logo"]))]);
    }
    let history = history(vec![shown(0, 10, client(&["a"]))], vec![without, then]);
    // the gap lies before the row that shows no logo
    let changes = derive(&history, &covered(&[(0, 20), (30, 100)]));
    assert!(matches!(changes[0].attribution, Attribution::ByRow { .. }), "{changes:?}");
}

#[test]
fn a_look_a_moment_before_the_row_that_began_the_client_tells_of_no_time_before_the_row() {
    let began = Act::Client {
        id: ClientId::new("c"),
        life: Life::Begins,
        sets: Sets::Anything,
        after: vec![(Member::RedirectUris, uris(&["a"]))],
        is_whole: false,
    };
    let row_at = at(30).plus_millis(700);
    let mut history =
        history(vec![shown(30, 40, client(&["a"]))], vec![known(trace(1, row_at, api()), began)]);
    history.absent = vec![at(10)];
    let past = past(&history, &covered(&[(20, 100)]));
    for told in [
        past.existence
            .told
            .iter()
            .map(|told| (told.at, told.is_new, told.held.is_some()))
            .collect::<Vec<_>>(),
        past.redirect_uris.told.iter().map(|told| (told.at, told.is_new, told.held.is_some())).collect(),
    ] {
        assert!(told.is_sorted_by_key(|(at, ..)| *at), "{told:?}");
        assert!(told.iter().all(|(at, _, is_there)| !is_there || *at >= row_at), "{told:?}");
        assert!(told.contains(&(row_at, true, true)), "{told:?}");
    }
    assert_eq!(held_at(&history, &covered(&[(20, 100)]), 25), UNKNOWN);
}
