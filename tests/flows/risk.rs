//! A small part of `bench risk`: the half of the corpus that rules were written with, and some strings by dice.

use acceptance::risk::corpus::{Half, rows};
use acceptance::risk::strings;
use acceptance::risk::tally::Tally;
use assessment::redirect_risk::{
    ApplicationType, Context, Parts, ServerKind, TrustedHosts, accepts, assess, compare,
};
use domain::connection::Environment;

#[test]
fn the_seen_half_of_the_corpus_is_judged_as_it_is_labelled() {
    let rows = rows(Half::Seen).unwrap();
    let tally = Tally::of(&rows).unwrap();
    assert!(tally.rows > 1_000);
    assert!(tally.risky.recall() >= 0.99, "{:?}", tally.risky);
    assert!(tally.risky.precision() >= 0.98, "{:?}", tally.risky);
    for (class, counts) in &tally.classes {
        assert!(counts.recall() >= 0.95 && counts.precision() >= 0.95, "{class}: {counts:?}");
    }
    assert_eq!(tally.answered, tally.asked);
}

#[test]
fn no_string_is_too_odd_to_be_judged() {
    let trusted = TrustedHosts::new(["login.northmere.health", "kestrelbank.example"]);
    let context = Context {
        server: ServerKind::Auth0,
        application: ApplicationType::Web,
        environment: Environment::Production,
        trusted: &trusted,
        first_seen: true,
    };
    // from the first on, every two thousandth is long
    for number in 0..6_001 {
        let text = strings::invented(number);
        let assessment = assess(&text, &context);
        for finding in &assessment.findings {
            assert!(!finding.sentence.is_empty() && !finding.sentence.contains(char::is_control), "{text:?}");
        }
        assert_eq!(Parts::of(&text).whole, text);
        let foretold = accepts(&text, ApplicationType::Native, true);
        assert!(foretold.is_err() || text.contains(':'), "{text:?}");
        assert_eq!(compare(&text, &text, ServerKind::Exact, ApplicationType::Web).matches, Some(true));
    }
}
