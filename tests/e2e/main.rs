//! End to end in the real window: the application as a person meets it, driven through `WebKitWebDriver`.

mod journey;
mod screens;
