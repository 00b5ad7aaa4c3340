//! How many tests a suite ran, read from what its runner printed or wrote.

use std::ops::AddAssign;

/// Counts of one suite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Tests that ran and held.
    pub(crate) passed: u64,
    /// Tests that ran and did not hold.
    pub(crate) failed: u64,
    /// Tests that exist and were not run.
    pub(crate) skipped: u64,
}

impl Count {
    /// One check that held.
    pub(crate) const HELD: Self = Self { passed: 1, failed: 0, skipped: 0 };
    /// One check that did not hold.
    pub(crate) const BROKEN: Self = Self { passed: 0, failed: 1, skipped: 0 };

    /// The counts in a line of Rust's test runner: `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
    pub(crate) fn in_rust_line(line: &str) -> Option<Self> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let of = |word: &str| -> Option<u64> {
            counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
        };
        Some(Self { passed: of("passed")?, failed: of("failed")?, skipped: of("ignored")? })
    }

    /// The counts in the JSON report of vitest.
    pub(crate) fn in_vitest_report(report: &str) -> Option<Self> {
        let report: serde_json::Value = serde_json::from_str(report).ok()?;
        let of = |member: &str| report.get(member).and_then(serde_json::Value::as_u64);
        // A file that does not even load counts no test as failed, only itself as a failed suite.
        let files_lost = u64::from(report.get("success").and_then(serde_json::Value::as_bool) == Some(false));
        Some(Self {
            passed: of("numPassedTests")?,
            failed: of("numFailedTests")?.max(files_lost),
            skipped: of("numPendingTests")? + of("numTodoTests").unwrap_or(0),
        })
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_rust_runner_is_counted() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s";
        assert_eq!(Count::in_rust_line(line), Some(Count { passed: 12, failed: 2, skipped: 1 }));
    }

    #[test]
    fn other_lines_are_not_counted() {
        assert_eq!(Count::in_rust_line("test a_test ... ok"), None);
        assert_eq!(Count::in_rust_line("running 3 tests"), None);
    }

    #[test]
    fn a_vitest_report_is_counted() {
        let report =
            r#"{"numTotalTests":4,"numPassedTests":3,"numFailedTests":0,"numPendingTests":1,"success":true}"#;
        assert_eq!(Count::in_vitest_report(report), Some(Count { passed: 3, failed: 0, skipped: 1 }));
    }

    #[test]
    fn a_test_file_that_does_not_load_is_a_failure() {
        let report = r#"{"numPassedTests":3,"numFailedTests":0,"numPendingTests":0,"success":false}"#;
        assert_eq!(Count::in_vitest_report(report).map(|count| count.failed), Some(1));
    }
}
