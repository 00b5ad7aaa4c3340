//! How far a pull has come, in counts.

use std::time::Duration;

use domain::time::Timestamp;
use tokio::sync::watch;

/// One of the two things that a pull reads at the same time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Not begun.
    #[default]
    Waiting,
    /// Under way: so many of so many.
    Running {
        /// What is being done, in words.
        what: &'static str,
        /// How many are done.
        done: u64,
        /// Of how many, when known.
        total: Option<u64>,
        /// What is counted.
        unit: &'static str,
    },
    /// Nothing left to do.
    Done,
}

/// How far a pull has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// When it began, by this computer's clock.
    pub started_at: Timestamp,
    /// Clients and what stands beside them.
    pub clients: Step,
    /// The log.
    pub log: Step,
    /// The least time that the server's limit allows for the whole of a first sync.
    pub floor: Option<Duration>,
}

/// The place where a pull tells how far it has come.
#[derive(Clone, Debug)]
pub struct ProgressSink(watch::Sender<Progress>);

impl ProgressSink {
    /// A sink for a pull that begins now, and the end to watch it from.
    #[must_use]
    pub fn new(started_at: Timestamp) -> (Self, watch::Receiver<Progress>) {
        let (sender, receiver) =
            watch::channel(Progress { started_at, clients: Step::Waiting, log: Step::Waiting, floor: None });
        (Self(sender), receiver)
    }

    pub(crate) fn clients(&self, step: Step) {
        self.0.send_modify(|progress| progress.clients = step);
    }

    pub(crate) fn log(&self, step: Step) {
        self.0.send_modify(|progress| progress.log = step);
    }

    pub(crate) fn floor(&self, floor: Duration) {
        self.0.send_modify(|progress| progress.floor = Some(floor));
    }
}
