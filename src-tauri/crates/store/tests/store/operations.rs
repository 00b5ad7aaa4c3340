//! The journal of operations.

use domain::ids::{ClientId, LogId};
use domain::member::Member;
use domain::operation::{Operation, OperationId, Purpose, Request, Settlement, State, Witness};
use domain::snapshot::Digest;
use domain::time::Timestamp;
use store::Begun;

use crate::kept::{Kept, day};

impl Kept {
    fn operation(&self, number: u8, client: &str) -> Operation {
        Operation {
            id: OperationId::from_random(day(i64::from(number)), [number; 10]),
            connection: self.id.clone(),
            client: ClientId::new(client),
            purpose: Purpose::RevertChange {
                change: 3,
                member: Member::RedirectUris,
                expected: vec!["https://a.example/\u{202e}".into()],
                intended: Vec::new(),
            },
            request: Request { method: "PATCH".into(), url: "https://t.example/x".into(), body: "{}".into() },
            digest: Digest::of(b"seen"),
            by: "Kim".into(),
            read_at: day(1),
            state: State::Planned { at: day(2) },
            witness: None,
        }
    }

    async fn begin(&self, operation: &Operation) -> Begun {
        self.store.begin_operation(operation.clone()).await.unwrap()
    }
}

#[tokio::test]
async fn an_operation_survives_the_program_with_every_step_in_the_audit() {
    let kept = Kept::new().await;
    let planned = kept.operation(1, "a");
    assert_eq!(kept.begin(&planned).await, Begun::New);
    let at = day(3);
    kept.store.step_operation(&planned.id, move |state| state.sending(at)).await.unwrap().unwrap();
    let kept = kept.reopened();
    let sending = Operation { state: State::Sending { at }, ..planned.clone() };
    assert_eq!(kept.store.open_operations().await.unwrap(), std::slice::from_ref(&sending));
    assert_eq!(kept.store.operation(&planned.id).await.unwrap(), Some(sending));
    let trail = kept.store.operation_trail(&planned.id).await.unwrap();
    let states = trail.iter().map(|(at, by, entry)| (*at, &**by, serde_json::from_str(entry).unwrap()));
    let expected = [(day(2), "Kim", planned.state), (at, "Kim", State::Sending { at })];
    assert_eq!(states.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_step_that_the_state_refuses_leaves_no_trace() {
    let kept = Kept::new().await;
    let planned = kept.operation(1, "a");
    kept.begin(&planned).await;
    assert!(kept.store.step_operation(&planned.id, |state| state.done(day(3))).await.unwrap().is_err());
    assert_eq!(kept.store.operation(&planned.id).await.unwrap(), Some(planned.clone()));
    assert_eq!(kept.store.operation_trail(&planned.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_client_has_one_open_operation_and_a_yes_counts_once() {
    let kept = Kept::new().await;
    let (first, second, elsewhere) = (kept.operation(1, "a"), kept.operation(2, "a"), kept.operation(3, "b"));
    assert_eq!(kept.begin(&first).await, Begun::New);
    assert_eq!(kept.begin(&first).await, Begun::Known(Box::new(first.clone())));
    assert_eq!(kept.begin(&second).await, Begun::Blocked(Box::new(first.clone())));
    assert_eq!(kept.begin(&elsewhere).await, Begun::New);
    for step in [State::sending, State::done] {
        kept.store.step_operation(&first.id, move |state| step(state, day(4))).await.unwrap().unwrap();
    }
    let settle = |state: &State| state.settled(day(5), Settlement::Applied);
    kept.store.step_operation(&first.id, settle).await.unwrap().unwrap();
    assert_eq!(kept.begin(&second).await, Begun::New);
    let of_a = kept.store.operations_of(&kept.id, &ClientId::new("a")).await.unwrap();
    assert_eq!(of_a.iter().map(|operation| &operation.id).collect::<Vec<_>>(), [&second.id, &first.id]);
    assert_eq!(kept.store.operations(&kept.id).await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_the_log_shows_is_noted_once_and_only_of_what_was_sent() {
    let kept = Kept::new().await;
    let operation = kept.operation(1, "a");
    kept.begin(&operation).await;
    assert!(kept.store.unwitnessed_operations(&kept.id).await.unwrap().is_empty());
    let at = Timestamp::from_millis(9);
    kept.store.step_operation(&operation.id, move |state| state.sending(at)).await.unwrap().unwrap();
    kept.store.step_operation(&operation.id, move |state| state.done(at)).await.unwrap().unwrap();
    assert_eq!(kept.store.unwitnessed_operations(&kept.id).await.unwrap().len(), 1);
    let witness = Witness::Alone { row: LogId::new("7") };
    assert!(kept.store.witness_operation(&operation.id, witness.clone(), at).await.unwrap());
    assert!(!kept.store.witness_operation(&operation.id, witness, at).await.unwrap());
    assert!(kept.store.unwitnessed_operations(&kept.id).await.unwrap().is_empty());
}
