//! What a trace collector receives: which request took how long, never whose it was.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
    time::Duration,
};

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::Role,
    server::{logging, traces::Traces},
};
use tracing_subscriber::EnvFilter;

use super::browser::{application, call, get};
use crate::support::{Clinic, TestDb, actor, at, cookie};

/// A collector that takes one batch, and what it received: path and bytes.
fn collector() -> (String, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (send, received) = mpsc::channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let (mut all, mut some) = (Vec::new(), [0; 4_096]);
        let (head, body) = loop {
            let read = stream.read(&mut some).expect("read");
            assert!(read > 0, "it ended early");
            all.extend_from_slice(&some[..read]);
            let Some(end) = all.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
            let length: usize = length.trim().parse().expect("a number");
            if all.len() >= end + 4 + length {
                break (head, all.split_off(end + 4));
            }
        };
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").expect("answered");
        drop(send.send((head.lines().next().unwrap_or_default().to_owned(), body)));
    });
    (url, received)
}

/// Everything runs on this thread, so that its subscriber sees everything.
#[tokio::test]
async fn a_trace_tells_what_a_request_waited_for_and_names_no_one() {
    const NAME: &str = "Canaria Birdwhistle";
    let (url, received) = collector();
    let traces = Traces::configured(|name| (name == "OTEL_EXPORTER_OTLP_ENDPOINT").then(|| url.clone()));
    let traces = traces.expect("an address").expect("a collector");
    let log = logging::traced(true, EnvFilter::new("warn"), std::io::sink, &traces);
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient(NAME).await;
    let mine = cookie(&clinic.services, &patient).await;
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let app = application(&clinic.services);

    let listening = tracing::subscriber::set_default(log);
    let booking = format!(
        "practitioner={doctor}&centre={}&slot={}&intent=12345678&reason=secretcanary",
        clinic.centre,
        at("10:00").as_second()
    );
    call(&app, Method::POST, "/api/book", &mine, &booking).await;
    let listed = get(&app, "/admin/users?q=Birdwhistle", &admin).await;
    assert_eq!(listed.status, StatusCode::OK);
    get(&app, "/appointments/987654321", &mine).await;
    drop(listening);
    traces.send().expect("sent");

    let (path, body) = received.recv_timeout(Duration::from_secs(10)).expect("a batch");
    assert_eq!(path, "post /v1/traces http/1.1");
    let has = |text: &str| body.windows(text.len()).any(|window| window == text.as_bytes());
    let told = [
        "consulta",
        "POST /api/book",
        "GET /admin/users",
        "GET /appointments/",
        "status",
        "change",
        "wait for a connection",
    ];
    for told in told {
        assert!(has(told), "{told}");
    }
    for canary in ["Canaria", "Birdwhistle", "birdwhistle", "secretcanary", "987654321", "insert into", "select "] {
        assert!(!has(canary), "{canary}");
    }
}
