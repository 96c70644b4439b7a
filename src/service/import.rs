//! `consulta import`, and the same from the browser ([`uploaded`]): imports the four MediSoft files into the database, all or
//! nothing (S3-32, S3-33).
//!
//! Safe to repeat: people are matched by their email address and centres by their ABN. Whatever the files contain is updated;
//! existing passwords, time zones and hours are left alone.

mod found;
mod people;
pub mod uploaded;

use std::{
    collections::{BTreeMap, HashMap},
    io::ErrorKind,
    path::Path,
};

use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services, administrators::still_administers, aside, password::one_time_code, settings,
};
use crate::{
    domain::{
        account::{Actor, IdentifierKind, Password, normalise_identifier},
        audit::{Deed, Subject, Thing},
        import::{Ending, Files, Finding, ImportReport, Owner, Plan, Problem, Source, Tallies, read, stops},
        policy::Basis,
        time::Zone,
    },
    storage::{
        account,
        db::Tx,
        directory,
        error::{StorageError, WriteError},
        import::{self as rows, CentreRow, StoredCentre},
        job::Holder,
        lock,
    },
};

/// How many hashes are requested at once; the pool of [`super::password::Hasher`] limits how many are computed.
const HASHES_ASKED_FOR: usize = 8;

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The time zone of new centres: the files don't contain one.
    pub zone: Zone,
    /// Whether to do everything except store it.
    pub dry_run: bool,
}

/// Imports the files in a directory, and returns what it found and did. Errors in the files are not failures: the report ends with
/// [`Ending::Stopped`].
///
/// # Errors
/// If an existing file cannot be read; a storage failure.
pub async fn run(services: &Services, directory: &Path, options: &ImportOptions) -> Outcome<ImportReport> {
    carry_out(services, read_files(directory).await?, options, None).await
}

/// Imports files for the owner of the machine or, if there is a holder, for an administrator.
async fn carry_out(
    services: &Services,
    files: Files,
    options: &ImportOptions,
    holder: Option<Holder>,
) -> Outcome<ImportReport> {
    // Large files take a while.
    let reading = aside::run(move || read(&files)).await.map_err(|e| Failure::Fault(e.to_string()))?;
    let Some(plan) = reading.plan else {
        return Ok(ImportReport::new(reading.findings, Ending::Stopped, &[]));
    };
    let hashes = match (&holder, options.dry_run) {
        (_, true) => HashMap::new(),
        (None, false) => hash_new(services, &plan).await?,
        (Some(holder), false) => {
            let mut new = new_people(services, &plan).await?;
            // An administrator who chose a practitioner's password could read records in their name: see `people::Importer`.
            for practitioner in &plan.practitioners {
                if let Some(known) = new.get_mut(&normalise_identifier(practitioner.account.email.as_str())) {
                    *known = Password::attempt(&(one_time_code() + &one_time_code()));
                }
            }
            uploaded::hash_in_turn(services, new, holder).await?
        }
    };
    let now = services.clock.now();
    // Without a holder it is the command line, whose caller owns the machine.
    let actor =
        holder.as_ref().map_or(Actor::Visitor, |holder| Actor::Account { id: holder.account, roles: Vec::new() });
    let by = By { actor, basis: Some(Basis::Administration), at: now, by_link: false };
    let import = Import { plan, hashes, findings: reading.findings, options: options.clone(), now, by, holder };
    match services.db.write(import, |tx, import| Box::pin(import_in(tx, import))).await {
        Ok(report) | Err(Ended::Nothing(report)) => Ok(report),
        Err(Ended::Failed(failure)) => Err(failure),
    }
}

/// An import run, ready to be written.
struct Import {
    plan: Plan,
    /// Password hashes by normalised email address, for everyone who had no account.
    hashes: HashMap<String, String>,
    findings: Vec<Finding>,
    options: ImportOptions,
    now: Timestamp,
    by: By,
    holder: Option<Holder>,
}

/// Why the transaction is rolled back.
enum Ended {
    /// Because of a dry run, or an error in the files.
    Nothing(ImportReport),
    Failed(Failure),
}

impl From<StorageError> for Ended {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl WriteError for Ended {
    fn storage(&self) -> Option<&StorageError> {
        match self {
            Self::Nothing(_) => None,
            Self::Failed(failure) => failure.storage(),
        }
    }
}

async fn read_files(directory: &Path) -> Outcome<Files> {
    let mut files = Files::new();
    for source in Source::ALL {
        let path = directory.join(source.file_name());
        match tokio::fs::read(&path).await {
            Ok(bytes) => drop(files.insert(source, bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) => return Err(Failure::Fault(format!("{}: {e}", path.display()))),
        }
    }
    Ok(files)
}

/// Hashes the passwords of people who have no account yet, before the transaction, which must not wait for it.
async fn hash_new(services: &Services, plan: &Plan) -> Outcome<HashMap<String, String>> {
    stream::iter(new_people(services, plan).await?)
        .map(|(email, password)| async move { Outcome::Ok((email, services.passwords.hash(&password).await?)) })
        .buffer_unordered(HASHES_ASKED_FOR)
        .try_collect()
        .await
}

/// The passwords of people who have no account yet, by their normalised addresses.
async fn new_people(services: &Services, plan: &Plan) -> Outcome<HashMap<String, Password>> {
    let mut new = HashMap::new();
    let mut conn = services.db.read().await?;
    let practitioners = plan.practitioners.iter().map(|practitioner| &practitioner.account);
    for person in practitioners.chain(plan.patients.iter().map(|patient| &patient.account)) {
        let email = normalise_identifier(person.email.as_str());
        if account::find_credentials(&mut conn, IdentifierKind::Email, &email).await?.is_none() {
            new.insert(email, person.password.clone());
        }
    }
    Ok(new)
}

async fn import_in(tx: &mut Tx, import: &Import) -> Result<ImportReport, Ended> {
    // Minutes may have passed since they confirmed it.
    if import.holder.is_some() {
        still_administers(tx, &import.by.actor).await?;
    }
    lock::terms_as_they_are(tx).await?;
    let mut findings = import.findings.clone();
    let mut tallies = Tallies::default();
    let centres = put_centres(tx, import, &mut tallies, &mut findings).await?;
    let settings = settings(tx).await?;
    let mut people = people::Importer {
        unique_phone: settings.unique_phone,
        specialists_by_referral: settings.specialists_by_referral,
        licence_needed: settings.licence_needed,
        accepted: &settings.login_identifiers,
        tx,
        import,
        tallies: &mut tallies,
        findings: &mut findings,
        made: BTreeMap::new(),
    };
    for practitioner in &import.plan.practitioners {
        people.put_practitioner(practitioner, &centres).await?;
    }
    for patient in &import.plan.patients {
        people.put_patient(patient).await?;
    }
    people.refuse_nameless().await?;
    let accepted = &settings.login_identifiers;
    if stops(&findings) {
        return Err(Ended::Nothing(ImportReport::new(findings, Ending::Stopped, accepted)));
    }
    if import.options.dry_run {
        return Err(Ended::Nothing(ImportReport::new(findings, Ending::Rehearsed(tallies), accepted)));
    }
    // A patient whose name changed may also be a practitioner.
    let concerned = [tallies.centres, tallies.practitioners, tallies.affiliations, tallies.patients];
    if concerned.iter().any(|tally| tally.changed()) {
        directory::bump_version(tx).await?;
    }
    import.by.did(tx, Deed::DirectoryImport, Subject::any(Thing::Directory));
    let report = ImportReport::new(findings, Ending::Stored(tallies), accepted);
    if let Some(holder) = &import.holder {
        uploaded::end_in(tx, holder, &report).await?;
    }
    Ok(report)
}

/// The stored centres, in the order of the plan; `None` for one that stops the import.
async fn put_centres(
    tx: &mut Tx,
    import: &Import,
    tallies: &mut Tallies,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Option<StoredCentre>>, Ended> {
    let mut stored = Vec::with_capacity(import.plan.centres.len());
    for centre in &import.plan.centres {
        if rows::centre_name_is_taken(tx, &centre.name, &centre.abn).await? {
            findings.push(Finding {
                source: Source::Centres,
                line: Some(centre.line),
                field: Some("name"),
                problem: Problem::TakenInDatabase(Owner::Centre),
            });
            stored.push(None);
            continue;
        }
        let row = CentreRow {
            kind: centre.kind,
            abn: &centre.abn,
            name: &centre.name,
            phone: &centre.phone,
            suburb: &centre.suburb,
            time_zone: import.options.zone.name(),
        };
        let (centre, change) = rows::put_centre(tx, &row).await?;
        tallies.centres.count(change);
        stored.push(Some(centre));
    }
    Ok(stored)
}
