//! The redirect risk engine against labelled rows, thousands of trusted hosts, and strings that nobody would write.
//!
//! [`corpus`] reads the rows and judges them as `rollcall risk` does, [`tally`] counts, [`hosts`] invents trusted hosts, and
//! [`strings`] invents URIs.

pub mod corpus;
pub mod hosts;
pub mod strings;
pub mod tally;
