//! The program: its subcommands, and nothing else.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use clap::{Parser, Subcommand};
use consulta::{
    components::words,
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
        Failure, Services, account, agreed_time, audit,
        clock::Clock,
        document::{FileChecker, child},
        import::{self, ImportOptions},
        mail::{self, Mailer},
        refusals, reset_code, second_factor,
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

/// A page takes many small allocations, and the system allocator spends a third of its time on them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Environment variables: DATABASE_URL, CONSULTA_ADDR, CONSULTA_PUBLIC_URL, \
    CONSULTA_TRUST_PROXY, CONSULTA_SITE_ROOT, CONSULTA_DATABASE_WAIT, CONSULTA_DOCUMENTS, CONSULTA_SCAN_COMMAND, \
    CONSULTA_AUDIT_KEY, CONSULTA_AUDIT_KEY_FILE, CONSULTA_SMTP_*, CONSULTA_MAIL_*, RUST_LOG. See README.md."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the audit for rows that were changed, moved or removed, or replace its key
    Audit {
        /// What to do
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// Bring the database schema up to date, then serve the application
    Serve,
    /// Bring the database schema up to date
    Migrate,
    /// Create an administrator; reads the password from standard input
    CreateAdmin {
        /// Email address to sign in with
        #[arg(long)]
        email: String,
        /// Full name
        #[arg(long)]
        name: String,
        /// National ID to sign in with as well, if the clinic's settings say so
        #[arg(long, default_value = "")]
        national_id: String,
    },
    /// Print a one-time code with which the owner of an account can set a new password within a day
    ResetCode {
        /// Email address they sign in with
        #[arg(long)]
        email: String,
    },
    /// Turn two-step sign-in off for someone who has lost their app and their recovery codes
    ResetFactor {
        #[arg(long)]
        email: String,
    },
    /// Change a setting of the clinic; running servers pick it up within a second
    Set {
        /// Which setting, such as booking.confirmation
        key: String,
        /// Its new value, such as approval
        value: String,
    },
    /// Check that every upcoming appointment still starts at the agreed local time; fails if any does not
    CheckTimes,
    /// Fill an empty database with a made-up clinic; the same seed always gives the same clinic
    Seed {
        /// How many practitioners
        #[arg(long, default_value_t = 120)]
        practitioners: usize,
        /// How many patients
        #[arg(long, default_value_t = 500)]
        patients: usize,
        /// How many appointments, past and upcoming
        #[arg(long, default_value_t = 2_000)]
        appointments: usize,
        /// The seed: which clinic to make up
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The instant that divides past from upcoming, such as 2026-11-22T21:00:00Z; defaults to now
        #[arg(long)]
        as_of: Option<jiff::Timestamp>,
        /// Succeed without changing anything if the database is not empty
        #[arg(long)]
        if_empty: bool,
    },
    /// Import the four MediSoft files: either every row, or none with a report of what is wrong
    Import {
        /// The folder with patient.csv, provider.csv, health_centres.csv and provider_health_centre.csv
        folder: PathBuf,
        /// Check and report, but store nothing
        #[arg(long)]
        dry_run: bool,
        /// IANA time zone for new centres
        #[arg(long, default_value = "Australia/Sydney")]
        time_zone: String,
    },
    /// Check a file from standard input; the server runs this in a separate process
    #[command(name = child::SUBCOMMAND, hide = true)]
    CheckFile {
        /// What it claims to be, such as application/pdf
        media: String,
        /// Its length in bytes
        length: u64,
        /// Cut a small square from its middle
        #[arg(long)]
        portrait: bool,
        /// The limits are already in place
        #[arg(long)]
        limited: bool,
    },
    /// Run a made-up clinic for months on a virtual clock, checking every invariant after every step
    Simulate {
        /// The same seed replays the same months
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
        /// The instant at which to start
        #[arg(long, default_value = "2026-08-30T22:00:00Z")]
        from: jiff::Timestamp,
        /// Also let two people act on one appointment at the same moment; such a run cannot be replayed
        #[arg(long)]
        races: bool,
        /// An empty database, which is kept afterwards; defaults to a temporary file
        #[arg(long)]
        database: Option<String>,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Continue with another key after the old one was lost; rows under the lost key can no longer be checked against it
    Rekey,
    /// Check the whole chain; fails if it is broken
    Verify {
        /// A hash printed by an earlier run, which must still be in the chain
        #[arg(long)]
        expect: Option<String>,
    },
}

type AnyError = Box<dyn std::error::Error>;

/// How long to wait for the database to close on shutdown.
const LONGEST_CLOSE: Duration = Duration::from_secs(3);
/// Anyone can send a cookie that belongs to no session, so such cookies are not worth a line in the log.
const DEFAULT_LOG: &str = "info,sqlx=warn,tower_sessions=error,tower_sessions_core=error";

fn main() -> ExitCode {
    // Other users of this machine must read no health data: not the database, the files SQLite keeps beside it, or documents.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let command = Cli::parse().command;
    if let Command::CheckFile { media, length, portrait, limited } = &command {
        let purpose = if *portrait { child::Purpose::Portrait } else { child::Purpose::Whole };
        return media.parse().map_or(ExitCode::FAILURE, |media| child::run(media, *length, purpose, *limited));
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

/// What is wrong, as a form would say it.
fn in_words(failure: Failure) -> AnyError {
    let Failure::Refused(consulta::error::AppError::Invalid(problems)) = failure else { return failure.into() };
    problems.into_iter().map(words::field_error).collect::<Vec<_>>().join(". ").into()
}

async fn run(command: Command) -> Result<(), AnyError> {
    if let Command::Simulate { seed, days, patients, practitioners, from, races, database } = command {
        // The folder's name cannot be guessed in advance; the folder is deleted when this function returns.
        let folder = tempfile::tempdir()?;
        let url = database.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("simulation.db").display()));
        let report =
            simulation::run(&SimulationOptions { seed, days, patients, practitioners, from, url, races }).await?;
        println!("{report}");
        return if report.broken.is_empty() { Ok(()) } else { Err(format!("seed {seed} broke an invariant").into()) };
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
        let refuse = |e| format!("documents cannot be stored in {place} (CONSULTA_DOCUMENTS): {e}");
        let files = Files::open(place).map_err(refuse)?;
        files.check().await.map_err(refuse)?;
        let mail = config.mail.clone().map(Mailer::new).transpose();
        services = services.with_mail(mail.map_err(|e| format!("email cannot be sent: {e}"))?);
        services = services.with_files(files).with_checker(FileChecker::default().scanned_by(config.scanner.clone()));
        services
            .checker
            .try_out()
            .await
            .map_err(|e| format!("patients' files cannot be checked on this machine: {e}"))?;
    }
    let services = Arc::new(services);
    audit::begin_key(&services, matches!(command, Command::Audit { what: AuditCommand::Rekey })).await?;
    match command {
        Command::Serve => {
            if config.is_exposed() && seed::has_demo_staff(&services).await? {
                return Err(
                    "this database has demo accounts, and anyone can look up their password: it is served only \
                            on a loopback CONSULTA_ADDR and without CONSULTA_PUBLIC_URL. Start your own clinic with an \
                            empty database"
                        .into(),
                );
            }
            serve(config, services.clone()).await?;
        }
        Command::Migrate => println!("The schema is up to date."),
        Command::CreateAdmin { email, name, national_id } => {
            eprintln!("Password for {email}:");
            let who = (email.as_str(), name.as_str(), national_id.as_str());
            account::create_named_admin(&services, who, &secret_line()?).await.map_err(in_words)?;
            println!("{email} can sign in as an administrator.");
        }
        Command::Audit { what: AuditCommand::Verify { expect } } => {
            let found = audit::verify(&services, expect.as_deref()).await?;
            println!("{found}");
            if !found.stands() {
                return Err("the audit was tampered with or damaged".into());
            }
        }
        Command::Audit { what: AuditCommand::Rekey } => println!("The audit now uses this key."),
        Command::ResetFactor { email } => {
            println!("Two-step sign-in is off for {}.", second_factor::reset_here(&services, &email).await?);
        }
        Command::ResetCode { email } => {
            let made = reset_code::issue_here(&services, &email).await?;
            println!("One-time code for {}: {}. It works once and is valid for a day.", made.name, made.code);
        }
        Command::Set { key, value } => {
            setting::set(&services, &key, &value).await?;
            println!("{key} is now {value}.");
        }
        Command::CheckTimes => {
            let drifted = agreed_time::check(&services).await?;
            for one in &drifted {
                println!("{one}");
            }
            if !drifted.is_empty() {
                return Err(format!("{} appointments no longer start at the agreed time", drifted.len()).into());
            }
            println!("Every upcoming appointment starts at the agreed time.");
        }
        Command::Seed { practitioners, patients, appointments, seed, as_of: _, if_empty } => {
            // Not a command-line argument, as everyone on the machine can read those.
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
    // A request whose client has gone may still hold a connection.
    drop(tokio::time::timeout(LONGEST_CLOSE, services.db.close()).await);
    Ok(())
}

/// Reads a line from standard input, without echoing it if that is a terminal.
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
    mail::announce(&services).await?;
    let worker = tokio::spawn(housekeeping::run(services.clone()));
    let listener = tokio::net::TcpListener::bind(config.addr).await?;
    println!("Consulta is running at http://{}", listener.local_addr()?);
    let limits = Limits::default();
    let end_by = limits.drain + LONGEST_CLOSE;
    listen::serve(listener, router(state), limits, asked_to_stop(), || {
        services.live.end();
        end_within(end_by);
    })
    .await;
    // What is under way ends first.
    worker.await?;
    refusals::settle(&services).await?;
    Ok(())
}

/// Ends the process after this time at the latest, whatever is still running.
fn end_within(limit: Duration) {
    std::thread::spawn(move || {
        std::thread::sleep(limit);
        eprintln!("consulta: some work did not finish in time; stopped anyway");
        std::process::exit(1);
    });
}

/// Completes on Ctrl-C or SIGTERM.
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
