//! A small part of `bench past`: lists of past moments, in a world with gaps.

use acceptance::changes::tally::Tally;
use acceptance::past::examine::examine;
use acceptance::past::fill::fill;
use acceptance::past::world::World;
use store::Store;

#[tokio::test]
async fn a_list_of_a_past_moment_is_true_where_it_was_watched_and_unknown_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let world = World { clients: 120, seed: 4 };
    let id = fill(&store, &world).await.unwrap();
    let mut tally = Tally::default();
    examine(&store, &id, &world, (60, 20), &mut tally).await.unwrap();
    println!("{:?}", tally.figures());
    assert!(tally.of("pairs_watched") > 900 && tally.of("pairs") - tally.of("pairs_watched") > 100);
    assert!(tally.of("gone_since") > 0 && tally.of("known_not_to_exist") > 0, "the world is too easy");
    for wrong in [
        "wrong",
        "claimed_though_not_watched",
        "unknown_though_watched",
        "last_use_wrong",
        "judged_otherwise",
        "told_otherwise_than_inspector",
    ] {
        assert_eq!(tally.of(wrong), 0, "{wrong}: {:#?}", tally.notes());
    }
}
