//! Reading the log: population rows (made day by day) and live rows, merged in id order.

use std::collections::HashMap;
use std::ops::Bound;
use std::sync::Arc;

use serde_json::Value;

use crate::calendar::{DAY_MS, day_of};
use crate::dice;
use crate::log_id::LogKey;
use crate::query::{Query, Row};
use crate::rows::admin::{self, Author, Deed};
use crate::rows::{RowSeed, token};
use crate::world::World;
use crate::writer::Program;

/// A row, before its text is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entry {
    Seed(RowSeed),
    Live { key: LogKey, date_ms: i64, visible_ms: i64 },
}

impl Entry {
    pub(crate) const fn key(&self) -> LogKey {
        match self {
            Self::Seed(seed) => seed.key,
            Self::Live { key, .. } => *key,
        }
    }

    pub(crate) const fn date_ms(&self) -> i64 {
        match self {
            Self::Seed(seed) => seed.date_ms,
            Self::Live { date_ms, .. } => *date_ms,
        }
    }

    pub(crate) const fn visible_ms(&self) -> i64 {
        match self {
            Self::Seed(seed) => seed.visible_ms,
            Self::Live { visible_ms, .. } => *visible_ms,
        }
    }
}

/// Days of seeds kept in memory, and how many rows they may have together.
const KEPT_DAYS: usize = 40;
const KEPT_ROWS: usize = 1_500_000;

impl World {
    /// Whether a population row happens: its client must exist at its time.
    fn happens(&self, seed: &RowSeed) -> bool {
        let member = &self.members[seed.member as usize];
        seed.date_ms >= member.created_at_ms
            && member.deleted_at_ms.is_none_or(|deleted_at_ms| seed.date_ms < deleted_at_ms)
    }

    /// The population rows of one client that were ingested on `day`, in no order.
    fn member_day(&self, number: u32, day: i64, rows: &mut Vec<RowSeed>) {
        let member = &self.members[number as usize];
        for (position, stream) in member.streams.iter().enumerate() {
            let Some(kind) = self.known_kind(stream.event_type) else { continue };
            let source = u64::from(number) << 8 | position as u64;
            stream.on_day(self.settings.seed, source, day, |tie, at_ms| {
                rows.push(self.row_seed(number, kind, at_ms, tie));
            });
        }
    }

    fn known_kind(&self, event_type: &str) -> Option<u16> {
        self.kinds.iter().position(|known| known == event_type).and_then(|number| u16::try_from(number).ok())
    }

    /// All population rows ingested on `day`, in id order.
    pub(crate) fn bucket(&mut self, day: i64) -> Arc<Vec<RowSeed>> {
        if let Some(bucket) = self.buckets.get(&day) {
            return Arc::clone(bucket);
        }
        let mut rows = self.script_days.get(&day).cloned().unwrap_or_default();
        for number in 0..self.members.len() {
            self.member_day(u32::try_from(number).unwrap_or(u32::MAX), day, &mut rows);
        }
        rows.sort_unstable_by_key(|seed| seed.key);
        let bucket = Arc::new(rows);
        let mut held: usize = self.buckets.values().map(|rows| rows.len()).sum();
        while self.bucket_order.len() >= KEPT_DAYS || (held > KEPT_ROWS && self.bucket_order.len() > 2) {
            let Some(oldest) = self.bucket_order.pop_front() else { break };
            held -= self.buckets.remove(&oldest).map_or(0, |rows| rows.len());
        }
        self.bucket_order.push_back(day);
        self.buckets.insert(day, Arc::clone(&bucket));
        bucket
    }

    /// Drops the days that were made, after a change of how rows are made.
    pub(crate) fn forget_days(&mut self) {
        self.buckets.clear();
        self.bucket_order.clear();
        let members = std::mem::take(&mut self.members);
        self.script_days.clear();
        for (number, member) in members.iter().enumerate() {
            self.lay_script(u32::try_from(number).unwrap_or(u32::MAX), &member.script);
        }
        self.members = members;
    }

    /// Shows `visit` everything ingested on `day` from `start` on, in id order, whether readable or not, until it
    /// answers false.
    fn walk(&self, bucket: &[RowSeed], day: i64, start: Bound<LogKey>, mut visit: impl FnMut(Entry) -> bool) {
        let day_start = LogKey::first_at(day * DAY_MS);
        let (first, begin) = match start {
            Bound::Included(key) if key > day_start => (bucket.partition_point(|seed| seed.key < key), start),
            Bound::Excluded(key) if key >= day_start => {
                (bucket.partition_point(|seed| seed.key <= key), start)
            }
            _ => (0, Bound::Included(day_start)),
        };
        let mut live = self
            .live_rows
            .range((begin, Bound::Unbounded))
            .take_while(|(key, _)| day_of(key.ingested_ms) == day)
            .map(|(key, row)| Entry::Live { key: *key, date_ms: row.date_ms, visible_ms: row.visible_ms })
            .peekable();
        for seed in bucket[first..].iter().filter(|seed| self.happens(seed)) {
            while let Some(row) = live.next_if(|row| row.key() < seed.key) {
                if !visit(row) {
                    return;
                }
            }
            if !visit(Entry::Seed(*seed)) {
                return;
            }
        }
        for row in live {
            if !visit(row) {
                return;
            }
        }
    }

    /// Everything ingested on `day`, in id order, whether readable or not.
    pub(crate) fn day_entries(&mut self, day: i64) -> Vec<Entry> {
        let bucket = self.bucket(day);
        let mut entries = Vec::with_capacity(bucket.len());
        self.walk(&bucket, day, Bound::Unbounded, |entry| {
            entries.push(entry);
            true
        });
        entries
    }

    /// Whether a row can be read at `now_ms`: ingested and indexed, and not yet dropped by retention.
    pub(crate) fn readable(&self, entry: &Entry, now_ms: i64) -> bool {
        entry.visible_ms() <= now_ms
            && entry.date_ms() <= now_ms
            && entry.date_ms() >= now_ms - self.retention_ms()
    }

    /// Checkpoint mode: up to `take` readable rows after `from`, in id order. A `from` older than the log begins
    /// at the oldest row that is left (not documented by Auth0; facts/auth0.md 6.2).
    pub(crate) fn after(&mut self, from: LogKey, take: usize, now_ms: i64) -> Vec<Entry> {
        let oldest = LogKey::first_at(now_ms - self.retention_ms());
        let start = if from < oldest { Bound::Included(oldest) } else { Bound::Excluded(from) };
        let first_day = day_of(from.max(oldest).ingested_ms);
        let mut page = Vec::with_capacity(take);
        for day in first_day..=day_of(now_ms) {
            let bound = if day == first_day { start } else { Bound::Unbounded };
            let bucket = self.bucket(day);
            self.walk(&bucket, day, bound, |entry| {
                if self.readable(&entry, now_ms) {
                    page.push(entry);
                }
                page.len() < take
            });
            if page.len() >= take {
                break;
            }
        }
        page
    }

    /// Search mode: the first `wanted` readable rows that match, newest first or oldest first by date.
    pub(crate) fn search(
        &mut self,
        query: &Query,
        newest_first: bool,
        wanted: usize,
        now_ms: i64,
    ) -> Vec<Entry> {
        let bounds = query.bounds();
        let low = bounds.from_ms.unwrap_or(i64::MIN).max(now_ms - self.retention_ms());
        // ids may lie some seconds after the date, so the day after may hold rows of this one
        let high = bounds.until_ms.unwrap_or(i64::MAX).min(now_ms);
        if low > high {
            return Vec::new();
        }
        let (first_day, last_day) = (day_of(low), day_of(high.saturating_add(10_000).min(now_ms)));
        let members = query.client_id().map(|id| self.incarnations.get(id).cloned().unwrap_or_default());
        let mut found: Vec<Entry> = Vec::new();
        let days: Vec<i64> = if newest_first {
            (first_day..=last_day).rev().collect()
        } else {
            (first_day..=last_day).collect()
        };
        let mut last_round = false;
        for day in days {
            let entries = match &members {
                Some(numbers) => self.client_entries(numbers, day),
                None => self.day_entries(day),
            };
            for entry in entries {
                if self.readable(&entry, now_ms) && query.matches(&mut Probe::new(self, entry)) {
                    found.push(entry);
                }
            }
            if last_round {
                break;
            }
            last_round = found.len() >= wanted;
        }
        found.sort_unstable_by_key(|entry| (entry.date_ms(), entry.key()));
        if newest_first {
            found.reverse();
        }
        found.truncate(wanted);
        found
    }

    /// What the streams of some clients did on `day`.
    pub(crate) fn stream_entries(&self, numbers: &[u32], day: i64) -> Vec<Entry> {
        let mut seeds = Vec::new();
        for number in numbers {
            self.member_day(*number, day, &mut seeds);
        }
        seeds.into_iter().filter(|seed| self.happens(seed)).map(Entry::Seed).collect()
    }

    /// All scripted rows of some clients and all live rows that name `client_id`, of any day.
    pub(crate) fn script_and_live_entries(&self, numbers: &[u32], client_id: &str) -> Vec<Entry> {
        let scripted = numbers.iter().flat_map(|number| {
            let member = &self.members[*number as usize];
            member.script.iter().enumerate().filter_map(move |(position, event)| {
                let position = u32::try_from(position).ok()?;
                let kind = self.known_kind(&event.event_type)?;
                let tie = self.script_tie(*number, position);
                Some(RowSeed { script: Some(position), ..self.row_seed(*number, kind, event.at_ms, tie) })
            })
        });
        let live =
            self.live_rows.iter().filter(|(_, row)| row.client_id.as_deref() == Some(client_id)).map(
                |(key, row)| Entry::Live { key: *key, date_ms: row.date_ms, visible_ms: row.visible_ms },
            );
        scripted.filter(|seed| self.happens(seed)).map(Entry::Seed).chain(live).collect()
    }

    /// What `day_entries` gives, for some clients only (and all live rows).
    fn client_entries(&self, numbers: &[u32], day: i64) -> Vec<Entry> {
        let mut seeds: Vec<RowSeed> = self
            .script_days
            .get(&day)
            .map(|rows| rows.iter().filter(|seed| numbers.contains(&seed.member)).copied().collect())
            .unwrap_or_default();
        for number in numbers {
            self.member_day(*number, day, &mut seeds);
        }
        let (begin, end) = (LogKey::first_at(day * DAY_MS), LogKey::first_at((day + 1) * DAY_MS));
        let live = self.live_rows.range(begin..end).map(|(key, row)| Entry::Live {
            key: *key,
            date_ms: row.date_ms,
            visible_ms: row.visible_ms,
        });
        seeds.into_iter().filter(|seed| self.happens(seed)).map(Entry::Seed).chain(live).collect()
    }

    /// The row with this id, if it can be read.
    pub(crate) fn row(&mut self, key: LogKey, now_ms: i64) -> Option<Entry> {
        let live = self.live_rows.get(&key);
        let entry = if let Some(row) = live {
            Entry::Live { key, date_ms: row.date_ms, visible_ms: row.visible_ms }
        } else {
            let bucket = self.bucket(day_of(key.ingested_ms));
            let seed = bucket.binary_search_by_key(&key, |seed| seed.key).ok().map(|at| bucket[at])?;
            self.happens(&seed).then_some(Entry::Seed(seed))?
        };
        self.readable(&entry, now_ms).then_some(entry)
    }

    /// The row's JSON text.
    pub(crate) fn text(&self, entry: &Entry) -> String {
        match entry {
            Entry::Live { key, .. } => {
                self.live_rows.get(key).map(|row| row.text.clone()).unwrap_or_default()
            }
            Entry::Seed(seed) => self.seed_text(seed),
        }
    }

    /// The row as an answer carries it: with a planted secret, where some are planted.
    pub(crate) fn sent_text(&self, entry: &Entry) -> String {
        let text = self.text(entry);
        if self.canaries.is_empty() {
            return text;
        }
        let Ok(Value::Object(mut row)) = serde_json::from_str::<Value>(&text) else { return text };
        self.canaries.plant_in_row(&mut row);
        Value::Object(row).to_string()
    }

    fn seed_text(&self, seed: &RowSeed) -> String {
        let member = &self.members[seed.member as usize];
        let event_type = self.kinds[seed.kind as usize].as_str();
        let address = member.address.map_or_else(
            || {
                let host = 10 + dice::below(dice::roll_text(self.settings.seed, &member.client_id), 40);
                format!("192.0.2.{}", host + dice::below(dice::roll(seed.key.tie, &[8]), 2))
            },
            ToOwned::to_owned,
        );
        let text = if event_type == "sapi" || event_type == "mgmt_api_read" {
            self.own_call_text(seed, event_type, address)
        } else {
            let grant = member.grants.first();
            let scope = grant.map(|grant| grant.scope.join(" ")).unwrap_or_default();
            let fallback = format!("https://{}/userinfo", self.domain);
            token::text(&token::Facts {
                seed: self.settings.seed,
                tenant_name: &self.settings.tenant_name,
                hostname: &self.domain,
                key: seed.key,
                date_ms: seed.date_ms,
                event_type,
                client_id: &member.client_id,
                client_name: &member.name,
                audience: grant.map_or(fallback.as_str(), |grant| grant.audience.as_str()),
                scope: if scope.is_empty() { "openid profile" } else { &scope },
                address: &address,
                callback: "https://staging.northmere.example/callback",
            })
        };
        let extra = seed.script.and_then(|position| member.script.get(position as usize)?.extra.clone());
        match extra {
            Some(Value::Object(extra)) => {
                let Ok(Value::Object(mut row)) = serde_json::from_str::<Value>(&text) else { return text };
                row.extend(extra);
                Value::Object(row).to_string()
            }
            _ => text,
        }
    }

    /// A row in which the client itself called the Management API.
    fn own_call_text(&self, seed: &RowSeed, event_type: &str, address: String) -> String {
        let member = &self.members[seed.member as usize];
        let author = Author::Client {
            client_id: member.client_id.clone(),
            client_name: member.name.clone(),
            scopes: member.grants.first().map(|grant| grant.scope.clone()).unwrap_or_default(),
            jti: dice::alphanumeric(seed.key.tie, 22),
            address,
            program: Program::default(),
        };
        let reads = event_type == "mgmt_api_read";
        let user = format!("auth0|{}", dice::hexadecimal(seed.key.tie, 24));
        let deed = Deed {
            event_type: if reads { "mgmt_api_read" } else { "sapi" },
            description: if reads { "Get a client" } else { "Update a user" },
            method: if reads { "get" } else { "patch" },
            path: if reads {
                format!("/api/v2/clients/{}", self.global_client_id)
            } else {
                format!("/api/v2/users/{user}")
            },
            query: serde_json::Map::new(),
            request_body: serde_json::json!({}),
            status: 200,
            response_body: if reads {
                serde_json::json!({"client_id": self.global_client_id, "client_secret": "REDACTED"})
            } else {
                serde_json::json!({"user_id": user})
            },
            accessed_secrets: if reads { vec!["client_secret"] } else { Vec::new() },
            correlation_id: None,
        };
        admin::text(&self.settings.tenant_name, seed.key, seed.date_ms, &author, deed, true)
    }
}

/// Gives the query the fields of one row, making the whole row only when a field needs it.
struct Probe<'a> {
    world: &'a World,
    entry: Entry,
    whole: Option<HashMap<String, String>>,
}

impl<'a> Probe<'a> {
    const fn new(world: &'a World, entry: Entry) -> Self {
        Self { world, entry, whole: None }
    }
}

impl Row for Probe<'_> {
    fn date_ms(&self) -> i64 {
        self.entry.date_ms()
    }

    fn log_id(&self) -> String {
        self.entry.key().text()
    }

    fn field(&mut self, name: &str) -> Option<String> {
        if let Entry::Seed(seed) = &self.entry {
            let member = &self.world.members[seed.member as usize];
            let event_type = self.world.kinds[seed.kind as usize].as_str();
            let plain = seed.script.is_none_or(|position| member.script[position as usize].extra.is_none());
            match name {
                "type" => return Some(event_type.to_owned()),
                "client_id" if plain && event_type != "f" => return Some(member.client_id.clone()),
                _ => {}
            }
        }
        let (world, entry) = (self.world, self.entry);
        let whole = self.whole.get_or_insert_with(|| {
            let row: Value = serde_json::from_str(&world.text(&entry)).unwrap_or_default();
            row.as_object()
                .map(|row| {
                    row.iter()
                        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
                        .collect()
                })
                .unwrap_or_default()
        });
        whole.get(name).cloned()
    }
}
