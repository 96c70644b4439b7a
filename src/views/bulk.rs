//! Bulk actions: the preview, the progress and the result.

use serde::{Deserialize, Serialize};

use super::{suggest::SuggestionView, time_view::TimeView};
use crate::error::AppError;

/// The action, and its targets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkQuery {
    /// `activate`, `deactivate`, `assign` or `message`.
    pub deed: String,
    /// The keys of the chosen users.
    pub accounts: Vec<String>,
    /// `1` if everyone matching the filters below is chosen.
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
    /// Where the previous ones of everyone matching ended; empty for the first.
    pub after: String,
    /// The run to undo, instead of all that.
    pub undo: String,
    /// The run that did the same to the group before this one.
    pub run: String,
}

impl BulkQuery {
    /// What everyone matching is chosen by, as parameter names and values.
    pub fn criteria(&self) -> [(&'static str, &str); 6] {
        [
            ("deed", &self.deed),
            ("q", &self.q),
            ("role", &self.role),
            ("status", &self.status),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }
}

/// A message to several users, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    /// The subject.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// With whom several patients are in care, how, and until when, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CareForm {
    /// The practitioner.
    pub practitioner: Option<SuggestionView>,
    /// The kind of relationship.
    pub scope: String,
    /// Its last day.
    pub trusted_until: String,
}

/// Some of everyone matching.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotView {
    /// Which of how many they are.
    pub text: String,
    /// The query that chooses the next ones, if there are any.
    pub next: Option<String>,
}

/// The preview. If no one is chosen, the reader's earlier runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkView {
    /// The word for the action.
    pub deed: String,
    /// Names this intent.
    pub key: String,
    /// The run that would be undone.
    pub undo: String,
    /// What was chosen.
    pub chosen: Vec<ChosenView>,
    /// How many of those asked for are not there any more.
    pub gone: usize,
    /// Which of all matches these are, if too many to be chosen at once.
    pub lot: Option<LotView>,
    /// The run that did the same to the group before; empty if there is none.
    pub run: String,
    /// What was written to that group.
    pub message: MessageForm,
    /// To whom that group was assigned.
    pub care: CareForm,
    /// The reader's runs, latest first; only if no one is chosen.
    pub runs: Vec<BulkRunView>,
}

/// A chosen target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenView {
    /// The target's key.
    pub id: i64,
    /// The full name of a person, or whose visit it is.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Where they are.
    pub href: String,
    /// When the appointment is, if it is one.
    pub when: Option<TimeView>,
    /// Why they are skipped; empty if they are not.
    pub why_not: String,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRunView {
    /// The random key in its address.
    pub id: String,
    /// The word for the action.
    pub deed: String,
    /// How long ago it was requested.
    pub asked: String,
    /// Whether it has ended.
    pub is_over: bool,
    /// How many are settled, out of how many.
    pub progress: (i64, i64),
    /// For how many it was not done.
    pub not_done: usize,
    /// The run that it undoes.
    pub undoes: Option<String>,
    /// The run that undoes it.
    pub undone_by: Option<String>,
    /// Whether any part of it can be undone.
    pub can_be_undone: bool,
    /// The message sent, if it is one.
    pub message: Option<MessageForm>,
    /// The targets. If there are many, only those for which it was not done.
    pub items: Vec<BulkItemView>,
}

/// A target in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkItemView {
    /// The full name of the person it concerns.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Where they are.
    pub href: String,
    /// Its progress.
    pub stage: BulkStage,
}

/// The progress of one target.
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
