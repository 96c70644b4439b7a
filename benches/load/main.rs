//! An HTTP load test: starts the release server on this machine with a demo clinic in its own database, requests pages and bookings
//! over many connections, checks every answer, and prints figures next to the targets.
//!
//! It fails when an answer is wrong, never for speed. What the figures mean and how to repeat them: benches/README.md.

mod audit;
mod boards;
mod client;
mod clinic;
mod directory;
mod earliest;
mod figures;
mod long;
mod messages;
mod million;
mod plot;
mod processes;
mod programs;
mod record;
mod report;
mod scenarios;
mod server;
mod sizes;
mod users;

use std::{path::Path, process::ExitCode, time::Duration};

use clinic::Clinic;
use figures::Load;
use report::Report;
use server::{Database, Server, Size};

/// Why the load test stopped, in words.
pub type Failure = Box<dyn std::error::Error>;

/// The clinic for most scenarios.
pub const CLINIC: Size = Size { practitioners: 1_000, patients: 20_000, appointments: 100_000 };
const READS: Load = Load { connections: 16, requests: 800, rounds: 5 };
const BOOKINGS: Load = Load { connections: 100, requests: 750, rounds: 3 };

/// The tool mostly waits for the server: with one thread it leaves it the other core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("load: {e}");
            ExitCode::FAILURE
        }
    }
}

/// The scenarios to run, chosen like the other benchmarks: by a part of `load::name`.
struct Chosen {
    parts: Vec<String>,
    save: bool,
}

impl Chosen {
    fn from_arguments() -> Self {
        let (flags, parts): (Vec<String>, _) = std::env::args().skip(1).partition(|part| part.starts_with("--"));
        Self { parts, save: flags.iter().any(|flag| flag == "--save") }
    }

    fn has(&self, name: &str) -> bool {
        let name = format!("load::{name}");
        self.parts.is_empty() || self.parts.iter().any(|part| name.contains(part.as_str()))
    }
}

async fn run() -> Result<(), Failure> {
    let chosen = Chosen::from_arguments();
    let one_clinic = [
        "start", "search", "profile", "week", "transfer", "programs", "bookings", "record", "boards", "messages",
        "audit",
    ];
    if one_clinic.iter().any(|name| chosen.has(name)) {
        let report = one_size(&chosen).await?;
        report.print();
    }
    if chosen.has("earliest") {
        let mut report = Report::default();
        earliest::run(&mut report).await?;
        report.print();
    }
    if chosen.has("users") {
        let mut report = Report::default();
        users::run_all(&mut report).await?;
        report.print();
    }
    if chosen.has("directory") {
        let mut report = Report::default();
        directory::run_all(&mut report).await?;
        report.print();
    }
    if chosen.has("long") {
        let mut report = Report::default();
        long::run_all(&mut report).await?;
        report.print();
    }
    if chosen.has("million") {
        let mut report = Report::default();
        million::run_all(&mut report).await?;
        report.print();
    }
    if let Ok(postgres) = std::env::var("LOAD_POSTGRES_URL")
        && chosen.has("processes")
    {
        let mut report = Report::default();
        processes::run_all(&postgres, &mut report).await?;
        report.print();
    }
    // Seeding takes minutes: only if it is needed.
    if chosen.save || (std::env::var_os("LOAD_SIZES").is_some() && chosen.has("sizes")) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
        sizes::run(chosen.save.then_some(folder.as_path())).await?;
    }
    Ok(())
}

async fn one_size(chosen: &Chosen) -> Result<Report, Failure> {
    let ms = Duration::from_millis;
    let mut report = Report::default();
    let database = Database::seed(CLINIC)?;
    eprintln!("seeded in {:.1} s; other load on this machine: {}", database.seeded_in.as_secs_f64(), load_average());
    database.set("api.enabled", "true")?;
    let clinic = Clinic::read(&database.url).await?;
    let server = Server::start(database).await?;
    report.at_most("start to the first page", Duration::from_secs(1), server.started_in);
    tokio::time::sleep(Duration::from_secs(1)).await;
    report.bytes_at_most("memory after the start", 64_000_000, server.memory()?);
    let mut most = 0;
    if chosen.has("search") {
        let figures = scenarios::search_page(&server, &clinic, READS).await?;
        report.scenario("search page", &figures);
        report.at_most("search page, CPU", Duration::from_micros(1_500), figures.cpu);
        report.at_most("search page, p99 of 16 connections", ms(50), figures.p99);
        let compressed = scenarios::search_page_gzip(&server, &clinic, READS).await?;
        report.scenario("search page, gzip", &compressed);
        let fragment = scenarios::search_fragment(&server, &clinic, READS).await?;
        report.scenario("search results alone", &fragment);
        most = most.max(figures.memory).max(compressed.memory).max(fragment.memory);
    }
    if chosen.has("profile") {
        let figures = scenarios::profile(&server, &clinic, READS).await?;
        report.scenario("profile page", &figures);
        report.at_most("profile page, CPU", Duration::from_micros(500), figures.cpu);
        most = most.max(figures.memory);
    }
    if chosen.has("week") {
        let page = scenarios::week_page(&server, &clinic, READS).await?;
        report.scenario("week page", &page);
        let fragment = scenarios::week_fragment(&server, &clinic, READS).await?;
        report.scenario("week alone", &fragment);
        report.at_most("free times as a fragment, CPU", Duration::from_micros(500), fragment.cpu);
        most = most.max(page.memory).max(fragment.memory);
    }
    if chosen.has("transfer") {
        let transfer = scenarios::transfer(&server).await?;
        eprintln!("first page: {} bytes gzip, styles {} bytes", transfer.page, transfer.style);
        report.bytes_at_most("JavaScript and wasm of a first page, brotli", 340_000, transfer.script as u64);
    }
    if chosen.has("programs") {
        most = most.max(programs::run_all(&server, &clinic, READS, &mut report).await?);
    }
    if chosen.has("bookings") {
        let (figures, refused) = scenarios::bookings(&server, &clinic, BOOKINGS).await?;
        report.scenario("bookings, 100 clients", &figures);
        eprintln!("{refused} times were refused and others taken");
        let speed = format!("{:.0} a second", figures.per_second);
        report.target("accepted bookings of 100 clients", "at least 333 a second", &speed, figures.per_second >= 333.0);
        report.at_most("bookings, p99", ms(250), figures.p99);
        most = most.max(figures.memory);
    }
    if chosen.has("record") {
        most = most.max(record::run_all(&server, &clinic, &mut report).await?);
    }
    if chosen.has("boards") {
        boards::run(&server, &clinic, &mut report).await?;
    }
    if chosen.has("messages") {
        messages::run(&server, &clinic, &mut report).await?;
    }
    if chosen.has("audit") {
        audit::run(&mut report, &server.database).await?;
    }
    if most > 0 {
        report.bytes_at_most("memory under load", 160_000_000, most);
    }
    Ok(report)
}

/// The machine's load averages over one, five and fifteen minutes: figures mean little unless these are near zero.
fn load_average() -> String {
    let line = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    line.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
