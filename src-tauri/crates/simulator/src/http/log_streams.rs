//! `/api/v2/log-streams` (facts/auth0.md 6.9), read only: a bare array without paging.

use serde_json::{Map, Value};

use super::jwt::Caller;
use super::reply::{self, Reply};
use crate::world::World;

fn shown(world: &World, stream: &Map<String, Value>) -> Value {
    let mut body = stream.clone();
    if let Some(Value::Object(sink)) = body.get_mut("sink") {
        world.canaries.plant_in_sink(sink);
    }
    Value::Object(body)
}

pub(crate) fn list(world: &World, caller: &Caller) -> Result<Reply, Reply> {
    caller.needs_any(&["read:log_streams"])?;
    let streams = world.log_streams.iter().map(|stream| shown(world, stream)).collect();
    Ok(Reply::value(200, &Value::Array(streams)))
}

pub(crate) fn get(world: &World, caller: &Caller, id: &str) -> Result<Reply, Reply> {
    caller.needs_any(&["read:log_streams"])?;
    let stream = world.log_streams.iter().find(|stream| stream.get("id").is_some_and(|known| *known == id));
    stream
        .map(|stream| Reply::value(200, &shown(world, stream)))
        .ok_or_else(|| reply::refuse(404, "The log stream does not exist", Some("inexistent_log_stream")))
}
