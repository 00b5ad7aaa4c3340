//! `{name}`: a part of a redirect URI that a server fills in.

use std::borrow::Cow;

use super::parts::Parts;

/// The name in a registered URI that Auth0 fills in: one, the whole left-most label of an http or https host, and no `*` beside it
/// (its documentation, "Subdomain URL Placeholders"; facts/auth0.md 2.4).
pub(super) fn filled_in_by_auth0(registered: &str) -> Option<&str> {
    let parts = Parts::of(registered);
    let web = parts
        .scheme
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
    let (name, rest) = parts.host().strip_prefix('{')?.split_once('}')?;
    let known = name == "organization_name"
        || name.strip_prefix("custom_domain.metadata.public_").is_some_and(|rest| !rest.is_empty());
    let whole_label = rest.is_empty() || rest.starts_with('.');
    let alone = all(registered).count() == 1 && !registered.contains('*');
    (web && known && whole_label && alone).then_some(name)
}

/// The placeholders of a text, each with its braces.
pub(super) fn all(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let close = rest.find('}')?;
            let before = &rest[..close];
            let found = before.rfind('{').map(|open| &rest[open..=close]);
            rest = &rest[close + 1..];
            if let Some(found) = found.filter(|found| is_name(&found[1..found.len() - 1])) {
                return Some(found);
            }
        }
    })
}

/// Whether braces around this make a placeholder: a name, with dots perhaps.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | ' ' | '$'))
}

/// A host with every placeholder written as a plain label, and without a `*` glued to its end, so that it can be read as
/// a host.
pub(super) fn as_labels(host: &str) -> Cow<'_, str> {
    let host = match host.strip_suffix('*') {
        Some(rest) if !rest.is_empty() && !rest.ends_with('.') => rest,
        _ => host,
    };
    if !host.contains('{') {
        return Cow::Borrowed(host);
    }
    let mut plain = String::with_capacity(host.len());
    let mut rest = host;
    while let Some((before, (_, after))) =
        rest.split_once('{').and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
    {
        plain.push_str(before);
        plain.push('*');
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_by_their_braces() {
        let found: Vec<_> = all("https://{organization_name}.a.example/{}/{a|b}/{{x}}/}{").collect();
        assert_eq!(found, ["{organization_name}", "{x}"]);
    }

    #[test]
    fn a_placeholder_counts_as_one_label() {
        assert_eq!(as_labels("{custom_domain.metadata.public_x}.a.example"), "*.a.example");
        assert_eq!(as_labels("{a"), "{a");
        assert_eq!(as_labels("a.example*"), "a.example");
        assert_eq!(as_labels("*"), "*");
    }
}
