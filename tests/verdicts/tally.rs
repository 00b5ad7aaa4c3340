//! What the bench counts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::oracle::Answer;

/// One client-judgement, seen from both sides.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent observations that are counted one by one")]
pub struct Judged {
    /// What the product said, as worded.
    pub said: Answer,
    /// What had to be said.
    pub right: Answer,
    /// Whether it was really used in the window.
    pub used_in_window: bool,
    /// Whether a token that it really obtained before the horizon outlives it.
    pub token_outlives_horizon: bool,
    /// Whether it really existed when the window began.
    pub existed: bool,
    /// Whether its last real use lies within an hour of the window's start.
    pub at_edge: bool,
    /// Whether it was really used, and no row of it could be read.
    pub only_in_hole: bool,
    /// Whether the naive rule calls it inactive.
    pub naive_inactive: bool,
}

/// The counts of many judgements. Adding two tallies adds their counts.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    counts: BTreeMap<&'static str, u64>,
    verdicts: BTreeMap<Answer, u64>,
    wrong: BTreeMap<(Answer, Answer), u64>,
    largest: BTreeMap<&'static str, i64>,
}

impl Tally {
    /// Counts something that is not a judgement.
    pub fn count(&mut self, what: &'static str, times: u64) {
        *self.counts.entry(what).or_default() += times;
    }

    /// Keeps the largest of a figure.
    pub fn most(&mut self, what: &'static str, figure: i64) {
        let largest = self.largest.entry(what).or_insert(figure);
        *largest = (*largest).max(figure);
    }

    /// The largest of a figure; 0 when there was none.
    #[must_use]
    pub fn largest(&self, what: &str) -> i64 {
        self.largest.get(what).copied().unwrap_or(0)
    }

    /// Counts one judgement.
    pub fn add(&mut self, judged: Judged) {
        self.count("judgements", 1);
        *self.verdicts.entry(judged.said).or_default() += 1;
        let quiet = judged.existed && !judged.used_in_window;
        let says_inactive = matches!(judged.said, Answer::Inactive | Answer::TokensMayLive);
        let tokens = judged.said == Answer::Inactive && judged.token_outlives_horizon;
        let facts = [
            ("agree", judged.said == judged.right),
            ("truly_inactive", quiet),
            ("at_edge", judged.at_edge),
            ("only_in_hole", judged.only_in_hole),
            ("false_inactive", says_inactive && !quiet || tokens),
            ("naive_inactive", judged.naive_inactive),
            ("naive_false_inactive", judged.naive_inactive && !quiet),
        ];
        for (what, holds) in facts {
            self.count(what, u64::from(holds));
        }
        if judged.said != judged.right {
            *self.wrong.entry((judged.right, judged.said)).or_default() += 1;
        }
    }

    /// Takes in the counts of another tally.
    pub fn merge(&mut self, other: &Self) {
        for (what, times) in &other.counts {
            self.count(what, *times);
        }
        for (verdict, times) in &other.verdicts {
            *self.verdicts.entry(*verdict).or_default() += times;
        }
        for (what, figure) in &other.largest {
            self.most(what, *figure);
        }
        for (pair, times) in &other.wrong {
            *self.wrong.entry(*pair).or_default() += times;
        }
    }

    /// How often something was counted.
    #[must_use]
    pub fn of(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or(0)
    }

    /// How often the product gave this verdict.
    #[must_use]
    pub fn said(&self, verdict: Answer) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    /// Right and wrong answers that differ, with how often.
    #[must_use]
    pub fn disagreements(&self) -> Vec<String> {
        self.wrong
            .iter()
            .map(|((right, said), times)| {
                format!("{times} × \"{}\" where it is \"{}\"", said.words(), right.words())
            })
            .collect()
    }

    /// A share of all judgements, 0 to 1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    pub fn share(&self, times: u64) -> f64 {
        times as f64 / self.of("judgements").max(1) as f64
    }

    /// Every figure.
    #[must_use]
    pub fn figures(&self) -> Value {
        let verdicts: serde_json::Map<String, Value> =
            self.verdicts.iter().map(|(verdict, times)| (verdict.words().to_owned(), json!(times))).collect();
        json!({
            "counts": self.counts,
            "largest": self.largest,
            "verdicts": verdicts,
            "share_agreeing": self.share(self.of("agree")),
            "share_truly_inactive": self.share(self.of("truly_inactive")),
            "share_at_edge": self.share(self.of("at_edge")),
            "share_only_in_hole": self.share(self.of("only_in_hole")),
            "naive_error": self.share(self.of("naive_false_inactive")),
            "disagreements": self.disagreements(),
        })
    }
}
