//! The list of clients as it was at the end of a past UTC day, by today's knowledge.

use domain::judgement::Verdict;
use domain::time::Timestamp;
use store::{ClientKey, Moment, PastRow, StripDay};

use crate::error::CommandError;
use crate::judging::{self, InScope};
use crate::state::App;
use crate::views::CountView;
use crate::views::clients::{ClientRow, ListClientsRequest, ListClientsResponse, PastListView, PastRowView};
use crate::{asking, past, words};

/// One page of the clients as they were at the end of that day.
///
/// # Errors
/// The day is none or lies ahead, the filter or the column is only known of now, or the files cannot be read.
pub async fn page(
    app: &App,
    request: ListClientsRequest,
    day: &str,
) -> Result<ListClientsResponse, CommandError> {
    let window = app.preferences().await?.window_of(request.window_days)?;
    let now = judging::scope(app, &request.scope, request.window_days).await?;
    let filter = asking::past_filter(request.filter)?;
    let sort = asking::past_sort(request.sort)?;
    let mut scope = Vec::with_capacity(now.len());
    let mut asked = Vec::with_capacity(now.len());
    for place in &now {
        let at = past::end_of(day, place.cutlines.now)?;
        let then = place.then(at, window);
        let covered = place.ledger.coverage.intervals().iter().find(|held| held.from <= at && at < held.to);
        asked.push((then.judged(), Moment { at, covered: covered.copied() }));
        scope.push(then);
    }
    let limit = request.limit.clamp(1, 500);
    let page = app.store.list_past(asked, filter, sort, request.offset, limit).await?;
    let read = judging::read(app, &now).await?;
    let count = |n| CountView { n, proven: page.is_complete };
    let at = scope.iter().map(|place| place.cutlines.now).max().unwrap_or_else(|| app.clock.now());
    Ok(ListClientsResponse {
        offset: request.offset,
        total: count(page.total),
        all: count(page.existed + page.unproven),
        coverage: scope.iter().map(judging::coverage_view).collect(),
        unread: Vec::new(),
        ever_read: read.ever,
        past: Some(PastListView {
            at: at.millis(),
            existed: page.existed,
            not_known: page.unproven,
            is_complete: page.is_complete,
        }),
        rows: shown(app, &scope, page.rows).await?,
    })
}

async fn shown(app: &App, scope: &[InScope], rows: Vec<PastRow>) -> Result<Vec<ClientRow>, CommandError> {
    let keys: Vec<ClientKey> = rows.iter().map(|row| row.key.clone()).collect();
    let first_day = scope.iter().map(InScope::first_day).min().unwrap_or(domain::time::Day(0));
    let strips = app.store.strips(keys, first_day).await?;
    let shown = rows.into_iter().zip(strips).filter_map(|(row, strip)| {
        let place = judging::find(scope, &row.key.connection)?;
        Some(view(place, row, &strip))
    });
    Ok(shown.collect())
}

fn view(place: &InScope, row: PastRow, strip: &[StripDay]) -> ClientRow {
    let last_day = place.cutlines.now.day();
    let evidence = row.verdict.map_or_else(String::new, |verdict| evidence(place, &row, verdict));
    let horizon = place.cutlines.horizon;
    let unbroken = place.cutlines.unbroken_since.filter(|_| horizon >= Some(place.cutlines.now));
    let known = row.last_use.map(domain::time::Day::start).or(row.created_at);
    ClientRow {
        connection_id: row.key.connection.to_string(),
        connection_name: place.connection.name.clone(),
        client_id: row.key.client_id.to_string(),
        or_in_gap: unbroken.is_none_or(|unbroken| known.is_none_or(|known| known < unbroken)),
        name: row.name,
        listed: true,
        tag: row.tag.map(Into::into),
        party: row.party.into(),
        origin: row.origin.into(),
        app_type: row.app_type,
        grant_types: row.grant_types,
        credential: row.credential.into(),
        redirect_uri_count: row.redirect_uri_count,
        owner: None,
        note: None,
        judgement: None,
        last_use_at: None,
        last_use_kind: None,
        created_at: row.created_at.map(Timestamp::millis),
        seen_at: None,
        strip: strip
            .iter()
            .filter(|day| day.day <= last_day)
            .map(|day| (day.day.0, day.uses, day.failures))
            .collect(),
        past: Some(PastRowView {
            existed: row.existed,
            is_gone: row.is_gone,
            last_use_day: row.last_use.map(|day| day.0),
            verdict: row.verdict,
            as_of_at: horizon.filter(|_| place.proof.stale).map(Timestamp::millis),
            evidence,
        }),
    }
}

/// What a verdict of that day rests on, in one sentence.
fn evidence(place: &InScope, row: &PastRow, verdict: Verdict) -> String {
    let now = place.cutlines.now;
    let watched = place.cutlines.horizon.map_or_else(
        || "no log until then is held".into(),
        |horizon| {
            let until = if place.proof.stale {
                format!("that ends on {} (UTC)", words::day(horizon, now))
            } else {
                "until then".into()
            };
            format!("{:.0} % of the window {until} is watched", place.proof.watched * 100.0)
        },
    );
    let last = row.last_use.map(|day| format!("last used on {} (UTC)", words::day(day.start(), now)));
    match (verdict, last) {
        (Verdict::TooNew, _) => row.created_at.map_or_else(
            || "A complete list within the window did not hold it".into(),
            |created| format!("Registered {}", words::day(created, now)),
        ),
        (_, Some(last)) => format!("{}; {watched}", words::sentence(&last).trim_end_matches('.')),
        (_, None) => format!("No use until then is known; {watched}"),
    }
}
