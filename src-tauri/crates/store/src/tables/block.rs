//! Log rows: 256 to a block by UTC day, raw JSON compressed, each found by its log id.

use std::collections::{HashMap, HashSet};

use domain::activity::{ActivityKind, LogEvent};
use domain::ids::LogId;
use domain::time::{Day, Timestamp};
use memchr::memmem;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{Fault, Sql};
use crate::reading::EventRow;
use crate::varint::{push, signed, take, unsigned};

/// Rows in a full block (facts/environment.md 11).
const ROWS: usize = 256;
/// zstd level of raw rows.
const LEVEL: i32 = 1;
/// From so many blocks on, compressing gets a thread of its own.
const BLOCKS_WORTH_A_THREAD: usize = 4;
/// Up to so many actors, looking for their numbers costs less than taking blocks apart.
const FEW_ACTORS: usize = 16;

/// One block in the making.
#[derive(Debug)]
struct Block {
    number: i64,
    day: i32,
    rows: usize,
    /// Rows that the file holds already; they are fetched when the first new one comes.
    held: usize,
    min_key: Vec<u8>,
    max_key: Vec<u8>,
    columns: Vec<u8>,
    raw: Vec<u8>,
}

/// The blocks that a batch fills.
pub(crate) struct Blocks<'c> {
    connection: &'c Connection,
    next_number: i64,
    open: HashMap<i32, Block>,
    full: Vec<Block>,
    codes: HashMap<String, i64>,
}

impl<'c> Blocks<'c> {
    /// For one batch.
    pub(crate) fn of_batch(connection: &'c Connection) -> Sql<Self> {
        let next_number =
            connection.query_row("SELECT coalesce(max(number), 0) + 1 FROM block", [], |row| row.get(0))?;
        let mut codes = connection.prepare_cached("SELECT text, number FROM code")?;
        let codes =
            codes.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(Self { connection, next_number, open: HashMap::new(), full: Vec::new(), codes })
    }

    /// Gives the row a place under its log id. `false`: it is held already, and nothing was done.
    pub(crate) fn place(&mut self, event: &LogEvent, key: &[u8]) -> Sql<bool> {
        let day = event.date.day().0;
        if !self.open.contains_key(&day) {
            let block = self.unfilled(day)?.unwrap_or_else(|| self.begin(day));
            self.open.insert(day, block);
        }
        let Some(block) = self.open.get(&day) else { return Ok(false) };
        let placed = self
            .connection
            .prepare_cached("INSERT OR IGNORE INTO event VALUES (?1, ?2, ?3)")?
            .execute(params![key, block.number, block.rows])?;
        Ok(placed == 1)
    }

    /// Writes a row that was just placed into its block.
    pub(crate) fn fill(&mut self, event: &LogEvent, key: &[u8], actor: Option<i64>) -> Sql<()> {
        let day = event.date.day();
        let code = self.code(&event.code)?;
        let connection = self.connection;
        let Some(block) = self.open.get_mut(&day.0) else { return Ok(()) };
        if block.held > 0 && block.raw.is_empty() {
            block.fetch(connection)?;
        }
        push(&mut block.columns, unsigned(event.date.millis_since(day.start())));
        push(&mut block.columns, unsigned(code));
        push(&mut block.columns, event.kind.map_or(0, |kind| u64::from(kind.code()) + 1));
        push(&mut block.columns, actor.map_or(0, |actor| unsigned(actor) + 1));
        push(&mut block.raw, event.raw.len() as u64);
        block.raw.extend_from_slice(&event.raw);
        if block.min_key.is_empty() || key < &block.min_key[..] {
            block.min_key = key.to_vec();
        }
        if key > &block.max_key[..] {
            block.max_key = key.to_vec();
        }
        block.rows += 1;
        if block.rows == ROWS {
            self.full.extend(self.open.remove(&day.0));
            let next = self.begin(day.0);
            self.open.insert(day.0, next);
        }
        Ok(())
    }

    /// Writes the blocks that got new rows. `meanwhile` runs while they are compressed.
    pub(crate) fn write<T>(self, meanwhile: impl FnOnce() -> Sql<T>) -> Sql<T> {
        let mut blocks = self.full;
        blocks.extend(self.open.into_values().filter(|block| block.rows > block.held));
        let (compressed, answer) = if blocks.len() < BLOCKS_WORTH_A_THREAD {
            (compress(&blocks), meanwhile()?)
        } else {
            std::thread::scope(|scope| {
                let compressing = scope.spawn(|| compress(&blocks));
                let answer = meanwhile();
                let compressed = compressing
                    .join()
                    .unwrap_or_else(|_| Err(std::io::Error::other("the compressing thread failed")));
                answer.map(|answer| (compressed, answer))
            })?
        };
        let mut insert_block =
            self.connection.prepare_cached("INSERT OR REPLACE INTO block VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        let mut insert_raw = self.connection.prepare_cached("INSERT OR REPLACE INTO raw VALUES (?1, ?2)")?;
        for (block, bytes) in blocks.iter().zip(compressed?) {
            insert_block.execute(params![
                block.number,
                block.day,
                block.rows,
                block.min_key,
                block.max_key,
                block.columns
            ])?;
            insert_raw.execute(params![block.number, bytes])?;
        }
        Ok(answer)
    }

    fn begin(&mut self, day: i32) -> Block {
        let number = self.next_number;
        self.next_number += 1;
        Block {
            number,
            day,
            rows: 0,
            held: 0,
            min_key: Vec::new(),
            max_key: Vec::new(),
            columns: Vec::new(),
            raw: Vec::new(),
        }
    }

    /// The newest block of a day, when it is not full and its raw rows are still kept.
    fn unfilled(&self, day: i32) -> Sql<Option<Block>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, rows, min_key, max_key FROM block WHERE day = ?1 ORDER BY number DESC LIMIT 1",
        )?;
        let found = statement
            .query_row([day], |row| {
                let rows = row.get(1)?;
                Ok(Block {
                    number: row.get(0)?,
                    day,
                    rows,
                    held: rows,
                    min_key: row.get(2)?,
                    max_key: row.get(3)?,
                    columns: Vec::new(),
                    raw: Vec::new(),
                })
            })
            .optional()?;
        let Some(block) = found.filter(|block| block.rows < ROWS) else { return Ok(None) };
        let mut kept = self.connection.prepare_cached("SELECT 1 FROM raw WHERE block = ?1")?;
        Ok(kept.exists([block.number])?.then_some(block))
    }

    fn code(&mut self, text: &str) -> Sql<i64> {
        if let Some(number) = self.codes.get(text) {
            return Ok(*number);
        }
        self.connection.prepare_cached("INSERT INTO code (text) VALUES (?1)")?.execute([text])?;
        let number = self.connection.last_insert_rowid();
        self.codes.insert(text.to_owned(), number);
        Ok(number)
    }
}

impl Block {
    fn fetch(&mut self, connection: &Connection) -> Sql<()> {
        let mut statement = connection.prepare_cached("SELECT columns FROM block WHERE number = ?1")?;
        self.columns = statement.query_row([self.number], |row| row.get(0))?;
        self.raw = raw_rows(connection, self.number)?.unwrap_or_default();
        Ok(())
    }
}

fn compress(blocks: &[Block]) -> std::io::Result<Vec<Vec<u8>>> {
    let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
    compressor.include_contentsize(true)?;
    compressor.include_checksum(true)?;
    blocks.iter().map(|block| compressor.compress(&block.raw)).collect()
}

/// The raw rows of a block, each after its length. `None`: they are no longer kept.
fn raw_rows(connection: &Connection, block: i64) -> Sql<Option<Vec<u8>>> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM raw WHERE block = ?1")?;
    let bytes: Option<Vec<u8>> = statement.query_row([block], |row| row.get(0)).optional()?;
    Ok(bytes.map(|bytes| zstd::decode_all(&bytes[..])).transpose()?)
}

/// One raw row. `None`: it is not known, or raw rows of its age are no longer kept.
pub(crate) fn raw_row(connection: &Connection, log_id: &LogId) -> Sql<Option<Vec<u8>>> {
    let mut statement = connection.prepare_cached("SELECT block, slot FROM event WHERE key = ?1")?;
    let place: Option<(i64, usize)> =
        statement.query_row([log_id.key()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((block, slot)) = place else { return Ok(None) };
    let Some(rows) = raw_rows(connection, block)? else { return Ok(None) };
    let damaged = || Fault::row("raw", "bytes", &block, "not rows after their lengths");
    let mut rest = &rows[..];
    for _ in 0..slot {
        let length = take(&mut rest).ok_or_else(damaged)?;
        rest = usize::try_from(length).ok().and_then(|length| rest.get(length..)).ok_or_else(damaged)?;
    }
    let length = take(&mut rest).and_then(|length| usize::try_from(length).ok()).ok_or_else(damaged)?;
    rest.get(..length).map(<[u8]>::to_vec).map(Some).ok_or_else(damaged)
}

/// A row found in a block's columns.
struct Found {
    at: Timestamp,
    block: i64,
    slot: usize,
    code: i64,
    kind: Option<ActivityKind>,
}

/// The newest rows of one actor, newest first. `days`: the UTC days on which it has rows, newest first.
pub(crate) fn newest_of(
    connection: &Connection,
    actor: i64,
    days: impl Iterator<Item = i32>,
    limit: usize,
) -> Sql<Vec<EventRow>> {
    let mut found: Vec<Found> = Vec::new();
    for day in days {
        if found.len() >= limit {
            break;
        }
        let mut rows = rows_on(connection, actor, Day(day))?;
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.block, row.slot)));
        found.extend(rows);
    }
    found.truncate(limit);
    found.into_iter().map(|row| event_row(connection, &row)).collect()
}

/// The newest use by one actor on a UTC day that is not after `at`, with its kind.
pub(crate) fn newest_use_on(
    connection: &Connection,
    actor: i64,
    day: Day,
    at: Timestamp,
) -> Sql<Option<(Timestamp, ActivityKind)>> {
    let uses = rows_on(connection, actor, day)?.into_iter().filter_map(|row| {
        let kind = row.kind.filter(|kind| kind.is_use() && row.at <= at)?;
        Some((row.at, kind))
    });
    Ok(uses.max_by_key(|(at, _)| *at))
}

/// How many rows of one kind one actor has on a UTC day, after a moment.
pub(crate) fn count_on(
    connection: &Connection,
    actor: i64,
    kind: ActivityKind,
    day: Day,
    after: Timestamp,
) -> Sql<u64> {
    let rows = rows_on(connection, actor, day)?;
    Ok(rows.into_iter().filter(|row| row.kind == Some(kind) && row.at > after).count() as u64)
}

/// The moment of the newest use on a UTC day that is not after `at`, of each of these actors that has one.
pub(crate) fn newest_uses_on(
    connection: &Connection,
    day: Day,
    at: Timestamp,
    actors: &HashSet<i64>,
) -> Sql<HashMap<i64, Timestamp>> {
    let mut newest: HashMap<i64, Timestamp> = HashMap::new();
    let few: Option<Vec<_>> =
        (actors.len() <= FEW_ACTORS).then(|| actors.iter().map(|actor| written(*actor)).collect());
    let mut statement =
        connection.prepare_cached("SELECT number, columns FROM block WHERE day = ?1 ORDER BY number")?;
    let mut blocks = statement.query([day.0])?;
    while let Some(block) = blocks.next()? {
        let number: i64 = block.get(0)?;
        let mut columns = block.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if few.as_ref().is_some_and(|few| few.iter().all(|written| written.find(columns).is_none())) {
            continue;
        }
        while !columns.is_empty() {
            let (moment, kind, actor) = row(&mut columns)
                .ok_or_else(|| Fault::row("block", "columns", &number, "not the columns of rows"))?;
            let moment = day.start().plus_millis(moment);
            if moment <= at && kind.is_some_and(ActivityKind::is_use) && actors.contains(&actor) {
                let held = newest.entry(actor).or_insert(moment);
                *held = moment.max(*held);
            }
        }
    }
    Ok(newest)
}

/// Moment within the day, kind and actor of the next row; actor -1: it has none.
fn row(columns: &mut &[u8]) -> Option<(i64, Option<ActivityKind>, i64)> {
    let at = signed(take(columns)?);
    take(columns)?;
    let kind = u8::try_from(take(columns)?).ok()?;
    let actor = signed(take(columns)?) - 1;
    Some((at, kind.checked_sub(1).and_then(ActivityKind::from_code), actor))
}

/// Finds an actor's number as it is written: most blocks hold no row of it, and so nowhere its bytes, and need not be taken
/// apart.
fn written(actor: i64) -> memmem::Finder<'static> {
    let mut written = Vec::new();
    push(&mut written, unsigned(actor) + 1);
    memmem::Finder::new(&written).into_owned()
}

/// The rows of one actor on a UTC day, in the order in which they came.
fn rows_on(connection: &Connection, actor: i64, day: Day) -> Sql<Vec<Found>> {
    let mut found = Vec::new();
    let wanted = unsigned(actor) + 1;
    let written = written(actor);
    let mut statement =
        connection.prepare_cached("SELECT number, columns FROM block WHERE day = ?1 ORDER BY number")?;
    let mut blocks = statement.query([day.0])?;
    while let Some(block) = blocks.next()? {
        let number = block.get(0)?;
        let columns = block.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if written.find(columns).is_none() {
            continue;
        }
        search(number, day.start(), columns, wanted, &mut found)
            .ok_or_else(|| Fault::row("block", "columns", &number, "not the columns of rows"))?;
    }
    Ok(found)
}

fn search(
    block: i64,
    start: Timestamp,
    mut columns: &[u8],
    wanted: u64,
    found: &mut Vec<Found>,
) -> Option<()> {
    for slot in 0.. {
        if columns.is_empty() {
            break;
        }
        let at = take(&mut columns)?;
        let code = take(&mut columns)?;
        let kind = take(&mut columns)?;
        if take(&mut columns)? == wanted {
            let kind = u8::try_from(kind).ok()?;
            found.push(Found {
                at: start.plus_millis(signed(at)),
                block,
                slot,
                code: signed(code),
                kind: kind.checked_sub(1).and_then(ActivityKind::from_code),
            });
        }
    }
    Some(())
}

fn event_row(connection: &Connection, row: &Found) -> Sql<EventRow> {
    let mut statement = connection.prepare_cached(
        "SELECT event.key FROM block JOIN event ON event.key BETWEEN block.min_key AND block.max_key
         WHERE block.number = ?1 AND event.block = ?1 AND event.slot = ?2",
    )?;
    let key: Vec<u8> = statement.query_row(params![row.block, row.slot], |row| row.get(0))?;
    let mut statement = connection.prepare_cached("SELECT text FROM code WHERE number = ?1")?;
    Ok(EventRow {
        log_id: LogId::from_key(&key)
            .ok_or_else(|| Fault::row("event", "key", &row.block, "not a log id"))?,
        at: row.at,
        code: statement.query_row([row.code], |row| row.get(0))?,
        kind: row.kind,
    })
}

/// Forgets raw rows of UTC days before `first_kept`; gives the number of rows forgotten.
pub(crate) fn forget_raw(connection: &Connection, first_kept: Day) -> Sql<u64> {
    let rows: i64 = connection.query_row(
        "SELECT coalesce(sum(rows), 0) FROM block JOIN raw ON raw.block = block.number WHERE day < ?1",
        [first_kept.0],
        |row| row.get(0),
    )?;
    connection.execute(
        "DELETE FROM raw WHERE block IN (SELECT number FROM block WHERE day < ?1)",
        [first_kept.0],
    )?;
    Ok(unsigned(rows))
}
