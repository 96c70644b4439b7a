//! The audit as administrators read it, and records opened in an emergency.

use serde::{Deserialize, Serialize};

use super::{listing::PlaceView, time_view::TimeView};

/// A page of the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// The searched names of actor and patient; empty for anyone.
    pub sought: (String, String),
    /// The rows.
    pub rows: Vec<AuditRowView>,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
    /// Whether the reader also sees the overview.
    pub has_overview: bool,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRowView {
    /// Its place in the chain.
    pub seq: i64,
    /// The time, in the clinic's local time.
    pub when: TimeView,
    /// The actor; may be empty.
    pub actor: String,
    /// The action in words; empty if no version of ours has written it.
    pub said: String,
    /// The action as stored: `record.read`.
    pub action: String,
    /// The thing: `Appointment 7`.
    pub thing: String,
    /// The part of it, or a detail, as stored; may be empty.
    pub part: String,
    /// The patient whose record it is; may be empty.
    pub patient: String,
    /// The basis; may be empty.
    pub basis: String,
    /// Whether it was done.
    pub is_done: bool,
    /// The outcome: that it was done, or why not.
    pub outcome: String,
    /// How often, if more than once.
    pub times: i64,
    /// Why staff overrode rules; may be empty.
    pub reason: String,
}

/// A row on a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRowView {
    /// The row as in the list.
    pub row: AuditRowView,
    /// The actor's key, if the reader may open their account.
    pub actor: Option<i64>,
    /// The patient's key, if the reader may open their account.
    pub patient: Option<i64>,
    /// Its hash.
    pub hash: String,
    /// The hash of the previous row, which it carries; empty for the first.
    pub prev_hash: String,
    /// Its state in the chain.
    pub standing: StandingView,
    /// Whether there is a row after it.
    pub has_next: bool,
}

/// The state of a row in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingView {
    /// As it was written.
    Intact,
    /// Intact, but older than the key.
    BeforeTheKey,
    /// Older than the chain.
    BeforeTheChain,
    /// Changed, moved, or missing a neighbouring row.
    Broken,
}

/// The filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// Part of the actor's name.
    pub actor: String,
    /// Part of the patient's name.
    pub patient: String,
    /// The part of the clinic's work, as [`crate::domain::audit::Area`] spells it; empty for any.
    pub area: String,
    /// The first day, `2026-11-24`.
    pub from: String,
    /// The last day.
    pub until: String,
    /// `true` for refused actions only.
    pub refused: String,
}

/// A record opened in an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyView {
    /// The key that forms send back.
    pub id: i64,
    /// The patient: key and name.
    pub patient: (i64, String),
    /// The practitioner who opened it: key and name.
    pub practitioner: (i64, String),
    /// The reason that was given.
    pub reason: String,
    /// When it was opened, in the clinic's local time.
    pub opened: TimeView,
    /// When it ends.
    pub ends: TimeView,
    /// The result of the review: whether it was justified, and why.
    pub review: Option<(bool, String)>,
    /// Whether it is the reader's own, which someone else must review.
    pub is_own: bool,
}
