use domain::connection::{Permission, SignIn};
use domain::ids::ClientId;
use domain::member::Member;
use domain::operation::{Settlement, State, Witness};
use operations::gate::Barred;
use operations::revert::{Confirmed, RevertError, confirm, plan};
use operations::settle_all;
use simulator::Endpoint;

use crate::stage::{AFTER, BEFORE, CLIENT, Stage, list, yes};

fn is_applied(state: &State) -> bool {
    matches!(state, State::Settled { settlement: Settlement::Applied, .. })
}

#[tokio::test]
async fn a_plan_shows_the_exact_request_and_the_risk_of_what_comes_back() {
    let stage = Stage::set().await;
    let judge = |_: &domain::snapshot::Snapshot, _: &Member, uri: &str| vec![format!("judged {uri}")];
    let seen = plan(&stage.reach, stage.change, &judge).await.unwrap();
    assert_eq!(seen.request.method, "PATCH");
    assert_eq!(seen.request.url, format!("{}/api/v2/clients/{CLIENT}", stage.tenant.base_url()));
    assert_eq!(seen.request.body, r#"{"callbacks":["https://billing.example/cb","https://old.example/cb"]}"#);
    assert_eq!((seen.now, seen.then), (list(&AFTER), list(&BEFORE)));
    assert_eq!(seen.takes_out[0].entry, AFTER[1]);
    assert_eq!(seen.puts_back[0].findings, ["judged https://old.example/cb"]);
    assert_eq!(stage.held().await, list(&AFTER), "a plan changes nothing");
}

#[tokio::test]
async fn a_confirmed_revert_is_sent_once_read_back_and_every_step_is_audited() {
    let stage = Stage::set().await;
    let operation = stage.act().await;
    assert!(is_applied(&operation.state), "{:?}", operation.state);
    assert_eq!(stage.held().await, list(&BEFORE));
    assert_eq!(stage.trail(&operation).await, ["planned", "sending", "done", "settled"]);
    assert_eq!(stage.carried_out().await, 1);
    assert!(matches!(stage.plan().await, Err(RevertError::AlreadyBack)));
}

#[tokio::test]
async fn the_same_yes_given_twice_is_sent_once() {
    let stage = Stage::set().await;
    let seen = stage.plan().await.unwrap();
    let (one, two) = futures_util::future::join(stage.confirm(&seen), stage.confirm(&seen)).await;
    for confirmed in [one, two, stage.confirm(&seen).await] {
        assert!(matches!(confirmed.unwrap(), Confirmed::Acted(operation) if operation.id == seen.operation));
    }
    assert_eq!(stage.carried_out().await, 1);
}

#[tokio::test]
async fn what_changed_since_it_was_seen_is_planned_anew_and_nothing_is_sent() {
    let stage = Stage::set().await;
    let seen = stage.plan().await.unwrap();
    stage.foreign(&Member::RedirectUris, &[AFTER[0], AFTER[1], "https://new.example/cb"]);
    let Confirmed::Changed(again) = stage.confirm(&seen).await.unwrap() else { panic!("acted") };
    assert_eq!(again.then, list(&[BEFORE[0], BEFORE[1], "https://new.example/cb"]));
    assert_eq!(stage.carried_out().await, 0);
    assert!(matches!(stage.confirm(&again).await.unwrap(), Confirmed::Acted(_)));
    assert_eq!(stage.held().await, again.then, "what others added stays");
}

#[tokio::test]
async fn a_judgement_that_changed_since_it_was_seen_is_shown_first() {
    let stage = Stage::set().await;
    let seen = stage.plan().await.unwrap();
    let stricter = |_: &domain::snapshot::Snapshot, _: &Member, _: &str| vec!["plain http".to_owned()];
    let confirmed = confirm(&stage.reach, stage.change, &yes(&seen), "Kim", &stricter).await.unwrap();
    assert!(matches!(confirmed, Confirmed::Changed(_)));
    assert_eq!(stage.carried_out().await, 0);
}

#[tokio::test]
async fn entries_that_were_touched_since_are_a_conflict_of_was_theirs_and_yours() {
    let stage = Stage::set().await;
    stage.foreign(&Member::RedirectUris, &[AFTER[0], "https://third.example/cb"]);
    let Err(RevertError::Conflict(conflict)) = stage.plan().await else { panic!("no conflict") };
    assert_eq!(conflict.was, list(&AFTER));
    assert_eq!(conflict.theirs, list(&[AFTER[0], "https://third.example/cb"]));
    assert_eq!(conflict.yours, list(&BEFORE));
}

#[tokio::test]
async fn the_gate_refuses_each_case_in_words_and_nothing_is_sent() {
    let mut stage = Stage::set().await;
    stage.reach.connection.permission = Permission::ReadOnly;
    assert!(matches!(stage.plan().await, Err(RevertError::Barred(Barred::ReadOnly))));
    stage.reach.connection.permission = Permission::ReadAndAct;
    let ours = stage.reach.connection.sign_in.clone();
    stage.reach.connection.sign_in = SignIn::ClientSecret { client_id: ClientId::new(CLIENT) };
    assert!(matches!(stage.plan().await, Err(RevertError::Barred(Barred::OwnClient))));
    stage.reach.connection.sign_in = ours;
    stage.tenant.edit().patch_client(CLIENT, &serde_json::json!({"global": true}));
    assert!(matches!(stage.plan().await, Err(RevertError::Barred(Barred::GlobalClient))));

    let stage = Stage::with_scopes(&[]).await;
    let Err(RevertError::Barred(barred)) = stage.plan().await else { panic!("not barred") };
    assert_eq!(barred, Barred::ScopeMissing { scope: "update:clients" });
    assert_eq!(barred.to_string(), "You cannot do this, because the token lacks update:clients.");
    assert_eq!(stage.carried_out().await, 0);
}

#[tokio::test]
async fn one_uri_and_every_list_of_uris_can_be_reverted() {
    for member in [Member::LogoutUrls, Member::WebOrigins, Member::AllowedOrigins, Member::InitiateLoginUri] {
        let mut stage = Stage::set().await;
        stage.change = stage.changed(member.clone(), &["https://a.example"], &["https://b.example"]).await;
        assert!(is_applied(&stage.act().await.state), "{member:?}");
    }
}

#[tokio::test]
async fn what_was_overwritten_in_the_last_moment_is_told_when_the_log_shows_it() {
    let stage = Stage::set().await;
    let seen = stage.plan().await.unwrap();
    let clock = stage.clock.clone();
    // the calls of this client: the look of the confirm, then the change itself
    stage.tenant.interludes().before(Endpoint::Client, 1, move |edit| {
        clock.advance(5);
        let theirs = serde_json::json!({"callbacks": [AFTER[0], AFTER[1], "https://lost.example/cb"]});
        edit.patch_client(CLIENT, &theirs);
        clock.advance(5);
    });
    let Confirmed::Acted(operation) = stage.confirm(&seen).await.unwrap() else { panic!("changed") };
    assert!(is_applied(&operation.state));
    stage.read_log().await;
    let news = settle_all(&stage.reach).await.unwrap();
    let Some(Witness::Overwrote { theirs, by, .. }) = &news[0].witness else { panic!("{news:?}") };
    assert_eq!(*theirs, list(&[AFTER[0], AFTER[1], "https://lost.example/cb"]));
    assert_eq!(by.len(), 1);
    assert!(settle_all(&stage.reach).await.unwrap().is_empty(), "it is told once");
}

#[tokio::test]
async fn a_client_that_went_meanwhile_is_settled_as_gone() {
    let stage = Stage::set().await;
    let seen = stage.plan().await.unwrap();
    stage.tenant.interludes().before(Endpoint::Client, 2, |edit| {
        edit.delete_client(CLIENT);
    });
    let Confirmed::Acted(operation) = stage.confirm(&seen).await.unwrap() else { panic!("changed") };
    assert!(matches!(operation.state, State::Settled { settlement: Settlement::ClientGone, .. }));
    assert!(matches!(stage.plan().await, Err(RevertError::ClientGone)));
}
