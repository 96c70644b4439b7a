//! The audit as administrators read it, and records that were opened in an emergency.

use serde::{Deserialize, Serialize};

use super::{listing::PlaceView, time_view::TimeView};

/// A page of the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// By whose and about whose rows were looked for; empty for anyone's.
    pub sought: (String, String),
    /// The rows.
    pub rows: Vec<AuditRowView>,
    /// How they are sorted, and what there is before and after.
    pub place: PlaceView,
    /// Whether the reader also sees the overview.
    pub has_overview: bool,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRowView {
    /// Its place in the chain.
    pub seq: i64,
    /// When, by the clock of the clinic.
    pub when: TimeView,
    /// Who; may be empty.
    pub actor: String,
    /// What, in words; empty where no version of ours has written it.
    pub said: String,
    /// The same, as it is stored: `record.read`.
    pub action: String,
    /// To which thing: `Appointment 7`.
    pub thing: String,
    /// To which part of it, or a detail, as it is stored; may be empty.
    pub part: String,
    /// Whose record; may be empty.
    pub patient: String,
    /// On what ground; may be empty.
    pub basis: String,
    /// Whether it was done.
    pub is_done: bool,
    /// That it was done, or why not.
    pub outcome: String,
    /// How often, where it was more than once.
    pub times: i64,
    /// Why staff set rules aside; may be empty.
    pub reason: String,
}

/// A row with a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRowView {
    /// What the list shows of it.
    pub row: AuditRowView,
    /// The key of who did it, where the reader may open their account.
    pub actor: Option<i64>,
    /// The key of whose record it is, where the reader may open their account.
    pub patient: Option<i64>,
    /// Its hash.
    pub hash: String,
    /// The hash of the row before it, which it carries; empty for the first.
    pub prev_hash: String,
    /// How it stands in the chain.
    pub standing: StandingView,
    /// Whether there is a row after it.
    pub has_next: bool,
}

/// How a row stands in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingView {
    /// As it was written.
    Intact,
    /// Where it was written, but older than the key.
    BeforeTheKey,
    /// Older than the chain.
    BeforeTheChain,
    /// Changed, moved, or without the rows beside it.
    Broken,
}

/// What to look for.
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
    /// `true` for what was refused only.
    pub refused: String,
}

/// A record that was opened in an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyView {
    /// Its key.
    pub id: i64,
    /// Whose record: key and name.
    pub patient: (i64, String),
    /// Who opened it: key and name.
    pub practitioner: (i64, String),
    /// Why.
    pub reason: String,
    /// When, by the clock of the clinic.
    pub opened: TimeView,
    /// Until when.
    pub ends: TimeView,
    /// What the review said: whether it was justified, and why.
    pub review: Option<(bool, String)>,
    /// Whether it is the reader's own, which someone else reviews.
    pub is_own: bool,
}
