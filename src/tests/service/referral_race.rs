//! Many want the last visits of a referral at once: exactly as many get one as there are.

use consulta::{
    domain::{booking::BookingRefusal, referral::Addressee},
    error::AppError,
    service::{Failure, booking, referral},
};
use jiff::SignedDuration;

use super::referral_case::{Referring, assert_invariants, letter};
use crate::support::{Clinic, at, on_both, practitioner_actor};

on_both! {
    async fn of_parallel_bookings_with_one_visit_one_wins(test) {
        let clinic = Clinic::new(test).await;
        let mut skin = Vec::new();
        for name in ["Ann Skin", "Bo Skin", "Cy Skin", "Di Skin"] {
            skin.push(clinic.specialist(name, "Dermatology").await);
        }
        let case = Referring::new(&clinic).await;
        for round in 0..3 {
            let to = Addressee::Field("Dermatology".into());
            let id = case.send(&clinic, to, letter("1", "2027-01-31")).await.expect("sent");
            // Each with another practitioner or at another time: nothing but the referral stands between them.
            let attempts = (0..8).map(|n| {
                let when = at("09:00") + SignedDuration::from_hours(24 * round) + SignedDuration::from_mins(30 * n);
                let doctor = skin[usize::try_from(n).expect("small") % skin.len()];
                let (services, request) = (clinic.services.clone(), clinic.request(doctor, when));
                let patient = case.patient.clone();
                tokio::spawn(async move { booking::book(&services, &patient, request).await })
            });
            let outcomes = futures::future::join_all(attempts.collect::<Vec<_>>()).await;

            let mut won = 0;
            for outcome in outcomes {
                match outcome.expect("it ended") {
                    Ok(_) => won += 1,
                    Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::NeedsReferral, .. })) => {}
                    other => panic!("neither won nor told why: {other:?}"),
                }
            }
            assert_eq!(won, 1);
            assert_eq!(case.used(&clinic, id).await, 1);
            assert_invariants(&clinic).await;
        }
    }
}

on_both! {
    async fn one_that_is_declined_or_withdrawn_meanwhile_is_used_before_or_not_at_all(test) {
        let clinic = Clinic::new(test).await;
        let ann = clinic.specialist("Ann Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        for n in 0..6 {
            let id = case.to(&clinic, ann, "1").await;
            let (services, request) = (clinic.services.clone(), clinic.request(ann, at("09:00") + SignedDuration::from_mins(30 * n)));
            let (patient, gp, doctor) = (case.patient.clone(), case.gp.clone(), practitioner_actor(ann));
            let book = tokio::spawn({
                let services = services.clone();
                async move { booking::book(&services, &patient, request).await }
            });
            let close = tokio::spawn(async move {
                match n % 2 {
                    0 => referral::withdraw(&services, &gp, id, "").await,
                    _ => referral::decline(&services, &doctor, id, "no room").await,
                }
            });
            let (booked, closed) = (book.await.expect("it ended"), close.await.expect("it ended"));

            let used = case.used(&clinic, id).await;
            assert_eq!(used, i64::from(booked.is_ok()));
            assert!(booked.is_ok() || closed.is_ok(), "{booked:?} {closed:?}");
            if n % 2 == 0 {
                assert!(booked.is_err() || closed.is_err(), "one that is used is not withdrawn");
            }
            assert_invariants(&clinic).await;
            if closed.is_err() {
                let _ = referral::decline(&clinic.services, &practitioner_actor(ann), id, "no room").await;
            }
        }
    }
}
