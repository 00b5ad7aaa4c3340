//! The tenant's log: search for what is newest or first, checkpoints for everything (facts/auth0.md 6.1, 6.2).

use domain::activity::LogEvent;
use domain::ids::{ClientId, LogId};
use domain::listing::{Listing, Unread};
use domain::time::Timestamp;
use serde_json::Value;
use url::Url;

use super::call::{Call, Reply};
use super::pages::{Habit, LARGEST};
use super::{Auth0, LogPage, RowRules, rows};
use crate::problem::{EndpointClass, Problem, Trouble};

const NEEDS: &[&str] = &["read:logs", "read:logs_users"];
/// Under these names the accepted page sizes are remembered.
const SEARCH: &str = "logs (search)";
const CHECKPOINT: &str = "logs (checkpoint)";
/// A search reaches so many rows (facts/auth0.md 6.1).
const SEARCH_CAP: usize = 1_000;
const SMALLER: usize = 50;

/// The rows of an answer, and what else it says.
struct Found {
    rows: Vec<LogEvent>,
    next: Option<String>,
    /// Whether the answer says itself that there were no more: fewer rows than its echoed limit.
    is_whole: bool,
    size: usize,
}

impl Auth0 {
    /// The newest rows by search, newest first, at most `limit` (1,000 is the server's cap); `page` gets each page as it
    /// arrives. Returns how many were read.
    ///
    /// # Errors
    /// A page could not be read; what arrived before was given to `page`.
    pub async fn newest_logs(
        &self,
        limit: usize,
        rules: &RowRules,
        page: &mut (dyn FnMut(Vec<LogEvent>) + Send),
    ) -> Result<usize, Problem> {
        let limit = limit.min(SEARCH_CAP);
        let (mut read, mut number) = (0, 0);
        while read < limit {
            let number_text = number.to_string();
            let query = [("sort", "date:-1"), ("page", number_text.as_str())];
            let answer = match self.sized(SEARCH, "per_page", &query, rules).await {
                // past the cap, or past the end of a log that a server counts strictly
                Err(Problem { trouble: Trouble::Refused { status: 400, .. }, .. }) if number > 0 => break,
                answer => answer?,
            };
            if answer.rows.is_empty() {
                break;
            }
            let mut rows = answer.rows;
            rows.truncate(limit - read);
            read += rows.len();
            number += 1;
            page(rows);
        }
        Ok(read)
    }

    /// The earliest row dated at or after `at`: one search. `None`: there is none.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn first_log_at_or_after(
        &self,
        at: Timestamp,
        rules: &RowRules,
    ) -> Result<Option<LogEvent>, Problem> {
        let wanted = format!("date:[{} TO *]", at.to_rfc3339());
        self.first_log(&[("q", wanted.as_str())], rules).await
    }

    /// The oldest row that the tenant keeps, by date. `None`: the log is empty.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn oldest_log(&self, rules: &RowRules) -> Result<Option<LogEvent>, Problem> {
        self.first_log(&[], rules).await
    }

    /// The oldest rows that the tenant keeps, by date, as many as one search gives.
    ///
    /// # Errors
    /// They could not be read.
    pub async fn oldest_logs(&self, rules: &RowRules) -> Result<Vec<LogEvent>, Problem> {
        let query = [("sort", "date:1"), ("page", "0")];
        Ok(self.sized(SEARCH, "per_page", &query, rules).await?.rows)
    }

    /// The next page of rows after this row, by checkpoint, in the order of their ids. The end is an empty page, never a
    /// short one. What happens when the row has aged out is not documented: ask [`Auth0::log_exists`] first.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn logs_after(&self, after: &LogId, rules: &RowRules) -> Result<LogPage, Problem> {
        let answer = self.sized(CHECKPOINT, "take", &[("from", after.as_str())], rules).await?;
        let linked = answer.next.as_deref().and_then(checkpoint_in);
        let last = answer.rows.iter().map(|row| &row.log_id).next_back().cloned();
        Ok(LogPage {
            end: answer.rows.is_empty(),
            next: linked.or(last).unwrap_or_else(|| after.clone()),
            rows: answer.rows,
            server_time: self.server_now(),
        })
    }

    /// The newest rows that name this client at top level: one search. Complete only when the server had no more.
    pub async fn logs_of_client(&self, id: &ClientId, rules: &RowRules) -> Listing<LogEvent> {
        let started_at = self.state.clock.now();
        let wanted = format!("client_id:\"{}\"", id.as_str().replace('\\', "\\\\").replace('"', "\\\""));
        let query = [("q", wanted.as_str()), ("sort", "date:-1"), ("page", "0"), ("include_totals", "true")];
        match self.sized(SEARCH, "per_page", &query, rules).await {
            Ok(answer) if answer.is_whole => {
                Listing::Complete { items: answer.rows, started_at: self.state.server_time_at(started_at) }
            }
            Ok(answer) => {
                Listing::CutShort { why: Unread::BeyondLimit { limit: answer.size }, items: answer.rows }
            }
            Err(problem) => Listing::CutShort { items: Vec::new(), why: problem.into() },
        }
    }

    /// Whether the tenant still keeps this row.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn log_exists(&self, id: &LogId) -> Result<bool, Problem> {
        if matches!(id.as_str(), "" | "." | "..") {
            return Ok(false);
        }
        let path = ["logs", id.as_str()];
        // without parameters, as documented (facts/auth0.md 6.3)
        let call = Call { class: EndpointClass::Logs, path: &path, query: &[], needs: NEEDS };
        match self.get(call).await {
            Ok(Reply { json: Value::Object(_), .. }) => Ok(true),
            Ok(_) => Err(self.wrong_row("another type of value instead of a row")),
            Err(Problem { trouble: Trouble::Refused { status: 404, .. }, .. }) => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    async fn first_log(
        &self,
        wanted: &[(&str, &str)],
        rules: &RowRules,
    ) -> Result<Option<LogEvent>, Problem> {
        let mut query = vec![("sort", "date:1"), ("per_page", "1"), ("page", "0")];
        query.extend_from_slice(wanted);
        Ok(self.rows(&query, 1, rules).await?.rows.into_iter().next())
    }

    /// Asks for pages of 100, or of 50 where 100 is refused, and remembers which.
    async fn sized(
        &self,
        mode: &'static str,
        parameter: &str,
        query: &[(&str, &str)],
        rules: &RowRules,
    ) -> Result<Found, Problem> {
        let known = self.state.habit(mode).map(|habit| habit.size);
        let mut sizes = vec![known.unwrap_or(LARGEST)];
        if known.is_none() {
            sizes.push(SMALLER);
        }
        let mut last = None;
        for size in sizes {
            let size_text = size.to_string();
            let mut asked = query.to_vec();
            asked.push((parameter, size_text.as_str()));
            match self.rows(&asked, size, rules).await {
                Ok(rows) => {
                    self.state.learn_habit(mode, Habit { size, checkpoint: mode == CHECKPOINT });
                    return Ok(rows);
                }
                Err(problem) if matches!(problem.trouble, Trouble::Refused { status: 400, .. }) => {
                    last = Some(problem);
                }
                Err(problem) => return Err(problem),
            }
        }
        Err(last.unwrap_or_else(|| self.wrong_row("no page size is accepted")))
    }

    async fn rows(&self, query: &[(&str, &str)], size: usize, rules: &RowRules) -> Result<Found, Problem> {
        let reply =
            self.get(Call { class: EndpointClass::Logs, path: &["logs"], query, needs: NEEDS }).await?;
        let read_at = self.server_now();
        let number = |value: Option<&Value>| {
            value.and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok())
        };
        let (items, limit) = match reply.json {
            Value::Array(items) => (items, None),
            Value::Object(mut object) => {
                let limit = number(object.get("limit"));
                match object.remove("logs") {
                    Some(Value::Array(items)) => (items, limit),
                    _ => return Err(self.wrong_row("an object of another kind instead of rows")),
                }
            }
            _ => return Err(self.wrong_row("another type of value instead of rows")),
        };
        let count = items.len();
        let rows = items
            .into_iter()
            .map(|item| if item.is_object() { rows::read(item, rules, read_at) } else { None })
            .collect::<Option<Vec<LogEvent>>>()
            .ok_or_else(|| self.wrong_row("a row without an id"))?;
        let is_whole = count == 0 || limit.is_some_and(|limit| count < limit);
        Ok(Found { rows, next: reply.next, is_whole, size: limit.unwrap_or(size) })
    }

    fn wrong_row(&self, what: &str) -> Problem {
        self.problem(EndpointClass::Logs, Trouble::NotUnderstood { what: what.to_owned() })
    }
}

/// The checkpoint in a `Link`. Only the id is taken: the request goes to our own address whatever host the link names.
fn checkpoint_in(link: &str) -> Option<LogId> {
    let base = Url::parse("https://tenant.invalid/").ok()?;
    let link = base.join(link).ok()?;
    link.query_pairs().find(|(name, _)| name == "from").map(|(_, id)| LogId::new(id.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_checkpoint_is_taken_from_a_link() {
        let link = "https://elsewhere.example/api/v2/logs?from=900123&take=100";
        assert_eq!(checkpoint_in(link), Some(LogId::new("900123")));
        assert_eq!(checkpoint_in("/api/v2/logs?take=1&from=9"), Some(LogId::new("9")));
        assert_eq!(checkpoint_in("https://elsewhere.example/"), None);
    }
}
