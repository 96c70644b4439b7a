//! Letters: queued with their cause, sent once, retried or given up, and disclosing no more than they may.

use std::{collections::BTreeSet, time::Duration};

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::{PatientId, ThreadId},
        notice::{NoticeKind, Topic},
    },
    error::AppError,
    service::{
        Failure, booking, cancel,
        mail::{self, Protection, Way},
        message, notice, notice_preference,
        reschedule::reschedule,
        task,
    },
    storage::{
        self,
        delivery::{self, Settled, Taken},
    },
};
use jiff::SignedDuration;

use crate::{
    smtp::{Answer, Smtp, process, send_all, token},
    support::{Clinic, actor, at, monday_morning, on_both, practitioner_actor},
};

const QUEUED: &str = "select count(*) from delivery where status = 'queued'";
const SENT: &str = "select count(*) from delivery where status = 'sent'";
const DEAD: &str = "select count(*) from delivery where status = 'dead'";

fn sending(thread: ThreadId, text: &str, intent: &str) -> message::Sending {
    message::Sending { thread, text: text.into(), intent: intent.into() }
}

/// Lets time pass, for every process.
fn pass(clinic: &Clinic, time: SignedDuration) {
    clinic.services.clock.set(clinic.services.clock.now() + time);
}

async fn take(clinic: &Clinic, by: &'static str) -> Vec<Taken> {
    let now = clinic.services.clock.now().as_second();
    clinic
        .write((by, now), |tx, (by, now)| {
            Box::pin(async move { Ok(delivery::take(tx, by, (*now, *now + 60), 10).await?) })
        })
        .await
}

on_both! {
    async fn each_letter_is_sent_once_however_many_processes_send(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let (one, other) = (smtp.process(&clinic).await, smtp.process(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..12).map(|n| format!("Patient {n}")).collect();
        for (n, patient) in clinic.patients(&names).await.iter().enumerate() {
            let minutes = SignedDuration::from_mins(30 * i64::try_from(n).expect("few"));
            booking::book(&clinic.services, patient, clinic.request(doctor, at("09:00") + minutes)).await.expect("booked");
        }
        assert_eq!(clinic.test.count(QUEUED).await, 12);

        let (a, b, c) = tokio::join!(send_all(&one, "a"), send_all(&other, "b"), send_all(&other, "c"));

        assert_eq!(a + b + c, 12);
        let letters = smtp.letters();
        let ids: BTreeSet<&str> = letters.iter().filter_map(|letter| letter.lines().find(|line| line.starts_with("Message-ID:"))).collect();
        assert_eq!((letters.len(), ids.len()), (12, 12));
        assert_eq!((clinic.test.count(QUEUED).await, clinic.test.count(SENT).await), (0, 12));
    }
}

on_both! {
    async fn a_flood_of_reminders_keeps_no_other_letter_waiting(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        smtp.process(&clinic).await;
        let me = clinic.patient("Pat Ient").await.id().expect("an account");
        let now = clinic.services.clock.now().as_second();
        let written = clinic.write((me, now), |tx, (me, now)| {
            Box::pin(async move {
                for _ in 0..12 {
                    storage::notice::insert(tx, *me, NoticeKind::AppointmentReminder, None, *now - 60).await?;
                }
                Ok(storage::notice::insert(tx, *me, NoticeKind::WaitlistOffer, None, *now).await?)
            })
        });
        written.await;

        let first = take(&clinic, "me").await;

        assert_eq!(first.len(), 10);
        assert!(first.iter().any(|one| one.created_at == now), "the offer is among the first: {first:?}");
    }
}

on_both! {
    async fn a_letter_of_a_sender_that_ended_is_sent_by_another_and_settled_by_it_alone(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        let taken = take(&clinic, "ended").await;
        assert_eq!(taken.len(), 1);
        assert_eq!(send_all(&services, "other").await, 0, "it is the first one's");
        pass(&clinic, SignedDuration::from_secs(61));
        assert_eq!(send_all(&services, "other").await, 1);

        let late = (taken[0].id, clinic.services.clock.now().as_second());
        let settled = clinic.write(late, |tx, (id, now)| {
            Box::pin(async move { Ok(delivery::settle(tx, *id, "ended", &Settled::Dead("late".into()), *now).await?) })
        });
        assert!(!settled.await);
        assert_eq!((clinic.test.count(SENT).await, smtp.letters().len()), (1, 1));
    }
}

on_both! {
    async fn what_is_refused_for_good_is_given_up_and_what_is_refused_for_now_is_tried_again(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let book = async |wall: &str| booking::book(&clinic.services, &patient, clinic.request(doctor, at(wall))).await.expect("booked");

        smtp.answer(Answer::Refuse(550));
        book("09:30").await;
        send_all(&services, "me").await;
        assert_eq!((clinic.test.count(DEAD).await, clinic.test.count(QUEUED).await), (1, 0));

        smtp.answer(Answer::Refuse(451));
        book("10:30").await;
        assert_eq!(send_all(&services, "me").await, 1);
        assert_eq!(send_all(&services, "me").await, 0, "not at once");
        assert_eq!(clinic.test.count(QUEUED).await, 1);
        // The reply is lost, though the email was accepted: it is sent again, and is the same to a mail program.
        smtp.answer(Answer::Vanish);
        pass(&clinic, SignedDuration::from_mins(2));
        send_all(&services, "me").await;
        smtp.answer(Answer::Slow(Duration::from_millis(200)));
        pass(&clinic, SignedDuration::from_mins(10));
        send_all(&services, "me").await;

        assert_eq!((clinic.test.count(SENT).await, clinic.test.count(QUEUED).await), (1, 0));
        let ids: Vec<String> = smtp
            .letters()
            .iter()
            .filter_map(|letter| letter.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned))
            .collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1]);
    }
}

on_both! {
    async fn while_the_server_is_down_bookings_go_on_and_the_queue_empties_once_it_is_back(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let nowhere = Way::Smtp { host: "127.0.0.1".into(), port: 9, login: None, protection: Protection::Nothing, authorities: None };
        let down = process(&clinic, nowhere).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        for wall in ["09:30", "10:30", "11:30"] {
            booking::book(&clinic.services, &patient, clinic.request(doctor, at(wall))).await.expect("booked");
            send_all(&down, "me").await;
            pass(&clinic, SignedDuration::from_mins(20));
        }
        assert_eq!((clinic.test.count(SENT).await, clinic.test.count(QUEUED).await), (0, 3));

        pass(&clinic, SignedDuration::from_hours(2));
        let back = smtp.process(&clinic).await;
        send_all(&back, "me").await;

        assert_eq!((clinic.test.count(SENT).await, smtp.letters().len()), (3, 3));
    }
}

#[tokio::test]
async fn without_starttls_nothing_is_sent() {
    let clinic = Clinic::new(crate::support::TestDb::sqlite().await).await;
    let smtp = Smtp::start().await;
    let services = process(&clinic, smtp.way(Protection::StartTls)).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

    send_all(&services, "me").await;

    assert_eq!((smtp.letters().len(), clinic.test.count(QUEUED).await), (0, 1));
}

on_both! {
    async fn a_letter_says_when_with_whom_and_where_and_never_why(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let request = booking::BookingRequest { reason: "An itchy rash".into(), ..clinic.request(doctor, at("09:30")) };
        let id = booking::book(&clinic.services, &patient, request).await.expect("booked");
        send_all(&services, "me").await;
        reschedule(&clinic.services, &practitioner_actor(doctor), id, clinic.centre, at("11:00")).await.expect("moved");
        send_all(&services, "me").await;
        cancel::cancel(&clinic.services, &practitioner_actor(doctor), id, "The rash can wait").await.expect("cancelled");
        send_all(&services, "me").await;

        let letters = smtp.letters();
        assert_eq!(letters.len(), 3, "{letters:?}");
        let uid = |letter: &str| letter.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
        for (letter, said) in letters.iter().zip([
            ["Monday 23 November 2026, 09:30-10:00 (Sydney time)", "METHOD:REQUEST", "SEQUENCE:0"],
            ["Monday 23 November 2026, 11:00-11:30 (Sydney time)", "METHOD:REQUEST", "SEQUENCE:1"],
            ["Monday 23 November 2026, 11:00-11:30 (Sydney time)", "METHOD:CANCEL", "SEQUENCE:2"],
        ]) {
            for words in said.iter().chain(&["Ann Doctor", "Harbour Clinic", "Hello Pat Ient", "ORGANIZER:mailto:no-reply@clinic.example"]) {
                assert!(letter.contains(words), "{words} in {letter}");
            }
            assert!(!letter.contains("rash"), "{letter}");
            assert_eq!(uid(letter), uid(&letters[0]));
            assert!(uid(letter).is_some_and(|uid| uid.starts_with(&format!("UID:appointment-{id}@"))), "{letter}");
            assert!(letter.contains(&format!("https://clinic.example/appointments/{id}")), "{letter}");
        }
    }
}

on_both! {
    async fn people_get_only_what_they_want_and_one_click_stops_it(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let book = async |wall: &str| booking::book(&clinic.services, &patient, clinic.request(doctor, at(wall))).await.expect("booked");

        // Emails about bookings are off unless a practitioner wants them.
        book("09:30").await;
        notice_preference::choose(&services, &me, vec![Topic::Bookings]).await.expect("chosen");
        book("10:30").await;
        send_all(&services, "me").await;
        let to_doctor = |letters: Vec<String>| letters.iter().filter(|letter| letter.contains("To: \"Ann Doctor\"") || letter.contains("To: Ann Doctor")).count();
        assert_eq!((smtp.letters().len(), to_doctor(smtp.letters())), (3, 1));
        let own = notice_preference::own_preferences(&services, &me).await.expect("own");
        assert!(own.topics.contains(&(Topic::Bookings, true)) && own.topics.contains(&(Topic::Messages, false)));

        let letter = smtp.letters().into_iter().find(|letter| letter.contains("Pat Ient")).expect("a letter");
        assert!(letter.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{letter}");
        let secret = token(&letter, "/mail/unsubscribe/");
        assert_eq!(notice_preference::topic_of_link(&services, &secret).await.expect("a link"), Topic::Appointments);
        notice_preference::unsubscribe(&services, &secret).await.expect("stopped");
        notice_preference::unsubscribe(&services, &secret).await.expect("again changes nothing");
        let unknown = notice_preference::unsubscribe(&services, "NOSUCHSECRET").await;
        assert!(matches!(unknown, Err(Failure::Refused(AppError::NotFound))));

        book("11:30").await;
        send_all(&services, "me").await;
        assert_eq!((smtp.letters().len(), to_doctor(smtp.letters())), (4, 2));
        assert_eq!(clinic.test.count("select count(*) from mail_link where length(token_hash) <> 64").await, 0);
    }
}

on_both! {
    async fn nothing_is_queued_where_no_letters_are_sent(test) {
        let clinic = Clinic::new(test).await;
        mail::announce(&clinic.services).await.expect("announced");
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;

        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        assert_eq!(clinic.test.count("select count(*) from delivery").await, 0);
    }
}

on_both! {
    async fn a_message_that_was_read_in_time_needs_no_letter_and_no_letter_says_what_it_says(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        send_all(&services, "me").await;
        let patient_id = PatientId(patient.id().expect("an account").0);
        let thread = message::start(&services, &me, patient_id, doctor).await.expect("a thread");

        message::send(&services, &me, sending(thread, "Your results are in", "intent-0001")).await.expect("sent");
        send_all(&services, "me").await;
        let letters = smtp.letters();
        assert_eq!(letters.len(), 2);
        assert!(letters[1].contains("You have a new message") && !letters[1].contains("results"), "{}", letters[1]);

        notice::mark_read(&services, &patient).await.expect("read");
        message::send(&services, &me, sending(thread, "Once more", "intent-0002")).await.expect("sent");
        notice::mark_read(&services, &patient).await.expect("read");
        send_all(&services, "me").await;
        assert_eq!(smtp.letters().len(), 2);
    }
}

on_both! {
    async fn administrators_see_what_is_not_sent_and_send_it_again(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        smtp.answer(Answer::Refuse(550));
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        mail::send_test(&services, &admin).await.expect("queued");
        send_all(&services, "me").await;

        let desk = mail::desk(&services, &admin).await.expect("the desk");
        assert_eq!(desk.letters.len(), 2);
        assert!(desk.letters.iter().all(|letter| letter.status == "dead" && letter.error.contains("550")), "{desk:?}");
        for stranger in [&patient, &practitioner_actor(doctor), &Actor::Visitor] {
            assert!(mail::desk(&services, stranger).await.is_err());
            assert!(mail::send_again(&services, stranger, desk.letters[0].id).await.is_err());
            assert!(mail::send_test(&services, stranger).await.is_err());
        }

        smtp.answer(Answer::Accept);
        for letter in &desk.letters {
            mail::send_again(&services, &admin, letter.id).await.expect("queued again");
        }
        send_all(&services, "me").await;
        let sent_already = mail::send_again(&services, &admin, desk.letters[0].id).await;
        assert!(matches!(sent_already, Err(Failure::Refused(AppError::NotFound))));
        assert_eq!((clinic.test.count(SENT).await, smtp.letters().len()), (2, 2));
    }
}

on_both! {
    async fn a_task_is_one_processs_at_a_time_and_another_takes_what_it_left(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        const NAME: &str = "a.task";
        task::announce(services, vec![NAME]).await.expect("known");
        let (one, other) = tokio::join!(task::take(services, NAME, "one"), task::take(services, NAME, "other"));
        assert!(one.expect("asked") != other.expect("asked"), "exactly one has it");

        clinic.services.clock.set(monday_morning() + task::LEASE);
        assert!(task::take(services, NAME, "third").await.expect("asked"), "the first has not come back");
        // It comes back too late, and changes nothing.
        task::give_back(services, NAME, "one", 60, None).await.expect("asked");
        task::give_back(services, NAME, "other", 60, None).await.expect("asked");
        assert!(!task::take(services, NAME, "fourth").await.expect("asked"));

        task::give_back(services, NAME, "third", 60, Some("it failed".into())).await.expect("given back");
        assert!(!task::take(services, NAME, "third").await.expect("asked"), "not at once");
        pass(&clinic, SignedDuration::from_secs(15));
        assert!(task::take(services, NAME, "third").await.expect("asked"), "sooner than after a success");
        task::give_back(services, NAME, "third", 60, None).await.expect("given back");
        pass(&clinic, SignedDuration::from_secs(59));
        assert!(!task::take(services, NAME, "third").await.expect("asked"));
        pass(&clinic, SignedDuration::from_secs(1));
        assert!(task::take(services, NAME, "third").await.expect("asked"));
    }
}
