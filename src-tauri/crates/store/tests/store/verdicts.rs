//! The store's verdicts against `assessment`, and filters, sorting and paging against plain Rust over the same rows.

use std::collections::BTreeSet;

use assessment::policy::WindowDays;
use assessment::{Judgement, cutlines, judge};
use domain::activity::{ActivityKind, AdminAction, LogEvent};
use domain::coverage::{Coverage, Interval};
use domain::ids::ClientId;
use domain::judgement::{Cutlines, Verdict};
use domain::time::{DAY_MS, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};
use store::{ClientColumn, ClientFilter, ClientRow, ClientSort, ClientTag, Judged};

use crate::kept::{Kept, START, admin, event};

const HOUR_MS: i64 = 3_600_000;
/// The world is so many hours long.
const HOURS: i64 = 40 * 24;

fn at(hour: i64) -> Timestamp {
    Timestamp::from_millis(START + hour * HOUR_MS)
}

/// One client of a generated tenant; moments are hours.
#[derive(Clone, Debug)]
struct Made {
    uses: Vec<(i64, usize)>,
    created: Option<i64>,
    read: Option<i64>,
    lifetime_hours: i64,
    kind: usize,
    has_owner: bool,
}

fn any_client() -> impl Strategy<Value = Made> {
    (
        prop::collection::vec((0..HOURS, 0..8_usize), 0..4),
        prop::option::of(0..HOURS),
        prop::option::weighted(0.8, 0..HOURS),
        0..40 * 24_i64,
        0..6_usize,
        any::<bool>(),
    )
        .prop_map(|(uses, created, read, lifetime_hours, kind, has_owner)| Made {
            uses,
            created,
            read,
            lifetime_hours,
            kind,
            has_owner,
        })
}

fn body(index: usize, made: &Made) -> Value {
    // the last ones are the tenant's global client and Rollcall's own
    let id = if made.kind == 5 && index == 0 { "rollcall".to_owned() } else { format!("client{index}") };
    let name = ["Ärger", "zebra", "Booking", "booking", "Über", "apple"][(index + made.kind) % 6];
    let first_party = [Some(true), Some(false), None][made.kind % 3];
    let method = ["none", "client_secret_post", "private_key_jwt"][made.kind % 3];
    json!({
        "client_id": id,
        "name": name,
        "global": made.kind == 4 && index == 1,
        "is_first_party": first_party,
        "external_metadata_type": (made.kind == 1).then_some("dcr"),
        "token_endpoint_auth_method": method,
        "callbacks": (0..made.kind).map(|n| format!("https://host{n}.example/cb")).collect::<Vec<_>>(),
    })
}

async fn tenant(made: &[Made]) -> Kept {
    let kept = Kept::new().await;
    let mut rows: Vec<LogEvent> = Vec::new();
    let mut number = 0;
    for (index, made) in made.iter().enumerate() {
        let body = body(index, made);
        let id = body["client_id"].as_str().unwrap();
        for (hour, kind) in &made.uses {
            number += 1;
            rows.push(event(number, at(*hour), id, ActivityKind::ALL[*kind]));
        }
        if let Some(hour) = made.created {
            number += 1;
            rows.push(admin(number, at(hour), id, AdminAction::ClientCreated));
        }
        if let Some(hour) = made.read {
            kept.page(std::slice::from_ref(&body), at(hour)).await;
        }
    }
    kept.log(rows).await;
    let lifetimes = made.iter().enumerate().map(|(index, made)| {
        let id = ClientId::new(body(index, made)["client_id"].as_str().unwrap());
        (id, made.lifetime_hours * HOUR_MS, false)
    });
    kept.store.set_token_lifetimes(&kept.id, lifetimes.collect()).await.unwrap();
    let owned =
        kept.rows().await.into_iter().enumerate().filter(|(index, _)| made[*index % made.len()].has_owner);
    let owned = owned.map(|(index, row)| (row.key, ["Payments", "claims"][index % 2].to_owned())).collect();
    kept.store.annotate(owned, store::AnnotationField::Owner, "Ada".to_owned(), at(HOURS)).await.unwrap();
    kept
}

fn any_lines() -> impl Strategy<Value = Cutlines> {
    (prop::collection::vec((0..HOURS, 1..HOURS), 0..3), 1..31_u16, HOURS..HOURS + 72).prop_map(
        |(spans, days, now)| {
            let spans = spans
                .into_iter()
                .filter_map(|(from, length)| Interval::new(at(from), at((from + length).min(HOURS))));
            let coverage: Coverage = spans.collect();
            cutlines(at(now), &coverage, WindowDays::new(days).unwrap())
        },
    )
}

fn judgement(row: &ClientRow, lines: &Cutlines) -> Option<Judgement> {
    row.tag.is_none().then(|| judge(&row.facts, lines))
}

/// What a column sorts by, as `ClientColumn` says; unknown is `None`.
fn key(row: &ClientRow, lines: &Cutlines, column: ClientColumn) -> (Option<i64>, Option<i64>, String) {
    let millis = |at: Option<Timestamp>| at.map(Timestamp::millis);
    let last_use = millis(row.facts.last_use.map(|(at, _)| at));
    let number = |key: Option<i64>| (key, None, String::new());
    match column {
        ClientColumn::Name | ClientColumn::Id => number(None),
        ClientColumn::Kind => number(Some(
            i64::from(domain_order(
                &format!("{:?}", row.party),
                &["First", "ThirdStrict", "ThirdPermissive", "Unknown"],
            )) * 4
                + i64::from(domain_order(&format!("{:?}", row.origin), &["Admin", "Dcr", "Cimd", "Unknown"])),
        )),
        ClientColumn::Credential => number(Some(row.credential as i64)),
        ClientColumn::LastUse => number(last_use),
        ClientColumn::Verdict => {
            (judgement(row, lines).map(|judged| i64::from(judged.verdict.code())), last_use, String::new())
        }
        ClientColumn::RedirectUris => number(row.redirect_uri_count.map(i64::from)),
        ClientColumn::Owner => {
            (row.owner.as_ref().map(|_| 0), None, row.owner.clone().unwrap_or_default().to_lowercase())
        }
        ClientColumn::Quiet => number(Some(judge(&row.facts, lines).quiet_ms)),
        ClientColumn::Created => number(millis(row.facts.created_at.or(row.facts.seen_at))),
    }
}

fn domain_order(value: &str, order: &[&str]) -> u8 {
    u8::try_from(order.iter().position(|known| *known == value).unwrap()).unwrap()
}

fn name(row: &ClientRow) -> String {
    row.name.clone().unwrap_or_else(|| row.key.client_id.as_str().to_owned()).to_lowercase()
}

const COLUMNS: [ClientColumn; 10] = [
    ClientColumn::Name,
    ClientColumn::Id,
    ClientColumn::Kind,
    ClientColumn::Credential,
    ClientColumn::LastUse,
    ClientColumn::Verdict,
    ClientColumn::RedirectUris,
    ClientColumn::Owner,
    ClientColumn::Quiet,
    ClientColumn::Created,
];

fn sorted(mut rows: Vec<ClientRow>, lines: &Cutlines, sort: ClientSort) -> Vec<ClientRow> {
    rows.sort_by(|one, other| {
        let (a, b) = (key(one, lines, sort.column), key(other, lines, sort.column));
        let ids = one.key.client_id.as_str().cmp(other.key.client_id.as_str());
        let ties = name(one).cmp(&name(other)).then(ids);
        let by_column = match sort.column {
            ClientColumn::Name => name(one).cmp(&name(other)).then(ids),
            ClientColumn::Id => ids,
            ClientColumn::Owner | ClientColumn::Verdict if a.0.is_none() != b.0.is_none() => {
                return b.0.is_some().cmp(&a.0.is_some());
            }
            _ => a.cmp(&b),
        };
        let by_column = if sort.descending { by_column.reverse() } else { by_column };
        by_column.then(ties)
    });
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn sql_judges_counts_filters_and_sorts_as_plain_rust_does(
        made in prop::collection::vec(any_client(), 1..25),
        lines in any_lines(),
        more in prop::collection::vec(any_lines(), 3),
        column in prop::sample::select(&COLUMNS[..]),
        descending in any::<bool>(),
        verdicts in prop::sample::subsequence(Verdict::ALL.to_vec(), 0..3),
        (never_used, has_owner) in (prop::option::weighted(0.3, any::<bool>()), prop::option::weighted(0.3, any::<bool>())),
        text in prop::sample::select(vec!["", "", "Ä", "BOOK", "host2", "client1"]),
        (offset, limit) in (0..10_u64, 1..12_u32),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(async {
            let kept = tenant(&made).await;
            let scope = |lines: &Cutlines| vec![Judged { connection: kept.id.clone(), cutlines: *lines }];
            let by_id = ClientSort { column: ClientColumn::Id, descending: false };
            let all = kept.store.list_clients(scope(&lines), ClientFilter::default(), by_id, 0, 500).await.unwrap();
            let all = all.rows;
            for row in &all {
                let expected = judgement(row, &lines).map(|judged| judged.verdict);
                prop_assert_eq!(row.verdict, expected, "{:?} {:?}", row, lines);
                let tag = (row.key.client_id.as_str() == "rollcall").then_some(ClientTag::Rollcall);
                prop_assert!(row.tag == tag || row.tag == Some(ClientTag::Global));
            }

            let counts = kept.store.count_clients(scope(&lines)).await.unwrap();
            for verdict in Verdict::ALL {
                let judged: Vec<_> = all.iter().filter_map(|row| judgement(row, &lines)).filter(|one| one.verdict == verdict).collect();
                prop_assert_eq!(counts.verdicts[usize::from(verdict.code())], judged.len() as u64);
                let never = judged.iter().filter(|one| one.never_used).count();
                prop_assert_eq!(counts.never_used[usize::from(verdict.code())], never as u64);
            }
            prop_assert_eq!(counts.no_owner, all.iter().filter(|row| row.owner.is_none()).count() as u64);
            prop_assert_eq!(counts.unlisted, all.iter().filter(|row| !row.listed).count() as u64);

            let inactive = kept.store.count_inactive(more.iter().map(scope).collect()).await.unwrap();
            for (lines, count) in more.iter().zip(inactive) {
                let proven = all.iter().filter_map(|row| judgement(row, lines));
                let proven = proven.filter(|one| matches!(one.verdict, Verdict::Inactive | Verdict::InactiveTokensMayLive));
                prop_assert_eq!(count, proven.count() as u64);
            }

            let sort = ClientSort { column, descending };
            let filter = ClientFilter {
                text: text.to_owned(), verdicts: verdicts.clone(), never_used, has_owner, ..ClientFilter::default()
            };
            let wanted: BTreeSet<&str> = all.iter().filter(|row| {
                let judged = judgement(row, &lines);
                let never = judged.is_some_and(|one| one.never_used);
                let folded = text.to_lowercase();
                (verdicts.is_empty() || judged.is_some_and(|one| verdicts.contains(&one.verdict)))
                    && never_used.is_none_or(|wanted| wanted == never || !wanted && row.tag.is_some())
                    && has_owner.is_none_or(|wanted| wanted == row.owner.is_some())
                    && (name(row).contains(&folded) || row.key.client_id.as_str().contains(&folded)
                        || row.redirect_uri_count.is_some_and(|count| folded == "host2" && count > 2))
            }).map(|row| row.key.client_id.as_str()).collect();
            let expected: Vec<ClientRow> = sorted(all.clone(), &lines, sort).into_iter()
                .filter(|row| wanted.contains(row.key.client_id.as_str())).collect();
            let page = kept.store.list_clients(scope(&lines), filter, sort, offset, limit).await.unwrap();
            prop_assert_eq!((page.total, page.all), (expected.len() as u64, all.len() as u64));
            let expected: Vec<ClientRow> =
                expected.into_iter().skip(usize::try_from(offset).unwrap()).take(limit as usize).collect();
            prop_assert_eq!(page.rows, expected);
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn the_client_that_rollcall_signs_in_as_is_tagged_and_never_judged() {
    let kept = Kept::new().await;
    kept.log(vec![event(1, at(HOURS), "rollcall", ActivityKind::ManagementCall)]).await;
    let row = kept.row("rollcall").await.unwrap();
    assert_eq!((row.tag, row.verdict), (Some(ClientTag::Rollcall), None));
    let lines = Cutlines {
        now: at(HOURS),
        horizon: Some(at(HOURS)),
        window_start: at(HOURS).plus_millis(-30 * DAY_MS),
        unbroken_since: Some(at(0)),
    };
    let scope = vec![Judged { connection: kept.id.clone(), cutlines: lines }];
    let counts = kept.store.count_clients(scope).await.unwrap();
    assert_eq!((counts.all, counts.verdicts), (1, [0; 5]));
}
