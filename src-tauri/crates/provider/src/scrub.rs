//! What is removed before anything leaves this crate.

/// What a person decided about personal data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Privacy {
    /// Whether user names, e-mail addresses and network addresses of people's sign-ins are kept.
    pub keep_personal: bool,
}
