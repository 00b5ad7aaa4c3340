//! Everything that looks random comes from here: pure functions of the seed, so that any row can be made again.

use std::fmt::Write;

/// A well mixed 64-bit number from `seed` and `parts` (the splitmix64 finaliser, chained).
pub(crate) fn roll(seed: u64, parts: &[u64]) -> u64 {
    let mut state = mix(seed ^ 0x51_7c_c1_b7_27_22_0a_95);
    for part in parts {
        state = mix(state ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    }
    state
}

/// A number from a text.
pub(crate) fn roll_text(seed: u64, text: &str) -> u64 {
    let mut state = seed ^ 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(state)
}

const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A position in `0..len` (0 for an empty range).
pub(crate) fn below(roll: u64, len: usize) -> usize {
    let wide = u128::from(roll) * (len as u128);
    usize::try_from(wide >> 64).unwrap_or(0)
}

/// A whole number of milliseconds in `0..limit` (0 when the limit is not positive).
pub(crate) fn below_ms(roll: u64, limit: i64) -> i64 {
    let Ok(limit) = u64::try_from(limit) else { return 0 };
    let wide = u128::from(roll) * u128::from(limit);
    i64::try_from(wide >> 64).unwrap_or(0)
}

/// True with the chance `permille` / 1000.
pub(crate) fn happens(roll: u64, permille: u16) -> bool {
    below(roll, 1_000) < usize::from(permille)
}

/// One entry of a list that is never empty.
pub(crate) fn pick<'a, T: ?Sized>(roll: u64, list: &[&'a T]) -> &'a T {
    list[below(roll, list.len())]
}

/// `len` characters of `A-Za-z0-9`.
pub(crate) fn alphanumeric(seed: u64, len: usize) -> String {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut state = seed;
    let mut left = 0u64;
    let mut word = 0u64;
    let mut text = String::with_capacity(len);
    for _ in 0..len {
        if left == 0 {
            state = mix(state);
            word = state;
            left = 10;
        }
        let index = usize::try_from(word % 62).unwrap_or(0);
        text.push(char::from(ALPHABET[index]));
        word /= 62;
        left -= 1;
    }
    text
}

/// `len` lower-case hexadecimal digits.
pub(crate) fn hexadecimal(seed: u64, len: usize) -> String {
    let mut text = String::with_capacity(len + 16);
    let mut state = seed;
    while text.len() < len {
        state = mix(state);
        // writing to a String cannot fail
        let _ = write!(text, "{state:016x}");
    }
    text.truncate(len);
    text
}

#[cfg(test)]
mod tests {
    use super::{alphanumeric, below, roll};

    #[test]
    fn the_same_seed_gives_the_same_text_and_another_seed_another() {
        assert_eq!(alphanumeric(7, 32), alphanumeric(7, 32));
        assert_ne!(alphanumeric(7, 32), alphanumeric(8, 32));
        assert_eq!(alphanumeric(7, 32).len(), 32);
    }

    #[test]
    fn numbers_below_a_limit_cover_the_whole_range() {
        let mut seen = [false; 10];
        for index in 0..200 {
            seen[below(roll(1, &[index]), 10)] = true;
        }
        assert!(seen.iter().all(|hit| *hit));
    }
}
