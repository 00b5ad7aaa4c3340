//! Holds what Rollcall says about changes against the journal.

use std::collections::BTreeMap;

use assessment::changes::{AsOf, as_of};
use domain::change::{Actor, Attribution, Change, Trace, When};
use domain::coverage::{Coverage, Interval};
use domain::history::History;
use domain::ids::{ClientId, LogId};
use domain::member::Member;
use domain::time::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use simulator::{Journal, Write};
use store::{ChangeFilter, PastColumn, PastFilter, PastRow};

use super::plan::{API, Plan};
use super::tally::Tally;
use crate::past::examine::asked;
use crate::verdicts::plan::{BEGINNING, DAY};
use crate::verdicts::play::Failure;
use crate::verdicts::product::Product;

/// A value at a moment. `None`: the client or the grant was not there.
type Held = Option<Vec<String>>;

/// The members that are compared, by the server's name; the last is the grant to [`API`].
const MEMBERS: [&str; 7] =
    ["callbacks", "allowed_logout_urls", "web_origins", "initiate_login_uri", "grant_types", "name", "grant"];

fn is_grant(member: &str) -> bool {
    member == "grant"
}

fn is_about(change: &Change, member: &str) -> bool {
    match &change.member {
        Member::ClientGrant { audience, .. } => is_grant(member) && audience == API,
        other => other.code() == member,
    }
}

/// What a body says of a member, as the journal has it.
fn held(body: Option<&Value>, member: &str) -> Held {
    let body = body?;
    let value = if is_grant(member) { body.get("scope") } else { body.get(member) };
    Some(match value {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    })
}

/// One write, as far as it matters to a member.
struct Truth<'w> {
    write: &'w Write,
    before: Held,
    after: Held,
    is_held: bool,
}

/// What somebody could see of a member at a moment: a look, or a row that is held.
#[derive(Clone, Debug, PartialEq)]
struct Sight {
    at: i64,
    held: Held,
    is_look: bool,
}

/// One client's truth.
struct Client<'w> {
    id: &'w str,
    writes: Vec<(&'w Write, bool)>,
    first: Option<&'w Value>,
}

impl Client<'_> {
    fn truths(&self, member: &str) -> Vec<Truth<'_>> {
        let of_member = self.writes.iter().filter(|(write, _)| write.audience.is_some() == is_grant(member));
        of_member
            .map(|(write, is_held)| Truth {
                write,
                before: held(write.before.as_ref(), member),
                after: held(write.after.as_ref(), member),
                is_held: *is_held,
            })
            .collect()
    }

    /// What the member held at a moment.
    fn at(&self, member: &str, at: i64) -> Held {
        let truths = self.truths(member);
        let last = truths.iter().rfind(|truth| truth.write.at_ms <= at);
        let first = || truths.first().map_or_else(|| self.begun_with(member), |truth| truth.before.clone());
        last.map_or_else(first, |truth| truth.after.clone())
    }

    fn is_deleted(&self) -> bool {
        self.writes.iter().any(|(write, _)| write.audience.is_none() && write.after.is_none())
    }

    fn begun_with(&self, member: &str) -> Held {
        if is_grant(member) { None } else { held(self.first, member) }
    }
}

/// Compares everything and counts.
///
/// # Errors
///
/// The store could not be read.
pub async fn examine(
    plan: &Plan,
    journal: &Journal,
    product: &Product,
    past_moments: u64,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let (store, connection) = (product.store(), product.connection());
    let coverage = store.ledger(connection).await?.coverage;
    let all = ChangeFilter::default();
    let page = store.list_changes(vec![connection.clone()], all, 0, 1_000_000).await?;
    let mut told: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for row in page.rows.into_iter().rev() {
        told.entry(row.key.client_id.as_str().to_owned()).or_default().push(row.change);
    }
    let writes = journal.writes();
    let mut by_client: BTreeMap<&str, Vec<(&Write, bool)>> = BTreeMap::new();
    for write in &writes {
        let is_held = store.raw_row(connection, &LogId::new(write.log_id.as_str())).await?.is_some();
        by_client.entry(&write.client_id).or_default().push((write, is_held));
    }
    let mut rng = StdRng::seed_from_u64(plan.seed);
    for body in &plan.clients {
        by_client.entry(body["client_id"].as_str().unwrap_or_default()).or_default();
    }
    let clients = by_client.len() as u64;
    for (id, writes) in by_client {
        let first = plan.clients.iter().find(|body| body["client_id"] == id);
        let client = Client { id, writes, first };
        let history = store.history(connection, &ClientId::new(id)).await?;
        let Some(history) = history else {
            // it came and went between two looks, and its rows are lost
            tally.count("never_known", 1);
            continue;
        };
        let changes = told.remove(id).unwrap_or_default();
        for member in MEMBERS {
            // with a client its grants go, and nobody writes to them
            if is_grant(member) && client.is_deleted() {
                continue;
            }
            let of_member: Vec<&Change> = changes.iter().filter(|change| is_about(change, member)).collect();
            compare(&client, member, &history, &coverage, &of_member, tally);
        }
        for _ in 0..past_moments.div_ceil(clients) {
            let at = BEGINNING - 2 * DAY + rng.random_range(0..plan.end - BEGINNING + 3 * DAY);
            let is_told = look_back(&client, &history, &coverage, at, tally);
            let only = PastFilter { text: id.to_owned(), ..PastFilter::default() };
            let asked = asked(connection, &coverage, at);
            let rows = store.list_past(asked, only, (PastColumn::Name, false), 0, 100).await?.rows;
            let row = rows.iter().find(|row| row.key.client_id.as_str() == id);
            look_back_in_list(&client, at, is_told, row, tally);
        }
    }
    tally.count("changes_of_unknown_clients", told.len() as u64);
    Ok(())
}

/// When the client was looked at, or its grants, and what could be seen.
fn sights(client: &Client<'_>, member: &str, history: &History) -> Vec<Sight> {
    let mut looks: Vec<i64> = history
        .versions
        .iter()
        .flat_map(|version| {
            let inside =
                history.looks.iter().filter(|look| version.first <= look.from && look.to <= version.last);
            inside.map(|look| look.to).chain([version.first, version.last]).collect::<Vec<_>>()
        })
        .map(Timestamp::millis)
        .collect();
    if is_grant(member) {
        looks = history.grant_lists.iter().map(|look| look.to.millis()).collect();
    } else {
        looks.extend(history.absent.iter().map(|at| at.millis()));
    }
    let mut sights: Vec<Sight> =
        looks.into_iter().map(|at| Sight { at, held: client.at(member, at), is_look: true }).collect();
    let rows = client.writes.iter().filter(|(write, is_held)| {
        *is_held && write.audience.is_some() == is_grant(member) && names_its_client(write, history)
    });
    sights.extend(rows.map(|(write, _)| Sight {
        at: write.at_ms,
        held: client.at(member, write.at_ms),
        is_look: false,
    }));
    // a client or a grant whose creation is known was not there before
    let created = client.writes.iter().enumerate().filter(|(place, (write, is_held))| {
        let is_of_member = write.audience.is_some() == is_grant(member);
        *is_held && is_of_member && write.before.is_none() && (is_grant(member) || *place == 0)
    });
    sights.extend(created.map(|(_, (write, _))| Sight { at: write.at_ms - 1, held: None, is_look: false }));
    sights.sort_by_key(|sight| (sight.at, sight.is_look));
    sights
}

/// Whether the row of a write tells of which client it is. That of a grant's removal names the grant's id alone, and that of its
/// creation does not: a grant that no list ever held cannot be told from them (facts/auth0.md 16, row 8).
fn names_its_client(write: &Write, history: &History) -> bool {
    let id = || write.before.as_ref()?.get("id")?.as_str();
    write.audience.is_none()
        || write.after.is_some()
        || id().is_some_and(|id| history.grants.iter().any(|grant| grant.id == id))
}

/// A difference between two sights.
struct Delta<'s> {
    before: &'s Sight,
    after: &'s Sight,
}

fn deltas<'s>(sights: &'s [Sight], member: &str) -> Vec<Delta<'s>> {
    let pairs = sights.windows(2).filter(|pair| pair[0].held != pair[1].held);
    let holds_uris = !matches!(member, "grant_types" | "name" | "grant");
    let told = pairs.filter(|pair| match (&pair[0].held, &pair[1].held) {
        (None, Some(held)) => is_grant(member) || (holds_uris && !held.is_empty()),
        (_, None) => is_grant(member),
        _ => true,
    });
    told.map(|pair| Delta { before: &pair[0], after: &pair[1] }).collect()
}

fn compare(
    client: &Client<'_>,
    member: &str,
    history: &History,
    coverage: &Coverage,
    told: &[&Change],
    tally: &mut Tally,
) {
    let sights = sights(client, member, history);
    let expected = deltas(&sights, member);
    let truths = client.truths(member);
    let made = truths.iter().filter(|truth| truth.before != truth.after).count() as u64;
    let unnamed = truths.iter().filter(|truth| truth.is_held && !names_its_client(truth.write, history));
    tally.count("removals_that_name_no_client", unnamed.count() as u64);
    tally.count("made", made);
    tally.count("seen", expected.len() as u64);
    let values = |delta: &Delta<'_>| (delta.before.held.clone(), delta.after.held.clone());
    let wanted: Vec<_> = expected.iter().map(values).collect();
    let found: Vec<_> = told.iter().map(|change| (change.before.clone(), change.after.clone())).collect();
    if wanted != found {
        tally.count("not_recovered", 1);
        tally.note(format!("{} {member}: wanted {wanted:?}, found {found:?}", client.id));
        return;
    }
    tally.count("recovered", found.len() as u64);
    let looks: Vec<i64> = sights.iter().filter(|sight| sight.is_look).map(|sight| sight.at).collect();
    for (delta, change) in expected.iter().zip(told) {
        attribution(delta, change, &truths, (coverage, history), &looks, tally);
    }
}

fn attribution(
    delta: &Delta<'_>,
    change: &Change,
    truths: &[Truth<'_>],
    (coverage, history): (&Coverage, &History),
    looks: &[i64],
    tally: &mut Tally,
) {
    let within =
        |truth: &&Truth<'_>| delta.before.at < truth.write.at_ms && truth.write.at_ms <= delta.after.at;
    let real: Vec<&Truth<'_>> =
        truths.iter().filter(|truth| truth.before != truth.after).filter(within).collect();
    let author = real.iter().find(|truth| truth.before == change.before && truth.after == change.after);
    let is_by = |trace: &Trace| {
        author.is_some_and(|truth| {
            truth.write.log_id == trace.log_id.as_str() && is_writer(&trace.actor, truth.write)
        })
    };
    let stretch =
        Interval::new(Timestamp::from_millis(delta.before.at), Timestamp::from_millis(delta.after.at));
    let is_covered = author.is_some_and(|truth| truth.is_held && names_its_client(truth.write, history))
        && stretch.is_none_or(|stretch| coverage.covers(stretch));
    tally.count("with_covering_row", u64::from(is_covered));
    let (kind, is_right) = match &change.attribution {
        Attribution::ByRow { trace } => ("by_row", Some(is_by(trace))),
        Attribution::ByOneOf { traces } => ("by_one_of", Some(traces.iter().any(is_by))),
        Attribution::ByRowOrEarlier { .. } => ("by_row_or_earlier", None),
        Attribution::NotInLog => ("not_in_log", None),
    };
    tally.count(kind, 1);
    if is_right == Some(false) {
        tally.count("wrongly_attributed", 1);
        tally.note(format!("{change:?}"));
    }
    if is_covered {
        tally.count("attributed", u64::from(is_right == Some(true)));
        if is_right.is_none() {
            tally.note(format!("not attributed: {change:?}"));
        }
    }
    // a row's moment is its author's; an interval holds every write that it stands for, and no more than two looks
    let (from, until) = (change.when.from().millis(), change.when.until().millis());
    let moments: Vec<i64> = match change.attribution {
        Attribution::ByRow { .. } | Attribution::ByOneOf { .. } => {
            author.iter().map(|truth| truth.write.at_ms).collect()
        }
        _ => real.iter().map(|truth| truth.write.at_ms).collect(),
    };
    let holds = moments.iter().all(|at| from <= *at && *at <= until);
    let is_moment = matches!(change.when, When::At { .. });
    tally.count("interval_without_truth", u64::from(!holds || (is_moment && moments.is_empty())));
    if let (Some(first), Some(last)) = (moments.iter().min(), moments.iter().max()) {
        let earlier = looks.iter().filter(|look| **look < *first).max().is_none_or(|look| *look <= from);
        let later = looks.iter().filter(|look| **look >= *last).min().is_none_or(|look| until <= *look);
        let is_wide = !(earlier && later);
        tally.count("interval_too_wide", u64::from(is_wide));
        if is_wide {
            tally.note(format!("wider than the looks around {first} to {last}: {change:?}"));
        }
    }
}

fn is_writer(actor: &Actor, write: &Write) -> bool {
    match actor {
        Actor::Person { id, .. } => write.writer == format!("person {id}"),
        Actor::Client { id, .. } => write.writer == format!("client {id}"),
        Actor::SelfRegistration => write.writer == "anyone",
        Actor::Rollcall | Actor::Unnamed => false,
    }
}

/// The list of clients of a moment claims nothing that was not so, and knows what the inspector knows.
fn look_back_in_list(client: &Client<'_>, at: i64, is_told: bool, row: Option<&PastRow>, tally: &mut Tally) {
    let (uris, name) = (client.at("callbacks", at), client.at("name", at));
    let is_true = row.map_or(uris.is_none(), |row| {
        (!row.existed || uris.is_some())
            && row
                .redirect_uri_count
                .is_none_or(|count| uris.as_ref().is_some_and(|uris| uris.len() == count as usize))
            && row.name.as_ref().is_none_or(|told| name.as_ref().is_some_and(|name| name.concat() == *told))
    });
    let is_missing = is_told && row.is_none_or(|row| row.redirect_uri_count.is_none());
    tally.count("list_wrong", u64::from(!is_true));
    tally.count("list_unknown_though_told", u64::from(is_missing));
    if !is_true || is_missing {
        tally.note(format!("{} at {at}: {row:?}, truth {name:?} {uris:?}", client.id));
    }
}

/// Asks what the redirect URIs held at a moment: the truth where it was watched, and unknown elsewhere. Gives whether the client
/// is known to have had some list of them.
fn look_back(
    client: &Client<'_>,
    history: &History,
    coverage: &Coverage,
    at: i64,
    tally: &mut Tally,
) -> bool {
    let sights = sights(client, "callbacks", history);
    let covers = |from: i64, to: i64| {
        let stretch = Interval::new(Timestamp::from_millis(from), Timestamp::from_millis(to));
        stretch.is_none_or(|stretch| coverage.covers(stretch))
    };
    let before = sights.iter().rfind(|sight| sight.at <= at);
    let after = sights.iter().find(|sight| sight.at > at);
    let is_watched = before.is_some_and(|sight| sight.at == at || covers(sight.at, at + 1))
        || after.is_some_and(|sight| sight.is_look && covers(at, sight.at));
    // a row that cannot have changed them tells of the time before as well
    let may_be_known = is_watched || after.is_some_and(|sight| covers(at, sight.at));
    let moment = Timestamp::from_millis(at);
    let said =
        as_of(history, coverage, moment).into_iter().find(|(member, _)| *member == Member::RedirectUris);
    tally.count("moments", 1);
    tally.count("moments_watched", u64::from(is_watched));
    let said = said.map(|(_, said)| said);
    let is_told = matches!(&said, Some(AsOf::Known(told)) if told.held.is_some());
    match said {
        Some(AsOf::Known(told)) => {
            let is_true = told.held == client.at("callbacks", at);
            tally.count("past_wrong", u64::from(!is_true));
            tally.count("past_claimed_unwatched", u64::from(!may_be_known));
            if !is_true || !may_be_known {
                tally.note(format!(
                    "{} at {at}: {told:?}, truth {:?}",
                    client.id,
                    client.at("callbacks", at)
                ));
            }
        }
        Some(AsOf::Unknown { .. }) => {
            tally.count("past_unknown_though_watched", u64::from(is_watched));
            if is_watched {
                tally.note(format!("{} at {at}: unknown though {before:?} {after:?}", client.id));
            }
        }
        None => tally.count("past_wrong", 1),
    }
    is_told
}
