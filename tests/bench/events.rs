//! A tenant's clients and log, made in memory: for the store's bench.

use std::fmt::Write as _;

use domain::activity::{ActivityKind, AdminAction, LogEvent};
use domain::ids::{ClientId, LogId};
use domain::time::{DAY_MS, Timestamp};
use serde_json::{Value, json};

/// First day of the log, and how long it is.
pub(crate) const START_MS: i64 = 20_650 * DAY_MS;
pub(crate) const DAYS: i64 = 90;
/// Rows applied in one transaction.
pub(crate) const BATCH: u64 = 51_200;
/// How events are spread over clients.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spread {
    Uniform,
    Zipf,
}

/// Splitmix64: fast, seeded, the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
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
pub(crate) struct Tenant {
    pub(crate) clients: u64,
    pub(crate) events: u64,
    pub(crate) spread: Spread,
    pub(crate) dice: Dice,
}

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub(crate) fn client_id(number: u64) -> String {
    let mut dice = Dice(number);
    (0..32).map(|_| char::from(LETTERS[usize::try_from(dice.below(62)).unwrap_or(0)])).collect()
}

pub(crate) fn client_name(number: u64) -> String {
    let trades =
        ["Claims", "Booking", "Ledger", "Imaging", "Payments", "Scheduling", "MCP agent", "Pharmacy"];
    let places = ["portal", "sync", "worker", "gateway", "mobile", "export", "nightly job"];
    let trade = trades[usize::try_from(number % 8).unwrap_or(0)];
    let place = places[usize::try_from(number / 8 % 7).unwrap_or(0)];
    format!("{trade} {place} {number}")
}

pub(crate) fn client_body(number: u64) -> Value {
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
    pub(crate) fn batch(&mut self, first: u64) -> Vec<LogEvent> {
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
            r#""description":"Successful login","hostname":"login.northmere.example","strategy":"auth0","strategy_type":"database","connection":"Username-Password-Authentication","connection_id":"con_8NuqTCqE4TWJTlB3","user_id":"{user}","user_name":"{person}","details":{{"prompts":[{{"name":"prompt-authenticate","initiatedAt":1732000000000,"completedAt":1732000004211,"connection":"Username-Password-Authentication","connection_id":"con_8NuqTCqE4TWJTlB3","strategy":"auth0","identity":"{identity}","stats":{{"loginsCount":{logins}}},"requiredCaptcha":false,"session_id":"{session}","elapsedTime":4211}},{{"name":"login","flow":"universal-login","initiatedAt":1732000000000,"completedAt":1732000004300,"timers":{{"rules":12}},"user_id":"{user}","user_name":"{person}","requiredCaptcha":false,"session_id":"{session}","elapsedTime":4300}}],"initiatedAt":1732000000000,"completedAt":1732000004300,"elapsedTime":4300,"session_id":"{session}","stats":{{"loginsCount":{logins}}}}}"#,
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
