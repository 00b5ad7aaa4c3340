//! `/api/v2/logs`: search mode and checkpoint mode (facts/auth0.md 6.1 to 6.3).

use serde_json::{Value, json};

use super::jwt::Caller;
use super::reply::{self, Reply};
use super::request::Call;
use super::visibility::Fields;
use crate::dice;
use crate::log_id::LogKey;
use crate::logbook::Entry;
use crate::query::Query;
use crate::world::World;

/// Rows that one query can reach.
const SEARCH_CAP: usize = 1_000;
/// Rows of one page, in either mode.
const PAGE_CAP: usize = 100;
/// Longest query string before the edge says 414.
const LONGEST_Q: usize = 6_000;

const READ_LOGS: [&str; 2] = ["read:logs", "read:logs_users"];

pub(crate) fn list(world: &mut World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&READ_LOGS)?;
    match call.query("from") {
        Some(from) => checkpoint(world, call, from, now_ms),
        None => search(world, call, now_ms),
    }
}

/// Reads a page size; over 100 is refused.
fn size(call: &Call, name: &str, default: usize) -> Result<usize, Reply> {
    match call.query(name).map(str::parse::<usize>) {
        None => Ok(default),
        Some(Ok(size)) if (1..=PAGE_CAP).contains(&size) => Ok(size),
        Some(Ok(size)) if size > PAGE_CAP => Err(reply::invalid_query(&format!(
            "'Value {size} is greater than maximum {PAGE_CAP}' on property {name}."
        ))),
        Some(_) => Err(reply::invalid_query(&format!("'Expected type integer' on property {name}."))),
    }
}

/// `from` and `take`; every other parameter is ignored. An empty page keeps the same `next`.
fn checkpoint(world: &mut World, call: &Call, from: &str, now_ms: i64) -> Result<Reply, Reply> {
    let take = size(call, "take", 50)?;
    let Some(key) = LogKey::parse(from) else {
        return Err(reply::invalid_query("'from' is not a log id."));
    };
    let page = world.after(key, take, now_ms);
    let mut reply = Reply::json(200, array(world, &page));
    let again = page.len() > 1
        && dice::happens(dice::roll(page[0].key().tie, &[0xd0]), world.settings.duplicates_permille);
    let next = match page.len() {
        0 => from.to_owned(),
        length if again => page[length - 2].key().text(),
        length => page[length - 1].key().text(),
    };
    let link = format!("<{}/api/v2/logs?from={next}&take={take}>; rel=\"next\"", world.base_url);
    reply.header("link", &link);
    Ok(reply)
}

fn search(world: &mut World, call: &Call, now_ms: i64) -> Result<Reply, Reply> {
    let text = call.query("q").or_else(|| call.query("search")).unwrap_or_default();
    if text.len() > LONGEST_Q {
        return Err(reply::refuse(414, "URI Too Long", None));
    }
    let query = Query::parse(text).map_err(|problem| reply::invalid_query(&format!("q: {problem}")))?;
    let per_page = size(call, "per_page", 50)?;
    let page: usize = match call.query("page").map(str::parse) {
        None => 0,
        Some(Ok(page)) => page,
        Some(Err(_)) => return Err(reply::invalid_query("'Expected type integer' on property page.")),
    };
    let start = page.saturating_mul(per_page);
    if start >= SEARCH_CAP {
        return Err(reply::refuse(
            400,
            "You can only page through the first 1000 records. The requested page exceeds the allowed maximum of 1000 records.",
            Some("invalid_paging"),
        ));
    }
    let newest_first = match call.query("sort") {
        None | Some("date:-1" | "log_id:-1") => true,
        Some("date:1" | "log_id:1") => false,
        Some(_) => return Err(reply::invalid_query("'sort' must be field:1 or field:-1.")),
    };
    let wanted = (start + per_page).min(SEARCH_CAP);
    let found = world.search(&query, newest_first, wanted, now_ms);
    let rows = found.get(start..).unwrap_or_default();
    let fields = Fields::of(call);
    let body = if matches!(fields, Fields::All) { array(world, rows) } else { thinned(world, rows, &fields) };
    if call.flag("include_totals") == Some(true) {
        // the total is the length of this page, not the number of matches
        let length = rows.len();
        return Ok(Reply::json(
            200,
            format!(
                "{{\"start\":{start},\"limit\":{per_page},\"length\":{length},\"total\":{length},\"logs\":{body}}}"
            ),
        ));
    }
    Ok(Reply::json(200, body))
}

fn array(world: &World, rows: &[Entry]) -> String {
    let mut body = String::with_capacity(rows.len() * 1_400 + 2);
    body.push('[');
    for (position, row) in rows.iter().enumerate() {
        if position > 0 {
            body.push(',');
        }
        body.push_str(&world.sent_text(row));
    }
    body.push(']');
    body
}

fn thinned(world: &World, rows: &[Entry], fields: &Fields) -> String {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut value: Value = serde_json::from_str(&world.sent_text(row)).unwrap_or_else(|_| json!({}));
            if let Value::Object(map) = &mut value {
                fields.keep(map);
            }
            value
        })
        .collect();
    Value::Array(rows).to_string()
}

pub(crate) fn get(world: &mut World, caller: &Caller, id: &str, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&READ_LOGS)?;
    let entry = LogKey::parse(id).and_then(|key| world.row(key, now_ms));
    let Some(entry) = entry else {
        return Err(reply::refuse(404, "The log event does not exist", Some("inexistent_log")));
    };
    Ok(Reply::json(200, world.sent_text(&entry)))
}
