//! What several whole-program tests share.

pub mod window;
