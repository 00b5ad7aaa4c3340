//! A change of a client: what differs, when it happened, and who made it as far as that can be proven.

use serde::{Deserialize, Serialize};

use crate::coverage::Interval;
use crate::ids::{ClientId, LogId};
use crate::member::{Held, Member};
use crate::time::Timestamp;

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Actor {
    /// A person.
    Person {
        /// The server's user id.
        id: String,
        /// Their name, when the row gives it.
        name: Option<String>,
        /// Their e-mail address, when the row gives it.
        email: Option<String>,
    },
    /// A client with a Management API token.
    Client {
        /// Its id.
        id: ClientId,
        /// Its name, when the row gives it.
        name: Option<String>,
    },
    /// The client itself, at `/oidc/register`: nobody signed in.
    SelfRegistration,
    /// Rollcall: the row carries an id of our journal, and our own client called.
    Rollcall,
    /// The row does not say.
    Unnamed,
}

impl Actor {
    /// What tells this actor from others, as stored and filtered by.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Person { id, .. } => format!("person {id}"),
            Self::Client { id, .. } => format!("client {id}"),
            Self::SelfRegistration => "self-registration".to_owned(),
            Self::Rollcall => "rollcall".to_owned(),
            Self::Unnamed => "unnamed".to_owned(),
        }
    }
}

/// The program that sent a request to the Management API: by `auth0_client`, else by its user agent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "tool", content = "name")]
pub enum Tool {
    /// The Terraform provider: it writes its state again at the next apply.
    Terraform,
    /// `auth0-deploy-cli`: it writes its configuration again at the next import.
    DeployCli,
    /// `auth0-cli`.
    Auth0Cli,
    /// Another program, by the name that it gives itself.
    Other(String),
    /// Neither names one.
    Unknown,
}

impl Tool {
    /// Whether it will write again what it wrote: a configuration kept elsewhere.
    #[must_use]
    pub const fn is_pipeline(&self) -> bool {
        matches!(self, Self::Terraform | Self::DeployCli)
    }
}

/// By which way a change came.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Channel {
    /// A person in the Dashboard.
    Dashboard,
    /// The Management API.
    ManagementApi {
        /// The program that called.
        #[serde(flatten)]
        tool: Tool,
    },
    /// `/oidc/register`.
    SelfRegistration,
}

impl Channel {
    /// The stored text, without the tool.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Dashboard => "dashboard",
            Self::ManagementApi { .. } => "management_api",
            Self::SelfRegistration => "self_registration",
        }
    }

    /// The program that called the Management API.
    #[must_use]
    pub const fn tool(&self) -> Option<&Tool> {
        match self {
            Self::ManagementApi { tool } => Some(tool),
            Self::Dashboard | Self::SelfRegistration => None,
        }
    }
}

/// One administrative log row, as far as it says who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The row.
    pub log_id: LogId,
    /// When, by the server.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// By which way.
    pub channel: Channel,
    /// The network address, when the row gives it.
    pub address: Option<String>,
    /// The user agent, as the row gives it.
    pub user_agent: Option<String>,
    /// `references.correlation_id`: what the caller sent as `X-Correlation-ID`.
    pub correlation_id: Option<String>,
}

/// When something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum When {
    /// At this moment, by the server's log.
    At {
        /// The moment.
        at: Timestamp,
    },
    /// Not before `after` and not later than `until`: the looks, or rows that show the state, next to it.
    Between {
        /// The last moment at which it had not happened.
        after: Timestamp,
        /// The first moment at which it had.
        until: Timestamp,
    },
}

impl When {
    /// The earliest moment that it can have happened at.
    #[must_use]
    pub const fn from(self) -> Timestamp {
        match self {
            Self::At { at } => at,
            Self::Between { after, .. } => after,
        }
    }

    /// The latest moment that it can have happened at; the timeline is sorted by it.
    #[must_use]
    pub const fn until(self) -> Timestamp {
        match self {
            Self::At { at } => at,
            Self::Between { until, .. } => until,
        }
    }

    /// The stretch of time as an interval that holds every moment it can have happened at.
    #[must_use]
    pub const fn interval(self) -> Interval {
        Interval { from: self.from(), to: self.until().plus_millis(1) }
    }
}

/// Who made a change, as far as rows prove it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Attribution {
    /// This row, and no other: the log around it is held.
    ByRow {
        /// The row.
        trace: Trace,
    },
    /// One of these rows: they came so close together, with the same result, that the log does not tell which was first.
    ByOneOf {
        /// Two or more, by date.
        traces: Vec<Trace>,
    },
    /// This row had the result, but a stretch of log before it is not held: somebody may have made the change there, and
    /// the row only repeated it (the Dashboard sends its whole form).
    ByRowOrEarlier {
        /// The row.
        trace: Trace,
    },
    /// No row that is held.
    NotInLog,
}

impl Attribution {
    /// The rows that may have made the change.
    #[must_use]
    pub fn traces(&self) -> &[Trace] {
        match self {
            Self::ByRow { trace } | Self::ByRowOrEarlier { trace } => std::slice::from_ref(trace),
            Self::ByOneOf { traces } => traces,
            Self::NotInLog => &[],
        }
    }
}

/// One difference of one client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What changed.
    pub member: Member,
    /// What it held before. `None`: the client, or its grant to this API, did not exist.
    pub before: Option<Held>,
    /// What it held then. `None`: the grant was removed.
    pub after: Option<Held>,
    /// When.
    pub when: When,
    /// Who.
    pub attribution: Attribution,
    /// The pipeline that writes this member of this client, by the newest row that shows one: what it wrote comes back.
    pub written_again_by: Option<Tool>,
}

impl Change {
    /// Whether a client came to exist with this, or was first given access to an API.
    #[must_use]
    pub const fn is_first(&self) -> bool {
        self.before.is_none()
    }
}
