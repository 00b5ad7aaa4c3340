//! Secrets for this session only: in memory, overwritten when they are dropped.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use crate::RecordName;

/// Secrets that end with the process: the choice where there is no keychain. Clones share them.
#[derive(Clone, Default)]
pub struct Session {
    records: Arc<Mutex<BTreeMap<RecordName, SecretString>>>,
}

impl Session {
    /// A session that holds nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a secret, in the place of any earlier one of that name.
    pub fn put(&self, connection: &str, name: &str, secret: SecretString) {
        self.records().insert(RecordName::new(connection, name), secret);
    }

    /// The secret of that name.
    #[must_use]
    pub fn get(&self, connection: &str, name: &str) -> Option<SecretString> {
        self.records().get(&RecordName::new(connection, name)).cloned()
    }

    /// Forgets one secret, and says whether there was one.
    #[must_use]
    pub fn remove(&self, connection: &str, name: &str) -> bool {
        self.records().remove(&RecordName::new(connection, name)).is_some()
    }

    /// Forgets every secret of a connection, and says how many there were.
    #[must_use]
    pub fn remove_connection(&self, connection: &str) -> usize {
        let mut records = self.records();
        let before = records.len();
        records.retain(|record, _| record.connection != connection);
        before - records.len()
    }

    /// The names of all records in order.
    #[must_use]
    pub fn names(&self) -> Vec<RecordName> {
        self.records().keys().cloned().collect()
    }

    /// Forgets every record that is not in `keep`, and returns the names of those.
    #[must_use]
    pub fn sweep(&self, keep: &[RecordName]) -> Vec<RecordName> {
        self.records().extract_if(.., |record, _| !keep.contains(record)).map(|(record, _)| record).collect()
    }

    /// A panic elsewhere leaves the map whole (each change is one call), so poison is no reason to lose secrets.
    fn records(&self) -> MutexGuard<'_, BTreeMap<RecordName, SecretString>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_session_keeps_secrets_apart_by_connection_and_name() {
        let session = Session::new();
        session.put("one", "client_secret", "a".into());
        session.put("one", "private_key", "b".into());
        session.put("two", "client_secret", "c".into());

        assert_eq!(session.get("one", "client_secret").unwrap().expose_secret(), "a");
        assert_eq!(session.get("two", "client_secret").unwrap().expose_secret(), "c");
        assert!(session.get("two", "private_key").is_none());
        assert_eq!(session.remove_connection("one"), 2);
        assert_eq!(session.names(), [RecordName::new("two", "client_secret")]);
        assert!(session.remove("two", "client_secret"));
        assert!(!session.remove("two", "client_secret"));
    }

    #[test]
    fn a_sweep_of_a_session_keeps_what_is_named_and_nothing_else() {
        let session = Session::new();
        session.put("one", "client_secret", "a".into());
        session.put("two", "client_secret", "b".into());

        let swept = session.sweep(&[RecordName::new("one", "client_secret"), RecordName::new("three", "x")]);

        assert_eq!(swept, [RecordName::new("two", "client_secret")]);
        assert_eq!(session.names(), [RecordName::new("one", "client_secret")]);
    }
}
