//! Brings the schema of a PostgreSQL database up to date while processes of older versions are using it, so that an upgrade can
//! replace one process after the other.
//!
//! The first line of a migration says how it treats them (CONTRIBUTING.md, "Migrations"). A process is known to the others by the name of
//! the connection on which it hears them, which says what its last migration is. And no migration waits long for a lock: everyone who needs
//! that table would have to wait behind it, perhaps until a backup has ended.

use std::time::Duration;

use sqlx::{PgConnection, PgPool, migrate::Migrator};
use tokio::time::sleep;

use super::error::{StorageError, StorageResult};

/// From this migration on, each says how it treats processes of older versions.
pub const SAID_FROM: i64 = 242;

/// How often to try again when others hold what a migration needs, and how long to leave them to it: five minutes altogether.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_secs(3);

/// How a migration treats processes of older versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It only adds: they go on beside the new ones.
    Expand,
    /// It takes away what only those use that do not know this earlier migration.
    Contract(i64),
}

impl Step {
    /// What the first line of a migration says: `-- Expand: ...` or `-- Contract after 0242: ...`.
    #[must_use]
    pub fn of(sql: &str) -> Option<Self> {
        let said = sql.lines().next()?.strip_prefix("-- ")?;
        if said.starts_with("Expand: ") {
            return Some(Self::Expand);
        }
        let (after, _) = said.strip_prefix("Contract after ")?.split_once(": ")?;
        after.parse().ok().map(Self::Contract)
    }
}

/// The name of the connections of a process whose last migration is this one.
pub(super) fn name(level: i64) -> String {
    format!("consulta {level}")
}

/// Applies what is missing. Any number of processes may do so at once.
///
/// # Errors
/// If a migration fails, or an older process that is still connected needs what one of them takes away.
pub async fn bring_up(line: &PgPool, migrations: &Migrator) -> StorageResult<()> {
    let mut tries = 1;
    loop {
        let mut connection = line.acquire().await?;
        let outcome = migrate(&mut connection, migrations).await;
        if outcome.is_ok() {
            return Ok(());
        }
        // It may hold the lock by which processes take turns at this.
        drop(connection.close().await);
        match outcome {
            Err(e) if tries < TRIES && e.is_held() => {
                tracing::warn!(error = %e, "others are using what a migration changes; trying again");
                tries += 1;
                sleep(PAUSE).await;
            }
            outcome => return outcome,
        }
    }
}

async fn migrate(connection: &mut PgConnection, migrations: &Migrator) -> StorageResult<()> {
    let contracts = migrations.iter().filter_map(|one| match Step::of(one.sql.as_str()) {
        Some(Step::Contract(after)) => Some((one.version, after)),
        Some(Step::Expand) | None => None,
    });
    let contracts: Vec<_> = contracts.collect();
    if !contracts.is_empty() {
        refuse_what_is_used(connection, &contracts).await?;
    }
    sqlx::raw_sql("set lock_timeout = '2s'").execute(&mut *connection).await?;
    migrations.run_direct(None, connection, false).await.map_err(|e| StorageError::of_migrations(e, migrations))?;
    sqlx::raw_sql("set lock_timeout = default").execute(connection).await?;
    Ok(())
}

/// Looks for connected processes that use what one of these migrations takes away, if it has not been applied yet. Each is given with the
/// one that a process has to know in order not to use it.
///
/// # Errors
/// If there is one.
pub async fn refuse_what_is_used(connection: &mut PgConnection, contracts: &[(i64, i64)]) -> StorageResult<()> {
    const HAS_ANY: &str = "select to_regclass('_sqlx_migrations') is not null";
    const APPLIED: &str = "select version from _sqlx_migrations";
    // Processes from before migration 242 have no name, but listen in the same place.
    const RUNNING: &str = "
        select min(case
            when application_name ~ '^consulta [0-9]{1,9}$' then substr(application_name, 10)::bigint
            else 0
        end)
        from pg_stat_activity
        where datname = current_database()
        and pid <> pg_backend_pid()
        and (application_name ~ '^consulta [0-9]{1,9}$' or query = 'LISTEN \"consulta_changed\"')";
    let has_any: bool = sqlx::query_scalar(HAS_ANY).fetch_one(&mut *connection).await?;
    if !has_any {
        return Ok(());
    }
    let applied: Vec<i64> = sqlx::query_scalar(APPLIED).fetch_all(&mut *connection).await?;
    let oldest: Option<i64> = sqlx::query_scalar(RUNNING).fetch_one(connection).await?;
    let Some(oldest) = oldest else { return Ok(()) };
    match contracts.iter().find(|(version, after)| !applied.contains(version) && oldest < *after) {
        Some((version, after)) => Err(StorageError::OlderProcess { contract: *version, after: *after }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_migration_says_how_it_treats_older_processes() {
        assert_eq!(Step::of("-- Expand: a table of rooms.\ncreate table"), Some(Step::Expand));
        assert_eq!(Step::of("-- Contract after 0242: the old names.\nalter"), Some(Step::Contract(242)));
        for unclear in ["", "create table x", "-- A table of rooms.", "-- Contract: old names", "\n-- Expand: late"] {
            assert_eq!(Step::of(unclear), None, "{unclear}");
        }
    }
}
