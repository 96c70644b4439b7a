//! The administrators' page of settings.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::{account::Again, settings::Preset};

/// The clinic's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// The preset, which applies to everything that was not changed.
    pub preset: Preset,
    /// Whether the reader may change everything, including the preset; otherwise only what is listed.
    pub is_whole: bool,
    /// Each key with its stored value, or what was typed if it was refused, and the preset's value.
    pub values: HashMap<String, SettingView>,
    /// Whether this browser's last change can be undone.
    pub can_undo: bool,
    /// Whether the reader has to repeat their second step to change who reads records, or how people sign in.
    pub again: Again,
    /// The latest changes, newest first; of one setting, if the reader asked for one.
    pub changes: Vec<ChangeView>,
}

/// A change to a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// The key of the setting, such as `booking.confirmation`.
    pub key: String,
    /// Its value before; `None` stands for the preset's.
    pub old: Option<String>,
    /// Its value after.
    pub new: Option<String>,
    /// The person who changed it; empty from the command line.
    pub by: String,
    /// When, in the clinic's local time.
    pub when: TimeView,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingView {
    /// Its value as stored, or as typed.
    pub value: String,
    /// Its stored value.
    pub stored: String,
    /// The preset's.
    pub preset: String,
    /// Whether it was ever changed.
    pub has_history: bool,
}
