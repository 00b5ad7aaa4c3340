//! A client's activity as bytes: its day counters in one sparse row, and its newest row of each kind.

use domain::activity::ActivityKind;
use domain::time::{Day, Timestamp};

use crate::varint::{push, signed, take, unsigned};

/// How often one kind happened on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DayCount {
    /// The UTC day.
    pub day: i32,
    /// [`ActivityKind::code`].
    pub kind: u8,
    /// How often.
    pub count: u32,
}

/// Reads counters, oldest first. `None`: not such bytes.
pub(crate) fn decode_days(mut bytes: &[u8]) -> Option<Vec<DayCount>> {
    let mut days = Vec::new();
    let mut day = 0_i32;
    while !bytes.is_empty() {
        let head = take(&mut bytes)?;
        let count = take(&mut bytes)?;
        day = day.checked_add(i32::try_from(head >> 3).ok()?)?;
        days.push(DayCount { day, kind: u8::try_from(head & 7).ok()?, count: u32::try_from(count).ok()? });
    }
    Some(days)
}

/// Writes counters that are sorted by day and kind. Days before 1970 count as its first.
pub(crate) fn encode_days(days: &[DayCount]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(days.len() * 3);
    let mut last = 0_i32;
    for count in days {
        let day = count.day.max(0);
        push(&mut bytes, unsigned(i64::from(day - last)) << 3 | u64::from(count.kind & 7));
        push(&mut bytes, u64::from(count.count));
        last = day;
    }
    bytes
}

/// Adds one to the counter of each of these days and kinds. `None`: `bytes` are not counters.
pub(crate) fn add_days(bytes: &[u8], added: &mut [(i32, u8)]) -> Option<Vec<u8>> {
    added.sort_unstable();
    let held = decode_days(bytes)?;
    let mut held = held.into_iter().peekable();
    let mut all: Vec<DayCount> = Vec::with_capacity(held.len() + added.len());
    for &(day, kind) in &*added {
        let day = day.max(0);
        while let Some(next) = held.next_if(|next| (next.day, next.kind) <= (day, kind)) {
            all.push(next);
        }
        match all.last_mut() {
            Some(last) if (last.day, last.kind) == (day, kind) => last.count = last.count.saturating_add(1),
            _ => all.push(DayCount { day, kind, count: 1 }),
        }
    }
    all.extend(held);
    Some(encode_days(&all))
}

/// The newest moment of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LastByKind(pub(crate) [Option<i64>; 8]);

impl LastByKind {
    /// Reads the bytes of [`LastByKind::encode`]. `None`: not such bytes.
    pub(crate) fn decode(mut bytes: &[u8]) -> Option<Self> {
        let mut last = Self::default();
        let Some((&present, rest)) = bytes.split_first() else { return Some(last) };
        bytes = rest;
        for (kind, slot) in last.0.iter_mut().enumerate() {
            if present & 1 << kind != 0 {
                *slot = Some(signed(take(&mut bytes)?));
            }
        }
        Some(last)
    }

    /// A byte that says which kinds are there, then their moments. Moments before 1970 count as its first.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![0_u8];
        for (kind, at) in self.0.iter().enumerate() {
            if let Some(at) = at {
                bytes[0] |= 1 << kind;
                push(&mut bytes, unsigned(*at));
            }
        }
        bytes
    }

    /// Notes one moment.
    pub(crate) fn see(&mut self, kind: ActivityKind, at: Timestamp) {
        let slot = &mut self.0[usize::from(kind.code())];
        *slot = (*slot).max(Some(at.millis()));
    }

    /// The newest success at or after `since`, and its kind.
    pub(crate) fn newest_use(&self, since: Option<i64>) -> Option<(i64, ActivityKind)> {
        self.uses(since).max_by_key(|(at, _)| *at)
    }

    /// The newest success of each kind at or after `since`.
    pub(crate) fn uses(&self, since: Option<i64>) -> impl Iterator<Item = (i64, ActivityKind)> {
        let moments = self.0.into_iter().zip(ActivityKind::ALL);
        moments
            .filter(|(_, kind)| kind.is_use())
            .filter_map(|(at, kind)| at.map(|at| (at, kind)))
            .filter(move |(at, _)| since.is_none_or(|since| *at >= since))
    }

    /// The newest failure.
    pub(crate) fn newest_failure(&self) -> Option<i64> {
        self.0[usize::from(ActivityKind::Failure.code())]
    }
}

/// Uses and failures per day, from `first` on.
pub(crate) fn strip(bytes: &[u8], first: Day) -> Option<Vec<crate::StripDay>> {
    let mut strip: Vec<crate::StripDay> = Vec::new();
    for count in decode_days(bytes)?.into_iter().filter(|count| count.day >= first.0) {
        let kind = ActivityKind::from_code(count.kind)?;
        let (uses, failures) = match kind {
            ActivityKind::Failure => (0, count.count),
            kind if kind.is_use() => (count.count, 0),
            _ => continue,
        };
        match strip.last_mut() {
            Some(last) if last.day.0 == count.day => {
                last.uses = last.uses.saturating_add(uses);
                last.failures = last.failures.saturating_add(failures);
            }
            _ => strip.push(crate::StripDay { day: Day(count.day), uses, failures }),
        }
    }
    Some(strip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn counters_are_a_multiset_of_days_and_kinds_in_whatever_portions_they_come(
            portions in prop::collection::vec(prop::collection::vec((0..400_i32, 0..8_u8), 0..30), 0..6)
        ) {
            let mut bytes = Vec::new();
            let mut expected: BTreeMap<(i32, u8), u32> = BTreeMap::new();
            for mut portion in portions {
                for key in &portion {
                    *expected.entry(*key).or_default() += 1;
                }
                bytes = add_days(&bytes, &mut portion).unwrap();
            }
            let counted = decode_days(&bytes).unwrap();
            let counted: BTreeMap<(i32, u8), u32> =
                counted.into_iter().map(|count| ((count.day, count.kind), count.count)).collect();
            prop_assert_eq!(counted, expected);
        }

        #[test]
        fn newest_moments_survive_their_bytes(moments in prop::array::uniform8(prop::option::of(0..i64::MAX))) {
            let last = LastByKind(moments);
            prop_assert_eq!(LastByKind::decode(&last.encode()), Some(last));
        }
    }
}
