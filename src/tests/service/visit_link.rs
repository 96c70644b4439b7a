//! The link in a reminder: its reader confirms, cancels or moves a visit, without signing in.

use std::sync::Arc;

use consulta::{
    domain::{
        account::Actor,
        appointment::CancelRefusal,
        ids::{AppointmentId, PractitionerId},
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        booking::{self, BookingRequest},
        reminder,
        visit_link::{self, Followed},
    },
};
use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    smtp::{Smtp, send_all, token},
    support::{Clinic, TestDb, at, on_both},
};

const BY_LINK: &str = "select count(*) from audit_event where part = 'by a link in an email'";

/// A wall time on Tuesday of next week, or this many days later.
fn tuesday(days: i64, wall: &str) -> Timestamp {
    at(wall) + SignedDuration::from_hours(24 * (8 + days))
}

fn followed(secret: &str) -> Followed<'_> {
    Followed { secret, address: "203.0.113.7" }
}

/// A clinic with a visit on a Tuesday, of which its patient was reminded a week before.
struct Stage {
    clinic: Clinic,
    services: Arc<Services>,
    doctor: PractitionerId,
    patient: Actor,
    visit: AppointmentId,
    secret: String,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let request = BookingRequest { reason: "A sore knee".into(), ..clinic.request(doctor, tuesday(0, "09:30")) };
        let visit = booking::book(&services, &patient, request).await.expect("booked");
        clinic.services.clock.set(tuesday(-7, "09:30"));
        reminder::remind(&services).await.expect("done");
        send_all(&services, "me").await;
        let letters = smtp.letters();
        let letter = letters.iter().find(|letter| letter.contains("/visits?token=")).expect("a reminder");
        let secret = token(letter, "/visits?token=");
        Self { services, doctor, patient, visit, secret, clinic }
    }

    async fn book(&self, patient: &Actor, starts_at: Timestamp) -> AppointmentId {
        let request = self.clinic.request(self.doctor, starts_at);
        booking::book(&self.services, patient, request).await.expect("booked")
    }

    fn link(&self) -> Followed<'_> {
        followed(&self.secret)
    }

    /// The start times of the visits that the link shows.
    async fn shown(&self) -> Vec<Timestamp> {
        let visits = visit_link::visits(&self.services, self.link()).await.expect("a link");
        assert!(visits.iter().all(|visit| visit.appointment.reason.is_empty()), "nothing clinical");
        visits.iter().map(|visit| visit.appointment.slot.starts_at).collect()
    }
}

fn is_not_found<T>(outcome: &Outcome<T>) -> bool {
    matches!(outcome, Err(Failure::Refused(AppError::NotFound)))
}

on_both! {
    async fn a_visit_is_moved_and_cancelled_by_its_link_and_the_audit_says_how(test) {
        let stage = Stage::new(test).await;
        let (services, link, visit) = (&stage.services, stage.link(), stage.visit);
        let directory = services.directory_for(&stage.patient).await.expect("public");
        let date: Date = "2026-12-01".parse().expect("a date");

        let (found, week) = visit_link::times(services, &directory, link, (visit, Some(date))).await.expect("times");
        let free: Vec<Timestamp> = week.days.iter().flat_map(|day| &day.slots).map(|slot| slot.starts_at).collect();
        assert!(found.reason.is_empty() && free.contains(&tuesday(0, "14:00")), "{free:?}");
        visit_link::move_to(services, link, visit, tuesday(0, "14:00")).await.expect("moved");
        visit_link::move_to(services, link, visit, tuesday(0, "14:00")).await.expect("so already");
        assert_eq!(stage.shown().await, [tuesday(0, "14:00")]);
        let taken = stage.clinic.patient("Some Other").await;
        stage.book(&taken, tuesday(0, "15:00")).await;
        let refused = visit_link::move_to(services, link, visit, tuesday(0, "15:00")).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::Booking { .. }))), "{refused:?}");

        visit_link::cancel(services, link, visit).await.expect("cancelled");
        visit_link::cancel(services, link, visit).await.expect("sent twice");

        assert!(stage.shown().await.is_empty());
        assert!(visit_link::move_to(services, link, visit, tuesday(0, "14:00")).await.is_err(), "it is cancelled");
        assert!(is_not_found(&visit_link::will_come(services, link, visit).await));
        assert_eq!(stage.clinic.test.count(BY_LINK).await, 2, "moved once, and cancelled once");
        let told = "select count(*) from notice n join practitioner p on p.id = n.account_id
            where n.kind in ('appointment.moved', 'appointment.cancelled')";
        assert_eq!(stage.clinic.test.count(told).await, 2, "the practitioner heard of both");
    }
}

on_both! {
    async fn a_link_reaches_the_visits_that_its_letter_names_and_no_others(test) {
        let stage = Stage::new(test).await;
        let (services, link) = (&stage.services, stage.link());
        let other = stage.clinic.patient("Some Other").await;
        let anothers = stage.book(&other, tuesday(0, "11:00")).await;
        let later = stage.book(&stage.patient, tuesday(1, "11:00")).await;

        for id in [anothers, later] {
            assert!(is_not_found(&visit_link::cancel(services, link, id).await));
            assert!(is_not_found(&visit_link::move_to(services, link, id, tuesday(0, "16:00")).await));
            assert!(is_not_found(&visit_link::will_come(services, link, id).await));
        }
        visit_link::move_to(services, link, stage.visit, tuesday(1, "14:00")).await.expect("moved");

        assert!(stage.shown().await.is_empty(), "neither the one that was moved to the other day, nor what is there");
        assert!(is_not_found(&visit_link::cancel(services, link, stage.visit).await));
        assert_eq!(stage.clinic.test.count("select count(*) from appointment where status = 'cancelled'").await, 0);
    }
}

on_both! {
    async fn a_link_keeps_to_the_cut_off_and_ends_with_its_visit(test) {
        let stage = Stage::new(test).await;
        let (services, link) = (&stage.services, stage.link());
        stage.clinic.set("booking.cancel_cutoff_min", "1440").await;
        services.directory_changed().await;

        services.clock.set(tuesday(-1, "12:00"));
        let visits = visit_link::visits(services, link).await.expect("a link");
        assert_eq!((visits.len(), visits[0].may_change), (1, false));
        let late = visit_link::cancel(services, link, stage.visit).await;
        assert!(matches!(late, Err(Failure::Refused(AppError::Cancel(CancelRefusal::TooLate(_))))), "{late:?}");
        assert!(visit_link::move_to(services, link, stage.visit, tuesday(0, "16:00")).await.is_err());
        visit_link::will_come(services, link, stage.visit).await.expect("that can still be said");

        services.clock.set(tuesday(0, "09:30"));
        assert!(is_not_found(&visit_link::visits(services, link).await));
        assert!(is_not_found(&visit_link::cancel(services, link, stage.visit).await));
    }
}

#[tokio::test]
async fn who_guesses_links_is_slowed_down_and_who_has_one_is_not() {
    let stage = Stage::new(TestDb::sqlite().await).await;
    for n in 0..15 {
        assert!(is_not_found(&visit_link::visits(&stage.services, followed(&format!("guess{n}"))).await));
    }

    let closed = visit_link::cancel(&stage.services, followed("guess"), stage.visit).await;

    assert!(matches!(closed, Err(Failure::Refused(AppError::TooManyAttempts(_)))), "{closed:?}");
    let elsewhere = Followed { secret: &stage.secret, address: "198.51.100.1" };
    for _ in 0..40 {
        assert_eq!(visit_link::visits(&stage.services, elsewhere).await.expect("a link").len(), 1);
    }
}
