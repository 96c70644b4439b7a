//! Webhooks: one of the clinic's programs hears of events, by keys and times, signed; with retries until it answers.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use consulta::{
    domain::{
        account::{Actor, Role},
        form::{Field, FieldError, Problem},
        ids::{WebhookDeliveryId, WebhookId},
        network::Reach,
        notice::NoticeKind,
        webhook::WebhookForm,
    },
    error::AppError,
    service::{
        Failure, Services, booking, cancel, notice,
        outgoing::Outgoing,
        reschedule,
        webhook::{self, State as Standing, Status, signature},
    },
};
use jiff::SignedDuration;

use crate::support::{Clinic, actor, at, monday_morning, on_both};

/// A program on this machine, which answers as a test wants. It ends with the test.
struct Program {
    url: String,
    heard: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answer: Arc<AtomicU16>,
}

type Ears = (Arc<Mutex<Vec<(HeaderMap, String)>>>, Arc<AtomicU16>);

async fn hear(State((heard, answer)): State<Ears>, headers: HeaderMap, body: String) -> StatusCode {
    heard.lock().expect("not poisoned").push((headers, body));
    StatusCode::from_u16(answer.load(Ordering::Relaxed)).expect("a status")
}

impl Program {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let (heard, answer) = (Arc::default(), Arc::new(AtomicU16::new(200)));
        let ears: Ears = (Arc::clone(&heard), Arc::clone(&answer));
        let app = Router::new().route("/hook", post(hear)).with_state(ears);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, heard, answer }
    }

    /// What it received since the last call: event, delivery, and body, if signed with this secret.
    fn heard(&self, secret: &str) -> Vec<(String, String, String)> {
        let all = std::mem::take(&mut *self.heard.lock().expect("not poisoned"));
        let read = |(headers, body): (HeaderMap, String)| {
            let header = |name: &str| headers[name].to_str().expect("text").to_owned();
            let timestamp = header("consulta-timestamp").parse().expect("a number");
            assert_eq!(header("consulta-signature"), format!("v1={}", signature(secret, timestamp, &body)));
            assert_eq!(header("content-type"), "application/json");
            (header("consulta-event"), header("consulta-delivery"), body)
        };
        all.into_iter().map(read).collect()
    }
}

/// A process that may connect to this machine.
fn process(clinic: &Clinic) -> Services {
    let services = Services::new(clinic.test.db.clone(), clinic.services.clock.clone());
    services.with_outgoing(Outgoing::new(Reach::Anywhere))
}

pub(super) fn form(url: &str, events: &[&str]) -> WebhookForm {
    let events = events.iter().map(|event| (*event).to_owned()).collect();
    WebhookForm { name: "Reports".into(), url: url.into(), events }
}

pub(super) async fn admin(clinic: &Clinic) -> Actor {
    actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator])
}

/// Sends all that is due.
pub(super) async fn send_all(services: &Services) -> usize {
    let mut sent = 0;
    loop {
        match webhook::send_due(services).await.expect("sent or put off") {
            0 => return sent,
            some => sent += some,
        }
    }
}

pub(super) const APPOINTMENTS: [&str; 4] =
    ["appointment.booked", "appointment.moved", "appointment.cancelled", "appointment.status"];

on_both! {
    async fn a_program_hears_once_of_what_happened_and_of_no_one(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, pat) = (admin(&clinic).await, clinic.patient("Pat Ient").await);
        let (program, services) = (Program::start().await, process(&clinic));
        let (_, secret) = webhook::add(&services, &admin, &form(&program.url, &APPOINTMENTS)).await.expect("added");

        let mut request = clinic.request(doctor, at("09:30"));
        request.reason = "A rash".into();
        let id = booking::book(&clinic.services, &pat, request).await.expect("booked");
        reschedule::reschedule(&clinic.services, &pat, id, clinic.centre, at("11:00")).await.expect("moved");
        cancel::cancel(&clinic.services, &pat, id, "").await.expect("cancelled");
        let two = process(&clinic);
        let (one, other) = tokio::join!(send_all(&services), send_all(&two));

        assert_eq!(one + other, 3);
        let heard = program.heard(&secret);
        let events: Vec<&str> = heard.iter().map(|(event, ..)| event.as_str()).collect();
        assert_eq!(events, ["appointment.booked", "appointment.moved", "appointment.cancelled"]);
        let moved: serde_json::Value = serde_json::from_str(&heard[1].2).expect("JSON");
        assert_eq!(moved["event"], "appointment.moved");
        assert_eq!((&moved["data"]["appointment"], &moved["data"]["status"]), (&id.0.into(), &"booked".into()));
        assert_eq!(moved["data"]["starts_at"], at("11:00").to_string());
        for (_, _, body) in &heard {
            assert!(!body.contains("rash") && !body.contains("Pat") && !body.contains("Ann"), "{body}");
        }
        assert_eq!(send_all(&services).await, 0);
    }
}

on_both! {
    async fn what_does_not_arrive_is_tried_again_until_the_webhook_is_stopped_after_two_days(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, pat) = (admin(&clinic).await, clinic.patient("Pat Ient").await);
        let (program, services) = (Program::start().await, process(&clinic));
        let (hook, secret) = webhook::add(&services, &admin, &form(&program.url, &APPOINTMENTS)).await.expect("added");
        let messages = async || webhook::one(&services, &admin, hook).await.expect("there").1;
        program.answer.store(500, Ordering::Relaxed);
        booking::book(&clinic.services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");

        assert_eq!((send_all(&services).await, send_all(&services).await), (1, 0), "not at once");
        let failed = messages().await;
        assert_eq!((failed[0].state, failed[0].code, failed[0].tries), (Standing::Queued, Some(500), 1));
        clinic.services.clock.set(monday_morning() + SignedDuration::from_secs(30));
        program.answer.store(204, Ordering::Relaxed);
        assert_eq!(send_all(&services).await, 1);
        let arrived = messages().await;
        assert_eq!((arrived[0].state, arrived[0].code), (Standing::Sent, Some(204)));
        let heard = program.heard(&secret);
        assert_eq!((heard.len(), &heard[0].1), (2, &heard[1].1), "the same message twice");

        webhook::replay(&services, &admin, arrived[0].id).await.expect("queued");
        assert_eq!(send_all(&services).await, 1);
        assert_eq!(program.heard(&secret)[0].2, heard[0].2);

        program.answer.store(503, Ordering::Relaxed);
        webhook::test(&services, &admin, hook).await.expect("queued");
        for hours in 0..60 {
            clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(1 + hours * 60));
            send_all(&services).await;
        }
        let (found, all) = webhook::one(&services, &admin, hook).await.expect("there");
        assert_eq!((found.status, all[0].state), (Status::Stopped, Standing::Queued));
        let news = notice::latest(&services, &admin).await.expect("own notices");
        assert_eq!(news.iter().filter(|one| one.kind == NoticeKind::WebhookStopped).count(), 1);
        assert!(webhook::test(&services, &admin, hook).await.is_err(), "it is told nothing any more");
        program.answer.store(200, Ordering::Relaxed);
        assert_eq!(send_all(&services).await, 0);
        webhook::set_active(&services, &admin, hook, true).await.expect("turned on");
        assert_eq!(send_all(&services).await, 1, "what was waiting is sent");
        webhook::remove(&services, &admin, hook).await.expect("removed");
        assert!(webhook::one(&services, &admin, hook).await.is_err());
    }
}

on_both! {
    async fn a_program_that_does_not_answer_holds_up_no_other(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, pat) = (admin(&clinic).await, clinic.patient("Pat Ient").await);
        let (program, services) = (Program::start().await, process(&clinic));
        // Accepts connections, and never reads from them.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", silent.local_addr().expect("an address"));
        webhook::add(&services, &admin, &form(&url, &APPOINTMENTS)).await.expect("added first");
        webhook::add(&services, &admin, &form(&program.url, &APPOINTMENTS)).await.expect("added");
        let id = booking::book(&clinic.services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
        cancel::cancel(&clinic.services, &pat, id, "").await.expect("cancelled");

        let heard = async {
            while program.heard.lock().expect("not poisoned").len() < 2 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let in_time = tokio::select! {
            heard = tokio::time::timeout(Duration::from_secs(5), heard) => heard.is_ok(),
            _ = webhook::send_due(&services) => false,
        };

        assert!(in_time, "the other one was waited for");
    }
}

on_both! {
    async fn an_administrator_sends_again_what_was_given_up(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, pat) = (admin(&clinic).await, clinic.patient("Pat Ient").await);
        let manager = actor(clinic.account("Man Ager", Role::Manager).await, &[Role::Manager]);
        let (program, services) = (Program::start().await, process(&clinic));
        let (hook, secret) = webhook::add(&services, &admin, &form(&program.url, &APPOINTMENTS)).await.expect("added");
        program.answer.store(500, Ordering::Relaxed);
        booking::book(&clinic.services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
        assert_eq!(send_all(&services).await, 1);
        clinic.run("update webhook_delivery set status = 'dead', done_at = created_at").await;
        let dead = webhook::one(&services, &admin, hook).await.expect("there").1.remove(0);
        assert_eq!((dead.state, dead.code, send_all(&services).await), (Standing::Dead, Some(500), 0));

        for stranger in [&Actor::Visitor, &pat, &manager] {
            assert!(webhook::replay(&services, stranger, dead.id).await.is_err(), "{stranger:?}");
        }
        let unknown = webhook::replay(&services, &admin, WebhookDeliveryId(dead.id.0 + 1_000)).await;
        program.answer.store(200, Ordering::Relaxed);
        let again = webhook::replay(&services, &admin, dead.id).await;
        let sent = send_all(&services).await;

        assert!(matches!(unknown, Err(Failure::Refused(AppError::NotFound))), "{unknown:?}");
        assert_eq!((again.expect("queued"), sent), (hook, 1));
        let heard = program.heard(&secret);
        let [(_, first, before), (event, second, after)] = &heard[..] else { panic!("{heard:?}") };
        assert_eq!((event.as_str(), before), ("appointment.booked", after), "the same message");
        assert_ne!(first, second, "under a number of its own");
        let all = webhook::one(&services, &admin, hook).await.expect("there").1;
        assert_eq!((all[0].state, all[1].state), (Standing::Sent, Standing::Dead));
        let noted = "select count(*) from audit_event where action = 'webhook.replay' and outcome = 'done'";
        assert_eq!(clinic.test.count(noted).await, 1);
        webhook::set_active(&services, &admin, hook, false).await.expect("turned off");
        assert!(webhook::replay(&services, &admin, dead.id).await.is_err(), "it is told nothing any more");
    }
}

on_both! {
    async fn nothing_is_told_of_what_was_undone_or_is_not_listened_to(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, pat) = (admin(&clinic).await, clinic.patient("Pat Ient").await);
        let services = process(&clinic);
        let program = Program::start().await;
        webhook::add(&services, &admin, &form(&program.url, &["appointment.booked"])).await.expect("added");

        let id = booking::book(&clinic.services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
        let taken = booking::book(&clinic.services, &pat, clinic.request(doctor, at("09:30"))).await;
        cancel::cancel(&clinic.services, &pat, id, "").await.expect("cancelled");

        assert!(taken.is_err());
        assert_eq!(clinic.test.count("select count(*) from webhook_delivery").await, 1);
    }
}

#[tokio::test]
async fn only_administrators_add_webhooks_and_only_ones_that_everyone_can_reach() {
    let clinic = Clinic::new(crate::support::TestDb::sqlite().await).await;
    let admin = admin(&clinic).await;
    let manager = actor(clinic.account("Man Ager", Role::Manager).await, &[Role::Manager]);
    let services = &clinic.services;
    let fine = form("https://program.example/hook", &["appointment.booked"]);

    for stranger in [Actor::Visitor, manager, clinic.patient("Pat Ient").await] {
        assert!(webhook::add(services, &stranger, &fine).await.is_err(), "{stranger:?}");
        assert!(webhook::list(services, &stranger).await.is_err(), "{stranger:?}");
        assert!(webhook::remove(services, &stranger, WebhookId(1)).await.is_err(), "{stranger:?}");
    }
    for (url, problem) in [
        ("https://169.254.169.254/latest", Problem::Wrong),
        ("https://localhost/", Problem::Wrong),
        ("http://program.example/", Problem::NotAChoice),
        ("", Problem::Missing),
    ] {
        let refused = webhook::add(services, &admin, &form(url, &["appointment.booked"])).await;
        let Err(Failure::Refused(AppError::Invalid(fields))) = refused else { panic!("{url}: {refused:?}") };
        assert_eq!(fields, [FieldError::new(Field::WebhookUrl, problem)], "{url}");
    }
    let (id, secret) = webhook::add(services, &admin, &fine).await.expect("added");
    assert!(secret.starts_with("whsec_"));
    assert_eq!(clinic.test.count("select count(*) from webhook where secret like '%whsec%'").await, 0, "it is sealed");
    webhook::set_active(services, &admin, id, false).await.expect("turned off");
    assert_eq!(
        clinic.test.count("select count(*) from audit_event where action like 'webhook.%' and outcome = 'done'").await,
        2
    );
}
