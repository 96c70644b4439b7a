//! Staff book for patients, overbook with a reason, and cancel with one.

use consulta::{
    domain::{
        account::Role,
        appointment::{Status, Step},
        booking::BookingRefusal,
        form::{Field, FieldError, Problem},
        ids::PatientId,
        series::Recurrence,
    },
    error::AppError,
    service::{
        Failure, Outcome, admin, booking, cancel, hours,
        series::{self, SeriesRequest},
        staff, visit,
    },
};

use crate::support::{Clinic, actor, at, email_of, on_both, practitioner_actor};

fn refusal<T>(outcome: Outcome<T>) -> Option<BookingRefusal> {
    match outcome {
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => Some(refusal),
        _ => None,
    }
}

fn patient_id(actor: &consulta::domain::account::Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

on_both! {
    async fn a_practitioner_books_for_a_patient_also_when_no_bookings_are_taken(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let me = practitioner_actor(doctor);
        hours::set_accepting(&clinic.services, &me, false).await.expect("closed");
        clinic.set("booking.confirmation", "approval").await;

        let found = staff::find_patient(&clinic.services, &me, doctor, &email_of("Pat Ient")).await.expect("found");
        let wanted = clinic.request(doctor, at("10:00"));
        let id = booking::book_for(&clinic.services, &me, found.id, wanted, None).await.expect("booked");

        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("the patient's own");
        assert_eq!(seen.status, Status::Booked, "nobody has to approve what they booked themself");
        assert_eq!(clinic.test.count("select count(*) from notice").await, 1, "only the patient is told");
        let outside = booking::book_for(&clinic.services, &me, found.id, clinic.request(doctor, at("08:30")), None).await;
        assert_eq!(refusal(outside), Some(BookingRefusal::OutsideHours));
    }
}

on_both! {
    async fn overbooking_takes_a_reason_and_keeps_third_ones_out(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second, third) =
            (clinic.patient("First One").await, clinic.patient("Second One").await, clinic.patient("Third One").await);
        let me = practitioner_actor(doctor);
        let original = booking::book(&clinic.services, &first, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let beside = |reason| {
            let (services, me, wanted) = (&clinic.services, &me, clinic.request(doctor, at("10:00")));
            let patient = patient_id(&second);
            async move { booking::book_for(services, me, patient, wanted, reason).await }
        };

        assert_eq!(refusal(beside(None).await), Some(BookingRefusal::Taken));
        let unexplained = beside(Some(" ")).await;
        assert!(matches!(
            unexplained,
            Err(Failure::Refused(AppError::Invalid(problems))) if problems[0].field == Field::OverrideReason
        ));
        let id = beside(Some("cannot wait")).await.expect("overbooked");

        assert!(booking::appointment(&clinic.services, &me, id).await.expect("theirs").overbooked);
        assert_eq!(clinic.test.count("select count(*) from claim where lane = 1").await, 6);
        assert_eq!(
            clinic.test.count("select count(*) from appointment_event where reason = 'cannot wait'").await,
            1
        );
        cancel::cancel(&clinic.services, &first, original, "").await.expect("cancelled");
        let late = booking::book(&clinic.services, &third, clinic.request(doctor, at("10:00"))).await;
        assert_eq!(refusal(late), Some(BookingRefusal::Taken), "the one put beside it still has the time");
    }
}

on_both! {
    async fn nobody_is_put_in_two_places_even_by_staff(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(ben, at("10:00"))).await.expect("booked");

        let me = practitioner_actor(ann);
        let wanted = clinic.request(ann, at("10:00"));
        let twice = booking::book_for(&clinic.services, &me, patient_id(&patient), wanted, Some("must be")).await;
        let past = clinic.request(ann, at("07:00"));
        let past = booking::book_for(&clinic.services, &me, patient_id(&patient), past, Some("must be")).await;

        assert_eq!(refusal(twice), Some(BookingRefusal::PatientBusy));
        assert_eq!(refusal(past), Some(BookingRefusal::Past));
    }
}

on_both! {
    async fn only_staff_of_that_calendar_book_for_others(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let book = |who| {
            let (services, wanted, patient) = (&clinic.services, clinic.request(ann, at("10:00")), patient_id(&patient));
            async move { booking::book_for(services, who, patient, wanted, None).await }
        };

        let (by_ben, by_patient) = (practitioner_actor(ben), patient.clone());
        assert!(matches!(book(&by_ben).await, Err(Failure::Refused(AppError::NotFound))));
        assert!(matches!(book(&by_patient).await, Err(Failure::Refused(AppError::Forbidden))));
        assert!(matches!(
            staff::find_patient(&clinic.services, &by_ben, ann, "x").await,
            Err(Failure::Refused(AppError::NotFound))
        ));
        book(&admin).await.expect("whoever runs the place may");
        let unknown = staff::find_patient(&clinic.services, &admin, ann, "nobody@example.org").await;
        let expected = FieldError::new(Field::Patient, Problem::Wrong);
        assert!(matches!(unknown, Err(Failure::Refused(AppError::Invalid(problems))) if problems == [expected]));
    }
}

on_both! {
    async fn whoever_runs_the_place_cancels_late_with_a_reason_and_both_hear_of_it(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        clinic.set("booking.cancel_cutoff_min", "1440").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");

        let late = cancel::cancel(&clinic.services, &patient, id, "cannot come").await;
        assert!(matches!(late, Err(Failure::Refused(AppError::Cancel(_)))));
        cancel::cancel(&clinic.services, &admin, id, "the centre is flooded").await.expect("cancelled");

        let told = "select count(distinct account_id) from notice where kind = 'appointment.cancelled'";
        assert_eq!(clinic.test.count(told).await, 2);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
    }
}

on_both! {
    async fn whoever_sets_the_cut_off_aside_says_why(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let me = practitioner_actor(doctor);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let missing = [FieldError::new(Field::OverrideReason, Problem::TooShort)];
        let says_why = |outcome: &Outcome<()>| {
            matches!(outcome, Err(Failure::Refused(AppError::Invalid(problems))) if problems[..] == missing)
        };
        let weekly = Recurrence::new(1, 2).expect("a recurrence");
        let wanted = SeriesRequest::whole(clinic.request(doctor, at("10:00")), weekly);
        let made = series::book_series(&clinic.services, &patient, wanted).await.expect("booked");
        let other = booking::book(&clinic.services, &patient, clinic.request(doctor, at("11:00"))).await.expect("booked");
        clinic.set("booking.cancel_cutoff_min", "1440").await;

        let silent = cancel::cancel(&clinic.services, &me, made[0], "x").await;
        let silent_rest = series::cancel_rest(&clinic.services, &me, made[0], "x").await.map(drop);
        let silent_admin = admin::call_off(&clinic.services, &admin, other, "x").await;

        assert!(says_why(&silent), "{silent:?}");
        assert!(says_why(&silent_rest), "{silent_rest:?}");
        assert!(says_why(&silent_admin), "{silent_admin:?}");
        cancel::cancel(&clinic.services, &me, made[1], "").await.expect("in good time nobody asks");
        cancel::cancel(&clinic.services, &me, made[0], "the scanner is broken").await.expect("cancelled");
        for who in [&patient, &me] {
            let refused = admin::call_off(&clinic.services, who, other, "for the clinic").await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?} {refused:?}");
        }
        admin::call_off(&clinic.services, &admin, other, "the centre is flooded").await.expect("cancelled");
        let why = "select count(*) from appointment_event where to_status = 'cancelled' and reason like 'the %'";
        assert_eq!(clinic.test.count(why).await, 2);
    }
}

on_both! {
    async fn a_visit_leads_its_practitioner_and_nobody_else_to_the_next_one(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let me = practitioner_actor(doctor);
        let follow = async |who: &consulta::domain::account::Actor| staff::visit_to_follow(&clinic.services, who, id).await;

        let early = follow(&me).await;
        clinic.services.clock.set(at("09:55"));
        visit::take_step(&clinic.services, &me, id, Step::CheckIn, "").await.expect("there");
        let (after, found) = follow(&me).await.expect("to be followed");

        assert!(matches!(early, Err(Failure::Refused(AppError::NotFound))), "nobody is there yet");
        assert_eq!((after.id, found.id, found.name.as_str()), (id, patient_id(&patient), "Pat Ient"));
        let by_other = follow(&practitioner_actor(other)).await;
        assert!(matches!(by_other, Err(Failure::Refused(AppError::NotFound))));
        assert!(matches!(follow(&patient).await, Err(Failure::Refused(AppError::Forbidden))));
    }
}
