use domain::operation::{Refusal, Settlement, State};
use operations::revert::{Confirmed, RevertError};
use operations::{recover, settle_all};
use simulator::{Endpoint, Fault};

use crate::stage::{AFTER, BEFORE, Stage, list};

/// The change itself is the second call of the confirm about this client.
async fn acted_under(fault: Fault, times: Option<u32>) -> (Stage, State) {
    let stage = Stage::set().await;
    let seen = stage.plan().await.unwrap();
    stage.tenant.faults().set_after(Endpoint::Client, 1, fault, times);
    let Confirmed::Acted(operation) = stage.confirm(&seen).await.unwrap() else { panic!("changed") };
    stage.tenant.faults().clear_all();
    (stage, operation.state)
}

fn settlement(ended: &State) -> Option<&Settlement> {
    match ended {
        State::Settled { settlement, .. } => Some(settlement),
        _ => None,
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_after_the_deed_is_found_by_reading_back_and_never_sent_again() {
    for fault in [
        Fault::Hang,
        Fault::CutBody,
        Fault::ServerErrorAfter(502),
        Fault::ServerErrorAfter(500),
        Fault::TooManyRequestsAfter,
    ] {
        let (stage, ended) = acted_under(fault.clone(), Some(1)).await;
        assert_eq!(settlement(&ended), Some(&Settlement::Applied), "{fault:?}");
        assert_eq!(stage.held().await, list(&BEFORE), "{fault:?}");
        assert_eq!(stage.carried_out().await, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_failure_before_the_deed_is_settled_as_not_carried_out() {
    for fault in [
        Fault::ServerError(503),
        Fault::TooManyRequests { retry_after_s: 1 },
        Fault::Html(200),
        Fault::Html(403),
        Fault::WrongType,
    ] {
        let (stage, ended) = acted_under(fault.clone(), Some(1)).await;
        assert_eq!(settlement(&ended), Some(&Settlement::NotApplied), "{fault:?}");
        assert_eq!(stage.held().await, list(&AFTER), "{fault:?}");
        assert_eq!(stage.carried_out().await, 0, "{fault:?}");
    }
}

#[tokio::test]
async fn a_refusal_keeps_the_servers_own_words() {
    let (stage, ended) = acted_under(Fault::Forbidden, Some(1)).await;
    let State::Refused { why: Refusal::Server { status: 403, words: Some(words), .. }, .. } = ended else {
        panic!("{ended:?}")
    };
    assert!(words.contains("Insufficient scope"), "{words}");
    assert!(stage.reach.store.open_operations().await.unwrap().is_empty());
    assert_eq!(stage.carried_out().await, 0);
}

#[tokio::test]
async fn what_cannot_be_read_back_stays_open_over_a_restart_and_keeps_others_out() {
    let (stage, ended) = acted_under(Fault::Hang, None).await;
    assert!(matches!(ended, State::Unknown { .. }), "{ended:?}");
    let stage = stage.restarted();
    let open = recover(&stage.reach.store, stage.reach.clock.now()).await.unwrap();
    assert_eq!(open.len(), 1);
    let settled = settle_all(&stage.reach).await.unwrap();
    assert_eq!(settlement(&settled[0].state), Some(&Settlement::Applied));
    assert!(stage.reach.store.open_operations().await.unwrap().is_empty());
    assert_eq!(stage.carried_out().await, 1);
}

#[tokio::test]
async fn a_client_with_an_open_operation_takes_no_other() {
    let stage = Stage::set().await;
    let seen = stage.plan().await.unwrap();
    // the change is lost before the deed, and so is every look after it
    stage.tenant.faults().set_after(Endpoint::Client, 1, Fault::ServerError(503), None);
    assert!(matches!(stage.confirm(&seen).await.unwrap(), Confirmed::Acted(_)));
    stage.tenant.faults().clear_all();
    let again = stage.plan().await.unwrap();
    assert!(
        matches!(stage.confirm(&again).await, Err(RevertError::Blocked(open)) if open.id == seen.operation)
    );
    settle_all(&stage.reach).await.unwrap();
    let again = stage.plan().await.unwrap();
    assert!(matches!(stage.confirm(&again).await.unwrap(), Confirmed::Acted(_)));
    assert_eq!(stage.held().await, list(&BEFORE));
    assert_eq!(stage.carried_out().await, 1);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_was_sent_nothing() {
    let mut stage = Stage::set().await;
    let seen = stage.plan().await.unwrap();
    stage.tenant.disconnect().await;
    assert!(matches!(stage.confirm(&seen).await, Err(RevertError::Server(_))));
    stage.tenant.reconnect().await.unwrap();
    assert_eq!(stage.carried_out().await, 0);
    assert!(stage.reach.store.operation(&seen.operation).await.unwrap().is_none());
}
