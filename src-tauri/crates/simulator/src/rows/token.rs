//! Rows about tokens and sign-ins. Columns that real rows lack are lacking here (facts/auth0.md section 16).

use super::json::Object;
use crate::calendar::iso;
use crate::dice;
use crate::log_id::LogKey;

/// What a row needs to know.
pub(crate) struct Facts<'a> {
    pub(crate) seed: u64,
    pub(crate) tenant_name: &'a str,
    pub(crate) hostname: &'a str,
    pub(crate) key: LogKey,
    pub(crate) date_ms: i64,
    pub(crate) event_type: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) client_name: &'a str,
    pub(crate) audience: &'a str,
    pub(crate) scope: &'a str,
    pub(crate) address: &'a str,
    pub(crate) callback: &'a str,
}

const BROWSERS: [&str; 4] = [
    "Chrome 154.0.0 / Windows 10.0.0",
    "Safari 26.1.0 / Mac OS X 15.7.0",
    "Mobile Safari 26.1.0 / iOS 26.1.0",
    "Firefox 151.0.0 / Linux 0.0.0",
];
const PLACES: [&str; 3] = [
    r#"{"country_code":"IE","country_code3":"IRL","country_name":"Ireland","city_name":"Dublin","latitude":53.3498,"longitude":-6.2603,"time_zone":"Europe/Dublin","continent_code":"EU"}"#,
    r#"{"country_code":"DE","country_code3":"DEU","country_name":"Germany","city_name":"Frankfurt am Main","latitude":50.1109,"longitude":8.6821,"time_zone":"Europe/Berlin","continent_code":"EU"}"#,
    r#"{"country_code":"GB","country_code3":"GBR","country_name":"United Kingdom","city_name":"Leeds","latitude":53.8008,"longitude":-1.5491,"time_zone":"Europe/London","continent_code":"EU"}"#,
];
const PEOPLE: [&str; 8] =
    ["a.marsh", "p.okafor", "r.haddad", "j.lindqvist", "m.duarte", "s.kaya", "t.novak", "e.brandt"];

/// How the types differ.
struct Shape {
    description: Option<&'static str>,
    person: bool,
    audience: bool,
    scope: bool,
}

const fn shape(description: Option<&'static str>, person: bool, audience: bool, scope: bool) -> Shape {
    Shape { description, person, audience, scope }
}

fn shape_of(event_type: &str) -> Shape {
    match event_type {
        "seccft" => shape(Some("Client Credentials for Access Token"), false, true, true),
        "seacft" => shape(Some("Authorization Code for Access Token"), true, false, true),
        "sertft" => shape(Some("Refresh Token for Access Token"), true, true, true),
        "sede" => shape(Some("Device code to token"), true, true, true),
        "sepft" => shape(Some("Password for Access Token"), true, true, true),
        "s" | "ssa" | "slo" => shape(None, true, false, false),
        "feccft" => shape(Some("Unauthorized"), false, true, false),
        "feacft" => shape(Some("Invalid authorization code"), false, false, false),
        "fertft" => shape(Some("Unknown or invalid refresh token."), false, true, false),
        "fsa" => shape(Some("Login required"), false, true, true),
        "fp" => shape(Some("Wrong email or password."), true, false, false),
        other if other.starts_with("se") || other.ends_with("_succeeded") => shape(None, true, true, true),
        _ => shape(None, true, false, false),
    }
}

/// The row's text, one JSON object.
pub(crate) fn text(facts: &Facts<'_>) -> String {
    let shape = shape_of(facts.event_type);
    let log_id = facts.key.text();
    let roll = |aspect: u64| dice::roll(facts.key.tie, &[aspect]);
    let mut out = String::with_capacity(1_400);
    let mut row = Object::begin(&mut out);
    row.plain("date", &iso(facts.date_ms)).text("type", facts.event_type);
    if facts.event_type == "f" {
        mismatch(&mut row, facts);
    } else {
        if let Some(description) = shape.description {
            row.plain("description", description);
        }
        row.text("client_id", facts.client_id);
        if facts.event_type != "fsa" {
            row.text("client_name", facts.client_name);
        }
    }
    row.plain("ip", facts.address);
    row.plain(
        "user_agent",
        if shape.person { dice::pick(roll(1), &BROWSERS) } else { "Other 0.0.0 / Other 0.0.0" },
    );
    row.text("hostname", facts.hostname);
    let person = dice::pick(roll(2), &PEOPLE);
    if shape.person {
        row.plain("connection", "northmere-staff")
            .plain("strategy", "waad")
            .plain("strategy_type", "enterprise");
        row.plain("user_id", &format!("waad|{}", dice::hexadecimal(dice::roll_text(facts.seed, person), 24)));
        row.plain("user_name", &format!("{person}@northmere.example"));
    } else if facts.event_type == "seccft" || facts.event_type == "feccft" {
        row.plain("user_id", "").plain("user_name", "");
    }
    if shape.audience {
        row.text("audience", facts.audience);
    }
    if shape.scope {
        row.text("scope", facts.scope);
    }
    if facts.event_type != "f" {
        row.object("details", |details| fill_details(details, facts));
    }
    row.raw("location_info", dice::pick(roll(3), &PLACES));
    row.object("security_context", |context| {
        context.plain("ja3", &dice::hexadecimal(roll(4), 32));
        let ja4 = dice::hexadecimal(roll(5), 24);
        context.plain("ja4", &format!("t13d1516h2_{}_{}", &ja4[..12], &ja4[12..]));
    });
    row.object("references", |references| {
        references.plain("trace_id", &dice::hexadecimal(roll(6), 32));
    });
    row.object("$event_schema", |version| {
        version.plain("version", "1.0.0");
    });
    row.plain("log_id", &log_id).text("tenant_name", facts.tenant_name);
    row.plain("_id", &log_id).plain("id", &log_id).raw("isMobile", "false");
    row.end();
    out
}

/// The details of token rows; people's rows carry a session.
fn fill_details(details: &mut Object<'_>, facts: &Facts<'_>) {
    let roll = |aspect: u64| dice::roll(facts.key.tie, &[0xde, aspect]);
    match facts.event_type {
        "seccft" => {
            details.object("actions", |actions| {
                actions.raw("executions", "[]");
            });
            details.plain("access_token_jti", &dice::alphanumeric(roll(1), 22));
        }
        "seacft" => {
            details.plain(
                "code",
                &format!("**************************************{}", dice::alphanumeric(roll(2), 4)),
            );
        }
        "sertft" => {
            details.plain("familyId", &dice::hexadecimal(roll(3), 24));
            details.number("tokenCounter", dice::below_ms(roll(4), 400) + 1);
        }
        "feccft" => {
            // the name is misspelt in the schema too
            details.plain("client_authentoication_error", "Unauthorized");
            details.object("body", |body| {
                body.plain("grant_type", "client_credentials").text("client_id", facts.client_id);
                body.plain("client_secret", "*****").text("audience", facts.audience);
            });
        }
        "fp" => {
            details.object("error", |error| {
                error.plain("message", "Wrong email or password.");
            });
        }
        "s" | "ssa" | "slo" => {
            details.raw("prompts", "[]");
            details.number("initiatedAt", facts.date_ms - 1_400).number("completedAt", facts.date_ms);
            details.number("elapsedTime", 1_400).plain("session_id", &dice::alphanumeric(roll(5), 32));
        }
        _ => {
            details.plain("session_id", &dice::alphanumeric(roll(6), 32));
        }
    }
}

/// A callback mismatch names its client only deep inside (section 16, row 1).
fn mismatch(row: &mut Object<'_>, facts: &Facts<'_>) {
    let description =
        format!("Callback URL mismatch. {} is not in the list of allowed callback URLs", facts.callback);
    row.text("description", &description);
    row.object("details", |details| {
        details.object("qs", |qs| {
            qs.text("client_id", facts.client_id)
                .text("redirect_uri", facts.callback)
                .plain("response_type", "code");
        });
        details.object("error", |error| {
            error
                .text("message", &description)
                .plain("oauthError", "Callback URL mismatch.")
                .plain("type", "callback-url-mismatch");
            error.object("payload", |payload| {
                payload
                    .text("attempt", facts.callback)
                    .raw("authorized", "[]")
                    .plain("name", "CallbackMismatchError");
                payload.plain("code", "unauthorized_client").number("status", 403);
                payload.object("client", |client| {
                    client.text("clientID", facts.client_id);
                });
            });
        });
    });
}
