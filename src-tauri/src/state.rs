//! The only composition root: one data folder with everything that works on it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::connection::Connection;
use domain::ids::ConnectionId;
use domain::time::{Clock, Timestamp};
use provider::auth0::Auth0;
use provider::{Endpoint, Share};
use store::{Change, Store, Tag};
use sync::SingleFlight;
use tauri::ipc::{CommandArg, CommandItem, InvokeError};
use tauri::{Manager as _, Runtime};
use tokio::sync::broadcast;
use tokio_util::task::TaskTracker;
use vault::{SealedFile, Session};

use crate::clock::SystemClock;
use crate::credentials::{KeptCredential, Vaults};
use crate::demo::Demo;
use crate::drafts::Drafts;
use crate::error::CommandError;
use crate::preferences::Preferences;
use crate::risks::Risks;
use crate::syncing::Flights;
use crate::views::ProblemView;
use crate::views::frame::BudgetView;
use crate::words;

/// How long a server may take for one answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Everything that a command works on. Clones share it.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The data folder.
    pub folder: PathBuf,
    /// What is remembered.
    pub store: Store,
    /// Where secrets live.
    pub vaults: Vaults,
    /// Real time.
    pub clock: Arc<dyn Clock>,
    /// Checked connections that are not saved yet.
    pub drafts: Drafts,
    /// Running syncs.
    pub flights: Flights,
    /// The right to sync, also against a second copy.
    pub single_flight: SingleFlight,
    /// The demo tenants, while they run.
    pub demo: Demo,
    /// Tasks that end with the program.
    pub tasks: TaskTracker,
    /// What is thought of changes.
    pub risks: Risks,
    /// Changes that are not the store's: how syncs go on, and that changes were judged.
    pub told: broadcast::Sender<Change>,
    /// How long a server may take for one answer.
    pub answer_within: Duration,
    tenants: Mutex<HashMap<ConnectionId, Auth0>>,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// A command takes the program's parts by value, so that it is an ordinary function wherever there is no window.
impl<'de, R: Runtime> CommandArg<'de, R> for App {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let managed = command.message.webview_ref().try_state::<Self>();
        managed.map(|app| app.inner().clone()).ok_or_else(|| InvokeError::from("the program is not ready"))
    }
}

impl App {
    /// Opens the data folder. Nothing is sent and no keychain is asked.
    ///
    /// # Errors
    /// The files cannot be opened: read-only folder, full disk, damaged or newer files.
    pub async fn open(folder: &Path) -> Result<Self, CommandError> {
        Self::open_with(folder, ANSWER_WITHIN).await
    }

    /// Opens the data folder; a server that has not answered within `answer_within` is taken to be silent.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn open_with(folder: &Path, answer_within: Duration) -> Result<Self, CommandError> {
        let store = Store::open(folder)?;
        let single_flight = SingleFlight::new(folder).map_err(|error| {
            CommandError::other(
                format!("the folder for locks cannot be made: {error}"),
                "Make the data folder writable.",
            )
        })?;
        let vaults = Vaults::new(SealedFile::open(folder).await, Session::new());
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (tasks, told) = (TaskTracker::new(), broadcast::channel(1_024).0);
        Ok(Self(Arc::new(Parts {
            folder: folder.to_owned(),
            risks: Risks::new(&store, &tasks, &told),
            store,
            vaults,
            clock,
            drafts: Drafts::default(),
            flights: Flights::default(),
            single_flight,
            demo: Demo::default(),
            tasks,
            told,
            answer_within,
            tenants: Mutex::default(),
        })))
    }

    /// The connection with this id.
    ///
    /// # Errors
    /// There is none, or the files cannot be read.
    pub async fn connection(&self, id: &ConnectionId) -> Result<Connection, CommandError> {
        let all = self.store.connections().await?;
        all.into_iter()
            .find(|connection| connection.id == *id)
            .ok_or_else(|| store::StoreError::NoSuchConnection.into())
    }

    /// The reader of a connection's tenant, made once.
    ///
    /// # Errors
    /// TLS cannot be set up, a CA file cannot be read, or the demo tenant does not run.
    pub fn tenant(&self, connection: &Connection) -> Result<Auth0, CommandError> {
        if let Some(tenant) = self.tenants().get(&connection.id) {
            return Ok(tenant.clone());
        }
        let tenant = if connection.is_demo() {
            self.demo
                .tenant(&connection.id)
                .ok_or_else(|| CommandError::from(words::demo_is_disconnected(None)))?
        } else {
            let endpoint = Endpoint {
                domain: connection.domain.clone(),
                base_url: connection.base_url.clone(),
                audience: connection.audience.clone(),
                ca_file: connection.ca_file.as_ref().map(PathBuf::from),
            };
            let credential = Arc::new(KeptCredential::new(self.vaults.clone(), connection));
            Auth0::new(endpoint, credential, Arc::clone(&self.clock), Share::default())?
                .answering_within(self.answer_within)
        };
        self.tenants().insert(connection.id.clone(), tenant.clone());
        Ok(tenant)
    }

    /// Forgets a reader, because its credential or address changed.
    pub fn forget_tenant(&self, id: &ConnectionId) {
        self.tenants().remove(id);
    }

    /// The server's time now, as far as it is known: by its `Date` headers, of this run or of an earlier one.
    #[must_use]
    pub fn server_now(&self, connection: &Connection, preferences: &Preferences) -> Timestamp {
        if connection.is_demo()
            && let Some(now) = self.demo.now(&connection.id)
        {
            return now;
        }
        let told = self.tenants().get(&connection.id).and_then(Auth0::clock_offset_ms);
        let kept = preferences.clock_offsets_ms.get(connection.id.as_str()).copied();
        let offset = told.or(kept).unwrap_or(0);
        self.clock.now().plus_millis(offset)
    }

    /// What a person chose, or the defaults.
    ///
    /// # Errors
    /// The files cannot be read.
    pub async fn preferences(&self) -> Result<Preferences, CommandError> {
        Ok(self.store.setting(Preferences::KEY).await?.unwrap_or_default())
    }

    /// Keeps what a person chose.
    ///
    /// # Errors
    /// The files cannot be written.
    pub async fn keep_preferences(&self, preferences: &Preferences) -> Result<(), CommandError> {
        Ok(self.store.put_setting(Preferences::KEY, preferences).await?)
    }

    /// Tells the window that a connection's sync went on.
    pub fn tell_sync(&self, connection: &ConnectionId) {
        // nobody listens when there is no window
        let _ = self.told.send(Change { tag: Tag::Sync, connection: Some(connection.clone()) });
    }

    /// Calls that a connection's server has left, as last told by its headers. `None`: not told in this run.
    #[must_use]
    pub fn budget(&self, connection: &Connection) -> Option<BudgetView> {
        let tenants = self.tenants();
        let limits = tenants.get(&connection.id)?.limits();
        let tightest = limits.iter().min_by_key(|seen| seen.remaining)?;
        Some(BudgetView { remaining: tightest.remaining, limit: tightest.limit })
    }

    /// Events files that could not be opened at the start, as one notice.
    #[must_use]
    pub fn notice(&self) -> Option<ProblemView> {
        self.store.problems().first().map(|(_, error)| words::of_store(error))
    }

    fn tenants(&self) -> MutexGuard<'_, HashMap<ConnectionId, Auth0>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
