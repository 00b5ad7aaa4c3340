//! What others do to a tenant at a chosen moment between two calls.

use std::sync::{Arc, Mutex, PoisonError};

use crate::edit::Edit;
use crate::faults::Endpoint;

type Act = Box<dyn FnOnce(&Edit) + Send>;

struct Interlude {
    endpoint: Endpoint,
    skip: u32,
    act: Act,
}

/// Waiting interludes of one tenant. Clones share them.
#[derive(Clone, Default)]
pub struct Interludes(Arc<Mutex<Vec<Interlude>>>);

impl Interludes {
    /// Lets `skip` calls of `endpoint` pass, and does `act` right before the next one is carried out.
    pub fn before(&self, endpoint: Endpoint, skip: u32, act: impl FnOnce(&Edit) + Send + 'static) {
        self.waiting().push(Interlude { endpoint, skip, act: Box::new(act) });
    }

    /// Forgets what did not happen yet.
    pub fn clear(&self) {
        self.waiting().clear();
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Interlude>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call of `endpoint` is about to be carried out.
    pub(crate) fn play(&self, endpoint: Endpoint, edit: &Edit) {
        let mut due = Vec::new();
        let mut waiting = self.waiting();
        for interlude in std::mem::take(&mut *waiting) {
            match interlude.skip.checked_sub(1) {
                _ if interlude.endpoint != endpoint => waiting.push(interlude),
                Some(skip) => waiting.push(Interlude { skip, ..interlude }),
                None => due.push(interlude.act),
            }
        }
        // an act may plan another one
        drop(waiting);
        for act in due {
            act(edit);
        }
    }
}
