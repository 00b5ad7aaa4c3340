//! Where they come from: authorization servers over HTTP.
//!
//! [`auth0::Auth0`] reads one Auth0 tenant, and sends it the few changes that are planned elsewhere, each once. Everything that leaves this crate is in the words of `domain`; every
//! failure is a [`Problem`] that says what happened, never an empty list. Secrets are removed before anything leaves.

pub mod auth0;
pub mod credentials;
pub mod endpoint;
pub mod problem;
pub mod scopes;

mod rate;
mod retry;
mod scrub;
mod server_clock;
mod transport;

pub use credentials::{Credential, Credentials, CredentialsError};
pub use endpoint::{Endpoint, EndpointError};
pub use problem::{EndpointClass, Problem, Trouble};
pub use rate::Share;
pub use scopes::{ACT, Feature, OBSERVE, Warning};
pub use scrub::Privacy;
pub use transport::SetupError;
