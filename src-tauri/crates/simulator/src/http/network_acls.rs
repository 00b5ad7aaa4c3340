//! `/api/v2/network-acls` (facts/auth0.md 5.6), read only.

use serde_json::Value;

use super::jwt::Caller;
use super::listing::{self, Paging};
use super::reply::{self, Reply};
use super::request::Call;
use crate::world::World;

pub(crate) fn list(world: &World, call: &Call, caller: &Caller, now_ms: i64) -> Result<Reply, Reply> {
    caller.needs_any(&["read:network_acls"])?;
    let paging = Paging::of(call, &world.settings, false, now_ms)?;
    let items = world
        .network_acls
        .iter()
        .enumerate()
        .map(|(index, acl)| {
            let mut body = acl.clone();
            world.canaries.plant_in_object(&mut body);
            ((index as u64, 0), Value::Object(body))
        })
        .collect();
    Ok(listing::page(items, &paging, "network_acls", now_ms))
}

pub(crate) fn get(world: &World, caller: &Caller, id: &str) -> Result<Reply, Reply> {
    caller.needs_any(&["read:network_acls"])?;
    if !(id.starts_with("acl_") && id.len() == 26) {
        return Err(reply::refuse(
            400,
            "Network ACL id is not a valid ACL ID in the form 'acl_XXXXXXXXXXXXXXXXXXXXXX'",
            Some("invalid_uri"),
        ));
    }
    let acl = world.network_acls.iter().find(|acl| acl.get("id").is_some_and(|known| *known == id));
    acl.map(|acl| Reply::value(200, &Value::Object(acl.clone())))
        .ok_or_else(|| reply::refuse(404, "The network ACL does not exist", Some("inexistent_network_acl")))
}
