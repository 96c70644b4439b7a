//! Who may read a record, who did, and who opened it in an emergency.

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
    /// The family members who may read it.
    pub proxies: Vec<ProxyView>,
    /// The people invited who have not answered yet.
    pub invitations: Vec<InvitationView>,
    /// The address that was just invited, with its code; shown once.
    pub invited: Option<(String, String)>,
    /// The apps allowed to read it.
    pub apps: Vec<AllowedAppView>,
    /// The practitioners to whom it is closed: key and name.
    pub blocked: Vec<(PractitionerId, String)>,
    /// All practitioners whom it concerns.
    pub readers: Vec<ReaderView>,
    /// Whether the clinic lets its administrators read it.
    pub administrators_read: bool,
    /// The practitioner who would become the reader's own doctor, before they confirm.
    pub asked: Option<SuggestionView>,
    /// Tomorrow, for the form: `2026-11-25`.
    pub tomorrow: String,
    /// The suggested last day of sharing.
    pub proposed: String,
    /// The sharing form as typed, if it was refused.
    pub typed: Option<TypedTrust>,
}

/// A practitioner whom a record concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderView {
    /// The key that links and forms name it by.
    pub id: PractitionerId,
    /// The practitioner's full name.
    pub name: String,
    /// The basis and extent of their current access; `None` if they have none.
    pub access: Option<(Basis, Reach)>,
}

/// A relationship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationshipView {
    /// The key that links and forms name it by.
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
    /// When it ends automatically, if it does.
    pub until: Option<String>,
}

/// A proxy in the family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyView {
    /// The key that links and forms name it by.
    pub id: ProxyId,
    /// The patient's key.
    pub patient: PatientId,
    /// The other person's name.
    pub name: String,
    /// Their relation; may be empty.
    pub relation: String,
    /// How much.
    pub scope: ProxyScope,
    /// Whether they also book, move and cancel appointments.
    pub books: bool,
    /// The patient's upcoming appointments, if the reader books for them.
    pub upcoming: Vec<AppointmentView>,
    /// The last day.
    pub until: String,
}

/// An invitation waiting for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// The key that links and forms name it by.
    pub id: InvitationId,
    /// For the person invited, the patient's name; for the patient, the address they typed.
    pub name: String,
    /// Their relation to the patient; may be empty.
    pub relation: String,
    /// How much.
    pub scope: ProxyScope,
    /// Whether they would also book, move and cancel appointments.
    pub books: bool,
    /// The last day.
    pub until: String,
    /// Whether accepting it requires its code.
    pub needs_code: bool,
}

/// The sharing form as typed.
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
    /// Each basis, strongest first, and its reach.
    pub grounds: Vec<(Basis, Reach)>,
    /// Whether a basis is void because the patient has closed the record to them.
    pub blocked: bool,
}

/// Someone who looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingView {
    /// The row's place in the audit.
    pub seq: i64,
    /// When, in the clinic's local time.
    pub when: TimeView,
    /// The actor: a name, `You`, or that it was automatic.
    pub who: String,
    /// Their profession; may be empty.
    pub profession: String,
    /// What they did, in words.
    pub what: String,
    /// The basis, in words; may be empty.
    pub basis: String,
    /// Whether they were refused.
    pub refused: bool,
}

/// A page of the record's access log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingsView {
    /// The rows, the latest first.
    pub rows: Vec<ReadingView>,
    /// Where older rows continue.
    pub older: Option<i64>,
}
