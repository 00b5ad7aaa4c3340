//! What the README's commands do: run, test, gen, bench, simulator.
fn main() {}
