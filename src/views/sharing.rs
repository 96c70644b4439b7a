//! Who may read a record, who did, and who did without asking.

use serde::{Deserialize, Serialize};

use super::{app::AllowedAppView, appointment::AppointmentView, suggest::SuggestionView, time_view::TimeView};
use crate::domain::{
    access::{ProxyScope, Reach, RelationshipKind},
    ids::{InvitationId, PatientId, PractitionerId, ProxyId, RelationshipId},
    policy::Basis,
};

/// The reader's choices about their record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingView {
    /// Who looks after them.
    pub relationships: Vec<RelationshipView>,
    /// Whom in the family they trust.
    pub proxies: Vec<ProxyView>,
    /// Whom they invited and who has not answered yet.
    pub invitations: Vec<InvitationView>,
    /// The address that was just invited, and the code that goes with it; shown once.
    pub invited: Option<(String, String)>,
    /// Which apps they allow to read it.
    pub apps: Vec<AllowedAppView>,
    /// To whom the record is closed: key and name.
    pub blocked: Vec<(PractitionerId, String)>,
    /// Every practitioner whom it concerns.
    pub readers: Vec<ReaderView>,
    /// Whether the clinic lets its administrators read it.
    pub administrators_read: bool,
    /// The practitioner about whom it asks whether they are to be the reader's own doctor.
    pub asked: Option<SuggestionView>,
    /// Tomorrow, for the form: `2026-11-25`.
    pub tomorrow: String,
    /// The last day that is proposed for sharing.
    pub proposed: String,
    /// What was typed in the form for trust, and refused.
    pub typed: Option<TypedTrust>,
}

/// A practitioner whom a record concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderView {
    /// Their key.
    pub id: PractitionerId,
    /// Their name.
    pub name: String,
    /// On what ground, and how far, they read it now; nothing where they cannot.
    pub access: Option<(Basis, Reach)>,
}

/// A relationship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationshipView {
    /// Its key.
    pub id: RelationshipId,
    /// The patient's name.
    pub patient: String,
    /// The practitioner's key and name.
    pub practitioner: (PractitionerId, String),
    /// As what.
    pub kind: RelationshipKind,
    /// `you`, `the clinic`, `a referral`.
    pub source: String,
    /// `24 November 2026`, with the weekday.
    pub since: String,
    /// Until when, where it ends by itself.
    pub until: Option<String>,
}

/// Trust in a member of the family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyView {
    /// Its key.
    pub id: ProxyId,
    /// Whose record: their key.
    pub patient: PatientId,
    /// The other person's name.
    pub name: String,
    /// Who they are to each other; may be empty.
    pub relation: String,
    /// How much.
    pub scope: ProxyScope,
    /// Whether they also book, move and cancel appointments.
    pub books: bool,
    /// The patient's coming appointments, where it is the reader who books.
    pub upcoming: Vec<AppointmentView>,
    /// The last day.
    pub until: String,
}

/// An invitation that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Its key.
    pub id: InvitationId,
    /// Whom it is from, to whom it is for; to who made it, the address that they typed.
    pub name: String,
    /// Who they are to the patient; may be empty.
    pub relation: String,
    /// How much.
    pub scope: ProxyScope,
    /// Whether they would also book, move and cancel appointments.
    pub books: bool,
    /// The last day.
    pub until: String,
    /// Whether accepting it takes its code.
    pub needs_code: bool,
}

/// The form for trust as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedTrust {
    /// E-mail address.
    pub trusted_email: String,
    /// How much.
    pub scope: String,
    /// Whether they may also book.
    pub books: bool,
    /// Who they are.
    pub relation: String,
    /// The last day.
    pub trusted_until: String,
}

/// Why a practitioner can read a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyView {
    /// The patient's key and name.
    pub patient: (PatientId, String),
    /// The practitioner's name.
    pub practitioner: String,
    /// Whether it is the reader's own record.
    pub is_own: bool,
    /// Each ground, strongest first, and how far it reaches.
    pub grounds: Vec<(Basis, Reach)>,
    /// What would be a ground but is none: the patient has closed the record to them.
    pub blocked: bool,
}

/// Someone who looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingView {
    /// The row's place in the audit.
    pub seq: i64,
    /// When, by the clock of the clinic.
    pub when: TimeView,
    /// Who; `You`, or what happened by itself.
    pub who: String,
    /// Their profession; may be empty.
    pub profession: String,
    /// What they did, in words.
    pub what: String,
    /// On what ground, in words; may be empty.
    pub basis: String,
    /// Whether they were refused.
    pub refused: bool,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingsView {
    /// The rows, the latest first.
    pub rows: Vec<ReadingView>,
    /// Where older ones go on.
    pub older: Option<i64>,
}
