//! What things are: the nouns of Rollcall, without I/O, clock or randomness.
