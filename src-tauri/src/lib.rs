//! The desktop shell: commands, events, wiring.
