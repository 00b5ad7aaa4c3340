//! The timeline of changes, its counts, and who made them.

use std::collections::BTreeMap;

use domain::change::Attribution;
use domain::ids::ConnectionId;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::error::{Fault, Sql};
use crate::reading::{
    ChangeAuthor, ChangeChannel, ChangeCounts, ChangeFilter, ChangePage, ChangeRow, ClientKey,
};
use crate::tables::{change, connection as tenant, review, sighting};

/// The scope by number.
fn numbers(connection: &Connection, scope: &[ConnectionId]) -> Sql<BTreeMap<i64, ConnectionId>> {
    scope.iter().map(|id| Ok((tenant::number(connection, id)?, id.clone()))).collect()
}

/// A condition with its parameters.
struct Condition {
    sql: String,
    parameters: Vec<Value>,
}

impl Condition {
    fn of(scope: &BTreeMap<i64, ConnectionId>, filter: &ChangeFilter) -> Self {
        let numbers = scope.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let mut condition = Self {
            sql: format!("change.replaced_ms IS NULL AND change.connection IN ({numbers})"),
            parameters: Vec::new(),
        };
        match filter.is_reviewed {
            Some(true) => condition.and("change.review IS NOT NULL"),
            Some(false) => condition.and("change.review IS NULL"),
            None => {}
        }
        if filter.uris_only {
            condition.and("change.holds_uris");
        }
        if let Some(since) = filter.since {
            condition.and_with("change.until_ms >= ?", Value::Integer(since.millis()));
        }
        if let Some(client) = &filter.client {
            condition.and_with("client.client_id = ?", Value::Text(client.as_str().to_owned()));
        }
        if let Some(actor) = &filter.actor {
            let by = "EXISTS (SELECT 1 FROM author WHERE author.change = change.number AND actor = ?)";
            condition.and_with(by, Value::Text(actor.clone()));
        }
        if !filter.text.is_empty() {
            let any = "(instr(lower(coalesce(client.name, client.log_name, '')), ?) OR instr(lower(client.client_id), ?)
               OR instr(lower(coalesce(change.before, '')), ?) OR instr(lower(coalesce(change.after, '')), ?))";
            condition.and(any);
            let text = Value::Text(filter.text.to_lowercase());
            condition.parameters.extend(std::iter::repeat_n(text, 4));
        }
        if let Some(numbers) = &filter.numbers {
            let list = format!("{numbers:?}");
            condition.and_with("change.number IN (SELECT value FROM json_each(?))", Value::Text(list));
        }
        if !filter.channels.is_empty() {
            condition.and(&channels(&filter.channels));
        }
        condition
    }

    fn and(&mut self, sql: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
    }

    fn and_with(&mut self, sql: &str, parameter: Value) {
        self.and(sql);
        self.parameters.push(parameter);
    }
}

fn channels(wanted: &[ChangeChannel]) -> String {
    let any = wanted.iter().map(|channel| match channel {
        ChangeChannel::NotInLog => {
            "NOT EXISTS (SELECT 1 FROM author WHERE author.change = change.number)".to_owned()
        }
        ChangeChannel::Rollcall => by("actor = 'rollcall'"),
        ChangeChannel::Dashboard => by("channel = 'dashboard'"),
        ChangeChannel::ManagementApi => by("channel = 'management_api' AND actor <> 'rollcall'"),
        ChangeChannel::SelfRegistration => by("channel = 'self_registration'"),
    });
    format!("({})", any.collect::<Vec<_>>().join(" OR "))
}

fn by(condition: &str) -> String {
    format!("EXISTS (SELECT 1 FROM author WHERE author.change = change.number AND {condition})")
}

/// One page, newest first.
pub(crate) fn list(
    connection: &Connection,
    scope: &[ConnectionId],
    filter: &ChangeFilter,
    (offset, limit): (u64, u32),
) -> Sql<ChangePage> {
    let scope = numbers(connection, scope)?;
    let condition = Condition::of(&scope, filter);
    let from = format!("FROM change JOIN client ON client.number = change.client WHERE {}", condition.sql);
    let mut statement = connection.prepare_cached(&format!("SELECT count(*) {from}"))?;
    let total = statement.query_row(params_from_iter(&condition.parameters), |row| row.get(0))?;
    let sql = format!(
        "SELECT {} {from} ORDER BY change.until_ms DESC, change.number DESC LIMIT {limit} OFFSET {offset}",
        change::COLUMNS
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(&condition.parameters))?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        page.push(complete(connection, &scope, change::read(row)?)?);
    }
    Ok(ChangePage { rows: page, total })
}

/// One change. `None`: there is none with this number any more.
pub(crate) fn one(connection: &Connection, number: i64) -> Sql<Option<ChangeRow>> {
    let sql = format!(
        "SELECT {}, connection.id FROM change JOIN client ON client.number = change.client
         JOIN connection ON connection.number = change.connection
         WHERE change.number = ?1 AND change.replaced_ms IS NULL",
        change::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([number])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let known = change::read(row)?;
    let scope = BTreeMap::from([(known.connection, ConnectionId::new(row.get::<_, String>(18)?))]);
    complete(connection, &scope, known).map(Some)
}

fn complete(
    connection: &Connection,
    scope: &BTreeMap<i64, ConnectionId>,
    known: change::Known,
) -> Sql<ChangeRow> {
    let id = scope.get(&known.connection).cloned();
    let id = id.ok_or_else(|| Fault::row("change", "connection", &known.number, "outside the scope"))?;
    let traces = known.change.attribution.traces();
    let seen = traces.iter().map(|trace| sighting::first_seen(connection, known.connection, trace));
    Ok(ChangeRow {
        number: known.number,
        key: ClientKey { connection: id, client_id: known.client },
        client_name: known.client_name,
        app_type: known.app_type,
        party: known.party,
        first_seen: seen.collect::<Sql<_>>()?,
        change: known.change,
        found_at: known.found_at,
        review: known.review.map(|review| review::read(connection, review)).transpose()?.flatten(),
    })
}

/// How many there are, and how many are open.
pub(crate) fn count(connection: &Connection, scope: &[ConnectionId]) -> Sql<ChangeCounts> {
    let mut counts = ChangeCounts::default();
    let mut statement = connection.prepare_cached(
        "SELECT count(*), count(*) FILTER (WHERE review IS NULL), count(*) FILTER (WHERE holds_uris),
           count(*) FILTER (WHERE holds_uris AND review IS NULL)
         FROM change WHERE connection = ?1 AND replaced_ms IS NULL",
    )?;
    for number in numbers(connection, scope)?.into_keys() {
        let mut rows = statement.query([number])?;
        if let Some(row) = rows.next()? {
            counts.all += row.get::<_, u64>(0)?;
            counts.open += row.get::<_, u64>(1)?;
            counts.uris += row.get::<_, u64>(2)?;
            counts.open_uris += row.get::<_, u64>(3)?;
        }
    }
    Ok(counts)
}

/// Who made changes, most first.
pub(crate) fn authors(connection: &Connection, scope: &[ConnectionId]) -> Sql<Vec<ChangeAuthor>> {
    let scope = numbers(connection, scope)?;
    let numbers = scope.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut statement = connection.prepare(&format!(
        "SELECT actor, count(DISTINCT change.number), max(change.number) FROM author
         JOIN change ON change.number = author.change
         WHERE change.replaced_ms IS NULL AND change.connection IN ({numbers}) GROUP BY actor ORDER BY 2 DESC, actor"
    ))?;
    let mut rows = statement.query([])?;
    let mut authors = Vec::new();
    while let Some(row) = rows.next()? {
        let (key, newest): (String, i64) = (row.get(0)?, row.get(2)?);
        let mut statement = connection.prepare_cached("SELECT attribution FROM change WHERE number = ?1")?;
        let json: String = statement.query_row([newest], |row| row.get(0))?;
        let attribution: Attribution = crate::text::parse_json("change", "attribution", &json)?;
        let actor = attribution.traces().iter().map(|trace| &trace.actor).find(|actor| actor.key() == key);
        if let Some(actor) = actor.cloned() {
            authors.push(ChangeAuthor { key, actor, changes: row.get(1)? });
        }
    }
    Ok(authors)
}
