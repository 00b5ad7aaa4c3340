//! Small numbers in few bytes: seven bits a byte, least significant first (as in Protocol Buffers).

/// Appends one number.
pub(crate) fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(low_byte(number) | 0x80);
        number >>= 7;
    }
    bytes.push(low_byte(number));
}

fn low_byte(number: u64) -> u8 {
    u8::try_from(number & 0x7f).unwrap_or(0)
}

/// Takes one number from the front. `None`: the bytes end within it, or there is none.
#[inline]
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u64> {
    // most numbers take one byte
    let (&byte, rest) = bytes.split_first()?;
    if byte < 0x80 {
        *bytes = rest;
        return Some(byte.into());
    }
    take_more(bytes)
}

/// Every bit that says whether another byte follows, in eight bytes.
const FOLLOWED: u64 = 0x8080_8080_8080_8080;

fn take_more(bytes: &mut &[u8]) -> Option<u64> {
    // moments take five bytes: up to eight are taken at once
    if let Some(first) = bytes.first_chunk() {
        let word = u64::from_le_bytes(*first);
        let bits = (!word & FOLLOWED).trailing_zeros() + 1;
        if bits <= u64::BITS {
            *bytes = &bytes[bits as usize / 8..];
            return Some(squeeze(word & u64::MAX >> (u64::BITS - bits)));
        }
    }
    take_bytes(bytes)
}

/// The number in eight bytes of seven bits each.
const fn squeeze(word: u64) -> u64 {
    let word = word & !FOLLOWED;
    let word = word & 0x007f_007f_007f_007f | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let word = word & 0x0000_3fff_0000_3fff | (word & 0x3fff_0000_3fff_0000) >> 2;
    word & 0x0fff_ffff | (word & 0x0fff_ffff_0000_0000) >> 4
}

fn take_bytes(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// A number that cannot be negative, from one that can; negative ones become 0.
pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A number that SQLite can hold.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_of_every_length_survive_their_bytes(
            numbers in prop::collection::vec((any::<u64>(), 0..64_u32).prop_map(|(number, less)| number >> less), 0..20),
        ) {
            let mut bytes = Vec::new();
            for number in &numbers {
                push(&mut bytes, *number);
            }
            let mut rest = &bytes[..];
            let back: Vec<u64> = std::iter::from_fn(|| take(&mut rest)).collect();
            prop_assert_eq!(back, numbers);
        }

        #[test]
        fn whatever_the_bytes_several_at_once_are_the_number_that_one_after_the_other_are(
            bytes in prop::collection::vec(prop_oneof![0..4_u8, 0x7e..0x84_u8, 0xfe..=0xff_u8], 0..14),
        ) {
            let (mut at_once, mut in_turn) = (&bytes[..], &bytes[..]);
            let taken = take(&mut at_once);
            prop_assert_eq!(taken, take_bytes(&mut in_turn));
            prop_assert!(taken.is_none() || at_once == in_turn);
        }
    }
}
