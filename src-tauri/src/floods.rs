//! A flood of registrations in words.

use store::Flood;

use crate::views::redirects::FloodView;

/// A flood as shown.
#[must_use]
pub fn view(flood: &Flood) -> FloodView {
    let names: Vec<&str> = flood.names.iter().flatten().map(String::as_str).collect();
    FloodView {
        name: common_name(&names),
        numbers: flood.numbers.clone(),
        from_at: flood.from.millis(),
        is_open: flood.is_open,
    }
}

/// What these names, of which none may be, have in common: the name itself, or what stands before a number with the lowest and
/// the highest one; else the first of them. `None`: no name is known.
fn common_name(names: &[&str]) -> Option<String> {
    let (first, others) = names.split_first()?;
    if others.iter().all(|name| name == first) {
        return Some((*first).to_owned());
    }
    let stem = |name: &'_ str| name.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_owned();
    let shared = stem(first);
    let numbers: Option<Vec<u64>> =
        names.iter().map(|name| name.strip_prefix(shared.as_str())?.parse().ok()).collect();
    let numbers = numbers.filter(|_| !shared.trim().is_empty());
    let range = numbers.and_then(|numbers| Some((*numbers.iter().min()?, *numbers.iter().max()?)));
    Some(match range {
        Some((lowest, highest)) => format!("{shared}{lowest}\u{2013}{highest}"),
        None => format!("{first} and others"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_called_by_what_its_names_have_in_common() {
        let of = |names: &[&str]| common_name(names);
        assert_eq!(
            of(&["MCP Inspector 19", "MCP Inspector 2"]).as_deref(),
            Some("MCP Inspector 2\u{2013}19")
        );
        assert_eq!(of(&["MCP Inspector", "MCP Inspector"]).as_deref(), Some("MCP Inspector"));
        assert_eq!(of(&["One", "Other"]).as_deref(), Some("One and others"));
        assert_eq!(of(&["7", "8"]).as_deref(), Some("7 and others"));
        assert_eq!(of(&[]), None);
    }
}
