//! Holds: a slot is held for the person filling in the form, and no longer than promised.

use consulta::{
    domain::booking::BookingRefusal,
    error::AppError,
    service::{
        Failure, booking, cancel,
        hold::{self, HoldRequest},
    },
};
use jiff::{SignedDuration, Timestamp};

use super::waitlist::{book, free, join, later, offered, with};
use crate::support::{Clinic, at, monday_morning, on_both, practitioner_actor};

fn request(clinic: &Clinic, practitioner: consulta::domain::ids::PractitionerId, starts_at: Timestamp) -> HoldRequest {
    HoldRequest { target: clinic.target(practitioner, starts_at), moving: None }
}

fn is_refused<T>(outcome: Result<T, Failure>, expected: BookingRefusal) -> bool {
    matches!(outcome, Err(Failure::Refused(AppError::Booking { refusal, .. })) if refusal == expected)
}

on_both! {
    async fn a_kept_time_is_its_persons_and_nobody_elses(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (mine, other) = (clinic.patient("First One").await, clinic.patient("Second One").await);

        let until = hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("10:00"))).await.expect("kept");

        assert_eq!(until, Some(monday_morning() + SignedDuration::from_mins(5)));
        let taken = booking::book(&clinic.services, &other, clinic.request(doctor, at("10:00"))).await;
        assert!(is_refused(taken, BookingRefusal::Taken));
        let kept_too = hold::keep(&clinic.services, &other, request(&clinic, doctor, at("10:00"))).await;
        assert!(is_refused(kept_too, BookingRefusal::Taken));
        booking::book(&clinic.services, &mine, clinic.request(doctor, at("10:00"))).await.expect("their own hold");
        assert_eq!(clinic.test.count("select count(*) from hold").await, 0);
        assert_eq!(clinic.test.count("select count(*) from claim where appointment_id is not null").await, 12);
    }
}

on_both! {
    async fn a_hold_ends_by_itself_and_is_not_prolonged_by_asking_again(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (mine, other) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let first = hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("10:00"))).await.expect("kept");

        clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(4));
        let again = hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("10:00"))).await.expect("kept");
        assert_eq!(again, first);
        clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(5));

        booking::book(&clinic.services, &other, clinic.request(doctor, at("10:00"))).await.expect("it has expired");
        let late = booking::book(&clinic.services, &mine, clinic.request(doctor, at("10:00"))).await;
        assert!(is_refused(late, BookingRefusal::Taken));
    }
}

on_both! {
    async fn one_person_keeps_one_time_and_lets_it_go_on_leaving(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (mine, other) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("10:00"))).await.expect("kept");

        hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("11:00"))).await.expect("kept instead");
        hold::release(&clinic.services, &mine, at("10:00")).await.expect("an old page is left");

        assert_eq!(clinic.test.count("select count(*) from hold").await, 1);
        booking::book(&clinic.services, &other, clinic.request(doctor, at("10:00"))).await.expect("it was let go");
        let taken = booking::book(&clinic.services, &other, clinic.request(doctor, at("11:00"))).await;
        assert!(is_refused(taken, BookingRefusal::Taken));
        hold::release(&clinic.services, &mine, at("11:00")).await.expect("left");
        booking::book(&clinic.services, &other, clinic.request(doctor, at("11:00"))).await.expect("free again");
    }
}

on_both! {
    async fn nothing_is_kept_for_staff_nor_where_it_could_not_be_booked(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;

        let staff = hold::keep(&clinic.services, &practitioner_actor(doctor), request(&clinic, doctor, at("10:00"))).await;
        let closed = hold::keep(&clinic.services, &patient, request(&clinic, doctor, at("08:30"))).await;
        let past = hold::keep(&clinic.services, &patient, request(&clinic, doctor, at("07:30"))).await;

        assert!(matches!(staff, Ok(None)));
        assert!(is_refused(closed, BookingRefusal::OutsideHours));
        assert!(is_refused(past, BookingRefusal::Past));
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
    }
}

on_both! {
    async fn many_who_want_to_keep_one_time_are_told_apart(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..40).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;

        let tries = patients.into_iter().map(|patient| {
            let (services, wanted) = (clinic.services.clone(), request(&clinic, doctor, at("10:00")));
            tokio::spawn(async move { hold::keep(&services, &patient, wanted).await })
        });
        let kept = futures::future::join_all(tries.collect::<Vec<_>>()).await;

        let won = kept.into_iter().filter(|outcome| matches!(outcome, Ok(Ok(Some(_))))).count();
        assert_eq!(won, 1);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
    }
}

on_both! {
    async fn a_kept_time_can_be_moved_to_beside_ones_own(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let there = HoldRequest { moving: Some(id), ..request(&clinic, doctor, at("10:30")) };

        hold::keep(&clinic.services, &patient, there).await.expect("kept");
        consulta::service::reschedule::reschedule(&clinic.services, &patient, id, clinic.centre, at("10:30"))
            .await
            .expect("moved");

        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
        cancel::cancel(&clinic.services, &patient, id, "").await.expect("cancelled");
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
    }
}

on_both! {
    async fn what_was_free_all_along_is_offered_to_nobody_when_it_is_let_go(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (mine, waiting) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        join(&clinic, &waiting, with(doctor)).await;

        hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("10:00"))).await.expect("kept");
        hold::release(&clinic.services, &mine, at("10:00")).await.expect("let go");
        hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("11:00"))).await.expect("kept");
        hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("12:00"))).await.expect("kept instead");
        later(&clinic, 6);

        assert_eq!(offered(&clinic).await, 0, "the last of them has expired");
        assert_eq!(clinic.test.count("select count(*) from hold").await, 0);
    }
}

on_both! {
    async fn a_freed_time_that_is_kept_for_somebody_first_is_offered_when_they_let_it_go(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (mine, waiting) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let booked = book(&clinic, &mine, doctor, at("10:00")).await;
        join(&clinic, &waiting, with(doctor)).await;
        free(&clinic, &mine, booked).await;
        hold::keep(&clinic.services, &mine, request(&clinic, doctor, at("10:00"))).await.expect("quicker");

        assert_eq!(offered(&clinic).await, 0);
        hold::release(&clinic.services, &mine, at("10:00")).await.expect("let go");

        assert_eq!(offered(&clinic).await, 1);
    }
}
