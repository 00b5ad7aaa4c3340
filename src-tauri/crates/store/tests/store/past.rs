//! Clients as of a past moment.

use std::cmp::Ordering;

use assessment::changes::past;
use assessment::{WindowDays, cutlines, watched_until};
use domain::activity::{ActivityKind, AdminAction};
use domain::ids::ClientId;
use domain::judgement::Verdict;
use domain::snapshot::Snapshot;
use domain::time::{DAY_MS, Timestamp};
use store::{ClientChanges, Judged, LogBatch, Moment, PastColumn, PastFilter, PastPage, PastRow};

use crate::kept::{Kept, admin, client, day, event, span};

impl Kept {
    async fn claim(&self, from: i64, to: i64) {
        let batch = LogBatch { claim: Some(span(from, to)), ..LogBatch::default() };
        self.store.apply_log(&self.id, batch).await.unwrap();
    }

    /// What `sync` does after every look.
    async fn derive_all(&self) {
        let coverage = self.store.ledger(&self.id).await.unwrap().coverage;
        let derived = self.store.underived(&self.id, None, 100).await.unwrap().into_iter().map(|of| {
            let past = past(&of.history, &coverage);
            ClientChanges { of, changes: Vec::new(), hosts: Vec::new(), past }
        });
        let derived = derived.collect();
        self.store.put_changes(&self.id, derived, day(100)).await.unwrap();
    }

    async fn page_at(&self, at: Timestamp, filter: PastFilter, sort: (PastColumn, bool)) -> PastPage {
        self.list_at(at, filter, sort, (0, 100)).await
    }

    async fn list_at(
        &self,
        at: Timestamp,
        filter: PastFilter,
        sort: (PastColumn, bool),
        (offset, limit): (u64, u32),
    ) -> PastPage {
        let coverage = self.store.ledger(&self.id).await.unwrap().coverage;
        let lines = cutlines(at, &watched_until(&coverage, at), WindowDays::default());
        let covered = coverage.intervals().iter().find(|held| held.from <= at && at < held.to).copied();
        let asked = vec![(Judged { connection: self.id.clone(), cutlines: lines }, Moment { at, covered })];
        self.store.list_past(asked, filter, sort, offset, limit).await.unwrap()
    }

    async fn past(&self, at: Timestamp) -> Vec<PastRow> {
        self.page_at(at, PastFilter::default(), (PastColumn::Name, false)).await.rows
    }

    /// Looks at all clients, which is a list of its own.
    async fn look(&self, clients: &[(&str, &str)], at: Timestamp) {
        let bodies: Vec<_> = clients.iter().map(|(id, name)| client(id, name)).collect();
        self.page(&bodies, at).await;
        let ids: Vec<&str> = clients.iter().map(|(id, _)| *id).collect();
        self.listing(&ids, at).await;
    }
}

/// Name, and whether it is known to have existed.
fn told(rows: &[PastRow]) -> Vec<(Option<&str>, bool)> {
    rows.iter().map(|row| (row.name.as_deref(), row.existed)).collect()
}

#[tokio::test]
async fn a_client_that_is_gone_is_shown_while_it_existed_and_one_that_came_later_is_not() {
    let kept = Kept::new().await;
    kept.look(&[("a", "Apple"), ("b", "Booking")], day(1)).await;
    kept.log(vec![
        admin(1, day(10), "b", AdminAction::ClientDeleted),
        admin(2, day(12), "c", AdminAction::ClientCreated),
    ])
    .await;
    kept.look(&[("a", "Apple"), ("c", "Clinic")], day(20)).await;
    kept.claim(0, 30).await;
    kept.derive_all().await;
    let early = kept.past(day(5)).await;
    assert_eq!(told(&early), [(Some("Apple"), true), (Some("Booking"), true)]);
    assert_eq!(early.iter().map(|row| row.is_gone).collect::<Vec<_>>(), [false, true]);
    let late = kept.past(day(25)).await;
    assert_eq!(told(&late), [(Some("Apple"), true), (Some("Clinic"), true)]);
    assert_eq!(told(&kept.past(day(11)).await), [(Some("Apple"), true)]);
}

#[tokio::test]
async fn what_was_not_watched_is_not_known_though_both_looks_around_it_are_equal() {
    let kept = Kept::new().await;
    kept.look(&[("a", "Apple")], day(1)).await;
    kept.look(&[("a", "Apple")], day(20)).await;
    kept.claim(0, 5).await;
    kept.claim(15, 30).await;
    kept.derive_all().await;
    for (at, is_known) in [(4, true), (8, false), (16, true)] {
        let page = kept.page_at(day(at), PastFilter::default(), (PastColumn::Name, false)).await;
        assert_eq!(told(&page.rows), [(is_known.then_some("Apple"), is_known)], "day {at}");
        assert_eq!((page.existed, page.unproven), (u64::from(is_known), u64::from(!is_known)));
        assert_eq!(page.is_complete, is_known);
    }
}

#[tokio::test]
async fn a_complete_list_inside_a_version_tells_between_two_gaps() {
    let kept = Kept::new().await;
    for at in [1, 20, 40] {
        kept.look(&[("a", "Apple")], day(at)).await;
    }
    for (from, to) in [(0, 5), (15, 25), (35, 45)] {
        kept.claim(from, to).await;
    }
    kept.derive_all().await;
    assert_eq!(told(&kept.past(day(22)).await), [(Some("Apple"), true)]);
    assert_eq!(told(&kept.past(day(18)).await), [(Some("Apple"), true)]);
    assert_eq!(told(&kept.past(day(30)).await), [(None, false)]);
}

#[tokio::test]
async fn the_verdict_is_that_of_the_moment_and_the_last_use_is_the_one_until_then() {
    let kept = Kept::new().await;
    kept.look(&[("a", "Apple")], day(1)).await;
    let edge = day(40).plus_millis(DAY_MS / 2);
    kept.log(vec![event(1, edge, "a", ActivityKind::SignIn), event(2, day(90), "a", ActivityKind::SignIn)])
        .await;
    kept.claim(0, 100).await;
    kept.derive_all().await;
    kept.store.set_token_lifetimes(&kept.id, vec![(ClientId::new("a"), DAY_MS, false)]).await.unwrap();
    let then = async |at: Timestamp| {
        let row = kept.past(at).await.remove(0);
        (row.verdict.unwrap(), row.last_use)
    };
    let used = Some(edge.day());
    // thirty days after the use, to the millisecond
    let window = 30 * DAY_MS;
    assert_eq!(then(edge.plus_millis(window)).await, (Verdict::InUse, used));
    assert_eq!(then(edge.plus_millis(window + 1)).await, (Verdict::Inactive, used));
    assert_eq!(then(day(40).plus_millis(-1)).await, (Verdict::Inactive, None));
    assert_eq!(then(day(95)).await, (Verdict::InUse, Some(day(90).day())));
}

#[tokio::test]
async fn however_many_were_used_around_the_edge_of_the_window_each_is_judged_by_the_moment_of_its_use() {
    let half_hours = |number: u64| i64::try_from(number).unwrap() * 1_800_000;
    for clients in [1_u64, 5, 20] {
        let kept = Kept::new().await;
        // so many that their numbers take two bytes, which occur nowhere by chance
        let before =
            (0..300).map(|number| event(number, day(30), &format!("other-{number}"), ActivityKind::SignIn));
        kept.log(before.collect()).await;
        let ids: Vec<String> = (0..clients).map(|number| format!("client-{number:02}")).collect();
        let looked: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), id.as_str())).collect();
        kept.look(&looked, day(1)).await;
        // more rows of others between them than a block holds
        let mut rows = Vec::new();
        for (number, id) in (0..).zip(&ids) {
            let at = day(40).plus_millis(half_hours(number));
            rows.push(event(1_000 * (number + 1), at, id, ActivityKind::SignIn));
            let others = (1..300).map(|other| 1_000 * (number + 1) + other);
            rows.extend(others.map(|number| event(number, at, "other-1", ActivityKind::SignIn)));
        }
        kept.log(rows).await;
        kept.claim(0, 100).await;
        kept.derive_all().await;
        for edge in [0, 3, 19, 20] {
            let filter = PastFilter { text: "client-".into(), ..PastFilter::default() };
            let at = day(70).plus_millis(half_hours(edge));
            let rows = kept.page_at(at, filter, (PastColumn::Name, false)).await.rows;
            let in_use: Vec<bool> = rows.iter().map(|row| row.verdict == Some(Verdict::InUse)).collect();
            let expected: Vec<bool> = (0..clients).map(|number| number >= edge).collect();
            assert_eq!(in_use, expected, "of {clients}, edge {edge}");
        }
    }
}

#[tokio::test]
async fn names_of_the_moment_are_searched_and_sorted_by() {
    let kept = Kept::new().await;
    kept.look(&[("a", "Zebra"), ("b", "booking")], day(1)).await;
    kept.look(&[("a", "Apple"), ("b", "booking")], day(20)).await;
    kept.claim(0, 10).await;
    kept.claim(15, 30).await;
    kept.derive_all().await;
    let names = async |at, text: &str, descending| {
        let filter = PastFilter { text: text.into(), ..PastFilter::default() };
        let rows = kept.page_at(day(at), filter, (PastColumn::Name, descending)).await.rows;
        rows.into_iter().filter_map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(names(5, "", false).await, ["booking", "Zebra"]);
    assert_eq!(names(25, "", false).await, ["Apple", "booking"]);
    assert_eq!(names(25, "", true).await, ["booking", "Apple"]);
    assert_eq!(names(5, "zeb", false).await, ["Zebra"]);
    assert!(names(25, "zeb", false).await.is_empty());
}

#[tokio::test]
async fn what_is_learned_later_changes_the_list_and_survives_a_restart() {
    let kept = Kept::new().await;
    kept.look(&[("a", "Apple")], day(10)).await;
    kept.claim(8, 30).await;
    kept.derive_all().await;
    assert_eq!(told(&kept.past(day(5)).await), [(None, false)]);
    kept.claim(0, 8).await;
    assert_eq!(told(&kept.past(day(5)).await), [(Some("Apple"), true)]);
    let read_alone = Snapshot {
        kind: domain::snapshot::SnapshotKind::Client,
        key: "late".into(),
        body: client("late", "Late"),
    };
    kept.store.apply_look(&kept.id, read_alone, day(12)).await.unwrap();
    kept.derive_all().await;
    let kept = kept.reopened();
    assert_eq!(told(&kept.past(day(20)).await), [(Some("Apple"), true), (Some("Late"), true)]);
    assert_eq!(told(&kept.past(day(9)).await).len(), 1, "the list of day 10 did not hold it");
}

type Compare = Box<dyn Fn(&PastRow, &PastRow) -> Ordering>;

/// Ids and names that share long beginnings, and few different values in every other column.
async fn alike(kept: &Kept) {
    let names = [
        "Claims service of the north",
        "claims Service of the North",
        "Claims service of the East",
        "Ärzte",
        "",
    ];
    let bodies: Vec<_> = (0..90_usize)
        .map(|number| {
            let mut body =
                client(&format!("registered-by-itself-{:02}", number * 37 % 90), names[number % 5]);
            body["callbacks"] = (0..number % 4).map(|path| format!("https://a.example/{path}")).collect();
            body["is_first_party"] = (number % 3 == 0).into();
            let method = ["none", "client_secret_post", "private_key_jwt"][number % 3];
            body["token_endpoint_auth_method"] = method.into();
            body
        })
        .collect();
    kept.page(&bodies, day(1)).await;
    let ids: Vec<&str> = bodies.iter().filter_map(|body| body["client_id"].as_str()).collect();
    kept.listing(&ids, day(1)).await;
    let uses = ids.iter().step_by(2).zip(1_u32..);
    kept.log(
        uses.map(|(id, seq)| event(seq.into(), day(2 + i64::from(seq) * 7 % 90), id, ActivityKind::SignIn))
            .collect(),
    )
    .await;
    kept.claim(0, 100).await;
    kept.derive_all().await;
}

#[tokio::test]
async fn every_column_sorts_whole_values_in_both_directions_and_pages_follow_each_other() {
    let kept = Kept::new().await;
    alike(&kept).await;
    let label =
        |row: &PastRow| row.name.clone().unwrap_or_else(|| row.key.client_id.to_string()).to_lowercase();
    let id = |row: &PastRow| row.key.client_id.to_string();
    let columns: [(PastColumn, Compare); 5] = [
        (PastColumn::Name, Box::new(move |one, other| label(one).cmp(&label(other)))),
        (PastColumn::Id, Box::new(move |one, other| id(one).cmp(&id(other)))),
        (PastColumn::LastUse, Box::new(|one, other| one.last_use.cmp(&other.last_use))),
        (
            PastColumn::RedirectUris,
            Box::new(|one, other| one.redirect_uri_count.cmp(&other.redirect_uri_count)),
        ),
        (
            PastColumn::Verdict,
            Box::new(|one, other| (one.verdict, one.last_use).cmp(&(other.verdict, other.last_use))),
        ),
    ];
    for (column, compare) in columns {
        for descending in [false, true] {
            let sort = (column, descending);
            let rows = kept.page_at(day(95), PastFilter::default(), sort).await.rows;
            assert_eq!(rows.len(), 90);
            for pair in rows.windows(2) {
                let first = compare(&pair[0], &pair[1]);
                let first = if descending { first.reverse() } else { first };
                let order = first
                    .then_with(|| label(&pair[0]).cmp(&label(&pair[1])))
                    .then_with(|| id(&pair[0]).cmp(&id(&pair[1])));
                assert_eq!(order, Ordering::Less, "{sort:?}: {pair:#?}");
            }
            let mut pages = Vec::new();
            while let page =
                kept.list_at(day(95), PastFilter::default(), sort, (pages.len() as u64, 7)).await.rows
                && !page.is_empty()
            {
                pages.extend(page);
            }
            assert_eq!(pages, rows, "{sort:?}");
        }
    }
}
