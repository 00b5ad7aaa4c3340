//! Log rows, rollups, ledger and the facts that come of them.

use crate::kept::{Kept, START, admin, client, day, event, span};
use domain::activity::{ActivityKind, AdminAction, LogEvent};
use domain::coverage::{Hole, HoleReason};
use domain::ids::{ClientId, LogId};
use domain::judgement::Verdict;
use domain::time::{Day, Timestamp};
use proptest::prelude::*;
use store::{ClientKey, Cursor, LogBatch, Tag};

#[tokio::test]
async fn a_row_that_is_read_again_adds_nothing() {
    let kept = Kept::new().await;
    let rows = vec![
        event(1, day(1), "a", ActivityKind::ClientCredentials),
        event(2, day(2), "b", ActivityKind::Failure),
    ];
    let first = kept.log(rows.clone()).await;
    assert_eq!((first.new_rows, first.duplicates), (2, 0));
    let before = seen(&kept).await;
    let mut again = rows.clone();
    again.extend(rows);
    let second = kept.log(again).await;
    assert_eq!((second.new_rows, second.duplicates, second.worst_lateness_ms), (0, 4, None));
    assert_eq!(seen(&kept).await, before);
}

#[tokio::test]
async fn the_last_use_until_a_past_moment_is_known_also_without_raw_rows() {
    let kept = Kept::new().await;
    let noon = |number: i64| day(number).plus_millis(12 * 3_600_000);
    kept.log(vec![
        event(1, day(1), "a", ActivityKind::ClientCredentials),
        event(2, noon(5), "a", ActivityKind::SignIn),
        event(3, noon(5), "b", ActivityKind::Refresh),
        event(4, day(6), "a", ActivityKind::Failure),
        event(5, day(9), "a", ActivityKind::Refresh),
    ])
    .await;
    kept.store.prune_raw(1, day(8)).await.unwrap();
    let by = async |at: Timestamp| kept.store.last_use_by(&kept.id, &ClientId::new("a"), at).await.unwrap();
    assert_eq!(by(day(0)).await, None);
    assert_eq!(by(day(5)).await, Some((day(1), ActivityKind::ClientCredentials)));
    assert_eq!(by(noon(5)).await, Some((noon(5), ActivityKind::SignIn)));
    assert_eq!(by(day(8)).await, Some((noon(5), ActivityKind::SignIn)), "a failure is no use");
    assert_eq!(by(day(9)).await, Some((day(9), ActivityKind::Refresh)));
}

#[tokio::test]
async fn an_id_that_only_ever_failed_is_no_client_and_a_listing_brings_its_failures() {
    let kept = Kept::new().await;
    kept.log(vec![event(1, day(99), "stranger", ActivityKind::Failure)]).await;
    assert_eq!(kept.rows().await, []);
    kept.page(&[client("stranger", "No stranger")], day(100)).await;
    let row = kept.row("stranger").await.unwrap();
    assert_eq!(row.last_failure, Some(day(99)));
    assert_eq!(row.facts.last_use, None);
}

#[tokio::test]
async fn a_client_is_drawn_from_the_log_before_its_listing_page_arrives() {
    let kept = Kept::new().await;
    let mut row = event(1, day(99), "a", ActivityKind::SignIn);
    row.client_name = Some("Booking".to_owned());
    kept.log(vec![row]).await;
    let row = kept.row("a").await.unwrap();
    assert_eq!((row.name.as_deref(), row.listed), (Some("Booking"), false));
    assert_eq!(row.verdict, Some(Verdict::InUse));
    kept.page(&[client("a", "Booking portal")], day(100)).await;
    let row = kept.row("a").await.unwrap();
    assert_eq!((row.name.as_deref(), row.listed), (Some("Booking portal"), true));
}

#[tokio::test]
async fn lateness_is_measured_against_what_was_claimed_before() {
    let kept = Kept::new().await;
    let batch = LogBatch {
        rows: vec![event(1, day(9), "a", ActivityKind::SignIn)],
        read_at: Some(day(10)),
        claim: Some(span(0, 10)),
        ..LogBatch::default()
    };
    let outcome = kept.store.apply_log(&kept.id, batch).await.unwrap();
    assert_eq!(outcome.worst_lateness_ms, Some(day(10).millis_since(day(9))));
    assert_eq!((outcome.late_rows, outcome.earliest_late), (0, None));
    let late = LogBatch {
        rows: vec![event(2, day(5), "a", ActivityKind::SignIn), event(3, day(10), "a", ActivityKind::SignIn)],
        read_at: Some(day(12)),
        withdraw: Some(span(5, 6)),
        holes: vec![Hole { interval: span(4, 6), reason: HoleReason::LateRows }],
        ..LogBatch::default()
    };
    let outcome = kept.store.apply_log(&kept.id, late).await.unwrap();
    assert_eq!((outcome.late_rows, outcome.earliest_late), (1, Some(day(5))));
    let ledger = kept.store.ledger(&kept.id).await.unwrap();
    assert_eq!(ledger.coverage.intervals(), [span(0, 5), span(6, 10)]);
    assert_eq!(ledger.holes, [Hole { interval: span(5, 6), reason: HoleReason::LateRows }]);
}

#[tokio::test]
async fn of_a_batch_with_a_late_row_nothing_is_held_when_it_says_so() {
    let kept = Kept::new().await;
    let first = LogBatch {
        rows: vec![event(1, day(9), "a", ActivityKind::SignIn)],
        claim: Some(span(0, 10)),
        ..LogBatch::default()
    };
    kept.store.apply_log(&kept.id, first).await.unwrap();
    let before = kept.store.ledger(&kept.id).await.unwrap();
    let batch = LogBatch {
        rows: vec![event(3, day(11), "b", ActivityKind::SignIn), event(2, day(5), "a", ActivityKind::SignIn)],
        claim: Some(span(10, 12)),
        forward_cursor: Some(Cursor { log_id: LogId::new("3"), at: day(11) }),
        unless_late: true,
        ..LogBatch::default()
    };
    let outcome = kept.store.apply_log(&kept.id, batch.clone()).await.unwrap();
    assert_eq!(outcome.earliest_late, Some(day(5)));
    assert_eq!(kept.store.ledger(&kept.id).await.unwrap(), before);
    assert_eq!(kept.row("b").await, None);
    let taken_back = LogBatch { withdraw: Some(span(5, 10)), ..LogBatch::default() };
    kept.store.apply_log(&kept.id, taken_back).await.unwrap();
    let outcome = kept.store.apply_log(&kept.id, batch).await.unwrap();
    assert_eq!((outcome.new_rows, outcome.late_rows), (2, 0));
    let ledger = kept.store.ledger(&kept.id).await.unwrap();
    assert_eq!(ledger.coverage.intervals(), [span(0, 5), span(10, 12)]);
    assert!(kept.row("b").await.is_some());
}

#[tokio::test]
async fn the_ledger_survives_a_restart_and_a_newer_reason_replaces_an_older_one() {
    let kept = Kept::new().await;
    let cursor = Cursor { log_id: LogId::new("9001"), at: day(9) };
    let batch = LogBatch {
        claim: Some(span(8, 9)),
        holes: vec![
            Hole { interval: span(0, 9), reason: HoleReason::NotReadYet },
            Hole { interval: span(0, 3), reason: HoleReason::BeyondRetention },
        ],
        forward_cursor: Some(cursor.clone()),
        progress: Some(serde_json::json!({"day": 7})),
        read_to: Some(day(9)),
        lag_allowance_ms: Some(5000),
        ..LogBatch::default()
    };
    kept.store.apply_log(&kept.id, batch).await.unwrap();
    let earlier = LogBatch { read_to: Some(day(8)), ..LogBatch::default() };
    kept.store.apply_log(&kept.id, earlier).await.unwrap();
    let kept = kept.reopened();
    let ledger = kept.store.ledger(&kept.id).await.unwrap();
    let reasons: Vec<_> = ledger.holes.iter().map(|hole| (hole.interval, hole.reason)).collect();
    assert_eq!(reasons, [(span(0, 3), HoleReason::BeyondRetention), (span(3, 8), HoleReason::NotReadYet)]);
    assert_eq!(ledger.forward_cursor, Some(cursor));
    assert_eq!(ledger.progress, serde_json::json!({"day": 7}));
    assert_eq!((ledger.read_to, ledger.lag_allowance_ms), (Some(day(9)), 5000));
}

#[tokio::test]
async fn raw_rows_come_back_byte_for_byte_until_they_are_pruned() {
    let kept = Kept::new().await;
    let rows: Vec<LogEvent> = (0..600_u64)
        .map(|n| event(n, day(1).plus_millis(n.cast_signed()), "a", ActivityKind::SignIn))
        .collect();
    for portion in rows.chunks(100) {
        kept.log(portion.to_vec()).await;
    }
    kept.log(vec![event(900, day(90), "a", ActivityKind::SignIn)]).await;
    for row in &rows {
        let raw = kept.store.raw_row(&kept.id, &row.log_id).await.unwrap();
        assert_eq!(raw.as_ref(), Some(&row.raw));
    }
    assert_eq!(kept.store.raw_row(&kept.id, &LogId::new("1")).await.unwrap(), None);
    assert_eq!(kept.store.prune_raw(30, day(100)).await.unwrap(), 600);
    assert_eq!(kept.store.raw_row(&kept.id, &rows[5].log_id).await.unwrap(), None);
    let again = kept.log(rows).await;
    assert_eq!((again.new_rows, again.duplicates), (0, 600), "pruned rows are still known");
    let detail = kept.store.client(kept.judged(), ClientId::new("a")).await.unwrap().unwrap();
    assert_eq!(detail.events.len(), 20);
    assert_eq!(detail.events[0].log_id, LogId::new(format!("900{:053}", 900)));
    assert_eq!(detail.events[1].at, day(1).plus_millis(599));
}

#[tokio::test]
async fn the_overview_counts_registrations_also_of_clients_that_are_gone() {
    let kept = Kept::new().await;
    let mut rows: Vec<LogEvent> = (0..25_u64)
        .map(|n| {
            let at = day(99).plus_millis(n.cast_signed() * 1000);
            admin(n, at, &format!("flood{n}"), AdminAction::ClientSelfRegistered)
        })
        .collect();
    rows.push(admin(50, day(90), "made", AdminAction::ClientCreated));
    rows.push(admin(51, day(99).plus_millis(60_000), "flood0", AdminAction::ClientDeleted));
    rows.push(event(60, day(99), "made", ActivityKind::Failure));
    rows.push(event(61, day(99), "nobody", ActivityKind::Failure));
    rows.push(event(62, day(99), "nobody", ActivityKind::Failure));
    kept.log(rows).await;
    let overview = kept.store.overview(vec![kept.judged()], day(10).day()).await.unwrap();
    let series: Vec<_> =
        overview.registrations.iter().map(|day| (day.day, day.self_registered, day.by_admin)).collect();
    assert_eq!(series, [(day(90).day(), 0, 1), (day(99).day(), 25, 0)]);
    assert_eq!(overview.failures, [(day(99).day(), 3)]);
    let most = overview.most_failing.unwrap();
    assert_eq!((most.key.client_id.as_str(), most.failures, most.all_failures), ("made", 1, 3));
    assert_eq!(overview.bursts.len(), 1);
    assert_eq!((overview.bursts[0].count, overview.bursts[0].address.as_deref()), (25, Some("203.0.113.7")));
    assert_eq!(overview.counts.all, 25, "one of 26 is deleted");
}

#[tokio::test]
async fn changes_are_told_after_the_commit_with_their_connection() {
    let kept = Kept::new().await;
    let mut changes = kept.store.changes();
    kept.log(vec![event(1, day(1), "a", ActivityKind::SignIn)]).await;
    let mut tags = Vec::new();
    while let Ok(change) = changes.try_recv() {
        assert_eq!(change.connection.as_ref(), Some(&kept.id));
        tags.push(change.tag);
    }
    assert_eq!(tags, [Tag::Log, Tag::Clients]);
}

/// Everything that rows leave behind, as far as queries show it.
async fn seen(kept: &Kept) -> String {
    let rows = kept.rows().await;
    let keys: Vec<ClientKey> = rows.iter().map(|row| row.key.clone()).collect();
    let strips = kept.store.strips(keys, Day(0)).await.unwrap();
    let overview = kept.store.overview(vec![kept.judged()], Day(0)).await.unwrap();
    let mut details = Vec::new();
    for row in &rows {
        let detail = kept.store.client(kept.judged(), row.key.client_id.clone()).await.unwrap().unwrap();
        details.push((detail.last_by_kind, detail.admin_rows, detail.events));
    }
    let ledger = kept.store.ledger(&kept.id).await.unwrap();
    format!("{rows:#?} {strips:?} {overview:#?} {details:#?} {ledger:?}")
}

fn any_row() -> impl Strategy<Value = (u64, i64, usize, usize, bool)> {
    (0..60_u64, 0..100_i64, 0..5_usize, 0..8_usize, prop::bool::weighted(0.2))
}

fn row_of((number, hour, client, what, is_admin): (u64, i64, usize, usize, bool)) -> LogEvent {
    // the row is a function of its id: a server never gives two rows the same one
    let id = ["a", "b", "c", "d", "e"][(client + usize::try_from(number).unwrap()) % 5];
    let at =
        Timestamp::from_millis(START + (hour + 3 * number.cast_signed()) * 3_600_000 + number.cast_signed());
    let mut row = if is_admin {
        let action =
            [AdminAction::ClientCreated, AdminAction::ClientSelfRegistered, AdminAction::ClientUpdated]
                [what % 3];
        admin(number, at, id, action)
    } else {
        event(number, at, id, ActivityKind::ALL[what])
    };
    row.client_name = (what > 4).then(|| format!("name {what}"));
    row
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn rows_in_whatever_order_and_portions_leave_the_same_behind(
        rows in prop::collection::hash_map(0..60_u64, any_row(), 1..40),
        order in prop::collection::vec(any::<u32>(), 40),
        portion in 1..20_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let rows: Vec<LogEvent> =
            rows.into_iter().map(|(number, (_, hour, client, what, admin))| row_of((number, hour, client, what, admin))).collect();
        let (one, other) = runtime.block_on(async {
            let at_once = Kept::new().await;
            at_once.log(rows.clone()).await;
            let mut shuffled: Vec<_> = rows.iter().zip(&order).collect();
            shuffled.sort_by_key(|(_, order)| **order);
            let shuffled: Vec<LogEvent> = shuffled.into_iter().map(|(row, _)| row.clone()).collect();
            let in_portions = Kept::new().await;
            for rows in shuffled.chunks(portion) {
                in_portions.log(rows.to_vec()).await;
            }
            let in_portions = in_portions.reopened();
            (seen(&at_once).await, seen(&in_portions).await)
        });
        prop_assert_eq!(one, other);
    }
}
