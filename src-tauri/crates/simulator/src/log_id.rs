//! The tenant's log ids: 56 digits that sort by the moment of ingestion (facts/auth0.md 6.6 and section 16, row 6).

use crate::calendar::{Civil, civil, from_civil};
use crate::dice;

/// The place of a row in the log: when it was ingested, then a tie-breaker that no two rows share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LogKey {
    /// Ingestion, milliseconds since 1970.
    pub(crate) ingested_ms: i64,
    /// Order within one millisecond.
    pub(crate) tie: u64,
}

impl LogKey {
    /// The first key that a row ingested at `ms` can have.
    pub(crate) const fn first_at(ms: i64) -> Self {
        Self { ingested_ms: ms, tie: 0 }
    }

    /// `900`, the ingestion time to the millisecond, twenty digits of the tie-breaker, sixteen more digits.
    pub(crate) fn text(self) -> String {
        let at = civil(self.ingested_ms);
        let tail = dice::roll(self.tie, &[0x6c6f_6769]) % 10_000_000_000_000_000;
        format!(
            "900{:04}{:02}{:02}{:02}{:02}{:02}{:03}{:020}{tail:016}",
            at.year, at.month, at.day, at.hour, at.minute, at.second, at.millisecond, self.tie
        )
    }

    /// Reads an id back; `None` when it is not one of ours.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() != 56 || !text.bytes().all(|byte| byte.is_ascii_digit()) || !text.starts_with("900") {
            return None;
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i64>().ok();
        let moment = Civil {
            year: number(3, 7)?,
            month: number(7, 9)?,
            day: number(9, 11)?,
            hour: number(11, 13)?,
            minute: number(13, 15)?,
            second: number(15, 17)?,
            millisecond: number(17, 20)?,
        };
        let tie = text[20..40].parse().ok()?;
        Some(Self { ingested_ms: from_civil(&moment), tie })
    }
}

#[cfg(test)]
mod tests {
    use super::LogKey;

    #[test]
    fn an_id_has_56_digits_and_reads_back() {
        let key = LogKey { ingested_ms: 1_795_269_000_123, tie: u64::MAX };
        let text = key.text();
        assert_eq!(text.len(), 56);
        assert_eq!(LogKey::parse(&text), Some(key));
        assert_eq!(LogKey::parse("900"), None);
    }

    #[test]
    fn ids_sort_as_their_keys_do() {
        let mut keys = [
            LogKey { ingested_ms: 1_795_269_000_123, tie: 9 },
            LogKey { ingested_ms: 1_795_269_000_123, tie: 18_000_000_000_000_000_000 },
            LogKey { ingested_ms: 1_795_269_000_122, tie: u64::MAX },
            LogKey { ingested_ms: 951_782_399_999, tie: 3 },
        ];
        keys.sort_unstable();
        let texts: Vec<String> = keys.iter().map(|key| key.text()).collect();
        let mut sorted = texts.clone();
        sorted.sort();
        assert_eq!(texts, sorted);
    }
}
