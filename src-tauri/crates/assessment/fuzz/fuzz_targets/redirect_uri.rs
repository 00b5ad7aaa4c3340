//! Any bytes as a redirect URI: no panic, no hang, and answers that do not contradict themselves.

#![no_main]

use std::sync::LazyLock;

use assessment::redirect_risk::{
    ApplicationType, Context, Parts, ServerKind, TrustedHosts, accepts, assess, compare,
};
use domain::connection::Environment;
use libfuzzer_sys::fuzz_target;

static TRUSTED: LazyLock<TrustedHosts> = LazyLock::new(|| {
    TrustedHosts::new(["login.northmere.health", "kestrelbank.example", "tallowpay.ee", "10.1.2.3", "a.github.io"])
});

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, rest)) = bytes.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let number = usize::from(first);
    let context = Context {
        server: [ServerKind::Auth0, ServerKind::Auth0ThirdParty, ServerKind::Exact, ServerKind::Keycloak][number % 4],
        application: [ApplicationType::Web, ApplicationType::SinglePage, ApplicationType::Native][number / 4 % 3],
        environment: [Environment::Production, Environment::Staging, Environment::Development][number / 12 % 3],
        trusted: &TRUSTED,
        first_seen: number >= 128,
    };
    let assessment = assess(&text, &context);
    assert_eq!(assessment, assess(&text, &context));
    for finding in &assessment.findings {
        assert!(!finding.sentence.contains(char::is_control));
    }
    assert_eq!(Parts::of(&text).whole, text);
    assert_eq!(compare(&text, &text, context.server, context.application).matches, Some(true));
    let _ = accepts(&text, context.application, number.is_multiple_of(2));
});
