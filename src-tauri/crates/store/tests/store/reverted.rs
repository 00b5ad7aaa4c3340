//! Changes that a revert settles, and floods in the timeline.

use domain::change::{Actor, Attribution, Change, Channel, Trace, When};
use domain::ids::{ClientId, LogId};
use domain::member::Member;
use domain::operation::{Operation, OperationId, Purpose, Request, Settlement, State, Witness};
use domain::snapshot::Digest;
use domain::time::Timestamp;
use store::{ChangeFilter, InFlood, SettledBy};

use crate::changes::{between, change, trace};
use crate::kept::{Kept, day};

fn revert_of(kept: &Kept, change: i64) -> Operation {
    Operation {
        id: OperationId::from_random(day(4), [3; 10]),
        connection: kept.id.clone(),
        client: ClientId::new("a"),
        purpose: Purpose::RevertChange {
            change,
            member: Member::RedirectUris,
            expected: vec!["bad".into()],
            intended: vec!["good".into()],
        },
        request: Request { method: "PATCH".into(), url: "https://t.example/x".into(), body: "{}".into() },
        digest: Digest::of(b"seen"),
        by: "Kim".into(),
        read_at: day(4),
        state: State::Planned { at: day(4) },
        witness: None,
    }
}

impl Kept {
    /// Carries it out, and reads back this.
    async fn carry_out(&self, operation: &Operation, settlement: Settlement) {
        self.store.begin_operation(operation.clone()).await.unwrap();
        for step in [State::sending, State::done] {
            self.store
                .step_operation(&operation.id, move |state| step(state, day(5)))
                .await
                .unwrap()
                .unwrap();
        }
        let settle = move |state: &State| state.settled(day(5), settlement);
        self.store.step_operation(&operation.id, settle).await.unwrap().unwrap();
    }

    async fn open_uris(&self) -> u64 {
        self.store.count_changes(vec![self.id.clone()]).await.unwrap().open_uris
    }
}

fn bad_came() -> Change {
    change(&["good"], &["bad"], between(100, 200), Attribution::NotInLog)
}

/// The change that the revert itself is, as its row tells.
fn taken_back(operation: &Operation) -> Change {
    let mut row = trace(9, Timestamp::from_millis(300));
    row.actor = Actor::Rollcall;
    row.correlation_id = Some(operation.id.to_string());
    change(&["bad"], &["good"], When::At { at: row.at }, Attribution::ByRow { trace: row })
}

#[tokio::test]
async fn a_change_that_was_taken_back_and_its_revert_need_no_decision_and_name_each_other() {
    let kept = Kept::new().await;
    kept.derive(vec![bad_came()]).await;
    let number = kept.all().await[0].number;
    let operation = revert_of(&kept, number);
    kept.carry_out(&operation, Settlement::Applied).await;
    assert_eq!(kept.open_uris().await, 0);
    kept.derive(vec![bad_came(), taken_back(&operation)]).await;
    assert_eq!(kept.open_uris().await, 0);
    let rows = kept.all().await;
    let told = |by: &SettledBy| (by.by.clone(), by.at, by.is_revert, by.other);
    let settled: Vec<_> = rows.iter().map(|row| row.settled_by.as_ref().map(told)).collect();
    let (revert, reverted) = (rows[0].number, rows[1].number);
    assert_eq!(reverted, number);
    assert_eq!(
        settled,
        [
            Some(("Kim".to_owned(), day(5), true, Some(reverted))),
            Some(("Kim".to_owned(), day(5), false, Some(revert))),
        ]
    );
    assert_eq!(kept.store.still_open(vec![revert, reverted]).await.unwrap(), Vec::<i64>::new());
    let accepted = kept.store.accept_changes(vec![reverted], "x".into(), "Kim".into(), day(6)).await.unwrap();
    assert_eq!(accepted.accepted, 0);
}

#[tokio::test]
async fn what_was_taken_back_and_comes_again_is_open() {
    let kept = Kept::new().await;
    kept.derive(vec![bad_came()]).await;
    let operation = revert_of(&kept, kept.all().await[0].number);
    kept.carry_out(&operation, Settlement::Applied).await;
    let again = change(&["good"], &["bad"], between(500, 600), Attribution::NotInLog);
    kept.derive(vec![bad_came(), taken_back(&operation), again]).await;
    let open: Vec<bool> = kept.all().await.iter().map(store::ChangeRow::is_open).collect();
    assert_eq!(open, [true, false, false]);
}

#[tokio::test]
async fn only_a_revert_that_was_read_back_as_carried_out_and_overwrote_nobody_settles_anything() {
    for settlement in [Settlement::Overtaken { held: vec!["x".into()] }, Settlement::ClientGone] {
        let kept = Kept::new().await;
        kept.derive(vec![bad_came()]).await;
        let operation = revert_of(&kept, kept.all().await[0].number);
        kept.carry_out(&operation, settlement.clone()).await;
        assert_eq!(kept.open_uris().await, 1, "{settlement:?}");
    }
    let kept = Kept::new().await;
    kept.derive(vec![bad_came()]).await;
    let operation = revert_of(&kept, kept.all().await[0].number);
    kept.carry_out(&operation, Settlement::Applied).await;
    let witness =
        Witness::Overwrote { row: LogId::new("9"), theirs: vec!["x".into()], by: vec![LogId::new("8")] };
    assert!(kept.store.witness_operation(&operation.id, witness, day(6)).await.unwrap());
    assert_eq!(kept.open_uris().await, 1);
}

#[tokio::test]
async fn another_clients_revert_and_another_actors_id_settle_nothing() {
    let kept = Kept::new().await;
    let operation = revert_of(&kept, 77);
    kept.carry_out(&operation, Settlement::Applied).await;
    let mut foreign = taken_back(&operation);
    let Attribution::ByRow { trace } = &mut foreign.attribution else { panic!() };
    trace.actor = Actor::Unnamed;
    kept.derive(vec![bad_came(), foreign]).await;
    assert_eq!(kept.open_uris().await, 2);
}

fn registered(number: u64, at: i64, uri: &str) -> Change {
    let row = Trace {
        actor: Actor::SelfRegistration,
        channel: Channel::SelfRegistration,
        ..trace(number, Timestamp::from_millis(at))
    };
    let came = change(&[], &[uri], When::At { at: row.at }, Attribution::ByRow { trace: row });
    Change { before: None, ..came }
}

#[tokio::test]
async fn a_flood_of_registrations_is_one_line_that_opens_and_pages_stay_whole() {
    let kept = Kept::new().await;
    let flood =
        (0..5).map(|number| registered(number, 1_000 + i64::try_from(number).unwrap(), "http://f/cb"));
    let last = change(&["http://f/cb"], &["y"], between(2_000, 3_000), Attribution::NotInLog);
    kept.derive(flood.chain([last]).collect()).await;
    let page = |open: Vec<i64>, offset| {
        kept.store.timeline(vec![kept.id.clone()], ChangeFilter::default(), open, offset, 2)
    };
    let closed = page(Vec::new(), 0).await.unwrap();
    assert_eq!((closed.total, closed.changes, closed.lines.len()), (2, 6, 2));
    let InFlood::Head(head) = &closed.lines[1].place else { panic!("{:?}", closed.lines[1].place) };
    assert_eq!((head.numbers.len(), head.from, head.is_open), (5, Timestamp::from_millis(1_000), false));
    assert_eq!(closed.lines[1].row.number, head.numbers[0]);
    let open = page(vec![head.numbers[3]], 2).await.unwrap();
    assert_eq!(open.total, 7);
    assert!(open.lines.iter().all(|line| line.place == InFlood::Member));
    assert_eq!(open.before.map(|row| row.number), Some(head.numbers[0]));
    // each change is found where it stands: the newest flood member behind its head, and in the head while this is closed
    let place = async |number: i64, open: Vec<i64>| {
        let scope = vec![kept.id.clone()];
        kept.store.place_in_timeline(scope, ChangeFilter::default(), open, number).await.unwrap()
    };
    assert_eq!(place(closed.lines[0].row.number, Vec::new()).await, Some(0));
    assert_eq!(place(head.numbers[3], Vec::new()).await, Some(1));
    assert_eq!(place(head.numbers[0], vec![head.numbers[3]]).await, Some(2));
    assert_eq!(place(head.numbers[3], vec![head.numbers[3]]).await, Some(5));
    assert_eq!(place(9_999, Vec::new()).await, None);
    // what is decided is no part of what is not
    kept.store.accept_changes(head.numbers[..2].to_vec(), "ok".into(), "Kim".into(), day(4)).await.unwrap();
    assert_eq!(page(Vec::new(), 0).await.unwrap().total, 4);
}
