//! The bell: word of a change reaches who listens, after the commit and only then.

use std::time::Duration;

use consulta::{
    domain::{
        appointment::Step,
        ids::{PatientId, PractitionerId},
        topic::Topic,
    },
    service::{
        agenda::{Span, of_practitioner},
        booking, cancel,
        live::Change,
        message::{self, Sending},
        visit, waitlist,
    },
};
use tokio::{sync::broadcast::Receiver, time::timeout};

use super::waitlist::{join, with};
use crate::support::{Clinic, TestDb, at, on_both, practitioner_actor};

/// Long enough for any machine; nothing here measures how soon it comes.
const PATIENCE: Duration = Duration::from_secs(20);

async fn next(bell: &mut Receiver<Change>) -> Change {
    timeout(PATIENCE, bell.recv()).await.expect("word in time").expect("an open line")
}

/// A clinic, and an ear at its bell. With PostgreSQL the line between the processes opens in its own time, and then says that
/// something may have been missed.
async fn listening(test: TestDb) -> (Clinic, Receiver<Change>) {
    let clinic = Clinic::new(test).await;
    timeout(PATIENCE, clinic.services.live.connected()).await.expect("in time");
    let bell = clinic.services.live.subscribe();
    (clinic, bell)
}

fn calendar(of: PractitionerId) -> Change {
    Some(Topic::Calendar(of.account()))
}

on_both! {
    async fn each_change_of_an_appointment_rings_for_its_practitioner_once_it_can_be_read(test) {
        let (clinic, mut bell) = listening(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let standing = async || {
            let day = of_practitioner(&clinic.services, &me, Span::Day, None).await.expect("a day");
            let statuses = day.days[0].appointments.iter().map(|one| one.status.as_str());
            statuses.collect::<Vec<_>>().join(" ")
        };

        let id = booking::book(&clinic.services, &first, clinic.request(doctor, at("10:00"))).await.expect("booked");
        assert_eq!(next(&mut bell).await, calendar(doctor));
        assert_eq!(standing().await, "booked");

        clinic.services.clock.set(at("09:55"));
        visit::take_step(&clinic.services, &me, id, Step::CheckIn, "").await.expect("there");
        assert_eq!(next(&mut bell).await, calendar(doctor));
        assert_eq!(standing().await, "checked-in");

        let id = booking::book(&clinic.services, &second, clinic.request(doctor, at("11:00"))).await.expect("booked");
        assert_eq!(next(&mut bell).await, calendar(doctor));
        cancel::cancel(&clinic.services, &second, id, "").await.expect("called off");
        assert_eq!(next(&mut bell).await, calendar(doctor));
        assert_eq!(standing().await, "checked-in cancelled");

        join(&clinic, &second, with(doctor)).await;
        assert_eq!(next(&mut bell).await, calendar(doctor));
    }
}

on_both! {
    async fn a_message_rings_for_both_sides_and_for_no_one_s_calendar(test) {
        let (clinic, mut bell) = listening(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let pat = PatientId(patient.id().expect("an account").0);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        assert_eq!(next(&mut bell).await, calendar(doctor));
        let thread = message::start(&clinic.services, &patient, pat, doctor).await.expect("begun");

        let sending = Sending { thread, text: "Hello".into(), intent: "intent-1".into() };
        let sent = message::send(&clinic.services, &patient, sending).await.expect("sent");
        let heard = [next(&mut bell).await, next(&mut bell).await];
        assert_eq!(heard, [Some(Topic::Account(pat.account())), Some(Topic::Account(doctor.account()))]);

        let me = practitioner_actor(doctor);
        message::open(&clinic.services, &me, thread, None).await.expect("theirs");
        assert!(bell.is_empty(), "opening it says nothing");
        message::mark_read(&clinic.services, &me, thread, sent).await.expect("theirs");
        assert_eq!(next(&mut bell).await, Some(Topic::Account(pat.account())), "that it was read");
        message::mark_read(&clinic.services, &me, thread, sent).await.expect("theirs");
        assert!(bell.is_empty(), "there was nothing more to read");
    }
}

on_both! {
    async fn what_is_refused_rings_for_nobody(test) {
        let (clinic, mut bell) = listening(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let wanted = || clinic.request(doctor, at("10:00"));
        booking::book(&clinic.services, &first, wanted()).await.expect("booked");
        assert_eq!(next(&mut bell).await, calendar(doctor));

        booking::book(&clinic.services, &second, wanted()).await.expect_err("taken");
        let wish = join(&clinic, &second, with(doctor)).await;

        assert_eq!(next(&mut bell).await, calendar(doctor), "for the wish");
        waitlist::withdraw(&clinic.services, &second, wish).await.expect("withdrawn");
        assert_eq!(next(&mut bell).await, calendar(doctor), "for the withdrawal");
        assert!(bell.is_empty(), "and nothing for the refusal");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_line_between_processes_was_lost_everybody_is_told_to_look_again() {
    let (clinic, mut bell) = listening(TestDb::postgres().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;

    let cut = clinic.test.count(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and lower(query) like 'listen%'",
    );
    assert_eq!(cut.await, 1);

    assert_eq!(next(&mut bell).await, None);
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    assert_eq!(next(&mut bell).await, calendar(doctor));
}
