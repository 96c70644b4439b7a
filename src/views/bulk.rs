//! One thing done to several: what would happen, how far it is, and what did.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::error::AppError;

/// What is to be done, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkQuery {
    /// `activate`, `deactivate`, `assign` or `message`.
    pub deed: String,
    /// The keys of the chosen users.
    pub accounts: Vec<String>,
    /// `1` if everyone is chosen who matches what follows.
    pub every: String,
    /// How words of their name, email address or phone number begin.
    pub q: String,
    /// Their role.
    pub role: String,
    /// Their status.
    pub status: String,
    /// The first day on which they were added, `2026-11-24`.
    pub from: String,
    /// The last day on which they were added.
    pub until: String,
    /// The run that is to be undone, in place of all that.
    pub undo: String,
}

/// What is written to several users, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// What would happen. Where no one is chosen, what the reader did before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkView {
    /// The word for what is to be done.
    pub deed: String,
    /// Names this intent.
    pub key: String,
    /// The run that would be undone.
    pub undo: String,
    /// What was chosen.
    pub chosen: Vec<ChosenView>,
    /// How many match, in words, where not all of them could be chosen at once.
    pub too_many: Option<String>,
    /// The reader's runs, the latest first; only where no one is chosen.
    pub runs: Vec<BulkRunView>,
}

/// Someone who was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenView {
    /// The key of what was chosen.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Where they are.
    pub href: String,
    /// When the appointment is, if it is one.
    pub when: Option<TimeView>,
    /// Why nothing happens to them; empty if it does.
    pub why_not: String,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRunView {
    /// Its key.
    pub id: String,
    /// The word for what is done.
    pub deed: String,
    /// How long ago it was asked for.
    pub asked: String,
    /// Whether it has ended.
    pub is_over: bool,
    /// How many are settled, and of how many.
    pub progress: (i64, i64),
    /// To how many it was not done.
    pub not_done: usize,
    /// The run that it undoes.
    pub undoes: Option<String>,
    /// The run that undoes it.
    pub undone_by: Option<String>,
    /// Whether it did something that can be undone.
    pub can_be_undone: bool,
    /// What was written to them, if it is a message.
    pub message: Option<MessageForm>,
    /// To whom. Of many, only those to whom it was not done.
    pub items: Vec<BulkItemView>,
}

/// Someone to whom it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkItemView {
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Where they are.
    pub href: String,
    /// How far it is with them.
    pub stage: BulkStage,
}

/// How far it is with someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkStage {
    /// It is still to be done.
    Waiting,
    /// It was done.
    Done,
    /// It was not done, for this reason.
    LeftOut(String),
    /// It was refused.
    Refused(AppError),
}
