//! "Why not this time?": the listed obstacles are what blocks, and removing exactly those frees the slot.

use consulta::{
    domain::{
        account::{Actor, Role},
        booking::{Blocker, BookingRefusal},
        closure::NewClosure,
        ids::PractitionerId,
        slot::Closure,
    },
    service::{
        booking, cancel,
        closure::{self, Whose},
        hours,
        stranded::Settled,
        why::why_not,
    },
};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

async fn reasons(
    clinic: &Clinic,
    who: &Actor,
    practitioner: PractitionerId,
    starts_at: Timestamp,
) -> Vec<BookingRefusal> {
    let target = clinic.target(practitioner, starts_at);
    let why = why_not(&clinic.services, who, target).await.expect("an answer");
    why.blockers.iter().map(|blocker: &Blocker| blocker.refusal()).collect()
}

on_both! {
    async fn every_rule_that_blocks_is_listed_and_lifting_them_frees(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let theirs = booking::book(&clinic.services, &other, clinic.request(ann, at("10:00"))).await.expect("booked");
        let mine = booking::book(&clinic.services, &patient, clinic.request(ben, at("10:00"))).await.expect("booked");
        hours::set_accepting(&clinic.services, &practitioner_actor(ann), false).await.expect("closed");

        let listed = reasons(&clinic, &patient, ann, at("10:00")).await;

        use BookingRefusal::{DayFull, NotAccepting, PatientBusy, Taken};
        assert_eq!(listed, [NotAccepting, Taken, PatientBusy, DayFull]);
        assert_eq!(reasons(&clinic, &Actor::Visitor, ann, at("10:00")).await, [NotAccepting, Taken]);
        hours::set_accepting(&clinic.services, &practitioner_actor(ann), true).await.expect("open");
        cancel::cancel(&clinic.services, &other, theirs, "").await.expect("cancelled");
        cancel::cancel(&clinic.services, &patient, mine, "").await.expect("cancelled");
        assert_eq!(reasons(&clinic, &patient, ann, at("10:00")).await, []);
        booking::book(&clinic.services, &patient, clinic.request(ann, at("10:00"))).await.expect("it was free");
    }
}

on_both! {
    async fn why_somebody_is_away_is_told_to_nobody_but_themself_and_administrators(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let patient = clinic.patient("Pat Ient").await;
        let times = |from: &str, to: &str| {
            Closure::new(from.parse().expect("a time"), to.parse().expect("a time")).expect("a closure")
        };
        let new = |times, name: &str| vec![NewClosure { centre: None, times, name: name.into(), source_uid: None }];
        let (away, holiday) = (times("2026-11-23T09:00", "2026-11-23T12:00"), times("2026-11-24T00:00", "2026-11-25T00:00"));
        let settled = Settled::default();
        let services = &clinic.services;
        closure::close(services, &practitioner_actor(ann), Whose::Own, new(away, "Chemotherapy"), &settled).await.expect("away");
        closure::close(services, &admin, Whose::Clinics, new(holiday, "Founders Day"), &settled).await.expect("closed");
        let names = async |who: &Actor, starts_at| {
            let target = clinic.target(ann, starts_at);
            let why = why_not(services, who, target).await.expect("an answer");
            assert!(why.blockers.iter().any(|one| one.refusal() == BookingRefusal::Closed));
            why.closures.into_iter().map(|closure| closure.name).collect::<Vec<_>>()
        };

        for stranger in [&Actor::Visitor, &patient, &practitioner_actor(ben)] {
            assert_eq!(names(stranger, at("10:00")).await, [""]);
        }
        for whose in [&practitioner_actor(ann), &admin] {
            assert_eq!(names(whose, at("10:00")).await, ["Chemotherapy"]);
        }
        assert_eq!(names(&Actor::Visitor, at("10:00") + SignedDuration::from_hours(24)).await, ["Founders Day"]);
    }
}

on_both! {
    async fn what_is_listed_for_any_time_is_what_booking_answers(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let other = clinic.patient("Some Other").await;
        booking::book(&clinic.services, &other, clinic.request(doctor, at("11:00"))).await.expect("booked");
        let day = SignedDuration::from_hours(24);

        for wall in ["07:30", "08:30", "09:00", "09:15", "11:00", "16:30", "16:45", "17:00"] {
            for starts_at in [at(wall), at(wall) + day * 5, at(wall) + day * 400] {
                let listed = reasons(&clinic, &patient, doctor, starts_at).await;
                let outcome = booking::book(&clinic.services, &patient, clinic.request(doctor, starts_at)).await;
                match outcome {
                    Ok(id) => {
                        assert_eq!(listed, [], "{wall}");
                        cancel::cancel(&clinic.services, &patient, id, "").await.expect("cancelled");
                    }
                    Err(consulta::service::Failure::Refused(consulta::error::AppError::Booking { refusal, .. })) => {
                        assert_eq!(listed.first(), Some(&refusal), "{wall}");
                    }
                    Err(failure) => panic!("{failure:?}"),
                }
            }
        }
    }
}
