//! The inactive screen's head: what each threshold can prove, coverage per connection. Its rows are `list_clients`.

use serde::Serialize;
use ts_rs::TS;

use super::clients::VerdictCountView;
use super::{CountView, CoverageView, UnreadView};

/// What the head of the screen shows.
#[derive(Clone, Debug, Serialize, TS)]
pub struct InactiveResponse {
    /// 30, 60 and 90 days, and the window asked for when it is another.
    pub thresholds: Vec<ThresholdView>,
    /// The longest window, in whole days, that any connection in scope can prove now.
    pub longest_provable_days: u32,
    /// Coverage of each connection in scope.
    pub coverage: Vec<CoverageView>,
    /// By verdict, in order of precedence.
    pub verdicts: Vec<VerdictCountView>,
    /// Of the *Inactive*, how many were never used.
    pub never_used: CountView,
    /// What could not be read.
    pub unread: Vec<UnreadView>,
}

/// What one window can prove.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ThresholdView {
    /// Length of the window.
    pub days: u16,
    /// Clients that it proves inactive (with or without tokens that may live).
    pub provable: CountView,
    /// Whether at least one connection in scope has watched the whole window.
    pub can_prove: bool,
}
