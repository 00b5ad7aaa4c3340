//! What can be made to go wrong, per endpoint.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The classes of calls that faults and counts are kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// `POST /oauth/token`.
    Token,
    /// `GET /.well-known/openid-configuration`.
    Discovery,
    /// `POST /oidc/register`.
    Register,
    /// `GET /api/v2/clients` (either paging).
    Clients,
    /// One client: get, post, patch, delete, rotate-secret.
    Client,
    /// `/api/v2/client-grants`.
    ClientGrants,
    /// `/api/v2/resource-servers`.
    ResourceServers,
    /// `/api/v2/connections`.
    Connections,
    /// `/api/v2/tenants/settings`.
    TenantSettings,
    /// `/api/v2/network-acls`.
    NetworkAcls,
    /// `/api/v2/log-streams`.
    LogStreams,
    /// `GET /api/v2/logs` in search mode.
    LogSearch,
    /// `GET /api/v2/logs` in checkpoint mode (`from`).
    LogCheckpoint,
    /// `GET /api/v2/logs/{id}`.
    Log,
    /// Anything else under `/api/v2`.
    Other,
}

/// One way of failing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 401 with the management error body.
    Unauthorized,
    /// 403 `insufficient_scope`.
    Forbidden,
    /// 404.
    NotFound,
    /// 429 with `Retry-After` in seconds.
    TooManyRequests {
        /// The value of `Retry-After`.
        retry_after_s: u32,
    },
    /// A status of 500 or above with the management error body.
    ServerError(u16),
    /// The call is carried out, and the answer says that the server failed.
    ServerErrorAfter(u16),
    /// The call is carried out, and the answer says 429.
    TooManyRequestsAfter,
    /// The call is carried out, the answer never comes.
    Hang,
    /// The answer breaks off in the middle of its body.
    CutBody,
    /// A page of a proxy instead of JSON, with this status.
    Html(u16),
    /// Valid JSON of the wrong shape (a string where an object or array belongs), status 200.
    WrongType,
}

#[derive(Debug)]
struct Rule {
    fault: Fault,
    skip: u32,
    left: Option<u32>,
}

/// The switchboard of faults of one tenant. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<BTreeMap<Endpoint, Rule>>>);

impl Faults {
    /// Every call of `endpoint` fails until cleared.
    pub fn set(&self, endpoint: Endpoint, fault: Fault) {
        self.put(endpoint, Rule { fault, skip: 0, left: None });
    }

    /// The next `times` calls of `endpoint` fail.
    pub fn set_times(&self, endpoint: Endpoint, fault: Fault, times: u32) {
        self.put(endpoint, Rule { fault, skip: 0, left: Some(times) });
    }

    /// `skip` calls of `endpoint` go through, then `times` fail (`None`: all, until cleared).
    pub fn set_after(&self, endpoint: Endpoint, skip: u32, fault: Fault, times: Option<u32>) {
        self.put(endpoint, Rule { fault, skip, left: times });
    }

    /// Ends the fault of one endpoint.
    pub fn clear(&self, endpoint: Endpoint) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&endpoint);
    }

    /// Ends all faults.
    pub fn clear_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn put(&self, endpoint: Endpoint, rule: Rule) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(endpoint, rule);
    }

    /// The fault that the present call of `endpoint` must suffer, if any.
    pub(crate) fn strike(&self, endpoint: Endpoint) -> Option<Fault> {
        let mut rules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rule = rules.get_mut(&endpoint)?;
        if rule.skip > 0 {
            rule.skip -= 1;
            return None;
        }
        let fault = rule.fault.clone();
        match rule.left.as_mut() {
            None => Some(fault),
            Some(0) => None,
            Some(left) => {
                *left -= 1;
                Some(fault)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, Fault, Faults};

    #[test]
    fn a_fault_strikes_as_often_as_asked_after_the_calls_it_lets_through() {
        let faults = Faults::default();
        faults.set_after(Endpoint::Clients, 1, Fault::Hang, Some(2));
        let seen: Vec<bool> = (0..5).map(|_| faults.strike(Endpoint::Clients).is_some()).collect();
        assert_eq!(seen, [false, true, true, false, false]);
        assert_eq!(faults.strike(Endpoint::Log), None);
    }

    #[test]
    fn a_fault_without_a_count_lasts_until_cleared() {
        let faults = Faults::default();
        faults.set(Endpoint::Token, Fault::ServerError(503));
        assert!((0..10).all(|_| faults.strike(Endpoint::Token).is_some()));
        faults.clear(Endpoint::Token);
        assert_eq!(faults.strike(Endpoint::Token), None);
    }
}
