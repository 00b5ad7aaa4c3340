//! An operation: a planned change to a server, from the person's yes to what was found afterwards.
//!
//! `planned → sending → done | refused | unknown → settled` (product.md, "Words"). Every step is a function that refuses when
//! the state does not allow it, so that nothing is sent twice and nothing that was decided is decided again.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{ClientId, ConnectionId, LogId};
use crate::member::{Held, Member};
use crate::snapshot::Digest;
use crate::time::Timestamp;

/// One operation of this installation (UUID version 7). Its requests carry it as `X-Correlation-ID`, by which the server's
/// log shows it again (facts/auth0.md 1.6: at most 64 characters).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationId(String);

impl OperationId {
    /// Wraps an id that was given out before. `None`: it is not one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::parse_str(text).ok().map(|id| Self(id.to_string()))
    }

    /// A new id from ten random bytes and the moment now (RFC 9562 section 5.7).
    #[must_use]
    pub fn from_random(now: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string())
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The request of an operation, exactly as it is sent; only the bearer token and the correlation id come on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The JSON body.
    pub body: String,
}

/// What an operation does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Purpose {
    /// Takes one change of a client's URIs back.
    RevertChange {
        /// The change's number in the store.
        change: i64,
        /// Which URIs.
        member: Member,
        /// What the member held at the last look before the request.
        expected: Held,
        /// What the request sets it to.
        intended: Held,
    },
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Refusal {
    /// The server said no.
    Server {
        /// The HTTP status.
        status: u16,
        /// The server's error code, when it gave one.
        code: Option<String>,
        /// The server's own words, when it gave any; without secrets.
        words: Option<String>,
    },
    /// The request never left.
    NotSent {
        /// Why, in words.
        why: String,
    },
}

/// What reading back showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "found")]
pub enum Settlement {
    /// The server holds what was asked for.
    Applied,
    /// The server holds what it held before.
    NotApplied,
    /// It was carried out, and somebody changed the same URIs since.
    Overtaken {
        /// What the server holds.
        held: Held,
    },
    /// The server holds neither what was asked for nor what it held before; whether the request was carried out is not known.
    Undecided {
        /// What the server holds.
        held: Held,
    },
    /// The client is gone.
    ClientGone,
}

/// Where an operation stands. Moments are the server's, as far as its time is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// A person said yes; nothing has left.
    Planned {
        /// Since when.
        at: Timestamp,
    },
    /// The request leaves, or has left.
    Sending {
        /// Since when.
        at: Timestamp,
    },
    /// The server said yes.
    Done {
        /// When.
        at: Timestamp,
    },
    /// Nothing was changed, and that is certain. An end.
    Refused {
        /// When.
        at: Timestamp,
        /// Why.
        why: Refusal,
    },
    /// Whether the server carried it out is not known.
    Unknown {
        /// Since when.
        at: Timestamp,
        /// Why, in words.
        why: String,
    },
    /// It was read back. An end.
    Settled {
        /// When.
        at: Timestamp,
        /// What was found.
        settlement: Settlement,
    },
}

/// A step that the state does not allow; nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an operation that is {from} cannot become {to}")]
pub struct WrongStep {
    /// The state that it is in.
    pub from: &'static str,
    /// The state that it was meant to take.
    pub to: &'static str,
}

impl State {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Planned { .. } => "planned",
            Self::Sending { .. } => "sending",
            Self::Done { .. } => "done",
            Self::Refused { .. } => "refused",
            Self::Unknown { .. } => "unknown",
            Self::Settled { .. } => "settled",
        }
    }

    /// Since when it stands here.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Planned { at }
            | Self::Sending { at }
            | Self::Done { at }
            | Self::Refused { at, .. }
            | Self::Unknown { at, .. }
            | Self::Settled { at, .. } => *at,
        }
    }

    /// Whether something is still to be found out.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Refused { .. } | Self::Settled { .. })
    }

    /// The request leaves.
    ///
    /// # Errors
    ///
    /// It is not planned: it was sent before, or ended.
    pub const fn sending(&self, at: Timestamp) -> Result<Self, WrongStep> {
        match self {
            Self::Planned { .. } => Ok(Self::Sending { at }),
            _ => Err(self.wrong("sending")),
        }
    }

    /// The server said yes.
    ///
    /// # Errors
    ///
    /// Nothing was sent, or the answer was known before.
    pub const fn done(&self, at: Timestamp) -> Result<Self, WrongStep> {
        match self {
            Self::Sending { .. } => Ok(Self::Done { at }),
            _ => Err(self.wrong("done")),
        }
    }

    /// The server said no, or the request never left.
    ///
    /// # Errors
    ///
    /// The answer was known before; or the server is said to have refused what was not sent.
    pub fn refused(&self, at: Timestamp, why: Refusal) -> Result<Self, WrongStep> {
        match (self, &why) {
            (Self::Sending { .. }, _) | (Self::Planned { .. }, Refusal::NotSent { .. }) => {
                Ok(Self::Refused { at, why })
            }
            _ => Err(self.wrong("refused")),
        }
    }

    /// No answer that tells.
    ///
    /// # Errors
    ///
    /// Nothing was sent, or the answer was known before.
    pub fn unknown(&self, at: Timestamp, why: String) -> Result<Self, WrongStep> {
        match self {
            Self::Sending { .. } => Ok(Self::Unknown { at, why }),
            _ => Err(self.wrong("unknown")),
        }
    }

    /// It was read back.
    ///
    /// # Errors
    ///
    /// Nothing was sent, the answer is still awaited, or it has ended; or a yes of the server is said not to have been
    /// carried out.
    pub fn settled(&self, at: Timestamp, settlement: Settlement) -> Result<Self, WrongStep> {
        match (self, &settlement) {
            (Self::Done { .. }, Settlement::NotApplied | Settlement::Undecided { .. }) => {
                Err(self.wrong("settled as not carried out"))
            }
            (Self::Done { .. } | Self::Unknown { .. }, _) => Ok(Self::Settled { at, settlement }),
            _ => Err(self.wrong("settled")),
        }
    }

    const fn wrong(&self, to: &'static str) -> WrongStep {
        WrongStep { from: self.code(), to }
    }
}

/// What the server's log shows of an operation, once it is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "witness")]
pub enum Witness {
    /// Its row follows on what was looked at: it was carried out, and nothing of others was lost.
    Alone {
        /// Its row.
        row: LogId,
    },
    /// It was carried out, and somebody had changed the same URIs between the last look and the request: theirs is lost.
    Overwrote {
        /// Its row.
        row: LogId,
        /// What they had set.
        theirs: Held,
        /// Their rows, oldest first.
        by: Vec<LogId>,
    },
    /// It was carried out, though reading back had not shown that: the server took its time.
    Late {
        /// Its row.
        row: LogId,
    },
}

/// One operation, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Names it, here and in the server's log.
    pub id: OperationId,
    /// Where.
    pub connection: ConnectionId,
    /// To which client.
    pub client: ClientId,
    /// What for.
    pub purpose: Purpose,
    /// What is sent.
    pub request: Request,
    /// The digest of the plan that the person saw.
    pub digest: Digest,
    /// Who said yes.
    pub by: String,
    /// The moment of the last look before the request, by the server.
    pub read_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// What the server's log shows of it. `None`: its row is not held.
    pub witness: Option<Witness>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(5);

    fn states() -> [State; 6] {
        let not_sent = Refusal::NotSent { why: String::new() };
        [
            State::Planned { at: NOW },
            State::Sending { at: NOW },
            State::Done { at: NOW },
            State::Refused { at: NOW, why: not_sent },
            State::Unknown { at: NOW, why: String::new() },
            State::Settled { at: NOW, settlement: Settlement::Applied },
        ]
    }

    fn allowed(step: impl Fn(&State) -> Result<State, WrongStep>) -> Vec<&'static str> {
        states().iter().filter(|state| step(state).is_ok()).map(State::code).collect()
    }

    #[test]
    fn each_step_is_taken_from_its_own_states_only() {
        let server = || Refusal::Server { status: 403, code: None, words: None };
        assert_eq!(allowed(|state| state.sending(NOW)), ["planned"]);
        assert_eq!(allowed(|state| state.done(NOW)), ["sending"]);
        assert_eq!(allowed(|state| state.refused(NOW, server())), ["sending"]);
        let not_sent = |state: &State| state.refused(NOW, Refusal::NotSent { why: String::new() });
        assert_eq!(allowed(not_sent), ["planned", "sending"]);
        assert_eq!(allowed(|state| state.unknown(NOW, String::new())), ["sending"]);
        assert_eq!(allowed(|state| state.settled(NOW, Settlement::Applied)), ["done", "unknown"]);
        assert_eq!(allowed(|state| state.settled(NOW, Settlement::NotApplied)), ["unknown"]);
    }

    #[test]
    fn what_was_sent_once_can_never_be_sent_again() {
        let [planned, later @ ..] = states();
        assert!(planned.sending(NOW).is_ok());
        assert!(later.iter().all(|state| state.sending(NOW).is_err()));
    }

    #[test]
    fn only_what_is_certain_is_closed() {
        let open: Vec<_> = states().iter().filter(|state| state.is_open()).map(State::code).collect();
        assert_eq!(open, ["planned", "sending", "done", "unknown"]);
    }

    #[test]
    fn an_id_is_read_back_and_anything_else_is_none() {
        let id = OperationId::from_random(Timestamp::from_millis(1_795_183_331_000), [9; 10]);
        assert_eq!(OperationId::parse(id.as_str()), Some(id.clone()));
        assert!(id.as_str().len() <= 64);
        assert_eq!(OperationId::parse("x"), None);
    }

    #[test]
    fn every_state_survives_its_json() {
        for state in states() {
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(serde_json::from_str::<State>(&json).unwrap(), state);
            assert!(json.contains(state.code()));
        }
    }
}
