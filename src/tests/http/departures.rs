//! Readers who disconnect while their page is rendered: nothing panics, and no thread is left behind.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use consulta::service::monotonic;
use tower::ServiceExt;

use super::browser::{application, get, send};
use crate::support::{Clinic, TestDb, cookie};

/// How many disconnect at once, and how soon at the latest.
const AT_ONCE: u64 = 100;
const LATEST: u64 = 30_000;
const WORKERS: usize = 2;

/// How many disconnect in total; set by `CONSULTA_DEPARTURES`.
fn departures() -> u64 {
    std::env::var("CONSULTA_DEPARTURES").ok().and_then(|given| given.parse().ok()).unwrap_or(10_000)
}

/// Requests a page, and disconnects after some microseconds.
async fn leave(app: &Router, path: &str, cookie: &str, after: Duration) {
    let request = Request::builder().uri(path).header(header::HOST, "clinic.example").header(header::COOKIE, cookie);
    let request = request.header(header::ACCEPT, "text/html").body(Body::empty()).expect("a request");
    let page = async {
        axum::body::to_bytes(app.clone().oneshot(request).await.expect("an answer").into_body(), usize::MAX).await
    };
    drop(tokio::time::timeout(after, page).await);
}

/// Whether as many tasks as there are workers run in parallel, which fails if a thread never comes back.
async fn all_workers_run() -> bool {
    let running = Arc::new(AtomicUsize::new(0));
    let tasks = (0..WORKERS).map(|_| {
        let running = running.clone();
        tokio::spawn(async move {
            running.fetch_add(1, Ordering::SeqCst);
            let began = monotonic::now();
            while running.load(Ordering::SeqCst) < WORKERS && began.elapsed() < Duration::from_secs(30) {
                std::thread::sleep(Duration::from_millis(1));
            }
            running.load(Ordering::SeqCst) == WORKERS
        })
    });
    futures::future::join_all(tasks.collect::<Vec<_>>()).await.into_iter().all(|ran| ran.expect("joined"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_leave_while_their_page_is_made_break_nothing() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        usual(panic);
    }));
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);
    let mine = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
    let pages = [
        "/".to_owned(),
        "/search?q=ann".into(),
        format!("/book/{doctor}"),
        "/patient".into(),
        format!("/practitioners/{doctor}"),
    ];

    let leavers = (0..AT_ONCE).map(|n| {
        let (app, pages, mine) = (app.clone(), pages.clone(), mine.clone());
        tokio::spawn(async move {
            for turn in 0..departures() / AT_ONCE {
                // Spread out, and the same each time.
                let mix = (n * 7_919 + turn * 104_729).wrapping_mul(2_654_435_761);
                let page = &pages[usize::try_from(mix / 7 % 5).expect("small")];
                leave(&app, page, &mine, Duration::from_micros(mix % LATEST)).await;
            }
        })
    });
    for leaver in leavers.collect::<Vec<_>>() {
        leaver.await.expect("joined");
    }
    let page = get(&app, "/patient", &mine).await;

    assert_eq!(page.status, StatusCode::OK);
    assert!(all_workers_run().await, "a thread did not come back");
    assert_eq!(PANICS.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sent_is_done_although_its_sender_has_left() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let form = "name=Ann+Asker&email=ann@example.org&message=Are+you+open+on+Sunday%3F";
    let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin")];

    let sent = send(&app, Method::POST, "/api/contact", "", form, &headers);
    let left = tokio::time::timeout(Duration::ZERO, sent).await;

    assert!(left.is_err(), "they did not wait for the answer");
    let began = monotonic::now();
    while clinic.test.count("select count(*) from contact_message").await == 0 {
        assert!(began.elapsed() < Duration::from_secs(30), "it is lost");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
