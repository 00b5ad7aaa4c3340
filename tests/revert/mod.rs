//! Reverts while others change the same client: random interleavings, with what really happened written down by the tenant.

pub mod interleaving;
pub mod journey;
pub mod killed;
pub mod tally;
pub mod world;
