//! Referrals: writing one, reading one, the lists of them, and answering them.

use serde::{Deserialize, Serialize};

use super::listing::PlaceView;
use crate::domain::{
    ids::{AppointmentId, EntryId, PatientId, PractitionerId},
    referral::{LetterForm, Priority, Standing, Triage, Turn},
};

/// What people need to know before they book a practitioner who is seen on referral only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralNeedView {
    /// The referral that would be used; without one, nothing can be booked.
    pub held: Option<HeldView>,
    /// Whether the reader is a signed-in patient.
    pub is_patient: bool,
}

/// A patient's own usable referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldView {
    /// The key that links and forms name it by.
    pub id: EntryId,
    /// Who wrote it.
    pub from: String,
    /// The last day, `24 November 2027`.
    pub until: String,
    /// How many visits are left.
    pub left: i64,
}

/// A practitioner to whom a patient can be referred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueView {
    /// The key that links and forms name it by.
    pub id: PractitionerId,
    /// The practitioner's full name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// Their fields.
    pub expertise: Vec<String>,
    /// Their centres.
    pub places: String,
    /// Whether they are seen on referral only.
    pub by_referral: bool,
}

/// The data of the page for writing a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WritingView {
    /// The appointment's key.
    pub appointment: AppointmentId,
    /// Who is referred.
    pub patient_name: String,
    /// The addressee, if chosen by name.
    pub to: Option<ColleagueView>,
    /// The addressed field, if one is chosen.
    pub field: Option<String>,
    /// The search results.
    pub found: Vec<ColleagueView>,
    /// Every field of the directory.
    pub fields: Vec<String>,
    /// The first and the last date on which it may end, `2026-11-24`.
    pub days: (String, String),
    /// The form's initial values.
    pub form: LetterForm,
    /// The key of this intent: sent twice, it is one letter.
    pub intent: String,
}

/// A referral in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralRowView {
    /// The key that links and forms name it by.
    pub id: EntryId,
    /// Who is referred.
    pub patient_name: String,
    /// Who wrote it.
    pub from: String,
    /// The key of the practitioner it is addressed to by name.
    pub to: Option<PractitionerId>,
    /// The addressee: a name, or a field.
    pub to_name: String,
    /// The field that it was sent to, if any.
    pub field: Option<String>,
    /// How urgent it is.
    pub priority: Priority,
    /// When it was sent, `24 November 2026`.
    pub sent: String,
    /// The last day, `24 November 2027`.
    pub until: String,
    /// How many visits are left.
    pub left: i64,
    /// How many visits it allowed.
    pub allowed: i64,
    /// Why it was declined; empty if it was not.
    pub declined_because: String,
    /// The author's key.
    pub referrer: PractitionerId,
    /// Where it stands.
    pub standing: Standing,
    /// Whether the reader may take the patient on.
    pub may_accept: bool,
}

/// A referral with its letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralView {
    /// The referral as in lists.
    pub row: ReferralRowView,
    /// The writer's profession.
    pub from_profession: String,
    /// The letter.
    pub letter: String,
    /// Its history, in order.
    pub turns: Vec<TurnView>,
    /// The role in which the reader reads it.
    pub reader: ReaderView,
    /// What the reader, as its addressee, may do with it.
    pub steps: Vec<Triage>,
    /// Whether the reader may withdraw it.
    pub may_withdraw: bool,
    /// The chosen practitioner to pass it on to.
    pub pass_to: Option<ColleagueView>,
    /// The results of the search for one.
    pub found: Vec<ColleagueView>,
}

/// A referral as those who run the clinic see it, without its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicReferralView {
    /// The referral as in the list.
    pub row: ReferralRowView,
    /// The writer's profession.
    pub from_profession: String,
    /// The patient's key, if the reader manages accounts.
    pub account: Option<PatientId>,
    /// Its history, in order, without reasons.
    pub turns: Vec<TurnView>,
}

/// The role in which someone reads a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReaderView {
    /// The referred patient.
    Patient,
    /// Who wrote it.
    Referrer,
    /// The addressee.
    Addressee,
    /// Anyone else who may read the record.
    Other,
}

/// An event in a referral's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnView {
    /// The step that was taken.
    pub turn: Turn,
    /// By whom.
    pub by: String,
    /// The person it was sent or passed on to; may be empty.
    pub to: String,
    /// The reason; may be empty.
    pub reason: String,
    /// The date, `24 November 2026`.
    pub on: String,
}

/// A practitioner's referrals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// Those addressed to the reader, or to their field.
    pub received: Vec<ReferralRowView>,
    /// Those that the reader wrote.
    pub sent: Vec<ReferralRowView>,
}

/// The filters of the clinic's list of referrals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReferralQuery {
    /// Prefixes of words in the patient's name.
    pub patient: String,
    /// The same for the author's name.
    pub referrer: String,
    /// The same for the addressee's name.
    pub addressee: String,
    /// The field they are addressed to.
    pub field: String,
    /// Where they stand.
    pub status: String,
    /// Their priority.
    pub priority: String,
    /// The first day on which they were sent, `2026-11-24`.
    pub from: String,
    /// The last one.
    pub until: String,
}

impl ReferralQuery {
    /// The filters in use.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> {
        let Self { patient, referrer, addressee, field, status, priority, from, until } = self;
        let all = [
            ("patient", patient),
            ("referrer", referrer),
            ("addressee", addressee),
            ("field", field),
            ("status", status),
            ("priority", priority),
            ("from", from),
            ("until", until),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name)
    }
}

/// A page of the clinic's referrals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralsView {
    /// The searched names of patient, author and addressee; each empty for anyone.
    pub sought: [String; 3],
    /// The fields to choose from.
    pub fields: Vec<String>,
    /// The rows.
    pub rows: Vec<ReferralRowView>,
    /// The previous and next pages.
    pub place: PlaceView,
}
