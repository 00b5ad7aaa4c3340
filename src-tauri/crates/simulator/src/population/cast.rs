//! Clients with names and stories: the tables are in `northmere` and `lumenlabs`, here they come to life.

use serde_json::{Map, Value};

use super::activity::Stream;
use super::{Form, Member, grant, lumenlabs, northmere, northmere_roles};
use crate::calendar::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::dice;
use crate::rows::admin::Author;
use crate::settings::{Api, Cast, object};
use crate::world::{Act, Grant, World};

/// One line of a cast's table.
pub(crate) struct Role {
    pub(crate) name: &'static str,
    /// Beginning and end of the id, as the pictures show them.
    pub(crate) id: (&'static str, &'static str),
    pub(crate) form: Form,
    /// Age in days at the present.
    pub(crate) registered: i64,
    /// What it did, and until how many hours before the present (0: it goes on).
    pub(crate) habits: &'static [Habit],
    /// APIs (by the end of their identifier) and scopes.
    pub(crate) grants: &'static [(&'static str, &'static [&'static str])],
    /// The address from which it calls; two from the seed when absent.
    pub(crate) address: Option<&'static str>,
}

/// Rows of one type, again and again.
pub(crate) struct Habit {
    pub(crate) event_type: &'static str,
    /// Rows on a weekday, in thousandths.
    pub(crate) rate: u32,
    /// Rows at a weekend, per cent of a weekday's.
    pub(crate) weekend: u32,
    /// First hour of the day, and how many.
    pub(crate) hours: (u8, u8),
    /// From and until how many minutes before the present; 0 as an end means for ever.
    pub(crate) span: (i64, i64),
}

impl Habit {
    /// Goes on for ever, day and night.
    pub(crate) const fn always(event_type: &'static str, rate: u32, weekend: u32) -> Self {
        Self { event_type, rate, weekend, hours: (0, 24), span: (HISTORY_MIN, 0) }
    }

    /// Within these hours.
    pub(crate) const fn at(mut self, first: u8, hours: u8) -> Self {
        self.hours = (first, hours);
        self
    }

    /// Ended so many hours before the present.
    pub(crate) const fn until(mut self, hours: i64) -> Self {
        self.span.1 = hours * 60;
        self
    }

    /// Began so many minutes before the present.
    pub(crate) const fn since(mut self, minutes: i64) -> Self {
        self.span.0 = minutes;
        self
    }
}

/// The casts have been active for this long.
const HISTORY_MIN: i64 = 100 * 24 * 60;

/// Audience prefix of both tenants' own APIs.
const API_BASE: &str = "https://api.northmere.example/";

pub(crate) fn apis(cast: Cast) -> Vec<Api> {
    let list: &[(&str, &str, u32, &str, &[&str])] = match cast {
        Cast::Northmere => &northmere_roles::APIS,
        Cast::Lumenlabs => &lumenlabs::APIS,
    };
    list.iter()
        .map(|(path, name, token_lifetime, policy, scopes)| Api {
            identifier: format!("{API_BASE}{path}"),
            name: (*name).into(),
            token_lifetime: *token_lifetime,
            user_policy: (*policy).into(),
            scopes: scopes.iter().map(ToString::to_string).collect(),
        })
        .collect()
}

/// Enrols a cast and its stories.
pub(crate) fn enrol(world: &mut World, cast: Cast, present_ms: i64) {
    match cast {
        Cast::Northmere => northmere::enrol(world, present_ms),
        Cast::Lumenlabs => lumenlabs::enrol(world, present_ms),
    }
}

/// Makes the client of a role.
pub(crate) fn member(world: &World, role: &Role, present_ms: i64) -> Member {
    let seed = world.settings.seed;
    let created_at_ms =
        present_ms - role.registered * DAY_MS - dice::below_ms(dice::roll_text(seed, role.name), 9 * HOUR_MS);
    let (head, tail) = role.id;
    let length = match (role.form.is_strict(), tail.is_empty()) {
        (true, _) => 26,
        (false, _) => 32,
    };
    let middle = dice::alphanumeric(dice::roll_text(seed, role.name), length - head.len() - tail.len());
    let mut member = Member::new(format!("{head}{middle}{tail}"), role.name.into(), role.form, created_at_ms);
    member.address = role.address;
    member.announced = role.registered <= 100;
    member.streams = role.habits.iter().map(|habit| stream(habit, created_at_ms, present_ms)).collect();
    member.grants = role
        .grants
        .iter()
        .map(|(path, scopes)| match *path {
            "management" => grant(&format!("https://{}/api/v2/", world.domain), scopes),
            path => grant(&format!("{API_BASE}{path}"), scopes),
        })
        .collect();
    member
}

fn stream(habit: &Habit, created_at_ms: i64, present_ms: i64) -> Stream {
    let from_ms = (present_ms - habit.span.0 * MINUTE_MS).max(created_at_ms);
    let until_ms = if habit.span.1 == 0 { i64::MAX } else { present_ms - habit.span.1 * MINUTE_MS };
    Stream::steady(habit.event_type, habit.rate, habit.weekend)
        .at(habit.hours.0, habit.hours.1)
        .between(from_ms, until_ms)
}

/// A change of callbacks at a moment before the present.
pub(crate) fn change_callbacks(
    world: &mut World,
    member: u32,
    callbacks: &[&str],
    minutes_ago: i64,
    present_ms: i64,
    author: Author,
) {
    let mut body = Map::new();
    body.insert("callbacks".into(), Value::from(callbacks.to_vec()));
    world.schedule(present_ms - minutes_ago * MINUTE_MS, Act::Patch { member, body, author });
}

/// The grant that every third-party client gets.
pub(crate) fn default_grant(world: &mut World, path: &str, scopes: &[&str]) {
    let id = format!("cgr_{}", dice::alphanumeric(world.fresh(), 16));
    let birth = world.next();
    world.grants.insert(
        birth,
        Grant {
            id,
            client_id: None,
            audience: format!("{API_BASE}{path}").into(),
            scope: scopes.iter().map(ToString::to_string).collect(),
            subject_type: "user".into(),
            extra: object(Some(serde_json::json!({"default_for": "third_party_clients"}))),
        },
    );
}
