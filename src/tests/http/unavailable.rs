//! When data cannot be read or written at the moment, people and programs are told so: 503, when to come back, and never a blank
//! page.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    service::{Services, clock::Clock},
    storage::{db::Db, monotonic, open::Opening},
};
use sqlx::Connection;

use super::browser::{Answer, application, call, get, post_form, send};
use crate::support::{Clinic, PASSWORD, TestDb, at, cookie, email_of, monday_morning, on_both};

fn patient(patience: Duration) -> Opening {
    Opening { patience, ..Opening::default() }
}

fn is_for_now(answer: &Answer) -> bool {
    answer.status == StatusCode::SERVICE_UNAVAILABLE && !answer.header("retry-after").is_empty()
}

/// Each way in which a reader may request a change and get an answer.
async fn all_say_so(app: &Router, cookie: &str, booking: &str) {
    let form = post_form(app, "/api/book", cookie, booking).await;
    let function = call(app, Method::POST, "/api/book", cookie, booking).await;

    assert!(is_for_now(&form) && form.location().is_empty(), "{form:?}");
    assert!(form.body.contains("Consulta is busy"), "{}", form.body);
    assert!(is_for_now(&function), "{function:?}");
    assert_eq!(function.body, r#"{"code":"unavailable"}"#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_program_holds_is_for_now_and_nobody_waits_their_turn_for_it() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let mine = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
    let app = application(&clinic.services);
    // In another application: the answer is kept for a second.
    assert_eq!(get(&application(&clinic.services), "/health/ready", "").await.status, StatusCode::OK);
    let mut other = sqlx::SqliteConnection::connect(&clinic.test.url).await.expect("another program");
    sqlx::raw_sql("begin immediate").execute(&mut other).await.expect("it holds the file");
    let booking =
        format!("practitioner={doctor}&centre={}&slot={}&intent=12345678", clinic.centre, at("10:00").as_second());

    let many = (0..20).map(|_| {
        let (app, mine, booking) = (app.clone(), mine.clone(), booking.clone());
        tokio::spawn(async move { all_say_so(&app, &mine, &booking).await })
    });
    let credentials = format!("identifier={}&password={}", email_of("Pat Ient"), PASSWORD.replace(' ', "+"));
    let (done, ready, signing_in) = tokio::join!(
        futures::future::join_all(many.collect::<Vec<_>>()),
        get(&app, "/health/ready", ""),
        post_form(&app, "/api/sign_in", "", &credentials),
    );

    for one in done {
        one.expect("each heard it in both ways");
    }
    assert!(is_for_now(&ready), "{ready:?}");
    assert!(is_for_now(&signing_in) && signing_in.body.contains("<h1>"), "{signing_in:?}");
    assert_eq!(get(&app, "/", "").await.status, StatusCode::OK, "what is only read is there");
    sqlx::raw_sql("rollback").execute(&mut other).await.expect("it lets go");
    let after = post_form(&app, "/api/book", &mine, &booking).await;
    assert!(after.location().ends_with("?booked=1"), "{after:?}");
    assert_eq!(clinic.test.count("select count(*) from appointment").await, 1, "no refused one was made after all");
}

/// Keeps the database file from growing, as if the disk were full. It applies to the current writing connection.
async fn fill_the_disk(clinic: &Clinic) {
    let fills: consulta::storage::db::Work<(), (), consulta::service::Failure> = |tx, ()| {
        Box::pin(async move {
            let consulta::storage::db::Conn::Sqlite(c) = &mut **tx else { panic!("opened as SQLite") };
            sqlx::raw_sql("pragma max_page_count = 1").execute(&mut **c).await.expect("a limit");
            Ok(())
        })
    };
    clinic.services.db.write((), fills).await.expect("limited");
}

#[tokio::test]
async fn a_full_disk_is_for_now() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let message = |n: usize| format!("name=Ann&email=ann@example.org&message={n}{}", "x".repeat(1_500));

    for is_form in [true, false] {
        fill_the_disk(&clinic).await;
        let mut answers = Vec::new();
        // The remaining pages are filled first, by visitors from several places.
        for n in 0..200 {
            let from = format!("192.0.2.{n}");
            let accept = if is_form { "text/html" } else { "application/json" };
            let headers = [("accept", accept), ("sec-fetch-site", "same-origin"), ("x-forwarded-for", &*from)];
            let answer = send(&app, Method::POST, "/api/contact", "", &message(n), &headers).await;
            let status = answer.status;
            answers.push(answer);
            if status.is_server_error() {
                break;
            }
        }

        let last = answers.last().expect("an answer");
        assert!(is_for_now(last), "{last:?}");
        assert!(last.body.contains(if is_form { "Consulta is busy" } else { r#"{"code":"unavailable"}"# }), "{last:?}");
    }
}

on_both! {
    async fn without_its_database_every_page_is_a_page_that_says_so(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let app = application(&clinic.services);
        clinic.services.db.close().await;

        for path in ["/", "/search?q=ann", &format!("/practitioners/{doctor}"), &format!("/book/{doctor}")] {
            let answer = get(&app, path, "").await;
            assert!(is_for_now(&answer), "{path}: {}", answer.status);
            assert!(answer.body.contains("<h1>"), "{path}");
        }
        let function = call(&app, Method::GET, "/api/facets", "", "").await;
        let ready = get(&app, "/health/ready", "").await;

        assert!(is_for_now(&function) && function.body == r#"{"code":"unavailable"}"#, "{function:?}");
        assert!(is_for_now(&ready), "{ready:?}");
        assert_eq!(get(&app, "/health/live", "").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_database_server_that_is_not_there_is_waited_for_and_named_without_its_password() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let url = format!("postgres://me:s3cret@127.0.0.1:{port}/clinic");
    let began = monotonic::now();

    let missing =
        Db::open_with(&url, patient(Duration::from_millis(2_500))).await.expect_err("nobody listens there").to_string();

    assert!(missing.contains(&format!("127.0.0.1:{port}/clinic")) && missing.contains("refused"), "{missing}");
    assert!(!missing.contains("s3cret"), "{missing}");
    assert!(began.elapsed() >= Duration::from_millis(1_000), "it tried again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_server_that_comes_late_is_found() {
    let TestDb { url, .. } = TestDb::postgres().await;
    let server: std::net::SocketAddr = {
        let host = url.split('@').next_back().and_then(|rest| rest.split('/').next()).expect("a host");
        tokio::net::lookup_host(host).await.expect("resolved").next().expect("an address")
    };
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let late = url.replacen(&server.to_string(), &port.to_string(), 1);
    assert_ne!(late, url);
    // It connects a second later, and forwards what it receives.
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        let listener = tokio::net::TcpListener::bind(port).await.expect("still free");
        while let Ok((mut here, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut there = tokio::net::TcpStream::connect(server).await.expect("the server");
                drop(tokio::io::copy_bidirectional(&mut here, &mut there).await);
            });
        }
    });

    let db = Db::open_with(&late, patient(Duration::from_secs(60))).await.expect("it came");

    let services = Arc::new(Services::new(db, Clock::fixed(monday_morning())));
    assert_eq!(get(&application(&services), "/", "").await.status, StatusCode::OK);
}
