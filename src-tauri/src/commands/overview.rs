//! The overview.

use assessment::redirect_risk::Severity;
use domain::judgement::Verdict;
use domain::time::Day;

use crate::error::CommandError;
use crate::judging::{self, STRIP_DAYS};
use crate::state::App;
use crate::views::clients::ClientKey;
use crate::views::overview::{FailureDay, MostFailingView, OverviewResponse, RegistrationDay};
use crate::views::{CountView, DayCover, ScopeRequest};
use crate::{cards, change_cards, operation_cards, timeline};

/// Cards, key figures, ninety days of registrations and failures, coverage.
#[tauri::command]
pub async fn show_overview(app: App, request: ScopeRequest) -> Result<OverviewResponse, CommandError> {
    let scope = judging::scope(&app, &request.scope, request.window_days).await?;
    let now = scope.iter().map(|place| place.cutlines.now).max().unwrap_or(app.clock.now());
    let first_day = Day(now.day().0 - STRIP_DAYS + 1);
    let overview = app.store.overview(judging::judged(&scope), first_day).await?;
    let coverage: Vec<_> = scope.iter().map(judging::coverage_view).collect();
    let unread = judging::unread(&app, &scope).await?;
    let read = judging::read(&app, &scope).await?;
    let (judged, is_current) = timeline::judged_promptly(&app, &scope).await?;
    let mut cards = cards::cards(&scope, &overview, &coverage, &unread, now);
    cards.extend(change_cards::cards(&app, &judged).await?);
    cards.extend(operation_cards::cards(&app, &scope).await?);
    cards.sort_by_key(|card| (card.severity, std::cmp::Reverse(card.at)));
    let critical = timeline::open_with(&app, &judged, Severity::Critical).await?.len() as u64;
    let verdict = |verdict: Verdict| read.count_of(verdict, overview.counts.verdicts[verdict as usize]);
    Ok(OverviewResponse {
        cards,
        open_changes: read.count_by_log(app.store.count_changes(timeline::ids(&scope)).await?.open_uris),
        critical_changes: CountView { n: critical, proven: read.log && is_current },
        clients: read.count(overview.counts.all),
        third_party: read.count(overview.counts.third_party),
        in_use: verdict(Verdict::InUse),
        inactive: verdict(Verdict::Inactive),
        inactive_tokens_may_live: verdict(Verdict::InactiveTokensMayLive),
        not_proven: verdict(Verdict::NotProven),
        too_new: verdict(Verdict::TooNew),
        days_with_log: coverage.iter().map(whole_days).min().unwrap_or(0),
        registrations: overview
            .registrations
            .iter()
            .map(|day| RegistrationDay {
                day: day.day.0,
                self_registered: small(day.self_registered),
                by_admin: small(day.by_admin),
            })
            .collect(),
        failures: overview
            .failures
            .iter()
            .map(|(day, n)| FailureDay { day: day.0, failures: small(*n) })
            .collect(),
        most_failing: overview.most_failing.as_ref().map(|most| MostFailingView {
            client: ClientKey {
                connection_id: most.key.connection.to_string(),
                client_id: most.key.client_id.to_string(),
            },
            name: most.name.clone().unwrap_or_else(|| most.key.client_id.to_string()),
            #[expect(clippy::cast_precision_loss, reason = "a share of counts")]
            share: most.failures as f64 / most.all_failures.max(1) as f64,
        }),
        coverage,
        unread,
        ever_read: read.ever,
    })
}

fn whole_days(place: &crate::views::CoverageView) -> u32 {
    small(place.days.iter().filter(|day| **day == DayCover::Whole).count() as u64)
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
