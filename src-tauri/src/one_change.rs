//! One change in full: its URIs part by part, where its author usually works from, and what followed.

use assessment::redirect_risk::{Comparison, Finding, compare};
use domain::change::Trace;
use domain::diff::ListDiff;
use domain::member::Member;
use store::{ChangeRow, FirstSeen};

use crate::error::CommandError;
use crate::judging::InScope;
use crate::risks::{application_of, server_of};
use crate::state::App;
use crate::timeline::{finding_view, risk, view};
use crate::uri_lines::{self, Part};
use crate::views::redirects::{ChangeDetail, LetterPair, LookalikeView, PartView, SinceView, UriView};

/// How many lines are shown.
const LINES: usize = 500;

/// How many added URIs are taken apart.
const URIS: usize = 20;

/// What is known of one change.
///
/// # Errors
/// The files cannot be read.
pub async fn detail(app: &App, place: &InScope, row: &ChangeRow) -> Result<ChangeDetail, CommandError> {
    let trust = app.risks.of(&place.connection).await?;
    let judged = trust.judge(row);
    let before = row.change.before.as_deref().unwrap_or_default();
    let after = row.change.after.as_deref().unwrap_or_default();
    let uris: Vec<UriView> =
        judged.iter().take(URIS).map(|(uri, findings)| uri_view(row, uri, findings, before, after)).collect();
    let usual_address = match unfamiliar(row.change.attribution.traces(), &row.first_seen) {
        Some(trace) => app.store.usual_address(&place.connection.id, trace.clone()).await?,
        None => None,
    };
    let came = row.change.member == Member::RedirectUris && !uris.is_empty();
    Ok(ChangeDetail {
        since: if came { Some(since(app, place, row).await?) } else { None },
        usual_address,
        uris,
        row: view(place, row, &judged, LINES),
        before: row.change.before.clone(),
        after: row.change.after.clone(),
    })
}

/// The row that made a change, when it is the only one and nothing came from its address before: of several rows by several
/// people, the habits of one say nothing about the others.
fn unfamiliar<'a>(traces: &'a [Trace], first_seen: &[FirstSeen]) -> Option<&'a Trace> {
    let ([trace], [first]) = (traces, first_seen) else { return None };
    first.address.then_some(trace)
}

async fn since(app: &App, place: &InScope, row: &ChangeRow) -> Result<SinceView, CommandError> {
    let moment = row.change.when.until();
    let unbroken = place.ledger.coverage.unbroken_since();
    Ok(SinceView {
        rows: app.store.sign_ins_after(&place.connection.id, &row.key.client_id, moment).await?,
        is_whole: unbroken.is_some_and(|unbroken| unbroken <= moment),
    })
}

fn uri_view(
    row: &ChangeRow,
    uri: &str,
    findings: &[Finding],
    before: &[String],
    after: &[String],
) -> UriView {
    let others: Vec<&String> = after.iter().filter(|other| *other != uri).collect();
    let removed: Vec<String> =
        ListDiff::between(before, after).removed.into_iter().map(|gone| gone.entry).collect();
    let mut parts: Vec<PartView> = uri_lines::parts(uri)
        .into_iter()
        .map(|(part, range)| part_view(part, &uri[range], findings, &others, &removed))
        .collect();
    let scheme = uri_lines::text_of(uri, Part::Scheme);
    if uri_lines::text_of(uri, Part::Port).is_empty()
        && let Some(port) = [("https", "443"), ("http", "80")].iter().find(|(name, _)| *name == scheme)
    {
        let place = parts.iter().position(|part| part.name == "Host").map_or(parts.len(), |place| place + 1);
        let view = PartView { name: "Port".into(), value: port.1.into(), note: "default".into(), risk: None };
        parts.insert(place, view);
    }
    if let (Some(ascii), Some(host)) =
        (uri_lines::punycode(uri), parts.iter_mut().find(|part| part.name == "Host"))
    {
        host.value = ascii;
    }
    UriView {
        host: domain::host::host_of(uri),
        parts,
        lookalike: findings.iter().find_map(|finding| finding.comparison.as_ref()).map(lookalike),
        rule: compare("", uri, server_of(row.party), application_of(row.app_type.as_deref())).rule.into(),
        risks: findings.iter().map(finding_view).collect(),
        uri: uri.to_owned(),
    }
}

fn part_view(
    part: Part,
    text: &str,
    findings: &[Finding],
    others: &[&String],
    removed: &[String],
) -> PartView {
    let about: Vec<&Finding> =
        findings.iter().filter(|finding| uri_lines::part_of(finding.class) == Some(part)).collect();
    let same = others.iter().filter(|other| uri_lines::text_of(other, part) == text).count();
    let note = if !about.is_empty() {
        let titles: Vec<String> = about.iter().map(|finding| finding.class.title().to_lowercase()).collect();
        titles.join(", ")
    } else if let [gone] = removed
        && uri_lines::text_of(gone, part) != text
    {
        match uri_lines::text_of(gone, part) {
            "" => "was not there".into(),
            was => format!("was {was}"),
        }
    } else if !others.is_empty() && same == others.len() {
        if same == 1 { "same as the other".into() } else { format!("same as the other {same}") }
    } else if same > 0 {
        format!("as in {same} of the other {}", others.len())
    } else {
        String::new()
    };
    PartView {
        name: part.words().into(),
        value: text.to_owned(),
        note,
        risk: about.iter().map(|finding| finding.severity).max().map(risk),
    }
}

fn lookalike(comparison: &Comparison) -> LookalikeView {
    let letter = |letter: &assessment::redirect_risk::Letter| {
        let script = if letter.script == "Common" { "" } else { letter.script };
        format!("{script} {} {}", letter.character, letter.code_point).trim().to_owned()
    };
    let note = |pair: &assessment::redirect_risk::Pair| match (&pair.known, &pair.added) {
        (Some(known), Some(added)) => format!("{}, expected {}", letter(added), letter(known)),
        (None, Some(added)) => format!("{} is added", letter(added)),
        (Some(known), None) => format!("{} is missing", letter(known)),
        (None, None) => String::new(),
    };
    let text = |letter: &Option<assessment::redirect_risk::Letter>| {
        letter.as_ref().map(|letter| letter.character.to_string())
    };
    LookalikeView {
        known: comparison.known.clone(),
        added: comparison.added.clone(),
        punycode: comparison.punycode.clone(),
        letters: comparison
            .letters
            .iter()
            .map(|pair| LetterPair {
                known: text(&pair.known),
                added: text(&pair.added),
                is_equal: pair.is_equal(),
            })
            .collect(),
        notes: comparison.letters.iter().filter(|pair| !pair.is_equal()).take(4).map(note).collect(),
    }
}

#[cfg(test)]
mod tests {
    use domain::change::{Actor, Channel};
    use domain::ids::LogId;
    use domain::time::Timestamp;

    use super::*;

    #[test]
    fn only_the_single_author_of_a_change_from_a_new_address_has_a_usual_one() {
        let row = |number: i64| Trace {
            log_id: LogId::new(format!("900{number}")),
            at: Timestamp::from_millis(number),
            actor: Actor::Unnamed,
            channel: Channel::Dashboard,
            address: Some("203.0.113.77".into()),
            user_agent: None,
            correlation_id: None,
        };
        let seen = |address| FirstSeen { address, ..FirstSeen::default() };
        let (one, two) = ([row(1)], [row(1), row(2)]);
        assert_eq!(unfamiliar(&one, &[seen(true)]), Some(&one[0]));
        assert_eq!(unfamiliar(&one, &[seen(false)]), None, "the address is known");
        assert_eq!(unfamiliar(&two, &[seen(true), seen(true)]), None, "it may be the other's");
        assert_eq!(unfamiliar(&[], &[]), None, "no row tells who");
    }
}
