//! `/api/v2/connections` (facts/auth0.md 9.3), read only.

use serde_json::{Map, Value, json};

use super::jwt::Caller;
use super::listing::{self, Paging};
use super::reply::{self, Reply};
use super::request::Call;
use super::visibility::Fields;
use crate::world::World;

fn shown(world: &World, connection: &Map<String, Value>, fields: &Fields) -> Map<String, Value> {
    let mut body = connection.clone();
    fields.keep(&mut body);
    world.canaries.plant_in_object(&mut body);
    body
}

pub(crate) fn list(world: &World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&["read:connections"])?;
    let paging = Paging::of(call, &world.settings, true, now_ms)?;
    let fields = Fields::of(call);
    let is = |connection: &Map<String, Value>, name: &str| {
        call.query(name).is_none_or(|wanted| connection.get(name).is_some_and(|value| *value == wanted))
    };
    let items = world
        .connections
        .iter()
        .enumerate()
        .filter(|(_, connection)| is(connection, "strategy") && is(connection, "name"))
        .map(|(index, connection)| ((index as u64, 0), Value::Object(shown(world, connection, &fields))))
        .collect();
    Ok(listing::page(items, &paging, "connections", now_ms))
}

fn find<'w>(world: &'w World, id: &str) -> Result<&'w Map<String, Value>, Reply> {
    world
        .connections
        .iter()
        .find(|connection| connection.get("id").is_some_and(|known| *known == id))
        .ok_or_else(|| reply::refuse(404, "The connection does not exist", Some("inexistent_connection")))
}

pub(crate) fn get(world: &World, call: &Call, caller: &Caller, id: &str) -> Result<Reply, Reply> {
    caller.needs_any(&["read:connections"])?;
    Ok(Reply::value(200, &Value::Object(shown(world, find(world, id)?, &Fields::of(call)))))
}

/// The clients that may use a connection: here the living first-party ones.
pub(crate) fn clients(
    world: &World,
    call: &Call,
    caller: &Caller,
    id: &str,
    now_ms: i64,
) -> Result<Reply, Reply> {
    caller.needs_any(&["read:connections"])?;
    find(world, id)?;
    let paging = match Paging::of(call, &world.settings, true, now_ms)? {
        paging @ Paging::Checkpoint { .. } => paging,
        _ => Paging::Checkpoint { after: None, take: 50 },
    };
    let items = world
        .living
        .iter()
        .filter(|(_, number)| world.members[**number as usize].form.is_first_party())
        .map(|(key, number)| (*key, json!({"client_id": world.members[*number as usize].client_id})))
        .collect();
    Ok(listing::page(items, &paging, "clients", now_ms))
}
