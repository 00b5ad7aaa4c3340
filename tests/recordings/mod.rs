//! What the real core answers to every screen while one endpoint of a tenant fails in one way.
//!
//! The recordings go to the window's tests (`ui/test/recorded`), which render every screen from them and read the text.

mod screens;
mod tenant;

pub use screens::{Answers, Checked};
pub use tenant::{ENDPOINTS, FAULTS, Moment};

use rollcall::commands::{connect, sync as syncing};
use rollcall::error::CommandError;
use rollcall::state::App;
use rollcall::views::Scope;
use rollcall::views::connect::{AddConnectionRequest, CheckConnectionRequest, TypedCredential};
use secrecy::SecretString;
use serde::Serialize;
use simulator::{Endpoint, Fault, Running, StartError};
use std::time::{Duration, Instant};

/// Longer than a loopback server ever needs, shorter than anybody would wait in a test.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// A sync of the small tenant that takes longer hangs.
const SYNC_WITHIN: Duration = Duration::from_mins(4);

/// One recording, as the window's tests read it.
#[derive(Debug, Serialize)]
pub struct Recording {
    /// The endpoint that failed; `nothing` in the controls.
    pub endpoint: &'static str,
    /// How it failed; `nothing` in the controls.
    pub fault: &'static str,
    /// When it failed.
    pub moment: Moment,
    /// How many calls of that endpoint there were while it failed.
    pub calls: u64,
    /// What the screens were told.
    pub answers: Answers,
}

/// What can go wrong with the recording itself.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The simulator did not start.
    #[error(transparent)]
    Simulator(#[from] StartError),
    /// A command refused where no fault was set.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// No temporary folder.
    #[error(transparent)]
    Folder(#[from] std::io::Error),
    /// An answer could not be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// It does not end.
    #[error("a sync does not end")]
    Endless,
}

/// A thing with the name that it has in the recording.
type Named<T> = (&'static str, T);

/// One thing to record: which endpoint fails, how and when. `None`: nothing fails.
#[derive(Clone, Debug)]
pub struct Case {
    /// The endpoint and the fault.
    pub broken: Option<(Named<Endpoint>, Named<Fault>)>,
    /// When it fails.
    pub moment: Moment,
}

impl Case {
    /// Every case that there is, the controls first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut cases: Vec<Self> = Moment::ALL.map(|moment| Self { broken: None, moment }).into();
        for moment in Moment::ALL {
            for endpoint in ENDPOINTS {
                for fault in FAULTS {
                    if moment.concerns(endpoint.1, &fault.1) {
                        cases.push(Self { broken: Some((endpoint, fault.clone())), moment });
                    }
                }
            }
        }
        cases
    }

    fn set(&self, tenant: &Running) {
        if let Some(((_, endpoint), (_, fault))) = &self.broken {
            tenant.faults().set_after(*endpoint, self.moment.calls_let_through(), fault.clone(), None);
        }
    }

    fn calls(&self, tenant: &Running) -> u64 {
        self.broken.as_ref().map_or(0, |((_, endpoint), _)| {
            tenant.call_counts().get(endpoint).map_or(0, |calls| calls.answered + calls.refused)
        })
    }

    /// Plays the case and records what the screens are told at its end.
    ///
    /// # Errors
    /// The recording itself did not work; what the fault does to the core is an answer, no error.
    pub async fn record(&self) -> Result<Recording, Trouble> {
        let folder = tempfile::tempdir()?;
        let mut app = App::open_with(folder.path(), ANSWER_WITHIN).await?;
        let tenant = tenant::start().await?;
        let draft = connect::check_connection(app.clone(), typed(&tenant)).await?;
        if self.moment == Moment::FirstSync {
            self.set(&tenant);
        }
        tenant.reset_call_counts();
        let checked = Checked::of(connect::check_connection(app.clone(), typed(&tenant)).await)?;
        if self.moment == Moment::SecondPage {
            self.set(&tenant);
        }
        tenant.reset_call_counts();
        let add = AddConnectionRequest {
            draft_id: draft.draft_id,
            name: "Northmere".into(),
            environment: domain::connection::Environment::Production,
            permission: domain::connection::Permission::ReadOnly,
            session_only: true,
        };
        let connection = connect::add_connection(app.clone(), add).await?.connection_id;
        until_rested(&app).await?;
        if self.moment == Moment::LaterSync {
            drop(app);
            app = App::open_with(folder.path(), ANSWER_WITHIN).await?;
            let secret = SecretString::from(tenant.management_client().client_secret);
            let id = domain::ids::ConnectionId::new(connection.clone());
            app.vaults.keep(&id, secret, true).await.map_err(CommandError::from)?;
            tenant::live_on(&tenant);
            self.set(&tenant);
            tenant.reset_call_counts();
            syncing::sync_now(app.clone(), Scope::default()).await?;
            until_rested(&app).await?;
        }
        let (endpoint, fault) = self
            .broken
            .as_ref()
            .map_or(("nothing", "nothing"), |((endpoint, _), (fault, _))| (*endpoint, *fault));
        let answers = Answers::of(&app, &connection, &tenant::watched_client(&tenant), checked).await?;
        let calls = self.calls(&tenant);
        tenant.faults().clear_all();
        tenant.stop().await;
        Ok(Recording { endpoint, fault, moment: self.moment, calls, answers })
    }
}

fn typed(tenant: &Running) -> CheckConnectionRequest {
    let us = tenant.management_client();
    CheckConnectionRequest {
        domain: tenant.domain().to_owned(),
        base_url: tenant.base_url().to_owned(),
        ca_file: String::new(),
        credential: TypedCredential::ClientSecret {
            client_id: us.client_id,
            secret: SecretString::from(us.client_secret),
        },
    }
}

async fn until_rested(app: &App) -> Result<(), Trouble> {
    let start = Instant::now();
    loop {
        let frame = rollcall::commands::frame::show_frame(app.clone(), screens::everything()).await?;
        if frame.connections.iter().all(|connection| connection.sync.running.is_none()) {
            return Ok(());
        }
        if start.elapsed() > SYNC_WITHIN {
            return Err(Trouble::Endless);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
