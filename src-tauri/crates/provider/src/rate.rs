//! The rate budget.

/// Which part of a server's rate limit we use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(f64);

impl Default for Share {
    fn default() -> Self {
        Self(0.5)
    }
}

impl Share {
    /// The whole limit.
    pub const FULL: Self = Self(1.0);

    /// This part of the limit, kept within 0.05 to 1.
    #[must_use]
    pub fn new(part: f64) -> Self {
        Self(if part.is_finite() { part.clamp(0.05, 1.0) } else { 0.5 })
    }

    /// The part, 0.05 to 1.
    #[must_use]
    pub const fn part(self) -> f64 {
        self.0
    }
}
