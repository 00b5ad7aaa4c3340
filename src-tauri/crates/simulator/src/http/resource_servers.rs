//! `/api/v2/resource-servers` (facts/auth0.md 9.2), read only.

use serde_json::{Map, Value, json};

use super::jwt::Caller;
use super::listing::{self, Paging};
use super::reply::{self, Reply};
use super::request::Call;
use crate::rows::admin::Deed;
use crate::world::World;

pub(crate) fn list(world: &mut World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&["read:resource_servers"])?;
    let paging = Paging::of(call, &world.settings, false, now_ms)?;
    let items: Vec<((u64, u32), Value)> = world
        .resource_servers
        .iter()
        .enumerate()
        .filter(|(_, api)| {
            call.query("identifiers").is_none_or(|wanted| {
                api.get("identifier")
                    .and_then(Value::as_str)
                    .is_some_and(|id| wanted.split(',').any(|want| want == id))
            })
        })
        .map(|(index, api)| ((index as u64, 0), Value::Object(shown(world, api))))
        .collect();
    let reply = listing::page(items, &paging, "resource_servers", now_ms);
    secret_read(world, call, caller, &reply, "/api/v2/resource-servers".into(), now_ms);
    Ok(reply)
}

pub(crate) fn get(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    id: &str,
    now_ms: i64,
) -> Result<Reply, Reply> {
    caller.needs_any(&["read:resource_servers"])?;
    let api = world
        .resource_servers
        .iter()
        .find(|api| ["id", "identifier"].iter().any(|key| api.get(*key).is_some_and(|known| *known == id)))
        .ok_or_else(|| {
            reply::refuse(404, "The resource server does not exist", Some("inexistent_resource_server"))
        })?;
    let reply = Reply::value(200, &Value::Object(shown(world, api)));
    secret_read(world, call, caller, &reply, format!("/api/v2/resource-servers/{id}"), now_ms);
    Ok(reply)
}

fn shown(world: &World, api: &Map<String, Value>) -> Map<String, Value> {
    let mut body = api.clone();
    world.canaries.plant_in_object(&mut body);
    body
}

/// APIs that sign with HS256 show their secret, and that is logged.
fn secret_read(world: &mut World, call: &Call, caller: &Caller, reply: &Reply, path: String, now_ms: i64) {
    if !reply.body.contains("\"signing_secret\"") {
        return;
    }
    let deed = Deed {
        event_type: "mgmt_api_read",
        description: "Get resource servers",
        method: "get",
        path,
        query: call.queries(),
        request_body: json!({}),
        status: 200,
        response_body: json!({"signing_secret": "REDACTED"}),
        accessed_secrets: vec!["signing_secret"],
        correlation_id: None,
    };
    world.record(now_ms, &caller.author(), deed);
}
