//! The program: its subcommands, and nothing else.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use consulta::{
    domain::{import::Ending, seed::SeedSize, time::Zone},
    server::{AppState, config::Config, housekeeping, router::router},
    service::{
        Services, account, audit,
        clock::Clock,
        document::{FileChecker, child},
        import::{self, ImportOptions},
        seed::{self, SeedOptions, SeedReport},
        setting,
        simulation::{self, SimulationOptions},
    },
    storage::{db::Db, files::Files},
};
use leptos::config::LeptosOptions;
use mimalloc::MiMalloc;
use rustix::{
    fs::Mode,
    termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr},
};

/// A page is made of many small allocations, of which the system's allocator spends a third of its time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Configuration by environment: DATABASE_URL, CONSULTA_ADDR, CONSULTA_PUBLIC_URL, \
    CONSULTA_TRUST_PROXY, CONSULTA_SITE_ROOT, CONSULTA_DOCUMENTS, CONSULTA_SCAN_COMMAND, RUST_LOG. See README.md."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look at every row of the audit: whether one was changed, moved or taken away, and which
    Audit {
        /// What to do
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// Serve the application; brings the database's schema up to date first
    Serve,
    /// Bring the database's schema up to date
    Migrate,
    /// Make the first administrator; asks for the password on standard input
    CreateAdmin {
        /// E-mail address to sign in with
        #[arg(long)]
        email: String,
        /// Full name
        #[arg(long)]
        name: String,
    },
    /// Decide how the clinic works; servers that run follow within a second
    Set {
        /// What is decided, such as booking.confirmation
        key: String,
        /// One of its choices, such as approval
        value: String,
    },
    /// Fill an empty database with a made-up clinic, the same for the same seed number
    Seed {
        /// How many practitioners
        #[arg(long, default_value_t = 120)]
        practitioners: usize,
        /// How many patients
        #[arg(long, default_value_t = 500)]
        patients: usize,
        /// How many appointments, past and coming
        #[arg(long, default_value_t = 2_000)]
        appointments: usize,
        /// Which clinic
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The instant from which the past and the coming are told, such as 2026-11-22T21:00:00Z; now when left out
        #[arg(long)]
        as_of: Option<jiff::Timestamp>,
        /// It is no error when the database is not empty
        #[arg(long)]
        if_empty: bool,
    },
    /// Import the four MediSoft files: all rows, or none and a report of what is wrong
    Import {
        /// The folder with patient.csv, provider.csv, health_centres.csv and provider_health_centre.csv
        folder: PathBuf,
        /// Check and report, store nothing
        #[arg(long)]
        dry_run: bool,
        /// IANA time zone of new centres
        #[arg(long, default_value = "Australia/Sydney")]
        time_zone: String,
    },
    /// Look at a file on standard input, as a process of its own that the server starts
    #[command(name = child::SUBCOMMAND, hide = true)]
    CheckFile {
        /// What it claims to be, such as application/pdf
        media: String,
        /// How many bytes it has
        length: u64,
        /// The limits are set
        #[arg(long)]
        limited: bool,
    },
    /// Live through months of a made-up clinic by a virtual clock, and look at every invariant after every step
    Simulate {
        /// The same number makes the same months
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many days
        #[arg(long, default_value_t = 60)]
        days: u16,
        /// How many patients
        #[arg(long, default_value_t = 40)]
        patients: usize,
        /// How many practitioners
        #[arg(long, default_value_t = 10)]
        practitioners: usize,
        /// The instant at which it begins
        #[arg(long, default_value = "2026-08-30T22:00:00Z")]
        from: jiff::Timestamp,
        /// An empty database to keep; a temporary file when left out
        #[arg(long)]
        database: Option<String>,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Check the whole chain; fails where it is broken
    Verify {
        /// A hash that an earlier run printed: it must still be in the chain
        #[arg(long)]
        expect: Option<String>,
    },
}

type AnyError = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    // Health is nobody else's business on this machine: not the database, nor what SQLite writes beside it, nor documents.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let command = Cli::parse().command;
    if let Command::CheckFile { media, length, limited } = &command {
        return media.parse().map_or(ExitCode::FAILURE, |media| child::run(media, *length, *limited));
    }
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.map_err(AnyError::from).and_then(|runtime| runtime.block_on(run(command))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("consulta: {e}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), AnyError> {
    if let Command::Simulate { seed, days, patients, practitioners, from, database } = command {
        // Under a name that nobody else can have put there; gone with this function.
        let folder = tempfile::tempdir()?;
        let url = database.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("simulation.db").display()));
        let report = simulation::run(&SimulationOptions { seed, days, patients, practitioners, from, url }).await?;
        println!("{report}");
        return if report.broken.is_empty() { Ok(()) } else { Err(format!("seed {seed} breaks an invariant").into()) };
    }
    let config = Config::read(|name| std::env::var(name).ok())?;
    let db = Db::open(&config.database_url).await?;
    let clock = match &command {
        Command::Seed { as_of: Some(then), .. } => Clock::fixed(*then),
        _ => Clock::System,
    };
    let mut services = Services::new(db, clock);
    if matches!(command, Command::Serve) {
        let place = &config.documents;
        let refuse = |e| format!("documents cannot be kept in {place} (CONSULTA_DOCUMENTS): {e}");
        let files = Files::open(place).map_err(refuse)?;
        files.check().await.map_err(refuse)?;
        services = services.with_files(files).with_checker(FileChecker::default().scanned_by(config.scanner.clone()));
        services.checker.try_out().await.map_err(|e| format!("patients' files cannot be looked at here: {e}"))?;
    }
    let services = Arc::new(services);
    match command {
        Command::Serve => {
            if config.is_exposed() && seed::has_demo_staff(&services).await? {
                return Err("this database has demo accounts, whose password everybody can read in the manual: they are \
                            served at a loopback CONSULTA_ADDR without CONSULTA_PUBLIC_URL only. Begin a clinic of your \
                            own with an empty database"
                    .into());
            }
            serve(config, services.clone()).await?;
        }
        Command::Migrate => println!("The schema is up to date."),
        Command::CreateAdmin { email, name } => {
            eprintln!("Password for {email}:");
            account::create_admin(&services, &email, &name, &secret_line()?).await?;
            println!("{email} can sign in as an administrator.");
        }
        Command::Audit { what: AuditCommand::Verify { expect } } => {
            let found = audit::verify(&services, expect.as_deref()).await?;
            println!("{found}");
            if !found.stands() {
                return Err("the audit is not as it was written".into());
            }
        }
        Command::Set { key, value } => {
            setting::set(&services, &key, &value).await?;
            println!("{key} is {value} from now on.");
        }
        Command::Seed { practitioners, patients, appointments, seed, as_of: _, if_empty } => {
            // Not among the arguments, which everybody on the machine can read.
            let password = std::env::var("CONSULTA_DEMO_PASSWORD").unwrap_or_else(|_| seed::DEMO_PASSWORD.to_owned());
            let size = SeedSize { practitioners, patients, appointments };
            let report = seed::run(&services, &SeedOptions { size, seed, password }).await?;
            println!("{report}");
            if report == SeedReport::NotEmpty && !if_empty {
                return Err("nothing was seeded".into());
            }
        }
        Command::Import { folder, dry_run, time_zone } => {
            let zone = Zone::parse(&time_zone).map_err(|e| format!("--time-zone {time_zone}: {e}"))?;
            let report = import::run(&services, &folder, &ImportOptions { zone, dry_run }).await?;
            println!("{report}");
            if report.ending == Ending::Stopped {
                return Err("nothing was imported".into());
            }
        }
        Command::Simulate { .. } | Command::CheckFile { .. } => {}
    }
    services.db.close().await;
    Ok(())
}

/// A line of standard input. A terminal does not show it while it is typed.
fn secret_line() -> std::io::Result<String> {
    let stdin = std::io::stdin();
    let shown = tcgetattr(&stdin).ok();
    if let Some(mut hidden) = shown.clone() {
        hidden.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&stdin, OptionalActions::Drain, &hidden)?;
    }
    let mut line = String::new();
    let read = stdin.read_line(&mut line);
    if let Some(shown) = shown {
        tcsetattr(&stdin, OptionalActions::Drain, &shown)?;
        eprintln!();
    }
    read?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn serve(config: Config, services: Arc<Services>) -> Result<(), AnyError> {
    let leptos = LeptosOptions::builder()
        .output_name("consulta")
        .site_root(config.site_root.to_string_lossy().into_owned())
        .site_addr(config.addr)
        .hash_files(true)
        .build();
    let state = AppState { services: services.clone(), leptos, trust_proxy: config.trust_proxy, tls: config.tls() };
    tokio::spawn(housekeeping::run(services.clone()));
    tokio::spawn(housekeeping::sweep_files(services.clone()));
    tokio::spawn(housekeeping::fill_from_waitlist(services));
    let listener = tokio::net::TcpListener::bind(config.addr).await?;
    println!("Consulta answers at http://{}", listener.local_addr()?);
    let application = router(state).into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, application).with_graceful_shutdown(asked_to_stop()).await?;
    Ok(())
}

/// Ends at Ctrl-C or a request to terminate.
async fn asked_to_stop() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
