//! Changes as CSV, safe against formula injection.

use std::io::Write;
use std::path::Path;

use domain::time::Timestamp;

use crate::clients_csv::safe;
use crate::error::CommandError;
use crate::views::redirects::{ChangeRow, LineKind, LineView};

const HEADER: [&str; 19] = [
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
];

/// Writes the rows to a file, whole or not at all.
///
/// # Errors
/// The file cannot be written.
pub fn write_file(path: &Path, rows: &[ChangeRow]) -> Result<(), CommandError> {
    let failed = |error: &dyn std::fmt::Display| {
        CommandError::other(
            format!("{} could not be written: {error}", path.display()),
            "Choose another place.",
        )
    };
    let mut bytes = Vec::new();
    write(&mut bytes, rows).map_err(|error| failed(&error))?;
    std::fs::write(path, bytes).map_err(|error| failed(&error))
}

/// Writes the rows as CSV (RFC 4180) with a header.
///
/// # Errors
/// The sink fails.
pub fn write(sink: impl Write, rows: &[ChangeRow]) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(sink);
    writer.write_record(HEADER)?;
    for row in rows {
        writer.write_record(cells(row).iter().map(|cell| safe(cell)))?;
    }
    writer.flush()?;
    Ok(())
}

fn cells(row: &ChangeRow) -> [String; 19] {
    let time = |at: i64| Timestamp::from_millis(at).to_rfc3339();
    let joined = |text: &mut dyn Iterator<Item = String>| text.collect::<Vec<_>>().join("; ");
    let review = row.review.as_ref();
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
    ]
}

/// The entries that came or went, a line each.
fn entries(row: &ChangeRow, kind: LineKind) -> String {
    let text = |line: &LineView| -> String { line.pieces.iter().map(|piece| piece.text.as_str()).collect() };
    row.lines.iter().filter(|line| line.kind == kind).map(text).collect::<Vec<_>>().join("\n")
}
