//! A small part of `bench changes`: a few worlds of writes, and the demo's stories.

use acceptance::changes::plan::Plan;
use acceptance::changes::play::play;
use acceptance::changes::tally::Tally;

#[tokio::test]
async fn changes_are_the_journals_and_nobody_is_named_wrongly() {
    let mut tally = Tally::default();
    for (seed, retention_days) in [(0, 1), (1, 5), (2, 30)] {
        tally.merge(&play(&Plan::new(seed, retention_days, 8, 12), 300).await.unwrap(), seed);
    }
    assert!(tally.of("recovered") > 200, "{:?}", tally.figures());
    for wrong in [
        "not_recovered",
        "wrongly_attributed",
        "interval_without_truth",
        "interval_too_wide",
        "past_wrong",
        "past_claimed_unwatched",
        "past_unknown_though_watched",
        "list_wrong",
        "list_unknown_though_told",
        "changes_of_unknown_clients",
    ] {
        assert_eq!(tally.of(wrong), 0, "{wrong}: {:#?}", tally.notes());
    }
    assert_eq!(tally.of("attributed"), tally.of("with_covering_row"), "{:#?}", tally.notes());
    assert!(tally.of("not_in_log") > 0 && tally.of("by_one_of") > 0, "the worlds are too easy");
}
