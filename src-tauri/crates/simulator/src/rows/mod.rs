//! Log rows: what identifies them, and their text in the shapes of facts/auth0.md 6.6 to 6.8 and section 16.

pub(crate) mod admin;
pub(crate) mod json;
pub(crate) mod token;

use crate::log_id::LogKey;

/// A row of the population, before its text is made. All of it follows from the seed or from the script.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowSeed {
    pub(crate) key: LogKey,
    pub(crate) date_ms: i64,
    pub(crate) visible_ms: i64,
    pub(crate) member: u32,
    /// Position of the type in the world's list of types.
    pub(crate) kind: u16,
    /// Position in the member's script, for rows that come from one.
    pub(crate) script: Option<u32>,
}

/// A row that was caused while the tenant ran, with its text.
#[derive(Clone, Debug)]
pub(crate) struct LiveRow {
    pub(crate) date_ms: i64,
    pub(crate) visible_ms: i64,
    pub(crate) event_type: String,
    /// The id at the row's top level, if any.
    pub(crate) client_id: Option<String>,
    pub(crate) is_use: bool,
    pub(crate) text: String,
}

/// The types that prove use of the client at the row's top level (facts/auth0.md 6.7 a, strong and medium).
/// `sapi` and `mgmt_api_read` are use by their caller and judged where the caller is known.
const USES: [&str; 27] = [
    "seccft",
    "seacft",
    "sertft",
    "sede",
    "s",
    "ssa",
    "scoa",
    "sens",
    "sepft",
    "seoobft",
    "seotpft",
    "sercft",
    "sepkoobft",
    "sepkotpft",
    "sepkrcft",
    "secte",
    "success_on_behalf_of_token_exchange",
    "ciba_exchange_succeeded",
    "idjag_exchange_succeeded",
    "seta",
    "sdel",
    "sdelsa",
    "sdeleacft",
    "sd",
    "my_account_authentication_method_succeeded",
    "connected_accounts_connection_succeeded",
    "sapi",
];

/// Whether a row of this type proves use by the client at its top level.
pub(crate) fn is_use(event_type: &str) -> bool {
    USES.contains(&event_type) || event_type == "mgmt_api_read"
}
