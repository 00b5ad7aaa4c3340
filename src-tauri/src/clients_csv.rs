//! Clients as rows of a spreadsheet.

use domain::time::Timestamp;

use crate::views::clients::ClientRow;

/// The columns.
pub const HEADER: [&str; 17] = [
    "connection",
    "client_id",
    "name",
    "verdict",
    "as_of",
    "watched",
    "longest_hole_hours",
    "last_use_at",
    "last_use_kind",
    "quiet_days",
    "tokens_dead_by",
    "never_used",
    "created_at",
    "app_type",
    "owner",
    "note",
    "evidence",
];

/// The cells of one client.
#[must_use]
pub fn cells(row: &ClientRow) -> [String; 17] {
    let time = |at: Option<i64>| at.map(|at| Timestamp::from_millis(at).to_rfc3339()).unwrap_or_default();
    let judged = row.judgement.as_ref();
    [
        row.connection_name.clone(),
        row.client_id.clone(),
        row.name.clone().unwrap_or_default(),
        judged.map(|judged| judged.verdict.words().to_owned()).unwrap_or_default(),
        time(judged.map(|judged| judged.as_of_at)),
        judged.map(|judged| format!("{:.4}", judged.watched)).unwrap_or_default(),
        judged.map(|judged| (judged.longest_hole_ms / 3_600_000).to_string()).unwrap_or_default(),
        time(row.last_use_at),
        row.last_use_kind.map(|kind| kind.words().to_owned()).unwrap_or_default(),
        judged.map(|judged| (judged.quiet_ms / 86_400_000).to_string()).unwrap_or_default(),
        time(judged.and_then(|judged| judged.tokens_dead_by_at)),
        judged.map(|judged| judged.never_used.to_string()).unwrap_or_default(),
        time(row.created_at),
        row.app_type.clone().unwrap_or_default(),
        row.owner.clone().unwrap_or_default(),
        row.note.clone().unwrap_or_default(),
        judged.map(|judged| judged.evidence.clone()).unwrap_or_default(),
    ]
}
