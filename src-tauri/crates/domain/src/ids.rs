//! Identities. Each is an opaque text of its server; none is ever changed in case or form.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One connection of this installation (made here, UUID version 7).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(String);

impl ConnectionId {
    /// Wraps a stored id.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A new id from sixteen random bytes and the moment now, as UUID version 7 (RFC 9562 section 5.7).
    #[must_use]
    pub fn from_random(now: crate::time::Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string())
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the text is a UUID, so that it may name a file.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        Uuid::parse_str(&self.0).is_ok()
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A client's `client_id`: its identity within a connection (RFC 6749 section 2.2).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(String);

impl ClientId {
    /// Wraps the id as the server wrote it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as the server wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A log row's `log_id` (facts/auth0.md 6.6): decimal digits that grow with the time of ingest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogId(String);

impl LogId {
    /// Wraps the id as the server wrote it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as the server wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the server took the row in, as its id tells: `900`, then `yyyymmddhhmmss` and milliseconds in UTC
    /// (facts/auth0.md 6.6 and 16.6). `None` for ids of another shape.
    #[must_use]
    pub fn ingested_at(&self) -> Option<crate::time::Timestamp> {
        let digits =
            self.0.strip_prefix("900").filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))?;
        let part = |from: usize, to: usize| digits.get(from..to);
        crate::time::Timestamp::parse_rfc3339(&format!(
            "{}-{}-{}T{}:{}:{}.{}Z",
            part(0, 4)?,
            part(4, 6)?,
            part(6, 8)?,
            part(8, 10)?,
            part(10, 12)?,
            part(12, 14)?,
            part(14, 17)?,
        ))
    }

    /// A short binary key whose byte order is the server's order: the count of digits, then the number big-endian.
    /// An id that is not plain digits of at most 250 places keeps its text behind a byte that sorts last.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        let digits = self.0.as_bytes();
        let plain = !digits.is_empty() && digits.len() <= 250 && digits.iter().all(u8::is_ascii_digit);
        if !plain {
            return [&[u8::MAX], digits].concat();
        }
        let width = (digits.len() * 3322).div_ceil(8000);
        let mut number = vec![0_u8; width];
        for digit in digits {
            let mut carry = u16::from(digit - b'0');
            for byte in number.iter_mut().rev() {
                let value = u16::from(*byte) * 10 + carry;
                *byte = u8::try_from(value & 0xff).unwrap_or(0);
                carry = value >> 8;
            }
        }
        let count = u8::try_from(digits.len()).unwrap_or(u8::MAX);
        [&[count][..], &number].concat()
    }

    /// The id that [`LogId::key`] made this key from. `None` when the bytes are no such key.
    #[must_use]
    pub fn from_key(key: &[u8]) -> Option<Self> {
        let (&count, rest) = key.split_first()?;
        if count == u8::MAX {
            return String::from_utf8(rest.to_vec()).ok().map(Self);
        }
        let mut number = rest.to_vec();
        let mut digits = vec![b'0'; usize::from(count)];
        for place in digits.iter_mut().rev() {
            let mut remainder = 0_u16;
            for byte in &mut number {
                let value = (remainder << 8) | u16::from(*byte);
                *byte = u8::try_from(value / 10).ok()?;
                remainder = value % 10;
            }
            *place = b'0' + u8::try_from(remainder).ok()?;
        }
        String::from_utf8(digits).ok().map(Self)
    }
}

impl PartialOrd for LogId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LogId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0.len(), &self.0).cmp(&(other.0.len(), &other.0))
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_id_survives_its_key() {
        for text in
            ["90020211201185132572079310688835925971249535794074878050", "0", "007", "not digits", "9"]
        {
            let id = LogId::new(text);
            assert_eq!(LogId::from_key(&id.key()), Some(id));
        }
    }

    #[test]
    fn a_log_id_tells_when_it_was_taken_in() {
        let id = LogId::new("90020211201185132572079310688835925971249535794074878050");
        assert_eq!(
            id.ingested_at().map(crate::time::Timestamp::to_rfc3339).as_deref(),
            Some("2021-12-01T18:51:32.572Z")
        );
        assert_eq!(LogId::new("12345").ingested_at(), None);
    }

    #[test]
    fn keys_of_one_length_sort_as_their_numbers() {
        let mut ids: Vec<LogId> = ["100", "099", "101", "999", "000"].into_iter().map(LogId::new).collect();
        ids.sort_by_key(LogId::key);
        let texts: Vec<&str> = ids.iter().map(LogId::as_str).collect();
        assert_eq!(texts, ["000", "099", "100", "101", "999"]);
    }

    #[test]
    fn a_key_of_56_digits_is_short() {
        assert!(LogId::new("9".repeat(56)).key().len() <= 25);
    }
}
