//! Push messages: queued with their notice, readable by one browser only, and retried or given up depending on the push service's
//! answer.

use std::time::Duration;

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::PractitionerId,
        network::Reach,
        notice::Topic,
        quiet_hours::QuietForm,
    },
    service::{Services, booking, mail, message, notice, notice_preference, push},
    storage::{audit::AuditKey, db::Db, open::Opening},
};
use jiff::SignedDuration;

use super::message::patient_id;
use crate::{
    push_service::{PushService, Says, claims, process, push_all},
    smtp::Smtp,
    support::{Clinic, actor, at, on_both, practitioner_actor},
};

const QUEUED: &str = "select count(*) from delivery where status = 'queued'";
const SENT: &str = "select count(*) from delivery where status = 'sent'";
const DEAD: &str = "select count(*) from delivery where status = 'dead'";
const SKIPPED: &str = "select count(*) from delivery where status = 'skipped'";
const DEVICES: &str = "select count(*) from push_subscription";
const LETTERS: &str = "select count(*) from delivery where subscription_id is null";
const PUSHES: &str = "select count(*) from delivery where subscription_id is not null";

fn pass(clinic: &Clinic, time: SignedDuration) {
    clinic.services.clock.set(clinic.services.clock.now() + time);
}

async fn book(clinic: &Clinic, patient: &Actor, doctor: PractitionerId, wall: &str) {
    booking::book(&clinic.services, patient, clinic.request(doctor, at(wall))).await.expect("booked");
}

on_both! {
    async fn a_browser_is_told_that_there_is_news_and_nobody_between_can_read_it(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let browser = service.browser();
        browser.turn_on(&services, &patient).await.expect("turned on");

        let visit = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        assert_eq!(push_all(&services).await, 1);

        let arrived = service.arrived().pop().expect("a message");
        assert_eq!(arrived.name, browser.name);
        assert_eq!((arrived.header("content-encoding"), arrived.header("urgency")), ("aes128gcm", "normal"));
        assert!(arrived.header("ttl").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        let public = services.push.as_ref().and_then(|pusher| pusher.public_key().map(str::to_owned)).expect("a key");
        let claims = claims(arrived.header("authorization"), &public);
        assert_eq!((claims["aud"].as_str(), claims["sub"].as_str()), (Some(service.origin().as_str()), Some("mailto:it@clinic.example")));
        let lasts = claims["exp"].as_i64().expect("an end") - clinic.services.clock.now().as_second();
        assert!((3_600..=86_400).contains(&lasts), "{lasts}");
        let said = browser.read(&arrived.body);
        let link = format!("/appointments/{visit}");
        assert_eq!(said, serde_json::json!({ "title": "Harbour Clinic", "text": "You have news.", "link": link }));
        assert_eq!((clinic.test.count(SENT).await, clinic.test.count(QUEUED).await), (1, 0));
    }
}

on_both! {
    async fn what_the_push_service_says_decides_what_becomes_of_a_message(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        service.browser().turn_on(&services, &patient).await.expect("turned on");

        service.says(Says::Status(400));
        book(&clinic, &patient, doctor, "09:00").await;
        push_all(&services).await;
        assert_eq!((clinic.test.count(DEAD).await, clinic.test.count(QUEUED).await), (1, 0));

        service.says(Says::Elsewhere);
        book(&clinic, &patient, doctor, "09:30").await;
        push_all(&services).await;
        assert_eq!(clinic.test.count(DEAD).await, 2);
        assert!(service.arrived().iter().all(|one| one.name != "elsewhere"), "no redirect is followed");

        service.says(Says::Status(503));
        book(&clinic, &patient, doctor, "10:00").await;
        push_all(&services).await;
        assert_eq!((clinic.test.count(QUEUED).await, push_all(&services).await), (1, 0));
        service.says(Says::Wait(3_000));
        pass(&clinic, SignedDuration::from_mins(2));
        assert_eq!(push_all(&services).await, 1);
        pass(&clinic, SignedDuration::from_mins(49));
        assert_eq!(push_all(&services).await, 0, "it asked for patience");
        service.says(Says::Slow(Duration::from_secs(3)));
        pass(&clinic, SignedDuration::from_mins(2));
        assert_eq!(push_all(&services).await, 1);
        assert_eq!((clinic.test.count(QUEUED).await, clinic.test.count(SENT).await), (1, 0), "it took too long");
        service.says(Says::Status(201));
        pass(&clinic, SignedDuration::from_hours(2));
        push_all(&services).await;
        assert_eq!((clinic.test.count(QUEUED).await, clinic.test.count(SENT).await), (0, 1));

        for (code, devices, wall) in [(404, 2, "14:00"), (410, 1, "14:30")] {
            service.browser().turn_on(&services, &patient).await.expect("turned on");
            assert_eq!(clinic.test.count(DEVICES).await, devices);
            service.says(Says::Status(code));
            book(&clinic, &patient, doctor, wall).await;
            push_all(&services).await;
            assert_eq!((clinic.test.count(DEVICES).await, clinic.test.count(QUEUED).await), (0, 0), "{code}");
        }
        book(&clinic, &patient, doctor, "15:00").await;
        assert_eq!(push_all(&services).await, 0, "there is no one to tell");
    }
}

on_both! {
    async fn without_a_network_everything_else_goes_on_and_administrators_see_why_nothing_arrives(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let mut browser = service.browser();
        // Nothing listens there.
        browser.endpoint = "http://127.0.0.1:9/secret".into();
        browser.turn_on(&services, &patient).await.expect("turned on");

        book(&clinic, &patient, doctor, "09:30").await;
        assert_eq!((push_all(&services).await, clinic.test.count(QUEUED).await), (1, 1));
        let desk = mail::desk(&services, &admin).await.expect("the desk");
        let row = desk.letters.first().expect("a message");
        assert!(desk.is_pushed);
        assert_eq!((desk.letters.len(), row.host.as_deref(), row.tries), (1, Some("127.0.0.1"), 1));
        assert!(!row.error.is_empty() && !row.error.contains("secret"), "{}", row.error);

        for _ in 0..60 {
            pass(&clinic, SignedDuration::from_hours(1));
            push_all(&services).await;
        }
        assert_eq!((clinic.test.count(QUEUED).await, clinic.test.count(DEAD).await), (0, 1));
        mail::send_again(&services, &admin, row.id).await.expect("queued again");
        assert_eq!(clinic.test.count(QUEUED).await, 1);
        assert_eq!(clinic.test.count(DEVICES).await, 1, "the device is not to blame");
    }
}

on_both! {
    async fn people_choose_by_topic_for_each_channel(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        smtp.process(&clinic).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        for _ in 0..2 {
            service.browser().turn_on(&services, &patient).await.expect("turned on");
        }
        let counts = async || (clinic.test.count(LETTERS).await, clinic.test.count(PUSHES).await);
        book(&clinic, &patient, doctor, "09:00").await;
        assert_eq!(counts().await, (1, 2), "unless they choose otherwise, both, on each device");

        let appointments = || vec![Topic::Appointments];
        let mut before = counts().await;
        for (wall, mailed, pushed, told) in [
            ("09:30", appointments(), Vec::new(), (1, 0)),
            ("10:00", Vec::new(), appointments(), (0, 2)),
            ("10:30", Vec::new(), Vec::new(), (0, 0)),
            ("11:00", appointments(), appointments(), (1, 2)),
            ("11:30", vec![Topic::Messages], vec![Topic::Reminders], (0, 0)),
        ] {
            notice_preference::choose(&services, &patient, mailed).await.expect("chosen");
            push::choose(&services, &patient, pushed).await.expect("chosen");
            book(&clinic, &patient, doctor, wall).await;
            let after = counts().await;
            assert_eq!((after.0 - before.0, after.1 - before.1), told, "{wall}");
            before = after;
        }
        let own = notice_preference::own_preferences(&services, &patient).await.expect("their own");
        let pushed = own.pushed.expect("pushed");
        assert!(pushed.topics.contains(&(Topic::Reminders, true)) && pushed.topics.contains(&(Topic::Appointments, false)));
        assert!(own.topics.contains(&(Topic::Messages, true)) && own.topics.contains(&(Topic::Reminders, false)));
        assert!(own.topics.iter().all(|(topic, _)| topic.is_optional()), "no one can turn off what concerns security");

        assert!(notice_preference::own_preferences(&clinic.services, &patient).await.expect("their own").pushed.is_none());
    }
}

on_both! {
    async fn quiet_hours_hold_messages_back_and_what_was_read_meanwhile_is_not_sent(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let tomorrow = clinic.request(doctor, at("10:00") + SignedDuration::from_hours(24));
        booking::book(&services, &patient, tomorrow).await.expect("booked");
        service.browser().turn_on(&services, &patient).await.expect("turned on");
        let night = QuietForm { from: "20:00".into(), until: "07:00".into(), zone: "Australia/Sydney".into() };
        notice_preference::keep_quiet(&services, &patient, &night).await.expect("stored");
        let thread = message::start(&services, &patient, patient_id(&patient), doctor).await.expect("begun");
        let send = async |text: &str, intent: &str| {
            let sending = message::Sending { thread, text: text.into(), intent: intent.into() };
            message::send(&services, &practitioner_actor(doctor), sending).await.expect("sent");
        };

        clinic.services.clock.set(at("21:00"));
        send("Hello", "intent-1").await;
        assert_eq!(push_all(&services).await, 0, "it is night");
        clinic.services.clock.set(at("07:00") + SignedDuration::from_hours(24));
        assert_eq!((push_all(&services).await, service.arrived().len()), (1, 1));

        notice::mark_read(&services, &patient).await.expect("read");
        send("Once more", "intent-2").await;
        notice::mark_read(&services, &patient).await.expect("read");
        push_all(&services).await;
        assert_eq!((service.arrived().len(), clinic.test.count(SKIPPED).await), (1, 1));
    }
}

on_both! {
    async fn the_key_is_made_once_for_all_processes_and_anew_only_when_it_cannot_be_read(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let (one, other) = tokio::join!(service.process(&clinic), service.process(&clinic));
        let public = |services: &Services| services.push.as_ref().and_then(|pusher| pusher.public_key().map(str::to_owned)).expect("a key");
        let patient = clinic.patient("Pat Ient").await;
        service.browser().turn_on(&one, &patient).await.expect("turned on");
        assert_eq!(public(&one), public(&other));
        assert_eq!(public(&one), public(&*service.process(&clinic).await), "a later start finds it");
        assert_eq!(clinic.test.count(DEVICES).await, 1);

        // As after a lost audit key.
        let key = AuditKey::from_secret(&"b".repeat(40)).expect("long enough");
        let db = Db::open_with(&clinic.test.url, Opening { key, ..Opening::default() }).await.expect("opened");
        let pusher = push::Pusher::new(push::PushConfig::new("mailto:it@clinic.example".into(), "Harbour".into()));
        let keyed = Services::new(db, clinic.services.clock.clone()).with_push(Some(pusher.expect("able to send")));
        push::announce(&keyed).await.expect("announced");

        assert_ne!(public(&keyed), public(&one));
        assert_eq!(clinic.test.count(DEVICES).await, 0, "they would refuse what the new key signs");
        assert_eq!(clinic.test.count("select count(*) from push_key").await, 1);
        assert!(!format!("{:?}", keyed.push).contains(&public(&keyed)));
    }
}

on_both! {
    async fn nothing_is_queued_where_nothing_is_sent(test) {
        let clinic = Clinic::new(test).await;
        let services = process(&clinic, Reach::Anywhere).await;
        let service = PushService::start().await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        service.browser().turn_on(&services, &patient).await.expect("turned on");

        push::announce(&clinic.services).await.expect("announced");
        book(&clinic, &patient, doctor, "09:30").await;
        assert_eq!(clinic.test.count(PUSHES).await, 0);

        push::announce(&services).await.expect("announced");
        book(&clinic, &patient, doctor, "10:30").await;
        assert_eq!(clinic.test.count(PUSHES).await, 1);
    }
}
