//! The ground truth over HTTP, outside the Auth0 surface: `/__journal/clients`, `/__journal/clients/{id}`,
//! `/__journal/rows?from_ms=&to_ms=`.

use serde_json::{Value, json};

use super::reply::{self, Reply};
use super::request::Call;
use crate::journal::{ClientTruth, Journal, RowTruth, Use};

/// Answers from the journal. It must be called without holding the world.
pub(crate) fn answer(journal: &Journal, call: &Call) -> Reply {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["__journal", "clients"] => {
            let clients: Vec<Value> = journal.clients().iter().map(client).collect();
            Reply::value(200, &Value::Array(clients))
        }
        ["__journal", "clients", id] => {
            let lives: Vec<Value> = journal.incarnations(id).iter().map(client).collect();
            let uses: Vec<Value> = journal.uses(id).iter().map(one_use).collect();
            Reply::value(200, &json!({"client_id": id, "lives": lives, "uses": uses}))
        }
        ["__journal", "rows"] => {
            let bound = |name: &str, default: i64| {
                call.query(name).and_then(|text| text.parse().ok()).unwrap_or(default)
            };
            let (Some(_), Some(_)) = (call.query("from_ms"), call.query("to_ms")) else {
                return reply::invalid_query("from_ms and to_ms are needed.");
            };
            let rows: Vec<Value> =
                journal.rows(bound("from_ms", 0), bound("to_ms", 0)).map(|one| row(&one)).collect();
            Reply::value(200, &Value::Array(rows))
        }
        _ => reply::refuse(404, "Not Found", None),
    }
}

fn client(truth: &ClientTruth) -> Value {
    json!({
        "client_id": truth.client_id, "name": truth.name, "created_at_ms": truth.created_at_ms,
        "deleted_at_ms": truth.deleted_at_ms, "is_global": truth.is_global, "is_management": truth.is_management,
    })
}

fn one_use(truth: &Use) -> Value {
    json!({
        "at_ms": truth.at_ms, "type": truth.event_type, "log_id": truth.log_id, "visible_at_ms": truth.visible_at_ms,
    })
}

fn row(truth: &RowTruth) -> Value {
    json!({
        "log_id": truth.log_id, "date_ms": truth.date_ms, "visible_at_ms": truth.visible_at_ms,
        "client_id": truth.client_id, "type": truth.event_type, "is_use": truth.is_use,
    })
}
