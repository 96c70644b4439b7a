//! Staff book a series for a patient as patients do: its dates are listed with the obstacles to each, the chosen ones are booked
//! together, and the rest can be cancelled.

use std::sync::Arc;

use consulta::{
    domain::{
        account::Actor,
        booking::BookingRefusal,
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, PractitionerId},
        series::Recurrence,
    },
    error::AppError,
    service::{
        Failure, Outcome, booking,
        directory::Directory,
        errand::{self, Booked, Errand, Repeat, StaffRequest, When},
        hours, series,
    },
};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Clinic, at, on_both, practitioner_actor};

fn weekly() -> Recurrence {
    Recurrence::new(1, 4).expect("a series")
}

fn week(n: i64) -> Timestamp {
    at("10:00") + SignedDuration::from_hours(7 * 24 * n)
}

fn number(patient: &Actor) -> String {
    format!("P-{}", patient.id().expect("an account"))
}

async fn directory(clinic: &Clinic, who: &Actor) -> Arc<Directory> {
    clinic.services.directory_for(who).await.expect("a member")
}

/// Why each of four weekly dates is unavailable for a patient, as staff see it.
async fn listed(
    clinic: &Clinic,
    who: &Actor,
    doctor: PractitionerId,
    patient: &str,
) -> Outcome<Vec<Option<BookingRefusal>>> {
    let directory = directory(clinic, who).await;
    let wanted = Errand {
        practitioner: Some(doctor),
        patient,
        centre: Some(clinic.centre),
        service: None,
        date: None,
        repeat: Some(Repeat { first: week(0), every: weekly() }),
    };
    let offer = errand::offer(&clinic.services, &directory, who, wanted).await?;
    assert_eq!(offer.series.iter().map(|one| one.slot.starts_at).collect::<Vec<_>>(), [0, 1, 2, 3].map(week));
    Ok(offer.series.into_iter().map(|one| one.refusal).collect())
}

async fn book(
    clinic: &Clinic,
    who: &Actor,
    doctor: PractitionerId,
    (patient, intent): (&str, &str),
    keep: &[i64],
) -> Outcome<Booked> {
    let keep = keep.iter().map(|n| week(*n)).collect();
    let request = StaffRequest {
        practitioner: Some(doctor),
        patient,
        centre: Some(clinic.centre),
        service: None,
        when: When::Slot(Some(week(0))),
        override_reason: "",
        reason: "Sore knee".into(),
        arrived: true,
        intent: intent.into(),
        series: Some((weekly(), keep)),
    };
    errand::book(&clinic.services, who, request).await
}

on_both! {
    async fn staff_book_the_times_of_a_series_that_can_be_had_and_call_off_the_rest(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let west = clinic.centre("1002", "West Clinic", "Australia/Sydney").await;
        let (rita, walt) =
            (clinic.receptionist("Rita Desk", clinic.centre).await, clinic.receptionist("Walt West", west).await);
        let (patient, holder) = (clinic.patient("Pat Ient").await, clinic.patient("Holder One").await);
        let number = number(&patient);
        booking::book(&clinic.services, &holder, clinic.request(doctor, week(2))).await.expect("booked");
        // Rules that bind only patients do not bind staff.
        hours::set_accepting(&clinic.services, &practitioner_actor(doctor), false).await.expect("closed");

        for who in [&rita, &practitioner_actor(doctor)] {
            let refusals = listed(&clinic, who, doctor, &number).await.expect("the times");
            assert_eq!(refusals, [None, None, Some(BookingRefusal::Taken), None]);
        }
        let elsewhere = listed(&clinic, &walt, doctor, &number).await;
        assert!(matches!(elsewhere, Err(Failure::Refused(AppError::NotFound | AppError::Forbidden))), "{elsewhere:?}");
        let elsewhere = book(&clinic, &walt, doctor, (&number, "intent-of-walt"), &[0, 1]).await;
        assert!(matches!(elsewhere, Err(Failure::Refused(AppError::NotFound | AppError::Forbidden))), "{elsewhere:?}");
        let all = book(&clinic, &rita, doctor, (&number, "intent-of-all"), &[0, 1, 2, 3]).await;
        let third = vec![(week(2).as_second(), BookingRefusal::Taken)];
        assert!(matches!(all, Err(Failure::Refused(AppError::Series(found))) if found == third));

        for _ in 0..2 {
            let booked = book(&clinic, &rita, doctor, (&number, "intent-of-three"), &[0, 1, 3]).await.expect("booked");
            assert!(booked.arrival.is_none(), "nobody is checked in for weeks ahead");
        }

        let kept = "select count(*) from appointment where series_id is not null and status = 'booked'";
        assert_eq!(clinic.test.count(kept).await, 3);
        assert_eq!(clinic.test.count("select count(*) from appointment_series").await, 1);
        let told = "select count(*) from notice where kind = 'appointment.booked' and more = 2";
        assert_eq!(clinic.test.count(told).await, 1, "the patient hears of all of them at once");

        let first = "select min(id) from appointment where series_id is not null";
        let second = AppointmentId(clinic.test.count(first).await + 1);
        let silent = series::cancel_rest(&clinic.services, &rita, second, "").await;
        let missing = vec![FieldError::new(Field::OverrideReason, Problem::Missing)];
        assert!(matches!(silent, Err(Failure::Refused(AppError::Invalid(found))) if found == missing));
        let foreign = series::cancel_rest(&clinic.services, &walt, second, "not ours").await;
        assert!(matches!(foreign, Err(Failure::Refused(AppError::NotFound))), "{foreign:?}");
        assert_eq!(series::cancel_rest(&clinic.services, &rita, second, "they phoned").await.expect("called off"), 2);
        assert_eq!(clinic.test.count(kept).await, 1);
    }
}
