//! One form books once: sent again for another time, it is refused rather than answered with the first booking.

use consulta::{
    domain::{booking::Target, ids::PatientId, series::Recurrence},
    error::AppError,
    service::{
        Failure, Outcome,
        booking::{self, BookingRequest},
        reschedule,
        series::{self, SeriesRequest},
    },
};

use crate::support::{Clinic, at, on_both, practitioner_actor};

fn is_used<T>(outcome: &Outcome<T>) -> bool {
    matches!(outcome, Err(Failure::Refused(AppError::FormUsed)))
}

on_both! {
    async fn a_form_that_was_used_is_refused_for_anything_else(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        let first = clinic.request(ann, at("10:00"));
        let id = booking::book(&clinic.services, &patient, first.clone()).await.expect("booked");

        let later = BookingRequest { target: Target { starts_at: at("11:00"), ..first.target }, ..first.clone() };
        let with_ben = BookingRequest { target: Target { practitioner: ben, ..first.target }, ..first.clone() };
        for request in [later, with_ben] {
            let again = booking::book(&clinic.services, &patient, request).await;
            assert!(is_used(&again), "{again:?}");
        }
        assert_eq!(booking::book(&clinic.services, &patient, first.clone()).await.expect("the same"), id);
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);

        // A staff form also says whom it is for.
        let me = practitioner_actor(ben);
        let patient_of = |who: &consulta::domain::account::Actor| PatientId(who.id().expect("an account").0);
        let theirs = clinic.request(ben, at("12:00"));
        let made = booking::book_for(&clinic.services, &me, patient_of(&other), theirs.clone(), None).await.expect("booked");
        let again = booking::book_for(&clinic.services, &me, patient_of(&other), theirs.clone(), None).await;
        assert_eq!(again.expect("the same"), made);
        let for_another = booking::book_for(&clinic.services, &me, patient_of(&patient), theirs, None).await;
        assert!(is_used(&for_another), "{for_another:?}");
    }
}

on_both! {
    async fn a_form_that_is_sent_again_after_a_move_still_says_what_it_made(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let form = clinic.request(doctor, at("10:00"));
        let id = booking::book(&clinic.services, &patient, form.clone()).await.expect("booked");
        reschedule::reschedule(&clinic.services, &patient, id, clinic.centre, at("14:00")).await.expect("moved");

        let again = booking::book(&clinic.services, &patient, form.clone()).await.expect("the same");
        let elsewhere = BookingRequest { target: Target { starts_at: at("14:00"), ..form.target }, ..form };

        assert_eq!(again, id);
        assert!(is_used(&booking::book(&clinic.services, &patient, elsewhere).await));
    }
}

on_both! {
    async fn the_form_of_a_series_is_refused_for_another_series(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let weekly = Recurrence::new(1, 3).expect("a recurrence");
        let form = clinic.request(doctor, at("10:00"));
        let book = |request| series::book_series(&clinic.services, &patient, SeriesRequest::whole(request, weekly));
        let made = book(form.clone()).await.expect("booked");

        let again = book(form.clone()).await.expect("the same");
        let later = book(BookingRequest { target: Target { starts_at: at("11:00"), ..form.target }, ..form }).await;

        assert_eq!(again, made);
        assert!(is_used(&later), "{later:?}");
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 3);
    }
}

on_both! {
    async fn of_one_form_sent_twice_at_once_for_two_times_one_is_refused(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let form = clinic.request(ann, at("10:00"));
        let target = Target { practitioner: ben, starts_at: at("11:00"), ..form.target };
        let other = BookingRequest { target, ..form.clone() };

        let (one, two) = tokio::join!(
            booking::book(&clinic.services, &patient, form),
            booking::book(&clinic.services, &patient, other)
        );

        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
        assert!(is_used(&one) || is_used(&two), "{one:?}, {two:?}");
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);
    }
}

on_both! {
    async fn the_limit_of_a_day_holds_for_two_bookings_at_once(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let mut doctors = Vec::new();
        for name in ["Ann One", "Ben Two", "Cy Three", "Di Four"] {
            doctors.push(clinic.practitioner(name).await);
        }
        let patient = clinic.patient("Pat Ient").await;

        let tries = doctors.iter().zip(["09:00", "10:00", "11:00", "12:00"]).map(|(doctor, wall)| {
            let (services, patient, request) = (clinic.services.clone(), patient.clone(), clinic.request(*doctor, at(wall)));
            tokio::spawn(async move { booking::book(&services, &patient, request).await })
        });
        let outcomes = futures::future::join_all(tries.collect::<Vec<_>>()).await;

        assert_eq!(outcomes.into_iter().filter(|outcome| outcome.as_ref().expect("joined").is_ok()).count(), 1);
    }
}
