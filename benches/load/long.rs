//! A cheap page while long-running work is in progress: files of the audit, a list to print, an import, a backup.

use std::{cell::Cell, fs, time::Duration};

use consulta::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
    },
    service::monotonic,
    storage::{
        audit::{self, AuditEvent},
        error::StorageError,
    },
};
use futures::future::try_join_all;

use crate::{
    Failure,
    client::Connection,
    clinic::Clinic,
    figures::{MEMORY_EVERY, at},
    report::{Report, megabytes},
    scenarios::{Page, profile_pages},
    server::{Database, Server, Size, command_beside},
};

const CLINIC: Size = Size { practitioners: 200, patients: 20_000, appointments: 100_000 };
/// Audit rows: the maximum for one file.
const AUDITED: usize = 100_000;
const AT_ONCE: usize = 500;
/// The number of visitors, and the pause of each between a response and the next request.
const VISITORS: usize = 4;
const PAUSE: Duration = Duration::from_millis(10);
const ALONE: Duration = Duration::from_secs(10);
const MOST: f64 = 1.5;
const EXPORTS: usize = 4;
const PRINTS: usize = 5;
const IMPORTED: usize = 300;

pub async fn run_all(report: &mut Report) -> Result<(), Failure> {
    let database = Database::seed(CLINIC)?;
    let clinic = Clinic::read(&database.url).await?;
    fill_audit(&clinic).await?;
    write_import(&database)?;
    let cookie = clinic.sign_in_administrator().await?.cookie();
    let server = Server::start(database).await?;
    let pages = profile_pages(&clinic);
    let url = server.database.url.as_str();
    let [backups, import] = ["backups", "import"].map(|name| server.database.beside(name).display().to_string());
    beside(&server, &pages, sleep(Duration::from_secs(2))).await?;
    let alone = beside(&server, &pages, sleep(ALONE)).await?;
    let audit = try_join_all((0..EXPORTS).map(|_| take(&server, &cookie, "/admin/audit/audit.csv", 1)));
    let print = take(&server, &cookie, "/admin/appointments/appointments.pdf?when=all", PRINTS);
    let mut said = |what: &str, beside: Beside| {
        let Beside { p99, memory, took } = beside;
        report.times_at_most(&format!("profile page, p99 beside {what} and alone"), MOST, (alone.p99, p99));
        report.noted(&format!("{what}: how long, and memory"), &format!("{took:.1?}, {}", megabytes(memory)));
    };
    said("four files of the audit", beside(&server, &pages, async { audit.await.map(drop) }).await?);
    said("lists to print, one after the other", beside(&server, &pages, print).await?);
    said(
        "an import",
        beside(&server, &pages, async { command_beside(url, &["import", &import]).await.map(drop) }).await?,
    );
    said(
        "a backup",
        beside(&server, &pages, async { command_beside(url, &["backup", &backups]).await.map(drop) }).await?,
    );
    Ok(())
}

async fn sleep(time: Duration) -> Result<(), Failure> {
    tokio::time::sleep(time).await;
    Ok(())
}

/// What visitors experienced during other work.
struct Beside {
    p99: Duration,
    memory: u64,
    took: Duration,
}

/// Makes visitors request pages at a steady pace until the work is done.
async fn beside(
    server: &Server,
    pages: &[Page],
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<Beside, Failure> {
    let (is_done, memory, began) = (Cell::new(false), Cell::new(0), monotonic::now());
    let visit = async |visitor: usize| {
        let mut connection = Connection::open(server.address).await?;
        let mut latencies = Vec::new();
        for number in (visitor..).step_by(VISITORS) {
            if is_done.get() {
                break;
            }
            let asked = monotonic::now();
            pages[number % pages.len()].ask(&mut connection).await?;
            latencies.push(asked.elapsed());
            tokio::time::sleep(PAUSE).await;
        }
        Ok::<_, Failure>(latencies)
    };
    let work = async {
        let done = work.await;
        is_done.set(true);
        done.map(|()| began.elapsed())
    };
    let watch = async {
        while !is_done.get() {
            memory.set(server.memory().unwrap_or_default().max(memory.get()));
            tokio::time::sleep(MEMORY_EVERY).await;
        }
        Ok(())
    };
    let all = futures::future::try_join3(try_join_all((0..VISITORS).map(&visit)), work, watch).await;
    let (latencies, took, ()) = all.map_err(|wrong| server.explain(&wrong))?;
    let mut latencies = latencies.concat();
    latencies.sort_unstable();
    Ok(Beside { p99: at(&latencies, 99), memory: memory.get(), took })
}

/// Fetches a file this many times; a client that is told to come back does so a second later.
async fn take(server: &Server, cookie: &str, path: &str, times: usize) -> Result<(), Failure> {
    let mut left = times;
    while left > 0 {
        let mut connection = Connection::open(server.address).await?;
        let response = connection.get(path, cookie).await?;
        match response.status {
            200 => left -= 1,
            429 | 503 => tokio::time::sleep(Duration::from_secs(1)).await,
            status => return Err(format!("{path}: {status}: {:.600}", response.text()).into()),
        }
    }
    Ok(())
}

async fn fill_audit(clinic: &Clinic) -> Result<(), Failure> {
    for _ in 0..AUDITED / AT_ONCE {
        let written = clinic.db.write(clinic.now.as_second(), |tx, now| {
            Box::pin(async move {
                for _ in 0..AT_ONCE {
                    let subject = Subject::any(Thing::Account);
                    audit::record(tx, &AuditEvent::done(*now, &Actor::Visitor, Deed::AccountSignIn, subject));
                }
                Ok::<_, StorageError>(())
            })
        });
        written.await?;
    }
    Ok(())
}

/// Writes the four files of an import.
fn write_import(database: &Database) -> Result<(), Failure> {
    let folder = database.beside("import");
    fs::create_dir(&folder)?;
    let patients = (0..IMPORTED)
        .map(|n| format!("brought{n}@example.org,from elsewhere {n},Brought,In,0491570158,{}\n", medicare(n)));
    let files = [
        ("health_centres.csv", "centre_type,abn,name,phone,suburb\nHospital,1111,Bay Hospital,93821111,Randwick\n".to_owned()),
        (
            "provider.csv",
            "provider_email,provider_type,password,first_name,last_name,phone,providerNum,startWorkingHours,endWorkingHours\n\
             ada@example.org,GP,from elsewhere,Ada,Byron,0491570156,2148751135,09:00,14:30\n"
                .to_owned(),
        ),
        (
            "patient.csv",
            ["patient_email,password,first_name,last_name,phone,medicare\n".to_owned()].into_iter().chain(patients).collect(),
        ),
        (
            "provider_health_centre.csv",
            "provider_email,health_centre_name\nada@example.org,Bay Hospital\n".to_owned(),
        ),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// A number with its check digit.
fn medicare(number: usize) -> String {
    let first = format!("{}", 40_000_000 + number);
    let sum: u32 = first
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .zip([1, 3, 7, 9].into_iter().cycle())
        .map(|(digit, times)| digit * times)
        .sum();
    format!("{first}{}1", sum % 10)
}
