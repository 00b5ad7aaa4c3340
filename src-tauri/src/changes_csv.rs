//! Changes as rows of a spreadsheet.

use domain::time::Timestamp;

use crate::views::redirects::{ChangeRow, LineKind, LineView};

/// The columns.
pub const HEADER: [&str; 21] = [
    "connection",
    "client_id",
    "client_name",
    "what",
    "title",
    "not_before",
    "not_after",
    "added",
    "removed",
    "risk",
    "classes",
    "actor",
    "channel",
    "address",
    "log_id",
    "untold",
    "accepted_by",
    "accepted_at",
    "reason",
    "reverted_by",
    "reverted_at",
];

/// The cells of one change.
#[must_use]
pub fn cells(row: &ChangeRow) -> [String; 21] {
    let time = |at: i64| Timestamp::from_millis(at).to_rfc3339();
    let joined = |text: &mut dyn Iterator<Item = String>| text.collect::<Vec<_>>().join("; ");
    let review = row.review.as_ref();
    let reverted = row.reverted.as_ref().filter(|reverted| !reverted.is_revert);
    [
        row.connection_name.clone(),
        row.client_id.clone(),
        row.client_name.clone().unwrap_or_default(),
        row.what.clone(),
        row.title.clone(),
        time(row.from_at),
        time(row.until_at),
        entries(row, LineKind::Added),
        entries(row, LineKind::Removed),
        row.risk.map(|risk| format!("{risk:?}").to_lowercase()).unwrap_or_default(),
        joined(&mut row.risks.iter().map(|finding| finding.class.clone())),
        joined(&mut row.traces.iter().map(|trace| trace.actor.clone())),
        joined(&mut row.traces.iter().map(|trace| trace.channel.clone())),
        joined(&mut row.traces.iter().filter_map(|trace| trace.address.clone())),
        joined(&mut row.traces.iter().map(|trace| trace.log_id.clone())),
        row.untold.clone().unwrap_or_default(),
        review.map(|review| review.by.clone()).unwrap_or_default(),
        review.map(|review| time(review.at)).unwrap_or_default(),
        review.map(|review| review.reason.clone()).unwrap_or_default(),
        reverted.map(|reverted| reverted.by.clone()).unwrap_or_default(),
        reverted.map(|reverted| time(reverted.at)).unwrap_or_default(),
    ]
}

/// The entries that came or went, a line each.
fn entries(row: &ChangeRow, kind: LineKind) -> String {
    let text = |line: &LineView| -> String { line.pieces.iter().map(|piece| piece.text.as_str()).collect() };
    row.lines.iter().filter(|line| line.kind == kind).map(text).collect::<Vec<_>>().join("\n")
}
