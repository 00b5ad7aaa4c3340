//! `rollcall risk`: redirect URIs judged line by line, for pipelines that want to refuse a bad one before it is deployed.
//!
//! It keeps nothing, reads nothing but its input, and answers each line before it reads the next.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;

use assessment::redirect_risk::{
    ApplicationType, Context, ServerKind, Severity, TrustedHosts, assess, compare,
};
use clap::Args;
use domain::connection::Environment;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::error::CommandError;

/// What stands below the options in `rollcall risk --help`.
const FORMAT: &str = "\
Each line of the input is one JSON object:

  uri           the redirect URI, exactly as it would be registered (needed)
  server        auth0, auth0-third-party, exact or keycloak: whose rule compares it (exact)
  app_type      native, spa, or any other word, which counts as web (web)
  environment   production, staging or development (production)
  tenant_hosts  an array of the hosts that the tenant trusts (none)
  first_seen    true when no client of the tenant ever had a URI with this host (false)
  requested     a redirect URI that arrives at the server, to be compared with uri (left out)

In brackets: what holds where a member is missing or null.

Each line of the output is the same object with risky (severity is medium or worse), severity (null, info, low, medium, high
or critical), classes and sentences; and, with requested, matches: true, false, or null where the two texts do not tell.

The exit code is 0 when every line was judged, whatever was found, and 2 at the first line that makes no sense; what was
written before it stays.";

/// What to judge.
#[derive(Debug, Args)]
#[command(after_help = FORMAT)]
pub struct Risk {
    /// The input; standard input unless given.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Judges the lines of a file or of standard input onto standard output.
///
/// # Errors
/// A line makes no sense, or something cannot be read or written. What was written before stays.
pub fn run(arguments: &Risk) -> Result<(), CommandError> {
    let output = std::io::stdout().lock();
    match &arguments.file {
        Some(file) => {
            let opened = File::open(file).map_err(|error| unreadable(&file.display().to_string(), &error))?;
            judge_lines(BufReader::new(opened), output)
        }
        None => judge_lines(std::io::stdin().lock(), output),
    }
}

fn unreadable(what: &str, error: &std::io::Error) -> CommandError {
    CommandError::bad_input(format!("{what} cannot be read: {error}"), "Check the file and its rights.")
}

/// Answers each line before it reads the next. Lines of nothing but white space are passed over.
fn judge_lines(mut input: impl BufRead, mut output: impl Write) -> Result<(), CommandError> {
    let mut bytes = Vec::new();
    let mut known = KnownHosts::default();
    for number in 1_u64.. {
        bytes.clear();
        let read = input
            .read_until(b'\n', &mut bytes)
            .map_err(|error| unreadable(&format!("line {number}"), &error))?;
        if read == 0 {
            break;
        }
        let line = bytes.strip_prefix("\u{feff}".as_bytes()).filter(|_| number == 1).unwrap_or(&bytes);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut answer = judge_line(line, &mut known).map_err(|objection| {
            CommandError::bad_input(
                format!("line {number}: {objection}"),
                "Each line is one JSON object; see `rollcall risk --help`.",
            )
        })?;
        answer.push(b'\n');
        match output.write_all(&answer).and_then(|()| output.flush()) {
            Ok(()) => {}
            // the reader of a pipe may stop reading
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => break,
            Err(error) => {
                return Err(CommandError::other(
                    format!("the answer to line {number} could not be written: {error}"),
                    "Write it to another place.",
                ));
            }
        }
    }
    Ok(())
}

fn judge_line(line: &[u8], known: &mut KnownHosts) -> Result<Vec<u8>, String> {
    let mut members: Members = serde_json::from_slice(line).map_err(|error| in_words(&error))?;
    let uri: String = members.read("uri")?.ok_or("the member `uri` is missing")?;
    let server: Option<String> = members.read("server")?;
    let server = server.map_or(Ok(ServerKind::Exact), |word| {
        ServerKind::from_word(&word).ok_or_else(|| {
            format!("`server` is {word:?}; it can be auth0, auth0-third-party, exact or keycloak")
        })
    })?;
    let application: Option<String> = members.read("app_type")?;
    let application = ApplicationType::from_word(application.as_deref().unwrap_or("web"));
    let environment: Option<Environment> = members.read("environment")?;
    let first_seen: Option<bool> = members.read("first_seen")?;
    let requested: Option<String> = members.read("requested")?;
    known.read(&members)?;
    let context = Context {
        server,
        application,
        environment: environment.unwrap_or(Environment::Production),
        trusted: &known.hosts,
        first_seen: first_seen.unwrap_or(false),
    };
    let assessment = assess(&uri, &context);
    let findings = &assessment.findings;
    members.set("risky", &assessment.is_risky())?;
    members.set("severity", &assessment.severity().map(Severity::word))?;
    members.set("classes", &findings.iter().map(|finding| finding.class.id()).collect::<Vec<_>>())?;
    members.set("sentences", &findings.iter().map(|finding| &finding.sentence).collect::<Vec<_>>())?;
    if let Some(requested) = requested {
        members.set("matches", &compare(&requested, &uri, server, application).matches)?;
    }
    serde_json::to_vec(&members).map_err(|error| error.to_string())
}

/// What the parser says, without its place: every object is a line of its own.
fn in_words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let cut = words.rfind(" at line ").unwrap_or(words.len());
    format!("this is not one JSON object ({}, column {})", &words[..cut], error.column())
}

/// The trusted hosts of the last line: a file is wont to name the same ones on every line.
#[derive(Default)]
struct KnownHosts {
    text: String,
    hosts: TrustedHosts,
}

impl KnownHosts {
    fn read(&mut self, members: &Members) -> Result<(), String> {
        let text = members.get("tenant_hosts").map_or("null", RawValue::get);
        if text != self.text {
            let hosts: Option<Vec<String>> = members.read("tenant_hosts")?;
            self.hosts = TrustedHosts::new(hosts.iter().flatten().map(String::as_str));
            text.clone_into(&mut self.text);
        }
        Ok(())
    }
}

/// The members of one JSON object in their order, each value exactly as it was written.
#[derive(Debug)]
struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    fn get(&self, name: &str) -> Option<&RawValue> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// The value of a member; `None` when it is missing or null.
    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, String> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        serde_json::from_str(value.get()).map_err(|error| {
            let words = error.to_string();
            format!("`{name}` makes no sense: {}", &words[..words.rfind(" at line ").unwrap_or(words.len())])
        })
    }

    /// Sets a member at the end, in the place of any with its name.
    fn set(&mut self, name: &str, value: &impl Serialize) -> Result<(), String> {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), to_raw_value(value).map_err(|error| error.to_string())?));
        Ok(())
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn answers(input: &str) -> (Vec<Value>, Option<String>) {
        let mut output = Vec::new();
        let problem = judge_lines(input.as_bytes(), &mut output).err().map(|error| error.to_string());
        let lines = String::from_utf8(output).unwrap();
        (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), problem)
    }

    #[test]
    fn each_line_is_answered_with_its_own_members_and_the_verdict() {
        let (lines, problem) = answers(concat!(
            "{\"id\": 7.0e1, \"uri\": \"http://app.northmere.health/cb\", \"risky\": \"?\"}\n",
            "\n",
            "{\"uri\": \"https://app.northmere.health/cb\", \"server\": \"auth0\", \"requested\": \"https://app.northmere.health/cb\"}"
        ));
        assert_eq!(problem, None);
        assert_eq!(lines[0]["id"], json!(70.0));
        assert_eq!(lines[0]["risky"], json!(true));
        assert_eq!(lines[0]["severity"], json!("critical"));
        assert_eq!(lines[0]["classes"], json!(["http-public"]));
        assert_eq!(lines[0]["sentences"].as_array().unwrap().len(), 1);
        assert_eq!(lines[0].get("matches"), None);
        assert_eq!(lines[1]["risky"], json!(false));
        assert_eq!(lines[1]["severity"], Value::Null);
        assert_eq!(lines[1]["matches"], json!(true));
    }

    #[test]
    fn members_are_handed_through_as_they_were_written() {
        let mut output = Vec::new();
        let line = r#"{"b":1.50,"a":123456789012345678901234567890,"uri":"https:\/\/a.example/cb"}"#;
        judge_lines(line.as_bytes(), &mut output).unwrap();
        let written = String::from_utf8(output).unwrap();
        assert!(
            written.starts_with(
                r#"{"b":1.50,"a":123456789012345678901234567890,"uri":"https:\/\/a.example/cb","risky":"#
            ),
            "{written}"
        );
    }

    #[test]
    fn the_line_that_makes_no_sense_is_named_and_those_before_it_stay() {
        for (bad, word) in [
            ("{\"uri\": ", "line 2: this is not one JSON object"),
            ("[]", "line 2: this is not one JSON object"),
            ("{}", "line 2: the member `uri` is missing"),
            ("{\"uri\": 7}", "line 2: `uri` makes no sense"),
            ("{\"uri\": \"\\ud800\"}", "line 2: `uri` makes no sense"),
            ("{\"uri\": \"x\", \"server\": \"okta\"}", "line 2: `server` is \"okta\""),
            ("{\"uri\": \"x\", \"environment\": \"moon\"}", "line 2: `environment` makes no sense"),
            ("{\"uri\": \"x\", \"tenant_hosts\": \"a\"}", "line 2: `tenant_hosts` makes no sense"),
            ("{\"uri\": \"x\"} {}", "line 2: this is not one JSON object"),
        ] {
            let (lines, problem) =
                answers(&format!("{{\"uri\": \"https://a.example/cb\"}}\n{bad}\n{{\"uri\": \"x\"}}\n"));
            assert_eq!(lines.len(), 1, "{bad}");
            let problem = problem.unwrap();
            assert!(problem.to_lowercase().contains(&word.to_lowercase()), "{bad}: {problem}");
            assert!(!problem.contains('\n'), "{problem}");
        }
    }

    #[test]
    fn every_line_has_its_own_trusted_hosts() {
        let (lines, _) = answers(concat!(
            "{\"uri\": \"https://northnere.com/cb\", \"tenant_hosts\": [\"northmere.com\"]}\n",
            "{\"uri\": \"https://northnere.com/cb\"}\n",
            "{\"uri\": \"https://northnere.com/cb\", \"tenant_hosts\": [\"northnere.com\"]}\n",
        ));
        let classes: Vec<_> = lines.iter().map(|line| line["classes"].clone()).collect();
        assert_eq!(classes, [json!(["lookalike"]), json!([]), json!([])]);
    }
}
