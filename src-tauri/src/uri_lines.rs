//! Entries of a changed list as lines, cut into pieces so that what differs, and what is dangerous, stands out.

use std::ops::Range;

use assessment::redirect_risk::{Class, Finding, Parts, Severity};
use domain::diff::ListDiff;

use crate::views::redirects::{LineKind, LineView, PieceLook, PieceView};

/// Longer entries are cut.
const LONGEST: usize = 400;

/// Among more removed entries than these no counterpart is looked for: the work would grow with the square.
const COUNTERPARTS: usize = 100;

/// How many entries that stayed are shown for comparison.
const SAME_SHOWN: usize = 2;

/// A part of a URI that a finding can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Before the first colon.
    Scheme,
    /// Before the `@`.
    Userinfo,
    /// The host.
    Host,
    /// Behind the host's colon.
    Port,
    /// Up to `?` or `#`.
    Path,
    /// Behind the `?`.
    Query,
    /// Behind the `#`.
    Fragment,
}

impl Part {
    /// What it is called.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Scheme => "Scheme",
            Self::Userinfo => "User info",
            Self::Host => "Host",
            Self::Port => "Port",
            Self::Path => "Path",
            Self::Query => "Query",
            Self::Fragment => "Fragment",
        }
    }
}

/// The part that a class of risk is about; `None`: all of the URI.
#[must_use]
pub const fn part_of(class: Class) -> Option<Part> {
    match class {
        Class::WildcardHost
        | Class::Placeholder
        | Class::LoopbackWeb
        | Class::LocalhostName
        | Class::HttpsLocalhostNative
        | Class::Punycode
        | Class::Lookalike
        | Class::MixedScript
        | Class::TenantInForeign
        | Class::NewDomain
        | Class::OriginOnly
        | Class::SharedHosting
        | Class::SuffixOnly
        | Class::IpPublic
        | Class::IpPrivate
        | Class::IpObfuscated
        | Class::HostEmpty
        | Class::HostInvalid
        | Class::UnicodeDelimiter
        | Class::TrailingDotHost => Some(Part::Host),
        Class::HttpPublic
        | Class::SchemeNoDot
        | Class::SchemeAuthority
        | Class::SchemePrivateUse
        | Class::SchemeDangerous
        | Class::OutOfBand => Some(Part::Scheme),
        Class::WildcardPath | Class::DotSegments | Class::Backslash => Some(Part::Path),
        Class::OpenRedirector => Some(Part::Query),
        Class::Fragment => Some(Part::Fragment),
        Class::Userinfo => Some(Part::Userinfo),
        Class::PortOdd => Some(Part::Port),
        _ => None,
    }
}

/// Where each part stands in the text, in the order of the text. A fragment or query includes its sign.
#[must_use]
pub fn parts(uri: &str) -> Vec<(Part, Range<usize>)> {
    let cut = Parts::of(uri);
    let place = |part: &str| {
        let start = part.as_ptr().addr() - uri.as_ptr().addr();
        start..start + part.len()
    };
    let with_sign = |part: &str| {
        let range = place(part);
        range.start - 1..range.end
    };
    let authority = cut.authority;
    let mut found = vec![
        (Part::Scheme, cut.scheme.map(place)),
        (Part::Userinfo, authority.and_then(|authority| authority.userinfo).map(place)),
        (Part::Host, authority.map(|authority| place(authority.host))),
        (Part::Port, authority.and_then(|authority| authority.port).map(place)),
        (Part::Path, Some(place(cut.path))),
        (Part::Query, cut.query.map(with_sign)),
        (Part::Fragment, cut.fragment.map(with_sign)),
    ];
    found.retain(|(_, range)| range.as_ref().is_some_and(|range| !range.is_empty()));
    found.into_iter().filter_map(|(part, range)| Some((part, range?))).collect()
}

/// The text of one part; empty when the URI has none.
#[must_use]
pub fn text_of(uri: &str, wanted: Part) -> &str {
    let found = parts(uri).into_iter().find(|(part, _)| *part == wanted);
    found.and_then(|(_, range)| uri.get(range)).unwrap_or_default()
}

/// The lines of a change, what came with what it may stand for first, then what moved and some of what stayed; and how many
/// more changed.
#[must_use]
pub fn lines(
    before: &[String],
    after: &[String],
    judged: &[(String, Vec<Finding>)],
    most: usize,
) -> (Vec<LineView>, u64) {
    let diff = ListDiff::between(before, after);
    let mut gone: Vec<&str> = diff.removed.iter().map(|gone| gone.entry.as_str()).collect();
    let mut lines = Vec::new();
    for added in &diff.added {
        let uri = added.entry.as_str();
        let findings = judged.iter().find(|(judged, _)| judged == uri).map_or(&[][..], |(_, found)| found);
        let counterpart = counterpart(uri, &gone);
        lines.push(line(LineKind::Added, uri, counterpart.map(|place| gone[place]), findings));
        if let Some(place) = counterpart {
            let removed = gone.remove(place);
            lines.push(line(LineKind::Removed, removed, Some(uri), &[]));
        }
    }
    lines.extend(gone.iter().map(|uri| line(LineKind::Removed, uri, None, &[])));
    lines.extend(diff.moved.iter().map(|moved| line(LineKind::Moved, &moved.entry, None, &[])));
    let more = lines.len().saturating_sub(most);
    lines.truncate(most);
    if more == 0 && diff.removed.is_empty() {
        let came = |entry: &&String| {
            !diff.added.iter().any(|added| added.entry == **entry)
                && !diff.moved.iter().any(|moved| moved.entry == **entry)
        };
        let stayed = after.iter().filter(came).take(SAME_SHOWN);
        lines.extend(stayed.map(|uri| line(LineKind::Same, uri, None, &[])));
    }
    (lines, more as u64)
}

/// The removed entry that has most in common with this one, when it has anything.
fn counterpart(uri: &str, gone: &[&str]) -> Option<usize> {
    if gone.len() > COUNTERPARTS {
        return None;
    }
    let here = parts(uri);
    let alike = |other: &&str| {
        let there = parts(other);
        let same = |(part, range): &&(Part, Range<usize>)| {
            let text = uri.get(range.clone());
            there.iter().any(|(held, range)| held == part && other.get(range.clone()) == text)
        };
        here.iter().filter(same).count()
    };
    let best = gone.iter().enumerate().max_by_key(|(place, other)| (alike(other), usize::MAX - place));
    best.filter(|(_, other)| alike(other) > 0).map(|(place, _)| place)
}

fn line(kind: LineKind, uri: &str, counterpart: Option<&str>, findings: &[Finding]) -> LineView {
    let end = uri.char_indices().nth(LONGEST).map_or(uri.len(), |(place, _)| place);
    let shown = &uri[..end];
    LineView {
        kind,
        pieces: pieces(shown, counterpart, findings),
        punycode: punycode(uri),
        cut: uri[end..].chars().count() as u64,
    }
}

/// The host as it goes to the resolver, when that is not how it is written.
#[must_use]
pub fn punycode(uri: &str) -> Option<String> {
    let host = text_of(uri, Part::Host);
    let url::Host::Domain(ascii) = url::Host::parse(host).ok().filter(|_| !host.is_ascii())? else {
        return None;
    };
    Some(ascii)
}

/// Cuts a URI so that each piece has one look.
fn pieces(uri: &str, counterpart: Option<&str>, findings: &[Finding]) -> Vec<PieceView> {
    let mut looks = vec![PieceLook::Plain; uri.len()];
    let worst = |part: Part| {
        let about = |finding: &&Finding| part_of(finding.class) == Some(part);
        findings.iter().filter(about).map(|finding| finding.severity).max()
    };
    for (part, range) in parts(uri) {
        let differs = counterpart.map(|other| differing(uri, &range, text_of(other, part), part));
        if let Some(differs) = differs {
            looks[differs].fill(PieceLook::Differs);
        }
        match worst(part) {
            Some(Severity::High | Severity::Critical) => looks[range.clone()].fill(PieceLook::Risky),
            Some(Severity::Medium) => looks[range.clone()].fill(PieceLook::Differs),
            _ => {}
        }
        if part == Part::Host {
            for letter in letters(uri, &range, findings) {
                looks[letter].fill(PieceLook::Letter);
            }
        }
    }
    let mut pieces: Vec<PieceView> = Vec::new();
    for (place, character) in uri.char_indices() {
        let look = looks[place];
        match pieces.last_mut().filter(|piece| piece.look == look) {
            Some(piece) => piece.text.push(character),
            None => pieces.push(PieceView { text: character.to_string(), look }),
        }
    }
    pieces
}

/// The stretch of a part that its counterpart does not have: hosts are compared from the right, everything else from the left,
/// whole labels and segments at a time.
fn differing(uri: &str, range: &Range<usize>, other: &str, part: Part) -> Range<usize> {
    let text = &uri[range.clone()];
    if text == other {
        return range.start..range.start;
    }
    match part {
        Part::Host => {
            let same: usize = text
                .rsplit('.')
                .zip(other.rsplit('.'))
                .take_while(|(one, two)| one == two)
                .map(|(one, _)| one.len() + 1)
                .sum();
            range.start..range.end - same.min(text.len().saturating_sub(1))
        }
        Part::Path => {
            let same: usize = text
                .split_inclusive('/')
                .zip(other.split_inclusive('/'))
                .take_while(|(one, two)| one == two)
                .map(|(one, _)| one.len())
                .sum();
            range.start + same.min(text.len())..range.end
        }
        _ => range.clone(),
    }
}

/// The letters of a host that imitate others.
fn letters(uri: &str, host: &Range<usize>, findings: &[Finding]) -> Vec<Range<usize>> {
    let Some(comparison) = findings.iter().find_map(|finding| finding.comparison.as_ref()) else {
        return Vec::new();
    };
    let label: String = comparison
        .letters
        .iter()
        .filter_map(|pair| pair.added.as_ref())
        .map(|letter| letter.character)
        .collect();
    let text = &uri[host.clone()];
    let Some(start) = text.rfind(label.as_str()).filter(|_| !label.is_empty()) else { return Vec::new() };
    let mut at = host.start + start;
    let mut found = Vec::new();
    for pair in &comparison.letters {
        let Some(added) = &pair.added else { continue };
        let end = at + added.character.len_utf8();
        if !pair.is_equal() {
            found.push(at..end);
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use assessment::redirect_risk::{ApplicationType, Context, ServerKind, TrustedHosts, assess};
    use domain::connection::Environment;

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(ToString::to_string).collect()
    }

    fn judged(uri: &str) -> Vec<(String, Vec<Finding>)> {
        let trusted = TrustedHosts::new(["login.northmere.example"]);
        let context = Context {
            server: ServerKind::Auth0,
            application: ApplicationType::Web,
            environment: Environment::Production,
            trusted: &trusted,
            first_seen: true,
        };
        vec![(uri.to_owned(), assess(uri, &context).findings)]
    }

    fn drawn(line: &LineView) -> String {
        let sign = |look| match look {
            PieceLook::Plain => "",
            PieceLook::Differs => "~",
            PieceLook::Risky => "!",
            PieceLook::Letter => "#",
        };
        line.pieces
            .iter()
            .flat_map(|piece| [sign(piece.look), piece.text.as_str(), sign(piece.look)])
            .collect()
    }

    #[test]
    fn the_letter_that_imitates_stands_out_inside_the_host() {
        let (before, uri) =
            (list(&["https://login.northmere.example/cb"]), "https://login.northm\u{435}re.example/callback");
        let (lines, more) = lines(&before, &list(&[uri]), &judged(uri), 6);
        assert_eq!(drawn(&lines[0]), "https://!login.northm!#\u{435}#!re.example!/~callback~");
        assert_eq!(drawn(&lines[1]), "https://~login.northmere~.example/~cb~");
        assert_eq!(lines[0].punycode.as_deref(), Some("login.xn--northmre-h8g.example"));
        assert_eq!(more, 0);
    }

    #[test]
    fn only_the_label_that_differs_is_marked() {
        let before = list(&["https://app.partner.net/auth"]);
        let (lines, _) = lines(&before, &list(&["https://web.partner.net/auth"]), &[], 6);
        assert_eq!(drawn(&lines[0]), "https://~web~.partner.net/auth");
        assert_eq!(drawn(&lines[1]), "https://~app~.partner.net/auth");
    }

    #[test]
    fn thousands_of_lines_and_long_entries_are_cut_and_counted() {
        let after: Vec<String> = (0..5_000).map(|number| format!("https://a.example/{number}")).collect();
        let (lines, more) = lines(&[], &after, &[], 6);
        assert_eq!((lines.len(), more), (6, 4_994));
        let long = format!("https://a.example/{}", "é".repeat(10_000));
        let line = line(LineKind::Added, &long, None, &[]);
        assert_eq!(line.cut + LONGEST as u64, long.chars().count() as u64);
    }

    #[test]
    fn whatever_stands_in_a_uri_its_pieces_are_its_text() {
        for uri in ["", "a", "x:", "://", "?#", "https://u@[::1]:8?q#f", "\u{202e}//a\0b", "é:é//é@é:é/é?é#é"]
        {
            let line = line(LineKind::Added, uri, Some("https://a.example/b?c#d"), &judged(uri)[0].1);
            let text: String = line.pieces.iter().map(|piece| piece.text.as_str()).collect();
            assert_eq!(text, uri);
        }
    }
}
