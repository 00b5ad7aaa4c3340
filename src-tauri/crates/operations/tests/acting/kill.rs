use std::future::Future;
use std::task::Poll;

use domain::operation::{Refusal, Settlement, State, Witness};
use operations::{recover, settle_all};

use crate::stage::{AFTER, BEFORE, Stage, list};

/// Runs a future for at most so many polls, and drops it where it stands. `None`: it was dropped.
async fn for_polls<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test]
async fn wherever_the_program_ends_the_next_start_explains_it_and_nothing_is_sent_twice() {
    let mut seen_states = std::collections::BTreeSet::new();
    for polls in 0..200 {
        let stage = Stage::set().await;
        let seen = stage.plan().await.unwrap();
        let is_whole = for_polls(polls, stage.confirm(&seen)).await.is_some();
        let stage = stage.restarted();
        let left = stage.reach.store.operation(&seen.operation).await.unwrap();
        seen_states.insert(left.map_or("nothing", |operation| operation.state.code()));
        recover(&stage.reach.store, stage.reach.clock.now()).await.unwrap();
        settle_all(&stage.reach).await.unwrap();
        assert!(stage.reach.store.open_operations().await.unwrap().is_empty(), "after {polls} polls");
        let carried_out = stage.carried_out().await;
        assert!(carried_out <= 1, "after {polls} polls");
        // a request that was under way may be carried out after it was read back: the log tells
        settle_all(&stage.reach).await.unwrap();
        let held = stage.held().await;
        let operation = stage.reach.store.operation(&seen.operation).await.unwrap();
        let is_late = operation
            .as_ref()
            .is_some_and(|operation| matches!(operation.witness, Some(Witness::Late { .. })));
        let explained = match operation.map(|operation| operation.state) {
            None | Some(State::Refused { why: Refusal::NotSent { .. }, .. }) => carried_out == 0,
            Some(State::Settled { settlement: Settlement::Applied, .. }) => carried_out == 1,
            Some(State::Settled { settlement: Settlement::NotApplied, .. }) => {
                carried_out == usize::from(is_late)
            }
            Some(_) => false,
        };
        assert!(explained, "after {polls} polls: {held:?}");
        assert_eq!(held, if carried_out == 1 { list(&BEFORE) } else { list(&AFTER) }, "after {polls} polls");
        if is_whole {
            for state in ["nothing", "sending", "done", "settled"] {
                assert!(seen_states.contains(state), "{state} was never left behind: {seen_states:?}");
            }
            return;
        }
    }
    panic!("the confirm never ended");
}
