//! Who changes things in a tenant, as tests and stories choose.

use serde_json::{Value, json};

/// Somebody who writes, see [`crate::Edit::write_client`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writer {
    /// A person in the Dashboard, which sends its whole form.
    Dashboard {
        /// The person, as in `a.marsh`.
        person: String,
        /// Their address.
        address: String,
    },
    /// A client of the Management API, which sends what it changes.
    Client {
        /// The caller.
        client_id: String,
        /// The program that it runs.
        program: Program,
        /// Its address.
        address: String,
    },
}

/// What a program says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The `User-Agent` that it sends; without one, rows say that it is some other program.
    pub user_agent: Option<String>,
    /// The `Auth0-Client` that it sends, decoded.
    pub auth0_client: Option<Value>,
}

impl Program {
    /// The Terraform provider.
    #[must_use]
    pub fn terraform() -> Self {
        let env = json!({"go": "1.24.1", "Terraform-Provider-Auth0": "1.30.0"});
        Self {
            user_agent: Some(
                "Terraform-Provider-Auth0/1.30.0 (Go-Auth0-SDK/1.30.0; Terraform/1.13.4)".into(),
            ),
            auth0_client: Some(json!({"name": "go-auth0", "version": "1.30.0", "env": env})),
        }
    }

    /// `auth0-deploy-cli`.
    #[must_use]
    pub fn deploy_cli() -> Self {
        Self {
            user_agent: Some("deploy-cli/8.20.0 (node.js/22.9.0)".into()),
            auth0_client: Some(json!({"name": "node-auth0", "version": "4.30.0", "env": {"node": "22.9.0"}})),
        }
    }
}
