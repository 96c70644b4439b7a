//! Receipts: people who move or cancel an appointment themselves get an update of the calendar entry that their booking sent, by
//! letter only.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Step,
        ids::PatientId,
        notice::{NoticeKind, Topic},
        series::Recurrence,
    },
    service::{
        account, booking, cancel,
        handover::hand_over,
        invitation::{self, InvitationForm},
        notice, notice_preference, on_behalf,
        reschedule::reschedule,
        series::{self, SeriesRequest},
        visit,
    },
    storage::{account::add_role, notice as stored},
};

use crate::{
    smtp::{Smtp, send_all},
    support::{Clinic, PASSWORD, actor, at, email_of, monday_morning, on_both, practitioner_actor},
};

/// The notices behind someone's bell.
async fn told(clinic: &Clinic, who: &Actor) -> Vec<NoticeKind> {
    let news = notice::latest(&clinic.services, who).await.expect("their own");
    news.into_iter().map(|one| one.kind).collect()
}

/// The letters to this person, oldest first.
fn to(smtp: &Smtp, name: &str) -> Vec<String> {
    let hello = format!("Hello {name}");
    smtp.letters().into_iter().filter(|letter| letter.contains(&hello)).collect()
}

fn assert_says(letter: &str, said: &[&str]) {
    for words in said {
        assert!(letter.contains(words), "{words} in {letter}");
    }
}

on_both! {
    async fn whoever_moves_and_cancels_their_own_visit_gets_the_calendars_update_by_letter_only(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;

        let id = booking::book(&services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        send_all(&services, "me").await;
        reschedule(&services, &patient, id, clinic.centre, at("11:00")).await.expect("moved");
        send_all(&services, "me").await;
        cancel::cancel(&services, &patient, id, "").await.expect("cancelled");
        send_all(&services, "me").await;

        let letters = to(&smtp, "Pat Ient");
        assert_eq!(letters.len(), 3, "{letters:?}");
        assert_says(&letters[0], &["METHOD:REQUEST", "SEQUENCE:0", "DTSTART:20261122T223000Z"]);
        let moved = ["Subject: You moved an appointment", "METHOD:REQUEST", "SEQUENCE:1", "DTSTART:20261123T000000Z"];
        assert_says(&letters[1], &moved);
        assert_says(&letters[1], &["Monday 23 November 2026, 11:00-11:30 (Sydney time)", "List-Unsubscribe-Post:"]);
        assert_says(&letters[2], &["Subject: You cancelled an appointment", "METHOD:CANCEL", "SEQUENCE:2"]);
        for letter in &letters {
            let uid = format!("UID:appointment-{id}@");
            assert_says(letter, &[uid.as_str(), "PRODID:-//Consulta//Consulta "]);
        }
        assert_eq!(told(&clinic, &patient).await, [NoticeKind::AppointmentBooked]);
        assert_eq!(notice::count_unread(&services, &patient).await.expect("their own"), 1);
        let of_practitioner = told(&clinic, &practitioner_actor(doctor)).await;
        assert_eq!(of_practitioner[..2], [NoticeKind::AppointmentCancelled, NoticeKind::AppointmentMoved]);
    }
}

on_both! {
    async fn a_calendar_gives_up_the_old_time_while_the_new_one_awaits_an_answer(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(&services, &patient, clinic.request(doctor, at("09:30"))).await.expect("asked");

        reschedule(&services, &patient, id, clinic.centre, at("11:00")).await.expect("moved");
        send_all(&services, "me").await;

        let letters = to(&smtp, "Pat Ient");
        let moved = letters.iter().find(|letter| letter.contains("You moved an appointment")).expect("a receipt");
        assert_says(moved, &["as soon as there's an answer", "METHOD:REQUEST", "STATUS:TENTATIVE", "DTSTART:20261123T000000Z"]);
    }
}

on_both! {
    async fn a_receipt_comes_to_those_who_want_such_letters_and_not_to_the_clinic(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let book = async |wall: &str| booking::book(&services, &patient, clinic.request(doctor, at(wall))).await.expect("booked");
        let ids = [book("09:30").await, book("10:30").await, book("11:30").await, book("12:30").await];
        notice_preference::choose(&services, &patient, Vec::new()).await.expect("chosen");
        send_all(&services, "me").await;
        let before = smtp.letters().len();

        cancel::cancel(&services, &patient, ids[0], "").await.expect("cancelled");
        cancel::cancel(&services, &admin, ids[1], "The centre is flooded").await.expect("cancelled");
        cancel::cancel(&services, &me, ids[2], "I am ill").await.expect("cancelled");
        send_all(&services, "me").await;
        let news: Vec<String> = smtp.letters().into_iter().skip(before).collect();
        // The practitioner is told what others did; such emails are sent unless they are turned off.
        assert_eq!(news.len(), 2, "{news:?}");
        assert!(news.iter().all(|letter| letter.contains("Subject: An appointment was cancelled")), "{news:?}");

        // Emails about bookings bring entries, so their updates come with them.
        notice_preference::choose(&services, &me, vec![Topic::Bookings]).await.expect("chosen");
        cancel::cancel(&services, &me, ids[3], "I am ill").await.expect("cancelled");
        send_all(&services, "me").await;
        let own = smtp.letters().pop().expect("a letter");
        assert_says(&own, &["Hello Ann Doctor", "Subject: You cancelled an appointment", "METHOD:CANCEL"]);
        assert_eq!(smtp.letters().len(), before + 3);
    }
}

on_both! {
    async fn a_practitioner_whose_calendar_has_an_entry_since_the_patients_move_gets_its_updates(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = booking::book(&services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        reschedule(&services, &patient, id, clinic.centre, at("11:00")).await.expect("moved");
        send_all(&services, "me").await;
        reschedule(&services, &me, id, clinic.centre, at("12:30")).await.expect("moved");
        send_all(&services, "me").await;
        cancel::cancel(&services, &me, id, "I am ill").await.expect("cancelled");
        send_all(&services, "me").await;

        let letters = to(&smtp, "Ann Doctor");
        assert_eq!(letters.len(), 3, "{letters:?}");
        assert_says(&letters[0], &["Subject: An appointment was moved", "METHOD:REQUEST", "SEQUENCE:1"]);
        assert_says(&letters[1], &["Subject: You moved an appointment", "METHOD:REQUEST", "SEQUENCE:2"]);
        assert_says(&letters[2], &["Subject: You cancelled an appointment", "METHOD:CANCEL", "SEQUENCE:3"]);
    }
}

on_both! {
    async fn a_practitioner_who_answers_a_moved_request_gets_the_update_of_its_entry(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (approved, declined) = (clinic.patient("Pat Ient").await, clinic.patient("Pia Tient").await);
        for (patient, wall, other, step, said) in [
            (&approved, "09:30", "11:00", Step::Approve, ["Subject: You have a new appointment", "METHOD:REQUEST", "STATUS:CONFIRMED"]),
            (&declined, "10:30", "12:30", Step::Decline, ["Subject: You cancelled an appointment", "METHOD:CANCEL", "STATUS:CANCELLED"]),
        ] {
            let before = to(&smtp, "Ann Doctor").len();
            let id = booking::book(&services, patient, clinic.request(doctor, at(wall))).await.expect("asked");
            reschedule(&services, patient, id, clinic.centre, at(other)).await.expect("moved");
            send_all(&services, "me").await;
            visit::take_step(&services, &practitioner_actor(doctor), id, step, "I am ill").await.expect("answered");
            send_all(&services, "me").await;

            let letters = to(&smtp, "Ann Doctor");
            assert_eq!(letters.len(), before + 2, "{letters:?}");
            assert_says(&letters[before], &["Subject: An appointment was moved", "STATUS:TENTATIVE"]);
            assert_says(&letters[before + 1], &said);
        }
    }
}

on_both! {
    async fn the_letters_about_a_series_bring_and_take_back_the_entry_of_every_visit(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let twice = Recurrence::new(1, 2).expect("a recurrence");

        let request = clinic.request(doctor, at("09:30"));
        let made = series::book_series(&services, &patient, SeriesRequest::whole(request, twice)).await.expect("booked");
        send_all(&services, "me").await;
        assert_eq!(series::cancel_rest(&services, &patient, made[0], "").await.expect("cancelled"), 2);
        send_all(&services, "me").await;

        let letters = to(&smtp, "Pat Ient");
        assert_eq!(letters.len(), 2, "{letters:?}");
        for (letter, status) in letters.iter().zip(["STATUS:CONFIRMED", "STATUS:CANCELLED"]) {
            assert_says(letter, &["METHOD:PUBLISH", "appointments.ics", "1 more appointment in the series"]);
            assert_eq!(letter.matches(status).count(), 2, "{letter}");
            for id in &made {
                let uid = format!("UID:appointment-{id}@");
                assert_says(letter, &[uid.as_str()]);
            }
            assert!(!letter.contains("ATTENDEE"), "an entry that is published has no guests: {letter}");
        }
    }
}

on_both! {
    async fn who_books_for_a_patient_gets_the_receipt_and_the_patient_the_news(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let mother = clinic.patient("Mary Mother").await;
        let daughter = clinic.patient("Dana Daughter").await;
        let email = email_of("Dana Daughter");
        let form = InvitationForm { email: &email, scope: "summary", books: true, until: "2027-01-31", ..InvitationForm::default() };
        invitation::invite(&services, &mother, form).await.expect("invited");
        let received = invitation::received(&services, &daughter).await.expect("her own");
        invitation::accept(&services, &daughter, received[0].id, "").await.expect("accepted");
        let patient = PatientId(mother.id().expect("an account").0);
        let request = clinic.request(doctor, at("09:30"));
        let id = on_behalf::entrusted(&services, &daughter, patient, request).await.expect("booked");
        send_all(&services, "me").await;
        let before = told(&clinic, &daughter).await;

        reschedule(&services, &daughter, id, clinic.centre, at("11:00")).await.expect("moved");
        send_all(&services, "me").await;

        let own = to(&smtp, "Dana Daughter").pop().expect("a letter");
        assert_says(&own, &["Subject: You moved an appointment", "Mary Mother", "METHOD:REQUEST", "SEQUENCE:1"]);
        let theirs = to(&smtp, "Mary Mother").pop().expect("a letter");
        assert_says(&theirs, &["Subject: An appointment was moved", "METHOD:REQUEST", "SEQUENCE:1"]);
        assert_eq!(told(&clinic, &daughter).await, before);
        assert_eq!(told(&clinic, &mother).await[0], NoticeKind::AppointmentMoved);
    }
}

on_both! {
    async fn whoever_closes_their_account_has_its_visits_taken_out_of_their_calendar_and_hears_nothing_else(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        for wall in ["09:30", "10:30"] {
            booking::book(&services, &patient, clinic.request(doctor, at(wall))).await.expect("booked");
        }
        send_all(&services, "me").await;
        let before = to(&smtp, "Pat Ient").len();
        clinic
            .write(patient.id().expect("an account"), |tx, id| {
                Box::pin(async move {
                    stored::insert(tx, *id, NoticeKind::PasswordChanged, None, monday_morning().as_second()).await?;
                    Ok(())
                })
            })
            .await;

        account::close(&services, &patient, PASSWORD, "").await.expect("closed");
        send_all(&services, "me").await;

        let letters = to(&smtp, "Pat Ient").split_off(before);
        assert_eq!(letters.len(), 2, "{letters:?}");
        for letter in &letters {
            assert_says(letter, &["Subject: You cancelled an appointment", "METHOD:CANCEL"]);
            assert!(!letter.contains("List-Unsubscribe"), "nothing more will come: {letter}");
        }
    }
}

on_both! {
    async fn whoever_hands_their_own_visit_over_is_told_that_and_has_the_old_entry_withdrawn(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let (leaves, takes) = (clinic.practitioner("Dr Leaving").await, clinic.practitioner("Dr Taking").await);
        let patient = clinic.patient("Pat Ient").await;
        let me = patient.id().expect("an account");
        clinic
            .write(me, |tx, me| Box::pin(async move { Ok(add_role(tx, *me, Role::Administrator).await?) }))
            .await;
        let visit = booking::book(&services, &patient, clinic.request(leaves, at("09:30"))).await.expect("booked");
        send_all(&services, "me").await;
        let before = to(&smtp, "Pat Ient").len();

        let both = actor(me, &[Role::Patient, Role::Administrator]);
        let handed = hand_over(&services, &both, (leaves, takes), &[visit]).await.expect("handed over");
        send_all(&services, "me").await;

        assert_eq!(handed.moved, 1);
        let letters = to(&smtp, "Pat Ient").split_off(before);
        assert_eq!(letters.len(), 2, "{letters:?}");
        for said in [
            ["Subject: You handed over an appointment", "METHOD:CANCEL"],
            ["Subject: An appointment with a different practitioner", "METHOD:REQUEST"],
        ] {
            assert!(letters.iter().any(|letter| said.iter().all(|words| letter.contains(words))), "{said:?} in {letters:?}");
        }
    }
}
