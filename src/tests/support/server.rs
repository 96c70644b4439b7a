//! The program as a separate process: queried over the network, stopped, killed, and restarted.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use consulta::{
    domain::{account::Role, ids::PractitionerId},
    service::{Services, clock::Clock, monotonic},
};
use jiff::{SignedDuration, Timestamp};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{Clinic, TestDb, cookie, window};

/// The audit key of these servers.
const AUDIT_KEY: &str = "the key of servers that tests start and stop";
/// How long to wait for something that takes a moment.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running server. It is stopped when this value is dropped.
pub struct Server {
    process: Child,
    pub address: String,
    _site: tempfile::TempDir,
}

/// The program beside an empty site, without which it does not start; no page is requested here.
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
    pub fn start(database: &str) -> Self {
        Self::start_with(database, &[])
    }

    /// Starts a server with additional variables.
    pub fn start_with(database: &str, variables: &[(&str, &str)]) -> Self {
        Self::start_as(&["serve"], database, variables)
    }

    /// Starts the program with other arguments.
    pub fn start_as(arguments: &[&str], database: &str, variables: &[(&str, &str)]) -> Self {
        let site = tempfile::tempdir().expect("a temporary folder");
        // A file that is too large is then a write error, like a full disk, and not the end of the process.
        let mut process = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(program(site.path()))
            .args(arguments)
            .env("CONSULTA_SITE_ROOT", site.path())
            .env("CONSULTA_DOCUMENTS", site.path().join("documents"))
            .env("CONSULTA_AUDIT_KEY", AUDIT_KEY)
            .env("DATABASE_URL", database)
            .env("CONSULTA_ADDR", "127.0.0.1:0")
            .env("RUST_LOG", "error")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its first line");
        let address = line.trim().rsplit("http://").next().expect("an address").to_owned();
        Self { process, address, _site: site }
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.process)
    }

    /// Kills it as a power cut would: without a signal that it could handle.
    pub fn kill(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }

    /// Asks it to stop, as systemd does.
    pub fn ask_to_stop(&self) {
        kill_process(self.pid(), Signal::TERM).expect("asked");
    }

    /// Its exit status, after it was asked to stop.
    pub async fn ended(&mut self) -> ExitStatus {
        let began = monotonic::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().expect("a child") {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it did not end");
    }

    /// Limits the size of files that it can write; `None` lifts the limit.
    pub fn limit_files(&self, most: Option<u64>) {
        let old = prlimit(Some(self.pid()), Resource::Fsize, Rlimit { current: most, maximum: None });
        old.expect("a limit");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Verifies the audit of a database used by such servers, none of which may be running.
pub fn assert_audit_stands(database: &str) {
    let mut verify = Command::new(env!("CARGO_BIN_EXE_consulta"));
    verify.args(["audit", "verify"]).env("CONSULTA_AUDIT_KEY", AUDIT_KEY).env("DATABASE_URL", database);
    let done = verify.output().expect("started");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// The answer that a form's sender got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Booked,
    Refused,
    /// It could not be done at the moment.
    Later,
    Nothing,
}

/// Sends a booking as a form.
pub async fn book(address: &str, (cookie, body): &(String, String)) -> Answer {
    // As named by the page rendered for them.
    let reader = cookie.split_once("reader=").expect("whose it is").1;
    let request = format!(
        "POST /as/{reader}/api/book HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: {cookie}\r\naccept: text/html\r\n\
         referer: http://{address}/book\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    match exchange(address, &request).await {
        answer if answer.contains("location: /appointments/") => Answer::Booked,
        answer if answer.contains("__err=") => Answer::Refused,
        answer if answer.starts_with("HTTP/1.1 503") => Answer::Later,
        answer => {
            assert!(answer.is_empty(), "an unexpected answer: {answer}");
            Answer::Nothing
        }
    }
}

/// Requests an address. Empty if there is no complete answer.
pub async fn ask(address: &str, path: &str) -> String {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")).await
}

async fn exchange(address: &str, request: &str) -> String {
    let mut answer = String::new();
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        stream.read_to_string(&mut answer).await
    };
    if exchange.await.is_err() { String::new() } else { answer }
}

/// A clinic on the real clock, and bookings that this many patients want, each with their cookie. Each time is wanted by two: the
/// nth patient and the fourth after them.
pub async fn clinic_with_wishes(test: TestDb, patients: usize) -> (Clinic, Vec<(String, String)>) {
    let mut clinic = Clinic::new(test).await;
    let mut doctors = Vec::new();
    for name in ["Ann One", "Ben Two", "Cy Three", "Di Four"] {
        let id = clinic.account(name, Role::Practitioner).await;
        let always: Vec<_> = (1..=7).map(|day| window(day, "00:00", "24:00")).collect();
        clinic.affiliate(id, clinic.centre, &always).await;
        doctors.push(PractitionerId(id.0));
    }
    let names: Vec<String> = (0..patients).map(|n| format!("Patient {n}")).collect();
    let patients = clinic.patients(&names).await;
    // The server uses the real clock, and so do these sessions and wishes.
    clinic.services = Arc::new(Services::new(clinic.test.db.clone(), Clock::System));
    let now = clinic.services.clock.now();
    let day =
        Timestamp::from_second(now.as_second() / 1_800 * 1_800).expect("in range") + SignedDuration::from_hours(48);
    let mut wishes = Vec::new();
    for (n, patient) in patients.iter().enumerate() {
        let (doctor, slot) = (doctors[n % 4], i64::try_from(n / 8).expect("small"));
        let start = day + SignedDuration::from_mins(30 * slot);
        let body = format!(
            "practitioner={doctor}&centre={}&slot={}&intent=crash-test-{n:06}",
            clinic.centre,
            start.as_second()
        );
        wishes.push((cookie(&clinic.services, patient).await, body));
    }
    (clinic, wishes)
}
