//! The timeline of changes, its counts, and who made them.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::change::{Attribution, Trace};
use domain::ids::{ConnectionId, LogId};
use domain::operation::{OperationId, Purpose};
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use crate::error::Sql;
use crate::reading::{
    ChangeAuthor, ChangeChannel, ChangeCounts, ChangeFilter, ChangePage, ChangeRow, ClientKey, SettledBy,
};
use crate::tables::{change, connection as tenant, operation, review, sighting};

/// So many earlier changes tell from where somebody usually works.
const EARLIER: u32 = 200;

/// The scope by number.
pub(super) fn numbers(connection: &Connection, scope: &[ConnectionId]) -> Sql<BTreeMap<i64, ConnectionId>> {
    scope.iter().map(|id| Ok((tenant::number(connection, id)?, id.clone()))).collect()
}

/// A condition on changes with its parameters.
pub(super) struct Condition {
    sql: String,
    parameters: Vec<Value>,
    /// Whether it is about the client as well.
    joins_client: bool,
}

impl Condition {
    pub(super) fn of(scope: &BTreeMap<i64, ConnectionId>, filter: &ChangeFilter) -> Self {
        let numbers = scope.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let mut condition = Self {
            sql: format!("change.replaced_ms IS NULL AND change.connection IN ({numbers})"),
            parameters: Vec::new(),
            joins_client: filter.client.is_some() || !filter.text.is_empty(),
        };
        match filter.is_decided {
            Some(true) => condition.and("(change.review IS NOT NULL OR change.operation IS NOT NULL)"),
            Some(false) => condition.and("change.review IS NULL AND change.operation IS NULL"),
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

    /// What it is a condition on, and itself.
    pub(super) fn selection(&self) -> String {
        let client = if self.joins_client { "JOIN client ON client.number = change.client" } else { "" };
        format!("FROM change {client} WHERE {}", self.sql)
    }

    pub(super) fn parameters(&self) -> impl rusqlite::Params + '_ {
        params_from_iter(&self.parameters)
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
    let mut statement = connection.prepare_cached(&format!("SELECT count(*) {}", condition.selection()))?;
    let total = statement.query_row(condition.parameters(), |row| row.get(0))?;
    let sql = format!(
        "SELECT change.number {} ORDER BY change.until_ms DESC, change.number DESC LIMIT {limit} OFFSET {offset}",
        condition.selection()
    );
    let mut statement = connection.prepare(&sql)?;
    let page: Vec<i64> =
        statement.query_map(condition.parameters(), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut rows = Vec::with_capacity(page.len());
    for number in page {
        rows.extend(one(connection, number)?);
    }
    Ok(ChangePage { rows, total })
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
    complete(connection, ConnectionId::new(row.get::<_, String>(19)?), known).map(Some)
}

fn complete(connection: &Connection, id: ConnectionId, known: change::Known) -> Sql<ChangeRow> {
    let traces = known.change.attribution.traces();
    let seen = traces.iter().map(|trace| sighting::first_seen(connection, known.connection, trace));
    let settled_by = match &known.operation {
        Some(id) => settled_by(connection, id, known.number)?,
        None => None,
    };
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
        settled_by,
    })
}

/// What is to be said of the operation that settles a change.
fn settled_by(connection: &Connection, id: &str, number: i64) -> Sql<Option<SettledBy>> {
    let Some(operation) =
        OperationId::parse(id).map(|id| operation::find(connection, &id)).transpose()?.flatten()
    else {
        return Ok(None);
    };
    let Purpose::RevertChange { change: reverted, .. } = operation.purpose;
    let is_revert = reverted != number;
    let mut other = connection.prepare_cached(
        "SELECT max(number) FROM change WHERE operation = ?1 AND (number = ?2) = ?3 AND replaced_ms IS NULL",
    )?;
    Ok(Some(SettledBy {
        by: operation.by,
        at: operation.state.at(),
        is_revert,
        other: other.query_row(params![id, reverted, is_revert], |row| row.get(0))?,
    }))
}

/// How many there are, and how many are open.
pub(crate) fn count(connection: &Connection, scope: &[ConnectionId]) -> Sql<ChangeCounts> {
    let mut counts = ChangeCounts::default();
    let mut statement = connection.prepare_cached(
        "SELECT holds_uris, count(*), count(*) FILTER (WHERE review IS NULL AND operation IS NULL)
         FROM change WHERE connection = ?1 AND replaced_ms IS NULL GROUP BY holds_uris",
    )?;
    for number in numbers(connection, scope)?.into_keys() {
        let mut rows = statement.query([number])?;
        while let Some(row) = rows.next()? {
            let (all, open): (u64, u64) = (row.get(1)?, row.get(2)?);
            counts.all += all;
            counts.open += open;
            if row.get(0)? {
                counts.uris += all;
                counts.open_uris += open;
            }
        }
    }
    Ok(counts)
}

/// Those among these changes on which nobody decided yet.
pub(crate) fn still_open(connection: &Connection, wanted: &[i64]) -> Sql<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT number FROM change WHERE number IN (SELECT value FROM json_each(?1))
           AND replaced_ms IS NULL AND review IS NULL AND operation IS NULL",
    )?;
    let open = statement.query_map([format!("{wanted:?}")], |row| row.get(0))?;
    Ok(open.collect::<rusqlite::Result<_>>()?)
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

/// The address from which an actor made most of the changes before this one; the newest are looked at.
pub(crate) fn usual_address(
    connection: &Connection,
    id: &ConnectionId,
    trace: &Trace,
) -> Sql<Option<String>> {
    let number = tenant::number(connection, id)?;
    let key = trace.actor.key();
    let mut statement = connection.prepare_cached(
        "SELECT change.attribution FROM author JOIN change ON change.number = author.change
         WHERE author.actor = ?1 AND change.connection = ?2 AND change.until_ms < ?3 AND change.replaced_ms IS NULL
         GROUP BY change.number ORDER BY change.until_ms DESC, change.number DESC LIMIT ?4",
    )?;
    let mut rows = statement.query(params![key, number, trace.at.millis(), EARLIER])?;
    // one row may have made several changes
    let mut told: HashSet<LogId> = HashSet::new();
    let mut addresses: HashMap<String, usize> = HashMap::new();
    while let Some(row) = rows.next()? {
        let json: String = row.get(0)?;
        let attribution: Attribution = crate::text::parse_json("change", "attribution", &json)?;
        for earlier in attribution.traces().iter().filter(|earlier| earlier.actor.key() == key) {
            if let Some(address) = &earlier.address
                && told.insert(earlier.log_id.clone())
            {
                *addresses.entry(address.clone()).or_default() += 1;
            }
        }
    }
    Ok(addresses.into_iter().max_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0))).map(|(of, _)| of))
}
