//! A connection as Connect saves it, for stores that are filled without the window.

use domain::connection::{Connection, Environment, Permission, SignIn};
use domain::ids::{ClientId, ConnectionId};
use domain::time::Timestamp;
use provider::Endpoint;

/// A read-only connection to a production tenant, signed in with a client secret, made at `at`.
#[must_use]
pub fn connection(name: &str, endpoint: &Endpoint, client_id: ClientId, at: Timestamp) -> Connection {
    Connection {
        id: ConnectionId::from_random(at, [7; 10]),
        name: name.to_owned(),
        domain: endpoint.domain.clone(),
        base_url: endpoint.base_url.clone(),
        audience: endpoint.audience.clone(),
        environment: Environment::Production,
        permission: Permission::ReadOnly,
        sign_in: SignIn::ClientSecret { client_id },
        ca_file: endpoint.ca_file.as_ref().map(|file| file.to_string_lossy().into_owned()),
        paused: false,
        created_at: at,
    }
}
