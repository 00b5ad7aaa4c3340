//! The head of the inactive screen.

use assessment::WindowDays;
use domain::judgement::Verdict;
use domain::time::DAY_MS;

use crate::error::CommandError;
use crate::judging;
use crate::state::App;
use crate::views::ScopeRequest;
use crate::views::clients::VerdictCountView;
use crate::views::inactive::{InactiveResponse, ThresholdView};

/// What each threshold can prove, coverage per connection, groups by verdict.
#[tauri::command]
pub async fn show_inactive(app: App, request: ScopeRequest) -> Result<InactiveResponse, CommandError> {
    let preferences = app.preferences().await?;
    let asked = preferences.window_of(request.window_days)?;
    let scope = judging::in_window(&app, &request.scope, asked, &preferences).await?;
    let counts = app.store.count_clients(judging::judged(&scope)).await?;
    let read = judging::read(&app, &scope).await?;

    let mut windows = WindowDays::PRESETS.to_vec();
    if !windows.contains(&asked) {
        windows.push(asked);
    }
    let mut scopes = Vec::new();
    for window in &windows {
        scopes.push(judging::in_window(&app, &request.scope, *window, &preferences).await?);
    }
    let provable =
        app.store.count_inactive(scopes.iter().map(|scope| judging::judged(scope)).collect()).await?;
    let longest_ms = scope
        .iter()
        .filter_map(|place| Some(place.cutlines.horizon?.millis_since(place.cutlines.unbroken_since?)));
    Ok(InactiveResponse {
        thresholds: windows
            .iter()
            .zip(&scopes)
            .zip(provable)
            .map(|((window, scope), provable)| ThresholdView {
                days: window.days(),
                provable: read.count_by_log(provable),
                can_prove: scope.iter().any(|place| place.cutlines.window_is_whole()),
            })
            .collect(),
        longest_provable_days: longest_ms.max().and_then(|ms| u32::try_from(ms / DAY_MS).ok()).unwrap_or(0),
        coverage: scope.iter().map(judging::coverage_view).collect(),
        verdicts: Verdict::ALL
            .into_iter()
            .map(|verdict| VerdictCountView {
                verdict,
                count: read.count_of(verdict, counts.verdicts[verdict as usize]),
            })
            .collect(),
        never_used: read.count_by_log(counts.never_used[Verdict::Inactive as usize]),
        unread: judging::unread(&app, &scope).await?,
    })
}
