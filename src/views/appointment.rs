//! One appointment: its page, its confirmation, calling it off.

use serde::{Deserialize, Serialize};

use super::{earliest::FreeTimeView, rating::RateableView, time_view::TimeView};
use crate::domain::{
    appointment::{Status, Step},
    ids::{AppointmentId, CentreId, EntryId, PatientId, PractitionerId, ServiceId, SessionId},
    wording::Wording,
};

/// An appointment as one of its parties sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    /// Its key.
    pub id: AppointmentId,
    /// The practitioner's key.
    pub practitioner: PractitionerId,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// The practitioner's profession.
    pub profession: String,
    /// The patient's key.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// The centre's key.
    pub centre: CentreId,
    /// The centre's name.
    pub centre_name: String,
    /// The centre's street and suburb.
    pub centre_place: String,
    /// The centre's telephone number; may be empty.
    pub centre_phone: String,
    /// What it costs, as far as the clinic says; for the patient's side.
    pub fee: Option<String>,
    /// When.
    pub when: TimeView,
    /// How long, in minutes.
    pub minutes: i64,
    /// The key of its kind of visit; the standard visit has none.
    pub service: Option<ServiceId>,
    /// The name of its kind of visit; the standard visit has none.
    pub service_name: Option<String>,
    /// Whether it takes place by a link or a telephone.
    pub is_online: bool,
    /// The room or device that is kept for it.
    pub room: Option<String>,
    /// The link, or how to find it, for its two parties as long as it stands; else empty.
    pub instructions: String,
    /// The group that it is part of; told to its practitioner.
    pub group: Option<GroupView>,
    /// Whether it is one of a series.
    pub in_series: bool,
    /// Where it stands.
    pub status: Status,
    /// Whether it was a request that its practitioner declined.
    pub declined: bool,
    /// In whose words the clinic says that.
    pub wording: Wording,
    /// Why, in the patient's words; may be empty.
    pub reason: String,
    /// Whether the reader is the patient, or books for them; else the practitioner.
    pub as_patient: bool,
    /// Whether the reader books for the patient and is someone else.
    pub by_proxy: bool,
    /// Whether the reader may call it off, or move it, now.
    pub may_cancel: bool,
    /// Whether the reader must say why: it is later than patients may.
    pub must_say_why: bool,
    /// Until how many minutes before its start patients may call it off or move it.
    pub limit_minutes: u32,
    /// Whether it was a request that no one answered in time.
    pub has_lapsed: bool,
    /// The appointments of its series that stand, by time, each with its key; empty where it is by itself. Only on its own page.
    pub series: Vec<(AppointmentId, TimeView)>,
    /// The steps that the reader, as its practitioner, may take now.
    pub steps: Vec<Step>,
    /// Whether the reader, as its practitioner, may open its consultation.
    pub may_consult: bool,
    /// Whether the reader, as its practitioner, may refer its patient.
    pub may_refer: bool,
    /// The referral that it was booked with, for who may read its letter: its key, and who wrote it. Only on its own page.
    pub referral: Option<(EntryId, String)>,
    /// Why its patient was asked to choose another time, where that is still so: what was closed, and what that is called. Told to
    /// the patient's side.
    pub asked: Option<(String, String)>,
    /// Whether it is on a later day, where it takes place.
    pub is_ahead: bool,
    /// Whether the reader, as its practitioner, may open the patient's record. Only on its own page.
    pub may_read: bool,
    /// Whether it is to come and lies outside the practitioner's hours; told to staff.
    pub outside_hours: bool,
    /// The reasons that were given with what was done to it, for its two parties. Only on its own page; lists leave it empty.
    pub given: Vec<GivenView>,
    /// Whether its patient has said that they will come. Only on its own page; lists leave it unsaid.
    pub comes: bool,
    /// Whether the reader can write to the other side. Only on its own page; lists leave it unsaid.
    pub may_message: bool,
    /// Whether the reader works at the desk of its centre, and is neither of its parties.
    pub at_desk: bool,
    /// The patient's telephone number, for the desk; may be empty.
    pub patient_phone: String,
    /// What its patient may rate after the visit: who saw them, and where. Only on its own page; lists leave it empty.
    pub to_rate: Vec<RateableView>,
    /// Where it was called off, free times that the patient's side can book instead. Only on its own page; lists leave it empty.
    pub instead: Vec<FreeTimeView>,
}

/// A group, of which an appointment takes one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Its key.
    pub id: SessionId,
    /// How many places there are.
    pub places: u32,
    /// How many of them are taken. Only on an appointment's own page.
    pub taken: usize,
}

impl AppointmentView {
    /// Where it is booked once more; for the same patient, where someone else does it.
    #[must_use]
    pub fn again(&self) -> String {
        let whom = if self.by_proxy { format!("&whom={}", self.patient) } else { String::new() };
        format!("/book/{}?centre={}{whom}", self.practitioner, self.centre)
    }

    /// Where another time is chosen for it.
    #[must_use]
    pub fn moving(&self) -> String {
        let service = self.service.map(|id| format!("&service={id}")).unwrap_or_default();
        format!("{}{service}&moving={}", self.again(), self.id)
    }
}

/// A reason that was given with a step of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenView {
    /// What it is the reason for, in words.
    pub what: String,
    /// Who gave it; may be empty.
    pub by: String,
    /// The reason.
    pub reason: String,
}
