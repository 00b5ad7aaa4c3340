//! What an administrative row did, to whom, and what it left (facts/auth0.md 6.8, 16).
//!
//! Whom it is about stands in the path or in the bodies, never in the caller's `client_id`. The bodies are read as snapshots
//! are: with the same removal of secrets, so that what a row left equals what a look shows.

use domain::change::{Actor, Channel, Tool, Trace};
use domain::deed::{Act, Deed, Life, Sets};
use domain::ids::{ClientId, LogId};
use domain::member::{Held, Member, is_whole};
use domain::time::Timestamp;
use serde_json::Value;

use super::RowRules;
use super::rows::{at, at_text, client, is_from_dashboard, is_global, is_registration, non_empty, text};
use crate::scrub;

/// Reads the deed of a row as the log API gives it, before anything is removed from it. `None`: it is not about a client or a
/// grant, or it failed.
pub(super) fn read(row: &Value, log_id: &LogId, date: Timestamp, rules: &RowRules) -> Option<Deed> {
    if !matches!(text(row, "type"), Some("sapi" | "mgmt_api_read")) {
        return None;
    }
    if at(row, "/details/response/statusCode").and_then(Value::as_u64).is_some_and(|status| status >= 400) {
        return None;
    }
    let is_registration = is_registration(row);
    let act = act(row, is_registration)?;
    let user_agent =
        at_text(row, "/details/request/userAgent").or_else(|| non_empty(text(row, "user_agent")));
    let channel = if is_registration {
        Channel::SelfRegistration
    } else if is_from_dashboard(row) {
        Channel::Dashboard
    } else {
        Channel::ManagementApi { tool: tool(row.get("auth0_client"), user_agent) }
    };
    let trace = Trace {
        log_id: log_id.clone(),
        at: date,
        actor: actor(row, &channel, rules),
        channel,
        address: at_text(row, "/details/request/ip").or_else(|| non_empty(text(row, "ip"))).map(scrub::line),
        user_agent: user_agent.map(scrub::line),
        correlation_id: at_text(row, "/references/correlation_id").map(scrub::line),
    };
    Some(Deed { trace, act })
}

fn actor(row: &Value, channel: &Channel, rules: &RowRules) -> Actor {
    if *channel == Channel::SelfRegistration {
        return Actor::SelfRegistration;
    }
    let user = |name: &str| at_text(row, &format!("/details/request/auth/user/{name}")).map(scrub::line);
    let id = user("user_id")
        .or_else(|| non_empty(text(row, "user_id")).filter(|id| !id.ends_with(MACHINE)).map(scrub::line));
    let (name, email) = (user("name"), user("email"));
    if let Some(id) = id.or_else(|| email.clone()).or_else(|| name.clone()) {
        return Actor::Person { id, name, email };
    }
    let name = non_empty(text(row, "client_name"));
    match non_empty(text(row, "client_id")).map(ClientId::new) {
        Some(id) if !is_global(row, &id, rules) => Actor::Client { id, name: name.map(scrub::line) },
        _ => Actor::Unnamed,
    }
}

/// How the subject of a client's own token ends (facts/auth0.md 1.5).
const MACHINE: &str = "@clients";

fn act(row: &Value, is_registration: bool) -> Option<Act> {
    let body = |pointer: &str| {
        let mut body = at(row, pointer).cloned().unwrap_or_default();
        scrub::members(&mut body);
        body
    };
    let (sent, answered) = (body("/details/request/body"), body("/details/response/body"));
    let answered_id = || non_empty(text(&answered, "client_id")).map(ClientId::new);
    if is_registration {
        return Some(begun(answered_id()?, &sent, &answered));
    }
    let path = at_text(row, "/details/request/path")?.split(['?', '#']).next()?;
    let path = path.strip_prefix("/api/v2").unwrap_or(path);
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let method = at_text(row, "/details/request/method").unwrap_or_default().to_ascii_lowercase();
    match (segments.as_slice(), method.as_str()) {
        (["clients"], "post") => Some(begun(answered_id()?, &sent, &answered)),
        (["clients", "cimd", "register"], "post") => {
            let created = at(row, "/details/response/statusCode").and_then(Value::as_u64) == Some(201);
            let id = answered_id()?;
            if created {
                Some(begun(id, &sent, &answered))
            } else {
                Some(went_on(id, Sets::Anything, &sent, &answered))
            }
        }
        (["clients", "cimd" | "search", ..], _) => None,
        (["clients", id], "patch" | "put") => Some(went_on(client(id), sets(&sent), &sent, &answered)),
        (["clients", id], "delete") => Some(Act::Client {
            id: client(id),
            life: Life::Ends,
            sets: Sets::Anything,
            after: Vec::new(),
            is_whole: false,
        }),
        // both show the client without changing what is kept here
        (["clients", id], "get") | (["clients", id, "rotate-secret"], "post") => {
            Some(went_on(client(id), Sets::These(Vec::new()), &Value::Null, &answered))
        }
        (["client-grants"], "post") => Some(grant(None, &sent, &answered, false)),
        (["client-grants", id], "patch" | "put") => Some(grant(Some(id), &sent, &answered, false)),
        (["client-grants", id], "delete") => Some(grant(Some(id), &sent, &answered, true)),
        _ => None,
    }
}

/// A client that came to exist: what its answer does not show is not set.
fn begun(id: ClientId, sent: &Value, answered: &Value) -> Act {
    let after = |member: &Member| {
        member.held_by(answered).or_else(|| member.registered_by(answered)).or_else(|| member.set_by(sent))
    };
    // an answer in the words of RFC 7591 has no `callbacks`, which then says nothing about them
    let after = |member: &Member| {
        if answered.get("redirect_uris").is_some() && answered.get("callbacks").is_none() {
            member.registered_by(answered)
        } else {
            after(member)
        }
    };
    Act::Client { id, life: Life::Begins, sets: Sets::Anything, after: collected(after), is_whole: false }
}

/// A client that was changed or shown: only what the row names is known.
fn went_on(id: ClientId, sets: Sets, sent: &Value, answered: &Value) -> Act {
    let after = |member: &Member| {
        let is_shown = member.sources().iter().any(|name| answered.get(name).is_some());
        is_shown.then(|| member.held_by(answered)).flatten().or_else(|| member.set_by(sent))
    };
    Act::Client { id, life: Life::GoesOn, sets, after: collected(after), is_whole: is_whole(answered) }
}

fn collected(after: impl Fn(&Member) -> Option<Held>) -> Vec<(Member, Held)> {
    Member::OF_CLIENT.into_iter().filter_map(|member| after(&member).map(|held| (member, held))).collect()
}

fn sets(sent: &Value) -> Sets {
    let Some(sent) = sent.as_object().filter(|sent| !sent.is_empty()) else { return Sets::Anything };
    let is_sent = |member: &Member| member.sources().iter().any(|name| sent.contains_key(*name));
    Sets::These(Member::OF_CLIENT.into_iter().filter(is_sent).collect())
}

fn grant(id: Option<&str>, sent: &Value, answered: &Value, is_removed: bool) -> Act {
    let named = |name: &str| non_empty(text(sent, name)).or_else(|| non_empty(text(answered, name)));
    let scopes = answered.get("scope").or_else(|| sent.get("scope")).and_then(Value::as_array);
    Act::Grant {
        id: id.map(str::to_owned).or_else(|| non_empty(text(answered, "id")).map(str::to_owned)),
        client: named("client_id").map(ClientId::new),
        audience: named("audience").map(str::to_owned),
        subject_type: named("subject_type").map(str::to_owned),
        scopes: scopes.map(|scopes| scopes.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        is_removed,
    }
}

/// Programs that are told by name, in `auth0_client` or in a user agent: the Terraform provider adds itself to the SDK's
/// `env`, deploy-cli and auth0-cli name themselves in the user agent only.
const TOOLS: [(&str, Tool); 4] = [
    ("terraform", Tool::Terraform),
    ("deploy-cli", Tool::DeployCli),
    ("auth0-cli", Tool::Auth0Cli),
    ("auth0 cli", Tool::Auth0Cli),
];

/// Browsers, and what parsers of user agents write for what they do not know.
const NO_TOOLS: [&str; 7] = ["mozilla", "chrome", "safari", "firefox", "edge", "opera", "other"];

fn tool(auth0_client: Option<&Value>, user_agent: Option<&str>) -> Tool {
    let sdk = auth0_client.and_then(|client| non_empty(text(client, "name")));
    let env = auth0_client.and_then(|client| client.get("env")).and_then(Value::as_object);
    let names = sdk.into_iter().chain(env.into_iter().flat_map(|env| env.keys().map(String::as_str)));
    if let Some(tool) = names.chain(user_agent).find_map(known) {
        return tool;
    }
    let agent = user_agent.map(product).filter(|name| {
        let name = name.to_ascii_lowercase();
        !name.is_empty() && !NO_TOOLS.iter().any(|other| name.starts_with(other))
    });
    sdk.or(agent).map_or(Tool::Unknown, |name| Tool::Other(scrub::line(name)))
}

fn known(name: &str) -> Option<Tool> {
    let name = name.to_ascii_lowercase();
    TOOLS.iter().find(|(part, _)| name.contains(part)).map(|(_, tool)| tool.clone())
}

/// The name in a user agent: `name/version …`, or `Name 1.2.3 / System 4.5.6` as the log API writes parsed ones.
fn product(user_agent: &str) -> &str {
    let first = user_agent.split(" / ").next().unwrap_or_default();
    let first = first.split(['/', '(']).next().unwrap_or_default().trim();
    first.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.').trim()
}

#[cfg(test)]
#[path = "deeds_tests.rs"]
mod tests;
