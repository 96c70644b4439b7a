//! From a request to a completed visit (S0-23, S2-14, FR9): who may take which step, and when a request expires.

use consulta::{
    domain::{
        appointment::{Status, Step, StepRefusal},
        form::{Field, FieldError, Problem},
        ids::AppointmentId,
        notice::NoticeKind,
    },
    error::AppError,
    service::{Failure, Outcome, booking, notice, visit},
};
use jiff::SignedDuration;

use crate::support::{Clinic, at, on_both, practitioner_actor};

fn step_refusal(outcome: Outcome<()>) -> StepRefusal {
    match outcome {
        Err(Failure::Refused(AppError::Step(refusal))) => refusal,
        other => panic!("expected a refused step, got {other:?}"),
    }
}

async fn status(clinic: &Clinic, reader: &consulta::domain::account::Actor, id: AppointmentId) -> Status {
    booking::appointment(&clinic.services, reader, id).await.expect("a party").status
}

on_both! {
    async fn a_request_is_approved_by_its_practitioner_and_the_patient_hears_of_it(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("asked");

        visit::take_step(&clinic.services, &me, id, Step::Approve, "").await.expect("approved");

        assert_eq!(status(&clinic, &patient, id).await, Status::Booked);
        let news = notice::latest(&clinic.services, &patient).await.expect("own notices");
        assert_eq!(news[0].kind, NoticeKind::AppointmentApproved);
        let again = visit::take_step(&clinic.services, &me, id, Step::Approve, "").await;
        assert_eq!(step_refusal(again), StepRefusal::NotFromHere);
    }
}

on_both! {
    async fn a_declined_request_frees_its_time(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let id = booking::book(&clinic.services, &first, clinic.request(doctor, at("09:30"))).await.expect("asked");

        let me = practitioner_actor(doctor);
        let silent = visit::take_step(&clinic.services, &me, id, Step::Decline, " ").await;
        let missing = [FieldError::new(Field::DeclineReason, Problem::Missing)];
        assert!(matches!(silent, Err(Failure::Refused(AppError::Invalid(problems))) if problems == missing));
        visit::take_step(&clinic.services, &me, id, Step::Decline, "full").await.expect("done");

        assert!(booking::appointment(&clinic.services, &first, id).await.expect("theirs").declined);
        assert_eq!(status(&clinic, &first, id).await, Status::Cancelled);
        booking::book(&clinic.services, &second, clinic.request(doctor, at("09:30"))).await.expect("free again");
    }
}

on_both! {
    async fn a_request_lapses_when_nobody_answers_in_time_and_only_once(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        clinic.set("booking.pending_hours", "1").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("15:00"))).await.expect("asked");
        let start = clinic.services.clock.now();

        clinic.services.clock.set(start + SignedDuration::from_mins(59));
        let early = visit::lapse_requests(&clinic.services).await.expect("looked through");
        clinic.services.clock.set(start + SignedDuration::from_mins(60));
        let (one, two) = tokio::join!(visit::lapse_requests(&clinic.services), visit::lapse_requests(&clinic.services));

        assert_eq!(early, 0);
        assert_eq!(one.expect("looked through") + two.expect("looked through"), 1);
        assert_eq!(status(&clinic, &patient, id).await, Status::Cancelled);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
        let news = notice::latest(&clinic.services, &patient).await.expect("own notices");
        assert_eq!(news[0].kind, NoticeKind::AppointmentLapsed);
        let news = notice::latest(&clinic.services, &practitioner_actor(doctor)).await.expect("own notices");
        let told: Vec<_> = news.iter().map(|one| (one.kind, one.is_practitioner)).collect();
        assert_eq!(told, [(NoticeKind::AppointmentLapsed, true), (NoticeKind::RequestReceived, true)]);
        let found = booking::appointment(&clinic.services, &patient, id).await.expect("their own");
        assert!(booking::told_of(&clinic.services, &found).await.expect("looked up").1);
    }
}

on_both! {
    async fn a_visit_is_checked_in_and_completed_in_its_order(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("15:00"))).await.expect("booked");

        let early = visit::take_step(&clinic.services, &me, id, Step::CheckIn, "").await;
        clinic.services.clock.set(at("14:55"));
        visit::take_step(&clinic.services, &me, id, Step::CheckIn, "").await.expect("there");
        let not_begun = visit::take_step(&clinic.services, &me, id, Step::Complete, "").await;
        clinic.services.clock.set(at("15:25"));
        visit::take_step(&clinic.services, &me, id, Step::Complete, "").await.expect("seen");

        assert_eq!(step_refusal(early), StepRefusal::TooEarly);
        assert_eq!(step_refusal(not_begun), StepRefusal::TooEarly);
        assert_eq!(status(&clinic, &patient, id).await, Status::Fulfilled);
        assert_eq!(clinic.test.count("select count(*) from appointment_event").await, 3);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12);
    }
}

on_both! {
    async fn nobody_but_its_practitioner_takes_a_step(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        clinic.services.clock.set(at("09:40"));

        for step in Step::ALL {
            let by_patient = visit::take_step(&clinic.services, &patient, id, step, "").await;
            let by_other = visit::take_step(&clinic.services, &practitioner_actor(other), id, step, "").await;
            assert!(matches!(by_patient, Err(Failure::Refused(AppError::Forbidden))), "{step:?}");
            assert!(matches!(by_other, Err(Failure::Refused(AppError::NotFound))), "{step:?}");
        }
        assert_eq!(status(&clinic, &patient, id).await, Status::Booked);
    }
}
