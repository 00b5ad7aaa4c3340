//! Clients with names and stories.

use super::generated;
use crate::settings::{Api, Cast, Generated};
use crate::world::World;

pub(crate) fn apis(_cast: Cast) -> Vec<Api> {
    generated::apis()
}

pub(crate) fn enrol(world: &mut World, _cast: Cast, present_ms: i64) {
    world.settings.clients = 212;
    for member in generated::members(&world.settings, &Generated::default(), present_ms) {
        world.enrol(member);
    }
}
