//! Bulk export of records as FHIR files, for programs: for each patient whose record the caller may read, as much as their basis
//! covers. Each record is opened once, through the same gate as for a page, so the audit has one row per patient. `fhir` decides
//! how a record is represented.

use std::{collections::HashSet, fs::File};

use bytes::Bytes;
use futures::stream::BoxStream;
use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services, as_patient, as_practitioner, authorise,
    clinical::{self, ClinicalQuery, Lines, Place},
    imported::{self, Whole},
    job,
    listing::{self, PatientSeen},
    record,
};
use crate::{
    domain::{
        access::Reach,
        account::{AccountStatus, Actor},
        audit::{Deed, Subject},
        ids::{AccountId, AppointmentId, PatientId},
        imported::ImportedKind,
        policy::{Action, Basis, Resource},
        record::EntryKind,
        statement::{Statement, StatementKind},
    },
    error::AppError,
    storage::{
        account,
        appointment::{self, Appointment, ListQuery},
        bulk_export as stored,
        error::StorageError,
        files::new_key,
        lock, random,
    },
};

pub use super::job::Holder;
pub use crate::storage::bulk_export::{BulkExport, BulkFile};

/// How long the files can be downloaded, in seconds.
pub const KEPT: i64 = 24 * 3_600;
/// The maximum number of waiting or kept exports per account.
pub const OF_ONE: i64 = 2;
/// The maximum number of waiting exports overall.
const WAITING: i64 = 20;
/// When to retry if there are too many, in seconds.
const LATER: u64 = 300;
/// The maximum number of times an export is started: one that crashes its process each time must not do so for ever.
const TRIES: i64 = 3;
/// The deed's word for this way of reading a record.
const PART: &str = "bulk_export";
/// Appointments read at once.
const PAGE: usize = 100;

fn owner(actor: &Actor) -> Outcome<(AccountId, Basis)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, authorise(actor, Action::ExportRecords, Resource::Account(me))?))
}

/// Requests these resource types (comma-separated), or what has changed in them since an instant. Returns the export's key.
///
/// # Errors
/// Not allowed; [`AppError::TooManyAttempts`] if the account has too many, [`AppError::Busy`] if too many wait; a storage failure.
pub async fn ask(services: &Services, actor: &Actor, kinds: &str, since: Option<Timestamp>) -> Outcome<String> {
    let (me, basis) = owner(actor)?;
    let by = By::now(services, actor).on(basis);
    let id = random::hex::<16>();
    let work = services.change(by, (me, id, kinds.to_owned(), since), |tx, by, (me, id, kinds, since)| {
        Box::pin(async move {
            lock::bulk_exports(tx).await?;
            let (own, waiting) = stored::count(tx, *me, by.second()).await?;
            if own >= OF_ONE {
                return Err(AppError::TooManyAttempts(LATER).into());
            }
            if waiting >= WAITING {
                return Err(AppError::Busy(LATER).into());
            }
            stored::ask(tx, (*me, id), kinds, since.map(Timestamp::as_second), by.second()).await?;
            by.did(tx, Deed::BulkExportAsk, Subject::from(*me).part(kinds));
            Ok(id.clone())
        })
    });
    work.await
}

/// One of the actor's unexpired exports, with its files if it is ready.
///
/// # Errors
/// Not allowed; not found, including for anyone else's.
pub async fn find(services: &Services, actor: &Actor, id: &str) -> Outcome<(BulkExport, Vec<BulkFile>)> {
    let (me, _) = owner(actor)?;
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let found = stored::find(&mut conn, me, id).await?;
    let found = found.filter(|found| found.ends_at.is_none_or(|until| now < until)).ok_or(AppError::NotFound)?;
    let files = stored::files(&mut conn, id).await?;
    Ok((found, files))
}

/// One of its files: its size and its bytes.
///
/// # Errors
/// Not allowed; not found if there is none, or no longer.
pub async fn open(
    services: &Services,
    actor: &Actor,
    (id, kind): (&str, &str),
) -> Outcome<(i64, BoxStream<'static, Result<Bytes, StorageError>>)> {
    let (me, basis) = owner(actor)?;
    let (_, files) = find(services, actor, id).await?;
    let file = files.into_iter().find(|file| file.kind == kind).ok_or(AppError::NotFound)?;
    let bytes = services.files.whole(&file.storage_key).await?.ok_or(AppError::NotFound)?;
    let by = By::now(services, actor).on(basis);
    by.saw(services, Deed::BulkExportDownload, Subject::from(me).part(kind)).await?;
    Ok((file.bytes, bytes))
}

/// Ends one of the actor's exports, whatever its state, and deletes its files.
///
/// # Errors
/// Not allowed; not found, including for anyone else's.
pub async fn cancel(services: &Services, actor: &Actor, id: &str) -> Outcome<()> {
    let (me, basis) = owner(actor)?;
    let by = By::now(services, actor).on(basis);
    let work = services.change(by, (me, id.to_owned()), |tx, by, (me, id)| {
        Box::pin(async move {
            let files = stored::files(tx, id).await?;
            if !stored::forget(tx, *me, id).await? {
                return Err(AppError::NotFound.into());
            }
            by.did(tx, Deed::BulkExportCancel, Subject::from(*me));
            Ok(files)
        })
    });
    let files = work.await?;
    delete(services, &files).await
}

/// If this is interrupted, the sweep of files deletes the rest.
async fn delete(services: &Services, files: &[BulkFile]) -> Outcome<()> {
    for file in files {
        services.files.delete(&file.storage_key).await?;
    }
    Ok(())
}

/// Takes the export that has waited longest, if no other process is working on it.
///
/// # Errors
/// A storage failure.
pub async fn take(services: &Services, by: &str) -> Outcome<Option<Holder>> {
    job::take(services, &stored::JOBS, by).await
}

/// An export to be made.
#[derive(Debug)]
pub struct Begun {
    /// The requester, with their current roles.
    pub actor: Actor,
    /// The requested export.
    pub export: BulkExport,
    /// The patients whose records may be included.
    pub patients: Vec<PatientId>,
}

/// Starts an export.
///
/// # Errors
/// Not allowed, or no longer; that it was started too often; a storage failure.
pub async fn begin(services: &Services, holder: &Holder) -> Outcome<Begun> {
    let mut conn = services.db.read().await?;
    let found = stored::find(&mut conn, holder.account, &holder.id).await?.ok_or(AppError::Overtaken)?;
    if found.tries > TRIES {
        return Err(Failure::Fault("an export was begun too often".to_owned()));
    }
    let whose = account::find(&mut conn, holder.account).await?;
    let whose = whose.filter(|whose| whose.status == AccountStatus::Active).ok_or(AppError::Forbidden)?;
    let actor = Actor::Account { id: whose.id, roles: whose.roles };
    owner(&actor)?;
    let patients = stored::linked(&mut conn, whose.id).await?;
    Ok(Begun { actor, export: found, patients })
}

/// A record opened for an export.
#[derive(Debug)]
pub struct Opened {
    actor: Actor,
    reader: AccountId,
    reach: Reach,
    since: Option<Timestamp>,
    /// The patient it is about.
    pub patient: PatientSeen,
}

/// Opens a patient's record, which is audited; `None` without a basis.
///
/// # Errors
/// Not found if it has gone since; a storage failure.
pub async fn record_of(services: &Services, begun: &Begun, patient: PatientId) -> Outcome<Option<Opened>> {
    // The relationship to a patient may have ended long ago: leaving that patient out is not a refusal.
    if !record::may_open(services, &begun.actor, patient).await? {
        return Ok(None);
    }
    let Begun { actor, export, .. } = begun;
    let reader = actor.id().ok_or(AppError::NotSignedIn)?;
    let reach = record::open(services, actor, patient, PART).await?.reach;
    let patient = listing::patient_within(services, patient, (reader == patient.account(), reach)).await?;
    Ok(Some(Opened { actor: actor.clone(), reader, reach, since: export.since, patient }))
}

impl Opened {
    /// A page of the record's entries of a kind, latest first.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn lines(&self, services: &Services, kind: EntryKind, before: Option<Place>) -> Outcome<Lines> {
        let query = ClinicalQuery { patient: self.patient.row.id, kind, before, most: PAGE };
        let mut page = clinical::page(services, (self.reader, self.reach), query).await?;
        page.imported.retain(|one| self.is_recent(one));
        page.found.retain(|one| self.since.is_none_or(|since| one.changed_at() >= since));
        Ok(page)
    }

    fn is_recent(&self, one: &Whole) -> bool {
        self.since.is_none_or(|since| one.line.imported_at >= since)
    }

    /// A page of imported entries of a kind, latest first, and where the next page begins.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn imported(
        &self,
        services: &Services,
        kind: ImportedKind,
        after: Option<Place>,
    ) -> Outcome<(Vec<Whole>, Option<Place>)> {
        let of = (self.patient.row.id, self.reach);
        let (mut found, next) = imported::page(services, of, kind, (after, PAGE)).await?;
        found.retain(|one| self.is_recent(one));
        Ok((found, next))
    }

    /// The patient's own statements of one kind.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn statements(&self, services: &Services, kind: StatementKind) -> Outcome<Vec<Statement>> {
        let mut found = clinical::said(services, self.patient.row.id, self.reach, kind).await?;
        found.retain(|one| self.since.is_none_or(|since| one.created_at >= since));
        Ok(found)
    }

    /// A page of the patient's appointments in which the reader takes part, by start, and where the next page begins.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn appointments(
        &self,
        services: &Services,
        after: Option<(i64, AppointmentId)>,
    ) -> Outcome<(Vec<Appointment>, Option<(i64, AppointmentId)>)> {
        let own_patient = as_patient(&self.actor, Action::ReadPatientAppointments).ok().map(|(id, _)| id);
        let own_practitioner = as_practitioner(&self.actor, Action::ReadAgenda).ok().map(|(id, _)| id);
        if own_patient.is_none() && own_practitioner.is_none() {
            return Ok((Vec::new(), None));
        }
        let patient = self.patient.row.id;
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let query =
            ListQuery { own_patient, own_practitioner, patient: Some(patient), after, limit, ..ListQuery::default() };
        let mut conn = services.db.read().await?;
        let mut found = appointment::list(&mut conn, &query).await?;
        let next = found.last().filter(|_| found.len() == PAGE).map(|last| (last.slot.starts_at.as_second(), last.id));
        if let Some(since) = self.since {
            let changed = stored::changed_appointments(&mut conn, patient, since.as_second()).await?;
            let changed: HashSet<i64> = changed.into_iter().collect();
            found.retain(|one| changed.contains(&one.id.0));
        }
        Ok((found, next))
    }
}

/// Reports progress.
///
/// # Errors
/// [`AppError::Overtaken`] if another process has taken it, or it was cancelled.
pub async fn say_progress(services: &Services, holder: &Holder, counts: (usize, usize)) -> Outcome<()> {
    let now = services.clock.now();
    let work = services.db.write((holder.clone(), counts, now), |tx, (holder, counts, now)| {
        Box::pin(async move { job::keep(tx, &stored::JOBS, holder, *counts, *now).await })
    });
    work.await
}

/// A finished file.
#[derive(Debug)]
pub struct Made {
    /// The resource type it contains.
    pub kind: &'static str,
    /// The number of resources.
    pub lines: i64,
    /// The file itself.
    pub file: File,
}

/// Stores the finished files.
///
/// # Errors
/// A storage failure.
pub async fn finish(services: &Services, holder: &Holder, made: Vec<Made>) -> Outcome<()> {
    let mut files = Vec::new();
    for Made { kind, lines, file } in made {
        let storage_key = new_key();
        let bytes = services.files.put_file(&storage_key, file).await?;
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        files.push(BulkFile { kind: kind.to_owned(), storage_key, bytes, lines });
    }
    match note(services, holder, Some(files.clone())).await? {
        true => Ok(()),
        false => delete(services, &files).await,
    }
}

/// Records that the export could not be made.
///
/// # Errors
/// A storage failure.
pub async fn fail(services: &Services, holder: &Holder) -> Outcome<()> {
    note(services, holder, None).await.map(drop)
}

async fn note(services: &Services, holder: &Holder, files: Option<Vec<BulkFile>>) -> Outcome<bool> {
    let until = services.clock.now().as_second() + KEPT;
    let work = services.db.write((holder.clone(), files, until), |tx, (holder, files, until)| {
        Box::pin(async move { Ok::<_, Failure>(stored::end(tx, holder, files.as_deref(), *until).await?) })
    });
    work.await
}

/// Deletes expired exports, with their files. Returns the number deleted.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<usize> {
    let now = services.clock.now().as_second();
    let ended = stored::ended(&mut services.db.read().await?, now).await?;
    for export in &ended {
        let work = services.db.write(export.clone(), |tx, (account, id)| {
            Box::pin(async move {
                let files = stored::files(tx, id).await?;
                stored::forget(tx, *account, id).await?;
                Ok::<_, Failure>(files)
            })
        });
        delete(services, &work.await?).await?;
    }
    Ok(ended.len())
}
