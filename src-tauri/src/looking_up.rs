//! One log search for one client: what the newest rows say about it, before the sync has reached them.

use domain::connection::Connection;
use domain::ids::ClientId;
use domain::listing::{Listing, Unread};
use provider::Privacy;
use provider::auth0::RowRules;
use store::LogBatch;

use crate::error::CommandError;
use crate::state::App;
use crate::{syncing, words};

/// Reads and applies the newest rows that name the client, claiming nothing. Gives how many the server gave, and how many
/// of them were new.
///
/// # Errors
/// The tenant could not be asked, or the files cannot be written.
pub async fn client(app: &App, connection: &Connection, id: &ClientId) -> Result<(u32, u32), CommandError> {
    let tenant = app.tenant(connection)?.interactive();
    let keep_personal = app.preferences().await?.keep_personal;
    let rules = RowRules { privacy: Privacy { keep_personal }, global_client: None };
    let read_at = tenant.server_now();
    let rows = match tenant.logs_of_client(id, &rules).await {
        // what one search gives is all that was asked for
        Listing::Complete { items, .. } | Listing::CutShort { items, why: Unread::BeyondLimit { .. } } => {
            items
        }
        Listing::CutShort { items, .. } if !items.is_empty() => items,
        Listing::CutShort { why, .. } => return Err(words::of_unread("Log search", &why, read_at).into()),
    };
    let given = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let batch = LogBatch { rows, read_at: Some(read_at), ..LogBatch::default() };
    let outcome = app.store.apply_log(&connection.id, batch).await?;
    if let Some(late) = outcome.earliest_late {
        syncing::allow_for_late_row(app, connection, late);
    }
    Ok((given, u32::try_from(outcome.new_rows).unwrap_or(u32::MAX)))
}
