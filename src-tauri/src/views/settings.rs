//! Settings, storage and the egress list.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::frame::ThemeView;

/// Everything that Settings shows beside the connections (those are in the frame).
#[derive(Clone, Debug, Serialize, TS)]
pub struct SettingsResponse {
    /// What can be changed.
    pub values: SettingsValues,
    /// Files and their sizes.
    pub storage: StorageView,
    /// Every host that was ever contacted.
    pub egress: Vec<EgressRow>,
    /// Where the logs of Rollcall itself are.
    pub log_folder: String,
    /// Whether the timer that syncs while Rollcall is closed is installed.
    pub timer: TimerView,
    /// Rollcall's version.
    pub version: String,
}

/// What a person can change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingsValues {
    /// The name written beside owners and notes.
    pub your_name: String,
    /// The verdict window, 1 to 365 days.
    pub window_days: u16,
    /// Colours.
    pub theme: ThemeView,
    /// How long raw log rows are kept, 1 to 3650 days. Rollups and the coverage ledger stay.
    pub keep_raw_days: u16,
    /// Whether user names, e-mails and addresses of people's sign-ins are kept. Administrative and machine rows keep theirs.
    pub keep_personal: bool,
}

/// Files on disk.
#[derive(Clone, Debug, Serialize, TS)]
pub struct StorageView {
    /// The data folder.
    pub folder: String,
    /// Bytes of the precious file (connections, snapshots, decisions).
    pub precious_bytes: u64,
    /// Per connection.
    pub connections: Vec<ConnectionStorageRow>,
}

/// One connection's events file.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ConnectionStorageRow {
    /// Which connection.
    pub connection_id: String,
    /// Bytes of its events file.
    pub bytes: u64,
    /// Log rows held.
    pub log_rows: u64,
    /// Date of the oldest of them.
    pub oldest_at: Option<i64>,
    /// Snapshots held.
    pub snapshots: u64,
}

/// One host that was contacted.
#[derive(Clone, Debug, Serialize, TS)]
pub struct EgressRow {
    /// The host, with its port when it is not the usual one.
    pub host: String,
    /// How many requests were sent.
    pub requests: u64,
    /// When last.
    pub last_at: i64,
}

/// The timer that syncs while Rollcall is closed.
#[derive(Clone, Debug, Serialize, TS)]
pub struct TimerView {
    /// How it stands.
    pub state: TimerState,
    /// In a sentence: what it does, or why it cannot be installed here.
    pub words: String,
}

/// How the timer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TimerState {
    /// Installed and running.
    On,
    /// Not installed.
    Off,
    /// This system has no systemd user session.
    NotHere,
}

/// Installs or removes the timer.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct SetTimerRequest {
    /// Whether it should be there.
    pub on: bool,
}

/// Which folder to open in the file manager.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct OpenFolderRequest {
    /// Which.
    pub folder: FolderName,
}

/// A folder of Rollcall.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FolderName {
    /// The data folder.
    Data,
    /// The log folder.
    Logs,
}
