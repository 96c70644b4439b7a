//! The secret address of a calendar: readable with the secret alone, and worthless once it is revoked.

use consulta::{
    error::AppError,
    service::{Failure, booking, calendar_feed, cancel},
};

use crate::support::{Clinic, at, on_both, practitioner_actor};

on_both! {
    async fn a_secret_opens_its_persons_calendar_until_it_is_renewed_or_taken_back(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let other = clinic.patient("Some Other").await;
        let kept = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let gone = booking::book(&clinic.services, &patient, clinic.request(doctor, at("11:00"))).await.expect("booked");
        booking::book(&clinic.services, &other, clinic.request(doctor, at("12:00"))).await.expect("booked");
        cancel::cancel(&clinic.services, &patient, gone, "").await.expect("cancelled");

        let first = calendar_feed::renew(&clinic.services, &patient).await.expect("a secret");
        let of_doctor = calendar_feed::renew(&clinic.services, &practitioner_actor(doctor)).await.expect("a secret");

        let read = async |secret: &str| calendar_feed::read(&clinic.services, secret).await;
        let (whose, _, found) = read(&first).await.expect("a calendar");
        assert_eq!(Some(whose), patient.id());
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [kept, gone], "what was called off, too");
        assert_eq!(read(&of_doctor).await.expect("a calendar").2.len(), 3);
        let second = calendar_feed::renew(&clinic.services, &patient).await.expect("another secret");
        let is_unknown = |outcome| matches!(outcome, Err(Failure::Refused(AppError::NotFound)));
        assert!(is_unknown(read(&first).await) && is_unknown(read("").await) && is_unknown(read("guess").await));
        read(&second).await.expect("the new one opens it");
        calendar_feed::revoke(&clinic.services, &patient).await.expect("taken back");
        assert!(is_unknown(read(&second).await));
        let kept_in_plain = "select count(*) from calendar_feed where length(token_hash) <> 64";
        assert_eq!(clinic.test.count(kept_in_plain).await, 0);
    }
}
