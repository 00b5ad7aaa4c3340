//! What of a change its verdict depends on, and by which rules.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use assessment::redirect_risk::{ApplicationType, Class, ServerKind};
use domain::client::Party;
use domain::diff::ListDiff;
use domain::member::{Held, Member};
use domain::time::Timestamp;
use store::{ChangeRow, Difference};

/// As much of a change as its verdict depends on.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub member: &'a Member,
    before: Option<&'a Held>,
    after: Option<&'a Held>,
    pub from: Timestamp,
    pub app_type: Option<&'a str>,
    pub party: Party,
}

impl<'a> From<&'a ChangeRow> for Subject<'a> {
    fn from(row: &'a ChangeRow) -> Self {
        let change = &row.change;
        Self {
            member: &change.member,
            before: change.before.as_ref(),
            after: change.after.as_ref(),
            from: change.when.from(),
            app_type: row.app_type.as_deref(),
            party: row.party,
        }
    }
}

impl<'a> From<&'a Difference> for Subject<'a> {
    fn from(of: &'a Difference) -> Self {
        Self {
            member: &of.member,
            before: of.before.as_ref(),
            after: of.after.as_ref(),
            from: of.from,
            app_type: of.app_type.as_deref(),
            party: of.party,
        }
    }
}

impl Subject<'_> {
    /// The entries that came, in the order of the later list.
    pub fn added(&self) -> Vec<String> {
        let (before, after) =
            (self.before.map_or(&[][..], Vec::as_slice), self.after.map_or(&[][..], Vec::as_slice));
        ListDiff::between(before, after).added.into_iter().map(|added| added.entry).collect()
    }

    /// In brief: a change with the same is judged the same.
    pub fn brief(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.member, self.before, self.after, self.from, self.app_type).hash(&mut hasher);
        server_of(self.party).hash(&mut hasher);
        hasher.finish()
    }
}

/// The rule by which Auth0 compares the URIs of a client of this party (facts/auth0.md 2.4 and 2.9).
#[must_use]
pub const fn server_of(party: Party) -> ServerKind {
    match party {
        Party::ThirdStrict => ServerKind::Auth0ThirdParty,
        Party::First | Party::ThirdPermissive | Party::Unknown => ServerKind::Auth0,
    }
}

/// Where a client with this `app_type` runs.
#[must_use]
pub fn application_of(app_type: Option<&str>) -> ApplicationType {
    ApplicationType::from_word(app_type.unwrap_or_default())
}

/// No code is sent to logout URLs and origins: rules about what a code meets on its way are not for them.
pub(super) fn applies(member: &Member, class: Class) -> bool {
    *member == Member::RedirectUris || is_about_the_host(class)
}

/// Rules about who owns a name, or what it pretends to be.
pub(super) const fn is_about_the_host(class: Class) -> bool {
    matches!(
        class,
        Class::Lookalike
            | Class::MixedScript
            | Class::TenantInForeign
            | Class::NewDomain
            | Class::SuffixOnly
            | Class::SharedHosting
            | Class::Bidi
            | Class::ControlChar
            | Class::IpObfuscated
            | Class::Userinfo
            | Class::SchemeDangerous
            | Class::UnicodeDelimiter
    )
}
