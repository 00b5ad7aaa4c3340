//! `/api/v2/client-grants` (facts/auth0.md 4.2).

use serde_json::{Map, Value, json};

use super::jwt::Caller;
use super::listing::{self, Paging};
use super::reply::{self, Reply};
use super::request::Call;
use crate::dice;
use crate::log_id::LogKey;
use crate::rows::admin::Deed;
use crate::world::{Grant, World};

pub(crate) fn shown(grant: &Grant) -> Value {
    let mut body = Map::new();
    body.insert("id".into(), json!(grant.id));
    if let Some(client_id) = &grant.client_id {
        body.insert("client_id".into(), json!(client_id));
    }
    body.insert("audience".into(), json!(*grant.audience));
    body.insert("scope".into(), json!(grant.scope));
    body.insert("subject_type".into(), json!(grant.subject_type));
    for (key, value) in &grant.extra {
        body.insert(key.clone(), value.clone());
    }
    Value::Object(body)
}

/// As a read shows it: planted canaries come along uninvited.
fn read(world: &World, grant: &Grant) -> Value {
    let mut body = shown(grant);
    if let Some(body) = body.as_object_mut() {
        world.canaries.plant_in_object(body);
    }
    body
}

pub(crate) fn list(world: &World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&["read:client_grants"])?;
    let paging = Paging::of(call, &world.settings, true, now_ms)?;
    let is = |name: &str, value: Option<&str>| call.query(name).is_none_or(|wanted| value == Some(wanted));
    let matching = world.grants.iter().filter(|(_, grant)| {
        is("client_id", grant.client_id.as_deref())
            && is("audience", Some(&grant.audience))
            && is("subject_type", Some(&grant.subject_type))
            && is("default_for", grant.extra.get("default_for").and_then(Value::as_str))
    });
    if let Paging::Checkpoint { after, take } = paging {
        let mut rest = matching.filter(|(birth, _)| after.is_none_or(|after| **birth > after.0));
        let taken: Vec<(&u64, &Grant)> = rest.by_ref().take(take).collect();
        let next = rest.next().and(taken.last()).map(|(birth, _)| listing::cursor((**birth, 0), now_ms));
        let rows = taken.into_iter().map(|(_, grant)| read(world, grant)).collect();
        return Ok(listing::checkpoint_reply(rows, next, "client_grants"));
    }
    let items = matching.map(|(birth, grant)| ((*birth, 0), read(world, grant))).collect();
    Ok(listing::page(items, &paging, "client_grants", now_ms))
}

fn unknown() -> Reply {
    reply::refuse(404, "The client grant does not exist", Some("inexistent_client_grant"))
}

fn position(world: &World, id: &str) -> Result<u64, Reply> {
    world.grants.iter().find(|(_, grant)| grant.id == id).map(|(birth, _)| *birth).ok_or_else(unknown)
}

pub(crate) fn get(world: &World, caller: &Caller, id: &str) -> Result<Reply, Reply> {
    caller.needs_any(&["read:client_grants"])?;
    Ok(Reply::value(200, &read(world, &world.grants[&position(world, id)?])))
}

pub(crate) fn create(world: &mut World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&["create:client_grants"])?;
    let body = call.object()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let Some(audience) = text("audience") else {
        return Err(reply::invalid_body("'Missing required property: audience'."));
    };
    let client_id = text("client_id");
    if let Some(id) = &client_id
        && world.find(id).is_none()
    {
        return Err(reply::refuse(404, "The client does not exist", Some("inexistent_client")));
    }
    if client_id.is_none() && !body.contains_key("default_for") {
        return Err(reply::invalid_body("'Missing required property: client_id'."));
    }
    if !world
        .resource_servers
        .iter()
        .any(|api| api.get("identifier").is_some_and(|known| *known == audience.as_str()))
    {
        return Err(reply::refuse(404, "Resource server not found", Some("inexistent_resource_server")));
    }
    let subject_type = text("subject_type").unwrap_or_else(|| "client".into());
    let twin = world.grants.values().any(|grant| {
        grant.client_id == client_id && *grant.audience == *audience && grant.subject_type == subject_type
    });
    if twin {
        return Err(reply::refuse(
            409,
            "A resource with the same identity already exists.",
            Some("client_grant_conflict"),
        ));
    }
    let mut extra = body.clone();
    for member in ["client_id", "audience", "scope", "subject_type"] {
        extra.shift_remove(member);
    }
    let grant = Grant {
        id: format!("cgr_{}", dice::alphanumeric(world.fresh(), 16)),
        client_id,
        audience: audience.into(),
        scope: scopes(&body),
        subject_type,
        extra,
    };
    let answer = shown(&grant);
    let birth = world.next();
    let named = (grant.client_id.clone(), grant.audience.to_string());
    world.grants.insert(birth, grant);
    // real rows of this kind lack the grant's id (facts/auth0.md section 16, row 8)
    let mut logged = answer.clone();
    if let Value::Object(map) = &mut logged {
        map.shift_remove("id");
    }
    let key = record(
        world,
        call,
        caller,
        now_ms,
        ("Create client grant", "post", "/api/v2/client-grants".into()),
        201,
        logged,
    );
    note(world, caller, now_ms, key, named, (None, Some(answer.clone())));
    Ok(Reply::value(201, &answer))
}

fn scopes(body: &Map<String, Value>) -> Vec<String> {
    body.get("scope")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect())
        .unwrap_or_default()
}

pub(crate) fn patch(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    id: &str,
    now_ms: i64,
) -> Result<Reply, Reply> {
    caller.needs_any(&["update:client_grants"])?;
    let body = call.object()?;
    let birth = position(world, id)?;
    let Some(grant) = world.grants.get_mut(&birth) else { return Err(unknown()) };
    let (before, named) = (shown(grant), (grant.client_id.clone(), grant.audience.to_string()));
    for (key, value) in &body {
        match key.as_str() {
            "scope" => grant.scope = scopes(&body),
            "organization_usage"
            | "allow_any_organization"
            | "allow_all_scopes"
            | "authorization_details_types" => {
                grant.extra.insert(key.clone(), value.clone());
            }
            other => {
                return Err(reply::invalid_body(&format!("'Additional properties not allowed: {other}'.")));
            }
        }
    }
    let answer = shown(grant);
    let path = format!("/api/v2/client-grants/{id}");
    let key =
        record(world, call, caller, now_ms, ("Update client grant", "patch", path), 200, answer.clone());
    note(world, caller, now_ms, key, named, (Some(before), Some(answer.clone())));
    Ok(Reply::value(200, &answer))
}

pub(crate) fn delete(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    id: &str,
    now_ms: i64,
) -> Result<Reply, Reply> {
    caller.needs_any(&["delete:client_grants"])?;
    if let Ok(birth) = position(world, id) {
        let removed = world.grants.remove(&birth);
        let path = format!("/api/v2/client-grants/{id}");
        let key =
            record(world, call, caller, now_ms, ("Delete client grant", "delete", path), 204, json!({}));
        if let Some(grant) = removed {
            let named = (grant.client_id.clone(), grant.audience.to_string());
            note(world, caller, now_ms, key, named, (Some(shown(&grant)), None));
        }
    }
    Ok(Reply::empty(204))
}

/// Notes a write to a client's grant in the journal; grants for all clients are nobody's.
fn note(
    world: &mut World,
    caller: &Caller,
    now_ms: i64,
    key: LogKey,
    (client_id, audience): (Option<String>, String),
    states: (Option<Value>, Option<Value>),
) {
    if let Some(client_id) = client_id {
        world.note(client_id, Some(audience), now_ms, key, &caller.author(), states);
    }
}

/// The `sapi` row of a write.
pub(crate) fn record(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    now_ms: i64,
    (description, method, path): (&'static str, &'static str, String),
    status: u16,
    response_body: Value,
) -> LogKey {
    let deed = Deed {
        event_type: "sapi",
        description,
        method,
        path,
        query: call.queries(),
        request_body: call.object().map_or_else(|_| json!({}), Value::Object),
        status,
        response_body,
        accessed_secrets: Vec::new(),
        correlation_id: call.correlation_id(),
    };
    world.record(now_ms, &caller.author(), deed)
}
