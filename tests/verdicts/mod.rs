//! Verdicts against an oracle: planned worlds, played through HTTP, sync and store, and judged by both sides.
//!
//! [`plan`] invents a tenant, what happens in it and when Rollcall is open; [`tenant`] has the simulator pretend it; [`play`]
//! plays it through [`product`]; [`oracle`] says what every client's verdict must be, from what really happened and what could
//! be read when. The oracle shares no code with `assessment`, `sync` or `store`; [`ledger`] holds the ledger against the
//! same truth, and [`tally`] counts.

pub mod ledger;
pub mod oracle;
pub mod plan;
pub mod play;
pub mod product;
pub mod tally;
pub mod tenant;
