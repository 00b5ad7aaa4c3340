//! Closed values of ours as the text that serde gives them, for columns that people may read.

use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer as _, value::Error};

use crate::error::{Fault, Sql};

/// The text of a value without members: `read_only`.
pub(crate) fn of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// The value with this text.
pub(crate) fn parse<T: DeserializeOwned>(table: &'static str, column: &'static str, text: &str) -> Sql<T> {
    let read: Result<T, Error> = T::deserialize(text.into_deserializer());
    read.map_err(|error| Fault::row(table, column, &"?", error.to_string()))
}

/// A value with members, as JSON.
pub(crate) fn json(value: &impl Serialize) -> String {
    // our own types have text keys only, which is all that could fail
    serde_json::to_string(value).unwrap_or_default()
}

/// The value in this JSON.
pub(crate) fn parse_json<T: DeserializeOwned>(
    table: &'static str,
    column: &'static str,
    json: &str,
) -> Sql<T> {
    serde_json::from_str(json).map_err(|error| Fault::row(table, column, &"?", error.to_string()))
}
