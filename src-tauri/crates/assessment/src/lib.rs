//! What we think of them: verdicts and the cut-lines that let the store judge at read time.
//!
//! Nothing here reads a clock, a file or a network: every judgement is a pure function of stored facts, the ledger of what
//! was watched, the person's window and a moment that the caller passes in. So a verdict can be reached again, offline, at
//! any time, and a stored one cannot go stale because none is stored.

pub mod changes;
pub mod cutlines;
pub mod past;
pub mod policy;
pub mod redirect_risk;
pub mod token_lifetime;
pub mod verdict;

pub use cutlines::{WindowProof, cutlines, window_proof};
pub use past::{judge_then, watched_until};
pub use policy::WindowDays;
pub use token_lifetime::{LifetimeSource, TokenLifetime, TokenLifetimes};
pub use verdict::{Judgement, judge};
