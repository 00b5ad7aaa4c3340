//! The Lucene subset of log search (facts/auth0.md 6.4).

use crate::calendar::parse_iso;
use crate::log_id::LogKey;

/// A parsed `q`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Query {
    All,
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    Term { field: Option<String>, value: String },
    Range { field: String, low: Limit, high: Limit },
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Open,
    Including(String),
    Excluding(String),
}

/// The fields of one row.
pub(crate) trait Row {
    fn date_ms(&self) -> i64;
    fn log_id(&self) -> String;
    fn field(&mut self, name: &str) -> Option<String>;
}

/// The span of event times in which matches can lie (inclusive).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) from_ms: Option<i64>,
    pub(crate) until_ms: Option<i64>,
}

/// Fields that `field:value` can name; others never match.
const SEARCHABLE: [&str; 16] = [
    "client_id",
    "client_name",
    "connection",
    "connection_id",
    "description",
    "date",
    "hostname",
    "ip",
    "log_id",
    "organization_id",
    "user_id",
    "user_name",
    "user_agent",
    "strategy",
    "strategy_type",
    "type",
];
/// Fields that a bare word is looked for in.
const BARE: [&str; 7] = ["client_name", "connection", "description", "ip", "log_id", "type", "user_name"];

impl Query {
    /// Reads a query; an empty one matches everything.
    ///
    /// # Errors
    /// A sentence about what is wrong with the syntax.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        if tokens.is_empty() {
            return Ok(Self::All);
        }
        let mut parser = Parser { tokens: &tokens, at: 0 };
        let query = parser.either(None)?;
        if parser.at < tokens.len() {
            return Err(format!("unexpected {:?}", tokens[parser.at]));
        }
        Ok(query)
    }

    /// Whether a row matches.
    pub(crate) fn matches(&self, row: &mut dyn Row) -> bool {
        match self {
            Self::All => true,
            Self::And(parts) => parts.iter().all(|part| part.matches(row)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(row)),
            Self::Not(part) => !part.matches(row),
            Self::Term { field: None, value } => BARE.iter().any(|field| term(row, field, value)),
            Self::Term { field: Some(field), value } => {
                SEARCHABLE.contains(&field.as_str()) && term(row, field, value)
            }
            Self::Range { field, low, high } => match field.as_str() {
                "date" => {
                    let date = row.date_ms();
                    moment(low, false).is_none_or(|from| date >= from)
                        && moment(high, true).is_none_or(|to| date <= to)
                }
                "log_id" => within(&row.log_id(), low, high),
                other => {
                    SEARCHABLE.contains(&other)
                        && row.field(other).is_some_and(|value| within(&value, low, high))
                }
            },
        }
    }

    /// What the query says about the time of its matches.
    pub(crate) fn bounds(&self) -> Bounds {
        match self {
            Self::And(parts) => parts.iter().map(Self::bounds).fold(Bounds::default(), |all, part| Bounds {
                from_ms: all.from_ms.max(part.from_ms),
                until_ms: match (all.until_ms, part.until_ms) {
                    (Some(one), Some(two)) => Some(one.min(two)),
                    (one, two) => one.or(two),
                },
            }),
            Self::Range { field, low, high } if field == "date" => {
                Bounds { from_ms: moment(low, false), until_ms: moment(high, true) }
            }
            // a row's date lies up to 5.3 s before the time in its id
            Self::Range { field, low, high } if field == "log_id" => {
                Bounds { from_ms: ingestion(low).map(|ms| ms - 10_000), until_ms: ingestion(high) }
            }
            _ => Bounds::default(),
        }
    }

    /// The one client that all matches belong to, if the query says so.
    pub(crate) fn client_id(&self) -> Option<&str> {
        match self {
            Self::And(parts) => parts.iter().find_map(Self::client_id),
            Self::Term { field: Some(field), value } if field == "client_id" && !value.contains('*') => {
                Some(value)
            }
            _ => None,
        }
    }
}

fn moment(limit: &Limit, end: bool) -> Option<i64> {
    match limit {
        Limit::Open => None,
        Limit::Including(text) => {
            // a bare day as an inclusive end means its last millisecond
            let whole_day = end && text.len() == 10;
            parse_iso(text).map(|ms| if whole_day { ms + 86_399_999 } else { ms })
        }
        Limit::Excluding(text) => parse_iso(text).map(|ms| if end { ms - 1 } else { ms + 1 }),
    }
}

fn ingestion(limit: &Limit) -> Option<i64> {
    match limit {
        Limit::Open => None,
        Limit::Including(text) | Limit::Excluding(text) => LogKey::parse(text).map(|key| key.ingested_ms),
    }
}

fn within(value: &str, low: &Limit, high: &Limit) -> bool {
    let above = match low {
        Limit::Open => true,
        Limit::Including(text) => value >= text.as_str(),
        Limit::Excluding(text) => value > text.as_str(),
    };
    let below = match high {
        Limit::Open => true,
        Limit::Including(text) => value <= text.as_str(),
        Limit::Excluding(text) => value < text.as_str(),
    };
    above && below
}

fn term(row: &mut dyn Row, field: &str, pattern: &str) -> bool {
    match field {
        "log_id" => like(&row.log_id(), pattern),
        "date" => parse_iso(pattern).is_some_and(|ms| ms == row.date_ms()),
        _ => row.field(field).is_some_and(|value| like(&value, pattern)),
    }
}

/// Whole, case-sensitive match; `*` stands for anything.
fn like(value: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = value.strip_prefix(first) else { return false };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    let mut last = "";
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
        last = piece;
    }
    last.is_empty() || value.ends_with(last)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Field(String),
    Value(String),
    Range(Limit, Limit),
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < characters.len() {
        match characters[at] {
            character if character.is_whitespace() => at += 1,
            '(' => {
                tokens.push(Token::Open);
                at += 1;
            }
            ')' => {
                tokens.push(Token::Close);
                at += 1;
            }
            '-' => {
                tokens.push(Token::Not);
                at += 1;
            }
            '"' => {
                let mut value = String::new();
                at += 1;
                loop {
                    match characters.get(at) {
                        None => return Err("a quote is not closed".into()),
                        Some('"') => break,
                        Some('\\') => {
                            at += 1;
                            value.extend(characters.get(at));
                        }
                        Some(other) => value.push(*other),
                    }
                    at += 1;
                }
                at += 1;
                tokens.push(Token::Value(value));
            }
            open @ ('[' | '{') => {
                let Some(length) =
                    characters[at..].iter().position(|character| matches!(character, ']' | '}'))
                else {
                    return Err("a range is not closed".into());
                };
                let close = characters[at + length];
                let inner: String = characters[at + 1..at + length].iter().collect();
                let Some((low, high)) = inner.split_once(" TO ") else {
                    return Err("a range needs TO".into());
                };
                let limit = |text: &str, including: bool| match text.trim().trim_matches('"') {
                    "*" => Limit::Open,
                    text if including => Limit::Including(text.to_owned()),
                    text => Limit::Excluding(text.to_owned()),
                };
                tokens.push(Token::Range(limit(low, open == '['), limit(high, close == ']')));
                at += length + 1;
            }
            _ => {
                let start = at;
                while at < characters.len()
                    && !characters[at].is_whitespace()
                    && !matches!(characters[at], '(' | ')' | ':')
                {
                    if characters[at] == '\\' {
                        at += 1;
                    }
                    at += 1;
                }
                let end = at.min(characters.len());
                let word: String =
                    characters[start..end].iter().filter(|character| **character != '\\').collect();
                if characters.get(at) == Some(&':') && !word.is_empty() {
                    at += 1;
                    tokens.push(Token::Field(word));
                } else {
                    tokens.push(match word.as_str() {
                        "AND" | "&&" => Token::And,
                        "OR" | "||" => Token::Or,
                        "NOT" | "!" => Token::Not,
                        "" => return Err("a colon without a field".into()),
                        _ => Token::Value(word),
                    });
                }
            }
        }
    }
    Ok(tokens)
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let hit = self.peek() == Some(token);
        self.at += usize::from(hit);
        hit
    }

    /// Alternatives; terms that stand side by side are alternatives too, as in Lucene.
    fn either(&mut self, field: Option<&str>) -> Result<Query, String> {
        let mut parts = vec![self.both(field)?];
        loop {
            if self.eat(&Token::Or) || self.peek().is_some_and(|token| *token != Token::Close) {
                parts.push(self.both(field)?);
            } else {
                return Ok(if parts.len() == 1 { parts.remove(0) } else { Query::Or(parts) });
            }
        }
    }

    fn both(&mut self, field: Option<&str>) -> Result<Query, String> {
        let mut parts = vec![self.one(field)?];
        while self.eat(&Token::And) {
            parts.push(self.one(field)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) })
    }

    fn one(&mut self, field: Option<&str>) -> Result<Query, String> {
        let Some(token) = self.peek().cloned() else { return Err("the query ends too early".into()) };
        self.at += 1;
        match token {
            Token::Not => Ok(Query::Not(Box::new(self.one(field)?))),
            Token::Open => {
                let inner = self.either(field)?;
                if self.eat(&Token::Close) { Ok(inner) } else { Err("a parenthesis is not closed".into()) }
            }
            Token::Field(name) => self.one(Some(&name)),
            Token::Value(value) => Ok(Query::Term { field: field.map(ToOwned::to_owned), value }),
            Token::Range(low, high) => match field {
                Some(field) => Ok(Query::Range { field: field.to_owned(), low, high }),
                None => Err("a range needs a field".into()),
            },
            other => Err(format!("unexpected {other:?}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, Row};
    use crate::calendar::parse_iso;

    struct Sample;

    impl Row for Sample {
        fn date_ms(&self) -> i64 {
            parse_iso("2026-11-20T10:00:00Z").unwrap()
        }
        fn log_id(&self) -> String {
            "90020261120100001000".into()
        }
        fn field(&mut self, name: &str) -> Option<String> {
            match name {
                "type" => Some("seccft".into()),
                "client_id" => Some("abc".into()),
                "client_name" => Some("Nightly Export Job".into()),
                "description" => Some("Client Credentials for Access Token".into()),
                _ => None,
            }
        }
    }

    fn hits(text: &str) -> bool {
        Query::parse(text).unwrap().matches(&mut Sample)
    }

    #[test]
    fn fields_operators_groups_and_quotes_are_understood() {
        assert!(hits(""));
        assert!(hits("type:seccft"));
        assert!(!hits("type:seccf"));
        assert!(hits("type:secc*"));
        assert!(hits("client_id:\"abc\" AND type:(s OR ssa OR seccft)"));
        assert!(!hits("client_id:\"abc\" AND NOT type:(s OR seccft)"));
        assert!(hits("NOT type:s"));
        assert!(hits("client_name:\"Nightly Export Job\""));
        assert!(hits("description:*Credentials*"));
        assert!(!hits("description:client*"), "matching is case sensitive");
        assert!(hits("type:s type:seccft"), "side by side means OR");
    }

    #[test]
    fn ranges_bound_dates_and_ids() {
        assert!(hits("date:[2026-11-20 TO 2026-11-20]"));
        assert!(hits("date:[2026-11-20T10:00:00 TO *]"));
        assert!(!hits("date:{2026-11-20T10:00:00 TO *]"));
        assert!(!hits("date:[* TO 2026-11-20T10:00:00.000Z}"));
        assert!(hits("log_id:[90020261120 TO *]"));
        let bounds = Query::parse("type:s AND date:[2026-11-19 TO 2026-11-20}").unwrap().bounds();
        assert_eq!(bounds.from_ms, parse_iso("2026-11-19"));
        assert_eq!(bounds.until_ms, parse_iso("2026-11-20").map(|ms| ms - 1));
    }

    #[test]
    fn fields_that_are_not_searchable_never_match() {
        assert!(!hits("details.request.path:*"));
        assert!(!hits("audience:x"));
    }

    #[test]
    fn broken_queries_are_errors() {
        for broken in ["type:", "(type:s", "date:[2026 2027]", "\"open", "AND", "[a TO b]", ":x"] {
            assert!(Query::parse(broken).is_err(), "{broken}");
        }
    }
}
