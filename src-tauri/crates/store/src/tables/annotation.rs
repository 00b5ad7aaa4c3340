//! Owners and notes: as they stand on the client, and every change of them.

use domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{Fault, Sql};
use crate::reading::{Annotated, Annotation, AnnotationField, ClientKey};
use crate::tables::{client, connection as tenant};

const FIELDS: [AnnotationField; 2] = [AnnotationField::Owner, AnnotationField::Note];

const fn code(field: AnnotationField) -> i64 {
    match field {
        AnnotationField::Owner => 0,
        AnnotationField::Note => 1,
    }
}

const fn column(field: AnnotationField) -> &'static str {
    match field {
        AnnotationField::Owner => "owner",
        AnnotationField::Note => "note",
    }
}

/// Writes texts; an empty one removes. Clients that say so already, and ids that are no client's, are left alone.
pub(crate) fn annotate(
    connection: &Connection,
    texts: &[(ClientKey, String)],
    field: AnnotationField,
    by: &str,
    at: Timestamp,
) -> Sql<Annotated> {
    let undo_id: i64 =
        connection.query_row("SELECT coalesce(max(undo), 0) + 1 FROM annotation", [], |row| row.get(0))?;
    let mut changed = 0;
    for (key, text) in texts {
        let number = tenant::number(connection, &key.connection)?;
        let Some(client) = client::find(connection, number, &key.client_id)? else { continue };
        let before = text_of(connection, client.number, field)?;
        let after = Some(text.trim()).filter(|text| !text.is_empty());
        if before.as_deref() == after {
            continue;
        }
        set(connection, client.connection, client.number, field, after)?;
        connection
            .prepare_cached(
                "INSERT INTO annotation (undo, client, field, before, after, by, at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![undo_id, client.number, code(field), before, after, by, at.millis()])?;
        changed += 1;
    }
    Ok(Annotated { undo_id, changed })
}

/// Puts back what stood before; what somebody has written since stays. Gives the number of clients that changed.
pub(crate) fn undo(connection: &Connection, undo_id: i64) -> Sql<u64> {
    let mut statement = connection.prepare_cached(
        "SELECT annotation.number, client, connection, field, before, after
         FROM annotation JOIN client ON client.number = annotation.client WHERE undo = ?1 AND NOT undone",
    )?;
    let mut rows = statement.query([undo_id])?;
    let mut changed = 0;
    while let Some(row) = rows.next()? {
        let (number, client): (i64, i64) = (row.get(0)?, row.get(1)?);
        let field = *FIELDS
            .get(row.get::<_, usize>(3)?)
            .ok_or_else(|| Fault::row("annotation", "field", &number, "not a known field"))?;
        let (before, after): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
        if text_of(connection, client, field)? == after {
            set(connection, row.get(2)?, client, field, before.as_deref())?;
            connection
                .prepare_cached("UPDATE annotation SET undone = 1 WHERE number = ?1")?
                .execute([number])?;
            changed += 1;
        }
    }
    Ok(changed)
}

fn text_of(connection: &Connection, client: i64, field: AnnotationField) -> Sql<Option<String>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {} FROM client WHERE number = ?1", column(field)))?;
    Ok(statement.query_row([client], |row| row.get(0))?)
}

fn set(
    connection: &Connection,
    number: i64,
    client: i64,
    field: AnnotationField,
    text: Option<&str>,
) -> Sql<()> {
    connection
        .prepare_cached(&format!("UPDATE client SET {} = ?2 WHERE number = ?1", column(field)))?
        .execute(params![client, text])?;
    if field == AnnotationField::Owner {
        connection
            .prepare_cached("UPDATE fact SET has_owner = ?3 WHERE connection = ?1 AND client = ?2")?
            .execute(params![number, client, text.is_some()])?;
    }
    Ok(())
}

/// What stands on a client now, with who wrote it and when.
pub(crate) fn standing(connection: &Connection, client: i64) -> Sql<Vec<Annotation>> {
    let mut standing = Vec::new();
    for field in FIELDS {
        let mut statement = connection.prepare_cached(
            "SELECT after, by, at_ms FROM annotation WHERE client = ?1 AND field = ?2 AND NOT undone
             ORDER BY number DESC LIMIT 1",
        )?;
        let newest: Option<(Option<String>, String, i64)> = statement
            .query_row(params![client, code(field)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        if let Some((Some(text), by, ms)) = newest {
            standing.push(Annotation { field, text, by, at: Timestamp::from_millis(ms) });
        }
    }
    Ok(standing)
}
