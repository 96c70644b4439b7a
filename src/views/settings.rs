//! The administrators' page about how the clinic decides.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::{account::Again, settings::Preset};

/// How the clinic decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// What holds where nothing else was chosen.
    pub preset: Preset,
    /// Whether the reader decides on everything, and so on the preset; else on what is listed.
    pub is_whole: bool,
    /// Each key with its value as it is stored, and what the preset says; what was typed, where that was refused.
    pub values: HashMap<String, SettingView>,
    /// Whether the last change of this browser can be taken back.
    pub can_undo: bool,
    /// Whether the reader has to enter the code of their second step to change who reads records, or how people sign in.
    pub again: Again,
    /// The latest changes, the latest first; of one setting, where the reader asked for one.
    pub changes: Vec<ChangeView>,
}

/// A change of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// Which.
    pub key: String,
    /// Its value before; none stands for the preset's.
    pub old: Option<String>,
    /// Its value after.
    pub new: Option<String>,
    /// Who changed it; empty from the command line.
    pub by: String,
    /// When, by the clock of the clinic.
    pub when: TimeView,
}

/// What stands in a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingView {
    /// Its value as it is stored, or as it was typed.
    pub value: String,
    /// As it is stored.
    pub stored: String,
    /// The preset's.
    pub preset: String,
    /// Whether it was ever changed.
    pub has_history: bool,
}
