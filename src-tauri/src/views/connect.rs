//! Connecting: what is typed, what the server answers, what the token may.

use domain::connection::{Environment, Permission};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ProblemView;

/// What a person typed in Connect. The credential travels once, in this direction only.
#[derive(Deserialize, TS)]
pub struct CheckConnectionRequest {
    /// The canonical tenant domain.
    pub domain: String,
    /// A custom host or private-cloud address to send requests to; empty: `https://{domain}/`.
    pub base_url: String,
    /// A PEM file of extra trusted authorities; empty: none.
    pub ca_file: String,
    /// How to sign in.
    pub credential: TypedCredential,
}

/// A credential as typed. It has no `Debug` and no `Serialize`.
#[derive(Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "method")]
pub enum TypedCredential {
    /// Client credentials with a secret.
    ClientSecret {
        /// The client's id.
        client_id: String,
        /// Its secret.
        #[ts(type = "string")]
        secret: secrecy::SecretString,
    },
    /// Private key JWT.
    PrivateKeyJwt {
        /// The client's id.
        client_id: String,
        /// PKCS#8 PEM.
        #[ts(type = "string")]
        pem: secrecy::SecretString,
    },
    /// Private key JWT with a PEM file that was chosen; the core reads it.
    PrivateKeyFile {
        /// The client's id.
        client_id: String,
        /// Where the PEM file is.
        path: String,
    },
    /// A Management API token.
    PastedToken {
        /// The token.
        #[ts(type = "string")]
        token: secrecy::SecretString,
    },
}

/// What the check found. The credential waits in the core under `draft_id` until it is connected, replaced or dropped.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CheckConnectionResponse {
    /// Names the checked, still unsaved connection.
    pub draft_id: String,
    /// When it was checked.
    pub checked_at: i64,
    /// One line each: signed in, log, rate limit, registration, advice.
    pub readiness: Vec<ReadinessRow>,
    /// What the token may and may not.
    pub features: Vec<FeatureRow>,
    /// Whether it could be connected now.
    pub can_connect: bool,
    /// Days of log that the first sync would hold, oldest row measured; `null` when the log may not be read.
    pub log_days: Option<u32>,
    /// How many clients the first sync would read; `null` when not told.
    pub clients: Option<u64>,
    /// When a thirty-day verdict becomes provable.
    pub provable_at: Option<i64>,
    /// A name for the connection, from its domain.
    pub suggested_name: String,
}

/// One line of the readiness column.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReadinessRow {
    /// How it stands.
    pub state: ReadinessState,
    /// What, in a few words.
    pub title: String,
    /// The details, in a sentence.
    pub detail: String,
    /// The small word at the right: "212 ms", "measured", "x-ratelimit", "finding", "advice".
    pub source: String,
}

/// How a line of the readiness column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReadinessState {
    /// Proven.
    Ok,
    /// Worth a look.
    Warning,
    /// It failed.
    Failed,
    /// It could not be told.
    Unknown,
}

/// A feature and whether the token allows it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FeatureRow {
    /// The scope.
    pub scope: String,
    /// What it is for.
    pub what: String,
    /// Whether the token holds it.
    pub held: bool,
    /// "You can …" or "You cannot …, because the token lacks …".
    pub sentence: String,
    /// Whether it changes something at the server.
    pub acts: bool,
}

/// Saves a checked connection and starts its first sync.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AddConnectionRequest {
    /// From [`CheckConnectionResponse`].
    pub draft_id: String,
    /// What to call it.
    pub name: String,
    /// Production, staging or development.
    #[ts(type = "'production' | 'staging' | 'development'")]
    pub environment: Environment,
    /// Read only, or read and act.
    #[ts(type = "'read_only' | 'read_and_act'")]
    pub permission: Permission,
    /// Keep the credential in memory only, because there is no keychain and the person said so.
    pub session_only: bool,
}

/// A connection that was added.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AddConnectionResponse {
    /// Its id.
    pub connection_id: String,
}

/// Puts a checked credential in the place of the old one. The domain must be the connection's own.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ReplaceCredentialRequest {
    /// Which connection.
    pub connection_id: String,
    /// From [`CheckConnectionResponse`].
    pub draft_id: String,
    /// Keep it in memory only.
    pub session_only: bool,
}

/// Drops a checked credential that was not used.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct DropDraftRequest {
    /// From [`CheckConnectionResponse`].
    pub draft_id: String,
}

/// How to make the least-privilege client that Rollcall signs in as.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SetupGuideResponse {
    /// The Observe scopes.
    pub scopes: Vec<String>,
    /// Steps in the Dashboard, one sentence each.
    pub dashboard_steps: Vec<String>,
    /// `auth0 api` commands, one each.
    pub commands: Vec<String>,
    /// Whether the vault can keep a credential; otherwise session-only is offered.
    pub keychain_available: bool,
    /// Why not, and what to do.
    pub keychain_why: String,
}

/// For which domain the guide is written; empty: a placeholder.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct SetupGuideRequest {
    /// The domain typed so far.
    pub domain: String,
    /// Read only, or read and act.
    #[ts(type = "'read_only' | 'read_and_act'")]
    pub permission: Permission,
}

/// A PEM file that a person chose; the core reads it, so that the key itself never enters the window.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ChooseFileResponse {
    /// Its path; `null` when the dialog was closed.
    pub path: Option<String>,
}

/// Which file to choose.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChooseFilePurpose {
    /// A CA file.
    CaFile,
    /// A private key.
    PrivateKey,
}

/// Opens the file dialog.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ChooseFileRequest {
    /// What for.
    pub purpose: ChooseFilePurpose,
}

/// Changes a connection's name, environment, permission or schedule.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct UpdateConnectionRequest {
    /// Which connection.
    pub connection_id: String,
    /// New name, when it changes.
    pub name: Option<String>,
    /// New environment, when it changes.
    #[ts(type = "'production' | 'staging' | 'development' | null")]
    pub environment: Option<Environment>,
    /// New permission, when it changes.
    #[ts(type = "'read_only' | 'read_and_act' | null")]
    pub permission: Option<Permission>,
    /// Pause or resume its schedule, when it changes.
    pub paused: Option<bool>,
}

/// The demo tenants.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AddDemoResponse {
    /// Those that were there and those that were added.
    pub connection_ids: Vec<String>,
}

/// Whether a demo tenant answers.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct DemoNetworkRequest {
    /// The demo tenant.
    pub connection_id: String,
    /// `false`: disconnect it, so that offline can be tried.
    pub reachable: bool,
}

/// What a sync was told.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SyncNowResponse {
    /// How many connections started to sync; those already syncing are not started twice.
    pub started: u32,
    /// Connections that could not start, and why.
    pub refused: Vec<ProblemView>,
}
