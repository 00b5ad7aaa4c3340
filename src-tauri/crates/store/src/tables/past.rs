//! What is told of a client's past, as bytes: every moment at which something was told, then for each thing what was told at
//! which of them. Runs of the same take one number, so that ten versions that differ in one thing need some hundred bytes.

use domain::client::{Origin, Party};
use domain::past::{Course, Kind, Past};
use domain::time::Timestamp;
use rusqlite::{Connection, params};

use crate::error::Sql;
use crate::reading::CredentialKind;
use crate::tables::client::{origin_code, party_code};
use crate::text;
use crate::varint::{push, signed, take, unsigned};

/// What happened to a thing at some moments in a row. The numbers are stored: never renumber.
mod code {
    /// Nothing was told of it.
    pub(super) const SILENT: u64 = 0;
    /// It held what it was told to hold last.
    pub(super) const SAME: u64 = 1;
    /// The same, maybe from that moment only.
    pub(super) const SAME_NEW: u64 = 2;
    /// It held another value, which follows.
    pub(super) const OTHER: u64 = 3;
    /// The same, maybe from that moment only.
    pub(super) const OTHER_NEW: u64 = 4;
    /// The client was not there.
    pub(super) const NONE: u64 = 5;
    /// The same, maybe from that moment only.
    pub(super) const NONE_NEW: u64 = 6;
    /// A row may have changed it and does not show what it left.
    pub(super) const VEILED: u64 = 7;
    /// So many bits a code takes; the rest of its number is the length of the run.
    pub(super) const BITS: u32 = 3;
}

/// What is told of, in stored order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    Existence,
    Name,
    Kind,
    GrantTypes,
    Credential,
    RedirectUris,
}

/// How many things there are.
const THINGS: usize = 6;

/// Stores what is told of a client. `true`: it is other than before.
pub(crate) fn replace(connection: &Connection, client: i64, past: &Past) -> Sql<bool> {
    let bytes = encode(past);
    let mut held = connection.prepare_cached("SELECT 1 FROM past WHERE client = ?1 AND bytes = ?2")?;
    if held.exists(params![client, bytes])? {
        return Ok(false);
    }
    connection.prepare_cached("UPDATE past_generation SET number = number + 1")?.execute([])?;
    connection
        .prepare_cached(
            "INSERT INTO past SELECT ?1, number, ?2 FROM past_generation WHERE true
             ON CONFLICT (client) DO UPDATE SET generation = excluded.generation, bytes = excluded.bytes",
        )?
        .execute(params![client, bytes])?;
    Ok(true)
}

/// The bytes of a past.
pub(crate) fn encode(past: &Past) -> Vec<u8> {
    let mut moments = Vec::new();
    gather(&past.existence, &mut moments);
    gather(&past.name, &mut moments);
    gather(&past.kind, &mut moments);
    gather(&past.grant_types, &mut moments);
    gather(&past.credential, &mut moments);
    gather(&past.redirect_uris, &mut moments);
    moments.sort_unstable();
    moments.dedup();
    let mut bytes = Vec::new();
    push(&mut bytes, moments.len() as u64);
    let mut last = 0;
    for moment in &moments {
        push(&mut bytes, unsigned(moment - last));
        last = *moment;
    }
    let mut put = |course: Vec<u8>| {
        push(&mut bytes, course.len() as u64);
        bytes.extend(course);
    };
    put(course(&past.existence, &moments, |()| Vec::new()));
    put(course(&past.name, &moments, |name| name.clone().into_bytes()));
    put(course(&past.kind, &moments, kind));
    put(course(&past.grant_types, &moments, |types| text::json(types).into_bytes()));
    put(course(&past.credential, &moments, |method| vec![CredentialKind::of(method) as u8]));
    put(course(&past.redirect_uris, &moments, |count| count.to_le_bytes().to_vec()));
    bytes
}

/// Moments before 1970 are none of a server's.
fn gather<T>(course: &Course<T>, moments: &mut Vec<i64>) {
    let told = course.told.iter().map(|told| told.at);
    moments.extend(told.chain(course.veiled.iter().copied()).map(Timestamp::millis).filter(|at| *at >= 0));
}

fn kind(kind: &Kind) -> Vec<u8> {
    let codes = [party_code(kind.party), origin_code(kind.origin)];
    codes.into_iter().chain(kind.app_type.iter().flat_map(|text| text.bytes())).collect()
}

fn course<T: PartialEq>(course: &Course<T>, moments: &[i64], value: impl Fn(&T) -> Vec<u8>) -> Vec<u8> {
    let mut codes = vec![(code::SILENT, None); moments.len()];
    for at in &course.veiled {
        if let Ok(place) = moments.binary_search(&at.millis()) {
            codes[place] = (code::VEILED, None);
        }
    }
    debug_assert!(course.told.is_sorted_by_key(|told| told.at), "not in the order of time");
    let mut last: Option<Vec<u8>> = None;
    for told in course.told.chunk_by(|one, other| one.at == other.at) {
        let latest = &told[told.len() - 1];
        let Ok(place) = moments.binary_search(&latest.at.millis()) else { continue };
        // of several at one moment the last tells, and where it may have changed then it does not tell of the time before
        let is_one = told.iter().all(|told| !told.is_new && told.held == latest.held);
        let is_new = !is_one || codes[place].0 == code::VEILED;
        let pick = |old, new| if is_new { new } else { old };
        codes[place] = match latest.held.as_ref().map(&value) {
            None => (pick(code::NONE, code::NONE_NEW), None),
            held if last == held => (pick(code::SAME, code::SAME_NEW), None),
            held => {
                last.clone_from(&held);
                (pick(code::OTHER, code::OTHER_NEW), held)
            }
        };
    }
    let mut bytes = Vec::new();
    let mut rest = &codes[..];
    while let Some((code, value)) = rest.first() {
        let run = if value.is_some() { 1 } else { rest.iter().take_while(|(next, _)| next == code).count() };
        push(&mut bytes, (run as u64) << code::BITS | code);
        if let Some(value) = value {
            push(&mut bytes, value.len() as u64);
            bytes.extend(value);
        }
        rest = &rest[run..];
    }
    bytes
}

/// Pasts around one moment, one after the other.
pub(crate) struct Story<'b> {
    at: i64,
    /// The moments as they are written.
    written: &'b [u8],
    moments: Vec<i64>,
    /// How many of the moments are not after the one that is asked for.
    later: usize,
    courses: [&'b [u8]; THINGS],
}

/// What was told next to a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said<'b> {
    /// When.
    pub at: i64,
    /// What it held. `None`: the client was not there.
    pub held: Option<&'b [u8]>,
    /// Whether it may be so from that moment only.
    pub is_new: bool,
}

/// What lies between a moment and what was told next to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Between {
    /// Something that tells nothing of this thing, maybe because it was hidden.
    pub is_silent: bool,
    /// A row that may have changed it.
    pub is_veiled: bool,
}

/// One thing around a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Around<'b> {
    /// What was told last at or before it.
    pub before: Option<(Said<'b>, Between)>,
    /// What was told first after it.
    pub after: Option<Said<'b>>,
    /// What lies between the moment and that, or the end.
    pub until_after: Between,
}

impl<'b> Story<'b> {
    /// To tell what was so at a moment; nothing is told yet.
    pub(crate) const fn at(at: i64) -> Self {
        Self { at, written: &[], moments: Vec::new(), later: 0, courses: [&[]; THINGS] }
    }

    /// Goes on to a past that [`encode`] wrote. No bytes: nothing is told. `None`: not such bytes.
    pub(crate) fn read(&mut self, bytes: &'b [u8]) -> Option<()> {
        self.courses = [&[]; THINGS];
        if bytes.is_empty() {
            return Some(());
        }
        // many clients are told of by lists alone, so at the same moments as the one before
        let is_read = !self.written.is_empty() && bytes.starts_with(self.written);
        let mut rest = if is_read { &bytes[self.written.len()..] } else { self.read_moments(bytes)? };
        for course in &mut self.courses {
            let length = usize::try_from(take(&mut rest)?).ok()?;
            (*course, rest) = rest.split_at_checked(length)?;
        }
        Some(())
    }

    /// Gives what follows them.
    fn read_moments(&mut self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        (self.written, self.later) = (&[], 0);
        self.moments.clear();
        let mut rest = bytes;
        let count = take(&mut rest)?;
        let mut last = 0_i64;
        for _ in 0..count {
            last = last.checked_add(signed(take(&mut rest)?))?;
            self.later += usize::from(last <= self.at);
            self.moments.push(last);
        }
        self.written = &bytes[..bytes.len() - rest.len()];
        Some(rest)
    }

    /// What was told of a thing around the moment. `None`: the bytes are damaged.
    pub(crate) fn around(&self, thing: Thing) -> Option<Around<'b>> {
        let (mut bytes, later) = (self.courses[thing as usize], self.later);
        // what was told last until then: at which of the moments, what, and whether it was new
        let mut before: Option<(usize, Option<&[u8]>, bool)> = None;
        let (mut since_before, mut until_after) = (Between::default(), Between::default());
        let mut after = None;
        let mut last: Option<&[u8]> = None;
        let mut place = 0;
        while !bytes.is_empty() {
            let number = take(&mut bytes)?;
            let run = usize::try_from(number >> code::BITS).ok().filter(|run| *run > 0)?;
            let end = place + run;
            let code = number & ((1 << code::BITS) - 1);
            if code == code::SILENT || code == code::VEILED {
                let passed = Between { is_silent: code == code::SILENT, is_veiled: code == code::VEILED };
                if place < later {
                    since_before = since_before.with(passed);
                }
                if end > later {
                    until_after = until_after.with(passed);
                }
                place = end;
                continue;
            }
            let held = match code {
                code::OTHER | code::OTHER_NEW => {
                    let length = usize::try_from(take(&mut bytes)?).ok()?;
                    let value;
                    (value, bytes) = bytes.split_at_checked(length)?;
                    last = Some(value);
                    last
                }
                code::SAME | code::SAME_NEW => Some(last?),
                _ => None,
            };
            let is_new = matches!(code, code::SAME_NEW | code::OTHER_NEW | code::NONE_NEW);
            if place < later {
                before = Some((end.min(later) - 1, held, is_new));
                since_before = Between::default();
            }
            if end > later {
                let at = *self.moments.get(place.max(later))?;
                after = Some(Said { at, held, is_new });
                break;
            }
            place = end;
        }
        let before = match before {
            Some((place, held, is_new)) => {
                Some((Said { at: *self.moments.get(place)?, held, is_new }, since_before))
            }
            None => None,
        };
        Some(Around { before, after, until_after })
    }
}

impl Between {
    const fn with(self, other: Self) -> Self {
        Self { is_silent: self.is_silent | other.is_silent, is_veiled: self.is_veiled | other.is_veiled }
    }
}

/// Party and origin in the bytes of a kind.
pub(crate) fn codes_of(bytes: &[u8]) -> (u8, u8) {
    match bytes {
        [party, origin, ..] => (*party, *origin),
        _ => (party_code(Party::Unknown), origin_code(Origin::Unknown)),
    }
}

/// The application type in the bytes of a kind.
pub(crate) fn app_type_of(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes.get(2..)?).ok()?;
    (!text.is_empty()).then_some(text)
}

/// How many, in the bytes of a count.
pub(crate) fn count_of(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::past::Told;
    use proptest::prelude::*;

    fn names(told: &[(i64, Option<&str>, bool)], veiled: &[i64]) -> Past {
        let told = told.iter().map(|(at, held, is_new)| Told {
            at: Timestamp::from_millis(*at),
            is_new: *is_new,
            held: held.map(str::to_owned),
        });
        let veiled = veiled.iter().map(|at| Timestamp::from_millis(*at)).collect();
        Past { name: Course { told: told.collect(), veiled }, ..Past::default() }
    }

    /// What a plain walk over a thing that held these at these moments finds around a moment. Whoever is silent at a moment is
    /// told by `others`.
    fn walked<'c>(course: &'c Course<String>, others: &[i64], at: i64) -> Around<'c> {
        let is_silent = |from: i64, to: i64| {
            let speaks = |moment: i64| {
                course.told.iter().any(|told| told.at.millis() == moment)
                    || course.veiled.iter().any(|row| row.millis() == moment)
            };
            others.iter().any(|moment| from < *moment && *moment < to && !speaks(*moment))
        };
        let is_veiled =
            |from: i64, to: i64| course.veiled.iter().any(|row| from < row.millis() && row.millis() < to);
        let between =
            |from: i64, to: i64| Between { is_silent: is_silent(from, to), is_veiled: is_veiled(from, to) };
        let said = |told: &'c Told<String>| Said {
            at: told.at.millis(),
            held: told.held.as_deref().map(str::as_bytes),
            is_new: told.is_new,
        };
        let before = course.told.iter().rfind(|told| told.at.millis() <= at);
        let after = course.told.iter().find(|told| told.at.millis() > at);
        Around {
            before: before.map(|told| (said(told), between(told.at.millis(), at + 1))),
            after: after.map(said),
            until_after: between(at, after.map_or(i64::MAX, |told| told.at.millis())),
        }
    }

    fn around_name(bytes: &[u8], at: i64) -> Around<'_> {
        let mut story = Story::at(at);
        story.read(bytes).unwrap();
        story.around(Thing::Name).unwrap()
    }

    proptest! {
        #[test]
        fn around_every_moment_the_bytes_say_what_was_told(
            told in prop::collection::btree_map(0..60_i64, (prop::option::of("[ab]"), any::<bool>()), 0..12),
            veiled in prop::collection::btree_set(0..60_i64, 0..6),
            others in prop::collection::btree_set(0..60_i64, 0..6),
            at in 0..60_i64,
        ) {
            let veiled: Vec<i64> = veiled.into_iter().filter(|row| !told.contains_key(row)).collect();
            let others: Vec<i64> = others.into_iter().collect();
            let told: Vec<_> =
                told.iter().map(|(at, (held, is_new))| (*at, held.as_deref(), *is_new)).collect();
            let existence = Course {
                told: others
                    .iter()
                    .map(|at| Told { at: Timestamp::from_millis(*at), is_new: false, held: Some(()) })
                    .collect(),
                veiled: Vec::new(),
            };
            let past = Past { existence, ..names(&told, &veiled) };
            let bytes = encode(&past);
            prop_assert_eq!(around_name(&bytes, at), walked(&past.name, &others, at));
        }
    }

    #[test]
    fn a_row_of_the_same_moment_takes_from_a_look_what_it_tells_of_the_time_before() {
        let bytes = encode(&names(&[(10, Some("a"), false)], &[10]));
        let around = around_name(&bytes, 5);
        assert_eq!(around.after, Some(Said { at: 10, held: Some(b"a"), is_new: true }));
    }

    #[test]
    fn what_is_told_twice_at_one_moment_tells_of_the_time_before_when_it_is_the_same() {
        let twice = |held| encode(&names(&[(10, Some("a"), false), (10, Some(held), false)], &[]));
        let is_new = |bytes: &[u8]| {
            let around = around_name(bytes, 5);
            around.after.unwrap().is_new
        };
        assert!(!is_new(&twice("a")));
        assert!(is_new(&twice("b")));
    }

    #[test]
    fn pasts_that_are_read_one_after_the_other_tell_what_each_tells_alone() {
        let pasts = [
            encode(&names(&[(10, Some("a"), false), (20, Some("b"), false)], &[])),
            encode(&names(&[(10, Some("c"), false), (20, Some("d"), true)], &[])),
            Vec::new(),
            encode(&names(&[(10, Some("e"), false), (20, None, false)], &[])),
            encode(&names(&[(10, Some("f"), false)], &[])),
            encode(&names(&[(10, Some("g"), false), (20, Some("h"), false), (30, Some("i"), false)], &[])),
            encode(&names(&[(12, Some("j"), false), (15, Some("k"), false)], &[])),
            encode(&Past::default()),
            encode(&names(&[(10, Some("l"), false), (20, Some("m"), false)], &[])),
        ];
        for at in [5, 10, 15, 20, 40] {
            let mut story = Story::at(at);
            for bytes in &pasts {
                story.read(bytes).unwrap();
                assert_eq!(story.around(Thing::Name), Some(around_name(bytes, at)), "at {at}");
            }
        }
    }

    #[test]
    fn no_bytes_tell_nothing() {
        let mut story = Story::at(5);
        story.read(&[]).unwrap();
        assert_eq!(story.around(Thing::Existence), Some(Around::default()));
    }
}
