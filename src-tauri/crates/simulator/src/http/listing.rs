//! Both ways of paging (facts/auth0.md 2.2), the same for all listings.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::reply::{self, Reply};
use super::request::Call;
use crate::calendar::DAY_MS;
use crate::settings::{OverCap, PageCap, Settings};

/// The page size when none is named.
const DEFAULT_PAGE: usize = 50;

/// How a listing was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Paging {
    /// No paging parameter at all.
    Unpaged,
    Offset {
        start: usize,
        limit: usize,
        totals: bool,
    },
    Checkpoint {
        after: Option<(u64, u32)>,
        take: usize,
    },
}

impl Paging {
    /// # Errors
    /// 400 for sizes above the cap, numbers that are none, cursors that are foreign or a day old, and offsets
    /// beyond what they reach.
    pub(crate) fn of(call: &Call, settings: &Settings, checkpoint: bool, now_ms: i64) -> Result<Self, Reply> {
        let cap = settings.page_cap;
        let take = call.query("take");
        let from = call.query("from");
        if take.is_some() || from.is_some() {
            if !checkpoint {
                return Err(reply::invalid_query("'Additional properties not allowed: take'."));
            }
            let take = size(take, "take", cap)?;
            let after = from.map(|cursor| read_cursor(cursor, now_ms)).transpose()?;
            return Ok(Self::Checkpoint { after, take });
        }
        let totals = call.flag("include_totals") == Some(true);
        if call.query("page").is_none() && call.query("per_page").is_none() && !totals {
            return Ok(Self::Unpaged);
        }
        let limit = size(call.query("per_page"), "per_page", cap)?;
        let page: usize = match call.query("page") {
            None => 0,
            Some(text) => text.parse().map_err(|_| {
                reply::invalid_query("'Expected type integer but found type string' on property page.")
            })?,
        };
        let start = page.saturating_mul(limit);
        let reach = settings.offset_cap;
        if start >= reach {
            return Err(reply::refuse(
                400,
                &format!(
                    "You can only page through the first {reach} records. The requested page exceeds the allowed maximum of {reach} records."
                ),
                Some("invalid_paging"),
            ));
        }
        Ok(Self::Offset { start, limit, totals })
    }
}

fn size(text: Option<&str>, name: &str, cap: PageCap) -> Result<usize, Reply> {
    let wish = match text {
        None => return Ok(DEFAULT_PAGE.min(cap.limit)),
        Some(text) => text.parse::<usize>().map_err(|_| {
            reply::invalid_query(&format!(
                "'Expected type integer but found type string' on property {name}."
            ))
        })?,
    };
    match (wish <= cap.limit, cap.over) {
        (true, _) if wish > 0 => Ok(wish),
        (true, _) => {
            Err(reply::invalid_query(&format!("'Value 0 is less than minimum 1' on property {name}.")))
        }
        (false, OverCap::Clamp) => Ok(cap.limit),
        (false, OverCap::Refuse) => Err(reply::invalid_query(&format!(
            "'Value {wish} is greater than maximum {}' on property {name}.",
            cap.limit
        ))),
    }
}

/// An opaque cursor: the last key that was given, and when.
pub(crate) fn cursor(key: (u64, u32), now_ms: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{:x}.{:x}.{now_ms:x}", key.0, key.1))
}

fn read_cursor(text: &str, now_ms: i64) -> Result<(u64, u32), Reply> {
    let bad = || reply::refuse(400, "The 'from' checkpoint is not valid.", Some("invalid_paging"));
    let decoded = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
    let decoded = String::from_utf8(decoded).map_err(|_| bad())?;
    let mut parts = decoded.split('.');
    let mut number = || u64::from_str_radix(parts.next()?, 16).ok();
    let (Some(high), Some(low), Some(issued)) = (number(), number(), number()) else { return Err(bad()) };
    let low = u32::try_from(low).map_err(|_| bad())?;
    if i64::try_from(issued).is_ok_and(|issued_ms| issued_ms + DAY_MS < now_ms) {
        return Err(reply::refuse(400, "The 'from' checkpoint has expired.", Some("invalid_paging")));
    }
    Ok((high, low))
}

/// Items of a list that is held whole, each with its key, in key order.
pub(crate) fn page(items: Vec<((u64, u32), Value)>, paging: &Paging, name: &str, now_ms: i64) -> Reply {
    let total = items.len();
    match paging {
        Paging::Unpaged => {
            let rows: Vec<Value> = items.into_iter().take(DEFAULT_PAGE).map(|(_, value)| value).collect();
            Reply::value(200, &Value::Array(rows))
        }
        Paging::Offset { start, limit, totals } => {
            let rows: Vec<Value> =
                items.into_iter().skip(*start).take(*limit).map(|(_, value)| value).collect();
            offset_reply(rows, *start, *limit, total, *totals, name)
        }
        Paging::Checkpoint { after, take } => {
            let mut rest = items.into_iter().filter(|(key, _)| after.is_none_or(|after| *key > after));
            let taken: Vec<((u64, u32), Value)> = rest.by_ref().take(*take).collect();
            let next = rest.next().and(taken.last()).map(|(key, _)| cursor(*key, now_ms));
            checkpoint_reply(taken.into_iter().map(|(_, value)| value).collect(), next, name)
        }
    }
}

pub(crate) fn offset_reply(
    rows: Vec<Value>,
    start: usize,
    limit: usize,
    total: usize,
    totals: bool,
    name: &str,
) -> Reply {
    if totals {
        Reply::value(200, &serde_json::json!({"start": start, "limit": limit, "total": total, name: rows}))
    } else {
        Reply::value(200, &Value::Array(rows))
    }
}

pub(crate) fn checkpoint_reply(rows: Vec<Value>, next: Option<String>, name: &str) -> Reply {
    let mut body = serde_json::json!({});
    body[name] = Value::Array(rows);
    if let Some(next) = next {
        body["next"] = Value::String(next);
    }
    Reply::value(200, &body)
}
