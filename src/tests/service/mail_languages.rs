//! Whatever leaves the product for a person is in that person's language.

use consulta::{
    domain::{
        account::Role,
        invite_form::InviteForm,
        language::{Language, TimeStyle},
        notice::Topic,
        patient::RegistrationForm,
    },
    service::{
        account, account_invitation, booking, language, notice_preference,
        own_calendar::{self, Side},
        reminder,
    },
    words::Reader,
};
use jiff::SignedDuration;

use super::services::administrator;
use crate::{
    push_service::{PushService, push_all},
    smtp::{Smtp, send_all},
    support::{Clinic, PASSWORD, at, on_both, practitioner_actor},
};

/// A reader of German.
fn german() -> Reader {
    Reader { language: Language::German, time_style: TimeStyle::Hours24 }
}

/// The letter that contains this text.
fn with<'a>(letters: &'a [String], words: &str) -> &'a str {
    letters.iter().find(|letter| letter.contains(words)).unwrap_or_else(|| panic!("no {words} in {letters:?}"))
}

on_both! {
    async fn a_letter_is_in_the_language_of_its_reader_and_else_in_the_clinics_first(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ui.languages", "fr,de,en").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        language::choose(&services, &patient, Language::German).await.expect("chosen");
        language::choose(&services, &practitioner_actor(doctor), Language::English).await.expect("chosen");
        notice_preference::choose(&services, &practitioner_actor(doctor), vec![Topic::Bookings]).await.expect("chosen");

        // The person who causes an email may read another language.
        let booked = booking::book(&services, &patient, clinic.request(doctor, at("09:30")));
        Reader { language: Language::Arabic, ..german() }.follow(booked).await.expect("booked");
        send_all(&services, "me").await;
        booking::book(&services, &other, clinic.request(doctor, at("10:30"))).await.expect("booked");
        send_all(&services, "me").await;

        let letters = smtp.letters();
        let theirs = with(&letters, "Guten Tag Pat Ient!");
        for words in [
            "Subject: Ihr Termin ist gebucht",
            "Wir freuen uns auf Sie.",
            "Montag, 23. November 2026, 09:30-10:00 (Ortszeit Sydney)",
            "<html lang=\"de\" dir=\"ltr\">",
            "Termin ansehen",
            "SUMMARY:Termin mit Ann Doctor",
            "E-Mails wie diese abbestellen",
        ] {
            assert!(theirs.contains(words), "{words} in {theirs}");
        }
        assert!(!theirs.contains("appointment is") && !theirs.contains("Hello"), "{theirs}");
        let french = with(&letters, "Bonjour Some Other,");
        assert!(french.contains("lundi 23 novembre 2026") && french.contains("<html lang=\"fr\""), "{french}");
        let english = with(&letters, "Subject: You have a new appointment");
        assert!(english.contains("Monday 23 November 2026") && english.contains("<html lang=\"en\""), "{english}");
        // A language that is no longer offered is used by no one.
        clinic.set("ui.languages", "en,fr").await;
        services.directory_changed().await;
        booking::book(&services, &patient, clinic.request(doctor, at("11:30"))).await.expect("booked");
        send_all(&services, "me").await;
        with(&smtp.letters(), "Subject: Your appointment is booked");
    }
}

on_both! {
    async fn reminders_push_messages_and_calendar_apps_speak_it_too(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ui.languages", "en,de").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        language::choose(&services, &patient, Language::German).await.expect("chosen");
        let tuesday = at("09:30") + SignedDuration::from_hours(8 * 24);
        booking::book(&services, &patient, clinic.request(doctor, tuesday)).await.expect("booked");

        let entries = own_calendar::entries(&services, &patient, Side::Patient).await.expect("their calendar");
        assert!(entries[0].text.contains("SUMMARY:Termin mit Ann Doctor"), "{}", entries[0].text);
        let of_doctor = own_calendar::entries(&services, &practitioner_actor(doctor), Side::Practitioner).await;
        let of_doctor = of_doctor.expect("their calendar").remove(0);
        assert!(of_doctor.text.contains("SUMMARY:Appointment with P. I."), "{}", of_doctor.text);

        services.clock.set(tuesday - SignedDuration::from_hours(7 * 24));
        assert_eq!(reminder::remind(&services).await.expect("done"), 1);
        send_all(&services, "me").await;
        let letters = smtp.letters();
        let reminded = with(&letters, "Subject: Ihr Termin steht bevor");
        assert!(reminded.contains("Dienstag, 1. Dezember 2026, 09:30-10:00"), "{reminded}");
        assert!(reminded.contains("Sagen, ob Sie kommen"), "{reminded}");

        let push = PushService::start().await;
        let pushing = push.process(&clinic).await;
        let browser = push.browser();
        browser.turn_on(&pushing, &patient).await.expect("turned on");
        let next = clinic.request(doctor, tuesday + SignedDuration::from_hours(1));
        booking::book(&pushing, &patient, next).await.expect("booked");
        push_all(&pushing).await;
        let said = browser.read(&push.arrived().pop().expect("a message").body);
        assert_eq!(said["text"], "Es gibt Neues für Sie.");
    }
}

on_both! {
    async fn someone_without_an_account_is_written_to_in_the_language_of_whoever_causes_it(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ui.languages", "en,de").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = administrator(&clinic).await;
        let invite = |email: &str, role: Role| InviteForm {
            role: role.as_str().into(),
            email: email.into(),
            ..InviteForm::usual()
        };

        let form = invite("neu@example.org", Role::Patient);
        german().follow(account_invitation::invite(&services, &admin, &form)).await.expect("invited");
        let form = invite("new@example.org", Role::Practitioner);
        account_invitation::invite(&services, &admin, &form).await.expect("invited");
        send_all(&services, "me").await;

        let letters = smtp.letters();
        let theirs = with(&letters, "neu@example.org");
        assert!(theirs.contains("Konto erstellen") && theirs.contains("<html lang=\"de\""), "{theirs}");
        let english = with(&letters, "new@example.org");
        assert!(english.contains("Ad Min has invited you to apply to work with us."), "{english}");
    }
}

on_both! {
    async fn whoever_registers_keeps_the_language_in_which_they_did(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("registration.activation.patient", "email").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let form = |name: &str, email: &str| RegistrationForm {
            name: name.into(),
            email: email.into(),
            password: PASSWORD.into(),
            password_again: PASSWORD.into(),
            ..RegistrationForm::default()
        };

        account::register(&services, &form("Amal Haddad", "amal@example.org"), "").await.expect("registered");
        assert_eq!(clinic.test.count("select count(*) from account where language is not null").await, 0, "there is one only");
        clinic.set("ui.languages", "en,de").await;
        services.directory_changed().await;
        let bilal = form("Bilal Haddad", "bilal@example.org");
        german().follow(account::register(&services, &bilal, "")).await.expect("registered");
        send_all(&services, "me").await;

        assert_eq!(clinic.test.count("select count(*) from account where language = 'de'").await, 1);
        let letters = smtp.letters();
        let theirs = with(&letters, "Guten Tag Bilal Haddad!");
        assert!(theirs.contains("Subject: Konto aktivieren"), "{theirs}");
        with(&letters, "Hello Amal Haddad,");
    }
}
