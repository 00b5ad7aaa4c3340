//! A small part of `bench verdicts`: a few worlds with every verdict, two ledgers, and logs whose rows come late.

use acceptance::verdicts::plan::{BEGINNING, DAY, HOUR, MINUTE, Plan, Size};
use acceptance::verdicts::play::play;
use acceptance::verdicts::product::{LAG_ALLOWANCE, Product};
use acceptance::verdicts::tally::Tally;
use serde_json::json;
use simulator::{
    Clock, Endpoint, Fault, LagModel, Population, ScriptedClient, ScriptedEvent, Settings, Tenant,
};

const JUDGED: Size = Size { clients: 60, moments: 4 };
const LEDGER: Size = Size { clients: 10, moments: 1 };

#[tokio::test]
async fn verdicts_are_the_oracles_also_after_closed_days_and_offline() {
    let mut tally = Tally::default();
    for (seed, retention_days) in [(0, 5), (1, 10), (2, 1), (3, 30), (4, 5)] {
        let plan = Plan::new(seed, retention_days, JUDGED, LAG_ALLOWANCE);
        tally.merge(&play(&plan, false).await.unwrap());
    }
    assert!(tally.of("judgements") > 300);
    assert_eq!(tally.of("agree"), tally.of("judgements"), "{:?}", tally.disagreements());
    assert_eq!(tally.of("false_inactive"), 0);
    assert_eq!(tally.of("not_shown"), 0);
    assert!(tally.of("judged_after_closed_days") > 0 && tally.of("judged_offline") > 0);
    assert!(tally.of("naive_false_inactive") > 0, "the worlds are too easy");
}

#[tokio::test]
async fn worlds_in_which_the_bench_once_found_both_sides_apart_are_judged_alike() {
    // lives that end between two lists, lists without a client known to be gone, and creations that the log alone told
    for (seed, retention_days) in [(19, 1), (36, 1), (24, 10), (5, 30)] {
        let plan = Plan::new(seed, retention_days, Size { clients: 122, moments: 5 }, LAG_ALLOWANCE);
        let tally = play(&plan, false).await.unwrap();
        assert_eq!(tally.of("agree"), tally.of("judgements"), "{seed}: {:?}", tally.disagreements());
        assert_eq!((tally.of("not_shown"), tally.of("false_inactive")), (0, 0), "{seed}");
    }
}

#[tokio::test]
async fn a_second_with_an_unread_row_is_never_claimed_and_little_else_is_left_out() {
    for (seed, retention_days) in [(1_000, 1), (1_001, 5), (1_084, 1)] {
        let plan = Plan::new(seed, retention_days, LEDGER, LAG_ALLOWANCE);
        let tally = play(&plan, true).await.unwrap();
        assert!(tally.of("ledgers") > 20);
        assert_eq!(tally.of("unread_rows_claimed"), 0);
        assert_eq!(tally.of("rows_lost"), 0);
        assert_eq!(tally.of("stretches_missing"), 0);
        assert!(tally.largest("held_back_ms") <= LAG_ALLOWANCE);
    }
}

#[tokio::test]
async fn rows_at_the_edge_of_retention_are_held_in_whatever_order_they_were_taken_in() {
    let edge = BEGINNING - 5 * DAY + HOUR;
    // many at the edge, and so many later that the search for the newest rows does not reach it
    let moments =
        (0..60).map(|number| edge + number * 100).chain((1..1_200).map(|number| edge + number * MINUTE));
    for seed in 0..5 {
        let settings = Settings {
            seed,
            retention_days: Some(5),
            reorder: true,
            population: Population::Scripted(vec![busy(moments.clone())]),
            ..Settings::default()
        };
        let clock = Clock::starting_at(BEGINNING);
        let tenant = Tenant::start(settings, clock.clone()).await.unwrap();
        let product = Product::open(&tenant, &clock).await.unwrap();
        product.sync(true).await.unwrap();
        let kept = tenant.journal().rows(edge - HOUR, clock.now_ms());
        let readable = kept.filter(|row| row.visible_at_ms <= BEGINNING).count() as u64;
        assert!(readable > 1_200);
        assert!(product.rows_held().await.unwrap() >= readable, "seed {seed}: {readable} could be read");
        tenant.stop().await;
    }
}

#[tokio::test]
async fn a_first_sync_just_after_midnight_claims_nothing_that_is_still_to_appear() {
    let now = BEGINNING + 5 * MINUTE;
    let settings = Settings {
        retention_days: Some(5),
        log_lag: LagModel::Uniform { max_ms: 12 * MINUTE },
        population: Population::Scripted(vec![busy((BEGINNING - 3 * DAY..now).step_by(10_000))]),
        ..Settings::default()
    };
    let clock = Clock::starting_at(now);
    let tenant = Tenant::start(settings, clock.clone()).await.unwrap();
    let product = Product::open(&tenant, &clock).await.unwrap();
    product.sync(true).await.unwrap();
    let claims = product.claims().await.unwrap();
    let journal = tenant.journal();
    let rows = journal.rows(BEGINNING - HOUR, now).map(|row| (row.date_ms, row.visible_at_ms));
    let (read, unread): (Vec<_>, Vec<_>) = rows.partition(|(_, visible_at)| *visible_at <= clock.now_ms());
    assert!(read.iter().any(|(date, _)| *date >= BEGINNING), "the day had not begun in the log");
    assert!(unread.iter().any(|(date, _)| *date < BEGINNING), "every row of the day before had appeared");
    for (date, _) in unread {
        assert!(claims.iter().all(|(from, to)| !(*from..*to).contains(&date)), "{date} in {claims:?}");
    }
    tenant.stop().await;
}

#[tokio::test]
async fn the_days_of_a_quiet_log_are_read_several_at_a_time() {
    let settings = Settings {
        retention_days: Some(30),
        population: Population::Scripted(vec![busy((1..29 * 24).rev().map(|hour| BEGINNING - hour * HOUR))]),
        ..Settings::default()
    };
    let clock = Clock::starting_at(BEGINNING);
    let tenant = Tenant::start(settings, clock.clone()).await.unwrap();
    let product = Product::open(&tenant, &clock).await.unwrap();
    product.sync(false).await.unwrap();
    assert!(product.rows_held().await.unwrap() >= 28 * 24);
    // the newest rows by pages, the edge, and a search for each slice
    let searches = tenant.call_counts()[&Endpoint::LogSearch].answered;
    assert!(searches <= 20, "{searches} searches for 29 days of 24 rows");
    tenant.stop().await;
}

/// A client that gets a token at each of these moments.
fn busy(moments: impl Iterator<Item = i64> + Clone) -> ScriptedClient {
    ScriptedClient {
        client: json!({"client_id": "busy", "name": "busy", "app_type": "non_interactive"}),
        created_at_ms: moments.clone().next().unwrap_or_default() - DAY,
        events: moments.map(|at| ScriptedEvent::new(at, "seccft")).collect(),
        ..ScriptedClient::default()
    }
}

#[tokio::test]
async fn rows_later_than_allowed_for_are_noticed_and_read() {
    let mut tally = Tally::default();
    // a late row is noticed only when a sync has claimed its time a moment before: a few worlds bring that about. In the last of
    // them it is the oldest row that is left, when rows that were read before it are dropped already
    let worlds = (7..15).map(|seed| (seed, 10, JUDGED)).chain([(101_036, 1, LEDGER)]);
    for (seed, retention_days, size) in worlds {
        let plan = Plan::new(seed, retention_days, size, LAG_ALLOWANCE).with_late_rows(LAG_ALLOWANCE);
        tally.merge(&play(&plan, true).await.unwrap());
    }
    assert!(tally.of("rows_later_than_allowed") > 0);
    assert_eq!(tally.of("rows_lost"), 0);
    assert!(tally.largest("lag_allowance_ms") > LAG_ALLOWANCE);
}

#[tokio::test]
async fn a_late_row_is_late_again_when_its_claim_could_not_be_taken_back() {
    let end = BEGINNING + 6 * HOUR;
    let settings = Settings {
        retention_days: Some(5),
        log_lag: LagModel::Late { max_ms: MINUTE, late_permille: 50, late_ms: 2 * LAG_ALLOWANCE - MINUTE },
        population: Population::Scripted(vec![busy((BEGINNING - DAY..end).step_by(30_000))]),
        ..Settings::default()
    };
    let clock = Clock::starting_at(BEGINNING);
    let tenant = Tenant::start(settings, clock.clone()).await.unwrap();
    let product = Product::open(&tenant, &clock).await.unwrap();
    product.sync(true).await.unwrap();
    let mut failed = 0;
    while clock.now_ms() < end && product.lag_allowance().await.unwrap() == LAG_ALLOWANCE {
        clock.advance(10 * MINUTE);
        // from where to read again is found by a search, and this one is refused
        tenant.faults().set(Endpoint::LogSearch, Fault::Forbidden);
        failed += u32::from(product.sync(false).await.is_err());
        assert_eq!(product.lag_allowance().await.unwrap(), LAG_ALLOWANCE);
        tenant.faults().clear(Endpoint::LogSearch);
        product.sync(false).await.unwrap();
    }
    assert!(
        failed > 0 && product.lag_allowance().await.unwrap() > LAG_ALLOWANCE,
        "{failed} searches refused"
    );
    let rows = tenant.journal().rows(BEGINNING - DAY, clock.now_ms());
    let readable = rows.filter(|row| row.visible_at_ms <= clock.now_ms()).count() as u64;
    assert!(product.rows_held().await.unwrap() >= readable, "{readable} can be read");
    tenant.stop().await;
}
