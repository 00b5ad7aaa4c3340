//! One client at the end of a past UTC day, by today's knowledge.

use assessment::changes::{AsOf, Told, as_of};
use assessment::{WindowDays, judge_then};
use domain::ids::ClientId;
use domain::time::{Day, Timestamp};

use crate::error::CommandError;
use crate::judging::InScope;
use crate::state::App;
use crate::timeline;
use crate::views::client::{PastMemberView, PastTellingView, PastVerdictView, ShowPastResponse};

/// What was true at the end of that day, or now when it has not ended.
///
/// # Errors
/// The day is none or lies ahead, there is no such client, or the files cannot be read.
pub async fn client(
    app: &App,
    place: &InScope,
    id: &ClientId,
    day: &str,
    window: WindowDays,
) -> Result<ShowPastResponse, CommandError> {
    let at = end_of(day, place.cutlines.now)?;
    let connection = &place.connection.id;
    let gone = || CommandError::bad_input(format!("there is no client {id} here"), "Go back to the list.");
    let facts = app.store.past_facts(connection, id).await?.ok_or_else(gone)?;
    let history = app.store.history(connection, id).await?.ok_or_else(gone)?;
    let last_use = app.store.last_use_by(connection, id, at).await?;
    let coverage = &place.ledger.coverage;
    let judged = judge_then(&facts.facts, last_use, coverage, at, window);
    let verdict = judged.filter(|_| facts.tag.is_none()).map(|(judgement, proof)| PastVerdictView {
        verdict: judgement.verdict,
        as_of: proof.as_of.map(Timestamp::millis),
        last_use_at: last_use.map(|(at, _)| at.millis()),
        last_use_words: last_use.map(|(_, kind)| kind.words().into()),
        watched: proof.watched,
    });
    let members = as_of(&history, coverage, at).into_iter().map(|(member, held)| {
        let what = timeline::member_words(&member, 2);
        match held {
            AsOf::Known(told) => {
                PastMemberView { what, known: Some(telling(told)), before: None, after: None }
            }
            AsOf::Unknown { before, after } => {
                PastMemberView { what, known: None, before: before.map(telling), after: after.map(telling) }
            }
        }
    });
    Ok(ShowPastResponse { at: at.millis(), verdict, members: members.collect() })
}

/// The last moment of a UTC day, or now when it has not ended.
///
/// # Errors
/// It is no day, or lies ahead.
pub fn end_of(day: &str, now: Timestamp) -> Result<Timestamp, CommandError> {
    let day = Timestamp::parse_rfc3339(&format!("{day}T00:00:00Z")).map(Timestamp::day);
    let day = day.filter(|day| *day <= now.day()).ok_or_else(|| {
        CommandError::bad_input("this is no day of the past", "Choose a day until today, as YYYY-MM-DD.")
    })?;
    Ok(Day(day.0 + 1).start().plus_millis(-1).min(now))
}

fn telling(told: Told) -> PastTellingView {
    PastTellingView { entries: told.held, at: told.at.millis(), learned_at: told.learned_at.millis() }
}
