//! What needs attention among redirect changes: the same done to many clients is one card; the newest three, then the others
//! counted.

use assessment::redirect_risk::Severity;

use crate::error::CommandError;
use crate::state::App;
use crate::timeline::{self, Judged};
use crate::views::overview::{CardAction, CardView, SeverityView};
use crate::views::redirects::{ChangeRow, LineKind, RiskView};
use crate::words;

/// So many cards of one risk are shown; what is behind them is counted in one more.
const ALONE: usize = 3;

/// So many of the newest changes of one risk are looked at for cards.
const LOOKED_AT: usize = 200;

/// The cards of a scope.
///
/// # Errors
/// The files cannot be read.
pub async fn cards(app: &App, judged: &Judged<'_>) -> Result<Vec<CardView>, CommandError> {
    let mut cards = Vec::new();
    for (severity, shown, word) in [
        (Severity::Critical, SeverityView::Critical, "critical"),
        (Severity::High, SeverityView::High, "high"),
    ] {
        let numbers = timeline::open_with(app, judged, severity).await?;
        let mut rows = Vec::new();
        for number in numbers.iter().take(LOOKED_AT) {
            rows.extend(app.store.change(*number).await?);
        }
        let groups = alike(timeline::shown(judged, &rows));
        let told: usize = groups.iter().take(ALONE).map(Vec::len).sum();
        let rest = numbers.len().saturating_sub(told) as u64;
        cards
            .extend(groups.iter().take(ALONE).filter_map(|rows| card(rows, shown, timeline::risk(severity))));
        if rest > 0 {
            cards.push(CardView {
                id: format!("changes-{word}"),
                severity: shown,
                title: format!("{} of {word} risk {} not reviewed", words::counted(rest, "more redirect change"), if rest == 1 { "is" } else { "are" }),
                why: "A redirect URI is where authorization codes go. Each change is either right or to be undone.".into(),
                evidence: Vec::new(),
                at: None,
                action: CardAction::ShowChanges { label: "Review changes".into(), risks: vec![timeline::risk(severity)] },
            });
        }
    }
    Ok(cards)
}

/// Changes that say the same of different clients, by the same hand, are one matter. The newest matter comes first, and in it the
/// newest change.
fn alike(mut rows: Vec<ChangeRow>) -> Vec<Vec<ChangeRow>> {
    rows.sort_by_key(|row| std::cmp::Reverse((row.until_at, row.number)));
    let mut groups: Vec<Vec<ChangeRow>> = Vec::new();
    for row in rows {
        match groups.iter_mut().find(|group| matter(&group[0]) == matter(&row)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

fn matter(row: &ChangeRow) -> (&str, &str, Option<String>, Option<&str>, Option<&str>) {
    let hand = row.traces.first();
    let address = hand.and_then(|trace| trace.address.as_deref());
    (&row.connection_id, &row.title, added(row), hand.map(|trace| trace.actor.as_str()), address)
}

/// The first entry that a change added.
fn added(row: &ChangeRow) -> Option<String> {
    let line = row.lines.iter().find(|line| line.kind == LineKind::Added)?;
    Some(line.pieces.iter().map(|piece| piece.text.as_str()).collect())
}

fn card(rows: &[ChangeRow], severity: SeverityView, risk: RiskView) -> Option<CardView> {
    let row = rows.first()?;
    let name = match rows.len() {
        1 => row.client_name.clone().unwrap_or_else(|| row.client_id.clone()),
        several => words::counted(several as u64, "client"),
    };
    let worst = row.risks.iter().filter(|finding| finding.risk <= RiskView::High).take(2);
    let mut evidence = Vec::from_iter(added(row));
    match row.traces.first() {
        Some(trace) => {
            evidence.extend([trace.actor.clone(), trace.channel.clone()]);
            evidence.extend(trace.address.clone());
        }
        None => evidence.push("not in the log".into()),
    }
    Some(CardView {
        id: format!("change-{}", row.number),
        severity,
        title: format!("{}: {name}", row.title),
        why: worst.map(|finding| finding.sentence.as_str()).collect::<Vec<_>>().join(" "),
        evidence,
        at: Some(row.until_at),
        action: if rows.len() == 1 {
            CardAction::ShowChange { label: "Review change".into(), change: row.number }
        } else {
            CardAction::ShowChanges { label: "Review changes".into(), risks: vec![risk] }
        },
    })
}
