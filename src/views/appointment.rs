//! One appointment: its page, its confirmation, and cancelling it.

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
    /// The key that links and forms name it by.
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
    /// The price, as far as the clinic states it; for the patient's side.
    pub fee: Option<String>,
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// How long, in minutes.
    pub minutes: i64,
    /// The key of its kind of visit; the standard visit has none.
    pub service: Option<ServiceId>,
    /// The name of its kind of visit; the standard visit has none.
    pub service_name: Option<String>,
    /// Whether it takes place online.
    pub is_online: bool,
    /// The room or device reserved for it.
    pub room: Option<String>,
    /// The link, or how to find it, for its two parties while it is pending or booked; empty otherwise.
    pub instructions: String,
    /// The group that it is part of; shown to its practitioner.
    pub group: Option<GroupView>,
    /// Whether it is part of a series.
    pub in_series: bool,
    /// Where it stands.
    pub status: Status,
    /// Whether it was a request that its practitioner declined.
    pub declined: bool,
    /// The clinic's choice of status names.
    pub wording: Wording,
    /// The reason, in the patient's words; may be empty.
    pub reason: String,
    /// Whether the reader is the patient or books for them, rather than the practitioner.
    pub as_patient: bool,
    /// Whether the reader books for someone else.
    pub by_proxy: bool,
    /// Whether the reader may cancel or move it now.
    pub may_cancel: bool,
    /// Whether the reader must give a reason: the cut-off for patients has passed.
    pub must_say_why: bool,
    /// The cut-off for patients to cancel or move it, in minutes before its start.
    pub limit_minutes: u32,
    /// Whether it was a request that no one answered in time.
    pub has_lapsed: bool,
    /// The remaining appointments of its series, by time, each with its key; empty if there is no series. Only on its own page.
    pub series: Vec<(AppointmentId, TimeView)>,
    /// The steps that the reader, as its practitioner, may take now.
    pub steps: Vec<Step>,
    /// Whether the reader, as its practitioner, may open its consultation.
    pub may_consult: bool,
    /// Whether the reader, as its practitioner, may refer its patient.
    pub may_refer: bool,
    /// The referral that it was booked with, for those who may read its letter: its key and author. Only on its own page.
    pub referral: Option<(EntryId, String)>,
    /// Why its patient was asked to choose another time, if that is still necessary: what was closed, and the closure's name. For
    /// the patient's side.
    pub asked: Option<(String, String)>,
    /// Whether it is on a later day, in local time.
    pub is_ahead: bool,
    /// Whether the reader, as its practitioner, may open the patient's record. Only on its own page.
    pub may_read: bool,
    /// Whether it is upcoming and outside the practitioner's hours; shown to staff.
    pub outside_hours: bool,
    /// The reasons given for changes to it, for its two parties. Only on its own page; empty in lists.
    pub given: Vec<GivenView>,
    /// Whether its patient has confirmed it. Only on its own page; false in lists.
    pub comes: bool,
    /// Whether the reader can write to the other side. Only on its own page; false in lists.
    pub may_message: bool,
    /// Whether the reader works at its centre's desk, and is neither of its parties.
    pub at_desk: bool,
    /// The patient's telephone number, for the desk; may be empty.
    pub patient_phone: String,
    /// What its patient may rate after the visit: the practitioner and the centre. Only on its own page; empty in lists.
    pub to_rate: Vec<RateableView>,
    /// If it was cancelled, free times that the patient's side can book instead. Only on its own page; empty in lists.
    pub instead: Vec<FreeTimeView>,
}

/// The group in which an appointment is one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// The key that links and forms name it by.
    pub id: SessionId,
    /// How many places there are.
    pub places: u32,
    /// How many of them are taken. Only on an appointment's own page.
    pub taken: usize,
}

impl AppointmentView {
    /// The page to book it again; for the same patient, if someone else does it.
    #[must_use]
    pub fn again(&self) -> String {
        let whom = if self.by_proxy { format!("&whom={}", self.patient) } else { String::new() };
        format!("/book/{}?centre={}{whom}", self.practitioner, self.centre)
    }

    /// The page to choose another time for it.
    #[must_use]
    pub fn moving(&self) -> String {
        let service = self.service.map(|id| format!("&service={id}")).unwrap_or_default();
        format!("{}{service}&moving={}", self.again(), self.id)
    }
}

/// A reason given for a change to an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenView {
    /// What it is the reason for, in words.
    pub what: String,
    /// Who gave it; may be empty.
    pub by: String,
    /// The reason.
    pub reason: String,
}
