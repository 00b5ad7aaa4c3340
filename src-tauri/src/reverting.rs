//! Taking changes back: the operations core with this program's parts, and its answers in words.

use domain::client::ClientFace;
use domain::connection::Connection;
use domain::diff::{Conflict, ListDiff};
use domain::member::{Held, Member};
use domain::operation::{Operation, OperationId, Purpose};
use domain::snapshot::Snapshot;
use operations::Reach;
use operations::gate::Barred;
use operations::revert::{self, Confirmation, Confirmed, Plan, RevertError};

use crate::error::CommandError;
use crate::operation_words;
use crate::risks::Trust;
use crate::state::App;
use crate::timeline::finding_view;
use crate::views::operations::{
    BodyLine, BodyLineKind, ConfirmOperationRequest, ConfirmOperationResponse, ConflictView, OperationView,
    PlanRevertResponse, PutBackView, RevertPlanView,
};
use crate::views::redirects::FindingView;
use crate::{syncing, uri_lines};

/// Reads the client of a change and plans its revert.
///
/// # Errors
/// The server cannot be asked, or the files cannot be used. Nothing was sent that changes anything.
pub async fn plan(app: &App, change: i64) -> Result<PlanRevertResponse, CommandError> {
    let Some((reach, trust)) = reach_of(app, change).await? else {
        return Ok(PlanRevertResponse::Refused { why: RevertError::NoSuchChange.to_string() });
    };
    let calls = reach.tenant.calls();
    // what a run that ended left in the middle would stand in the way
    operations::settle_all(&reach).await?;
    let planned = revert::plan(&reach, change, &|seen, member, uri| judged(&trust, seen, member, uri)).await;
    syncing::record_calls(app, &reach.connection, &reach.tenant, calls).await?;
    Ok(match planned {
        Ok(plan) => PlanRevertResponse::Plan { plan: Box::new(view(&plan)) },
        Err(RevertError::Conflict(conflict)) => PlanRevertResponse::Conflict { conflict: three(conflict) },
        Err(error) => PlanRevertResponse::Refused { why: why_not(app, &reach.connection, error)? },
    })
}

/// Acts on a yes. It is carried to its end, also when nobody waits for the answer any more.
///
/// # Errors
/// The server cannot be asked, or the files cannot be used. What left before that is found out by reading back.
pub async fn confirm(
    app: &App,
    request: ConfirmOperationRequest,
) -> Result<ConfirmOperationResponse, CommandError> {
    let here = app.clone();
    let acting = app.tasks.spawn(async move { act(&here, request).await });
    acting.await.map_err(|error| {
        CommandError::other(
            format!("the revert stopped in the middle: {error}"),
            "Rollcall reads the client back at its next start and tells what became of it.",
        )
    })?
}

async fn act(app: &App, request: ConfirmOperationRequest) -> Result<ConfirmOperationResponse, CommandError> {
    let gone = || ConfirmOperationResponse::Refused { why: RevertError::NoSuchChange.to_string() };
    let Some(operation) = OperationId::parse(&request.operation_id) else { return Ok(gone()) };
    let Some((reach, trust)) = reach_of(app, request.change).await? else { return Ok(gone()) };
    let by = app.preferences().await?.your_name;
    let calls = reach.tenant.calls();
    let yes = Confirmation { operation, digest: request.digest };
    let judge = |seen: &Snapshot, member: &Member, uri: &str| judged(&trust, seen, member, uri);
    let confirmed = revert::confirm(&reach, request.change, &yes, &by, &judge).await;
    syncing::record_calls(app, &reach.connection, &reach.tenant, calls).await?;
    Ok(match confirmed {
        Ok(Confirmed::Acted(operation)) => {
            syncing::follow_up(app, &reach.connection, operation.id.clone());
            ConfirmOperationResponse::Acted { operation: operation_words::view(&operation) }
        }
        Ok(Confirmed::Changed(plan)) => ConfirmOperationResponse::Changed { plan: Box::new(view(&plan)) },
        Err(RevertError::Conflict(conflict)) => {
            ConfirmOperationResponse::Conflict { conflict: three(conflict) }
        }
        Err(error) => ConfirmOperationResponse::Refused { why: why_not(app, &reach.connection, error)? },
    })
}

/// What became of the reverts of one change, newest first.
///
/// # Errors
/// The files cannot be read.
pub async fn of_change(app: &App, number: i64) -> Result<Vec<OperationView>, CommandError> {
    let Some(row) = app.store.change(number).await? else { return Ok(Vec::new()) };
    let all = app.store.operations_of(&row.key.connection, &row.key.client_id).await?;
    let of_this = |operation: &&Operation| {
        let Purpose::RevertChange { change, .. } = &operation.purpose;
        *change == number
    };
    Ok(all.iter().filter(of_this).map(operation_words::view).collect())
}

/// Explains what the last run left in the middle. Nothing is sent.
///
/// # Errors
/// The files cannot be used.
pub async fn recover(app: &App) -> Result<(), CommandError> {
    operations::recover(&app.store, app.clock.now()).await?;
    Ok(())
}

/// Reads back what is open of a connection, and looks in its log what became of the rest.
///
/// # Errors
/// The files cannot be used. A server that cannot be asked leaves everything as it is.
pub async fn settle(app: &App, connection: &Connection) -> Result<(), CommandError> {
    let reach = reach(app, connection.clone())?;
    operations::settle_all(&reach).await?;
    Ok(())
}

/// Settles every connection that has something open.
pub async fn settle_open(app: &App) {
    let settling = async {
        let open = app.store.open_operations().await?;
        for connection in app.store.connections().await? {
            if open.iter().any(|operation| operation.connection == connection.id) {
                settle(app, &connection).await?;
            }
        }
        Ok::<(), CommandError>(())
    };
    if let Err(error) = settling.await {
        tracing::warn!(%error, "what was left open could not be read back yet");
    }
}

fn reach(app: &App, connection: Connection) -> Result<Reach, CommandError> {
    let tenant = app.tenant(&connection)?.interactive();
    Ok(Reach { store: app.store.clone(), tenant, clock: app.clock.clone(), connection })
}

async fn reach_of(app: &App, change: i64) -> Result<Option<(Reach, std::sync::Arc<Trust>)>, CommandError> {
    let Some(row) = app.store.change(change).await? else { return Ok(None) };
    let connection = app.connection(&row.key.connection).await?;
    let trust = app.risks.of(&connection).await?;
    Ok(Some((reach(app, connection)?, trust)))
}

fn judged(trust: &Trust, seen: &Snapshot, member: &Member, uri: &str) -> Vec<FindingView> {
    let face = ClientFace::of_auth0(&seen.body);
    trust.judge_held(member, uri, face.party, face.app_type.as_deref()).iter().map(finding_view).collect()
}

/// Why there is no plan, for people; an error when something failed that is no answer.
fn why_not(app: &App, connection: &Connection, error: RevertError) -> Result<String, CommandError> {
    match error {
        RevertError::Server(problem) => Err(problem.into()),
        RevertError::Files(error) => Err(error.into()),
        RevertError::Randomness(error) => {
            Err(CommandError::other(format!("the system gives no random bytes: {error}"), "Try again."))
        }
        RevertError::Barred(Barred::ReadOnly) => {
            Ok(format!("{} Settings can change that.", Barred::ReadOnly))
        }
        RevertError::Barred(barred @ Barred::ScopeMissing { .. }) => {
            // with the scope given, a new token is needed
            app.forget_tenant(&connection.id);
            Ok(format!("{barred} Give the client that scope in the tenant, then read again."))
        }
        told => Ok(told.to_string()),
    }
}

fn three(conflict: Conflict) -> ConflictView {
    ConflictView { was: conflict.was, theirs: conflict.theirs, yours: conflict.yours }
}

fn view(plan: &Plan<FindingView>) -> RevertPlanView {
    RevertPlanView {
        operation_id: plan.operation.to_string(),
        digest: plan.digest.to_hex(),
        method: plan.request.method.clone(),
        url: plan.request.url.clone(),
        body: plan.request.body.clone(),
        lines: lines(&plan.member, &plan.now, &plan.then),
        curl: curl(plan),
        puts_back: plan
            .puts_back
            .iter()
            .map(|put| PutBackView { uri: put.uri.clone(), risks: put.findings.clone() })
            .collect(),
        preconditions: vec![
            format!("Rollcall reads the client again first and stops if {} changed.", plan.member.code()),
            "It is sent once. If no answer comes, Rollcall reads the client back and never sends it again."
                .into(),
        ],
        cannot_undo: operation_words::cannot_undo(plan),
        read_at: plan.read_at.millis(),
    }
}

/// The body with one entry a line, and the lines that go.
fn lines(member: &Member, now: &Held, then: &Held) -> Vec<BodyLine> {
    let bracket = |text: String| BodyLine { kind: BodyLineKind::Same, text, punycode: None };
    let quoted = |entry: &str| serde_json::Value::from(entry).to_string();
    if *member == Member::InitiateLoginUri {
        let line = |kind, held: &Held| {
            let value = held.first().map_or_else(|| "null".to_owned(), |uri| quoted(uri));
            let punycode = held.first().and_then(|uri| uri_lines::punycode(uri));
            BodyLine { kind, text: format!("  \"{}\": {value}", member.code()), punycode }
        };
        let lines = [line(BodyLineKind::Added, then), line(BodyLineKind::Removed, now)];
        return [bracket("{".into())].into_iter().chain(lines).chain([bracket("}".into())]).collect();
    }
    let diff = ListDiff::between(now, then);
    let comes = |place: usize| {
        diff.added.iter().any(|added| added.place == place)
            || diff.moved.iter().any(|moved| moved.to == place)
    };
    let line = |kind, entry: &str, comma: &str| BodyLine {
        kind,
        text: format!("  {}{comma}", quoted(entry)),
        punycode: uri_lines::punycode(entry),
    };
    let mut lines = vec![bracket(format!("{{ \"{}\": [", member.code()))];
    lines.extend(then.iter().enumerate().map(|(place, entry)| {
        let kind = if comes(place) { BodyLineKind::Added } else { BodyLineKind::Same };
        line(kind, entry, if place + 1 < then.len() { "," } else { "" })
    }));
    lines.extend(diff.removed.iter().map(|removed| line(BodyLineKind::Removed, &removed.entry, "")));
    lines.push(bracket("] }".into()));
    lines
}

/// The request for a POSIX shell; the token is read from a variable.
fn curl(plan: &Plan<FindingView>) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    format!(
        "curl -X {} {} \\\n  -H \"authorization: Bearer $TOKEN\" \\\n  -H 'content-type: application/json' \\\n  -d {}",
        plan.request.method,
        quoted(&plan.request.url),
        quoted(&plan.request.body)
    )
}

#[cfg(test)]
mod tests {
    use super::BodyLineKind::{Added, Removed, Same};
    use super::*;

    fn list(entries: &[&str]) -> Held {
        entries.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_lines_without_those_that_go_are_the_body_that_is_sent() {
        let (now, then) = (
            list(&["https://a.example", "https://b\"c.example"]),
            list(&["https://z.example", "https://a.example"]),
        );
        for (now, then) in [(&now, &then), (&then, &Vec::new()), (&Vec::new(), &now)] {
            let shown: String = lines(&Member::RedirectUris, now, then)
                .into_iter()
                .filter(|line| line.kind != Removed)
                .map(|line| line.text)
                .collect();
            let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
            assert_eq!(shown, serde_json::json!({"callbacks": then}));
        }
    }

    #[test]
    fn what_goes_what_comes_and_what_stays_are_told_apart() {
        let (now, then) = (
            list(&["https://a.example", "https://evil.example"]),
            list(&["https://a.example", "https://old.example"]),
        );
        let kinds: Vec<BodyLineKind> =
            lines(&Member::RedirectUris, &now, &then).iter().map(|line| line.kind).collect();
        assert_eq!(kinds, [Same, Same, Added, Removed, Same]);
    }
}
