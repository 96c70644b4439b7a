//! PostgreSQL's own programs. They get the password through their environment, as everyone on a machine can read arguments.

use std::{
    env,
    path::{Path, PathBuf},
    pin::pin,
    process::Stdio,
};

use bytes::Bytes;
use futures::stream;
use percent_encoding::percent_decode_str;
use sqlx::AssertSqlSafe;
use tokio::{io::AsyncReadExt, process::Command};

use super::{archive, seal::Seal};
use crate::storage::{
    db::Conn,
    error::{StorageError, StorageResult},
    schema,
};

/// Where Debian installs the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Dumps a snapshot into a file.
pub(super) async fn dump(url: &str, snapshot: &str, to: &Path, seal: Option<&Seal>) -> StorageResult<()> {
    let address = Address::of(url);
    let mut command = address.command("pg_dump")?;
    command.args(["--format=custom", "--no-owner", "--no-privileges"]);
    command.arg(format!("--snapshot={snapshot}"));
    command.arg(format!("--dbname={}", address.url));
    match seal {
        Some(seal) => sealed(command, to, seal).await,
        None => {
            command.arg("--file").arg(to);
            run(command, "pg_dump").await
        }
    }
}

/// Seals a dump on its way, so that it is never on the disk in plain text.
async fn sealed(mut command: Command, to: &Path, seal: &Seal) -> StorageResult<()> {
    let mut dumping = command.stdout(Stdio::piped()).spawn()?;
    let (Some(dumped), Some(mut told)) = (dumping.stdout.take(), dumping.stderr.take()) else {
        return Err(StorageError::NotStored("pg_dump has no output".to_owned()));
    };
    let content = stream::try_unfold(dumped, |mut dumped| async move {
        let mut chunk = vec![0; 256 * 1024];
        let count = dumped.read(&mut chunk).await?;
        chunk.truncate(count);
        Ok::<_, StorageError>((count > 0).then(|| (Bytes::from(chunk), dumped)))
    });
    // Ends with the program's output: if nothing more can be written, the program is not left blocked.
    let write = async move { archive::write(to, Some(seal), pin!(content)).await };
    let mut said = Vec::new();
    let (written, read) = tokio::join!(write, told.read_to_end(&mut said));
    let status = dumping.wait().await?;
    written?;
    read?;
    judged(status.success(), &said, "pg_dump")
}

/// Whether PostgreSQL's own tools are installed, which its backups require.
#[must_use]
pub fn are_there() -> bool {
    ["pg_dump", "pg_restore"].iter().all(|name| find(name).is_some())
}

/// Restores a dump into an empty database, completely or not at all.
///
/// # Errors
/// If it is not a dump, or the tool is missing or fails.
pub async fn restore(url: &str, from: &Path) -> StorageResult<()> {
    let address = Address::of(url);
    let mut command = address.command("pg_restore")?;
    command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]);
    command.arg(format!("--dbname={}", address.url)).arg(from);
    run(command, "pg_restore").await
}

/// Creates an empty database on the same server.
///
/// # Errors
/// If our role may not.
pub async fn create_database(url: &str, name: &str) -> StorageResult<()> {
    on_server(url, format!("create database \"{name}\" template template0")).await
}

/// Drops it again.
///
/// # Errors
/// A failure of the storage.
pub async fn drop_database(url: &str, name: &str) -> StorageResult<()> {
    on_server(url, format!("drop database if exists \"{name}\" with (force)")).await
}

async fn on_server(url: &str, sql: String) -> StorageResult<()> {
    let Conn::Postgres(mut c) = schema::connect(url, false).await? else { return Ok(()) };
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *c).await?;
    Ok(())
}

/// The URL of another database on the same server.
#[must_use]
pub fn with_database(url: &str, name: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
    let authority = place.split('/').next().unwrap_or_default();
    // The query may also name a database.
    let others = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("dbname="));
    let others = others.collect::<Vec<_>>().join("&");
    let query = if others.is_empty() { String::new() } else { format!("?{others}") };
    format!("{scheme}://{authority}/{name}{query}")
}

/// The URL of a database for the programs, without its password.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    url: String,
    password: Option<String>,
}

impl Address {
    fn of(url: &str) -> Self {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = place.split_at(place.find('/').unwrap_or(place.len()));
        let (who, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, secret) = who.split_once(':').map_or((who, None), |(user, secret)| (user, Some(secret)));
        let mut password = secret.map(decoded);
        let mut others = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("password", secret)) => password = Some(decoded(secret)),
                // Only our driver understands this parameter.
                Some(("statement-cache-capacity", _)) => {}
                _ => others.push(pair),
            }
        }
        let who = if user.is_empty() { String::new() } else { format!("{user}@") };
        let query = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
        Self { url: format!("{scheme}://{who}{host}{path}{query}"), password }
    }

    fn command(&self, name: &str) -> StorageResult<Command> {
        let program = find(name).ok_or_else(|| {
            StorageError::NotStored(format!(
                "{name} is missing: it comes with PostgreSQL's client programs (on Debian: apt install postgresql-client)"
            ))
        })?;
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        command.env("LC_ALL", "C");
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        Ok(command)
    }
}

/// Looks in `PATH`, then where Debian installs them, newest version first.
fn find(name: &str) -> Option<PathBuf> {
    let in_path = env::var_os("PATH").into_iter().flat_map(|path| env::split_paths(&path).collect::<Vec<_>>());
    let mut of_debian: Vec<PathBuf> =
        std::fs::read_dir(DEBIAN).into_iter().flatten().filter_map(Result::ok).map(|version| version.path()).collect();
    of_debian.sort_by_key(|path| {
        let version = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<u32>().ok());
        std::cmp::Reverse(version)
    });
    in_path
        .chain(of_debian.into_iter().map(|version| version.join("bin")))
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

async fn run(mut command: Command, name: &str) -> StorageResult<()> {
    let output = command.output().await?;
    judged(output.status.success(), &output.stderr, name)
}

/// Only the first line of a program's complaint is passed on: the others may quote rows.
fn judged(is_done: bool, told: &[u8], name: &str) -> StorageResult<()> {
    if is_done {
        return Ok(());
    }
    let said = String::from_utf8_lossy(told);
    let first = said.lines().next().unwrap_or("it did not say why");
    Err(StorageError::NotStored(format!("{name} failed: {first}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_among_the_arguments() {
        for (url, shown, password) in [
            (
                "postgres://me:s%40fe@db:5433/clinic?sslmode=disable",
                "postgres://me@db:5433/clinic?sslmode=disable",
                Some("s@fe"),
            ),
            ("postgres://me@db/clinic?password=x&statement-cache-capacity=0", "postgres://me@db/clinic", Some("x")),
            ("postgres:///clinic?host=/run/postgresql", "postgres:///clinic?host=/run/postgresql", None),
        ] {
            let expected = Address { url: shown.to_owned(), password: password.map(str::to_owned) };
            assert_eq!(Address::of(url), expected);
        }
    }

    #[test]
    fn another_database_of_the_same_server_has_the_same_address_but_for_its_name() {
        let other = |url| with_database(url, "drill");
        assert_eq!(
            other("postgres://me:x@db:5433/clinic?sslmode=require"),
            "postgres://me:x@db:5433/drill?sslmode=require"
        );
        assert_eq!(other("postgres://db"), "postgres://db/drill");
        assert_eq!(other("postgresql:///clinic?host=/run/x"), "postgresql:///drill?host=/run/x");
    }
}
