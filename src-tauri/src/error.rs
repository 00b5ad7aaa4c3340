//! The one error that a command answers with: what happened, what was kept, what to do.

use provider::{EndpointError, Problem, SetupError};
use serde::Serialize;
use store::StoreError;
use sync::PullError;
use ts_rs::TS;
use vault::VaultError;

use crate::views::{ProblemCode, ProblemView};
use crate::words;

/// A command that could not do its job. Nothing in it is secret.
#[derive(Clone, Debug, Serialize, TS, thiserror::Error)]
#[error("{} {} {}", .problem.happened, .problem.kept, .problem.todo)]
pub struct CommandError {
    /// The three parts.
    pub problem: ProblemView,
}

impl From<ProblemView> for CommandError {
    fn from(problem: ProblemView) -> Self {
        Self { problem }
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        words::of_store(&error).into()
    }
}

impl From<VaultError> for CommandError {
    fn from(error: VaultError) -> Self {
        words::of_vault(&error).into()
    }
}

impl From<Problem> for CommandError {
    fn from(problem: Problem) -> Self {
        words::of_problem(&problem).into()
    }
}

impl From<PullError> for CommandError {
    fn from(error: PullError) -> Self {
        match error {
            PullError::Provider(problem) => problem.into(),
            PullError::Store(error) => error.into(),
            PullError::Stopped => {
                Self::other("The sync was stopped", "What was read is kept; the next sync goes on from here.")
            }
        }
    }
}

impl From<EndpointError> for CommandError {
    fn from(error: EndpointError) -> Self {
        words::bad_input(error.to_string(), "Correct the address and check again.").into()
    }
}

impl From<SetupError> for CommandError {
    fn from(error: SetupError) -> Self {
        words::bad_input(error.to_string(), "Correct the file or the variable, then try again.").into()
    }
}

impl CommandError {
    /// A request that makes no sense.
    #[must_use]
    pub fn bad_input(happened: impl Into<String>, todo: impl Into<String>) -> Self {
        words::bad_input(happened, todo).into()
    }

    /// Something that has no code of its own.
    #[must_use]
    pub fn other(happened: impl Into<String>, todo: impl Into<String>) -> Self {
        ProblemView {
            code: ProblemCode::Other,
            happened: words::sentence(&happened.into()),
            kept: "Everything stored before is as it was.".into(),
            todo: todo.into(),
            at: None,
        }
        .into()
    }
}
