//! Messages on pages without JavaScript, and the other posted forms.

use axum::{Router, http::StatusCode};
use consulta::domain::account::Actor;

use super::browser::{application, get, post_form};
use crate::{
    service::waitlist::{book, free},
    support::{Clinic, TestDb, at, cookie, on_both, practitioner_actor},
};

pub struct Stage {
    pub clinic: Clinic,
    pub app: Router,
    pub patient: Actor,
    pub patients: String,
    pub doctors: String,
    pair: String,
    pub visit: consulta::domain::ids::AppointmentId,
}

impl Stage {
    pub async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Phoebe Patient").await;
        let visit = book(&clinic, &patient, doctor, at("10:00")).await;
        let patients = cookie(&clinic.services, &patient).await;
        let doctors = cookie(&clinic.services, &practitioner_actor(doctor)).await;
        let pair = format!("patient={}&practitioner={doctor}", patient.id().expect("an account"));
        Self { app: application(&clinic.services), clinic, patient, patients, doctors, pair, visit }
    }

    pub async fn shown(&self, path: &str, cookie: &str) -> String {
        let answer = get(&self.app, path, cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.body
    }

    pub async fn start(&self) -> String {
        post_form(&self.app, "/api/start_conversation", &self.patients, &self.pair).await.location().to_owned()
    }

    async fn send(&self, cookie: &str, thread: &str, text: &str) -> String {
        let id = thread.trim_start_matches("/messages/");
        let body = format!("id={id}&text={text}&intent=intent-1");
        post_form(&self.app, "/api/send_message", cookie, &body).await.location().to_owned()
    }
}

on_both! {
    async fn a_conversation_begins_at_the_appointment_and_is_read_and_answered_by_the_other_side(test) {
        let stage = Stage::new(test).await;
        let appointment = stage.shown(&format!("/appointments/{}", stage.visit), &stage.patients).await;
        assert!(appointment.contains("/api/start_conversation"));
        let thread = stage.start().await;
        assert_eq!(stage.shown(&thread, &stage.patients).await.matches("No messages yet").count(), 1);

        let led = stage.send(&stage.patients, &thread, "May+I+eat+%3Cbefore%3E%3F").await;
        assert_eq!(led, format!("{thread}?sent=1#newest"));
        let list = stage.shown("/messages", &stage.doctors).await;
        assert!(list.contains("Phoebe Patient") && list.contains("1 new") && list.contains("Messages, 1 unread"));
        let page = stage.shown(&thread, &stage.doctors).await;
        assert!(page.contains("May I eat &lt;before&gt;?") && page.contains("Message to Phoebe Patient"));
        let title = page.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).expect("a title").0;
        assert_eq!(title, "Conversation - Consulta", "a tab names no one");
        assert!(stage.shown("/messages", &stage.doctors).await.contains("1 new"), "opening a page marks nothing");
        assert!(page.contains("Mark as read"));
        let last = stage.clinic.test.count("select max(id) from message").await;
        let form = format!("id={}&to={last}", thread.trim_start_matches("/messages/"));
        let marked = post_form(&stage.app, "/api/mark_messages_read", &stage.doctors, &form).await;
        assert_eq!(marked.location(), format!("{thread}#newest"));
        assert!(!stage.shown("/messages", &stage.doctors).await.contains("1 new"));
        assert!(!stage.shown(&thread, &stage.doctors).await.contains("Mark as read"));

        let notices = stage.shown("/notices", &stage.doctors).await;
        assert!(notices.contains("Phoebe Patient wrote to you.") && !notices.contains("May I eat"));
        stage.send(&stage.doctors, &thread, "Only+water").await;
        assert!(stage.shown(&thread, &stage.patients).await.contains("Only water"));
        let data = stage.shown("/record/record.json", &stage.patients).await;
        assert!(data.contains("\"messages\"") && data.contains("Only water"));
        let found = stage.shown("/messages?q=WATER", &stage.patients).await;
        assert!(found.contains("Messages with") && found.contains("?before="));
        let led = post_form(&stage.app, "/api/search_messages", &stage.patients, "q=Water").await.location().to_owned();
        let led = led.trim_start_matches("http://clinic.example");
        assert!(led.starts_with("/messages?q=~") && !led.contains("Water"), "{led}");
        let found = stage.shown(led, &stage.patients).await;
        assert!(found.contains("Messages with") && found.contains("?before=") && found.contains("value=\"Water\""));
        let elsewhere = get(&stage.app, led, &stage.doctors).await.body;
        assert!(!elsewhere.contains("Messages with") && !elsewhere.contains("Water"), "it is sealed for who looked");
    }
}

on_both! {
    async fn what_was_refused_is_still_in_the_form(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;

        let led = stage.send(&stage.patients, &thread, &format!("Begins{}", "x".repeat(4_000))).await;

        assert!(led.contains("__err"), "{led}");
        let page = stage.shown(&thread, &stage.patients).await;
        assert!(page.contains(">Beginsxxx"), "kept as a draft");
        assert_eq!(stage.clinic.test.count("select count(*) from message").await, 0);
        assert!(!stage.shown(&thread, &stage.doctors).await.contains("Beginsxxx"));
    }
}

on_both! {
    async fn when_the_ground_has_gone_the_form_has_gone_too_and_the_messages_stay(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        stage.send(&stage.patients, &thread, "Before").await;

        free(&stage.clinic, &stage.patient, stage.visit).await;

        for cookie in [&stage.patients, &stage.doctors] {
            let page = stage.shown(&thread, cookie).await;
            assert!(page.contains("Before") && !page.contains(&format!("{thread}/send")));
            assert!(page.contains("write to") && page.contains("at the moment"));
            assert!(!page.contains("Your unsent message"));
            assert!(stage.send(cookie, &thread, "After").await.contains("__err"));
            let page = stage.shown(&thread, cookie).await;
            assert!(page.contains("Your unsent message") && page.contains(">After</textarea>"), "{page}");
        }
        assert_eq!(stage.clinic.test.count("select count(*) from message").await, 1);
    }
}

on_both! {
    async fn whichever_receiver_is_posted_only_those_who_share_an_appointment_are_written_to(test) {
        let stage = Stage::new(test).await;
        let other = stage.clinic.practitioner("Otto Other").await;
        let stranger = stage.clinic.patient("Stan Stranger").await;
        let strangers = cookie(&stage.clinic.services, &stranger).await;
        let (me, them) = (stage.patient.id().expect("an account"), stranger.id().expect("an account"));

        for (cookie, pair) in [
            (&stage.patients, format!("patient={me}&practitioner={other}")),
            (&strangers, stage.pair.clone()),
            (&strangers, format!("patient={them}&practitioner={other}")),
            (&stage.doctors, format!("patient={them}&practitioner={other}")),
            (&stage.patients, format!("patient={me}&practitioner={them}")),
            (&stage.patients, "patient=x&practitioner=".to_owned()),
        ] {
            let led = post_form(&stage.app, "/api/start_conversation", cookie, &pair).await;
            assert!(led.location().contains("__err"), "{pair}: {}", led.location());
        }
        assert_eq!(stage.clinic.test.count("select count(*) from thread").await, 0);
        let thread = stage.start().await;
        assert!(stage.send(&strangers, &thread, "Hello").await.contains("__err"));
        assert_eq!(get(&stage.app, &thread, &strangers).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stage.clinic.test.count("select count(*) from message").await, 0);
    }
}
