//! An appointment being moved is in no one's way: neither in the list of times, nor in a review, nor in the booking.

use consulta::{
    domain::{
        account::Actor,
        appointment::CancelRefusal,
        booking::{BookingRefusal, Target},
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, PractitionerId, ServiceId},
        service_form::ServiceForm,
    },
    error::AppError,
    service::{
        Failure, Outcome,
        availability::{self, WeekQuery},
        booking, cancel,
        hold::{self, HoldRequest},
        reschedule::{self, Move},
    },
};
use jiff::{SignedDuration, Timestamp};

use super::services::{add_room, administrator, book, form, offered};
use crate::support::{Clinic, at, on_both, practitioner_actor};

/// The times this Monday to which someone is offered to move an appointment.
async fn times(clinic: &Clinic, who: &Actor, doctor: PractitionerId, moving: AppointmentId) -> Vec<Timestamp> {
    let directory = clinic.services.directory_for(who).await.expect("public");
    let date = Some(jiff::civil::date(2026, 11, 23));
    let query = WeekQuery { practitioner: doctor, centre: clinic.centre, service: None, date, moving: Some(moving) };
    let week = availability::week(&clinic.services, &directory, who, query).await.expect("a week");
    week.days[0].slots.iter().map(|slot| slot.starts_at).collect()
}

async fn look(
    clinic: &Clinic,
    who: &Actor,
    (doctor, service): (PractitionerId, ServiceId),
    starts_at: Timestamp,
    moving: Option<AppointmentId>,
) -> Outcome<Option<Timestamp>> {
    let service = Some(service);
    let request = HoldRequest { target: Target { service, ..clinic.target(doctor, starts_at) }, moving };
    hold::look(&clinic.services, who, None, request).await?;
    hold::keep_for_whom(&clinic.services, who, None, request).await
}

/// Every time beside and overlapping the old one is listed, reviewed without a problem, and can be taken; for the patient and the
/// practitioner.
async fn goes_anywhere(clinic: &Clinic, service: &ServiceForm, rooms: bool) {
    let admin = administrator(clinic).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let rooms = if rooms { vec![add_room(clinic, &admin, "Room 1").await] } else { Vec::new() };
    let service = ServiceForm { rooms, duration: "60".into(), step: "15".into(), ..service.clone() };
    let service = offered(clinic, &admin, &service, &[doctor]).await;
    let id = book(clinic, &patient, doctor, service, at("10:00")).await.expect("booked");
    for (who, wall) in
        [(&patient, "10:30"), (&patient, "09:45"), (&practitioner_actor(doctor), "10:15"), (&patient, "14:00")]
    {
        let listed = times(clinic, who, doctor, id).await;
        for wall in ["09:45", "10:15", "10:30", "14:00"] {
            assert!(listed.contains(&at(wall)), "{wall} of {listed:?}");
        }
        look(clinic, who, (doctor, service), at(wall), Some(id)).await.expect("nothing in its way");
        reschedule::reschedule(&clinic.services, who, id, clinic.centre, at(wall)).await.expect("moved");
        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("their own");
        assert_eq!(seen.slot.starts_at, at(wall));
    }
    assert_eq!(clinic.test.count("select count(*) from hold").await, 0);
    cancel::cancel(&clinic.services, &patient, id, "").await.expect("cancelled");
    assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
}

on_both! {
    async fn a_long_visit_moves_within_its_own_time(test) {
        let clinic = Clinic::new(test).await;

        goes_anywhere(&clinic, &form("Long visit"), false).await;
    }
}

on_both! {
    async fn its_buffers_its_room_and_both_limits_of_the_day_are_given_back(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let form = ServiceForm {
            buffer_before: "15".into(),
            buffer_after: "15".into(),
            daily_cap: "1".into(),
            ..form("Scan")
        };

        goes_anywhere(&clinic, &form, true).await;
    }
}

on_both! {
    async fn the_last_one_of_a_group_takes_its_time_along_and_others_leave_it_where_it_is(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let class = ServiceForm {
            duration: "60".into(),
            step: "15".into(),
            capacity: "2".into(),
            daily_cap: "1".into(),
            ..form("Class")
        };
        let class = offered(&clinic, &admin, &class, &[doctor]).await;
        let id = book(&clinic, &first, doctor, class, at("10:00")).await.expect("a place");

        assert!(times(&clinic, &first, doctor, id).await.contains(&at("10:15")));
        look(&clinic, &first, (doctor, class), at("10:15"), Some(id)).await.expect("nothing in its way");
        reschedule::reschedule(&clinic.services, &first, id, clinic.centre, at("10:15")).await.expect("moved");
        book(&clinic, &second, doctor, class, at("10:15")).await.expect("the other place");

        // Full, but one of the places is their own.
        assert_eq!(times(&clinic, &first, doctor, id).await, [at("10:15")]);
        let busy = look(&clinic, &first, (doctor, class), at("10:30"), Some(id)).await;
        assert!(matches!(busy, Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::Taken, .. }))), "{busy:?}");
    }
}

on_both! {
    async fn the_list_the_review_and_the_move_agree_on_every_time_whatever_the_visit_needs(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        // Its length, its buffers, its daily cap, its number of places, and whether it needs a room.
        let kinds = [
            ("30", "", "", "", "1", false),
            ("60", "15", "", "", "1", true),
            ("30", "", "15", "1", "1", false),
            ("60", "", "", "2", "2", false),
            ("30", "", "", "2", "2", true),
            ("60", "15", "15", "1", "1", true),
        ];
        for (round, (duration, before, after, cap, capacity, needs_room)) in kinds.into_iter().enumerate() {
            let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
            let names = [format!("Pat Ient{round}"), format!("Some Other{round}")];
            let patients = clinic.patients(&names).await;
            let rooms = match needs_room {
                true => vec![add_room(&clinic, &admin, &format!("Room {round}")).await],
                false => Vec::new(),
            };
            let needs = ServiceForm {
                duration: duration.into(),
                step: "30".into(),
                buffer_before: before.into(),
                buffer_after: after.into(),
                daily_cap: cap.into(),
                capacity: capacity.into(),
                rooms,
                ..form(&format!("Visit {round}"))
            };
            let service = offered(&clinic, &admin, &needs, &[doctor, other]).await;
            let id = book(&clinic, &patients[0], doctor, service, at("10:00")).await.expect("booked");
            // Others take time of the practitioner's, of the room's, or a seat; what cannot be had is not.
            for (who, whom, wall) in
                [(1, doctor, "10:00"), (1, doctor, "14:00"), (1, other, "12:00"), (0, other, "15:00")]
            {
                drop(book(&clinic, &patients[who], whom, service, at(wall)).await);
            }
            let listed = times(&clinic, &patients[0], doctor, id).await;
            for half in 18..34 {
                let starts_at = at("00:00") + SignedDuration::from_mins(30 * half);
                if starts_at == at("10:00") {
                    continue;
                }
                let seen = look(&clinic, &patients[0], (doctor, service), starts_at, Some(id)).await;
                let of_list = listed.contains(&starts_at);
                assert_eq!(seen.is_ok(), of_list, "{starts_at} of {needs:?}: {seen:?}");
                let to = |at| reschedule::reschedule(&clinic.services, &patients[0], id, clinic.centre, at);
                let moved = to(starts_at).await;
                assert_eq!(moved.is_ok(), of_list, "{starts_at} of {needs:?}: {moved:?}");
                if moved.is_ok() {
                    to(at("10:00")).await.expect("back again: what was given up is free");
                }
            }
        }
    }
}

on_both! {
    async fn another_appointment_of_the_same_patient_still_stands_in_the_way(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("11:00"))).await.expect("booked");

        let listed = times(&clinic, &patient, doctor, id).await;
        let there = reschedule::reschedule(&clinic.services, &patient, id, clinic.centre, at("11:00")).await;
        let directory = clinic.services.directory_for(&other).await.expect("public");
        let query = WeekQuery {
            practitioner: doctor, centre: clinic.centre, service: None, date: None, moving: Some(id),
        };
        let foreign = availability::week(&clinic.services, &directory, &other, query).await;

        assert!(listed.contains(&at("10:00")) && !listed.contains(&at("11:00")));
        assert!(matches!(there, Err(Failure::Refused(AppError::Booking { .. }))), "{there:?}");
        assert!(matches!(foreign, Err(Failure::Refused(AppError::NotFound))), "{foreign:?}");
    }
}

on_both! {
    async fn too_late_is_said_before_a_time_is_chosen_and_staff_say_why_they_move_it_then(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.cancel_cutoff_min", "30").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        clinic.services.clock.set(at("10:00") - SignedDuration::from_mins(29));
        let late = AppError::Move(CancelRefusal::TooLate(30));

        let directory = clinic.services.directory_for(&patient).await.expect("public");
        let query = WeekQuery {
            practitioner: doctor, centre: clinic.centre, service: None, date: None, moving: Some(id),
        };
        let listed = availability::week(&clinic.services, &directory, &patient, query).await;
        assert!(matches!(listed, Err(Failure::Refused(error)) if error == late));
        let moved = reschedule::reschedule(&clinic.services, &patient, id, clinic.centre, at("14:00")).await;
        assert!(matches!(moved, Err(Failure::Refused(error)) if error == late));

        let me = practitioner_actor(doctor);
        let silent = reschedule::reschedule(&clinic.services, &me, id, clinic.centre, at("14:00")).await;
        let missing = vec![FieldError::new(Field::OverrideReason, Problem::Missing)];
        assert!(matches!(silent, Err(Failure::Refused(AppError::Invalid(found))) if found == missing));
        let to = Move { reason: "an emergency".into(), ..Move::to(id, clinic.centre, at("14:00")) };
        let said = reschedule::move_to(&clinic.services, &me, to);
        said.await.expect("moved");
        let kept = "select count(*) from appointment_event where reason = 'an emergency'";
        assert_eq!(clinic.test.count(kept).await, 1);
    }
}
