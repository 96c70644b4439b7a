//! The input with which programs book a slot.

use jiff::{Timestamp, civil::DateTime};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    caller::Caller,
    input::{date, instant, new_intent},
    problem::Problem,
};
use crate::{
    domain::{
        account::Actor,
        booking::Target,
        ids::{CentreId, PatientId, PractitionerId, ServiceId},
        time::{WallMinute, Zone},
    },
    service::{
        Services,
        appointment::Appointment as Stored,
        booking::{self, BookingRequest},
        listing as lists, staff,
    },
};

/// A new appointment.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AppointmentInput {
    /// The practitioner's ID.
    #[serde(alias = "doctor")]
    pub doctor_id: Option<i64>,
    /// The centre's ID. Required if the practitioner works at several.
    pub centre_id: Option<i64>,
    /// ID of the service; by default, the first that the practitioner offers.
    pub service_id: Option<i64>,
    /// Start, such as `2026-11-24T09:30:00+11:00`. Alternatively, send `date` and `time`.
    pub starts_at: Option<String>,
    /// Date in the centre's time zone, such as `2026-11-24`.
    #[serde(alias = "appointment_date")]
    pub date: Option<String>,
    /// Time in the centre's time zone, such as `09:30`.
    #[serde(alias = "appointment_time")]
    pub time: Option<String>,
    /// Number of consecutive slots, if the clinic allows several; 1 by default.
    pub slots: Option<u16>,
    /// Reason for the visit, at most 500 characters.
    pub reason: String,
    /// The patient's ID. Staff only.
    pub patient_id: Option<i64>,
    /// The patient's number or email address, instead of their ID. Staff only.
    pub patient: Option<String>,
    /// Reason for double-booking. Staff only.
    pub override_reason: Option<String>,
}

/// Books the requested slot.
pub(super) async fn book(caller: &Caller, intent: Option<String>, sent: AppointmentInput) -> Result<Stored, Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    let Some(practitioner) = sent.doctor_id.map(PractitionerId) else {
        return Err(Problem::bad_request("doctor_id is missing."));
    };
    if sent.patient_id.is_some() && sent.patient.is_some() {
        return Err(Problem::bad_request("Send patient_id or patient, and only one of them."));
    }
    if sent.slots == Some(0) {
        return Err(Problem::bad_request("slots is at least 1."));
    }
    let (centre, zone) = place(services, actor, practitioner, sent.centre_id.map(CentreId)).await?;
    let request = BookingRequest {
        target: Target {
            practitioner,
            centre,
            service: sent.service_id.map(ServiceId),
            starts_at: start(&zone, sent.starts_at.as_deref(), sent.date.as_deref(), sent.time.as_deref())?,
            slots: sent.slots.unwrap_or(1),
        },
        reason: sent.reason,
        idempotency_key: intent.unwrap_or_else(new_intent),
    };
    let is_own = |id: i64| actor.id().is_some_and(|me| me.0 == id);
    let id = match (sent.patient, sent.patient_id.filter(|id| !is_own(*id))) {
        (None, None) if sent.override_reason.is_some() => {
            return Err(Problem::bad_request("override_reason is for staff who book for a patient."));
        }
        (None, None) => booking::book(services, actor, request).await?,
        (typed, key) => {
            // Whose calendar it may be is checked first, so that no one can search for patients here.
            staff::calendar(services, actor, Some(practitioner)).await?.basis_at(centre)?;
            let patient = match (typed, key) {
                (Some(typed), _) => staff::find_patient(services, actor, practitioner, &typed).await?.id,
                (None, key) => lists::patient_to_book(services, actor, PatientId(key.unwrap_or_default())).await?,
            };
            booking::book_for(services, actor, patient, request, sent.override_reason.as_deref()).await?
        }
    };
    Ok(lists::appointment(services, actor, id).await?)
}

/// The centre, and its time zone: the only one where the practitioner works, if none is named.
async fn place(
    services: &Services,
    actor: &Actor,
    practitioner: PractitionerId,
    named: Option<CentreId>,
) -> Result<(CentreId, Zone), Problem> {
    let directory = services.directory_for(actor).await?;
    let person = directory.practitioner(practitioner).ok_or_else(Problem::not_found)?;
    let centre = match (named, &person.affiliations[..]) {
        (Some(centre), _) => centre,
        (None, [only]) => only.centre,
        (None, _) => return Err(Problem::bad_request("centre_id is missing: they work at several centres.")),
    };
    let found = directory.centre(centre).ok_or_else(Problem::not_found)?;
    Ok((centre, found.zone.clone()))
}

/// The start, as an instant or in a zone's local time.
fn start(zone: &Zone, at: Option<&str>, day: Option<&str>, time: Option<&str>) -> Result<Timestamp, Problem> {
    if let Some(at) = instant("starts_at", at)? {
        return match (day, time) {
            (None, None) => Ok(at),
            _ => Err(Problem::bad_request("Send starts_at, or date and time, and not both.")),
        };
    }
    let (Some(day), Some(time)) = (date("date", day)?, time) else {
        return Err(Problem::bad_request("Send starts_at, or date and time."));
    };
    // `09:30` and `09:30:00`.
    let wrong = || Problem::bad_request("time is not a time such as 09:30.");
    let short = time.strip_suffix(":00").filter(|short| short.contains(':')).unwrap_or(time);
    let wall = WallMinute::parse(short).ok().filter(|wall| *wall < WallMinute::END_OF_DAY).ok_or_else(wrong)?;
    let minutes = i8::try_from(wall.minutes() / 60).ok().zip(i8::try_from(wall.minutes() % 60).ok());
    let (hour, minute) = minutes.ok_or_else(wrong)?;
    let wall: DateTime = day.at(hour, minute, 0, 0);
    // A time that the clocks skip, or show twice, is for a person to choose.
    let exactly = zone.tz().to_ambiguous_timestamp(wall).unambiguous();
    exactly.map_err(|_| Problem::bad_request("The clocks there skip or repeat this time. Send starts_at."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::appointments::local;

    #[test]
    fn a_start_is_an_instant_or_a_date_and_a_time_there() {
        let sydney = Zone::parse("Australia/Sydney").expect("a zone");
        let of = |at, day, time| start(&sydney, at, day, time).map(|at| at.to_string()).map_err(|p| p.status);

        assert_eq!(of(Some("2026-11-24T09:30:00+11:00"), None, None).as_deref(), Ok("2026-11-23T22:30:00Z"));
        assert_eq!(of(None, Some("2026-11-24"), Some("09:30")).as_deref(), Ok("2026-11-23T22:30:00Z"));
        assert_eq!(of(None, Some("2026-11-24"), Some("09:30:00")).as_deref(), Ok("2026-11-23T22:30:00Z"));
        assert_eq!(of(None, Some("2026-11-24"), Some("09:00")).as_deref(), Ok("2026-11-23T22:00:00Z"));
        // The clocks skip it, show it twice, or never show it.
        for (day, time) in
            [("2026-10-04", "02:30"), ("2026-04-05", "02:30"), ("2026-11-24", "24:00"), ("2026-11-24", "9")]
        {
            assert_eq!(of(None, Some(day), Some(time)), Err(400), "{day} {time}");
        }
        assert_eq!(of(None, None, Some("09:30")), Err(400));
        let both = of(Some("2026-11-24T09:30:00+11:00"), Some("2026-11-25"), Some("09:30"));
        assert_eq!((both, of(Some("2026-11-24T09:30:00+11:00"), None, Some("09:30"))), (Err(400), Err(400)));
        assert_eq!(local("2026-11-23T22:30:00Z".parse().expect("an instant"), &sydney), "2026-11-24T09:30:00+11:00");
    }
}
