//! What needs attention: at most a handful of cards, most urgent first, each with its evidence and one action.

use domain::time::{DAY_MS, Timestamp};
use store::Overview;

use crate::judging::InScope;
use crate::views::clients::{ClientFilter, ClientKey, OriginView};
use crate::views::overview::{CardAction, CardView, SeverityView};
use crate::views::{CoverageView, ProblemCode, UnreadView};
use crate::words;

/// A burst of self-registrations of this size is critical; smaller ones are high.
const FLOOD: u64 = 15;

/// A client that made up this share of all failures stands out.
const STANDS_OUT: f64 = 0.5;

/// Fewer failures than this in three days are noise.
const WORTH_SAYING: u64 = 20;

/// A deadline closer than this is urgent.
const SOON_MS: i64 = 12 * 3_600_000;

/// The cards of a scope.
#[must_use]
pub fn cards(
    scope: &[InScope],
    overview: &Overview,
    coverage: &[CoverageView],
    unread: &[UnreadView],
    now: Timestamp,
) -> Vec<CardView> {
    let mut cards = Vec::new();
    cards.extend(overview.bursts.iter().map(|burst| registrations(burst, now)));
    cards.extend(failing(overview, now));
    cards.extend(unread.iter().filter(|part| part.what == "clients" || part.what == "log").map(not_read));
    cards.extend(coverage.iter().filter_map(|place| deadline(place, now)));
    cards.extend(inactive(overview, coverage, now));
    cards.extend(coverage.iter().filter_map(|place| latest_hole(place, now)));
    cards.extend(not_proven(overview, coverage, now));
    cards.extend(scope.iter().filter_map(|place| stale(place, now)));
    cards.sort_by_key(|card| (card.severity, std::cmp::Reverse(card.at)));
    cards
}

fn card(
    id: &str,
    severity: SeverityView,
    at: Option<Timestamp>,
    title: String,
    why: String,
    evidence: Vec<String>,
    action: CardAction,
) -> CardView {
    CardView { id: id.to_owned(), severity, title, why, evidence, at: at.map(Timestamp::millis), action }
}

fn registrations(burst: &store::Burst, now: Timestamp) -> CardView {
    let lasted = burst.last_at.millis_since(burst.first_at);
    let mut evidence = vec![format!(
        "{} {}–{} UTC",
        words::day(burst.first_at, now),
        clock_time(burst.first_at),
        clock_time(burst.last_at)
    )];
    evidence.extend(burst.address.clone());
    card(
        &format!("registrations-{}-{}", burst.connection, burst.first_at.millis()),
        if burst.count >= FLOOD { SeverityView::Critical } else { SeverityView::High },
        Some(burst.last_at),
        format!("{} registered themselves in {}", words::counted(burst.count, "client"), words::stretch(lasted.max(60_000))),
        "Registration is open: /oidc/register takes requests without a token, and each new client gets what third-party clients get by default.".into(),
        evidence,
        CardAction::ShowClients {
            label: "Review clients".into(),
            filter: ClientFilter {
                origins: vec![OriginView::Dcr],
                created_since_at: Some(burst.first_at.millis()),
                ..ClientFilter::default()
            },
        },
    )
}

fn clock_time(at: Timestamp) -> String {
    at.to_rfc3339().get(11..16).unwrap_or_default().to_owned()
}

fn failing(overview: &Overview, now: Timestamp) -> Option<CardView> {
    let most = overview.most_failing.as_ref().filter(|most| most.failures >= WORTH_SAYING)?;
    #[expect(clippy::cast_precision_loss, reason = "a share of counts")]
    let share = most.failures as f64 / most.all_failures.max(1) as f64;
    let name = most.name.clone().unwrap_or_else(|| most.key.client_id.to_string());
    (share >= STANDS_OUT).then(|| {
        card(
            "failing",
            SeverityView::High,
            Some(now),
            format!("{name} is refused"),
            "Its token requests fail: a wrong or old secret, a missing grant, or somebody trying. Failures never count as use.".into(),
            vec![
                format!("{} failed in 3 days", words::counted(most.failures, "request")),
                format!("{:.0} % of all failures", share * 100.0),
            ],
            CardAction::ShowClient {
                label: "Open client".into(),
                client: ClientKey {
                    connection_id: most.key.connection.to_string(),
                    client_id: most.key.client_id.to_string(),
                },
            },
        )
    })
}

fn not_read(part: &UnreadView) -> CardView {
    let severity =
        if part.code == ProblemCode::Cancelled { SeverityView::Medium } else { SeverityView::High };
    card(
        &format!("unread-{}-{}", part.connection_name, part.what),
        severity,
        part.last_complete_at.map(Timestamp::from_millis),
        format!("The {} of {} could not be read to the end", part.what, part.connection_name),
        format!("{} What is shown may be incomplete. {}", part.why, part.todo),
        Vec::new(),
        CardAction::ShowInactive { label: "See coverage".into() },
    )
}

fn deadline(place: &CoverageView, now: Timestamp) -> Option<CardView> {
    let by = Timestamp::from_millis(place.lost_unless_synced_by_at?);
    let left = by.millis_since(now);
    (left < SOON_MS).then(|| {
        let (title, severity) = if left > 0 {
            (
                format!("{}: sync within {} or days are lost", place.connection_name, words::stretch(left)),
                SeverityView::High,
            )
        } else {
            (format!("{}: days of log are being lost", place.connection_name), SeverityView::Critical)
        };
        card(
            &format!("deadline-{}", place.connection_id),
            severity,
            Some(now),
            title,
            format!(
                "The tenant keeps its log for {}. Without a sync before {} {} UTC, days turn hatched.",
                words::counted(u64::from(place.keeps_days.unwrap_or(1)), "day"),
                words::day(by, now),
                clock_time(by)
            ),
            Vec::new(),
            CardAction::SyncNow { label: "Sync now".into(), connection_id: place.connection_id.clone() },
        )
    })
}

fn inactive(overview: &Overview, coverage: &[CoverageView], now: Timestamp) -> Option<CardView> {
    let [_, _, _, may_live, inactive] = overview.counts.verdicts;
    let never_used = overview.counts.never_used[4];
    let window_days =
        coverage.first().and_then(|place| place.horizon_at.map(|at| (at - place.window_start_at) / DAY_MS));
    let days = u64::try_from(window_days.unwrap_or(30)).unwrap_or(30);
    (inactive > 0).then(|| {
        let mut evidence = vec![format!("{days} of {days} days covered")];
        if never_used > 0 {
            evidence.push(format!("{} of them were never used", words::grouped(never_used)));
        }
        if may_live > 0 {
            evidence.push(format!("{} more may still have live tokens", words::grouped(may_live)));
        }
        card(
            "inactive",
            SeverityView::Medium,
            Some(now),
            format!(
                "{} {} inactive for {}",
                words::counted(inactive, "client"),
                if inactive == 1 { "is" } else { "are" },
                words::counted(days, "day")
            ),
            format!("Every one of the last {days} days is in the log and holds no token for them."),
            evidence,
            CardAction::ShowInactive { label: format!("Review {}", words::grouped(inactive)) },
        )
    })
}

fn latest_hole(place: &CoverageView, now: Timestamp) -> Option<CardView> {
    let hole = place.holes.first()?;
    let (from, to) = (Timestamp::from_millis(hole.from_at), Timestamp::from_millis(hole.to_at));
    let length = to.millis_since(from);
    let days = u64::try_from((length + DAY_MS / 2) / DAY_MS).unwrap_or(0);
    let recent = now.millis_since(to) < i64::from(crate::judging::STRIP_DAYS) * DAY_MS;
    (recent && length >= 3_600_000).then(|| {
        let how_long = if days == 0 { words::stretch(length) } else { words::counted(days, "day") };
        card(
            &format!("hole-{}", place.connection_id),
            SeverityView::Medium,
            Some(to),
            format!(
                "{how_long} of log {} missing, {} – {}",
                if days == 1 || days == 0 { "is" } else { "are" },
                words::day(from, now),
                words::day(to, now)
            ),
            format!("{} Windows that reach into it cannot be proven.", words::sentence(&hole.reason)),
            vec![place.connection_name.clone()],
            CardAction::ShowInactive { label: "See coverage".into() },
        )
    })
}

fn not_proven(overview: &Overview, coverage: &[CoverageView], now: Timestamp) -> Option<CardView> {
    let count = overview.counts.verdicts[2];
    let provable_at =
        coverage.iter().filter_map(|place| place.provable_at).min().map(Timestamp::from_millis)?;
    (count > 0).then(|| {
        card(
            "not-proven",
            SeverityView::Low,
            Some(now),
            format!("{} cannot be proven inactive yet", words::counted(count, "client")),
            format!(
                "The window has holes. If Rollcall keeps syncing, the first Inactive becomes provable on {}.",
                words::day(provable_at, now)
            ),
            coverage
                .iter()
                .filter(|place| place.watched < 1.0)
                .map(|place| {
                    // never rounded up: 99.9 % is not the whole window
                    let percent = (place.watched * 100.0).floor();
                    format!("{}: {percent} % of the window watched", place.connection_name)
                })
                .collect(),
            CardAction::ShowInactive { label: "See evidence".into() },
        )
    })
}

fn stale(place: &InScope, now: Timestamp) -> Option<CardView> {
    place.proof.stale.then(|| {
        let horizon = place.cutlines.horizon.unwrap_or(now);
        card(
            &format!("stale-{}", place.connection.id),
            SeverityView::High,
            Some(horizon),
            format!(
                "{} was last read {} ago",
                place.connection.name,
                words::stretch(now.millis_since(horizon))
            ),
            "Verdicts are worded as of that moment, and nothing may be concluded about the time since."
                .into(),
            vec![format!("log read to {} {} UTC", words::day(horizon, now), clock_time(horizon))],
            CardAction::SyncNow { label: "Sync now".into(), connection_id: place.connection.id.to_string() },
        )
    })
}
