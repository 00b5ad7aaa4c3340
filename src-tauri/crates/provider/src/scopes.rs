//! Which scope opens which feature, so that a missing one is told as "you cannot, because".

use crate::auth0::{NEEDED_FOR_URLS, TokenInfo};

/// The scopes of a connection that only looks (facts/auth0.md 1.7).
pub const OBSERVE: [&str; 8] = [
    "read:clients",
    "read:client_grants",
    "read:logs",
    "read:tenant_settings",
    "read:resource_servers",
    "read:connections",
    "read:network_acls",
    "read:log_streams",
];

/// What a connection that may also act needs on top (facts/auth0.md 1.7).
pub const ACT: [&str; 1] = [NEEDED_FOR_URLS];

/// One thing that Rollcall can or cannot do with a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// What it is called.
    pub name: &'static str,
    /// Any one of these scopes opens it.
    pub needs: &'static [&'static str],
    /// Whether the token holds one of them.
    pub held: bool,
    /// "You can …", or "You cannot …, because …".
    pub sentence: String,
    /// Whether it changes something at the server.
    pub acts: bool,
}

struct Rule {
    name: &'static str,
    needs: &'static [&'static str],
    can: &'static str,
}

impl Rule {
    fn acts(&self) -> bool {
        self.needs.iter().any(|scope| ACT.contains(scope))
    }
}

const RULES: [Rule; 9] = [
    Rule {
        name: "Clients",
        needs: &["read:clients", "read:client_keys"],
        can: "see every client with its settings",
    },
    Rule {
        name: "Activity",
        needs: &["read:logs", "read:logs_users"],
        can: "see who signed in last, and prove who did not",
    },
    Rule { name: "Access", needs: &["read:client_grants"], can: "see what each client may call" },
    Rule {
        name: "Token lifetimes",
        needs: &["read:resource_servers"],
        can: "see until when tokens that are out may still act",
    },
    Rule {
        name: "Self-registration",
        needs: &["read:tenant_settings"],
        can: "see whether anybody may register clients",
    },
    Rule {
        name: "Connection flags",
        needs: &["read:connections"],
        can: "see which connections third-party clients may use",
    },
    Rule {
        name: "Network rules",
        needs: &["read:network_acls"],
        can: "see which network rules guard registration",
    },
    Rule { name: "Log streams", needs: &["read:log_streams"], can: "see where the log is streamed to" },
    Rule { name: "Revert", needs: &[NEEDED_FOR_URLS], can: "revert redirect changes" },
];

/// What the token opens, in the order in which people care.
#[must_use]
pub fn features(token: &TokenInfo) -> Vec<Feature> {
    RULES
        .iter()
        .map(|rule| {
            let held = rule.needs.iter().any(|scope| token.holds(scope));
            let sentence = if held {
                format!("You can {}.", rule.can)
            } else {
                format!("You cannot {}, because the token lacks {}.", rule.can, rule.needs[0])
            };
            Feature { name: rule.name, needs: rule.needs, held, sentence, acts: rule.acts() }
        })
        .collect()
}

/// More than a token for looking should hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// It can widen its own grant (facts/auth0.md 1.1).
    WidensItself {
        /// The scopes that allow it.
        scopes: Vec<String>,
    },
    /// It is shown client secrets, and each such reading is logged (facts/auth0.md 1.7, 2.5).
    SeesSecrets {
        /// The scopes that allow it.
        scopes: Vec<String>,
    },
}

impl Warning {
    /// The warning in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::WidensItself { scopes } => {
                format!("This token can widen its own permissions ({}).", scopes.join(", "))
            }
            Self::SeesSecrets { scopes } => {
                format!(
                    "This token can read client secrets ({}); Rollcall never asks for them.",
                    scopes.join(", ")
                )
            }
        }
    }
}

/// What the token holds beyond looking.
#[must_use]
pub fn warnings(token: &TokenInfo) -> Vec<Warning> {
    let held = |scopes: &[&str]| -> Vec<String> {
        scopes.iter().filter(|scope| token.holds(scope)).map(|scope| (*scope).to_owned()).collect()
    };
    let widening = held(&WIDENING);
    let secrets = held(&["read:client_keys", "read:client_credentials"]);
    let mut warnings = Vec::new();
    if !widening.is_empty() {
        warnings.push(Warning::WidensItself { scopes: widening });
    }
    if !secrets.is_empty() {
        warnings.push(Warning::SeesSecrets { scopes: secrets });
    }
    warnings
}

/// Scopes with which a client can give itself more (facts/auth0.md 1.1).
pub(crate) const WIDENING: [&str; 2] = ["create:client_grants", "update:client_grants"];
