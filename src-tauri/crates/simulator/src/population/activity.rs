//! Activity as a pure function of (seed, client, day): nothing is remembered, any day can be made again.

use crate::calendar::{DAY_MS, HOUR_MS, day_of, weekday};
use crate::dice;

/// Rows of one type that a client causes again and again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stream {
    /// The rows' `type`.
    pub(crate) event_type: &'static str,
    /// Mean rows on a weekday, in thousandths.
    pub(crate) per_1000_days: u32,
    /// Rows on Saturday and Sunday, per cent of a weekday's.
    pub(crate) weekend_percent: u32,
    /// First moment (inclusive) and last moment (exclusive) of the stream.
    pub(crate) from_ms: i64,
    /// See `from_ms`.
    pub(crate) until_ms: i64,
    /// UTC hours of the day in which rows fall: first, and how many.
    pub(crate) hours: (u8, u8),
}

impl Stream {
    /// A stream at all hours without end.
    pub(crate) const fn steady(event_type: &'static str, per_1000_days: u32, weekend_percent: u32) -> Self {
        Self {
            event_type,
            per_1000_days,
            weekend_percent,
            from_ms: i64::MIN,
            until_ms: i64::MAX,
            hours: (0, 24),
        }
    }

    /// The same stream within these bounds.
    pub(crate) const fn between(mut self, from_ms: i64, until_ms: i64) -> Self {
        self.from_ms = from_ms;
        self.until_ms = until_ms;
        self
    }

    /// The same stream within these hours of the day.
    pub(crate) const fn at(mut self, first_hour: u8, hours: u8) -> Self {
        self.hours = (first_hour, hours);
        self
    }

    /// Calls `emit` with the moment of each row on `day`. `source` tells clients and streams apart.
    ///
    /// Rows keep six seconds away from midnight, so that ingestion falls on the same UTC day.
    pub(crate) fn on_day(&self, seed: u64, source: u64, day: i64, mut emit: impl FnMut(u64, i64)) {
        let start = day * DAY_MS;
        if start >= self.until_ms || start + DAY_MS <= self.from_ms || day_of(start) != day {
            return;
        }
        let percent = if weekday(day) >= 5 { self.weekend_percent } else { 100 };
        let mean = u64::from(self.per_1000_days) * u64::from(percent) / 100;
        let day_part = day.unsigned_abs();
        let base = dice::roll(seed, &[source, day_part, 0x00d1_ce00]);
        // a day differs from the mean by up to a third either way
        let swing = 667 + u64::try_from(dice::below(base, 667)).unwrap_or(0);
        let scaled = mean * swing / 1_000;
        let whole = scaled / 1_000;
        let rest = u16::try_from(scaled % 1_000).unwrap_or(0);
        let count = whole + u64::from(dice::happens(dice::roll(base, &[1]), rest));
        let window = i64::from(self.hours.1) * HOUR_MS;
        for index in 0..count {
            let tie = dice::roll(seed, &[source, day_part, index, 2]);
            let offset = i64::from(self.hours.0) * HOUR_MS + dice::below_ms(dice::roll(tie, &[3]), window);
            let at = start + (offset % DAY_MS).min(DAY_MS - 6_001);
            if (self.from_ms..self.until_ms).contains(&at) {
                emit(tie, at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stream;
    use crate::calendar::{DAY_MS, day_of};

    fn moments(stream: &Stream, day: i64) -> Vec<i64> {
        let mut moments = Vec::new();
        stream.on_day(1, 7, day, |_, at| moments.push(at));
        moments
    }

    #[test]
    fn a_day_can_be_made_again() {
        let stream = Stream::steady("seccft", 24_000, 100);
        assert_eq!(moments(&stream, 20_000), moments(&stream, 20_000));
        assert!(moments(&stream, 20_000).iter().all(|at| day_of(*at) == 20_000));
    }

    #[test]
    fn the_mean_holds_over_many_days_and_weekends_are_quieter() {
        let stream = Stream::steady("seccft", 2_500, 0);
        let total: usize = (20_000..20_700).map(|day| moments(&stream, day).len()).sum();
        assert!((1_150..1_350).contains(&total), "{total}");
    }

    #[test]
    fn nothing_happens_outside_the_bounds() {
        let stream = Stream::steady("s", 50_000, 100).between(20_000 * DAY_MS + 1_000_000, 20_001 * DAY_MS);
        assert!(moments(&stream, 19_999).is_empty());
        assert!(moments(&stream, 20_001).is_empty());
        assert!(moments(&stream, 20_000).iter().all(|at| *at >= 20_000 * DAY_MS + 1_000_000));
    }
}
