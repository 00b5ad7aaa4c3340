//! Who lives in the tenant and what they do.

pub(crate) mod scripted;
