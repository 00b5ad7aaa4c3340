//! What a person chose, and the little that a run leaves for the next.

use std::collections::BTreeMap;

use assessment::WindowDays;
use serde::{Deserialize, Serialize};

use crate::error::CommandError;
use crate::views::frame::ThemeView;
use crate::views::settings::SettingsValues;

/// Kept as one setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The name written beside owners and notes.
    pub your_name: String,
    /// The verdict window.
    pub window: WindowDays,
    /// Colours.
    pub theme: ThemeView,
    /// How long raw log rows are kept.
    pub keep_raw_days: u16,
    /// Whether personal data of people's sign-ins is kept.
    pub keep_personal: bool,
    /// The server's clock less this computer's, by connection, as last measured.
    pub clock_offsets_ms: BTreeMap<String, i64>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            your_name: std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default(),
            window: WindowDays::default(),
            theme: ThemeView::System,
            keep_raw_days: 400,
            keep_personal: false,
            clock_offsets_ms: BTreeMap::new(),
        }
    }
}

impl Preferences {
    /// The name of the setting.
    pub const KEY: &'static str = "preferences";

    /// The window asked for; 0 is the one that was chosen.
    ///
    /// # Errors
    /// It is longer than a year.
    pub fn window_of(&self, days: u16) -> Result<WindowDays, CommandError> {
        if days == 0 {
            return Ok(self.window);
        }
        WindowDays::new(days)
            .map_err(|error| CommandError::bad_input(error.to_string(), "Choose 1 to 365 days."))
    }

    /// As shown in Settings.
    #[must_use]
    pub fn values(&self) -> SettingsValues {
        SettingsValues {
            your_name: self.your_name.clone(),
            window_days: self.window.days(),
            theme: self.theme,
            keep_raw_days: self.keep_raw_days,
            keep_personal: self.keep_personal,
        }
    }

    /// Takes over what was changed in Settings.
    ///
    /// # Errors
    /// A number is out of range; nothing is taken over then.
    pub fn take(&mut self, values: &SettingsValues) -> Result<(), CommandError> {
        let window = self.window_of(values.window_days.max(1))?;
        if !(1..=3650).contains(&values.keep_raw_days) {
            return Err(CommandError::bad_input(
                "raw rows can be kept for 1 to 3,650 days",
                "Choose a number in that range.",
            ));
        }
        self.window = window;
        values.your_name.trim().clone_into(&mut self.your_name);
        self.theme = values.theme;
        self.keep_raw_days = values.keep_raw_days;
        self.keep_personal = values.keep_personal;
        Ok(())
    }
}
