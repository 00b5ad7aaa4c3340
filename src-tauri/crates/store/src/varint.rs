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

fn take_more(bytes: &mut &[u8]) -> Option<u64> {
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
        fn numbers_survive_their_bytes(numbers in prop::collection::vec(any::<u64>(), 0..20)) {
            let mut bytes = Vec::new();
            for number in &numbers {
                push(&mut bytes, *number);
            }
            let mut rest = &bytes[..];
            let back: Vec<u64> = std::iter::from_fn(|| take(&mut rest)).collect();
            prop_assert_eq!(back, numbers);
        }
    }
}
