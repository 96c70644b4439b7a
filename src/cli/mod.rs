//! The subcommands: each has a file with its arguments and its code. They are only dispatched here.

mod audit;
mod backup;
mod check;
mod check_file;
mod check_times;
mod copy;
mod create_admin;
mod drill;
mod import;
mod migrate;
mod open;
mod process;
mod reset_code;
mod reset_factor;
mod restore;
mod secret;
mod seed;
mod serve;
mod set;
mod simulate;
mod work;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use consulta::{
    error::AppError,
    server::logging,
    service::{Failure, document::child},
};
use rustix::fs::Mode;

#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Environment variables: DATABASE_URL (or DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD), DATABASE_DIRECT_URL, CONSULTA_ADDR, \
    CONSULTA_ALLOW_PLAIN_DATABASE, CONSULTA_PUBLIC_URL, CONSULTA_TRUST_PROXY, CONSULTA_SITE_ROOT, CONSULTA_DATABASE_WAIT, CONSULTA_DOCUMENTS, \
    CONSULTA_SCAN_COMMAND, CONSULTA_AUDIT_KEY, CONSULTA_AUDIT_KEY_FILE, CONSULTA_SMTP_*, CONSULTA_MAIL_*, CONSULTA_BACKUPS, \
    CONSULTA_BACKUP_KEY_FILE, CONSULTA_BACKUP_PASSPHRASE, CONSULTA_METRICS, \
    CONSULTA_LOG, RUST_LOG, DEBUG, OTEL_EXPORTER_OTLP_ENDPOINT. See README.md."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the audit for rows that were changed, moved or removed, or replace its key
    Audit {
        /// What to do with it
        #[command(subcommand)]
        what: audit::What,
    },
    /// Back up the database and the documents while everything keeps running
    Backup(backup::Args),
    /// Check the set-up and report what is missing or dangerous; exits with 0 (all is well), 1 (needs attention) or 2 (act now)
    Check(check::Args),
    /// Check a file from standard input; the server runs this in a separate process
    #[command(name = child::SUBCOMMAND, hide = true)]
    CheckFile(check_file::Args),
    /// Check that every upcoming appointment still starts at the agreed local time; fails if any does not
    CheckTimes,
    /// Copy everything from one database to another, empty one, SQLite or PostgreSQL
    Copy(copy::Args),
    /// Create an administrator; reads the password from standard input
    CreateAdmin(create_admin::Args),
    /// Restore the newest backup in a temporary place, to prove that it can be restored
    Drill(drill::Args),
    /// Import the four MediSoft files; stores every row, or stores none and reports what is wrong
    Import(import::Args),
    /// Bring the database schema up to date
    Migrate,
    /// Print a one-time code that lets the owner of an account set a new password within a day
    ResetCode(reset_code::Args),
    /// Turn two-step sign-in off for someone who has lost their app and their recovery codes
    ResetFactor(reset_factor::Args),
    /// Restore a backup into an empty database
    Restore(restore::Args),
    /// Fill an empty database with a made-up clinic; the same seed always makes the same clinic
    Seed(seed::Args),
    /// Bring the database schema up to date, then serve the application
    Serve(serve::Args),
    /// Change a setting of the clinic; running servers pick it up within a second
    Set(set::Args),
    /// Run a made-up clinic for months on a virtual clock, checking every invariant after every step
    Simulate(simulate::Args),
    /// Do the background work (reminders, email, backups) of servers that run with --no-work; needs PostgreSQL
    Work,
}

/// The error of a subcommand.
type AnyError = Box<dyn std::error::Error>;

/// Says so if there is no such account, or else what went wrong.
fn no_one(told: String, failure: Failure) -> AnyError {
    match failure {
        Failure::Refused(AppError::NotFound) => told.into(),
        failure => failure.into(),
    }
}

/// Runs the requested subcommand.
pub fn main() -> ExitCode {
    // Other users of this machine must not be able to read health data: not the database, the files SQLite keeps beside it, or
    // documents.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let command = Cli::parse().command;
    if let Command::CheckFile(file) = &command {
        return check_file::run(file);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(AnyError::from);
    let outcome = logging::start(|name| std::env::var(name).ok()).map_err(AnyError::from).and_then(|traces| {
        let outcome = runtime.and_then(|runtime| runtime.block_on(run(command)));
        if let Some(traces) = traces {
            traces.end();
        }
        outcome
    });
    match outcome {
        Ok(code) => code,
        Err(e) => {
            eprintln!("consulta: {e}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, AnyError> {
    if let Command::Check(args) = command {
        return check::run(args).await;
    }
    perform(command).await.map(|()| ExitCode::SUCCESS)
}

async fn perform(command: Command) -> Result<(), AnyError> {
    match command {
        Command::Audit { what } => audit::run(what).await,
        Command::Backup(args) => backup::run(args).await,
        Command::Check(_) | Command::CheckFile(_) => Ok(()),
        Command::CheckTimes => check_times::run().await,
        Command::Copy(args) => copy::run(args).await,
        Command::CreateAdmin(args) => create_admin::run(args).await,
        Command::Drill(args) => drill::run(args).await,
        Command::Import(args) => import::run(args).await,
        Command::Migrate => migrate::run().await,
        Command::ResetCode(args) => reset_code::run(args).await,
        Command::ResetFactor(args) => reset_factor::run(args).await,
        Command::Restore(args) => restore::run(args).await,
        Command::Seed(args) => seed::run(args).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Set(args) => set::run(args).await,
        Command::Simulate(args) => simulate::run(args).await,
        Command::Work => work::run().await,
    }
}
