//! Series: all or nothing, with every conflict named; and cancelled from one on.

use consulta::{
    domain::{booking::BookingRefusal, ids::PatientId, series::Recurrence, time::Zone},
    error::AppError,
    service::{
        Failure, booking,
        series::{self, SeriesRequest},
    },
};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Clinic, at, on_both, practitioner_actor};

fn weekly(times: u8) -> Recurrence {
    Recurrence::new(1, times).expect("a recurrence")
}

on_both! {
    async fn a_series_with_a_conflict_books_nothing_and_names_every_conflict(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (other, patient) = (clinic.patient("First One").await, clinic.patient("Pat Ient").await);
        let week = SignedDuration::from_hours(7 * 24);
        for start in [at("10:00") + week, at("10:00") + week * 3] {
            booking::book(&clinic.services, &other, clinic.request(doctor, start)).await.expect("booked");
        }

        let wanted = SeriesRequest::whole(clinic.request(doctor, at("10:00")), weekly(4));
        let refused = series::book_series(&clinic.services, &patient, wanted.clone()).await;

        let conflicts = [1, 3].map(|n| at("10:00") + week * n).to_vec();
        let named = conflicts.iter().map(|start| (start.as_second(), BookingRefusal::Taken)).collect::<Vec<_>>();
        assert!(matches!(refused, Err(Failure::Refused(AppError::Series(found))) if found == named));
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 2);
        assert_eq!(clinic.test.count("select count(*) from appointment_series").await, 0);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 24);

        let without = SeriesRequest { skip: conflicts, ..wanted };
        let made = series::book_series(&clinic.services, &patient, without.clone()).await;
        let again = series::book_series(&clinic.services, &patient, without).await;

        let made = made.expect("the others");
        assert_eq!(made.len(), 2);
        assert_eq!(again.expect("sent twice"), made);
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 4);
        assert_eq!(clinic.test.count("select count(*) from appointment_series").await, 1);
    }
}

on_both! {
    async fn a_series_of_which_nothing_can_be_had_leaves_nothing(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (other, patient) = (clinic.patient("First One").await, clinic.patient("Pat Ient").await);
        let taken = SeriesRequest::whole(clinic.request(doctor, at("10:00")), weekly(3));
        series::book_series(&clinic.services, &other, taken).await.expect("booked");

        let wanted = SeriesRequest::whole(clinic.request(doctor, at("10:00")), weekly(3));
        let none = series::book_series(&clinic.services, &patient, wanted.clone()).await;
        let all = Recurrence::starts(weekly(3), &Zone::parse("Australia/Sydney").expect("a zone"), at("10:00"));
        let skipped = series::book_series(&clinic.services, &patient, SeriesRequest { skip: all, ..wanted }).await;

        assert!(matches!(none, Err(Failure::Refused(AppError::Series(found))) if found.len() == 3));
        assert!(skipped.is_err(), "nothing is left of it");
        assert_eq!(clinic.test.count("select count(*) from appointment_series").await, 1, "the other's");
    }
}

on_both! {
    async fn a_series_that_is_sent_again_is_the_same_whatever_is_left_out_then(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let wanted = clinic.request(doctor, at("10:00"));
        let second = at("10:00") + SignedDuration::from_hours(7 * 24);

        let send = |skip: Vec<Timestamp>| {
            let wanted = SeriesRequest { first: wanted.clone(), recurrence: weekly(4), skip };
            let (services, patient) = (clinic.services.clone(), patient.clone());
            tokio::spawn(async move { series::book_series(&services, &patient, wanted).await })
        };
        let at_once = futures::future::join_all((0..6).map(|_| send(vec![second]))).await;
        let again = send(Vec::new()).await.expect("joined").expect("sent again");

        assert_eq!(again.len(), 3);
        for made in at_once {
            assert_eq!(made.expect("joined").expect("sent at once"), again);
        }
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 3);
        assert_eq!(clinic.test.count("select count(*) from appointment_series").await, 1);
    }
}

on_both! {
    async fn two_series_that_meet_are_never_both_torn(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..12).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;

        let tries = patients.into_iter().enumerate().map(|(n, patient)| {
            // Half of them begin a week later, and so meet the others in the middle.
            let offset = SignedDuration::from_hours(if n % 2 == 0 { 0 } else { 7 * 24 });
            let wanted = SeriesRequest::whole(clinic.request(doctor, at("10:00") + offset), weekly(5));
            let services = clinic.services.clone();
            tokio::spawn(async move { series::book_series(&services, &patient, wanted).await })
        });
        let outcomes = futures::future::join_all(tries.collect::<Vec<_>>()).await;

        let won: Vec<usize> =
            outcomes.into_iter().filter_map(|outcome| outcome.expect("joined").ok().map(|made| made.len())).collect();
        assert_eq!(won, [5], "one series whole");
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 5);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 60);
    }
}

on_both! {
    async fn the_rest_of_a_series_is_called_off_and_what_was_before_stays(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let wanted = SeriesRequest::whole(clinic.request(doctor, at("10:00")), weekly(4));
        let made = series::book_series(&clinic.services, &patient, wanted).await.expect("booked");

        let stranger = clinic.patient("Some Stranger").await;
        let not_theirs = series::cancel_rest(&clinic.services, &stranger, made[1], "").await;
        let cancelled = series::cancel_rest(&clinic.services, &practitioner_actor(doctor), made[1], "away").await;

        assert!(matches!(not_theirs, Err(Failure::Refused(AppError::NotFound))));
        assert_eq!(cancelled.expect("called off"), 3);
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 1);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
    }
}

on_both! {
    async fn whoever_runs_a_calendar_books_a_series_for_a_patient(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let id = PatientId(patient.id().expect("an account").0);
        let book = async |who| {
            let wanted = SeriesRequest::whole(clinic.request(doctor, at("10:00")), weekly(3));
            series::book_series_for(&clinic.services, &practitioner_actor(who), id, wanted).await
        };

        let by_other = book(other).await;
        let made = book(doctor).await.expect("booked");

        assert!(matches!(by_other, Err(Failure::Refused(AppError::NotFound))), "{by_other:?}");
        assert_eq!(made.len(), 3);
        let told = "select count(*) from notice where kind = 'appointment.booked' and more = 2";
        assert_eq!(clinic.test.count(told).await, 1, "the patient hears of all of them at once");
        series::cancel_rest(&clinic.services, &patient, made[1], "").await.expect("called off");
        let told = "select count(*) from notice where kind = 'appointment.cancelled' and more = 1 and not receipt";
        assert_eq!(clinic.test.count(told).await, 1, "and so does the practitioner");
        let confirmed = "select count(*) from notice where kind = 'appointment.cancelled' and more = 1 and receipt";
        assert_eq!(clinic.test.count(confirmed).await, 1, "one letter confirms all of it to the patient");
        assert_eq!(clinic.test.count("select count(*) from notice where not receipt").await, 2, "one for each of the two deeds");
    }
}
