//! A page of clients: the facts of all are judged, filtered and sorted as plain numbers; only the rows of the page are read in
//! full.

use std::cmp::Ordering;

use domain::activity::ActivityKind;
use domain::ids::ClientId;
use domain::judgement::ClientFacts;
use domain::time::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::error::{Fault, Sql};
use crate::queries::facts::{self, Fact, Facts};
use crate::queries::labels::{Labels, Order};
use crate::queries::verdict::{self, Lines};
use crate::reading::{
    ClientColumn, ClientFilter, ClientKey, ClientPage, ClientRow, ClientSort, ClientTag, CredentialKind,
    Judged,
};
use crate::tables::client::{at, origin_code, origin_of, party_code, party_of};
use crate::tables::connection;
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

/// One connection of a scope, as its clients are judged.
struct Context {
    number: i64,
    lines: Lines,
    tagged: Vec<(i64, ClientTag)>,
}

fn context(connection: &Connection, judged: &Judged) -> Sql<Context> {
    let number = connection::number(connection, &judged.connection)?;
    Ok(Context { number, lines: Lines::of(judged), tagged: verdict::tagged(connection, number)? })
}

/// One page of the clients of `scope` that pass `filter`.
pub(crate) fn list(
    connection: &Connection,
    (labels, facts): (&Labels, &Facts),
    scope: &[Judged],
    filter: &ClientFilter,
    sort: ClientSort,
    (offset, limit): (u64, u32),
) -> Sql<ClientPage> {
    let (order, facts) = (labels.order(connection)?, facts.all(connection)?);
    let text = filter.text.trim();
    let matching = (!text.is_empty()).then(|| order.matching(text));
    let owners = if sort.column == ClientColumn::Owner { owners(connection)? } else { Vec::new() };
    let contexts = scope.iter().map(|judged| context(connection, judged)).collect::<Sql<Vec<_>>>()?;
    let wanted = Wanted::of(filter);
    let mut candidates = Vec::new();
    let mut all = 0;
    for (index, context) in contexts.iter().enumerate() {
        let facts = facts.of(context.number);
        all += facts.len() as u64;
        for fact in facts {
            if matching.as_ref().is_some_and(|matching| !holds(matching, fact.client))
                || !wanted.has(fact, context)
            {
                continue;
            }
            candidates.push(candidate(index, fact, context, sort.column, &order, &owners));
        }
    }
    let total = candidates.len() as u64;
    let mut rows = Vec::new();
    for candidate in page(candidates, sort, offset, limit) {
        rows.push(row_of(connection, &scope[candidate.scope], &contexts[candidate.scope], candidate.client)?);
    }
    Ok(ClientPage { rows, total, all })
}

/// A filter, its texts aside, as numbers.
struct Wanted<'f> {
    filter: &'f ClientFilter,
    parties: Vec<u8>,
    origins: Vec<u8>,
    credentials: Vec<u8>,
    created_since: Option<i64>,
    failed_since: Option<i64>,
    not_failed_since: Option<i64>,
}

impl<'f> Wanted<'f> {
    fn of(filter: &'f ClientFilter) -> Self {
        Self {
            filter,
            parties: filter.parties.iter().map(|party| party_code(*party)).collect(),
            origins: filter.origins.iter().map(|origin| origin_code(*origin)).collect(),
            credentials: filter.credentials.iter().map(|kind| *kind as u8).collect(),
            created_since: filter.created_since.map(Timestamp::millis),
            failed_since: filter.failed_since.map(Timestamp::millis),
            not_failed_since: filter.not_failed_since.map(Timestamp::millis),
        }
    }

    fn has(&self, fact: &Fact, context: &Context) -> bool {
        let any_of = |wanted: &[u8], code: u8| wanted.is_empty() || wanted.contains(&code);
        let since = |since: Option<i64>, at: Option<i64>| since.is_none() || at >= since;
        any_of(&self.parties, fact.party)
            && any_of(&self.origins, fact.origin)
            && any_of(&self.credentials, fact.credential)
            && self.filter.has_owner.is_none_or(|wanted| wanted == fact.has_owner())
            && since(self.created_since, fact.new_ms())
            && since(self.failed_since, fact.last_failure_ms)
            && self.not_failed_since.is_none_or(|since| fact.last_failure_ms < Some(since))
            && self.is_judged_so(fact, context)
    }

    fn is_judged_so(&self, fact: &Fact, context: &Context) -> bool {
        let (verdicts, never_used) = (&self.filter.verdicts, self.filter.never_used);
        if verdict::is_tagged(&context.tagged, fact.client) {
            return verdicts.is_empty() && never_used != Some(true);
        }
        (verdicts.is_empty() || verdicts.contains(&context.lines.verdict(fact)))
            && never_used.is_none_or(|wanted| wanted == context.lines.is_never_used(fact))
    }
}

fn holds(matching: &[bool], client: i64) -> bool {
    usize::try_from(client).ok().and_then(|client| matching.get(client)).copied().unwrap_or(false)
}

fn candidate(
    scope: usize,
    fact: &Fact,
    context: &Context,
    column: ClientColumn,
    order: &Order,
    owners: &[Option<i64>],
) -> Candidate {
    let client = fact.client;
    let (first, then) = match column {
        ClientColumn::Name => (Some(order.name(client)), None),
        ClientColumn::Id => (Some(order.id(client)), None),
        ClientColumn::Owner => {
            (usize::try_from(client).ok().and_then(|client| owners.get(client).copied().flatten()), None)
        }
        ClientColumn::Kind => (Some(i64::from(fact.party) * 4 + i64::from(fact.origin)), None),
        ClientColumn::Credential => (Some(i64::from(fact.credential)), None),
        ClientColumn::LastUse => (fact.last_use_ms, None),
        ClientColumn::Verdict => {
            let is_judged = !verdict::is_tagged(&context.tagged, client);
            let verdict = is_judged.then(|| i64::from(context.lines.verdict(fact).code()));
            (verdict, fact.last_use_ms)
        }
        ClientColumn::RedirectUris => (fact.redirect_count.map(i64::from), None),
        ClientColumn::Quiet => (Some(context.lines.quiet_ms(fact)), None),
        ClientColumn::Created => (fact.began_ms(), None),
    };
    Candidate { scope, client, first, then, name: order.name(client) }
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

/// One row in full.
fn row_of(connection: &Connection, judged: &Judged, context: &Context, client: i64) -> Sql<ClientRow> {
    let sql = format!(
        "SELECT {}, fact.last_use_kind, client.client_id, coalesce(client.name, client.log_name), client.app_type,
           client.grant_types, client.owner, client.note, client.lifetime_assumed_ms IS NOT NULL
         FROM fact JOIN client ON client.number = fact.client WHERE fact.connection = ?1 AND fact.client = ?2",
        facts::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![context.number, client])?;
    let row = rows.next()?.ok_or_else(|| Fault::row("fact", "client", &client, "no such client"))?;
    let fact = Fact::read(row)?;
    let (mut row, grant_types) = read_row(row, &fact, judged)?;
    row.tag = context.tagged.iter().find(|(tagged, _)| *tagged == client).map(|(_, tag)| *tag);
    row.verdict = row.tag.is_none().then(|| context.lines.verdict(&fact));
    row.grant_types = grant_types.map(|json| text::parse_json("client", "grant_types", &json)).transpose()?;
    Ok(row)
}

fn read_row(row: &Row<'_>, fact: &Fact, judged: &Judged) -> rusqlite::Result<(ClientRow, Option<String>)> {
    const AFTER: usize = facts::WIDTH;
    let kind = row.get::<_, Option<u8>>(AFTER)?.and_then(ActivityKind::from_code);
    let client = ClientRow {
        key: ClientKey {
            connection: judged.connection.clone(),
            client_id: ClientId::new(row.get::<_, String>(AFTER + 1)?),
        },
        name: row.get(AFTER + 2)?,
        listed: fact.is_listed(),
        tag: None,
        party: party_of(fact.party),
        origin: origin_of(fact.origin),
        app_type: row.get(AFTER + 3)?,
        grant_types: None,
        credential: CredentialKind::from_code(fact.credential),
        redirect_uri_count: fact.redirect_count,
        owner: row.get(AFTER + 5)?,
        note: row.get(AFTER + 6)?,
        verdict: None,
        facts: ClientFacts {
            last_use: at(fact.last_use_ms).zip(kind),
            created_at: at(fact.created_ms),
            absent_at: at(fact.absent_ms),
            seen_at: at(fact.seen_ms),
            token_lifetime_ms: fact.token_lifetime_ms,
        },
        lifetime_unreadable: row.get(AFTER + 7)?,
        last_failure: at(fact.last_failure_ms),
    };
    Ok((client, row.get(AFTER + 4)?))
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
            let mut found = find.query(params![context.number, key.client_id.as_str()])?;
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
