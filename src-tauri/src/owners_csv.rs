//! Owners from a CSV file: columns `client_id`, `owner` and, where ids are not unique, `connection`.

use std::collections::HashMap;

use domain::ids::ClientId;
use store::ClientKey;

use crate::error::CommandError;
use crate::judging::{InScope, judged};
use crate::state::App;
use crate::views::clients::{ClientKey as KeyView, OwnerChangeRow, PreviewOwnersResponse, RefusedRow};

/// Where the columns stand.
struct Columns {
    client_id: usize,
    owner: usize,
    connection: Option<usize>,
}

/// What an import would do. Nothing is written.
///
/// # Errors
/// The text has no header with the needed columns, or the files cannot be read.
pub async fn preview(
    app: &App,
    scope: &[InScope],
    text: &str,
) -> Result<PreviewOwnersResponse, CommandError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = columns(&mut reader)?;
    let mut answer = PreviewOwnersResponse { changes: Vec::new(), unchanged: 0, refused: Vec::new() };
    let mut wanted: HashMap<ClientKey, (u64, String)> = HashMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                answer.refused.push(RefusedRow { line, why: "the line cannot be read as CSV".into() });
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        match target(&columns, &record, scope) {
            Ok(keys) => {
                for key in keys {
                    let owner = record.get(columns.owner).unwrap_or_default().to_owned();
                    wanted.insert(key, (line, owner));
                }
            }
            Err(why) => answer.refused.push(RefusedRow { line, why }),
        }
    }
    let known = app.store.clients(judged(scope), wanted.keys().cloned().collect()).await?;
    let mut lines_met = std::collections::BTreeSet::new();
    for row in known {
        let Some((line, owner)) = wanted.get(&row.key) else { continue };
        lines_met.insert(*line);
        if row.owner.as_deref().unwrap_or_default() == owner {
            answer.unchanged += 1;
            continue;
        }
        answer.changes.push(OwnerChangeRow {
            client: KeyView {
                connection_id: row.key.connection.to_string(),
                client_id: row.key.client_id.to_string(),
            },
            name: row.name,
            before: row.owner,
            after: owner.clone(),
        });
    }
    let mut unknown: Vec<u64> =
        wanted.values().map(|(line, _)| *line).filter(|line| !lines_met.contains(line)).collect();
    unknown.sort_unstable();
    unknown.dedup();
    answer.refused.extend(
        unknown.into_iter().map(|line| RefusedRow { line, why: "no client in scope has this id".into() }),
    );
    answer.refused.sort_by_key(|row| row.line);
    answer
        .changes
        .sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.client.client_id.cmp(&b.client.client_id)));
    Ok(answer)
}

fn columns(reader: &mut csv::Reader<&[u8]>) -> Result<Columns, CommandError> {
    let missing = || {
        CommandError::bad_input(
            "the file has no columns named client_id and owner",
            "Add a first line with client_id,owner (and connection, when ids are not unique).",
        )
    };
    let headers = reader.headers().map_err(|_| missing())?.clone();
    let place = |name: &str| headers.iter().position(|header| header.eq_ignore_ascii_case(name));
    Ok(Columns {
        client_id: place("client_id").ok_or_else(missing)?,
        owner: place("owner").ok_or_else(missing)?,
        connection: place("connection"),
    })
}

/// The client that a line means, in every connection where it could be.
fn target(
    columns: &Columns,
    record: &csv::StringRecord,
    scope: &[InScope],
) -> Result<Vec<ClientKey>, String> {
    let id = record.get(columns.client_id).filter(|id| !id.is_empty()).ok_or("the client_id is empty")?;
    if record.get(columns.owner).is_none() {
        return Err("the line has no owner column".into());
    }
    let named = columns.connection.and_then(|place| record.get(place)).filter(|name| !name.is_empty());
    let places: Vec<&InScope> =
        scope.iter().filter(|place| named.is_none_or(|name| place.connection.name == name)).collect();
    if places.is_empty() {
        return Err(format!("no connection in scope is called {}", named.unwrap_or_default()));
    }
    Ok(places
        .into_iter()
        .map(|place| ClientKey { connection: place.connection.id.clone(), client_id: ClientId::new(id) })
        .collect())
}
