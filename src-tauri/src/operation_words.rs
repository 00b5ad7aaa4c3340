//! What is said to people about operations.

use domain::member::Member;
use domain::operation::{Operation, Refusal, Settlement, State, Witness};
use operations::revert::Plan;

use crate::views::operations::{OperationStanding, OperationView, OverwrittenView};
use crate::words;

/// What a revert does not undo.
#[must_use]
pub fn cannot_undo<F>(plan: &Plan<F>) -> Vec<String> {
    let cut_off = (plan.member == Member::RedirectUris && !plan.takes_out.is_empty()).then_some(
        "People part-way through sign-in at a URI that is taken out will see “Callback URL mismatch”.",
    );
    plan.cannot_undo.iter().copied().chain(cut_off).map(str::to_owned).collect()
}

/// An operation as shown.
#[must_use]
pub fn view(operation: &Operation) -> OperationView {
    let (standing, title, detail) = told(operation);
    OperationView {
        id: operation.id.to_string(),
        standing,
        title: title.into(),
        detail,
        at: operation.state.at().millis(),
        by: operation.by.clone(),
        overwrote: match &operation.witness {
            Some(Witness::Overwrote { theirs, by, .. }) => Some(OverwrittenView {
                theirs: theirs.clone(),
                log_ids: by.iter().map(ToString::to_string).collect(),
            }),
            Some(Witness::Alone { .. } | Witness::Late { .. }) | None => None,
        },
    }
}

fn told(operation: &Operation) -> (OperationStanding, &'static str, String) {
    use OperationStanding::{Look, NotDone, Open};
    match (&operation.state, &operation.witness) {
        (_, Some(Witness::Overwrote { .. })) => (
            Look,
            "Reverted, and a change of somebody else was overwritten",
            "The log shows that somebody changed the same list between the last look and the request. What they had set is below; put it back if it was right.".into(),
        ),
        (_, Some(Witness::Late { .. })) => (
            Look,
            "Carried out late",
            "Reading back had not shown it, and the log shows that the server carried it out after all.".into(),
        ),
        (State::Planned { .. }, _) => (Open, "Not sent yet", "Nothing has left.".into()),
        (State::Sending { .. }, _) => (Open, "Being sent", "The answer is awaited.".into()),
        (State::Done { .. }, _) => {
            (Open, "The server said yes", "It is not read back yet; Rollcall does that with the next sync.".into())
        }
        (State::Unknown { why, .. }, _) => (
            Open,
            "Not known yet",
            format!(
                "{} Rollcall reads the client back with the next sync and sends nothing again.",
                words::sentence(why)
            ),
        ),
        (State::Refused { why, .. }, _) => (NotDone, "Not reverted", refused(why)),
        (State::Settled { settlement, .. }, _) => settled(settlement),
    }
}

fn refused(why: &Refusal) -> String {
    match why {
        Refusal::NotSent { why } => format!("It was not sent: {} Nothing was changed.", words::sentence(why)),
        Refusal::Server { status, words: said, .. } => {
            let said = said.as_deref().map(words::sentence).unwrap_or_default();
            format!("The server refused it ({status}). {said} Nothing was changed.").replace("  ", " ")
        }
    }
}

fn settled(settlement: &Settlement) -> (OperationStanding, &'static str, String) {
    use OperationStanding::{Done, Look, NotDone};
    match settlement {
        Settlement::Applied => {
            (Done, "Reverted", "Read back: the server holds exactly what was asked for.".into())
        }
        Settlement::NotApplied => (
            NotDone,
            "Not reverted",
            "Read back: the server still holds what it held before. Nothing was changed.".into(),
        ),
        Settlement::Overtaken { held } => (
            Look,
            "Reverted, and changed again since",
            format!("Read back: somebody changed the same list afterwards. It holds {} now.", entries(held)),
        ),
        Settlement::Undecided { held } => (
            Look,
            "Not known whether it was carried out",
            format!(
                "Read back: the server holds neither what was asked for nor what it held before, but {}.",
                entries(held)
            ),
        ),
        Settlement::ClientGone => {
            (Look, "The client is gone", "Read back: the client does not exist any more.".into())
        }
    }
}

fn entries(held: &[String]) -> String {
    if held.is_empty() { "nothing".into() } else { held.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_that_nothing_was_changed_and_keeps_the_servers_words() {
        let said = refused(&Refusal::Server {
            status: 403,
            code: Some("insufficient_scope".into()),
            words: Some("Insufficient scope".into()),
        });
        assert_eq!(said, "The server refused it (403). Insufficient scope. Nothing was changed.");
        let said = refused(&Refusal::Server { status: 400, code: None, words: None });
        assert_eq!(said, "The server refused it (400). Nothing was changed.");
    }

    #[test]
    fn only_what_was_read_back_as_asked_for_counts_as_done() {
        let held = || vec!["https://a.example".to_owned()];
        let all = [
            Settlement::Applied,
            Settlement::NotApplied,
            Settlement::Overtaken { held: held() },
            Settlement::Undecided { held: held() },
            Settlement::ClientGone,
        ];
        let done: Vec<bool> =
            all.iter().map(|settlement| settled(settlement).0 == OperationStanding::Done).collect();
        assert_eq!(done, [true, false, false, false, false]);
    }
}
