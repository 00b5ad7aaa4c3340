//! Redirect URIs of many shapes, each with what the risk engine foretells: would an authorization server take it at registration,
//! and would it send a code there? An unmodified node-oidc-provider gives the true answers (`redirects.test.mjs`).

use assessment::redirect_risk::{ApplicationType, ServerKind, accepts, compare};
use serde_json::{Value, json};

/// URIs of one shape.
const OF_ONE_SHAPE: usize = 40;

/// A shape: its name, and patterns in which `#` is a number and `~` a word, taken in turn.
const SHAPES: [(&str, &[&str]); 32] = [
    ("https", &["https://~.example.com/cb", "https://app#.~.example/a/b", "https://~#.co.uk/cb;v=1"]),
    ("http beyond loopback", &["http://~.example.com/cb", "http://~#.internal/cb", "http://192.0.2.#/cb"]),
    (
        "loopback address",
        &["http://127.0.0.1/~", "http://127.0.0.1:80#/cb", "http://[::1]:9#/~", "http://[::1]/cb"],
    ),
    (
        "localhost",
        &["http://localhost/~", "http://localhost:30#/cb", "http://LOCALHOST:#/cb", "http://~.localhost/cb"],
    ),
    (
        "other loopback",
        &[
            "http://127.0.0.#/cb",
            "http://127.1/~",
            "http://0x7f.1:#/",
            "http://2130706433/~",
            "http://[::ffff:127.0.0.1]:#/",
        ],
    ),
    (
        "https on loopback",
        &["https://127.0.0.1:#/cb", "https://localhost/~", "https://[::1]/~", "https://127.1/~"],
    ),
    (
        "private-use scheme",
        &["com.example.~:/cb#?", "com.example.~#:/cb", "com.example.~:/oauth/cb?x=1", "org.~:callback"],
    ),
    (
        "private-use scheme with authority",
        &["com.example.~://cb", "com.example.~://oauth#/cb", "~+x://a/b", "~://"],
    ),
    ("scheme without a dot", &["~app:/cb", "~app://cb#?", "~#:cb", "ftp://~.example/cb", "ws://~.example/"]),
    (
        "dangerous scheme",
        &[
            "javascript:alert(#)",
            "data:text/html,~",
            "vbscript:~",
            "file:///~#",
            "blob:https://~/x",
            "about:~",
            "JavaScript:~",
        ],
    ),
    (
        "fragment",
        &[
            "https://~.example.com/cb#x",
            "https://a#.example/#/~",
            "com.example.~:/cb#frag",
            "http://127.0.0.1/#~",
        ],
    ),
    (
        "empty fragment",
        &["https://~.example.com/cb#", "com.example.~:/#", "http://localhost/~#", "https://~#.example/?a=b#"],
    ),
    ("relative", &["/cb/~#", "//~.example/cb", "~/cb", "?~=#", "~.example.com/cb", "", "./~", "http", ":~"]),
    ("forgotten scheme", &["~.example:80#/cb", "localhost:30#/~", "127.0.0.1:80#/cb"]),
    (
        "user info",
        &[
            "https://~@example.com/cb",
            "https://~:pw@example.com/#",
            "http://127.0.0.1@~.example/",
            "https://@~.example/",
        ],
    ),
    (
        "backslash",
        &[
            "https:\\\\~.example\\cb",
            "https://~.example\\@evil.example/",
            "http://127.0.0.1\\~",
            "https://a#.example/\\~",
        ],
    ),
    (
        "wildcard",
        &[
            "https://*.~.example/cb",
            "https://~.example/*",
            "*",
            "https://*/cb",
            "http://localhost:*/~",
            "http://127.0.0.1/*",
        ],
    ),
    (
        "placeholder",
        &[
            "https://{organization_name}.~.example/cb",
            "https://~.example/{x}",
            "{~}",
            "https://{a b}.example/~",
        ],
    ),
    (
        "address",
        &["https://203.0.113.#/cb", "http://203.0.113.#/", "https://[2001:db8::#]/~", "https://10.0.0.#/~"],
    ),
    (
        "impossible address",
        &[
            "https://256.0.0.#/",
            "https://1.2.3.4.#/",
            "https://[::g]/~",
            "https://[::1/~",
            "https://0x1#.0x/~",
            "https://1.2.3.~.09/",
        ],
    ),
    (
        "name in Unicode",
        &[
            "https://bücher#.example/~",
            "https://例え.example/~",
            "https://~ß.example/",
            "https://ＡＢ#.example/",
        ],
    ),
    (
        "punycode",
        &[
            "https://xn--bcher-kva.example/~",
            "https://xn--.example/~",
            "https://xn--#.example/",
            "https://xn--zzzzzz#.example/",
        ],
    ),
    (
        "impossible name",
        &[
            "https://a b#.example/",
            "https://a%#0.example/",
            "https://~..example/",
            "https://<~>.example/",
            "https://a^#.example/",
            "https://%41~.example/",
        ],
    ),
    (
        "name that ends oddly",
        &[
            "https://~.example./cb",
            "https://-~.example/",
            "https://~_#.example/",
            "https://.~.example/",
            "https://~.example../",
        ],
    ),
    (
        "port",
        &[
            "https://~.example:#/",
            "https://~.example:65536/#",
            "https://~.example:x/",
            "https://~.example:/",
            "http://127.0.0.1:99999/~",
            "https://~.example:0#/",
        ],
    ),
    (
        "no host",
        &[
            "https:///~",
            "https://",
            "https:/~",
            "https:~.example",
            "https://:80/~",
            "https://?~",
            "http://#",
            "https:\\~",
        ],
    ),
    (
        "path in disguise",
        &[
            "https://~.example/../cb#?",
            "https://~.example/%2e%2e/#?",
            "https://~.example/a%2Fb",
            "https://~.example/%00#?",
            "https://~.example//cb",
        ],
    ),
    (
        "white space",
        &[
            " https://~.example/cb",
            "https://~.example/c b",
            "https://~.example/\tcb",
            "ht\ntps://~.example/",
            "https://~.example /",
            " /~",
        ],
    ),
    (
        "invisible",
        &[
            "https://~\u{200b}.example/",
            "https://~\u{202e}.example/",
            "https://~.example/\u{202e}#?",
            "https://\u{ad}~.example/",
            "\u{feff}https://~.example/",
        ],
    ),
    (
        "delimiter in disguise",
        &[
            "https://~.example\u{ff0f}cb",
            "https://~\u{3002}example/",
            "https://~\u{2024}example/",
            "https://~.example\u{ff1a}80/",
            "https://a\u{2100}~.example/",
        ],
    ),
    (
        "upper case",
        &[
            "HTTPS://~.example/cb",
            "Http://127.0.0.1:#/",
            "https://~.EXAMPLE/",
            "COM.EXAMPLE.~:/cb",
            "HTTP://LocalHost/~",
        ],
    ),
    (
        "out of band and other names",
        &[
            "urn:ietf:wg:oauth:2.0:oob",
            "urn:~:#",
            "mailto:~@example.com",
            "tel:#",
            "urn:ietf:wg:oauth:2.0:oob:auto",
        ],
    ),
];

const WORDS: [&str; 10] =
    ["app", "login", "portal", "kestrel", "northmere", "id", "shop", "intake", "mcp", "grid"];

/// A client's sort, with what a registration says about it.
const CLIENTS: [(&str, ApplicationType, bool); 3] = [
    ("web", ApplicationType::Web, false),
    ("web", ApplicationType::Web, true),
    ("native", ApplicationType::Native, false),
];

/// Every question to the server with the answer that the engine foretells.
pub(crate) fn foretold() -> Value {
    let mut registrations = Vec::new();
    for (shape, patterns) in SHAPES {
        for number in 0..OF_ONE_SHAPE {
            let uri = uri(patterns, number);
            for (application_type, application, implicit) in CLIENTS {
                registrations.push(json!({
                    "shape": shape,
                    "uri": uri,
                    "application_type": application_type,
                    "implicit": implicit,
                    "accepted": accepts(&uri, application, implicit).is_ok(),
                }));
            }
        }
    }
    json!({ "registrations": registrations, "requests": requests() })
}

/// In a pattern `#` followed by `?` or by the end stays what it is, so that fragments can be written.
fn uri(patterns: &[&str], number: usize) -> String {
    let turn = number / patterns.len();
    let pattern = patterns[number % patterns.len()];
    let word = format!(
        "{}{}",
        WORDS[turn % WORDS.len()],
        if turn < WORDS.len() { String::new() } else { turn.to_string() }
    );
    let mut uri = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('~', _) => uri.push_str(&word),
            ('#', Some('?')) => {
                characters.next();
                uri.extend(["?", &number.to_string()]);
            }
            ('#', Some(next)) if !next.is_ascii_alphabetic() || number.is_multiple_of(2) => {
                uri.push_str(&number.to_string());
            }
            (character, _) => uri.push(character),
        }
    }
    uri
}

/// Requests at the authorization endpoint of clients with one registered URI.
fn requests() -> Vec<Value> {
    let registered = [
        "http://127.0.0.1/cb",
        "http://127.0.0.1:8080/cb",
        "http://localhost/cb",
        "http://[::1]/cb?x=1",
        "https://app.northmere.health/cb",
        "com.example.app:/cb",
    ];
    let mut requests = Vec::new();
    for uri in registered {
        for requested in [
            uri.to_owned(),
            uri.replacen("/cb", ":5555/cb", 1),
            uri.replacen(":8080", "", 1),
            uri.replacen(":8080", ":8081", 1),
            format!("{uri}/"),
            format!("{uri}&y=2"),
            uri.replacen("127.0.0.1", "localhost", 1),
            uri.replacen("localhost", "127.0.0.1", 1),
            uri.replacen("//", "//user@", 1),
            uri.to_uppercase(),
            uri.replacen("http:", "https:", 1),
        ] {
            for (application_type, application, implicit) in CLIENTS {
                if !implicit && accepts(uri, application, false).is_ok() {
                    let answer = compare(&requested, uri, ServerKind::Exact, application);
                    requests.push(json!({
                        "registered": uri,
                        "requested": requested,
                        "application_type": application_type,
                        "matches": answer.matches,
                    }));
                }
            }
        }
    }
    requests
}
