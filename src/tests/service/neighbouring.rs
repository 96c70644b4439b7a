//! Several consecutive slots as one appointment: with their length and price, held, moved and counted as such, and never given
//! twice.

use consulta::{
    domain::{
        account::Actor,
        booking::{BookingRefusal, Target},
        ids::PractitionerId,
        service_form::ServiceForm,
    },
    error::AppError,
    service::{
        Failure,
        availability::{self, WeekQuery},
        booking::{self, BookingRequest},
        hold::{self, HoldRequest},
        reschedule,
        why::why_not,
    },
};
use jiff::{SignedDuration, Timestamp};

use super::{
    booking_race::assert_consistent,
    services::{administrator, form, offered},
};
use crate::support::{Clinic, at, on_both};

fn request(clinic: &Clinic, doctor: PractitionerId, starts_at: Timestamp, slots: u16) -> BookingRequest {
    clinic.request_for(Target { slots, ..clinic.target(doctor, starts_at) })
}

fn wanted(clinic: &Clinic, practitioner: PractitionerId, starts_at: Timestamp, slots: u16) -> HoldRequest {
    HoldRequest { target: Target { slots, ..clinic.target(practitioner, starts_at) }, moving: None }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> BookingRefusal {
    match outcome {
        Err(Failure::Refused(AppError::Booking { refusal, .. })) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// How many consecutive slots the picker offers from a time on.
async fn longest(clinic: &Clinic, who: &Actor, practitioner: PractitionerId, starts_at: Timestamp) -> u16 {
    let directory = clinic.services.directory_for(who).await.expect("public");
    let query = WeekQuery { practitioner, centre: clinic.centre, service: None, date: None, moving: None };
    let week = availability::week(&clinic.services, &directory, who, query).await.expect("a week");
    week.in_a_row.iter().find(|(slot, _)| slot.starts_at == starts_at).map_or(1, |(_, most)| *most)
}

on_both! {
    async fn s3_11_a_clinic_that_allows_one_time_offers_and_takes_one(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;

        assert_eq!(longest(&clinic, &patient, doctor, at("10:00")).await, 1);
        let two = booking::book(&clinic.services, &patient, request(&clinic, doctor, at("10:00"), 2)).await;
        assert!(matches!(two, Err(Failure::Refused(AppError::NotFound))), "{two:?}");
        clinic.set("booking.max_neighbouring_slots", "3").await;
        for slots in [0, 4, u16::MAX] {
            let outcome = booking::book(&clinic.services, &patient, request(&clinic, doctor, at("10:00"), slots)).await;
            assert!(matches!(outcome, Err(Failure::Refused(AppError::NotFound))), "{slots}: {outcome:?}");
        }
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 0);
    }
}

on_both! {
    async fn s3_11_only_lengths_that_are_free_are_offered_and_each_of_them_can_be_booked(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_neighbouring_slots", "4").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        booking::book(&clinic.services, &other, clinic.request(doctor, at("11:00"))).await.expect("booked");

        for (start, most) in [("09:00", 4), ("09:30", 3), ("10:00", 2), ("10:30", 1)] {
            assert_eq!(longest(&clinic, &patient, doctor, at(start)).await, most, "{start}");
        }
        let target = Target { slots: 3, ..clinic.target(doctor, at("10:00")) };
        let why = why_not(&clinic.services, &patient, target).await.expect("an answer");
        assert_eq!(why.blockers.first().map(|blocker| blocker.refusal()), Some(BookingRefusal::Taken));
        let three = booking::book(&clinic.services, &patient, request(&clinic, doctor, at("10:00"), 3)).await;
        assert_eq!(refusal(three), BookingRefusal::Taken);
        let id = booking::book(&clinic.services, &patient, request(&clinic, doctor, at("10:00"), 2)).await.expect("free");
        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("theirs");
        assert_eq!((seen.slots, seen.slot.ends_at), (2, at("11:00")));
        let within = booking::book(&clinic.services, &other, clinic.request(doctor, at("10:30"))).await;
        assert_eq!(refusal(within), BookingRefusal::Taken, "its second half is taken, too");
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn s3_11_a_longer_hold_is_one_hold_and_stands_for_its_length_only(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_neighbouring_slots", "3").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (mine, other) = (clinic.patient("First One").await, clinic.patient("Second One").await);

        hold::keep(&clinic.services, &mine, wanted(&clinic, doctor, at("10:00"), 1)).await.expect("kept");
        hold::keep(&clinic.services, &mine, wanted(&clinic, doctor, at("10:00"), 3)).await.expect("longer");

        assert_eq!(clinic.test.count("select count(*) from hold where slots = 3").await, 1);
        assert_eq!(clinic.test.count("select count(*) from hold").await, 1);
        let theirs = hold::keep(&clinic.services, &other, wanted(&clinic, doctor, at("11:00"), 1)).await;
        assert_eq!(refusal(theirs), BookingRefusal::Taken);
        hold::keep(&clinic.services, &mine, wanted(&clinic, doctor, at("10:00"), 2)).await.expect("shorter");
        booking::book(&clinic.services, &other, clinic.request(doctor, at("11:00"))).await.expect("it was let go");
        booking::book(&clinic.services, &mine, request(&clinic, doctor, at("10:00"), 2)).await.expect("their own hold");
        assert_eq!(clinic.test.count("select count(*) from hold").await, 0);
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn s3_11_visitors_together_hold_three_times_of_one_practitioner_however_long(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_neighbouring_slots", "3").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let ask = |name: &'static str, from: &'static str, starts_at, slots| {
            let request = wanted(&clinic, doctor, starts_at, slots);
            let services = clinic.services.clone();
            async move { hold::keep_for_visitor(&services, &Actor::Visitor, (name, from), request).await.expect("an answer") }
        };

        assert!(ask("visitor-a", "203.0.113.1", at("09:00"), 2).await.is_some());
        assert!(ask("visitor-b", "198.51.100.1", at("10:00"), 2).await.is_none(), "that would be four");
        assert!(ask("visitor-c", "192.0.2.1", at("10:00"), 1).await.is_some());
    }
}

on_both! {
    async fn s3_11_it_stays_as_long_as_it_is_when_it_is_moved_and_sent_twice_books_once(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_neighbouring_slots", "4").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        let form = request(&clinic, doctor, at("10:00"), 3);
        let id = booking::book(&clinic.services, &patient, form.clone()).await.expect("booked");
        booking::book(&clinic.services, &other, clinic.request(doctor, at("14:00"))).await.expect("booked");

        assert_eq!(booking::book(&clinic.services, &patient, form.clone()).await.expect("the same"), id);
        let shorter = BookingRequest { target: Target { slots: 1, ..form.target }, ..form };
        let shorter = booking::book(&clinic.services, &patient, shorter).await;
        assert!(matches!(shorter, Err(Failure::Refused(AppError::FormUsed))), "{shorter:?}");
        // The clinic's current limit doesn't shorten what was agreed.
        clinic.set("booking.max_neighbouring_slots", "1").await;
        let blocked = reschedule::reschedule(&clinic.services, &patient, id, clinic.centre, at("13:00")).await;
        assert_eq!(refusal(blocked), BookingRefusal::Taken);
        reschedule::reschedule(&clinic.services, &patient, id, clinic.centre, at("10:30")).await.expect("overlaps itself");
        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("theirs");
        assert_eq!((seen.slots, seen.slot.starts_at, seen.slot.ends_at), (3, at("10:30"), at("12:00")));
        booking::book(&clinic.services, &other, clinic.request(doctor, at("10:00"))).await.expect("given back");
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn s3_11_it_counts_as_often_and_costs_as_much_as_its_times(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_neighbouring_slots", "4").await;
        let (admin, doctor) = (administrator(&clinic).await, clinic.practitioner("Ann Doctor").await);
        let capped = ServiceForm { daily_cap: "3".into(), price: "40".into(), ..form("Visit") };
        let service = offered(&clinic, &admin, &capped, &[doctor]).await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        let of = |start: &str, slots| {
            clinic.request_for(Target { service: Some(service), slots, ..clinic.target(doctor, at(start)) })
        };

        assert_eq!(longest(&clinic, &patient, doctor, at("09:00")).await, 3, "never more than the day's limit");
        booking::book(&clinic.services, &other, of("09:00", 2)).await.expect("booked");

        assert_eq!(longest(&clinic, &patient, doctor, at("13:00")).await, 1, "one is left of that day's three");
        assert_eq!(refusal(booking::book(&clinic.services, &patient, of("13:00", 2)).await), BookingRefusal::CapReached);
        booking::book(&clinic.services, &patient, of("13:00", 1)).await.expect("the last");
        let directory = clinic.services.directory_for(&patient).await.expect("public");
        let three = directory.offering_over(doctor, clinic.centre, Some(service), 3).expect("allowed");
        assert_eq!((three.service.price_cents, three.service.rule.duration_minutes()), (Some(12_000), 90));
    }
}

on_both! {
    async fn s3_11_of_many_who_want_neighbouring_times_of_any_length_nobody_gets_anothers(test) {
        const PATIENTS: usize = 120;
        let clinic = Clinic::new(test).await;
        clinic.set("booking.max_neighbouring_slots", "4").await;
        let doctor = clinic.practitioner("Ann One").await;
        let names: Vec<String> = (0..PATIENTS).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;

        let bookings = patients.into_iter().enumerate().map(|(n, patient)| {
            let half_hours = i64::try_from(n % 10).expect("small");
            let starts_at = at("09:00") + SignedDuration::from_mins(30 * half_hours);
            let slots = u16::try_from(n / 10 % 4 + 1).expect("small");
            let (services, request) = (clinic.services.clone(), request(&clinic, doctor, starts_at, slots));
            let held = wanted(&clinic, doctor, starts_at, slots);
            tokio::spawn(async move {
                // Every third one holds the slot first, as the review does.
                if n % 3 == 0 {
                    drop(hold::keep(&services, &patient, held).await);
                }
                booking::book(&services, &patient, request).await
            })
        });
        let outcomes = futures::future::join_all(bookings.collect::<Vec<_>>()).await;

        for outcome in outcomes {
            match outcome.expect("joined") {
                Ok(_) | Err(Failure::Refused(AppError::Booking { .. })) => {}
                Err(other) => panic!("a loser was told {other:?}"),
            }
        }
        clinic.run("delete from hold").await;
        assert_consistent(&clinic.test).await;
        assert!(clinic.test.count("select count(*) from appointment").await > 0);
    }
}
