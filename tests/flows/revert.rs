//! A small part of `bench revert`, and what a sync makes of a revert.

use std::time::Duration;

use acceptance::revert::interleaving::play;
use acceptance::revert::killed::{self, Moment};
use acceptance::revert::tally::Tally;
use acceptance::revert::world::{World, client_id};
use domain::change::Actor;
use domain::member::Member;
use domain::snapshot::Snapshot;
use operations::revert::{Confirmation, confirm, plan};
use provider::auth0::RowRules;
use serde_json::json;
use store::{ChangeFilter, ChangeRow};
use sync::progress::ProgressSink;
use sync::{Errand, Pull};
use tokio_util::sync::CancellationToken;

const INTERLEAVINGS: u64 = 120;

#[tokio::test]
async fn no_foreign_change_is_lost_unseen_nothing_is_sent_twice_and_every_state_is_explained() {
    let mut tally = Tally::default();
    let mut world = World::open(INTERLEAVINGS).await.unwrap();
    for number in 0..INTERLEAVINGS {
        world = play(world, number, number, &mut tally).await.unwrap();
    }
    assert_eq!(tally.wrong, Vec::<String>::new());
    for seen in [
        "carried out",
        "overwritten in the last moment",
        "killed",
        "planned anew, because the client changed",
    ] {
        assert!(tally.of(seen) > 0, "{seen} never happened: {:?}", tally.counts);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_at_any_step_leaves_nothing_unexplained_and_sends_nothing_twice() {
    let calls = (0..4).map(Moment::AtCall);
    let times = (0..8).map(|step| Moment::After(Duration::from_millis(15 * step)));
    let mut tally = Tally::default();
    let mut world = World::open(12).await.unwrap();
    for (number, moment) in (0..).zip(calls.chain(times)) {
        world = killed::play(world, number, moment, &mut tally).await.unwrap();
    }
    assert_eq!(tally.wrong, Vec::<String>::new());
    for seen in ["killed", "not begun", "carried out", "settled"] {
        assert!(tally.of(seen) > 0, "{seen} never happened: {:?}", tally.counts);
    }
}

async fn catch_up(world: &World) {
    world.clock.advance(10 * 60_000);
    let (sink, _progress) = ProgressSink::new(world.reach.clock.now());
    let pull = Pull {
        store: world.reach.store.clone(),
        connection: world.reach.connection.id.clone(),
        tenant: world.reach.tenant.clone(),
        rules: RowRules::default(),
        stop: CancellationToken::new(),
        sink,
    };
    pull.run(Errand::Everything).await.unwrap();
    world.clock.advance(10 * 60_000);
}

async fn newest_change(world: &World) -> ChangeRow {
    let scope = vec![world.reach.connection.id.clone()];
    let filter = ChangeFilter { client: Some(client_id(0)), ..ChangeFilter::default() };
    let page = world.reach.store.list_changes(scope, filter, 0, 10).await.unwrap();
    page.rows.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_revert_stands_in_the_timeline_as_rollcalls_own_change() {
    let world = World::open(1).await.unwrap();
    let client = client_id(0);
    let list = |entries: &[&str]| entries.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (before, after) =
        (list(&["https://a.example"]), list(&["https://a.example", "https://evil.example"]));
    for held in [&before, &after] {
        catch_up(&world).await;
        world.tenant.edit().patch_client(client.as_str(), &json!({"callbacks": held}));
    }
    catch_up(&world).await;
    let risky = newest_change(&world).await;
    assert_eq!(risky.change.after, Some(after.clone()));

    let quiet = |_: &Snapshot, _: &Member, _: &str| Vec::<String>::new();
    let seen = plan(&world.reach, risky.number, &quiet).await.unwrap();
    let yes = Confirmation { operation: seen.operation.clone(), digest: seen.digest.to_hex() };
    confirm(&world.reach, risky.number, &yes, "Kim", &quiet).await.unwrap();
    assert_eq!(world.held(&client).unwrap(), before);

    catch_up(&world).await;
    let back = newest_change(&world).await;
    assert_eq!((back.change.before, back.change.after), (Some(after), Some(before)));
    let actors: Vec<&Actor> = back.change.attribution.traces().iter().map(|trace| &trace.actor).collect();
    assert_eq!(actors, [&Actor::Rollcall]);
    assert_ne!(back.number, risky.number, "both stand in the timeline");
}
