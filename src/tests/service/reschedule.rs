//! Moving an appointment (FR8): the old slot is kept until the new one is secured.

use consulta::{
    domain::{account::Actor, appointment::Status, booking::BookingRefusal, ids::AppointmentId, notice::NoticeKind},
    error::AppError,
    service::{Failure, booking, notice, reschedule::reschedule},
};
use jiff::Timestamp;

use super::booking_race::assert_consistent;
use crate::support::{Clinic, at, on_both, practitioner_actor};

async fn start(clinic: &Clinic, reader: &Actor, id: AppointmentId) -> Timestamp {
    booking::appointment(&clinic.services, reader, id).await.expect("a party").slot.starts_at
}

on_both! {
    async fn a_moved_appointment_has_its_new_time_and_frees_the_old(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let id = booking::book(&clinic.services, &first, clinic.request(doctor, at("09:30"))).await.expect("booked");

        reschedule(&clinic.services, &first, id, clinic.centre, at("11:00")).await.expect("moved");
        reschedule(&clinic.services, &first, id, clinic.centre, at("11:00")).await.expect("sent twice, moved once");

        let found = booking::appointment(&clinic.services, &first, id).await.expect("own");
        assert_eq!((found.slot.starts_at, found.sequence, found.status), (at("11:00"), 1, Status::Booked));
        let news = notice::latest(&clinic.services, &practitioner_actor(doctor)).await.expect("own notices");
        assert_eq!(news.iter().filter(|n| n.kind == NoticeKind::AppointmentMoved).count(), 1);
        booking::book(&clinic.services, &second, clinic.request(doctor, at("09:30"))).await.expect("free again");
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn when_the_new_time_is_taken_the_old_one_stays(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let id = booking::book(&clinic.services, &first, clinic.request(doctor, at("09:30"))).await.expect("booked");
        booking::book(&clinic.services, &second, clinic.request(doctor, at("10:00"))).await.expect("booked");

        let refused = reschedule(&clinic.services, &first, id, clinic.centre, at("10:00")).await;

        let Err(Failure::Refused(AppError::Booking { refusal, nearest, .. })) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal, BookingRefusal::Taken);
        assert!(nearest.contains(&at("10:30").as_second()));
        assert_eq!(start(&clinic, &first, id).await, at("09:30"));
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn two_that_swap_or_chase_each_other_never_lose_a_time(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..6).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        let times = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"];
        let mut ids = Vec::new();
        for (patient, time) in patients.iter().zip(times) {
            ids.push(booking::book(&clinic.services, patient, clinic.request(doctor, at(time))).await.expect("booked"));
        }

        let moves = (0..60).map(|n| {
            let (services, centre) = (clinic.services.clone(), clinic.centre);
            let (patient, id, to) = (patients[n % 6].clone(), ids[n % 6], at(times[(n * 7 + n / 6) % 6]));
            tokio::spawn(async move { reschedule(&services, &patient, id, centre, to).await })
        });
        for outcome in futures::future::join_all(moves.collect::<Vec<_>>()).await {
            let outcome = outcome.expect("joined");
            let taken = matches!(outcome, Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::Taken, .. })));
            assert!(outcome.is_ok() || taken, "{outcome:?}");
        }

        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 6);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 72);
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn only_a_party_moves_it_and_a_patients_new_time_needs_approval_again(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, stranger) = (clinic.patient("Pat Ient").await, clinic.patient("Some Stranger").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("asked");

        let by_stranger = reschedule(&clinic.services, &stranger, id, clinic.centre, at("10:00")).await;
        reschedule(&clinic.services, &practitioner_actor(doctor), id, clinic.centre, at("10:00")).await.expect("moved");
        let after_practitioner = booking::appointment(&clinic.services, &patient, id).await.expect("own").status;
        reschedule(&clinic.services, &patient, id, clinic.centre, at("10:30")).await.expect("moved");
        let after_patient = booking::appointment(&clinic.services, &patient, id).await.expect("own").status;

        assert!(matches!(by_stranger, Err(Failure::Refused(AppError::NotFound))));
        assert_eq!((after_practitioner, after_patient), (Status::Booked, Status::Pending));
    }
}
