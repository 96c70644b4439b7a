//! Connections over real sockets on this machine: incomplete requests, their number, and how they end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use consulta::{
    domain::account::{AccountStatus, Actor, Role},
    request::identity::Identity,
    server::{
        listen::{self, Limits},
        live,
    },
    service::{Services, account, admin, booking, monotonic, session, sign_in},
};
use futures::StreamExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

use super::browser::application;
use crate::support::{Clinic, TestDb, actor, at, cookie, on_both};

/// Long enough for any machine; nothing here measures speed.
const PATIENCE: Duration = Duration::from_secs(30);
const SHORT: Limits = Limits {
    connections: 40,
    head: Duration::from_millis(300),
    stall: Duration::from_secs(1),
    drain: Duration::from_millis(500),
};

/// A server on a port of its own.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

async fn serving(services: &Arc<Services>, limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let (application, services) = (application(services), services.clone());
    let stopped = async { drop(stopped.await) };
    let done = tokio::spawn(async move {
        listen::serve(listener, application, limits, stopped, || services.live.end()).await;
    });
    Running { address, stop, done }
}

impl Running {
    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(text.as_bytes()).await.expect("sent");
        stream
    }

    /// Reads until the server closes the connection.
    async fn answer(&self, text: &str) -> String {
        rest(&mut self.send(text).await).await
    }

    async fn ends(self) {
        self.stop.send(()).expect("it runs");
        timeout(PATIENCE, self.done).await.expect("it ends").expect("without a panic");
    }
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    // A connection that is cut off may have been answered before.
    drop(timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("the server closes it"));
    String::from_utf8_lossy(&all).into_owned()
}

/// Reads until a text has arrived.
async fn until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut all = String::new();
    while !all.contains(wanted) {
        let mut some = [0; 4_096];
        let read = timeout(PATIENCE, stream.read(&mut some)).await.expect("in time").expect("read");
        assert!(read > 0, "it ended after {all}");
        all.push_str(&String::from_utf8_lossy(&some[..read]));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_does_not_finish_its_head_is_closed_and_others_get_its_place() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let server = serving(&clinic.services, SHORT).await;
    let mut unfinished = Vec::new();
    for n in 0..SHORT.connections {
        let heads = ["GET / HTTP/1.1\r\nHost: x\r\n", "GET /", "", "GET / HTTP/1.1\r\nHost: x\r\nX-A: "];
        unfinished.push(server.send(heads[n % heads.len()]).await);
    }

    let other = server.answer("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;

    assert!(other.starts_with("HTTP/1.1 200"), "{other}");
    for stream in &mut unfinished {
        rest(stream).await;
    }
    server.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_is_not_http_as_it_should_be_is_refused() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let server = serving(&clinic.services, SHORT).await;
    let large = "x".repeat(100_000);

    for (request, status) in [
        ("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned(), "200"),
        ("GET /health/live HTTP/1.0\r\n\r\n".to_owned(), "200"),
        ("GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("GET /health/live HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("GET /health/live HTTP/1.1\r\nHost: x y\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("HEAD /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned(), "200"),
        ("GET /x/../health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("GET /x\\..\\admin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        (format!("GET / HTTP/1.1\r\nHost: x\r\nX-Large: {large}\r\n\r\n"), "431"),
        (format!("GET /{large} HTTP/1.1\r\nHost: x\r\n\r\n"), "4"),
    ] {
        let answer = server.answer(&request).await;
        let said: String = request.chars().take(60).collect();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")) || answer.starts_with("HTTP/1.0 200"),
            "{said}: {answer}"
        );
        if request.starts_with("HEAD") {
            assert!(answer.contains("content-length: 2") && answer.ends_with("\r\n\r\n"), "{answer}");
        }
    }
    server.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_request_is_answered_after_one_whose_body_was_not_wanted() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let server = serving(&clinic.services, SHORT).await;

    let mut stream = server.send("PROPFIND / HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n").await;
    // It is refused before its body comes, and the answer waits for that: for a second.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let next = "<propfind/>\nGET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(next.as_bytes()).await.expect("sent");
    let answers = rest(&mut stream).await;

    assert!(answers.starts_with("HTTP/1.1 301") && answers.contains("HTTP/1.1 200"), "{answers}");
    server.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_before_the_body_has_come_says_that_the_connection_ends() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let server = serving(&clinic.services, SHORT).await;

    for length in [12, 1_000_000] {
        let answer =
            server.answer(&format!("PROPFIND / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 301") && answer.contains("connection: close\r\n"), "{length}: {answer}");
    }
    server.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_streams_end_when_the_process_is_asked_to_stop() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let server = serving(&clinic.services, Limits { drain: PATIENCE, ..SHORT }).await;
    let mut stream = server.send(&format!("GET /live/practitioners/{doctor} HTTP/1.1\r\nHost: x\r\n\r\n")).await;
    let opened = until(&mut stream, "hello").await;
    assert!(opened.contains("x-accel-buffering: no"), "a proxy would collect it: {opened}");
    let began = monotonic::now();

    server.ends().await;

    assert!(began.elapsed() < PATIENCE, "it ends by itself, and is not cut off");
    rest(&mut stream).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_does_not_end_by_itself_is_cut_off() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let server = serving(&clinic.services, Limits { head: PATIENCE * 4, ..SHORT }).await;
    // A form that is announced and never arrives.
    let head = "POST /api/sign_in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 900\r\n\r\nid";
    let mut waiting = server.send(head).await;
    // The server has started the request before it is asked to stop.
    server.answer("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;

    server.ends().await;

    assert_eq!(rest(&mut waiting).await, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_takes_nothing_in_is_left() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let server = serving(&clinic.services, SHORT).await;
    // Many pages are requested, and none is read: unread data fills the buffers.
    let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2_000);
    let stream = TcpStream::connect(server.address).await.expect("a connection");
    let (_unread, mut asking) = stream.into_split();

    let broke = timeout(PATIENCE * 4, async { while asking.write_all(request.as_bytes()).await.is_ok() {} });

    assert!(broke.await.is_ok(), "the server closes it");
    server.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_shows_the_directory_of_the_moment_is_told_of_later_changes_only_and_lists_of_people_are_for_administrators()
 {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let ada = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
    let patient = clinic.patient("Pat Ient").await;
    let (ada, patient) = (cookie(&clinic.services, &ada).await, cookie(&clinic.services, &patient).await);
    let version = clinic.services.directory_for(&Actor::Visitor).await.expect("a copy").version();
    let server = serving(&clinic.services, SHORT).await;
    let first = async |path: &str, cookie: &str, until_this: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: clinic.example\r\nCookie: {cookie}\r\n\r\n");
        until(&mut server.send(&request).await, until_this).await
    };

    let known = first(&format!("/live/directory?since={version}"), "", "hello").await;
    let older = first(&format!("/live/directory?since={}", version - 1), "", "hello").await;
    let people = first("/live/people", &ada, "hello").await;

    assert!(known.contains("event: known") && !known.contains("event: changed"), "{known}");
    assert!(older.contains("event: changed"), "{older}");
    assert!(people.contains("event: changed"), "{people}");
    for list in ["people", "applications", "appointments", "waitlist", "referrals", "letters", "audit"] {
        let followed = first(&format!("/live/{list}"), &ada, "hello").await;
        assert!(followed.contains("event: changed"), "{list}: {followed}");
        let refused = first(&format!("/live/{list}"), &patient, "\r\n\r\n").await;
        assert!(refused.starts_with("HTTP/1.1 403"), "{list}: {refused}");
    }
    server.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_line_tells_of_several_things_by_their_names_and_leaves_out_what_is_not_the_reader_s() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let cookie = cookie(&clinic.services, &patient).await;
    let version = clinic.services.directory_for(&Actor::Visitor).await.expect("a copy").version();
    let server = serving(&clinic.services, SHORT).await;
    let ask = async |path: &str| {
        server.send(&format!("GET {path} HTTP/1.1\r\nHost: clinic.example\r\nCookie: {cookie}\r\n\r\n")).await
    };
    let said = |kind: &str, thing: &str| format!("event: {kind}\ndata: {thing}\n");

    let things = format!("on=me&on=people&on=nothing&on=practitioners/{doctor}&on=reviews/practitioner/{doctor}");
    let mut line = ask(&format!("/live/all?{things}&on=directory&since={version}")).await;
    let begun = until(&mut line, "hello\n\n").await;
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    let mut changed = String::new();
    for thing in ["me".to_owned(), format!("practitioners/{doctor}")] {
        if !changed.contains(&said("changed", &thing)) {
            changed += &until(&mut line, &said("changed", &thing)).await;
        }
    }
    let mut refused = Vec::new();
    for path in ["/live/all?on=people&on=reviews", "/live/all?on=nothing", "/live/all", "/live/practitioners/x"] {
        refused.push(until(&mut ask(path).await, "\r\n\r\n").await);
    }
    let many = until(&mut ask(&format!("/live/all?{}", "on=me&".repeat(9))).await, "\r\n\r\n").await;

    for thing in ["me".to_owned(), format!("practitioners/{doctor}"), format!("reviews/practitioner/{doctor}")] {
        assert!(begun.contains(&said("changed", &thing)), "{thing}: {begun}");
    }
    assert!(begun.contains(&said("known", "directory")), "{begun}");
    assert!(!begun.contains("data: people") && !begun.contains("data: nothing"), "{begun}");
    assert!(!changed.contains("data: reviews"), "{changed}");
    let statuses: Vec<_> = refused.iter().map(|answer| answer.split(' ').nth(1).unwrap_or_default()).collect();
    assert_eq!(statuses, ["403", "404", "404", "404"]);
    assert!(many.starts_with("HTTP/1.1 400"), "{many}");
    server.ends().await;
}

on_both! {
    async fn an_open_line_ends_with_its_readers_session_and_account(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.set("directory.visibility", "members").await;
        let services = &clinic.services;
        let often = Duration::from_millis(20);
        let line = async |name: &str| {
            let patient = clinic.patient(name).await;
            let cookie = cookie(services, &patient).await;
            let token = cookie.split(['=', ';']).nth(1).expect("a cookie");
            let account = sign_in::who_is(services, patient.id().expect("an account")).await.expect("read");
            let token_hash = Some(consulta::service::password::digest(token));
            let reader = Identity { actor: patient, account, token_hash, ..Identity::default() };
            Box::pin(live::changes(services.clone(), reader, doctor, often))
        };
        let (mut signed_out, mut switched_off) = (line("Sam Out").await, line("Otto Off").await);
        let mut visitor = Box::pin(live::changes(services.clone(), Identity::default(), doctor, often));
        for line in [&mut signed_out, &mut switched_off] {
            assert!(line.next().await.is_some(), "something may have been missed");
            assert!(line.next().await.is_some(), "it says hello");
            assert!(timeout(often * 10, line.next()).await.is_err(), "and stays open");
        }
        assert!(visitor.next().await.is_some() && visitor.next().await.is_some());

        clinic.run("delete from session where account_id in (select id from account where full_name = 'Sam Out')").await;
        clinic.run("update account set status = 'inactive' where full_name = 'Otto Off'").await;

        for mut line in [signed_out, switched_off, visitor] {
            assert!(timeout(PATIENCE, line.next()).await.expect("it ends").is_none());
        }
    }
}

on_both! {
    async fn an_open_line_ends_at_once_when_its_session_is_ended_elsewhere(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let services = &clinic.services;
        timeout(PATIENCE, services.live.connected()).await.expect("in time");
        let ada = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        let line = async |name: &str| {
            let patient = clinic.patient(name).await;
            let cookie = cookie(services, &patient).await;
            let token = cookie.split(['=', ';']).nth(1).expect("a cookie");
            let account = sign_in::who_is(services, patient.id().expect("an account")).await.expect("read");
            let token_hash = consulta::service::password::digest(token);
            let token = Some(token_hash.clone());
            let reader = Identity { actor: patient.clone(), account, token_hash: token, ..Identity::default() };
            // Without an event it would be checked only long after the test.
            let mut line = Box::pin(live::changes(services.clone(), reader, doctor, Duration::from_hours(1)));
            assert!(line.next().await.is_some() && line.next().await.is_some(), "it is open");
            (line, patient, token_hash)
        };
        let (signed_out, _, token) = line("Sam Out").await;
        let (elsewhere, other, _) = line("Ella Where").await;
        let (switched_off, off, _) = line("Otto Off").await;
        let (mut stays, _, _) = line("Stan Ding").await;

        session::delete(services, token).await.expect("ended");
        account::sign_out_others(services, &other, "another", false).await.expect("signed out");
        let off = off.id().expect("an account");
        admin::set_account_status(services, &ada, off, AccountStatus::Inactive).await.expect("off");

        for mut line in [signed_out, elsewhere, switched_off] {
            assert!(timeout(PATIENCE, line.next()).await.expect("it ends").is_none());
        }
        assert!(timeout(Duration::from_millis(200), stays.next()).await.is_err(), "what became of others is not theirs");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_who_is_not_signed_in_here_has_no_line() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Otto Other").await);
    let (me, another) = (patient.id().expect("an account"), other.id().expect("an account"));
    let own = cookie(&clinic.services, &patient).await;
    let server = serving(&clinic.services, SHORT).await;
    let status = async |drawn_for: &str, cookie: &str| {
        let path = format!("/live/all?on=directory&since=0&as={drawn_for}");
        let mut line =
            server.send(&format!("GET {path} HTTP/1.1\r\nHost: clinic.example\r\nCookie: {cookie}\r\n\r\n")).await;
        let head = until(&mut line, "\r\n\r\n").await;
        head.split(' ').nth(1).unwrap_or_default().to_owned()
    };

    assert_eq!(status(&me.to_string(), &own).await, "200");
    assert_eq!(status(&another.to_string(), &own).await, "204");
    assert_eq!(status(&me.to_string(), "").await, "204");
    for cookie in [own.as_str(), ""] {
        assert_eq!(status("visitor", cookie).await, "200", "what a visitor sees is nobody's");
    }
    server.ends().await;
}
