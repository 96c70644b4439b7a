//! Answers to reviews: one each, by those reviewed, and hidden with the review.

use consulta::{
    domain::{
        account::{Actor, Role},
        form::Problem,
        rating::{RatingForm, Subject},
    },
    error::AppError,
    service::{
        Failure, Outcome, booking,
        rating::{self, answer},
    },
};
use jiff::SignedDuration;

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn form(review: &str) -> RatingForm {
    RatingForm { stars: "2".into(), review: review.into() }
}

on_both! {
    async fn whoever_was_reviewed_answers_once_and_everyone_reads_it_with_the_review(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, other) = (practitioner_actor(doctor), practitioner_actor(clinic.practitioner("Otto Other").await));
        let patient = clinic.patient("Pat Ient").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        booking::book(services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        clinic.run("update appointment set status = 'fulfilled' where status = 'booked'").await;
        let of = Subject::Practitioner(doctor);
        rating::rate(services, &patient, of, &form("Waited long")).await.expect("rated");
        let read = async || rating::reviews(services, &Actor::Visitor, of, 1).await.expect("public").reviews;
        let answered = async || read().await[0].answer.as_ref().map(|given| given.text.clone());
        let (id, rated_at) = (read().await[0].id, read().await[0].rated_at);

        for who in [&patient, &other, &admin] {
            assert_eq!(refusal(answer::answer(services, who, id, rated_at, "x").await), AppError::NotFound, "{who:?}");
        }
        assert_eq!(refusal(answer::answer(services, &Actor::Visitor, id, rated_at, "x").await), AppError::NotSignedIn);
        let empty = refusal(answer::answer(services, &me, id, rated_at, " ").await);
        assert!(matches!(empty, AppError::Invalid(problems) if problems[0].problem == Problem::Missing));
        let before = rated_at - SignedDuration::from_secs(1);
        assert_eq!(refusal(answer::answer(services, &me, id, before, "x").await), AppError::Overtaken);
        answer::answer(services, &me, id, rated_at, "Sorry about taht").await.expect("answered");
        answer::answer(services, &me, id, rated_at, "Sorry about that").await.expect("changed");
        assert_eq!(answered().await.as_deref(), Some("Sorry about that"));

        rating::hide(services, &admin, id, rated_at, "Not about the visit").await.expect("hidden");
        assert!(read().await.is_empty());
        assert_eq!(refusal(answer::remove(services, &me, id).await), AppError::NotFound, "no one reads it");
        rating::show(services, &admin, id).await.expect("shown");

        services.clock.set(services.clock.now() + SignedDuration::from_hours(24));
        assert_eq!(refusal(answer::answer(services, &me, id, rated_at, "More").await), AppError::Overtaken);
        answer::remove(services, &me, id).await.expect("removed");
        assert_eq!(answered().await.as_deref(), Some(""));
        assert_eq!(refusal(answer::answer(services, &me, id, rated_at, "More").await), AppError::Overtaken, "it was once");

        rating::rate(services, &patient, of, &form("Waited an hour")).await.expect("other words");
        let changed = read().await.remove(0);
        assert_eq!(changed.answer, None);
        answer::answer(services, &me, changed.id, changed.rated_at, "Sorry").await.expect("to other words");
        assert_eq!(clinic.test.count("select count(*) from audit_event where action like 'rating.%answer'").await, 4);
    }
}

on_both! {
    async fn the_clinic_answers_for_a_centre(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
        booking::book(services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        clinic.run("update appointment set status = 'fulfilled' where status = 'booked'").await;
        let of = Subject::Centre(clinic.centre);
        rating::rate(services, &patient, of, &form("Hard to find")).await.expect("rated");
        let found = rating::reviews(services, &manager, of, 1).await.expect("public");
        assert!(found.may_answer && !found.may_hide);
        let review = &found.reviews[0];

        let by_doctor = answer::answer(services, &practitioner_actor(doctor), review.id, review.rated_at, "x").await;
        assert_eq!(refusal(by_doctor), AppError::NotFound);
        let answered = answer::answer(services, &manager, review.id, review.rated_at, "There are signs now").await;
        assert_eq!(answered.expect("answered"), of);
    }
}
