//! Lists of appointments for the dashboards.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::appointment::AppointmentView;
use crate::error::AppError;

/// A patient's dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientView {
    /// Appointments that are not over, the next first.
    pub upcoming: Vec<AppointmentView>,
    /// A page of those that are over or called off, the latest first.
    pub past: Vec<AppointmentView>,
    /// That page's number.
    pub page: i64,
    /// Whether there are older ones.
    pub more: bool,
    /// How far the next one is, in words: `today`, `tomorrow`, `in 3 days`.
    pub next_in: String,
}

/// A practitioner's coming days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaView {
    /// `Sydney time`.
    pub zone: String,
    /// The first day, `2026-11-23`.
    pub from: String,
    /// Whether the first day is today.
    pub is_today: bool,
    /// The first day a week before and a week after.
    pub previous: String,
    /// The first day a week after.
    pub next: String,
    /// What the clock shows there now: `09:47`.
    pub now: String,
    /// The current instant, UTC seconds.
    pub now_seconds: i64,
    /// Each day: its date in words, and its appointments in order.
    pub days: Vec<(String, Vec<AppointmentView>)>,
    /// Whether new bookings are taken.
    pub accepting: bool,
    /// The reader's key as a practitioner, for live changes.
    pub practitioner: i64,
}

/// The reader's own appointments as a patient.
#[server(endpoint = "patient_appointments", input = server_fn::codec::GetUrl)]
pub async fn patient_appointments(page: String) -> Result<PatientView, AppError> {
    use super::convert::appointment::appointments;
    use crate::service::agenda;

    let (services, actor) = super::context::request()?;
    let page = page.parse().unwrap_or(1).clamp(1, 10_000);
    let found = agenda::of_patient(&services, &actor, page).await?;
    let next_in =
        found.upcoming.first().map(|next| super::convert::agenda::distance(&services, next)).unwrap_or_default();
    Ok(PatientView {
        upcoming: appointments(&services, &actor, found.upcoming).await?,
        past: appointments(&services, &actor, found.past).await?,
        more: found.more,
        page,
        next_in,
    })
}

/// The reader's own coming days as a practitioner; from today unless a date is given.
#[server(endpoint = "agenda", input = server_fn::codec::GetUrl)]
pub async fn agenda(from: String) -> Result<AgendaView, AppError> {
    let (services, actor) = super::context::request()?;
    let agenda = crate::service::agenda::of_practitioner(&services, &actor, from.parse().ok()).await?;
    super::convert::agenda::agenda(&services, &actor, agenda).await
}
