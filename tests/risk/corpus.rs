//! The labelled rows of `tests/risk/corpus` (its README says how they are labelled).

use std::path::Path;

use assessment::redirect_risk::{
    ApplicationType, Assessment, Context, ServerKind, TrustedHosts, assess, compare,
};
use domain::connection::Environment;
use serde::Deserialize;

/// What went wrong with the files.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Which half of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// The half that rules were written with.
    Seen,
    /// The half that only the bench reads.
    HeldOut,
}

/// One labelled row.
#[derive(Debug, Deserialize)]
pub struct Row {
    /// The exact redirect URI.
    pub uri: String,
    server: String,
    app_type: String,
    environment: Environment,
    tenant_hosts: Vec<String>,
    first_seen: bool,
    requested: Option<String>,
    /// The careful engineer's answer.
    pub expect: Expected,
    /// Classes that a careless rule would see in a harmless row.
    #[serde(default)]
    resembles: Vec<String>,
    source: String,
}

/// The answer of a careful engineer.
#[derive(Debug, Deserialize)]
pub struct Expected {
    /// Whether a pipeline should refuse it.
    pub risky: bool,
    /// The highest severity.
    pub severity: Option<String>,
    /// The ids of all classes that apply.
    pub classes: Vec<String>,
    /// What the server makes of `requested`; `None` when it cannot be known, or nothing is requested.
    #[serde(default)]
    pub matches: Option<bool>,
}

impl Row {
    /// Whether the string was taken from a public document or repository.
    #[must_use]
    pub fn is_from_outside(&self) -> bool {
        !self.source.starts_with("composed")
    }

    /// Whether it is harmless, and a careless rule would cry at it.
    #[must_use]
    pub fn is_look_alike(&self) -> bool {
        !self.expect.risky && !self.resembles.is_empty()
    }

    /// The hosts of the row's tenant.
    #[must_use]
    pub fn trusted(&self) -> TrustedHosts {
        TrustedHosts::new(self.tenant_hosts.iter().map(String::as_str))
    }

    /// The row's hosts as written.
    #[must_use]
    pub fn tenant_hosts(&self) -> &[String] {
        &self.tenant_hosts
    }

    /// What the engine says.
    ///
    /// # Errors
    /// The row names a server that `rollcall risk` does not know.
    pub fn judge(&self, trusted: &TrustedHosts) -> Result<Assessment, Failure> {
        Ok(assess(&self.uri, &self.context(trusted)?))
    }

    /// What surrounds the row's URI.
    ///
    /// # Errors
    /// The row names a server that `rollcall risk` does not know.
    pub fn context<'a>(&self, trusted: &'a TrustedHosts) -> Result<Context<'a>, Failure> {
        Ok(Context {
            server: ServerKind::from_word(&self.server)
                .ok_or_else(|| format!("no server {}", self.server))?,
            application: ApplicationType::from_word(&self.app_type),
            environment: self.environment,
            trusted,
            first_seen: self.first_seen,
        })
    }

    /// Whether the engine compares as the row demands; `None` when the row asks nothing.
    ///
    /// # Errors
    /// The row names a server that `rollcall risk` does not know.
    pub fn compares_as_expected(&self) -> Result<Option<bool>, Failure> {
        let Some(requested) = &self.requested else {
            return Ok(None);
        };
        let trusted = TrustedHosts::default();
        let context = self.context(&trusted)?;
        let answer = compare(requested, &self.uri, context.server, context.application);
        Ok(Some(self.expect.matches == answer.matches))
    }
}

/// Reads one half.
///
/// # Errors
/// The file cannot be read, or a line is no row.
pub fn rows(half: Half) -> Result<Vec<Row>, Failure> {
    let name = match half {
        Half::Seen => "seen.jsonl",
        Half::HeldOut => "held_out.jsonl",
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("risk/corpus").join(name);
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let row = |(number, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| format!("{name}, line {}: {error}", number + 1).into())
    };
    text.lines().enumerate().map(row).collect()
}
