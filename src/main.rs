//! The program: its subcommands, and nothing else.

use std::{process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use consulta::{
    server::{AppState, config::Config, router::router, session},
    service::{Services, account, clock::Clock},
    storage::db::Db,
};
use leptos::config::LeptosOptions;

#[derive(Parser)]
#[command(version, about, after_help = "Configuration by environment: DATABASE_URL, CONSULTA_ADDR, CONSULTA_PUBLIC_URL, \
    CONSULTA_TRUST_PROXY, CONSULTA_SITE_ROOT, RUST_LOG. See README.md.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
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
}

type AnyError = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("consulta: {e}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), AnyError> {
    let config = Config::read(|name| std::env::var(name).ok())?;
    let db = Db::open(&config.database_url).await?;
    let services = Arc::new(Services::new(db, Clock::System));
    match command {
        Command::Serve => serve(config, services.clone()).await?,
        Command::Migrate => println!("The schema is up to date."),
        Command::CreateAdmin { email, name } => {
            eprintln!("Password for {email}:");
            let mut password = String::new();
            std::io::stdin().read_line(&mut password)?;
            account::create_admin(&services, &email, &name, password.trim_end_matches(['\r', '\n'])).await?;
            println!("{email} can sign in as an administrator.");
        }
    }
    services.db.close().await;
    Ok(())
}

async fn serve(config: Config, services: Arc<Services>) -> Result<(), AnyError> {
    let leptos = LeptosOptions::builder()
        .output_name("consulta")
        .site_root(config.site_root.to_string_lossy().into_owned())
        .site_addr(config.addr)
        .hash_files(true)
        .build();
    let state = AppState { services: services.clone(), leptos, trust_proxy: config.trust_proxy, tls: config.tls() };
    tokio::spawn(session::sweep(services));
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
