//! Booking and cancelling: each refusal, and the notifications.

use consulta::{
    domain::{
        account::Role,
        appointment::{CancelRefusal, Status},
        booking::BookingRefusal,
        ids::AppointmentId,
    },
    error::AppError,
    service::{Failure, Outcome, booking, cancel, hours, notice},
};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor, weekdays, window};

fn refusal(outcome: Outcome<AppointmentId>) -> (BookingRefusal, Vec<i64>) {
    match outcome {
        Err(Failure::Refused(AppError::Booking { refusal, nearest, .. })) => (refusal, nearest),
        other => panic!("expected a refused booking, got {other:?}"),
    }
}

fn seconds(times: &[Timestamp]) -> Vec<i64> {
    times.iter().map(|time| time.as_second()).collect()
}

on_both! {
    async fn a_booking_claims_both_people_and_tells_both(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);

        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("the patient's own");
        assert_eq!((seen.status, seen.slot.starts_at, seen.slot.ends_at), (Status::Booked, at("09:30"), at("10:00")));
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
        assert_eq!(clinic.test.count("select count(*) from appointment_event").await, 1);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'appointment.book'").await, 1);
        for party in [&patient, &practitioner_actor(doctor)] {
            assert_eq!(notice::count_unread(&clinic.services, party).await.expect("own notices"), 1);
        }
    }
}

on_both! {
    async fn a_taken_time_is_refused_with_the_nearest_free_ones(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        booking::book(&clinic.services, &first, clinic.request(doctor, at("10:00"))).await.expect("booked");

        let refused = booking::book(&clinic.services, &second, clinic.request(doctor, at("10:00"))).await;

        let nearest = seconds(&[at("09:00"), at("09:30"), at("10:30"), at("11:00")]);
        assert_eq!(refusal(refused), (BookingRefusal::Taken, nearest));
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
    }
}

on_both! {
    async fn each_rule_refuses_with_its_own_reason(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let other = clinic.practitioner("Ben Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(other, at("11:00"))).await.expect("booked");
        let reason = |starts_at| {
            let (clinic, patient) = (&clinic, &patient);
            async move { refusal(booking::book(&clinic.services, patient, clinic.request(doctor, starts_at)).await).0 }
        };

        assert_eq!(reason(at("07:30")).await, BookingRefusal::Past);
        assert_eq!(reason(at("08:30")).await, BookingRefusal::OutsideHours);
        assert_eq!(reason(at("16:45")).await, BookingRefusal::OutsideHours);
        assert_eq!(reason(at("09:15")).await, BookingRefusal::OffGrid);
        assert_eq!(reason(at("11:00")).await, BookingRefusal::PatientBusy);
        assert_eq!(reason(at("09:00") + SignedDuration::from_hours(24 * 365)).await, BookingRefusal::TooFarAhead);
        hours::set_accepting(&clinic.services, &practitioner_actor(doctor), false).await.expect("closed");
        assert_eq!(reason(at("09:00")).await, BookingRefusal::NotAccepting);
    }
}

on_both! {
    async fn nobody_books_themself_nor_where_the_practitioner_does_not_work(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let elsewhere = clinic.centre("1002", "Hill Clinic", "Australia/Perth").await;
        let both_roles = actor(doctor.account(), &[Role::Patient, Role::Practitioner]);
        let patient = clinic.patient("Pat Ient").await;

        let oneself = booking::book(&clinic.services, &both_roles, clinic.request(doctor, at("09:30"))).await;
        let mut request = clinic.request(doctor, at("09:30"));
        request.target.centre = elsewhere;
        let not_there = booking::book(&clinic.services, &patient, request).await;

        assert_eq!(refusal(oneself), (BookingRefusal::Oneself, vec![]));
        assert!(matches!(not_there, Err(Failure::Refused(AppError::NotFound))));
    }
}

on_both! {
    async fn a_practitioner_cannot_be_booked_while_they_are_a_patient_elsewhere(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let ann_as_patient = clinic.patient("Ann Again").await;
        // The same person in both roles: Ben sees a patient who is also a practitioner, whom someone else wants at that time.
        let person = ann_as_patient.id().expect("an account");
        const BOTH: &str = "
            insert into account_role (account_id, role)
            select id, 'practitioner' from account where full_name = 'Ann Again'";
        clinic.run(BOTH).await;
        clinic.affiliate(person, clinic.centre, &weekdays("09:00", "17:00")).await;
        booking::book(&clinic.services, &ann_as_patient, clinic.request(ben, at("10:00"))).await.expect("booked");
        let patient = clinic.patient("Pat Ient").await;
        let person = consulta::domain::ids::PractitionerId(person.0);

        let refused = booking::book(&clinic.services, &patient, clinic.request(person, at("10:00"))).await;

        assert_eq!(refusal(refused).0, BookingRefusal::Taken);
        booking::book(&clinic.services, &patient, clinic.request(ann, at("10:00"))).await.expect("somebody else is free");
    }
}

on_both! {
    async fn a_form_sent_twice_books_once(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let request = clinic.request(doctor, at("09:30"));
        let send = || {
            let (services, patient, request) = (clinic.services.clone(), patient.clone(), request.clone());
            tokio::spawn(async move { booking::book(&services, &patient, request).await.expect("booked") })
        };

        let ids = futures::future::join_all((0..8).map(|_| send())).await;
        let later = booking::book(&clinic.services, &patient, request).await.expect("the same again");

        assert!(ids.into_iter().all(|id| id.expect("joined") == later));
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);
        assert_eq!(clinic.test.count("select count(*) from notice").await, 2);
    }
}

on_both! {
    async fn a_day_can_be_full_for_a_patient(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        let second = booking::book(&clinic.services, &patient, clinic.request(doctor, at("15:00"))).await;

        assert_eq!(refusal(second).0, BookingRefusal::DayFull);
    }
}

on_both! {
    async fn with_approval_a_booking_waits_and_holds_its_time(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("preset", "healmate").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);

        let id = booking::book(&clinic.services, &first, clinic.request(doctor, at("09:30"))).await.expect("asked for");
        let refused = booking::book(&clinic.services, &second, clinic.request(doctor, at("09:30"))).await;

        let seen = booking::appointment(&clinic.services, &first, id).await.expect("the patient's own");
        assert_eq!(seen.status, Status::Pending);
        assert_eq!(refusal(refused).0, BookingRefusal::Taken);
    }
}

on_both! {
    async fn cancelling_frees_the_time_and_tells_the_other(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let id = booking::book(&clinic.services, &first, clinic.request(doctor, at("09:30"))).await.expect("booked");

        cancel::cancel(&clinic.services, &first, id, "feeling better").await.expect("cancelled");

        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
        let unread = notice::count_unread(&clinic.services, &practitioner_actor(doctor)).await.expect("own notices");
        assert_eq!(unread, 2);
        let again = cancel::cancel(&clinic.services, &first, id, "").await;
        assert!(matches!(again, Err(Failure::Refused(AppError::Cancel(CancelRefusal::AlreadyCancelled)))));
        booking::book(&clinic.services, &second, clinic.request(doctor, at("09:30"))).await.expect("free again");
    }
}

on_both! {
    async fn only_the_two_parties_see_or_cancel_an_appointment(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let other_doctor = clinic.practitioner("Ben Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let stranger = clinic.patient("Some Stranger").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        for other in [&stranger, &practitioner_actor(other_doctor)] {
            let seen = booking::appointment(&clinic.services, other, id).await;
            let cancelled = cancel::cancel(&clinic.services, other, id, "not mine").await;
            assert!(matches!(seen, Err(Failure::Refused(AppError::NotFound))), "{other:?}");
            assert!(matches!(cancelled, Err(Failure::Refused(AppError::NotFound))), "{other:?}");
        }
        let seen = booking::appointment(&clinic.services, &admin, id).await;
        let without_reason = cancel::cancel(&clinic.services, &admin, id, " ").await;
        assert!(matches!(seen, Err(Failure::Refused(AppError::NotFound))), "what it is about is not theirs to read");
        assert!(matches!(without_reason, Err(Failure::Refused(AppError::Invalid(_)))));
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 1);
        cancel::cancel(&clinic.services, &practitioner_actor(doctor), id, "away").await.expect("the practitioner may");
    }
}

on_both! {
    async fn an_appointment_that_has_started_cannot_be_cancelled(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        clinic.services.clock.set(at("09:30"));
        let late = cancel::cancel(&clinic.services, &patient, id, "").await;

        assert!(matches!(late, Err(Failure::Refused(AppError::Cancel(CancelRefusal::Started)))));
    }
}

on_both! {
    async fn hours_of_another_centre_do_not_count(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.account("Ann Doctor", Role::Practitioner).await;
        let hill = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        clinic.affiliate(doctor, clinic.centre, &[window(1, "09:00", "12:00")]).await;
        clinic.affiliate(doctor, hill, &[window(1, "13:00", "17:00")]).await;
        let doctor = consulta::domain::ids::PractitionerId(doctor.0);
        let patient = clinic.patient("Pat Ient").await;

        let here = booking::book(&clinic.services, &patient, clinic.request(doctor, at("14:00"))).await;
        let mut there = clinic.request(doctor, at("14:00"));
        there.target.centre = hill;

        assert_eq!(refusal(here).0, BookingRefusal::OutsideHours);
        booking::book(&clinic.services, &patient, there).await.expect("booked at the other centre");
    }
}
