//! Rows of the grid, with the proof of each verdict in a sentence.

use assessment::{Judgement, judge};
use domain::activity::ActivityKind;
use domain::client::{Origin, Party};
use domain::judgement::Verdict;
use domain::time::{DAY_MS, Timestamp};
use store::{ClientKey, CredentialKind, StripDay};

use crate::error::CommandError;
use crate::judging::{InScope, find};
use crate::state::App;
use crate::views::clients::{ClientRow, ClientTag, CredentialKindView, JudgementView, OriginView, PartyView};
use crate::words;

/// The rows as shown, with their strips.
///
/// # Errors
/// The files cannot be read.
pub async fn shown(
    app: &App,
    scope: &[InScope],
    rows: Vec<store::ClientRow>,
) -> Result<Vec<ClientRow>, CommandError> {
    let keys: Vec<ClientKey> = rows.iter().map(|row| row.key.clone()).collect();
    let first_day = scope.iter().map(InScope::first_day).min().unwrap_or(domain::time::Day(0));
    let strips = app.store.strips(keys, first_day).await?;
    Ok(rows
        .into_iter()
        .zip(strips)
        .filter_map(|(row, strip)| Some(view(find(scope, &row.key.connection)?, row, &strip)))
        .collect())
}

/// One row as shown.
#[must_use]
pub fn view(place: &InScope, row: store::ClientRow, strip: &[StripDay]) -> ClientRow {
    let judgement = row.verdict.map(|_| judgement_view(place, &row));
    let last_use = row.facts.last_use;
    ClientRow {
        connection_id: row.key.connection.to_string(),
        connection_name: place.connection.name.clone(),
        client_id: row.key.client_id.to_string(),
        or_in_gap: in_gap(place, last_use.map(|(at, _)| at), row.facts.created_at),
        name: row.name,
        listed: row.listed,
        tag: row.tag.map(Into::into),
        party: row.party.into(),
        origin: row.origin.into(),
        app_type: row.app_type,
        grant_types: row.grant_types,
        credential: row.credential.into(),
        redirect_uri_count: row.redirect_uri_count,
        owner: row.owner,
        note: row.note,
        judgement,
        last_use_at: last_use.map(|(at, _)| at.millis()),
        last_use_kind: last_use.map(|(_, kind)| kind),
        created_at: row.facts.created_at.map(Timestamp::millis),
        seen_at: row.facts.seen_at.map(Timestamp::millis),
        strip: strip.iter().map(|day| (day.day.0, day.uses, day.failures)).collect(),
        past: None,
    }
}

/// Whether a use may hide in a hole after the newest one that is known: "26 Sep, or in the gap".
fn in_gap(place: &InScope, last_use: Option<Timestamp>, created_at: Option<Timestamp>) -> bool {
    let Some(unbroken) = place.cutlines.unbroken_since else { return true };
    last_use.or(created_at).is_none_or(|known| known < unbroken)
}

fn judgement_view(place: &InScope, row: &store::ClientRow) -> JudgementView {
    let judged = judge(&row.facts, &place.cutlines);
    let as_of = place.proof.as_of.unwrap_or(place.cutlines.now);
    JudgementView {
        verdict: judged.verdict,
        as_of_at: as_of.millis(),
        stale: place.proof.stale,
        watched: place.proof.watched,
        longest_hole_ms: place.proof.longest_hole_ms,
        quiet_since_at: judged.quiet_since.map(Timestamp::millis),
        quiet_ms: judged.quiet_ms,
        tokens_dead_by_at: judged.tokens_dead_by.map(Timestamp::millis),
        token_lifetime_ms: row.facts.token_lifetime_ms,
        never_used: judged.never_used,
        provable_at: judged.provable_at.map(Timestamp::millis),
        evidence: evidence(place, row, &judged),
    }
}

/// The proof in one sentence.
#[must_use]
pub fn evidence(place: &InScope, row: &store::ClientRow, judged: &Judgement) -> String {
    let now = place.cutlines.now;
    let last = row.facts.last_use;
    let window_days =
        place.cutlines.horizon.unwrap_or(now).millis_since(place.cutlines.window_start) / DAY_MS;
    match judged.verdict {
        Verdict::InUse => last.map_or_else(String::new, |(at, kind)| {
            format!(
                "{} {} ago",
                words::sentence(kind.words()).trim_end_matches('.'),
                words::stretch(now.millis_since(at))
            )
        }),
        Verdict::TooNew => match row.facts.created_at.or(row.facts.absent_at) {
            Some(at) if row.facts.created_at.is_some() => format!("Registered {}", words::day(at, now)),
            Some(at) => format!("Not yet there on {}", words::day(at, now)),
            None => String::new(),
        },
        Verdict::NotProven => {
            let missing = (1.0 - place.proof.watched).max(0.0);
            #[expect(clippy::cast_precision_loss, reason = "a window is at most 365 days")]
            let unknown_days = missing * window_days as f64;
            let quiet = match last {
                Some((at, _)) => format!("Last token {}, or in the gap", words::day(at, now)),
                None if judged.quiet_ms > 0 => {
                    format!("No use in {} held", words::stretch(judged.quiet_ms))
                }
                None => "No log held".into(),
            };
            if unknown_days >= 0.05 {
                format!("{quiet}; {unknown_days:.1} d unknown")
            } else {
                format!("{quiet}; when it came to exist is not known")
            }
        }
        Verdict::InactiveTokensMayLive => judged.tokens_dead_by.map_or_else(String::new, |dead_by| {
            format!(
                "A token of {} may act until {}",
                words::stretch(row.facts.token_lifetime_ms),
                words::day(dead_by, now)
            )
        }),
        Verdict::Inactive => match (last, row.facts.created_at) {
            (Some((at, _)), _) if in_gap(place, Some(at), row.facts.created_at) => {
                format!("Last token {}, or in the gap", words::day(at, now))
            }
            (Some((at, _)), _) => format!("Last token {}", words::day(at, now)),
            (None, Some(created)) if judged.never_used => {
                let days = judged.quiet_ms.min(now.millis_since(created)) / DAY_MS;
                format!("No token in {days} days, since {}", words::day(created, now))
            }
            (None, _) => format!("No token in {} covered days", judged.quiet_ms / DAY_MS),
        },
    }
}

/// The proof of a verdict, a sentence a line, as it is shown and copied.
#[must_use]
pub fn proof(
    place: &InScope,
    row: &store::ClientRow,
    last_by_kind: &[(ActivityKind, Timestamp)],
    longest: Option<&str>,
) -> Vec<String> {
    let Some(verdict) = row.verdict else {
        return vec![
            "This client is never judged: it is the tenant's own or the one that Rollcall signs in as."
                .into(),
        ];
    };
    let judged = judge(&row.facts, &place.cutlines);
    let horizon = place.cutlines.horizon;
    let mut lines = vec![format!(
        "{}{}: {}.",
        verdict.words(),
        horizon
            .filter(|_| place.proof.stale)
            .map_or_else(String::new, |at| format!(" on {}", words::day(at, place.cutlines.now))),
        evidence(place, row, &judged)
    )];
    lines.push(match horizon {
        Some(horizon) => format!(
            "Window: {} to {} (log read to there, less the lag allowance of {}).",
            place.cutlines.window_start.to_rfc3339(),
            horizon.to_rfc3339(),
            words::stretch(place.ledger.lag_allowance_ms)
        ),
        None => "No stretch of the log is held as complete.".into(),
    });
    lines.push(format!(
        "Watched: {:.1} % of the window; longest hole {}.",
        place.proof.watched * 100.0,
        if place.proof.longest_hole_ms == 0 {
            "none".into()
        } else {
            words::stretch(place.proof.longest_hole_ms)
        }
    ));
    lines.extend(
        place
            .ledger
            .coverage
            .intervals()
            .iter()
            .map(|held| format!("Covered by poll: {} to {}.", held.from.to_rfc3339(), held.to.to_rfc3339())),
    );
    if last_by_kind.is_empty() {
        lines.push("No successful use is in the log that is held.".into());
    }
    lines
        .extend(last_by_kind.iter().map(|(kind, at)| format!("Last {}: {}.", kind.words(), at.to_rfc3339())));
    lines.push(format!(
        "Longest access token: {}{}{}.",
        words::stretch(row.facts.token_lifetime_ms),
        longest.map_or_else(String::new, |api| format!(" ({api})")),
        if row.lifetime_unreadable { ", assumed because the granted APIs could not be read" } else { "" }
    ));
    if let Some(since) = judged.quiet_since {
        lines.push(format!("Quiet since {} ({}).", since.to_rfc3339(), words::stretch(judged.quiet_ms)));
    }
    if let Some(dead_by) = judged.tokens_dead_by {
        lines.push(format!(
            "Tokens that are out are dead by {} (quiet since + longest token + 1 day).",
            dead_by.to_rfc3339()
        ));
    }
    if judged.never_used {
        lines.push("Never used: its whole life is covered and holds no use.".into());
    }
    if let Some(at) = judged.provable_at {
        lines.push(format!("Provable from {} on, if watching goes on unbroken.", at.to_rfc3339()));
    }
    lines
}

impl From<store::ClientTag> for ClientTag {
    fn from(tag: store::ClientTag) -> Self {
        match tag {
            store::ClientTag::Global => Self::Global,
            store::ClientTag::Rollcall => Self::Rollcall,
        }
    }
}

impl From<Party> for PartyView {
    fn from(party: Party) -> Self {
        match party {
            Party::First => Self::First,
            Party::ThirdStrict => Self::ThirdStrict,
            Party::ThirdPermissive => Self::ThirdPermissive,
            Party::Unknown => Self::Unknown,
        }
    }
}

impl From<PartyView> for Party {
    fn from(party: PartyView) -> Self {
        match party {
            PartyView::First => Self::First,
            PartyView::ThirdStrict => Self::ThirdStrict,
            PartyView::ThirdPermissive => Self::ThirdPermissive,
            PartyView::Unknown => Self::Unknown,
        }
    }
}

impl From<Origin> for OriginView {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Admin => Self::Admin,
            Origin::Dcr => Self::Dcr,
            Origin::Cimd => Self::Cimd,
            Origin::Unknown => Self::Unknown,
        }
    }
}

impl From<OriginView> for Origin {
    fn from(origin: OriginView) -> Self {
        match origin {
            OriginView::Admin => Self::Admin,
            OriginView::Dcr => Self::Dcr,
            OriginView::Cimd => Self::Cimd,
            OriginView::Unknown => Self::Unknown,
        }
    }
}

impl From<CredentialKind> for CredentialKindView {
    fn from(kind: CredentialKind) -> Self {
        match kind {
            CredentialKind::Secret => Self::Secret,
            CredentialKind::Public => Self::Public,
            CredentialKind::PrivateKeyJwt => Self::PrivateKeyJwt,
            CredentialKind::Mtls => Self::Mtls,
            CredentialKind::Other => Self::Other,
            CredentialKind::CannotTell => Self::CannotTell,
        }
    }
}

impl From<CredentialKindView> for CredentialKind {
    fn from(kind: CredentialKindView) -> Self {
        match kind {
            CredentialKindView::Secret => Self::Secret,
            CredentialKindView::Public => Self::Public,
            CredentialKindView::PrivateKeyJwt => Self::PrivateKeyJwt,
            CredentialKindView::Mtls => Self::Mtls,
            CredentialKindView::Other => Self::Other,
            CredentialKindView::CannotTell => Self::CannotTell,
        }
    }
}
