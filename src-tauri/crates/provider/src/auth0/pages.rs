//! Lists in pages, by checkpoint where the server has it, else by offset (facts/auth0.md 2.2).
//!
//! A page is never taken for the last one because it is short: a checkpoint list ends where `next` is missing, an
//! offset list where `start` and length reach `total`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Auth0;
use super::call::Call;
use crate::problem::{EndpointClass, Problem, Trouble};

/// A collection under `/api/v2`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Collection {
    pub(super) class: EndpointClass,
    pub(super) path: &'static str,
    /// The member that holds the items when the answer is an object.
    pub(super) member: &'static str,
    pub(super) needs: &'static [&'static str],
    pub(super) paging: Paging,
}

/// What pagings a collection may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paging {
    /// Checkpoint on some servers, offset on others.
    Either,
    /// Offset only.
    Offset,
    /// All at once.
    Whole,
}

/// What a server turned out to accept for a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Habit {
    pub(super) size: usize,
    pub(super) checkpoint: bool,
}

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// The first by checkpoint.
    Head,
    /// The one after this checkpoint.
    After(String),
    /// By offset: page number in units of the page size.
    Number(usize),
    /// Everything.
    Whole,
}

/// One page as it was read.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) items: Vec<Value>,
    /// Where the list goes on; `None`: it ends here.
    pub(super) next: Option<At>,
    pub(super) total: Option<usize>,
    /// The page size in effect: what was asked for, or what the server echoed.
    pub(super) size: usize,
}

pub(super) const LARGEST: usize = 100;
const SMALLER: usize = 50;
/// About so many items can be reached by offset (facts/auth0.md 2.2).
const OFFSET_CAP: usize = 1_000;

/// Why a page is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It could not be read.
    Problem(Problem),
    /// Offset paging goes no further.
    BeyondLimit(usize),
}

impl From<Problem> for Missing {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Missing> for domain::listing::Unread {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Problem(problem) => problem.into(),
            Missing::BeyondLimit(limit) => Self::BeyondLimit { limit },
        }
    }
}

impl Auth0 {
    /// The first page, and with it what the server accepts: remembered for the next time.
    pub(super) async fn first_page(
        &self,
        list: Collection,
        query: &[(&str, &str)],
    ) -> Result<(Page, Habit), Missing> {
        if list.paging == Paging::Whole {
            let page = self.page(list, &At::Whole, LARGEST, query).await?;
            return Ok((page, Habit { size: LARGEST, checkpoint: false }));
        }
        if let Some(habit) = self.state.habit(list.path) {
            let at = if habit.checkpoint { At::Head } else { At::Number(0) };
            let page = self.page(list, &at, habit.size, query).await?;
            return Ok((page, habit));
        }
        if list.paging == Paging::Either {
            for size in [LARGEST, SMALLER] {
                match self.page(list, &At::Head, size, query).await {
                    Ok(page) => {
                        // a server that clamps says so only by the length of a page that is not the last
                        let clamped = page.next.is_some() && page.items.len() <= SMALLER;
                        let habit = Habit { size: if clamped { SMALLER } else { size }, checkpoint: true };
                        self.state.learn_habit(list.path, habit);
                        return Ok((page, habit));
                    }
                    Err(missing) if is_bad_request(&missing) || is_other_paging(&missing) => {}
                    Err(missing) => return Err(missing),
                }
            }
        }
        let (page, size) = match self.page(list, &At::Number(0), LARGEST, query).await {
            Err(missing) if is_bad_request(&missing) => {
                (self.page(list, &At::Number(0), SMALLER, query).await?, SMALLER)
            }
            other => (other?, LARGEST),
        };
        let habit = Habit { size: size.min(page.size), checkpoint: false };
        self.state.learn_habit(list.path, habit);
        Ok((page, habit))
    }

    /// One page.
    pub(super) async fn page(
        &self,
        list: Collection,
        at: &At,
        size: usize,
        query: &[(&str, &str)],
    ) -> Result<Page, Missing> {
        let size_text = size.to_string();
        let number;
        let mut asked: Vec<(&str, &str)> = match at {
            At::Head => vec![("take", &size_text)],
            At::After(checkpoint) => vec![("from", checkpoint), ("take", &size_text)],
            At::Number(page) => {
                number = page.to_string();
                vec![("page", number.as_str()), ("per_page", &size_text), ("include_totals", "true")]
            }
            At::Whole => Vec::new(),
        };
        asked.extend_from_slice(query);
        let call = Call { class: list.class, path: &[list.path], query: &asked, needs: list.needs };
        let answer = self.get(call).await;
        if let (At::Number(page), Err(problem)) = (at, &answer)
            && is_past_the_cap(problem, page * size)
        {
            return Err(Missing::BeyondLimit(page * size));
        }
        let wrong = |what: &str| {
            let trouble = Trouble::NotUnderstood { what: format!("{what} instead of {}", list.member) };
            Missing::Problem(self.problem(list.class, trouble))
        };
        read(answer?.json, list.member, at, size).map_err(wrong)
    }

    /// A server whose checkpoint leads back to itself would keep us for ever.
    pub(super) fn refuse_circles(
        &self,
        list: Collection,
        at: &At,
        asked: &mut BTreeSet<String>,
    ) -> Result<(), Problem> {
        match at {
            At::After(checkpoint) if !asked.insert(checkpoint.clone()) => {
                let what = "a checkpoint that leads back to itself".to_owned();
                Err(self.problem(list.class, Trouble::NotUnderstood { what }))
            }
            _ => Ok(()),
        }
    }
}

fn read(json: Value, member: &str, at: &At, size: usize) -> Result<Page, &'static str> {
    let (items, object) = match json {
        Value::Array(items) => (items, None),
        Value::Object(mut object) => match object.remove(member) {
            Some(Value::Array(items)) => (items, Some(object)),
            _ => return Err("an object of another kind"),
        },
        _ => return Err("another type of value"),
    };
    if !items.iter().all(Value::is_object) {
        return Err("items that are no objects");
    }
    let number = |name: &str| {
        let value = object.as_ref()?.get(name)?.as_u64()?;
        usize::try_from(value).ok()
    };
    let total = number("total");
    match at {
        At::Head | At::After(_) => {
            let Some(object) = &object else { return Err(OTHER_PAGING) };
            if total.is_some() && number("start").is_some() {
                return Err(OTHER_PAGING);
            }
            let next = match object.get("next") {
                None | Some(Value::Null) => None,
                Some(Value::String(next)) if next.is_empty() => None,
                Some(Value::String(next)) => Some(At::After(next.clone())),
                Some(_) => return Err("a checkpoint that is no text"),
            };
            Ok(Page { items, next, total: None, size })
        }
        At::Number(page) => {
            let size = number("limit").filter(|limit| (1..size).contains(limit)).unwrap_or(size);
            let start = number("start").unwrap_or(page * size);
            let ends = match total {
                Some(total) => start + items.len() >= total,
                None => items.is_empty(),
            };
            // an empty page before the total is reached: the list shrank
            let next = (!ends && !items.is_empty())
                .then(|| At::Number((start + items.len()).div_ceil(size).max(page + 1)));
            Ok(Page { items, next, total, size })
        }
        At::Whole => Ok(Page { items, next: None, total, size }),
    }
}

const OTHER_PAGING: &str = "a list by offset";

fn is_other_paging(missing: &Missing) -> bool {
    matches!(missing, Missing::Problem(Problem { trouble: Trouble::NotUnderstood { what }, .. }) if what.starts_with(OTHER_PAGING))
}

fn is_bad_request(missing: &Missing) -> bool {
    matches!(missing, Missing::Problem(Problem { trouble: Trouble::Refused { status: 400, .. }, .. }))
}

fn is_past_the_cap(problem: &Problem, start: usize) -> bool {
    match &problem.trouble {
        Trouble::Refused { status: 400, code } => {
            code.as_deref() == Some("invalid_paging") || start >= OFFSET_CAP
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn items(count: usize) -> Value {
        Value::Array((0..count).map(|index| json!({"client_id": index.to_string()})).collect())
    }

    #[test]
    fn a_short_page_is_not_the_end() {
        let page = read(json!({"clients": items(3), "next": "abc"}), "clients", &At::Head, 100).unwrap();
        assert_eq!(page.next, Some(At::After("abc".into())));
        let page = read(
            json!({"clients": items(50), "start": 0, "limit": 50, "total": 120}),
            "clients",
            &At::Number(0),
            100,
        )
        .unwrap();
        assert_eq!((page.next, page.size), (Some(At::Number(1)), 50));
    }

    #[test]
    fn a_list_ends_where_the_server_says_so() {
        for end in [
            json!({"clients": items(100)}),
            json!({"clients": [], "next": ""}),
            json!({"clients": items(2), "next": null}),
        ] {
            assert_eq!(read(end, "clients", &At::After("x".into()), 100).unwrap().next, None);
        }
        let last = json!({"clients": items(20), "start": 100, "limit": 50, "total": 120});
        assert_eq!(read(last, "clients", &At::Number(2), 50).unwrap().next, None);
    }

    #[test]
    fn a_wrong_shape_is_an_error_and_never_an_empty_list() {
        for wrong in
            [json!("text"), json!({"grants": []}), json!({"clients": "none"}), json!([1, 2]), json!(null)]
        {
            assert!(read(wrong.clone(), "clients", &At::Number(0), 50).is_err(), "{wrong}");
        }
    }
}
