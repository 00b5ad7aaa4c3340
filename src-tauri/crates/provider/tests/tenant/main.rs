//! Reading a simulated tenant over real HTTP.

#[cfg(test)]
mod faults;
#[cfg(test)]
mod listing;
#[cfg(test)]
mod network;
#[cfg(test)]
mod pace;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod signing_in;
#[cfg(test)]
mod stage;
