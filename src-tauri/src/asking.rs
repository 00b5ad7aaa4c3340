//! Questions about many clients: filter and sort as the store takes them, and every row of a question for exports.

use domain::ids::{ClientId, ConnectionId};
use domain::time::{DAY_MS, Timestamp};
use store::{ClientFilter, ClientKey, ClientSort, PastColumn, PastFilter};

use crate::error::CommandError;
use crate::judging::{InScope, judged};
use crate::rows;
use crate::state::App;
use crate::views::clients as views;

/// Failures this recent make a client "failing".
const FAILING_DAYS: i64 = 7;

/// How many rows are read at once for an export.
const PAGE: u32 = 500;

/// A filter as the store takes it; `now` dates "failing".
#[must_use]
pub fn filter(filter: views::ClientFilter, now: Timestamp) -> ClientFilter {
    let since = now.plus_millis(-FAILING_DAYS * DAY_MS);
    ClientFilter {
        text: filter.text,
        verdicts: filter.verdicts,
        parties: filter.parties.into_iter().map(Into::into).collect(),
        origins: filter.origins.into_iter().map(Into::into).collect(),
        credentials: filter.credentials.into_iter().map(Into::into).collect(),
        has_owner: filter.has_owner,
        never_used: filter.never_used,
        created_since: filter.created_since_at.map(Timestamp::from_millis),
        failed_since: (filter.failing == Some(true)).then_some(since),
        not_failed_since: (filter.failing == Some(false)).then_some(since),
    }
}

/// A sorting as the store takes it.
#[must_use]
pub fn sort(sort: views::ClientSort) -> ClientSort {
    let column = match sort.column {
        views::ClientColumn::Name => store::ClientColumn::Name,
        views::ClientColumn::Id => store::ClientColumn::Id,
        views::ClientColumn::Kind => store::ClientColumn::Kind,
        views::ClientColumn::Credential => store::ClientColumn::Credential,
        views::ClientColumn::LastUse => store::ClientColumn::LastUse,
        views::ClientColumn::Verdict => store::ClientColumn::Verdict,
        views::ClientColumn::RedirectUris => store::ClientColumn::RedirectUris,
        views::ClientColumn::Owner => store::ClientColumn::Owner,
        views::ClientColumn::Quiet => store::ClientColumn::Quiet,
        views::ClientColumn::Created => store::ClientColumn::Created,
    };
    ClientSort { column, descending: sort.descending }
}

/// A filter of clients of the past as the store takes it.
///
/// # Errors
/// It asks for something that is only known of now.
pub fn past_filter(filter: views::ClientFilter) -> Result<PastFilter, CommandError> {
    let of_now = [filter.has_owner, filter.never_used, filter.failing].iter().any(Option::is_some)
        || filter.created_since_at.is_some();
    if of_now {
        return Err(CommandError::bad_input(
            "owner, use, creation and failures cannot be filtered by as of a day",
            "Take these filters away, or go back to now.",
        ));
    }
    Ok(PastFilter {
        text: filter.text,
        verdicts: filter.verdicts,
        parties: filter.parties.into_iter().map(Into::into).collect(),
        origins: filter.origins.into_iter().map(Into::into).collect(),
        credentials: filter.credentials.into_iter().map(Into::into).collect(),
    })
}

/// A sorting of clients of the past as the store takes it.
///
/// # Errors
/// The column is only known of now.
pub fn past_sort(sort: views::ClientSort) -> Result<(PastColumn, bool), CommandError> {
    let column = match sort.column {
        views::ClientColumn::Name => PastColumn::Name,
        views::ClientColumn::Id => PastColumn::Id,
        views::ClientColumn::Kind => PastColumn::Kind,
        views::ClientColumn::Credential => PastColumn::Credential,
        views::ClientColumn::LastUse => PastColumn::LastUse,
        views::ClientColumn::Verdict => PastColumn::Verdict,
        views::ClientColumn::RedirectUris => PastColumn::RedirectUris,
        views::ClientColumn::Owner | views::ClientColumn::Quiet | views::ClientColumn::Created => {
            return Err(CommandError::bad_input(
                "this column cannot be sorted by as of a day",
                "Sort by another column, or go back to now.",
            ));
        }
    };
    Ok((column, sort.descending))
}

/// A client's key as the store takes it.
#[must_use]
pub fn key(key: &views::ClientKey) -> ClientKey {
    ClientKey {
        connection: ConnectionId::new(key.connection_id.clone()),
        client_id: ClientId::new(key.client_id.clone()),
    }
}

/// The server's time now, over all connections of a scope.
#[must_use]
pub fn now(scope: &[InScope], fallback: Timestamp) -> Timestamp {
    scope.iter().map(|place| place.cutlines.now).max().unwrap_or(fallback)
}

/// Every row that passes a filter, in order.
///
/// # Errors
/// The files cannot be read.
pub async fn all_rows(
    app: &App,
    scope: &[InScope],
    filter: ClientFilter,
    sort: ClientSort,
) -> Result<Vec<views::ClientRow>, CommandError> {
    let mut rows = Vec::new();
    loop {
        let offset = rows.len() as u64;
        let page = app.store.list_clients(judged(scope), filter.clone(), sort, offset, PAGE).await?;
        let whole = page.rows.len() < PAGE as usize;
        rows.extend(rows::shown(app, scope, page.rows).await?);
        if whole {
            return Ok(rows);
        }
    }
}
