//! Every client ever known: what readings and the log say about it, and the facts that come of it.

use domain::client::{ClientFace, CredentialMethod, Origin, Party};
use domain::ids::ClientId;
use domain::time::{DAY_MS, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use crate::activity::LastByKind;
use crate::error::{Fault, Sql};
use crate::queries::facts::Fact;
use crate::reading::CredentialKind;
use crate::tables::actor::Actor;
use crate::tables::listing;
use crate::text;

/// L while nothing could be read (product.md, L).
const ASSUMED_LIFETIME_MS: i64 = 30 * DAY_MS;

/// A client as stored, wide. Moments are milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub number: i64,
    pub connection: i64,
    pub id: ClientId,
    pub incarnation: i64,
    pub since: Option<i64>,
    pub gone: Option<i64>,
    pub first_read: Option<i64>,
    pub last_read: Option<i64>,
    pub absent: Option<i64>,
    pub missing: Option<i64>,
    pub log_first_use: Option<i64>,
    pub log_created: Option<i64>,
    pub log_created_self: bool,
    pub log_deleted: Option<i64>,
    pub log_name: Option<String>,
    pub last: LastByKind,
    pub name: Option<String>,
    pub app_type: Option<String>,
    pub grant_types: Option<String>,
    pub hosts: Option<String>,
    pub redirect_count: Option<u32>,
    pub party: u8,
    pub origin: u8,
    pub credential: u8,
    pub is_global: bool,
    pub lifetime_seen: Option<i64>,
    pub lifetime_assumed: Option<i64>,
    pub has_owner: bool,
}

const COLUMNS: &str = "number, connection, client_id, incarnation, since_ms, gone_ms, first_read_ms, last_read_ms,
  absent_ms, missing_ms, first_use_ms, log_created_ms, log_created_self, log_deleted_ms, log_name, last_by_kind,
  name, app_type, grant_types, hosts, redirect_count, party, origin, credential, is_global, lifetime_seen_ms,
  lifetime_assumed_ms, owner IS NOT NULL";

fn read(row: &Row<'_>) -> rusqlite::Result<(Client, Option<Vec<u8>>)> {
    let client = Client {
        number: row.get(0)?,
        connection: row.get(1)?,
        id: ClientId::new(row.get::<_, String>(2)?),
        incarnation: row.get(3)?,
        since: row.get(4)?,
        gone: row.get(5)?,
        first_read: row.get(6)?,
        last_read: row.get(7)?,
        absent: row.get(8)?,
        missing: row.get(9)?,
        log_first_use: row.get(10)?,
        log_created: row.get(11)?,
        log_created_self: row.get(12)?,
        log_deleted: row.get(13)?,
        log_name: row.get(14)?,
        last: LastByKind::default(),
        name: row.get(16)?,
        app_type: row.get(17)?,
        grant_types: row.get(18)?,
        hosts: row.get(19)?,
        redirect_count: row.get(20)?,
        party: row.get(21)?,
        origin: row.get(22)?,
        credential: row.get(23)?,
        is_global: row.get(24)?,
        lifetime_seen: row.get(25)?,
        lifetime_assumed: row.get(26)?,
        has_owner: row.get(27)?,
    };
    Ok((client, row.get(15)?))
}

fn with_last((mut client, last): (Client, Option<Vec<u8>>)) -> Sql<Client> {
    client.last = LastByKind::decode(&last.unwrap_or_default())
        .ok_or_else(|| Fault::row("client", "last_by_kind", &client.number, "not moments by kind"))?;
    Ok(client)
}

/// One client, gone or not.
pub(crate) fn find(connection: &Connection, number: i64, client_id: &ClientId) -> Sql<Option<Client>> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM client LEFT JOIN used ON used.client = client.number WHERE connection = ?1 AND client_id = ?2"))?;
    let found = statement.query_row(params![number, client_id.as_str()], read).optional()?;
    found.map(with_last).transpose()
}

/// Every client of a connection that is not gone and was not read since `started`.
pub(crate) fn not_read_since(connection: &Connection, number: i64, started: i64) -> Sql<Vec<Client>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM client LEFT JOIN used ON used.client = client.number WHERE connection = ?1 AND gone_ms IS NULL
         AND (last_read_ms IS NULL OR last_read_ms < ?2)"
    ))?;
    let rows: Vec<_> = statement.query_map([number, started], read)?.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(with_last).collect()
}

/// What verdicts rest on, of every client that is gone, by connection and number. Those of the others are stored.
pub(crate) fn facts_of_gone(connection: &Connection) -> Sql<Vec<Fact>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM client LEFT JOIN used ON used.client = client.number WHERE gone_ms IS NOT NULL
         ORDER BY connection, number"
    ))?;
    let rows: Vec<_> = statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|row| Ok(with_last(row)?.fact())).collect()
}

/// A client that nothing was known of; `evidence` is the earliest moment at which it is known to have existed.
pub(crate) fn insert(
    connection: &Connection,
    number: i64,
    client_id: &ClientId,
    evidence: i64,
) -> Sql<Client> {
    let (absent, missing) = listing::around(connection, number, evidence)?;
    connection
        .prepare_cached(
            "INSERT INTO client (connection, client_id, absent_ms, missing_ms) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![number, client_id.as_str(), absent, missing])?;
    find(connection, number, client_id)?
        .ok_or_else(|| Fault::row("client", "client_id", &number, "gone right after it was inserted"))
}

/// What the log in total says about some ids. Ids that only ever failed are no clients.
pub(crate) fn project(connection: &Connection, number: i64, actors: &[Actor]) -> Sql<()> {
    for actor in actors {
        if note_use(connection, number, actor)? {
            continue;
        }
        let known = find(connection, number, &actor.client_id)?;
        let evidence = actor.first_use_ms.into_iter().chain(actor.created_ms).min();
        let mut client = match (known, evidence) {
            (Some(client), _) => client.missed_while_gone(connection)?,
            (None, Some(evidence)) => insert(connection, number, &actor.client_id, evidence)?,
            (None, None) => continue,
        };
        client.log_first_use = actor.first_use_ms;
        client.log_created = actor.created_ms;
        client.log_created_self = actor.created_self;
        client.log_deleted = actor.deleted_ms;
        client.log_name.clone_from(&actor.name);
        client.last = actor.last;
        client.settle();
        client.write(connection)?;
    }
    // the triggers leave out what `note_use` changes: once a batch is enough
    connection.prepare_cached("UPDATE fact_generation SET number = number + 1")?.execute([])?;
    Ok(())
}

/// Notes newer uses and failures of a client about which the log says nothing else that is new: the common case, and the
/// one that has to be fast. `false`: it is another case.
fn note_use(connection: &Connection, number: i64, actor: &Actor) -> Sql<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT number, since_ms, first_read_ms FROM client
         WHERE connection = ?1 AND client_id = ?2 AND gone_ms IS NULL AND log_created_ms IS ?3
           AND log_created_self = ?4 AND log_deleted_ms IS ?5 AND log_name IS ?6
           AND coalesce(missing_ms <= absent_ms, missing_ms IS NULL)",
    )?;
    let parameters = params![
        number,
        actor.client_id.as_str(),
        actor.created_ms,
        actor.created_self,
        actor.deleted_ms,
        actor.name
    ];
    let found: Option<(i64, Option<i64>, Option<i64>)> =
        statement.query_row(parameters, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((client, since, first_read)) = found else { return Ok(false) };
    write_used(connection, client, actor.first_use_ms, &actor.last)?;
    let last_use = actor.last.newest_use(since);
    let seen = seen(since, first_read, actor.first_use_ms, actor.created_ms, &actor.last);
    connection
        .prepare_cached(
            "UPDATE fact SET last_use_ms = ?3, last_use_kind = ?4, seen_ms = ?5, last_failure_ms = ?6
             WHERE connection = ?1 AND client = ?2",
        )?
        .execute(params![
            number,
            client,
            last_use.map(|(at, _)| at),
            last_use.map(|(_, kind)| kind.code()),
            seen,
            actor.last.newest_failure(),
        ])?;
    Ok(true)
}

fn write_used(connection: &Connection, client: i64, first_use: Option<i64>, last: &LastByKind) -> Sql<()> {
    connection
        .prepare_cached(
            "INSERT INTO used VALUES (?1, ?2, ?3) ON CONFLICT (client) DO UPDATE
             SET first_use_ms = excluded.first_use_ms, last_by_kind = excluded.last_by_kind",
        )?
        .execute(params![client, first_use, last.encode()])?;
    Ok(())
}

/// The earliest moment at or after `since` at which a client is known to have existed: a reading, a success, its creation.
fn seen(
    since: Option<i64>,
    first_read: Option<i64>,
    first_use: Option<i64>,
    created: Option<i64>,
    last: &LastByKind,
) -> Option<i64> {
    let first_use = first_use
        .filter(|first| since.is_none_or(|since| *first >= since))
        .or_else(|| last.uses(since).map(|(at, _)| at).min());
    let created = created.filter(|created| since.is_none_or(|since| *created >= since));
    [first_read, first_use, created].into_iter().flatten().min()
}

/// What a reading at `at` shows of a client. `true`: nothing was known of it before.
pub(crate) fn show(
    connection: &Connection,
    number: i64,
    client_id: &ClientId,
    face: &ClientFace,
    at: i64,
) -> Sql<bool> {
    let known = find(connection, number, client_id)?;
    let is_new = known.is_none();
    let mut client = match known {
        Some(client) => client.missed_while_gone(connection)?,
        None => insert(connection, number, client_id, at)?,
    };
    let is_newest = client.last_read.is_none_or(|last| last <= at);
    client.read_at(at);
    if is_newest {
        client.take_face(face);
    }
    client.settle();
    client.write(connection)?;
    Ok(is_new)
}

/// Notes that a client that is not gone was read again and looks as before. `false`: that is not so.
pub(crate) fn show_again(connection: &Connection, number: i64, client_id: &ClientId, at: i64) -> Sql<bool> {
    let changed = connection
        .prepare_cached(
            "UPDATE client SET last_read_ms = ?3 WHERE connection = ?1 AND client_id = ?2 AND gone_ms IS NULL
             AND last_read_ms <= ?3 AND first_read_ms IS NOT NULL AND coalesce(log_deleted_ms, 0) < last_read_ms",
        )?
        .execute(params![number, client_id.as_str(), at])?;
    Ok(changed == 1)
}

impl Client {
    fn read_at(&mut self, at: i64) {
        self.first_read = Some(self.first_read.map_or(at, |first| first.min(at)));
        self.last_read = self.last_read.max(Some(at));
    }

    /// A complete listing that began at `started` did not hold it.
    pub(crate) fn miss(&mut self, started: i64) {
        self.missing = self.missing.max(Some(started));
    }

    /// What is gone is not looked for by listings any more: those that were complete since did not hold it.
    fn missed_while_gone(mut self, connection: &Connection) -> Sql<Self> {
        if let Some(gone) = self.gone {
            let (_, later) = listing::around(connection, self.connection, gone)?;
            self.missing = self.missing.max(later);
        }
        Ok(self)
    }

    fn take_face(&mut self, face: &ClientFace) {
        self.name.clone_from(&face.name);
        self.app_type.clone_from(&face.app_type);
        self.grant_types = face.grant_types.as_ref().map(text::json);
        self.hosts = face.redirect_uris.as_ref().map(|_| face.redirect_hosts().join("\n"));
        self.redirect_count =
            face.redirect_uris.as_ref().map(|uris| u32::try_from(uris.len()).unwrap_or(u32::MAX));
        self.party = party_code(face.party);
        self.origin = origin_code(face.origin);
        self.credential = CredentialKind::of(&face.credential) as u8;
        self.is_global = face.is_global;
    }

    /// Decides which incarnation this is and whether it is gone, from moments alone, so that the order in which they became
    /// known does not matter.
    pub(crate) fn settle(&mut self) {
        let was_gone = self.gone.is_some();
        let shown = self.last_read.max(self.log_created);
        let alive = shown.max(self.last.newest_use(None).map(|(at, _)| at));
        let deleted = self.log_deleted.filter(|deleted| shown < Some(*deleted));
        let missing = self.missing.filter(|missing| alive < Some(*missing));
        self.gone = deleted.max(missing);
        if self.gone.is_some() {
            return;
        }
        // what was not there and is there now was registered anew in between
        self.absent = self.absent.max(self.missing);
        self.since = self.since.max(self.absent).max(self.log_deleted);
        self.first_read = self
            .first_read
            .filter(|first| self.is_of_this_incarnation(*first))
            .or(self.last_read.filter(|last| self.is_of_this_incarnation(*last)));
        if self.last_read.is_some_and(|last| !self.is_of_this_incarnation(last)) {
            self.last_read = None;
            self.take_face(&ClientFace::of_auth0(&Value::Null));
        }
        if was_gone {
            self.incarnation += 1;
        }
    }

    fn is_of_this_incarnation(&self, ms: i64) -> bool {
        self.since.is_none_or(|since| ms >= since)
    }

    /// When this incarnation came to exist, by a creation row. Registering a metadata document again writes the same row as
    /// registering it (facts/auth0.md 2.1), so such a row is no creation where the client was there before.
    fn created(&self) -> Option<i64> {
        let created = self.log_created.filter(|created| self.is_of_this_incarnation(*created))?;
        let is_document = self.origin == origin_code(Origin::Cimd);
        let was_there = [self.first_read, self.log_first_use]
            .into_iter()
            .flatten()
            .any(|at| at < created && self.is_of_this_incarnation(at));
        (!(is_document && was_there)).then_some(created)
    }

    fn token_lifetime(&self) -> i64 {
        self.lifetime_seen.max(self.lifetime_assumed).unwrap_or(ASSUMED_LIFETIME_MS)
    }

    /// Writes the client, its facts and its label.
    pub(crate) fn write(&self, connection: &Connection) -> Sql<()> {
        connection
            .prepare_cached(
                "UPDATE client SET incarnation = ?2, since_ms = ?3, gone_ms = ?4, first_read_ms = ?5, last_read_ms = ?6,
                   absent_ms = ?7, missing_ms = ?8, log_created_ms = ?9, log_created_self = ?10, log_deleted_ms = ?11,
                   log_name = ?12, name = ?13, app_type = ?14, grant_types = ?15, hosts = ?16, redirect_count = ?17,
                   party = ?18, origin = ?19, credential = ?20, is_global = ?21, lifetime_seen_ms = ?22,
                   lifetime_assumed_ms = ?23 WHERE number = ?1",
            )?
            .execute(params![
                self.number,
                self.incarnation,
                self.since,
                self.gone,
                self.first_read,
                self.last_read,
                self.absent,
                self.missing,
                self.log_created,
                self.log_created_self,
                self.log_deleted,
                self.log_name,
                self.name,
                self.app_type,
                self.grant_types,
                self.hosts,
                self.redirect_count,
                self.party,
                self.origin,
                self.credential,
                self.is_global,
                self.lifetime_seen,
                self.lifetime_assumed,
            ])?;
        write_used(connection, self.number, self.log_first_use, &self.last)?;
        if self.gone.is_some() {
            connection
                .prepare_cached("DELETE FROM fact WHERE connection = ?1 AND client = ?2")?
                .execute([self.connection, self.number])?;
            connection.prepare_cached("DELETE FROM label WHERE client = ?1")?.execute([self.number])?;
            return Ok(());
        }
        self.write_fact(connection)?;
        self.write_label(connection)
    }

    /// What a verdict of any moment rests on, whether it is gone or not.
    pub(crate) fn fact(&self) -> Fact {
        Fact {
            connection: self.connection,
            client: self.number,
            created_ms: self.created(),
            absent_ms: self.absent,
            seen_ms: seen(self.since, self.first_read, self.log_first_use, self.log_created, &self.last),
            token_lifetime_ms: self.token_lifetime(),
            ..Fact::default()
        }
    }

    fn write_fact(&self, connection: &Connection) -> Sql<()> {
        let last_use = self.last.newest_use(self.since);
        let origin = match (self.origin, self.created()) {
            (code, Some(_)) if code == origin_code(Origin::Unknown) => {
                origin_code(if self.log_created_self { Origin::Dcr } else { Origin::Admin })
            }
            (code, _) => code,
        };
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO fact (connection, client, last_use_ms, last_use_kind, created_ms, absent_ms, seen_ms,
                   token_lifetime_ms, last_failure_ms, redirect_count, party, origin, credential, listed, is_global,
                   has_owner) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(params![
                self.connection,
                self.number,
                last_use.map(|(at, _)| at),
                last_use.map(|(_, kind)| kind.code()),
                self.created(),
                self.absent,
                seen(self.since, self.first_read, self.log_first_use, self.log_created, &self.last),
                self.token_lifetime(),
                self.last.newest_failure(),
                self.redirect_count,
                self.party,
                origin,
                self.credential,
                self.first_read.is_some(),
                self.is_global,
                self.has_owner,
            ])?;
        Ok(())
    }

    fn write_label(&self, connection: &Connection) -> Sql<()> {
        let name = self.name.as_deref().or(self.log_name.as_deref()).unwrap_or(self.id.as_str());
        connection
            .prepare_cached(
                "INSERT INTO label VALUES (?1, ?2, ?3, ?4) ON CONFLICT (client) DO UPDATE
                 SET name = excluded.name, id = excluded.id, hosts = excluded.hosts
                 WHERE name IS NOT excluded.name OR id IS NOT excluded.id OR hosts IS NOT excluded.hosts",
            )?
            .execute(params![
                self.number,
                name.to_lowercase(),
                self.id.as_str().to_lowercase(),
                self.hosts.as_deref().unwrap_or_default().to_lowercase(),
            ])?;
        Ok(())
    }
}

/// Notes token lifetimes; what was read is kept at its highest, what is assumed holds only while it cannot be read.
pub(crate) fn set_lifetimes(
    connection: &Connection,
    number: i64,
    lifetimes: &[(ClientId, i64, bool)],
) -> Sql<()> {
    for (client_id, lifetime, unreadable) in lifetimes {
        let Some(mut client) = find(connection, number, client_id)? else { continue };
        let before = (client.lifetime_seen, client.lifetime_assumed);
        let lifetime = (*lifetime).clamp(0, 3650 * DAY_MS);
        if *unreadable {
            client.lifetime_assumed = Some(lifetime);
        } else {
            client.lifetime_seen = client.lifetime_seen.max(Some(lifetime));
            client.lifetime_assumed = None;
        }
        if before != (client.lifetime_seen, client.lifetime_assumed) {
            client.write(connection)?;
        }
    }
    Ok(())
}

/// The stored number of a party: never renumber.
pub(crate) const fn party_code(party: Party) -> u8 {
    match party {
        Party::First => 0,
        Party::ThirdStrict => 1,
        Party::ThirdPermissive => 2,
        Party::Unknown => 3,
    }
}

/// The party with this stored number.
pub(crate) const fn party_of(code: u8) -> Party {
    match code {
        0 => Party::First,
        1 => Party::ThirdStrict,
        2 => Party::ThirdPermissive,
        _ => Party::Unknown,
    }
}

/// The stored number of an origin: never renumber.
pub(crate) const fn origin_code(origin: Origin) -> u8 {
    match origin {
        Origin::Admin => 0,
        Origin::Dcr => 1,
        Origin::Cimd => 2,
        Origin::Unknown => 3,
    }
}

/// The origin with this stored number.
pub(crate) const fn origin_of(code: u8) -> Origin {
    match code {
        0 => Origin::Admin,
        1 => Origin::Dcr,
        2 => Origin::Cimd,
        _ => Origin::Unknown,
    }
}

impl CredentialKind {
    /// The kind of a method.
    #[must_use]
    pub const fn of(method: &CredentialMethod) -> Self {
        match method {
            CredentialMethod::Secret(_) => Self::Secret,
            CredentialMethod::Public => Self::Public,
            CredentialMethod::PrivateKeyJwt => Self::PrivateKeyJwt,
            CredentialMethod::Mtls => Self::Mtls,
            CredentialMethod::Other(_) => Self::Other,
            CredentialMethod::CannotTell => Self::CannotTell,
        }
    }

    /// The kind with this stored number.
    pub(crate) const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Secret,
            1 => Self::Public,
            2 => Self::PrivateKeyJwt,
            3 => Self::Mtls,
            4 => Self::Other,
            _ => Self::CannotTell,
        }
    }
}

/// Moments as the domain has them.
pub(crate) fn at(ms: Option<i64>) -> Option<Timestamp> {
    ms.map(Timestamp::from_millis)
}
