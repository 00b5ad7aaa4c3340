//! The one error that a command answers with: what happened, what was kept, what to do.

use serde::Serialize;
use ts_rs::TS;

use crate::views::ProblemView;

/// A command that could not do its job. Nothing in it is secret.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CommandError {
    /// The three parts.
    pub problem: ProblemView,
}
