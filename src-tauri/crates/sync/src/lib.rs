//! How it arrives: pulling from a provider and applying to the store.
pub mod read_through;
