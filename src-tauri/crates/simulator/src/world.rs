//! The tenant's state at the present moment, and how it changes as time passes.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::calendar::{DAY_MS, day_of};
use crate::canaries::Canaries;
use crate::clock::Clock;
use crate::dice;
use crate::faults::Endpoint;
use crate::form;
use crate::journal::Write;
use crate::log_id::LogKey;
use crate::population::Member;
use crate::population::scripted::ScriptedEvent;
use crate::rate_limit::RateLimits;
use crate::rows::admin::Author;
use crate::rows::{LiveRow, RowSeed};
use crate::settings::{LagModel, Settings};

/// How often an endpoint was called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Calls that were answered, errors and injected faults included, 429 excluded.
    pub answered: u64,
    /// Calls that the rate limit refused.
    pub refused: u64,
}

/// The secret of one client.
#[derive(Clone, Debug)]
pub(crate) struct Secret {
    pub(crate) current: String,
    /// The secret before the last rotation and until when it works.
    pub(crate) previous: Option<(String, i64)>,
}

/// One client grant.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) client_id: Option<String>,
    pub(crate) audience: Arc<str>,
    pub(crate) scope: Vec<String>,
    pub(crate) subject_type: String,
    /// Further members (`default_for`, `organization_usage`, …).
    pub(crate) extra: Map<String, Value>,
}

/// A registered public key.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey {
    pub(crate) credential_id: String,
    /// `RSAPublicKey`, DER.
    pub(crate) der: Vec<u8>,
}

/// Something that the population will do at its time.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Create(u32),
    Delete(u32),
    Patch { member: u32, body: Map<String, Value>, author: Author },
    Rotate { member: u32, author: Author },
}

pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    /// Canonical domain.
    pub(crate) domain: String,
    pub(crate) base_url: String,
    /// Row types by number.
    pub(crate) kinds: Vec<String>,
    kind_numbers: HashMap<String, u16>,
    pub(crate) members: Vec<Member>,
    pub(crate) births: Vec<u64>,
    /// Living clients in listing order.
    pub(crate) living: BTreeMap<(u64, u32), u32>,
    /// Living clients by id.
    pub(crate) by_id: HashMap<String, u32>,
    /// All incarnations by id, oldest first.
    pub(crate) incarnations: HashMap<String, Vec<u32>>,
    pub(crate) edits: HashMap<u32, Map<String, Value>>,
    pub(crate) secrets: HashMap<u32, Secret>,
    pub(crate) keys: HashMap<u32, Vec<PublicKey>>,
    pub(crate) grants: BTreeMap<u64, Grant>,
    pub(crate) resource_servers: Vec<Map<String, Value>>,
    pub(crate) connections: Vec<Map<String, Value>>,
    pub(crate) network_acls: Vec<Map<String, Value>>,
    pub(crate) log_streams: Vec<Map<String, Value>>,
    pub(crate) tenant_settings: Map<String, Value>,
    schedule: BTreeMap<(i64, u64), Act>,
    pub(crate) writes: Vec<Write>,
    pub(crate) live_rows: BTreeMap<LogKey, LiveRow>,
    pub(crate) script_days: HashMap<i64, Vec<RowSeed>>,
    pub(crate) buckets: HashMap<i64, Arc<Vec<RowSeed>>>,
    pub(crate) bucket_order: VecDeque<i64>,
    pub(crate) limits: RateLimits,
    pub(crate) counts: BTreeMap<Endpoint, Calls>,
    pub(crate) canaries: Canaries,
    pub(crate) date_skew_ms: i64,
    pub(crate) seen_assertions: HashSet<String>,
    pub(crate) global_client_id: String,
    pub(crate) management: (String, String),
    sequence: u64,
}

impl World {
    /// An empty tenant.
    pub(crate) fn empty(settings: Settings, clock: Clock, base_url: String, authority: &str) -> Self {
        let domain = settings.canonical_domain.clone().unwrap_or_else(|| authority.to_owned());
        Self {
            domain,
            base_url,
            clock,
            kinds: Vec::new(),
            kind_numbers: HashMap::new(),
            members: Vec::new(),
            births: Vec::new(),
            living: BTreeMap::new(),
            by_id: HashMap::new(),
            incarnations: HashMap::new(),
            edits: HashMap::new(),
            secrets: HashMap::new(),
            keys: HashMap::new(),
            grants: BTreeMap::new(),
            resource_servers: Vec::new(),
            connections: Vec::new(),
            network_acls: Vec::new(),
            log_streams: Vec::new(),
            tenant_settings: Map::new(),
            schedule: BTreeMap::new(),
            writes: Vec::new(),
            live_rows: BTreeMap::new(),
            script_days: HashMap::new(),
            buckets: HashMap::new(),
            bucket_order: VecDeque::new(),
            limits: RateLimits::default(),
            counts: BTreeMap::new(),
            canaries: Canaries::default(),
            date_skew_ms: 0,
            seen_assertions: HashSet::new(),
            global_client_id: String::new(),
            management: (String::new(), String::new()),
            sequence: 0,
            settings,
        }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// A number that no other call of this tenant gets.
    pub(crate) fn fresh(&mut self) -> u64 {
        let sequence = self.next();
        dice::roll(self.settings.seed, &[sequence, 0xf5e5])
    }

    pub(crate) fn retention_ms(&self) -> i64 {
        i64::from(self.settings.retention_days.unwrap_or_else(|| self.settings.plan.retention_days()))
            * DAY_MS
    }

    /// The number of a row type.
    pub(crate) fn kind(&mut self, event_type: &str) -> u16 {
        if let Some(number) = self.kind_numbers.get(event_type) {
            return *number;
        }
        let number = u16::try_from(self.kinds.len()).unwrap_or(u16::MAX);
        self.kinds.push(event_type.to_owned());
        self.kind_numbers.insert(event_type.to_owned(), number);
        number
    }

    /// Adds a client that will be created (and deleted) at its time.
    pub(crate) fn enrol(&mut self, member: Member) -> u32 {
        let number = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        for stream in &member.streams {
            self.kind(stream.event_type);
        }
        self.schedule(member.created_at_ms, Act::Create(number));
        if let Some(deleted_at_ms) = member.deleted_at_ms {
            self.schedule(deleted_at_ms, Act::Delete(number));
        }
        self.lay_script(number, &member.script);
        self.incarnations.entry(member.client_id.clone()).or_default().push(number);
        self.members.push(member);
        self.births.push(0);
        number
    }

    /// Sorts a script into the days of ingestion.
    pub(crate) fn lay_script(&mut self, number: u32, script: &[ScriptedEvent]) {
        for (position, event) in script.iter().enumerate() {
            let kind = self.kind(&event.event_type);
            let position = u32::try_from(position).unwrap_or(u32::MAX);
            let tie = self.script_tie(number, position);
            let seed = RowSeed { script: Some(position), ..self.row_seed(number, kind, event.at_ms, tie) };
            self.script_days.entry(day_of(seed.key.ingested_ms)).or_default().push(seed);
        }
    }

    /// The tie-breaker of a scripted row.
    pub(crate) fn script_tie(&self, number: u32, position: u32) -> u64 {
        dice::roll(self.settings.seed, &[u64::from(number), u64::from(position), 0x5c12])
    }

    /// Adds a client that exists from now on; nothing is written.
    pub(crate) fn enrol_now(&mut self, member: Member) -> u32 {
        let number = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        self.incarnations.entry(member.client_id.clone()).or_default().push(number);
        self.members.push(member);
        self.births.push(0);
        self.settle(number);
        number
    }

    pub(crate) fn schedule(&mut self, at_ms: i64, act: Act) {
        let order = self.next();
        self.schedule.insert((at_ms, order), act);
    }

    /// Ingestion and visibility of a row: functions of its tie-breaker, so that they can be made again.
    pub(crate) fn row_seed(&self, member: u32, kind: u16, date_ms: i64, tie: u64) -> RowSeed {
        let delay =
            if self.settings.reorder { 20 + dice::below_ms(dice::roll(tie, &[11]), 5_281) } else { 0 };
        let ingested_ms = date_ms + delay;
        let lag = match self.settings.log_lag {
            LagModel::None => 0,
            LagModel::Uniform { max_ms } => dice::below_ms(dice::roll(tie, &[12]), max_ms + 1),
            LagModel::Late { max_ms, late_permille, late_ms } => {
                let late = dice::happens(dice::roll(tie, &[13]), late_permille);
                dice::below_ms(dice::roll(tie, &[12]), if late { late_ms } else { max_ms } + 1)
            }
        };
        RowSeed {
            key: LogKey { ingested_ms, tie },
            date_ms,
            visible_ms: ingested_ms + lag,
            member,
            kind,
            script: None,
        }
    }

    /// Lets everything happen that was due up to the present. Every request begins with it.
    pub(crate) fn catch_up(&mut self) -> i64 {
        let now_ms = self.clock.now_ms();
        while let Some(entry) = self.schedule.first_entry() {
            let at_ms = entry.key().0;
            if at_ms > now_ms {
                break;
            }
            match entry.remove() {
                Act::Create(number) => self.create(number, at_ms),
                Act::Delete(number) => self.delete(number, at_ms, &self.dashboard(), None),
                Act::Patch { member, body, author } => {
                    self.patch(member, &body, at_ms, &author, None);
                }
                Act::Rotate { member, author } => {
                    self.rotate(member, at_ms, &author, None);
                }
            }
        }
        now_ms
    }

    /// The client's members without secrets.
    pub(crate) fn body(&self, number: u32) -> Map<String, Value> {
        self.edits.get(&number).cloned().unwrap_or_else(|| {
            form::body(&self.settings.tenant_name, self.settings.seed, &self.members[number as usize])
        })
    }

    /// The client's members with its secret, as a token with every scope sees it.
    pub(crate) fn full_body(&self, number: u32) -> Map<String, Value> {
        let mut body = self.body(number);
        let keyed = body.get("client_authentication_methods").is_some_and(|methods| !methods.is_null());
        if !keyed {
            body.insert("client_secret".into(), json!(self.secret(number).current));
        }
        let certificate = dice::hexadecimal(dice::roll(self.settings.seed, &[u64::from(number), 0xce]), 64);
        body.insert("signing_keys".into(), json!([{"cert": certificate, "subject": "/CN=tenant"}]));
        body
    }

    pub(crate) fn secret(&self, number: u32) -> Secret {
        self.secrets.get(&number).cloned().unwrap_or_else(|| {
            let member = &self.members[number as usize];
            let roll = dice::roll(self.settings.seed, &[dice::roll_text(7, &member.client_id), 0x5ec2]);
            Secret { current: dice::alphanumeric(roll, 64), previous: None }
        })
    }

    pub(crate) fn set_secret(&mut self, number: u32, current: String) {
        self.secrets.insert(number, Secret { current, previous: None });
    }

    /// The living client with this id.
    pub(crate) fn find(&self, client_id: &str) -> Option<u32> {
        self.by_id.get(client_id).copied()
    }
}
