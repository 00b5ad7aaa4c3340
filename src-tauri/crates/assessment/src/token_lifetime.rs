//! L: the longest access-token lifetime that a client could have obtained, and which API gives it (product.md, L).
//!
//! A client can obtain tokens for an API by a client grant of its own, by a grant that is the default for third-party
//! clients (facts/auth0.md 4.2), and, when it is first-party or permissive, at every API whose user policy is `allow_all`
//! (9.2), which is the default where nothing is said. Refresh tokens do not count: redeeming one is a logged use.
//! Where a piece is missing or not understood, L is [`UNREADABLE_LIFETIME_MS`], never a guess from the other pieces.

use std::collections::HashMap;

use domain::client::Party;
use domain::ids::ClientId;
use domain::snapshot::{Snapshot, SnapshotKind};
use serde_json::Value;

use crate::policy::UNREADABLE_LIFETIME_MS;

/// The lifetime for implicit and hybrid flows where an API does not name one, in seconds (facts/auth0.md 9.2).
const DEFAULT_WEB_LIFETIME_S: i64 = 7200;

/// L of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenLifetime {
    /// Milliseconds, never negative.
    pub millis: i64,
    /// What it rests on.
    pub source: LifetimeSource,
}

/// What a token lifetime rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LifetimeSource {
    /// The API with this identifier gives the longest tokens that the client can obtain.
    Api {
        /// The API's identifier (its audience), as the server wrote it.
        identifier: String,
    },
    /// No API is open to the client, so there is no token that could live on.
    NoApi,
    /// It could not be read, so the longest possible one is taken.
    Unreadable(Unreadable),
}

/// Why a token lifetime could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The client grants were not read to their end.
    GrantsNotRead,
    /// The APIs were not read to their end.
    ApisNotRead,
    /// Whether the client is first-party is hidden.
    PartyHidden,
    /// A grant names an API that is not among those read.
    ApiNotListed {
        /// The API's identifier.
        identifier: String,
    },
    /// An API shows no lifetime, or one that is not a number of seconds.
    LifetimeHidden {
        /// The API's identifier, when it shows one.
        identifier: Option<String>,
    },
    /// A client grant does not say whose it is, or for which API.
    GrantNotUnderstood,
}

impl TokenLifetime {
    /// The value to remember as seen. `None` when it was not read: an assumption is not a sighting.
    #[must_use]
    pub fn seen_ms(&self) -> Option<i64> {
        match self.source {
            LifetimeSource::Api { .. } | LifetimeSource::NoApi => Some(self.millis),
            LifetimeSource::Unreadable(_) => None,
        }
    }

    /// L as verdicts use it, in milliseconds: the higher of this one and the highest that was ever seen before.
    #[must_use]
    pub fn with_highest_seen_ms(&self, before: Option<i64>) -> i64 {
        before.map_or(self.millis, |before| before.max(self.millis))
    }
}

/// The token lifetimes of one connection, read once and asked for each client.
#[derive(Clone, Debug)]
pub struct TokenLifetimes {
    /// By the client's own grants.
    granted: HashMap<String, Reach>,
    /// By grants that are the default for third-party clients.
    third_party_default: Reach,
    /// By grants for a group of clients that we do not know by name, or that cannot be read: they may concern anyone.
    anyone: Reach,
    /// By the APIs whose user policy is `allow_all`.
    open_to_users: Reach,
}

impl TokenLifetimes {
    /// Reads the client grants and APIs of a connection. `None` means that the list was not read to its end; snapshots of
    /// another kind are ignored.
    #[must_use]
    pub fn read(client_grants: Option<&[Snapshot]>, resource_servers: Option<&[Snapshot]>) -> Self {
        let mut lifetimes = Self {
            granted: HashMap::new(),
            third_party_default: Reach::Nothing,
            anyone: Reach::Nothing,
            open_to_users: Reach::Nothing,
        };
        let (Some(client_grants), Some(resource_servers)) = (client_grants, resource_servers) else {
            lifetimes.anyone = Reach::Unreadable(match client_grants {
                None => Unreadable::GrantsNotRead,
                Some(_) => Unreadable::ApisNotRead,
            });
            return lifetimes;
        };
        let mut by_identifier = HashMap::new();
        for api in resource_servers.iter().filter(|snapshot| snapshot.kind == SnapshotKind::ResourceServer) {
            let (identifier, reach) = lifetime_of_api(&api.body);
            if is_open_to_users(&api.body) {
                lifetimes.open_to_users.widen(&reach);
            }
            if let Some(identifier) = identifier {
                by_identifier.insert(identifier, reach);
            }
        }
        for grant in client_grants.iter().filter(|snapshot| snapshot.kind == SnapshotKind::ClientGrant) {
            lifetimes.add_grant(&grant.body, &by_identifier);
        }
        lifetimes
    }

    fn add_grant(&mut self, grant: &Value, by_identifier: &HashMap<&str, Reach>) {
        let text = |name: &str| grant.get(name).and_then(Value::as_str);
        let Some(audience) = text("audience") else {
            return self.anyone.widen(&Reach::Unreadable(Unreadable::GrantNotUnderstood));
        };
        let reach = by_identifier.get(audience).cloned().unwrap_or_else(|| {
            Reach::Unreadable(Unreadable::ApiNotListed { identifier: audience.to_owned() })
        });
        match (text("client_id"), text("default_for")) {
            (Some(client_id), _) => {
                self.granted.entry(client_id.to_owned()).or_insert(Reach::Nothing).widen(&reach);
            }
            (None, Some("third_party_clients")) => self.third_party_default.widen(&reach),
            (None, Some(_)) => self.anyone.widen(&reach),
            (None, None) => self.anyone.widen(&Reach::Unreadable(Unreadable::GrantNotUnderstood)),
        }
    }

    /// L of the client with this id and party.
    #[must_use]
    pub fn of(&self, client_id: &ClientId, party: Party) -> TokenLifetime {
        let mut reach = self.anyone.clone();
        if let Some(granted) = self.granted.get(client_id.as_str()) {
            reach.widen(granted);
        }
        match party {
            Party::First => reach.widen(&self.open_to_users),
            Party::ThirdStrict => reach.widen(&self.third_party_default),
            Party::ThirdPermissive => {
                reach.widen(&self.open_to_users);
                reach.widen(&self.third_party_default);
            }
            Party::Unknown => reach.widen(&Reach::Unreadable(Unreadable::PartyHidden)),
        }
        match reach {
            Reach::Nothing => TokenLifetime { millis: 0, source: LifetimeSource::NoApi },
            Reach::Lives { millis, identifier } => {
                TokenLifetime { millis, source: LifetimeSource::Api { identifier } }
            }
            Reach::Unreadable(why) => {
                TokenLifetime { millis: UNREADABLE_LIFETIME_MS, source: LifetimeSource::Unreadable(why) }
            }
        }
    }
}

/// How far tokens from some set of APIs reach.
#[derive(Clone, Debug)]
enum Reach {
    Nothing,
    Lives { millis: i64, identifier: String },
    Unreadable(Unreadable),
}

impl Reach {
    /// Takes in another set: what cannot be read stays so, else the longer lifetime wins, and the earlier name on a tie.
    fn widen(&mut self, other: &Self) {
        let wider = match (&*self, other) {
            (Self::Unreadable(_), _) | (_, Self::Nothing) => false,
            (_, Self::Unreadable(_)) | (Self::Nothing, _) => true,
            (
                Self::Lives { millis, identifier },
                Self::Lives { millis: other_millis, identifier: other_identifier },
            ) => (other_millis, identifier) > (millis, other_identifier),
        };
        if wider {
            *self = other.clone();
        }
    }
}

fn lifetime_of_api(api: &Value) -> (Option<&str>, Reach) {
    let identifier = api.get("identifier").and_then(Value::as_str);
    let hidden =
        || Reach::Unreadable(Unreadable::LifetimeHidden { identifier: identifier.map(str::to_owned) });
    let reach = match (identifier, longest_seconds(api)) {
        (Some(name), Some(seconds)) => {
            Reach::Lives { millis: seconds.saturating_mul(1000), identifier: name.to_owned() }
        }
        _ => hidden(),
    };
    (identifier, reach)
}

/// The longest of an API's `token_lifetime…` members in seconds: the general one must be there, the one for implicit and
/// hybrid flows has a documented default, and kinds that Auth0 may add count as soon as they hold a number.
fn longest_seconds(api: &Value) -> Option<i64> {
    let general = seconds(api.get("token_lifetime")?)?;
    let web = match api.get("token_lifetime_for_web") {
        None | Some(Value::Null) => DEFAULT_WEB_LIFETIME_S,
        Some(value) => seconds(value)?,
    };
    api.as_object()?
        .iter()
        .filter(|(name, value)| name.starts_with("token_lifetime_for_") && !value.is_null())
        .try_fold(general.max(web), |longest, (_, value)| Some(longest.max(seconds(value)?)))
}

fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().filter(|seconds| *seconds >= 0)
}

/// Whether people can get tokens for this API through a client without a grant: unless its policy says a word for no.
fn is_open_to_users(api: &Value) -> bool {
    let policy = api.pointer("/subject_type_authorization/user/policy").and_then(Value::as_str);
    !matches!(policy, Some("require_client_grant" | "deny_all"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn api(identifier: &str, lifetime: i64, policy: Option<&str>) -> Snapshot {
        let mut body = json!({
            "id": identifier, "identifier": identifier, "token_lifetime": lifetime, "token_lifetime_for_web": 600,
        });
        if let Some(policy) = policy {
            body["subject_type_authorization"] = json!({"user": {"policy": policy}});
        }
        Snapshot { kind: SnapshotKind::ResourceServer, key: identifier.into(), body }
    }

    fn grant(body: Value) -> Snapshot {
        Snapshot { kind: SnapshotKind::ClientGrant, key: "cgr".into(), body }
    }

    fn own(audience: &str) -> Snapshot {
        grant(json!({"client_id": "a", "audience": audience, "scope": []}))
    }

    fn lifetime(grants: &[Snapshot], apis: &[Snapshot], party: Party) -> TokenLifetime {
        TokenLifetimes::read(Some(grants), Some(apis)).of(&ClientId::new("a"), party)
    }

    fn by(identifier: &str, seconds: i64) -> TokenLifetime {
        TokenLifetime {
            millis: seconds * 1000,
            source: LifetimeSource::Api { identifier: identifier.to_owned() },
        }
    }

    fn unreadable(why: Unreadable) -> TokenLifetime {
        TokenLifetime { millis: UNREADABLE_LIFETIME_MS, source: LifetimeSource::Unreadable(why) }
    }

    #[test]
    fn a_strict_client_reaches_granted_apis_only() {
        let apis = [api("granted", 3600, Some("allow_all")), api("open", 90_000, None)];
        assert_eq!(lifetime(&[own("granted")], &apis, Party::ThirdStrict), by("granted", 3600));
        let none = lifetime(&[], &apis, Party::ThirdStrict);
        assert_eq!(none, TokenLifetime { millis: 0, source: LifetimeSource::NoApi });
    }

    #[test]
    fn a_first_party_or_permissive_client_reaches_every_api_that_is_open_to_users() {
        let apis = [
            api("granted", 3600, Some("require_client_grant")),
            api("said", 7200, Some("allow_all")),
            api("unsaid", 90_000, None),
            api("closed", 100_000, Some("require_client_grant")),
            api("denied", 100_000, Some("deny_all")),
        ];
        for party in [Party::First, Party::ThirdPermissive] {
            assert_eq!(lifetime(&[own("granted")], &apis, party), by("unsaid", 90_000));
        }
    }

    #[test]
    fn a_default_grant_reaches_third_party_clients_and_not_the_tenants_own() {
        let apis = [api("shared", 5000, Some("deny_all"))];
        let grants = [grant(json!({"default_for": "third_party_clients", "audience": "shared"}))];
        assert_eq!(lifetime(&grants, &apis, Party::ThirdStrict), by("shared", 5000));
        assert_eq!(lifetime(&grants, &apis, Party::ThirdPermissive), by("shared", 5000));
        assert_eq!(lifetime(&grants, &apis, Party::First).millis, 0);
    }

    #[test]
    fn a_default_grant_for_an_unknown_group_reaches_everyone() {
        let apis = [api("shared", 5000, Some("deny_all"))];
        let grants = [grant(json!({"default_for": "future_clients", "audience": "shared"}))];
        assert_eq!(lifetime(&grants, &apis, Party::First), by("shared", 5000));
    }

    #[test]
    fn another_clients_grant_does_not_reach() {
        let apis = [api("granted", 3600, Some("deny_all"))];
        let grants = [grant(json!({"client_id": "b", "audience": "granted"}))];
        assert_eq!(lifetime(&grants, &apis, Party::First).source, LifetimeSource::NoApi);
    }

    #[test]
    fn the_longest_of_all_lifetimes_of_an_api_counts() {
        let mut web = api("granted", 3600, Some("deny_all"));
        web.body["token_lifetime_for_web"] = json!(4000);
        assert_eq!(lifetime(&[own("granted")], &[web.clone()], Party::First), by("granted", 4000));
        web.body["token_lifetime_for_anonymous_access_tokens"] = json!(5000);
        assert_eq!(lifetime(&[own("granted")], &[web], Party::First), by("granted", 5000));
    }

    #[test]
    fn the_documented_default_stands_in_for_an_unsaid_web_lifetime() {
        let body = json!({"identifier": "granted", "token_lifetime": 60,
            "subject_type_authorization": {"user": {"policy": "deny_all"}}});
        let bare = Snapshot { kind: SnapshotKind::ResourceServer, key: "1".into(), body };
        assert_eq!(lifetime(&[own("granted")], &[bare], Party::First), by("granted", 7200));
    }

    #[test]
    fn whatever_cannot_be_read_counts_as_thirty_days() {
        let apis = [api("granted", 3600, None)];
        let of = |lifetimes: TokenLifetimes| lifetimes.of(&ClientId::new("a"), Party::First);
        assert_eq!(of(TokenLifetimes::read(None, Some(&apis))), unreadable(Unreadable::GrantsNotRead));
        assert_eq!(of(TokenLifetimes::read(Some(&[]), None)), unreadable(Unreadable::ApisNotRead));
        assert_eq!(lifetime(&[], &apis, Party::Unknown), unreadable(Unreadable::PartyHidden));
        assert_eq!(
            lifetime(&[own("gone")], &apis, Party::First),
            unreadable(Unreadable::ApiNotListed { identifier: "gone".into() })
        );
        for nobodys in [json!({"audience": "granted"}), json!({"client_id": "b"}), json!([])] {
            assert_eq!(
                lifetime(&[grant(nobodys)], &apis, Party::First),
                unreadable(Unreadable::GrantNotUnderstood)
            );
        }
        for hidden in [json!(null), json!("3600"), json!(-1), json!(1.5)] {
            let mut odd = api("granted", 3600, None);
            odd.body["token_lifetime"] = hidden;
            assert_eq!(
                lifetime(&[], &[odd], Party::First),
                unreadable(Unreadable::LifetimeHidden { identifier: Some("granted".into()) })
            );
        }
    }

    #[test]
    fn an_assumed_lifetime_is_not_remembered_as_seen() {
        let assumed = unreadable(Unreadable::GrantsNotRead);
        assert_eq!(assumed.seen_ms(), None);
        assert_eq!(assumed.with_highest_seen_ms(Some(5)), UNREADABLE_LIFETIME_MS);
        let read = by("granted", 3600);
        assert_eq!(read.seen_ms(), Some(3_600_000));
        assert_eq!(
            read.with_highest_seen_ms(Some(4_000_000)),
            4_000_000,
            "a shortened lifetime: older tokens may live"
        );
        assert_eq!(read.with_highest_seen_ms(None), 3_600_000);
    }
}
