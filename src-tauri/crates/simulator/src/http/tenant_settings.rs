//! `/api/v2/tenants/settings` (facts/auth0.md 9.1).

use serde_json::{Map, Value};

use super::grants::record;
use super::jwt::Caller;
use super::reply::Reply;
use super::request::Call;
use super::visibility::Fields;
use crate::world::World;

pub(crate) fn get(world: &World, call: &Call, caller: &Caller) -> Result<Reply, Reply> {
    caller.needs_any(&["read:tenant_settings"])?;
    let mut body = world.tenant_settings.clone();
    Fields::of(call).keep(&mut body);
    world.canaries.plant_in_object(&mut body);
    Ok(Reply::value(200, &Value::Object(body)))
}

/// Changes the members that were sent; `flags` flag by flag.
pub(crate) fn patch(world: &mut World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&["update:tenant_settings"])?;
    lay(&mut world.tenant_settings, call.object()?);
    let answer = Value::Object(world.tenant_settings.clone());
    let deed = ("Update tenant settings", "patch", "/api/v2/tenants/settings".into());
    record(world, call, caller, now_ms, deed, 200, answer.clone());
    Ok(Reply::value(200, &answer))
}

pub(crate) fn lay(settings: &mut Map<String, Value>, changes: Map<String, Value>) {
    for (key, value) in changes {
        match (settings.get_mut(&key), value) {
            (Some(Value::Object(known)), Value::Object(inner)) if key == "flags" => known.extend(inner),
            (_, Value::Null) => {
                settings.shift_remove(&key);
            }
            (_, value) => {
                settings.insert(key, value);
            }
        }
    }
}
