//! The program: its subcommands, and nothing else.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use clap::{Parser, Subcommand};
use consulta::{
    domain::{import::Ending, seed::SeedSize, time::Zone},
    server::{
        AppState, assets,
        config::Config,
        housekeeping,
        listen::{self, Limits},
        origin::Own,
        router::router,
    },
    service::{
        Services, account, agreed_time, audit,
        clock::Clock,
        document::{FileChecker, child},
        import::{self, ImportOptions},
        refusals, reset_code,
        seed::{self, SeedOptions, SeedReport},
        setting,
        simulation::{self, SimulationOptions},
    },
    storage::{
        db::{Db, Opening},
        files::Files,
    },
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
    CONSULTA_TRUST_PROXY, CONSULTA_SITE_ROOT, CONSULTA_DATABASE_WAIT, CONSULTA_DOCUMENTS, CONSULTA_SCAN_COMMAND, \
    CONSULTA_AUDIT_KEY, CONSULTA_AUDIT_KEY_FILE, RUST_LOG. See README.md."
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
    /// Make a one-time code with which the owner of an account sets a new password within a day, and print it
    ResetCode {
        /// E-mail address they sign in with
        #[arg(long)]
        email: String,
    },
    /// Decide how the clinic works; servers that run follow within a second
    Set {
        /// What is decided, such as booking.confirmation
        key: String,
        /// One of its choices, such as approval
        value: String,
    },
    /// Look whether every appointment to come still starts at the wall time that was agreed to; fails where one does not
    CheckTimes,
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
    /// Go on with another key, where the one that the audit had is lost: rows under it can be checked no longer
    Rekey,
    /// Check the whole chain; fails where it is broken
    Verify {
        /// A hash that an earlier run printed: it must still be in the chain
        #[arg(long)]
        expect: Option<String>,
    },
}

type AnyError = Box<dyn std::error::Error>;

/// How long the database is waited for at the end.
const LONGEST_CLOSE: Duration = Duration::from_secs(3);
/// A cookie that is no session's is anybody's to send, and no news.
const DEFAULT_LOG: &str = "info,sqlx=warn,tower_sessions=error,tower_sessions_core=error";

fn main() -> ExitCode {
    // Health is nobody else's business on this machine: not the database, nor what SQLite writes beside it, nor documents.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let command = Cli::parse().command;
    if let Command::CheckFile { media, length, limited } = &command {
        return media.parse().map_or(ExitCode::FAILURE, |media| child::run(media, *length, *limited));
    }
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| DEFAULT_LOG.into());
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
    let opening = Opening { key: config.audit_key.key()?, patience: config.database_wait };
    let db = Db::open_with(&config.database_url, opening).await?;
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
    audit::begin_key(&services, matches!(command, Command::Audit { what: AuditCommand::Rekey })).await?;
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
        Command::Audit { what: AuditCommand::Rekey } => println!("The audit goes on with this key."),
        Command::ResetCode { email } => {
            let made = reset_code::issue_here(&services, &email).await?;
            println!("One-time code for {}: {}. It is valid for a day, and works once.", made.name, made.code);
        }
        Command::Set { key, value } => {
            setting::set(&services, &key, &value).await?;
            println!("{key} is {value} from now on.");
        }
        Command::CheckTimes => {
            let drifted = agreed_time::check(&services).await?;
            for one in &drifted {
                println!("{one}");
            }
            if !drifted.is_empty() {
                return Err(format!("{} appointments no longer start when they were agreed to", drifted.len()).into());
            }
            println!("Every appointment to come starts when it was agreed to.");
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
    // Work whose reader left may still hold a connection.
    drop(tokio::time::timeout(LONGEST_CLOSE, services.db.close()).await);
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
    assets::check(&leptos)?;
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    let state = AppState {
        services: services.clone(),
        leptos,
        trust_proxy: config.trust_proxy,
        tls: config.tls(),
        secure_cookies: config.secure_cookies(),
        own: Own::of(config.public_url.as_deref()),
    };
    tokio::spawn(housekeeping::run(services.clone()));
    tokio::spawn(housekeeping::sweep_files(services.clone()));
    tokio::spawn(housekeeping::tell_of_audit(services.clone()));
    tokio::spawn(housekeeping::fill_from_waitlist(services.clone()));
    let listener = tokio::net::TcpListener::bind(config.addr).await?;
    println!("Consulta answers at http://{}", listener.local_addr()?);
    let limits = Limits::default();
    let end_by = limits.drain + LONGEST_CLOSE;
    listen::serve(listener, router(state), limits, asked_to_stop(), || {
        services.live.end();
        end_within(end_by);
    })
    .await;
    refusals::settle(&services).await?;
    Ok(())
}

/// Ends the process after that time at the latest, whatever goes on in it.
fn end_within(limit: Duration) {
    std::thread::spawn(move || {
        std::thread::sleep(limit);
        eprintln!("consulta: something did not end in time");
        std::process::exit(1);
    });
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
