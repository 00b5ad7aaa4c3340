//! Brings a file to the newest format: one transaction a step, counted in `user_version`.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Fault, Sql, StoreError};

/// The steps of the precious file, oldest first.
pub(crate) const PRECIOUS: &[&str] = &[
    include_str!("../migrations/precious/0001_first.sql"),
    include_str!("../migrations/precious/0002_changes.sql"),
    include_str!("../migrations/precious/0003_fact_generation.sql"),
    include_str!("../migrations/precious/0004_operations.sql"),
    include_str!("../migrations/precious/0005_timeline.sql"),
    include_str!("../migrations/precious/0006_past.sql"),
];
/// The steps of an events file, oldest first.
pub(crate) const EVENTS: &[&str] = &[
    include_str!("../migrations/events/0001_first.sql"),
    include_str!("../migrations/events/0002_deeds.sql"),
];

/// Whether a file is copied before its format changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backup {
    /// To the same name with `.before-<format>` added.
    Copy,
    /// Its rows can be read again from the server.
    None,
}

/// Applies the steps that the file has not seen.
pub(crate) fn migrate(connection: &mut Connection, file: &Path, steps: &[&str], backup: Backup) -> Sql<()> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::NewerVersion { file: file.to_owned(), found, known }.into());
    }
    if backup == Backup::Copy && found > 0 && found < known {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".before-{known}"));
        copy(connection, Path::new(&name))?;
    }
    for (step, sql) in (1_i64..).zip(steps).filter(|(step, _)| *step > found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // somebody else may have taken the step while this waited
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found < step {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", step)?;
            transaction.commit()?;
        }
    }
    Ok(())
}

/// A whole copy, written beside and then renamed, so that a copy that exists is whole.
fn copy(connection: &Connection, to: &Path) -> Sql<()> {
    let unfinished = to.with_extension("unfinished");
    match std::fs::remove_file(&unfinished) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Fault::Told(StoreError::of_io(&unfinished, error))),
    }
    crate::threads::create_private(&unfinished)?;
    connection.backup("main", &unfinished, None::<fn(rusqlite::backup::Progress)>)?;
    std::fs::rename(&unfinished, to).map_err(|error| StoreError::of_io(to, error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::open_for_tests;

    #[test]
    fn a_file_of_a_newer_format_is_refused_and_left_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.sqlite");
        let mut connection = open_for_tests(&file);
        connection.pragma_update(None, "user_version", 7).unwrap();
        let refused = migrate(&mut connection, &file, &["CREATE TABLE a (b)"], Backup::Copy);
        assert!(matches!(refused, Err(Fault::Told(StoreError::NewerVersion { found: 7, known: 1, .. }))));
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 0);
    }

    #[test]
    fn a_step_that_fails_changes_nothing_and_the_backup_holds_the_old_rows() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.sqlite");
        let mut connection = open_for_tests(&file);
        migrate(&mut connection, &file, &["CREATE TABLE a (b)"], Backup::Copy).unwrap();
        connection.execute("INSERT INTO a VALUES (1)", []).unwrap();
        let broken = ["CREATE TABLE a (b)", "DELETE FROM a; CREATE TABLE a (b)"];
        assert!(migrate(&mut connection, &file, &broken, Backup::Copy).is_err());
        let rows: i64 = connection.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1);
        let kept = open_for_tests(&folder.path().join("a.sqlite.before-2"));
        let rows: i64 = kept.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1);
        migrate(&mut connection, &file, &["CREATE TABLE a (b)", "DELETE FROM a"], Backup::Copy).unwrap();
    }
}
