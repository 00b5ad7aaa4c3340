//! A small part of `bench revert`.

use acceptance::revert::interleaving::play;
use acceptance::revert::tally::Tally;
use acceptance::revert::world::World;

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
