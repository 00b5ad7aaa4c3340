//! CSV for spreadsheets, safe against formula injection: a cell that a spreadsheet would run begins with an apostrophe.

use std::io::Write;
use std::path::Path;

use crate::error::CommandError;

/// Writes a header and rows to a file, whole or not at all: a file that was there before stays until the new one is written.
///
/// # Errors
/// The file cannot be written.
pub fn write_file<const N: usize>(
    path: &Path,
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), CommandError> {
    let failed = |error: &dyn std::fmt::Display| {
        CommandError::other(
            format!("{} could not be written: {error}", path.display()),
            "Choose another place.",
        )
    };
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    // beside it, with a name that nobody else has; it goes when it was not put in place
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    write(&mut part, header, rows).map_err(|error| failed(&error))?;
    part.persist(path).map(drop).map_err(|error| failed(&error))
}

/// Writes a header and rows (RFC 4180).
///
/// # Errors
/// The sink fails.
pub fn write<const N: usize>(
    sink: impl Write,
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(sink);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe(cell)))?;
    }
    writer.flush()?;
    Ok(())
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection).
fn safe(cell: &str) -> String {
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

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_behind_and_a_new_one_replaces_the_old() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clients.csv");
        std::fs::write(&path, "old").unwrap();
        write_file(&path, ["a", "b"], [["1".into(), "=2".into()]]).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a,b\r\n1,'=2\r\n");
        // a folder stands in its place
        let taken = folder.path().join("taken.csv");
        std::fs::create_dir(&taken).unwrap();
        assert!(write_file(&taken, ["a"], [["1".into()]]).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
