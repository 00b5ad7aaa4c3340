//! Who lives in the tenant and what they do.

pub(crate) mod activity;
pub(crate) mod cast;
pub(crate) mod generated;
pub(crate) mod lumenlabs;
pub(crate) mod northmere;
pub(crate) mod northmere_roles;
pub(crate) mod scripted;

use serde_json::{Map, Value};

use crate::dice;
use crate::settings::object;

use self::activity::Stream;
use self::scripted::{ScriptedClient, ScriptedEvent, ScriptedGrant};

/// How a client came to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The tenant itself made it; no row tells of it.
    BuiltIn,
    /// A person in the Dashboard.
    Admin,
    /// `/oidc/register`.
    Registration,
}

/// The template of a client's members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The legacy "All Applications" pseudo client.
    Global,
    /// `non_interactive` with a secret.
    Machine,
    /// `non_interactive` with `private_key_jwt`.
    MachineWithKey,
    /// `non_interactive` with mTLS.
    MachineWithCertificate,
    /// `regular_web`, confidential.
    Web,
    /// `spa`, public.
    SinglePage,
    /// `native`, public.
    Native,
    /// `native` with the device grant.
    Device,
    /// Strict third-party, confidential, code flow.
    PartnerWeb,
    /// Strict third-party, client credentials.
    PartnerMachine,
    /// Strict third-party, client credentials with a key.
    PartnerMachineWithKey,
    /// Strict third-party that registered itself, public.
    SelfRegistered,
}

impl Form {
    /// Whether the client belongs to the tenant's owner.
    pub(crate) const fn is_first_party(self) -> bool {
        !self.is_strict()
    }

    /// Whether the id begins with `tpc_`.
    pub(crate) const fn is_strict(self) -> bool {
        matches!(
            self,
            Self::PartnerWeb | Self::PartnerMachine | Self::PartnerMachineWithKey | Self::SelfRegistered
        )
    }
}

/// One client as the population made it. Later edits are kept beside it (`World`), so that it can stay small.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) client_id: String,
    pub(crate) name: String,
    pub(crate) form: Form,
    pub(crate) origin: Origin,
    pub(crate) created_at_ms: i64,
    pub(crate) deleted_at_ms: Option<i64>,
    /// Whether a creation row is written.
    pub(crate) announced: bool,
    /// Members laid over the template.
    pub(crate) overrides: Map<String, Value>,
    pub(crate) grants: Vec<ScriptedGrant>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) script: Vec<ScriptedEvent>,
    /// Address from which its tokens are asked for; made from the seed when absent.
    pub(crate) address: Option<&'static str>,
}

impl Member {
    /// A client of a form, without activity.
    pub(crate) fn new(client_id: String, name: String, form: Form, created_at_ms: i64) -> Self {
        Self {
            client_id,
            name,
            form,
            origin: if form == Form::SelfRegistered { Origin::Registration } else { Origin::Admin },
            created_at_ms,
            deleted_at_ms: None,
            announced: true,
            overrides: Map::new(),
            grants: Vec::new(),
            streams: Vec::new(),
            script: Vec::new(),
            address: None,
        }
    }
}

/// A grant for machine use.
pub(crate) fn grant(audience: &str, scope: &[&str]) -> ScriptedGrant {
    ScriptedGrant {
        audience: audience.into(),
        scope: scope.iter().map(ToString::to_string).collect(),
        subject_type: "client".into(),
    }
}

/// The client that a test wrote down.
pub(crate) fn from_script(seed: u64, position: u64, script: ScriptedClient) -> Member {
    let overrides = object(Some(script.client));
    let text = |key: &str| overrides.get(key).and_then(Value::as_str);
    let third_party = overrides.get("is_first_party") == Some(&Value::Bool(false));
    let registered = text("external_metadata_type") == Some("dcr");
    let machine = text("app_type").is_none_or(|kind| kind == "non_interactive");
    let permissive = text("third_party_security_mode") == Some("permissive");
    let form = match (registered, third_party && !permissive, machine, text("app_type")) {
        (true, ..) => Form::SelfRegistered,
        (_, true, true, _) => Form::PartnerMachine,
        (_, true, false, _) => Form::PartnerWeb,
        (.., Some("spa")) => Form::SinglePage,
        (.., Some("native")) => Form::Native,
        (_, _, true, _) => Form::Machine,
        _ => Form::Web,
    };
    let roll = dice::roll(seed, &[position, 0x5c]);
    let made_id = dice::alphanumeric(roll, if form.is_strict() { 22 } else { 32 });
    let client_id = text("client_id")
        .map_or_else(|| if form.is_strict() { format!("tpc_{made_id}") } else { made_id }, ToOwned::to_owned);
    let name = text("name").map_or_else(|| format!("Client {position}"), ToOwned::to_owned);
    let mut member = Member::new(client_id, name, form, script.created_at_ms);
    member.deleted_at_ms = script.deleted_at_ms;
    member.overrides = overrides;
    member.grants = script.grants;
    member.script = script.events;
    member
}
