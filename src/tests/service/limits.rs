//! Horizons and daily limits: whatever is offered can be booked, and everything else is refused with a reason, in every list.

use consulta::{
    domain::{
        account::Actor,
        booking::{BookingRefusal, Target},
        ids::{AccountId, CentreId, PractitionerId},
        service_form::ServiceForm,
    },
    error::AppError,
    service::{
        Failure,
        availability::{self, WeekQuery},
        booking,
        earliest::{EarliestRequest, earliest},
        search::openings_of,
    },
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::services::{administrator, form, offered};
use crate::support::{Clinic, at, on_both, window};

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// Someone who works around the clock at a centre in a zone, with visits of an hour.
async fn around_the_clock(clinic: &Clinic, zone: &'static str, horizon: &str) -> (PractitionerId, CentreId) {
    let admin = administrator(clinic).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let centre = clinic.centre("2002", "Far Clinic", zone).await;
    let all_day: Vec<_> = (1..=7).map(|day| window(day, "00:00", "24:00")).collect();
    clinic.affiliate(AccountId(doctor.0), centre, &all_day).await;
    let visit = ServiceForm { duration: "60".into(), step: "60".into(), horizon: horizon.into(), ..form("Visit") };
    offered(clinic, &admin, &visit, &[doctor]).await;
    (doctor, centre)
}

/// The start times that the week of a date, and the one after it, show someone.
async fn weeks(
    clinic: &Clinic,
    who: &Actor,
    (practitioner, centre): (PractitionerId, CentreId),
    from: Date,
) -> Vec<Timestamp> {
    let directory = clinic.services.directory_for(who).await.expect("public");
    let mut all = Vec::new();
    for date in [from, from.saturating_add(7.days())] {
        let query = WeekQuery { practitioner, centre, service: None, date: Some(date), moving: None };
        let week = availability::week(&clinic.services, &directory, who, query).await.expect("a week");
        all.extend(week.days.iter().flat_map(|day| &day.slots).map(|slot| slot.starts_at));
    }
    all.sort_unstable();
    all.dedup();
    all
}

async fn book(
    clinic: &Clinic,
    who: &Actor,
    (practitioner, centre): (PractitionerId, CentreId),
    starts_at: Timestamp,
) -> Result<(), BookingRefusal> {
    let request = clinic.request_for(Target { centre, ..clinic.target(practitioner, starts_at) });
    match booking::book(&clinic.services, who, request).await {
        Ok(_) => Ok(()),
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

/// With a horizon of one day, the last time offered is the last of tomorrow in the centre's zone, in every list.
async fn ends_with_tomorrow(clinic: &Clinic, zone: &'static str, now: &str, last: &str) {
    let (doctor, centre) = around_the_clock(clinic, zone, "1").await;
    let patient = clinic.patient("Pat Ient").await;
    clinic.services.clock.set(instant(now));
    let today = instant(now).in_tz(zone).expect("a zone").date();
    let (last, hour) = (instant(last), SignedDuration::from_hours(1));

    let listed = weeks(clinic, &patient, (doctor, centre), today).await;
    let directory = clinic.services.directory_for(&patient).await.expect("public");
    let request = EarliestRequest { page: 2, ..EarliestRequest::default() };
    let earliest = earliest(&clinic.services, &directory, &patient, &request).await.expect("the earliest");

    assert_eq!(listed.last(), Some(&last));
    let at_centre = earliest.times.iter().filter(|time| time.offering.centre.id == centre);
    assert_eq!(at_centre.map(|time| time.slot.starts_at).max(), Some(last));
    let beyond = book(clinic, &patient, (doctor, centre), last + hour).await;
    assert_eq!(beyond, Err(BookingRefusal::TooFarAhead));
    assert_eq!(book(clinic, &patient, (doctor, centre), last).await, Ok(()));
}

on_both! {
    async fn the_horizon_ends_with_a_day_in_kiritimati(test) {
        let clinic = Clinic::new(test).await;

        // Saturday 15:17 there; Sunday's last hour begins at 23:00.
        ends_with_tomorrow(&clinic, "Pacific/Kiritimati", "2026-11-28T01:17:00Z", "2026-11-29T09:00:00Z").await;
    }
}

on_both! {
    async fn the_horizon_ends_with_a_day_in_pago_pago(test) {
        let clinic = Clinic::new(test).await;

        // Friday 14:17 there.
        ends_with_tomorrow(&clinic, "Pacific/Pago_Pago", "2026-11-28T01:17:00Z", "2026-11-29T10:00:00Z").await;
    }
}

on_both! {
    async fn the_clinics_horizon_ends_with_a_day_in_tokyo(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.horizon_days", "2").await;
        let (doctor, centre) = around_the_clock(&clinic, "Asia/Tokyo", "").await;
        let patient = clinic.patient("Pat Ient").await;
        // Saturday 10:23 there.
        clinic.services.clock.set(instant("2026-11-28T01:23:00Z"));

        let listed = weeks(&clinic, &patient, (doctor, centre), jiff::civil::date(2026, 11, 28)).await;

        assert_eq!(listed.last(), Some(&instant("2026-11-30T14:00:00Z")), "Monday 23:00");
        let beyond = book(&clinic, &patient, (doctor, centre), instant("2026-11-30T15:00:00Z")).await;
        assert_eq!(beyond, Err(BookingRefusal::TooFarAhead));
    }
}

on_both! {
    async fn the_card_shows_no_more_than_the_week(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = PractitionerId(clinic.account("Ann Doctor", consulta::domain::account::Role::Practitioner).await.0);
        let hours = [window(7, "09:00", "10:00"), window(4, "09:00", "10:00")];
        clinic.affiliate(doctor.account(), clinic.centre, &hours).await;
        let visit = ServiceForm { duration: "60".into(), step: "60".into(), horizon: "2".into(), ..form("Visit") };
        offered(&clinic, &admin, &visit, &[doctor]).await;
        // Saturday in Sydney: Sunday lies within two days, Thursday does not.
        clinic.services.clock.set(instant("2026-11-28T02:00:00Z"));

        let listed = weeks(&clinic, &Actor::Visitor, (doctor, clinic.centre), jiff::civil::date(2026, 11, 28)).await;
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
        let person = directory.practitioner(doctor).expect("listed");
        let card = openings_of(&clinic.services, &directory, &Actor::Visitor, person).await.expect("looked up").expect("a free time");

        let shown: Vec<Timestamp> = card.days.iter().flat_map(|day| &day.slots).map(|slot| slot.starts_at).collect();
        assert_eq!(shown, listed);
        assert_eq!(shown, [instant("2026-11-28T22:00:00Z")]);
    }
}

on_both! {
    async fn a_full_day_of_a_patients_is_offered_nowhere_to_them_and_near_times_lie_on_others(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        booking::book(&clinic.services, &patient, clinic.request(ann, at("09:00"))).await.expect("booked");
        let monday = jiff::civil::date(2026, 11, 23);
        let tuesday = at("24:00");

        for doctor in [ann, ben] {
            let listed = weeks(&clinic, &patient, (doctor, clinic.centre), monday).await;
            assert!(listed.first().is_some_and(|first| *first >= tuesday), "{listed:?}");
        }
        assert!(weeks(&clinic, &other, (ben, clinic.centre), monday).await.contains(&at("09:30")));
        let directory = clinic.services.directory_for(&patient).await.expect("public");
        let request = EarliestRequest { page: 1, ..EarliestRequest::default() };
        let found = earliest(&clinic.services, &directory, &patient, &request).await.expect("the earliest");
        assert!(found.times.iter().all(|time| time.slot.starts_at >= tuesday));
        let refused = booking::book(&clinic.services, &patient, clinic.request(ben, at("15:00"))).await;
        let Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::DayFull, nearest, .. })) = refused else {
            panic!("{refused:?}")
        };
        assert!(!nearest.is_empty() && nearest.iter().all(|start| *start >= tuesday.as_second()), "{nearest:?}");
    }
}

on_both! {
    async fn an_appointment_counts_on_the_date_that_it_has_where_it_is(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let (west, north) = (
            clinic.centre("2002", "Los Angeles Clinic", "America/Los_Angeles").await,
            clinic.centre("2003", "Brisbane Clinic", "Australia/Brisbane").await,
        );
        let ben = clinic.practitioner("Ben Doctor").await;
        let all_day: Vec<_> = (1..=7).map(|day| window(day, "00:00", "24:00")).collect();
        clinic.affiliate(doctor.account(), west, &all_day).await;
        clinic.affiliate(ben.account(), north, &all_day).await;
        // Tuesday 8 December 17:00 in Los Angeles: Wednesday 11:00 in Brisbane.
        assert_eq!(book(&clinic, &patient, (doctor, west), instant("2026-12-09T01:00:00Z")).await, Ok(()));

        let the_eighth = book(&clinic, &patient, (ben, north), instant("2026-12-08T05:00:00Z")).await;
        let the_ninth = book(&clinic, &patient, (ben, north), instant("2026-12-08T23:00:00Z")).await;

        assert_eq!(the_eighth, Err(BookingRefusal::DayFull));
        assert_eq!(the_ninth, Ok(()));
    }
}
