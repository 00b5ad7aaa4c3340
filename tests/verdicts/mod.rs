//! Verdicts against an oracle: planned worlds, played through HTTP, sync and store, and judged by both sides.
//!
//! [`plan`] invents a tenant, what happens in it and when Rollcall is open; [`oracle`] says what every client's verdict must be,
//! from what really happened and what could be read when; it shares no code with `assessment`, `sync` or `store`.

pub mod ledger;
pub mod oracle;
pub mod plan;
pub mod tally;
pub mod tenant;
