//! The server under load: the release binary on a free port of this machine, with its own temporary database. It also reads the
//! kernel's figures on its time and memory.

use std::{
    ffi::OsString,
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use consulta::service::monotonic;
use tempfile::TempDir;

use crate::{Failure, client::Connection};

/// The audit key, for the servers and for what is measured without one.
pub const AUDIT_KEY: &str = "the key of an audit that is thrown away";

/// The same, for the storage.
pub fn opening() -> consulta::storage::open::Opening {
    let key = consulta::storage::audit::AuditKey::from_secret(AUDIT_KEY).unwrap_or_default();
    consulta::storage::open::Opening { key, ..Default::default() }
}

/// Clock ticks per second in /proc/PID/stat: 100 on every Linux that we run on.
const TICKS: u64 = 100;
const LONGEST_START: Duration = Duration::from_secs(30);

/// The size of the clinic in its database.
#[derive(Clone, Copy)]
pub struct Size {
    pub practitioners: usize,
    pub patients: usize,
    pub appointments: usize,
}

/// A database with a demo clinic, not served yet.
pub struct Database {
    pub url: String,
    pub seeded_in: Duration,
    folder: TempDir,
}

impl Database {
    /// A new SQLite file, or the PostgreSQL database named by `LOAD_DATABASE_URL`, which is filled if empty.
    pub fn seed(size: Size) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("load.db");
        let url = std::env::var("LOAD_DATABASE_URL").unwrap_or_else(|_| format!("sqlite:{}", file.display()));
        Self::filled(url, folder, size)
    }

    /// The same for a PostgreSQL database, which is empty or was filled by an earlier run.
    pub fn seed_postgres(url: &str, size: Size) -> Result<Self, Failure> {
        Self::filled(url.to_owned(), tempfile::tempdir()?, size)
    }

    fn filled(url: String, folder: TempDir, size: Size) -> Result<Self, Failure> {
        let began = monotonic::now();
        let [practitioners, patients, appointments] =
            [size.practitioners, size.patients, size.appointments].map(|count| count.to_string());
        let seed = ["seed", "--seed", "1", "--if-empty"];
        let size = ["--practitioners", &practitioners, "--patients", &patients, "--appointments", &appointments];
        command(&url, &[&seed[..], &size[..]].concat())?;
        Ok(Self { url, seeded_in: began.elapsed(), folder })
    }

    /// A path beside its files, deleted with them.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same database, for another server.
    pub fn again(&self) -> Result<Self, Failure> {
        Ok(Self { url: self.url.clone(), seeded_in: self.seeded_in, folder: tempfile::tempdir()? })
    }

    /// Changes a setting of the clinic, before it is served.
    pub fn set(&self, key: &str, value: &str) -> Result<(), Failure> {
        command(&self.url, &["set", key, value])
    }
}

/// Runs a command of the program on a database while others use it; returns how long it took.
pub async fn command_beside(url: &str, arguments: &[&str]) -> Result<Duration, Failure> {
    let (url, arguments) = (url.to_owned(), arguments.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
    let began = monotonic::now();
    let done = tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        command(&url, &arguments).map_err(|failure| failure.to_string())
    });
    done.await??;
    Ok(began.elapsed())
}

/// Runs a command of the program on a database, to its end.
fn command(url: &str, arguments: &[&str]) -> Result<(), Failure> {
    let done = Command::new(binary())
        .args(arguments)
        .env("DATABASE_URL", url)
        .env("CONSULTA_AUDIT_KEY", AUDIT_KEY)
        .output()?;
    if !done.status.success() {
        return Err(format!("consulta {}: {}", arguments.join(" "), String::from_utf8_lossy(&done.stderr)).into());
    }
    Ok(())
}

/// The running server; dropping it stops it.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to the first complete response.
    pub started_in: Duration,
    pub database: Database,
}

impl Server {
    /// Starts it and waits for its first search page.
    pub async fn start(database: Database) -> Result<Self, Failure> {
        // Free now, and no one else on this machine is likely to want this very port.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = fs::File::create(database.folder.path().join("log"))?;
        let began = monotonic::now();
        let child = Command::new(binary())
            .arg("serve")
            .env("DATABASE_URL", &database.url)
            .env("CONSULTA_AUDIT_KEY", AUDIT_KEY)
            .env("CONSULTA_ADDR", address.to_string())
            .env("CONSULTA_SITE_ROOT", site())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut server = Self { child, address, started_in: Duration::ZERO, database };
        while began.elapsed() < LONGEST_START {
            if let Ok(mut connection) = Connection::open(address).await {
                let first = connection.get("/search", "").await?;
                server.started_in = began.elapsed();
                return match first.status {
                    200 => Ok(server),
                    status => Err(format!("the first page was answered with {status}: {}", server.log()).into()),
                };
            }
            if server.child.try_wait()?.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Err(format!("the server did not start: {}", server.log()).into())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.database.folder.path().join("log")).unwrap_or_default()
    }

    /// The error, with the server's last output.
    pub fn explain(&self, wrong: &Failure) -> Failure {
        let log = self.log();
        // A panic's message is at its beginning, and its stack trace is long.
        let panics: String =
            log.split("panicked at ").skip(1).take(3).map(|panic| format!("\n{panic:.1500}")).collect();
        let end = log.char_indices().rev().nth(4_000).map_or(0, |(at, _)| at);
        format!("{wrong}\nPanics: {panics}\nThe end of the server's log: {}", &log[end..]).into()
    }

    /// The processor time used so far, in user and kernel mode.
    pub fn cpu(&self) -> Result<Duration, Failure> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The program's name, in brackets, may contain anything; state is the first field after it, utime the twelfth.
        let (_, fields) = stat.rsplit_once(')').ok_or("unexpected /proc/PID/stat")?;
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
        Ok(Duration::from_millis(ticks * 1_000 / TICKS))
    }

    /// Its proportional set size, in bytes.
    pub fn memory(&self) -> Result<u64, Failure> {
        let maps = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let line = maps.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("unexpected smaps_rollup")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1_024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // If it has exited by itself, there is nothing to stop.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The server of this build, or the one named by `LOAD_SERVER`.
fn binary() -> OsString {
    std::env::var_os("LOAD_SERVER").unwrap_or_else(|| env!("CARGO_BIN_EXE_consulta").into())
}

/// The built scripts and styles.
fn site() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site");
    std::env::var_os("CONSULTA_SITE_ROOT").map_or_else(own, PathBuf::from)
}
