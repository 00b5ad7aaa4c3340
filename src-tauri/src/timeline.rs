//! The timeline of changes: what a row of it says, in words.

use std::sync::Arc;

use assessment::changes::{Untold, untold};
use assessment::redirect_risk::{Finding, ServerKind, Severity};
use domain::change::{Actor, Attribution, Channel, Tool, Trace};
use domain::diff::ListDiff;
use domain::ids::{ClientId, ConnectionId};
use domain::member::Member;
use domain::time::Timestamp;
use store::{ChangeChannel, ChangeRow, FirstSeen, InFlood, TimelineLine};

use crate::error::CommandError;
use crate::floods;
use crate::judging::InScope;
use crate::risks::Trust;
use crate::state::App;
use crate::uri_lines;
use crate::views::redirects as views;
use crate::views::redirects::{FindingView, GapView, RiskView};
use crate::words;

/// How many lines a row of the timeline shows.
const LINES: usize = 6;

/// How many rows are read at once for an export.
const PAGE: u32 = 200;

/// The rules by which an Auth0 tenant compares, and for which of its clients.
pub const SERVERS: [(ServerKind, &str); 2] = [
    (ServerKind::Auth0, "first-party and permissive clients"),
    (ServerKind::Auth0ThirdParty, "strict third-party clients"),
];

/// Every connection of a scope with what is thought of its changes.
pub type Judged<'a> = Vec<(&'a InScope, Arc<Trust>)>;

/// What is thought of the changes of a scope, by everything that is known.
///
/// # Errors
/// The files cannot be read.
pub async fn judged<'a>(app: &App, scope: &'a [InScope]) -> Result<Judged<'a>, CommandError> {
    let mut judged = Vec::new();
    for place in scope {
        judged.push((place, app.risks.of(&place.connection).await?));
    }
    Ok(judged)
}

/// The same, or what was thought last where judging takes long, and whether it is by everything that is known.
///
/// # Errors
/// The files cannot be read.
pub async fn judged_promptly<'a>(
    app: &App,
    scope: &'a [InScope],
) -> Result<(Judged<'a>, bool), CommandError> {
    let (mut judged, mut is_current) = (Vec::new(), true);
    for place in scope {
        let thought = app.risks.promptly(&place.connection).await?;
        is_current &= thought.is_current;
        judged.push((place, thought.trust));
    }
    Ok((judged, is_current))
}

/// The ids of a scope, as the store takes them.
#[must_use]
pub fn ids(scope: &[InScope]) -> Vec<ConnectionId> {
    scope.iter().map(|place| place.connection.id.clone()).collect()
}

/// A filter as the store takes it, with the connections that it leaves; risk becomes the numbers of the changes that have it.
#[must_use]
pub fn filter(filter: &views::ChangeFilter, judged: &Judged<'_>) -> (Vec<ConnectionId>, store::ChangeFilter) {
    let only = filter.client.as_ref().map(|client| client.connection_id.as_str());
    let scope = judged.iter().map(|(place, _)| place.connection.id.clone());
    let scope = scope.filter(|id| only.is_none_or(|only| only == id.as_str())).collect();
    let has_risk =
        |severity: Option<Severity>| severity.is_some_and(|severity| filter.risks.contains(&risk(severity)));
    let numbers = || numbers(judged, has_risk);
    let kept = store::ChangeFilter {
        is_decided: filter.is_reviewed,
        uris_only: !filter.all_members,
        channels: filter.channels.iter().copied().map(channel).collect(),
        actor: filter.actor.clone(),
        since: filter.since_at.map(Timestamp::from_millis),
        client: filter.client.as_ref().map(|client| ClientId::new(client.client_id.clone())),
        text: filter.text.clone(),
        numbers: (!filter.risks.is_empty()).then(numbers),
    };
    (scope, kept)
}

const fn channel(channel: views::ChannelView) -> ChangeChannel {
    match channel {
        views::ChannelView::Dashboard => ChangeChannel::Dashboard,
        views::ChannelView::ManagementApi => ChangeChannel::ManagementApi,
        views::ChannelView::SelfRegistration => ChangeChannel::SelfRegistration,
        views::ChannelView::Rollcall => ChangeChannel::Rollcall,
        views::ChannelView::NotInLog => ChangeChannel::NotInLog,
    }
}

/// Every change that passes a filter, newest first.
///
/// # Errors
/// The files cannot be read.
pub async fn all_rows(
    app: &App,
    judged: &Judged<'_>,
    wanted: &views::ChangeFilter,
) -> Result<Vec<views::ChangeRow>, CommandError> {
    let (scope, kept) = filter(wanted, judged);
    let mut rows = Vec::new();
    loop {
        let page = app.store.list_changes(scope.clone(), kept.clone(), rows.len() as u64, PAGE).await?;
        let is_last = page.rows.len() < PAGE as usize;
        rows.extend(with_lines(judged, &page.rows, usize::MAX));
        if is_last {
            return Ok(rows);
        }
    }
}

/// Rows as the timeline shows them.
#[must_use]
pub fn shown(judged: &Judged<'_>, rows: &[ChangeRow]) -> Vec<views::ChangeRow> {
    with_lines(judged, rows, LINES)
}

fn with_lines(judged: &Judged<'_>, rows: &[ChangeRow], most_lines: usize) -> Vec<views::ChangeRow> {
    let of = |row: &ChangeRow| {
        let (place, trust) = judged.iter().find(|(place, _)| place.connection.id == row.key.connection)?;
        Some(view(place, row, &trust.judge(row), most_lines))
    };
    rows.iter().filter_map(of).collect()
}

/// Lines as the timeline shows them.
#[must_use]
pub fn lines(judged: &Judged<'_>, lines: &[TimelineLine]) -> Vec<views::ChangeRow> {
    let of = |line: &TimelineLine| {
        let mut row = shown(judged, std::slice::from_ref(&line.row)).pop()?;
        match &line.place {
            InFlood::No => {}
            InFlood::Member => row.in_flood = true,
            InFlood::Head(flood) => row.flood = Some(floods::view(flood)),
        }
        Some(row)
    };
    lines.iter().filter_map(of).collect()
}

/// What the line before a page says of where it stands.
#[must_use]
pub fn line_before(judged: &Judged<'_>, row: &ChangeRow) -> Option<views::LineBeforeView> {
    let (place, _) = judged.iter().find(|(place, _)| place.connection.id == row.key.connection)?;
    Some(views::LineBeforeView {
        until_at: row.change.when.until().millis(),
        gap: untold_words(place, row).0,
    })
}

/// The changes of a scope whose worst finding passes, newest known first.
#[must_use]
pub fn numbers(judged: &Judged<'_>, passes: impl Fn(Option<Severity>) -> bool) -> Vec<i64> {
    let mut numbers: Vec<i64> = judged.iter().flat_map(|(_, trust)| trust.numbers(&passes)).collect();
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    numbers
}

/// The changes that nobody decided on yet and whose worst finding is of this severity, newest known first.
///
/// # Errors
/// The files cannot be read.
pub async fn open_with(app: &App, judged: &Judged<'_>, severity: Severity) -> Result<Vec<i64>, CommandError> {
    let mut open = app.store.still_open(numbers(judged, |worst| worst == Some(severity))).await?;
    open.sort_unstable_by(|one, other| other.cmp(one));
    Ok(open)
}

/// A change as the timeline shows it, with so many lines at most.
pub fn view(
    place: &InScope,
    row: &ChangeRow,
    judged: &[(String, Vec<Finding>)],
    most_lines: usize,
) -> views::ChangeRow {
    let change = &row.change;
    let (before, after) =
        (change.before.as_deref().unwrap_or_default(), change.after.as_deref().unwrap_or_default());
    let (lines, more_lines) = uri_lines::lines(before, after, judged, most_lines);
    let risks = worst_of_each(judged.iter().flat_map(|(_, findings)| findings));
    let (gap, untold) = untold_words(place, row);
    views::ChangeRow {
        number: row.number,
        connection_id: row.key.connection.to_string(),
        connection_name: place.connection.name.clone(),
        client_id: row.key.client_id.to_string(),
        client_name: row.client_name.clone(),
        what: member_words(&change.member, 2),
        title: title(row, &risks, before, after),
        from_at: change.when.from().millis(),
        until_at: change.when.until().millis(),
        is_moment: matches!(change.when, domain::change::When::At { .. }),
        gap,
        attribution: match change.attribution {
            Attribution::ByRow { .. } => views::AttributionView::ByRow,
            Attribution::ByOneOf { .. } => views::AttributionView::ByOneOf,
            Attribution::ByRowOrEarlier { .. } => views::AttributionView::ByRowOrEarlier,
            Attribution::NotInLog => views::AttributionView::NotInLog,
        },
        untold,
        traces: change
            .attribution
            .traces()
            .iter()
            .enumerate()
            .map(|(at, trace)| trace_view(trace, row.first_seen.get(at).copied().unwrap_or_default()))
            .collect(),
        written_again_by: change.written_again_by.as_ref().map(tool_words),
        lines,
        more_lines,
        risk: risks.first().map(|finding| risk(finding.severity)),
        risks: risks.into_iter().map(finding_view).collect(),
        review: row.review.as_ref().map(|review| views::ReviewView {
            decision: review.decision,
            reason: review.reason.clone(),
            by: review.by.clone(),
            at: review.at.millis(),
        }),
        reverted: row.settled_by.as_ref().map(|settled| views::RevertedView {
            by: settled.by.clone(),
            at: settled.at.millis(),
            is_revert: settled.is_revert,
            other: settled.other,
        }),
        found_at: row.found_at.millis(),
        can_revert: change.member.holds_uris()
            && change.before.is_some()
            && change.after.is_some()
            && row.settled_by.as_ref().is_none_or(|settled| settled.is_revert),
        flood: None,
        in_flood: false,
    }
}

/// At most one finding of a class, the worst first.
fn worst_of_each<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<&'a Finding> {
    let mut kept: Vec<&Finding> = Vec::new();
    for finding in findings {
        match kept.iter_mut().find(|known| known.class == finding.class) {
            Some(known) if known.severity < finding.severity => *known = finding,
            Some(_) => {}
            None => kept.push(finding),
        }
    }
    kept.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    kept
}

/// A severity as shown.
#[must_use]
pub const fn risk(severity: Severity) -> RiskView {
    match severity {
        Severity::Critical => RiskView::Critical,
        Severity::High => RiskView::High,
        Severity::Medium => RiskView::Medium,
        Severity::Low => RiskView::Low,
        Severity::Info => RiskView::Info,
    }
}

/// A finding as shown.
#[must_use]
pub fn finding_view(finding: &Finding) -> FindingView {
    FindingView {
        class: finding.class.id().into(),
        title: finding.class.title().into(),
        risk: risk(finding.severity),
        sentence: finding.sentence.clone(),
        standard: finding.class.standard().into(),
        data: finding.class.data().map(assessment::redirect_risk::Data::version),
    }
}

fn title(row: &ChangeRow, risks: &[&Finding], before: &[String], after: &[String]) -> String {
    if let Some(worst) = risks.first().filter(|worst| worst.severity.is_risky()) {
        return format!("{} added", worst.class.title());
    }
    let member = &row.change.member;
    match (&row.change.before, &row.change.after) {
        (None, _) if *member == Member::RedirectUris => return "First redirect URIs".into(),
        (_, None) => return format!("{} removed", member_words(member, 1)),
        _ => {}
    }
    let diff = ListDiff::between(before, after);
    let told = |count: usize, verb: &str| match count {
        1 => format!("{} {verb}", member_words(member, 1)),
        _ => format!("{count} {} {verb}", member_words(member, count).to_lowercase()),
    };
    match (diff.added.len(), diff.removed.len(), diff.moved.len()) {
        (0, 0, _) => format!("Order of {} changed", member_words(member, 2).to_lowercase()),
        (count, 0, _) => told(count, "added"),
        (0, count, _) => told(count, "removed"),
        _ => format!("{} changed", member_words(member, after.len().max(before.len()))),
    }
}

/// What a member holds, in words.
#[must_use]
pub fn member_words(member: &Member, count: usize) -> String {
    let one = count == 1;
    let of = |single: &str, several: &str| if one { single.to_owned() } else { several.to_owned() };
    match member {
        Member::RedirectUris => of("Redirect URI", "Redirect URIs"),
        Member::LogoutUrls => of("Logout URL", "Logout URLs"),
        Member::WebOrigins => of("Web origin", "Web origins"),
        Member::AllowedOrigins => of("Allowed origin", "Allowed origins"),
        Member::InitiateLoginUri => "Initiate-login URI".into(),
        Member::GrantTypes => of("Grant type", "Grant types"),
        Member::AuthenticationMethod => "Authentication method".into(),
        Member::TokenLifetimes => of("Token lifetime", "Token lifetimes"),
        Member::Name => "Name".into(),
        Member::Logo => "Logo".into(),
        Member::ClientGrant { audience, .. } => format!("{} for {audience}", of("Scope", "Scopes")),
    }
}

/// The missing stretch of log that a change lies in, and why the log does not tell who made it.
fn untold_words(place: &InScope, row: &ChangeRow) -> (Option<GapView>, Option<String>) {
    let is_found_by_a_look = matches!(row.change.attribution, Attribution::NotInLog);
    if !is_found_by_a_look && !matches!(row.change.attribution, Attribution::ByRowOrEarlier { .. }) {
        return (None, None);
    }
    let now = place.cutlines.now;
    match untold(row.change.when.interval(), &place.ledger.coverage, &place.ledger.holes) {
        Untold::Gap(gap, reason) => {
            let because = reason.map_or_else(String::new, |reason| format!(": {}", reason.words()));
            let told = format!(
                "The log from {} to {} is not held{because}.",
                words::day(gap.from, now),
                words::day(gap.to, now)
            );
            let gap = GapView { from_at: gap.from.millis(), to_at: gap.to.millis() };
            (is_found_by_a_look.then_some(gap), Some(told))
        }
        Untold::NotYetRead => (None, Some("The log is not read that far yet.".into())),
        Untold::NoRow => (None, Some("All of the log of that time is held, and no row tells.".into())),
    }
}

fn trace_view(trace: &Trace, first: FirstSeen) -> views::TraceView {
    let (kind, actor, actor_id) = actor_words(&trace.actor);
    views::TraceView {
        log_id: trace.log_id.to_string(),
        at: trace.at.millis(),
        kind,
        actor,
        actor_id,
        channel: match &trace.channel {
            Channel::Dashboard => "Dashboard".into(),
            Channel::SelfRegistration => "Self-registration".into(),
            Channel::ManagementApi { tool } => format!("Management API, {}", tool_words(tool)),
        },
        address: trace.address.clone(),
        user_agent: trace.user_agent.clone(),
        new_address: first.address,
        new_user_agent: first.user_agent,
        new_actor: first.actor,
    }
}

fn tool_words(tool: &Tool) -> String {
    match tool {
        Tool::Terraform => "Terraform".into(),
        Tool::DeployCli => "auth0-deploy-cli".into(),
        Tool::Auth0Cli => "auth0-cli".into(),
        Tool::Other(name) => name.clone(),
        Tool::Unknown => "tool unknown".into(),
    }
}

/// What an actor is, who in words, and its exact id.
#[must_use]
pub fn actor_words(actor: &Actor) -> (views::ActorKind, String, Option<String>) {
    match actor {
        Actor::Person { id, name, email } => {
            let told = email.clone().or_else(|| name.clone()).unwrap_or_else(|| id.clone());
            (views::ActorKind::Person, told, Some(id.clone()))
        }
        Actor::Client { id, name } => {
            let told = name.clone().unwrap_or_else(|| id.to_string());
            (views::ActorKind::Client, told, Some(id.to_string()))
        }
        Actor::SelfRegistration => (views::ActorKind::Nobody, "nobody signed in".into(), None),
        Actor::Rollcall => (views::ActorKind::Rollcall, "Rollcall".into(), None),
        Actor::Unnamed => (views::ActorKind::Unnamed, "not named in the log".into(), None),
    }
}
