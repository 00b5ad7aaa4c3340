//! What needs attention among redirect changes: each critical one, at most three, then the others counted.

use assessment::redirect_risk::Severity;

use crate::error::CommandError;
use crate::state::App;
use crate::timeline::{self, Judged};
use crate::views::overview::{CardAction, CardView, SeverityView};
use crate::views::redirects::{ChangeRow, LineKind, RiskView};
use crate::words;

/// So many changes get a card of their own.
const ALONE: usize = 3;

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
        let open = judged.iter().flat_map(|(_, trust)| &trust.judged);
        let open = open.filter(|judged| judged.is_open && judged.severity == Some(severity));
        let mut numbers: Vec<i64> = open.map(|judged| judged.number).collect();
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        let rest = numbers.len().saturating_sub(ALONE) as u64;
        for number in numbers.into_iter().take(ALONE) {
            let Some(row) = app.store.change(number).await? else { continue };
            let row = timeline::shown(judged, std::slice::from_ref(&row)).pop();
            cards.extend(row.map(|row| card(&row, shown)));
        }
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

fn card(row: &ChangeRow, severity: SeverityView) -> CardView {
    let name = row.client_name.as_ref().unwrap_or(&row.client_id);
    let worst = row.risks.iter().filter(|finding| finding.risk <= RiskView::High).take(2);
    let mut evidence: Vec<String> = row
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Added)
        .take(1)
        .map(|line| line.pieces.iter().map(|piece| piece.text.as_str()).collect())
        .collect();
    match row.traces.first() {
        Some(trace) => {
            evidence.extend([trace.actor.clone(), trace.channel.clone()]);
            evidence.extend(trace.address.clone());
        }
        None => evidence.push("not in the log".into()),
    }
    CardView {
        id: format!("change-{}", row.number),
        severity,
        title: format!("{}: {name}", row.title),
        why: worst.map(|finding| finding.sentence.as_str()).collect::<Vec<_>>().join(" "),
        evidence,
        at: Some(row.until_at),
        action: CardAction::ShowChange { label: "Review change".into(), change: row.number },
    }
}
