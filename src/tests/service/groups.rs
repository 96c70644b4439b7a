//! Groups: up to the capacity, patients share one slot of a practitioner, and the last one to leave frees it.

use consulta::{
    domain::{
        account::Actor,
        booking::BookingRefusal,
        form::{Field, FieldError, Problem},
        ids::SessionId,
        service_form::ServiceForm,
    },
    error::AppError,
    service::{
        Failure,
        agenda::{self, Span},
        booking, cancel, reschedule,
    },
};
use jiff::SignedDuration;

use super::services::{add_room, administrator, book, form, monday, offered, refusal};
use crate::support::{Clinic, at, on_both, practitioner_actor};

fn class(places: &str) -> ServiceForm {
    ServiceForm { duration: "60".into(), capacity: places.into(), ..form("Group class") }
}

/// How many cells a group owns, and how many of its places are taken.
async fn session(clinic: &Clinic) -> (i64, i64) {
    let claims = clinic.test.count("select count(*) from claim where session_id is not null").await;
    let taken = "select cast(coalesce(sum(seats_taken), 0) as bigint) from group_session";
    (claims, clinic.test.count(taken).await)
}

on_both! {
    async fn a_group_fills_up_place_by_place(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["A One", "B Two", "C Three", "D Four"].map(str::to_owned)).await;
        let rooms = vec![add_room(&clinic, &admin, "Gym").await];
        let class = offered(&clinic, &admin, &ServiceForm { rooms, ..class("3") }, &[doctor]).await;

        for (nth, patient) in (1..).zip(&patients[..3]) {
            let id = book(&clinic, patient, doctor, class, at("10:00")).await.expect("a place");
            let seen = booking::appointment(&clinic.services, patient, id).await.expect("their own");
            assert_eq!(seen.room_name.as_deref(), Some("Gym"));
            // The practitioner's hour and the room's, once.
            assert_eq!(session(&clinic).await, (24, nth));
            let (free, left) = monday(&clinic, &patients[3], doctor, class).await;
            let places: Vec<_> = (nth < 3).then(|| (at("10:00"), 3 - u32::try_from(nth).expect("small"))).into_iter().collect();
            assert_eq!((free.contains(&at("10:00")), left), (nth < 3, places));
        }
        assert_eq!(refusal(book(&clinic, &patients[3], doctor, class, at("10:00")).await), BookingRefusal::Taken);
        assert_eq!(refusal(book(&clinic, &patients[0], doctor, class, at("10:00")).await), BookingRefusal::PatientBusy);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 24 + 3 * 12);
    }
}

on_both! {
    async fn whoever_leaves_gives_the_place_back_and_the_last_one_the_time(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["A One", "B Two", "C Three"].map(str::to_owned)).await;
        let class = offered(&clinic, &admin, &class("2"), &[doctor]).await;
        let single = offered(&clinic, &admin, &form("Single"), &[doctor]).await;
        let first = book(&clinic, &patients[0], doctor, class, at("10:00")).await.expect("a place");
        let second = book(&clinic, &patients[1], doctor, class, at("10:00")).await.expect("a place");

        cancel::cancel(&clinic.services, &patients[0], first, "").await.expect("left");
        assert_eq!(session(&clinic).await, (12, 1));
        let third = book(&clinic, &patients[2], doctor, class, at("10:00")).await.expect("the place that was left");
        reschedule::reschedule(&clinic.services, &patients[1], second, clinic.centre, at("12:00")).await.expect("moved");
        assert_eq!(session(&clinic).await, (24, 2));
        assert_eq!(refusal(book(&clinic, &patients[1], doctor, single, at("10:30")).await), BookingRefusal::Taken);
        cancel::cancel(&clinic.services, &patients[2], third, "").await.expect("left");

        assert_eq!(session(&clinic).await, (12, 1));
        book(&clinic, &patients[0], doctor, single, at("10:30")).await.expect("the time is free");
        let busy = book(&clinic, &patients[2], doctor, class, at("10:00")).await;
        assert_eq!(refusal(busy), BookingRefusal::Taken, "the group cannot come back beside it");
    }
}

on_both! {
    async fn of_forty_who_want_eight_places_at_once_exactly_eight_win(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..40).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        let class = offered(&clinic, &admin, &class("8"), &[doctor]).await;

        let attempts = patients.into_iter().map(|patient| {
            let (services, mut request) = (clinic.services.clone(), clinic.request(doctor, at("10:00")));
            request.target.service = Some(class);
            tokio::spawn(async move { booking::book(&services, &patient, request).await })
        });
        let outcomes = futures::future::join_all(attempts.collect::<Vec<_>>()).await;

        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().map(|it| it.expect("joined")).partition(Result::is_ok);
        assert_eq!(won.len(), 8);
        for outcome in lost {
            assert_eq!(refusal(outcome), BookingRefusal::Taken);
        }
        assert_eq!(session(&clinic).await, (12, 8));
        assert_eq!(clinic.test.count("select count(*) from claim").await, 12 + 8 * 12);
        assert_eq!(clinic.test.count("select count(distinct session_id) from appointment").await, 1);
    }
}

on_both! {
    async fn a_group_counts_once_against_the_cap_and_can_still_be_joined(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["A One", "B Two", "C Three"].map(str::to_owned)).await;
        let class = offered(&clinic, &admin, &ServiceForm { daily_cap: "1".into(), ..class("8") }, &[doctor]).await;
        book(&clinic, &patients[0], doctor, class, at("10:00")).await.expect("a place");

        book(&clinic, &patients[1], doctor, class, at("10:00")).await.expect("another place in the same");
        let other = book(&clinic, &patients[2], doctor, class, at("13:00")).await;

        assert_eq!(refusal(other), BookingRefusal::CapReached);
        assert_eq!(monday(&clinic, &patients[2], doctor, class).await.0, [at("10:00")]);
    }
}

on_both! {
    async fn a_group_that_no_longer_fits_the_service_is_not_offered(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("A One").await, clinic.patient("B Two").await);
        let id = offered(&clinic, &admin, &class("8"), &[doctor]).await;
        let booked = book(&clinic, &first, doctor, id, at("10:00")).await.expect("a place");

        let longer = ServiceForm { duration: "90".into(), step: "60".into(), ..class("8") };
        consulta::service::healthcare_service::save(&clinic.services, &admin, Some(id), &longer).await.expect("changed");

        assert_eq!(monday(&clinic, &Actor::Visitor, doctor, id).await.1, []);
        assert_eq!(refusal(book(&clinic, &second, doctor, id, at("10:00")).await), BookingRefusal::Taken);
        let kept = booking::appointment(&clinic.services, &first, booked).await.expect("their own");
        assert_eq!(kept.slot.ends_at, at("10:00") + SignedDuration::from_hours(1));
        assert!(kept.session.is_some_and(|SessionId(id)| id > 0));
    }
}

on_both! {
    async fn a_practitioner_cancels_the_whole_class_with_one_reason(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patients = clinic.patients(&["A One", "B Two", "C Three"].map(str::to_owned)).await;
        let class = offered(&clinic, &admin, &class("4"), &[doctor]).await;
        let mut booked = Vec::new();
        for patient in &patients {
            booked.push(book(&clinic, patient, doctor, class, at("10:00")).await.expect("a place"));
        }
        let me = practitioner_actor(doctor);
        let day = agenda::of_practitioner(&clinic.services, &me, Span::Day, None).await.expect("a day");
        assert!(day.days[0].appointments.iter().all(|one| one.session.is_some()), "told as one group");

        for (who, expected) in [(&patients[0], AppError::NotFound), (&practitioner_actor(other), AppError::NotFound)] {
            let refused = cancel::cancel_group(&clinic.services, who, booked[0], "not mine").await;
            assert!(matches!(refused, Err(Failure::Refused(error)) if error == expected), "{who:?}");
        }
        let silent = cancel::cancel_group(&clinic.services, &me, booked[0], " ").await;
        let missing = [FieldError::new(Field::CancelReason, Problem::Missing)];
        assert!(matches!(silent, Err(Failure::Refused(AppError::Invalid(problems))) if problems == missing));

        let (_, cancelled) = cancel::cancel_group(&clinic.services, &me, booked[1], "the gym is flooded").await.expect("done");

        assert_eq!((cancelled, session(&clinic).await), (3, (0, 0)));
        let told = "select count(*) from notice where kind = 'appointment.cancelled' and reason = 'the gym is flooded'";
        assert_eq!(clinic.test.count(told).await, 3);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'appointment.cancel' and outcome = 'done'").await, 3);
        let again = cancel::cancel_group(&clinic.services, &me, booked[1], "again").await;
        assert!(matches!(again, Err(Failure::Refused(AppError::NotFound))), "it is a group no more");
    }
}
