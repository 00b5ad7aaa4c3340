//! The clients of a past moment: what is told of each is looked up in memory, judged, filtered and sorted; only the rows of the
//! page are read in full.

mod page;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use domain::ids::{ClientId, ConnectionId};
use domain::judgement::{ClientFacts, Verdict};
use domain::time::{Day, Timestamp};
use rusqlite::Connection;

use crate::error::{Fault, Sql};
use crate::past::{Moment, PastFacts};
use crate::queries::facts::{AllFacts, Fact, Facts};
use crate::queries::uses::UseDays;
use crate::queries::verdict::{self, Lines};
use crate::queries::watch::{Held, Watch};
use crate::reading::{ClientTag, CredentialKind, Judged};
use crate::tables::client::{self, at, facts_of_gone};
use crate::tables::past::{Story, Thing, codes_of, count_of};
use crate::tables::{connection, stale};

/// From so many clients on, looking at them gets a thread of its own.
const WORTH_A_THREAD: usize = 2_000;

/// One client with what is told of its past.
#[derive(Clone, Debug)]
struct Entry {
    connection: i64,
    client: i64,
    id: Arc<str>,
    /// The first bytes of the id after what all ids share (a server may begin each alike), as a number.
    differs: u128,
    bytes: Arc<[u8]>,
}

/// What is told of all clients, as of one generation.
#[derive(Clone, Debug, Default)]
pub(crate) struct AllPasts {
    generation: i64,
    epoch: i64,
    facts_generation: i64,
    /// By connection, then client.
    entries: Vec<Entry>,
    /// Facts of those that are gone, by connection, then client.
    gone: Arc<Vec<Fact>>,
}

/// Where the days of use of all clients of one connection are found, one after the other: looking each up by its id for every
/// moment takes a seventh of the time.
#[derive(Clone, Debug)]
struct DayPlaces {
    generations: [i64; 2],
    /// That they are places in.
    uses: Weak<UseDays>,
    places: Arc<[Option<usize>]>,
}

/// The newest that a query needed, and the moment that was asked for last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pasts {
    all: Arc<Mutex<Arc<AllPasts>>>,
    day_places: Arc<Mutex<HashMap<i64, DayPlaces>>>,
    last: Arc<Mutex<Option<Arc<AtMoment>>>>,
}

/// One connection of the question.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub judged: Judged,
    pub moment: Moment,
    pub uses: Arc<UseDays>,
}

/// All that decides what a moment looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Question {
    generations: [i64; 3],
    places: Vec<Asked>,
}

/// The question about one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    number: i64,
    lines: Lines,
    watch: Watch,
    /// Up to which batch uses are counted.
    seq: i64,
    /// Those that are never judged.
    tagged: Vec<(i64, ClientTag)>,
    /// Those of which something new is known since their past was derived, in the order of their numbers.
    stale: Vec<i64>,
}

/// All clients at one moment.
#[derive(Clone, Debug)]
pub(crate) struct AtMoment {
    question: Question,
    pasts: Arc<AllPasts>,
    shares: Vec<Share>,
    is_complete: bool,
}

/// Some clients of one connection, which one thread looked at.
#[derive(Clone, Debug)]
struct Share {
    scope: usize,
    clients: Vec<Then>,
    /// Their labels one after the other: each in room of its own costs more than what it is made of.
    labels: String,
    /// Those of which the moment of the last use within its day matters.
    unsure: Vec<Unsure>,
}

/// A client whose verdict depends on the moment of its last use.
#[derive(Clone, Copy, Debug)]
struct Unsure {
    /// Its place in its share.
    client: usize,
    /// The day of the use.
    day: Day,
    fact: Fact,
}

/// One client at the moment.
#[derive(Clone, Debug)]
struct Then {
    entry: usize,
    existed: bool,
    is_gone: bool,
    tag: Option<ClientTag>,
    /// Where in the labels of its share its name is, or else its id, in lower case.
    label: Range<usize>,
    /// The first bytes of the label as a number.
    beginning: u128,
    is_named: bool,
    party: u8,
    origin: u8,
    credential: u8,
    redirect_count: Option<u32>,
    last_use: Option<Day>,
    created_ms: Option<i64>,
    verdict: Option<Verdict>,
}

impl Pasts {
    fn all(&self, connection: &Connection, facts: &AllFacts) -> Sql<Arc<AllPasts>> {
        let mut statement = connection.prepare_cached("SELECT number, epoch FROM past_generation")?;
        let (generation, epoch): (i64, i64) =
            statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let held = Arc::clone(&self.all.lock().unwrap_or_else(PoisonError::into_inner));
        let are_pasts_new = (held.generation, held.epoch) != (generation, epoch);
        let are_facts_new = held.facts_generation != facts.generation();
        if !are_pasts_new && !are_facts_new {
            return Ok(held);
        }
        let mut all = AllPasts::clone(&held);
        drop(held);
        if are_pasts_new {
            if all.epoch != epoch {
                (all.generation, all.entries) = (-1, Vec::new());
            }
            all.refresh(connection)?;
            (all.generation, all.epoch) = (generation, epoch);
        }
        if are_facts_new {
            all.gone = Arc::new(facts_of_gone(connection)?);
            all.facts_generation = facts.generation();
        }
        let all = Arc::new(all);
        *self.all.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&all);
        Ok(all)
    }

    /// All clients at the moment, judged but for those that are unsure.
    pub(crate) fn at(&self, db: &Connection, facts: &Facts, scope: &[Place]) -> Sql<Arc<AtMoment>> {
        let facts = facts.all(db)?;
        let pasts = self.all(db, &facts)?;
        let mut places = Vec::with_capacity(scope.len());
        for place in scope {
            let number = connection::number(db, &place.judged.connection)?;
            let watch = Watch::read(db, number, &place.moment)?;
            let lines = Lines::of(&place.judged);
            let (tagged, stale) = (verdict::tagged(db, number)?, stale::clients(db, number)?);
            places.push(Asked { number, lines, watch, seq: place.uses.seq(), tagged, stale });
        }
        let generations = [pasts.generation, pasts.epoch, pasts.facts_generation];
        let question = Question { generations, places };
        if let Some(last) = &*self.last.lock().unwrap_or_else(PoisonError::into_inner)
            && last.question == question
        {
            return Ok(Arc::clone(last));
        }
        let mut moment = AtMoment {
            is_complete: question.places.iter().all(|asked| asked.watch.is_complete()),
            question,
            pasts,
            shares: Vec::new(),
        };
        for (index, place) in scope.iter().enumerate() {
            let day_places =
                self.day_places(&moment.pasts, moment.question.places[index].number, &place.uses);
            moment.look(index, place, &facts, &day_places)?;
        }
        Ok(Arc::new(moment))
    }

    fn day_places(&self, pasts: &AllPasts, connection: i64, uses: &Arc<UseDays>) -> Arc<[Option<usize>]> {
        let (generations, weak) = ([pasts.generation, pasts.epoch], Arc::downgrade(uses));
        let held = self.day_places.lock().unwrap_or_else(PoisonError::into_inner).get(&connection).cloned();
        if let Some(held) = held
            && held.generations == generations
            && held.uses.ptr_eq(&weak)
        {
            return held.places;
        }
        let entries = &pasts.entries[pasts.of(connection)];
        let places: Arc<[_]> = entries.iter().map(|entry| uses.place(&entry.id)).collect();
        let found = DayPlaces { generations, uses: weak, places: Arc::clone(&places) };
        self.day_places.lock().unwrap_or_else(PoisonError::into_inner).insert(connection, found);
        places
    }

    /// Forgets everything: the next question reads it anew.
    pub(crate) fn forget(&self) {
        self.day_places.lock().unwrap_or_else(PoisonError::into_inner).clear();
        *self.all.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Keeps a moment for the next page of it.
    pub(crate) fn keep(&self, moment: &Arc<AtMoment>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(moment));
    }
}

impl Asked {
    /// The watch as far as it tells of a client: of one whose past is behind, the lists may have told something else.
    fn watch_of(&self, client: i64) -> Watch {
        if self.stale.binary_search(&client).is_ok() { self.watch.without_lists() } else { self.watch }
    }
}

impl AllPasts {
    fn refresh(&mut self, connection: &Connection) -> Sql<()> {
        let mut statement = connection.prepare_cached(
            "SELECT connection, number, client_id, bytes FROM past JOIN client ON client.number = past.client
             WHERE generation > ?1",
        )?;
        let rows = statement.query_map([self.generation], |row| {
            Ok(Entry {
                connection: row.get(0)?,
                client: row.get(1)?,
                id: row.get_ref(2)?.as_str()?.into(),
                differs: 0,
                bytes: row.get_ref(3)?.as_blob()?.into(),
            })
        })?;
        let key = |entry: &Entry| (entry.connection, entry.client);
        let known = self.entries.len();
        for entry in rows {
            let entry = entry?;
            match self.entries[..known].binary_search_by_key(&key(&entry), key) {
                Ok(place) => self.entries[place] = entry,
                Err(_) => self.entries.push(entry),
            }
        }
        self.entries.sort_by_key(key);
        self.tell_ids_apart();
        Ok(())
    }

    fn tell_ids_apart(&mut self) {
        let Some(first) = self.entries.first().map(|entry| Arc::clone(&entry.id)) else { return };
        let shared = self.entries.iter().fold(first.len(), |shared, entry| {
            let pairs = first.bytes().zip(entry.id.bytes());
            pairs.take(shared).take_while(|(one, other)| one == other).count()
        });
        for entry in &mut self.entries {
            entry.differs = page::beginning(&entry.id.as_bytes()[shared..]);
        }
    }

    /// The entries of one connection, by their place.
    fn of(&self, connection: i64) -> Range<usize> {
        let first = self.entries.partition_point(|entry| entry.connection < connection);
        first..self.entries.partition_point(|entry| entry.connection <= connection)
    }
}

impl AtMoment {
    /// Looks at the clients of one connection, on every processor: what is told of each is read anew for every moment.
    fn look(
        &mut self,
        scope: usize,
        place: &Place,
        facts: &AllFacts,
        day_places: &[Option<usize>],
    ) -> Sql<()> {
        let asked = &self.question.places[scope];
        let all = self.pasts.of(asked.number);
        let looking =
            Looking { pasts: &self.pasts, first: all.start, facts, place, day_places, asked, scope };
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = all.len().div_ceil(workers).max(WORTH_A_THREAD);
        let shares = all.clone().step_by(share).map(|first| first..all.end.min(first + share));
        let found: Vec<Sql<Share>> = std::thread::scope(|threads| {
            let looking = &looking;
            let started: Vec<_> = shares.map(|share| threads.spawn(move || looking.at(share))).collect();
            let ended = started.into_iter().map(std::thread::ScopedJoinHandle::join);
            let failed = |_| Err(std::io::Error::other("a thread that looked at the past failed").into());
            ended.map(|found| found.unwrap_or_else(failed)).collect()
        });
        for share in found {
            self.shares.push(share?);
        }
        Ok(())
    }

    /// The clients of one connection of which the moment of the last use matters: by its day, their numbers in the events file
    /// with the place of their share and their place in it.
    pub(crate) fn unsure(&self, scope: usize, uses: &UseDays) -> HashMap<Day, HashMap<i64, (usize, usize)>> {
        let mut days: HashMap<Day, HashMap<i64, (usize, usize)>> = HashMap::new();
        let shares = self.shares.iter().enumerate().filter(|(_, share)| share.scope == scope);
        for (place, share) in shares {
            for unsure in &share.unsure {
                let id = &self.pasts.entries[share.clients[unsure.client].entry].id;
                if let Some(actor) = uses.actor(id) {
                    days.entry(unsure.day).or_default().insert(actor, (place, unsure.client));
                }
            }
        }
        days
    }

    /// Whether there are any.
    pub(crate) fn is_unsure(&self) -> bool {
        self.shares.iter().any(|share| !share.unsure.is_empty())
    }

    /// Judges those clients, by the moments of their last uses.
    pub(crate) fn resolve(&mut self, moments: &HashMap<(usize, usize), Timestamp>) {
        for (place, share) in self.shares.iter_mut().enumerate() {
            let Asked { lines, watch, .. } = &self.question.places[share.scope];
            for Unsure { client, fact, .. } in std::mem::take(&mut share.unsure) {
                let last = moments.get(&(place, client)).map(|at| at.millis());
                share.clients[client].verdict = verdict_then(lines, watch.at, &fact, last);
            }
        }
    }
}

impl Share {
    /// The name of one of its clients, or else the id, in lower case.
    fn label(&self, then: &Then) -> &str {
        &self.labels[then.label.clone()]
    }
}

/// What the verdict on a client at any moment rests on; its last use is left out.
pub(crate) fn facts(db: &Connection, id: &ConnectionId, client_id: &ClientId) -> Sql<Option<PastFacts>> {
    let number = connection::number(db, id)?;
    let Some(client) = client::find(db, number, client_id)? else { return Ok(None) };
    let fact = client.fact();
    let tagged = verdict::tagged(db, number)?;
    Ok(Some(PastFacts {
        facts: ClientFacts {
            last_use: None,
            created_at: at(fact.created_ms),
            absent_at: at(fact.absent_ms),
            seen_at: at(fact.seen_ms),
            token_lifetime_ms: fact.token_lifetime_ms,
        },
        tag: tagged.iter().find(|(tagged, _)| *tagged == client.number).map(|(_, tag)| *tag),
    }))
}

/// What looking at the clients of one connection needs.
struct Looking<'l> {
    pasts: &'l AllPasts,
    /// The first entry of the connection.
    first: usize,
    facts: &'l AllFacts,
    place: &'l Place,
    /// By entry of the connection.
    day_places: &'l [Option<usize>],
    asked: &'l Asked,
    scope: usize,
}

impl Looking<'_> {
    /// Those of these entries, all of one connection, that existed at the moment, or may have; judged as far as the day of
    /// their last use allows.
    fn at(&self, share: Range<usize>) -> Sql<Share> {
        let (mut clients, mut labels) = (Vec::with_capacity(share.len()), String::new());
        let mut unsure = Vec::new();
        let day = self.place.moment.at.day();
        let number = self.asked.number;
        let first = self.pasts.entries.get(share.start).map_or(0, |entry| entry.client);
        let rest = |facts: &'_ [Fact]| {
            facts.partition_point(|fact| (fact.connection, fact.client) < (number, first))
        };
        let live = self.facts.of(number);
        let mut live = live[rest(live)..].iter().peekable();
        let mut gone = self.pasts.gone[rest(&self.pasts.gone)..].iter().peekable();
        let mut story = Story::at(self.asked.watch.at);
        for index in share {
            let entry = &self.pasts.entries[index];
            let key = (entry.connection, entry.client);
            let of = |fact: &Fact| (fact.connection, fact.client);
            while live.next_if(|fact| of(fact) < key).is_some() {}
            while gone.next_if(|fact| of(fact) < key).is_some() {}
            let alive = live.next_if(|fact| of(fact) == key);
            let Some(fact) = alive.or_else(|| gone.next_if(|fact| of(fact) == key)) else { continue };
            let damaged =
                |Damaged| Fault::row("past", "bytes", &entry.client, "not what is told of a client");
            let watch = self.asked.watch_of(entry.client);
            story.read(&entry.bytes).ok_or(Damaged).map_err(damaged)?;
            if let Some(told) = Told::of(&story, &watch, fact).map_err(damaged)? {
                let tag = self.asked.tagged.iter().find(|(client, _)| *client == entry.client);
                let tag = tag.map(|(_, tag)| *tag);
                let last_use =
                    self.day_places[index - self.first].and_then(|place| self.place.uses.last_by(place, day));
                let judged = if tag.is_some() { Ok(None) } else { self.judge(fact, last_use) };
                if let Err(day) = judged {
                    unsure.push(Unsure { client: clients.len(), day, fact: *fact });
                }
                let label = add_lower_case(&mut labels, told.name.unwrap_or(&entry.id));
                clients.push(Then {
                    entry: index,
                    existed: told.existed,
                    is_gone: alive.is_none(),
                    tag,
                    beginning: page::beginning(labels[label.clone()].as_bytes()),
                    label,
                    is_named: told.name.is_some(),
                    party: told.party,
                    origin: told.origin,
                    credential: told.credential,
                    redirect_count: told.redirect_count,
                    last_use,
                    created_ms: fact.created_ms,
                    verdict: judged.unwrap_or_default(),
                });
            }
        }
        Ok(Share { scope: self.scope, clients, labels, unsure })
    }

    /// The verdict by the day of the last use.
    ///
    /// # Errors
    /// That day, when the moment within it matters.
    fn judge(&self, fact: &Fact, last_use: Option<Day>) -> Result<Option<Verdict>, Day> {
        let Asked { lines, watch: Watch { at, .. }, .. } = self.asked;
        let Some(day) = last_use else { return Ok(verdict_then(lines, *at, fact, None)) };
        let latest = day.end().millis().saturating_sub(1).min(*at);
        let [first, last] =
            [day.start().millis(), latest].map(|last| verdict_then(lines, *at, fact, Some(last)));
        if first == last { Ok(first) } else { Err(day) }
    }
}

/// The verdict of a moment with the last use until then, as `assessment::judge_then` gives it. `None`: it did not exist, by
/// what is known of the latest client with this id.
fn verdict_then(lines: &Lines, at: i64, fact: &Fact, last_use: Option<i64>) -> Option<Verdict> {
    let came_later = |moment: Option<i64>| moment.is_some_and(|moment| moment > at);
    if came_later(fact.created_ms) || (came_later(fact.absent_ms) && last_use.is_none()) {
        return None;
    }
    let last_use_ms = last_use.filter(|last| fact.created_ms.is_none_or(|created| *last >= created));
    Some(lines.verdict(&Fact { last_use_ms, ..*fact }))
}

/// Adds a text in lower case and tells where it is.
fn add_lower_case(texts: &mut String, text: &str) -> Range<usize> {
    let start = texts.len();
    if text.is_ascii() {
        texts.push_str(text);
        texts[start..].make_ascii_lowercase();
    } else {
        texts.push_str(&text.to_lowercase());
    }
    start..texts.len()
}

/// What is told of one client at the moment.
struct Told<'b> {
    existed: bool,
    name: Option<&'b str>,
    party: u8,
    origin: u8,
    credential: u8,
    redirect_count: Option<u32>,
}

/// The bytes are not what is told of a client.
struct Damaged;

impl<'b> Told<'b> {
    /// `None`: it did not exist.
    fn of(story: &Story<'b>, watch: &Watch, fact: &Fact) -> Result<Option<Self>, Damaged> {
        let around = |thing| story.around(thing).ok_or(Damaged);
        let existed = watch.existed(&around(Thing::Existence)?, fact);
        if existed == Some(false) {
            return Ok(None);
        }
        let held = |thing| match watch.held(&around(thing)?) {
            Held::Known(held) => Ok(held),
            Held::Unknown => Ok(None),
        };
        let name = held(Thing::Name)?.and_then(|name| std::str::from_utf8(name).ok());
        let (party, origin) = codes_of(held(Thing::Kind)?.unwrap_or_default());
        let credential = held(Thing::Credential)?.and_then(|bytes| bytes.first().copied());
        Ok(Some(Self {
            existed: existed == Some(true),
            name: name.filter(|name| !name.is_empty()),
            party,
            origin,
            credential: credential.unwrap_or(CredentialKind::CannotTell as u8),
            redirect_count: held(Thing::RedirectUris)?.and_then(count_of),
        }))
    }
}
