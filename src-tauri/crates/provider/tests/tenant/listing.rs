use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use domain::listing::{Listing, Unread};
use domain::snapshot::Snapshot;
use provider::Share;
use serde_json::json;
use simulator::{ListOrder, OverCap, PageCap, Plan, Settings};

use crate::stage::{START, Stage};

fn keys(items: &[Snapshot]) -> Vec<String> {
    let mut keys: Vec<String> = items.iter().map(|item| item.key.clone()).collect();
    keys.sort_unstable();
    keys
}

#[tokio::test]
async fn a_quiet_listing_is_complete_in_every_paging_order_and_page_size() {
    for checkpoint_clients in [true, false] {
        for list_order in [ListOrder::Created, ListOrder::Newest, ListOrder::Scattered] {
            for (limit, over) in [(100, OverCap::Refuse), (50, OverCap::Refuse), (50, OverCap::Clamp)] {
                let page_cap = PageCap { limit, over };
                let settings = Settings {
                    clients: 137,
                    checkpoint_clients,
                    list_order,
                    page_cap,
                    ..Settings::default()
                };
                let stage = Stage::set(settings).await;
                let mut pages = 0;
                let listing = stage.reader(Share::FULL).list_clients(&mut |_| pages += 1).await;
                let Listing::Complete { items, started_at } = listing else {
                    panic!(
                        "{checkpoint_clients} {list_order:?} {page_cap:?}: {} items",
                        listing.items().len()
                    );
                };
                assert_eq!(keys(&items), stage.alive_at(START));
                assert_eq!(started_at.millis(), START);
                assert!(items.iter().any(|item| item.body["global"] == true));
                assert!(items.iter().all(|item| item.body.get("client_secret").is_none()));
                assert!(pages >= 3);
            }
        }
    }
}

#[tokio::test]
async fn offset_paging_that_ends_at_the_servers_cap_is_cut_short() {
    let stage =
        Stage::set(Settings { clients: 1_250, checkpoint_clients: false, ..Settings::default() }).await;
    let listing = stage.reader(Share::FULL).list_clients(&mut |_| {}).await;
    let Listing::CutShort { items, why } = listing else {
        panic!("{} items claimed complete", listing.items().len())
    };
    assert_eq!(items.len(), 1_000);
    assert_eq!(why, Unread::BeyondLimit { limit: 1_000 });
}

/// What happens to one listing under change.
struct Outcome {
    complete: bool,
    missing: usize,
    invented: usize,
    calls: u64,
}

async fn list_under_change(
    clients: usize,
    per_minute: i64,
    order: ListOrder,
    seed: u64,
    checkpoint: bool,
) -> Outcome {
    let settings = Settings {
        clients,
        seed,
        list_order: order,
        checkpoint_clients: checkpoint,
        plan: Plan::Professional,
        ..Settings::default()
    };
    let stage = Stage::set(settings).await;
    let edit = stage.tenant.edit();
    let living = Arc::new(Mutex::new(stage.alive_at(START)));
    let mut done = 0;
    let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    stage.meanwhile(move |now_ms| {
        while done * 60_000 < (now_ms - START) * per_minute {
            done += 1;
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let mut living = living.lock().unwrap();
            let index = usize::try_from(random >> 8).unwrap() % living.len();
            match random % 5 {
                0 | 1 => living.push(edit.create_client(&json!({"name": format!("new {done}")}))),
                2 | 3 => {
                    let id = living[index].clone();
                    if edit.delete_client(&id) {
                        living.swap_remove(index);
                    }
                }
                _ => drop(
                    edit.patch_client(&living[index].clone(), &json!({"name": format!("changed {done}")})),
                ),
            }
        }
    });
    let reader = stage.reader(Share::FULL);
    let listing = reader.list_clients(&mut |_| {}).await;
    let ended = stage.clock.clock.now_ms();
    let listed: BTreeSet<String> = keys(listing.items()).into_iter().collect();
    let lives = stage.tenant.journal().clients();
    let throughout = lives
        .iter()
        .filter(|life| life.created_at_ms <= START && life.deleted_at_ms.is_none_or(|gone| gone > ended));
    let ever: BTreeSet<&str> = lives
        .iter()
        .filter(|life| life.deleted_at_ms.is_none_or(|gone| gone >= START))
        .map(|life| life.client_id.as_str())
        .collect();
    Outcome {
        complete: matches!(listing, Listing::Complete { .. }),
        missing: throughout.filter(|life| !listed.contains(&life.client_id)).count(),
        invented: listed.iter().filter(|id| !ever.contains(id.as_str())).count(),
        calls: reader.calls(),
    }
}

#[tokio::test]
async fn a_listing_under_change_is_never_complete_and_wrong() {
    for (clients, checkpoint) in [(350, true), (250, false)] {
        for order in [ListOrder::Created, ListOrder::Newest, ListOrder::Scattered] {
            for per_minute in [0, 1, 10, 60] {
                let outcome = list_under_change(clients, per_minute, order, 1, checkpoint).await;
                println!("{clients} {checkpoint} {order:?} {per_minute}/min: {} calls", outcome.calls);
                assert!(outcome.complete || per_minute > 10, "{order:?} {per_minute}");
                if outcome.complete {
                    assert_eq!((outcome.missing, outcome.invented), (0, 0), "{order:?} {per_minute}");
                }
            }
        }
    }
}
