//! Dates of the proleptic Gregorian calendar without a date library: days, ISO 8601 and the HTTP `Date` form.

/// Milliseconds of one day.
pub(crate) const DAY_MS: i64 = 86_400_000;
/// Milliseconds of one hour.
pub(crate) const HOUR_MS: i64 = 3_600_000;
/// Milliseconds of one minute.
pub(crate) const MINUTE_MS: i64 = 60_000;

/// The number of the UTC day (since 1970) that holds `ms`.
pub(crate) const fn day_of(ms: i64) -> i64 {
    ms.div_euclid(DAY_MS)
}

/// 0 = Monday … 6 = Sunday. Day 0 was a Thursday.
pub(crate) const fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// A moment taken apart in UTC.
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
    pub(crate) millisecond: i64,
}

/// Takes `ms` apart (era arithmetic: 146,097 days are 400 years).
pub(crate) const fn civil(ms: i64) -> Civil {
    let days = day_of(ms) + 719_468;
    let in_day = ms.rem_euclid(DAY_MS);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    Civil {
        year,
        month,
        day,
        hour: in_day / HOUR_MS,
        minute: in_day / MINUTE_MS % 60,
        second: in_day / 1_000 % 60,
        millisecond: in_day % 1_000,
    }
}

/// Milliseconds since 1970 of a civil moment; the fields must be in range.
pub(crate) const fn from_civil(moment: &Civil) -> i64 {
    let year = if moment.month <= 2 { moment.year - 1 } else { moment.year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if moment.month > 2 { moment.month - 3 } else { moment.month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + moment.day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    days * DAY_MS
        + moment.hour * HOUR_MS
        + moment.minute * MINUTE_MS
        + moment.second * 1_000
        + moment.millisecond
}

/// `2026-11-21T13:48:00.123Z`.
pub(crate) fn iso(ms: i64) -> String {
    let at = civil(ms);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year, at.month, at.day, at.hour, at.minute, at.second, at.millisecond
    )
}

/// The HTTP `Date` form, `Sat, 21 Nov 2026 13:48:00 GMT` (RFC 9110 section 5.6.7).
pub(crate) fn http_date(ms: i64) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = civil(ms);
    let day = usize::try_from(weekday(day_of(ms))).map_or("Mon", |index| DAYS[index]);
    let month = usize::try_from(at.month - 1).map_or("Jan", |index| MONTHS[index]);
    format!(
        "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
        at.day, at.year, at.hour, at.minute, at.second
    )
}

/// Reads `2026-11-21`, `2026-11-21T13:48:00`, with optional fraction and `Z`. UTC is assumed.
pub(crate) fn parse_iso(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let mut parts = date.splitn(3, '-');
    let mut number = |low: i64, high: i64| -> Option<i64> {
        let value: i64 = parts.next()?.parse().ok()?;
        (low..=high).contains(&value).then_some(value)
    };
    let (year, month, day) = (number(1970, 9999)?, number(1, 12)?, number(1, 31)?);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut fields = clock.split(':');
    let mut next = |high: i64| -> Option<i64> {
        let Some(field) = fields.next() else { return Some(0) };
        let value: i64 = field.parse().ok()?;
        (0..=high).contains(&value).then_some(value)
    };
    let (hour, minute, second) = (next(23)?, next(59)?, next(60)?);
    let mut millisecond = 0;
    if !fraction.is_empty() {
        let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
        millisecond = padded.parse().ok()?;
    }
    Some(from_civil(&Civil { year, month, day, hour, minute, second, millisecond }))
}

#[cfg(test)]
mod tests {
    use super::{civil, day_of, from_civil, http_date, iso, parse_iso, weekday};

    #[test]
    fn iso_text_and_milliseconds_are_inverse() {
        for ms in [0, 951_782_399_999, 1_795_269_000_123, 4_102_444_800_000] {
            assert_eq!(parse_iso(&iso(ms)), Some(ms));
            assert_eq!(from_civil(&civil(ms)), ms);
        }
        assert_eq!(iso(1_709_164_800_000), "2024-02-29T00:00:00.000Z");
    }

    #[test]
    fn a_bare_date_means_midnight_utc() {
        assert_eq!(parse_iso("2026-11-21"), parse_iso("2026-11-21T00:00:00.000Z"));
        assert_eq!(parse_iso("2026-13-01"), None);
        assert_eq!(parse_iso("yesterday"), None);
    }

    #[test]
    fn the_http_date_names_the_weekday() {
        let ms = parse_iso("2026-11-21T13:48:00Z").unwrap();
        assert_eq!(http_date(ms), "Sat, 21 Nov 2026 13:48:00 GMT");
        assert_eq!(weekday(day_of(ms)), 5);
    }
}
