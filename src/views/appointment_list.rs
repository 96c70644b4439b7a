//! All appointments, for those who run the clinic.

use serde::{Deserialize, Serialize};

use super::{appointment::AppointmentView, choices::ChoicesView, listing::PlaceView, time_view::TimeView};
use crate::domain::appointment::Step;

/// The filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppointmentQuery {
    /// Empty for upcoming ones, `past`, or `all`.
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
    /// `true` for each patient's first visit with the chosen practitioner, at the chosen centre and of the chosen kind.
    pub first: String,
    /// `true` for days by the clinic's clock at whichever centre, as its figures are counted.
    pub clinic_days: String,
    /// A prefix of the patient's name or, for those who may see these, their email address or phone number.
    pub patient: String,
}

impl AppointmentQuery {
    /// The filters as parameter names and values, without the place in the list.
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
            ("clinic_days", &self.clinic_days),
            ("patient", &self.patient),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.as_str()))
    }
}

/// A page of appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentsView {
    /// The search text; empty for everyone.
    pub sought: String,
    /// The rows.
    pub rows: Vec<AppointmentView>,
    /// The number of matches, in words.
    pub total: String,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
    /// The choices for the filters.
    pub choices: ChoicesView,
    /// The ways of cancelling, if cancelled ones are listed and the reader may open them: values and names.
    pub cancellations: Vec<(String, String)>,
    /// Whether the reader may open and change them.
    pub may_settle: bool,
    /// Whether the reader can search patients only by name, and not by details that the list does not show them.
    pub by_name_only: bool,
}

/// One appointment, with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicAppointmentView {
    /// The appointment, without its reason.
    pub appointment: AppointmentView,
    /// The steps that are possible now.
    pub steps: Vec<Step>,
    /// Whether it can be cancelled now.
    pub may_cancel: bool,
    /// Whether it can be marked as entered in error.
    pub may_enter_in_error: bool,
    /// Its history, in order.
    pub history: Vec<EventView>,
}

/// An event in an appointment's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// What, in words.
    pub what: String,
    /// By whom, in words.
    pub by: String,
    /// The reason, if staff gave one.
    pub reason: String,
    /// The time, in the centre's local time.
    pub when: TimeView,
}
