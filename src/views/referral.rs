//! Referrals: writing one, reading one, the lists of them, and answering them.

use serde::{Deserialize, Serialize};

use super::listing::PlaceView;
use crate::domain::{
    ids::{AppointmentId, EntryId, PatientId, PractitionerId},
    referral::{LetterForm, Priority, Standing, Triage, Turn},
};

/// What someone needs to know who books a practitioner that is seen on referral only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralNeedView {
    /// The referral that would be used; without one nothing can be booked.
    pub held: Option<HeldView>,
    /// Whether the reader is a patient who is signed in.
    pub is_patient: bool,
}

/// A patient's own referral that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldView {
    /// Its key.
    pub id: EntryId,
    /// Who wrote it.
    pub from: String,
    /// The last day, `24 November 2027`.
    pub until: String,
    /// How many visits are left.
    pub left: i64,
}

/// Someone to whom a patient can be referred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueView {
    /// Their key.
    pub id: PractitionerId,
    /// Their name.
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

/// What the page shows on which a referral is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WritingView {
    /// The appointment's key.
    pub appointment: AppointmentId,
    /// Who is referred.
    pub patient_name: String,
    /// To whom, where they are chosen by name.
    pub to: Option<ColleagueView>,
    /// To which field, where one is chosen.
    pub field: Option<String>,
    /// Whom the search has found.
    pub found: Vec<ColleagueView>,
    /// Every field of the directory.
    pub fields: Vec<String>,
    /// The first and the last day on which it may end, `2026-11-24`.
    pub days: (String, String),
    /// What stands in the form at first.
    pub form: LetterForm,
    /// A name for this intent: sent twice, it is one letter.
    pub intent: String,
}

/// A referral in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralRowView {
    /// Its key.
    pub id: EntryId,
    /// Who is referred.
    pub patient_name: String,
    /// Who wrote it.
    pub from: String,
    /// The key of the one whom it is for by name.
    pub to: Option<PractitionerId>,
    /// Whom, or which field, it is for.
    pub to_name: String,
    /// The field that it was sent to, where it was.
    pub field: Option<String>,
    /// How pressing it is.
    pub priority: Priority,
    /// When it was sent, `24 November 2026`.
    pub sent: String,
    /// The last day, `24 November 2027`.
    pub until: String,
    /// How many visits are left.
    pub left: i64,
    /// How many it was for.
    pub allowed: i64,
    /// Why it was declined; empty where it was not.
    pub declined_because: String,
    /// The key of who wrote it.
    pub referrer: PractitionerId,
    /// Where it stands.
    pub standing: Standing,
    /// Whether the reader may take the patient on.
    pub may_accept: bool,
}

/// A referral with its letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralView {
    /// What lists show of it, too.
    pub row: ReferralRowView,
    /// The writer's profession.
    pub from_profession: String,
    /// The letter.
    pub letter: String,
    /// What was done with it, in order.
    pub turns: Vec<TurnView>,
    /// As whom the reader reads it.
    pub reader: ReaderView,
    /// What the reader may do with it, as whom it is for.
    pub steps: Vec<Triage>,
    /// Whether the reader may take it back.
    pub may_withdraw: bool,
    /// To whom it is to be passed on, where they are chosen.
    pub pass_to: Option<ColleagueView>,
    /// Whom the search for one has found.
    pub found: Vec<ColleagueView>,
}

/// A referral as those who run the clinic see it, without what is written in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicReferralView {
    /// What the list shows of it.
    pub row: ReferralRowView,
    /// The writer's profession.
    pub from_profession: String,
    /// The patient's key, if the reader manages accounts.
    pub account: Option<PatientId>,
    /// What was done with it, in order, without why.
    pub turns: Vec<TurnView>,
}

/// As whom someone reads a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReaderView {
    /// The one who is referred.
    Patient,
    /// Who wrote it.
    Referrer,
    /// Whom it is for.
    Addressee,
    /// Anyone else who may read the record.
    Other,
}

/// Something that was done with a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnView {
    /// What.
    pub turn: Turn,
    /// By whom.
    pub by: String,
    /// To whom it was sent or passed on; may be empty.
    pub to: String,
    /// Why; may be empty.
    pub reason: String,
    /// When, `24 November 2026`.
    pub on: String,
}

/// A practitioner's referrals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// Those that are for the reader, or for their field.
    pub received: Vec<ReferralRowView>,
    /// Those that the reader wrote.
    pub sent: Vec<ReferralRowView>,
}

/// What is asked of the clinic's list of referrals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReferralQuery {
    /// The beginnings of words of the patient's name.
    pub patient: String,
    /// The same of the name of who wrote them.
    pub referrer: String,
    /// The same of the name of whom they are for.
    pub addressee: String,
    /// The field that they are for.
    pub field: String,
    /// Where they stand.
    pub status: String,
    /// How pressing they are.
    pub priority: String,
    /// The first day on which they were sent, `2026-11-24`.
    pub from: String,
    /// The last one.
    pub until: String,
}

impl ReferralQuery {
    /// The criteria that are used.
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
    /// Whose were looked for, written by whom and for whom; each empty for anyone.
    pub sought: [String; 3],
    /// The fields to choose from.
    pub fields: Vec<String>,
    /// The rows.
    pub rows: Vec<ReferralRowView>,
    /// What there is before and after.
    pub place: PlaceView,
}
