//! Clients as CSV, safe against formula injection: a cell that a spreadsheet would run begins with an apostrophe.

use std::io::Write;
use std::path::Path;

use domain::time::Timestamp;

use crate::error::CommandError;
use crate::views::clients::ClientRow;

const HEADER: [&str; 17] = [
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

/// Writes the rows to a file, whole or not at all.
///
/// # Errors
/// The file cannot be written.
pub fn write_file(path: &Path, rows: &[ClientRow]) -> Result<(), CommandError> {
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
pub fn write(sink: impl Write, rows: &[ClientRow]) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(sink);
    writer.write_record(HEADER)?;
    for row in rows {
        writer.write_record(cells(row).iter().map(|cell| safe(cell)))?;
    }
    writer.flush()?;
    Ok(())
}

fn cells(row: &ClientRow) -> [String; 17] {
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

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection).
#[must_use]
pub fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_run_as_a_formula_is_disarmed() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(safe(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(safe("Nightly Export Job"), "Nightly Export Job");
    }
}
