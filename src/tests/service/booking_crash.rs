//! The server is killed in the middle of bookings and started again: what was confirmed is there, what is there is whole,
//! and whoever got no answer can ask again without booking twice.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use consulta::{domain::ids::PractitionerId, service::clock::Clock};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::booking_race::assert_consistent;
use crate::support::{Clinic, cookie, on_both, window};

const PATIENTS: usize = 240;

struct Server {
    process: Child,
    address: String,
    _site: tempfile::TempDir,
}

/// The program beside what a build of the site would have put there: it serves nothing without, and no page is asked for here.
fn program(site: &Path) -> PathBuf {
    let (built, program) = (env!("CARGO_BIN_EXE_consulta"), site.join("consulta"));
    if std::fs::hard_link(built, &program).is_err() {
        std::fs::copy(built, &program).expect("copied");
    }
    std::fs::write(site.join("hash.txt"), "").expect("written");
    std::fs::create_dir(site.join("pkg")).expect("made");
    program
}

impl Server {
    fn start(database: &str) -> Self {
        let site = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new(program(site.path()))
            .arg("serve")
            .env("CONSULTA_SITE_ROOT", site.path())
            .env("DATABASE_URL", database)
            .env("CONSULTA_ADDR", "127.0.0.1:0")
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its first line");
        let address = line.trim().rsplit("http://").next().expect("an address").to_owned();
        Self { process, address, _site: site }
    }

    /// As a power cut would: no signal that it could answer.
    fn kill(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What a form's sender saw.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Booked,
    Refused,
    Nothing,
}

async fn book(address: &str, cookie: &str, body: &str) -> Answer {
    // As the page says it that was drawn for them.
    let reader = cookie.split_once("reader=").expect("whose it is").1;
    let request = format!(
        "POST /as/{reader}/api/book HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: {cookie}\r\naccept: text/html\r\n\
         referer: http://{address}/book\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = String::new();
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        stream.read_to_string(&mut answer).await
    };
    if exchange.await.is_err() {
        return Answer::Nothing;
    }
    match answer {
        answer if answer.contains("location: /appointments/") => Answer::Booked,
        answer if answer.contains("__err=") => Answer::Refused,
        answer => {
            assert!(answer.is_empty(), "an unexpected answer: {answer}");
            Answer::Nothing
        }
    }
}

on_both! {
    async fn killed_in_the_middle_it_loses_no_booking_and_leaves_none_half_made(test) {
        let mut clinic = Clinic::new(test).await;
        let mut doctors = Vec::new();
        for name in ["Ann One", "Ben Two", "Cy Three", "Di Four"] {
            let id = clinic.account(name, consulta::domain::account::Role::Practitioner).await;
            let always: Vec<_> = (1..=7).map(|day| window(day, "00:00", "24:00")).collect();
            clinic.affiliate(id, clinic.centre, &always).await;
            doctors.push(PractitionerId(id.0));
        }
        let names: Vec<String> = (0..PATIENTS).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        // The server goes by the real clock, and so do these sessions and wishes.
        let services = consulta::service::Services::new(clinic.test.db.clone(), Clock::System);
        clinic.services = std::sync::Arc::new(services);
        let now = clinic.services.clock.now();
        let day = Timestamp::from_second(now.as_second() / 1_800 * 1_800).expect("in range") + SignedDuration::from_hours(48);
        let mut wishes = Vec::new();
        for (n, patient) in patients.iter().enumerate() {
            // Two want each time.
            let (doctor, slot) = (doctors[n % 4], i64::try_from(n / 8).expect("small"));
            let start = day + SignedDuration::from_mins(30 * slot);
            let body = format!(
                "practitioner={doctor}&centre={}&slot={}&intent=crash-test-{n:06}",
                clinic.centre,
                start.as_second()
            );
            wishes.push((cookie(&clinic.services, patient).await, body));
        }

        let mut server = Server::start(&clinic.test.url);
        let sending = wishes.iter().cloned().map(|(cookie, body)| {
            let address = server.address.clone();
            tokio::spawn(async move { book(&address, &cookie, &body).await })
        });
        let sending: Vec<_> = sending.collect();
        while clinic.test.count("select count(*) from appointment").await < 10 {
            let is_over = sending.iter().all(|sent: &tokio::task::JoinHandle<Answer>| sent.is_finished());
            assert!(!is_over, "nothing was booked");
            tokio::task::yield_now().await;
        }
        server.kill();
        let mut answers = Vec::new();
        for sent in sending {
            answers.push(sent.await.expect("joined"));
        }
        let confirmed = answers.iter().filter(|answer| **answer == Answer::Booked).count();
        let stored = clinic.test.count("select count(*) from appointment").await;
        assert!(stored >= i64::try_from(confirmed).expect("small"), "{confirmed} confirmed, {stored} stored");
        assert!(answers.contains(&Answer::Nothing), "it was killed too late to prove anything");
        assert_consistent(&clinic.test).await;

        let server = Server::start(&clinic.test.url);
        for (answer, (cookie, body)) in answers.iter().zip(&wishes) {
            let again = book(&server.address, cookie, body).await;
            match answer {
                Answer::Booked => assert_eq!(again, Answer::Booked, "a confirmed booking is gone"),
                Answer::Refused => assert_eq!(again, Answer::Refused),
                Answer::Nothing => assert_ne!(again, Answer::Nothing),
            }
        }
        assert_eq!(clinic.test.count("select count(*) from appointment").await, i64::try_from(PATIENTS / 2).expect("small"));
        assert_consistent(&clinic.test).await;
    }
}
