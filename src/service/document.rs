//! Files in a patient's record: adding, listing and opening them. Every read goes through the record's gate.

mod checker;
pub mod child;
mod content;
mod jpeg;
mod pdf;
mod reading;
mod scanner;
mod verdict;

pub use checker::FileChecker;
pub use reading::{OpenedFile, offers_file, open, open_file, open_preview};
pub use scanner::Scanner;

use std::collections::{BTreeSet, HashSet};

use bytes::Bytes;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    By, Failure, Outcome, Services, as_patient, authorise,
    entry::is_theirs,
    job, record,
    refusals::{self, Refusal, Tried},
};
use crate::{
    domain::{
        access::{self, Access, Reach},
        account::Actor,
        audit::{Deed, Subject},
        document::{Category, FileProblem, file_name},
        form::{self, Field, FieldError, Problem},
        ids::{AccountId, AppointmentId, EntryId, PatientId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
        record::EntryKind,
    },
    error::AppError,
    storage::{
        account,
        appointment::{self, Appointment},
        db::{Conn, Tx},
        document::{self, NewDocument, Seen},
        entry::{self, NewEntry},
        files::new_key,
        lock,
        notice::{self, About},
        referral, sharing,
    },
};

pub use crate::storage::document::Document;

/// Documents per page of the list.
pub const PAGE: i64 = 20;
/// A megabyte, in bytes.
pub const MEGABYTE: usize = 1_000_000;

/// Whose record a document is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The actor's own.
    Own,
    /// The patient of one of the actor's appointments.
    PatientOf(AppointmentId),
}

/// An uploaded file.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its category, as chosen in the form.
    pub category: String,
    /// The file name on the sender's machine.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// A page of someone's documents.
#[derive(Debug)]
pub struct Listed {
    /// The documents, latest first.
    pub documents: Vec<Document>,
    /// Whether there are older ones.
    pub more: bool,
    /// The maximum size of a new one, in millions of bytes.
    pub most_megabytes: u16,
    /// Whether the actor may add one.
    pub may_add: bool,
}

/// The error message for the form's file.
#[must_use]
pub fn refused(problem: FileProblem) -> FieldError {
    FieldError::new(Field::File, Problem::File(problem))
}

/// Whether the actor may add a document there, and its maximum size in millions of bytes: asked before any of it is received.
///
/// # Errors
/// Not found for an appointment that is not the actor's or was cancelled, and if the patient has closed the record to them.
pub async fn may_add(services: &Services, actor: &Actor, whose: Whose) -> Outcome<u16> {
    match whose {
        Whose::Own => drop(as_patient(actor, Action::EditOwnHistory)?),
        Whose::PatientOf(id) => {
            let found = to_add(&mut services.db.read().await?, actor, id, services.clock.now()).await;
            drop(noted(services, actor, id, found).await?);
        }
    }
    Ok(services.directory().await?.settings.document_megabytes)
}

async fn ground(conn: &mut Conn, actor: &Actor, whose: Whose, now: Timestamp) -> Outcome<(PatientId, Basis)> {
    match whose {
        Whose::Own => as_patient(actor, Action::EditOwnHistory),
        Whose::PatientOf(id) => {
            let (found, basis) = to_add(conn, actor, id, now).await?;
            Ok((found.patient, basis))
        }
    }
}

/// An appointment whose practitioner may add files to its patient's record.
async fn to_add(conn: &mut Conn, actor: &Actor, id: AppointmentId, now: Timestamp) -> Outcome<(Appointment, Basis)> {
    let found = visit(conn, actor, id).await?;
    let access = record::ground(conn, actor, found.0.patient, now).await?;
    if access.reach.takes_files() { Ok(found) } else { Err(AppError::NotFound.into()) }
}

/// An appointment that is not cancelled, for the practitioner who sees the patient in it.
async fn visit(conn: &mut Conn, actor: &Actor, id: AppointmentId) -> Outcome<(Appointment, Basis)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(conn, id, me).await?.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    let basis = authorise(actor, Action::Consult, parties)?;
    if !found.status.holds_its_time() {
        return Err(AppError::NotFound.into());
    }
    Ok((found, basis))
}

/// The outcome of looking up an appointment; a refusal is audited just as at the record's gate.
async fn noted(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    found: Outcome<(Appointment, Basis)>,
) -> Outcome<Appointment> {
    let of = match found {
        Err(Failure::Refused(AppError::NotFound)) => appointment::find(&mut services.db.read().await?, id).await?,
        _ => None,
    };
    // The connection has already been returned; the audit needs one.
    if let Some(of) = of {
        let refusal = Refusal::of_record(of.patient, EntryKind::Document.as_str());
        refusals::note(services, actor, refusal).await?;
    }
    Ok(found?.0)
}

struct Adding {
    whose: Whose,
    new: NewDocument,
    /// The space left in the record, in millions of bytes.
    room: u16,
}

fn size_of(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX)
}

/// Refuses a file that the record has no room for.
pub(super) async fn has_room(conn: &mut Conn, patient: PatientId, more: i64, room: u16) -> Outcome<()> {
    let kept = document::bytes_of_patient(conn, patient).await?;
    let fits = kept.saturating_add(more) <= i64::from(room) * MEGABYTE as i64;
    if fits { Ok(()) } else { Err(refused(FileProblem::RecordFull(room)).into()) }
}

/// Adds a document. The patient is told if someone else adds it. If it is refused or fails, nothing of it is left behind.
///
/// Must not be dropped halfway: a request runs it in a task of its own. Whatever a crash leaves behind, [`sweep`] finds.
///
/// # Errors
/// What is wrong with the file or the form; the errors of [`may_add`].
pub async fn add(services: &Services, actor: &Actor, whose: Whose, upload: Upload) -> Outcome<EntryId> {
    let most = may_add(services, actor, whose).await?;
    let category: Category =
        upload.category.parse().map_err(|()| FieldError::new(Field::Category, Problem::NotAChoice))?;
    if upload.name.is_empty() && upload.bytes.is_empty() {
        return Err(refused(FileProblem::Missing).into());
    }
    if upload.bytes.len() > usize::from(most) * MEGABYTE {
        return Err(refused(FileProblem::TooLarge(most)).into());
    }
    let room = services.directory().await?.settings.record_megabytes;
    {
        // An early check, before the file is examined; the one that counts is in the transaction.
        let mut conn = services.db.read().await?;
        let (patient, _) = ground(&mut conn, actor, whose, services.clock.now()).await?;
        has_room(&mut conn, patient, size_of(&upload.bytes), room).await?;
    }
    let checked = services.checker.check(upload.bytes.into()).await?.map_err(refused)?;
    let new = NewDocument {
        category,
        name: file_name(&upload.name, checked.media),
        media: checked.media,
        bytes: size_of(&checked.bytes),
        sha256: hex::encode(Sha256::digest(&checked.bytes)),
        key: new_key(),
        preview_key: checked.preview.as_ref().map(|_| new_key()),
    };
    let by = By::now(services, actor);
    let adding = Adding { whose, new: new.clone(), room };
    let added = keep(services, by, adding, checked.bytes, checked.preview).await;
    // If the row may exist despite the error, the sweep decides.
    if added.as_ref().is_err_and(Failure::is_undone) {
        for key in std::iter::once(&new.key).chain(&new.preview_key) {
            if let Err(e) = services.files.delete(key).await {
                tracing::warn!(error = %e, "a file that belongs to nothing is left for the sweep");
            }
        }
    }
    added
}

/// The files first, so that a row never points at nothing.
async fn keep(services: &Services, by: By, adding: Adding, bytes: Bytes, preview: Option<Bytes>) -> Outcome<EntryId> {
    services.files.put(&adding.new.key, bytes).await?;
    if let Some((key, preview)) = adding.new.preview_key.as_ref().zip(preview) {
        services.files.put(key, preview).await?;
    }
    services.change(by, adding, |tx, by, adding| Box::pin(add_in(tx, by, adding))).await
}

async fn add_in(tx: &mut Tx, by: &By, adding: &Adding) -> Outcome<EntryId> {
    let Adding { whose, new, room } = adding;
    let at = by.second();
    // Checked again: the appointment may have been cancelled, the record closed or erased, or a role revoked, while the file was
    // being uploaded.
    let (patient, _) = ground(tx, &by.actor, *whose, by.at).await?;
    lock::documents(tx, patient).await?;
    let by = &by.again(tx).await?;
    let (patient, basis) = ground(tx, &by.actor, *whose, by.at).await?;
    has_room(tx, patient, new.bytes, *room).await?;
    let author = by.account()?;
    let appointment = match whose {
        Whose::Own => None,
        Whose::PatientOf(id) => Some(*id),
    };
    let line = NewEntry { patient, author, appointment, kind: EntryKind::Document, title: &new.name, at };
    let id = entry::insert(tx, &line).await?;
    document::insert(tx, id, new).await?;
    for reader in told(tx, patient, appointment, by.at).await? {
        if reader != author {
            notice::insert_about(tx, reader, NoticeKind::DocumentAdded, About::Entry(id, patient), at).await?;
        }
    }
    by.on(basis).did(tx, Deed::DocumentAdd, subject(id, patient));
    Ok(id)
}

/// Who is told of a new document added in an appointment: its patient, and of the people they trust with their record and whoever
/// referred them there, everyone who can read it. A document that patients add themselves is news to no one else.
async fn told(
    tx: &mut Tx,
    patient: PatientId,
    appointment: Option<AppointmentId>,
    now: Timestamp,
) -> Outcome<Vec<AccountId>> {
    let Some(appointment) = appointment else { return Ok(Vec::new()) };
    let me = patient.account();
    let trusted = sharing::proxies_of(tx, me, now.as_second()).await?;
    let referral = referral::of_appointment(tx, appointment).await?;
    let trusted = trusted.iter().filter(|one| one.patient == patient).map(|one| one.account);
    let others: BTreeSet<AccountId> = trusted.chain(referral.map(|found| found.referrer.account())).collect();
    let mut told = vec![me];
    for other in others {
        let Some(reader) = account::find(tx, other).await? else { continue };
        let reader = Actor::Account { id: reader.id, roles: reader.roles };
        let facts = record::facts(tx, &reader, patient).await?;
        if access::decide(&facts, now).is_some_and(|access| access.reach.takes_files()) {
            told.push(other);
        }
    }
    Ok(told)
}

/// The actor's own documents as a patient; `page` counts from 1.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn own(services: &Services, actor: &Actor, page: i64) -> Outcome<Listed> {
    let (patient, _) = as_patient(actor, Action::EditOwnHistory)?;
    let access = record::open(services, actor, patient, EntryKind::Document.as_str()).await?;
    listed(services, actor, patient, access, page).await
}

/// The documents of an appointment's patient, for its practitioner; `page` counts from 1. If the patient has closed the record to
/// the practitioner, only those that the practitioner added.
///
/// # Errors
/// Not found for anyone else, and for an appointment that was cancelled.
pub async fn of_appointment(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    page: i64,
) -> Outcome<(Appointment, Listed)> {
    let found = visit(&mut services.db.read().await?, actor, id).await;
    let found = noted(services, actor, id, found).await?;
    let access = record::open_in_visit(services, actor, found.patient, EntryKind::Document.as_str()).await?;
    let listed = listed(services, actor, found.patient, access, page).await?;
    Ok((found, listed))
}

async fn listed(services: &Services, actor: &Actor, patient: PatientId, access: Access, page: i64) -> Outcome<Listed> {
    let seen = Seen {
        hidden: access.reach == Reach::Everything,
        of_others: access.reach >= Reach::Shared,
        reader: actor.id().ok_or(AppError::NotSignedIn)?,
    };
    let offset = PAGE * (page.clamp(1, 10_000) - 1);
    let mut documents = document::of_patient(&mut services.db.read().await?, patient, seen, PAGE + 1, offset).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = documents.len() > shown;
    documents.truncate(shown);
    let most_megabytes = services.directory().await?.settings.document_megabytes;
    Ok(Listed { documents, more, most_megabytes, may_add: access.reach.takes_files() })
}

/// Marks one of the actor's documents as entered in error. It stays in the record as such, but from then on only its author can
/// open the file.
///
/// # Errors
/// Not found for anyone else; a reason that is too long.
pub async fn retract(services: &Services, actor: &Actor, id: EntryId, reason: &str) -> Outcome<()> {
    let reason = form::text(Field::Reason, reason, 0, 200)?;
    let found = document::find(&mut services.db.read().await?, id).await?;
    let found = found.filter(|found| is_theirs(actor, found.author, found.patient));
    let found = found.ok_or_else(|| AppError::NotFound.into());
    let found = refusals::told_of(services, actor, Tried::Entry(id), Deed::DocumentRetract, found).await?;
    let by = By::now(services, actor).on(Basis::Author);
    let input = (id, found.author, found.patient, reason);
    services
        .change(by, input, |tx, by, (id, author, patient, reason)| {
            Box::pin(async move {
                // Retracting twice is the same as once.
                if entry::retract(tx, *id, *author, reason, by.second()).await? {
                    by.did(tx, Deed::DocumentRetract, subject(*id, *patient));
                }
                Ok(())
            })
        })
        .await
}

/// A document as the subject of an audit row.
fn subject(id: EntryId, patient: PatientId) -> Subject<'static> {
    Subject::from(id).of(patient).part(EntryKind::Document.as_str())
}

/// Deletes files that were written before an instant and belong to nothing, because a process ended between writing the file and
/// its row. Returns the number deleted. The instant must be longer ago than adding a file takes.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services, before: Timestamp) -> Outcome<usize> {
    // In this order, so that a file whose row is written meanwhile is known.
    let mut left = services.files.written_before(before).await?;
    let mut conn = services.db.read().await?;
    let mut known: HashSet<String> = document::keys(&mut conn).await?.into_iter().collect();
    known.extend(job::keys(&mut conn).await?);
    drop(conn);
    left.retain(|key| !known.contains(key));
    for key in &left {
        services.files.delete(key).await?;
    }
    Ok(left.len())
}
