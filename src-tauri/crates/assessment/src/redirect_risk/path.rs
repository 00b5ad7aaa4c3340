//! Rules about the path, and about delimiters that are written so that programs disagree on where a part ends.

use super::characters::{escapes, imitated_delimiter};
use super::class::{Class, Severity};
use super::context::{ApplicationType, Context};
use super::finding::{Finding, code_point, shown};
use super::reading::Reading;

pub(super) fn judge(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    dot_segments(reading, findings);
    encoded_delimiters(reading, findings);
    backslash(reading, findings);
    imitations(reading, findings);
    origin_only(reading, context, findings);
}

/// Whether a path holds `.` or `..` as a segment, in whatever encoding.
pub(super) fn climbs(path: &str) -> bool {
    with_dots_decoded(path).split(['/', '\\']).any(is_dot_segment)
}

fn dot_segments(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    let path = with_dots_decoded(reading.path());
    if let Some(segment) = path.split(['/', '\\']).find(|segment| is_dot_segment(segment)) {
        findings.push(Finding::new(
            Class::DotSegments,
            Severity::High,
            format!(
                "The path holds {}, which browsers resolve and servers compare as it is.",
                shown(segment)
            ),
        ));
    }
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.split(';').next(), Some("." | ".."))
}

/// The path with its encoded dots and slashes written out, however often they were encoded.
fn with_dots_decoded(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut from = 0;
    for (spelling, byte) in escapes(path) {
        if matches!(byte, b'.' | b'/' | b'\\') {
            let start = spelling.as_ptr().addr() - path.as_ptr().addr();
            plain.push_str(&path[from..start]);
            plain.push(char::from(byte));
            from = start + spelling.len();
        }
    }
    plain.push_str(&path[from..]);
    plain
}

fn encoded_delimiters(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    let in_path = escapes(reading.path()).find(|(_, byte)| matches!(byte, b'/' | b'\\' | b'.' | b'?' | b'#'));
    let in_authority = || {
        escapes(reading.authority())
            .find(|(_, byte)| matches!(byte, b'/' | b'\\' | b'.' | b'?' | b'#' | b'@' | b':'))
    };
    if let Some((spelling, byte)) = in_path.or_else(in_authority) {
        findings.push(Finding::new(
            Class::EncodedDelimiter,
            Severity::High,
            format!(
                "{} is an encoded {}: programs that decode it see other parts than those that do not.",
                shown(spelling),
                char::from(byte)
            ),
        ));
    }
}

fn backslash(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    let parts = &reading.parts;
    let end = reading.uri.find(['?', '#']).unwrap_or(reading.uri.len());
    if reading.uri[..end].contains('\\') {
        let sentence = match (&reading.web, parts.authority) {
            (Some(web), Some(authority)) if web.written != authority.host => format!(
                "A browser reads \\ as / and goes to {}; other programs read the host as {}.",
                shown(web.written),
                shown(authority.host)
            ),
            _ => {
                "A browser reads \\ as /, other programs do not, so they see different addresses.".to_owned()
            }
        };
        findings.push(Finding::new(Class::Backslash, Severity::High, sentence));
    }
}

fn imitations(reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    let end = reading.uri.find(['?', '#']).unwrap_or(reading.uri.len());
    let before_query = &reading.uri[..end];
    let raw = before_query.chars().find(|character| imitated_delimiter(*character).is_some());
    let found = raw.or_else(|| {
        super::characters::encoded_characters(before_query)
            .chars()
            .find(|character| imitated_delimiter(*character).is_some())
    });
    if let Some((character, delimiter)) = found.and_then(|found| Some((found, imitated_delimiter(found)?))) {
        findings.push(Finding::new(
            Class::UnicodeDelimiter,
            Severity::High,
            format!(
                "{} looks like {delimiter} and becomes it in some programs, which then see another host or path.",
                code_point(character)
            ),
        ));
    }
}

fn origin_only(reading: &Reading<'_>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(web) = reading.web.as_ref().filter(|_| reading.has_host()) else {
        return;
    };
    if !matches!(web.path, "" | "/" | "\\") || (context.is_native() && reading.is_loopback()) {
        return;
    }
    let page_of_ours = context.application == ApplicationType::SinglePage
        && reading.name().is_some_and(|name| context.trusted.trusts(&name));
    let severity = if page_of_ours {
        Severity::Low
    } else {
        context.by_environment(Severity::Medium, Severity::Low, Severity::Low)
    };
    findings.push(Finding::new(
        Class::OriginOnly,
        severity,
        "The code goes to the host's front page, which often loads other people's content and passes the address on.",
    ));
}
