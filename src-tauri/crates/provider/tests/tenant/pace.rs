use domain::listing::Listing;
use provider::Share;
use provider::auth0::RowRules;
use simulator::{Plan, Settings};

use crate::stage::{START, Stage};

#[expect(clippy::cast_precision_loss, reason = "counts and times of a test are small")]
fn float(number: i64) -> f64 {
    number as f64
}

/// Reads all clients and all of the log, and gives seconds of virtual time and of the plan's floor.
async fn first_sync(plan: Plan, clients: usize) -> (f64, f64) {
    let settings =
        Settings { clients, plan, retention_days: Some(30), days_of_history: 30, ..Settings::default() };
    let stage = Stage::set(settings).await;
    let reader = stage.reader(Share::FULL);
    let listing = reader.list_clients(&mut |_| {}).await;
    let Listing::Complete { items, .. } = listing else { panic!("{listing:?}") };
    let rules = RowRules::default();
    let mut at = reader.oldest_log(&rules).await.unwrap().unwrap().log_id;
    let mut rows = 1;
    loop {
        let page = reader.logs_after(&at, &rules).await.unwrap();
        rows += page.rows.len();
        if page.end {
            break;
        }
        at = page.next;
    }
    let seconds = float(stage.clock.clock.now_ms() - START) / 1_000.0;
    let pages = |items: usize| i64::try_from(items.div_ceil(100)).unwrap();
    let (client_pages, log_pages) = (2 * pages(items.len()), pages(rows));
    let of = |calls: i64, burst: f64, per_minute: f64| ((float(calls) - burst) * 60.0 / per_minute).max(0.0);
    let floor = match plan {
        Plan::Free => of(client_pages + log_pages, 2.0, 120.0),
        Plan::Enterprise => of(client_pages + log_pages, 50.0, 960.0),
        // read one after the other here, each from its own bucket
        _ => of(client_pages, 5.0, 100.0) + of(log_pages, 10.0, 100.0),
    };
    println!(
        "{plan:?}: {client_pages} + {log_pages} pages, {seconds} s, floor {floor} s, {} calls, ratio {:.3}",
        reader.calls(),
        seconds / floor
    );
    (seconds, floor)
}

#[tokio::test]
async fn at_full_share_a_first_sync_takes_the_floor_time_of_the_plan() {
    for plan in [Plan::Free, Plan::Professional, Plan::Enterprise] {
        let (seconds, floor) = first_sync(plan, 400).await;
        assert!(seconds / floor <= 1.08, "{plan:?}: {seconds} s for {floor} s");
    }
}
