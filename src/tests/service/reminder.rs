//! Reminders: one for each day with visits and each number of days before, even with concurrent processes.

use std::sync::Arc;

use consulta::{
    domain::{account::Actor, ids::AppointmentId, notice::NoticeKind, service_form::ServiceForm},
    error::AppError,
    server::housekeeping::{self, JOBS},
    service::{
        Failure, Services, booking, cancel,
        clock::Clock,
        clock_watch, notice, reminder,
        reschedule::reschedule,
        visit_link::{self, Followed},
    },
};
use jiff::{SignedDuration, Timestamp};

use super::services::{administrator, book as book_service, form, offered};
use crate::{
    smtp::{Smtp, send_all, token},
    support::{Clinic, at, on_both},
};

/// A wall time of the Tuesday of next week.
fn next_tuesday(wall: &str) -> Timestamp {
    at(wall) + SignedDuration::from_hours(8 * 24)
}

/// Days before next Tuesday, at a wall time.
fn before(days: i64, wall: &str) -> Timestamp {
    next_tuesday(wall) - SignedDuration::from_hours(24 * days)
}

async fn book(
    clinic: &Clinic,
    patient: &Actor,
    doctor: consulta::domain::ids::PractitionerId,
    starts: Timestamp,
) -> AppointmentId {
    booking::book(&clinic.services, patient, clinic.request(doctor, starts)).await.expect("booked")
}

/// A link as its reader follows it.
fn followed(secret: &str) -> Followed<'_> {
    Followed { secret, address: "203.0.113.7" }
}

async fn reminded(clinic: &Clinic, patient: &Actor) -> Vec<i64> {
    let told = notice::latest(&clinic.services, patient).await.expect("own notices");
    told.iter().filter(|one| one.kind == NoticeKind::AppointmentReminder).map(|one| one.more).collect()
}

on_both! {
    async fn a_patient_is_reminded_once_a_week_and_once_a_day_before_of_all_visits_of_a_day(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        book(&clinic, &patient, ann, next_tuesday("09:30")).await;
        book(&clinic, &patient, ben, next_tuesday("15:00")).await;
        let services = &clinic.services;

        assert_eq!(reminder::remind(services).await.expect("done"), 0, "eight days before");
        services.clock.set(before(7, "09:30"));
        assert_eq!(reminder::remind(services).await.expect("done"), 1);
        assert_eq!(reminder::remind(services).await.expect("done"), 0, "once");
        services.clock.set(before(7, "15:00"));
        assert_eq!(reminder::remind(services).await.expect("done"), 0, "the second visit was told of");
        services.clock.set(before(1, "10:00"));
        assert_eq!(reminder::remind(services).await.expect("done"), 1);
        services.clock.set(next_tuesday("10:00"));
        assert_eq!(reminder::remind(services).await.expect("done"), 0);

        assert_eq!(reminded(&clinic, &patient).await, [1, 1], "two notices, each of two visits");
    }
}

on_both! {
    async fn a_clock_that_jumps_by_days_reminds_nobody_before_it_has_been_steady(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        book(&clinic, &patient, doctor, next_tuesday("09:30")).await;
        let job = JOBS.iter().find(|job| job.task() == Some("reminders")).expect("the job");
        housekeeping::announce(services).await;
        clock_watch::look(services).await.expect("looked");

        services.clock.set(before(6, "09:00"));
        job.attempt(services, "me").await;
        assert!(reminded(&clinic, &patient).await.is_empty(), "before it is looked at");
        clock_watch::look(services).await.expect("looked");
        services.clock.set(before(6, "09:05"));
        job.attempt(services, "me").await;
        assert!(reminded(&clinic, &patient).await.is_empty());
        for step in 0..=72 {
            services.clock.set(before(6, "09:05") + SignedDuration::from_mins(10 * step));
            clock_watch::look(services).await.expect("looked");
        }
        job.attempt(services, "me").await;

        assert_eq!(reminded(&clinic, &patient).await, [0]);
    }
}

on_both! {
    async fn several_processes_remind_once(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..8).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        for (n, patient) in patients.iter().enumerate() {
            let later = SignedDuration::from_mins(30 * i64::try_from(n).expect("few"));
            book(&clinic, patient, doctor, next_tuesday("09:00") + later).await;
        }
        send_all(&services, "me").await;
        let others: Vec<Arc<Services>> = (0..3).map(|_| {
            let clock: Clock = clinic.services.clock.clone();
            Arc::new(Services::new(clinic.test.db.clone(), clock))
        }).collect();
        clinic.services.clock.set(before(7, "14:00"));

        let tasks: Vec<_> = others.iter().cloned().map(|process| tokio::spawn(async move { reminder::remind(&process).await })).collect();
        let mut given = 0;
        for task in tasks {
            given += task.await.expect("joined").expect("done");
        }

        assert_eq!(given, 8);
        for patient in &patients {
            assert_eq!(reminded(&clinic, patient).await, [0]);
        }
        assert_eq!(send_all(&services, "me").await, 8);
    }
}

on_both! {
    async fn who_booked_or_moved_later_is_not_reminded_and_nor_is_who_cancelled(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let services = &clinic.services;
        let names: Vec<String> = ["Late One", "Moved One", "Off One", "Kept One"].map(str::to_owned).into();
        let patients = clinic.patients(&names).await;
        let moved = book(&clinic, &patients[1], doctor, next_tuesday("11:00")).await;
        let off = book(&clinic, &patients[2], doctor, next_tuesday("12:00")).await;
        book(&clinic, &patients[3], doctor, next_tuesday("13:00")).await;

        services.clock.set(before(6, "09:00"));
        book(&clinic, &patients[0], doctor, next_tuesday("10:00")).await;
        reschedule(services, &patients[1], moved, clinic.centre, next_tuesday("14:00")).await.expect("moved");
        cancel::cancel(services, &patients[2], off, "").await.expect("cancelled");
        assert_eq!(reminder::remind(services).await.expect("done"), 1, "only the one that stood as it was");
        assert_eq!(reminded(&clinic, &patients[3]).await, [0]);

        services.clock.set(before(1, "15:00"));
        assert_eq!(reminder::remind(services).await.expect("done"), 3, "a day before, all who are coming");
        clinic.set("notify.reminder_days", "none").await;
        assert!(reminded(&clinic, &patients[2]).await.is_empty());
    }
}

on_both! {
    async fn a_service_says_when_its_patients_are_reminded_and_a_day_of_several_gets_one_message(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let admin = administrator(&clinic).await;
        let service = async |name: &str, reminders: &str| {
            let form = ServiceForm { reminders: reminders.into(), ..form(name) };
            offered(&clinic, &admin, &form, &[doctor]).await
        };
        let (scan, quiet, plain) = (service("Scan", "2").await, service("Talk", "none").await, service("Visit", "").await);
        let names: Vec<String> = ["Of Scan", "Of Talk", "Of Visit", "Of Both"].map(str::to_owned).into();
        let patients = clinic.patients(&names).await;
        for (patient, service, wall) in
            [(0, scan, "09:30"), (1, quiet, "11:00"), (2, plain, "13:00"), (3, scan, "15:00"), (3, plain, "16:00")]
        {
            book_service(&clinic, &patients[patient], doctor, service, next_tuesday(wall)).await.expect("booked");
        }
        let services = &clinic.services;

        for (days, told) in [(7, 2), (2, 2), (1, 2)] {
            services.clock.set(before(days, "16:00"));
            assert_eq!(reminder::remind(services).await.expect("done"), told, "{days} days before");
            assert_eq!(reminder::remind(services).await.expect("done"), 0, "once");
        }

        assert_eq!(reminded(&clinic, &patients[0]).await, [0], "two days before, as its service says");
        assert!(reminded(&clinic, &patients[1]).await.is_empty(), "never");
        assert_eq!(reminded(&clinic, &patients[2]).await, [0, 0], "as the clinic says");
        assert_eq!(reminded(&clinic, &patients[3]).await, [1, 1, 1], "each time of both visits");
    }
}

on_both! {
    async fn neither_the_end_of_summer_time_nor_a_clock_that_is_set_back_reminds_twice_or_forgets(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        // Monday 09:30 in Sydney, the day after the night in which an hour comes twice.
        let starts: Timestamp = "2027-04-04T23:30:00Z".parse().expect("an instant");
        book(&clinic, &patient, doctor, starts).await;
        let services = &clinic.services;
        let mut given = Vec::new();

        for hours in (0..8 * 24).rev() {
            for set_back in [0, 3] {
                services.clock.set(starts - SignedDuration::from_hours(hours + set_back));
                let told = reminder::remind(services).await.expect("done");
                given.extend(std::iter::repeat_n(hours, told));
            }
        }

        assert_eq!(given, [7 * 24, 24], "so many hours before, however the clocks of the town go");
        assert_eq!(reminded(&clinic, &patient).await, [0, 0]);
    }
}

on_both! {
    async fn a_link_in_a_reminder_says_that_one_will_come_until_the_visit_is_another(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        let visit = book(&clinic, &patient, doctor, next_tuesday("09:30")).await;
        let foreign = book(&clinic, &other, doctor, next_tuesday("11:00")).await;
        send_all(&services, "me").await;
        clinic.services.clock.set(before(7, "09:30"));
        reminder::remind(&services).await.expect("done");
        send_all(&services, "me").await;
        let letter = smtp.letters().last().expect("a letter").clone();
        assert!(letter.contains("Your appointment is coming up") && letter.contains("Tuesday 1 December 2026"), "{letter}");
        let secret = token(&letter, "/visits?token=");
        let comes = async || {
            let visits = visit_link::visits(&services, followed(&secret)).await.expect("the visits");
            visits.iter().map(|one| (one.appointment.id, one.comes)).collect::<Vec<_>>()
        };

        assert_eq!(comes().await, [(visit, false)]);
        visit_link::will_come(&services, followed(&secret), visit).await.expect("said");
        assert_eq!(comes().await, [(visit, true)]);
        let not_theirs = visit_link::will_come(&services, followed(&secret), foreign).await;
        assert!(matches!(not_theirs, Err(Failure::Refused(AppError::NotFound))));

        reschedule(&services, &patient, visit, clinic.centre, next_tuesday("15:00")).await.expect("moved");
        assert_eq!(comes().await, [(visit, false)], "not to another time");
        clinic.services.clock.set(next_tuesday("09:30"));
        assert!(visit_link::visits(&services, followed(&secret)).await.is_err(), "the link has ended");
        assert!(visit_link::visits(&services, followed("guess")).await.is_err());
    }
}
