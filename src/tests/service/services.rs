//! Kinds of visits: each of their rules is enforced in bookings, and rooms are shared by all.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
        booking::BookingRefusal,
        ids::{AppointmentId, PractitionerId, ServiceId},
        room_form::RoomForm,
        service_form::ServiceForm,
    },
    error::AppError,
    service::{
        Failure, Outcome,
        availability::{self, Week, WeekQuery},
        booking, healthcare_service, room,
    },
};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Clinic, actor, at, on_both};

/// An administrator.
pub async fn administrator(clinic: &Clinic) -> Actor {
    actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator])
}

/// The form of a half-hour service.
pub fn form(name: &str) -> ServiceForm {
    ServiceForm { name: name.into(), ..ServiceForm::blank() }
}

/// A service that these practitioners offer.
pub async fn offered(clinic: &Clinic, admin: &Actor, form: &ServiceForm, by: &[PractitionerId]) -> ServiceId {
    let id = healthcare_service::save(&clinic.services, admin, None, form).await.expect("a new service");
    healthcare_service::choose_people(&clinic.services, admin, id, by, by).await.expect("offered");
    id
}

/// A room of the clinic's first centre, as forms name it.
pub async fn add_room(clinic: &Clinic, admin: &Actor, name: &str) -> String {
    let form = RoomForm { centre: clinic.centre.to_string(), name: name.into(), kind: "room".into() };
    room::save(&clinic.services, admin, None, &form).await.expect("a new room").to_string()
}

pub async fn book(
    clinic: &Clinic,
    patient: &Actor,
    practitioner: PractitionerId,
    service: ServiceId,
    starts_at: Timestamp,
) -> Outcome<AppointmentId> {
    let mut request = clinic.request(practitioner, starts_at);
    request.target.service = Some(service);
    booking::book(&clinic.services, patient, request).await
}

pub fn refusal(outcome: Outcome<AppointmentId>) -> BookingRefusal {
    match outcome {
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => refusal,
        other => panic!("expected a refused booking, got {other:?}"),
    }
}

/// This Monday's free times of a service, and the places left in its groups, for someone.
pub async fn monday(
    clinic: &Clinic,
    actor: &Actor,
    practitioner: PractitionerId,
    service: ServiceId,
) -> (Vec<Timestamp>, Vec<(Timestamp, u32)>) {
    let directory = clinic.services.directory_for(actor).await.expect("public");
    let date = Some(jiff::civil::date(2026, 11, 23));
    let query = WeekQuery { practitioner, centre: clinic.centre, service: Some(service), date, moving: None };
    let week: Week<'_> = availability::week(&clinic.services, &directory, actor, query).await.expect("a week");
    let free = week.days[0].slots.iter().map(|slot| slot.starts_at).collect();
    (free, week.places_left.iter().map(|(slot, left)| (slot.starts_at, *left)).collect())
}

on_both! {
    async fn buffers_keep_the_practitioner_free_and_not_the_patient(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let scan = ServiceForm { step: "15".into(), buffer_before: "10".into(), buffer_after: "15".into(), ..form("Scan") };
        let scan = offered(&clinic, &admin, &scan, &[ann]).await;

        let id = book(&clinic, &first, ann, scan, at("10:00")).await.expect("booked");

        let (free, _) = monday(&clinic, &Actor::Visitor, ann, scan).await;
        for taken in ["09:30", "09:45", "10:00", "10:15", "10:30", "10:45"] {
            assert!(!free.contains(&at(taken)), "{taken}");
            assert_eq!(refusal(book(&clinic, &second, ann, scan, at(taken)).await), BookingRefusal::Taken, "{taken}");
        }
        assert!(free.contains(&at("09:00")) && free.contains(&at("11:00")));
        book(&clinic, &second, ann, scan, at("11:00")).await.expect("after both buffers");
        booking::book(&clinic.services, &first, clinic.request(ben, at("10:30"))).await.expect("the patient is free");
        let seen = booking::appointment(&clinic.services, &first, id).await.expect("their own");
        assert_eq!((seen.slot.ends_at, seen.service_name.as_deref()), (at("10:30"), Some("Scan")));
    }
}

/// A practitioner, and a service of theirs that needs three hours' notice, can be booked at most two days ahead, and once a day.
async fn limited(clinic: &Clinic, admin: &Actor) -> (PractitionerId, ServiceId) {
    let doctor = clinic.practitioner("Ann Doctor").await;
    let visit = ServiceForm { notice: "3".into(), horizon: "2".into(), daily_cap: "1".into(), ..form("First visit") };
    let visit = offered(clinic, admin, &visit, &[doctor]).await;
    (doctor, visit)
}

on_both! {
    async fn notice_horizon_and_cap_refuse_with_their_own_reasons(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let (doctor, visit) = limited(&clinic, &admin).await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let day = SignedDuration::from_hours(24);

        let too_soon = book(&clinic, &first, doctor, visit, at("10:30")).await;
        let too_far = book(&clinic, &first, doctor, visit, at("09:00") + day * 3).await;
        book(&clinic, &first, doctor, visit, at("11:00")).await.expect("with just enough notice");
        let capped = book(&clinic, &second, doctor, visit, at("14:00")).await;

        assert_eq!(refusal(too_soon), BookingRefusal::TooSoon);
        assert_eq!(refusal(too_far), BookingRefusal::TooFarAhead);
        assert_eq!(refusal(capped), BookingRefusal::CapReached);
        assert_eq!(monday(&clinic, &Actor::Visitor, doctor, visit).await.0, []);
        book(&clinic, &second, doctor, visit, at("14:00") + day).await.expect("the next day");
    }
}

on_both! {
    async fn a_limit_that_refuses_is_named(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let (doctor, visit) = limited(&clinic, &admin).await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let day = SignedDuration::from_hours(24);
        let limit = async |who: &Actor, starts_at| match book(&clinic, who, doctor, visit, starts_at).await {
            Err(Failure::Refused(AppError::Booking { refusal, limit, .. })) => (refusal, limit),
            other => panic!("expected a refused booking, got {other:?}"),
        };

        assert_eq!(limit(&first, at("10:30")).await, (BookingRefusal::TooSoon, Some(180)));
        assert_eq!(limit(&first, at("09:00") + day * 3).await, (BookingRefusal::TooFarAhead, Some(2)));
        book(&clinic, &first, doctor, visit, at("11:00")).await.expect("booked");
        assert_eq!(limit(&second, at("14:00")).await, (BookingRefusal::CapReached, Some(1)));
        assert_eq!(limit(&second, at("11:00")).await, (BookingRefusal::Taken, None));
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let other = offered(&clinic, &admin, &form("Other visit"), &[doctor]).await;
        let refused = book(&clinic, &first, doctor, other, at("15:00")).await;
        let is_named = matches!(
            refused,
            Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::DayFull, limit: Some(1), .. }))
        );
        assert!(is_named, "{refused:?}");
    }
}

on_both! {
    async fn a_room_is_one_visits_at_a_time_and_another_is_taken_instead(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let one = add_room(&clinic, &admin, "Room 1").await;
        let scan = ServiceForm { rooms: vec![one.clone()], ..form("Scan") };
        let id = offered(&clinic, &admin, &scan, &[ann, ben]).await;

        let here = book(&clinic, &first, ann, id, at("10:00")).await.expect("booked");
        let refused = book(&clinic, &second, ben, id, at("10:00")).await;
        assert_eq!(refusal(refused), BookingRefusal::NoRoom);
        assert!(!monday(&clinic, &Actor::Visitor, ben, id).await.0.contains(&at("10:00")));

        let two = add_room(&clinic, &admin, "Room 2").await;
        let with_both = ServiceForm { rooms: vec![one, two], ..scan };
        healthcare_service::save(&clinic.services, &admin, Some(id), &with_both).await.expect("changed");
        let there = book(&clinic, &second, ben, id, at("10:00")).await.expect("in the other room");
        for (patient, id, name) in [(&first, here, "Room 1"), (&second, there, "Room 2")] {
            let seen = booking::appointment(&clinic.services, patient, id).await.expect("their own");
            assert_eq!(seen.room_name.as_deref(), Some(name));
        }
    }
}

on_both! {
    async fn a_room_that_is_switched_off_keeps_what_is_booked_and_takes_nothing_new(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let only = add_room(&clinic, &admin, "Room 1").await;
        let scan = offered(&clinic, &admin, &ServiceForm { rooms: vec![only.clone()], ..form("Scan") }, &[doctor]).await;
        let id = book(&clinic, &patient, doctor, scan, at("10:00")).await.expect("booked");

        room::set_active(&clinic.services, &admin, only.parse().expect("a key"), false).await.expect("switched off");

        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("their own");
        assert_eq!((seen.status, seen.room_name.as_deref()), (Status::Booked, Some("Room 1")));
        assert_eq!(clinic.test.count("select count(*) from claim where resource_id < 0").await, 6);
        assert_eq!(refusal(book(&clinic, &patient, doctor, scan, at("14:00")).await), BookingRefusal::NoRoom);
    }
}

on_both! {
    async fn of_ten_practitioners_who_want_two_rooms_at_once_two_win(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let mut doctors = Vec::new();
        for n in 0..10 {
            doctors.push(clinic.practitioner(&format!("Doctor {n}")).await);
        }
        let names: Vec<String> = (0..10).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        let rooms = vec![add_room(&clinic, &admin, "Room 1").await, add_room(&clinic, &admin, "Room 2").await];
        let scan = offered(&clinic, &admin, &ServiceForm { rooms, ..form("Scan") }, &doctors).await;

        let attempts = patients.into_iter().zip(doctors).map(|(patient, doctor)| {
            let (services, mut request) = (clinic.services.clone(), clinic.request(doctor, at("10:00")));
            request.target.service = Some(scan);
            tokio::spawn(async move { booking::book(&services, &patient, request).await })
        });
        let outcomes = futures::future::join_all(attempts.collect::<Vec<_>>()).await;

        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().map(|it| it.expect("joined")).partition(Result::is_ok);
        assert_eq!(won.len(), 2);
        for outcome in lost {
            assert_eq!(refusal(outcome), BookingRefusal::NoRoom);
        }
        assert_eq!(clinic.test.count("select count(*) from claim where resource_id < 0").await, 12);
    }
}

on_both! {
    async fn a_service_decides_by_itself_whether_its_bookings_wait(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let asked = offered(&clinic, &admin, &ServiceForm { confirmation: "approval".into(), ..form("Asked") }, &[doctor]).await;
        let sure = offered(&clinic, &admin, &ServiceForm { confirmation: "auto".into(), ..form("Sure") }, &[doctor]).await;
        let open = offered(&clinic, &admin, &form("Open"), &[doctor]).await;
        let status = |service, starts_at| {
            let (clinic, patient) = (&clinic, &patient);
            async move {
                let id = book(clinic, patient, doctor, service, starts_at).await.expect("booked");
                booking::appointment(&clinic.services, patient, id).await.expect("their own").status
            }
        };

        assert_eq!(status(asked, at("09:00")).await, Status::Pending);
        assert_eq!(status(open, at("09:30")).await, Status::Booked);
        clinic.set("booking.confirmation", "approval").await;
        assert_eq!(status(sure, at("10:00")).await, Status::Booked);
        assert_eq!(status(open, at("10:30")).await, Status::Pending);
    }
}
