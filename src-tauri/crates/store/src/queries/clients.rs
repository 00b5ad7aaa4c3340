//! A page of clients: the facts are judged and filtered in SQL; a page is picked from plain numbers, and only its rows
//! are read in full.

use std::cmp::Ordering;

use domain::activity::ActivityKind;
use domain::ids::ClientId;
use domain::judgement::{ClientFacts, Verdict};
use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use crate::error::{Fault, Sql};
use crate::queries::labels::{Labels, Order};
use crate::queries::verdict::{self, NEVER_USED, QUIET_MS};
use crate::reading::{
    ClientColumn, ClientFilter, ClientKey, ClientPage, ClientRow, ClientSort, ClientTag, CredentialKind,
    Judged,
};
use crate::tables::client::{at, origin_code, origin_of, party_code, party_of};
use crate::text;

/// A client that passed the filter, by number, with what it is sorted by.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    scope: usize,
    client: i64,
    first: Option<i64>,
    then: Option<i64>,
    name: i64,
}

/// One page of the clients of `scope` that pass `filter`.
pub(crate) fn list(
    connection: &Connection,
    labels: &Labels,
    scope: &[Judged],
    filter: &ClientFilter,
    sort: ClientSort,
    (offset, limit): (u64, u32),
) -> Sql<ClientPage> {
    let order = labels.order(connection)?;
    let text = filter.text.trim();
    let matching = (!text.is_empty()).then(|| order.matching(text));
    let owners = if sort.column == ClientColumn::Owner { owners(connection)? } else { Vec::new() };
    let mut candidates = Vec::new();
    let mut all = 0;
    let sql = candidates_sql(filter, sort.column);
    for (index, judged) in scope.iter().enumerate() {
        let mut parameters = verdict::parameters(connection, judged)?;
        let tagged = verdict::tagged(connection, &parameters)?;
        if *filter != ClientFilter::default() {
            let mut count = connection.prepare_cached("SELECT count(*) FROM fact WHERE connection = ?1")?;
            all += count.query_row([&parameters[0]], |row| row.get::<_, u64>(0))?;
        }
        // ?5 to ?7
        let moments = [filter.created_since, filter.failed_since, filter.not_failed_since];
        parameters.extend(moments.map(verdict::moment));
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = verdict::run(&mut statement, &parameters)?;
        while let Some(row) = rows.next()? {
            let client = row.get(0)?;
            if matching.as_ref().is_some_and(|matching| !holds(matching, client)) {
                continue;
            }
            let is_tagged = verdict::is_tagged(&tagged, client);
            if is_tagged && (!filter.verdicts.is_empty() || filter.never_used == Some(true)) {
                continue;
            }
            let mut candidate = candidate(index, client, row, sort.column, &order, &owners)?;
            if is_tagged && sort.column == ClientColumn::Verdict {
                candidate.first = None;
            }
            candidates.push(candidate);
        }
    }
    let total = candidates.len() as u64;
    if *filter == ClientFilter::default() {
        all = total;
    }
    let page = page(candidates, sort, offset, limit);
    let contexts = scope.iter().map(|judged| context(connection, judged)).collect::<Sql<Vec<_>>>()?;
    let mut rows = Vec::with_capacity(page.len());
    for candidate in page {
        rows.push(row_of(connection, &scope[candidate.scope], &contexts[candidate.scope], candidate.client)?);
    }
    Ok(ClientPage { rows, total, all })
}

fn holds(matching: &[bool], client: i64) -> bool {
    usize::try_from(client).ok().and_then(|client| matching.get(client)).copied().unwrap_or(false)
}

fn candidate(
    scope: usize,
    client: i64,
    row: &Row<'_>,
    column: ClientColumn,
    order: &Order,
    owners: &[Option<i64>],
) -> Sql<Candidate> {
    let (first, then) = match column {
        ClientColumn::Name => (Some(order.name(client)), None),
        ClientColumn::Id => (Some(order.id(client)), None),
        ClientColumn::Owner => {
            (usize::try_from(client).ok().and_then(|client| owners.get(client).copied().flatten()), None)
        }
        _ => (row.get(1)?, row.get(2)?),
    };
    Ok(Candidate { scope, client, first, then, name: order.name(client) })
}

/// By client number: where its owner stands among the owners.
fn owners(connection: &Connection) -> Sql<Vec<Option<i64>>> {
    let mut statement =
        connection.prepare_cached("SELECT number, owner FROM client WHERE owner IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?.to_lowercase())))?;
    let mut owned: Vec<(usize, String)> = rows.collect::<rusqlite::Result<_>>()?;
    owned.sort_unstable_by(|one, other| one.1.cmp(&other.1));
    let mut places = vec![None; owned.iter().map(|(client, _)| client + 1).max().unwrap_or(0)];
    let mut place = 0;
    for (index, (client, owner)) in owned.iter().enumerate() {
        if index > 0 && owned[index - 1].1 != *owner {
            place += 1;
        }
        places[*client] = Some(place);
    }
    Ok(places)
}

/// The rows of the page, in order.
fn page(mut candidates: Vec<Candidate>, sort: ClientSort, offset: u64, limit: u32) -> Vec<Candidate> {
    let compare = |one: &Candidate, other: &Candidate| compare(one, other, sort);
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(candidates.len());
    let to = from.saturating_add(usize::try_from(limit).unwrap_or(usize::MAX)).min(candidates.len());
    if from == to {
        return Vec::new();
    }
    if to < candidates.len() {
        candidates.select_nth_unstable_by(to, compare);
        candidates.truncate(to);
    }
    if from > 0 {
        candidates.select_nth_unstable_by(from, compare);
        candidates.drain(..from);
    }
    candidates.sort_unstable_by(compare);
    candidates
}

fn compare(one: &Candidate, other: &Candidate, sort: ClientSort) -> Ordering {
    // unknown values sort below all others, but a missing owner and a missing verdict sort last, either way
    let last = matches!(sort.column, ClientColumn::Owner | ClientColumn::Verdict);
    let first = match (one.first, other.first) {
        (None, Some(_)) if last => return Ordering::Greater,
        (Some(_), None) if last => return Ordering::Less,
        (one, other) => one.cmp(&other),
    };
    let key = first.then(one.then.cmp(&other.then));
    let key = if sort.descending { key.reverse() } else { key };
    key.then(one.name.cmp(&other.name)).then(one.scope.cmp(&other.scope)).then(one.client.cmp(&other.client))
}

fn candidates_sql(filter: &ClientFilter, column: ClientColumn) -> String {
    let verdict = verdict::verdict();
    let (first, then) = match column {
        ClientColumn::Name | ClientColumn::Id | ClientColumn::Owner => ("NULL", "NULL"),
        ClientColumn::Kind => ("party * 4 + origin", "NULL"),
        ClientColumn::Credential => ("credential", "NULL"),
        ClientColumn::LastUse => ("last_use_ms", "NULL"),
        ClientColumn::Verdict => (&*verdict, "last_use_ms"),
        ClientColumn::RedirectUris => ("redirect_count", "NULL"),
        ClientColumn::Quiet => (QUIET_MS, "NULL"),
        ClientColumn::Created => ("coalesce(created_ms, seen_ms)", "NULL"),
    };
    let mut sql = format!("SELECT client, {first}, {then} FROM fact WHERE connection = ?1");
    let mut and = |condition: &str| {
        sql.push_str(" AND ");
        sql.push_str(condition);
    };
    let codes = |codes: &mut dyn Iterator<Item = u8>| {
        codes.map(|code| code.to_string()).collect::<Vec<_>>().join(", ")
    };
    if !filter.verdicts.is_empty() {
        let wanted = codes(&mut filter.verdicts.iter().map(|verdict| verdict.code()));
        and(&format!("({verdict}) IN ({wanted})"));
    }
    if !filter.parties.is_empty() {
        and(&format!("party IN ({})", codes(&mut filter.parties.iter().map(|party| party_code(*party)))));
    }
    if !filter.origins.is_empty() {
        and(&format!("origin IN ({})", codes(&mut filter.origins.iter().map(|origin| origin_code(*origin)))));
    }
    if !filter.credentials.is_empty() {
        let wanted = codes(&mut filter.credentials.iter().map(|kind| *kind as u8));
        and(&format!("credential IN ({wanted})"));
    }
    match filter.has_owner {
        Some(true) => and("has_owner"),
        Some(false) => and("NOT has_owner"),
        None => {}
    }
    match filter.never_used {
        Some(true) => and(&format!("({NEVER_USED})")),
        Some(false) => and(&format!("NOT ({NEVER_USED})")),
        None => {}
    }
    if filter.created_since.is_some() {
        and("coalesce(created_ms, seen_ms) >= ?5");
    }
    if filter.failed_since.is_some() {
        and("last_failure_ms >= ?6");
    }
    if filter.not_failed_since.is_some() {
        and("coalesce(last_failure_ms < ?7, 1)");
    }
    sql
}

/// The parameters of a connection's expressions, and its clients that are never judged.
type Context = (Vec<Value>, Vec<(i64, ClientTag)>);

fn context(connection: &Connection, judged: &Judged) -> Sql<Context> {
    let parameters = verdict::parameters(connection, judged)?;
    let tagged = verdict::tagged(connection, &parameters)?;
    Ok((parameters, tagged))
}

/// One row in full.
fn row_of(
    connection: &Connection,
    judged: &Judged,
    (parameters, tagged): &Context,
    client: i64,
) -> Sql<ClientRow> {
    let sql = format!(
        "WITH judged AS (SELECT *, {verdict} AS verdict FROM fact WHERE connection = ?1 AND client = ?5)
         SELECT client.client_id, coalesce(client.name, client.log_name), judged.listed, judged.party, judged.origin, client.app_type, client.grant_types, judged.credential,
           judged.redirect_count, client.owner, client.note, judged.verdict, judged.last_use_ms,
           judged.last_use_kind, judged.created_ms, judged.absent_ms, judged.seen_ms, judged.token_lifetime_ms,
           client.lifetime_assumed_ms IS NOT NULL, judged.last_failure_ms
         FROM judged JOIN client ON client.number = judged.client",
        verdict = verdict::verdict()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let parameters: Vec<Value> = parameters.iter().cloned().chain([Value::Integer(client)]).collect();
    let mut rows = verdict::run(&mut statement, &parameters)?;
    let row = rows.next()?.ok_or_else(|| Fault::row("fact", "client", &client, "no such client"))?;
    let (mut row, grant_types) = read_row(row, judged)?;
    row.tag = tagged.iter().find(|(tagged, _)| *tagged == client).map(|(_, tag)| *tag);
    if row.tag.is_some() {
        row.verdict = None;
    }
    row.grant_types = grant_types.map(|json| text::parse_json("client", "grant_types", &json)).transpose()?;
    Ok(row)
}

fn read_row(row: &Row<'_>, judged: &Judged) -> rusqlite::Result<(ClientRow, Option<String>)> {
    let last_use_ms: Option<i64> = row.get(12)?;
    let last_use_kind: Option<u8> = row.get(13)?;
    let kind = last_use_kind.and_then(ActivityKind::from_code);
    let client = ClientRow {
        key: ClientKey {
            connection: judged.connection.clone(),
            client_id: ClientId::new(row.get::<_, String>(0)?),
        },
        name: row.get(1)?,
        listed: row.get(2)?,
        tag: None,
        party: party_of(row.get(3)?),
        origin: origin_of(row.get(4)?),
        app_type: row.get(5)?,
        grant_types: None,
        credential: CredentialKind::from_code(row.get(7)?),
        redirect_uri_count: row.get(8)?,
        owner: row.get(9)?,
        note: row.get(10)?,
        verdict: row.get::<_, Option<u8>>(11)?.and_then(Verdict::from_code),
        facts: ClientFacts {
            last_use: at(last_use_ms).zip(kind),
            created_at: at(row.get(14)?),
            absent_at: at(row.get(15)?),
            seen_at: at(row.get(16)?),
            token_lifetime_ms: row.get(17)?,
        },
        lifetime_unreadable: row.get(18)?,
        last_failure: at(row.get(19)?),
    };
    Ok((client, row.get(6)?))
}

/// These clients, in the order asked for; those that are not known or are gone are left out.
pub(crate) fn named(connection: &Connection, scope: &[Judged], keys: &[ClientKey]) -> Sql<Vec<ClientRow>> {
    let mut rows = Vec::with_capacity(keys.len());
    for judged in scope {
        let context = context(connection, judged)?;
        let mut find = connection.prepare_cached(
            "SELECT fact.client FROM client JOIN fact ON fact.connection = ?1 AND fact.client = client.number
             WHERE client.connection = ?1 AND client.client_id = ?2",
        )?;
        for (place, key) in keys.iter().enumerate().filter(|(_, key)| key.connection == judged.connection) {
            let id = Value::Text(key.client_id.as_str().to_owned());
            let mut found = find.query([&context.0[0], &id])?;
            if let Some(found) = found.next()? {
                rows.push((place, row_of(connection, judged, &context, found.get(0)?)?));
            }
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// The row of a client that is known to exist, by its id.
pub(crate) fn one(connection: &Connection, judged: &Judged, client_id: &ClientId) -> Sql<Option<ClientRow>> {
    let key = ClientKey { connection: judged.connection.clone(), client_id: client_id.clone() };
    Ok(named(connection, std::slice::from_ref(judged), &[key])?.pop())
}
