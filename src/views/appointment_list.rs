//! Appointments of any time, for those who run the clinic.

use serde::{Deserialize, Serialize};

use super::{appointment::AppointmentView, choices::ChoicesView, listing::PlaceView, time_view::TimeView};
use crate::domain::appointment::Step;

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppointmentQuery {
    /// Nothing for those to come, `past`, or `all`.
    pub when: String,
    /// The first day, `2026-11-24`.
    pub from: String,
    /// The last day.
    pub until: String,
    /// A status.
    pub status: String,
    /// The key of a centre.
    pub centre: String,
    /// The key of a practitioner.
    pub practitioner: String,
    /// The key of a kind of visit.
    pub service: String,
    /// How they were cancelled: a kind of `domain::cancellation`.
    pub how: String,
    /// `true` for each patient's first visit with the practitioner, at the centre and of the kind that are asked for.
    pub first: String,
    /// How the patient's name begins or, for who sees these, their email address or phone number.
    pub patient: String,
}

impl AppointmentQuery {
    /// What is asked for besides a place in the list: names as in an address, and values.
    pub fn criteria(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("when", &self.when),
            ("from", &self.from),
            ("until", &self.until),
            ("status", &self.status),
            ("centre", &self.centre),
            ("practitioner", &self.practitioner),
            ("service", &self.service),
            ("how", &self.how),
            ("first", &self.first),
            ("patient", &self.patient),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.as_str()))
    }
}

/// A page of appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentsView {
    /// For whom was looked; empty for everyone.
    pub sought: String,
    /// The rows.
    pub rows: Vec<AppointmentView>,
    /// How many match, in words.
    pub total: String,
    /// How they are sorted, and what there is before and after them.
    pub place: PlaceView,
    /// What can be chosen from.
    pub choices: ChoicesView,
    /// How they can have been cancelled, where cancelled ones are asked for and their reader may open them: values and names.
    pub cancellations: Vec<(String, String)>,
    /// Whether the reader may open and settle them.
    pub may_settle: bool,
    /// Whether the reader finds patients by their names only, and not by what the list does not show them.
    pub by_name_only: bool,
}

/// One appointment, with what has happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicAppointmentView {
    /// The appointment, without its reason.
    pub appointment: AppointmentView,
    /// The steps that are open now.
    pub steps: Vec<Step>,
    /// Whether it can be cancelled now.
    pub may_cancel: bool,
    /// Whether it can be entered in error.
    pub may_enter_in_error: bool,
    /// What has happened, in order.
    pub history: Vec<EventView>,
}

/// Something that happened to an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// What, in words.
    pub what: String,
    /// By whom, in words.
    pub by: String,
    /// Why, where staff said so.
    pub reason: String,
    /// When, by the clock of the centre.
    pub when: TimeView,
}
