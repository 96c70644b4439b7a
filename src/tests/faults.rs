//! Faults around a server: it is killed or stopped, its disk is full, clients misbehave. Each time, nothing that was confirmed is
//! lost, the stored data are consistent, the audit's chain holds, and no one has to repair anything.
//!
//! The long ones run with `make faults`; `CONSULTA_FAULTS` sets how often they kill.

mod disk;

use std::{fs, path::Path, time::Duration};

use consulta::storage::{monotonic, random};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

use crate::{
    service::booking_race::assert_consistent,
    support::{
        Clinic, TestDb, on_both,
        server::{Answer, Server, ask, assert_audit_stands, book, clinic_with_wishes},
    },
};

/// A running server confirms again whatever was confirmed before.
async fn assert_nothing_is_lost(server: &Server, clinic: &Clinic, wishes: &[(String, String)], answers: &[Answer]) {
    for (answer, wish) in answers.iter().zip(wishes).filter(|(answer, _)| **answer == Answer::Booked) {
        assert_eq!(book(&server.address, wish).await, *answer, "a confirmed booking is gone");
    }
    assert_consistent(&clinic.test).await;
}

/// Sends all of these at once.
fn send(server: &Server, wishes: &[(String, String)]) -> Vec<tokio::task::JoinHandle<Answer>> {
    let each = wishes.iter().cloned().map(|wish| {
        let address = server.address.clone();
        tokio::spawn(async move { book(&address, &wish).await })
    });
    each.collect()
}

async fn answers(sent: Vec<tokio::task::JoinHandle<Answer>>) -> Vec<Answer> {
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.expect("joined"));
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_costs_no_confirmed_booking_and_the_server_goes_on_once_there_is_room() {
    let (clinic, wishes) = clinic_with_wishes(TestDb::sqlite().await, 240).await;
    let mut server = Server::start(&clinic.test.url);
    let file = clinic.test.url.strip_prefix("sqlite:").expect("a file");
    let length = fs::metadata(Path::new(file)).expect("a file").len();
    let mut seen = answers(send(&server, &wishes[..8])).await;
    assert!(seen.contains(&Answer::Booked), "{seen:?}");
    // Neither the database nor its log has much space.
    server.limit_files(Some(length + 16 * 1024));

    for wish in &wishes[8..] {
        seen.push(book(&server.address, wish).await);
        if seen.last() == Some(&Answer::Later) {
            break;
        }
    }
    assert_eq!(seen.last(), Some(&Answer::Later), "the disk was never full: {seen:?}");
    // Smaller changes may still have fitted in.
    server.limit_files(Some(16 * 1024));
    assert!(ask(&server.address, "/health/live").await.starts_with("HTTP/1.1 200"));
    let ready = ask(&server.address, "/health/ready").await;
    assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");

    server.limit_files(None);
    let last = &wishes[seen.len() - 1];
    let mut again = Answer::Later;
    for _ in 0..50 {
        again = book(&server.address, last).await;
        if again != Answer::Later {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    assert!(matches!(again, Answer::Booked | Answer::Refused), "{again:?}");
    assert_nothing_is_lost(&server, &clinic, &wishes, &seen).await;
    server.kill();
    assert_audit_stands(&clinic.test.url);
}

on_both! {
    async fn asked_to_stop_it_answers_what_it_has_begun_and_ends_open_streams(test) {
        let (clinic, wishes) = clinic_with_wishes(test, 160).await;
        let mut server = Server::start(&clinic.test.url);
        let (_, body) = &wishes[0];
        let doctor = body.strip_prefix("practitioner=").and_then(|rest| rest.split('&').next()).expect("someone");
        let mut streams = Vec::new();
        for _ in 0..20 {
            let mut stream = TcpStream::connect(&server.address).await.expect("connected");
            let request = format!("GET /live/practitioners/{doctor} HTTP/1.1\r\nhost: {}\r\n\r\n", server.address);
            stream.write_all(request.as_bytes()).await.expect("asked");
            streams.push(stream);
        }
        let sent = send(&server, &wishes);
        while clinic.test.count("select count(*) from appointment").await < 10 {
            tokio::task::yield_now().await;
        }

        server.ask_to_stop();

        let seen = answers(sent).await;
        let status = server.ended().await;
        assert!(status.success(), "{status}");
        let confirmed = seen.iter().filter(|answer| **answer == Answer::Booked).count();
        let stored = clinic.test.count("select count(*) from appointment").await;
        assert_eq!(stored, i64::try_from(confirmed).expect("small"), "what it had begun, it answered");
        let mut server = Server::start(&clinic.test.url);
        assert_nothing_is_lost(&server, &clinic, &wishes, &seen).await;
        server.kill();
        assert_audit_stands(&clinic.test.url);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_only_serves_leaves_the_work_to_a_process_that_only_works() {
    let test = TestDb::postgres().await;
    let server = Server::start_as(&["serve", "--no-work"], &test.url, &[]);
    until(&test, "select count(*) from process", 1).await;
    let ready = ask(&server.address, "/health/ready").await;
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
    assert_eq!(test.count("select count(*) from task").await, 0, "it took no work");

    let mut worker = Server::start_as(&["work"], &test.url, &[]);
    until(&test, "select count(*) from process", 2).await;
    until(&test, "select count(*) from task where name = 'forecast' and due_at > 0", 1).await;

    worker.ask_to_stop();
    let status = worker.ended().await;
    assert!(status.success(), "{status}");
}

/// Waits for a count.
async fn until(test: &TestDb, sql: &'static str, expected: i64) {
    for _ in 0..400 {
        if test.count(sql).await == expected {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("never {expected}: {sql}");
}

/// How often to kill the server.
fn times() -> usize {
    std::env::var("CONSULTA_FAULTS").ok().and_then(|times| times.parse().ok()).unwrap_or(20)
}

async fn killed_again_and_again(test: TestDb) {
    const EACH: usize = 16;
    let times = times();
    let (clinic, wishes) = clinic_with_wishes(test, times * EACH).await;
    let mut seen = Vec::new();
    for wishes in wishes.chunks(EACH) {
        let mut server = Server::start(&clinic.test.url);
        let sent = send(&server, wishes);
        // From before the first to after the last is answered.
        sleep(Duration::from_millis(random::within(0..60))).await;
        server.kill();
        seen.extend(answers(sent).await);
        assert_consistent(&clinic.test).await;
    }
    let confirmed = seen.iter().filter(|answer| **answer == Answer::Booked).count();
    assert!(confirmed > 0 && seen.contains(&Answer::Nothing), "it was killed too early or too late to prove anything");
    println!("killed {times} times among {} bookings, {confirmed} of which were confirmed", seen.len());

    let mut server = Server::start(&clinic.test.url);
    assert_nothing_is_lost(&server, &clinic, &wishes, &seen).await;
    server.kill();
    assert_audit_stands(&clinic.test.url);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn killed_again_and_again_it_loses_nothing_on_sqlite() {
    killed_again_and_again(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn killed_again_and_again_it_loses_nothing_on_postgres() {
    killed_again_and_again(TestDb::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute: make faults"]
async fn two_thousand_idle_and_slow_clients_keep_no_one_from_booking() {
    const IDLE: usize = 2_000;
    let most = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }).expect("as many files as are allowed");
    let (clinic, wishes) = clinic_with_wishes(TestDb::sqlite().await, 40).await;
    let mut server = Server::start(&clinic.test.url);
    let mut idle = Vec::new();
    for n in 0..IDLE {
        // Once there is no free connection, the others wait outside.
        let connected = tokio::time::timeout(Duration::from_secs(5), TcpStream::connect(&server.address)).await;
        let Ok(Ok(mut stream)) = connected else { break };
        if n % 2 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nhost: slo").await.expect("begun");
        }
        idle.push(stream);
    }
    println!("{} idle and slow clients", idle.len());
    assert!(idle.len() >= 500, "{}", idle.len());

    // Whoever does not say what they want is let go after ten seconds.
    let began = monotonic::now();
    let seen = answers(send(&server, &wishes)).await;

    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
    assert!(seen.iter().all(|answer| matches!(answer, Answer::Booked | Answer::Refused)), "{seen:?}");
    assert_nothing_is_lost(&server, &clinic, &wishes, &seen).await;
    server.kill();
    assert_audit_stands(&clinic.test.url);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a moment: make faults"]
async fn a_database_that_is_held_when_the_server_starts_is_waited_for() {
    use sqlx::Connection;
    let (clinic, wishes) = clinic_with_wishes(TestDb::sqlite().await, 8).await;
    let mut holder = sqlx::SqliteConnection::connect(&clinic.test.url).await.expect("another program");
    sqlx::raw_sql("begin immediate").execute(&mut holder).await.expect("it holds the file");
    let url = clinic.test.url.clone();
    let starting = tokio::task::spawn_blocking(move || Server::start(&url));
    sleep(Duration::from_secs(2)).await;
    sqlx::raw_sql("rollback").execute(&mut holder).await.expect("it lets go");

    let mut server = starting.await.expect("it started");

    let seen = answers(send(&server, &wishes)).await;
    assert!(seen.iter().all(|answer| matches!(answer, Answer::Booked | Answer::Refused)), "{seen:?}");
    server.kill();
    assert_audit_stands(&clinic.test.url);
}
