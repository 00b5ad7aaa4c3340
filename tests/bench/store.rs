//! `bench store`: the screens' queries on a reopened store of 100,000 clients and 10 M events, its size, and its raw rows.
//!
//! `--events N` and `--clients N` make it smaller. Events are generated in memory, in the order of their dates over ninety
//! days, once spread evenly over the clients and once by Zipf's law (the first client has the most, the n-th an n-th of it).

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use domain::activity::{ActivityKind, AdminAction, LogEvent};
use domain::client::{Origin, Party};
use domain::connection::{Connection, Environment, Permission, SignIn};
use domain::coverage::Interval;
use domain::ids::{ClientId, ConnectionId, LogId};
use domain::judgement::{Cutlines, Verdict};
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::{DAY_MS, Timestamp};
use serde_json::{Value, json};
use store::{
    AnnotationField, ClientColumn, ClientFilter, ClientKey, ClientSort, CredentialKind, Judged, LogBatch,
    Store,
};

use crate::Outcome;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// First day of the log, and how long it is.
const START_MS: i64 = 20_650 * DAY_MS;
const DAYS: i64 = 90;
/// Rows applied in one transaction.
const BATCH: u64 = 51_200;
/// Queries of each kind.
const QUERIES: usize = 200;
/// Demands of the issue.
const QUERY_MS: f64 = 50.0;
const RAW_ROW_MS: f64 = 2.0;
const SHARE_OF_RAW: f64 = 0.20;
const MEAN_RAW_BYTES: f64 = 1_200.0;

/// How events are spread over clients.
#[derive(Clone, Copy, Debug)]
enum Spread {
    Uniform,
    Zipf,
}

/// Splitmix64: fast, seeded, the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    /// From 0 up to, not including, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn hex(&mut self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            // writing to a String cannot fail
            let _ = write!(text, "{:016x}", self.roll());
        }
        text.truncate(digits);
        text
    }
}

/// The tenant that is generated.
struct Tenant {
    clients: u64,
    events: u64,
    spread: Spread,
    dice: Dice,
}

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn client_id(number: u64) -> String {
    let mut dice = Dice(number);
    (0..32).map(|_| char::from(LETTERS[usize::try_from(dice.below(62)).unwrap_or(0)])).collect()
}

fn client_name(number: u64) -> String {
    let trades =
        ["Claims", "Booking", "Ledger", "Imaging", "Payments", "Scheduling", "MCP agent", "Pharmacy"];
    let places = ["portal", "sync", "worker", "gateway", "mobile", "export", "nightly job"];
    let trade = trades[usize::try_from(number % 8).unwrap_or(0)];
    let place = places[usize::try_from(number / 8 % 7).unwrap_or(0)];
    format!("{trade} {place} {number}")
}

fn client_body(number: u64) -> Value {
    let third_party = number.is_multiple_of(5);
    let method =
        ["client_secret_post", "none", "client_secret_basic"][usize::try_from(number % 3).unwrap_or(0)];
    let callbacks: Vec<String> =
        (0..number % 4).map(|n| format!("https://app{number}.northmere.example/callback/{n}")).collect();
    json!({
        "tenant": "northmere-prod", "global": false, "is_token_endpoint_ip_header_trusted": false,
        "name": client_name(number), "is_first_party": !third_party, "oidc_conformant": true,
        "sso_disabled": false, "cross_origin_authentication": false, "callbacks": callbacks,
        "external_metadata_type": number.is_multiple_of(10).then_some("dcr"),
        "refresh_token": {"rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": 0,
            "infinite_token_lifetime": true, "infinite_idle_token_lifetime": true, "token_lifetime": 31_557_600,
            "idle_token_lifetime": 2_592_000},
        "client_id": client_id(number), "custom_login_page_on": true,
        "jwt_configuration": {"alg": "RS256", "lifetime_in_seconds": 36_000, "secret_encoded": false},
        "token_endpoint_auth_method": method, "app_type": "regular_web",
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    })
}

impl Tenant {
    fn actor(&mut self) -> u64 {
        match self.spread {
            Spread::Uniform => self.dice.below(self.clients),
            Spread::Zipf => zipf(self.dice.share(), self.clients),
        }
    }

    /// The events from `first` on, in the order of their dates.
    fn batch(&mut self, first: u64) -> Vec<LogEvent> {
        (first..self.events.min(first + BATCH)).map(|number| self.event(number)).collect()
    }

    fn event(&mut self, number: u64) -> LogEvent {
        let span = u64::try_from(DAYS * DAY_MS).unwrap_or(0);
        let into = i64::try_from(u128::from(span) * u128::from(number) / u128::from(self.events.max(1)));
        let date = Timestamp::from_millis(START_MS + into.unwrap_or(0));
        let actor = self.actor();
        // a third of the clients fell silent within the log
        let silent = actor.is_multiple_of(3) && number > self.events / 2;
        let actor = if silent { (actor + 1) % self.clients } else { actor };
        let kind = match self.dice.below(100) {
            0..50 => ActivityKind::ClientCredentials,
            50..72 => ActivityKind::Refresh,
            72..90 => ActivityKind::SignIn,
            90..99 => ActivityKind::Failure,
            _ => ActivityKind::ManagementCall,
        };
        let text = date.to_rfc3339();
        let digits: String = text.bytes().filter(u8::is_ascii_digit).map(char::from).collect();
        let log_id = format!(
            "900{digits}{:018}{:018}",
            self.dice.below(10_u64.pow(18)),
            self.dice.below(10_u64.pow(18))
        );
        let id = client_id(actor);
        let name = client_name(actor);
        let raw = raw(&mut self.dice, kind, &text, &log_id, &id, &name, actor);
        let is_creation = kind == ActivityKind::ManagementCall && self.dice.below(20) == 0;
        LogEvent {
            log_id: LogId::new(log_id),
            date,
            code: code(kind).to_owned(),
            actor: Some(ClientId::new(id)),
            kind: Some(kind),
            target: is_creation
                .then(|| (Some(ClientId::new(client_id(actor / 2))), AdminAction::ClientUpdated)),
            client_name: Some(name),
            target_name: None,
            deed: None,
            user: None,
            raw,
        }
    }
}

/// The inverse of the continuous distribution nearest to Zipf's law of exponent 1.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "client numbers are small, and the result lies between 0 and the last of them"
)]
fn zipf(share: f64, clients: u64) -> u64 {
    ((clients as f64 + 1.0).powf(share) as u64).saturating_sub(1).min(clients - 1)
}

fn code(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::ClientCredentials => "seccft",
        ActivityKind::Refresh => "sertft",
        ActivityKind::SignIn => "s",
        ActivityKind::ManagementCall => "sapi",
        _ => "feccft",
    }
}

/// A row as the schema of the tenant logs has it (`$event_schema`), with the columns that its type requires.
fn raw(
    dice: &mut Dice,
    kind: ActivityKind,
    date: &str,
    log_id: &str,
    id: &str,
    name: &str,
    actor: u64,
) -> Vec<u8> {
    let address = format!("203.0.{}.{}", actor % 113, actor % 251);
    let agent = [
        "Chrome 131.0.0 / Mac OS X 10.15.7",
        "Mobile Safari 18.1.0 / iOS 18.1.0",
        "Other 0.0.0 / Other 0.0.0",
        "Firefox 132.0.0 / Windows 10.0.0",
        "Node.js 22.9.0 / Linux 6.1.0",
    ][usize::try_from(actor % 5).unwrap_or(0)];
    let audience = format!("https://api{}.northmere.example/", actor % 40);
    let user = format!("auth0|{:024x}", dice.below(50_000) | 0x6500_0000_0000);
    let person = format!("person{}@northmere.example", dice.below(50_000));
    let trace = dice.hex(32);
    let common = format!(
        r#""$event_schema":{{"version":"1.0.0"}},"date":"{date}","type":"{code}","client_id":"{id}","client_name":"{name}","ip":"{address}","user_agent":"{agent}","log_id":"{log_id}","_id":"{log_id}","tenant_name":"northmere-prod","environment_name":"prod-eu-1","isMobile":false,"references":{{"trace_id":"{trace}"}},"auth0_client":{{"name":"auth0-spa-js","version":"2.1.3","env":{{"node":"22.9.0","platform":"linux"}}}},"security_context":{{"ja3":"{ja3}","ja4":"t13d1516h2_8daaf6152771_b186095e22b6"}},"location_info":{{"country_code":"DE","country_code3":"DEU","country_name":"Germany","city_name":"Frankfurt am Main","latitude":50.1155,"longitude":8.6842,"time_zone":"Europe/Berlin","continent_code":"EU"}}"#,
        code = code(kind),
        ja3 = Dice(actor % 50).hex(32),
    );
    let scope = "openid profile email offline_access read:appointments write:appointments read:claims write:claims \
                 read:invoices write:invoices read:patients read:documents";
    let actions = r#""actions":{"executions":["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="]}"#;
    let rest = match kind {
        ActivityKind::SignIn => format!(
            r#""description":"Successful login","hostname":"login.northmere.example","strategy":"auth0","strategy_type":"database","connection":"Username-Password-Authentication","connection_id":"con_8NuqTCqE4TWJTlB3","user_id":"{user}","user_name":"{person}","details":{{"prompts":[{{"name":"prompt-authenticate","initiatedAt":1732000000000,"completedAt":1732000004211,"connection":"Username-Password-Authentication","connection_id":"con_8NuqTCqE4TWJTlB3","strategy":"auth0","identity":"{identity}","stats":{{"loginsCount":{logins}}},"elapsedTime":4211}},{{"name":"login","flow":"universal-login","initiatedAt":1732000000000,"completedAt":1732000004300,"timers":{{"rules":12}},"user_id":"{user}","user_name":"{person}","elapsedTime":4300}}],"initiatedAt":1732000000000,"completedAt":1732000004300,"elapsedTime":4300,"session_id":"{session}","stats":{{"loginsCount":{logins}}}}}"#,
            identity = &user[6..],
            logins = dice.below(900),
            session = dice.hex(32),
        ),
        ActivityKind::Refresh => format!(
            r#""description":"","hostname":"login.northmere.example","audience":"{audience}","scope":"{scope}","user_id":"{user}","user_name":"{person}","connection":"Username-Password-Authentication","connection_id":"con_8NuqTCqE4TWJTlB3","details":{{{actions},"access_token_jti":"{jti}","familyId":"{family}","tokenCounter":{counter},"refresh_token":{{"access":"offline","session_id":"{session}"}}}}"#,
            jti = dice.hex(22),
            family = dice.hex(24),
            counter = dice.below(400),
            session = dice.hex(32),
        ),
        ActivityKind::ManagementCall => format!(
            r#""description":"Update a client","user_id":"","details":{{"request":{{"method":"patch","path":"/api/v2/clients/{id}","query":{{}},"userAgent":"{agent}","body":{{"callbacks":["https://app{actor}.northmere.example/callback"],"client_metadata":{{"owner":"platform"}}}},"channel":"api","ip":"{address}","auth":{{"user":{{}},"strategy":"jwt","credentials":{{"jti":"{jti}","scopes":["read:clients","update:clients","read:client_grants"]}}}}}},"response":{{"statusCode":200,"body":{{"client_id":"{id}","name":"{name}","client_secret":"REDACTED","callbacks":["https://app{actor}.northmere.example/callback"]}}}},"accessedSecrets":["client_secret"]}}"#,
            jti = dice.hex(32),
        ),
        ActivityKind::ClientCredentials => format!(
            r#""description":"","hostname":"northmere-prod.eu.auth0.com","audience":"{audience}","scope":"{scope}","user_id":"","user_name":"","client_ip":"{address}","details":{{{actions},"access_token_jti":"{jti}"}}"#,
            jti = dice.hex(22),
        ),
        _ => format!(
            r#""description":"Unauthorized: the client secret that was sent is not the client's own, or the client may not use this API","hostname":"northmere-prod.eu.auth0.com","audience":"{audience}","scope":"{scope}","user_id":"","user_name":"","client_ip":"{address}","details":{{"client_authentoication_error":"Client authentication failed: the method client_secret_post was given a secret that does not match"}}"#,
        ),
    };
    format!("{{{common},{rest}}}").into_bytes()
}

/// What filling one store took.
struct Filled {
    id: ConnectionId,
    raw_bytes: u64,
    rows_per_second: f64,
    listing_seconds: f64,
}

fn end() -> Timestamp {
    Timestamp::from_millis(START_MS + DAYS * DAY_MS)
}

async fn fill(folder: &Path, mut tenant: Tenant) -> Result<Filled, Failure> {
    let store = Store::open(folder)?;
    let start = Timestamp::from_millis(START_MS);
    let connection = Connection {
        id: ConnectionId::from_random(start, [7; 10]),
        name: "northmere-prod".to_owned(),
        domain: "northmere-prod.eu.auth0.com".to_owned(),
        base_url: "https://northmere-prod.eu.auth0.com/".parse()?,
        audience: "https://northmere-prod.eu.auth0.com/api/v2/".to_owned(),
        environment: Environment::Production,
        permission: Permission::ReadOnly,
        sign_in: SignIn::ClientSecret { client_id: ClientId::new(client_id(3)) },
        ca_file: None,
        paused: false,
        created_at: start,
    };
    let id = connection.id.clone();
    store.add_connection(connection).await?;

    let (clients, events) = (tenant.clients, tenant.events);
    let started = Instant::now();
    for first in (0..clients).step_by(1_000) {
        let items = (first..clients.min(first + 1_000)).map(|number| Snapshot {
            kind: SnapshotKind::Client,
            key: client_id(number),
            body: client_body(number),
        });
        store.apply_page(&id, SnapshotKind::Client, items.collect(), start).await?;
    }
    let keys = (0..clients).map(client_id).collect();
    store.apply_listing(&id, SnapshotKind::Client, keys, start, start).await?;
    let lifetimes = (0..clients).map(|number| (ClientId::new(client_id(number)), hours(number % 900), false));
    store.set_token_lifetimes(&id, lifetimes.collect()).await?;
    let owned = (0..clients).filter(|number| number % 4 == 0).map(|number| {
        let client_id = ClientId::new(client_id(number));
        (ClientKey { connection: id.clone(), client_id }, format!("Team {}", number % 120))
    });
    store.annotate(owned.collect(), AnnotationField::Owner, "Bench".to_owned(), start).await?;
    let listing_seconds = started.elapsed().as_secs_f64();

    let (give, mut take) = tokio::sync::mpsc::channel(2);
    let generator = std::thread::spawn(move || {
        for first in (0..events).step_by(usize::try_from(BATCH).unwrap_or(1)) {
            if give.blocking_send(tenant.batch(first)).is_err() {
                break;
            }
        }
    });
    let started = Instant::now();
    let mut raw_bytes = 0;
    while let Some(rows) = take.recv().await {
        raw_bytes += rows.iter().map(|row| row.raw.len() as u64).sum::<u64>();
        let claim =
            rows.first().zip(rows.last()).and_then(|(first, last)| Interval::new(first.date, last.date));
        let batch = LogBatch { rows, read_at: Some(end()), claim, ..LogBatch::default() };
        store.apply_log(&id, batch).await?;
    }
    generator.join().map_err(|_| "the generator failed")?;
    let rows_per_second = figure(events) / started.elapsed().as_secs_f64();
    Ok(Filled { id, raw_bytes, rows_per_second, listing_seconds })
}

fn hours(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(0) * 3_600_000
}

#[expect(clippy::cast_precision_loss, reason = "counts of this bench stay far below 2^53")]
fn figure(count: u64) -> f64 {
    count as f64
}

/// Times of one kind of query.
struct Timed {
    name: &'static str,
    times: Vec<Duration>,
}

impl Timed {
    fn percentile(&self, share: f64) -> f64 {
        let mut times: Vec<f64> = self.times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect();
        times.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index of a short list"
        )]
        let place = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1);
        times.get(place).copied().unwrap_or(0.0)
    }
}

fn judged(id: &ConnectionId, window_days: i64) -> Vec<Judged> {
    let cutlines = Cutlines {
        now: end(),
        horizon: Some(end().plus_millis(-60_000)),
        window_start: end().plus_millis(-60_000 - window_days * DAY_MS),
        unbroken_since: Some(Timestamp::from_millis(START_MS)),
    };
    vec![Judged { connection: id.clone(), cutlines }]
}

const COLUMNS: [ClientColumn; 10] = [
    ClientColumn::Name,
    ClientColumn::Id,
    ClientColumn::Kind,
    ClientColumn::Credential,
    ClientColumn::LastUse,
    ClientColumn::Verdict,
    ClientColumn::RedirectUris,
    ClientColumn::Owner,
    ClientColumn::Quiet,
    ClientColumn::Created,
];

/// Every filter of the Clients screen in turn.
fn filter(number: usize, dice: &mut Dice) -> ClientFilter {
    let week = end().plus_millis(-7 * DAY_MS);
    let some = |texts: &[&str], dice: &mut Dice| {
        texts[usize::try_from(dice.below(texts.len() as u64)).unwrap_or(0)].to_owned()
    };
    let plain = ClientFilter::default();
    match number % 11 {
        0 => plain,
        1 => {
            ClientFilter { text: some(&["port", "a", "northmere", "7", "Zz", "mcp agent 99"], dice), ..plain }
        }
        2 => ClientFilter { verdicts: vec![Verdict::ALL[number / 11 % 5]], ..plain },
        3 => ClientFilter { parties: vec![Party::ThirdStrict, Party::ThirdPermissive], ..plain },
        4 => ClientFilter { origins: vec![Origin::Dcr], ..plain },
        5 => ClientFilter { credentials: vec![CredentialKind::Public], ..plain },
        6 => ClientFilter { has_owner: Some((number / 11).is_multiple_of(2)), ..plain },
        7 => ClientFilter { never_used: Some((number / 11).is_multiple_of(2)), ..plain },
        8 => ClientFilter { created_since: Some(week), ..plain },
        9 => ClientFilter { failed_since: Some(week), ..plain },
        _ => ClientFilter {
            text: some(&["claims", "job", "app1"], dice),
            verdicts: vec![Verdict::Inactive, Verdict::NotProven],
            has_owner: Some(false),
            ..plain
        },
    }
}

async fn ask(store: &Store, id: &ConnectionId, clients: u64) -> Result<Vec<Timed>, Failure> {
    let mut dice = Dice(11);
    let first_day = Timestamp::from_millis(START_MS).day();
    let mut overview = Timed { name: "Overview", times: Vec::new() };
    let mut page = Timed { name: "Clients, a page", times: Vec::new() };
    let mut counts = Timed { name: "Clients, counts", times: Vec::new() };
    let mut inactive = Timed { name: "Inactive, head", times: Vec::new() };
    let mut detail = Timed { name: "Inspector", times: Vec::new() };
    for number in 0..QUERIES {
        let window = [30, 60, 90, 45][number % 4];
        let started = Instant::now();
        store.overview(judged(id, window), first_day).await?;
        store.ledger(id).await?;
        overview.times.push(started.elapsed());

        let sort = ClientSort { column: COLUMNS[number % 10], descending: number / 10 % 2 == 0 };
        let offset = [0, 100, clients / 2, clients - 100][number / 7 % 4];
        let started = Instant::now();
        let listed =
            store.list_clients(judged(id, window), filter(number, &mut dice), sort, offset, 100).await?;
        let keys: Vec<ClientKey> = listed.rows.into_iter().map(|row| row.key).collect();
        store.strips(keys, first_day).await?;
        store.ledger(id).await?;
        page.times.push(started.elapsed());

        let started = Instant::now();
        store.count_clients(judged(id, window)).await?;
        counts.times.push(started.elapsed());

        let started = Instant::now();
        let thresholds = [30, 60, 90, window].map(|days| judged(id, days));
        store.count_inactive(thresholds.into()).await?;
        store.ledger(id).await?;
        inactive.times.push(started.elapsed());

        let started = Instant::now();
        let client = ClientId::new(client_id(dice.below(clients)));
        let scope = judged(id, window).remove(0);
        store.client(scope, client).await?;
        detail.times.push(started.elapsed());
    }
    Ok(vec![overview, page, counts, inactive, detail])
}

/// Reads rows back by their ids, which are generated again.
async fn read_back(store: &Store, id: &ConnectionId, mut tenant: Tenant) -> Result<Timed, Failure> {
    let rows = tenant.batch(0);
    let mut dice = Dice(5);
    let mut timed = Timed { name: "One raw row", times: Vec::new() };
    for _ in 0..QUERIES {
        let row = &rows[usize::try_from(dice.below(rows.len() as u64))?];
        let started = Instant::now();
        let raw = store.raw_row(id, &row.log_id).await?;
        timed.times.push(started.elapsed());
        if raw.as_ref() != Some(&row.raw) {
            return Err("a raw row did not come back as it was stored".into());
        }
    }
    Ok(timed)
}

fn bytes_of(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { bytes_of(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

async fn bench(spread: Spread, clients: u64, events: u64) -> Result<Outcome, Failure> {
    let folder = tempfile::tempdir()?;
    let tenant = || Tenant { clients, events, spread, dice: Dice(1) };
    let filled = fill(folder.path(), tenant()).await?;
    let bytes = bytes_of(folder.path())?;
    let opening = Instant::now();
    let store = Store::open(folder.path())?;
    let opening = opening.elapsed();
    let mut timed = ask(&store, &filled.id, clients).await?;
    let raw_row = read_back(&store, &filled.id, tenant()).await?;

    let share = figure(bytes) / figure(filled.raw_bytes);
    let mean = figure(filled.raw_bytes) / figure(events);
    println!("\n{spread:?}: {clients} clients, {events} events of {mean:.0} bytes");
    println!(
        "  filled at {:.0} rows a second, clients in {:.1} s, opened again in {:.1} ms",
        filled.rows_per_second,
        filled.listing_seconds,
        opening.as_secs_f64() * 1_000.0
    );
    println!(
        "  {:.1} MB on disk, {:.1} % of raw, {:.0} bytes an event",
        figure(bytes) / 1e6,
        share * 100.0,
        figure(bytes) / figure(events)
    );
    let mut missed = Vec::new();
    if share > SHARE_OF_RAW {
        missed.push(format!("{spread:?}: the store is {:.1} % of raw, more than 20 %", share * 100.0));
    }
    if mean < MEAN_RAW_BYTES {
        missed.push(format!("{spread:?}: events are {mean:.0} bytes, fewer than 1,200"));
    }
    timed.push(raw_row);
    let mut queries = serde_json::Map::new();
    for one in &timed {
        let (p50, p95, p100) = (one.percentile(0.5), one.percentile(0.95), one.percentile(1.0));
        println!("  {:<16} p50 {p50:7.2} ms   p95 {p95:7.2} ms   most {p100:7.2} ms", one.name);
        let limit = if one.name == "One raw row" { RAW_ROW_MS } else { QUERY_MS };
        if p95 > limit {
            missed.push(format!("{spread:?}: {} takes {p95:.1} ms at p95, more than {limit} ms", one.name));
        }
        queries.insert(one.name.to_owned(), json!({"p50_ms": p50, "p95_ms": p95, "max_ms": p100}));
    }
    let figures = json!({
        "bytes": bytes, "raw_bytes": filled.raw_bytes, "share_of_raw": share, "mean_raw_bytes": mean,
        "rows_per_second": filled.rows_per_second, "queries": queries,
    });
    Ok(Outcome { figures, missed })
}

fn option(arguments: &[String], name: &str, otherwise: u64) -> Result<u64, Failure> {
    let Some(place) = arguments.iter().position(|argument| argument == name) else { return Ok(otherwise) };
    Ok(arguments.get(place + 1).ok_or_else(|| format!("{name} needs a number"))?.parse()?)
}

/// Fills a store for each spread, reopens it, and asks.
pub(crate) fn run(arguments: &[String]) -> Result<Outcome, Failure> {
    let events = option(arguments, "--events", 10_000_000)?;
    let clients = option(arguments, "--clients", 100_000)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build()?;
    let uniform = runtime.block_on(bench(Spread::Uniform, clients, events))?;
    let zipf = runtime.block_on(bench(Spread::Zipf, clients, events))?;
    let missed: Vec<String> = uniform.missed.into_iter().chain(zipf.missed).collect();
    let figures = json!({
        "bench": "store", "met": missed.is_empty(), "clients": clients, "events": events,
        "uniform": uniform.figures, "zipf": zipf.figures,
    });
    Ok(Outcome { figures, missed })
}
