//! `/api/v2/clients` (facts/auth0.md 2).

use std::ops::Bound;

use serde_json::{Map, Value, json};

use super::jwt::Caller;
use super::listing::{self, Paging};
use super::reply::{self, Reply};
use super::request::Call;
use super::visibility::{READ_CLIENTS, SECRETS, View};
use crate::dice;
use crate::population::{Form, Member};
use crate::rows::admin::{Author, Deed};
use crate::world::World;

/// Members that PATCH refuses (facts/auth0.md 2.6).
const IMMUTABLE: [&str; 11] = [
    "client_id",
    "tenant",
    "global",
    "signing_keys",
    "callback_url_template",
    "resource_server_identifier",
    "external_metadata_type",
    "external_metadata_created_by",
    "external_client_id",
    "jwks_uri",
    "third_party_security_mode",
];

/// Filters of the listing.
struct Filter<'a> {
    global: Option<bool>,
    first_party: Option<bool>,
    app_types: Option<Vec<&'a str>>,
    external_client_id: Option<&'a str>,
}

impl<'a> Filter<'a> {
    fn of(call: &'a Call) -> Self {
        Self {
            global: call.flag("is_global"),
            first_party: call.flag("is_first_party"),
            app_types: call.query("app_type").map(|list| list.split(',').collect()),
            external_client_id: call.query("external_client_id"),
        }
    }

    fn lets(&self, world: &World, number: u32) -> bool {
        let global = world.members[number as usize].form == Form::Global;
        if self.global.is_some_and(|wanted| wanted != global) {
            return false;
        }
        if self.first_party.is_none() && self.app_types.is_none() && self.external_client_id.is_none() {
            return true;
        }
        let body = world.body(number);
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        self.first_party.is_none_or(|wanted| body.get("is_first_party") == Some(&Value::Bool(wanted)))
            && self
                .app_types
                .as_ref()
                .is_none_or(|types| text("app_type").is_some_and(|kind| types.contains(&kind)))
            && self.external_client_id.is_none_or(|id| text("external_client_id") == Some(id))
    }
}

pub(crate) fn list(world: &mut World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&READ_CLIENTS)?;
    let paging = Paging::of(call, &world.settings, world.settings.checkpoint_clients, now_ms)?;
    if let Some(q) = call.query("q") {
        return by_organization(q, &paging);
    }
    let view = View::of_clients(caller, call);
    let filter = Filter::of(call);
    let (reply, numbers) = match &paging {
        Paging::Checkpoint { after, take } => {
            let begin = after.map_or(Bound::Unbounded, Bound::Excluded);
            let mut rest = world
                .living
                .range((begin, Bound::Unbounded))
                .filter(|(_, number)| filter.lets(world, **number))
                .map(|(key, number)| (*key, *number));
            let taken: Vec<((u64, u32), u32)> = rest.by_ref().take(*take).collect();
            let next = rest.next().and(taken.last()).map(|(key, _)| listing::cursor(*key, now_ms));
            let numbers: Vec<u32> = taken.into_iter().map(|(_, number)| number).collect();
            let rows = shown_all(world, &numbers, &view);
            (listing::checkpoint_reply(rows, next, "clients"), numbers)
        }
        Paging::Unpaged | Paging::Offset { .. } => {
            let (start, limit, totals) = match paging {
                Paging::Offset { start, limit, totals } => (start, limit, totals),
                _ => (0, 50, false),
            };
            let matching = || world.living.values().copied().filter(|number| filter.lets(world, *number));
            let numbers: Vec<u32> = matching().skip(start).take(limit).collect();
            let total = if totals { matching().count() } else { 0 };
            let rows = shown_all(world, &numbers, &view);
            (listing::offset_reply(rows, start, limit, total, totals, "clients"), numbers)
        }
    };
    if paging == Paging::Unpaged {
        deprecation(world, caller, now_ms);
    }
    if view.secrets && reply.body.contains("\"client_secret\"") {
        secret_read(world, call, caller, &numbers, "/api/v2/clients", now_ms);
    }
    Ok(reply)
}

/// `q` knows two organization filters only, by checkpoint only; this tenant has no organizations.
fn by_organization(q: &str, paging: &Paging) -> Result<Reply, Reply> {
    let known =
        q.starts_with("client_grant.organization_id:") || q == "client_grant.allow_any_organization:true";
    match paging {
        Paging::Checkpoint { .. } if known => Ok(listing::checkpoint_reply(Vec::new(), None, "clients")),
        _ => Err(reply::invalid_query("'q' is not supported in this form.")),
    }
}

fn shown_all(world: &World, numbers: &[u32], view: &View) -> Vec<Value> {
    numbers.iter().map(|number| Value::Object(shown(world, *number, view))).collect()
}

/// One client as a view sees it. Planted canaries come along uninvited.
fn shown(world: &World, number: u32, view: &View) -> Map<String, Value> {
    let mut body = if view.secrets { world.full_body(number) } else { world.body(number) };
    view.keep(&mut body);
    world.canaries.plant_in_object(&mut body);
    body
}

/// The row of a listing without paging parameters.
fn deprecation(world: &mut World, caller: &Caller, now_ms: i64) {
    let deed = Deed {
        event_type: "depnote",
        description: "Unpaginated request to GET /api/v2/clients",
        method: "get",
        path: "/api/v2/clients".into(),
        query: Map::new(),
        request_body: json!({}),
        status: 200,
        response_body: json!({}),
        accessed_secrets: Vec::new(),
        correlation_id: None,
    };
    world.record(now_ms, &caller.author(), deed);
}

fn secret_read(world: &mut World, call: &Call, caller: &Caller, numbers: &[u32], path: &str, now_ms: i64) {
    let clients: Vec<Value> = numbers
        .iter()
        .map(|number| json!({"client_id": world.members[*number as usize].client_id, "client_secret": "REDACTED"}))
        .collect();
    let single = path != "/api/v2/clients";
    let deed = Deed {
        event_type: "mgmt_api_read",
        description: if single { "Get client by ID" } else { "Get all clients" },
        method: "get",
        path: path.to_owned(),
        query: call.queries(),
        request_body: json!({}),
        status: 200,
        response_body: if single {
            clients.into_iter().next().unwrap_or_default()
        } else {
            Value::Array(clients)
        },
        accessed_secrets: vec!["client_secret"],
        correlation_id: None,
    };
    world.record(now_ms, &caller.author(), deed);
}

fn unknown() -> Reply {
    reply::refuse(404, "The client does not exist", Some("inexistent_client"))
}

pub(crate) fn get(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    id: &str,
    now_ms: i64,
) -> Result<Reply, Reply> {
    caller.needs_any(&READ_CLIENTS)?;
    let number = world.find(id).ok_or_else(unknown)?;
    let view = View::of_clients(caller, call);
    let body = shown(world, number, &view);
    if view.secrets
        && SECRETS
            .iter()
            .any(|secret| *secret != "client_authentication_methods" && body.contains_key(*secret))
    {
        secret_read(world, call, caller, &[number], &format!("/api/v2/clients/{id}"), now_ms);
    }
    Ok(Reply::value(200, &Value::Object(body)))
}

pub(crate) fn create(world: &mut World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&["create:clients"])?;
    let body = call.object()?;
    check(&body)?;
    let Some(name) = body.get("name").and_then(Value::as_str) else {
        return Err(reply::invalid_body("'Missing required property: name'."));
    };
    room(world)?;
    let member = made_by_hand(world, name.to_owned(), &body, now_ms);
    let number = add(world, member, now_ms, &caller.author(), Value::Object(body), call.correlation_id());
    Ok(Reply::value(201, &Value::Object(shown(world, number, &View::everything()))))
}

/// # Errors
/// 403 when the plan's number of clients is reached (the global client does not count).
pub(crate) fn room(world: &World) -> Result<(), Reply> {
    if world.settings.entity_limits && world.living.len() > world.settings.plan.client_limit() {
        return Err(reply::refuse(
            403,
            "You reached the limit of entities of this type for this tenant.",
            Some("too_many_entities"),
        ));
    }
    Ok(())
}

/// A client from a POST body, with the defaults of facts/auth0.md 2.6.
pub(crate) fn made_by_hand(
    world: &mut World,
    name: String,
    body: &Map<String, Value>,
    now_ms: i64,
) -> Member {
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let third_party = body.get("is_first_party") == Some(&Value::Bool(false));
    let strict = third_party && text("third_party_security_mode") != Some("permissive");
    let machine = text("app_type") == Some("non_interactive");
    let form = match (strict, text("app_type")) {
        (true, _) if machine => Form::PartnerMachine,
        (true, _) => Form::PartnerWeb,
        (false, Some("non_interactive")) => Form::Machine,
        (false, Some("spa")) => Form::SinglePage,
        (false, Some("native")) => Form::Native,
        _ => Form::Web,
    };
    let roll = world.fresh();
    let client_id = text("client_id").map_or_else(
        || {
            if strict {
                format!("tpc_{}", dice::alphanumeric(roll, 22))
            } else {
                dice::alphanumeric(roll, 32)
            }
        },
        ToOwned::to_owned,
    );
    let mut member = Member::new(client_id, name, form, now_ms);
    let defaults = json!({
        "callbacks": [],
        "oidc_conformant": strict,
        "grant_types": if strict { json!(["authorization_code"]) }
            else { json!(["authorization_code", "implicit", "refresh_token", "client_credentials"]) },
    });
    member.overrides = crate::settings::object(Some(defaults));
    if !strict {
        member.overrides.insert(
            "jwt_configuration".into(),
            json!({"secret_encoded": false, "lifetime_in_seconds": 36_000}),
        );
    }
    for (key, value) in body {
        member.overrides.insert(key.clone(), value.clone());
    }
    member.overrides.shift_remove("client_secret");
    member
}

/// Adds a client that was made just now.
pub(crate) fn add(
    world: &mut World,
    member: Member,
    now_ms: i64,
    author: &Author,
    request_body: Value,
    correlation_id: Option<String>,
) -> u32 {
    let number = world.enrol_now(member);
    if let Some(secret) = request_body.get("client_secret").and_then(Value::as_str) {
        world.set_secret(number, secret.to_owned());
    }
    let key = world.announce(number, now_ms, author, request_body, correlation_id);
    let (client_id, after) = (world.members[number as usize].client_id.clone(), world.body(number));
    world.note(client_id, None, now_ms, key, author, (None, Some(Value::Object(after))));
    number
}

/// # Errors
/// 400 `invalid_body` for members of the wrong type or beyond their limits.
fn check(body: &Map<String, Value>) -> Result<(), Reply> {
    let lists = [
        "callbacks",
        "allowed_logout_urls",
        "web_origins",
        "allowed_origins",
        "grant_types",
        "client_aliases",
    ];
    for (key, value) in body {
        let wrong = match key.as_str() {
            "name" | "description" | "app_type" => !value.is_string(),
            "is_first_party" | "oidc_conformant" => !value.is_boolean(),
            key if lists.contains(&key) => {
                !value.is_null() && value.as_array().is_none_or(|list| !list.iter().all(Value::is_string))
            }
            _ => false,
        };
        if wrong {
            return Err(reply::invalid_body(&format!("'Expected another type' on property {key}.")));
        }
    }
    let name = body.get("name").and_then(Value::as_str);
    if name.is_some_and(|name| name.is_empty() || name.contains(['<', '>'])) {
        return Err(reply::invalid_body("'String does not match pattern ^[^<>]+$' on property name."));
    }
    if body.get("description").and_then(Value::as_str).is_some_and(|text| text.chars().count() > 140) {
        return Err(reply::invalid_body("'String is too long, maximum 140' on property description."));
    }
    let both = ["token_endpoint_auth_method", "client_authentication_methods"]
        .iter()
        .all(|key| body.get(*key).is_some_and(|value| !value.is_null()));
    if both {
        return Err(reply::invalid_body(
            "'token_endpoint_auth_method' and 'client_authentication_methods' exclude each other.",
        ));
    }
    Ok(())
}

pub(crate) fn patch(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    id: &str,
    now_ms: i64,
) -> Result<Reply, Reply> {
    caller.needs_any(&["update:clients", "update:client_keys", "update:client_credentials"])?;
    let body = call.object()?;
    if let Some(fixed) = IMMUTABLE.iter().find(|fixed| body.contains_key(**fixed)) {
        return Err(reply::invalid_body(&format!("'Additional properties not allowed: {fixed}'.")));
    }
    if body.contains_key("client_secret") {
        caller.needs_any(&["update:client_keys"])?;
    } else {
        caller.needs_any(&["update:clients"])?;
    }
    check(&body)?;
    let number = world.find(id).ok_or_else(unknown)?;
    world.patch(number, &body, now_ms, &caller.author(), call.correlation_id());
    Ok(Reply::value(200, &Value::Object(shown(world, number, &View::everything()))))
}

pub(crate) fn delete(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    id: &str,
    now_ms: i64,
) -> Result<Reply, Reply> {
    caller.needs_any(&["delete:clients"])?;
    if let Some(number) = world.find(id) {
        world.delete(number, now_ms, &caller.author(), call.correlation_id());
    }
    Ok(Reply::empty(204))
}

pub(crate) fn rotate(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    id: &str,
    now_ms: i64,
) -> Result<Reply, Reply> {
    caller.needs_any(&["update:client_keys"])?;
    let number = world.find(id).ok_or_else(unknown)?;
    let keyed =
        world.body(number).get("client_authentication_methods").is_some_and(|methods| !methods.is_null());
    if keyed {
        return Err(reply::refuse(
            400,
            "The client does not authenticate with a secret.",
            Some("invalid_body"),
        ));
    }
    world.rotate(number, now_ms, &caller.author(), call.correlation_id());
    Ok(Reply::value(200, &Value::Object(shown(world, number, &View::everything()))))
}
