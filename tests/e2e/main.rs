//! End to end in the real window: the application as a person meets it, driven through `WebKitWebDriver`.

mod executable;
mod journey;
mod large_tenant;
mod refusal;
mod revert;
mod screens;
mod secrets;
