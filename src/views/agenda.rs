//! Lists of appointments for the dashboards.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{appointment::AppointmentView, choices::ChoicesView, listing::PlaceView, time_view::TimeView};
use crate::domain::{
    ids::{AppointmentId, CentreId, PractitionerId, SessionId},
    rating::Average,
};

/// A patient's dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientView {
    /// Appointments that are not over, the next first.
    pub upcoming: Vec<AppointmentView>,
    /// A page of those that are over or cancelled, latest first.
    pub past: Vec<AppointmentView>,
    /// That page's number.
    pub page: i64,
    /// Whether there are older ones.
    pub more: bool,
    /// How soon the next one is, in words: `today`, `tomorrow`, `in 3 days`.
    pub next_in: String,
}

/// A practitioner's day or week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaView {
    /// Whose it is.
    pub name: String,
    /// `Sydney time`.
    pub zone: String,
    /// Whether it is a week, Monday to Sunday, rather than one day.
    pub is_week: bool,
    /// `Tuesday 24 November 2026`, or `23 - 29 November 2026`.
    pub title: String,
    /// The first day, `2026-11-23`.
    pub from: String,
    /// Today's date there.
    pub today: String,
    /// The first day of the day or week before.
    pub previous: String,
    /// The first day of the one after.
    pub next: String,
    /// The local time now: `09:47`.
    pub now: String,
    /// The current instant, UTC seconds.
    pub now_seconds: i64,
    /// Each day.
    pub days: Vec<AgendaDayView>,
    /// The patients who are there and not finished: the appointment's key, and the local time of arrival. The earliest comes first.
    pub arrivals: Vec<(AppointmentId, String)>,
    /// The first appointment after what is shown.
    pub next_visit: Option<ComingView>,
    /// The requests that wait for the reader's answer, by start time.
    pub requests: Vec<ComingView>,
    /// How many requests are on the waiting list.
    pub waiting: i64,
    /// Whether they take new bookings.
    pub accepting: bool,
    /// The reader's key as a practitioner, for live changes.
    pub practitioner: PractitionerId,
    /// The reader's average rating.
    pub rating: Average,
}

impl AgendaView {
    /// Whether today is shown.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.days.iter().any(|day| day.date == self.today)
    }

    /// Since when an appointment's patient has been there.
    #[must_use]
    pub fn here_since(&self, appointment: AppointmentId) -> Option<String> {
        self.arrivals.iter().find(|(id, _)| *id == appointment).map(|(_, since)| since.clone())
    }
}

/// An upcoming appointment outside the days shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingView {
    /// The key that links and forms name it by.
    pub id: AppointmentId,
    /// The patient's name.
    pub patient_name: String,
    /// The time, in the centre's local time.
    pub when: TimeView,
    /// The date on which the board shows it, `2026-12-02`.
    pub on: String,
}

/// One day of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaDayView {
    /// `2026-11-24`.
    pub date: String,
    /// `Tuesday 24 November 2026`.
    pub long: String,
    /// `Tue`.
    pub weekday: String,
    /// `24 Nov`.
    pub short: String,
    /// The appointments in order.
    pub visits: Vec<AppointmentView>,
    /// The free gaps, in order.
    pub gaps: Vec<GapView>,
}

impl AgendaDayView {
    /// The number of pending and booked appointments; a group counts once.
    #[must_use]
    pub fn standing(&self) -> usize {
        let stands = || self.visits.iter().filter(|visit| visit.status.holds_its_time());
        let groups: BTreeSet<SessionId> = stands().filter_map(|visit| Some(visit.group?.id)).collect();
        stands().filter(|visit| visit.group.is_none()).count() + groups.len()
    }
}

/// A free stretch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapView {
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// How long, in minutes.
    pub minutes: i64,
    /// The centre's key.
    pub centre: CentreId,
    /// The centre's name.
    pub centre_name: String,
}

/// A page of the reader's appointments as a practitioner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnListView {
    /// By time; latest first if they are over.
    pub rows: Vec<AppointmentView>,
    /// The previous and next pages.
    pub place: PlaceView,
    /// The choices for the filters.
    pub choices: ChoicesView,
    /// The ways of cancelling, if cancelled ones are listed: values and names.
    pub cancellations: Vec<(String, String)>,
}
