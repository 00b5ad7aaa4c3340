//! Fills a new tenant: APIs, connections, settings, ACLs, log streams, the built-in clients, the population.

use serde_json::{Map, Value, json};

use crate::calendar::{DAY_MS, iso};
use crate::dice;
use crate::population::{self, Form, Member, Origin, cast, generated};
use crate::settings::{Api, Population, object};
use crate::world::World;

/// Scopes of the Management API that this tenant knows.
const MANAGEMENT_SCOPES: [&str; 24] = [
    "read:clients",
    "create:clients",
    "update:clients",
    "delete:clients",
    "read:client_keys",
    "update:client_keys",
    "read:client_credentials",
    "read:client_summary",
    "read:client_grants",
    "create:client_grants",
    "update:client_grants",
    "delete:client_grants",
    "read:resource_servers",
    "update:resource_servers",
    "read:connections",
    "update:connections",
    "read:tenant_settings",
    "update:tenant_settings",
    "read:network_acls",
    "update:network_acls",
    "read:log_streams",
    "read:logs",
    "read:logs_users",
    "read:users",
];

impl World {
    /// Fills the tenant. `now_ms` is the clock's present, `present_ms` the day that the population calls today.
    pub(crate) fn furnish(&mut self, now_ms: i64) {
        let present_ms = self.settings.present_ms.unwrap_or(now_ms);
        let long_ago = now_ms.min(present_ms) - 1_000 * DAY_MS;
        self.furnish_apis();
        self.furnish_tenant(present_ms);
        let global_id = dice::alphanumeric(dice::roll(self.settings.seed, &[0x61]), 32);
        self.global_client_id.clone_from(&global_id);
        let mut global = Member::new(global_id, "All Applications".into(), Form::Global, long_ago);
        global.origin = Origin::BuiltIn;
        global.announced = false;
        self.enrol(global);
        let scopes: Vec<String> = self.settings.management_scopes.clone();
        let name = if matches!(self.settings.population, Population::Cast(_)) {
            "Rollcall"
        } else {
            "Management client"
        };
        let member = self.management_member(name, &scopes, long_ago);
        let management = member.client_id.clone();
        let number = self.enrol(member);
        self.management = (management, self.secret(number).current);
        match self.settings.population.clone() {
            Population::Cast(cast) => cast::enrol(self, cast, present_ms),
            Population::Generated(shares) => {
                for member in generated::members(&self.settings, &shares, present_ms) {
                    self.enrol(member);
                }
            }
            Population::Scripted(clients) => {
                for (position, client) in clients.into_iter().enumerate() {
                    let member = population::from_script(self.settings.seed, position as u64, client);
                    self.enrol(member);
                }
            }
        }
    }

    /// A client that may call the Management API.
    pub(crate) fn management_member(&mut self, name: &str, scopes: &[String], created_at_ms: i64) -> Member {
        let id = dice::alphanumeric(self.fresh(), 32);
        let mut member = Member::new(id, name.into(), Form::Machine, created_at_ms);
        member.origin = Origin::BuiltIn;
        member.announced = false;
        let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        member.grants = vec![population::grant(&format!("https://{}/api/v2/", self.domain), &scopes)];
        member
    }

    fn furnish_apis(&mut self) {
        let management = Api {
            identifier: format!("https://{}/api/v2/", self.domain),
            name: "Auth0 Management API".into(),
            token_lifetime: 86_400,
            user_policy: "require_client_grant".into(),
            scopes: MANAGEMENT_SCOPES.iter().map(ToString::to_string).collect(),
        };
        let own = match (&self.settings.apis, &self.settings.population) {
            (apis, _) if !apis.is_empty() => apis.clone(),
            (_, Population::Cast(cast)) => cast::apis(*cast),
            _ => generated::apis(),
        };
        self.resource_servers = std::iter::once(management)
            .chain(own)
            .enumerate()
            .map(|(index, api)| self.api_body(index == 0, &api))
            .collect();
    }

    /// The members of one API (facts/auth0.md 9.2).
    pub(crate) fn api_body(&self, is_system: bool, api: &Api) -> Map<String, Value> {
        let id = dice::hexadecimal(dice::roll_text(self.settings.seed, &api.identifier), 24);
        let scopes: Vec<Value> = api
            .scopes
            .iter()
            .map(|scope| json!({"value": scope, "description": scope.replace(':', " ")}))
            .collect();
        object(Some(json!({
            "id": id,
            "name": api.name,
            "identifier": api.identifier,
            "is_system": is_system,
            "scopes": scopes,
            "allow_offline_access": false,
            "skip_consent_for_verifiable_first_party_clients": false,
            "subject_type_authorization": {
                "client": {"policy": "require_client_grant"},
                "user": {"policy": api.user_policy},
            },
            "token_lifetime": api.token_lifetime,
            "token_lifetime_for_web": api.token_lifetime.min(7_200),
            "signing_alg": "RS256",
        })))
    }

    fn furnish_tenant(&mut self, present_ms: i64) {
        self.connections = generated::connections(self.settings.seed);
        self.tenant_settings = object(Some(json!({
            "change_password": {"enabled": false},
            "default_audience": "",
            "default_directory": "",
            "enabled_locales": ["en"],
            "flags": {
                "allow_changing_enable_sso": false,
                "allow_legacy_delegation_grant_types": false,
                "allow_legacy_ro_grant_types": false,
                "disable_impersonation": true,
                "enable_client_connections": false,
                "enable_dynamic_client_registration": self.settings.dcr.enabled,
                "enable_sso": true,
                "revoke_refresh_token_grant": false,
                "universal_login": true,
            },
            "friendly_name": self.settings.tenant_name,
            "idle_session_lifetime": 72,
            "sandbox_version": "22",
            "session_lifetime": 168,
            "oidc_logout": {"rp_logout_end_session_endpoint_discovery": true},
            "client_id_metadata_document_supported": false,
            "dynamic_client_registration_security_mode": self.settings.dcr.security_mode,
        })));
        let changed = iso(present_ms - 200 * DAY_MS);
        self.network_acls = vec![object(Some(json!({
            "id": format!("acl_{}", dice::alphanumeric(dice::roll(self.settings.seed, &[0xac]), 22)),
            "description": "Low reputation addresses",
            "active": true,
            "priority": 10,
            "rule": {
                "action": {"log": true},
                "match": {"auth0_managed": ["auth0.low_reputation"]},
                "scope": "authentication",
            },
            "created_at": changed,
            "updated_at": changed,
        })))];
        let digits = dice::roll(self.settings.seed, &[0x157]) % 9_000_000_000_000_000 + 1_000_000_000_000_000;
        self.log_streams = vec![object(Some(json!({
            "id": format!("lst_{digits}"),
            "name": "Archive",
            "type": "eventbridge",
            "status": "active",
            "filters": [],
            "sink": {"awsAccountId": "999999999999", "awsRegion": "eu-west-1", "awsPartnerEventSource": "aws.partner/auth0.com"},
        })))];
    }
}
