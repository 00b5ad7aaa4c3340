//! Starting, stopping and holding a tenant.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::task::JoinSet;

use crate::certificate;
use crate::clock::Clock;
use crate::edit::Edit;
use crate::faults::{Endpoint, Faults};
use crate::http::{Shared, answer};
use crate::interlude::Interludes;
use crate::journal::Journal;
use crate::settings::Settings;
use crate::world::{Calls, World};

/// Why a tenant did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port could not be had, or the CA file not be written.
    #[error("the simulator could not listen or write its CA file: {0}")]
    Io(#[from] std::io::Error),
    /// No certificate could be made.
    #[error("the simulator could not make its certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The TLS settings were refused.
    #[error("the simulator's TLS settings were refused: {0}")]
    Tls(#[from] rustls::Error),
    /// The key was refused.
    #[error("the simulator's key was refused: {0}")]
    Key(String),
}

/// Id and secret of a client of the tenant.
#[derive(Clone, PartialEq, Eq)]
pub struct ManagementClient {
    /// The client's id.
    pub client_id: String,
    /// Its secret. It opens nothing but this simulator.
    pub client_secret: String,
}

/// A pretend tenant. See [`Tenant::start`].
pub struct Tenant;

impl Tenant {
    /// Starts a tenant on 127.0.0.1 whose time is `clock`. Dropping the answer ends it.
    ///
    /// # Errors
    /// When the port is taken, or the certificate or CA file cannot be made.
    pub async fn start(settings: Settings, clock: Clock) -> Result<Running, StartError> {
        let listener = listen(settings.port.unwrap_or(0))?;
        let address = listener.local_addr()?;
        let scheme = if settings.tls { "https" } else { "http" };
        let base_url = format!("{scheme}://{address}");
        let certificate = if settings.tls { Some(certificate::make()?) } else { None };
        let ca = match &certificate {
            Some(made) => Some((write_ca(address, &made.ca_pem).await?, made.ca_pem.clone())),
            None => None,
        };
        let now_ms = clock.now_ms();
        let mut world = World::empty(settings, clock.clone(), base_url.clone(), &address.to_string());
        world.furnish(now_ms);
        world.catch_up();
        let domain = world.domain.clone();
        let shared = Shared {
            world: Arc::new(Mutex::new(world)),
            faults: Faults::default(),
            interludes: Interludes::default(),
        };
        let mut running = Running {
            base_url,
            domain,
            address,
            ca,
            tls: certificate.map(|made| RustlsConfig::from_config(made.config)),
            shared,
            clock,
            server: None,
        };
        running.serve(listener)?;
        Ok(running)
    }
}

fn listen(port: u16) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn write_ca(address: SocketAddr, pem: &str) -> std::io::Result<PathBuf> {
    let name = format!("rollcall-simulator-ca-{}-{}.pem", std::process::id(), address.port());
    let path = std::env::temp_dir().join(name);
    tokio::fs::write(&path, pem).await?;
    Ok(path)
}

struct Server {
    handle: Handle<SocketAddr>,
    tasks: JoinSet<std::io::Result<()>>,
}

/// A tenant that answers. Dropping it ends it.
pub struct Running {
    base_url: String,
    domain: String,
    address: SocketAddr,
    ca: Option<(PathBuf, String)>,
    tls: Option<RustlsConfig>,
    shared: Shared,
    clock: Clock,
    server: Option<Server>,
}

impl Running {
    fn serve(&mut self, listener: TcpListener) -> std::io::Result<()> {
        let handle = Handle::new();
        let service =
            axum::Router::new().fallback(answer).with_state(self.shared.clone()).into_make_service();
        let mut tasks = JoinSet::new();
        if let Some(tls) = &self.tls {
            let server = axum_server::from_tcp_rustls(listener, tls.clone())?.handle(handle.clone());
            tasks.spawn(server.serve(service));
        } else {
            let server = axum_server::from_tcp(listener)?.handle(handle.clone());
            tasks.spawn(server.serve(service));
        }
        self.server = Some(Server { handle, tasks });
        Ok(())
    }

    /// `http://127.0.0.1:port` or `https://…`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The canonical domain, which gives the audience `https://{domain}/api/v2/`.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The file with the CA's certificate, when the tenant speaks TLS.
    #[must_use]
    pub fn ca_file(&self) -> Option<&Path> {
        self.ca.as_ref().map(|(path, _)| path.as_path())
    }

    /// The CA's certificate as PEM, when the tenant speaks TLS.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca.as_ref().map(|(_, pem)| pem.as_str())
    }

    /// The tenant's clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The management client that exists from the start, with `Settings::management_scopes`.
    #[must_use]
    pub fn management_client(&self) -> ManagementClient {
        let world = self.world();
        let (client_id, _) = world.management.clone();
        let client_secret =
            world.find(&client_id).map(|number| world.secret(number).current).unwrap_or_default();
        ManagementClient { client_id, client_secret }
    }

    /// Makes another management client with exactly these scopes. No row tells of it.
    #[must_use]
    pub fn management_client_with(&self, scopes: &[&str]) -> ManagementClient {
        let mut world = self.world();
        let now_ms = world.catch_up();
        let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        let member = world.management_member("Another management client", &scopes, now_ms);
        let client_id = member.client_id.clone();
        let number = world.enrol_now(member);
        ManagementClient { client_id, client_secret: world.secret(number).current }
    }

    /// The switchboard of faults.
    #[must_use]
    pub const fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// What others do between two calls.
    #[must_use]
    pub const fn interludes(&self) -> &Interludes {
        &self.shared.interludes
    }

    /// The ground truth.
    #[must_use]
    pub fn journal(&self) -> Journal {
        Journal(Arc::clone(&self.shared.world))
    }

    /// Direct control, past HTTP.
    #[must_use]
    pub fn edit(&self) -> Edit {
        Edit(Arc::clone(&self.shared.world))
    }

    /// Calls since the start, by endpoint.
    #[must_use]
    pub fn call_counts(&self) -> BTreeMap<Endpoint, Calls> {
        self.world().counts.clone()
    }

    /// Sets all counts to zero.
    pub fn reset_call_counts(&self) {
        self.world().counts.clear();
    }

    /// Closes the listener and all connections: new connections are refused until [`Running::reconnect`].
    pub async fn disconnect(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.handle.shutdown();
            while server.tasks.join_next().await.is_some() {}
        }
    }

    /// Listens again on the same port.
    ///
    /// # Errors
    /// When somebody else has taken the port meanwhile.
    pub async fn reconnect(&mut self) -> Result<(), StartError> {
        if self.server.is_some() {
            return Ok(());
        }
        let mut left = 20;
        let listener = loop {
            match listen(self.address.port()) {
                Ok(listener) => break listener,
                Err(reason) if left == 0 => return Err(reason.into()),
                Err(_) => left -= 1,
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        };
        self.serve(listener)?;
        Ok(())
    }

    /// Whether the tenant can be reached.
    #[must_use]
    pub const fn is_connected(&self) -> bool {
        self.server.is_some()
    }

    /// Ends the tenant and removes its CA file.
    pub async fn stop(mut self) {
        self.disconnect().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.handle.shutdown();
        }
        if let Some((path, _)) = &self.ca {
            // the file is in the temporary folder; a failure leaves it to the system
            let _ = std::fs::remove_file(path);
        }
    }
}
