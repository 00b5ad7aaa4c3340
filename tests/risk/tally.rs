//! How the engine's answers compare with the labels: counts, never the rows themselves.

use std::collections::BTreeMap;

use assessment::redirect_risk::Severity;
use serde_json::{Value, json};

use super::corpus::{Failure, Row};

/// The counts of one class.
#[derive(Clone, Copy, Debug, Default)]
pub struct OfClass {
    /// Rows that are labelled with it.
    pub labelled: u32,
    /// Those of them in which the engine found it.
    pub found: u32,
    /// Rows without it in which the engine found it.
    pub wrong: u32,
}

impl OfClass {
    /// Which part of the labelled rows was found.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.found, self.labelled)
    }

    /// Which part of what was found is labelled.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.found, self.found + self.wrong)
    }
}

/// The counts of one half.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Rows.
    pub rows: u32,
    /// Rows whose string was taken from outside.
    pub from_outside: u32,
    /// Rows that are labelled harmless.
    pub harmless: u32,
    /// Harmless rows at which a careless rule would cry.
    pub look_alikes: u32,
    /// Risky rows, those called so, and harmless ones called so.
    pub risky: OfClass,
    /// Rows with the same severity, none included.
    pub same_severity: u32,
    /// Rows with exactly the labelled classes.
    pub same_classes: u32,
    /// Rows that ask what the server compares.
    pub asked: u32,
    /// Those answered as labelled.
    pub answered: u32,
    /// By class id.
    pub classes: BTreeMap<String, OfClass>,
}

impl Tally {
    /// Judges rows and counts.
    ///
    /// # Errors
    /// A row names a server that `rollcall risk` does not know.
    pub fn of(rows: &[Row]) -> Result<Self, Failure> {
        let mut tally = Self::default();
        for row in rows {
            tally.add(row)?;
        }
        Ok(tally)
    }

    fn add(&mut self, row: &Row) -> Result<(), Failure> {
        let assessment = row.judge(&row.trusted())?;
        let found: Vec<&str> = assessment.findings.iter().map(|finding| finding.class.id()).collect();
        let expected = &row.expect;
        self.rows += 1;
        self.from_outside += u32::from(row.is_from_outside());
        self.harmless += u32::from(!expected.risky);
        self.look_alikes += u32::from(row.is_look_alike());
        count(&mut self.risky, expected.risky, assessment.is_risky());
        let severity = assessment.severity().map(Severity::word);
        self.same_severity += u32::from(severity == expected.severity.as_deref());
        let mut same = found.len() == expected.classes.len();
        for class in &expected.classes {
            let hit = found.contains(&class.as_str());
            same &= hit;
            count(self.classes.entry(class.clone()).or_default(), true, hit);
        }
        for class in found.iter().filter(|class| !expected.classes.iter().any(|label| label == *class)) {
            count(self.classes.entry((*class).to_owned()).or_default(), false, true);
        }
        self.same_classes += u32::from(same);
        if let Some(right) = row.compares_as_expected()? {
            self.asked += 1;
            self.answered += u32::from(right);
        }
        Ok(())
    }

    /// Every figure.
    #[must_use]
    pub fn figures(&self) -> Value {
        json!({
            "rows": self.rows,
            "from_outside": self.from_outside,
            "harmless": self.harmless,
            "look_alikes": self.look_alikes,
            "recall": self.risky.recall(),
            "precision": self.risky.precision(),
            "risky": self.risky.labelled,
            "called_harmless_wrongly": self.risky.labelled - self.risky.found,
            "called_risky_wrongly": self.risky.wrong,
            "same_severity": share(self.same_severity, self.rows),
            "same_classes": share(self.same_classes, self.rows),
            "matches_asked": self.asked,
            "matches_right": self.answered,
            "classes": self
                .classes
                .iter()
                .map(|(class, counts)| {
                    let counts = json!({
                        "labelled": counts.labelled,
                        "found": counts.found,
                        "wrong": counts.wrong,
                        "recall": counts.recall(),
                    });
                    (class.clone(), counts)
                })
                .collect::<serde_json::Map<_, _>>(),
        })
    }
}

fn count(counts: &mut OfClass, labelled: bool, found: bool) {
    counts.labelled += u32::from(labelled);
    counts.found += u32::from(labelled && found);
    counts.wrong += u32::from(found && !labelled);
}

/// All of nothing is all.
fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}
