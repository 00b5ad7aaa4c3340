//! What is thought of changes. Risk is computed from the hosts that the connection knew before each change, and kept until the store
//! tells of new changes, hosts or marks. Then only what is new is read and judged; where that takes longer than a person would
//! wait, what was thought last is shown meanwhile, and the window is told when it is done.

mod subject;
mod trust;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::connection::Connection;
use domain::ids::ConnectionId;
use store::{Change, Store, Tag};
use tokio::sync::broadcast::error::TryRecvError;
use tokio::sync::broadcast::{Receiver, Sender};
use tokio::task::{JoinError, JoinHandle};
use tokio_util::task::TaskTracker;

use crate::error::CommandError;
pub use subject::{application_of, server_of};
pub use trust::{Hosts, RankedHost, Trust};

/// So long is waited for news to be judged before what was thought last is shown.
const PATIENCE: Duration = Duration::from_millis(25);

/// What is thought of the changes of each connection. Clones share it.
#[derive(Clone)]
pub struct Risks(Arc<Inner>);

struct Inner {
    store: Store,
    tasks: TaskTracker,
    told: Sender<Change>,
    heard: Mutex<Receiver<Change>>,
    places: Mutex<HashMap<ConnectionId, Arc<Place>>>,
}

/// What is thought of one connection's changes.
#[derive(Default)]
struct Place {
    known: Mutex<Option<Known>>,
    /// Whether something new is known since.
    is_old: AtomicBool,
    /// Whether somebody was shown what is old.
    is_awaited: AtomicBool,
    /// Held by whoever reads the news.
    reading: tokio::sync::Mutex<()>,
}

/// What is thought of one connection's changes, as far as it is known.
#[derive(Clone)]
pub struct Thought {
    /// What.
    pub trust: Arc<Trust>,
    /// Whether everything that is known is judged.
    pub is_current: bool,
}

/// What was thought last, and how much had been derived then.
#[derive(Clone)]
struct Known {
    trust: Arc<Trust>,
    derivations: i64,
    host_generation: i64,
}

impl Risks {
    /// Nothing is judged yet. What takes long goes on in `tasks`, and `told` hears when it is done.
    #[must_use]
    pub fn new(store: &Store, tasks: &TaskTracker, told: &Sender<Change>) -> Self {
        Self(Arc::new(Inner {
            heard: Mutex::new(store.changes()),
            store: store.clone(),
            tasks: tasks.clone(),
            told: told.clone(),
            places: Mutex::default(),
        }))
    }

    /// What is thought of a connection's changes, by everything that is known.
    ///
    /// # Errors
    /// The files cannot be read.
    pub async fn of(&self, connection: &Connection) -> Result<Arc<Trust>, CommandError> {
        self.note_what_is_old();
        match self.place(&connection.id).current(connection) {
            Some(known) => Ok(known.trust),
            None => joined(self.begin_to_judge(connection).await),
        }
    }

    /// The same, or, while news take longer to be judged than a person would wait, what was thought last; the window is told
    /// when they are.
    ///
    /// # Errors
    /// The files cannot be read.
    pub async fn promptly(&self, connection: &Connection) -> Result<Thought, CommandError> {
        self.note_what_is_old();
        let place = self.place(&connection.id);
        let current = |trust| Thought { trust, is_current: true };
        if let Some(known) = place.current(connection) {
            return Ok(current(known.trust));
        }
        let last = place.known().clone().filter(|known| known.trust.environment == connection.environment);
        let Some(last) = last else { return self.of(connection).await.map(current) };
        // whoever shows what is old is told once more than needed rather than never
        place.is_awaited.store(true, Ordering::SeqCst);
        match tokio::time::timeout(PATIENCE, self.begin_to_judge(connection)).await {
            Ok(judged) => joined(judged).map(current),
            Err(_) => Ok(Thought { trust: last.trust, is_current: false }),
        }
    }

    /// Judges what is new, to its end also when nobody waits for it any more.
    fn begin_to_judge(&self, connection: &Connection) -> JoinHandle<Result<Arc<Trust>, CommandError>> {
        let (here, wanted) = (self.clone(), connection.clone());
        self.0.tasks.spawn(async move { here.judge_news(&wanted).await })
    }

    /// Reads and judges what is new, one at a time.
    async fn judge_news(&self, connection: &Connection) -> Result<Arc<Trust>, CommandError> {
        let place = self.place(&connection.id);
        let _one_at_a_time = place.reading.lock().await;
        if let Some(known) = place.current(connection) {
            return Ok(known.trust);
        }
        // what comes while this reads makes it old again
        place.is_old.store(false, Ordering::SeqCst);
        let before = place.known().clone();
        match self.judged(connection, before).await {
            Ok(known) => {
                let trust = Arc::clone(&known.trust);
                *place.known() = Some(known);
                if place.is_awaited.swap(false, Ordering::SeqCst) {
                    // nobody listens when there is no window
                    let _ = self
                        .0
                        .told
                        .send(Change { tag: Tag::Changes, connection: Some(connection.id.clone()) });
                }
                Ok(trust)
            }
            Err(error) => {
                tracing::warn!(connection = %connection.name, %error, "changes could not be judged");
                place.is_old.store(true, Ordering::SeqCst);
                Err(error)
            }
        }
    }

    async fn judged(&self, connection: &Connection, before: Option<Known>) -> Result<Known, CommandError> {
        let (store, id) = (&self.0.store, &connection.id);
        let before = before.filter(|known| known.trust.environment == connection.environment);
        let marks = store.own_hosts(id).await?;
        let news = store.change_news(id, before.as_ref().map(|known| known.derivations)).await?;
        let hosts = match &before {
            Some(known) if known.host_generation == news.host_generation => Arc::clone(&known.trust.hosts),
            _ => Arc::new(Hosts::of(store.hosts(id).await?)),
        };
        let known =
            |trust| Known { trust, derivations: news.derivations, host_generation: news.host_generation };
        let Some(before) = before else {
            return Ok(known(Arc::new(Trust::of(connection.environment, hosts, marks, &news.changed))));
        };
        if before.trust.knows(&hosts, &marks, &news.changed, &news.gone) {
            return Ok(known(before.trust));
        }
        if let Some(trust) = before.trust.with(Arc::clone(&hosts), marks.clone(), &news.changed, &news.gone) {
            return Ok(known(Arc::new(trust)));
        }
        let all = store.change_news(id, None).await?;
        let trust = Trust::of(connection.environment, hosts, marks, &all.changed);
        Ok(Known {
            trust: Arc::new(trust),
            derivations: all.derivations,
            host_generation: news.host_generation,
        })
    }

    fn note_what_is_old(&self) {
        let mut heard = self.0.heard.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match heard.try_recv() {
                Ok(Change { tag: Tag::Changes, connection: Some(id) }) => {
                    self.place(&id).is_old.store(true, Ordering::SeqCst);
                }
                Ok(Change { tag: Tag::Changes, .. }) | Err(TryRecvError::Lagged(_)) => {
                    self.places().values().for_each(|place| place.is_old.store(true, Ordering::SeqCst));
                }
                Ok(Change { tag: Tag::Connections, .. }) => self.places().clear(),
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    fn place(&self, id: &ConnectionId) -> Arc<Place> {
        Arc::clone(self.places().entry(id.clone()).or_default())
    }

    fn places(&self) -> MutexGuard<'_, HashMap<ConnectionId, Arc<Place>>> {
        self.0.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// What is thought, when nothing new is known since.
    fn current(&self, connection: &Connection) -> Option<Known> {
        let known = self.known().clone()?;
        let is_current =
            !self.is_old.load(Ordering::SeqCst) && known.trust.environment == connection.environment;
        is_current.then_some(known)
    }

    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn joined(judged: Result<Result<Arc<Trust>, CommandError>, JoinError>) -> Result<Arc<Trust>, CommandError> {
    judged.map_err(|error| {
        CommandError::other(format!("judging changes stopped in the middle: {error}"), "Try again.")
    })?
}
