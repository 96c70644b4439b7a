//! The content of logs and metrics: which request it was, never whose.

use std::{
    io,
    sync::{Arc, Mutex},
};

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::Role,
    server::{housekeeping, logging, metrics},
    service::{audit, booking},
};
use jiff::SignedDuration;
use tracing_subscriber::EnvFilter;

use super::browser::{application, call, get, post_form, send};
use crate::support::{Clinic, PASSWORD, TestDb, actor, at, cookie, email_of};

/// A log that can be read back.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("not poisoned").clone()).expect("text")
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything runs on this thread, so that its subscriber sees everything.
#[tokio::test]
async fn neither_the_log_nor_the_figures_name_anyone_and_both_count() {
    const NAME: &str = "Canaria Birdwhistle";
    let lines = Lines::default();
    let writer = lines.clone();
    let log = logging::subscriber(true, EnvFilter::new("debug,sqlx=debug"), move || writer.clone());
    let _log = tracing::subscriber::set_default(log);
    let recorder = metrics::recorder().expect("buckets");
    let handle = recorder.handle();
    let _figures = ::metrics::set_default_local_recorder(&recorder);
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient(NAME).await;
    let mine = cookie(&clinic.services, &patient).await;
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let app = application(&clinic.services);

    let email = email_of(NAME);
    for password in ["wrong and long enough", PASSWORD] {
        let form = format!("identifier={email}&password={}", password.replace(' ', "+"));
        post_form(&app, "/api/sign_in", "", &form).await;
    }
    let booking = |wall: &str| {
        format!(
            "practitioner={doctor}&centre={}&slot={}&intent=12345678{}&reason=secretcanary",
            clinic.centre,
            at(wall).as_second(),
            wall.replace(':', "")
        )
    };
    call(&app, Method::POST, "/api/book", &mine, &booking("10:00")).await;
    call(&app, Method::POST, "/api/book", &mine, &booking("03:00")).await;
    get(&app, "/account", &mine).await;
    get(&app, "/admin/users?q=Birdwhistle", &admin).await;
    get(&app, &format!("/nowhere/{NAME}").replace(' ', "%20"), &mine).await;

    housekeeping::announce(&clinic.services).await;
    let job = housekeeping::JOBS.iter().find(|job| job.task() == Some("audit.tell")).expect("a job");
    job.attempt(&clinic.services, "me").await;
    clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_hours(9));

    let figures = metrics::render(&clinic.services, &handle).await;
    let log = lines.text();
    for (what, text) in [("figures", &figures), ("log", &log)] {
        for canary in ["Birdwhistle", "birdwhistle", "secretcanary", "wrong and long", PASSWORD] {
            assert!(!text.contains(canary), "{canary} is in the {what}: {text}");
        }
    }
    assert!(figures.contains("consulta_sign_ins_failed_total{reason=\"refused\"} 1"), "{figures}");
    assert!(figures.contains("consulta_bookings_refused_total"), "{figures}");
    assert!(figures.contains("consulta_requests_total{route=\"/admin/users\",status=\"2xx\"} 1"), "{figures}");
    assert!(
        figures.contains("consulta_request_seconds_bucket") && figures.contains("consulta_writer_queue 0"),
        "{figures}"
    );
    assert!(figures.contains("consulta_tasks_total{task=\"audit.tell\",outcome=\"done\"} 1"), "{figures}");
    assert!(figures.contains("consulta_tasks_overdue 11"), "{figures}");
    assert!(figures.contains("consulta_messages_unsent{channel=\"email\",state=\"dead\"} 0"), "{figures}");
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "each line is JSON");
}

#[tokio::test]
async fn an_answer_has_a_number_and_so_has_the_page_of_an_error() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let page = get(&app, "/x/../y", "").await;
    let number = page.header("x-request-id").to_owned();
    assert_eq!((page.status, number.len()), (StatusCode::BAD_REQUEST, 14));
    assert!(page.body.contains("If you ask for help") && page.body.contains(&number), "{}", page.body);
    let other = get(&app, "/", "").await;
    assert!(!other.header("x-request-id").is_empty() && other.header("x-request-id") != number);
    // The proxy in front is trusted here.
    let given = [("x-request-id", "proxy-0001"), ("accept", "text/html"), ("sec-fetch-site", "none")];
    let given = send(&app, Method::GET, "/x/../y", "", "", &given).await;
    assert!(given.header("x-request-id") == "proxy-0001" && given.body.contains("proxy-0001"));
}

#[tokio::test]
async fn readiness_names_documents_that_cannot_be_stored() {
    use consulta::{
        service::{Services, clock::Clock},
        storage::files::{Files, Place},
    };
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("documents");
    let test = TestDb::sqlite().await;
    let files = Files::open(&Place::Folder(place.clone())).expect("a place");
    let services = Arc::new(Services::new(test.db.clone(), Clock::System).with_files(files));
    let app = application(&services);
    // Not even a superuser can store a file where there is no folder.
    std::fs::remove_dir_all(&place).expect("removed");
    std::fs::write(&place, "a file").expect("written");

    let ready = get(&app, "/health/ready", "").await;

    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(ready.body.contains("documents cannot be stored") && !ready.body.contains("database"), "{}", ready.body);
}

#[tokio::test]
async fn where_the_audit_ends_is_in_the_log_once_an_hour() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = logging::subscriber(true, EnvFilter::new("info"), move || writer.clone());
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let services = &clinic.services;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    housekeeping::announce(services).await;
    let job = housekeeping::JOBS.iter().find(|job| job.task() == Some("audit.tell")).expect("a job");
    let start = services.clock.now();
    let _log = tracing::subscriber::set_default(log);
    let said = || {
        let text = lines.text();
        text.lines().filter(|line| line.contains("the audit's last row")).map(str::to_owned).collect::<Vec<_>>()
    };

    for minutes in [0, 1, 59] {
        services.clock.set(start + SignedDuration::from_mins(minutes));
        job.attempt(services, "me").await;
    }
    let (first, then) = (said(), audit::head(services).await.expect("a row"));
    booking::book(services, &patient, clinic.request(doctor, at("11:00"))).await.expect("booked");
    services.clock.set(start + SignedDuration::from_mins(60));
    job.attempt(services, "me").await;
    let (second, now) = (said(), audit::head(services).await.expect("a row"));

    assert_eq!((first.len(), second.len()), (1, 2), "{second:?}");
    assert!(then.hash != now.hash && first[0].contains(&then.hash) && second[1].contains(&now.hash), "{second:?}");
}
